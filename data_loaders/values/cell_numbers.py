"""One text, one exact number, in the unit in which its column is stored.

    12,345.67  1'234.50  (5.0)  5.0-  ¥5  5万元    as people and programs write them
    负5  △5  ▲5                                   the minus of accountants
    5CR  DR 5  借5                                 a side of the books: below zero only where the column shows it

What a sign means is decided by what stands around it (`SignHabits`), or not at all.

Units: a unit in the cell counts before a unit in the header, and that before a unit line above the header.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from data_loaders.values.blanks import Unreadable, bare, formula_fault, says_nothing
from data_loaders.values.written_units import ANY, PERIODS, unit_of

ONE = Decimal(1)
LIMIT = Decimal(10) ** 12  # DECIMAL(18,6) ends here
SMALLEST = Decimal("0.000001")

MEASURE_OF = {
    "kWh": "energy",
    "kvarh": "energy",
    "元": "money",
    "kVA": "power",
    "kW": "power",
    "%": "share",
    "月": "months",
    "工作日": "days",
    "元/kWh": "price",
    "元/kVA·月": "demand price",
    "元/kW·月": "demand price",
    "分钟": "minutes",
    "": "count",
}
PRICES = ("price", "demand price")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[1-9]\d{0,2}(?:(?:,\d{3})+|(?:'\d{3})+)|\d*)(?P<fraction>\.\d*)?"
    r"(?P<power>e[+-]?\d{1,4})?(?P<minus>-?)"
)
# an office program makes a dash of a minus, and a curved quote of an apostrophe
_TYPED = str.maketrans(dict.fromkeys("−–‒", "-") | dict.fromkeys("‘’ʼ′", "'"))
_OF_MINUS = re.compile(r"^(?:¥|\$|rmb|cny|人民币)?(?P<mark>负|[△▲])(?=[¥\d.$]|rmb|cny|人民币)", re.IGNORECASE)
_SIDE = re.compile(
    r"^(?P<before>[借贷]|[cd]r)[:.]?(?=[¥\d])|(?<=\d)\(?(?P<behind>[借贷]|[cd]r|db)\)?$", re.IGNORECASE
)
SIGNS = "[△▲借贷]|[CcDd][Rr]|[Dd][Bb]"  # of which only the column can tell what they mean
_TIMES = re.compile(r"^×\s*(?=\d)")  # ×40, before what has no unit
_GROUP_SPACE = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")  # what a number under a date format is handed over as
_TWO_NUMBERS = re.compile(r"\d\s+\d")
_MONEY_SIGN = re.compile(r"^([+-]?)(?:¥|￥|\$|rmb|cny|人民币)", re.IGNORECASE)
_UNIT_INSIDE = re.compile(r"^\(([\d.,]+)([^\d.,()]+)\)$")  # (50元) is (50)元
_SPLIT_UNIT = re.compile(r"^(.*?[\d.)-])((?:元|[^\d.,()+\-\s])(?:.*[^\d])?)$")


def unit_factor(written: str, unit: str) -> Decimal | None:
    """Return how many `unit` (of a column) one unit as written is, or None if it measures something else."""
    known = unit_of(written.rstrip("。"))
    if known is None:
        return None
    measure, factor = known
    if measure in (MEASURE_OF.get(unit, "count"), ANY):
        return factor
    if measure == "share" and not unit:
        return factor / 100
    if measure == "money" and factor == ONE and MEASURE_OF.get(unit) in PRICES:
        return ONE  # 电度电价(元): of what, the column says
    return None


def measures_another(written: str, unit: str) -> bool:
    """Return whether a unit as written is understood and of another quantity than a column's unit.

    月 and 日 beside an amount say how often, not how much.
    """
    if not written or unit_of(written) is None:
        return False
    return unit_factor(written, unit) is None and written not in PERIODS


@dataclass(frozen=True)
class SignHabits:
    """How one column writes what a single text leaves open.

    `falls`: whether △ and ▲ are a minus; not where other figures have another minus, or ▼ says what falls.
    `lesser_side`: the side of the books (CR, 贷 …) whose figures are below zero, because the others have none.
    """

    falls: bool = True
    lesser_side: str = ""


USUAL_SIGNS = SignHabits()


def signs_of(texts: Iterable[str], unit: str) -> SignHabits:
    """Return how a column writes its signs, from all its different texts."""
    sides: set[str] = set()
    is_plain = is_signed = False
    is_turned = unit == "%"  # ▲5% may be a rise
    for text in texts:
        compact = re.sub(r"\s", "", bare(text).translate(_TYPED))
        if side := _SIDE.search(compact):
            sides.add((side["before"] or side["behind"]).upper())
            continue
        is_turned |= compact.startswith(("▼", "▽", "↑", "↓"))
        value = _exact(compact)
        is_signed |= value is not None and value < 0
        is_plain |= value is not None and value > 0
    is_lesser = len(sides) == 1 and is_plain and not is_signed
    return SignHabits(not (is_signed or is_turned), sides.pop() if is_lesser else "")


def read_number(
    text: str, unit: str = "", scale: Decimal = ONE, signs: SignHabits = USUAL_SIGNS
) -> Decimal | Unreadable | None:
    """Return the number that a text means in the column's unit; None where it says nothing.

    `scale` is how many of the column's unit the sheet's unit is. Rounded half up to 6 decimals.
    """
    compact = _GROUP_SPACE.sub("", bare(text).translate(_TYPED))
    compact = compact if unit else _TIMES.sub("", compact)
    if says_nothing(compact, "na"):
        return None
    if _DATE.match(compact):
        return Unreadable("是日期,不是数值(单元格带有日期格式的,请改为常规格式后重新导出)")
    if _TWO_NUMBERS.search(compact):
        return Unreadable("不是一个数值")
    compact = _signed(re.sub(r"\s", "", compact), signs)
    if isinstance(compact, Unreadable):
        return compact
    number, factor = _split(compact, unit, scale)
    if factor is None:
        return Unreadable(f"的单位与本列单位{unit or '(无)'}不符")
    value = _exact(number)
    if value is None:
        return formula_fault(compact) or Unreadable("不是数值")
    value *= factor
    if abs(value) >= LIMIT:
        return Unreadable("超出数值范围")
    return value.quantize(SMALLEST, ROUND_HALF_UP)


def read_integer(text: str, unit: str = "", scale: Decimal = ONE) -> int | Unreadable | None:
    """Return the whole number that a text means."""
    value = read_number(text, unit, scale)
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else Unreadable("不是整数")


def _signed(text: str, signs: SignHabits) -> str | Unreadable:
    """Return a text with "-" for a sign that the column makes clear."""
    if mark := _OF_MINUS.match(text):
        if mark["mark"] != "负" and not signs.falls:
            return Unreadable(f"的“{mark['mark']}”是负号还是升降无法判断,请改为带“-”的数值")
        return "-" + text[: mark.start("mark")] + text[mark.end("mark") :]
    if side := _SIDE.search(text):
        written = side["before"] or side["behind"]
        if written.upper() != signs.lesser_side:
            return Unreadable(f"带有借贷方向“{written}”,正负无法判断,请导出带正负号的数值")
        return "-" + text[: side.start()] + text[side.end() :]
    return text


def _split(text: str, unit: str, scale: Decimal) -> tuple[str, Decimal | None]:
    """Return the text of the number alone, and how many of the column's unit its unit is."""
    text = _MONEY_SIGN.sub(r"\1", text)
    if text.startswith("("):
        text = "(" + _MONEY_SIGN.sub(r"\1", text[1:])
    if inside := _UNIT_INSIDE.match(text):
        text = f"({inside[1]}){inside[2]}"
    match = _SPLIT_UNIT.match(text)
    if not match or match.group(2).casefold() == "e":
        return text, scale
    number, written = match.groups()
    if _exact(number) is None:
        return text, scale
    return (text, scale) if unit_of(written) is None else (number, unit_factor(written, unit))


def _exact(text: str) -> Decimal | None:
    """Return the number written, or None: (5.0) and 5.0- are negative, commas must group thousands."""
    if text.startswith("(") and text.endswith(")"):
        inner = _exact(text[1:-1])
        return None if inner is None else -abs(inner)
    match = _NUMBER.fullmatch(text.casefold())
    if match is None or (match["sign"] and match["minus"]):
        return None
    digits = match["whole"].replace(",", "").replace("'", "") + (match["fraction"] or "")
    if not any(c.isdigit() for c in digits):
        return None
    try:
        value = Decimal(digits + (match["power"] or ""))
    except InvalidOperation:
        return None
    return -value if "-" in (match["sign"], match["minus"]) else value
