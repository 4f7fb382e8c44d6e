"""A column of texts becomes a column of values, by the column's kind.

Clean texts are read by the engine in one go. Only what is left over, and each different text once, is read
by the functions for single texts (cell_numbers, cell_dates, cell_codes), which say what a text means.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders import cell_dates
from data_loaders.blanks import Unreadable, bare, formula_fault, is_dash, says_nothing
from data_loaders.cell_codes import FlagReader, code_reader
from data_loaders.cell_numbers import ONE, read_integer, read_number
from data_loaders.settling import BAD_LINES, Pending, Settled, each_distinct, matches
from data_loaders.vocabulary import words
from models.schema import NUMBER_TYPE, Column, Kind

# 9999-12-31 means "without end" in these columns and is kept; in the others it means "not yet" and is null.
WITHOUT_END = frozenset({"end_date", "tmp_due_date", "plan_resume_date"})
NOT_YET = frozenset({"cancel_date", "actual_stop_date"})
LAST_DAY = date(9999, 12, 31)
PF_STANDARD = {"0": Decimal(0), "1": Decimal("0.80"), "2": Decimal("0.85"), "3": Decimal("0.90")}
LAST_EXACT_DIGIT = 15
DAMAGED = Unreadable("是被表格软件改写过的编号,原有数字已失真,请以文本格式重新导出")
_SCIENTIFIC = re.compile(r"^[+-]?\d+(\.\d+)?e[+-]\d+$|^[+-]?\d+\.\d+e\d+$", re.IGNORECASE)
_FLOAT_ID = re.compile(r"^(\d+)\.0+$")
_SPACED_DIGITS = re.compile(r"^\d[\d\s]+\d$")
_GROUPED = re.compile(r"^\d{1,3}(,\d{3})+$")
PLAIN_NUMBER = r"^[+-]?\d{1,12}(\.\d{1,6})?$"
TRIED_FIRST = 1_000
SHORT_TEXT = 16  # bytes; a text that says nothing, or only that its formula has no result, is not longer
ODD_TEXT = r"^([\-–—―─−_/\\]*|#公式无结果)$"


@dataclass(frozen=True)
class ColumnRead:
    """A column that was read.

    Shapes: `values` runs parallel to the texts; `bad` has a line (row, text, reason) for each text that could
    not be read, where the value is null.
    `tidied` counts ids that were freed of what protected or surrounded them, `rounded` numbers with more than
    six decimals; `unknown` are the texts that a code list does not know, each with its count.
    """

    values: pa.Array
    bad: pa.Table = field(default_factory=BAD_LINES.empty_table)
    tidied: int = 0
    rounded: int = 0
    unknown: tuple[tuple[str, int], ...] = ()


def read_column(texts: pa.Array, column: Column, scale: Decimal = ONE) -> ColumnRead:
    """Return the values of a column's texts; `scale` is how many of the stored unit the sheet's unit is."""
    if column.kind in (Kind.NUMBER, Kind.SERIES) and not column.codes:
        return _numbers(texts, column.unit, scale)
    readers = {Kind.ID: _ids, Kind.TEXT: _texts, Kind.TIME: _times}
    if column.kind in readers:
        return readers[column.kind](texts)
    if column.kind is Kind.CODE:
        return _codes(texts, column)
    return _of(each_distinct(texts, _reader(texts, column, scale), column.kind.arrow))


def read_id(text: str) -> str | Unreadable | None:
    """Return the id that a text means; one that a spreadsheet rewrote as a number is unreadable."""
    shown = bare(text)
    if says_nothing(shown, "nan"):
        return None
    if _SCIENTIFIC.match(shown):
        return DAMAGED
    if whole := _FLOAT_ID.match(shown):
        return whole[1] if len(whole[1]) <= LAST_EXACT_DIGIT else DAMAGED
    if _SPACED_DIGITS.match(shown):
        return re.sub(r"\s", "", shown)
    if _GROUPED.match(shown):
        return shown.replace(",", "")
    return formula_fault(shown) or shown


def read_text(text: str) -> str | Unreadable | None:
    """Return free text without the spaces around it; a lone dash says nothing, a name may be NULL."""
    shown = text.strip()
    if not shown or is_dash(shown):
        return None
    return Unreadable("是没有计算结果的公式") if shown == "#公式无结果" else shown


def read_standard(text: str, column: Column) -> Decimal | Unreadable | None:
    """Return a power-factor standard: 0.90 for its code 3, its label, 0.9 or 90."""
    code = code_reader(column.codes).code_of(bare(text))
    if code in PF_STANDARD:
        return PF_STANDARD[code]
    value = read_number(text, column.unit)
    return value / 100 if isinstance(value, Decimal) and value > 1 else value


def distinct_texts(texts: pa.Array) -> list[str]:
    """Return the different texts of a column."""
    return pc.drop_null(pc.unique(texts)).to_pylist()


def _of(settled: Settled, *, tidied: int = 0, rounded: int = 0) -> ColumnRead:
    return ColumnRead(settled.values, settled.bad, tidied, rounded)


def _reader(texts: pa.Array, column: Column, scale: Decimal) -> Callable[[str], Any]:
    if column.kind is Kind.NUMBER:
        return lambda text: read_standard(text, column)
    if column.kind is Kind.INTEGER:
        return lambda text: read_integer(text, column.unit, scale)
    if column.kind is Kind.FLAG:
        return FlagReader(column.title, frozenset(distinct_texts(texts))).read
    habits = cell_dates.habits_of(distinct_texts(texts))
    match column.kind:
        case Kind.MONTH:
            return lambda text: cell_dates.read_month(text, habits)
        case Kind.PERIOD:
            return lambda text: cell_dates.read_period(text, habits)
    keeps_forever = column.name in WITHOUT_END | NOT_YET

    def read(text: str) -> date | Unreadable | None:
        if column.name in WITHOUT_END and bare(text) in words("without_end"):
            return LAST_DAY
        day = cell_dates.read_date(text, habits, may_be_forever=keeps_forever)
        is_forever = isinstance(day, date) and day.year >= cell_dates.FOREVER
        return None if is_forever and column.name in NOT_YET else day

    return read


def _codes(texts: pa.Array, column: Column) -> ColumnRead:
    reader = code_reader(column.codes)
    read = reader.read
    if column.codes == "RETURNING_STATUS" and set(distinct_texts(texts)) <= {"0", "1", "0.0", "1.0"}:
        # a bare 0/1 answers "was the customer called back", it is no code that lost its zero
        read = {"0": "01", "1": "04", "0.0": "01", "1.0": "04"}.__getitem__
    settled = each_distinct(texts, read, pa.string())
    if not reader.labels:
        return _of(settled)
    counts = pc.value_counts(settled.values.drop_null()).to_pylist()
    unknown = [(c["values"], c["counts"]) for c in counts if c["values"] not in reader.labels]
    unknown.sort(key=lambda entry: (-entry[1], entry[0]))
    return ColumnRead(settled.values, settled.bad, unknown=tuple(unknown))


def _texts(texts: pa.Array) -> ColumnRead:
    values = _unwrapped(pc.utf8_trim_whitespace(texts))
    short = pc.fill_null(pc.less_equal(pc.binary_length(values), SHORT_TEXT), False)
    if not pc.any(short).as_py():
        return ColumnRead(values)
    odd = pc.replace_with_mask(short, short, matches(values.filter(short), ODD_TEXT))
    read = each_distinct(values.filter(odd), read_text, pa.string())
    rows = pc.cast(pc.indices_nonzero(odd), pa.int64())
    bad = read.bad.set_column(0, "row", rows.take(read.bad["row"].combine_chunks()))
    return ColumnRead(pc.replace_with_mask(values, odd, read.values), bad)


def _unwrapped(values: pa.Array) -> pa.Array:
    """Return texts without ="…" where the whole column is wrapped; a lone one may be what somebody typed."""
    first = pc.drop_null(values.slice(0, 100))
    if not len(first) or not pc.all(pc.starts_with(first, '="')).as_py():
        return values
    if not pc.all(pc.match_substring_regex(values.drop_null(), r'(?s)^="[^"]*"$')).as_py():
        return values
    return pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(values, 2, -1))


def _ids(texts: pa.Array) -> ColumnRead:
    pending = Pending(texts, pa.string())
    pending.settle(pc.ascii_is_decimal(pending.texts), lambda clean: clean)
    pending.settle(matches(pending.texts, r"^[0-9A-Za-z_\-]*[0-9][0-9A-Za-z_\-]*$"), lambda clean: clean)
    dressed = len(pending.texts)
    plain = pc.utf8_trim_whitespace(pc.utf8_normalize(pending.texts, form="NFKC"))
    plain = pc.replace_substring_regex(plain, r"^'([0-9]+)$|^=\"([0-9]+)\"$", r"\1\2")
    digits = pc.ascii_is_decimal(plain)
    pending.settle(digits, lambda _: plain.filter(digits))
    dressed -= len(pending.texts)
    left = pending.texts
    settled, last = pending.finish(read_id)
    return _of(settled, tidied=dressed + (pc.sum(pc.not_equal(left, last)).as_py() or 0))


def _times(texts: pa.Array) -> ColumnRead:
    kind = Kind.TIME.arrow
    pending = Pending(texts, kind)
    try:
        moments = pc.cast(pending.texts, pa.timestamp("s"))
    except pa.ArrowInvalid:
        _settle_by_halves(pending)
    else:
        years = pc.year(moments)
        sane = pc.and_(
            pc.greater_equal(years, cell_dates.FIRST_YEAR), pc.less_equal(years, cell_dates.LAST_YEAR)
        )
        pending.settle(sane, lambda _: pc.cast(moments.filter(sane), kind))
    habits = cell_dates.habits_of(distinct_texts(pending.texts))
    return _of(pending.finish(lambda text: cell_dates.read_time(text, habits))[0])


def _settle_by_halves(pending: Pending) -> None:
    """Read day and time of day apart: of each there are few different texts, however many moments."""
    texts = pc.replace_substring_regex(pending.texts, r"^(\d{8})(\d\d)(\d\d)(\d\d)$", r"\1 \2:\3:\4")
    halves = pc.extract_regex(texts, r"^(?P<day>[0-9/.\-年月日]+)[ T](?P<clock>[0-9]{1,2}:[0-9:]{2,5})$")
    days = each_distinct(halves.field("day"), cell_dates.read_date, pa.date32()).values
    clocks = each_distinct(halves.field("clock"), _seconds, pa.int64()).values
    both = pc.and_(pc.is_valid(days), pc.is_valid(clocks))

    def joined(_: pa.Array) -> pa.Array:
        midnights = pc.cast(pc.cast(days.filter(both), pa.timestamp("s")), pa.int64())
        return pc.cast(pc.cast(pc.add(midnights, clocks.filter(both)), pa.timestamp("s")), Kind.TIME.arrow)

    pending.settle(both, joined)


def _seconds(clock: str) -> int | None:
    """Return the seconds since midnight, or None for what is no plain time of day."""
    parts = [int(part) for part in clock.split(":") if part]
    if len(parts) not in (2, 3) or clock.endswith(":") or parts[0] > 23 or max(parts[1:]) > 59:
        return None
    return (parts[0] * 60 + parts[1]) * 60 + (parts[2] if len(parts) == 3 else 0)


def _numbers(texts: pa.Array, unit: str, scale: Decimal) -> ColumnRead:
    pending = Pending(texts, NUMBER_TYPE)
    pending.settle(pc.is_valid(pending.texts), lambda all_: _scaled(pc.cast(all_, NUMBER_TYPE), scale))
    rounded = 0
    if len(pending.texts):
        if _are_mostly(pending.texts, PLAIN_NUMBER):
            clean = matches(pending.texts, PLAIN_NUMBER)
            pending.settle(clean, lambda plain: _scaled(pc.cast(plain, NUMBER_TYPE), scale))
        _settle_dressed(pending, unit, scale)
        rounded = _settle_long(pending) if scale == ONE else 0
    return _of(pending.finish(lambda text: read_number(text, unit, scale))[0], rounded=rounded)


def _are_mostly(texts: pa.Array, pattern: str) -> bool:
    """Return whether the first texts match a pattern: only then is it worth trying on all of them."""
    first = texts.slice(0, TRIED_FIRST)
    return (pc.sum(matches(first, pattern)).as_py() or 0) * 2 >= len(first)


def _settle_dressed(pending: Pending, unit: str, scale: Decimal) -> None:
    """Read numbers with grouped thousands, a currency sign, or the column's own unit behind them."""
    plain = pending.texts
    if not pc.all(pc.string_is_ascii(plain)).as_py():
        plain = pc.utf8_normalize(plain, form="NFKC")
    plain = pc.utf8_ltrim(pc.utf8_trim_whitespace(plain), characters="¥'")
    grouped = matches(plain, r"^-?(\d{1,3}(,\d{3}){1,3}|\d{1,12})(\.\d{1,6})?$")
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
