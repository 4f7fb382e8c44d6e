"""Parameters and holidays as tables: shown, written as Excel, edited there, and read back row by row."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analytics import parameters
from analytics.code_tables import HOLIDAYS, PARAMETERS, edited_holidays, edited_parameters
from analytics.rulebook import check_of
from data_loaders.catalog import tables as cards
from data_loaders.edited_tables import EditedRow, edited_rows
from models import holidays
from models.errors import FileUnreadable
from models.holidays import SetDay
from models.lake import Lake
from models.parameters import Change, history, in_force
from models.people import LOCAL_USER
from models.store import Store
from reports.code_tables import write_holidays, write_parameters
from tests.opened import opened

CHECK, JULY = check_of("ACC-12"), date(2025, 7, 1)
UNITS = {"33401": "合肥公司"}


@pytest.fixture
def store(home: Path) -> Store:
    """Give a home in which one value and one day are set."""
    store = Lake(Store(home), cards()).store
    parameters.save(store, LOCAL_USER, CHECK, "33401", {"tolerance_yuan": 2.5}, since=JULY, reason="试行")
    holidays.save(store, LOCAL_USER, [SetDay(date(2027, 2, 8), False, "春节")])
    return store


def handed_back(
    store: Store, path: Path, sheet: str, headings: tuple[str, ...], edit: Callable[[Any], None]
) -> list[EditedRow]:
    """Return the rows of a table after somebody edited it in Excel."""
    book = openpyxl.load_workbook(path)
    edit(book[sheet])
    book.save(path)
    return edited_rows(store, path, headings, "参数表")


def parameter_rows(store: Store, folder: Path, edit: Callable[[Any], None]) -> list[EditedRow]:
    write_parameters(folder / "p.xlsx", in_force(history(store), JULY), [], UNITS)
    return handed_back(store, folder / "p.xlsx", "已设定", PARAMETERS, edit)


def edited(store: Store, folder: Path, edit: Callable[[Any], None]) -> Any:
    return edited_parameters(parameter_rows(store, folder, edit), history(store), UNITS)


def test_a_table_that_nobody_changed_changes_nothing(store: Store, tmp_path: Path) -> None:
    found = edited(store, tmp_path, lambda sheet: None)
    assert (found.new, found.unchanged, found.faults) == ([], 1, [])


def test_a_changed_value_a_new_row_and_a_blank_value_are_changes(store: Store, tmp_path: Path) -> None:
    def edit(sheet: Any) -> None:
        sheet["G3"] = 4
        sheet.append(["INS-09", "n", None, None, "", "", 45, "", date(2025, 8, 1), "省公司通知"])
        sheet.append(
            ["ACC-12", "tolerance_yuan", None, None, "33401", "", None, "", date(2025, 9, 1), "试行结束"]
        )

    assert edited(store, tmp_path, edit).new == [
        Change("ACC-12", "tolerance_yuan", "33401", JULY, 4, "试行"),
        Change("INS-09", "n", "", date(2025, 8, 1), 45, "省公司通知"),
        Change("ACC-12", "tolerance_yuan", "33401", date(2025, 9, 1), None, "试行结束"),
    ]


def test_each_wrong_row_is_named_with_what_is_wrong(store: Store, tmp_path: Path) -> None:
    def edit(sheet: Any) -> None:
        sheet["G3"] = 4_000
        sheet.append(["XXX-99", "n", None, None, "", "", 45, "", date(2025, 8, 1), "试行"])
        sheet.append(["INS-09", "n", None, None, "99999", "", 45, "", date(2025, 8, 1), "试行"])
        sheet.append(["INS-09", "n", None, None, "", "", "很多", "", date(2025, 8, 1), "试行"])
        sheet.append(["INS-09", "n", None, None, "", "", 45, "", "下月", "试行"])
        sheet.append(["INS-09", "n", None, None, "", "", 45, "", date(2025, 8, 1), ""])

    faults = edited(store, tmp_path, edit).faults
    assert [fault.partition(":")[0] for fault in faults] == [f"第 {row} 行" for row in range(3, 9)]
    for fault, word in zip(faults, ("容差", "XXX-99", "99999", "很多", "下月", "理由"), strict=True):
        assert word in fault


def test_holidays_come_back_changed(store: Store, tmp_path: Path) -> None:
    def edit(sheet: Any) -> None:
        sheet.append([date(2027, 2, 7), "", "上班", "补班"])
        sheet.append([date(2027, 2, 9), "", "休", ""])

    known = holidays.in_force(store)
    write_holidays(tmp_path / "h.xlsx", list(known.values()))
    rows = handed_back(store, tmp_path / "h.xlsx", "节假日", HOLIDAYS, edit)
    found = edited_holidays(rows, known)
    assert found.new == [SetDay(date(2027, 2, 7), True, "补班")]
    assert found.unchanged == 1
    assert "“休”" in found.faults[0]


def test_another_table_is_refused(store: Store, tmp_path: Path) -> None:
    write_holidays(tmp_path / "h.xlsx", [])
    with pytest.raises(FileUnreadable, match="参数编号"):
        edited_rows(store, tmp_path / "h.xlsx", PARAMETERS, "参数表")


@pytest.mark.usefixtures("store")
def test_the_page_lists_what_is_set_and_every_change() -> None:
    page = opened("92_parameters.py")
    assert not page.exception
    shown = [one.value for one in page.dataframe]
    assert shown[0][["unit_name", "value"]].to_numpy().tolist() == [["33401", "2.5 元"]]
    assert shown[1].change.tolist() == ["随上级 → 2.5 元"]
    assert shown[2][["word", "announced", "note"]].to_numpy().tolist() == [["放假", "上班", "春节"]]


@pytest.mark.usefixtures("home")
def test_the_page_without_anything_set_says_what_to_do() -> None:
    page = opened("92_parameters.py")
    assert not page.exception
    assert [one.value[:8] for one in page.info] == ["还没有单位另行设", "还没有另行设定的"]
