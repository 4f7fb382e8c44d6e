"""A workbook is known by what its archive says of its parts, however they are called."""

import zipfile
from pathlib import Path

import pytest

from data_loaders.files.excel.package import Package
from data_loaders.files.excel.spreadsheet import _ScanBeside
from data_loaders.files.excel.workbook_scan import Part
from data_loaders.files.formats import read_sheets
from models.errors import FileDamaged, FileHostile, FileRefused
from tests.data_loaders import hostile as h

CLEAN = [h.HEADER, *h.ROWS]
BOOK = f'<workbook xmlns="{h.MAIN}" xmlns:r="{h.REL}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
STRICT = "http://purl.oclc.org/ooxml/"
BIN_IS_FOR_MACROS = '<Types><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'


def cells(path: Path) -> list[list[str | None]]:
    return [list(row.values()) for row in next(iter(read_sheets(path))).cells.to_pylist()]


def relations(*links: tuple[str, str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{h.REL}/{kind}" Target="{target}"/>' for key, kind, target in links
    )
    return f'<Relationships xmlns="{h.PACKAGE}/relationships">{listed}</Relationships>'


def renamed(path: Path, names: dict[str, str]) -> Path:
    """Write the clean workbook with parts under other names."""
    with zipfile.ZipFile(h.xlsx(path)) as archive:
        parts = {names.get(name, name): archive.read(name) for name in archive.namelist()}
    return h.zipped(path, parts)


def with_sheet_at(path: Path, target: str, name: str) -> Path:
    """Write the clean workbook with its sheet under a name and a relation that spells it in its own way."""
    links = relations(("r1", "worksheet", target), ("s", "sharedStrings", "sharedStrings.xml"))
    renamed(path, {"xl/worksheets/sheet1.xml": name})
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return h.zipped(path, parts | {"xl/_rels/workbook.xml.rels": links.encode()})


def test_type_declared_for_files_that_are_not_there_is_no_macro(tmp_path: Path):
    assert cells(h.xlsx(tmp_path / "a.xlsx", None, {"[Content_Types].xml": BIN_IS_FOR_MACROS})) == CLEAN


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "xl\\vbaProject.bin", "xl/macrosheets/s.xml"]
)
def test_macro_is_found_however_its_part_is_spelled(tmp_path: Path, part: str):
    with pytest.raises(FileHostile, match="文件含宏"):
        cells(h.xlsx(tmp_path / "a.xlsx", None, {part: "<x/>", "[Content_Types].xml": BIN_IS_FOR_MACROS}))


def test_macro_under_another_name_is_found_by_its_relation(tmp_path: Path):
    links = relations(("r1", "worksheet", "worksheets/sheet1.xml"), ("v", "vbaProject", "code.dat"))
    with pytest.raises(FileHostile, match="文件含宏"):
        cells(h.xlsx(tmp_path / "a.xlsx", None, {"xl/_rels/workbook.xml.rels": links, "xl/code.dat": "x"}))


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("worksheets/sheet1.xml", "xl/worksheets/Sheet1.xml"),
        ("worksheets/sheet1.xml", "XL\\Worksheets\\sheet1.xml"),
        ("worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("./worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("../xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("worksheets/sheet%201.xml", "xl/worksheets/sheet 1.xml"),
        ("/data.xml", "data.xml"),
    ],
)
def test_sheet_is_found_however_its_relation_is_spelled(tmp_path: Path, target: str, name: str):
    assert cells(with_sheet_at(tmp_path / "a.xlsx", target, name)) == CLEAN


@pytest.mark.parametrize("main", ["xl/workbook22.xml", "book.xml", "xl/deep/Workbook.xml"])
def test_main_part_is_the_one_that_the_root_relation_names(tmp_path: Path, main: str):
    folder, _, name = main.rpartition("/")
    links = relations(("r1", "worksheet", "/xl/worksheets/sheet1.xml"))
    path = renamed(tmp_path / "a.xlsx", {"xl/workbook.xml": main})
    with zipfile.ZipFile(path) as archive:
        parts = {
            part: archive.read(part) for part in archive.namelist() if part != "xl/_rels/workbook.xml.rels"
        }
    parts |= {
        "_rels/.rels": h.root_relation(main).encode(),
        f"{folder}/_rels/{name}.rels".lstrip("/"): links.encode(),
    }
    assert cells(h.zipped(path, parts)) == CLEAN


def test_strings_and_styles_under_other_names_are_used(tmp_path: Path):
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45473</v></c></row>'
    styles = (
        f'<styleSheet xmlns="{h.MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    links = relations(
        ("r1", "worksheet", "worksheets/sheet1.xml"),
        ("a", "sharedStrings", "text.xml"),
        ("b", "styles", "looks.xml"),
    )
    extra = {"xl/_rels/workbook.xml.rels": links, "xl/looks.xml": styles,
             "xl/text.xml": f'<sst xmlns="{h.MAIN}"><si><t>0012</t></si></sst>'}  # fmt: skip
    assert cells(h.xlsx(tmp_path / "a.xlsx", {"S": h.sheet_xml(rows)}, extra)) == [["0012", "2024-06-30"]]


def test_strict_workbook_is_read(tmp_path: Path):
    path = h.xlsx(tmp_path / "a.xlsx", {"S": h.sheet_xml(h.CLEAN_ROWS)})
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part).decode() for part in archive.namelist()}
    for old, new in (
        (h.MAIN, f"{STRICT}spreadsheetml/main"),
        (h.REL, f"{STRICT}officeDocument/relationships"),
    ):
        parts = {part: text.replace(old, new) for part, text in parts.items()}
    assert cells(h.zipped(path, {part: text.encode() for part, text in parts.items()})) == CLEAN


def test_listed_sheet_without_content_is_not_passed_over(tmp_path: Path):
    links = relations(("r1", "worksheet", "worksheets/sheet9.xml"))
    with pytest.raises(FileRefused, match="工作表“Sheet1”:工作簿里列有"):
        cells(h.xlsx(tmp_path / "a.xlsx", None, {"xl/_rels/workbook.xml.rels": links}))


def test_two_parts_whose_names_differ_by_case_alone_are_refused(tmp_path: Path):
    with pytest.raises(FileHostile, match="有两份"):
        cells(h.xlsx(tmp_path / "a.xlsx", None, {"xl/worksheets/SHEET1.xml": h.sheet_xml(h.row_xml(1, "x"))}))


def test_dtd_is_found_in_a_part_of_any_ending(tmp_path: Path):
    links = relations(("r1", "worksheet", "sheet.dat"))
    extra = {"xl/_rels/workbook.xml.rels": links, "xl/sheet.dat": "<!DOCTYPE x>" + h.sheet_xml(h.CLEAN_ROWS)}
    with pytest.raises(FileHostile, match="含有 DTD"):
        cells(h.xlsx(tmp_path / "a.xlsx", None, extra))


def test_chart_between_sheets_is_left_out(tmp_path: Path):
    book = BOOK.replace("</sheets>", '<sheet name="图" sheetId="2" r:id="r2"/></sheets>')
    links = relations(
        ("r1", "worksheet", "./worksheets/sheet1.xml"), ("r2", "chartsheet", "chartsheets/sheet1.xml")
    )
    extra = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": links,
        "xl/chartsheets/sheet1.xml": f'<chartsheet xmlns="{h.MAIN}"/>',
    }
    assert [sheet.name for sheet in read_sheets(h.xlsx(tmp_path / "a.xlsx", None, extra))] == ["S"]


@pytest.mark.parametrize(("folder", "said"), [("word", "Word 文档"), ("ppt", "PPT 演示文稿")])
def test_other_office_documents_are_named(tmp_path: Path, folder: str, said: str):
    parts = {"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<x/>",
             "_rels/.rels": h.root_relation(f"{folder}/document.xml").encode()}  # fmt: skip
    with pytest.raises(FileRefused, match=f"这是 {said}"):
        cells(h.zipped(tmp_path / "a.xlsx", parts))


def test_archive_without_root_relations_is_read(tmp_path: Path):
    path = h.xlsx(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist() if part != "_rels/.rels"}
    assert cells(h.zipped(path, parts)) == CLEAN


@pytest.mark.parametrize("part", ["_rels/.rels", "xl/_rels/workbook.xml.rels"])
def test_document_type_in_relations_is_refused_before_they_are_parsed(tmp_path: Path, part: str):
    with pytest.raises(FileHostile, match="含有 DTD"):
        Package(h.xxe(tmp_path / "a.xlsx", "file:///x", part), "a.xlsx")


@pytest.mark.parametrize(
    "part", ["_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/styles.xml"]
)
def test_part_that_is_no_whole_xml_is_named(tmp_path: Path, part: str):
    with pytest.raises(FileDamaged, match=f"内部文件“{part}”已损坏"):
        cells(h.xlsx(tmp_path / "a.xlsx", None, {part: "<x><y></x>"}))


def test_archive_without_a_workbook_is_refused(tmp_path: Path):
    with pytest.raises(FileDamaged, match="不是完整的 Excel 工作簿"):
        cells(h.zipped(tmp_path / "a.xlsx", {"[Content_Types].xml": b"<Types/>"}))


def test_workbook_that_relates_to_nothing_is_refused(tmp_path: Path):
    with pytest.raises(FileDamaged, match="工作簿缺少内部目录"):
        cells(h.xlsx(tmp_path / "a.xlsx", None, {"xl/_rels/workbook.xml.rels": "<Relationships/>"}))


def test_part_outside_of_the_archive_is_never_a_sheet(tmp_path: Path):
    links = relations(("r1", "worksheet", "worksheets/sheet1.xml")).replace("/>", ' TargetMode="External"/>')
    with pytest.raises(FileDamaged, match="工作簿缺少内部目录"):
        cells(h.xlsx(tmp_path / "a.xlsx", None, {"xl/_rels/workbook.xml.rels": links}))


# --- what the engine says of it ----------------------------------------------------------------------------


def test_workbook_that_the_engine_cannot_open_is_refused_in_words(tmp_path: Path):
    with pytest.raises(FileDamaged, match="工作簿无法打开"):
        cells(
            h.xlsx(
                tmp_path / "a.xlsx", None, {"xl/sharedStrings.xml": f'<sst xmlns="{h.MAIN}"><si><t>文</sst>'}
            )
        )


def test_sheet_that_the_engine_cannot_read_is_refused_with_its_name(tmp_path: Path):
    rows = '<row r="1"><c r="A1"><v>1</c></row>'
    with pytest.raises(FileDamaged, match="工作表“S”:工作表无法读取"):
        cells(h.xlsx(tmp_path / "a.xlsx", {"S": h.sheet_xml(rows)}))


def test_rows_that_the_engine_does_not_see_are_missed(tmp_path: Path):
    behind = '<x><row r="22"><c r="A22"><v>1</v></c></row></x>'
    with pytest.raises(FileDamaged, match="文件中有 22 行,只读出 21 行"):
        cells(h.xlsx(tmp_path / "a.xlsx", {"S": h.sheet_xml(h.CLEAN_ROWS, after=behind)}))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_sheet_that_could_not_be_looked_over_is_not_taken_unseen():
    class Broken:
        def scan(self, part: object) -> None:
            raise ValueError

    with pytest.raises(FileDamaged, match="工作表无法核对"):
        _ScanBeside(Broken(), Part("S", zipfile.ZipInfo())).result()  # pyright: ignore[reportArgumentType]
