"""A document as PDF: A4, fonts embedded, text that can be selected, tagged, fit for the archive and for readers of the blind (PDF/A-2a, PDF/UA-1).

The same document gives the same bytes. Charts for Word are drawn by the same templates.

Source: STACK, PDF and Word: traps.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from reports.document import Document
from reports.paper.fonts import folders, showable
from reports.paper.payload import payload
from reports.punctuation import typeset

TEMPLATES = Path(__file__).with_name("templates")
STANDARDS: Any = ["a-2a", "ua-1"]
PICTURE_WIDTH_MM = 166
PIXELS_PER_INCH = 220
SHORT_PAGE_MM = 75  # a last page that ends above this is worth avoiding
TIGHTER, TO_ONE_SHEET = 0.9, 0.75
KEPT_FOR = 10


@dataclass(frozen=True)
class Pdf:
    """A finished PDF, and the code points that 〓 stands for in it."""

    content: bytes
    replaced: tuple[str, ...]


def render(document: Document) -> Pdf:
    """Return the document as PDF."""
    data, replaced = showable(payload(document))
    if replaced:
        data["notes"].append(replacement_note(replaced))
    made = datetime.combine(document.made_on, time(), UTC)
    template = f"{document.layout}.typ"
    compiler = _compiler(template, data | {"density": 1.0})
    last, height = _end(compiler)
    if last > 1 and height < SHORT_PAGE_MM:
        for density in (TIGHTER, TO_ONE_SHEET) if last == 2 else (TIGHTER,):
            tighter = _compiler(template, data | {"density": density})
            if _end(tighter)[0] < last:
                compiler = tighter
                break
    content: Any = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=made)
    _forget()
    return Pdf(content, replaced)


def pages(document: Document) -> int:
    """Return how many pages the document takes."""
    data, _ = showable(payload(document))
    last, _ = _end(_compiler(f"{document.layout}.typ", data | {"density": TIGHTER}))
    _forget()
    return last


def pictures(charts: Sequence[dict[str, Any]]) -> list[bytes]:
    """Return each chart, as `reports.paper.charts.payload` gives it, as a PNG."""
    if not charts:
        return []
    data, _ = showable({"charts": list(charts), "width": PICTURE_WIDTH_MM})
    compiler = _compiler("pictures.typ", data)
    drawn: Any = compiler.compile(format="png", ppi=PIXELS_PER_INCH)
    _forget()
    return drawn if isinstance(drawn, list) else [drawn]


def replacement_note(replaced: Sequence[str]) -> str:
    """Return the note that names the characters which could not be printed."""
    return typeset(f"字库中没有以下字符的字形,文中以“〓”代替:{'、'.join(replaced)}。")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(one) for one in folders()]
    )


def _compiler(template: str, data: dict[str, Any]) -> typst.Compiler:
    text = json.dumps(data, ensure_ascii=False)
    return typst.Compiler(
        str(TEMPLATES / template), root=str(TEMPLATES), font_paths=_fonts(), sys_inputs={"data": text}
    )


def _forget() -> None:
    """Let typst drop what it keeps of a document for its next ten compilations: half a gigabyte after five reports."""
    blank = typst.Compiler(str(TEMPLATES / "blank.typ"), root=str(TEMPLATES), font_paths=_fonts())
    for _ in range(KEPT_FOR + 1):
        blank.compile(format="svg")


def _end(compiler: typst.Compiler) -> tuple[int, float]:
    """Return the page that the document ends on, and how far down in mm."""
    found = json.loads(compiler.query("<end>", field="value", one=True))
    return found["page"], found["y"]
