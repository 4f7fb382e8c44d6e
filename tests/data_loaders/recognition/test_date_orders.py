"""Dates of which nobody can tell the day from the month are read where the column shows it, else a person is asked."""

from datetime import date
from typing import Any

import pytest

from data_loaders.catalog import tables
from data_loaders.recognition.date_orders import KEY
from data_loaders.recognition.recognise import Choice, Recognition, recognise
from data_loaders.rows.typed_sheet import typed
from data_loaders.values.cell_dates import DateOrder
from tests.data_loaders.sheets import drawn_sheet

TABLES = tables()
HEADERS = {"cons_no": "用户编号", "amt_ym": "电费年月", "total_pq": "总电量", "total_amt": "总电费"}
DAY, MONTH, YEAR = (order.value for order in DateOrder)


def bills(*dates: str, answer: str = "", header: str = "发行日期") -> tuple[Recognition, list[Any]]:
    rows = [f"05123456{n} | 202406 | 10 | 5 | {text}" for n, text in enumerate(dates, 10)]
    sheet = drawn_sheet("\n".join([f"用户编号 | 电费年月 | 总电量 | 总电费 | {header}", *rows]))
    choice = Choice("bills", HEADERS | {"release_date": header}, units={KEY: answer}) if answer else None
    found = recognise(sheet, TABLES, choice=choice)
    assert found is not None
    return found, typed(sheet, found).values["release_date"].to_pylist()


def test_a_column_whose_days_are_all_up_to_twelve_is_asked_about_with_a_way_out():
    found, _ = bills("03/06/2024", "04/06/2024", "12/06/2024")
    assert "“发行日期”的日期(如“03/06/2024”)看不出月、日哪个在前" in str(found.problem)
    assert "请在数据导入页面选择日期的写法" in str(found.problem)
    assert [question.options for question in found.questions] == [(DAY, MONTH)]


@pytest.mark.parametrize(("answer", "month", "day"), [(DAY, 6, 3), (MONTH, 3, 6)])
def test_the_answer_decides(answer: str, month: int, day: int):
    found, days = bills("03/06/2024", "2024-06-30", answer=answer)
    assert found.problem is None
    assert days == [date(2024, month, day), date(2024, 6, 30)]
    assert f"“发行日期”的日期按人指定的写法读取:{answer}" in found.notes


@pytest.mark.parametrize(("telling", "month", "day"), [("13/06/2024", 6, 3), ("06/13/2024", 3, 6)])
def test_one_day_after_the_twelfth_tells_for_the_column_whatever_was_answered_before(
    telling: str, month: int, day: int
):
    for answer in ("", DAY, MONTH):
        found, days = bills("03/06/2024", telling, answer=answer)
        assert (found.problem, days[0]) == (None, date(2024, month, day))


def test_two_orders_in_one_column_are_asked_about():
    assert "月、日哪个在前" in str(bills("13/06/2024", "06/13/2024", "03/06/2024")[0].problem)


def test_days_that_are_their_month_and_dates_with_the_year_first_need_no_question():
    found, days = bills("06/06/2024", "2024-06-03")
    assert (found.problem, days) == (None, [date(2024, 6, 6), date(2024, 6, 3)])


@pytest.mark.parametrize(
    ("answer", "meant"),
    [(YEAR, date(2024, 6, 3)), (DAY, date(2003, 6, 24)), (MONTH, None)],
)
def test_a_year_of_two_digits_leaves_the_year_open_too(answer: str, meant: date | None):
    found, _ = bills("24/06/03")
    assert "看不出年、月、日的先后" in str(found.problem)
    assert found.questions[0].options == (DAY, MONTH, YEAR)
    assert bills("24/06/03", "06/06/2024", answer=answer)[1] == ([meant] if meant else []) + [
        date(2024, 6, 6)
    ]


def test_a_column_of_other_texts_is_still_no_column_of_dates():
    found, _ = bills("甲", "乙", "丙")
    assert found.problem is None
    assert "“发行日期”的内容不像“发行日期”,没有采用" in found.notes


def test_several_columns_are_asked_about_once():
    rows = "工单编号 | 业务类型 | 受理时间 | 归档时间\n2024060300001 | 投诉 | 03/06/2024 08:05 | 04/06/2024 09:10"
    found = recognise(drawn_sheet(rows), TABLES)
    assert found is not None
    assert [question.headers for question in found.questions] == [("受理时间", "归档时间")]
