"""The quick line: a line of text to an incident draft, live; what can be typed stands in docs/quick-line.md.

`read` understands a line, `complete` offers what the word at the cursor may become, `to_line` writes a draft as a line
that reads back as it. The grammar and the order of the steps stand in `parser.py`. Standard library only.
"""

from tracker.quickline.complete import complete
from tracker.quickline.names import Named
from tracker.quickline.parser import read
from tracker.quickline.reading import Completion, Meaning, Reading, Severity, Span, Vocabulary
from tracker.quickline.write import to_line

__all__ = [
    "Completion",
    "Meaning",
    "Named",
    "Reading",
    "Severity",
    "Span",
    "Vocabulary",
    "complete",
    "read",
    "to_line",
]
