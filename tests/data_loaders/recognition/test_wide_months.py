"""A column for each month: the figures of each month become a row, and no month is taken for a day."""

import pytest

from data_loaders.catalog import tables
from data_loaders.recognition.recognise import Recognition, recognise
from data_loaders.rows.typed_sheet import TypedSheet, typed
from tests.data_loaders.sheets import drawn_sheet


def read(text: str, file: str = "导出.xlsx", name: str = "Sheet1") -> TypedSheet:
    sheet = drawn_sheet(text, file=file, name=name)
    found = recognise(sheet, tables())
    assert found is not None
    assert found.problem is None, str(found.problem)
    return typed(sheet, found)


def asked(text: str, file: str = "导出.xlsx", name: str = "Sheet1") -> Recognition:
    found = recognise(drawn_sheet(text, file=file, name=name), tables())
    assert found is not None
    assert found.problem is not None
    return found


def rows(result: TypedSheet, *names: str) -> list[tuple]:
    return list(zip(*(result.values[name].to_pylist() for name in names), strict=True))


@pytest.mark.parametrize(
    "header",
    [
        "2024年一季度用户电量电费 | · | · | · | · | ·\n户号 | 户名 | 1月 | · | 2月 | ·\n· | · | 电量 | 电费 | 电量 | 电费",
        "户号 | 户名 | 2024年1月 | · | 2024年2月 | ·\n· | · | 电量(kWh) | 电费(元) | 电量(kWh) | 电费(元)",
        "户号 | 户名 | 2024-01-01 | · | 2024-02-01 | ·\n· | · | 电量 | 电费 | 电量 | 电费",
        "户号 | 户名 | 202401电量 | 202401电费 | 202402电量 | 202402电费",
        "户号 | 户名 | 电量(2024年1月) | 电费(2024年1月) | 电量(2024年2月) | 电费(2024年2月)",
        "CONS_NO | CONS_NAME | '202401'_T_PQ | '202401'_T_AMT | '202402'_T_PQ | '202402'_T_AMT",
        "户号 | 户名 | 2024年 | · | · | ·\n· | · | 1月 | · | 2月 | ·\n· | · | 电量 | 电费 | 电量 | 电费",
    ],
)
def test_energy_and_amount_of_each_month_become_bills_of_these_months(header: str) -> None:
    result = read(f"{header}\n0512345678 | 甲 | 10 | 5 | 20 | 9\n0512345679 | 乙 | · | · | 4 | 2")
    assert rows(result, "cons_no", "amt_ym", "total_pq", "total_amt") == [
        ("0512345678", "202401", 10, 5),
        ("0512345678", "202402", 20, 9),
        ("0512345679", "202402", 4, 2),
    ]


PAIRS = """
    户号 | 户名 | 1月 | · | 2月 | · | 合计 | ·
    · | · | 电量 | 电费 | 电量 | 电费 | 电量 | 电费
    0512345678 | 甲 | 10 | 5 | 20 | 9 | 30 | 14
"""


def test_the_sum_of_the_months_is_no_month_and_is_left_out() -> None:
    result = read(PAIRS, file="2024年电费.xlsx")
    assert rows(result, "amt_ym", "total_pq") == [("202401", 10), ("202402", 20)]


@pytest.mark.parametrize("file", ["电费.xlsx", "2023-2024电费.xlsx"])
def test_months_whose_year_nobody_says_are_asked_about(file: str) -> None:
    assert "没有写年份" in str(asked(PAIRS, file=file).problem)


def test_months_of_which_one_lacks_its_amount_are_not_melted() -> None:
    found = asked("""
        户号 | 户名 | 2024年1月 | · | 2024年2月
        · | · | 电量 | 电费 | 电量
        0512345678 | 甲 | 10 | 5 | 20
    """)
    assert "缺少必备列“电费年月”" in str(found.problem)


def test_last_years_month_is_not_this_years() -> None:
    sheet = drawn_sheet("""
        户号 | 户名 | 2024年1月 | · | 2024年2月 | ·
        · | · | 去年同期电量 | 去年同期电费 | 去年同期电量 | 去年同期电费
        0512345678 | 甲 | 10 | 5 | 20 | 9
    """)
    found = recognise(sheet, tables())
    assert found is None or (found.problem is not None and found.assignment.wide is None)


@pytest.mark.parametrize(
    "header",
    [
        "2024-01-01 | 2024-02-01 | 2024-03-01 | 2024-04-01",  # cells of dates, shown as 2024年1月
        "2024-01-31 | 2024-02-29 | 2024-03-31 | 2024-04-30",
        "1月1日 | 2月1日 | 3月1日 | 4月1日",
        "1 | 2 | 3 | 4",
    ],
)
def test_the_energy_of_a_month_is_never_that_of_a_day(header: str) -> None:
    sheet = drawn_sheet(f"2024年4月用户电量\n户号 | 户名 | {header}\n0512345678 | 甲 | 310 | 290 | 310 | 300")
    found = recognise(sheet, tables())
    assert found is None or found.problem is not None


def test_days_without_their_year_are_of_the_year_in_the_title() -> None:
    result = read("""
        日用电量查询结果(2024-03-01至2024-03-03)
        序号 | 用户编号 | 用户名称 | 资产编号 | 3月1日 | 3月2日 | 3月3日
        1 | 0512345678 | 甲 | A1 | 10 | 11 | 12
    """)
    assert [f"{day}" for day in result.values["data_date"].to_pylist()] == [
        "2024-03-01",
        "2024-03-02",
        "2024-03-03",
    ]


def test_days_around_the_end_of_a_month_are_days() -> None:
    result = read("""
        户号 | 户名 | 2024-01-31 | 2024-02-01 | 2024-02-02
        0512345678 | 甲 | 10 | 11 | 12
    """)
    assert result.values["day_pq"].to_pylist() == [10, 11, 12]


@pytest.mark.parametrize(
    ("sheet", "title", "file", "month"),
    [
        ("3月", "2024年度用户电费明细", "导出.xlsx", "202403"),
        ("12月份", "电费明细", "2024年电费.xlsx", "202412"),
        ("3月", "2024年度电费明细(打印日期:2025-01-05)", "导出.xlsx", "202403"),
    ],
)
def test_a_sheet_may_be_called_by_its_month_alone(sheet: str, title: str, file: str, month: str) -> None:
    text = f"{title}\n户号 | 户名 | 电价码 | 总电量 | 总电费\n0512345678 | 甲 | P01 | 10 | 5"
    assert read(text, name=sheet, file=file).values["amt_ym"].to_pylist() == [month]


@pytest.mark.parametrize(
    ("sheet", "title"),
    [
        ("3月", "电费明细"),
        ("Sheet1", "电费明细(制表:2024年4月)"),
        ("3月", "2023年与2024年电费明细"),
        ("3月5日", "2024年电费明细"),
    ],
)
def test_a_month_without_its_year_is_no_month(sheet: str, title: str) -> None:
    found = asked(
        f"{title}\n户号 | 户名 | 电价码 | 总电量 | 总电费\n0512345678 | 甲 | P01 | 10 | 5", name=sheet
    )
    assert "缺少必备列“电费年月”" in str(found.problem)


def test_one_month_in_the_headers_is_that_of_all_rows() -> None:
    text = "户号 | 户名 | 电价码 | 3月电量 | 3月电费\n0512345678 | 甲 | P01 | 10 | 5"
    assert rows(read(text, file="2024年用户电费.xlsx"), "amt_ym", "total_pq", "total_amt") == [
        ("202403", 10, 5)
    ]


def test_earlier_months_beside_the_figures_of_this_one_are_left_out() -> None:
    text = """
        2024年3月电费明细
        户号 | 户名 | 电价码 | 总电量 | 总电费 | 2月电量 | 2月电费
        0512345678 | 甲 | P01 | 10 | 5 | 20 | 9
    """
    found = recognise(drawn_sheet(text), tables(), least_certainty=0)
    assert found is not None
    assert (found.problem, found.assignment.wide, found.unmapped) == (None, None, ["2月电量", "2月电费"])
    assert rows(typed(drawn_sheet(text), found), "amt_ym", "total_pq") == [("202403", 10)]
