"""The separator of a text is the one under which its header reads as one; counting decides only without a header."""

from pathlib import Path

import pytest

from data_loaders.files.formats import read_sheets
from data_loaders.files.text.separators import STAND_IN, sniffed

HEADER = ["用户编号", "用户名称", "用电地址", "合同容量"]


def separator_of(*lines: str) -> str:
    return sniffed("\n".join(lines).encode())


def cells(folder: Path, text: str) -> list[list[str | None]]:
    path = folder / "a.csv"
    path.write_text(text)
    return [list(row.values()) for row in next(iter(read_sheets(path))).cells.to_pylist()]


def test_tab_after_every_value_divides_nothing():
    rows = [f"06600000{n}\t,张{n}\t,北门街{n}号\t,5\t" for n in range(10, 30)]
    assert separator_of(",".join(HEADER), *rows) == ","
    assert separator_of(",".join(f"{name}\t" for name in HEADER), *rows) == ","


def test_tab_after_every_value_divides_nothing_where_no_header_is_known():
    assert separator_of("甲,乙,丙", *["1\t,2\t,3\t"] * 20) == ","


def test_commas_of_an_address_divide_no_semicolon_file():
    rows = [f"01{n};张;青梧县,北门街,{n}号,东,西,南;5" for n in range(20)]
    assert separator_of(";".join(HEADER), *rows) == ";"


def test_decimal_commas_divide_no_semicolon_file():
    rows = [f"01{n};202406;12,5;13,25;1,5;2,5" for n in range(20)]
    assert separator_of("用户编号;电费年月;总电量;总电费;峰电量;谷电量", *rows) == ";"


def test_commas_divide_no_pipe_file_and_pipes_no_comma_file():
    assert separator_of("|".join(HEADER), *["01|张|县,街,号,东,西,南|5"] * 9) == "|"
    assert separator_of(",".join(HEADER), *["01,张|王|李|赵|钱|孙,街,5"] * 9) == ","


def test_semicolons_within_fields_divide_no_comma_file():
    assert separator_of(",".join(HEADER), *["01,张;王;李;赵;钱;孙;周,街,5"] * 9) == ","


def test_title_line_full_of_commas_decides_nothing():
    title = "青梧县供电公司,营销部,2024年6月,客户档案,第1页,共1页"
    assert separator_of(title, "\t".join(HEADER), *["01\t张\t街\t5"] * 9) == "\t"


def test_separator_within_quotes_divides_nothing():
    assert separator_of(",".join(HEADER), *['01,"张;王;李;赵;钱;孙;周;吴",街,5'] * 9) == ","
    assert (
        separator_of(";".join(f'"{name}"' for name in HEADER), *['"01";"张";"县,街,号,东,西";"5"'] * 9) == ";"
    )


def test_values_of_a_single_column_are_not_divided(tmp_path: Path):
    assert separator_of("用电地址", *["青梧县,北门街,5号"] * 9) == STAND_IN
    assert cells(tmp_path, "用电地址\n青梧县,北门街5号\n东街;6号\n") == [
        ["用电地址"],
        ["青梧县,北门街5号"],
        ["东街;6号"],
    ]


def test_title_above_a_table_makes_no_single_column():
    assert separator_of("客户档案", ",".join(HEADER), "01,张,街,5") == ","


def test_text_without_any_separator_is_one_column(tmp_path: Path):
    assert cells(tmp_path, "用户编号\n01\n02\n") == [["用户编号"], ["01"], ["02"]]


@pytest.mark.parametrize("hint", ["sep=;", '"sep=;"'])
def test_line_in_which_excel_names_the_separator_is_obeyed_and_no_row(tmp_path: Path, hint: str):
    path = tmp_path / "a.csv"
    path.write_text(f"{hint}\r\n甲,乙;丙,丁\r\n1,2;3,4\r\n")
    sheet = next(iter(read_sheets(path)))
    assert sheet.cells.to_pylist()[0] == {"c0": "甲,乙", "c1": "丙,丁"}
    assert sheet.row_no.to_pylist() == [2, 3]


@pytest.mark.parametrize("separator", ["\t", ",", ";", "|", "，"])
def test_unknown_headers_are_divided_most_evenly(separator: str):
    assert separator_of(separator.join("甲乙丙"), *[separator.join("123")] * 5) == separator
