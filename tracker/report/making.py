"""Makes the situation report of a day: reads the content, writes the document, and has it set."""

from dataclasses import dataclass
from datetime import date

from tracker.codes import Purpose, Sensitivity
from tracker.integrity import Progress, silent
from tracker.log import find_head
from tracker.past import as_known
from tracker.report.content import Content, read_content
from tracker.report.document import Behind, Document, as_data, first_page, links_of
from tracker.report.operational import operational
from tracker.report.typesetting import Spot, Typeset, typeset
from tracker.store import Store


@dataclass(frozen=True, slots=True)
class Made:
    """A report as it was made.

    `pdf` is the file; `position` and `log_head` (hex) where in the log it was read. `links` says what is behind each
    figure, by its key; `spots` where on the pages each figure stands; `texts` what a page says, for whoever does not
    see it: all of the first one, and of the others which annexes begin there.
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
    pages. What `progress` raises stops it. Raises NotFound for no such situation or position, and what `as_known` does.
    """
    content = content_at(store, situation_id, day, position, progress)
    progress("pages", 0, 1)
    document = operational(content, sensitivity, paper, remarks, released)
    made = typeset("report.typ", as_data(document), content.head.at)
    pdf = made.pdf()
    progress("pages", 1, 1)
    return Made(
        pdf=pdf,
        situation_id=content.situation.id,
        position=content.head.position,
        log_head=content.head.chain_hash.hex(),
        links=links_of(document),
        spots=made.spots(),
        texts=_texts(document, made),
        document=document,
        typeset=made,
    )


def _texts(document: Document, made: Typeset) -> list[str]:
    begins = made.annexes()
    texts = [first_page(document)]
    for page in range(1, max(begins.values(), default=0) + 1):
        here = [f"Annex {a.letter}: {a.title}." for a in document.annexes if begins.get(a.letter) == page]
        texts.append(" ".join(here))
    return texts


def content_at(
    store: Store, situation_id: str, day: date, position: int | None, progress: Progress = silent
) -> Content:
    """The content of a day, from the log as it stands or as it stood at a position."""
    while True:
        if position is None:
            with store.read() as session:
                return read_content(session, situation_id, day)
        with as_known(store, position, progress) as known, known.read() as session:
            # At the newest position it is the store itself, which may have moved on before it was read.
            if find_head(session).position == position:
                return read_content(session, situation_id, day)
