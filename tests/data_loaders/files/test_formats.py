"""What is in a delivery file comes out cell by cell as text; nothing is lost, nothing is invented."""

import csv
import datetime as dt
import io
import string
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_loaders.child.sandbox import run_confined
from data_loaders.files.formats import MergedRange, Sheet, deliveries, read_sheets
from data_loaders.files.text.delimited import _Reader
from data_loaders.limits import Limits
from models.errors import FileDamaged, FileHostile, FileUnreadable
from tests.data_loaders import confined_work
from tests.data_loaders import hostile as h


def sheets_of(path: Path, data: bytes | str | None = None, shown_name: str | None = None) -> list[Sheet]:
    if data is not None:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_sheets(path, shown_name))


def cells(sheet: Sheet) -> list[list[str | None]]:
    return [list(row.values()) for row in sheet.cells.to_pylist()]


def text_of(folder: Path, data: bytes | str) -> list[list[str | None]]:
    return cells(sheets_of(folder / "a.csv", data)[0])


def workbook(path: Path, rows: list[list[object]], **formats: str) -> Path:
    """Write a workbook; `formats` gives a column letter its number format."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("一")
        styles = {ord(col) - 65: book.add_format({"num_format": text}) for col, text in formats.items()}
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(r, c, value)
                elif value is not None:
                    sheet.write(r, c, value, styles.get(c))
    return path


# --- text files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encoding_is_recognised(tmp_path: Path, encoding: str):  # C-42, C-43
    text = "户号,户名\r\n0001,㐂𠮷䶮㙍\r\n"
    found = sheets_of(tmp_path / "a.csv", text.encode(encoding))[0]
    assert cells(found) == [["户号", "户名"], ["0001", "㐂𠮷䶮㙍"]]
    assert encoding[:5].upper() in found.notes[0].replace("GB18030", "GB180")


def test_gbk_rows_that_happen_to_be_utf8_do_not_make_a_file_mixed(tmp_path: Path):
    text = "户号,备注\n01,末\n02,末\n"  # 末 in GBK is ĩ in UTF-8
    assert cells(sheets_of(tmp_path / "a.csv", text.encode("gbk"))[0])[2] == ["02", "末"]


def test_utf16_without_a_mark_is_said(tmp_path: Path):  # C-43
    notes = sheets_of(tmp_path / "a.csv", "户号,户名\n0001,张\n0002,李\n".encode("utf-16-be"))[0].notes
    assert "没有编码标记" in notes[1]


@pytest.mark.parametrize("separator", ["\t", ",", ";", "|", "，"])
def test_separator_is_recognised_and_shown(tmp_path: Path, separator: str):  # C-51
    found = sheets_of(tmp_path / "a.txt", separator.join("甲乙丙") + "\n" + separator.join(["1", "2", "3"]))[
        0
    ]
    assert cells(found) == [list("甲乙丙"), list("123")]
    assert "分隔符" in found.notes[0]


def test_full_width_comma_within_quotes_stays(tmp_path: Path):
    assert text_of(tmp_path, '户号，地址\n01，"一路，二号"\n')[1] == ["01", "一路，二号"]


def test_comma_in_text_does_not_divide_a_tab_file(tmp_path: Path):
    assert text_of(tmp_path, "a\tb\tc\n1,5\t2,5\t3,5\n")[1] == ["1,5", "2,5", "3,5"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends_of_all_systems_are_read(tmp_path: Path, end: str):  # C-52
    assert text_of(tmp_path, f"a,b{end}1,2{end}3,4{end}") == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_comma_at_the_end_of_every_data_row_shifts_nothing(tmp_path: Path):  # C-47
    rows = "".join(f"{n},{n + 1},{n + 2},\n" for n in range(50))
    assert text_of(tmp_path, "a,b,c\n" + rows)[:3] == [["a", "b", "c"], ["0", "1", "2"], ["1", "2", "3"]]


def test_line_break_in_a_quoted_address_stays(tmp_path: Path):  # C-50
    found = sheets_of(tmp_path / "a.csv", '户号,地址,电量\r\n01,"一路\r\n二号",5\r\n02,三路,6\r\n')[0]
    assert cells(found)[1:] == [["01", "一路\r\n二号", "5"], ["02", "三路", "6"]]
    assert found.row_no.to_pylist() == [1, 2, 4]


def test_row_number_is_the_line_on_which_a_record_begins(tmp_path: Path):
    found = sheets_of(tmp_path / "a.csv", "\n\na,b\n\n1,2\n,\n3,4\n")[0]
    assert found.row_no.to_pylist() == [3, 5, 7]


@pytest.mark.parametrize(
    ("line", "reason"), [("7,张,9,9", "应为 3 个,实有 4 个"), ("7,张", "应为 3 个,实有 2 个")]
)
def test_ragged_row_is_set_apart_with_its_line(tmp_path: Path, line: str, reason: str):  # C-48
    found = sheets_of(tmp_path / "a.csv", h.CSV.replace("0000000007,张7,70", line))[0]
    assert len(cells(found)) == 20
    assert [(row.row_no, row.text) for row in found.broken] == [(8, line)]
    assert reason in found.broken[0].reason


def test_last_row_that_was_cut_off_is_set_apart(tmp_path: Path):
    assert sheets_of(tmp_path / "a.csv", h.CSV + "0000000021,张")[0].broken[0].row_no == 22


def test_titles_and_totals_may_be_short(tmp_path: Path):
    below = "合计,,2100\n制表人:王\n共 20 户\n"
    found = sheets_of(tmp_path / "a.csv", "某公司2024年4月\n" + h.CSV + below)[0]
    assert cells(found)[0] == ["某公司2024年4月", None, None]
    assert cells(found)[-3:] == [["合计", None, "2100"], ["制表人:王", None, None], ["共 20 户", None, None]]
    assert found.broken == ()


def test_blank_fields_that_excel_left_out_in_blocks_of_sixteen_are_filled_up(tmp_path: Path):
    rows = [f"{n},x,{'' if n > 16 else 'y'}" for n in range(1, 33)]
    lines = ["a,b,c", *(row if n < 16 else row.rstrip(",") for n, row in enumerate(rows, 1))]
    found = sheets_of(
        tmp_path / "a.csv", "\n".join(lines[:16] + [line.rstrip(",") for line in lines[17:33]]) + "\n"
    )[0]
    assert found.broken == ()
    assert cells(found)[-1] == ["32", "x", None]


def test_header_longer_than_all_data_is_refused(tmp_path: Path):
    with pytest.raises(FileUnreadable, match="第 1 行:此行有 4 个字段,而后面的数据行有 3 个"):
        sheets_of(tmp_path / "a.csv", "x," + h.CSV)


@pytest.mark.parametrize(
    "text",
    [
        "户号,户名,总电量,总电费\n0512345678,甲,1,234,550.00\n0512345679,乙,2,345,560.00\n",  # 1,234 without quotes
        '"户号","户名","总电量"\n"1","0512345678","甲",10\n"2","0512345679","乙",20\n',  # numbers of rows
    ],
)
def test_header_shorter_than_the_data_is_refused_where_something_stands_beyond_it(tmp_path: Path, text: str):
    with pytest.raises(FileUnreadable, match=r"第 1 行:此行有 \d 个字段,而后面的数据行有 \d 个"):
        sheets_of(tmp_path / "a.csv", text)


def test_text_of_blanks_alone_is_refused(tmp_path: Path):
    with pytest.raises(FileDamaged, match="文件没有内容"):
        sheets_of(tmp_path / "a.csv", "\n \r\n\t\n")


@pytest.mark.parametrize(("misfits", "is_refused"), [(3, False), (4, True)])
def test_text_of_which_most_lines_do_not_fit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, misfits: int, is_refused: bool
):
    monkeypatch.setattr("data_loaders.files.text.delimited.MANY_BROKEN", 0)
    data = "a,b,c\n1,2,3\n4,5,6\n" + "".join(["1,2\n", "1,2,3,4\n"][n % 2] for n in range(misfits))
    if is_refused:
        with pytest.raises(FileUnreadable, match=r"第 4 行:大多数行的字段数不一致"):
            sheets_of(tmp_path / "a.csv", data)
    else:
        assert len(sheets_of(tmp_path / "a.csv", data)[0].broken) == misfits


def test_row_that_the_parser_of_texts_does_not_give_back_is_missed():
    reader = _Reader(b",", "a.csv")
    reader.width = 2
    assert reader._parse(b"1,2\n3,4\n", 2, False).num_rows == 2
    with pytest.raises(FileUnreadable, match="文件中有 3 行,只读出 2 行"):
        reader._parse(b"1,2\n3,4\n", 3, False)


def test_protections_of_ids_stay_for_the_reader_of_cells(tmp_path: Path):  # C-63, C-64, C-69
    kept = ['="0512"', "'0512", "0512\t", "１２", "NA", "NULL", "None", "nan", "TRUE", "1.13E+21", " 5 "]
    data = "户名,序号\n" + "".join(f"{text},1\n" for text in kept)
    assert [row[0] for row in text_of(tmp_path, data)[1:]] == kept


def test_formula_with_quotes_beside_quoted_fields_is_read_as_written(tmp_path: Path):
    data = 'a,b,c\n="01","x, y",1\n="02","z",5"\n"=""03""",大院"3号"楼,2\n'
    assert text_of(tmp_path, data)[1:] == [
        ['="01"', "x, y", "1"], ['="02"', "z", '5"'], ['="03"', '大院"3号"楼', "2"]
    ]  # fmt: skip


def test_control_and_invisible_characters_are_taken_out_and_counted(tmp_path: Path):  # C-79
    found = sheets_of(tmp_path / "a.csv", "户号,户名\n01,张\x0b三\u200b\n02,\u202e李四\ufeff\n")[0]
    assert cells(found)[1:] == [["01", "张三"], ["02", "李四"]]
    assert "清除控制字符和不可见字符 4 个" in found.notes


def test_invisible_character_before_every_value_is_taken_off_and_counted(tmp_path: Path):
    found = sheets_of(tmp_path / "a.csv", "户号,电量\n" + "\x1f0012,\x1f5\n" * 20)[0]
    assert cells(found)[1] == ["0012", "5"]
    assert "清除控制字符和不可见字符 40 个" in found.notes


@pytest.mark.parametrize(
    "garbled", ["电费".encode().decode("latin-1"), "ç”µè´¹", "电费清单".encode().decode("gbk")]
)
def test_text_garbled_before_it_came_is_suspected(tmp_path: Path, garbled: str):  # C-45
    found = sheets_of(tmp_path / "a.csv", f"户号,{garbled}\n01,2\n")[0]
    assert any("疑似乱码:第 1 行" in note for note in found.notes)


def test_file_without_header_is_read_all_the_same(tmp_path: Path):  # C-54: recognition refuses it
    assert text_of(tmp_path, "0001,张三,5\n0002,李四,6\n") == [["0001", "张三", "5"], ["0002", "李四", "6"]]


def test_csv_cut_off_at_the_last_row_of_excel_is_suspected(tmp_path: Path):
    notes = sheets_of(tmp_path / "a.csv", "a,b\n" + "1,2\n" * 65_535)[0].notes
    assert any("疑似截断:恰好写满 65,535 行数据" in note for note in notes)


def test_slabs_meet_without_a_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("data_loaders.files.text.records.SLAB", 64)
    rows = [[str(n), f'"甲\n{n}"' if n % 5 == 0 else f"乙{n}", "x" * (n % 30)] for n in range(200)]
    found = sheets_of(tmp_path / "a.csv", "a,b,c\n" + "".join(",".join(row) + "\n" for row in rows))[0]
    assert cells(found)[1:] == [[a, b.strip('"'), c or None] for a, b, c in rows]
    assert found.row_no.to_pylist()[-1] == 1 + 200 + 40


def test_a_line_of_another_width_is_found_in_every_slab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("data_loaders.files.text.records.SLAB", 64)
    lines = [f"{n},乙,1" for n in range(100)]
    lines[70], lines[80], lines[90] = "70,乙", "80,乙,1,", "90,乙,1,2"  # short, a comma too many, too long
    found = sheets_of(tmp_path / "a.csv", "\n".join(["a,b,c", *lines]))[0]
    assert [row.row_no for row in found.broken] == [72, 92]
    assert cells(found)[-19] == ["80", "乙", "1"]
    assert len(found.row_no) == 99


CHINESE = "电费户号㐂䶮𠮷㙍éß０１—“”·　"
PLAIN = st.text(st.sampled_from(string.ascii_letters + string.digits + " .-='_" + CHINESE), max_size=12)
NASTY = st.text(st.sampled_from('a1"' + "\n \t,电𠮷" + CHINESE), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(PLAIN, PLAIN, NASTY, PLAIN), min_size=1, max_size=12),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    separator=st.sampled_from("\t,;|，"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_table_written_as_text_is_read_back(tmp_path, rows, encoding, separator, quoting, end):
    rows = [(f"{n:04}", a, b.replace("\t", " ").replace(",", " "), c) for n, (_, a, b, c) in enumerate(rows)]
    rows = [(key, a, f"{b}{separator}末" if "\n" not in b else b, c) for key, a, b, c in rows]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=end)
    writer.writerow(["户号", "甲项", "乙项", "丙项"])
    writer.writerows(rows)
    found = sheets_of(tmp_path / "a.csv", out.getvalue().encode(encoding))[0]
    read = [(row + [None] * 4)[:4] for row in cells(found)[1:]]
    assert read == [[text or None for text in row] for row in rows]


# --- workbooks -------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(NASTY, PLAIN, st.sampled_from(["_x0041_", "=1+1", "&lt;", "<b>"])), min_size=1)
)
def test_any_text_written_as_workbook_is_read_back(tmp_path, rows):
    found = sheets_of(workbook(tmp_path / "a.xlsx", [list(row) for row in rows]))[0]
    read = [([None, None, *row])[-3:] for row in cells(found)]  # blank columns at the left are left out
    assert read == [[text or None for text in row] for row in rows]


@settings(max_examples=200, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_number_text_has_fifteen_digits_and_the_same_value(value: float):
    from data_loaders.values.cell_text import column_text, number_text

    text = column_text([value, ""])[0].as_py()
    assert text == number_text(value)
    assert float(text) == float(f"{value:.15g}")
    assert ("E" in text) == (abs(float(f"{value:.15g}")) >= 1e15)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"), (1234567.0, "1234567"), (1.13000123456789e21, "1.13000123456789E+21"),
        (123456789012345, "123456789012345"), (1234567890123456, "1.23456789012346E+15"), (-0.0, "0"),
        (1e-7, "0.0000001"), (-1234.5, "-1234.5"), (True, "TRUE"), (False, "FALSE"),
    ],
)  # fmt: skip
def test_number_cell_is_the_number_that_was_typed(tmp_path: Path, value: float, text: str):  # C-61, C-62
    assert cells(sheets_of(workbook(tmp_path / "a.xlsx", [["x"], [value]]))[0]) == [["x"], [text]]


@pytest.mark.parametrize(
    ("value", "shape", "text"),
    [
        (dt.datetime(2024, 1, 5), "yyyy-mm-dd", "2024-01-05"),
        (dt.datetime(2024, 1, 5), "yyyy-mm-dd hh:mm:ss", "2024-01-05"),
        (dt.datetime(2024, 1, 5, 8, 5), "yyyy/m/d h:mm", "2024-01-05 08:05:00"),
        (dt.datetime(2024, 1, 5, 23, 59, 59, 900_000), "yyyy/m/d h:mm", "2024-01-05 23:59:59"),
        (dt.datetime(2024, 1, 5), 'yyyy"年"m"月"', "2024-01-05"),
        (dt.time(8, 5), "hh:mm", "08:05:00"),
        (1.5, "[h]:mm", "36:00:00"),
        (12.5, '#,##0.00"元"', "12.5元"),
    ],
)
def test_date_cell_is_the_day_that_is_shown(tmp_path: Path, value: object, shape: str, text: str):
    assert cells(sheets_of(workbook(tmp_path / "a.xlsx", [[value]], A=shape))[0]) == [[text]]


def test_day_of_the_1904_calendar_is_right(tmp_path: Path):  # C-73
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as book:
        book.add_worksheet().write_datetime(
            0, 0, dt.datetime(2024, 1, 5), book.add_format({"num_format": 14})
        )
    assert cells(sheets_of(tmp_path / "a.xlsx")[0]) == [["2024-01-05"]]


def test_workbook_of_empty_sheets_is_refused(tmp_path: Path):
    with pytest.raises(FileDamaged, match="文件中没有任何数据"):
        sheets_of(h.xlsx(tmp_path / "a.xlsx", {"一": h.sheet_xml(""), "二": h.sheet_xml("")}))


def test_error_cells_are_not_blank(tmp_path: Path):  # C-68
    book = openpyxl.Workbook()
    book.worksheets[0].append(["户号", "#N/A", "#DIV/0!"])
    book.save(tmp_path / "a.xlsx")
    assert cells(sheets_of(tmp_path / "a.xlsx")[0]) == [["户号", "#N/A", "#DIV/0!"]]


def test_formula_without_a_result_is_not_blank(tmp_path: Path):  # C-75
    book = openpyxl.Workbook()
    for row in (["户号", "合计"], ["0001", "=1+1"], ["=A1", None], [None, None, "=B2"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    found = sheets_of(tmp_path / "a.xlsx")[0]
    missing = "#公式无结果"
    assert cells(found) == [
        ["户号", "合计", None],
        ["0001", missing, None],
        [missing, None, None],
        [None, None, missing],
    ]
    assert "公式无结果 3 个" in found.notes[0]


def test_formula_that_yields_an_empty_text_is_blank(tmp_path: Path):
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><f>A1</f><v>1</v></c></row>'
    assert cells(sheets_of(h.xlsx(tmp_path / "a.xlsx", {"S": h.sheet_xml(rows)}))[0]) == [["1", None, "1"]]


def test_cells_without_references_are_counted_on(tmp_path: Path):
    rows = '<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row/><row><c/><c><f>A1</f></c></row>'
    found = sheets_of(h.xlsx(tmp_path / "a.xlsx", {"S": h.sheet_xml(rows)}))[0]
    assert cells(found) == [["1", "#N/A"], [None, "#公式无结果"]]
    assert found.row_no.to_pylist() == [1, 3]


def test_prefixed_and_single_quoted_markup_is_understood(tmp_path: Path):
    xml = h.sheet_xml("<row r='2'><c r='B2' t='e'><v>#N/A</v></c><c r='C2'><v>5</v></c></row>")
    xml = xml.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    assert cells(sheets_of(h.xlsx(tmp_path / "a.xlsx", {"S": xml}))[0]) == [["#N/A", "5"]]


def test_merged_ranges_are_in_the_coordinates_of_the_cells(tmp_path: Path):  # C-55
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.merge_range("B2:E2", "标题")
        sheet.merge_range("B4:B5", "户号")
        sheet.merge_range("C4:D4", "电量")
        for col, text in enumerate(["峰", "谷", "费"], 2):
            sheet.write(4, col, text)
    found = sheets_of(tmp_path / "a.xlsx")[0]
    assert cells(found) == [
        ["标题", None, None, None],
        ["户号", "电量", None, None],
        [None, "峰", "谷", "费"],
    ]
    assert found.row_no.to_pylist() == [2, 4, 5]
    assert set(found.merged) == {MergedRange(0, 0, 0, 3), MergedRange(1, 0, 2, 0), MergedRange(1, 1, 1, 2)}


def test_total_and_signature_rows_are_handed_on(tmp_path: Path):  # C-56
    rows = [["户号", "电量"], ["01", 5.0], ["合计", 5.0], [None, None], ["制表人:王"]]
    assert cells(sheets_of(workbook(tmp_path / "a.xlsx", rows))[0])[2:] == [
        ["合计", "5"],
        ["制表人:王", None],
    ]


def test_old_workbook_is_read_like_a_new_one(tmp_path: Path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for col, value in enumerate(["0012", 1234.5, 7, 1.13e21, True, "𠮷\n㐂"]):
        sheet.write(1, col, value)
    sheet.write(1, 6, dt.date(2024, 1, 5), day)
    sheet.row(1).set_cell_error(7, "#DIV/0!")
    sheet.write_merge(3, 4, 0, 1, "并")
    sheet.write(4, 2, "x")
    sheet.row(4).hidden = True
    book.add_sheet("藏").visibility = 1
    book.get_sheet(1).write(0, 0, "y")
    book.save(str(tmp_path / "a.xls"))
    first, second = sheets_of(tmp_path / "a.xls")
    assert cells(first)[0] == ["0012", "1234.5", "7", "1.13E+21", "TRUE", "𠮷\n㐂", "2024-01-05", "#DIV/0!"]
    assert first.row_no.to_pylist() == [2, 4, 5]
    assert first.merged == (MergedRange(1, 0, 2, 1),)
    assert first.notes == ("有筛选或隐藏的行 1 行,已一并读取",)
    assert (second.name, second.is_hidden) == ("藏", True)


# --- what only calls itself xls --------------------------------------------------------------------------


def test_web_page_named_xls_is_read(tmp_path: Path):  # C-07
    page = (
        '<html><head><meta charset="gbk"></head><body><table><tr><td colspan="3">四月</td></tr>'
        "<tr><td rowspan=2>所</td><th> 户<br>号 </th><td>&nbsp;</td></tr><tr><td>0012</td><td>x <b>y</b></td></tr>"
        "</table></body></html>"
    )
    found = sheets_of(tmp_path / "a.xls", page.encode("gbk"))[0]
    assert cells(found) == [["四月", None, None], ["所", "户\n号", None], [None, "0012", "x y"]]
    assert found.merged == (MergedRange(0, 0, 0, 2), MergedRange(1, 0, 2, 0))
    assert "内容是 HTML 网页表格" in found.notes


def test_several_tables_of_a_page_are_several_sheets(tmp_path: Path):
    page = "<div><table><tr><td>一</td></tr></table><table><tr><td>二</td></tr></table></div>"
    assert [(sheet.name, cells(sheet)) for sheet in sheets_of(tmp_path / "a.xls", page)] == [
        ("表1", [["一"]]), ("表2", [["二"]])
    ]  # fmt: skip


def test_tab_text_named_xls_is_read(tmp_path: Path):
    assert cells(sheets_of(tmp_path / "a.xls", "户号\t户名\n01\t张\n".encode("gbk"))[0])[1] == ["01", "张"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_xml_spreadsheet_2003_is_read(tmp_path: Path, encoding: str):  # C-08
    ss = "urn:schemas-microsoft-com:office:spreadsheet"
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><Workbook xmlns="{ss}" xmlns:ss="{ss}">'
        '<Worksheet ss:Name="一"><Table><Row><Cell ss:MergeAcross="2"><Data ss:Type="String">标题</Data></Cell></Row>'
        '<Row ss:Index="4"><Cell ss:Index="2"><Data ss:Type="Number">0.30000000000000004</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2024-01-05T08:00:00.000</Data></Cell><Cell ss:Formula="=A1"/></Row>'
        "</Table></Worksheet></Workbook>"
    )
    found = sheets_of(tmp_path / "a.xls", xml.encode(encoding))[0]
    assert cells(found) == [["标题", None, None, None], [None, "0.3", "2024-01-05 08:00:00", "#公式无结果"]]
    assert found.row_no.to_pylist() == [1, 4]
    assert found.merged == (MergedRange(0, 0, 0, 2),)


def test_comment_of_a_cell_is_no_value(tmp_path: Path):
    ss = "urn:schemas-microsoft-com:office:spreadsheet"
    remark = '<Comment ss:Author="王"><ss:Data xmlns="http://www.w3.org/TR/REC-html40">容量<B>5</B></ss:Data></Comment>'
    number = '<Data ss:Type="Number">400</Data>'
    xml = (
        f'<?xml version="1.0"?><Workbook xmlns="{ss}" xmlns:ss="{ss}"><Worksheet ss:Name="一"><Table>'
        f"<Row><Cell>{number}{remark}</Cell><Cell>{remark}{number}</Cell><Cell>{remark}</Cell><Cell>{number}</Cell></Row>"
        "</Table></Worksheet></Workbook>"
    )
    assert cells(sheets_of(tmp_path / "a.xls", xml)[0]) == [["400", "400", None, "400"]]


def test_number_of_an_xml_spreadsheet_is_what_its_format_shows(tmp_path: Path):
    ss = "urn:schemas-microsoft-com:office:spreadsheet"
    styles = "".join(
        f'<Style ss:ID="{name}"><NumberFormat ss:Format="{code}"/></Style>'
        for name, code in (
            ("id", "0000000000"),
            ("share", "Percent"),
            ("plain", "#,##0.00"),
            ("wan", "0!.0000"),
        )
    )
    row = "".join(
        f'<Cell ss:StyleID="{name}"><Data ss:Type="Number">{value}</Data></Cell>'
        for name, value in (("id", "660000011"), ("share", "0.125"), ("plain", "1234.5"), ("wan", "26344.86"))
    )
    xml = (
        f'<?xml version="1.0"?><Workbook xmlns="{ss}" xmlns:ss="{ss}"><Styles>{styles}</Styles>'
        f'<Worksheet ss:Name="一"><Table><Row>{row}</Row></Table></Worksheet></Workbook>'
    )
    found = sheets_of(tmp_path / "a.xls", xml)[0]
    assert cells(found) == [["0660000011", "12.5%", "1234.5", "2.634486"]]
    assert found.scaled == {3: 4}
    assert "D 列 1 个数字按单元格格式“0!.0000”换算为显示的数值" in found.notes


def test_web_archive_is_read(tmp_path: Path):
    part = "Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    body = part.encode() + "<table><tr><td>户号</td></tr><tr><td>0012</td></tr></table>".encode("gbk")
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    assert cells(sheets_of(tmp_path / "a.xls", head + body + b"\r\n--b--\r\n")[0]) == [["户号"], ["0012"]]


# --- deliveries ------------------------------------------------------------------------------------------


def test_members_of_a_zip_can_be_read_one_by_one(tmp_path: Path):
    path = h.zipped(tmp_path / "包.zip", {"好.csv": h.CSV.encode(), "坏.xlsx": b"%PDF"})
    members = deliveries(path, tmp_path)
    assert [member.shown_name for member in members] == ["包.zip/好.csv", "包.zip/坏.xlsx"]
    assert sheets_of(members[0].path, shown_name=members[0].shown_name)[0].file == "包.zip/好.csv"


def zipped_in(folder: Path, **files: bytes) -> bytes:
    return h.blob_of(
        lambda path: h.zipped(path, {name.replace("_", "."): data for name, data in files.items()}), folder
    )


def test_files_of_a_zip_within_a_zip_are_deliveries_too(tmp_path: Path):
    inner = zipped_in(tmp_path, a_csv=h.CSV.encode())
    outer = h.zipped(tmp_path / "外.zip", {"里.zip": inner, "b.csv": h.CSV.encode()})
    members = deliveries(outer, tmp_path)
    assert [member.shown_name for member in members] == ["外.zip/里.zip/a.csv", "外.zip/b.csv"]
    assert sheets_of(members[0].path, shown_name=members[0].shown_name)[0].file == "外.zip/里.zip/a.csv"


def test_zip_that_lies_deeper_is_refused_and_the_others_are_read(tmp_path: Path):
    deepest = zipped_in(tmp_path, c_zip=zipped_in(tmp_path, a_csv=h.CSV.encode()), b_csv=h.CSV.encode())
    members = deliveries(h.zipped(tmp_path / "外.zip", {"里.zip": deepest}), tmp_path)
    assert [member.shown_name for member in members] == ["外.zip/里.zip/c.zip", "外.zip/里.zip/b.csv"]
    with pytest.raises(FileHostile, match="压缩包里还有压缩包"):
        sheets_of(members[0].path, shown_name=members[0].shown_name)


@pytest.mark.parametrize(("most", "packed"), [(3, 3), (4, 0)])
def test_files_of_inner_zips_count_towards_the_limits_of_the_delivery(tmp_path: Path, most: int, packed: int):
    inner = zipped_in(tmp_path, a_csv=h.CSV.encode())
    outer = h.zipped(tmp_path / "外.zip", {f"{n}.zip": inner for n in range(3)})
    names = run_confined(confined_work.members, [str(outer)], limits=Limits(entries=most))
    assert sum(name.endswith(".zip") for name in names) == packed


def test_inner_zip_that_cannot_be_trusted_is_refused_for_its_own_fault(tmp_path: Path):
    twice = h.blob_of(h.duplicate_names, tmp_path)
    [member] = deliveries(h.zipped(tmp_path / "外.zip", {"里.zip": twice}), tmp_path)
    with pytest.raises(FileHostile, match="两个同名文件"):
        sheets_of(member.path, shown_name=member.shown_name)


@pytest.mark.parametrize(("spare", "packed"), [(0, 0), (-1, 1)])
def test_content_of_an_inner_zip_counts_towards_the_limit_of_the_delivery(
    tmp_path: Path, spare: int, packed: int
):
    inner = zipped_in(tmp_path, a_csv=h.CSV.encode())
    outer = h.zipped(tmp_path / "外.zip", {"里.zip": inner})
    limits = Limits(unpacked_bytes=len(inner) + len(h.CSV.encode()) + spare)
    names = run_confined(confined_work.members, [str(outer)], limits=limits)
    assert sum(name.endswith(".zip") for name in names) == packed


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../a.csv", "a.csv"), ("C:\\x\\a.csv", "a.csv"), ("CON.csv", "_CON.csv"), ("a\0b.csv", "ab.csv"),
        ("\u202ecsv.exe", "csv.exe"), ("长" * 300 + ".csv", "长" * 116 + ".csv"), ("../x.zip/a.csv", "a.csv"),
    ],
)  # fmt: skip
def test_name_of_an_upload_is_cleaned_before_it_is_shown(tmp_path: Path, given_name: str, shown: str):  # C-41
    assert sheets_of(tmp_path / "0001.upload", h.CSV, given_name)[0].file == shown
