"""Lists of cases sent out to two stations, and answers to fill in."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from data_loaders.catalog import tables
from models.lake import Lake
from models.loop import plans
from models.loop.case import TaskKind
from models.loop.cases import Hit, Target
from models.people import LOCAL_USER
from models.store import Store
from reports.dispatched_list import write_lists

CITY, VILLAGE = "334010101", "334010202"
HIT = Hit("TAR-02", "TAR-02|1", "202610", 12_345, "多收 123.45 元")
Answers = dict[str, Any]
GOOD: Answers = {"核查情况": "现场核实", "是否属实": "属实"}


def company(home: Path, cases_each: int) -> tuple[Store, dict[str, Path]]:
    """Return a home whose plan of so many cases in each of two stations was sent out, and the list of each station."""
    store = Store(home)
    due = date.today() + timedelta(days=30)
    chosen = [
        Target("customer", f"{number:010d}", f"{number:010d}", unit, "ranking", (HIT,))
        for unit in (CITY, VILLAGE)
        for number in range(cases_each)
    ]
    number = plans.create(
        store, LOCAL_USER, name="试", kind=TaskKind.ROUTINE, run_id=None, due=due, scope={}, targets=chosen
    )
    plans.approve(store, LOCAL_USER, number)
    plans.dispatch(store, LOCAL_USER, number)
    lists = write_lists(Lake(store, tables()), LOCAL_USER, number, home.parent / "lists")
    return store, {unit: path for unit, (path, _) in zip((CITY, VILLAGE), lists, strict=True)}


def places(sheet: Worksheet, row: int = 2) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[row] if cell.value}


def fill(sheet: Worksheet, row: int, answers: Answers) -> None:
    at = places(sheet)
    for heading, value in answers.items():
        sheet.cell(row, at[heading]).value = value
