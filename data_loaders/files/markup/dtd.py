"""Refuse XML that declares a document type, before anything parses it."""

import re

from models.errors import FileDamaged, FileHostile, Place

HEAD = 1 << 20  # bytes within which the root element begins in every honest file
_MARK = b"\xef\xbb\xbf"
_ASIDE = re.compile(rb"[ \t\r\n]+|<!--.*?-->|<\?.*?\?>", re.DOTALL)  # what may stand before the root besides
_ROOT = re.compile(rb"<[A-Za-z_:\x80-\xff]")
_DECLARED = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)""")
# encodings in which no byte of another character looks like markup; UTF-7 or ISO-2022 could hide a declaration
_PLAIN = re.compile(rb"utf-?8|(us-)?ascii|gbk|gb2312|gb18030|big5|(iso-8859|windows)-\d+", re.IGNORECASE)


def refuse_dtd(content: bytes, place: Place, *, part: str = "") -> None:
    """Refuse XML that declares a document type, or whose beginning is no plain XML.

    A document type may stand before the root element only (XML 1.0, production 1), and parsers refuse it elsewhere:
    so what stands there is stepped over piece by piece, and the rest, however long, need not be seen. Where the root
    does not begin within HEAD bytes, nobody has seen what comes first, and the file is refused.
    Errors: FileHostile, FileDamaged.
    """
    head = content[:HEAD]
    at = len(_MARK) if head.startswith(_MARK) else 0
    declared = _DECLARED.match(head, at)
    is_plain = declared is None or _PLAIN.fullmatch(declared[1])
    while is_plain and (aside := _ASIDE.match(head, at)):
        at = aside.end()
    is_blank = at == len(head) < HEAD
    if is_plain and (is_blank or _ROOT.match(head, at)):
        return
    if head.startswith(b"<!", at) and not head.startswith(b"<!--", at):
        where = f"(内部文件“{part}”)" if part else ""
        raise FileHostile(
            f"文件含有 DTD 声明{where}", where=place, remedy="请用 Excel 另存为新的 xlsx 再导入"
        )
    what = f"内部文件“{part}”" if part else "内容"
    raise FileDamaged(f"{what}不是有效的 XML", where=place, remedy="请从系统重新导出")
