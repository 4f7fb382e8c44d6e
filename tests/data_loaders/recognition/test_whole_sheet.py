"""What a person says of a whole sheet: of which month it is, and what the units of its rows are of."""

from decimal import Decimal

import pytest

from data_loaders.catalog import tables
from data_loaders.recognition.month_choice import MONTH, YEAR, year_said
from data_loaders.recognition.recognise import Choice, Recognition, recognise
from data_loaders.recognition.row_units import ALL, KEY, NONE
from data_loaders.recognition.year_and_month import with_whole_months
from data_loaders.rows.typed_sheet import TypedSheet, typed
from tests.data_loaders.sheets import drawn_sheet

TABLES = tables()
FIELDS = {"cons_no": "用户编号", "total_pq": "总电量", "total_amt": "总电费"}


def bills(text: str, name: str = "Sheet1", **answers: str) -> tuple[Recognition, TypedSheet]:
    sheet = with_whole_months(drawn_sheet(text, name=name), year_said(answers))
    fields = FIELDS | ({"amt_ym": "年月"} if "年月" in str(sheet.cells) else {})
    choice = Choice("bills", fields, units=answers) if answers else None
    found = recognise(sheet, TABLES, choice=choice)
    assert found is not None
    return found, typed(sheet, found)


CONTRADICTED = "2024年4月电费\n用户编号 | 总电量 | 总电费\n0512345678 | 100 | 50"


def test_a_month_that_contradicts_the_sheets_name_is_chosen_by_a_person():
    found, _ = bills(CONTRADICTED, "2024年5月")
    (question,) = found.questions
    assert (question.key, question.options) == (MONTH, ("2024年4月", "2024年5月"))
    found, rows = bills(CONTRADICTED, "2024年5月", 年月="2024年5月")
    assert found.problem is None
    assert rows.values["amt_ym"].to_pylist() == ["202405"]


def test_a_sheet_that_names_no_month_gets_that_of_a_persons_word_and_the_next_file_is_asked_again():
    text = "用户编号 | 总电量 | 总电费\n0512345678 | 100 | 50"
    found, _ = bills(text)
    assert [question.key for question in found.questions] == [MONTH]
    _, rows = bills(text, 年月="202404")
    assert rows.values["amt_ym"].to_pylist() == ["202404"]
    assert Choice("bills", FIELDS, units={MONTH: "202404", YEAR: "2024"}).remembered() == FIELDS


BY_ROW = "用户编号 | 年月 | 总电量 | 单位 | 总电费\n0512345678 | 202404 | 1.5 | 万千瓦时 | 7500\n0512345679 | 202404 | 200 | 千瓦时 | 100"


@pytest.mark.parametrize(("answer", "energies"), [("总电量", ["15000", "200"]), (NONE, ["1.5", "200"])])
def test_units_that_stand_row_by_row_turn_the_column_that_a_person_names(answer: str, energies: list[str]):
    found, _ = bills(BY_ROW)
    assert "“单位”列逐行写明单位" in str(found.problem)
    assert [question.options for question in found.questions] == [("总电量", NONE)]
    found, rows = bills(BY_ROW, **{KEY: answer})
    assert found.problem is None
    assert rows.values["total_pq"].to_pylist() == list(map(Decimal, energies))
    assert rows.values["total_amt"].to_pylist() == [7500, 100]


def test_units_are_not_asked_about_before_the_column_they_may_be_of_is_known():
    found, _ = bills(BY_ROW.replace("总电量", "用量"))
    assert "缺少必备列“总电量”" in str(found.problem)
    assert KEY not in [question.key for question in found.questions]


def test_units_of_several_columns_may_be_of_all_of_them():
    text = (
        BY_ROW.replace("总电费", "总电费 | 峰电量")
        .replace("7500", "7500 | 0.5")
        .replace("| 100", "| 100 | 50")
    )
    found, _ = bills(text)
    assert found.questions[0].options == ("总电量", "峰电量", ALL, NONE)


def test_a_year_and_a_month_in_two_columns_are_one_month():
    found, rows = bills(
        "年份 | 月份 | 用户编号 | 总电量 | 总电费\n2024 | 4月 | 0512345678 | 100 | 50\n合计 | · | · | 100 | 50"
    )
    assert found.problem is None
    assert rows.values["amt_ym"].to_pylist() == ["202404"]
    assert rows.excluded == {"合计行": 1}


def test_how_many_months_is_no_month():
    sheet = drawn_sheet("年 | 月 | 用户编号\n2024 | 36 | 0512345678")
    assert with_whole_months(sheet) is sheet


@pytest.mark.parametrize(
    ("title", "header", "name"),
    [("2024年电费", "月份", "Sheet1"), ("电费", "月", "2024年"), ("2024年5月电费", "电费年月", "Sheet1")],
)
def test_months_are_of_the_year_that_titles_or_names_say(title: str, header: str, name: str):
    found, rows = bills(
        f"{title}\n{header} | 用户编号 | 总电量 | 总电费\n4月 | 0512345678 | 100 | 50\n5月份 | 0512345678 | 90 | 40",
        name,
    )
    assert found.problem is None
    assert rows.values["amt_ym"].to_pylist() == ["202404", "202405"]


def test_a_bare_number_is_a_month_only_where_the_header_says_month():
    rows = "用户编号 | 总电量 | 总电费\n4 | 0512345678 | 100 | 50"
    assert bills(f"2024年电费\n月份 | {rows}")[1].values["amt_ym"].to_pylist() == ["202404"]
    assert bills(f"2024年电费\n电费年月 | {rows}")[1].values["amt_ym"].to_pylist() == []


def test_a_month_later_than_that_of_the_title_may_be_of_the_year_before_and_is_refused():
    _, rows = bills(
        "2024年1月电费\n月份 | 用户编号 | 总电量 | 总电费\n12月 | 0512345678 | 100 | 50\n1月 | 0512345678 | 90 | 40"
    )
    assert rows.values["amt_ym"].to_pylist() == ["202401"]
    assert rows.rejects["reason"].to_pylist() == ["“年月”列“12月”只有月份,没有写是哪一年"]


def test_months_without_a_year_anywhere_are_asked_about_and_get_that_of_a_persons_word():
    text = "月份 | 用户编号 | 总电量 | 总电费\n4 | 0512345678 | 100 | 50\n5 | 0512345678 | 90 | 40"
    found, _ = bills(text)
    assert "月份没有写年份" in str(found.problem)
    assert [question.key for question in found.questions] == [YEAR]
    found, rows = bills(text, 年份="2024年")
    assert found.problem is None
    assert rows.values["amt_ym"].to_pylist() == ["202404", "202405"]


@pytest.mark.parametrize("months", [("4", "5"), ("4月", "5月")])
def test_months_without_a_year_are_asked_about_where_their_column_is_known_by_its_word_alone(
    months: tuple[str, str],
):
    rows = "".join(f"0512345678 | {month} | 9 | 9 | 0\n" for month in months)
    text = f"用户编号 | 月份 | 应收金额 | 实收金额 | 欠费金额\n{rows}"
    sheet = with_whole_months(drawn_sheet(text))
    found = recognise(sheet, TABLES)
    assert found is not None
    assert [question.key for question in found.questions] == [YEAR]  # not for the one month of all rows
    sheet = with_whole_months(drawn_sheet(text), "2024")
    found = recognise(sheet, TABLES)
    assert found is not None
    assert typed(sheet, found).values["rcvbl_ym"].to_pylist() == ["202404", "202405"]


TWICE = "0512345678 | 202401 | 100 | 50\n0512345678 | 202402 | 90 | 40"


def test_a_column_of_months_counts_before_the_month_of_a_title():
    sheet = drawn_sheet(
        "2024年3月\n用户编号 | 年月 | 应收金额 | 实收金额 | 欠费金额\n0512345678 | 202401 | 9 | 9 | 0"
    )
    found = recognise(sheet, TABLES)
    assert found is not None
    assert (found.table.name, found.problem) == ("receivables", None)
    assert typed(sheet, found).values["rcvbl_ym"].to_pylist() == ["202401"]


def test_months_under_a_header_that_nobody_knows_leave_the_month_of_a_title_to_a_person():
    text = f"2024年3月\n用户编号 | 计费周期 | 总电量 | 总电费\n{TWICE}"
    found, _ = bills(text)
    assert "缺少必备列“电费年月”" in str(found.problem)
    assert found.guesses == {1: "amt_ym"}
    assert [question.key for question in found.questions] == [MONTH]
    found, rows = bills(text, 年月="2024年3月")
    assert found.problem is None
    assert rows.values["amt_ym"].to_pylist() == ["202403", "202403"]


def test_months_of_customers_who_stand_there_once_may_be_something_else():
    text = "2024年3月\n用户编号 | 合同起始 | 总电量 | 总电费\n0512345678 | 202001 | 100 | 50\n0512345679 | 202102 | 90 | 40"
    found, rows = bills(text)
    assert found.problem is None
    assert rows.values["amt_ym"].to_pylist() == ["202403", "202403"]
