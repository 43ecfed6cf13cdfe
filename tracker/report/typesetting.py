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


@dataclass(frozen=True)
class Typeset:
    """A template with its data, ready to be drawn. `at` is the time stamp of the file."""

    template: str
    data: str
    at: datetime | None

    @cached_property
    def _compiler(self) -> Any:
        import typst  # 40 MB, and only whoever makes a report needs it

        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        return typst.Compiler(
            TEMPLATES / self.template,
            root=TEMPLATES,
            font_paths=fonts,
            sys_inputs={"data": self.data},
            # Nothing is looked for beside what is shipped: a package that is not there cannot be fetched.
            package_path=TEMPLATES,
            package_cache_path=TEMPLATES,
        )

    def pdf(self) -> bytes:
        """The PDF, tagged after PDF/UA-1."""
        at = self.at or EPOCH
        made = self._compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=round(at.timestamp()))
        return cast(bytes, made)

    def images(self, resolution: int = 144) -> list[bytes]:
        """The very same pages as PNG, at so many dots an inch."""
        made = self._compiler.compile(format="png", ppi=float(resolution))
        return made if isinstance(made, list) else [made]

    def annexes(self) -> dict[str, int]:
        """The page, from 0 on, at which each annex begins, by its letter."""
        return {
            a["letter"]: a["page"] - 1 for a in json.loads(self._compiler.query("<annex>", field="value"))
        }

    def spots(self) -> list[Spot]:
        """Where the figures stand, in reading order."""
        found = json.loads(self._compiler.query("<spot>", field="value"))
        return [
            Spot(
                s["key"],
                s["page"] - 1,
                s["x"] / s["pagewidth"],
                s["y"] / s["pageheight"],
                s["w"] / s["pagewidth"],
                s["h"] / s["pageheight"],
            )
            for s in found
        ]


def typeset(template: str, data: dict[str, Any], at: datetime | None) -> Typeset:
    """Data for a template, each text in it as the fonts can write it."""
    colours = json.loads((TEMPLATES / "colours.json").read_text(encoding="utf-8"))
    return Typeset(
        template, json.dumps(fit(data) | {"colours": colours}, ensure_ascii=False, sort_keys=True), at
    )
