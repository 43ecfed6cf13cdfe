"""Which document of the day is made: one of four, side by side."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from ui.reports.made import Document


class DocumentChoice(QWidget):
    """Four buttons, one of which is down."""

    chosen = Signal(object)  # Document

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("document_choice")
        self.setAccessibleName(self.tr("What is made of the day"))
        words = {
            Document.REPORT: self.tr("Situation report"),
            Document.HANDOVER: self.tr("Handover"),
            Document.RADIO: self.tr("To read out"),
            Document.FORM: self.tr("Blank form"),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._buttons = QButtonGroup(self)
        self._of: dict[int, Document] = {}
        for number, document in enumerate(Document):
            button = QPushButton(words[document])
            button.setObjectName(f"document_{document}")
            button.setAccessibleName(words[document])
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            button.setChecked(document is Document.REPORT)
            self._buttons.addButton(button, number)
            self._of[number] = document
            row.addWidget(button)
        row.addStretch(1)
        self._buttons.idClicked.connect(lambda number: self.chosen.emit(self._of[number]))

    @property
    def document(self) -> Document:
        """Which one is chosen."""
        return self._of[self._buttons.checkedId()]

    def choose(self, document: Document) -> None:
        """Put a button down; nobody is told."""
        number = next(number for number, one in self._of.items() if one is document)
        self._buttons.button(number).setChecked(True)

    @property
    def words(self) -> str:
        """What the chosen one is called."""
        return self._buttons.checkedButton().text()

    def file_name(self, document: Document) -> str:
        """What a file of it is called, with a place for the day."""
        return {
            Document.REPORT: self.tr("Situation report {day}.pdf"),
            Document.HANDOVER: self.tr("Handover {day}.pdf"),
            Document.RADIO: self.tr("To read out {day}.pdf"),
            Document.FORM: self.tr("Blank form.pdf"),
        }[document]
