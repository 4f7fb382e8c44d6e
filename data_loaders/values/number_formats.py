"""What a number format shows of a number: padded digits, another scale, a percent sign, a unit.

    0000000000   660000011 is shown as 0660000011; 000-0000 parts digits that are read together
    0!.0000      26344.86 is shown as 2.6345, as is 0.0000,, of a larger number: the exact 2.634486 is read
    0.00%        0.93 is shown as 93.00%, and "93%" is read
    0.00"万元"    2.63 is shown as 2.63万元

Colours, alignment, currency signs, grouped thousands and the number of decimals say nothing about the value;
the sign that is stored always counts.
Source: ECMA-376 part 1, 18.8.31 (numFmts).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from data_loaders.values.written_units import unit_of

DAY, CLOCK = "yyyy-m-d", "h:mm:ss"
BUILT_IN = (  # the formats of Excel that no file spells out, and that matter; 27 to 58 are those of China
    dict.fromkeys((*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58), DAY)
    | dict.fromkeys((*range(18, 22), *range(32, 36), 45, 47, 55, 56), CLOCK)
    | {9: "0%", 10: "0.00%", 46: "[h]:mm:ss"}
)
LONGEST = 255  # characters that Excel allows in a format
FIRST_SCALE = 3  # a power from which a number is shown in thousands and more, not yuan instead of fen

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.?)|_.?|\*.?|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<general>General|G/通用格式)|(?P<power>E[+-])|(?P<half>AM/PM|A/P|上午/下午)|(?P<char>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d{1,15}(?:\.\d{1,15})?)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_CURRENCY = re.compile(r"[¥¥$€£]|RMB|CNY|US(?=\$)", re.IGNORECASE)
_SURROUNDING = " \t\r\n\xa0\u3000()（）+-–—:：、,"
_PARTING = frozenset("-/ ()")  # between digits they part one id, "066-0011"
_GROUPING = frozenset("万亿千,，")  # 0"万"0000 shows 2万6344, which is the number itself
_OF_SCALE = re.compile(r"[百千万亿兆%‰A-Za-z]")


@dataclass(frozen=True)
class _Section:
    """What one of the up to four parts of a format says.

    `power` is the power of ten by which the shown number is smaller; `width` the digits that are shown at least;
    `marks` stand between the digits, each with how many digits follow it.
    """

    condition: tuple[str, Decimal] | None = None
    power: int = 0
    width: int = 0
    marks: tuple[tuple[int, str], ...] = ()
    prefix: str = ""
    suffix: str = ""

    @property
    def is_plain(self) -> bool:
        return not (self.power or self.width or self.prefix or self.suffix)

    @property
    def parts_digits_only(self) -> bool:
        return all(_PARTING.issuperset(mark) for _, mark in self.marks)

    def shown(self, text: str) -> str:
        is_whole = "." not in text
        if self.width:
            return self.prefix + self._padded(text) + self.suffix if text.isdecimal() else text
        number = format(Decimal(text).scaleb(-self.power).normalize(), "f") if self.power else text
        return (self.prefix if is_whole and not self.power else "") + number + self.suffix

    def _padded(self, digits: str) -> str:
        digits = digits.zfill(self.width)
        if self.parts_digits_only:
            return digits
        shown, end = "", len(digits)
        for following, mark in self.marks:  # from the right
            start = len(digits) - following
            shown, end = mark + digits[start:end] + shown, start
        return digits[:end] + shown


_PLAIN = _Section()


@dataclass(frozen=True)
class NumberFormat:
    """A format under which a cell shows another text than its number."""

    code: str
    sections: tuple[_Section, ...]

    def shown(self, text: str) -> str:
        """Return what a cell shows whose number has this text, with all its decimals."""
        if not _NUMBER.fullmatch(text):
            return text
        return self._section(Decimal(text)).shown(text)

    @property
    def power(self) -> int:
        """Return the power of ten by which what is shown without any unit is smaller than what is stored."""
        return max((section.power for section in self.sections if not section.suffix), default=0)

    @property
    def decimals(self) -> int:
        """Return how many decimals are shown."""
        bare = re.sub(r'"[^"]*"|[\\!]', "", self.code.partition(";")[0])
        digits = re.search(r"\.([0#?]+)", bare)
        return len(digits[1]) if digits else 0

    @property
    def pads_to(self) -> int:
        """Return to how many digits the format pads, if it does nothing else, or 0."""
        first = self.sections[0]
        is_all = len(self.sections) == 1 and not (first.condition or first.prefix or first.suffix)
        return first.width if is_all and first.parts_digits_only else 0

    @property
    def says(self) -> str:
        """Return how a cell is read under this format, in Chinese, or "" where it goes without saying."""
        if any(section.width for section in self.sections):
            return "补零"
        if any(section.power > 0 for section in self.sections):
            return "换算为显示的数值"
        endings = [section.suffix for section in self.sections if section.suffix not in ("", "%")]
        return f"计单位“{endings[0]}”" if endings else ""

    def _section(self, value: Decimal) -> _Section:
        sections = self.sections
        if not any(section.condition for section in sections):
            if len(sections) == 1 or value > 0 or (value == 0 and len(sections) == 2):
                return sections[0]
            return sections[1] if value < 0 else sections[2]
        for index, section in enumerate(sections):
            if section.condition is not None:
                if _holds(value, *section.condition):
                    return section
            elif index == len(sections) - 1 or (index == 1 and value < 0):
                return section
        return _PLAIN


@cache
def number_format(code: str) -> NumberFormat | None:
    """Return what a format does to the number, or None where a cell shows it as it is, or as a date."""
    if len(code) > LONGEST or shows_time(code):
        return None
    sections = tuple(_section(part) for part in _parts(code)[:3])
    return None if all(section.is_plain for section in sections) else NumberFormat(code, sections)


def shows_time(code: str) -> bool:
    """Return whether a format shows a number as a date, a time of day or a length of time."""
    return bool(_time_letters(code))


def shows_day(code: str) -> bool:
    """Return whether a format shows a number as a date, with or without a time of day."""
    letters = _time_letters(code)
    return bool(letters & {"y", "d"}) or letters == {"m"}


@cache
def _time_letters(code: str) -> frozenset[str]:
    found = set()
    for token in _TOKEN.finditer(code[:LONGEST]):
        kind, text = token.lastgroup, token.group().casefold()
        if kind == "half" or (kind == "bracket" and re.fullmatch(r"\[(h+|m+|s+)\]", text)):
            found.add("h")
        elif kind == "char" and text in "ymdhs":
            found.add(text)
    return frozenset(found)


def _parts(code: str) -> list[list[tuple[str, str]]]:
    """Return the tokens of each part of a format as (kind, text)."""
    parts: list[list[tuple[str, str]]] = [[]]
    for token in _TOKEN.finditer(code):
        kind = token.lastgroup or ""
        text = token.group(kind) if kind else ""
        if (kind, text) == ("char", ";"):
            parts.append([])
        elif kind:
            parts[-1].append((kind, text))
    return parts


def _section(tokens: Sequence[tuple[str, str]]) -> _Section:
    condition, items = None, []
    for kind, text in tokens:
        match = _CONDITION.fullmatch(text) if kind == "bracket" else None
        if match:
            condition = match[1], Decimal(match[2])
        else:
            items += _items(kind, text)
    places = [index for index, (kind, _) in enumerate(items) if kind in ("digit", "general")]
    if not places:
        return _Section(condition)
    inner = items[places[0] : places[-1] + 1]
    kinds = [kind for kind, _ in inner]
    is_strange = kinds.count("point") > 1 or ("general" in kinds and len(kinds) > 1)
    if is_strange or {"power", "slash"} & set(kinds):  # scientific, a fraction
        return _Section(condition)
    tail = items[places[-1] + 1 :]
    prefix, suffix = _words(items[: places[0]]), _words(tail)
    if "%" in prefix:
        prefix, suffix = "", "%" + suffix
    commas = _scaling(inner, tail)
    percents = sum(kind == "percent" for kind, _ in items)
    power, marks, width = 3 * commas - 2 * percents, _marks(inner), 0
    if [mark for _, mark in marks] == ["."] and "point" not in kinds and not _is_padded(inner):
        power += marks[0][0]
    elif not power and not {"point", "general"} & set(kinds) and not _is_grouped(inner):
        width = _width(inner)
    suffix = suffix if _counts(suffix) or (width and suffix) else ""
    return _Section(
        condition, power, width, marks if width else (), "" if "point" in kinds else prefix, suffix
    )


def _items(kind: str, text: str) -> Iterator[tuple[str, str]]:
    if kind in ("quoted", "escaped"):
        yield from (("text", text),) if text else ()
    elif kind == "bracket":
        if text.startswith("$"):  # a currency or any other word, and after "-" its language
            yield "text", text[1:].rpartition("-")[0] if "-" in text else text[1:]
    elif kind == "char":
        named = {"0": "digit", "#": "digit", "?": "digit", ".": "point", ",": "comma", "%": "percent"}
        yield named.get(text, "slash" if text == "/" else "text"), text
    else:
        yield kind, text


def _scaling(inner: Sequence[tuple[str, str]], tail: Sequence[tuple[str, str]]) -> int:
    """Return how many commas divide by a thousand: those right behind the last digit of the whole or of all."""
    count = 0
    for kind, _ in tail:
        if kind != "comma":
            break
        count += 1
    kinds = [kind for kind, _ in inner]
    at = kinds.index("point") - 1 if "point" in kinds else -1
    while at > 0 and kinds[at] == "comma":
        count, at = count + 1, at - 1
    return count


def _is_grouped(inner: Sequence[tuple[str, str]]) -> bool:
    return any(kind == "comma" or (kind == "text" and _GROUPING & set(text)) for kind, text in inner)


def _is_padded(inner: Sequence[tuple[str, str]]) -> bool:
    """Return whether what stands before a mere mark in place of a point is padded: 0000!.00 is no number."""
    before = next((index for index, (kind, _) in enumerate(inner) if kind == "text"), len(inner))
    return sum(item == ("digit", "0") for item in inner[:before]) > 1


def _width(inner: Sequence[tuple[str, str]]) -> int:
    digits = [text for kind, text in inner if kind == "digit"]
    width = len(digits) - digits.index("0") if "0" in digits else 0
    return width if width > 1 else 0


def _marks(inner: Sequence[tuple[str, str]]) -> tuple[tuple[int, str], ...]:
    """Return the texts between the digits, from the right, each with how many digits follow it."""
    found, following = [], 0
    for kind, text in reversed(inner):
        if kind == "digit":
            following += 1
        elif kind in ("text", "slash"):
            found.append((following, text))
    return tuple(found)


def _words(items: Sequence[tuple[str, str]]) -> str:
    """Return the words and percent signs that are shown before or behind the digits."""
    shown = ""
    for kind, text in items:
        if "\n" in text or "\r" in text:
            break  # what follows stands on a line that the cell does not show: the trick of 0.00,,⏎%
        shown += text if kind in ("text", "percent", "slash") else ""
    return _CURRENCY.sub("", shown).strip(_SURROUNDING)


def _counts(suffix: str) -> bool:
    """Return whether a word behind the number says how much it is: 万元, %, kWh; not 元/kWh, not 页."""
    if unit_of(suffix) is not None:
        return True
    return bool(_OF_SCALE.search(suffix)) and "/" not in suffix


def _holds(value: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        "<": value < limit,
        ">": value > limit,
        "=": value == limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "<>": value != limit,
    }[sign]
