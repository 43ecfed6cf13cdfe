"""Files that rows name: looked up beside the table, and taken in as evidence."""

import errno
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from tracker import evidence
from tracker.drafts import Evidence
from tracker.errors import DiskFull, EnvironmentProblem, Unreadable

MAX_BYTES = 2_000_000_000  # of one file that a zip holds


class Attachments:
    """The files beside a table, in its folder or zip. `missing` are names that led to no file that can be read."""

    def __init__(self, path: Path, store_path: Path, *, dry_run: bool) -> None:
        self.path, self.store_path, self.dry_run = path, store_path, dry_run
        self.folder = path if path.is_dir() else path.parent
        self.zipped = path.is_file() and zipfile.is_zipfile(path)
        self.missing: list[str] = []
        self._taken: dict[str, Evidence] = {}

    def take(self, names: str) -> list[Evidence]:
        """Take in the files with these names, ; between them. Raises EnvironmentProblem where there is no room."""
        taken: list[Evidence] = []
        for name in (part.strip() for part in names.split(";")):
            if not name:
                continue
            try:
                if name not in self._taken:
                    with self._found(name) as source:
                        if self.dry_run:
                            continue
                        self._taken[name] = evidence.take_in(source, self.store_path)
                taken.append(replace(self._taken[name]))
            except Unreadable:
                self.missing.append(name)
        return taken

    @contextmanager
    def _found(self, name: str) -> Iterator[Path]:
        """The file of this name; nothing outside the table's own folder is one. Raises Unreadable."""
        parts = PurePosixPath(name.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or "\0" in name or ":" in name:
            raise Unreadable("file_missing", file=name[:80])
        with ExitStack() as stack:
            if self.zipped:
                yield self._unpacked(parts, Path(stack.enter_context(tempfile.TemporaryDirectory())))
                return
            source = self.folder.joinpath(*parts.parts)
            if not self._is_ours(source):
                raise Unreadable("file_missing", file=name[:80])
            yield source

    def _is_ours(self, source: Path) -> bool:
        """Whether it is a file in the table's folder; a link may lead to any file of this laptop."""
        try:
            return source.is_file() and source.resolve().is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError):  # a name too long, links in a circle
            return False

    def _unpacked(self, parts: PurePosixPath, folder: Path) -> Path:
        target = folder / parts.name
        try:
            with (
                zipfile.ZipFile(self.path) as file,
                file.open(str(parts)) as reading,
                target.open("xb") as copy,
            ):
                if file.getinfo(str(parts)).file_size > MAX_BYTES:
                    raise Unreadable("file_too_large_inside", file=parts.name, limit=MAX_BYTES)
                shutil.copyfileobj(reading, copy)  # no more than the size that was looked at
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            ValueError,
            RuntimeError,
        ):
            raise Unreadable("file_damaged", file=parts.name) from None
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise DiskFull("disk_full", path=str(folder)) from error
            raise EnvironmentProblem("disk_error", path=str(folder)) from error
        return target
