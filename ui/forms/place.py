"""A place on the map, typed as latitude and longitude in one field that is there once somebody wants it."""

from typing import Any

from PySide6.QtWidgets import QWidget

from tracker.coordinates import read_coordinates, write_coordinates
from ui.forms.fields import TextEdit


class CoordinatesEdit(TextEdit):
    """Latitude and longitude, as one text; on leaving it is written out with its sides, so that a slip is seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(200)
        self.editingFinished.connect(self._write_out)

    def value(self) -> Any:
        """Latitude and longitude, None for nothing, the text if it is no pair of them."""
        text = self.text().strip()
        if not text:
            return None
        return read_coordinates(text) or text

    def _write_out(self) -> None:
        found = read_coordinates(self.text())
        if found is not None and write_coordinates(*found) != self.text():
            self.setText(write_coordinates(*found))
