"""A spreadsheet in the OpenDocument format is read cell by cell, with what its cells show of an id."""

import zipfile
from pathlib import Path

import pytest

from data_loaders.child.sandbox import run_confined
from data_loaders.files.formats import MergedRange, Sheet, read_sheets
from data_loaders.limits import Limits
from models.errors import FileRefused
from tests.data_loaders import confined_work
from tests.data_loaders import hostile as h

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = {"office": f"{OASIS}:office:1.0", "table": f"{OASIS}:table:1.0", "text": f"{OASIS}:text:1.0",
         "style": f"{OASIS}:style:1.0"}  # fmt: skip
STYLES = '<style:style style:name="no"><style:table-properties table:display="false"/></style:style>'


def text(shown: str, marks: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {marks}><text:p>{shown}</text:p></table:table-cell>'


def value(kind: str, marks: str, shown: str = "", inner: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}" office:{marks}>{inner}<text:p>{shown}</text:p></table:table-cell>'


def row(*cells: str, marks: str = "") -> str:
    return f"<table:table-row {marks}>{''.join(cells)}</table:table-row>"


def ods(
    path: Path, *rows: str, marks: str = "", extra: dict[str, bytes] | None = None, before: str = ""
) -> Path:
    """Write a spreadsheet with one table from the XML of its rows."""
    spaces = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in NAMES.items())
    content = (
        f"{before}<office:document-content {spaces}><office:automatic-styles>{STYLES}</office:automatic-styles>"
        f'<office:body><office:spreadsheet><table:table table:name="一" {marks}>{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    parts = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()}
    return h.zipped(path, parts | (extra or {}))


def read(path: Path) -> Sheet:
    return next(iter(read_sheets(path)))


def cells(path: Path) -> list[list[str | None]]:
    return [list(found.values()) for found in read(path).cells.to_pylist()]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (text("0012"), "0012"),
        (value("float", 'value="12.5"', "13"), "12.5"),
        (value("float", 'value="660000011"', "0660000011"), "0660000011"),
        (value("float", 'value="1234.5"', "1,234.50"), "1234.5"),
        (value("percentage", 'value="0.125"', "13%"), "12.5%"),
        (value("currency", 'value="-5.25"', "-¥5.25"), "-5.25"),
        (value("date", 'date-value="2024-06-30"', "6/30"), "2024-06-30"),
        (value("date", 'date-value="2024-06-30T23:59:59.999"'), "2024-06-30 23:59:59"),
        (value("boolean", 'boolean-value="true"', "真"), "TRUE"),
        (
            value("float", 'value="400"', "400", "<office:annotation><text:p>5</text:p></office:annotation>"),
            "400",
        ),
        (text('a<text:s text:c="2"/>b<text:line-break/><text:span>c</text:span>'), "a  b\nc"),
        (text("#DIV/0!"), "#DIV/0!"),
    ],
)
def test_cell_of_each_kind_is_read(tmp_path: Path, cell: str, found: str):
    assert cells(ods(tmp_path / "a.ods", row(cell))) == [[found]]


def test_merged_cells_are_in_the_coordinates_of_the_cells(tmp_path: Path):
    group = text("分时电量", 'table:number-columns-spanned="2"')
    sheet = read(
        ods(tmp_path / "a.ods", row(group, "<table:covered-table-cell/>"), row(text("峰"), text("谷")))
    )
    assert sheet.merged == (MergedRange(0, 0, 0, 1),)


def test_repeated_cells_and_rows_are_there_and_blank_ends_are_not(tmp_path: Path):
    blank = '<table:table-cell table:number-columns-repeated="16000"/>'
    same = row(text("x", 'table:number-columns-repeated="2"'), blank, marks='table:number-rows-repeated="2"')
    gap = row(blank, marks='table:number-rows-repeated="3"')
    end = row(blank, marks='table:number-rows-repeated="1048000"')
    sheet = read(ods(tmp_path / "a.ods", same, gap, row(text("y")), end))
    assert sheet.row_no.to_pylist() == [1, 2, 6]
    assert sheet.cells.to_pylist()[1] == {"c0": "x", "c1": "x"}


def test_hidden_sheets_and_rows_are_read_and_said(tmp_path: Path):
    sheet = read(
        ods(
            tmp_path / "a.ods",
            row(text("x"), marks='table:visibility="filter"'),
            marks='table:style-name="no"',
        )
    )
    assert sheet.is_hidden
    assert "有筛选或隐藏的行 1 行,已一并读取" in sheet.notes


@pytest.mark.parametrize(
    ("extra", "before", "said"),
    [
        ({"META-INF/manifest.xml": b"<m><encryption-data/></m>"}, "", "设有密码"),
        ({"Basic/Standard/Module1.xml": b"<x/>"}, "", "文件含宏"),
        ({}, "<!DOCTYPE x>", "含有 DTD"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "", "不是表格"),
    ],
)
def test_what_cannot_be_trusted_is_refused(tmp_path: Path, extra: dict[str, bytes], before: str, said: str):
    with pytest.raises(FileRefused, match=said):
        read(ods(tmp_path / "a.ods", row(text("x")), extra=extra, before=before))


@pytest.mark.parametrize(
    "limits", [Limits(rows=5), Limits(columns=5), Limits(area=25)], ids=["rows", "columns", "area"]
)
def test_repeats_stay_within_the_limits(tmp_path: Path, limits: Limits):
    def square(size: int) -> Path:
        cell = text("x", f'table:number-columns-repeated="{size}"')
        return ods(tmp_path / f"{size}.ods", row(cell, marks=f'table:number-rows-repeated="{size}"'))

    assert run_confined(confined_work.describe, [str(square(5))], limits=limits)[0]["rows"] == 5
    with pytest.raises(FileRefused):
        run_confined(confined_work.describe, [str(square(6))], limits=limits)


def size_of(path: Path, part: str) -> int:
    with zipfile.ZipFile(path) as archive:
        return archive.getinfo(part).file_size


@pytest.mark.parametrize(
    ("limit", "part", "said"),
    [
        ("part_bytes", "META-INF/manifest.xml", "内部文件“meta-inf/manifest.xml”展开后超过"),
        ("markup_bytes", "content.xml", "表格内容展开后超过"),
    ],
)
def test_parts_stay_within_the_limits(tmp_path: Path, limit: str, part: str, said: str):
    path = ods(
        tmp_path / "a.ods", row(text("x")), extra={"META-INF/manifest.xml": b"<m>" + b" " * 200 + b"</m>"}
    )
    least = size_of(path, part)
    for most, is_read in ((least, True), (least - 1, False)):
        limits = Limits(**{limit: most})
        if is_read:
            assert run_confined(confined_work.describe, [str(path)], limits=limits)[0]["rows"] == 1
        else:
            with pytest.raises(FileRefused, match=said):
                run_confined(confined_work.describe, [str(path)], limits=limits)
