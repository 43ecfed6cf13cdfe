"""The import page: a file looked at, tried and brought in; what it says before and after."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.pages.import_desk import TABLE, ImportDesk, shown
from tracker.files.fields import Subject
from tracker.files.layout import Layout
from tracker.files.profiles import Profile, save_profile
from ui.importing.rows import MARK

MANY = "when,sector,persons\n" + "".join(
    f"2021-0{1 + n % 7}-{1 + n % 28:02} {n % 24:02}:{n % 60:02},Druskininkai,{1 + n % 30}\n"
    for n in range(6_000)
)


def test_a_file_is_understood_and_tried_before_anything_is_written(importing: ImportDesk) -> None:
    importing.look_at(TABLE)
    parts = importing.parts
    assert parts.subject.value() is Subject.INCIDENTS
    assert [choice.value() for choice in parts.columns.choices][:3] == ["when", "sector", "persons"]
    assert parts.chips["all"].text() == "all 3"
    assert parts.chips["refused"].text() == "refused 1"
    assert parts.model.rowCount() == 3
    importing.press(parts.chips["refused"])
    parts.rows.selectRow(0)
    assert parts.model.rowCount() == 1
    assert "25:10" in parts.reason.text()
    assert parts.past_model.rowCount() == 0


def test_a_second_import_of_the_same_file_adds_nothing_and_says_so(importing: ImportDesk) -> None:
    importing.look_at(TABLE)
    importing.bring_in()
    assert "3 rows read: 2 added, 0 superseded, 0 unchanged, 0 set aside, 1 refused." in importing.note
    importing.qtbot.waitUntil(lambda: importing.parts.past_model.rowCount() == 1)
    importing.look_at(TABLE)
    assert "Nothing in it is new here." in importing.parts.statement.text()
    importing.bring_in()
    assert "3 rows read: 0 added, 0 superseded, 2 unchanged, 0 set aside, 1 refused." in importing.note
    assert "Nothing was added: the store is as it was." in importing.note
    assert "imported before" in importing.note


def test_all_or_only_the_good_rows_is_said_before_it_is_done(importing: ImportDesk) -> None:
    importing.look_at(TABLE)
    parts = importing.parts
    assert parts.bring_in.text() == "Import 2 rows"
    assert parts.statement.text().startswith("1 row refused: the receipt saves what stays out to a file")
    importing.press(parts.all_rows)
    assert parts.bring_in.text() == "Import 0 rows"
    assert parts.statement.text() == "Nothing would be written: 1 row refused."
    importing.bring_in()
    assert "Nothing was written, since not every row is good." in importing.note
    assert not parts.receipt.undo.isVisible()


def test_where_every_row_is_good_nothing_is_asked(importing: ImportDesk) -> None:
    importing.look_at("when,sector,persons\n2021-08-02 10:00,Druskininkai,7\n")
    assert not importing.parts.all_rows.isVisible()
    assert importing.parts.bring_in.text() == "Import 1 row"


def test_an_import_that_was_undone_can_be_made_again(importing: ImportDesk) -> None:
    importing.look_at(TABLE)
    importing.bring_in()
    assert not importing.parts.bring_in.isEnabled()
    with importing.looked_again():
        importing.press(importing.parts.receipt.undo)
    assert importing.parts.bring_in.text() == "Import 2 rows"
    importing.qtbot.waitUntil(lambda: "It was taken back" in importing.parts.receipt.words.text())
    assert not importing.parts.receipt.undo.isVisible()
    importing.bring_in()
    assert "2 added" in importing.note


def test_what_is_missing_is_said_and_another_field_can_be_chosen(importing: ImportDesk) -> None:
    importing.look_at(TABLE)
    importing.tab("columns")
    parts = importing.parts
    first = parts.columns.choices[0]
    first.choose(None)
    importing.after(lambda: first.activated.emit(0))
    assert not parts.bring_in.isEnabled()
    assert "choose under Columns which one holds when" in importing.note
    assert "--" not in importing.note
    first.choose("when")
    importing.after(lambda: first.activated.emit(1))
    assert parts.bring_in.isEnabled()


def test_each_field_says_what_it_is_and_of_whom(importing: ImportDesk) -> None:
    importing.look_at("when,sector,persons,women\n2021-08-02 10:00,Druskininkai,7,3\n")
    importing.tab("columns")
    line = importing.parts.columns.lines[3]
    assert "female" in line.help.text()
    line.field.choose("group")
    line.field.activated.emit(0)
    assert line.of.hasFocus()
    assert "sex" in line.of.toolTip()
    with importing.looked_again():
        importing.type(line.of, "sex=female")
    assert "group@sex=female=women" in importing.parts.columns.maps()
    assert any("female 3" in cell for cell in shown(importing.parts.model)[0])


def test_a_doubtful_cell_is_marked_and_says_why_by_pointer_and_by_keys(importing: ImportDesk) -> None:
    importing.look_at(TABLE)
    importing.tab("rows")
    model, table = importing.parts.model, importing.parts.rows
    heads = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    cell = model.index(1, heads.index("When"))
    assert cell.data() == f"{MARK}2021-08-03 25:10"
    assert "no clock shows" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert "no clock shows" in cell.data(Qt.ItemDataRole.AccessibleTextRole)
    assert cell.data(Qt.ItemDataRole.BackgroundRole) == QColor(model._palette.partial)
    table.setCurrentIndex(model.index(0, 0))
    importing.key(table, Qt.Key.Key_Down, *[Qt.Key.Key_Right] * heads.index("When"))
    assert importing.parts.reason.text().startswith(
        "Row 3: When: “2021-08-03 25:10” has a time that no clock"
    )


def test_sectors_are_made_only_where_that_is_ticked(importing: ImportDesk) -> None:
    importing.look_at("when,sector,persons\n2021-08-02 10:00,Varėna,7\n")
    assert importing.parts.chips["refused"].text() == "refused 1"
    importing.after(lambda: importing.parts.new_sectors.setChecked(True))
    assert importing.parts.chips["added"].text() == "added 1"
    importing.bring_in()
    assert "1 added" in importing.note


def test_a_file_that_is_not_there_is_told_in_words(importing: ImportDesk) -> None:
    importing.look_at(TABLE)
    importing.after(lambda: importing.page.open_file(importing.folder / "none.csv"))
    assert importing.parts.past_words.isVisible()
    assert importing.note == "There is no file none.csv."
    assert importing.parts.note.property("state") == "error"
    assert not importing.parts.bring_in.isEnabled()


def test_dates_that_can_be_read_two_ways_are_a_question_for_a_person(importing: ImportDesk) -> None:
    importing.look_at(
        "when,sector,persons\n03/04/2021 10:00,Druskininkai,7\n05/06/2021 10:00,Druskininkai,8\n"
    )
    assert importing.note.startswith(
        "2 dates can be read two ways, 2021-04-03 or 2021-03-04: choose under Dates"
    )
    assert importing.parts.bring_in.text() == "Import 0 rows"
    importing.parts.order.choose("mdy")
    importing.after(lambda: importing.parts.order.activated.emit(0))
    importing.tab("rows")
    assert "2021-03-04 10:00" in shown(importing.parts.model)[0]
    assert importing.parts.bring_in.text() == "Import 2 rows"


def test_a_file_is_dropped_on_the_page(importing: ImportDesk) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(importing.write(TABLE)))])
    entering = QDragEnterEvent(
        QPoint(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(importing.page, entering)
    assert entering.isAccepted()
    dropped = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    importing.after(lambda: QApplication.sendEvent(importing.page, dropped))
    assert importing.parts.bring_in.text() == "Import 2 rows"


def test_a_path_is_taken_as_file_managers_copy_it(importing: ImportDesk) -> None:
    path = importing.write(TABLE, "with space.csv")
    for typed in (
        f'"{path}"',
        QUrl.fromLocalFile(str(path)).toString(QUrl.ComponentFormattingOption.FullyEncoded),
    ):
        importing.parts.path.setText(typed)
        importing.after(lambda: importing.qtbot.keyClick(importing.parts.path, Qt.Key.Key_Return))
        assert importing.parts.path.text() == str(path)
        assert importing.parts.bring_in.text() == "Import 2 rows"


def test_what_is_no_sheet_comes_in_too(importing: ImportDesk) -> None:
    importing.look_at(
        importing.write(
            '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", '
            '"coordinates": [24.2, 54.1]}, "properties": {"when": "2021-08-02 10:00", "persons": 7}}]}',
            "places.geojson",
        )
    )
    importing.tab("sheet")
    assert importing.parts.sheet_view.none.isVisible()
    assert not importing.parts.sheet_view.header_here.isVisible()
    importing.bring_in()
    assert "1 added" in importing.note


def test_looking_can_be_cancelled_and_what_was_there_holds(importing: ImportDesk) -> None:
    importing.look_at(TABLE)
    page, parts = importing.page, importing.parts
    parts.path.setText(str(importing.write(MANY, "many.csv")))
    with importing.looked_again():
        importing.qtbot.keyClick(parts.path, Qt.Key.Key_Return)
        importing.press(parts.cancel)
    assert importing.note == "Cancelled: nothing was written."
    assert not parts.cancel.isVisible() and not parts.progress.isVisible()
    assert not page.parts.bring_in.isEnabled()


def test_an_import_can_be_cancelled_and_nothing_of_it_is_there(importing: ImportDesk) -> None:
    importing.look_at(importing.write(MANY, "many.csv"))
    importing.press(importing.parts.bring_in)
    importing.press(importing.parts.cancel)
    importing.qtbot.waitUntil(lambda: importing.note == "Cancelled: nothing was written.", timeout=20_000)
    assert importing.parts.bring_in.text() == "Import 6,000 rows"
    importing.look_at(TABLE)
    assert importing.parts.chips["unchanged"].text() == "unchanged 0"


def test_a_profile_is_named_in_the_page_and_offered_again(importing: ImportDesk) -> None:
    importing.look_at("n,cuando,cuantos\n1,2021-08-02 10:00,7\n")
    importing.parts.subject.choose(Subject.INCIDENTS)
    importing.after(lambda: importing.parts.subject.activated.emit(0))
    for at, name in ((1, "when"), (2, "persons")):
        choice = importing.parts.columns.choices[at]
        choice.choose(name)
        importing.after(lambda choice=choice: choice.activated.emit(0))
    panel = importing.parts.profile_panel
    importing.press(importing.parts.save_profile)
    assert panel.name.hasFocus() and panel.name.text() == "table"
    importing.type(panel.name, "Rio Grande")
    importing.qtbot.waitUntil(lambda: panel.name.property("state") == "error")
    assert "small letters" in panel.words.text() and panel.isVisible()
    importing.type(panel.name, "rio-grande")
    importing.qtbot.waitUntil(lambda: not panel.isVisible())
    assert [message.words for message in importing.said] == ["Kept as rio-grande."]
    importing.look_at("n,cuando,cuantos\n1,2021-08-03 10:00,8\n")
    use = importing.parts.use_profile
    assert use.text() == "This looks like rio-grande: use its profile"
    with importing.looked_again():
        importing.press(use)
    assert importing.parts.bring_in.text() == "Import 1 row"


def test_a_profile_that_the_file_does_not_look_like_can_be_chosen(importing: ImportDesk) -> None:
    """Its header is where a guess does not find it: that is what the profile was kept for."""
    save_profile(
        Profile(
            "odd", Subject.INCIDENTS, ("when=when", "persons=persons"), layout=Layout((3,)), title="Odd lists"
        )
    )
    importing.look_at("Odd\na,b\nwhen,persons\n2021-08-02 10:00,7\n")
    parts = importing.parts
    assert not parts.use_profile.isVisible() and not parts.bring_in.isEnabled()
    parts.profile.setCurrentIndex(parts.profile.findText("Odd lists"))
    importing.after(lambda: parts.profile.activated.emit(0))
    assert parts.bring_in.text() == "Import 1 row"
    assert parts.profile.currentText() == "Odd lists"
    parts.profile.choose(None)
    importing.after(lambda: parts.profile.activated.emit(0))
    assert not parts.bring_in.isEnabled()


def test_every_part_has_a_name(importing: ImportDesk) -> None:
    importing.look_at(TABLE)
    for name in ("sheet", "columns", "rows", "past"):
        importing.tab(name)
        for part in importing.page.findChildren(QWidget):
            if (
                part.isVisible()
                and part.focusPolicy() & Qt.FocusPolicy.TabFocus
                and part.objectName()[:3] != "qt_"
            ):
                assert part.objectName(), part
                assert part.accessibleName() or part.metaObject().className() == "QLineEdit", (
                    part.objectName()
                )


def test_in_a_small_window_it_scrolls_and_is_never_cut_at_its_side(importing: ImportDesk) -> None:
    importing.page.resize(555, 310)  # a laptop of 1366x768 at 200 %
    importing.look_at("Title,,,,\n" + TABLE + TABLE.splitlines()[3] + "\n")
    scroll = importing.parts.scroll
    for name in ("sheet", "columns", "rows", "alike", "past"):
        importing.tab(name)
        importing.qtbot.wait(1)
        assert scroll.widget().width() <= scroll.viewport().width(), name
    importing.bring_in()
    importing.qtbot.wait(1)
    assert scroll.widget().width() <= scroll.viewport().width()
    assert scroll.widget().height() > scroll.viewport().height()
    importing.page.take_keyboard()
    assert scroll.verticalScrollBar().value() == 0


def test_a_file_of_which_every_row_is_refused_is_not_called_known(importing: ImportDesk) -> None:
    importing.look_at("day,persons\n03/04/2021,4\n05/04/2021,7\n")
    assert importing.parts.statement.text().endswith("No row comes in.")
