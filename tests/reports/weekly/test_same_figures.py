"""Whatever the file, the figures are the same: PDF, Word, Excel and JSON are made of one computation."""

import re
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

from analytics.weekly.figures import figures
from reports.paper import excel, pdf, word
from reports.weekly.report import document_of
from reports.wording import printed
from tests.reports.made_weekly import made

WEEKLY = made(12, 1500)
FIGURES = figures(WEEKLY)
Rows = list[list[str]]


def in_pdf(folder: Path) -> Rows:
    """Return the words of each line of the PDF."""
    path = folder / "weekly.pdf"
    path.write_bytes(pdf.render(document_of(WEEKLY, made_on=date(2025, 11, 21))).content)
    done = subprocess.run(
        ["pdftotext", "-layout", path, "-"], check=True, capture_output=True, encoding="utf-8"
    )
    return [line.split() for line in done.stdout.splitlines()]


def in_word(_: Path) -> Rows:
    """Return the cells of each row of the Word file's tables."""
    content = word.render(document_of(WEEKLY, made_on=date(2025, 11, 21)))
    tables = docx.Document(BytesIO(content)).tables
    return [[text.text or "" for text in row.iter("{*}t")] for table in tables for row in table._tbl.tr_lst]


def in_excel(folder: Path) -> Rows:
    """Return the cells of each row of the workbook as they show."""
    path = folder / "weekly.xlsx"
    excel.render(document_of(WEEKLY, made_on=date(2025, 11, 21)), path)
    shown = []
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            kinds = [("rate" if "%" in cell.number_format else "integer") for cell in row]
            shown.append([_shown(cell.value, kind) for cell, kind in zip(row, kinds, strict=True)])
    return shown


def _shown(value: object, kind: str) -> str:
    return printed(value, kind) if isinstance(value, int | float) else str(value or "")  # type: ignore[arg-type]


@pytest.mark.parametrize("rows_of", [in_pdf, in_word, in_excel], ids=["PDF", "Word", "Excel"])
def test_the_figures_of_the_contract_are_in_every_file(rows_of, tmp_path: Path) -> None:
    rows = rows_of(tmp_path)
    for label, count in FIGURES["by_type"].items():
        assert [row for row in rows if row[:2] == [label, printed(count, "integer")]], label
    arrival = FIGURES["arrival"]
    wanted = [
        printed(arrival["due"], "integer"),
        printed(arrival["on_time"], "integer"),
        printed(arrival["rate"], "rate"),
    ]
    assert [row for row in rows if re.search(".*".join(map(re.escape, wanted)), " ".join(row))]


@pytest.mark.parametrize("rows_of", [in_pdf, in_word, in_excel], ids=["PDF", "Word", "Excel"])
def test_every_unit_has_the_same_numbers_in_every_file(rows_of, tmp_path: Path) -> None:
    rows = [" ".join(row) for row in rows_of(tmp_path)]
    for unit in WEEKLY.repairs.by_unit.to_pylist():
        numbers = [
            unit["unit_name"],
            *(printed(unit[name], "integer") for name in ("count", "due", "on_time")),
        ]
        assert [row for row in rows if " ".join([*numbers, printed(unit["rate"], "rate")]) in row], numbers
