"""The receipt on the import page: counts, every row that did not come in with what to do, and the corrected file."""

from PySide6.QtCore import Qt

from tests.ui.pages.import_desk import TABLE, ImportDesk, shown

TWO = TABLE + "2021-08-01 10:00,Varėna,7,,\n"


def refused(importing: ImportDesk) -> list[list[str]]:
    return shown(importing.parts.receipt.model)


def test_refused_rows_stand_beside_the_receipt_with_field_reason_and_what_to_do(
    importing: ImportDesk,
) -> None:
    importing.look_at(TWO)
    importing.bring_in()
    receipt = importing.parts.receipt
    assert receipt.isVisible() and importing.parts.tabs["receipt"].hasFocus()
    assert [row[:2] for row in shown(receipt.counts_model)] == [
        ["read", "4"], ["added", "2"], ["superseded", "0"], ["unchanged", "0"], ["set aside", "0"], ["refused", "2"],
    ]  # fmt: skip
    first, second = refused(importing)
    assert first[:3] == ["3", "refused", "When"]
    assert first[3:] == [
        "“2021-08-03 25:10” has a time that no clock shows.", "Correct it in the file, and import that again.",
    ]  # fmt: skip
    assert second[:3] == ["5", "refused", "Sector"]
    assert second[4].startswith("Tick “Make sectors that are not here yet”")
    assert "--" not in second[3]
    importing.key(receipt.rows, Qt.Key.Key_Down)
    assert receipt.reason.text().startswith("Row 5, Sector: There is no sector “Varėna”.")


def test_refused_rows_go_to_a_file_which_is_corrected_and_imported(importing: ImportDesk) -> None:
    importing.look_at(TWO)
    importing.bring_in()
    receipt = importing.parts.receipt
    assert not receipt.corrected.isVisible()
    target = importing.folder / "refused.csv"
    with importing.qtbot.waitSignal(importing.page.said, timeout=20_000):
        importing.page.keeping.write_refused(target)
    written = target.read_text(encoding="utf-8-sig")
    assert "25:10" in written and "Varėna" in written
    corrected = written.replace("25:10", "23:10").replace("Varėna", "Lavoriškės")
    target.write_text(corrected, encoding="utf-8-sig")
    with importing.looked_again():
        importing.press(receipt.corrected)
    assert importing.parts.path.text() == str(target)
    importing.bring_in()
    assert "2 rows read: 2 added" in importing.note
    assert refused(importing) == []
    assert receipt.head.text() == "No row was refused or set aside."


def test_the_receipt_of_a_past_import_is_opened_by_enter(importing: ImportDesk) -> None:
    importing.look_at(TWO)
    importing.bring_in()
    importing.qtbot.waitUntil(lambda: importing.parts.past_model.rowCount() == 1)
    importing.look_at("when,sector,persons\n2021-08-02 11:00,Druskininkai,7\n")
    importing.tab("past")
    importing.parts.past.selectRow(0)
    importing.key(importing.parts.past, Qt.Key.Key_Return)
    receipt = importing.parts.receipt
    assert receipt.isVisible()
    assert receipt.words.text().startswith("Imported on ")
    assert "by R. recorder" in receipt.words.text()
    assert [row[0] for row in refused(importing)] == ["3", "5"]
    assert "no clock shows" in refused(importing)[0][3]
    assert not receipt.undo.isVisible()
    # And the other file is still there to be brought in.
    assert importing.parts.bring_in.text() == "Import 1 row"


def test_rows_set_aside_are_told_too(importing: ImportDesk) -> None:
    importing.look_at("day,value,reported\n2021-08-01,4,2021-08-02\n2021-08-05,4,2021-08-02\n")
    importing.bring_in()
    (row,) = refused(importing)
    assert row[:2] == ["3", "set aside"]
    assert "after the report's own date" in row[3]
    assert row[4] == ""


def test_refused_rows_that_cannot_be_written_are_told_and_nothing_is_offered(importing: ImportDesk) -> None:
    importing.look_at(TWO)
    importing.bring_in()
    with importing.qtbot.waitSignal(importing.page.said, timeout=20_000):
        importing.page.keeping.write_refused(importing.folder / "no folder" / "refused.csv")
    assert importing.said[-1].state == "error"
    assert "There is no folder" in importing.said[-1].words
    assert not importing.parts.receipt.corrected.isVisible()


def test_refused_cells_of_columns_that_stand_for_rows_are_corrected_one_by_one(importing: ImportDesk) -> None:
    wide = "Title;;;\nNationality;JAN2021;FEB2021;MAR2021\nIraq;4;5;6\nSyria;7;eight;9\nTotal;11;13;15\n"
    importing.look_at(wide)
    assert importing.parts.sheet_view.wide.isChecked()
    importing.bring_in()
    first = refused(importing)[0]
    assert first[:3] == ["4", "refused", "Figure · FEB2021"]
    target = importing.folder / "refused.csv"
    with importing.qtbot.waitSignal(importing.page.said, timeout=20_000):
        importing.page.keeping.write_refused(target)
    written = target.read_text(encoding="utf-8-sig")
    assert "eight" in written
    target.write_text(written.replace("eight", "8"), encoding="utf-8-sig")
    with importing.looked_again():
        importing.press(importing.parts.receipt.corrected)
    importing.bring_in()
    assert "1 row read: 1 added" in importing.note
