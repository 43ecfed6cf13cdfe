"""The floor of every window: a PySide6 window and nothing else, which marks its first paint as the program does."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Bare(QWidget):
    """Tells once when it has been painted."""

    painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, self.tell)

    def tell(self) -> None:
        sys.stderr.write("mark bare 0\n")
        sys.stderr.flush()


if __name__ == "__main__":
    app = QApplication(sys.argv)
    window = Bare()
    window.show()
    app.exec()
