"""A unit as people write it: what it measures and how many of the stored unit it is; or that it is not understood.

    万kW·h  万千瓦·时  MW·h  百万千瓦时  万 元  人民币万元  百元  ×10000元     understood
    元/kWh  万美元  万吨  含税万元  kVAh                                   a unit, but not understood: to be asked
    含税  新  不含线损  分时  去年同期                                     no unit at all: a remark

Units: factors are of the unit in which a column of that measure is stored (kWh, 元, kVA).
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from data_loaders.values.vocabulary import multipliers, units

ANY = "any"  # 万 alone: of whatever the column measures
HARD = ("energy", "money", "power", ANY)  # what 月, 户 and 次 are not: those may be remarks as well
PERIODS = frozenset({"月", "日", "年", "天", "月度", "年度"})

_LABEL = re.compile(r"^(?:[计量金额电货币费容数功率]{2})?单位[:\s]*")
_DECLARED = re.compile(r"^(?:[计量金额电货币费容数功率]{2})?单位\s*:")
_DOT = re.compile(r"(?<=[a-z瓦乏安伏])[·•∙⋅‧・.*\-](?=[a-z时小安])")
_RAISED = str.maketrans({sign: f"^{power}" for power, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")})
_FLATTENED = re.compile(r"^[×x*]?10[2-9](?=[^\d.])")  # 10⁴kWh that lost its raised 4 on the way
_PER_MONTH = re.compile(r"/(?:月|个月)$")
_CURRENCY = re.compile(r"^(?:人民币|rmb|cny)[:\-]?(?=.)")
_TIMES = re.compile(
    r"^(?:[×x*]?10\^(\d)|[×x*](10+)(?!\d)|(1000*|0\.0?1)(?=.))[×x*]?(.*)$"
)  # but 315kVA is a size
_BRACKETS = re.compile(r"[()\[\]【】]")
_PIECES = re.compile(r"[、,;:|。]")
_LISTED = re.compile(rf"{_PIECES.pattern}|{_BRACKETS.pattern}|以及|[和及]")

# What units are made of, understood or not; a text of nothing else that has one of the hard ones claims to be one.
_HARD_ATOM = (
    r"人民币|rmb|cny|usd|eur|hkd|jpy|[美港欧日澳]元|港币|英镑|[元圆¥$€]|[千百万亿兆吉太]+"
    r"|[kmgt]?(?:wh|vah|varh|va|var|w)(?![a-z])|(?:千|兆|吉)?(?:瓦|乏|伏安)(?:小?时)?|度|吨|千克|公斤|标煤|立方米|[mg]j|焦耳?"
)
_CLAIM = re.compile(
    rf"^[×x*]?(?:(?:{_HARD_ATOM})|角|分|整|[/·×*^.\d()+\-]|[小]?时|个?月|日|年|户|次|天|h|人)+$"
)
_HAS_HARD = re.compile(_HARD_ATOM)
_NO_UNIT = re.compile(r"^(?:分[时年月日户次]|元月|[年月日]度|[\d/.()+\-年月日号时分次户人天]+)$")
# Within words: 含税万元, 折合亿千瓦时.
_EMBEDDED = re.compile(r"(?:[十百千万亿]+|[km])(?:元|圆|度|瓦时|瓦·时|kw\W?h|kwh)|(?:兆|吉)瓦时|[mg]w\W?h")


@lru_cache(maxsize=4096)
def unit_of(written: str) -> tuple[str, Decimal] | None:
    """Return (what a unit as written measures, its factor), or None where it is not understood."""
    text = _plain(written)
    return _known(text) or _known(_CURRENCY.sub("", _PER_MONTH.sub("", text)))


@lru_cache(maxsize=8192)  # cells that may be headers are asked about as often as they may be one
def is_unit(text: str) -> bool:
    """Return whether a text is nothing but a unit, understood or not."""
    plain = _plain(text)
    if unit_of(text) is not None:
        return True
    if _FLATTENED.match(plain) and unit_of(_FLATTENED.sub("", plain)) is not None:
        return True
    if plain[:1].isdigit() or _NO_UNIT.match(plain):
        return False  # 315kVA is a value
    return bool(_CLAIM.match(plain) and _HAS_HARD.search(plain))


def half_width(text: str) -> str:
    """Return a text in half width in which a raised digit stays a power: 10⁴ is 10^4 and not 104."""
    return unicodedata.normalize("NFKC", text.translate(_RAISED))


def written_unit(text: str) -> str:
    """Return the unit that a remark in brackets or behind a separator names, understood or not; "" for none."""
    shown = _LABEL.sub("", half_width(text).strip()).strip()
    if not shown:
        return ""
    if is_unit(shown):
        return shown
    pieces = [piece.strip() for piece in _PIECES.split(shown) if piece.strip()]
    named = [piece for piece in pieces if is_unit(piece)]
    if len({unit_of(piece) for piece in named}) == 1:
        return named[0]
    is_declared = _DECLARED.match(half_width(text).strip())
    return shown if named or is_declared or _EMBEDDED.search(_plain(shown)) else ""


def remarks_in(text: str) -> list[str]:
    """Return what a bracket says beside a unit."""
    if not written_unit(text):
        return [text]
    return [piece for piece in _PIECES.split(text) if piece.strip() and not written_unit(piece)]


def units_listed(text: str) -> Iterator[str]:
    """Yield the units that a line behind 单位: names (万kWh、元), understood or not; names of offices are none."""
    for token in _LISTED.split(text):
        yield from _units_of_words(token.split())


def _units_of_words(words: list[str]) -> Iterator[str]:
    """Yield units of words parted by spaces; the longest run that is one unit counts: 万 元, but kWh 元."""
    first = 0
    while first < len(words):
        for last in range(len(words), first, -1):
            joined = "".join(words[first:last])
            if unit_of(joined) is not None:
                yield joined
                yield from _sides_of(joined)
                break
        else:
            last, word = first + 1, words[first]
            sides = _sides_of(word)
            yield from sides
            if not sides and (is_unit(word) or _EMBEDDED.search(_plain(word))):
                yield word
        first = last


def _sides_of(word: str) -> list[str]:
    """Return the units on both sides of a stroke: 元/kWh above a table may be a price, or two units."""
    parts = word.split("/")
    return parts if len(parts) > 1 and all(unit_of(part) is not None for part in parts) else []


def _plain(text: str) -> str:
    text = re.sub(r"\s", "", half_width(_BRACKETS.sub("", _LABEL.sub("", text.strip()))))
    return _DOT.sub("", text.casefold().replace("￥", "¥"))


def _known(text: str) -> tuple[str, Decimal] | None:
    if text in units():
        return units()[text]
    for word, factor in multipliers().items():  # the longest first
        if text.startswith(word):
            rest = text[len(word) :]
            known = units().get(rest) if rest else (ANY, Decimal(1))
            if known and known[0] in (*HARD, "count"):
                return known[0], factor * known[1]
    return _times(text)


def _times(text: str) -> tuple[str, Decimal] | None:
    """Return what 10^4kWh, ×10000 or 100元 say."""
    match = _TIMES.match(text)
    if match is None:
        return None
    factor = Decimal(10) ** int(match[1]) if match[1] else Decimal(match[2] or match[3])
    known = units().get(match[4]) if match[4] else (ANY, Decimal(1))
    return (
        (known[0], factor * known[1]) if known and known[0] in ("energy", "money", ANY) and factor else None
    )
