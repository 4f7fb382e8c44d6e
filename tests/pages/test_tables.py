"""What tables of all pages have in common."""

import json

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from analytics.reasons import label_of
from analytics.rulebook import checks
from pages.parts.common.charts import wan
from pages.parts.common.plain import plain
from pages.parts.common.tables import CHECK_PIXELS, fits
from pages.parts.imports.file_labels import are_long, inner_first, without_file
from pages.parts.report.tables import _widths
from reports.document import Column
from reports.wording import printed


@pytest.mark.parametrize(("letters", "is_fitting"), [(10, True), (40, False)])
def test_chinese_letters_need_twice_the_room_of_latin_ones(letters: int, is_fitting: bool):
    assert fits("月" * letters, 200) == is_fitting
    assert fits("a" * 2 * letters, 200) == is_fitting


def test_every_check_stands_on_one_line_of_a_column_for_checks():
    assert [code for code in checks() if not fits(label_of(code), CHECK_PIXELS)] == []


def test_only_the_own_name_of_a_file_decides_whether_lines_are_wrapped():
    assert not are_long(["很长的压缩包名称" * 9 + ".zip/客户档案.csv"], 200)
    assert are_long(["a.zip/" + "客户档案" * 9 + ".csv", "b.csv"], 200)


def test_file_within_a_zip_is_named_from_the_inside_out():
    assert inner_first("a.zip/城关所/客户档案.csv") == "客户档案.csv ‹ 城关所 ‹ a.zip"
    assert inner_first("客户档案.csv") == "客户档案.csv"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("文件“a.csv”:内容为空。", "内容为空。"),
        ("文件“a.csv” 第 3 行:编码不同。", "第 3 行:编码不同。"),
        ("文件“aa.csv”:内容为空。", "文件“aa.csv”:内容为空。"),
    ],
)
def test_what_is_said_beside_a_files_name_does_not_repeat_it(said: str, left: str):
    assert without_file(said, "a.csv") == left


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("“户号*”、“容量*”", "“户号\\*”、“容量\\*”"),
        ("总$电$费_[1].csv", "总\\$电\\$费\\_\\[1\\].csv"),
        ("单位:元", "单位:元"),
    ],
)
def test_marks_in_the_words_of_a_file_are_shown_and_not_obeyed(text: str, shown: str):
    assert plain(text) == shown


def report_table(letters: int, rows: int) -> None:
    """Show a report's table; it runs as a page of its own."""
    import pyarrow as pa

    from pages.parts.report import tables
    from reports.document import Column, Table

    columns = (Column("why", "依据"), Column("hits", "件数", "integer"))
    data = pa.table({"why": ["据" * letters] * rows, "hits": [1] * rows})
    tables.show(Table("t", "表", columns, data), key="t", title="表", help_text=None)


@pytest.mark.parametrize(
    ("letters", "rows", "is_wrapped"), [(75, 3, False), (85, 3, True), (85, 14, True), (85, 15, False)]
)
def test_long_texts_of_a_reports_table_go_on_in_further_lines_where_it_is_short(
    letters: int, rows: int, is_wrapped: bool
):
    [table] = AppTest.from_function(report_table, args=(letters, rows)).run().dataframe
    assert (table.proto.row_height > 56) == is_wrapped, "4 rem: what the widget wraps above"


def numbered_rows() -> None:
    import pyarrow as pa

    from pages.parts.report import tables
    from reports.document import Column, Table

    columns = (Column("number", "序号", "integer"), Column("why", "依据"), Column("hits", "件数", "integer"))
    data = pa.table({"number": [1], "why": ["据"], "hits": [1]})
    tables.show(Table("t", "表", columns, data), key="t", title="表", help_text=None)


def test_the_number_of_a_row_takes_no_more_room_on_a_wider_screen():
    [table] = AppTest.from_function(numbered_rows).run().dataframe
    pinned = {
        name: one["pinned"] for name, one in json.loads(table.proto.columns).items() if name != "_index"
    }
    assert pinned == {"number": True, "why": False, "hits": False}


def target_list(reasons: str) -> None:
    import pandas as pd

    from pages.parts.findings import target_rows

    row = {
        "object_type": "customer",
        "org_code": "1",
        "object_id": "1",
        "cons_no": "1",
        "name": "甲",
        "check_codes": "",
    }
    table = pd.DataFrame([row | {"amount_yuan": 1.0, "score": 1.0, "reasons": reasons}])
    described = target_rows.described(table, {}, 222)
    widths = dict.fromkeys(
        ["object_label", "object_id", "cons_no", "name", "unit_name", "amount_yuan", "score"], 90
    )
    target_rows.listing(described, target_rows.columns(widths | {"reasons": 222}), key="t")


@pytest.mark.parametrize(("letters", "is_wrapped"), [(15, False), (16, True)])
def test_reasons_of_targets_go_on_in_further_lines(letters: int, is_wrapped: bool):
    [table] = AppTest.from_function(target_list, args=("据" * letters,)).run().dataframe
    assert (table.proto.row_height > 56) == is_wrapped


@pytest.mark.parametrize(
    ("reasons", "shown"),
    [
        ("PRO-08 容量不一致;零电量月份偏多", "PRO-08 容量不一致;零电量月份偏多"),
        (f"{'据' * 20};{'据' * 20};据", f"{'据' * 20} 等 3 项"),
        (f"{'据' * 10};{'据' * 10};{'据' * 20}", f"{'据' * 10};{'据' * 10} 等 3 项"),
        ("据" * 40, "据" * 40),
    ],
)
def test_of_more_reasons_than_fit_the_list_names_the_first_and_how_many_there_are(reasons: str, shown: str):
    [table] = AppTest.from_function(target_list, args=(reasons,)).run().dataframe
    assert table.value.reasons[0] == shown


def wrapped_list(rows: int) -> None:
    import pandas as pd

    from pages.parts.common import tables

    table = pd.DataFrame({"why": ["据"] * rows})
    tables.listing(table, [tables.Shown("why", "依据")], key="t", most_rows=20, wraps=True)


def a_name_that_begins_with_narrow_letters() -> None:
    import pandas as pd

    from pages.parts.common import tables

    table = pd.DataFrame({"why": ["TAR-19 260kWh/kVA 需量折扣执行错误", "PRO-12 力调"]})
    tables.listing(table, [tables.Shown("why", "检查", width=126)], key="t", wraps=True)


def test_a_name_of_narrow_letters_and_chinese_is_read_whole_in_a_narrow_column():
    [table] = AppTest.from_function(a_name_that_begins_with_narrow_letters).run().dataframe
    one, other = table.value.why
    assert one.split() == ["TAR-19", "260kWh/kVA", "需量折扣执行错误"]
    assert "\u3000" in one, "a line that is filled up is broken by the grid"
    assert other == "PRO-12 力调"


@pytest.mark.parametrize(("rows", "said"), [(15, []), (16, ["共 16 条"]), (30, ["共 30 条"])])
def test_a_list_that_scrolls_in_itself_says_how_many_there_are(rows: int, said: list[str]):
    page = AppTest.from_function(wrapped_list, args=(rows,)).run()
    assert [one.value for one in page.caption] == said


def a_table_with_a_change_that_is_none() -> None:
    import pyarrow as pa

    from pages.parts.report import tables
    from reports.document import Column, Table

    rows = pa.table({"unit": ["甲", "乙", "丙"], "change": [0.0004, -0.1, None]})
    columns = (Column("unit", "单位"), Column("change", "环比", "change"))
    tables.show(Table("t", "表", columns, rows), key="t", title="表", help_text=None)


def test_half_a_yuan_is_rounded_on_the_screen_as_it_is_on_paper():
    assert wan(30_000.5) == printed(30_000.5, "integer") == "30,001"


def test_a_change_that_rounds_to_nought_has_no_sign():
    page = AppTest.from_function(a_table_with_a_change_that_is_none).run()
    assert not page.exception
    written = pa.ipc.open_stream(page.dataframe[0].proto.arrow_data.styler.display_values).read_pandas()
    assert [*written["change"]] == ["0.0%", "-10.0%", "—"]


def a_table_of_large_changes() -> None:
    import pyarrow as pa

    from pages.parts.report import tables
    from reports.document import Column, Table

    rows = pa.table({"change": [66.5, 0.422, None], "points": [0.0531, 0.0, -0.1], "share": [0.5, 1.0, None]})
    columns = (
        Column("change", "同比", "change"),
        Column("points", "环比", "points"),
        Column("share", "占比", "rate"),
    )
    tables.show(Table("t", "表", columns, rows), key="t", title="表", help_text=None)


def test_changes_of_thousands_are_separated_as_on_paper():
    page = AppTest.from_function(a_table_of_large_changes).run()
    assert not page.exception
    written = pa.ipc.open_stream(page.dataframe[0].proto.arrow_data.styler.display_values).read_pandas()
    assert [*written["change"]] == ["+6,650.0%", "+42.2%", "—"]
    assert [*written["points"]] == ["+5.31", "0.00", "-10.00"]


def test_a_long_sum_of_figures_gets_the_room_that_a_table_has_left():
    columns = (Column("name", "项目"), Column("terms", "计算式"))
    view = pd.DataFrame(
        {"name": ["电度电费"], "terms": ["峰 52,182 × 1.032 + 平 60,876 × 0.645 + 谷 41,645 × 0.2902"]}
    )
    wide, full = (_widths(columns, view, wraps=wraps)["terms"] for wraps in (True, False))
    assert wide >= full
