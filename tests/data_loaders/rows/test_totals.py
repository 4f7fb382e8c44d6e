"""A total is compared with the rows that it covers: above it, below it, of its group, of all sheets."""

from data_loaders.catalog import tables
from data_loaders.recognition.recognise import recognise
from data_loaders.rows.totals import TotalLine, mismatches, settle_across
from data_loaders.rows.typed_sheet import TypedSheet, typed
from tests.data_loaders.sheets import drawn_sheet

BILLS = """
    用户编号 | 用户名称 | 年月 | 总电量
"""


def bills(lines: str) -> TypedSheet:
    sheet = drawn_sheet(BILLS + lines)
    found = recognise(sheet, tables())
    assert found is not None
    return typed(sheet, found)


def agreeing(lines: str) -> list[bool]:
    return [line.agrees for line in bills(lines).totals]


def test_a_total_above_its_rows_agrees_with_them() -> None:
    assert agreeing("""
        合计 | · | · | 30
        0512345678 | 甲 | 202404 | 10
        0512345679 | 乙 | 202404 | 20
    """) == [True]


def test_a_wrong_total_above_its_rows_shows_their_sum() -> None:
    result = bills("""
        合计 | · | · | 31
        0512345678 | 甲 | 202404 | 10
        0512345679 | 乙 | 202404 | 20
    """)
    assert mismatches(result.totals) == ["第 2 行合计与明细之和不符:“总电量”合计为 31,明细之和为 30"]


def test_each_subtotal_above_its_group_agrees_with_its_group_only() -> None:
    assert agreeing("""
        城关所小计 | · | · | 30
        0512345678 | 甲 | 202404 | 10
        0512345679 | 乙 | 202404 | 20
        柳湾所小计 | · | · | 5
        0512345680 | 丙 | 202404 | 5
    """) == [True, True]


def test_the_total_of_a_group_covers_its_group() -> None:
    assert agreeing("""
        城关供电所一班 | · | · | ·
        0512345678 | 甲 | 202404 | 10
        本组合计 | · | · | 10
        柳湾供电所二班 | · | · | ·
        0512345679 | 乙 | 202404 | 20
        0512345680 | 丙 | 202404 | 5
        本组合计 | · | · | 25
        总计 | · | · | 35
    """) == [True, True, True]


def test_totals_of_totals_agree() -> None:
    assert (
        agreeing("""
        0512345678 | 甲 | 202404 | 10
        一班小计 | · | · | 10
        0512345679 | 乙 | 202404 | 20
        二班小计 | · | · | 20
        城关所小计 | · | · | 30
        0512345680 | 丙 | 202404 | 5
        三班小计 | · | · | 5
        0512345681 | 丁 | 202404 | 6
        四班小计 | · | · | 6
        柳湾所小计 | · | · | 11
    """)
        == [True] * 6
    )


def test_a_subtotal_that_fits_no_rows_shows_those_since_the_one_before() -> None:
    result = bills("""
        0512345678 | 甲 | 202404 | 10
        小计 | · | · | 10
        0512345679 | 乙 | 202404 | 20
        小计 | · | · | 21
    """)
    assert "明细之和为 20" in mismatches(result.totals)[0]


def test_the_line_of_a_formula_without_a_word_is_a_total_by_its_numbers() -> None:
    result = bills("""
        0512345678 | 甲 | 202404 | 10
        0512345679 | 乙 | 202404 | 20
        · | · | · | 30
    """)
    assert (result.rows_read, result.excluded) == (2, {"合计行": 1})


def test_a_number_without_a_word_that_is_no_sum_is_refused() -> None:
    result = bills("""
        0512345678 | 甲 | 202404 | 10
        0512345679 | 乙 | 202404 | 20
        · | · | · | 29
    """)
    assert (result.rows_read, result.rejects["line"].to_pylist()) == (3, [4])


def line(stated: str, computed: str) -> TotalLine:
    return TotalLine(4, "合计", "总电量", stated, computed, stated == computed)


def test_the_total_of_a_table_over_two_sheets_is_compared_with_both() -> None:
    first, second = settle_across([([], {"总电量": "30"}), ([line("35", "5")], {"总电量": "5"})])
    assert first == []
    assert [(one.agrees, one.computed) for one in second] == [(True, "35")]


def test_a_total_on_the_first_sheet_may_cover_the_second() -> None:
    first, _ = settle_across([([line("35", "30")], {"总电量": "30"}), ([], {"总电量": "5"})])
    assert first[0].agrees


def test_a_total_that_fits_neither_its_sheet_nor_all_of_them_is_said() -> None:
    _, second = settle_across([([], {"总电量": "30"}), ([line("36", "5")], {"总电量": "5"})])
    assert mismatches(second) == ["第 4 行合计与明细之和不符:“总电量”合计为 36,明细之和为 5"]
