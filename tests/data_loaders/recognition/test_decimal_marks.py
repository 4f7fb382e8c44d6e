"""A comma before the decimals is read where the column's own figures show it; where they do not, a person is asked."""

from decimal import Decimal
from pathlib import Path

import pytest

from data_loaders.catalog import tables
from data_loaders.files.formats import read_sheets
from data_loaders.recognition.decimal_marks import COMMA, POINT
from data_loaders.recognition.recognise import Choice, Recognition, recognise
from data_loaders.rows.typed_sheet import typed

TABLES = tables()
FIELDS = {"cons_no": "用户编号", "amt_ym": "电费年月", "total_pq": "总电量", "total_amt": "总电费"}


def bills(folder: Path, *rows: str, answer: str = "", separator: str = ";") -> tuple[Recognition, list[list]]:
    lines = [f"06600000{n};202406;{row}" for n, row in enumerate(rows, 10)]
    path = folder / "a.csv"
    path.write_text("\n".join(["用户编号;电费年月;总电量;总电费", *lines]).replace(";", separator))
    (sheet,) = read_sheets(path)
    choice = Choice("bills", FIELDS, units={"小数点": answer}) if answer else None
    found = recognise(sheet, TABLES, choice=choice)
    assert found is not None
    rows_read = typed(sheet, found).values.select(["total_pq", "total_amt"]).to_pylist()
    return found, [list(row.values()) for row in rows_read]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1.234,56", "1234.56"), ("12,5", "12.5"), ("0,125", "0.125"), ("-1234,567", "-1234.567"), ("7", "7")],
)
def test_decimal_comma_is_read_where_the_column_shows_it(tmp_path: Path, written: str, meant: str):
    found, rows = bills(tmp_path, f"5;{written}", "6;1.234,50", "7;12,25")
    assert found.problem is None
    assert rows[0] == [5, Decimal(meant)]
    assert "“总电费”以逗号作小数点,已按此读取" in found.notes


def test_three_digits_behind_a_comma_are_decimals_among_decimals(tmp_path: Path):
    _, rows = bills(tmp_path, "5;1,234", "6;12,5", "7;1234,5")
    assert rows[0][1] == Decimal("1.234")


def test_three_digits_behind_a_comma_alone_are_put_to_the_question(tmp_path: Path):
    found, _ = bills(tmp_path, "5;1,234", "6;12,500")
    assert "“总电费”的数值(如“1,234”)看不出逗号、点哪个是小数点" in str(found.problem)
    assert found.questions[0].options == (COMMA, POINT)


@pytest.mark.parametrize(("answer", "meant"), [(COMMA, "1.234"), (POINT, "1234")])
def test_the_answer_decides(tmp_path: Path, answer: str, meant: str):
    found, rows = bills(tmp_path, "5;1,234", "6;12,500", answer=answer)
    assert found.problem is None
    assert rows[0][1] == Decimal(meant)


def test_a_point_in_another_column_settles_it(tmp_path: Path):
    found, rows = bills(tmp_path, "1,234;800.50", "2,500;1,625.00")
    assert found.problem is None
    assert rows == [[1234, Decimal("800.5")], [2500, 1625]]


def test_a_comma_in_another_column_does_not_settle_it(tmp_path: Path):
    found, _ = bills(tmp_path, "1.234;800,50", "2.500;1.625,00")
    assert "“总电量”的数值(如“1.234”)" in str(found.problem)


def test_one_slip_among_grouped_thousands_makes_no_decimals_of_them(tmp_path: Path):
    found, _ = bills(tmp_path, "5;1,234", "6;2,345", "7;12,5")
    assert found.problem is not None


def test_a_figure_with_a_point_among_decimal_commas_is_refused(tmp_path: Path):
    found, rows = bills(tmp_path, *["5;12,5"] * 20, "6;12.5")
    assert found.problem is None
    assert len(rows) == 20


def test_a_text_divided_by_commas_has_no_decimal_commas(tmp_path: Path):
    _, rows = bills(tmp_path, '5;"1,234"', '6;"12,500"', separator=",")
    assert [row[1] for row in rows] == [1234, 12500]


def test_a_total_behind_a_comma_is_compared(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(
        "用户编号;电费年月;总电量;总电费\n0660000010;202406;5;1.234,50\n0660000011;202406;6;12,25\n合计;;11;1.246,75\n"
    )
    (sheet,) = read_sheets(path)
    found = recognise(sheet, TABLES)
    assert found is not None
    assert [(line.stated, line.agrees) for line in typed(sheet, found).totals] == [
        ("11", True),
        ("1246.75", True),
    ]
