"""The units of the made-up company, each with its 城关所, are called on paper as they are on the screen."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from subprocess import run

import docx
import openpyxl
import pytest

from analytics.bulletin import bulletin
from analytics.ranking.selection import Capacity, select
from analytics.units import unit_names
from analytics.weekly.analysis import weekly
from analytics.weekly.weeks import days_known, last_complete_week
from data_loaders.catalog import tables
from models import runs
from models.lake import Door, Lake
from models.people import Person, Role
from models.store import Store
from reports.bulletin import document_of as bulletin_of
from reports.document import Document
from reports.paper.files import write
from reports.target_list import write_targets
from reports.weekly.report import document_of as weekly_of
from tests.audited import audited

SEED = 2
COUNTY = "3340101"


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with Lake(Store(audited(SEED).home), tables()).open(Person("县里人", Role.LEAD, (COUNTY,))) as door:
        yield door


def weekly_report(door: Door) -> Document:
    """Return the report on the county, whose stations stand in it side by side."""
    known = days_known(door, COUNTY)
    assert known
    return weekly_of(weekly(door, last_complete_week(known), COUNTY), made_on=date(2026, 11, 1))


def monthly_bulletin(door: Door) -> Document:
    one = runs.get(door.lake.store)
    made = bulletin(door.lake.store, door, one)
    name = unit_names(door)[COUNTY].long
    return bulletin_of(made, unit_name=name, made_on=one.as_of, as_of=one.as_of)


def said(path: Path) -> str:
    """Return what a file says, without blanks: a name may go on in a further line."""
    match path.suffix:
        case ".pdf":
            text = run(["pdftotext", path, "-"], check=True, capture_output=True, text=True).stdout
        case ".docx":
            cells = [cell.text for table in docx.Document(str(path)).tables for cell in table._cells]
            text = "|".join(cells)
        case _:
            sheets = openpyxl.load_workbook(path).worksheets
            text = "|".join(str(v) for s in sheets for row in s.iter_rows(values_only=True) for v in row)
    return re.sub(r"\s", "", text)


def otherwise_called(door: Door, text: str) -> set[str]:
    """Return the names of units in a text, as delivered, that are not those by which they are told apart."""
    called = {name for both in unit_names(door).values() for name in both}
    for name in sorted(called, key=len, reverse=True):
        text = text.replace(name, "")
    delivered = {row[name] for row in door.organisation() for name in ("org_name", "short_name") if row[name]}
    return {name for name in delivered if name in text}


@pytest.mark.parametrize("form", [".pdf", ".docx", ".xlsx"])
@pytest.mark.parametrize("make", [weekly_report, monthly_bulletin])
def test_a_report_calls_every_unit_by_the_name_that_the_screen_has(
    make, form: str, door: Door, tmp_path: Path
):
    write(make(door), tmp_path / f"report{form}")
    text = said(tmp_path / f"report{form}")
    assert "东湖公司城关所" in text
    assert otherwise_called(door, text) == set()


def test_the_target_list_calls_every_unit_by_the_name_that_the_screen_has(door: Door, tmp_path: Path):
    one = runs.get(door.lake.store)
    write_targets(door, one, select(door.lake.store, door, one, Capacity(5)), tmp_path / "list.xlsx")
    text = said(tmp_path / "list.xlsx")
    assert "东湖公司城关所" in text
    assert otherwise_called(door, text) == set()


def test_a_name_as_delivered_would_be_noticed(door: Door):
    assert otherwise_called(door, "东湖公司城关所|城关所") == {"城关所"}
