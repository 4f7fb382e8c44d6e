"""Headers of several rows and headers merged over several columns: no column is lost without a word."""

from decimal import Decimal

import pytest

from data_loaders.catalog import tables
from data_loaders.recognition.headers import header_of, meanings
from data_loaders.recognition.recognise import Recognition, recognise
from data_loaders.rows.typed_sheet import TypedSheet, typed
from data_loaders.sheet import MergedRange, Sheet
from tests.data_loaders.sheets import drawn_sheet


def known(sheet: Sheet) -> Recognition:
    found = recognise(sheet, tables())
    assert found is not None
    assert found.problem is None, str(found.problem)
    return found


def read(sheet: Sheet) -> TypedSheet:
    return typed(sheet, known(sheet))


THREE = """
    用户编号 | 年月 | 电量电费 | · | · | ·
    · | · | 总电量 | 总电费 | 分时电量 | ·
    · | · | · | · | 峰 | 谷
    0512345678 | 202404 | 10 | 5 | 6 | 4
"""
THREE_MERGED = (
    MergedRange(0, 0, 2, 0),
    MergedRange(0, 1, 2, 1),
    MergedRange(0, 2, 0, 5),
    MergedRange(1, 2, 2, 2),
    MergedRange(1, 3, 2, 3),
    MergedRange(1, 4, 1, 5),
)


@pytest.mark.parametrize("merged", [THREE_MERGED, ()], ids=["merged", "as in csv"])
def test_a_header_of_three_rows_is_read_to_its_last(merged: tuple[MergedRange, ...]) -> None:
    result = read(drawn_sheet(THREE, merged=merged))
    assert result.values.num_rows == 1
    assert result.values["peak_pq"].to_pylist() == [Decimal(6)]
    assert result.values["total_amt"].to_pylist() == [Decimal(5)]


@pytest.mark.parametrize("group", ["分时电量", "电量", "尖峰平谷电量", "电量(kWh)", "本月电量"])
def test_periods_below_a_group_are_the_energy_of_the_period(group: str) -> None:
    result = read(
        drawn_sheet(f"""
            用户编号 | 年月 | 总电量 | 总电费 | {group} | ·
            · | · | · | · | 峰 | 谷
            0512345678 | 202404 | 10 | 5 | 6 | 4
        """)
    )
    assert (result.values["peak_pq"].to_pylist(), result.values["valley_pq"].to_pylist()) == ([6], [4])


@pytest.mark.parametrize(
    "groups", [("去年同期电量",), ("去年同期", "分时电量"), ("无功电量",), ("退补电量",)]
)
def test_a_group_of_another_quantity_is_not_this_months(groups: tuple[str, ...]) -> None:
    names = [name for name, _ in header_of("峰", *groups).names]
    assert not any(meaning.column.name == "peak_pq" for name in names for meaning in meanings().get(name, ()))


def test_the_second_row_of_a_header_is_no_data_whatever_it_says() -> None:
    merged = (*(MergedRange(0, column, 1, column) for column in range(4)), MergedRange(0, 4, 0, 5))
    result = read(
        drawn_sheet(
            """
            用户编号 | 年月 | 总电量 | 总电费 | 核对 | ·
            · | · | · | · | 初核情况 | 复核情况
            0512345678 | 202404 | 10 | 5 | 无误 | 无误
            """,
            merged=merged,
        )
    )
    assert (result.rows_read, result.rejects.num_rows) == (1, 0)


def test_a_title_above_is_not_taken_for_a_group() -> None:
    sheet = drawn_sheet(
        """
        2024年4月电费清单 | · | · | · | · | ·
        用户编号 | 年月 | 总电量 | 总电费 | 分时电量 | ·
        · | · | · | · | 峰 | 谷
        0512345678 | 202404 | 10 | 5 | 6 | 4
        """,
        merged=(MergedRange(0, 0, 0, 5), MergedRange(1, 4, 1, 5)),
    )
    assert known(sheet).titles.texts == ("2024年4月电费清单",)
    assert read(sheet).values["peak_pq"].to_pylist() == [6]


SPACED = """
    用户编号 | 用户名称 | 合同容量 | · | 立户日期
    0512345678 | 甲 | · | 30 | 2020-01-01
    0512345679 | 乙 | · | 50 | 2020-01-01
"""


def test_a_header_merged_over_two_columns_stands_over_the_one_with_values() -> None:
    result = read(drawn_sheet(SPACED, merged=[MergedRange(0, 2, 0, 3)]))
    assert result.values["contract_cap"].to_pylist() == [30, 50]
    assert result.warnings == ()


def test_an_empty_column_beside_a_full_one_without_header_is_said() -> None:
    result = read(drawn_sheet(SPACED))
    assert "D 列没有列名,有 2 个值(如“30”),没有读取" in result.warnings
    assert "“合同容量”整列为空,而旁边的 D 列有值,请核对列名是否错位" in result.warnings


def test_of_a_header_merged_over_two_full_columns_the_second_is_said() -> None:
    result = read(drawn_sheet(SPACED.replace("| · | 30", "| 20 | 30"), merged=[MergedRange(0, 2, 0, 3)]))
    assert result.values["contract_cap"].to_pylist() == [20, None]
    assert "D 列没有列名,有 2 个值(如“30”),没有读取" in result.warnings


def test_the_letter_counts_from_the_first_column_of_the_file() -> None:
    sheet = drawn_sheet(SPACED)
    shifted = Sheet(**{**vars(sheet), "first_col": 24})
    assert [shifted.letter(index) for index in range(4)] == ["Y", "Z", "AA", "AB"]


def test_a_blank_column_without_header_is_not_worth_a_word() -> None:
    assert read(drawn_sheet(SPACED.replace("30", "·").replace("50", "·"))).warnings == ()


def test_what_stands_under_each_of_many_groups_does_not_outweigh_the_row_of_groups() -> None:
    groups = [MergedRange(0, column, 0, column + 1) for column in (4, 6, 8)]
    sheet = drawn_sheet(
        """
        用户编号 | 资产编号 | 抄表日期 | 综合倍率 | 总 | · | 峰 | · | 谷 | ·
        · | · | · | · | 上次示数 | 本次示数 | 上次示数 | 本次示数 | 上次示数 | 本次示数
        0512345678 | 1130001234567890123456 | 2024-04-30 | 1 | 5 | 9 | 2 | 4 | 3 | 5
        """,
        merged=[*(MergedRange(0, column, 1, column) for column in range(4)), *groups],
    )
    values = read(sheet).values
    assert values["last_read"].to_pylist() == [5, 2, 3]
    assert values["this_read"].to_pylist() == [9, 4, 5]


def test_of_the_same_names_under_last_year_and_this_month_only_this_months_are_suggested() -> None:
    sheet = drawn_sheet("""
        用户编号 | 用户名称 | 年月 | 去年同期 | · | 本月 | ·
        · | · | · | 电量 | 电费 | 电量 | 电费
        0512345678 | 甲 | 202404 | 9 | 4 | 10 | 5
    """)
    found = recognise(sheet, tables())
    assert found is not None
    headers = found.block.shown()
    taken = {name: headers[index] for name, index in found.assignment.fields.items()}
    assert (taken["total_pq"], taken["total_amt"]) == ("本月-电量", "本月-电费")


@pytest.mark.parametrize(
    "header",
    [
        "用户编号 | 年月 | 总电量 | 总电费 | 其中:峰电量 | 其中:谷电量(kWh)",
        "用户编号 | 年月 | 总电量 | 总电费 | 其中 | ·\n· | · | · | · | 峰电量 | 谷电量",
    ],
)
def test_a_part_of_the_whole_is_the_part_it_names(header: str) -> None:
    result = read(drawn_sheet(f"{header}\n0512345678 | 202404 | 10 | 5 | 6 | 4"))
    assert (result.values["peak_pq"].to_pylist(), result.values["valley_pq"].to_pylist()) == ([6], [4])


def test_this_period_below_a_quantity_is_the_quantity_and_last_years_is_not() -> None:
    text = """
        用户编号 | 年月 | 总电量 | · | 总电费 | ·
        · | · | 本期 | 上年同期 | 本期 | 上年同期
        0512345678 | 202404 | 10 | 20 | 5 | 9
    """
    merged = (
        MergedRange(0, 0, 1, 0),
        MergedRange(0, 1, 1, 1),
        MergedRange(0, 2, 0, 3),
        MergedRange(0, 4, 0, 5),
    )
    result = read(drawn_sheet(text, merged=merged))
    assert (result.values["total_pq"].to_pylist(), result.values["total_amt"].to_pylist()) == ([10], [5])


def test_a_whole_below_a_quantity_is_the_quantity_and_a_mark_of_a_note_nothing() -> None:
    text = """
        用户编号 | 年月 | 电量① | · | 电费② | ·
        · | · | 峰 | 合计 | 峰 | 合计
        0512345678 | 202404 | 6 | 10 | 4 | 5
    """
    merged = (
        MergedRange(0, 0, 1, 0),
        MergedRange(0, 1, 1, 1),
        MergedRange(0, 2, 0, 3),
        MergedRange(0, 4, 0, 5),
    )
    values = read(drawn_sheet(text, merged=merged)).values
    assert [values[name].to_pylist() for name in ("total_pq", "peak_pq", "total_amt")] == [[10], [6], [5]]
