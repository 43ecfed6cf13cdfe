"""Looks through an XLS (Excel 97 to 2003) before the spreadsheet library reads it, and hands it a clean copy.

The library follows the file's own chains and sizes without asking whether they end or fit in memory. Here they are
followed with bounds, the cells are counted by the same limits, and what is handed on is the one stream that matters,
in a container made here. Formats: [MS-CFB] and [MS-XLS].
"""

import struct
from collections.abc import Iterator

from tracker.files.packages import MAX_FILE
from tracker.files.sheet_sizes import Budget, Damaged, Encrypted, OtherKind

_END = 0xFFFFFFFE  # of a chain
_LAST_SECTOR = 0xFFFFFFFA  # numbers from here on are marks
_BOF, _EOF, _CONTINUE, _DIMENSIONS, _SHEET, _TEXTS, _PASSWORD = 0x809, 0xA, 0x3C, 0x200, 0x85, 0xFC, 0x2F
_MUL_RK, _LABEL_SST = 0xBD, 0xFD
_CELLS = {0x203, 0x204, 0xD6, 0x205, 0x27E, 0x6, _MUL_RK, _LABEL_SST}
_SMALL = 4096  # bytes; shorter streams are kept in another way
_LONGEST = 0xFFFF  # characters of one text


def clean(data: bytes) -> bytes:
    """The same workbook in a container that is safe to read. Raises what `packages.check` does."""
    try:
        streams = _Container(data).streams()
        if "encryptedpackage" in streams:
            raise Encrypted
        book = streams.get("workbook") or streams.get("book")
        if book is None:
            raise OtherKind("DOC" if "worddocument" in streams else "OLE")
        return _container(_checked(book))
    except (struct.error, IndexError, UnicodeDecodeError):
        raise Damaged from None


class _Container:
    """A compound file: streams cut into sectors, which a table chains together."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise Damaged
        self.size = 1 << shift
        self.most = len(data) // self.size + 1  # sectors that there can be
        self.table: list[int] = []
        for sector in self._table_sectors():
            self.table += struct.unpack(f"<{self.size // 4}I", self._sector(sector).ljust(self.size, b"\xff"))

    def _table_sectors(self) -> Iterator[int]:
        """Where the table is: the first 109 in the header, the rest in a chain."""
        seen = 0
        numbers = [*struct.unpack_from("<109I", self.data, 76)]
        following = struct.unpack_from("<I", self.data, 68)[0]
        while True:
            for number in numbers:
                if number < _LAST_SECTOR:
                    seen += 1
                    if seen > self.most:
                        raise Damaged
                    yield number
            if following >= _LAST_SECTOR:
                return
            *numbers, following = struct.unpack(f"<{self.size // 4}I", self._sector(following))
            seen += 1
            if seen > self.most:
                raise Damaged

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise Damaged
        return self.data[start : start + self.size]

    def _chain(self, number: int) -> bytes:
        parts = []
        while number < _LAST_SECTOR:
            parts.append(self._sector(number))
            if len(parts) > self.most:
                raise Damaged  # a circle
            number = self.table[number]
        return b"".join(parts)

    def streams(self) -> dict[str, bytes]:
        """The streams that decide what this is, by name in small letters."""
        directory = self._chain(struct.unpack_from("<I", self.data, 48)[0])
        found: dict[str, bytes] = {}
        for at in range(0, len(directory) - 127, 128):
            entry = directory[at : at + 128]
            name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le").lower()
            start, size = struct.unpack_from("<II", entry, 116)
            if name in ("encryptedpackage", "worddocument"):
                found[name] = b""
            elif name in ("workbook", "book"):
                if size < _SMALL:  # lives elsewhere; every program fills up a workbook to more than that
                    raise Damaged
                found[name] = self._chain(start)[:size]
        return found


def _checked(book: bytes) -> bytes:
    """The workbook without the sizes that it claims. Raises if what is really in it is too much."""
    budget = Budget()
    sheets: list[int] = []
    texts: list[bytes] = []
    in_texts = False
    for kind, start, end in _records(book, 0):
        if kind == _PASSWORD:
            raise Encrypted
        if kind == _SHEET:
            sheets.append(struct.unpack_from("<I", book, start)[0])
        if kind == _TEXTS or (kind == _CONTINUE and in_texts):
            texts.append(book[start:end])
        in_texts = kind == _TEXTS or (kind == _CONTINUE and in_texts)
    lengths = _text_lengths(texts)
    patched = bytearray(book)
    walked = 0
    for sheet in sheets:
        top = left = 1 << 16
        bottom = right = -1
        for kind, start, end in _records(book, sheet):
            walked = walked + end - start + 4
            if kind == _DIMENSIONS:
                patched[start:end] = bytes(end - start)
            elif kind in _CELLS:
                row, column = struct.unpack_from("<HH", book, start)
                last = struct.unpack_from("<H", book, end - 2)[0] if kind == _MUL_RK else column
                top, bottom = min(top, row), max(bottom, row)
                left, right = min(left, column), max(right, column, last)
                if kind == _LABEL_SST:
                    number = struct.unpack_from("<I", book, start + 6)[0]
                    budget.take(text=lengths[number] if number < len(lengths) else _LONGEST)
        if bottom >= 0:
            budget.take(cells=(bottom - top + 1) * (right - left + 1))
        if walked > 2 * MAX_FILE:
            raise Damaged  # many sheets that are one
    return bytes(patched)


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of each record of a sheet or of the workbook, without those of charts inside it."""
    depth = 0
    while True:
        kind, size = struct.unpack_from("<HH", book, at)
        start, end = at + 4, at + 4 + size
        if end > len(book):
            raise Damaged
        at = end
        if kind == _BOF:
            depth += 1
        if depth <= 1:
            yield kind, start, end
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return


def _text_lengths(parts: list[bytes]) -> list[int]:
    """Characters of each shared text; texts may go on in the next part. As many as can be read."""
    lengths: list[int] = []
    if not parts:
        return lengths
    parts = [parts[0][8:], *parts[1:]]
    part, at = 0, 0
    try:
        while True:
            if at >= len(parts[part]):
                part, at = part + 1, 0
                if part == len(parts):
                    return lengths
            count, flags = struct.unpack_from("<HB", parts[part], at)
            at += 3
            behind = 0
            if flags & 8:
                behind += 4 * struct.unpack_from("<H", parts[part], at)[0]
                at += 2
            if flags & 4:
                behind += struct.unpack_from("<I", parts[part], at)[0]
                at += 4
            lengths.append(count)
            while True:
                width = 1 + (flags & 1)
                fits = min(count, (len(parts[part]) - at) // width)
                count -= fits
                at += fits * width
                if not count:
                    break
                part, at = part + 1, 1  # the next part says again how wide its characters are
                flags = parts[part][0]
            while behind > len(parts[part]) - at:
                behind -= len(parts[part]) - at
                part, at = part + 1, 0
            at += behind
    except (struct.error, IndexError):
        return lengths


def _container(stream: bytes) -> bytes:
    """A compound file with one stream in it, in sectors of 4,096 bytes."""
    size = _SMALL
    length = max(len(stream), size)
    count = -(-length // size)
    tables = 1
    while tables * (size // 4) < tables + 1 + count:
        tables += 1
    if tables > 109:
        raise Damaged
    first = tables + 1  # of the stream, behind the tables and the directory
    chain = [0xFFFFFFFD] * tables + [_END] + [*range(first + 1, first + count), _END]
    chain += [0xFFFFFFFF] * (tables * (size // 4) - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<5H6x", 0x3E, 4, 0xFFFE, 12, 6
    )  # version, byte order, sizes of sectors as powers of 2
    header += struct.pack("<9I", 1, tables, tables, 0, size, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    directory = _entry("Root Entry", 5, 1, 0, 0) + _entry("Workbook", 2, _END, first, length)
    return b"".join(
        [
            header.ljust(size, b"\0"),
            struct.pack(f"<{len(chain)}I", *chain),
            directory.ljust(size, b"\0"),
            stream.ljust(count * size, b"\0"),
        ]
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    none = 0xFFFFFFFF
    head = text.ljust(64, b"\0") + struct.pack(
        "<HBBIII", len(text), kind, 1, none, none, child if kind == 5 else none
    )
    return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)
