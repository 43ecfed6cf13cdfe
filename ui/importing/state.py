"""What can be done on the import page now, and what Import will do, said before it is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.importing.layout import Parts
from ui.importing.wording import rows_said

if TYPE_CHECKING:
    from tracker.files.preview import Preview
    from tracker.files.receipt import Receipt
    from ui.importing.trial import Looked


class State:
    """Shows and hides the page's parts by where things stand."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def show(
        self,
        looked: Looked | None,
        preview: Preview | None,
        receipt: Receipt | None,
        own: Receipt | None,
        *,
        busy: bool,
        writing: bool,
        written: bool,
    ) -> None:
        """`preview` is None where nothing can be brought in; `own` is the trial of an export of this program.

        `written` says that refused rows are in a file.
        """
        p = self._parts
        ready = (preview is not None or own is not None) and not busy
        p.choices.setVisible(looked is not None)
        for widget in (p.choices, p.views, p.path, p.choose):
            widget.setEnabled(not writing)
        p.save_profile.setVisible(looked is not None)
        p.save_profile.setEnabled(looked is not None and looked.bound is not None)
        for name in ("sheet", "columns", "rows"):
            p.tabs[name].setEnabled(looked is not None)
        found = looked.preview if looked is not None else None
        alike = found is not None and bool(found.alike)
        p.tabs["alike"].setVisible(alike)
        if p.tabs["alike"].isChecked() and not alike and not busy:
            p.show_tab("rows" if found is not None else "past")
        p.tabs["receipt"].setVisible(receipt is not None or own is not None or p.tabs["receipt"].isChecked())
        p.receipt.show_buttons(
            action=receipt is not None and receipt.action is not None,
            came_in=receipt is not None and receipt.came_in,
            refused=looked is not None and receipt is not None and bool(receipt.refused),
            written=written,
        )
        refused = len(preview.receipt.refused) if preview is not None else 0
        for radio in (p.good_rows, p.all_rows):
            radio.setVisible(ready and refused > 0)
        for widget in (p.cancel, p.progress):
            widget.setVisible(busy)
        if busy:
            p.show_progress(0, 0)
        words, statement = _tr("Import"), ""
        if ready and preview is not None:
            words = _tr("Import {rows}").format(rows=rows_said(self._coming(preview)))
            statement = self._statement(preview)
        elif ready and own is not None:
            words = _tr("Import {rows}").format(rows=rows_said(own.added))
            statement = _tr(
                "An export of this program: its records come in as they were; what is here stays as it is."
            )
        p.statement.setText(statement)
        p.bring_in.setText(words)
        p.bring_in.setAccessibleName(words)
        p.bring_in.setEnabled(ready)

    def _coming(self, preview: Preview) -> int:
        """How many rows will come in."""
        counts = preview.receipt.counts()
        if counts["refused"] and self._parts.all_rows.isChecked():
            return 0
        return max(0, counts["added"] + counts["superseded"] - len(self._parts.alike.left_out()))

    def _statement(self, preview: Preview) -> str:
        """What Import will do."""
        refused, coming = len(preview.receipt.refused), self._coming(preview)
        if refused and self._parts.all_rows.isChecked():
            return _tr("Nothing would be written: {rows} refused.").format(rows=rows_said(refused))
        out = []
        if refused:
            out.append(
                _tr("{rows} refused: the receipt saves what stays out to a file, to be corrected.").format(
                    rows=rows_said(refused)
                )
            )
        elif coming:
            out.append(_tr("No row is refused."))
        undecided = len(preview.alike) - len(self._parts.alike.decisions())
        if undecided > 0:
            out.append(_tr("Possible duplicates not decided: {n}.").format(n=f"{undecided:,}"))
        if not coming:
            known = preview.receipt.unchanged or not refused
            out.append(_tr("Nothing in it is new here.") if known else _tr("No row comes in."))
        return " ".join(out)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Importing", text)
