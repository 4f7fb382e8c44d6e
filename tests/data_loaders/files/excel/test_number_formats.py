"""What the cell shows is what is read: padded digits, another scale, percent, units; and dates that are none."""

import datetime as dt
import re
import string
import zipfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from rustpy_xlsxwriter import Format, write_worksheets

from data_loaders.catalog import tables
from data_loaders.files.excel import engine_sheets
from data_loaders.files.excel.cell_formats import (
    MOST_NAMED,
    CellFormats,
    FormattedCells,
    Places,
    formats_of,
    notes_of,
    show,
)
from data_loaders.files.excel.format_scan import FormatSearch
from data_loaders.files.excel.sheet_scan import SheetScan, column_index, scan_block
from data_loaders.files.formats import Sheet, read_sheets
from data_loaders.recognition.recognise import Choice, Recognition, recognise
from data_loaders.values.blanks import Unreadable
from data_loaders.values.cell_numbers import read_number
from data_loaders.values.number_formats import number_format, shows_day, shows_time
from models.errors import FileUnreadable, Place

Rows = Sequence[Sequence[Any]]


def written(folder: Path, kind: str, rows: Rows, codes: dict[int, str], **options: bool) -> Sheet:
    """Return the sheet that is read from a workbook whose columns have these number formats."""
    path = folder / f"a.{kind}"
    WRITERS[kind](path, rows, codes, **options)
    (sheet,) = read_sheets(path)
    return sheet


def _xlsxwriter(path: Path, rows: Rows, codes: dict[int, str], *, is_1904: bool = False) -> None:
    with xlsxwriter.Workbook(path, {"date_1904": is_1904}) as book:
        sheet = book.add_worksheet()
        styles = {col: book.add_format({"num_format": code}) for col, code in codes.items()}
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                sheet.write(r, c, value, styles.get(c))


def _openpyxl(path: Path, rows: Rows, codes: dict[int, str]) -> None:
    book = openpyxl.Workbook()
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            cell = book.worksheets[0].cell(r, c, value)
            if c - 1 in codes:
                cell.number_format = codes[c - 1]
    book.save(path)
    path.rename(path.with_suffix(".xlsx")).rename(path)


def _xlwt(path: Path, rows: Rows, codes: dict[int, str], *, is_1904: bool = False) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = is_1904
    sheet = book.add_sheet("一")
    styles = {col: xlwt.easyxf(num_format_str=code) for col, code in codes.items()}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value, styles.get(c, xlwt.Style.default_style))
    book.save(str(path))


def _by_hand(path: Path, rows: Rows, codes: dict[int, str]) -> None:
    """Write what some report servers write: a prefix before every tag, no references, style before type."""
    numbers = "".join(
        f'<x:numFmt numFmtId="{200 + col}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for col, code in codes.items()
    )
    styles = "".join(f'<x:xf numFmtId="{200 + col}"/>' for col in codes)
    place = {col: index for index, col in enumerate(codes, 1)}

    def cell(col: int, value: object) -> str:
        if isinstance(value, str):
            return f'<x:c t="inlineStr"><x:is><x:t>{value}</x:t></x:is></x:c>'
        return f'<x:c s="{place.get(col, 0)}"><x:v>{value}</x:v></x:c>'

    lines = "".join(
        f"<x:row>{''.join(cell(col, value) for col, value in enumerate(row))}</x:row>" for row in rows
    )
    main = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{links}"><Relationship Id="r" Type="{office}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<x:workbook {main} xmlns:r="{office}"><x:sheets><x:sheet name="S" sheetId="1"'
        ' r:id="r1"/></x:sheets></x:workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{links}">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f"<x:styleSheet {main}><x:numFmts>{numbers}</x:numFmts>"
        f'<x:cellXfs><x:xf numFmtId="0"/>{styles}</x:cellXfs></x:styleSheet>',
        "xl/worksheets/sheet1.xml": f"<x:worksheet {main}><x:sheetData>{lines}</x:sheetData></x:worksheet>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)


def _rustpy(path: Path, rows: Rows, codes: dict[int, str]) -> None:
    head, *body = rows
    names = [str(name) for name in head]
    table = pa.table({name: [row[col] for row in body] for col, name in enumerate(names)})
    formats = {names[col]: Format().set_num_format(code) for col, code in codes.items()}
    write_worksheets([("一", table)], str(path), column_formats={"一": formats})


WRITERS: dict[str, Callable[..., None]] = {
    "xlsx": _xlsxwriter,
    "openpyxl": _openpyxl,
    "rustpy": _rustpy,
    "by_hand": _by_hand,
    "xls": _xlwt,
}
EVERY = pytest.mark.parametrize("kind", WRITERS)
BOTH = pytest.mark.parametrize("kind", ["xlsx", "xls"])


def columns(sheet: Sheet) -> list[list[str | None]]:
    return [column.to_pylist() for column in sheet.cells.columns]


# --- what a format shows ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("0000000000", "660000011", "0660000011"), ("0000000000", "66000001112", "66000001112"),
        ("0000000000", "12.5", "12.5"), ("0000000000", "-7", "-7"), ("00", "3", "03"), ("0", "3", "3"),
        ("000-0000", "660011", "0660011"), ("0000-00-00", "20240603", "20240603"),
        ("00!:00", "805", "08:05"), ('0000"年"00"月"', "202406", "2024年06月"), ("0000!.00", "202410", "2024.10"),
        ("0,000", "5", "5"), ("0000.00", "5.5", "5.5"), ('"NO."0000', "12", "NO.0012"),
        ("0!.0000", "26344.86", "2.634486"), ("0!.0000", "-26344.86", "-2.634486"), ("0!.0000", "0", "0"),
        (r"0\.0000", "26344.86", "2.634486"), ('0"."0000', "26344.86", "2.634486"),
        ("0.0000", "26344.86", "26344.86"), ("0!.0,", "26344.86", "2.634486"), ("0!.00", "2634486", "26344.86"),
        ("#,##0.00,", "26344.86", "26.34486"), ("0.0000,,", "26344860", "26.34486"), ("0,.00", "2634", "2.634"),
        ("#,##0.00", "26344.86", "26344.86"), ("0.00,,\n%", "26344.86", "2.634486"),
        ('0"万"0000', "26344", "26344"),
        ("0.00%", "0.93", "93%"), ("0%", "-0.055", "-5.5%"), (r"0.00\%", "93", "93%"),
        ('0.00"万元"', "2.634486", "2.634486万元"), ('0!.0000"万元"', "26344.86", "2.634486万元"),
        ("0.00[$万元]", "2.63", "2.63万元"), ("0.00[$¥-804]", "2.63", "2.63"), ('"¥"#,##0.00', "2.63", "2.63"),
        ('General"kVA"', "315", "315kVA"), ('0.0000"元/kWh"', "0.58", "0.58元/kWh"), ('0"页"', "3", "3"),
        ('[>=10000]0!.0,"万元";0"元"', "26344", "2.6344万元"), ('[>=10000]0!.0,"万元";0"元"', "9999", "9999元"),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0", "0"), ("0.00;[Red]0.00", "-5", "-5"),
        ("0.00E+00", "5000", "5000"), ("# ?/?", "0.5", "0.5"), (";;;", "5", "5"), ("@", "5", "5"),
        ("0!.0000;-0.00", "-5", "-5"), ("0.00", "1.13E+21", "1.13E+21"),
    ],
)  # fmt: skip
def test_number_is_read_as_its_format_shows_it(code: str, number: str, shown: str):
    found = number_format(code)
    assert (found.shown(number) if found else number) == shown


@pytest.mark.parametrize(
    ("code", "is_time", "is_day"),
    [
        ("yyyy-mm-dd", True, True), ("m月", True, True), ("h:mm", True, False), ("[h]:mm", True, False),
        ("mm:ss", True, False), ("上午/下午h:mm", True, False), ('0.00"d"', False, False), ("[Red]0.00", False, False),
        (r"0\d", False, False), ("General", False, False), ("", False, False),
    ],
)  # fmt: skip
def test_a_date_format_is_known_by_its_letters_outside_of_quotes(code: str, is_time: bool, is_day: bool):
    assert (shows_time(code), shows_day(code)) == (is_time, is_day)


@settings(max_examples=400, deadline=None)
@given(
    st.text(alphabet='0#?.,%;[]"!\\_*-+/ ()<>=$¥年万元hmsdyEeG@\n', max_size=30),
    st.decimals(-(10**11), 10**11, places=2),
)
def test_any_format_shows_a_number_and_never_another_sign(code: str, number: Decimal):
    text = f"{number.normalize():f}"
    found = number_format(code)
    shown = found.shown(text) if found else text
    assert re.search(r"\d", shown)
    assert "-" in shown if text.startswith("-") else "-" in code or "-" not in shown


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30), st.text(alphabet=string.ascii_letters + "年- ", max_size=10))
def test_no_format_changes_a_text(code: str, text: str):
    found = number_format(code)
    assert found is None or found.shown(text) == text


@pytest.mark.parametrize("code", ["General", "", "0", "0.00", "#,##0", "@", "G/通用格式", "yyyy-mm-dd"])
def test_a_format_that_shows_the_number_itself_says_nothing(code: str):
    assert number_format(code) is None


# --- in a file --------------------------------------------------------------------------------------------


@EVERY
def test_digits_that_the_format_pads_are_read_and_said(tmp_path: Path, kind: str):
    rows = [["户号", "总电量"], [660000011, 42581], [660000064, 51486]]
    sheet = written(tmp_path, kind, rows, {0: "0000000000"})
    assert columns(sheet) == [["户号", "0660000011", "0660000064"], ["总电量", "42581", "51486"]]
    assert [note for note in sheet.notes if "0000000000" in note] == [
        "A 列 2 个数字按单元格格式“0000000000”补零"
    ]


@EVERY
def test_number_shown_in_another_scale_is_read_in_it(tmp_path: Path, kind: str):
    sheet = written(tmp_path, kind, [["户号", "总电费(万元)"], ["01", 26344.86], ["02", 7]], {1: "0!.0000"})
    assert columns(sheet)[1] == ["总电费(万元)", "2.634486", "0.0007"]
    assert sheet.scaled == {1: 4}


@EVERY
def test_percent_and_units_of_a_format_stand_behind_the_number(tmp_path: Path, kind: str):
    rows = [["实际功率因数(%)", "总电费"], [0.93, 2.63]]
    sheet = written(tmp_path, kind, rows, {0: "0.00%", 1: '0.00"万元"'})
    assert columns(sheet) == [["实际功率因数(%)", "93%"], ["总电费", "2.63万元"]]


@EVERY
def test_text_in_a_cell_with_a_format_stays_as_it_is(tmp_path: Path, kind: str):
    sheet = written(tmp_path, kind, [["户号"], ["12"], ["甲"]], {0: "0000000000"})
    assert columns(sheet) == [["户号", "12", "甲"]]
    assert not any("补零" in note for note in sheet.notes)


def test_cells_without_a_style_have_that_of_the_workbook(tmp_path: Path):
    _by_hand(tmp_path / "a.xlsx", [["户号"], [12]], {5: "00000"})
    changed = tmp_path / "b.xlsx"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode().replace('<x:xf numFmtId="0"/>', "").replace(' s="0"', "")
            new.writestr(name, text)
    (sheet,) = read_sheets(changed)
    assert columns(sheet) == [["户号", "00012"]]


@BOTH
def test_formats_in_a_column_far_to_the_right_and_far_down_are_found(tmp_path: Path, kind: str):
    path = tmp_path / f"a.{kind}"
    rows: list[list[Any]] = [[None] * 30 for _ in range(20_000)]
    rows[0][29], rows[19_999][29] = "户号", 12
    WRITERS[kind](path, rows, {29: "00000"})
    (sheet,) = read_sheets(path)
    assert columns(sheet) == [["户号", "00012"]]
    assert any("AD 列 1 个" in note for note in sheet.notes)


# --- dates and numbers under a date format ----------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("number", "text"),
    [
        (45473.99999998843, "2024-06-30 23:59:59"),  # .999
        (45473.9999953704, "2024-06-30 23:59:59"),  # .600
        (45473.9999999, "2024-06-30 23:59:59"),  # .991
        (45473.99999999999, "2024-07-01"),  # what adding up leaves of midnight
        (45473.0000000001, "2024-06-30"),
        (45452.33611111111, "2024-06-09 08:04:00"),
        (45452.3361111, "2024-06-09 08:04:00"),
        (45452.336117, "2024-06-09 08:04:00"),  # half a second later
    ],
)
def test_moment_is_cut_to_the_second_and_stays_on_its_day(
    tmp_path: Path, kind: str, number: float, text: str
):
    sheet = written(tmp_path, kind, [["发行日期"], [number]], {0: "yyyy-mm-dd hh:mm:ss"})
    assert columns(sheet) == [["发行日期", text]]


@BOTH
@pytest.mark.parametrize("number", [-123.45, -250, 0, 0.5, 1, 60, 66.6, 5231.77, 45444, 45444.37, 123456.78])
def test_number_under_a_date_format_in_a_column_of_numbers_is_the_number(
    tmp_path: Path, kind: str, number: float
):
    path = tmp_path / f"a.{kind}"
    with_date = [["总电费"], [501.5], [502.5], [number]]
    _mixed(kind, path, with_date, 3)
    (sheet,) = read_sheets(path)
    assert columns(sheet) == [["总电费", "501.5", "502.5", str(number)]]
    assert "A 列 1 个数字带有日期格式,按数字读取" in sheet.notes


def _mixed(kind: str, path: Path, rows: Rows, dated: int) -> None:
    """Write a column in which one row alone has a date format."""
    if kind == "xls":
        book = xlwt.Workbook()
        sheet = book.add_sheet("一")
        day = xlwt.easyxf(num_format_str="yyyy/m/d")
        for r, (value,) in enumerate(rows):
            sheet.write(r, 0, value, day if r == dated else xlwt.Style.default_style)
        book.save(str(path))
        return
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy/m/d"})
        for r, (value,) in enumerate(rows):
            sheet.write(r, 0, value, day if r == dated else None)


@BOTH
@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "1900-01-00"), (1, "1900-01-01"), (2, "1900-01-02"), (3, "3"), (36, "36"), (61, "61"), (2024, "2024"),
        (9999, "9999"), (10000, "1927-05-18"), (-123.45, "-123.45"), (0.5, "0.5"), (18384, "1950-05-01"),
        (2958465, "9999-12-31"),
    ],
)  # fmt: skip
def test_number_of_up_to_four_digits_in_a_column_of_dates_is_no_date_whatever_its_cell_shows(
    tmp_path: Path, kind: str, number: float, text: str
):
    sheet = written(tmp_path, kind, [["发行日期"], [45448], [45449], [number]], {0: "yyyy-mm-dd"})
    assert columns(sheet) == [["发行日期", "2024-06-05", "2024-06-06", text]]


@BOTH
def test_dates_among_days_and_months_written_as_numbers_stay_dates(tmp_path: Path, kind: str):
    path = tmp_path / f"a.{kind}"
    _mixed(kind, path, [["电费年月"], [202406], [202406], [45444]], 3)
    (sheet,) = read_sheets(path)
    assert columns(sheet) == [["电费年月", "202406", "202406", "2024-06-01"]]


@BOTH
def test_a_column_of_amounts_all_under_a_date_format_is_a_column_of_numbers(tmp_path: Path, kind: str):
    amounts = [[501.5], [5231.77], [-12.5], [44000.25]]
    sheet = written(tmp_path, kind, [["总电费"], *amounts], {0: "yyyy-mm-dd"})
    assert columns(sheet) == [["总电费", "501.5", "5231.77", "-12.5", "44000.25"]]


@BOTH
def test_dates_before_our_time_among_dates_of_it_stay_dates(tmp_path: Path, kind: str):
    days = [[dt.date(1949, 10, 1)], [dt.date(2024, 6, 5)], [dt.date(1900, 1, 1)], [dt.date(1900, 1, 1)]]
    sheet = written(tmp_path, kind, [["立户日期"], *days], {0: "yyyy-mm-dd"})
    assert columns(sheet) == [["立户日期", "1949-10-01", "2024-06-05", "1900-01-01", "1900-01-01"]]


@BOTH
def test_times_of_day_and_lengths_of_time_stay_what_they_are(tmp_path: Path, kind: str):
    rows = [["时刻", "时长"], [0.5, 1.5], [0.9999999, 0.0]]
    sheet = written(tmp_path, kind, rows, {0: "h:mm:ss", 1: "[h]:mm:ss"})
    assert columns(sheet) == [["时刻", "12:00:00", "23:59:59"], ["时长", "36:00:00", "00:00:00"]]


@BOTH
def test_a_workbook_that_counts_from_1904_says_so(tmp_path: Path, kind: str):
    rows = [["发行日期", "总电费"], [43987, 7], [0, 8]]
    sheet = written(tmp_path, kind, rows, {0: "yyyy-mm-dd"}, is_1904=True)
    assert columns(sheet)[0] == ["发行日期", "2024-06-06", "1900-01-00"]
    assert sheet.is_1904
    assert not written(tmp_path, kind, rows, {0: "yyyy-mm-dd"}).is_1904


@BOTH
def test_a_number_too_long_for_a_length_of_time_is_refused_with_its_row(tmp_path: Path, kind: str):
    rows = [["用户编号"], [0.5], [6600000011]]
    with pytest.raises(FileUnreadable, match=r"第 3 行.*时长格式"):
        written(tmp_path, kind, rows, {0: "[h]:mm"})
    assert columns(written(tmp_path, kind, rows, {0: "0"})) == [["用户编号", "0.5", "6600000011"]]


@BOTH
def test_number_far_below_every_date_is_refused_and_named(tmp_path: Path, kind: str):
    rows = [["户号", "余额"], ["01", -5], ["02", -1_000_000_001]]
    with pytest.raises(FileUnreadable, match=r"第 3 行.*B 列的数字 -1000000001 带有日期格式.*“常规”"):
        written(tmp_path, kind, rows, {1: "yyyy-mm-dd"})


def test_rows_that_the_engine_gives_up_on_are_named():
    class PanicException(BaseException):
        pass

    def rows() -> Iterator[list[object]]:
        yield ["户号"]
        raise PanicException

    with pytest.raises(FileUnreadable, match=r"“S” 第 6 行.*日期或时间格式"):
        engine_sheets._taken(rows(), 10, Place("a.xlsx", "S"), 5)


@BOTH
def test_large_numbers_under_a_date_are_numbers(tmp_path: Path, kind: str):
    rows = [["户号", "余额"], ["01", -1e9], ["02", 660000000011]]
    assert columns(written(tmp_path, kind, rows, {1: "yyyy-mm-dd"}))[1] == [
        "余额",
        "-1000000000",
        "660000000011",
    ]


@pytest.mark.parametrize("text", ["2024-06-01", "2024-06-01 08:52:48", "1900-01-00"])
def test_a_date_in_a_column_of_numbers_is_rejected_with_its_format_named(text: str):
    read = read_number(text, "元")
    assert isinstance(read, Unreadable)
    assert "日期格式" in read.reason


# --- the header describes what is shown -------------------------------------------------------------------


def bills(folder: Path, header: str, code: str, answer: str = "") -> Recognition:
    """Return what a list of bills is recognised as whose total has a number format."""
    months = [
        ["户号", "电费年月", "总电量", header],
        *(["0660000011", "202406", 42581 + i, 26344.86] for i in range(3)),
    ]
    sheet = written(folder, "xlsx", months, {3: code})
    found = recognise(sheet, tables())
    if found is not None and answer:
        (question,) = found.questions
        fields = {"cons_no": "户号", "amt_ym": "电费年月", "total_pq": "总电量", "total_amt": header}
        found = recognise(sheet, tables(), choice=Choice("bills", fields, units={question.key: answer}))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("header", "code"),
    [("总电费(万元)", "0!.0000"), ("总电费(千元)", "#,##0.00,"), ("总电费", "0.00"), ("总电费(元)", "0!.00")],
)
def test_a_scale_that_the_header_names_is_no_question(tmp_path: Path, header: str, code: str):
    assert bills(tmp_path, header, code).problem is None


@pytest.mark.parametrize(
    ("header", "code"), [("总电费", "0!.0000"), ("总电费(元)", "0!.0000"), ("总电费", "#,##0.00,")]
)
def test_a_scale_that_no_header_names_is_asked_about(tmp_path: Path, header: str, code: str):
    asked = bills(tmp_path, header, code)
    assert asked.problem is not None
    assert "单元格格式把数值缩小" in str(asked.problem)


def test_the_unit_that_a_person_names_is_that_of_the_number_shown(tmp_path: Path):
    told = bills(tmp_path, "总电费", "0!.0000", answer="万元")
    assert told.problem is None
    assert told.scales == {3: Decimal(10_000)}


def test_a_unit_in_the_format_needs_no_answer(tmp_path: Path):
    assert bills(tmp_path, "总电费", '0!.0000"万元"').problem is None


def test_words_between_the_digits_stand_where_the_format_puts_them() -> None:
    form = number_format('0000"年"00"月"00"日"')
    assert form is not None
    assert form.shown("20240601") == "2024年06月01日"


def test_value_under_a_date_format_that_is_no_number_is_left_to_the_engine():
    scan = SheetScan(search=FormatSearch(CellFormats.of(["", "yyyy-mm-dd"]), column_index))
    scan_block(b'<row r="1"><c r="A1" s="1"><v>-x</v></c><c r="B1" s="1"><v>-5</v></c></row>', scan, Place())
    assert scan.search
    assert list(scan.search.cells.small.below(0)) == [(1, 1, -5.0)]


def test_styles_with_a_format_of_no_known_number_show_numbers_as_they_are():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    styles = (
        f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="x"/><xf numFmtId="9"/></cellXfs></styleSheet>'
    )
    assert list(formats_of(ElementTree.fromstring(styles)).shown) == [1]


@pytest.mark.parametrize(("row", "col"), [(3, 0), (1, 1), (1, -1)])
def test_formatted_cell_outside_of_the_table_changes_nothing(row: int, col: int):
    table, formats, cells = pa.table({"c0": ["7", "8"]}), CellFormats.of(["000"]), FormattedCells()
    cells.shown[0] = Places()
    cells.shown[0].add(row, col)
    assert show(table, cells, formats, 0).table.equals(table)
    cells.shown[0].add(2, 0)
    assert show(table, cells, formats, 0).table.to_pylist() == [{"c0": "7"}, {"c0": "008"}]


def test_more_formats_than_a_person_reads_are_counted():
    found = number_format("000")
    assert found
    notes = notes_of([(col, 1, found) for col in range(MOST_NAMED + 2)])
    assert len(notes) == MOST_NAMED + 1
    assert notes[-1] == "另有 2 处单元格格式同样处理"
