import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tracker import settings
from tracker.settings import Settings, glance_at_theme, laptop_zone, load_settings, save_settings


def write(text: str) -> None:
    path = settings.settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_settings_are_kept() -> None:
    kept = Settings(author='R. "recorder" \\ Ž', theme="dark", told_not_for_real_records=True, situation="x")
    save_settings(kept)
    assert load_settings() == kept
    assert glance_at_theme() == "dark"


def test_without_a_file_there_are_defaults() -> None:
    assert load_settings() == Settings()
    assert glance_at_theme() == "system"


@pytest.mark.parametrize("text", ["theme = [", "\x00", "theme = 3\nauthor = true\n", "theme"])
def test_what_cannot_be_read_is_passed_over(text: str) -> None:
    write(text)
    assert load_settings() == Settings()
    assert glance_at_theme() == "system"


def test_a_file_written_by_hand_is_understood() -> None:
    write("theme='light'  # by day\nunknown = 1\n")
    assert load_settings().theme == "light"
    assert glance_at_theme() == "system", "a glance sees the program's own way of writing alone"


def test_saving_leaves_the_old_file_when_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(Settings(author="before"))

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save_settings(Settings(author="after"))
    assert load_settings().author == "before"


def test_the_stores_of_a_user_are_in_her_data_folder(home: Path) -> None:
    for path in (settings.default_store_path(), settings.demo_store_path()):
        assert path.is_relative_to(home)
        assert path.suffix == ".btrk"


@pytest.mark.parametrize(
    ("told", "zone"), [("Asia/Kathmandu", "Asia/Kathmandu"), (":Europe/Vilnius", "Europe/Vilnius")]
)
def test_the_laptops_zone_has_a_name(monkeypatch: pytest.MonkeyPatch, told: str, zone: str) -> None:
    monkeypatch.setenv("TZ", told)
    assert laptop_zone() == zone


def test_a_zone_that_is_none_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Middle/Earth")
    assert ZoneInfo(laptop_zone())
