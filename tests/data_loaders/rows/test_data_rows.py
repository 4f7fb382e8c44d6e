"""A row is a record by what stands in the column of ids and beside it, not by its words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_loaders.catalog import tables
from data_loaders.recognition.recognise import recognise
from data_loaders.rows.typed_sheet import TypedSheet, typed
from data_loaders.sheet import MergedRange
from tests.data_loaders.sheets import sheet_of_lines

HEAD = ["用户编号", "供电单位编号", "用户名称", "用电地址", "用电类别", "合同容量", "立户日期"]
RECORDS = [
    [f"06600000{n}", "355020101", "何建燕", "北门街1号", "202", "10", "2020-01-01"] for n in range(11, 17)
]


def read(*lines: list[str], merged: tuple[MergedRange, ...] = (), titles: tuple[str, ...] = ()) -> TypedSheet:
    sheet = sheet_of_lines([*([title] for title in titles), HEAD, *lines], merged=merged)
    found = recognise(sheet, tables())
    assert found is not None
    assert found.table.name == "customers"
    return typed(sheet, found)


def beside(*cells: str) -> list[str]:
    return [*cells, *[""] * (len(HEAD) - len(cells))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Page 2 of 3", "页码行"),
        ("- 1 -", "页码行"),
        ("第 2 页 共 3 页", "页码行"),
        ("2/3", "页码行"),
        ("3", "页码行"),
        ("生成时间:2024-06-30 10:20:11", "签字说明行"),
        ("以下无正文", "签字说明行"),
        ("*** END OF REPORT ***", "签字说明行"),
        ("本表由数据平台自动发送", "签字说明行"),
    ],
)
def test_a_text_alone_below_the_customers_is_none_whatever_it_says(text: str, kind: str) -> None:
    result = read(*RECORDS, [text])
    assert (result.values.num_rows, result.rejects.num_rows, result.excluded) == (6, 0, {kind: 1})


@pytest.mark.parametrize("word", ["Grand Total", "Total", "过次页", "承前页", "总 计", "Sub-total:"])
def test_a_total_in_any_language_is_no_customer(word: str) -> None:
    result = read(*RECORDS, [word, "", "", "", "", "60", ""])
    assert result.values.num_rows == 6
    assert sum(result.excluded.values()) == 1
    assert [line.agrees for line in result.totals] == [True]


def test_a_total_with_an_unknown_word_is_known_by_its_numbers() -> None:
    result = read(*RECORDS, ["全所", "", "", "", "", "60", ""])
    assert (result.values.num_rows, result.excluded) == (6, {"合计行": 1})


def test_a_row_of_numbers_that_is_no_total_is_refused() -> None:
    result = read(*RECORDS, ["全所", "", "", "", "", "61", ""])
    assert (result.values.num_rows, result.rejects["line"].to_pylist(), result.excluded) == (6, [8], {})


def test_the_title_of_a_group_is_no_customer_merged_or_in_the_first_column() -> None:
    merged = (MergedRange(1, 0, 1, 6),)
    result = read(["一、城关供电所"], *RECORDS[:3], ["柳湾所"], *RECORDS[3:], merged=merged)
    assert (result.values.num_rows, result.excluded) == (6, {"分组标题行": 2})


def test_titles_and_headers_of_every_printed_page_are_left_out() -> None:
    page = [["客户档案清单"], HEAD]
    result = read(*RECORDS[:3], ["Page 1 of 2"], *page, *RECORDS[3:], titles=("客户档案清单",))
    assert result.values.num_rows == 6
    assert result.excluded == {"页码行": 1, "重复标题": 1, "重复表头": 1}


@pytest.mark.parametrize("odd", ["临时001号户", "总表", "Temp user 7", "第2页"])
def test_a_whole_record_with_an_odd_id_stays_and_is_pointed_out(odd: str) -> None:
    result = read(*RECORDS, [odd, *RECORDS[0][1:]])
    assert result.values.num_rows == 7
    assert any(f"第 8 行“{odd}”" in warning for warning in result.warnings)


def test_a_row_with_an_odd_id_and_little_else_is_refused_and_not_left_out() -> None:
    result = read(*RECORDS, beside("二号变压器", "", "张三"))
    assert (result.values.num_rows, result.excluded) == (6, {})
    assert "“二号变压器”不像本列的编号" in result.rejects["reason"][0].as_py()


def test_what_is_left_out_can_be_looked_at() -> None:
    result = read(*RECORDS, ["Page 1 of 1"])
    assert result.left_out is not None
    assert result.left_out.row_no.to_pylist() == [8]
    assert result.left_out.kinds.to_pylist() == ["页码行"]
    assert result.left_out.cells.column(0).to_pylist() == ["Page 1 of 1"]


def test_an_organisation_known_by_its_name_is_no_title() -> None:
    code, name = (tables()["orgs"].by_name[field].title for field in ("org_code", "org_name"))
    sheet = sheet_of_lines(
        [[code, name], ["城关所", "城关供电所"], ["柳湾所", ""], ["河东所", ""]], name="组织机构"
    )
    found = recognise(sheet, tables())
    assert found is not None
    result = typed(sheet, found)
    assert result.rows_read == 3
    assert result.excluded == {}


IDS = st.integers(0, 10**6).map(lambda n: f"{660000000 + n:010}")
PROTECTED = st.sampled_from(["{}", "`{}", "'{}", '="{}"', "{}\t", "‘{}"])
CELL = st.sampled_from(["", "合计", "备注:无", "第 1 页", "Total", "-", "张三", "制表:李四", "Page 2"])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(IDS, PROTECTED, CELL, CELL, CELL), min_size=1, max_size=12))
def test_a_row_whose_id_looks_like_the_others_is_never_left_out(
    rows: list[tuple[str, str, str, str, str]],
) -> None:
    lines = [[how.format(n), "", a, b, c, "", ""] for n, how, a, b, c in rows]
    result = read(*RECORDS, *lines)
    assert result.rows_read == len(RECORDS) + len(rows)
    assert result.excluded == {}


@pytest.mark.parametrize(
    ("text", "is_odd"),
    [
        ("0660000021/0660000022", True),
        ("0660000021+0660000022", True),
        ("0660000021/1", False),
        ("0660000021", False),
    ],
)
def test_two_numbers_in_one_cell_are_pointed_out(text: str, is_odd: bool) -> None:
    result = read(*RECORDS, [text, *RECORDS[0][1:]])
    assert result.values.num_rows == 7
    assert any("1 个编号与同列其他编号样式不同(如第 8 行" in said for said in result.warnings) == is_odd


def test_a_column_of_numbers_that_are_all_of_two_parts_is_as_it_should_be() -> None:
    result = read(*([f"06600000{n}/0660000001", *RECORDS[0][1:]] for n in range(11, 17)))
    assert (result.values.num_rows, [said for said in result.warnings if "样式不同" in said]) == (6, [])


PEOPLE = ["人员编号", "姓名", "供电单位编号", "部门", "岗位"]
PERSON = ["033410007", "龚浩宇", "33401", "营销部", "主任"]


@pytest.mark.parametrize(
    "line",
    [
        ["必填", "必填", "选填", "选填", "选填"],
        ["字符型", "字符型", "字符型", "", "字符型(20)"],
        ["VARCHAR2(20)", "VARCHAR2(64 CHAR)", "NUMBER(10,2)", "DATE", "CHAR(4)"],
        ["必填,最长20位", "必填", "33401(县公司)", "选填;填部门全称", "-"],
        ["示例:033410001", "示例:张三", "示例:33401", "", ""],
        ["示例", "张三", "33401", "营销部", "班长"],
        ["(示例)033410001", "张三", "33401", "营销部", "班长"],
        ["长度", "20", "10", "40", "40"],
        ["033410001", "张三", "33401", "营销部", "示例,导入前请删除"],
        ["1", "2", "3", "4", "5"],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["A", "B", "C", "D", "E"],
        ["栏次", "1", "2", "3", "4"],
        ["甲", "乙", "丙", "1", "2=1×2"],
    ],
)
@pytest.mark.parametrize("is_above", [False, True])
def test_a_line_beside_the_header_that_describes_or_numbers_columns_is_no_person(
    line: list[str], is_above: bool
) -> None:
    head = [line, PEOPLE] if is_above else [PEOPLE, line]
    found = recognise(sheet := sheet_of_lines([*head, PERSON]), tables())
    assert found is not None
    result = typed(sheet, found)
    assert result.values["emp_no"].to_pylist() == ["033410007"]
    assert result.values["name"].to_pylist() == ["龚浩宇"]
    assert result.excluded == {"列说明行": 1}
    assert result.left_out is not None
    assert result.left_out.row_no.to_pylist() == [1 if is_above else 2]


@pytest.mark.parametrize(
    ("lines", "loaded"),
    [
        ([["1", "2", "3"], ["0660000011", "118.1", "31.2"]], ["0660000011"]),  # numbers of columns
        ([["1", "2", "3"], ["2", "118.1", "31.2"]], ["1", "2"]),  # customers 1 and 2
        ([["1", "2", "3"], ["14", "5", "6"]], ["1", "14"]),  # every column goes on as small
        ([["4", "5", "6"], ["0660000011", "118.1", "31.2"]], ["4", "0660000011"]),
    ],
)
def test_three_small_numbers_below_a_header_are_a_record_where_the_rows_go_on_so(
    lines: list[list[str]], loaded: list[str]
) -> None:
    found = recognise(sheet := sheet_of_lines([["用户编号", "经度", "纬度"], *lines]), tables())
    assert found is not None
    assert typed(sheet, found).values["cons_no"].to_pylist() == loaded


@pytest.mark.parametrize("nothing", ["NULL", "null", "(null)", "空", "无"])
def test_a_record_that_is_half_empty_in_words_is_a_record(nothing: str) -> None:
    first = ["033410001", nothing, nothing, nothing, "班长"]
    found = recognise(sheet := sheet_of_lines([PEOPLE, first, PERSON]), tables())
    assert found is not None
    assert typed(sheet, found).values["emp_no"].to_pylist() == ["033410001", "033410007"]


POINTS = [[f"06600000{n}", f"118.{n}", "31.5"] for n in range(11, 15)]
SECTIONS = [[f"06600{n}", "334010101", "01", "5"] for n in range(11, 15)]


@pytest.mark.parametrize(
    ("head", "records", "total"),
    [
        (["用户编号", "经度", "纬度"], POINTS, ["4", "472.5", "126"]),
        (["用户编号", "经度", "纬度"], POINTS, ["", "472.5", "126"]),
        (["抄表段编号", "供电单位编号", "抄表方式", "抄表例日"], SECTIONS, ["4", "", "", ""]),
        (["抄表段编号", "供电单位编号", "抄表方式", "抄表例日"], SECTIONS, ["4", "", "", "20"]),
        (PEOPLE, [[f"03341000{n}", *PERSON[1:]] for n in range(4)], ["4", "", "", "", ""]),
    ],
)
def test_a_last_row_that_says_nothing_but_how_many_records_there_are_or_their_sums_is_a_total(
    head: list[str], records: list[list[str]], total: list[str]
) -> None:
    found = recognise(sheet := sheet_of_lines([head, *records, total]), tables())
    assert found is not None
    result = typed(sheet, found)
    assert (result.values.num_rows, result.rejects.num_rows, result.excluded) == (4, 0, {"合计行": 1})


@pytest.mark.parametrize(
    ("last", "is_said"),
    [
        (["4", "472.6", "126"], True),  # no sum
        (["9", "472.5", "126"], False),  # not how many there are
    ],
)
def test_a_last_row_with_a_short_id_whose_figures_are_no_sums_stays(last: list[str], is_said: bool) -> None:
    found = recognise(sheet := sheet_of_lines([["用户编号", "经度", "纬度"], *POINTS, last]), tables())
    assert found is not None
    result = typed(sheet, found)
    assert result.values["cons_no"].to_pylist()[-1] == last[0]
    assert any("编号与同列其他编号样式不同(如第 6 行“4”)" in said for said in result.warnings) is is_said


def test_the_last_of_objects_with_running_numbers_is_no_total() -> None:
    lines = [[str(n), "334010101", "", ""] for n in range(4)]
    found = recognise(
        sheet := sheet_of_lines(
            [["抄表段编号", "供电单位编号", "抄表方式", "抄表例日"], *lines[:3], ["3", "", "", ""]]
        ),
        tables(),
    )
    assert found is not None
    assert typed(sheet, found).values["mr_sect_no"].to_pylist() == ["0", "1", "2", "3"]


READINGS = [
    "用户编号",
    "用户名称",
    "电能表资产号",
    "示数类型",
    "电费年月",
    "抄表日期",
    "上次示数",
    "本次示数",
    "综合倍率",
]


def reading(meter: str, *, customer: str = "", name: str = "") -> list[str]:
    return (
        [customer, name, meter, "11", "202404", "2024-04-30", "10", "20", "1"] if meter else [customer, name]
    )


def readings(*lines: list[str]) -> TypedSheet:
    sheet = sheet_of_lines([READINGS, *lines])
    found = recognise(sheet, tables())
    assert found is not None
    return typed(sheet, found)


def test_a_customer_in_a_row_of_its_own_is_that_of_the_meters_below_it() -> None:
    result = readings(
        reading("", customer="0660000011", name="甲厂"),
        *(reading(meter) for meter in ("3300000001", "3300000002")),
        reading("", customer="0660000012", name="乙厂"),
        reading("3300000003"),
        ["合计", "", "", "", "", "", "30", "60"],
    )
    assert result.values["cons_no"].to_pylist() == ["0660000011", "0660000011", "0660000012"]
    assert result.values["cons_name"].to_pylist() == ["甲厂", "甲厂", "乙厂"]
    assert result.excluded == {"合计行": 1, "分组标题行": 2}
    assert "“用户编号”、“用户名称”单独写在上一行,已填入其下各行" in result.warnings


@pytest.mark.parametrize("unknown", [("待核实", "乙厂"), ("", "乙厂")])
def test_meters_below_a_customer_whose_number_is_not_known_are_not_those_of_the_one_before(
    unknown: tuple[str, str],
) -> None:
    result = readings(
        reading("", customer="0660000011", name="甲厂"),
        reading("3300000001"),
        reading("", customer=unknown[0], name=unknown[1]),
        reading("3300000002"),
    )
    whose = dict(
        zip(result.values["asset_no"].to_pylist(), result.values["cons_no"].to_pylist(), strict=True)
    )
    assert whose["3300000001"] == "0660000011"
    assert whose["3300000002"] is None


def test_the_end_of_a_page_among_a_customers_meters_is_not_a_customer() -> None:
    result = readings(
        reading("", customer="0660000011", name="甲厂"),
        reading("3300000001"),
        ["- 1 -"],
        READINGS,
        reading("3300000002"),
        ["第 2 页 共 2 页"],
        reading("3300000003"),
    )
    assert result.values["cons_no"].to_pylist() == ["0660000011"] * 3


def test_money_that_stands_in_a_customers_own_row_alone_counts_once() -> None:
    header = ["用户编号", "用户名称", "电费年月", "电价码", "总电量", "基本电费"]
    lines = [
        ["0660000011", "甲厂", "", "", "", "1000"],
        ["", "", "202404", "P1", "10", ""],
        ["", "", "202404", "P2", "20", ""],
        ["0660000012", "乙厂", "", "", "", "2000"],
        ["", "", "202404", "P1", "30", ""],
    ]
    found = recognise(sheet := sheet_of_lines([header, *lines]), tables())
    assert found is not None
    result = typed(sheet, found)
    assert result.values["basic_amt"].to_pylist() == [1000, None, 2000]
    assert "“基本电费”单独写在上一行,数值只计在其下第一行,没有重复计入" in result.warnings


def test_a_meter_without_customer_beside_others_that_have_one_gets_nobodys_and_is_said() -> None:
    result = readings(reading("3300000001", customer="0660000011", name="甲厂"), reading("3300000002"))
    assert result.values["cons_no"].to_pylist() == ["0660000011", None]
    assert "有 1 行没有用户编号,已按空白载入" in result.warnings


def test_figures_in_a_customers_own_row_are_the_sums_of_the_rows_below_it() -> None:
    header = ["用户编号", "用户名称", "电费年月", "总电量", "总电费"]
    lines = [
        ["0660000011", "甲厂", "", "30", "16"],
        ["", "", "202404", "10", "6"],
        ["", "", "202405", "20", "10"],
    ]
    found = recognise(sheet := sheet_of_lines([header, *lines]), tables())
    assert found is not None
    result = typed(sheet, found)
    assert result.values["cons_no"].to_pylist() == ["0660000011"] * 2
    assert result.values["total_pq"].to_pylist() == [10, 20]
    assert result.excluded == {"合计行": 1}
    assert [line.agrees for line in result.totals] == [True, True]


def test_a_sum_without_words_among_a_customers_rows_does_not_end_them() -> None:
    header = ["用户编号", "用户名称", "电费年月", "总电量", "总电费"]
    lines = [
        ["0660000011", "甲厂", "", "60", "36"],
        ["", "", "202404", "10", "6"],
        ["", "", "", "10", "6"],
        ["", "", "202405", "50", "30"],
    ]
    found = recognise(sheet := sheet_of_lines([header, *lines]), tables())
    assert found is not None
    assert typed(sheet, found).values["cons_no"].to_pylist() == ["0660000011"] * 2


def test_figures_of_a_customer_without_rows_below_it_are_no_sum_but_a_refused_row() -> None:
    header = ["用户编号", "用户名称", "电费年月", "总电量", "总电费"]
    lines = [
        ["0660000011", "甲厂", "", "30", "16"],
        ["", "", "202404", "10", "6"],
        ["", "", "202405", "20", "10"],
        ["0660000012", "乙厂", "", "70", "36"],
    ]
    found = recognise(sheet := sheet_of_lines([header, *lines]), tables())
    assert found is not None
    result = typed(sheet, found)
    assert result.values["cons_no"].to_pylist() == ["0660000011"] * 2
    assert result.excluded == {"合计行": 1}
    assert result.rejects["line"].to_pylist() == [5]


def test_what_is_blank_below_a_full_row_is_not_filled_down() -> None:
    header = ["用户编号", "用户名称", "电费年月", "总电量", "总电费"]
    lines = [["0660000011", "甲厂", "202404", "10", "6"], ["", "", "202405", "20", "10"]]
    found = recognise(sheet := sheet_of_lines([header, *lines]), tables())
    assert found is not None
    result = typed(sheet, found)
    assert result.values["amt_ym"].to_pylist() == ["202404"]
    assert result.rejects["reason"].to_pylist() == ["缺少主键“用户编号”的值"]
