"""Widths of columns: the page is filled, numbers never break, the longest texts give way first."""

import pytest

from reports.paper.widths import EM_MM, LATIN, PADDING_MM, SIZES, column_widths, text_em


def test_the_columns_fill_the_page() -> None:
    widths, size = column_widths(["单位", "件数(件)"], [True, False], [["城东供电中心", "8,000"]], 166)
    assert sum(widths) == pytest.approx(166)
    assert size == SIZES[0]


def test_a_long_text_gives_way_before_a_short_one() -> None:
    rows = [["城东供电中心", "客户反映小区频繁停电要求说明原因并尽快处理" * 5, "2025111710365100000"]]
    (names, texts, numbers), size = column_widths(
        ["单位", "内容", "工单编号"], [True, True, False], rows, 100
    )
    assert names >= text_em("城东供电中心") * EM_MM * size
    assert numbers >= 19 * LATIN * EM_MM * size
    assert texts < 100 - names - numbers + 0.001


def test_an_empty_table_has_columns_as_wide_as_its_headings() -> None:
    widths, _ = column_widths(["单位", "一个很长很长很长的表头"], [True, True], [], 60)
    assert widths[1] > widths[0] > PADDING_MM


def test_letters_are_smaller_where_many_columns_would_break() -> None:
    row = ["云岭县供电公司"] * 10
    _, size = column_widths(["单位"] * 10, [True] * 10, [row], 166)
    assert size == SIZES[-1]


def test_a_long_number_in_a_text_column_does_not_run_into_the_next() -> None:
    number = "3340101012026102990013"
    rows = [["东湖公司城关所 334010101", "在途资金超额超期" * 30], [number, "对账不平"]]
    (objects, _), size = column_widths(["对象", "异常描述"], [True, True], rows, 80)
    assert objects - PADDING_MM >= text_em(number) * EM_MM * size - 0.001


@pytest.mark.parametrize(("rate", "em"), [("0%", 1.5), ("100.00%", 3.75), ("+38.7%", 3.32)])
def test_a_rate_has_the_room_that_its_bold_letters_take_in_word(rate: str, em: float) -> None:
    # Times New Roman, bold: a digit 0.5 em, a point 0.25, a plus 0.57, a sign of per cent 1.0
    assert text_em(rate) >= em
