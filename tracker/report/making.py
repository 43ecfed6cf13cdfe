"""Makes the situation report of a day: reads the content, writes the document, and has it set."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import Session

from tracker.codes import Purpose, Sensitivity
from tracker.days import end_of_day
from tracker.errors import Problem, Refused
from tracker.integrity import Progress, silent
from tracker.log import Head, find_head
from tracker.past import as_known
from tracker.report.content import moment_of, read_content
from tracker.report.document import Behind, Document, as_data, first_page, links_of
from tracker.report.operational import operational
from tracker.report.typesetting import Printed, Spot, Typeset, typeset
from tracker.situations import get_situation
from tracker.store import Store

T = TypeVar("T")
DRAFT = "DRAFT"


@dataclass(frozen=True, slots=True)
class Asked:
    """How a report is asked for; `mark` is the word across a draft's pages, empty for a released one."""

    sensitivity: Sensitivity
    paper: str
    remarks: str | None
    mark: str


@dataclass(frozen=True, slots=True)
class Written:
    """A report before it is set: its document, and where in the log it was read. `at` is the time stamp of the file."""

    document: Document
    situation_id: str
    head: Head
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Made:
    """A report as it was made.

    `pdf` is the file; `position` and `log_head` (hex) where in the log it was read. `links` says what is behind each
    figure, by its key; `spots` where on the pages each figure stands; `texts` what a page says, for whoever does not
    see it: all of the first one, and of the others which annexes are there.
    """

    pdf: bytes
    situation_id: str
    position: int
    log_head: str
    links: dict[str, Behind]
    spots: list[Spot]
    texts: list[str]
    document: Document
    typeset: Typeset

    def images(self, resolution: int = 144) -> list[bytes]:
        """The very same pages as PNG, at so many dots an inch. Any thread may ask."""
        return self.typeset.images(resolution)


def make_report(
    store: Store,
    situation_id: str,
    day: date,
    *,
    purpose: Purpose = Purpose.OPERATIONAL,
    sensitivity: Sensitivity = Sensitivity.CONFIDENTIAL,
    paper: str = "a4",
    position: int | None = None,
    remarks: str | None = None,
    released: bool = False,
    progress: Progress = silent,
) -> Made:
    """The report of a reporting day, from the log as it stands or (`position`) as it stood then.

    The same arguments at the same position make the same bytes, whatever was recorded since and whenever it is made.
    `situation_id` is an id or a name; `paper` is a4 or letter; one that is not `released` has a draft's mark on its
    pages. What `progress` raises stops it. Raises NotFound for no such situation or position, Refused for remarks to be
    published, and what `as_known` does.
    """
    asked = Asked(sensitivity, paper, remarks, "" if released else DRAFT)
    if purpose is Purpose.PUBLICATION:
        if remarks and remarks.strip():
            raise Refused([Problem("remarks_not_published", "remarks")])
        written = read_at(
            store, position, lambda s: _to_publish(s, situation_id, day, asked, progress), progress
        )
    else:
        written = read_at(store, position, lambda s: _operational(s, situation_id, day, asked), progress)
    progress("pages", 0, 1)
    made = typeset("report.typ", as_data(written.document), written.at)
    printed = made.printed()
    progress("pages", 1, 1)
    return Made(
        pdf=printed.pdf,
        situation_id=written.situation_id,
        position=written.head.position,
        log_head=written.head.chain_hash.hex(),
        links=links_of(written.document),
        spots=printed.spots,
        texts=_texts(written.document, printed),
        document=written.document,
        typeset=made,
    )


def read_at(
    store: Store, position: int | None, read: Callable[[Session], T], progress: Progress = silent
) -> T:
    """What `read` finds in the log as it stands (None), or as it stood at a position. Raises as `as_known` does."""
    while True:
        if position is None:
            with store.read() as session:
                return read(session)
        with as_known(store, position, progress) as known, known.read() as session:
            # At the newest position it is the store itself, which may have moved on before it was read.
            if find_head(session).position == position:
                return read(session)


def _operational(session: Session, situation_id: str, day: date, asked: Asked) -> Written:
    content = read_content(session, situation_id, day)
    document = operational(content, asked.sensitivity, asked.paper, asked.remarks, asked.mark)
    return Written(document, content.situation.id, content.head, content.head.at)


def _to_publish(session: Session, situation_id: str, day: date, asked: Asked, progress: Progress) -> Written:
    # Only these bring the solver with them.
    from tracker.publication import make_publication
    from tracker.report.for_publication import for_publication

    situation, head = get_situation(session, situation_id), find_head(session)
    now = moment_of(head, day, situation)
    publication = make_publication(
        session, situation, day.replace(day=1), day, now, lambda done, of: progress("cells", done, of)
    )
    document = for_publication(
        publication, last=day, head=head, sensitivity=asked.sensitivity, paper=asked.paper, mark=asked.mark
    )
    # The hour at which the newest record was entered is not published, nor in the file's properties.
    return Written(document, situation.id, head, end_of_day(day, situation.time_zone, situation.cutoff))


def _texts(document: Document, printed: Printed) -> list[str]:
    texts, going_on = [first_page(document)], ""
    for page in range(1, printed.pages):
        begin = [a for a in document.annexes if printed.annexes.get(a.letter) == page]
        names = [f"Annex {a.letter}: {a.title}." for a in begin]
        texts.append(" ".join([going_on, *names]).strip())
        going_on = f"{names[-1].rstrip('.')}, continued." if names else going_on
    return texts
