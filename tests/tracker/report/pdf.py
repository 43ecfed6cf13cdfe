"""What a PDF says, by other programs than the one that made it."""

import io
import subprocess
from collections import Counter
from typing import Any

import pikepdf


def text_of(pdf: bytes, *options: str) -> str:
    """The text, by pdftotext."""
    run = subprocess.run(
        ["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True, timeout=60
    )
    return run.stdout.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{ZERO WIDTH SPACE}", "")


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The PDF to be looked into."""
    return pikepdf.open(io.BytesIO(pdf))


def structure(document: pikepdf.Pdf) -> list[tuple[str, Any]]:
    """The tags in reading order, each with its element."""
    found: list[tuple[str, Any]] = []

    def visit(element: Any) -> None:
        if isinstance(element, pikepdf.Array):
            for one in element:
                visit(one)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append((str(element.S).lstrip("/"), element))
            if "/K" in element:
                visit(element.K)

    visit(document.Root.StructTreeRoot.K)
    return found


def tags(document: pikepdf.Pdf) -> Counter[str]:
    """How many there are of each tag."""
    return Counter(tag for tag, _ in structure(document))
