"""Rounds of `kill -9`, and what must hold after each: nothing acknowledged is lost, of what was half typed at most the
last second, an import is there as a whole or not at all, `check` finds nothing, and the next start offers the rest.

The store of a round is the one that the round before it left, as the kill left it: what is looked at is a copy.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from tests.builders import small_store
from tests.conftest import home_environment
from tests.faults.typist import Plan
from tracker.draftbox import DraftBox, path_beside
from tracker.integrity import check_file

ROOT = Path(__file__).parents[2]
LATEST = 1.0  # seconds: keys older than this are on the disk
WAIT = 90.0  # seconds for the program to start, on a busy machine
ROUNDS_A_STORE = 10
ROWS_A_SECOND = 8_000  # of an import, about: it is killed anywhere in its course
LARGEST = 60_000  # revisions in a store; then a new one is begun, or looking at it would take all the time


class Broken(AssertionError):
    """Something that must hold after a kill does not."""


@dataclass(slots=True)
class Tally:
    """What the rounds came to."""

    rounds: int = 0
    save_in_flight: int = 0
    import_in_flight: int = 0
    acknowledged: int = 0
    lost: int = 0
    typed: int = 0
    keys_lost: int = 0
    oldest_lost: float = 0.0  # seconds before the kill
    offered: int = 0  # drafts
    brought_back: int = 0
    saved_and_offered: int = 0  # killed after the save and before its draft was let go of
    swept: int = 0  # staging files
    failed: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take in what another row of rounds came to."""
        for name in self.__slots__:
            mine, its = getattr(self, name), getattr(other, name)
            setattr(self, name, max(mine, its) if name == "oldest_lost" else mine + its)

    def words(self) -> str:
        """The summary."""
        return (
            f"{self.rounds} rounds, killed with a save in flight {self.save_in_flight}, "
            f"with an import {self.import_in_flight}. "
            f"Saves acknowledged {self.acknowledged}, lost {self.lost}. "
            f"Keys typed {self.typed}, lost {self.keys_lost}, the oldest of them typed {self.oldest_lost:.2f} s "
            "before the kill. "
            f"Drafts offered {self.offered}, brought back {self.brought_back}, "
            f"of these saved already {self.saved_and_offered}. Staging files swept {self.swept}. "
            f"Checks failed {len(self.failed)}."
        )


class Diary:
    """What a typist has written down so far, read while it goes on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0
        self._rest = b""
        self.notes: list[dict[str, Any]] = []

    def read(self) -> list[dict[str, Any]]:
        """All notes until now."""
        if self._path.exists():
            with self._path.open("rb") as file:
                file.seek(self._at)
                text = self._rest + file.read()
                self._at = file.tell()
            *lines, self._rest = text.split(b"\n")
            self.notes += [json.loads(line) for line in lines]
        return self.notes

    def count(self, *what: str) -> int:
        """How many notes of these kinds there are."""
        return sum(note["what"] in what for note in self.read())

    def pending(self) -> list[str]:
        """Saves asked for and not answered."""
        names = [note["name"] for note in self.read() if note["what"] == "asked"]
        answered = {note["name"] for note in self.notes if note["what"] in ("acknowledged", "refused")}
        return [name for name in names if name not in answered]

    def longest_wait(self) -> float:
        """How many seconds the oldest save has waited; long ones wait for an import that is being put in."""
        pending = self.pending()
        asked = (note["at"] for note in self.notes if note["what"] == "asked" and note["name"] in pending)
        return time.monotonic() - min(asked, default=time.monotonic())


@dataclass(slots=True)
class Left:
    """What a kill left behind."""

    drafts: list[str]  # their quick lines
    staged: int


class Row:
    """Rounds one after another on the same store, by a seed that repeats them but for the moments of the machine."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.folder.mkdir(parents=True)
        self.store = self.folder / "store.btrk"
        self.tally = Tally()
        self._name = name
        self._random = random.Random(name)
        self._environment = (
            os.environ
            | home_environment(self.folder / "home")
            | {"QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
        )
        small_store(self.store, time_zone=zone_where_it_is_noon()).store.close()
        self._left = Left([], 0)
        self._imported: dict[str, int] = {}

    def kill(self, number: int) -> None:
        """One round."""
        self.tally.rounds += 1
        kind = ("form", "beside", "import")[number % 3]
        beside = kind == "beside" or (kind == "import" and number % 2 == 0)
        plan = Plan(number, str(self.store), str(self.folder / f"diary-{number}"), beside=beside)
        diary = Diary(Path(plan.diary))
        importer: subprocess.Popen[bytes] | None = None
        rows = 0
        with self._typist(plan) as typist:
            self._wait(lambda: diary.count("key") > 0, typist, "the first key")
            if kind == "import":
                rows = self._random.choice((10_000, 10_000, 20_000, 30_000, 100_000))
                importer = self._import(number, rows)
            try:
                self._wait_for_the_moment(kind, diary, typist, importer, rows, beside)
                importing = importer is not None and importer.poll() is None
                killed_at = time.monotonic()
                for process in (importer, typist):
                    if process is not None and process.poll() is None:
                        os.killpg(process.pid, signal.SIGKILL)
            finally:
                if importer is not None:
                    importer.wait()
            typist.wait()
        self.tally.save_in_flight += bool(diary.pending())
        self.tally.import_in_flight += importing
        came_in = importer is not None and importer.returncode == 0
        self._same(
            "what went wrong", [n for n in diary.read() if n["what"] in ("failed", "refused", "problem")], []
        )
        self._came_back(diary)
        self._look(number, diary.notes, killed_at, rows, came_in)
        Path(plan.diary).unlink()

    def finish(self) -> None:
        """Start once more, go on with what was kept, close the window in good order, and check the store itself."""
        plan = Plan(0, str(self.store), str(self.folder / "diary-last"), look=True)
        diary = Diary(Path(plan.diary))
        with self._typist(plan) as typist:
            self._wait(lambda: diary.count("leaves") > 0, typist, "the end", may_end=True)
            code = typist.wait(WAIT)
        self._same("exit code", code, 0)
        self._came_back(diary)
        self._same("what is left beside the store", leftovers(self.store), [self.store.name + ".drafts"])
        check = subprocess.run(
            [sys.executable, "-m", "ui.app", "check", "--store", str(self.store)],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
        )
        self._same("exit code of check", (check.returncode, check.stderr), (0, ""))

    @property
    def is_full(self) -> bool:
        """Whether the store has become so large that looking at it takes too long."""
        with sqlcipher.connect(f"file:{self.store}?mode=ro", uri=True) as connection:
            (position,) = connection.execute("SELECT max(position) FROM revision").fetchone()
        connection.close()
        return bool(position > LARGEST)

    # One round

    @contextmanager
    def _typist(self, plan: Plan) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / "said.txt").open("ab") as said:
            typist = subprocess.Popen(
                [sys.executable, "-X", "faulthandler", "-m", "tests.faults.typist", json.dumps(asdict(plan))],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        try:
            yield typist
        finally:
            if typist.poll() is None:
                os.killpg(typist.pid, signal.SIGKILL)
            typist.wait()

    def _import(self, number: int, rows: int) -> subprocess.Popen[bytes]:
        table = self.folder / f"import-{number}.csv"
        with table.open("w", encoding="utf-8") as file:
            file.write("when,sector,persons,text\n")
            for i in range(rows):
                file.write(
                    f"2021-{1 + i % 12:02}-{1 + i % 28:02} {i % 24:02}:00,Lavoriškės,{1 + i % 40},i{number} {i}\n"
                )
        maps = ("happened_at=when", "sector=sector", "persons=persons", "text=text")
        with (self.folder / "import.txt").open("ab") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "ui.app", "import", str(table), "--as", "incidents"]
                + [part for one in maps for part in ("--map", one)]
                + ["--store", str(self.store)],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def _wait_for_the_moment(
        self,
        kind: str,
        diary: Diary,
        typist: subprocess.Popen[bytes],
        importer: subprocess.Popen[bytes] | None,
        rows: int,
        beside: bool,
    ) -> None:
        if kind == "form":  # just as a form was sent off
            wanted = self._random.randint(1, 3)
            self._wait(lambda: diary.count("asked") >= wanted, typist, "a save")
        else:
            time.sleep(self._random.uniform(1.2, 4.0))
        if importer is not None:  # at work on its staging file, or at putting it in
            self._wait(lambda: self._staged() > 0 or importer.poll() is not None, typist, "the import")
            if self._random.random() < 0.5:
                time.sleep(self._random.uniform(0, rows / ROWS_A_SECOND))
            else:
                wait = self._random.uniform(0.15, 0.5)
                self._wait(
                    lambda: diary.longest_wait() > wait or importer.poll() is not None,
                    typist,
                    "the transaction",
                )
            if not beside and importer.poll() is None:
                return  # the next save by form is seconds away
        while True:  # anywhere in the course of a save
            self._wait(lambda: bool(diary.pending()), typist, "a save")
            time.sleep(self._random.uniform(0, 0.015))
            if diary.pending():
                return

    def _staged(self) -> int:
        return len(list(self.folder.glob(f"{self.store.name}.staged-*")))

    def _wait(
        self, what: Callable[[], bool], typist: subprocess.Popen[bytes], words: str, *, may_end: bool = False
    ) -> None:
        until = time.monotonic() + WAIT
        while not what():
            ended = typist.poll()
            if (ended is not None and not (may_end and ended == 0)) or time.monotonic() > until:
                lines = (self.folder / "said.txt").read_text().splitlines()
                said = "\n".join(line for line in lines if "propagateSizeHints" not in line)[-3000:]
                raise Broken(f"{self._name}: no {words}; the program ended with {ended}: {said}")
            time.sleep(0.005)

    # What must hold

    def _look(
        self, number: int, notes: list[dict[str, Any]], killed_at: float, rows: int, came_in: bool
    ) -> None:
        """Hold what a kill left to what was noted until then."""
        tally = self.tally
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for path in self.folder.glob(f"{self.store.name}*"):
            if not path.name.endswith(("-shm", ".lock")) and ".staged-" not in path.name:
                shutil.copy(path, copy)
        store = copy / self.store.name
        self._same("findings of check", [finding.code for finding in check_file(store)], [])

        saved = texts_in(store)
        acknowledged = [note["name"] for note in notes if note["what"] == "acknowledged"]
        tally.acknowledged += len(acknowledged)
        lost = [name for name in acknowledged if not saved[name]]
        tally.lost += len(lost)
        self._same("acknowledged and lost", lost, [])
        self._same("saved twice", [name for name in saved if saved[name] > 1 and name[0] != "i"], [])

        there = saved[f"i{number}"] if rows else 0
        if rows:
            # A row of an import has all of its file's rows beside it, or is not there.
            self._same("rows of the import", there in ((rows,) if came_in else (0, rows)), True)
            self._imported[f"i{number}"] = there
        for name, count in self._imported.items():
            self._same(f"rows of {name}", saved[name], count)

        box = DraftBox(path_beside(store))
        kept = [str(one.payload.get("line", "")) for one in box.read_all()]
        self._same("damaged drafts", (box.set_aside, box.unreadable), (None, 0))
        box.close()
        self._look_at_keys(notes, kept, saved, killed_at)
        tally.saved_and_offered += sum(bool(saved[line.split(" ")[0]]) for line in kept if line)
        self._left = Left(kept, self._staged())

    def _look_at_keys(
        self, notes: list[dict[str, Any]], kept: list[str], saved: Counter[str], killed_at: float
    ) -> None:
        lines: dict[int, list[dict[str, Any]]] = {}
        for note in notes:
            if note["what"] == "key":
                lines.setdefault(note["line"], []).append(note)
        known: set[str] = set()
        for keys in lines.values():
            self.tally.typed += len(keys)
            typed = "".join(key["sign"] for key in keys)
            # A key may have been kept before it was written down.
            own = [line for line in kept if typed.startswith(line) or line[:-1] == typed]
            known.update(own)
            if saved[typed.split(" ")[0]]:
                continue
            missing = keys[max((len(line) for line in own), default=0) :]
            self.tally.keys_lost += len(missing)
            if missing:
                age = killed_at - missing[0]["at"]
                self.tally.oldest_lost = max(self.tally.oldest_lost, age)
                if age > LATEST:
                    raise Broken(
                        f"{self._name}: a key of {age:.2f} s before the kill is lost; typed {typed!r}, kept {kept}"
                    )
        # What was thrown away comes back only if the kill came at once.
        discarded = [note["at"] for note in notes if note["what"] == "discarded"]
        if discarded and killed_at - discarded[-1] > LATEST:
            self._same("drafts that nobody typed", [line for line in kept if line not in known], [])

    def _came_back(self, diary: Diary) -> None:
        """What the round before left was offered at this start, each of it, and came back as it was kept."""
        left, self._left = self._left, Left([], 0)
        ready = next(note for note in diary.read() if note["what"] == "ready")
        restored = [note["line"] for note in diary.notes if note["what"] == "restored"]
        emptied = [note["left"] for note in diary.notes if note["what"] == "discarded"]
        self._same("drafts found", sorted(ready["found"]), sorted(left.drafts))
        self._same("drafts offered", ready["offered"], len(left.drafts))
        self._same("drafts brought back", sorted(restored), sorted(left.drafts))
        self._same("left in the form after Discard", [one for one in emptied if one], [])
        self._same("staging files after the next open", ready["staged"], [])
        self.tally.offered += ready["offered"]
        self.tally.brought_back += len(restored)
        self.tally.swept += left.staged

    def _same(self, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            raise Broken(f"{self._name}: {what}: {found!r} instead of {wanted!r}")


def zone_where_it_is_noon() -> str:
    """So that ten o'clock is past, today."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def texts_in(store: Path) -> Counter[str]:
    """How many incidents begin their text with each word; for an import that is the number of its rows."""
    connection = sqlcipher.connect(str(store))
    try:
        texts = connection.execute("SELECT text FROM incident WHERE text IS NOT NULL")
        return Counter(text.split(maxsplit=1)[0] for (text,) in texts)
    finally:
        connection.close()


def leftovers(store: Path) -> list[str]:
    """What stands beside a store that is closed."""
    return sorted(p.name for p in store.parent.glob(f"{store.name}*") if p.name != store.name)


def rounds_on_rows(folder: Path, name: str, numbers: list[int], said: Callable[[str], None]) -> Tally:
    """Kill once for each number, on a new store now and then. A row that breaks is left as it is, and told of."""
    tally = Tally()
    waiting = list(numbers)
    while waiting:
        row = Row(folder, f"{name}-{waiting[0]}")
        try:
            for _ in range(ROUNDS_A_STORE):
                row.kill(waiting.pop(0))
                if not waiting or row.is_full:
                    break
            row.finish()
        except (Broken, Exception) as broken:
            row.tally.failed.append(f"{type(broken).__name__}: {broken} (in {row.folder})")
            said(row.tally.failed[-1])
        else:
            shutil.rmtree(row.folder)
        tally.add(row.tally)
        said(f"{name}: {tally.words()}")
    return tally
