"""Refuse XML that declares a document type, before anything parses it."""

import re

from models.errors import FileDamaged, FileHostile, Place


def refuse_dtd(head: bytes, place: Place, *, part: str = "") -> None:
    """Refuse XML that declares a document type, or whose beginning is no plain XML.

    Errors: FileHostile, FileDamaged.
    """
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text and not text.startswith(b"<"):  # UTF-16 could hide a declaration from a search of bytes
        raise FileDamaged(f"内部文件“{part}”不是有效的 XML", where=place, remedy="请从系统重新导出")
    text = re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", text, flags=re.DOTALL)
    root = re.search(rb"<[A-Za-z_]", text)
    if text and root is None:
        raise FileDamaged(f"内部文件“{part}”不是有效的 XML", where=place, remedy="请从系统重新导出")
    if root and re.search(rb"<!DOCTYPE|<!ENTITY", text[: root.start()], re.IGNORECASE):
        where = f"(内部文件“{part}”)" if part else ""
        raise FileHostile(
            f"文件含有 DTD 声明{where}", where=place, remedy="请用 Excel 另存为新的 xlsx 再导入"
        )
