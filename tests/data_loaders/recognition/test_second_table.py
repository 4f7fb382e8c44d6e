"""Below a table another one may stand, with a header of its own: each is read by its own header."""

from pathlib import Path

import openpyxl
import pytest

from data_loaders.catalog import tables
from data_loaders.delivery import ingest
from data_loaders.files.formats import read_sheets
from data_loaders.recognition.stacked import stacked
from data_loaders.sheet import BrokenRow, MergedRange
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.data_loaders.sheets import drawn_sheet

CUSTOMERS = """
    用户编号 | 用户名称 | 用电地址 | 合同容量 | 运行容量
    0512345678 | 甲 | 东街1号 | 30 | 20
    0512345679 | 乙 | 东街2号 | 50 | 40
"""
OTHER_ORDER = """
    用户编号 | 用户名称 | 用电地址 | 运行容量 | 合同容量
    0512345680 | 丙 | 东街3号 | 60 | 80
"""
PAYMENTS = """
    用户编号 | 收费标识 | 收费日期 | 收款金额
    0512345678 | SF2024040001 | 2024-04-02 | 12.5
"""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(Store(tmp_path / "home"), tables())


def parts(text: str, **more: object) -> list[list[str]]:
    return [part.cells.column(0).to_pylist() for part in stacked(drawn_sheet(text, **more))]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("second", [OTHER_ORDER, PAYMENTS], ids=["other order", "other table"])
def test_a_second_header_opens_a_table_of_its_own(second: str) -> None:
    assert parts(CUSTOMERS + second) == [
        ["用户编号", "0512345678", "0512345679"],
        ["用户编号", second.split("\n")[2].split("|", maxsplit=1)[0].strip()],
    ]


def test_titles_above_a_header_belong_to_its_table() -> None:
    titles = "收费明细(单位:万元)\n统计月份:2024年4月\n"
    assert parts(CUSTOMERS + titles + PAYMENTS)[1][:2] == ["收费明细(单位:万元)", "统计月份:2024年4月"]


@pytest.mark.parametrize(
    "again",
    ["用户编号 | 用户名称 | 用电地址 | 合同容量 | 运行容量", "用户编号 | 用户名称 | 用电地址 | · | ·"],
    ids=["whole", "in part"],
)
def test_a_header_repeated_on_the_next_page_opens_nothing(again: str) -> None:
    assert len(parts(f"{CUSTOMERS}{again}\n 0512345680 | 丙 | 东街3号 | 60 | 80")) == 1


BILLS = "用户编号 | 用户名称 | 总电量 | 总电费\n"


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("2024年4月 | 单位:元", "2024年5月 | 单位:元", 2),
        ("2024年4月 | 单位:元", "2024年4月 | 单位:万元", 2),
        ("2024年4月 | 单位:元", "2024年4月 | 第2页", 1),
        ("2024年4月", "2024年1-4月累计", 2),
        ("2024年4月", "上月", 2),
        ("2024年1-4月累计", "2024年1-4月累计", 1),
        ("2024年4月 | 单位:万元", "2024年5月", 1),  # in which unit? asked, where the month among the rows is
    ],
)
def test_a_repeated_header_below_another_month_or_unit_opens_a_table(
    first: str, second: str, count: int
) -> None:
    text = f"{first}\n{BILLS}0512345678 | 甲 | 1 | 2\n{second}\n{BILLS}0512345678 | 甲 | 3 | 4"
    assert len(parts(text)) == count


def test_equal_headers_side_by_side_are_tables_with_the_title_of_the_first() -> None:
    text = """
        2024年4月 | · | · | · | · | · | ·
        户号 | 电量 | 电费 | · | 户号 | 电量 | 电费
        0512345678 | 1 | 2 | · | 0512345679 | 3 | 4
        · | · | · | · | 0512345680 | 5 | 6
    """
    left, right = stacked(drawn_sheet(text))
    assert left.cells.column(0).to_pylist() == ["2024年4月", "户号", "0512345678"]
    assert right.cells.column(0).to_pylist() == ["2024年4月", "户号", "0512345679", "0512345680"]
    assert right.cells.column(2).to_pylist() == [None, "电费", "4", "6"]
    assert (right.name, right.letter(0), right.row_no.to_pylist()) == ("Sheet1(E 列起)", "E", [1, 2, 3, 4])


def test_figures_that_repeat_below_groups_are_one_table() -> None:
    assert len(parts("户号 | 上次示数 | 本次示数 | 上次示数 | 本次示数\n0512345678 | 1 | 2 | 3 | 4")) == 1


def test_groups_of_months_behind_their_customers_are_one_table() -> None:
    text = """
        户号 | 户名 | 2024年4月 | · | · | 2024年5月 | · | ·
        · | · | 峰电量 | 谷电量 | 总电量 | 峰电量 | 谷电量 | 总电量
        0512345678 | 甲 | 1 | 2 | 3 | 4 | 5 | 9
    """
    assert len(parts(text)) == 1


def test_a_row_of_data_with_the_words_of_headers_opens_nothing() -> None:
    assert len(parts(CUSTOMERS + "0512345680 | 用户名称 | 用电地址 | 60 | 80")) == 1


def test_the_lines_of_one_header_are_one_header() -> None:
    english = "CONS_NO | CONS_NAME | ELEC_ADDR | CONTRACT_CAP | RUN_CAP\n"
    head, *rows = CUSTOMERS.strip().split("\n")
    assert len(parts("\n".join([head, english, *rows]))) == 1


def test_rows_that_are_merged_or_broken_go_with_their_table() -> None:
    sheet = drawn_sheet(
        CUSTOMERS + PAYMENTS,
        merged=[MergedRange(1, 2, 2, 2), MergedRange(4, 0, 4, 1)],
        broken=[BrokenRow(5, "x", "y")],
    )
    first, second = stacked(sheet)
    assert (first.merged, first.broken) == ((MergedRange(1, 2, 2, 2),), ())
    assert (second.merged, len(second.broken)) == ((MergedRange(1, 0, 1, 1),), 1)
    assert (second.name, second.row_no.to_pylist()) == ("Sheet1(第 4 行起)", [4, 5])
    assert any("有 2 个表" in note for note in first.notes)


def test_a_joined_text_file_is_loaded_by_both_its_headers(lake: Lake, tmp_path: Path) -> None:
    lines = [
        line.strip().replace(" | ", ",")
        for line in (CUSTOMERS + OTHER_ORDER).strip().split("\n")
        if line.strip()
    ]
    path = tmp_path / "客户.csv"
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    delivery = ingest.stage(lake, [path], "测试", LOCAL_USER)
    delivery.confirm()
    entries = delivery.entries()
    assert [(entry["sheet"], entry["table"], entry["rows_accepted"]) for entry in entries] == [
        ("", "customers", 2),
        ("(第 4 行起)", "customers", 1),
    ]
    assert entries[1]["sums"]["contract_cap"] == "80"


def test_two_small_tables_on_one_sheet_are_both_loaded(lake: Lake, tmp_path: Path) -> None:
    assert tables_loaded(lake, tmp_path, CUSTOMERS + PAYMENTS) == [("customers", 2), ("payments", 1)]


def test_a_table_that_is_much_narrower_than_the_one_below_it_is_loaded(lake: Lake, tmp_path: Path) -> None:
    bills = "用户编号 | 电费年月 | 总电量 | 总电费\n"
    bills += "".join(f"05123456{n} | 202406 | {n} | {n / 2}\n" for n in range(78, 84))
    wide = "供电单位编号 | 用户编号 | 用户名称 | 用电地址 | 用电类别 | 供电电压 | 合同容量 | 用户状态 | 立户日期\n"
    wide += "334010101 | 0512345678 | 甲 | 东街1号 | 城镇居民生活用电 | 交流220V | 6 | 正常用电客户 | 2020-11-02\n"
    assert tables_loaded(lake, tmp_path, bills + wide) == [("bills", 6), ("customers", 1)]


def tables_loaded(lake: Lake, tmp_path: Path, text: str) -> list[tuple[str, int]]:
    """Return (table, rows) of what was loaded from a drawn sheet of a workbook."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in text.strip().split("\n"):
        sheet.append([cell.strip() for cell in line.split("|")] if line.strip() else [])
    path = tmp_path / "两表.xlsx"
    book.save(path)
    delivery = ingest.stage(lake, [path], "测试", LOCAL_USER)
    delivery.confirm()
    return [(entry["table"], entry["rows_accepted"]) for entry in delivery.entries()]


def text_parts(folder: Path, *sections: str) -> list[tuple[str, int, int]]:
    """Return (name, rows, refused rows) of the sheets of a csv made of drawn sections."""
    lines = [
        line.replace(" ", "").replace("|", ",") for text in sections for line in text.strip().split("\n")
    ]
    path = folder / "a.csv"
    path.write_text("\n".join(line.rstrip(",") for line in lines))
    return [(sheet.name, sheet.cells.num_rows, len(sheet.broken)) for sheet in read_sheets(path)]


@pytest.mark.parametrize(
    "sections", [(CUSTOMERS, PAYMENTS), (PAYMENTS, CUSTOMERS)], ids=["narrower", "wider"]
)
def test_a_second_table_of_another_width_is_read_from_a_text(
    tmp_path: Path, sections: tuple[str, str]
) -> None:
    sizes = [len(text.strip().split("\n")) for text in sections]
    assert text_parts(tmp_path, *sections) == [
        ("", sizes[0], 0),
        (f"(第 {sizes[0] + 1} 行起)", sizes[1], 0),
    ]


def test_a_title_of_the_second_table_of_a_text_goes_with_it(tmp_path: Path) -> None:
    assert text_parts(tmp_path, CUSTOMERS, "收费明细(单位:万元)", PAYMENTS)[1] == ("(第 4 行起)", 3, 0)


def test_a_row_of_another_width_that_is_no_header_is_refused_as_before(tmp_path: Path) -> None:
    assert text_parts(tmp_path, CUSTOMERS, "0512345678 | 甲 | 东街1号") == [("", 3, 1)]
    assert text_parts(tmp_path, CUSTOMERS, "用户编号 | 用户名称 | 东街1号 | 30") == [("", 3, 1)]


def test_a_shorter_repeat_of_the_header_opens_nothing(tmp_path: Path) -> None:
    assert text_parts(tmp_path, CUSTOMERS, "用户编号 | 用户名称 | 用电地址") == [("", 3, 1)]


def test_a_header_without_the_last_columns_opens_a_table_of_records_that_lack_them(tmp_path: Path) -> None:
    again = "用户编号 | 用户名称 | 用电地址 | 合同容量\n0512345680 | 丙 | 东街3号 | 80"
    assert text_parts(tmp_path, CUSTOMERS, again) == [("", 3, 0), ("(第 4 行起)", 2, 0)]


BILLS_OF_A_MONTH = "用户编号 | 总电量 | 总电费\n0512345678 | 10 | 5"


@pytest.mark.parametrize("title", ["2024年2月电费", "城东所 2024年2月 发行表", "\ufeff2024年2月电费"])
def test_texts_of_two_months_that_were_joined_keep_their_months(
    lake: Lake, tmp_path: Path, title: str
) -> None:
    path = tmp_path / "a.csv"
    lines = f"2024年1月电费\n{BILLS_OF_A_MONTH}\n{title}\n{BILLS_OF_A_MONTH}"
    path.write_text(lines.replace(" | ", ","), encoding="utf-8")
    delivery = ingest.stage(lake, [path], "测试", LOCAL_USER)
    delivery.confirm()
    with lake.open(LOCAL_USER) as door:
        assert sorted(door.table("bills").to_pyarrow()["amt_ym"].to_pylist()) == ["202401", "202402"]


def test_another_month_between_the_rows_of_a_text_is_asked_about(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "0512345679,20,9\n0512345680,20,9"
    path.write_text(
        f"2024年1月\n{BILLS_OF_A_MONTH.replace(' | ', ',')}\n{rows}\n2024年2月\n{rows}", encoding="utf-8"
    )
    (entry,) = ingest.stage(lake, [path], "测试", LOCAL_USER).entries()
    assert "标题写的是2024年1月,行间或工作表名又写有2024年2月" in entry["error"]


def test_both_tables_of_a_text_are_loaded_and_said(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    payments = "收费标识,用户编号,收费日期,收款金额,收费方式\nSF2024040001,0512345678,2024-04-02,12.5,1\n"
    orders = "用户编号,用户名称,用电地址,合同容量,运行容量,用电类别\n0512345678,甲,东街1号,30,20,201\n"
    path.write_text(orders + payments)
    delivery = ingest.stage(lake, [path], "测试", LOCAL_USER)
    delivery.confirm()
    assert [(entry["sheet"], entry["table"], entry["rows_accepted"]) for entry in delivery.entries()] == [
        ("", "customers", 1),
        ("(第 3 行起)", "payments", 1),
    ]
    assert any("第 3 行起另有表头" in note for note in delivery.entries()[0]["warnings"])
