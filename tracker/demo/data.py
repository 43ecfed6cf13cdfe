"""The demo's data: what stands in resources/demo, read into drafts. What is made up stands apart from what is not."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from tracker import drafts
from tracker.codec import kinds, restore
from tracker.ids import new_id

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "demo"
D = TypeVar("D", bound=drafts.Draft)
Row = Mapping[str, Any]
# Facts are read in this order, so that each stands after what it refers to.
FACTS = ("published_total", "context_event", "incident", "statement")


@dataclass(slots=True)
class Records:
    """New records in the order in which they are written, each after those that it refers to."""

    made: list[tuple[str, drafts.Draft]] = field(default_factory=list)

    def add(self, draft: drafts.Draft) -> str:
        """Put a draft at the end. Returns the id that it will have."""
        record_id = new_id()
        self.made.append((record_id, draft))
        return record_id


def load(name: str) -> dict[str, Any]:
    """A TOML file of the demo."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def draft_of(cls: type[D], row: Row, zone: ZoneInfo, refer: Callable[[str], str], **more: Any) -> D:
    """A draft from a row of a file: times without a zone are of `zone`, `refer` gives the id of what a key names.

    Raises TypeError for a field that the record does not have.
    """
    return cast(D, restore(cls, _json_values(cls, {**more, **row}, zone, refer)))


def _json_values(cls: type, row: Row, zone: ZoneInfo, refer: Callable[[str], str]) -> dict[str, Any]:
    known = {f.name: f for f in fields(cls)}
    values: dict[str, Any] = {}
    for name, value in row.items():
        about = known[name].metadata if name in known else {}
        if about.get("many"):
            values[name] = [_json_values(kinds(cls)[name], r, zone, refer) for r in value]
        elif "ref" in about:
            values[name] = refer(value)
        elif isinstance(value, datetime):
            values[name] = value.replace(tzinfo=zone).isoformat()
        elif isinstance(value, date):
            values[name] = value.isoformat()
        else:
            values[name] = value.strip() if isinstance(value, str) else value
    return values


def add_facts(records: Records, name: str) -> tuple[str, drafts.Situation]:
    """Add a file of facts to the records. Returns the situation and its id."""
    file = load(name)
    keys: dict[str, str] = {}
    zone = ZoneInfo(file["situation"]["time_zone"])

    def add(cls: type[drafts.Draft], row: Row, **more: Any) -> drafts.Draft:
        draft = draft_of(cls, {k: v for k, v in row.items() if k != "key"}, zone, keys.__getitem__, **more)
        keys[row["key"]] = records.add(draft)
        return draft

    situation = cast(drafts.Situation, add(drafts.Situation, file["situation"]))
    for record_type in FACTS:
        for row in file.get(record_type, []):
            draft = add(drafts.DRAFTS[record_type], row, situation="situation", source=file["source"])
            if isinstance(draft, drafts.Incident):
                _fingerprint(draft)
    return keys["situation"], situation


def _fingerprint(incident: drafts.Incident) -> None:
    """Complete evidence by the size and hash of the file that is shipped for it."""
    for evidence in incident.evidence:
        content = (FOLDER / evidence.name).read_bytes()
        evidence.size, evidence.sha256 = len(content), hashlib.sha256(content).hexdigest()
        evidence.source = incident.source


def at(day: date, hour: int, minute: int, zone: ZoneInfo) -> datetime:
    """A wall time; one that the clocks skip that night becomes the one an hour later."""
    return datetime.combine(day, time(hour, minute), zone).astimezone(UTC).astimezone(zone)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the weights that come to the total (largest remainders)."""
    scale = total / sum(weights)
    parts = [int(w * scale) for w in weights]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - weights[i] * scale, i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts
