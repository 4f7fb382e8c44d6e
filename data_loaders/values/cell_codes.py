"""One text, one code of a list: from the code, its label, both together, or a code that lost its zeros.

What the list does not know is kept as it was written and reported; provinces have codes of their own.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache

from data_loaders.catalog import code_lists
from data_loaders.values.blanks import Unreadable, bare, formula_fault, is_dash, is_unfilled, says_nothing
from data_loaders.values.vocabulary import synonyms, words

_NUMBERED = re.compile(r"^\(?[0-9]{1,2}[.)、]")
_PART_OF = re.compile(r"^其中:")
_BRACKETS = re.compile(r"\([^()]*\)")
_SPACERS = re.compile(r"[\s()\[\]{}<>_\-—·,、:;/|=\"'“”《》]+|\.(?!\d)|(?<!\d)\.")
_RANGE = re.compile(r"(?<=[0-9])\s*[-~—–]\s*(?=[0-9])")
_FRACTION = re.compile(r"(\d+\.\d*?)0+(?!\d)")
_HEADS, _TAILS = words("label_heads"), words("label_tails")
_CODED_FLAG = re.compile(r"^([01yn])(?:\s*[-:、.\s|]\s*(?=\S)|(?=[是否有无]))")
_BRACKETED_CODE = re.compile(r"^[(\[{<【〔]\s*([0-9A-Za-z]+)\s*[)\]}>】〕]\s*(.+)$")  # [01]正常
_FLOAT_CODE = re.compile(r"^(\d+)\.0+$")
MINIMAL_PREFIX = 2

YES, NO, UNDECIDED = (frozenset(words(name)) for name in ("yes", "no", "undecided"))
_NEGATIONS = ("不", "未", "无", "非", "没")


class CodeReader:
    """Reads the texts of one code list."""

    def __init__(self, name: str) -> None:
        self.labels = code_lists().get(name, {})
        self._codes = {code.casefold(): code for code in self.labels}
        self._numbers = _unambiguous((str(int(code)), code) for code in self.labels if code.isdigit())
        self._shared = Counter(_plain(label) for label in self.labels.values())
        self._exact = _unambiguous((_plain(label), code) for code, label in self.labels.items())
        self._exact |= {_plain(text): code for text, code in synonyms().get(name, {}).items()}
        self._variants = self._of_labels(lambda label: not label.startswith("其中")) | self._exact
        self._variants = self._of_labels(lambda _: True) | self._variants

    def read(self, text: str) -> str | Unreadable | None:
        """Return the code that a text means; a text of no known code as it is written."""
        shown = bare(text)
        if not shown or is_dash(shown):
            return None
        code = self.code_of(shown)
        if code is not None:
            return code
        if says_nothing(shown) or is_unfilled(shown):
            return None
        if not self.labels and (whole := _FLOAT_CODE.match(shown)):
            return whole[1]
        return formula_fault(shown) or _protected_only(text)

    def numbers_among(self, texts: Iterable[str]) -> dict[str, str]:
        """Return {text: code} of whole numbers that are a label, too, where the column holds codes that lost their zeros.

        It does where all its texts are whole numbers, and one of them is no label: 1, 2 and 4 are 01, 02 and 04.
        """
        meant = {text: self._of_number(bare(text)) for text in texts if not says_nothing(bare(text))}
        doubtful = {text for text, code in meant.items() if self._exact.get(_plain(bare(text)), code) != code}
        if not doubtful or len(doubtful) == len(meant):
            return {}
        return {text: code for text, code in meant.items() if code} if all(meant.values()) else {}

    def code_of(self, text: str) -> str | None:
        """Return the code that a bare text means, or None."""
        plain = _plain(text)
        if self._shared[plain] > 1:
            return None  # a label of several codes says none of them
        return (
            self._codes.get(text.casefold())
            or self._exact.get(plain)
            or self._of_both(text)
            or self._of_number(text)
            or self._variants.get(plain)
            or self._of_prefix(plain)
            or self._of_longer(text)
        )

    def _of_labels(self, is_wanted: Callable[[str], bool]) -> dict[str, str]:
        wanted = [(code, label) for code, label in self.labels.items() if is_wanted(label)]
        return _unambiguous((variant, code) for code, label in wanted for variant in _variants(label))

    def _of_both(self, text: str) -> str | None:
        """Return the code where code and label stand together, in either order."""
        if bracketed := _BRACKETED_CODE.match(text):
            text = "-".join(bracketed.groups())
        for found in (re.match(r"[0-9A-Za-z]+", text), re.search(r"[0-9A-Za-z]+(?=\W*$)", text)):
            if found is None:
                continue
            before, behind = text[: found.start()], text[found.end() :]
            known = self._codes.get(found.group().casefold()) or self._of_number(found.group())
            label = _plain(before + behind)
            if known is None or not label:
                continue
            meant = self._variants.get(label) or self._of_prefix(label)
            is_apart = bool(
                re.match(r"[\s\-_:.、|()=]", behind)
                if not before
                else re.search(r"[\s\-_:|(\[<【〔=]$", before)
            )
            if meant == known or (meant is None and is_apart and self._may_be(known, label)):
                return known
        return None

    def _may_be(self, code: str, label: str) -> bool:
        """Return whether words that no label knows may be a code's own: they share two characters in a row.

        01-农村 beside 01 高压 is the code of another list, and 1 级 a number with its unit.
        """
        own = _plain(self.labels[code])
        pairs = {label[n : n + 2] for n in range(len(label) - 1)} or {label}
        return not label.isascii() and any(pair in own for pair in pairs)

    def _of_number(self, text: str) -> str | None:
        """Return the one code that differs from this text in leading zeros only."""
        whole = _FLOAT_CODE.match(text)
        digits = whole[1] if whole else text
        return self._numbers.get(str(int(digits))) if digits.isascii() and digits.isdigit() else None

    def _of_prefix(self, plain: str) -> str | None:
        if len(plain) < MINIMAL_PREFIX or plain.isascii():
            return None
        found = {code for variant, code in self._variants.items() if variant.startswith(plain)}
        return found.pop() if len(found) == 1 else None

    def _of_longer(self, text: str) -> str | None:
        found = {self._exact.get(variant) for variant in _variants(text)} - {None}
        return found.pop() if len(found) == 1 else None


@cache
def code_reader(name: str) -> CodeReader:
    """Return the reader of a code list; of no list: every text is its own code."""
    return CodeReader(name)


class FlagReader:
    """Reads 是/否 in the words of one column.

    `title` lets 未归档 be read in 是否归档. `texts` are all texts of the column: 01 and 02 mean 是 and 否
    only where nothing else occurs; under 有无… they mean 无 and 有, as in the code list of 自备电源.
    """

    def __init__(self, title: str, texts: frozenset[str] = frozenset()) -> None:
        self.title = title
        used = {bare(text).lstrip("0") or "0" for text in texts if not says_nothing(bare(text))}
        self.is_one_two = "2" in used and used <= {"1", "2"}

    def read(self, text: str) -> bool | Unreadable | None:
        """Return what a text answers."""
        shown = bare(text).casefold()
        if self.is_one_two and shown.lstrip("0") in ("1", "2"):
            return shown.lstrip("0") == ("2" if self.title.startswith("有无") else "1")
        if whole := _FLOAT_CODE.match(shown):
            shown = whole[1]
        if shown in YES:
            return True
        if shown in NO:
            return False
        if says_nothing(shown, "na", "nan") or shown in UNDECIDED:
            return None
        return self._in_words(shown)

    def _in_words(self, text: str) -> bool | Unreadable | None:
        if code := _CODED_FLAG.match(text):
            return code[1] in ("1", "y")
        rest = text.lstrip("已是有")
        if text[0] in _NEGATIONS and (text[1:] in YES or text[1:] in self.title or text[1:].startswith("在")):
            return False
        if text in self.title or (rest != text and (rest in self.title or rest in YES)):
            return True
        return formula_fault(text) or Unreadable("不是“是”或“否”")


def _protected_only(text: str) -> str:
    """Return a text as written, without what protects it."""
    shown = bare(text)
    stripped = text.strip()
    return stripped if unicodedata.normalize("NFKC", stripped) == shown else shown


def _plain(text: str) -> str:
    """Return the form in which labels are compared; 0.90 is 0.9, 10千伏 is 10kV, 1-10 is not 110."""
    text = _RANGE.sub("至", unicodedata.normalize("NFKC", text).casefold())
    text = _SPACERS.sub("", text.replace("千伏", "kv").replace("伏", "v").replace("其它", "其他"))
    return _FRACTION.sub(lambda number: number[1].rstrip("."), text)


def _variants(label: str) -> set[str]:
    """Return the shorter ways in which people write a label."""
    text = unicodedata.normalize("NFKC", label)
    text = _PART_OF.sub("", text)
    found = {text, _NUMBERED.sub("", text), _BRACKETS.sub("", text), text.rpartition("-")[2]}
    for head in _HEADS:
        found |= {form.removeprefix(head) for form in found}
    for tail in _TAILS:
        found |= {form.removesuffix(tail) for form in found}
    return {_plain(form) for form in found} - {""}


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return {text: code} of the texts that mean one code only."""
    found: dict[str, set[str]] = {}
    for text, code in pairs:
        found.setdefault(text, set()).add(code)
    return {text: codes.pop() for text, codes in found.items() if len(codes) == 1}
