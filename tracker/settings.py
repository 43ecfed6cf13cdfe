"""Where things are on this laptop, and the few choices that belong to it and not to a store (TOML)."""

import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from platformdirs import user_config_path, user_data_path

APP = "border-tracker"
THEME_LINE = 'theme = "'


@dataclass
class Settings:
    """Choices of this laptop. `author` signs what is recorded, until there are accounts; `theme` may be system."""

    author: str = "recorder"
    theme: str = "system"
    told_not_for_real_records: bool = False
    situation: str = ""


def data_folder() -> Path:
    """The user's data folder of this program."""
    return user_data_path(APP, appauthor=False)


def default_store_path() -> Path:
    """The store that the program opens when it is told no other."""
    return data_folder() / "store.btrk"


def demo_store_path() -> Path:
    """The demo's store."""
    return data_folder() / "demo.btrk"


def settings_path() -> Path:
    """The settings file."""
    return user_config_path(APP, appauthor=False) / "settings.toml"


def profiles_folder() -> Path:
    """Where the profiles are that somebody saved."""
    return settings_path().with_name("profiles")


def load_settings() -> Settings:
    """The settings as kept; defaults where there is no file, or one that cannot be read."""
    import tomllib  # most of a second start's reading of settings is this import: not where nothing is kept

    try:
        kept = tomllib.loads(settings_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    result = Settings()
    for f in fields(Settings):
        value = kept.get(f.name)
        if isinstance(value, type(getattr(result, f.name))):
            setattr(result, f.name, value)
    return result


def glance_at_theme() -> str:
    """The look that was chosen, read without TOML's reader, for which the first paint would have to wait.

    A file written by hand in another way says nothing here; `load_settings` understands it a moment later.
    """
    try:
        lines = settings_path().read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return Settings.theme
    said = [line.removeprefix(THEME_LINE).rstrip('"') for line in lines if line.startswith(THEME_LINE)]
    return said[-1] if said else Settings.theme


def save_settings(settings: Settings) -> None:
    """Keep the settings, atomically. Raises OSError."""
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = []
    for name, value in asdict(settings).items():
        if isinstance(value, bool):
            lines.append(f"{name} = {str(value).lower()}")
        else:
            escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'{name} = "{escaped}"')
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def laptop_zone() -> str:
    """The IANA name of the laptop's own time zone; UTC where it cannot be told."""
    return known_laptop_zone() or "UTC"


def known_laptop_zone() -> str | None:
    """The IANA name of the laptop's own time zone; None where it cannot be told, as on Windows without Qt's help."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # the first paint needs settings, and no zones

    told = os.environ.get("TZ", "").removeprefix(":")
    link = os.path.realpath("/etc/localtime")
    for name in (told, link.partition("zoneinfo/")[2]):
        try:
            if name:
                return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None
