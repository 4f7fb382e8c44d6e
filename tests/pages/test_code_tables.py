"""Parameters and holidays as tables: shown, written as Excel, edited there, and read back row by row."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from analytics import parameters
from analytics.code_tables import card as card_module
from analytics.code_tables.edited_parameters import PARAMETERS, edited_parameters
from analytics.code_tables.holidays import HOLIDAYS
from analytics.code_tables.ladder_profiles import LADDER_PROFILES
from analytics.code_tables.registry import CODE_TABLES
from analytics.code_tables.time_periods import TIME_PERIODS
from analytics.rulebook import check_of
from data_loaders.catalog import tables as cards
from data_loaders.edited_tables import EditedRow, edited_rows
from models.company import code_tables
from models.company.code_tables import Entry
from models.company.holidays import TABLE
from models.company.parameters import Change, history, in_force
from models.errors import FileUnreadable
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from reports.code_tables import write_faults, write_parameters, write_table
from tests.base_cases.calendar_days import set_day
from tests.company import screened_company
from tests.opened import opened

CHECK, JULY = check_of("ACC-12"), date(2025, 7, 1)
UNITS = {"33401": "合肥公司"}


@pytest.fixture
def store(home: Path) -> Store:
    """Give a home in which one value and one day are set."""
    store = Lake(Store(home), cards()).store
    parameters.save(store, LOCAL_USER, CHECK, "33401", {"tolerance_yuan": 2.5}, since=JULY, reason="试行")
    code_tables.save(store, LOCAL_USER, [set_day(date(2027, 2, 8), False, "春节")])
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
    assert [fault.said.partition(":")[0] for fault in faults] == [f"第 {row} 行" for row in range(3, 9)]
    for fault, word in zip(faults, ("容差", "XXX-99", "99999", "很多", "下月", "理由"), strict=True):
        assert word in fault.said


def table_rows(store: Store, path: Path, card: Any, edit: Callable[[Any], None]) -> Any:
    """Return what a table of the company's own, edited in Excel, changes."""
    known = code_tables.history(store, card.name)
    write_table(path, card, known)
    return card.edited(handed_back(store, path, card.title, card.headings, edit), known)


def test_holidays_come_back_changed(store: Store, tmp_path: Path) -> None:
    def edit(sheet: Any) -> None:
        sheet.append([date(2027, 2, 7), "上班", "补班"])
        sheet.append([date(2027, 2, 9), "休", ""])
        sheet.append([date(1900, 1, 2), "放假", ""])

    found = table_rows(store, tmp_path / "h.xlsx", HOLIDAYS, edit)
    assert found.new == [set_day(date(2027, 2, 7), True, "补班")]
    assert found.unchanged == 1
    assert [part in fault.said for fault, part in zip(found.faults, ("“休”", "1900-01-02"), strict=True)]


@pytest.mark.parametrize("card", CODE_TABLES, ids=lambda card: card.name)
def test_every_table_is_written_and_read_back_unchanged(store: Store, tmp_path: Path, card: Any) -> None:
    found = table_rows(store, tmp_path / "t.xlsx", card, lambda sheet: None)
    assert (found.new, found.faults) == ([], [])


JIANGSU = ["甲省", "采用", "按年", 2400, 4800, 0.5283, 0.5583, 0.3583, 0.05, 0.3, 0.5483, 0.5283, None, None]


def test_a_profile_comes_back_and_what_it_changes_is_said(store: Store, tmp_path: Path) -> None:
    found = table_rows(
        store,
        tmp_path / "p.xlsx",
        LADDER_PROFILES,
        lambda sheet: sheet.append([*JIANGSU, JULY, "苏价〔2025〕1 号"]),
    )
    [new] = found.new
    assert (new.key, new.since, new.content["flat"]) == (("甲省",), JULY, "0.5283")
    [number] = code_tables.save(store, LOCAL_USER, [new])
    later = Entry(new.table, new.key, date(2025, 9, 1), dict(new.content) | {"flat": "0.55"}, "调价")
    assert LADDER_PROFILES.change(new.content, later.content) == "平价 0.5283 → 0.55"
    again = table_rows(store, tmp_path / "q.xlsx", LADDER_PROFILES, lambda sheet: None)
    assert (again.new, again.unchanged, number) == ([], 1, 2)


def test_each_wrong_row_of_a_profile_is_named_with_its_column_its_value_and_what_to_do(
    store: Store, tmp_path: Path
) -> None:
    def edit(sheet: Any) -> None:
        for place, value in ((3, 9000), (5, "五角"), (1, "用"), (7, None)):
            row = list(JIANGSU)
            row[0], row[place] = f"第{place}省", value
            sheet.append([*row, JULY, "通知"])
        sheet.append([*JIANGSU, JULY, ""])
        sheet.append(["乙省", *[None] * 13, JULY, "撤销"])
        sheet.append([*JIANGSU, JULY, "通知"])
        sheet.append(["丙省", *JIANGSU[1:], JULY, "通知"])

    found = table_rows(store, tmp_path / "p.xlsx", LADDER_PROFILES, edit)
    said = [fault.said for fault in found.faults]
    words = ("“一档上限”9000 不小于“二档上限”4800", "“平价”为“五角”", "请填写采用、不采用之一")
    words += ("没有填“谷价”", "没有填“理由”", "同一天采用了 2 个方案:甲省、丙省")
    assert len(said) == len(words)
    for sentence, part in zip(said, words, strict=True):
        assert part in sentence
    assert [fault.row.row_no for fault in found.faults][:5] == [3, 4, 5, 6, 7]

    out = tmp_path / "faults.xlsx"
    assert write_faults(out, LADDER_PROFILES.headings, found.faults) == 6
    back = edited_rows(store, out, LADDER_PROFILES.headings, "表")
    assert back[1].texts["平价"] == "五角"


def test_periods_of_a_day_that_overlap_are_refused(store: Store, tmp_path: Path) -> None:
    def edit(sheet: Any) -> None:
        sheet.append(["浙江", "夏季", "08:00", "12:00", "7-9", "峰", JULY, "通知"])
        sheet.append(["浙江", "全年", "11:00", "13:00", "1-8", "尖峰", JULY, "通知"])
        sheet.append(["浙江", "冬季", "11:00", "13:00", "12-2", "尖峰", JULY, "通知"])
        sheet.append(["浙江", "冬季", "22:00", "06:00", "12-2", "谷", JULY, "通知"])

    found = table_rows(store, tmp_path / "t.xlsx", TIME_PERIODS, edit)
    said = [fault.said for fault in found.faults]
    assert len(said) == 3
    assert "浙江 7月的两个时段重叠" in said[0] + said[1]
    assert [card_module.months_in_words(months) for months in ([1, 2, 12], [7])] == ["1-2、12月", "7月"]
    assert "跨零点的请分成两行" in said[2]


def test_another_table_is_refused(store: Store, tmp_path: Path) -> None:
    write_table(tmp_path / "h.xlsx", HOLIDAYS, code_tables.history(store, TABLE))
    with pytest.raises(FileUnreadable, match="参数编号"):
        edited_rows(store, tmp_path / "h.xlsx", PARAMETERS, "参数表")


@pytest.mark.usefixtures("store")
def test_the_page_lists_what_is_set_and_every_change() -> None:
    page = opened("92_parameters.py")
    assert not page.exception
    shown = [one.value for one in page.dataframe]
    assert shown[0][["unit_name", "value"]].to_numpy().tolist() == [["33401", "2.5 元"]]
    assert shown[1].change.tolist() == ["随上级 → 2.5 元"]
    assert shown[2][["province", "flat"]].to_numpy().tolist() == [["浙江", "0.538"]]
    assert shown[3][["is_worked", "reason"]].to_numpy().tolist() == [["放假", "春节"]]
    assert shown[4][["key", "change"]].to_numpy().tolist() == [["2027-02-08", "上班或放假 放假"]]


@pytest.mark.usefixtures("home")
def test_the_page_without_anything_set_says_what_to_do() -> None:
    page = opened("92_parameters.py")
    assert not page.exception
    assert [one.value[:8] for one in page.info] == [
        "还没有单位另行设",
        "还没有写明时段。",
        "没有电价,请先导",
        "没有与自带对照不",
        "还没有给地方代码",
        "还没有另行设定的",
        "还没有人改过,按",
    ]


def test_a_row_in_the_form_and_a_file_can_be_tried_side_by_side(home: Path) -> None:
    screened_company(home)

    def both() -> None:
        from datetime import date

        from analytics.code_tables.holidays import HOLIDAYS
        from models.people import LOCAL_USER
        from pages.parts.code_tables.table import _preview
        from tests.base_cases.calendar_days import set_day

        entry = set_day(date(2025, 10, 14), False, "防汛")
        for of in ("row", "file"):
            _preview(HOLIDAYS, [entry], [], LOCAL_USER, of)

    page = AppTest.from_function(both, default_timeout=60).run()
    assert not page.exception
    assert len(page.button) == 2
