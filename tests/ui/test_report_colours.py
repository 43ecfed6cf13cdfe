"""The report is printed in the colours of the light screen."""

import json
from pathlib import Path

from ui.palette import LIGHT

COLOURS = Path(__file__).parents[2] / "resources" / "report" / "colours.json"


def test_the_colours_are_those_of_the_screen() -> None:
    colours = json.loads(COLOURS.read_text(encoding="utf-8"))
    assert colours == {name: getattr(LIGHT, name) for name in colours}
