"""Lines beside a header that describe its columns and are no records: types, lengths, duties to fill in, examples,
numbers of columns.

Templates for filling in and descriptions of tables put such lines below the header, some above it. Words alone
tell them, and only where half of a line says such words or its first cell names it: no record consists of 必填 and
字符型. Numbers of columns are told from a record 1, 2, 3 by the rows below them.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from data_loaders.values.blanks import says_nothing

Line = Mapping[int, str]

LEAST_SAYING = 2  # cells of a line
SAYING_SHARE = 0.5
NUMBERED_FROM = 3  # fewer columns are not numbered
LONGEST_SMALL = 3  # digits: a record with a number of a column in every place holds no longer ones

_DUTY = r"(?:是否)?(?:非?必[填输须选]项?|[选可]填项?|可选项?|不?可为?空|非空|条件必填|(?:NOT\s+)?NULL|REQUIRED|OPTIONAL)"
_TYPE = (
    r"(?:字符串?|文本|文字|数值|数字|整数?|小数|浮点|日期|日期时间|时间|布尔|枚举|货币)型|字符串?|文本|数值|数字|整数|小数"
    r"|N?VARCHAR2?|N?CHAR|NUMBER|NUMERIC|DECIMAL|(?:BIG|SMALL|TINY)?INT|INTEGER|FLOAT|DOUBLE|DATE|DATETIME|TIMESTAMP"
    r"|STRING|TEXT|CLOB|BOOL(?:EAN)?"
)
_SIZE = r"\(?\s*\d{1,4}(?:\s*[,.]\s*\d{1,2})?\s*(?:BYTE|CHAR|位|个?字符?|字节)?(?:以内)?\s*\)?"
_LENGTH = r"(?:长度|最长|最多|不超过)\s*[::为]?\s*\d{1,4}|\d{1,4}\s*(?:位|个字符?|字符|字节)(?:以内|数字)?"
_FORMAT = r"(?:格式\s*[::]?\s*)?(?:YYYY|CCYY)\W?MM(?:\W?DD)?(?:\W*HH.*)?"
_EXAMPLE = r"(?:填写)?(?:示例|样例|范例|例如?|如)\s*[::]"
# what may follow: a further statement (必填,最长20位), never the rest of a name
_SAYS = re.compile(
    rf"^(?:{_EXAMPLE}.|(?:{_DUTY}|(?:{_TYPE})(?:{_SIZE})?|{_LENGTH}|{_FORMAT})\s*(?:[,,;;、/(\s].*)?$)",
    re.IGNORECASE,
)
_NAMES_LINE = re.compile(
    r"^(?:填写|填报|数据|字段|数据项|列|项目)?(?:示例|样例|范例|举例|说明|类型|长度|格式|取值范围|要求)(?:数据|行)?\d{0,2}\s*[::]?$"
    r"|^(?:是否)?必填(?:项)?[::]?$"
)
_IS_EXAMPLE = re.compile(
    r"^[(\[【]?(?:此行|本行|该行)?为?(?:示例|样例|范例)(?:数据|行)?\W*(?:(?:请|导入前|填写前|上传前).*)?$"
    r"|^(?:[(\[【](?:填写)?(?:示例|样例|范例|例)[)\]】]|(?:示例|样例|范例)[::\s]*)[0-9]"  # (示例)0512345678
)
_NUMBERS_LINE = re.compile(r"^(?:栏\s*[次目号]|列\s*[号次序]|序\s*号|项\s*[次目]|行\s*次)$")
_CN_LETTERS = "甲乙丙丁戊己庚辛壬癸"


def describes(line: Line) -> bool:
    """Return whether a line says of what kind its columns are, or shows how to fill them in.

    What stands for an empty cell says nothing: a record of a database's export is half NULL.

    Shapes: `line` are the filled cells, {column: text}.
    """
    texts = [text for index in sorted(line) if not says_nothing(text := _plain(line[index]))]
    if len(texts) < LEAST_SAYING:
        return False
    saying = sum(bool(_SAYS.match(text)) for text in texts)
    if saying >= LEAST_SAYING and saying >= SAYING_SHARE * len(texts):
        return True
    return bool(_NAMES_LINE.match(texts[0])) or any(_IS_EXAMPLE.match(text) for text in texts)


def numbers_columns(line: Line, below: Sequence[Line]) -> bool:
    """Return whether a line numbers the columns: 1 2 3, (1) (2) (3), A B C, 甲 乙 1 2; the first cell may name it.

    `below` are the lines that follow. Bare numbers are a record where the next line counts on, or where every column
    goes on with numbers as small.
    """
    texts = [_plain(line[index]) for index in sorted(line)]
    if _NUMBERS_LINE.match(texts[0]) if texts else False:
        texts = texts[1:]
        return len(texts) >= LEAST_SAYING and _counts(texts)
    if len(texts) < NUMBERED_FROM:
        return False
    if texts[0].startswith("(") or texts[0] == _CN_LETTERS[0]:
        return _counts(texts)
    if not _counts(texts):
        return False
    following = [row for row in below if row]
    if not following:
        return len(texts) > NUMBERED_FROM
    first = min(line)
    if _plain(following[0].get(first, "")) in ("2", "B", "b"):
        return False
    return any(_goes_on_otherwise(index, following) for index in line)


def _goes_on_otherwise(index: int, below: Sequence[Line]) -> bool:
    """Return whether a column holds something below, and no small number."""
    texts = [_plain(row[index]) for row in below if index in row]
    return bool(texts) and not any(
        re.fullmatch(rf"-?\d{{1,{LONGEST_SMALL}}}(?:\.\d+)?", text) for text in texts
    )


def _counts(texts: Sequence[str]) -> bool:
    bare = [re.sub(r"[()]", "", text).partition("=")[0].strip().upper() for text in texts]  # 3=1+2 is 3
    begins = 0
    while begins < min(len(bare), len(_CN_LETTERS)) and bare[begins] == _CN_LETTERS[begins]:
        begins += 1
    rest = bare[begins:]
    numbers = [str(number) for number in range(1, len(rest) + 1)]
    letters = [chr(ord("A") + number) for number in range(min(len(rest), 26))]
    return rest in (numbers, letters)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
