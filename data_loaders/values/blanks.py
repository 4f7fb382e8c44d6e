"""What surrounds or protects a text, and which texts say nothing at all.

Exports wrap digits so that a spreadsheet keeps them (a tab, an apostrophe, a backtick, ="0123", =T("0123")), pad
with spaces of every width, and write "nothing" in a dozen ways. Every reader of cells takes these off first.
"""

import re
import unicodedata
from dataclasses import dataclass

from data_loaders.values.vocabulary import words

MARKS = "'`‘’´ʹʼˈ′"  # put before digits, seldom behind them, so that a spreadsheet takes them for text
# a mark of a note, a power or a fraction, of which half width would make a digit: 100① is not 1001
NUMBER_MARK = "[²³¹¼-¾⁰⁴-⁹₀-₉⅐-↉①-⒛⓪-⓿❶-➓㈠-㈩㊀-㊉㉈-㉏㉑-㉟㊱-㊿]"
_NUMBER_MARK = re.compile(f"({NUMBER_MARK}+)")
_WRAPPED = re.compile(
    r'^=\s*(?:(?:T|TRIM|CONCAT|CONCATENATE)\s*\(\s*)?"([^"]*)"\s*\)?$|^=\s*TEXT\s*\(\s*"([^"]*)"\s*,\s*"@"\s*\)$',
    re.IGNORECASE,
)
_QUOTED = re.compile(r'^["“”]([^"“”]*)["“”]$')
_DASHES = re.compile(r"^[-–—―─−_/\\]+$")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_BROKEN = re.compile(r"^#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|公式无结果)$", re.IGNORECASE)
_NULL_WORDS, _UNFILLED_WORDS = frozenset(words("null")), frozenset(words("unfilled"))
_BRACKETS = "()[]<>【】 "


@dataclass(frozen=True)
class Unreadable:
    """Why a text is no value of its column; `reason` completes «“text”…» in Chinese."""

    reason: str


def bare(text: str) -> str:
    """Return the text in half width, without what surrounds it and without what protected its digits."""
    if text.isascii() and text.isalnum():  # most are nothing but digits
        return text
    text = text.strip().strip(MARKS)  # before NFKC, which makes a space and an accent of ´
    text = _INVISIBLE.sub("", _in_half_width(text)).strip()
    before = None
    while text != before:  # one program's protection may stand within another's
        before = text
        if wrapped := _WRAPPED.match(text) or _QUOTED.match(text):
            text = next(part for part in wrapped.groups() if part is not None)
        text = text.strip().strip(MARKS).strip()
    return text


def _in_half_width(text: str) -> str:
    parts = _NUMBER_MARK.split(text)
    return "".join(part if n % 2 else unicodedata.normalize("NFKC", part) for n, part in enumerate(parts))


def is_protected(text: str) -> bool:
    """Return whether a text carries marks of another program, not only spaces around it."""
    shown = unicodedata.normalize("NFKC", text.strip())
    return len(shown) > 1 and (shown[0] in MARKS or shown[-1] in MARKS or bool(_WRAPPED.match(shown)))


def is_dash(text: str) -> bool:
    """Return whether a text is nothing but dashes or slashes."""
    return bool(_DASHES.match(text))


def says_nothing(text: str, *also: str) -> bool:
    """Return whether a bare text stands for an empty cell in a column that is not free text.

    `also` are further words for nothing, in lower case: NA may be a code, but it is no date.
    """
    if not text or is_dash(text):
        return True
    lower = text.casefold()
    return lower in _NULL_WORDS or lower in also


def is_unfilled(text: str) -> bool:
    """Return whether a bare text says where an id or a code should stand that nobody filled it in: 未知, (空白).

    It may be a name or a remark: free text is not asked this.
    """
    inner = text.strip(_BRACKETS).casefold()
    return inner in _UNFILLED_WORDS or (inner in _NULL_WORDS and not says_nothing(text))


def formula_fault(text: str) -> Unreadable | None:
    """Return why a cell holds the fault of a formula instead of a value, or None."""
    if not _BROKEN.match(text):
        return None
    if "公式" in text:
        return Unreadable("是没有计算结果的公式")
    return Unreadable("是公式出错的结果")
