"""Which file is to be looked at: as typed, as chosen."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtWidgets import QFileDialog, QWidget

KINDS = "*.csv *.tsv *.txt *.xlsx *.xls *.ods *.html *.htm *.json *.geojson *.zip"


def typed_path(text: str) -> Path | None:
    """The path that is typed, or pasted as file managers copy it: between quotation marks, or as an address."""
    typed = text.strip().strip("\"'")
    if typed.startswith("file:"):
        typed = QUrl(typed).toLocalFile()
    if not typed:
        return None
    try:
        return Path(typed).expanduser()
    except RuntimeError:  # “~name” of nobody here: a name like any other
        return Path(typed)


def ask_path(parent: QWidget, near: str) -> Path | None:
    """Ask in the system's own dialog; None where nothing is chosen."""
    tables = _tr("Tables ({kinds});;All (*)").format(kinds=KINDS)
    path, _ = QFileDialog.getOpenFileName(parent, _tr("Import a table"), near, tables)
    return Path(path) if path else None


def _tr(text: str) -> str:
    return QCoreApplication.translate("Importing", text)
