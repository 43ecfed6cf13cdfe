import threading
from datetime import datetime, timedelta

from PySide6.QtWidgets import QPushButton, QWidget

from tests.ui.shell import Shell, kept_on_disk, text
from tracker.draftbox import DraftBox, path_beside


def test_a_draft_of_an_earlier_run_is_offered_and_taken_up(shell: Shell) -> None:
    box = DraftBox(path_beside(shell.path))
    at = datetime.now().astimezone().replace(microsecond=0) - timedelta(seconds=1)
    box.keep("incident_form-x", "incident_form", {"place": "Lavoriškės", "persons": "8"}, at)
    box.close()
    shell.autosave.open(shell.path)
    shell.qtbot.waitUntil(lambda: bool(shell.said()))
    assert shell.said() == [f"A half-typed incident from {at:%H:%M} was kept."]
    shell.key("Ctrl+N")  # a new one is begun before the old one is looked at
    shell.type("Kabeliai")
    shell.qtbot.waitUntil(lambda: len(kept_on_disk(shell.path)) == 2)
    shell.offer("Go on with it").click()
    form = shell.window.findChild(QWidget, "incident_form")
    assert form.keep() == {"place": "Lavoriškės", "persons": "8"}
    assert {kept["place"] for kept in kept_on_disk(shell.path)} == {"Lavoriškės", "Kabeliai"}
    # What gave way is offered in its turn: not only after the next start.
    assert len(shell.said()) == 1
    shell.offer("Go on with it").click()
    assert form.keep() == {"place": "Kabeliai"}
    shell.qtbot.waitUntil(lambda: len(kept_on_disk(shell.path)) == 2)


def test_it_comes_back_into_the_page_that_was_there_before(shell: Shell) -> None:
    box = DraftBox(path_beside(shell.path))
    box.keep("incident_form-x", "incident_form", {"place": "Lavoriškės", "persons": "8"})
    box.close()
    shell.autosave.open(shell.path)
    shell.bridge.open(shell.path, "R. recorder")
    page = shell.page("incidents")  # looked at before any form was asked for
    shell.qtbot.waitUntil(lambda: bool(shell.said()))
    shell.offer("Go on with it").click()
    assert page.form.keep() == {"place": "Lavoriškės", "persons": "8"}
    shell.key("Ctrl+N")
    assert shell.window.findChildren(QWidget, "incident_form") == [page.form]


def test_two_that_were_kept_in_the_same_minute_are_both_offered(shell: Shell) -> None:
    box = DraftBox(path_beside(shell.path))
    at = datetime.now().astimezone().replace(second=7)
    for place in ("Lavoriškės", "Kabeliai"):
        box.keep(place, "incident_form", {"place": place}, at)
    box.close()
    shell.autosave.open(shell.path)
    shell.qtbot.waitUntil(lambda: bool(shell.said()))
    assert shell.said() == [f"A half-typed incident from {at:%H:%M} was kept."] * 2
    came = []
    for _ in range(2):
        next(b for b in shell.window.messages.findChildren(QPushButton) if b.isVisible()).click()
        came.append(shell.window.findChild(QWidget, "incident_form").keep()["place"])
    assert sorted(came) == ["Kabeliai", "Lavoriškės"]


def test_a_draft_can_be_discarded(shell: Shell) -> None:
    box = DraftBox(path_beside(shell.path))
    box.keep("incident_form-x", "incident_form", {"place": "Lavoriškės"})
    box.close()
    shell.autosave.open(shell.path)
    shell.qtbot.waitUntil(lambda: bool(shell.said()))
    shell.offer("Discard").click()
    shell.qtbot.waitUntil(lambda: kept_on_disk(shell.path) == [])
    assert shell.said() == []


def test_a_damaged_draft_file_is_told_and_blocks_nothing(shell: Shell) -> None:
    path_beside(shell.path).write_bytes(b"nothing that anybody could read" * 200)
    shell.autosave.open(shell.path)
    shell.qtbot.waitUntil(lambda: bool(shell.said()))
    assert "half-typed forms" in shell.said()[0]
    shell.key("Ctrl+N")
    shell.type("Druskininkai")
    shell.qtbot.waitUntil(lambda: kept_on_disk(shell.path) == [{"place": "Druskininkai"}])


def test_drafts_are_kept_while_a_long_write_is_under_way(opened: Shell) -> None:
    release = threading.Event()
    opened.bridge.write(lambda _session: release.wait(10))
    opened.key("Ctrl+N")
    opened.type("Druskininkai")
    opened.qtbot.waitUntil(lambda: kept_on_disk(opened.path) == [{"place": "Druskininkai"}])
    assert opened.bridge.is_busy
    assert text(opened.window, "status_saved") == "◌ Saving"
    release.set()
    opened.qtbot.waitUntil(lambda: not opened.bridge.is_busy)
