"""Open any delivery file and return its sheets as text; what the file is, its content decides.

Runs on hostile input: call it inside `data_loaders.child.sandbox.run_confined`, which limits memory and time.

    first bytes            read as
    PK                     xlsx, xlsb, ods, or a zip of deliveries; docx … are refused with advice
    D0 CF 11 E0            xls (BIFF), of Excel 95 with xlrd; passwords and macros are refused
    03 … and a fitting head  dbf (dBASE, FoxPro)
    <html, <table …        HTML, whatever the name says
    <?xml … Workbook       XML spreadsheet 2003
    MIME-Version           MHTML
    a known other magic    refused by name (PDF, program, picture, rar …)
    JSON, a page without table, a line of a log   refused with its own words (system_messages)
    anything else          delimited text
"""

import re
import struct
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from data_loaders.files.archives import Member, checked_entries, open_archive, safe_name, unpack
from data_loaders.files.excel import ole
from data_loaders.sheet import BrokenRow, MergedRange, Sheet
from models.errors import FileDamaged, FileHostile, FileUnreadable, MingjiError, Place

__all__ = ["BrokenRow", "Member", "MergedRange", "Sheet", "deliveries", "read_sheets"]

HEAD = 4096
_FOREIGN = {
    b"%PDF": "PDF 文档",
    b"MZ": "程序文件",
    b"\x7fELF": "程序文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "rar 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "gzip 压缩包",
    b"BZh": "bzip2 压缩包",
    b"\xfd7zXZ": "xz 压缩包",
    b"{\\rtf": "RTF 文档",
    b"SQLite format 3": "数据库文件",
    b"PAR1": "Parquet 文件",
    b"\0\1\0\0Standard Jet DB": "Access 数据库",
    b"\0\1\0\0Standard ACE DB": "Access 数据库",
    b"\x09\x00\x04\x00": "Excel 2.0 旧格式",
    b"\x09\x02\x06\x00": "Excel 3.0 旧格式",
    b"\x09\x04\x06\x00": "Excel 4.0 旧格式",
}
_REMEDIES = {
    "压缩包": "请解开压缩包,导入其中的文件,或重新打包为 zip",
    "旧格式": "请用 Excel 或 WPS 打开后另存为 xlsx 再导入",
}
# names that only a document in the form of an archive has, and what it is where it is no workbook of Excel
_DOCUMENTS = {
    "mimetype": "ods 等开放文档格式",
    "content.xml": "ods 等开放文档格式",
    "meta-inf/manifest.xml": "ods 等开放文档格式",
    "index/document.iwa": "Numbers 表格",
    "index.zip": "Numbers 表格",
    "ofd.xml": "OFD 版式文件",
    "[content_types].xml": "",
}
_DBF_VERSIONS = b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\xcb\xe5\xf5\xfb"  # the first byte of a table
_DBF_TYPES = b"CVNFDLIBYTOMGP@+0"
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|div|style)\b", re.I | re.S
)
_XML_TABLE = re.compile(rb"<\?mso-application|urn:schemas-microsoft-com:office:spreadsheet")


def read_sheets(path: Path, shown_name: str | None = None) -> Iterator[Sheet]:
    """Yield the sheets of a delivery in the order in which they stand; empty ones are left out.

    Shapes: a zip yields the sheets of its members, `file` then is "outer.zip/inner.csv".
    Errors: FileDamaged, FileHostile, FileUnreadable; a fault in one member ends the reading of the zip, so
    whoever wants the others goes through `deliveries` and calls this for each.
    """
    with tempfile.TemporaryDirectory(prefix="mingji-unzip-") as folder:
        found = False
        for member in deliveries(path, Path(folder), shown_name):
            for sheet in _reader(member.path, member.shown_name)(member.path, member.shown_name):
                found = True
                yield sheet
        if not found:
            raise FileDamaged(
                "文件中没有任何数据", where=Place(_shown(path, shown_name)), remedy="请确认导出条件后重新导出"
            )


def deliveries(path: Path, into: Path, shown_name: str | None = None) -> list[Member]:
    """Return the single files of a delivery: itself, or the members of a zip, unpacked into a folder.

    Zips within the zip are unpacked too, those within them are not; one that cannot be trusted stays packed,
    and whoever reads it learns why.
    Errors: FileDamaged, FileHostile where the zip as a whole cannot be trusted.
    """
    file = _shown(path, shown_name)
    if not _is_plain_zip(path, file):
        return [Member(path, file)]
    if "/" in file:  # it came out of a zip itself
        _refuse_nested(path, file)
    members = unpack(path, file, into)
    for zipped in [member for member in members if _is_inner_zip(member)]:
        folder = into / f"{zipped.path.stem}.unpacked"
        folder.mkdir()
        try:
            inner = unpack(zipped.path, zipped.shown_name, folder, members)
        except MingjiError:
            continue
        members[members.index(zipped) : members.index(zipped) + 1] = inner
        zipped.path.unlink()
    return members


def _is_inner_zip(member: Member) -> bool:
    try:
        return _is_plain_zip(member.path, member.shown_name)
    except MingjiError:
        return False


def _refuse_nested(path: Path, file: str) -> NoReturn:
    """Say why a zip that stayed packed cannot be read: its own fault, or that it lies too deep."""
    with open_archive(path, file) as archive:
        checked_entries(archive, path, file)
    raise FileHostile("压缩包里还有压缩包", where=Place(file), remedy="请解开里层压缩包后再导入")


def _shown(path: Path, shown_name: str | None) -> str:
    """Return the name to show: cleaned, keeping the way from a folder or a zip to what lies in it."""
    name = path.name if shown_name is None else shown_name
    parts = name.split("/")
    return safe_name(name) if {"", ".", ".."} & set(parts) else "/".join(map(safe_name, parts))


def _head(path: Path, file: str) -> bytes:
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise FileDamaged("文件为空", where=Place(file), remedy="请从系统重新导出")
    return head


def _is_plain_zip(path: Path, file: str) -> bool:
    """Tell whether a file is an archive of deliveries, not a document in the form of an archive."""
    if not _head(path, file).startswith(b"PK"):
        return False
    return not _names(path, file) & _DOCUMENTS.keys()


def _names(path: Path, file: str) -> set[str]:
    with open_archive(path, file) as archive:
        return {entry.filename.lower() for entry in archive.infolist()}


def _reader(path: Path, file: str) -> Callable[[Path, str], Iterator[Sheet]]:
    """Return the reader for what the content is; engines are imported only when they are needed."""
    head = _head(path, file)
    for magic, kind in _FOREIGN.items():
        if head.startswith(magic):
            raise FileDamaged(
                f"类型不符:这是{kind},不是表格",
                where=Place(file),
                remedy=_REMEDIES.get(kind[-3:], "请从系统导出 xlsx 或 csv"),
            )
    if head.startswith(b"PK"):
        return _archive_reader(path, file)
    if head.startswith(ole.MAGIC):
        from data_loaders.files.excel.spreadsheet import read_xls

        return read_xls
    if _is_dbf(head):
        from data_loaders.files.dbf_file import read_dbf

        return read_dbf
    start = _ascii(head)
    if start.lstrip().startswith(b"<?xml") or _XML_TABLE.search(start) or _HTML.match(start):
        return _markup_reader(start)
    if re.match(rb"\s*(?:MIME-Version|From|Content-Type|Message-ID|Subject)\s*:", start, re.IGNORECASE):
        from data_loaders.files.markup.web_page import read_mhtml

        return read_mhtml
    from data_loaders.files.text.delimited import read_delimited

    return read_delimited


def _archive_reader(path: Path, file: str) -> Callable[[Path, str], Iterator[Sheet]]:
    if _is_plain_zip(path, file):
        _refuse_nested(path, file)
    names = _names(path, file)
    if "content.xml" in names:
        from data_loaders.files.markup.open_document import read_ods

        return read_ods
    kind = next((kind for name, kind in _DOCUMENTS.items() if kind and name in names), "")
    if kind:
        raise FileUnreadable(f"这是 {kind}", where=Place(file), remedy="请另存为 xlsx(或导出为 Excel)再导入")
    from data_loaders.files.excel.spreadsheet import read_xlsx

    return read_xlsx


def _markup_reader(start: bytes) -> Callable[[Path, str], Iterator[Sheet]]:
    from data_loaders.files.markup.excel_2003 import read_spreadsheetml
    from data_loaders.files.markup.web_page import read_html

    is_html = _HTML.match(re.sub(rb"^\s*<\?xml.*?\?>", b"", start, flags=re.DOTALL))
    return read_html if is_html and not start.lstrip().startswith(b"<?mso") else read_spreadsheetml


def _is_dbf(head: bytes) -> bool:
    """Return whether a file begins like a table of the dBASE family: version, day of change, sizes, first field."""
    if len(head) < 65 or head[0] not in _DBF_VERSIONS or not (1 <= head[2] <= 12 and 1 <= head[3] <= 31):
        return False
    header, record = struct.unpack_from("<HH", head, 8)
    return header >= 65 and record > 1 and head[43] in _DBF_TYPES and head[32] > 0x20


def _ascii(head: bytes) -> bytes:
    """Return the beginning of a text in one byte a character, so that tags can be looked for."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf")
