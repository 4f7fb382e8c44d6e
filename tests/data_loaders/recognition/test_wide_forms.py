"""One column for each register, day or hour becomes one row for each; nothing is added and nothing lost."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_loaders.catalog import tables
from data_loaders.recognition.headers import header_of
from data_loaders.recognition.recognise import recognise
from data_loaders.recognition.wide_forms import register_of, wide_form
from data_loaders.rows.typed_sheet import TypedSheet, typed
from data_loaders.sheet import MergedRange, Sheet
from tests.data_loaders.sheets import drawn_sheet, sheet_of_lines


def read(sheet: Sheet) -> TypedSheet:
    found = recognise(sheet, tables())
    assert found is not None
    assert found.problem is None, str(found.problem)
    return typed(sheet, found)


def rows(result: TypedSheet, *names: str) -> list[tuple]:
    return list(zip(*(result.values[name].to_pylist() for name in names), strict=True))


@pytest.mark.parametrize(
    ("header", "register"),
    [
        ("正向有功总", ("11", "this_read")),
        ("正向有功(尖峰)", ("12", "this_read")),
        ("峰", ("13", "this_read")),
        ("有功总起码", ("11", "last_read")),
        ("上次示数谷", ("14", "last_read")),
        ("平止码", ("15", "this_read")),
        ("正向无功总", ("21", "this_read")),
        ("反向有功总", ("81", "this_read")),
        ("反向无功总", ("91", "this_read")),
        ("峰电量", ("13", "mr_pq")),
        ("PAP_R", ("11", "this_read")),
        ("papR4", ("14", "this_read")),
        ("本次示数", None),
        ("起码", None),
        ("总有功功率因数", None),
    ],
)
def test_a_header_names_a_register(header: str, register: tuple[str, str] | None) -> None:
    assert register_of(header) == register


def test_a_register_a_column_becomes_a_row_a_register() -> None:
    result = read(
        drawn_sheet("""
            用户编号 | 电能表资产号 | 数据日期 | 倍率 | 正向有功总 | 尖 | 峰 | 平 | 谷
            0512345678 | A1 | 2024-04-30 | 20 | 100 | 10 | 30 | 40 | 20
            0512345679 | A2 | 2024-04-30 | 1 | 50 | · | · | · | ·
        """)
    )
    assert rows(result, "cons_no", "read_type", "this_read") == [
        ("0512345678", "11", 100),
        ("0512345678", "12", 10),
        ("0512345678", "13", 30),
        ("0512345678", "15", 40),
        ("0512345678", "14", 20),
        ("0512345679", "11", 50),
    ]
    assert set(result.values["amt_ym"].to_pylist()) == {"202404"}
    assert result.values["last_read"].null_count == 6


def test_last_and_this_reading_of_a_register_stand_in_one_row() -> None:
    result = read(
        drawn_sheet("""
            用户编号 | 电能表资产号 | 电费年月 | 抄表日期 | 综合倍率 | 总起码 | 总止码 | 峰起码 | 峰止码
            0512345678 | A1 | 202404 | 2024-04-30 | 1 | 100 | 150 | 10 | 20
        """)
    )
    assert rows(result, "read_type", "last_read", "this_read") == [("11", 100, 150), ("13", 10, 20)]


def test_a_reading_that_cannot_be_read_refuses_its_register_only() -> None:
    result = read(
        drawn_sheet("""
            用户编号 | 电能表资产号 | 数据日期 | 倍率 | 总 | 峰 | 谷
            0512345678 | A1 | 2024-04-30 | 20 | 100 | ? | 20
        """)
    )
    assert rows(result, "read_type", "this_read") == [("11", 100), ("14", 20)]
    assert result.rejects["reason"].to_pylist() == ["“峰”列“?”不是数值"]
    assert result.rows_read == 3


def test_a_damaged_meter_number_refuses_every_register_of_its_row() -> None:
    result = read(
        drawn_sheet("""
            用户编号 | 电能表资产号 | 数据日期 | 倍率 | 总 | 峰 | 谷
            0512345678 | 1.13E+21 | 2024-04-30 | 20 | 100 | 30 | 20
            0512345678 | A2 | 2024-04-30 | 20 | 100 | 30 | ·
        """)
    )
    assert result.values.num_rows == 2
    assert result.rejects.num_rows == 3
    assert "失真" in result.rejects["reason"][0].as_py()


def test_days_of_a_month_become_rows_and_the_month_stands_in_a_column_or_title() -> None:
    days = [f"{day}日" for day in range(1, 32)]
    column = read(
        sheet_of_lines([["户号", "数据日期", *days], ["0512345678", "202402", *["1"] * 29, "", ""]])
    )
    title = read(
        sheet_of_lines([["2024年2月日电量"], ["户号", *days], ["0512345678", *["1"] * 29, "0", "0"]])
    )
    assert rows(column, "data_date")[28] == (date(2024, 2, 29),)
    assert column.values.num_rows == title.values.num_rows == 29
    assert column.rejects.num_rows == title.rejects.num_rows == 0


def test_energy_on_a_day_that_does_not_exist_is_refused() -> None:
    days = [f"{day}日" for day in range(1, 32)]
    result = read(
        sheet_of_lines([["2023年2月日电量"], ["户号", *days], ["0512345678", *["1"] * 29, "0", "0"]])
    )
    assert result.values.num_rows == 28
    assert "不存在" in result.rejects["reason"][0].as_py()


def test_dates_as_headers_become_rows() -> None:
    result = read(
        drawn_sheet("""
            户号 | 2024-04-01 | 2024/4/2 | 20240403
            0512345678 | 1 | 2 | ·
        """)
    )
    assert rows(result, "data_date", "day_pq") == [(date(2024, 4, 1), 1), (date(2024, 4, 2), 2)]


@pytest.mark.parametrize(
    "headers",
    [
        [f"{hour}点" for hour in range(24)],
        [f"{hour:02}:00" for hour in range(24)],
        [f"{hour}时" for hour in range(1, 25)],
        [f"P{point}" for point in range(1, 97)],
        [f"{minute // 60:02}:{minute % 60:02}" for minute in range(0, 1440, 15)],
        [str(hour) for hour in range(24)],
    ],
    ids=["点", "clock", "时", "P96", "quarter", "bare"],
)
def test_the_points_of_a_day_become_its_series(headers: list[str]) -> None:
    values = [str(n) for n in range(len(headers))]
    result = read(
        sheet_of_lines([["户号", "数据日期", "日电量", *headers], ["0512345678", "2024-04-01", "9", *values]])
    )
    assert result.values["hours"].to_pylist() == [[Decimal(n) for n in range(len(headers))]]


def test_the_day_is_the_sum_of_its_hours_where_it_has_no_column_of_its_own() -> None:
    headers = [f"{hour}点" for hour in range(24)]
    lines = [["户号", "数据日期", *headers], ["0512345678", "2024-04-01", *["0.5"] * 24]]
    lines.append(["0512345678", "2024-04-02", *["0.5"] * 23, ""])
    result = read(sheet_of_lines(lines))
    assert result.values["day_pq"].to_pylist() == [12, None]
    assert any("24 点之和" in warning for warning in result.warnings)


def test_peak_and_valley_of_a_bill_are_ordinary_columns() -> None:
    bills = tables()["bills"]
    assert wide_form(bills, {0: header_of("峰电量"), 1: header_of("谷电量"), 2: header_of("平电量")}) is None


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 10**6)), min_size=5, max_size=5), min_size=1, max_size=12
    )
)
def test_as_many_readings_come_out_as_stood_in_the_sheet(readings: list[list[int | None]]) -> None:
    lines = [["用户编号", "电能表资产号", "数据日期", "倍率", "总", "尖", "峰", "平", "谷"]]
    for number, values in enumerate(readings):
        cells = ["" if value is None else str(value) for value in values]
        lines.append([f"{number:010}", f"A{number}", "2024-04-30", "1", *cells])
    result = read(sheet_of_lines(lines))
    expected = [value for values in readings for value in values if value is not None]
    assert result.values.num_rows == len(expected)
    assert sum(result.values["this_read"].to_pylist(), Decimal(0)) == sum(expected)


@pytest.mark.parametrize(
    "headers",
    [
        "尖峰电价 | 峰电价 | 平电价 | 谷电价",
        "尖段电价(元/kWh) | 高峰电价(元/kWh) | 平段电价(元/kWh) | 低谷电价(元/kWh)",
        "分时电价尖 | 分时电价峰 | 分时电价平 | 分时电价谷",
    ],
)
def test_a_price_a_column_for_each_period_becomes_a_row_for_each(headers: str) -> None:
    result = read(
        drawn_sheet(f"""
            电价码 | 电价名称 | {headers} | 生效日期
            0411 | 两部制 | 1.2 | 1.0 | 0.6 | 0.3 | 2024-01-01
            0403 | 单一制 | · | 1.1 | 0.7 | 0.4 | 2024-01-01
        """)
    )
    assert rows(result, "prc_code", "prc_ti", "kwh_prc") == [
        ("0411", "01", Decimal("1.2")),
        ("0411", "02", Decimal("1.0")),
        ("0411", "03", Decimal("0.6")),
        ("0411", "04", Decimal("0.3")),
        ("0403", "02", Decimal("1.1")),
        ("0403", "03", Decimal("0.7")),
        ("0403", "04", Decimal("0.4")),
    ]


def test_prices_of_periods_stand_under_one_group() -> None:
    result = read(
        drawn_sheet(
            """
            电价码 | 电度电价 | · | · | 生效日期
            · | 峰 | 平 | 谷 | ·
            0411 | 1.0 | 0.6 | 0.3 | 2024-01-01
            """,
            merged=(MergedRange(0, 0, 1, 0), MergedRange(0, 1, 0, 3), MergedRange(0, 4, 1, 4)),
        )
    )
    assert rows(result, "prc_ti", "kwh_prc") == [
        ("02", Decimal("1.0")),
        ("03", Decimal("0.6")),
        ("04", Decimal("0.3")),
    ]


DAYS = "户号 | 户名 | 2024-03-01 | 2024-03-02 | 2024-03-03\n0512345678 | 甲 | 5 | 6 | 7"
REGISTERS = (
    "户号 | 户名 | 电能表资产号 | 数据日期 | 总 | 峰 | 谷\n0512345678 | 甲 | A1 | 2024-03-01 | 5 | 3 | 2"
)
HOURS = f"户号 | 户名 | 日期 | {' | '.join(f'{hour}点' for hour in range(24))}\n0512345678 | 甲 | 2024-03-01{' | 5' * 24}"


@pytest.mark.parametrize(
    ("title", "table", "word"),
    [
        ("日冻结电能示值查询", DAYS, "示值"),
        ("日电费查询", DAYS, "电费"),
        ("用户日最大负荷(kW)", DAYS, "负荷"),
        ("电压曲线", HOURS, "电压"),
        ("分时电量查询", REGISTERS, "电量"),
    ],
)
def test_columns_without_a_word_of_their_own_are_not_what_a_title_says_they_are_not(
    title: str, table: str, word: str
) -> None:
    found = recognise(drawn_sheet(f"{title}\n{table}"), tables())
    assert found is not None
    assert f"写的是“{word}”" in str(found.problem)


@pytest.mark.parametrize(
    ("title", "table"),
    [("日用电量查询", DAYS), ("日电量电费查询", DAYS), ("24小时电量", HOURS), ("抄表示数", REGISTERS)],
)
def test_a_title_that_names_the_quantity_of_the_table_settles_it(title: str, table: str) -> None:
    assert read(drawn_sheet(f"{title}\n{table}")).values.num_rows
