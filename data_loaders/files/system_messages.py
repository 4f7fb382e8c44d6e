"""Tell what a system sent in place of an export: an error as JSON, a login page, XML, a line of a log.

Such a file bears the name of the export, so it is refused for what it is, with the system's own words.
"""

import json
import re
import unicodedata
from typing import Any

from models.errors import FileDamaged, Place

LONGEST_SHOWN = 60
LARGEST_MESSAGE = 1 << 20  # bytes; what is longer holds data, not a message
FEW_LINES = 40  # a message may bring the calls that led to it

_JSON = re.compile(r'\s*(?:\{\s*(?:"|\})|\[\s*(?:[{\["\]]|-?\d+\s*[,\]]))')
_LONG_JSON = re.compile(r'\s*\[?\s*\{\s*"[^"\n]{1,60}"\s*:')
_SAYING = ("msg", "message", "errmsg", "errormsg", "error_msg", "errormessage", "error_description", "error",
           "exception", "detail", "title", "reason", "resultmsg", "retmsg", "info")  # fmt: skip
_LOGIN = re.compile(r"登录|登陆|login|sign\s*in|session|sso|cas\b", re.IGNORECASE)
_FAULT = re.compile(
    r"[\w.$]*(?:Exception|Error)\b\s*[::]|ORA-\d{5}|HTTP/\d|HTTP Status|Traceback \(most recent"
    r"|(?:\d{3}\s+)?(?:Bad Request|Unauthorized|Forbidden|Not Found|Internal Server Error|Bad Gateway"
    r"|Service (?:Temporarily )?Unavailable|Gateway Time-?out|Request Time-?out|Access (?:is )?Denied)\b",
    re.IGNORECASE,
)
_FAULT_IN_CHINESE = re.compile(
    r"(?:系统|服务|查询|导出|下载|登录|请求|操作|网络|会话)\S{0,12}(?:异常|错误|出错|失败|超时|过期|失效|繁忙)"
)
_SCRIPT = re.compile(
    r"^\s*(?:insert\s+into\s+[\w.\"`\[\]]+\s*\(|create\s+table\s)", re.IGNORECASE | re.MULTILINE
)
SCRIPT_LOOKED_AT = 4_000  # characters
_DIVIDING = re.compile(r"[\t,;|，]")
_AGAIN = "请重新登录系统,确认查询条件后重新导出"


def refuse_message(data: bytes, file: str) -> None:
    """Refuse a text, in UTF-8, that is JSON, a script for a database or a program's error; other texts pass.

    Errors: FileDamaged.
    """
    text = data[:LARGEST_MESSAGE].decode("utf-8", "ignore")
    _refuse_json(text, file, is_whole=len(data) <= LARGEST_MESSAGE)
    _refuse_fault(text, file)
    if _SCRIPT.search(text[:SCRIPT_LOOKED_AT]):
        raise FileDamaged("这是 SQL 脚本,不是表格", where=Place(file), remedy="请从系统导出 xlsx 或 csv")


def _refuse_json(text: str, file: str, *, is_whole: bool) -> None:
    content: Any = None
    if not (_JSON if is_whole else _LONG_JSON).match(text):
        return
    try:
        content = json.loads(text) if is_whole else None
    except (ValueError, RecursionError):
        return
    said = _saying(content)
    if said:
        raise FileDamaged(f"这是系统返回的出错信息(JSON):“{said}”,不是表格", where=Place(file), remedy=_AGAIN)
    raise FileDamaged("这是 JSON 数据,不是表格", where=Place(file), remedy="请从系统导出 xlsx 或 csv")


def _refuse_fault(text: str, file: str) -> None:
    lines = [line.strip() for line in text.splitlines()[: FEW_LINES + 1] if line.strip()]
    if not 0 < len(lines) <= FEW_LINES:
        return
    is_fault = _FAULT.match(lines[0]) and not any("\t" in line for line in lines[1:])
    has_no_columns = not any(map(_DIVIDING.search, lines[1:]))
    if is_fault or (has_no_columns and _FAULT_IN_CHINESE.match(lines[0])):
        raise FileDamaged(
            f"这是系统返回的出错信息:“{one_line(lines[0])}”,不是表格", where=Place(file), remedy=_AGAIN
        )


def page_without_table(title: str, words: str, file: str, *, asks_for_password: bool) -> FileDamaged:
    """Return the error for a web page that holds no exported table.

    Shapes: `title` of the page, `words` the beginning of its text.
    """
    said = one_line(title) or one_line(words)
    cited = f"“{said}”" if said else ""
    if asks_for_password or _LOGIN.search(f"{title} {words[:400]}"):
        what = f"这是系统的登录网页{cited},不是导出的表格"
    else:
        what = f"这是网页{cited},网页中没有表格"
    return FileDamaged(what, where=Place(file), remedy=_AGAIN)


def other_xml(root: str, words: str, file: str) -> FileDamaged:
    """Return the error for XML that is no XML spreadsheet."""
    said = one_line(words)
    cited = f":“{said}”" if said else ""
    return FileDamaged(
        f"这份 XML(根元素 {root})不是 XML 表格 2003,可能是系统返回的出错信息{cited}",
        where=Place(file),
        remedy="请重新登录系统后重新导出;确是数据时请另存为 xlsx 再导入",
    )


def one_line(text: str) -> str:
    """Return the beginning of a text as it may be cited."""
    shown = " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())
    return shown if len(shown) <= LONGEST_SHOWN else shown[: LONGEST_SHOWN - 1] + "…"


def _saying(content: Any) -> str:
    """Return what an answer says in words, or "" where it says nothing that a person would read."""
    if not isinstance(content, dict):
        return ""
    named = {str(key).lower(): value for key, value in content.items()}
    for key in _SAYING:
        if isinstance(value := named.get(key), str) and value.strip():
            return one_line(value)
    return next((said for value in named.values() if (said := _saying(value))), "")
