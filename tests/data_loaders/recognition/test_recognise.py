"""A sheet is recognised by its headers and by its values, or it is asked about; it is never guessed."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_loaders.catalog import tables
from data_loaders.recognition.header_rows import find_header, top_rows
from data_loaders.recognition.headers import header_of
from data_loaders.recognition.recognise import Choice, Recognition, recognise, signature
from data_loaders.recognition.sheet_titles import titles_of
from data_loaders.sheet import MergedRange, Sheet
from models.data.schema import Need, Table
from models.errors import ColumnMissing, SheetUnrecognised
from tests.data_loaders.messy import rows_of, written
from tests.data_loaders.sheets import drawn_sheet, sheet_of_lines

TABLES = tables()


def found(sheet: Sheet, **kinds: object) -> Recognition:
    recognition = recognise(sheet, TABLES, **kinds)
    assert recognition is not None
    return recognition


def sure(sheet: Sheet) -> Recognition:
    recognition = found(sheet)
    assert recognition.problem is None, str(recognition.problem)
    return recognition


def mapped(recognition: Recognition) -> dict[str, str]:
    return {
        name: recognition.block.headers[index].text for name, index in recognition.assignment.fields.items()
    }


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_table_is_recognised_by_its_standard_headers(table: Table) -> None:
    columns = [column for column in table.columns if column.name != "hours"]
    recognition = sure(sheet_of_lines([[column.title for column in columns]]))
    assert recognition.table.name == table.name
    assert mapped(recognition) == {column.name: column.title for column in columns}


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_table_is_recognised_by_the_headers_of_the_database(table: Table) -> None:
    columns = [column for column in table.columns if column.name != "hours"]
    headers = [next((a for a in column.aliases if a.isascii()), column.name) for column in columns]
    names = dict(zip(headers, (column.name for column in columns), strict=True))
    recognition = sure(sheet_of_lines([list(names)]))
    assert recognition.table.name == table.name
    assert len(mapped(recognition)) == len(names)


@pytest.mark.parametrize(
    ("headers", "valleys"),
    [
        (["高峰电量", "平段电量", "低谷电量"], {"valley_pq": "低谷电量"}),
        (["峰电量", "谷电量", "低谷电量"], {"valley_pq": "谷电量", "deep_valley_pq": "低谷电量"}),
        (["峰电量", "深谷电量"], {"deep_valley_pq": "深谷电量"}),
    ],
)
def test_low_valley_is_the_valley_where_a_sheet_has_no_other(headers: list[str], valleys: dict[str, str]):
    recognition = sure(sheet_of_lines([["户号", "电费年月", "总电量", "总电费", *headers]]))
    assert {name: text for name, text in mapped(recognition).items() if "valley" in name} == valleys
    assert any("按谷电量载入" in note for note in recognition.assignment.notes) == (
        len(valleys) == 1 and "低谷电量" in headers
    )


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(TABLES)), st.integers(0, 10_000))
def test_a_sheet_of_few_columns_among_strange_ones_is_recognised_or_asked_about(name: str, seed: int) -> None:
    rng, table = random.Random(seed), TABLES[name]
    keys = {column for key in table.keys for column in key}
    columns = [c for c in table.columns if c.need is Need.REQUIRED or c.name in keys or rng.random() < 0.3]
    headers = list(dict.fromkeys(rng.choice((c.title, *c.aliases)) for c in columns if c.name != "hours"))
    headers += [f"扩展字段{n}" for n in range(rng.randrange(20))]
    rng.shuffle(headers)
    recognition = recognise(sheet_of_lines([headers]), TABLES)
    if recognition is not None and recognition.problem is None:
        assert recognition.table.name == name


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(TABLES)), st.integers(0, 10_000))
def test_recognition_does_not_depend_on_the_order_of_the_columns(name: str, seed: int) -> None:
    rng = random.Random(seed)
    sheet = written(TABLES[name], rows_of(TABLES[name], rng, 20), rng)
    lines = [sheet.headers, *sheet.lines]
    order = list(range(len(sheet.headers)))
    rng.shuffle(order)
    straight = recognise(sheet_of_lines(lines), TABLES)
    shuffled = recognise(sheet_of_lines([[line[index] for index in order] for line in lines]), TABLES)
    told = [one and (one.table.name, mapped(one)) for one in (straight, shuffled)]
    assert told[0] == told[1]
    assert told[0] or name == "gis"  # coordinates that are none may leave a sheet of three columns unknown
    assert signature(sheet.headers) == signature([sheet.headers[index] for index in order])


def test_title_and_unit_rows_stand_above_the_header_and_change_the_scale() -> None:
    recognition = sure(
        drawn_sheet("""
            某市供电公司2024年4月电费明细 | · | ·
            单位:万kWh、元 | · | ·
            用户编号 | 总电量 | 总电费
            0512345678 | 1.2 | 10
        """)
    )
    assert recognition.block.first_row == 2
    assert {recognition.block.headers[i].text: s for i, s in recognition.scales.items()} == {"总电量": 10_000}
    assert recognition.constants == {"amt_ym": "202404"}


def test_a_unit_in_the_header_counts_before_the_one_above_it() -> None:
    recognition = sure(
        drawn_sheet("""
            单位:万元 | · | · | ·
            用户编号 | 年月 | 总电量(kWh) | 总电费(元)
        """)
    )
    assert recognition.scales == {}


def test_a_line_of_units_below_the_header_belongs_to_the_header() -> None:
    recognition = sure(
        drawn_sheet("""
            台区编号 | 统计日期 | 供电量 | 售电量
            · | · | 万kWh | MWh
            T1 | 202404 | 1.5 | 14
        """)
    )
    assert recognition.block.data_row == 2
    assert sorted(recognition.scales.values()) == [1_000, 10_000]


def test_a_merged_header_of_two_rows_is_joined_in_both_orders() -> None:
    sheet = drawn_sheet(
        """
        用户编号 | 年月 | 电量 | · | · | 电费
        · | · | 总电量 | 峰 | 谷 | 总电费
        0512345678 | 202404 | 10 | 4 | 3 | 5
        """,
        merged=[MergedRange(0, 0, 1, 0), MergedRange(0, 1, 1, 1), MergedRange(0, 2, 0, 4)],
    )
    recognition = sure(sheet)
    assert mapped(recognition)["peak_pq"] == "电量-峰"
    assert mapped(recognition)["cons_no"] == "用户编号"
    assert recognition.block.data_row == 2


def test_last_years_columns_are_not_this_years() -> None:
    recognition = sure(
        drawn_sheet("""
            用户编号 | 年月 | 总电量 | 总电量(去年同期) | 总电费
            0512345678 | 202404 | 10 | 8 | 5
        """)
    )
    assert recognition.unmapped == ["总电量(去年同期)"]


@pytest.mark.parametrize(
    "header",
    [
        "户　号",
        "户号(新)",
        "户号\n",
        "*户号",
        " 户 号 ",
        "户号/用户编号",
        "户号(用户编号)",
        "consNo",
        "CONS_NO",
    ],
)
def test_a_decorated_header_is_still_the_customers_number(header: str) -> None:
    recognition = sure(
        sheet_of_lines([[header, "年月", "总电量", "总电费"], ["0512345678", "202404", "1", "2"]])
    )
    assert mapped(recognition)["cons_no"] == header_of(header).text


def test_user_category_is_the_kind_of_use_only_where_its_values_say_so() -> None:
    headers = "用户编号 | 用户名称 | 用户类别 | 运行容量"
    kind = sure(drawn_sheet(f"{headers}\n 0512345678 | 甲 | 大工业用电 | 315\n 0512345679 | 乙 | 405 | 100"))
    risk = found(drawn_sheet(f"{headers}\n 0512345678 | 甲 | 高风险 | 315\n 0512345679 | 乙 | 低风险 | 100"))
    assert "elec_type_code" in mapped(kind)
    assert "elec_type_code" not in mapped(risk)
    assert "用户类别" in risk.unmapped


def test_the_unit_column_holds_codes_or_names_as_its_values_show() -> None:
    headers = "用户编号 | 用户名称 | 供电单位 | 运行容量"
    codes = sure(drawn_sheet(f"{headers}\n 0512345678 | 甲 | 334010101 | 315"))
    names = sure(drawn_sheet(f"{headers}\n 0512345678 | 甲 | 城关供电所 | 315"))
    assert mapped(codes)["org_code"] == "供电单位"
    assert mapped(names)["org_name"] == "供电单位"


def test_two_columns_of_one_header_differ_where_any_row_does() -> None:
    recognition = found(
        drawn_sheet("""
            用户编号 | 用户名称 | 运行容量 | 负荷性质 | 负荷性质
            0512345678 | 甲 | 315 | 1 | 1
            0512345679 | 乙 | 100 | 2 | 2
            0512345680 | 丙 | 100 | 1 | 2
        """)
    )
    assert "load_attr_code" not in mapped(recognition)
    assert any("负荷性质" in note and "都没有采用" in note for note in recognition.notes)


def test_of_two_units_in_one_row_neither_is_taken_in_silence() -> None:
    recognition = found(
        drawn_sheet("""
            供电单位编号 | 供电单位编号 | 用户编号 | 用户名称 | 运行容量
            334010101 | 334010201 | 0512345678 | 甲 | 315
            334010102 | 334010201 | 0512345679 | 乙 | 100
        """)
    )
    assert "org_code" not in mapped(recognition)
    assert any("供电单位编号" in note and "都没有采用" in note for note in recognition.notes)


def test_of_two_columns_for_one_field_the_standard_header_is_taken() -> None:
    recognition = sure(
        drawn_sheet("""
            用户编号 | 户号 | 年月 | 总电量 | 总电费
            0512345678 | 88 | 202404 | 10 | 5
        """)
    )
    assert mapped(recognition)["cons_no"] == "用户编号"


def test_two_columns_of_the_same_name_are_asked_about_unless_they_are_equal() -> None:
    headers = "用户编号 | 年月 | 电量 | 电量 | 电费"
    differ = found(drawn_sheet(f"{headers}\n 0512345678 | 202404 | 10 | 9 | 5"))
    equal = found(drawn_sheet(f"{headers}\n 0512345678 | 202404 | 10 | 10 | 5"))
    assert isinstance(differ.problem, SheetUnrecognised)
    assert "第 3 列“电量”" in str(differ.problem)
    assert equal.problem is None


def test_a_missing_required_column_is_named() -> None:
    recognition = found(drawn_sheet("电费年月 | 总电量 | 总电费 | 峰电量 \n 202404 | 1 | 2 | 1"))
    assert isinstance(recognition.problem, ColumnMissing)
    assert "用户编号" in str(recognition.problem)
    assert "导出.xlsx" in str(recognition.problem)


def test_headers_that_fit_two_tables_are_refused_with_the_nearest() -> None:
    recognition = found(drawn_sheet("用户编号 | 有无自备电源 \n 0512345678 | 01"))
    assert isinstance(recognition.problem, SheetUnrecognised)
    assert "客户档案" in str(recognition.problem)
    assert {rival.table for rival in recognition.rivals} | {recognition.table.name} >= {
        "customers",
        "self_generation",
    }


def test_the_name_of_the_sheet_decides_between_two_tables() -> None:
    recognition = sure(drawn_sheet("用户编号 | 有无自备电源 \n 0512345678 | 01", name="自备电源"))
    assert recognition.table.name == "self_generation"


@pytest.mark.parametrize(
    "text",
    [
        "说明:本文件由营销系统导出",
        "甲 | 乙 | 丙 \n 1 | 2 | 3",
        "2024年稽查工作总结 \n 一、总体情况 \n 二、下一步工作",
    ],
)
def test_a_cover_or_a_note_is_no_table(text: str) -> None:
    assert recognise(drawn_sheet(text), TABLES) is None


def test_a_mapping_that_a_person_confirmed_is_used_for_the_same_headers_in_any_order() -> None:
    headers = ["编号甲", "月份乙", "数量丙", "金额丁"]
    fields = {"cons_no": "编号甲", "amt_ym": "月份乙", "total_pq": "数量丙", "total_amt": "金额丁"}
    confirmed = {signature(headers): Choice("bills", fields)}
    line = ["0512345678", "202404", "1", "2"]
    assert recognise(sheet_of_lines([headers, line]), TABLES) is None
    choice = Choice("bills", fields, header_row=0)
    chosen = found(sheet_of_lines([headers, line]), choice=choice)
    assert (chosen.table.name, mapped(chosen), chosen.problem) == ("bills", fields, None)
    known = found(sheet_of_lines([[*headers[::-1], "用户名称"][:4], line[::-1]]), confirmed=confirmed)
    assert mapped(known) == fields


def test_a_choice_that_lacks_a_required_column_is_refused() -> None:
    sheet = drawn_sheet("用户编号 | 年月 | 总电量 | 总电费 \n 0512345678 | 202404 | 1 | 2")
    chosen = found(sheet, choice=Choice("bills", {"cons_no": "用户编号"}))
    assert isinstance(chosen.problem, ColumnMissing)


def test_a_second_header_line_in_english_is_no_data() -> None:
    sheet = drawn_sheet("""
        用户编号 | 年月 | 总电量 | 总电费
        CONS_NO | AMT_YM | T_PQ | T_AMT
        0512345678 | 202404 | 1 | 2
    """)
    block = find_header(sheet, top_rows(sheet), TABLES)
    assert block is not None
    assert block.data_row == 2


@pytest.mark.parametrize(
    ("above", "file", "month", "as_of"),
    [
        (["2024年4月电费"], "x.xlsx", "202404", ""),
        (["统计日期:2024-04-30"], "电费202403.xlsx", "202403", "2024-04-30"),
        (["统计时间:2024-01-01至2024-03-31"], "x.xlsx", "", "2024-03-31"),
        (["统计时间:2024-01-01至03-31"], "x.xlsx", "", ""),
        (["打印时间:2024-04-30 8:05:09"], "x.xlsx", "", "2024-04-30 08:05:09"),
        (["2024年1月至3月"], "x.xlsx", "", ""),
        (["2024年1月、2024年2月"], "x.xlsx", "", ""),
        (["截至2024年3月累计"], "x.xlsx", "", ""),
        ([], "客户档案_20240430080509.xlsx", "", "2024-04-30 08:05:09"),
        ([], "客户档案_20240430.xlsx", "", "2024-04-30"),
        ([], "电费_2024-05.csv", "202405", ""),
    ],
)
def test_period_and_day_of_an_export_are_read_from_what_stands_around_it(
    above: list[str], file: str, month: str, as_of: str
) -> None:
    titles = titles_of(above, "Sheet1", file)
    assert (titles.month, titles.as_of) == (month, as_of)


def test_headers_in_other_words_of_the_same_meaning_are_known() -> None:
    archive = "客户编码 | 用电户名称 | 客户地址 | 客户分类 | 立户时间 | 台区编码 | 抄表段代码\n0512345678 | 甲 | 东街 | 03 | 2020-01-01 | T1 | D1"
    names = ("cons_no", "cons_name", "elec_addr", "cons_sort_code", "build_date", "tg_no", "mr_sect_no")
    assert tuple(sure(drawn_sheet(archive)).assignment.fields) == names
    orders = "工单编号 | 业务类型 | 受理时间 | 用户编号 | 用户名称 | 受理内容\n1 | 投诉 | 2026-01-05 08:00:00 | 0512345678 | 甲 | 停电"
    assert {"cust_no", "cust_name"} <= set(sure(drawn_sheet(orders)).assignment.fields)


@pytest.mark.parametrize(("kind", "is_taken"), [("低压居民", True), ("企业", False)])
def test_codes_under_a_header_in_other_words_must_be_those_of_the_field(kind: str, is_taken: bool) -> None:
    sheet = drawn_sheet(
        f"用户编号 | 用户名称 | 用电地址 | 客户类型 | 合同容量\n0512345678 | 甲 | 东街 | {kind} | 8"
    )
    assert ("cons_sort_code" in found(sheet).assignment.fields) is is_taken


@pytest.mark.parametrize(
    "headers",
    [
        "用户编号 CONS_NO | AMT_YM 电费年月 | 总电量 T_PQ | 总电费 T_AMT",
        "1.用户编号 | 2、电费年月 | 3.总电量(kWh) | 4)总电费(元)",
        "a.CONS_NO | b.AMT_YM | b.T_PQ | b.T_AMT",
    ],
)
def test_a_header_in_two_languages_numbered_or_of_a_query_is_known(headers: str) -> None:
    fields = sure(drawn_sheet(f"{headers}\n0512345678 | 202404 | 10 | 5")).assignment.fields
    assert list(fields) == ["cons_no", "amt_ym", "total_pq", "total_amt"]


@pytest.mark.parametrize("header", ["T1 电量", "电量 T1", "202404 电量"])
def test_what_tells_a_figure_apart_is_no_second_name_of_it(header: str) -> None:
    sheet = drawn_sheet(f"户号 | 年月 | {header} | 总电费\n0512345678 | 202404 | 10 | 5")
    assert "total_pq" not in found(sheet).assignment.fields


def test_the_label_of_a_number_is_no_part_of_it() -> None:
    sheet = drawn_sheet(
        "用户编号 | 年月 | 总电量 | 总电费\n户号:20240001 | 202404 | 1 | 2\n户号:20240002 | 202404 | 1 | 2"
    )
    assert "缺少必备列“用户编号”" in str(found(sheet).problem)


def test_the_same_words_before_every_number_are_part_of_it() -> None:
    sheet = drawn_sheet(
        "户号 | 年月 | 总电量 | 总电费\n国网-20240001 | 202404 | 1 | 2\n国网-20240002 | 202404 | 1 | 2"
    )
    assert sure(sheet).assignment.fields["cons_no"] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "用户编号 | 电费年月 | 总电量 | 单位 | 总电费\n0512345678 | 202404 | 1 | 万千瓦时 | 5\n0512345679 | 202404 | 9 | 千瓦时 | 5",
            "“单位”列逐行写明单位(如“万千瓦时”)",
        ),
        (
            "2024年4月\n户号 | 户名 | 总电量 | 总电费\n0512345678 | 甲 | 1 | 2\n2024年5月\n0512345679 | 乙 | 1 | 2",
            "标题写的是2024年4月,行间或工作表名又写有2024年5月",
        ),
        (
            "2024年4月\n户号 | 户名 | 总电量 | 总电费\n0512345678 | 甲 | 1 | 2\n2024年1-4月累计\n0512345678 | 甲 | 9 | 9",
            "标题写的是2024年4月,行间或工作表名又写有2024年1-4月累计",
        ),
        (
            "户号 | 年月 | 总电量 | 总电费 | 备注\n0512345678 | 202404 | 1 | 2 | ·\n0512345678 | 202404 | 1 | 2 | 小计",
            "“备注”列既有“小计”又有空白",
        ),
        (
            "户号 | 年月 | 时段 | 总电量 | 总电费\n0512345678 | 202404 | 峰 | 1 | 2\n0512345678 | 202404 | 合计 | 1 | 2",
            "“时段”列既有“合计”又有“峰”等",
        ),
    ],
    ids=["units by row", "months by row", "sums of months by row", "totals in a remark", "totals by row"],
)
def test_rows_that_say_of_themselves_what_no_column_takes_are_asked_about(text: str, said: str) -> None:
    assert said in str(found(drawn_sheet(text)).problem)


def test_a_total_of_the_year_among_the_rows_is_no_other_month() -> None:
    sure(
        drawn_sheet(
            "2024年4月\n户号 | 户名 | 总电量 | 总电费\n0512345678 | 甲 | 1 | 2\n本年累计 | 9\n0512345679 | 乙 | 1 | 2"
        )
    )


def test_who_is_called_a_total_beside_others_is_none_of_them() -> None:
    sure(
        drawn_sheet(
            "户号 | 年月 | 联系人 | 总电量 | 总电费\n0512345678 | 202404 | 老总 | 1 | 2\n0512345679 | 202404 | 出纳 | 1 | 2"
        )
    )


@pytest.mark.parametrize(
    ("file", "month"),
    [
        ("导出.zip/202404/电费.csv", "202404"),
        ("2024年/城东所/4月/电费.csv", "202404"),
        ("2024年/4月.csv", "202404"),
        ("202404/电费202405.csv", "202405"),
        ("202404/1-4月累计.csv", ""),
        ("2024年5月报送/电费.csv", ""),  # when it was handed over
        ("2024年/5月报送/4月/电费.csv", "202404"),
        ("2024年4月导出.zip/电费.csv", ""),  # that of an archive may be when it was made
    ],
)
def test_the_folders_of_a_file_say_its_month_where_nothing_else_does(file: str, month: str) -> None:
    assert titles_of([], "", file).month == month


@pytest.mark.parametrize(
    ("above", "name", "file"),
    [
        (["2024年1-6月累计电费"], "6月", "电费202406.xlsx"),
        (["2024年上半年电费"], "明细", "电费202406.xlsx"),
        (["电费"], "1-6月", "电费202406.xlsx"),
        (["2024年6月", "上月"], "Sheet1", "电费.xlsx"),
    ],
)
def test_what_is_not_of_one_month_has_no_month_of_another_name(
    above: list[str], name: str, file: str
) -> None:
    assert titles_of(above, name, file).month == ""


@pytest.mark.parametrize(
    ("name", "is_asked"),
    [("3月", True), ("4月", False), ("3月-4月", False), ("3月累计", False), ("城东", False)],
)
def test_a_sheet_named_by_another_month_than_its_title_is_asked_about(name: str, is_asked: bool) -> None:
    text = "2024年4月电费\n户号 | 户名 | 总电量 | 总电费\n0512345678 | 甲 | 1 | 2"
    problem = found(drawn_sheet(text, name=name)).problem
    assert ("标题写的是2024年4月,行间或工作表名又写有2024年3月" in str(problem)) is is_asked


def test_stored_units_beside_their_figures_are_no_question() -> None:
    sure(drawn_sheet("用户编号 | 电费年月 | 总电量 | 单位 | 总电费\n0512345678 | 202404 | 1 | 千瓦时 | 5"))


def test_person_chooses_which_of_two_columns_with_the_same_header_is_meant() -> None:
    sheet = drawn_sheet("用户编号 | 电费年月 | 总电量 | 总电量\n0000000001 | 202510 | 1 | 2")
    choice = Choice("bills", {"cons_no": "用户编号", "amt_ym": "电费年月", "total_pq": "总电量〔第 4 列〕"})
    recognition = found(sheet, choice=choice)
    assert recognition.assignment.fields["total_pq"] == 3


def test_a_number_and_a_name_in_one_cell_are_no_customers_number() -> None:
    found = recognise(
        drawn_sheet("""
            户号/户名 | 年月 | 总电量 | 总电费
            0512345678/甲厂 | 202404 | 10 | 5
            0512345679/乙厂 | 202404 | 20 | 9
        """),
        tables(),
    )
    assert found is not None
    assert "缺少必备列“用户编号”" in str(found.problem)


def test_last_years_column_beside_this_years_speaks_against_nothing() -> None:
    header = "户号 | 户名 | 年月 | 总电量 | · | · | 总电费 | · | ·\n· | · | · | 本期 | 上年同期 | 同比(%) | 本期 | 上年同期 | 同比(%)"
    merged = (*(MergedRange(0, n, 1, n) for n in range(3)), MergedRange(0, 3, 0, 5), MergedRange(0, 6, 0, 8))
    found = recognise(
        drawn_sheet(f"{header}\n0512345678 | 甲 | 202404 | 10 | 9 | 11 | 5 | 4 | 12", merged=merged), tables()
    )
    assert found is not None
    assert found.problem is None, str(found.problem)
