"""What is left of the quick line when all that can be read is: words kept as they were typed, and what may be meant."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.quickline.names import Named, fold
from tracker.quickline.reading import Meaning, Severity, Span, Vocabulary

_MOST_COMPARED = (
    8  # words; comparing each word of a pasted page with each name would take longer than a key press
)
_SEPARATORS = frozenset(" \t,;:.|·،؛、…–—-/()[]=")


def suggested(
    line: str, spans: Sequence[Span], vocabulary: Vocabulary, *, sector: bool, facility: bool
) -> list[Span]:
    """Words that are nearly the name of a sector or facility, where none was read, become problems with candidates."""
    out: list[Span] = []
    compared, at = 0, 0
    while at < len(spans):
        span = spans[at]
        replaced = None
        if span.code == "word" and compared < _MOST_COMPARED:
            compared += 1
            replaced = _nearly(line, spans, at, vocabulary, sector, facility)
        out.append(replaced or span)
        at += 1
        while replaced and at < len(spans) and spans[at].start < replaced.end:
            at += 1
    return out


def _nearly(
    line: str, spans: Sequence[Span], at: int, vocabulary: Vocabulary, sector: bool, facility: bool
) -> Span | None:
    for length in (3, 2, 1):
        run = spans[at : at + length]
        if len(run) < length or any(span.code != "word" for span in run):
            continue
        start, end = run[0].start, run[-1].end
        folded = fold(line[start:end])
        if sector and (near := vocabulary.sector_names.near(folded)):
            return _trouble(start, end, Meaning.SECTOR, "unknown_sector", near)
        # A facility needs its ">": a name by itself does not say that anybody was moved there.
        if facility and (near := vocabulary.facility_names.near(folded)):
            return _trouble(start, end, Meaning.FACILITY, "facility_without_arrow", near)
    return None


def _trouble(start: int, end: int, meaning: Meaning, code: str, near: list[Named]) -> Span:
    return Span(start, end, meaning, code, {"candidates": near}, Severity.PROBLEM, kept=True)


def woven(line: str, spans: Sequence[Span]) -> list[Span]:
    """Unread words put together as they were typed, with the small and the uncounted words that stand among them."""
    prose = [span.code == "word" for span in spans]
    for order in (range(len(spans)), range(len(spans) - 1, -1, -1)):
        before: int | None = None
        for at in order:
            if (
                not prose[at]
                and before is not None
                and prose[before]
                and spans[at].code in ("gap", "uncounted")
            ):
                prose[at] = _only_space(line, spans[before], spans[at])
            before = at
    out: list[Span] = []
    for at, span in enumerate(spans):
        if not prose[at]:
            out.append(span)
            continue
        last = out[-1] if out and out[-1].code == "unread" and prose[at - 1] else None
        if last is not None and _only_separators(line, last.end, span.start):
            out[-1] = replace(last, end=span.end)
        else:
            out.append(Span(span.start, span.end, Meaning.UNREAD, "unread", {}, Severity.NOTE, kept=True))
    return [_with_brackets(line, span) if span.code == "unread" else span for span in out]


def _only_space(line: str, one: Span, other: Span) -> bool:
    first, second = (one, other) if one.start < other.start else (other, one)
    return not line[first.end : second.start].strip()


def _only_separators(line: str, start: int, end: int) -> bool:
    return all(char in _SEPARATORS or char.isspace() for char in line[start:end])


def _with_brackets(line: str, span: Span) -> Span:
    """A bracket that belongs to the words, so that "foo (bar)" is kept whole."""
    start, end = span.start, span.end
    if line[end : end + 1] in (")", "]") and end < len(line):
        end += 1
    if start and line[start - 1] in "([" and line[start:end].count(")") + line[start:end].count("]"):
        start -= 1
    return replace(span, start=start, end=end)


def kept_text(line: str, spans: Sequence[Span]) -> str:
    """The draft's text: quotations, and every stretch that was kept, each in a line of its own."""
    pieces: list[str] = []
    stretch: tuple[int, int] | None = None
    for span in spans:
        if span.kept:
            stretch = (stretch[0] if stretch else span.start, span.end)
        elif span.meaning is not Meaning.GAP:
            if stretch:
                pieces.append(line[stretch[0] : stretch[1]])
            stretch = None
            if span.meaning is Meaning.TEXT and span.code == "text":
                pieces.append(str(span.values["value"]))
    if stretch:
        pieces.append(line[stretch[0] : stretch[1]])
    return "\n".join(piece for piece in pieces if piece.strip())


def tiled(line: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The spans with what lies between them, so that they cover the line."""
    at = 0
    for span in spans:
        if span.start > at:
            yield Span(at, span.start, Meaning.GAP, "gap")
        yield span
        at = span.end
    if at < len(line):
        yield Span(at, len(line), Meaning.GAP, "gap")
