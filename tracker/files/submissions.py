"""Submissions of an ODK or KoboToolbox form as a table: a folder of them, a zip of such a folder, or one alone.

Each submission is a row, in the order of its folder's name; the paths of questions are columns. A repeat has two: how
often it was said, and its items in words (`forms.items_text`). `media files` names the files beside the
submission that it mentions. `folder` says which one it is.

Codes of `Unreadable`: file_is_folder (without submissions), too_many_submissions (limit), too_many_columns, and those
of `submission_xml` where the file is one submission.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tracker.errors import Problem, Unreadable
from tracker.files import forms
from tracker.files.packages import directory_size
from tracker.files.submission_xml import (
    MAX_BYTES,
    BadSubmission,
    Element,
    Flat,
    flatten,
    parse_submission,
    repeated,
)
from tracker.files.tables import Cell, Limits, Row, Table, unreadable

MAX_SUBMISSIONS = 100_000
FILE_NAME = "submission.xml"
MEDIA = "media files"
_MAX_DIRECTORY = 32_000_000  # bytes of a zip's list of members
_MEDIA = re.compile(
    r"[^/\\\0;:]{1,200}\.(?:jpe?g|png|gif|heic|webp|mp4|3gp|mov|webm|m4a|amr|mp3|ogg|wav|pdf)", re.IGNORECASE
)
_FORM = re.compile(rb"<[\w:.-]+\s[^<>]*\bid\s*=")


@dataclass(frozen=True, slots=True)
class _Submission:
    """Where a submission is: `folder` within the file, its XML, and the names of the files beside it."""

    folder: str
    data: bytes | BadSubmission
    beside: frozenset[str]
    alone: bool = False  # it is the file itself


def looks_like(head: bytes) -> bool:
    """Whether an XML that begins like this may be a submission: its first element has the id of a form."""
    text = re.sub(rb"<[?!][^>]*>", b"", head)
    return (match := _FORM.search(text)) is not None and not text[: match.start()].strip(
        b"\xef\xbb\xbf \t\r\n"
    )


def is_folder(path: Path) -> bool:
    """Whether something is a folder."""
    try:
        return path.is_dir()
    except ValueError:  # a NUL in the name
        return False


def is_zip_of(path: Path) -> bool:
    """Whether a zip holds submissions."""
    try:
        with _opened_zip(path) as file:
            return any(PurePosixPath(name).name == FILE_NAME for name in file.namelist())
    except (Unreadable, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False  # the reader of spreadsheets says what it is


def read(path: Path, limits: Limits) -> Table:
    """Opens submissions and looks through them for their columns. Raises Unreadable, and OSError."""
    repeats: set[str] = set()
    paths: dict[str, None] = {}
    count, media = 0, False
    for number, submission in _all(path):
        count = number
        try:
            root = _root(submission)
            flat = flatten(root, set())
        except BadSubmission as bad:
            if submission.alone:
                raise Unreadable(bad.code, file=path.name, folder=path.name, **bad.values) from None
            continue
        repeats |= repeated(root)
        paths.update(dict.fromkeys(flat.values))
        media = media or bool(_media(flat, submission))
        if len(paths) > limits.columns:
            raise Unreadable("too_many_columns", file=path.name, limit=limits.columns)
    if not count:
        raise Unreadable("file_is_folder" if path.is_dir() else "file_empty", file=path.name)
    header = ["folder", *_columns(paths, repeats), *([MEDIA] if media else [])]
    return Table(path, "submissions", header, 0, lambda: _rows(path, header, repeats, limits))


def _columns(paths: Iterable[str], repeats: set[str]) -> dict[str, None]:
    """The columns in order: of what stands in a repeat, those of the outermost one."""
    columns: dict[str, None] = {}
    for path in paths:
        parts = path.split("/")
        above = ("/".join(parts[:length]) for length in range(1, len(parts)))
        repeat = next((name for name in above if name in repeats), None)
        columns |= dict.fromkeys([path] if repeat is None else [repeat, repeat + forms.REPEAT])
    return columns


def _rows(path: Path, header: list[str], repeats: set[str], limits: Limits) -> Iterator[Row]:
    try:
        for number, submission in _all(path):
            try:
                flat = flatten(_root(submission), repeats)
            except BadSubmission as bad:
                values = bad.values | {"folder": submission.folder}
                yield Row(number, [], Problem(bad.code, row=number, values=values))
                continue
            cells = _cells(flat) | {"folder": submission.folder}
            if media := _media(flat, submission):
                cells[MEDIA] = ";".join(f"{submission.folder}/{name}".lstrip("/") for name in media)
            found = [cells.get(name) or None for name in header]
            if any(len(cell) > limits.cell for cell in found if isinstance(cell, str)):
                yield Row(number, [], Problem("cell_too_long", row=number, values={"limit": limits.cell}))
            else:
                yield Row(number, found)
    except OSError as error:
        raise unreadable(path, error) from None


def _root(submission: _Submission) -> Element:
    if isinstance(submission.data, BadSubmission):
        raise submission.data
    return parse_submission(submission.data)


def _cells(flat: Flat) -> dict[str, Cell]:
    cells: dict[str, Cell] = dict(flat.values)
    for path, items in flat.repeats.items():
        cells[path] = len(items)
        cells[path + forms.REPEAT] = forms.items_text(items)
    return cells


def _media(flat: Flat, submission: _Submission) -> list[str]:
    """The files that a submission mentions: those beside it, and what looks like the name of one that is not there."""
    said = [text for value in flat.values.values() for text in value.split(";")]
    said += [text for items in flat.repeats.values() for item in items for text in item.values()]
    found = [text for text in said if text in submission.beside or _MEDIA.fullmatch(text)]
    return list(dict.fromkeys(found))


def _all(path: Path) -> Iterator[tuple[int, _Submission]]:
    """The submissions with their numbers from 1. Raises Unreadable, and OSError."""
    if path.is_dir():
        found = _in_folder(path)
    elif zipfile.is_zipfile(path):
        found = _in_zip(path)
    else:
        found = iter([_Submission("", _read(path), frozenset(_names(path.parent)), alone=True)])
    for number, submission in enumerate(found, 1):
        if number > MAX_SUBMISSIONS:
            raise Unreadable("too_many_submissions", file=path.name, limit=MAX_SUBMISSIONS)
        yield number, submission


def _in_folder(path: Path) -> Iterator[_Submission]:
    """`submission.xml` of the folder itself, of those in it, or of those in its `instances`."""
    if (path / FILE_NAME).is_file():
        yield _Submission("", _read(path / FILE_NAME), frozenset(_names(path)), alone=True)
        return
    inner = path / "instances"
    base = inner if inner.is_dir() and not inner.is_symlink() else path
    for folder in sorted(p for p in base.iterdir() if p.is_dir() and not p.is_symlink()):
        # As ODK Collect keeps it, the file is called like its folder.
        for xml in (folder / FILE_NAME, folder / f"{folder.name}.xml"):
            if xml.is_file() and not xml.is_symlink():
                yield _Submission(folder.relative_to(path).as_posix(), _read(xml), frozenset(_names(folder)))
                break


def _names(folder: Path) -> Iterator[str]:
    return (p.name for p in folder.iterdir() if p.suffix != ".xml" and p.is_file() and not p.is_symlink())


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _in_zip(path: Path) -> Iterator[_Submission]:
    """Members are read where they are, and never unpacked by their names."""
    try:
        with _opened_zip(path) as file:
            beside: dict[str, set[str]] = {}
            for name in file.namelist():
                folder, _, own = name.rpartition("/")
                beside.setdefault(folder, set()).add(own)
            for name in sorted(file.namelist()):
                folder, _, own = name.rpartition("/")
                if own == FILE_NAME:
                    names = frozenset(n for n in beside[folder] if n and not n.endswith(".xml"))
                    yield _Submission(folder, _read_member(file, name), names)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Unreadable("file_damaged", file=path.name) from None


def _read_member(file: zipfile.ZipFile, name: str) -> bytes | BadSubmission:
    member = file.getinfo(name)
    if member.flag_bits & 1:
        return BadSubmission("submission_encrypted")
    try:
        with file.open(member) as reading:
            return reading.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        return BadSubmission("xml_damaged")


def _opened_zip(path: Path) -> zipfile.ZipFile:
    """A zip whose list of members is no longer than it may be. Raises Unreadable, BadZipFile, OSError."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_557))
        tail = file.read()
    if directory_size(tail) > _MAX_DIRECTORY:
        raise Unreadable("too_many_submissions", file=path.name, limit=MAX_SUBMISSIONS)
    return zipfile.ZipFile(path)
