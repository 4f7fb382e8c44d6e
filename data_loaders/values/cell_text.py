"""Turn columns of Python cell values into columns of text.

The text carries what the type of the cell knew, so that a reader of cells needs nothing else:

    text           verbatim, "" becomes null
    number         shortest decimal with at most 15 significant digits, whole numbers without ".0"
    |number| ≥ 1e15  scientific, "1.13000123456789E+21": an id that was damaged stays visible as damaged
    date, time     "YYYY-MM-DD", or "YYYY-MM-DD HH:MM:SS" when the time of day is not midnight; "HH:MM:SS"
                   (what is below a second is cut off: 23:59:59.999 is the end of its day)
    boolean        "TRUE", "FALSE"

A spreadsheet stores binary doubles and shows 15 digits; 0.30000000000000004 is the 0.3 that was typed.
"""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.values import date_cells

FIRST_UNSAFE_NUMBER = 1e15  # from here on a double cannot be trusted to be the digits that were typed
NOISE = dt.timedelta(milliseconds=1)
LONGEST_EXACT_TEXT = 16  # sign or point plus 15 digits: shorter text cannot hold a 16th significant digit
PLAIN_FROM, PLAIN_TO = 1e-5, 1e9  # arrow writes a number between them without an exponent

# C0 except tab and line ends, DEL, C1, zero-width and direction marks (ZWJ stays: emoji need it)
INVISIBLE = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{200b}\x{200c}\x{200e}\x{200f}"
    r"\x{202a}-\x{202e}\x{2060}-\x{2064}\x{2066}-\x{2069}\x{feff}]"
)
FIRST_PRINTABLE, DELETE = 0x20, 0x7F
_C0 = bytes(c for c in range(FIRST_PRINTABLE) if c not in (9, 10, 13))
_RARE_LEADS = (b"\xc2", b"\xe2\x80", b"\xe2\x81", b"\xef\xbb\xbf")  # UTF-8 of the others begins like this


def number_text(value: float) -> str:
    """Return the text of one number cell (see the module's table)."""
    if not math.isfinite(value):
        return str(value)
    rounded = f"{value:.15g}"
    if abs(float(rounded)) >= FIRST_UNSAFE_NUMBER:
        mantissa, exponent = f"{value:.14E}".split("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    text = format(Decimal(rounded), "f")
    return "0" if text == "-0" else text


def column_text(values: Sequence[object]) -> pa.Array:
    """Return the cells of one column as text; blank is null.

    Each kind of value is converted as a column of its own and the results are laid over one another,
    so that nothing is called per cell on the way.
    """
    return TextColumn().text(values)


@dataclass
class TextColumn:
    """A column on its way from the cells of a workbook to text, chunk by chunk.

    `numbers_back` counts the numbers under a date format that were given back; `is_begun` from the second chunk on.
    """

    is_1904: bool = False
    numbers_back: int = 0
    is_begun: bool = False

    def text(self, values: Sequence[object]) -> pa.Array:
        """Return the next cells of the column as text; blank is null."""
        kinds = set(map(type, values))
        if kinds == {str}:
            self.is_begun = True
            return _blank_to_null(pa.array(values, pa.string()))
        if kinds & date_cells.DATE_KINDS:
            values, count = date_cells.settled(values, is_1904=self.is_1904, is_top=not self.is_begun)
            kinds = set(map(type, values))
            self.numbers_back += count
        self.is_begun = True
        return _laid_over(values, kinds)


def _laid_over(values: Sequence[object], kinds: set[type]) -> pa.Array:
    layers = []
    for kind in kinds:
        if kind is type(None):
            continue
        own = values if len(kinds) == 1 else [value if type(value) is kind else None for value in values]
        layers.append(_CONVERT[kind](own))
    if not layers:
        return pa.nulls(len(values), pa.string())
    return layers[0] if len(layers) == 1 else pc.coalesce(*layers)


def clean(table: pa.Table) -> tuple[pa.Table, int]:
    """Return the table without control and invisible characters, and how many were taken out."""
    removed = 0
    for index, column in enumerate(table.columns):
        if not any(_suspicious(chunk) for chunk in column.chunks):
            continue
        count = pc.sum(pc.count_substring_regex(column, INVISIBLE)).as_py() or 0
        if count:
            removed += count
            cleaned = pc.replace_substring_regex(column, INVISIBLE, "")
            cleaned = pc.if_else(pc.equal(cleaned, ""), pa.scalar(None, pa.string()), cleaned)
            table = table.set_column(index, table.column_names[index], cleaned)
    return table, removed


def _suspicious(chunk: pa.Array) -> bool:
    """Return whether a chunk may hold one of the characters; most columns are cleared by their smallest byte."""
    data = chunk.buffers()[2]
    if data is None or not data.size:
        return False
    values = np.frombuffer(data, np.uint8)
    if values.min() < FIRST_PRINTABLE and len(data.to_pybytes().translate(None, _C0)) != data.size:
        return True
    if values.max() < DELETE:
        return False
    return any((values == lead[0]).any() and lead in data.to_pybytes() for lead in (b"\x7f", *_RARE_LEADS))


def _blank_to_null(texts: pa.Array) -> pa.Array:
    blank = pc.equal(texts, "")
    return pc.if_else(blank, pa.scalar(None, pa.string()), texts) if pc.any(blank).as_py() else texts


def _texts(values: Sequence[object]) -> pa.Array:
    return _blank_to_null(pa.array(values, pa.string()))


def _numbers(values: Sequence[object]) -> pa.Array:
    numbers = pa.array(values, pa.float64())
    try:
        whole = pc.cast(numbers, pa.int64())  # refuses fractions
    except pa.ArrowInvalid:
        return _fractions(pc.add(numbers, 0.0))  # which turns -0.0 into 0.0
    if (pc.max(pc.abs(numbers)).as_py() or 0) < FIRST_UNSAFE_NUMBER:
        return pc.cast(whole, pa.string())
    return _each(number_text)(numbers.to_pylist())


def _fractions(numbers: pa.Array) -> pa.Array:
    """Return the engine's shortest text where it is right, and take the others one by one."""
    size, texts = pc.abs(numbers), pc.cast(numbers, pa.string())
    within = pc.and_(pc.greater_equal(size, PLAIN_FROM), pc.less(size, PLAIN_TO))  # no exponent, no NaN
    plain = pc.and_(
        pc.or_(within, pc.equal(size, 0.0)), pc.less_equal(pc.binary_length(texts), LONGEST_EXACT_TEXT)
    )
    odd = pc.invert(pc.fill_null(plain, True))
    if not pc.any(odd).as_py():
        return texts
    exact = [number_text(value) for value in numbers.filter(odd).to_pylist()]
    return pc.replace_with_mask(texts, odd, pa.array(exact, pa.string()))


def _integers(values: Sequence[object]) -> pa.Array:
    try:
        numbers = pa.array(values, pa.int64())
    except (OverflowError, pa.ArrowInvalid):  # beyond 64 bits
        numbers = None
    if numbers is None or pc.any(pc.greater_equal(pc.abs(numbers), int(FIRST_UNSAFE_NUMBER))).as_py():
        return _each(number_text)(values)
    return pc.cast(numbers, pa.string())


def _booleans(values: Sequence[object]) -> pa.Array:
    return pc.if_else(pa.array(values, pa.bool_()), "TRUE", "FALSE")


def _dates(values: Sequence[object]) -> pa.Array:
    return pc.cast(pa.array(values, pa.date32()), pa.string())


def _datetimes(values: Sequence[object]) -> pa.Array:
    moments = _whole_seconds(pa.array(values, pa.timestamp("us")))
    texts = pc.cast(pc.cast(moments, pa.timestamp("s")), pa.string())
    return pc.replace_substring_regex(texts, " 00:00:00$", "")


def _whole_seconds(moments: pa.Array) -> pa.Array:
    """Cut off what is below a second, but for a millisecond that a day number of 12 digits lacks.

    No moment is moved to the next day.
    """
    cut = pc.floor_temporal(moments, unit="second")
    if pc.all(pc.equal(cut, moments)).as_py():
        return cut
    full = pc.floor_temporal(pc.add(moments, NOISE), unit="second")
    is_same_day = pc.equal(pc.floor_temporal(full, unit="day"), pc.floor_temporal(cut, unit="day"))
    return pc.if_else(is_same_day, full, cut)


def _time_of_day(value: dt.time) -> str:
    first = dt.datetime(1900, 1, 1)
    moment = dt.datetime.combine(first, value)
    full = moment + NOISE
    return f"{full if full.day == first.day else moment:%H:%M:%S}"


def _duration(value: dt.timedelta) -> str:
    seconds = math.floor((abs(value) + NOISE).total_seconds())
    sign = "-" if value < dt.timedelta(0) and seconds else ""
    return f"{sign}{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def _each(text_of: Callable[..., str]) -> Callable[[Sequence[object]], pa.Array]:
    """Return a converter for kinds so rare that a call per cell does no harm."""
    return lambda values: pa.array([None if v is None else text_of(v) for v in values], pa.string())


_CONVERT: dict[type, Callable[[Sequence[object]], pa.Array]] = {
    str: _texts,
    float: _numbers,
    int: _integers,
    bool: _booleans,
    dt.date: _dates,
    dt.datetime: _datetimes,
    dt.time: _each(_time_of_day),
    dt.timedelta: _each(_duration),
}
