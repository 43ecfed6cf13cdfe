"""Typst: a template under `resources/report/` with data, as PDF, as images, and where in it each figure stands.

Data goes in as JSON: what people wrote is text for the template and can become neither markup nor code. Fonts are those
of `resources/fonts` alone, no package is fetched, and the time stamp is given: the same data makes the same bytes.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from tracker.report.glyphs import FONTS, fit

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "resources" / "report"
STANDARD = "ua-1"  # PDF/UA-1, ISO 14289-1: tagged, with title, language and alternative texts
KEPT_RUNS = 10
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a figure stands: the page from 0 on, and left, top, width and height as parts of the page's own."""

    key: str
    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF with so many pages; where its figures stand, in reading order; at which page (from 0 on) annexes begin."""

    pdf: bytes
    pages: int
    spots: list[Spot]
    annexes: dict[str, int]


@dataclass(frozen=True)
class Typeset:
    """A template with its data, ready to be drawn. `at` is the time stamp of the file."""

    template: str
    data: str
    at: datetime | None

    @cached_property
    def _compiler(self) -> Any:
        import typst  # 40 MB, and only whoever makes a report needs it

        return typst.Compiler(
            TEMPLATES / self.template,
            root=TEMPLATES,
            font_paths=_fonts([FONTS]),
            sys_inputs={"data": self.data},
            # Nothing is looked for beside what is shipped: a package that is not there cannot be fetched.
            package_path=TEMPLATES,
            package_cache_path=TEMPLATES,
        )

    def pdf(self) -> bytes:
        """The PDF, tagged after PDF/UA-1."""
        try:
            return self._pdf()
        finally:
            _forget()

    def printed(self) -> Printed:
        """The PDF of a template that says where its figures stand."""
        try:
            pdf, told = self._pdf(), json.loads(self._compiler.query("<told>", field="value", one=True))
        finally:
            _forget()
        spots = [
            Spot(s["key"], s["page"] - 1, s["left"], s["top"], s["width"], s["height"]) for s in told["spots"]
        ]
        return Printed(pdf, told["pages"], spots, {a["letter"]: a["page"] - 1 for a in told["annexes"]})

    def images(self, resolution: int = 144) -> list[bytes]:
        """The very same pages as PNG, at so many dots an inch."""
        try:
            made = self._compiler.compile(format="png", ppi=float(resolution))
        finally:
            _forget()
        return made if isinstance(made, list) else [made]

    def _pdf(self) -> bytes:
        at = self.at or EPOCH
        made = self._compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=round(at.timestamp()))
        return cast(bytes, made)


def _fonts(folders: list[Path]) -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _forget() -> None:
    """Have Typst let go of what it remembers, which for a report made at each keystroke comes to 700 MB.

    It keeps what any of its last ten runs has used, so it is given as many empty pages to set: 4 ms each.
    """
    import typst

    empty = typst.Compiler(b"", font_paths=_fonts([]))
    for _ in range(KEPT_RUNS + 1):
        empty.compile(input=b"", format="svg")


def typeset(template: str, data: dict[str, Any], at: datetime | None) -> Typeset:
    """Data for a template, each text in it as the fonts can write it."""
    colours = json.loads((TEMPLATES / "colours.json").read_text(encoding="utf-8"))
    return Typeset(
        template, json.dumps(fit(data) | {"colours": colours}, ensure_ascii=False, sort_keys=True), at
    )
