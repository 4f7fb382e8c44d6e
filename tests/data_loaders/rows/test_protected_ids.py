"""What other programs put around digits so that a spreadsheet keeps them comes off, and is said."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from data_loaders.catalog import tables
from data_loaders.recognition.recognise import recognise
from data_loaders.rows.typed_sheet import typed
from data_loaders.values.blanks import bare, is_protected
from data_loaders.values.cells import read_column
from tests.data_loaders.sheets import drawn_sheet

CUSTOMERS = tables()["customers"].by_name
WRAPPED = [
    "`{}",
    "'{}",
    "＇{}",
    "｀{}",
    "‘{}",
    "’{}",
    "‘{}’",
    "´{}",
    "{}\t",
    "\t{}",
    "\x1f{}",
    "\u00a0{}\u3000",
    "\u200b{}",
    '="{}"',
    '=T("{}")',
    '=t( "{}" )',
    '=TEXT("{}","@")',
    '"{}"',
    "“{}”",
    '="\'{}"',
]


@pytest.mark.parametrize("form", WRAPPED)
def test_an_id_a_code_a_number_and_a_day_lose_what_protected_them(form: str) -> None:
    def one(text: str, field: str) -> object:
        return read_column(pa.array([form.format(text)]), CUSTOMERS[field]).values[0].as_py()

    assert one("0512345678", "cons_no") == "0512345678"
    assert one("100", "elec_type_code") == "100"
    assert one("315.5", "contract_cap") == Decimal("315.5")
    assert one("2020-05-06", "build_date") == date(2020, 5, 6)


@pytest.mark.parametrize("text", ["GD-2024'001", "A`1", "5号", "=1+1", '="a"&"b"', "O’2"])
def test_a_mark_within_a_text_stays(text: str) -> None:
    assert bare(text) == text
    assert not is_protected(text)


def test_rows_with_and_without_protection_are_one_customer_and_the_marks_are_counted() -> None:
    sheet = drawn_sheet("""
        用户编号 | 用户名称 | 用电类别 | 合同容量 | 立户日期
        0512345678 | 甲 | 100 | 10 | 2020-05-06
        `0512345678 | 甲 | `100 | `10 | `2020-05-06
    """)
    found = recognise(sheet, tables())
    assert found is not None
    result = typed(sheet, found)
    first, second = result.values.to_pylist()
    assert first == second
    said = " ".join(result.warnings)
    for header in ("用电类别", "合同容量", "立户日期"):
        assert f"“{header}”有 1 个值去掉了其他程序的保护符号" in said
    assert "“用户编号”整理编号格式 1 个" in said


def test_names_keep_their_marks_unless_the_whole_column_has_them() -> None:
    assert read_column(pa.array(["`张三", "李四"]), CUSTOMERS["cons_name"]).values.to_pylist() == [
        "`张三",
        "李四",
    ]
    whole = read_column(pa.array(["`张三", "`李四"]), CUSTOMERS["cons_name"])
    assert (whole.values.to_pylist(), whole.freed) == (["张三", "李四"], 2)
