"""Looks through an XLSX or ODS before the spreadsheet library may unpack it.

A small file can ask the library for more memory than there is, and that ends the program instead of raising. So
everything is unpacked here first, in pieces that are thrown away, while `sheet_sizes` counts what the library would
build. Sizes that the file states are not believed.
"""

import struct
import xml.parsers.expat
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from tracker.files.sheet_sizes import (
    MAX_UNPACKED,
    Budget,
    Damaged,
    Encrypted,
    End,
    OdsSize,
    OtherKind,
    SharedTexts,
    SheetSize,
    Start,
    Text,
    TooLarge,
)

MAX_FILE = 100_000_000  # bytes, packed
_MAX_MEMBERS = 5_000
_MAX_DIRECTORY = 2_000_000  # bytes
_PIECE = 1 << 18  # bytes


def check(data: bytes) -> tuple[str, int]:
    """`xlsx` or `ods`, if the library may read it, and how many cells have a formula whose result is not there.

    Raises Damaged, TooLarge, Encrypted or OtherKind.
    """
    if directory_size(data) > _MAX_DIRECTORY:
        raise Damaged
    try:
        members = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError):
        raise Damaged from None
    names = {member.filename.lower() for member in members}
    if len(members) > _MAX_MEMBERS or len(names) < len(members):
        raise Damaged
    kind = _kind(names)
    if any(member.flag_bits & 1 for member in members):
        raise Encrypted
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise TooLarge("bytes", MAX_UNPACKED)

    budget = Budget()
    # Shared texts first: cells refer to them.
    for member in sorted(
        members, key=lambda member: not member.filename.lower().endswith("sharedstrings.xml")
    ):
        name = member.filename.lower()
        pieces = _unpack(data, member, budget)
        if not name.endswith((".xml", ".rels")):
            for _ in pieces:
                pass
        elif kind == "ods":
            _parse(pieces, *OdsSize(budget).handlers() if name == "content.xml" else ())
        elif name.endswith("sharedstrings.xml"):
            _parse(pieces, *SharedTexts(budget).handlers())
        else:
            _parse(pieces, *SheetSize(budget).handlers())
    return kind, budget.unsaved


def directory_size(end: bytes) -> int:
    """How long a zip says that its list of members is, in bytes; `end` is the file's end, or all of it.

    Asked before the list is read: each member of it takes ten times as much memory as the list.
    """
    at = end.rfind(b"PK\x05\x06", max(0, len(end) - 65_557))
    size = int.from_bytes(end[at + 12 : at + 16], "little") if at >= 0 else 0
    larger = end[at - 76 : at - 20] if at >= 76 and end[at - 20 : at - 16] == b"PK\x06\x07" else b""
    if larger.startswith(b"PK\x06\x06"):  # zip64, whose numbers go before
        size = max(size if size < 0xFFFFFFFF else 0, int.from_bytes(larger[40:48], "little"))
    return size


def _kind(names: set[str]) -> str:
    found = [
        kind
        for mark, kind in (
            ("xl/workbook.xml", "xlsx"),
            ("content.xml", "ods"),
            ("xl/workbook.bin", "XLSB"),
            ("word/document.xml", "DOCX"),
            ("ppt/presentation.xml", "PPTX"),
        )
        if mark in names
    ]
    if len(found) > 1:
        raise Damaged
    if found not in (["xlsx"], ["ods"]):
        raise OtherKind(found[0] if found else "ZIP")
    return found[0]


def _unpack(data: bytes, member: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    """The content of a member, piece by piece, to its real end and not to the end that the file states."""
    header = data[member.header_offset : member.header_offset + 30]
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise Damaged
    start = member.header_offset + 30 + sum(struct.unpack("<HH", header[26:30]))
    packed = data[start : start + member.compress_size]
    size = 0
    if member.compress_type == zipfile.ZIP_STORED:
        parts: Iterator[bytes] = iter([packed])
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        parts = _inflate(packed)
    else:
        raise Damaged
    for part in parts:
        size += len(part)
        budget.take(unpacked=len(part))
        yield part
    if size != member.file_size:
        raise Damaged


def _inflate(packed: bytes) -> Iterator[bytes]:
    stream = zlib.decompressobj(-15)
    try:
        while not stream.eof:
            part = stream.decompress(packed, _PIECE)
            packed = stream.unconsumed_tail
            if not part and not stream.eof:
                raise Damaged  # cut off
            yield part
    except zlib.error:
        raise Damaged from None


def _parse(
    pieces: Iterator[bytes], start: Start | None = None, end: End | None = None, text: Text | None = None
) -> None:
    """Well-formed XML without a document type, or Damaged: on the rest the library may loop for ever."""

    def refuse(*_: object) -> None:
        raise Damaged

    parser = xml.parsers.expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (xml.parsers.expat.ExpatError, ValueError, OverflowError, LookupError):
        raise Damaged from None
