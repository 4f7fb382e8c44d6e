"""Every limit holds: a file that just keeps to it is read, and the same file is refused once the limit is lower.

The files are small and harmless; the limits are what the tests set low.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pytest
import xlwt

from data_loaders.child.sandbox import run_confined
from data_loaders.files.excel.sheet_scan import SheetScan, scan_block
from data_loaders.limits import Limits, size_text
from models.errors import FileHostile, Place
from tests.data_loaders import confined_work
from tests.data_loaders import hostile as h

ROOM = {"wall_seconds": 300}  # the machine may be busy
WITHOUT_NUMBERS = "".join(
    "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) + "</row>"
    for row in [h.HEADER, *h.ROWS]
)
HTML = "<table>" + "".join(
    "<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in [h.HEADER, *h.ROWS]
)
SECTIONS = (
    "户号,户名,合同容量\n1,甲,5\n"
    + "户号,户名,用电地址,合同容量\n1,甲,东街,5\n"
    + "户号,户名,合同容量\n1,甲,5\n"
)
SPANS = "<tr>" + '<td colspan="3">甲</td></tr><tr>' * 3 + "</tr></table>"
XML_TABLE = (
    '<?xml version="1.0"?><Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S">'
    "<Table>{rows}</Table></Worksheet></Workbook>"
)
XML_ROWS = "".join(
    "<Row>" + "".join(f"<Cell><Data>{text}</Data></Cell>" for text in row) + "</Row>"
    for row in [h.HEADER, *h.ROWS]
)
MERGES = "<mergeCells>" + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in (2, 3, 4)) + "</mergeCells>"
FOUR_STYLES = '<xf numFmtId="0"/>' * 4
STYLES = f'<styleSheet xmlns="{h.MAIN}"><!--{"x" * 3000}--><cellXfs>{FOUR_STYLES}</cellXfs></styleSheet>'
STRINGS = f'<sst xmlns="{h.MAIN}">{"".join(f"<si><t>文{n}</t></si>" for n in range(10))}</sst>'
ONE_STRING = h.sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
LONG_LINE = h.CSV + f"0000000099,{'长' * 60},1\n"


def written(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def old_workbook(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for row, texts in enumerate([h.HEADER, *h.ROWS]):
        for column, text in enumerate(texts):
            sheet.write(row, column, text)
    book.save(str(path))
    return path


def size(path: Path) -> int:
    return path.stat().st_size


def largest_part(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        return archive.getinfo("xl/styles.xml").file_size


def packed_fold(path: Path) -> int:
    """Return how many times larger the content is than the archive, rounded up."""
    with zipfile.ZipFile(path) as archive:
        return -(-sum(entry.file_size for entry in archive.infolist()) // size(path))


@dataclass(frozen=True)
class Case:
    """One limit, a file, and the least value of the limit with which the file is read."""

    limit: str
    file: str
    build: Callable[[Path], Path]
    least: int | Callable[[Path], int]
    said: str
    others: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.limit} {self.file}"


CASES = [
    Case("entries", "a.zip", lambda p: h.zipped(p, {f"{n}.csv": b"a,b\n1,2\n" for n in range(4)}), 4,
         "压缩包内有 4 个文件,最多 3 个"),
    Case("unpacked_bytes", "a.zip", lambda p: h.zipped(p, {"a.csv": h.CSV.encode()}), len(h.CSV.encode()), "解压超限"),
    Case("any_ratio_bytes", "a.zip", lambda p: h.zipped(p, {"a.csv": h.CSV.encode()}), len(h.CSV.encode()), "解压超限",
         {"ratio": 0}),
    Case("ratio", "a.zip", lambda p: h.zipped(p, {"a.csv": h.CSV.encode() * 9}), packed_fold, "解压超限",
         {"any_ratio_bytes": 0}),
    Case("columns", "a.xlsx", h.xlsx, 3, "超出列上限:用到第 3 列,最多 2 列"),
    Case("columns", "unnumbered.xlsx", lambda p: h.xlsx(p, {"S": h.sheet_xml(WITHOUT_NUMBERS)}), 3, "超出列上限"),
    Case("columns", "a.csv", lambda p: written(p, h.CSV), 3, "超出列上限"),
    Case("columns", "html.xls", lambda p: written(p, HTML), 3, "超出列上限"),
    Case("columns", "old.xls", old_workbook, 3, "超出列上限"),
    Case("columns", "excel95.xls", h.biff5, 1, "超出列上限"),
    Case("rows", "a.xlsx", h.xlsx, 21, "超出行上限:用到第 21 行,最多 20 行"),
    Case("rows", "unnumbered.xlsx", lambda p: h.xlsx(p, {"S": h.sheet_xml(WITHOUT_NUMBERS)}), 21, "超出行上限"),
    Case("rows", "html.xls", lambda p: written(p, HTML), 21, "超出行上限"),
    Case("rows", "xml.xls", lambda p: written(p, XML_TABLE.format(rows=XML_ROWS)), 21, "超出行上限"),
    Case("cell_characters", "a.xlsx", h.xlsx, 10, "第 2 行:单元格文字超长:10 个字符,上限 9"),
    Case("cell_characters", "a.csv", lambda p: written(p, h.CSV), 10, "第 2 行:单元格文字超长"),
    Case("merges", "a.xlsx", lambda p: h.xlsx(p, {"S": h.sheet_xml(h.CLEAN_ROWS, after=MERGES)}), 3,
         "合并单元格超过 2 处"),
    Case("merges", "html.xls", lambda p: written(p, HTML + SPANS), 3, "合并单元格超过 2 处"),
    Case("sheets", "a.xlsx", lambda p: h.xlsx(p, {name: h.sheet_xml(h.CLEAN_ROWS) for name in "甲乙丙"}), 3,
         "工作表 3 个,最多 2 个"),
    Case("sheets", "a.csv", lambda p: written(p, SECTIONS), 3, "工作表 3 个,最多 2 个"),
    Case("styles", "a.xlsx", lambda p: h.xlsx(p, None, {"xl/styles.xml": STYLES}), 4, "单元格样式超过 3 种"),
    Case("spare_strings", "a.xlsx", lambda p: h.xlsx(p, {"S": ONE_STRING}, {"xl/sharedStrings.xml": STRINGS}), 8,
         "共享字符串 10 个,而引用它的单元格只有 1 个"),
    Case("area", "a.xlsx", h.xlsx, 21 * 4, "工作表范围过大:84 个单元格,最多 83 个"),
    Case("part_bytes", "a.xlsx", lambda p: h.xlsx(p, None, {"xl/styles.xml": STYLES}), largest_part,
         "内部文件“xl/styles.xml”展开后超过"),
    Case("row_bytes", "a.xlsx", h.xlsx, len("</sheetData></worksheet>"), "单行内容超过 23 字节"),
    Case("old_workbook_bytes", "old.xls", old_workbook, size, "xls 文件超过"),
    Case("text_bytes", "a.csv", lambda p: written(p, h.CSV), size, "文本文件超过"),
    Case("line_bytes", "a.csv", lambda p: written(p, LONG_LINE), len(LONG_LINE.encode().splitlines()[-1]),
         "第 22 行:一行超过"),
    Case("line_bytes", "one_line.csv", lambda p: written(p, "户号,户名,电量"), size, "第 1 行超长,整个文件没有换行"),
    Case("markup_bytes", "html.xls", lambda p: written(p, HTML), size, "网页或 XML 表格超过"),
    Case("markup_bytes", "archive.xls", lambda p: written(p, f"MIME-Version: 1.0\nContent-Type: text/html\n\n{HTML}"), size,
         "网页或 XML 表格超过"),
    Case("markup_bytes", "xml.xls", lambda p: written(p, XML_TABLE.format(rows=XML_ROWS)), size, "网页或 XML 表格超过"),
]  # fmt: skip
OF_THE_CHILD = {"memory_mb", "cpu_seconds", "wall_seconds", "message_bytes"}  # test_sandbox.py
OF_THE_WAY = {"early_scan_bytes"}  # below


def opened(path: Path, **limits: Any) -> list[dict[str, Any]]:
    return run_confined(
        confined_work.describe, [str(path)], limits=Limits(**ROOM | limits), shown_name=path.name
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_file_that_just_keeps_to_a_limit_is_read_and_is_refused_with_a_lower_one(tmp_path: Path, case: Case):
    path = case.build(tmp_path / case.file)
    least = case.least if isinstance(case.least, int) else case.least(path)
    assert opened(path, **case.others | {case.limit: least})
    with pytest.raises(FileHostile) as refused:
        opened(path, **case.others | {case.limit: least - 1})
    assert f"文件“{case.file}”" in str(refused.value)
    assert case.said in str(refused.value)
    assert "请" in str(refused.value), "it says what to do"


def test_every_limit_has_a_file_on_both_sides_of_it():
    assert {one.name for one in fields(Limits)} == {case.limit for case in CASES} | OF_THE_CHILD | OF_THE_WAY


@pytest.mark.parametrize("text", [HTML, XML_TABLE.format(rows=XML_ROWS)], ids=["web page", "XML"])
def test_markup_without_a_single_line_break_is_read_however_long_its_line(tmp_path: Path, text: str):
    [sheet] = opened(written(tmp_path / "one_line.xls", text), line_bytes=20)
    assert sheet["cells"] == [h.HEADER, *h.ROWS]


@pytest.mark.parametrize("early", [0, 1 << 20], ids=["beside the engine", "before the engine"])
def test_sheet_is_looked_over_whether_before_or_beside_the_engine(tmp_path: Path, early: int):
    path = h.xlsx(tmp_path / "a.xlsx")
    assert opened(path, early_scan_bytes=early)[0]["cells"] == [h.HEADER, *h.ROWS]
    with pytest.raises(FileHostile, match="超出行上限"):
        opened(path, early_scan_bytes=early, rows=20)


def test_cell_beyond_the_limit_is_refused_by_the_look_at_the_raw_sheet():  # C-12
    scan_block(b'<row r="1"><c r="AMJ1"><v>1</v></c></row>', SheetScan(), Place())
    with pytest.raises(FileHostile, match=r"用到第 1,025 列"):
        scan_block(b'<row r="1"><c r="AMK1"><v>1</v></c></row>', SheetScan(), Place())


@pytest.mark.parametrize(("rows", "is_suspected"), [(21, True), (22, False)])  # C-82
def test_sheet_filled_to_the_last_row_is_suspected_of_being_cut_off(
    tmp_path: Path, rows: int, is_suspected: bool
):
    notes = opened(h.xlsx(tmp_path / "full.xlsx"), rows=rows)[0]["notes"]
    assert any("疑似截断:恰好写满 20 行数据" in note for note in notes) == is_suspected


@pytest.mark.parametrize(("number", "said"), [(2 << 30, "2 GB"), (1536 << 10, "1.5 MB"), (20, "20 字节")])
def test_size_is_said_as_people_say_it(number: int, said: str):
    assert size_text(number) == said


def test_span_that_a_cell_claims_counts_up_to_the_limit_only(tmp_path: Path):
    page = "<table><tr><td colspan='50'>甲</td><td>乙</td></tr></table>"
    with pytest.raises(FileHostile, match="用到第 6 列,最多 5 列"):
        opened(written(tmp_path / "page.xls", page), columns=5)


@pytest.mark.parametrize("cell", ['<c r="XFD1" s="1"/>', '<c r="XFD1" s="1"></c>'])
def test_cell_without_a_value_may_stand_as_far_out_as_it_likes(cell: str):
    scan_block(f'<row r="1">{cell}</row>'.encode(), SheetScan(), Place())


def test_formula_without_a_result_that_the_engine_leaves_out_counts_as_a_column(tmp_path: Path):
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><f>A1</f></c></row>'
    path = h.xlsx(tmp_path / "a.xlsx", {"S": h.sheet_xml(rows)})
    assert opened(path, columns=3)[0]["columns"] == 3
    with pytest.raises(FileHostile, match="用到第 3 列,最多 2 列"):
        opened(path, columns=2)


def test_sheet_that_the_engine_cannot_read_is_refused_for_what_the_look_at_it_found(tmp_path: Path):
    xml = h.sheet_xml(h.CLEAN_ROWS).replace("</v>", "</w>").replace("</worksheet>", "</sheet>")
    path = h.xlsx(tmp_path / "a.xlsx", {"S": xml.replace("</sheetData>", "")})
    with pytest.raises(FileHostile, match="超出行上限"):
        opened(path, early_scan_bytes=0, rows=20)
