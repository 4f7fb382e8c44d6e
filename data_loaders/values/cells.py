"""A column of texts becomes a column of values, by the column's kind.

Clean texts are read by the engine in one go. Only what is left over, and each different text once, is read
by the functions for single texts (cell_numbers, cell_dates, cell_codes), which say what a text means.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.values.blanks import (
    MARKS,
    NUMBER_MARK,
    Unreadable,
    bare,
    formula_fault,
    is_dash,
    is_protected,
    is_unfilled,
    says_nothing,
)
from data_loaders.values.cell_codes import FlagReader, code_reader
from data_loaders.values.cell_dates import DAY_ZERO, DateOrder
from data_loaders.values.cell_numbers import (
    ONE,
    SIGNS,
    USUAL_SIGNS,
    SignHabits,
    read_integer,
    read_number,
    signs_of,
)
from data_loaders.values.clean_groups import (
    ColumnRead,
    Pending,
    distinct_texts,
    each_distinct,
    lines_of,
    matches,
)
from data_loaders.values.date_columns import NOT_YET, read_days, read_times
from data_loaders.values.decimal_commas import pointed
from models.data.schema import NUMBER_TYPE, Column, Kind

POWER_FACTOR, MOST_PF, HUNDRED = "actual_pf", pa.scalar(Decimal(2)), pa.scalar(Decimal(100))
LADDER_LEVEL = "ladder_level"
# 第一档, 一级, 第2阶梯, 阶梯三: the step of a household in words; and the words of who has none
_STEP_IN_WORDS = re.compile(r"^(?:阶梯|档|级|第)*([一二三ⅠⅡⅢ1-3])(?:阶梯|阶|档|级|层)?(?:电量|电价)?$")
_STEPS = {sign: place for signs in ("一二三", "ⅠⅡⅢ") for place, sign in enumerate(signs, 1)}
_WITHOUT_STEPS = frozenset(("无", "合表", "不分档", "不分级", "无阶梯", "非阶梯", "不执行阶梯"))
# as analytics/regulation/power_factor.py has it: at most 1.3 % less (0.80), at most 145 % more (0.90, of nothing)
FACTOR, LEAST_FACTOR, MOST_FACTOR = "pf_adj_factor", pa.scalar(Decimal("-0.013")), pa.scalar(Decimal("1.45"))
PF_STANDARD = {"0": Decimal(0), "1": Decimal("0.80"), "2": Decimal("0.85"), "3": Decimal("0.90")}
LAST_EXACT_DIGIT = 15
DAMAGED = Unreadable("是被表格软件改写过的编号,原有数字已失真,请以文本格式重新导出")
MASKED = Unreadable("是脱敏或不完整的编号,认不出是哪一个,请导出完整的编号")
_MASKED = re.compile(
    r"[*●■#?]{2,}|(?<=[0-9])[*●■?](?=[0-9])|(?<=[0-9])(?:…|\.{2,})|(?:(?<=[0-9])|^)[xX]{4,}(?=[0-9]|$)"
)
SEVERAL = Unreadable("是几个编号写在一格,请分行后重新导出")
DATE_FOR_RATIO = Unreadable("是日期,不是变比(Excel 会把 10/5 改成 10月5日),请把该列改为文本格式后重新填写")
RATIO, DAYS = "ratio", "days"  # 180天: the card has no unit for how long a theft went on
_DAY_FOR_RATIO = re.compile(r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|^\d{1,2}月\d{1,2}日$|^\d{1,2}-[A-Za-z]{3}$")
DIGITS, READING_DAY = "digits", "mr_day"
_PLACES = re.compile(r"^([4-9])\.[0-4]$")  # 6.2: six places before the point and two behind it
_DAY_OF_MONTH = re.compile(r"^(?:每月)?(\d{1,2})[日号]$")
SHORTEST_ID = 8  # digits; shorter groups between spaces are parts of one number
_LISTED = re.compile(r"^(?=[^、;]*\d)[0-9A-Za-z_-]{3,}(?:[、;]\s*(?=[^、;]*\d)[0-9A-Za-z_-]{3,})+$")
_WITH_COMMAS = re.compile(r"^\d{8,}(?:,\s*\d{8,})+$")
_SCIENTIFIC = re.compile(r"^[+-]?\d+(\.\d+)?e[+-]\d+$|^[+-]?\d+\.\d+e\d+$", re.IGNORECASE)
_FLOAT_ID = re.compile(r"^(\d+)\.0+$")
_SPACED_DIGITS = re.compile(r"^\d[\d\s]+\d$")
CLEAN_ID = r"^[0-9A-Za-z_\-]*[0-9][0-9A-Za-z_\-]*$"
_FULL_STOP = re.compile(r"(?<=\d)[.。]$")
_GROUPED = re.compile(r"^\d{1,3}(,\d{3})+$")
BESIDE_NAME = (  # 334010101-城关所, 城关所(334010101); 10kV 城关线 is a name
    r"^(?P<id>[0-9A-Za-z]*[0-9][0-9A-Za-z]*)\s*[-_/|:(\[【 ]\s*\p{Han}.*$",
    r"^\p{Han}[^0-9A-Za-z]*[-_/|:(\[【 ]\s*(?P<id>[0-9A-Za-z]*[0-9][0-9A-Za-z]*)\s*[)\]】]?$",
)
SHORTEST_BESIDE_NAME = 4
# 2024-高压-0001 is one id, whose words part two numbers; so is one that begins with a year
NUMBER_BEHIND, YEAR = r"^[0-9A-Za-z]+.*\p{Han}.*[-_/|:(\[【 ]\s*[0-9]", "^(19|20)[0-9]{2}$"
PLAIN_NUMBER = r"^[+-]?\d{1,12}(\.\d{1,6})?$"
PROTECTED_DIGITS = rf'^[{MARKS}]+([0-9]+)[{MARKS}]*$|^=(?:[Tt]\()?"([0-9]+)"\)?$'
PROTECTED = rf'^\s*(?:[{MARKS}]|=.*")|[{MARKS}]\s*$'
WRAPPINGS = (  # form, least texts
    (r'(?s)^=(?:T\()?"([^"]*)"\)?$', 1),
    (rf"(?s)^[{MARKS}]([^{MARKS}]*)$", 2),
    (r'(?s)^"([^"]*)"$', 2),
)
TRIED_FIRST = 1_000
NO_COMMA = "不是以逗号作小数点的数值,而本列其他数值是"
SHORT_TEXT = 16  # bytes; a text that says nothing, or only that its formula is at fault, is not longer
ODD_TEXT = r"^([\-–—―─−_/\\]*|#[^#]*)$"


def read_column(
    texts: pa.Array,
    column: Column,
    scale: Decimal = ONE,
    day_zero: date = DAY_ZERO,
    *,
    has_comma: bool = False,
    date_order: DateOrder | None = None,
) -> ColumnRead:
    """Return the values of a column's texts.

    `scale` is how many of the stored unit the sheet's unit is, `day_zero` from where its workbook counts days;
    `has_comma` whether a comma stands before decimals, `date_order` how dates are written that leave it open.
    """
    if has_comma:
        return _behind_commas(texts, column, scale)
    if column.kind in (Kind.NUMBER, Kind.SERIES) and not column.codes:
        if column.name == DAYS:
            texts = pc.replace_substring_regex(texts, r"\s*[天日]\s*$", "")
        read = _numbers(texts, column.unit, scale)
        turns = {POWER_FACTOR: _of_hundred, FACTOR: _of_percent}
        return turns[column.name](read) if column.name in turns else read
    if column.kind is Kind.TIME:
        return read_times(texts, day_zero, date_order, may_be_not_yet=column.name in NOT_YET)
    if column.kind in (Kind.DATE, Kind.MONTH, Kind.PERIOD):
        return read_days(texts, column, day_zero, date_order)
    if column.name == RATIO:
        settled = each_distinct(texts, read_ratio, pa.string())
        return ColumnRead(settled.values, settled.bad, freed=_protected(texts))
    readers = {Kind.ID: _ids, Kind.TEXT: _texts}
    if column.kind in readers:
        return readers[column.kind](texts)
    if column.kind is Kind.CODE:
        return _codes(texts, column)
    settled = each_distinct(texts, _reader(texts, column, scale), column.kind.arrow)
    return ColumnRead(settled.values, settled.bad, freed=_protected(texts))


def read_id(text: str) -> str | Unreadable | None:
    """Return the id that a text means; one that a spreadsheet rewrote as a number is unreadable."""
    shown = bare(text)
    if says_nothing(shown) or is_unfilled(shown):
        return None
    if _SCIENTIFIC.match(shown):
        return DAMAGED
    if whole := _FLOAT_ID.match(shown):
        return whole[1] if len(whole[1]) <= LAST_EXACT_DIGIT else DAMAGED
    if _SPACED_DIGITS.match(shown):
        parts = shown.split()
        if len(parts) > 1 and all(len(part) >= SHORTEST_ID for part in parts):
            return SEVERAL
        return re.sub(r"\s", "", shown)
    if _GROUPED.match(shown):
        return shown.replace(",", "")
    if _LISTED.match(shown) or _WITH_COMMAS.match(shown):
        return SEVERAL
    return MASKED if _MASKED.search(shown) else formula_fault(shown) or _FULL_STOP.sub("", shown)


def read_text(text: str) -> str | Unreadable | None:
    """Return free text without the spaces around it; a lone dash says nothing, a name may be NULL, the fault of a formula is none."""
    shown = text.strip()
    if not shown or is_dash(shown):
        return None
    return formula_fault(shown) or shown


def read_ratio(text: str) -> str | Unreadable | None:
    """Return the ratio of a transformer as written; a spreadsheet makes the tenth of May of 10/5."""
    return DATE_FOR_RATIO if _DAY_FOR_RATIO.match(bare(text)) else read_text(text)


def read_standard(text: str, column: Column) -> Decimal | Unreadable | None:
    """Return a power-factor standard: 0.90 for its code 3, its label, 0.9 or 90."""
    code = code_reader(column.codes).code_of(bare(text))
    if code in PF_STANDARD:
        return PF_STANDARD[code]
    value = read_number(text, column.unit)
    return value / 100 if isinstance(value, Decimal) and value > 1 else value


def read_step(text: str, column: Column, scale: Decimal = ONE) -> int | Unreadable | None:
    """Return the step (阶梯档) that a text means, 1 for 第一档; 0 and 合表 say that there is none, as a blank does."""
    shown = text.strip()
    if shown in _WITHOUT_STEPS:
        return None
    if words := _STEP_IN_WORDS.match(shown):
        return _STEPS.get(words[1]) or int(words[1])
    return read_integer(text, column.unit, scale) or None


def _protected(texts: pa.Array) -> int:
    """Return how many texts of few different ones carry marks of another program."""
    marked = [text for text in distinct_texts(texts) if is_protected(text)]
    return pc.sum(pc.is_in(texts, value_set=pa.array(marked, pa.string()))).as_py() if marked else 0


def _reader(texts: pa.Array, column: Column, scale: Decimal) -> Callable[[str], Any]:
    if column.kind is Kind.NUMBER:
        return lambda text: read_standard(text, column)
    if column.name == LADDER_LEVEL:
        return lambda text: read_step(text, column, scale)
    if form := {DIGITS: _PLACES, READING_DAY: _DAY_OF_MONTH}.get(column.name):
        return lambda text: read_integer(form.sub(r"\1", bare(text)), column.unit, scale)
    if column.kind is Kind.INTEGER:
        return lambda text: read_integer(text, column.unit, scale)
    return FlagReader(column.title, frozenset(distinct_texts(texts))).read


def _codes(texts: pa.Array, column: Column) -> ColumnRead:
    texts = texts.dictionary_encode()
    reader = code_reader(column.codes)
    read = reader.read
    if column.codes == "RETURNING_STATUS" and set(distinct_texts(texts)) <= {"0", "1", "0.0", "1.0"}:
        # a bare 0/1 answers "was the customer called back", it is no code that lost its zero
        read = {"0": "01", "1": "04", "0.0": "01", "1.0": "04"}.__getitem__
    elif numbers := reader.numbers_among(distinct_texts(texts)):
        read = lambda text: numbers.get(text) or reader.read(text)  # noqa: E731
    settled, freed = each_distinct(texts, read, pa.string()), _protected(texts)
    notes = _unfilled(texts, read)
    if not reader.labels:
        return ColumnRead(settled.values, settled.bad, freed=freed, notes=notes)
    counts = pc.value_counts(settled.values.drop_null()).to_pylist()
    unknown = [(c["values"], c["counts"]) for c in counts if c["values"] not in reader.labels]
    unknown.sort(key=lambda entry: (-entry[1], entry[0]))
    return ColumnRead(settled.values, settled.bad, unknown=tuple(unknown), freed=freed, notes=notes)


def _texts(texts: pa.Array) -> ColumnRead:
    trimmed = pc.utf8_trim_whitespace(texts)
    values = _unwrapped(trimmed)
    freed = 0 if values is trimmed else len(values) - values.null_count
    short = pc.fill_null(pc.less_equal(pc.binary_length(values), SHORT_TEXT), False)
    if not pc.any(short).as_py():
        return ColumnRead(values, freed=freed)
    odd = pc.replace_with_mask(short, short, matches(values.filter(short), ODD_TEXT))
    read = each_distinct(values.filter(odd), read_text, pa.string())
    rows = pc.cast(pc.indices_nonzero(odd), pa.int64())
    bad = read.bad.set_column(0, "row", rows.take(read.bad["row"].combine_chunks()))
    return ColumnRead(pc.replace_with_mask(values, odd, read.values), bad, freed=freed)


def _unwrapped(values: pa.Array) -> pa.Array:
    """Return texts without ="…" or a mark before them where the whole column has it; a lone one somebody typed."""
    first = pc.drop_null(values.slice(0, 100))
    for form, least in WRAPPINGS:
        is_form = len(first) >= least and pc.all(matches(first, form)).as_py()
        if is_form and pc.all(matches(values.drop_null(), form)).as_py():
            return pc.utf8_trim_whitespace(pc.replace_substring_regex(values, form, r"\1"))
    return values


def _ids(texts: pa.Array) -> ColumnRead:
    pending = Pending(texts, pa.string())
    pending.settle(pc.ascii_is_decimal(pending.texts), lambda clean: clean)
    clean = matches(pending.texts, CLEAN_ID)
    pending.settle(pc.and_(clean, pc.invert(matches(pending.texts, "[xX]{4}"))), lambda clean: clean)
    dressed = len(pending.texts)
    plain = pc.utf8_trim_whitespace(_in_half_width(pending.texts))
    plain = pc.replace_substring_regex(plain, PROTECTED_DIGITS, r"\1\2")
    digits = pc.ascii_is_decimal(plain)
    pending.settle(digits, lambda _: plain.filter(digits))
    dressed -= len(pending.texts)
    left = pending.texts
    notes: tuple[str, ...] = ()
    if len(left) == len(texts) - texts.null_count and (alone := _without_names(plain)) is not None:
        pending.settle(pc.is_valid(alone), lambda _: alone)
        notes = (f"编号和名称写在一格,已取编号(如“{left[0]}”取 {alone[0]})",)
        left = pending.texts
    notes += _unfilled(left, read_id)
    settled, last = pending.finish(read_id)
    tidied = dressed + (pc.sum(pc.not_equal(left, last)).as_py() or 0)
    return ColumnRead(settled.values, settled.bad, tidied=tidied, notes=notes)


def _unfilled(texts: pa.Array, read: Callable[[str], Any]) -> tuple[str, ...]:
    """Say how many texts only tell that nobody filled the cell in."""
    own = [text for text in distinct_texts(texts) if is_unfilled(bare(text)) and read(text) is None]
    count = pc.sum(pc.is_in(texts, value_set=pa.array(own, pa.string()))).as_py() if own else 0
    return (f"有 {count:,} 处没有填写(如“{own[0]}”),已按空白处理",) if count else ()


def _without_names(texts: pa.Array) -> pa.Array | None:
    """Return the ids of a column that has a name beside each of them, one to one; else None.

    Words that are the same before every number are part of it: 合同-20240001. So are those between two numbers, or
    beside years: 2024-高压-0001.
    """
    for form in BESIDE_NAME if len(texts) and not pc.string_is_ascii(texts[0]).as_py() else ():
        if not matches(texts.slice(0, 1), form)[0].as_py() or not pc.all(matches(texts, form)).as_py():
            continue
        ids = pc.struct_field(pc.extract_regex(texts, form), "id")
        different = pc.unique(ids)
        is_long = pc.greater_equal(pc.utf8_length(different), SHORTEST_BESIDE_NAME)
        is_voltage = pc.match_substring(different, "kv", ignore_case=True)
        if len(different) != len(pc.unique(texts)) or not pc.all(pc.and_not(is_long, is_voltage)).as_py():
            return None
        if pc.any(matches(texts, NUMBER_BEHIND)).as_py() or pc.all(matches(different, YEAR)).as_py():
            return None
        names = pc.unique(pc.replace_substring_regex(texts, "[0-9A-Za-z]+", ""))
        return ids if len(names) > 1 or (form == BESIDE_NAME[0] and len(different) == 1) else None
    return None


def _numbers(texts: pa.Array, unit: str, scale: Decimal) -> ColumnRead:
    pending = Pending(texts, NUMBER_TYPE)
    pending.settle(pc.is_valid(pending.texts), lambda all_: _scaled(pc.cast(all_, NUMBER_TYPE), scale))
    rounded = freed = 0
    if len(pending.texts):
        freed = pc.sum(matches(pending.texts, PROTECTED)).as_py() or 0
        if _are_mostly(pending.texts, PLAIN_NUMBER):
            clean = matches(pending.texts, PLAIN_NUMBER)
            pending.settle(clean, lambda plain: _scaled(pc.cast(plain, NUMBER_TYPE), scale))
        _settle_dressed(pending, unit, scale)
        rounded = _settle_long(pending) if scale == ONE else 0
    signs, notes = _signs(texts, pending.texts, unit)
    settled, _ = pending.finish(lambda text: read_number(text, unit, scale, signs))
    return ColumnRead(settled.values, settled.bad, rounded=rounded, freed=freed, notes=notes)


def _of_hundred(read: ColumnRead) -> ColumnRead:
    """Read power factors that were written as 95 as what they are: none is above 1."""
    values = read.values
    above = pc.fill_null(pc.and_(pc.greater(values, MOST_PF), pc.less_equal(values, HUNDRED)), False)
    count = pc.sum(above).as_py() or 0
    odd = pc.sum(pc.greater(values, HUNDRED)).as_py() or 0
    notes = (f"有 {odd:,} 个数大于 100,不是功率因数,请核对",) if odd else ()
    if not count:
        return replace(read, notes=(*read.notes, *notes))
    hundredth = _hundredth(values)
    said = f"有 {count:,} 个数是百分数(如 {values.filter(above)[0].as_py().normalize():f}),已除以 100"
    return replace(read, values=pc.if_else(above, hundredth, values), notes=(*read.notes, said, *notes))


def _of_percent(read: ColumnRead) -> ColumnRead:
    """Read adjustments of a bill by its power factor that were written as -0.75 as what they are: -0.0075.

    Most figures beside 0 must be none that the rules know, and all of them one in percent.
    """
    values = read.values
    is_beyond = pc.fill_null(pc.or_(pc.less(values, LEAST_FACTOR), pc.greater(values, MOST_FACTOR)), False)
    beyond, others = (pc.sum(one).as_py() or 0 for one in (is_beyond, pc.not_equal(values, Decimal(0))))
    if not beyond:
        return read
    first = f"如 {values.filter(is_beyond)[0].as_py().normalize():f}"
    extremes = pc.min_max(values).as_py()
    is_known = all(
        LEAST_FACTOR.as_py() * 100 <= one <= MOST_FACTOR.as_py() * 100 for one in extremes.values()
    )
    if not is_known or 2 * beyond <= others:
        return replace(read, notes=(*read.notes, f"有 {beyond:,} 个数不是功率因数调整的比例({first}),请核对"))
    return replace(read, values=_hundredth(values), notes=(*read.notes, f"各数是百分数({first}),已除以 100"))


def _hundredth(values: pa.Array) -> pa.Array:
    return pc.cast(pc.divide(pc.cast(values, pa.decimal128(28, 8)), HUNDRED), NUMBER_TYPE, safe=False)


def _behind_commas(texts: pa.Array, column: Column, scale: Decimal) -> ColumnRead:
    """Read figures whose decimals stand behind a comma; any other text is shown as it stands and refused."""
    turned = pointed(texts)
    read = read_column(pc.coalesce(turned, texts), column, scale)
    others = pc.and_(pc.is_null(turned), matches(texts, "[.,]"))
    if not pc.any(others).as_py():
        return read
    values = pc.if_else(others, pa.scalar(None, read.values.type), read.values)
    kept = pc.is_in(read.bad["row"], value_set=pc.cast(pc.indices_nonzero(others), pa.int64()))
    bad = pa.concat_tables([read.bad.filter(pc.invert(kept)), lines_of(texts, others, NO_COMMA)]).sort_by(
        "row"
    )
    return replace(read, values=values, bad=bad)


def _signs(texts: pa.Array, left: pa.Array, unit: str) -> tuple[SignHabits, tuple[str, ...]]:
    """Return how a column writes its signs, from all of it, where what is left of it has some that need it."""
    marked = left.filter(matches(left, SIGNS)) if len(left) else left
    if not len(marked):
        return USUAL_SIGNS, ()
    signs = signs_of(distinct_texts(texts), unit)
    numbers = each_distinct(marked, lambda text: read_number(text, unit, ONE, signs), NUMBER_TYPE).values
    below = pc.fill_null(pc.less(numbers, 0), False)
    count = pc.sum(below).as_py()
    if not count:
        return signs, ()
    return signs, (f"有 {count:,} 个数以符号表示负数(如“{marked.filter(below)[0]}”),已按负数读取",)


def _are_mostly(texts: pa.Array, pattern: str) -> bool:
    """Return whether the first texts match a pattern: only then is it worth trying on all of them."""
    first = texts.slice(0, TRIED_FIRST)
    return (pc.sum(matches(first, pattern)).as_py() or 0) * 2 >= len(first)


def _in_half_width(texts: pa.Array) -> pa.Array:
    """Return texts in half width; one with the mark of a note, of which a digit would come, stays as it is."""
    return pc.if_else(matches(texts, NUMBER_MARK), texts, pc.utf8_normalize(texts, form="NFKC"))


def _settle_dressed(pending: Pending, unit: str, scale: Decimal) -> None:
    """Read numbers with grouped thousands, a currency sign, or the column's own unit behind them."""
    plain = pending.texts
    if not pc.all(pc.string_is_ascii(plain)).as_py():
        plain = _in_half_width(plain)
    plain = pc.utf8_ltrim(pc.utf8_trim_whitespace(plain), characters="¥'")
    grouped = matches(plain, r"^-?([1-9]\d{0,2}(,\d{3}){1,3}|\d{1,12})(\.\d{1,6})?$")
    naked = pc.replace_substring(plain, ",", "")
    pending.settle(grouped, lambda _: _scaled(pc.cast(naked.filter(grouped), NUMBER_TYPE), scale))
    if not len(pending.texts):
        return
    if unit:
        ending = rf"\s*(?i:{re.escape(unit)})$"
        with_unit = matches(pending.texts, r"^-?\d{1,12}(\.\d{1,6})?" + ending)
        naked = pc.replace_substring_regex(pending.texts, ending, "")
        pending.settle(with_unit, lambda _: pc.cast(naked.filter(with_unit), NUMBER_TYPE))


def _settle_long(pending: Pending) -> int:
    """Round numbers with more than six decimals half up, and return how many there were."""
    long = matches(pending.texts, r"^-?\d{1,12}\.\d{7,20}$")
    if not pc.any(long).as_py():
        return 0
    exact = pc.cast(pending.texts.filter(long), pa.decimal128(38, 20))
    rounded = pc.round(exact, ndigits=6, round_mode="half_towards_infinity")
    pending.settle(long, lambda _: pc.cast(rounded, NUMBER_TYPE))
    return pc.sum(pc.not_equal(exact, rounded)).as_py() or 0


def _scaled(values: pa.Array, scale: Decimal) -> pa.Array:
    if scale == ONE:
        return values
    product = pc.multiply(values, pa.scalar(scale, pa.decimal128(15, 6)))  # decimal128(34, 12)
    return pc.cast(pc.round(product, ndigits=6, round_mode="half_towards_infinity"), NUMBER_TYPE)
