import pytest
from PySide6.QtCore import QLocale

from ui import look


@pytest.fixture(autouse=True)
def looks(qapp):
    """The program's fonts and colours, British English; as they were afterwards."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    look.start(qapp, "light")
    yield
    QLocale.setDefault(before)
