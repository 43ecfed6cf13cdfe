"""What is left behind of a defect: where in the program it was, and nothing of what was being recorded."""

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from tracker.settings import data_folder

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 256 * 1024  # bytes; then the older half goes


def log_path() -> Path:
    """The crash log of this user."""
    return data_folder() / "crash.log"


def note(error: BaseException, where: str = "") -> str:
    """Append a defect to the crash log, best effort. Returns what was written.

    Error messages and values stay out: they may hold what somebody typed. So do paths, which hold a user's name.
    """
    import platform  # takes its time, and is needed here alone

    lines = [
        f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} Python {platform.python_version()} {sys.platform} {where}"
    ]
    link: BaseException | None = error
    told: set[int] = set()
    while link is not None and id(link) not in told:  # `raise e from e` makes a circle
        told.add(id(link))
        for frame in traceback.extract_tb(link.__traceback__):
            lines.append(f"  {_within(frame.filename)}:{frame.lineno} {frame.name}")
        lines.append(f"  {type(link).__module__}.{type(link).__qualname__}")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    text = "\n".join(lines) + "\n"
    try:
        path = log_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LARGEST:
            kept = path.read_text(encoding="utf-8", errors="replace")[-LARGEST // 2 :]
            path.write_text(kept, encoding="utf-8")
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        # A disk that is full or read-only is told of elsewhere; a log that cannot be kept must not hide the defect.
        return text
    return text


def _within(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).as_posix()
    return path.name
