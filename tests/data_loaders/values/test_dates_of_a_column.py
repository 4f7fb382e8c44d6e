"""What only a whole column of dates shows, and what databases write where there is no date."""

from datetime import date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.catalog import tables
from data_loaders.recognition.recognise import recognise
from data_loaders.rows.typed_sheet import TypedSheet, typed
from data_loaders.values.blanks import Unreadable
from data_loaders.values.cell_dates import DAY_ZERO_1904, is_empty_date, read_date, read_month, read_time
from data_loaders.values.cell_text import column_text
from data_loaders.values.cells import read_column
from data_loaders.values.clean_groups import ColumnRead
from models.data.schema import Column
from tests.data_loaders.sheets import drawn_sheet

BUILT = tables()["customers"].by_name["build_date"]
MONTH = tables()["bills"].by_name["amt_ym"]
ACCEPTED = tables()["work_orders"].by_name["accept_time"]


def read(texts: list[str | None], column: Column) -> ColumnRead:
    return read_column(pa.array(texts, pa.string()), column)


def loaded(text: str) -> TypedSheet:
    sheet = drawn_sheet(text)
    found = recognise(sheet, tables())
    assert found is not None
    assert found.problem is None, found.problem
    return typed(sheet, found)


@pytest.mark.parametrize(
    "text",
    [
        "1900-01-01",
        "1900/1/1 0:00",
        "1900-01-01 00:00:00.000",
        "1900-01-01T00:00:00Z",
        "1/1/1900",
        "1900年1月1日",
        "1900-01-00",
        "1/0/1900",
        "1899-12-30",
        "1899-12-31 00:00:00",
        "12/30/1899",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "0001-01-01",
        "0001/1/1 0:00:00",
        "1/1/0001 12:00:00 AM",
        "1753-01-01",
        "1970-01-01 08:00:00",
        "1970-01-01",
        "00000000",
        "00000000000000",
        "19000101",
        "0",
        "00:00:00",
    ],
)
def test_the_zero_of_a_database_is_no_date(text: str) -> None:
    assert read_date(text) is None
    assert is_empty_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "1900-01-02",
        "1900-11-01",
        "1901-01-01",
        "1970-01-02",
        "1970-01-01 09:00:00",
        "2000-01-01",
        "20000101",
        "1",
        "",
    ],
)
def test_a_day_beside_the_zero_is_not_taken_for_it(text: str) -> None:
    assert not is_empty_date(text)


def test_empty_dates_are_left_blank_counted_and_shown() -> None:
    result = loaded("""
        用户编号 | 用户名称 | 用电地址 | 合同容量 | 立户日期
        0512345678 | 甲 | 一号 | 10 | 1900-01-01
        0512345679 | 乙 | 二号 | 10 | 0000-00-00
        0512345680 | 丙 | 三号 | 10 | 2020-05-06
    """)
    assert result.values["build_date"].to_pylist() == [None, None, date(2020, 5, 6)]
    assert result.rejects.num_rows == 0
    said = next(warning for warning in result.warnings if "空日期" in warning)
    assert all(part in said for part in ("立户日期", "2 个", "1900-01-01、0000-00-00"))


def test_a_bill_whose_month_is_an_empty_date_is_rejected_with_that_reason() -> None:
    result = loaded("""
        用户编号 | 电费年月 | 总电量 | 总电费
        0512345678 | 1900-01-01 | 1 | 2
        0512345679 | 202406 | 1 | 2
    """)
    assert result.values.num_rows == 1
    assert "1900-01-01”是空日期标记" in result.rejects["reason"][0].as_py()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-06-30 23:59:59.999", date(2024, 6, 30)),
        ("2024-06-30T23:59:59.9999999", date(2024, 6, 30)),
        ("45473.999999", date(2024, 6, 30)),
        ("45473.9999999999", date(2024, 7, 1)),  # a ten-millionth of a second is what a double cannot tell
        ("2024-06-30 24:00:00", date(2024, 6, 30)),
        ("20240630 240000", date(2024, 6, 30)),
    ],
)
def test_the_end_of_a_day_is_not_the_next_day(text: str, day: date) -> None:
    assert read_date(text) == day


def test_the_last_half_second_of_a_day_stays_in_it_when_a_workbook_is_read() -> None:
    moments = [datetime(2024, 6, 30, 23, 59, 59, 999_000), datetime(2024, 6, 9, 8, 4, 59, 999_900)]
    assert column_text(moments).to_pylist() == ["2024-06-30 23:59:59", "2024-06-09 08:05:00"]


@given(st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)))
def test_no_moment_changes_its_day_when_a_workbook_is_read(moment: datetime) -> None:
    assert read_date(column_text([moment])[0].as_py()) == moment.date()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-06-03T00:05:00Z", datetime(2024, 6, 3, 8, 5)),
        ("2024-06-02T16:00:00.000Z", datetime(2024, 6, 3)),
        ("2024-06-03T08:05:00+08:00", datetime(2024, 6, 3, 8, 5)),
        ("2024-06-03T08:05:00+0800", datetime(2024, 6, 3, 8, 5)),
        ("2024-06-03 09:05:00+09:00", datetime(2024, 6, 3, 8, 5)),
        ("2024-06-02 19:05:00 -05:00", datetime(2024, 6, 3, 8, 5)),
        ("2024-06-03 00:05:00 UTC", datetime(2024, 6, 3, 8, 5)),
        ("2024-06-03 08:05:00 GMT+08:00", datetime(2024, 6, 3, 8, 5)),
        ("20240603 080500", datetime(2024, 6, 3, 8, 5)),
        ("20240603T080500", datetime(2024, 6, 3, 8, 5)),
        ("20240603 0805", datetime(2024, 6, 3, 8, 5)),
        ("20240603080500", datetime(2024, 6, 3, 8, 5)),
        ("20240603080500123", datetime(2024, 6, 3, 8, 5)),
        ("2024-06-03 080500", datetime(2024, 6, 3, 8, 5)),
        ("2024年6月3号", datetime(2024, 6, 3)),
        ("2024年6月3号 8点5分", datetime(2024, 6, 3, 8, 5)),
        ("20240603.0", datetime(2024, 6, 3)),
    ],
)
def test_a_moment_of_another_zone_or_without_separators_is_clear(text: str, moment: datetime) -> None:
    assert read_time(text) == moment
    assert read([text] * 3 + [None], ACCEPTED).values.to_pylist() == [moment] * 3 + [None]


def test_a_clock_without_a_day_is_no_date_and_says_so() -> None:
    found = read_date("08:05:00")
    assert isinstance(found, Unreadable)
    assert "只有时刻" in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "2024年06月份",
        "2024年6月份",
        "24年6月",
        "24 年 06 月份",
        "202406月",
        "202406.0",
        "06/2024",
        "20246",
        "`202406",
    ],
)
def test_a_month_is_read_however_people_write_it(text: str) -> None:
    assert read_month(text) == "202406"


def test_a_month_that_lost_its_zero_is_no_day_number() -> None:
    assert read(["202410", "20246", "20249"], MONTH).values.to_pylist() == ["202410", "202406", "202409"]
    assert read(["45458", "45489"], MONTH).values.to_pylist() == ["202406", "202407"]


def test_a_month_that_may_be_a_day_number_as_well_is_rejected() -> None:
    found = read(["45458", "20246"], MONTH)
    assert found.values.to_pylist() == ["202406", None]
    assert "日期序号" in found.bad["reason"][0].as_py()


@pytest.mark.parametrize("text", ["20240", "21006.5", "202413", "24年13月", "24-6", "24年6"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert isinstance(read_month(text), Unreadable)


def test_days_that_are_four_oclock_of_the_day_before_are_mended_and_said() -> None:
    found = read(["2024-06-02 16:00:00", "2024-06-05 16:00:00", "2024-07-01 16:00:00", None], BUILT)
    assert found.values.to_pylist() == [date(2024, 6, 3), date(2024, 6, 6), date(2024, 7, 2), None]
    assert "16:00" in found.notes[0]
    assert "8 小时" in found.notes[0]


def test_days_of_the_old_summer_time_are_mended_with_the_others() -> None:
    found = read(["1988-06-30 15:00:00", "2005-06-05 16:00:00", "2006-07-01 16:00:00"], BUILT)
    assert found.values.to_pylist() == [date(1988, 7, 1), date(2005, 6, 6), date(2006, 7, 2)]


def test_days_that_are_43_seconds_early_are_mended_and_said() -> None:
    found = read(["2024-06-02 23:59:17", "2024-06-05 23:59:17", "2024-07-01 23:59:17"], BUILT)
    assert found.values.to_pylist() == [date(2024, 6, 3), date(2024, 6, 6), date(2024, 7, 2)]
    assert "43 秒" in found.notes[0]


def test_one_day_at_four_oclock_may_be_true_and_is_only_said() -> None:
    found = read(["2024-06-02 16:00:00", "2024-06-02 16:00:00"], BUILT)
    assert found.values.to_pylist() == [date(2024, 6, 2)] * 2
    assert "请核对" in found.notes[0]


def test_clocks_that_differ_are_clocks() -> None:
    found = read(["2024-06-02 16:00:00", "2024-06-03 09:12:00", "2024-06-04 11:00:00"], BUILT)
    assert found.values.to_pylist() == [date(2024, 6, 2), date(2024, 6, 3), date(2024, 6, 4)]
    assert found.notes == ()


def test_ends_of_days_are_these_days() -> None:
    found = read(["2024-06-28 23:59:59", "2024-06-29 23:59:59", "2024-06-30 23:59:59.999"], BUILT)
    assert found.values.to_pylist() == [date(2024, 6, 28), date(2024, 6, 29), date(2024, 6, 30)]


def test_one_end_of_a_day_among_months_is_not_said_of_the_column() -> None:
    assert read(["202405", "202407", "2024-06-30 23:59:59"], MONTH).notes == ()


def test_a_month_told_by_four_oclock_of_the_day_before_it_is_mended() -> None:
    assert read(["2024-05-31 16:00:00"] * 2, MONTH).values.to_pylist() == ["202406"] * 2
    assert read(["2024-05-30 16:00:00"] * 2, MONTH).values.to_pylist() == ["202405"] * 2


def test_times_of_day_stay_and_the_mark_of_a_library_is_named() -> None:
    at_four = [f"2024-06-{day:02} 16:00:00" for day in range(1, 26)]
    early = [f"2024-06-{day:02} 08:{day:02}:17" for day in range(1, 26)]
    honest = [f"2024-06-{day:02} 16:{day:02}:{day:02}" for day in range(1, 26)]
    assert read(at_four, ACCEPTED).values[0].as_py() == datetime(2024, 6, 1, 16)
    assert "8 小时" in read(at_four, ACCEPTED).notes[0]
    assert "43 秒" in read(early, ACCEPTED).notes[0]
    assert read(honest, ACCEPTED).notes == ()


def test_day_numbers_of_a_1904_workbook_are_not_four_years_early() -> None:
    numbers = pa.array(["43985", "43986.5"])  # 2024-06-04 and noon of the fifth, counted from 1904
    days = read_column(numbers, BUILT, day_zero=DAY_ZERO_1904).values.to_pylist()
    moments = read_column(numbers, ACCEPTED, day_zero=DAY_ZERO_1904).values.to_pylist()
    assert days == [date(2024, 6, 4), date(2024, 6, 5)]
    assert moments == [datetime(2024, 6, 4), datetime(2024, 6, 5, 12)]
    assert read_column(numbers, BUILT).values.to_pylist() == [date(2020, 6, 3), date(2020, 6, 4)]


def test_a_date_above_figures_is_their_header_and_one_among_them_a_figure() -> None:
    day = datetime(2024, 3, 1)
    assert column_text(["", day, 310.5, 290.0]).to_pylist() == [None, "2024-03-01", "310.5", "290"]
    assert column_text([day, 310.5, 290.0]).to_pylist() == ["2024-03-01", "310.5", "290"]
    assert column_text(["总电费", day, 310.5, 290.0]).to_pylist() == ["总电费", "45352", "310.5", "290"]


@pytest.mark.parametrize(
    ("texts", "periods", "said"),
    [
        (["2026-08-01", "2026-09-01"], ["202608", "202609"], "都在月初"),
        (["2026-08-31", "2026-09-30"], ["202608", "202609"], "都在月末"),
        (["2026-08-01"], ["2026-08-01"], "按这一天计"),
        (["2026-08-01", "2026-08-02"], ["2026-08-01", "2026-08-02"], ""),
    ],
)
def test_days_that_only_stand_for_their_months_are_periods_of_a_month(
    texts: list[str | None], periods: list[str], said: str
) -> None:
    found = read(texts, tables()["transformer_areas"].by_name["period"])
    assert found.values.to_pylist() == periods
    assert said in "".join(found.notes)


def test_the_last_day_that_a_program_knows_is_no_day_on_which_a_customer_left() -> None:
    assert read(
        ["2099-12-31", "2024-05-06"], tables()["customers"].by_name["cancel_date"]
    ).values.to_pylist() == [
        None,
        date(2024, 5, 6),
    ]
