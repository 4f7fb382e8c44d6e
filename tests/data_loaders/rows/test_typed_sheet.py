"""Rows read are rows accepted plus rows rejected; totals are compared, not loaded."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_loaders.catalog import tables
from data_loaders.recognition.recognise import recognise
from data_loaders.rows.totals import mismatches
from data_loaders.rows.typed_sheet import TypedSheet, typed
from data_loaders.sheet import BrokenRow, MergedRange, Sheet
from tests.data_loaders.sheets import drawn_sheet, sheet_of_lines

BILLS = """
    用户编号 | 用户名称 | 年月 | 总电量 | 总电费
"""


def read(sheet: Sheet) -> TypedSheet:
    found = recognise(sheet, tables(), least_certainty=0)  # small sheets; how sure is tested elsewhere
    assert found is not None
    assert found.problem is None, str(found.problem)
    return typed(sheet, found)


def bills(lines: str) -> TypedSheet:
    return read(drawn_sheet(BILLS + lines))


def reasons(result: TypedSheet) -> list[str]:
    return result.rejects["reason"].to_pylist()


def test_a_total_row_is_compared_with_the_rows_above_and_not_loaded() -> None:
    result = bills("""
        0512345678 | 甲 | 202404 | 10 | 5.5
        0512345679 | 乙 | 202404 | 20 | 6
        合 计 | · | · | 30 | 11.50
    """)
    assert result.values.num_rows == 2
    assert result.excluded == {"合计行": 1}
    assert [(line.header, line.stated, line.computed, line.agrees) for line in result.totals] == [
        ("总电量", "30", "30", True),
        ("总电费", "11.5", "11.5", True),
    ]


def test_a_total_that_is_not_the_sum_shows_both() -> None:
    result = bills("""
        0512345678 | 甲 | 202404 | 10 | 5
        · | 总计 | · | 12 | 5
    """)
    assert "第 3 行总计与明细之和不符:“总电量”合计为 12,明细之和为 10" in mismatches(result.totals)


def test_subtotals_cover_their_block_and_the_total_everything() -> None:
    result = bills("""
        0512345678 | 甲 | 202404 | 10 | 5
        小计 | · | · | 10 | 5
        0512345679 | 乙 | 202404 | 20 | 6
        城关供电所小计 | · | · | 20 | 6
        总计 | · | · | 30 | 11
    """)
    assert all(line.agrees for line in result.totals)
    assert result.excluded == {"合计行": 3}


def test_a_rounded_total_agrees_with_the_sum_it_was_rounded_from() -> None:
    result = bills("""
        0512345678 | 甲 | 202404 | 10.26 | 5
        0512345679 | 乙 | 202404 | 20.26 | 6
        合计 | · | · | 30.5 | 11
    """)
    assert all(line.agrees for line in result.totals)


def test_signatures_notes_and_repeated_headers_are_counted_and_left_out() -> None:
    result = bills("""
        0512345678 | 甲 | 202404 | 10 | 5
        用户编号 | 用户名称 | 年月 | 总电量 | 总电费
        0512345679 | 乙 | 202404 | 20 | 6
        制表人:张三 | · | 审核:李四 | · | ·
        说明:以上数据截至4月30日 | · | · | · | ·
        第 1 页 | · | · | · | ·
    """)
    assert result.values.num_rows == 2
    assert result.excluded == {"签字说明行": 2, "重复表头": 1, "页码行": 1}
    assert result.rejects.num_rows == 0


def test_the_name_beside_a_signature_is_no_customer() -> None:
    result = read(
        drawn_sheet("""
            供电单位编号 | 用户编号 | 用户名称 | 用电地址
            334010101 | 0512345678 | 甲 | 东街1号
            制表人: | 王五 | · | 打印日期:2026年11月1日
        """)
    )
    assert result.values["cons_no"].to_pylist() == ["0512345678"]
    assert result.excluded == {"签字说明行": 1}


def test_an_object_known_by_a_word_is_kept_whatever_is_noted_beside_it() -> None:
    result = read(
        drawn_sheet("""
            供电单位编号 | 用户编号 | 用户名称 | 用电地址
            334010101 | 0512345678 | 甲 | 东街1号
            334010101 | 人民路公变 | 乙 | 备注:移交中
        """)
    )
    assert result.values["cons_no"].to_pylist() == ["0512345678", "人民路公变"]


def test_a_customer_may_be_called_total() -> None:
    result = bills("0512345678 | 总计测量有限公司 | 202404 | 10 | 5")
    assert result.values.num_rows == 1


def test_a_row_without_its_key_is_refused_and_not_dropped() -> None:
    result = bills("""
        0512345678 | 甲 | 202404 | 10 | 5
        · | 乙 | 202404 | 20 | 6
    """)
    assert reasons(result) == ["缺少主键“用户编号”的值"]
    assert result.rejects["line"].to_pylist() == [3]
    assert result.rejects["cells"].to_pylist() == [[None, "乙", "202404", "20", "6"]]


def test_each_row_without_its_key_is_told_which_part_of_it_is_blank() -> None:
    result = bills("""
        0512345678 | 甲 | 202404 | 10 | 5
        · | 乙 | 202404 | 20 | 6
        0512345679 | 丙 | · | 20 | 6
    """)
    assert reasons(result) == ["缺少主键“用户编号”的值", "缺少主键“电费年月”的值"]


def test_everything_that_is_wrong_with_a_row_stands_in_one_reason() -> None:
    result = bills("0512345678 | 甲 | 2024年13月 | abc | #DIV/0!")
    assert reasons(result) == [
        "“年月”列“2024年13月”不是年月;“总电量”列“abc”不是数值;“总电费”列“#DIV/0!”是公式出错的结果"
    ]


def test_a_damaged_number_refuses_the_row_only_where_it_is_the_key() -> None:
    result = read(
        drawn_sheet("""
            用户编号 | 电能表资产号 | 综合倍率 | 计量点编号
            0512345678 | A1 | 1 | 1.13E+21
            0512345678 | 1.13E+21 | 1 | M2
        """)
    )
    assert result.values["asset_no"].to_pylist() == ["A1"]
    assert result.values["mp_no"].to_pylist() == [None]
    assert any(
        "“计量点编号”有 1 个编号(如“1.13E+21”)是被表格软件改写过的" in warning for warning in result.warnings
    )
    assert "失真" in reasons(result)[0]


def test_a_merged_amount_is_that_of_its_rows_together_and_counts_once() -> None:
    text = """
        用户编号 | 用户名称 | 年月 | 电价码 | 总电量 | 总电费
        0512345678 | 甲 | 202404 | P01 | 10 | 30
        · | · | · | P02 | 20 | ·
    """
    merged = [MergedRange(1, column, 2, column) for column in (0, 1, 2, 5)]
    result = read(drawn_sheet(text, merged=merged))
    assert result.values["cons_no"].to_pylist() == ["0512345678"] * 2
    assert result.values["total_amt"].to_pylist() == [30, None]
    assert any("“总电费”有 1 处合并单元格跨多行" in said for said in result.warnings)


@pytest.mark.parametrize("total", ["汇总 | 2 | · | 202404 | 30 | 11", "· | 2 | 合计 | · | 30 | 11"])
def test_how_many_customers_there_are_is_no_customer(total: str) -> None:
    result = read(
        drawn_sheet(f"""
            序号 | 用户编号 | 用户名称 | 年月 | 总电量 | 总电费
            1 | 0512345678 | 甲 | 202404 | 10 | 5
            2 | 0512345679 | 乙 | 202404 | 20 | 6
            {total}
        """)
    )
    assert (result.values.num_rows, result.rejects.num_rows, result.excluded) == (2, 0, {"合计行": 1})
    assert all(line.agrees for line in result.totals)


def test_masked_customers_are_refused_and_masked_telephones_are_left_blank_and_said() -> None:
    result = read(
        drawn_sheet("""
            用户编号 | 用户名称 | 用电地址 | 供电电压 | 合同容量 | 联系电话
            0512345678 | 甲 | 中山路 | 10kV | 315 | 138****1234
            05****5679 | 乙 | 中山路 | 10kV | 315 | 13800001234
        """)
    )
    assert (result.values["cons_no"].to_pylist(), result.values["mobile"].to_pylist()) == (
        ["0512345678"],
        [None],
    )
    assert "脱敏" in reasons(result)[0]
    assert any(
        "“联系电话”有 1 个编号(如“138****1234”)是脱敏或不完整的编号" in said for said in result.warnings
    )


def test_only_merged_cells_are_filled_down() -> None:
    text = """
        供电单位编号 | 用户编号 | 年月 | 总电量 | 总电费
        3340101 | 0512345678 | 202404 | 10 | 5
        · | 0512345679 | 202404 | 10 | 5
        · | 0512345680 | 202404 | 10 | 5
    """
    merged = read(drawn_sheet(text, merged=[MergedRange(1, 0, 2, 0)]))
    plain = read(drawn_sheet(text))
    assert merged.values["org_code"].to_pylist() == ["3340101", "3340101", None]
    assert plain.values["org_code"].to_pylist() == ["3340101", None, None]


def test_a_line_that_the_reader_could_not_part_is_a_refused_row() -> None:
    sheet = drawn_sheet(
        BILLS + "0512345678 | 甲 | 202404 | 10 | 5", broken=[BrokenRow(3, "a,b,c,d,e,f", "多出 1 列")]
    )
    result = read(sheet)
    assert (result.rows_read, result.rejects["cells"].to_pylist()) == (2, [["a,b,c,d,e,f"]])


def test_the_unit_of_the_sheet_becomes_the_unit_that_is_stored() -> None:
    result = read(
        drawn_sheet("""
            用户编号 | 年月 | 总电量(万kWh) | 总电费(万元)
            0512345678 | 202404 | 1.2345 | 0.06
        """)
    )
    assert result.values["total_pq"].to_pylist() == [Decimal(12345)]
    assert result.values["total_amt"].to_pylist() == [Decimal(600)]


def test_codes_that_no_list_knows_are_named_in_the_report() -> None:
    result = read(
        drawn_sheet("""
            用户编号 | 年月 | 总电量 | 总电费 | 电费类别
            0512345678 | 202404 | 1 | 2 | 特殊
            0512345679 | 202404 | 1 | 2 | 01
        """)
    )
    assert result.unknown == {"amt_type": (("特殊", 1),)}


def test_a_month_to_come_is_pointed_out() -> None:
    result = bills("0512345678 | 甲 | 209901 | 1 | 2")
    assert "有 1 行的电费年月在本月之后" in result.warnings


def test_months_left_out_and_meters_that_run_backwards_are_pointed_out() -> None:
    gap = bills("""
        0512345678 | 甲 | 202311 | 1 | 2
        0512345678 | 甲 | 202402 | 1 | 2
    """)
    back = read(
        drawn_sheet("""
            用户编号 | 电能表资产号 | 示数类型 | 电费年月 | 抄表日期 | 上次示数 | 本次示数 | 综合倍率
            0512345678 | A1 | 11 | 202404 | 2024-04-30 | 100 | 90 | 1
        """)
    )
    assert "电费年月不连续,缺少 202312、202401" in gap.warnings
    assert "有 1 行的本次示数小于上次示数" in back.warnings


def test_a_sheet_without_any_key_is_loaded_and_says_what_follows() -> None:
    result = read(
        drawn_sheet("""
            用户编号 | 铭牌容量 | 运行状态
            0512345678 | 315 | 运行
        """)
    )
    assert result.values.num_rows == 1
    assert any("再次导入时无法替换" in warning for warning in result.warnings)


GOOD = st.tuples(st.just("202404"), st.integers(-100, 10**6).map(str), st.integers(0, 10**6).map(str))
BAD = st.sampled_from([("202413", "1", "2"), ("202404", "x", "2"), ("202404", "1", "inf"), ("", "1", "2")])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(GOOD, BAD), min_size=1, max_size=40))
def test_every_row_is_accepted_or_rejected(lines: list[tuple[str, str, str]]) -> None:
    head = ["用户编号", "年月", "总电量", "总电费"]
    result = read(sheet_of_lines([head, *([f"{n:010}", *line] for n, line in enumerate(lines))]))
    accepted = set(result.lines.to_pylist())
    rejected = set(result.rejects["line"].to_pylist())
    assert accepted | rejected == set(range(2, len(lines) + 2))
    assert not accepted & rejected
    assert result.rows_read == len(lines)


@pytest.mark.parametrize("name", ["bills", "payments", "customers"])
def test_typed_rows_have_the_columns_of_the_card(name: str) -> None:
    table = tables()[name]
    heads = [column.title for column in table.required]
    texts = {"DATE": "2024-04-01", "TIME": "2024-04-01 08:00:00", "MONTH": "202404", "NUMBER": "1"}
    line = [texts.get(column.kind.name, "0512345678") for column in table.required]
    result = read(sheet_of_lines([heads, line], name=table.title))
    assert result.values.schema == table.arrow_schema
    assert isinstance(result.values, pa.Table)
