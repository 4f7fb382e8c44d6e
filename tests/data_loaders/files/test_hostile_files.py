"""The corpus of hostile and malformed files: each is refused in words or read exactly; the parent lives."""

import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from data_loaders.child.sandbox import run_confined
from data_loaders.limits import Limits
from models.errors import FileRefused
from tests.data_loaders import confined_work
from tests.data_loaders import hostile as h

LIMITS = Limits(memory_mb=1024, cpu_seconds=20, wall_seconds=300)  # wall clock: the machine may be busy
CLEAN = [h.HEADER, *h.ROWS]
CANARY = "root:x:0:0"


def opened(path: Path) -> list[dict[str, Any]]:
    return run_confined(confined_work.describe, [str(path)], limits=LIMITS, shown_name=path.name)


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        opened(path)
    assert path.name in str(refused.value)
    assert "请" in str(refused.value), "it says what to do"
    return str(refused.value)


def written(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


REFUSED: list[tuple[str, str, Callable[[Path], Path], str]] = [
    ("C-01", "empty.xlsx", lambda p: written(p, b""), "文件为空"),
    ("C-02", "truncated.xlsx", h.truncated, "文件不完整"),
    ("C-04", "random.xlsx", h.random_bytes, "类型不符"),
    ("C-05", "exe_as.xlsx", lambda p: written(p, b"MZ\x90\0" + bytes(500)), "类型不符:这是程序文件"),
    ("C-06", "pdf_as.xls", lambda p: written(p, b"%PDF-1.7\n"), "类型不符:这是PDF"),
    ("C-18", "lying_sizes.xlsx", h.lying_sizes, "与目录记载不符"),
    ("C-19", "nested_zip_10.zip", h.nested_zip, "压缩包里还有压缩包"),
    ("C-20", "dtd_entity.xlsx", lambda p: h.with_dtd(p, '<!ENTITY e "x">'), "含有 DTD"),
    ("C-21", "dtd_empty.xlsx", h.with_dtd, "含有 DTD"),
    ("C-22", "xxe_file.xlsx", lambda p: h.xxe(p, "file:///etc/passwd"), "含有 DTD"),
    ("C-24a", "rels.xlsx", lambda p: h.xxe(p, "file:///x", "_rels/.rels"), "含有 DTD"),
    ("C-24b", "styles.xlsx", lambda p: h.xxe(p, "file:///x", "xl/styles.xml"), "含有 DTD"),
    ("C-24c", "strings.xlsx", lambda p: h.xxe(p, "file:///x", "xl/sharedStrings.xml"), "含有 DTD"),
    ("C-24d", "workbook.xlsx", lambda p: h.xxe(p, "file:///x", "xl/workbook.xml"), "含有 DTD"),
    ("C-24e", "behind.xlsx", lambda p: h.xxe(p, "file:///x", hide="<!-- <a> -->"), "含有 DTD"),
    ("C-24f", "utf16.xlsx", lambda p: h.xlsx(p, {"S": "<!DOCTYPE x>"}, {
        "xl/worksheets/sheet1.xml": "<!DOCTYPE x><worksheet/>".encode("utf-16")}), "不是有效的 XML"),
    ("C-27", "macro.xlsm", lambda p: h.xlsx(p, None, {"xl/vbaProject.bin": b"x"}), "文件含宏"),
    ("C-28", "macro_as.xlsx", lambda p: h.xlsx(p, None, {
        "[Content_Types].xml": '<Types><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'}), "文件含宏"),
    ("C-28x", "macro.xls", lambda p: h.ole(p, {"Workbook": b"x"}, ("_VBA_PROJECT_CUR",)), "文件含宏"),
    ("C-29", "encrypted.xlsx", lambda p: h.ole(p, {"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "取消密码"),
    ("C-29x", "encrypted.xls", h.passworded_xls, "取消密码"),
    ("C-31", "damaged.xlsb", lambda p: h.xlsx(p, None, {"_rels/.rels": h.root_relation("xl/workbook.bin"),
                                                       "xl/workbook.bin": b"x"}), "“xl/workbook.bin”已损坏或不完整"),
    ("C-32", "wps.et", lambda p: h.ole(p, {"ETContent": b"x"}), "请另存为 xlsx"),
    ("C-33", "odt.ods", lambda p: h.zipped(p, {"mimetype": b"application/vnd.oasis.opendocument.text",
                                               "content.xml": b"<x/>"}), "请另存为 xlsx"),
    ("C-33x", "docx.xlsx", lambda p: h.zipped(p, {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}),
     "不是 Excel 工作簿"),
    ("C-33y", "word.xls", lambda p: h.ole(p, {"WordDocument": b"x"}), "这是 Word 文档"),
    ("C-33z", "numbers.xlsx", lambda p: h.zipped(p, {"Index/Document.iwa": b"x"}), "这是 Numbers 表格"),
    ("C-33g", "a.csv", lambda p: written(p, b"\x1f\x8b\x08\0"), "gzip 压缩包,不是表格。请解开压缩包"),
    ("C-33a", "a.xls", lambda p: written(p, b"\0\1\0\0Standard Jet DB\0"), "Access 数据库"),
    ("C-33e", "a.xls", lambda p: written(p, b"\x09\x04\x06\0\0\0\x10\0\0\0"), "Excel 4.0 旧格式,不是表格。请用 Excel"),
    ("C-34", "symlink.zip", h.symlink_zip, "链接或特殊文件"),
    ("C-35a", "slip.zip", lambda p: h.zipped(p, {"../../x.csv": b"a,b\n"}), "指向包外"),
    ("C-35b", "absolute.zip", lambda p: h.zipped(p, {"/abs.csv": b"a,b\n"}), "指向包外"),
    ("C-35c", "drive.zip", lambda p: h.zipped(p, {"C:\\x.csv": b"a,b\n"}), "指向包外"),
    ("C-35d", "backslash.zip", lambda p: h.zipped(p, {"..\\x.csv": b"a,b\n"}), "指向包外"),
    ("C-38", "duplicates.zip", h.duplicate_names, "两个同名文件"),
    ("C-39", "encrypted.zip", lambda p: h.zipped_raw(p, [(b"a.csv", b"x" * 30)], flags=1), "取消密码"),
    ("C-39x", "bzip2.zip", h.bzip2, "采用了不支持的压缩方式"),
    ("C-39y", "litter.zip", lambda p: h.zipped(p, {"__MACOSX/._a.csv": b"x"}), "压缩包内没有文件"),
    ("C-40", "overlap.zip", h.overlapping, "互相重叠"),
    ("C-44", "mixed.csv", lambda p: written(p, h.CSV.encode() * 5 + "1,张三,2\n".encode("gbk")), "第 106 行"),
    ("C-44x", "mixed_gb.csv", lambda p: written(p, h.CSV.encode("gbk") + "1,张三供电公司,2\n".encode()), "第 22 行"),
    ("C-46", "nul_bytes.csv", lambda p: written(p, h.CSV.replace("张3", "张\0三")), "第 4 行:含有空字节"),
    ("C-49", "unclosed_quote.csv", lambda p: written(p, h.CSV.replace("张7", '"张7')), "第 8 行:引号没有闭合"),
    ("C-49x", "two_quotes.csv", lambda p: written(p, h.CSV.replace("张7", '"张7').replace("张8", '张8"')),
     "第 8 行:引号没有闭合"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "build", "said"), [case[1:] for case in REFUSED], ids=[f"{c[0]} {c[1]}" for c in REFUSED]
)
def test_file_is_refused_in_words(tmp_path: Path, file: str, build: Callable[[Path], Path], said: str):
    assert said in refusal(build(tmp_path / file))


@pytest.mark.parametrize("seed", range(1, 6))
def test_flipped_bit_is_refused_or_harmless_never_another_value(tmp_path: Path, seed: int):  # C-03
    path = h.bitflip(tmp_path / f"bitflip_{seed}.xlsx", seed)
    try:
        cells = opened(path)[0]["cells"]
    except FileRefused:
        return
    assert cells == CLEAN


def test_content_of_a_file_named_by_an_entity_is_nowhere(tmp_path: Path):  # C-22
    assert CANARY not in refusal(h.xxe(tmp_path / "xxe.xlsx", "file:///etc/passwd"))


def test_address_named_by_an_entity_is_never_asked(tmp_path: Path, listener: list[str]):  # C-23
    refusal(h.xxe(tmp_path / "xxe_http.xlsx", listener[0]))
    xml = f'<?xml version="1.0"?><!DOCTYPE x SYSTEM "{listener[0]}"><Workbook><Worksheet/></Workbook>'
    assert "DTD" in refusal(written(tmp_path / "xml.xls", xml))
    html = (
        f'<!DOCTYPE html SYSTEM "{listener[0]}"><table><tr><td>x<img src="{listener[0]}"></td></tr></table>'
    )
    assert opened(written(tmp_path / "page.xls", html))[0]["cells"] == [["x"]]
    assert listener[1:] == []


def test_nothing_is_written_outside_by_a_climbing_path(tmp_path: Path):  # C-35
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    refusal(h.zipped(inner / "slip.zip", {"../../x.csv": b"a,b\n"}))
    assert not (tmp_path / "x.csv").exists()


@pytest.fixture
def listener() -> Iterator[list[str]]:
    """Yield [own address, then every path that was asked for]."""
    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    seen.append(f"http://127.0.0.1:{server.server_port}/canary")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield seen
    server.shutdown()
    thread.join()
    server.server_close()


# --- accepted exactly, with a warning where there is something to know ---------------------------------------


@pytest.mark.parametrize("declared", ["A1", "A1:C10", "A1:Z9000"], ids=["C-09", "C-10", "C-11"])
def test_declared_dimension_is_not_believed(tmp_path: Path, declared: str):
    rows = "".join(h.row_xml(n, f"{n:010}", "甲", "1") for n in range(1, 5001))
    xml = h.sheet_xml(rows, before=f'<dimension ref="{declared}"/>')
    assert opened(h.xlsx(tmp_path / "dimension.xlsx", {"S": xml}))[0]["rows"] == 5000


def test_external_links_are_left_alone_and_said(tmp_path: Path):  # C-25, C-26
    link = '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    sheet = opened(h.xlsx(tmp_path / "dde.xlsx", None, {"xl/externalLinks/externalLink1.xml": link}))[0]
    assert sheet["cells"] == CLEAN
    assert "外部链接" in sheet["notes"][0]


def test_excel_95_is_read(tmp_path: Path):  # C-30
    assert opened(h.biff5(tmp_path / "biff5.xls"))[0]["cells"] == [["cons1"], ["12.5"]]


def test_names_in_a_chinese_zip_are_right(tmp_path: Path):  # C-36
    path = h.zipped_raw(tmp_path / "外包.zip", [("四月/客户档案.csv".encode("gbk"), h.CSV.encode())])
    sheet = opened(path)[0]
    assert sheet["file"] == "外包.zip/四月/客户档案.csv"
    assert sheet["cells"] == CLEAN


@pytest.mark.parametrize("kind", [None, "hidden", "veryHidden"])
def test_three_hundred_sheets_are_read_and_hidden_ones_named(tmp_path: Path, kind: str | None):  # C-83
    sheets = {f"表{n}": h.sheet_xml(h.row_xml(1, "户号", str(n))) for n in range(300)}
    found = opened(h.xlsx(tmp_path / "many.xlsx", sheets, states={"表7": kind} if kind else {}))
    assert len(found) == 300
    assert [sheet["name"] for sheet in found if sheet["is_hidden"]] == (["表7"] if kind else [])


def test_rows_hidden_by_a_filter_are_read_and_said(tmp_path: Path):  # C-84
    rows = h.CLEAN_ROWS.replace('<row r="5">', '<row r="5" hidden="1">')
    sheet = opened(h.xlsx(tmp_path / "filtered.xlsx", {"S": h.sheet_xml(rows)}))[0]
    assert sheet["cells"] == CLEAN
    assert sheet["notes"] == ["有筛选或隐藏的行 1 行,已一并读取"]


def test_cell_of_the_longest_length_is_read(tmp_path: Path):  # C-80
    rows = h.row_xml(1, "户号", "长" * 32_767)
    assert len(opened(h.xlsx(tmp_path / "long.xlsx", {"S": h.sheet_xml(rows)}))[0]["cells"][0][1]) == 32_767


def test_damaged_member_is_named_with_its_zip(tmp_path: Path):
    path = h.zipped(tmp_path / "四月.zip", {"好.csv": h.CSV.encode(), "坏.xlsx": b"%PDF-1.4"})
    assert "文件“四月.zip/坏.xlsx”" in refusal(path)


def test_workbook_inside_a_zip_is_no_nested_zip(tmp_path: Path):
    inner = h.blob_of(h.xlsx, tmp_path)
    assert (
        opened(h.zipped(tmp_path / "外.zip", {"里.xlsx": inner, "__MACOSX/._里.xlsx": b"x"}))[0]["cells"]
        == CLEAN
    )
