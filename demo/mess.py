"""How real exports write values: the same value in the dress of another system, never a different value.

What is done to a column is undone by reading it with care; nothing here loses a digit. A `Dress` says how one
sheet is written; `shown` turns a typed column into the texts of its cells.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.catalog import labels_of
from demo.arrays import joined
from models.data.schema import Column, Kind

PER_TEN_THOUSAND = {"kWh": "万kWh", "元": "万元"}
_FULL_WIDTH = tuple(zip("0123456789.-", "0123456789.-", strict=True))


@dataclass(frozen=True)
class Dress:
    """How one sheet is written.

    `scaled` are the units written per ten thousand; `numeric_ids` the id columns written as numbers, which
    lose their leading zeros. `is_mixed_dates`: every date in another format.
    """

    headers: str = "title"  # title, alias, english
    codes: str = "code"  # code, label, both
    ids: str = "plain"  # plain, tab, formula, quote
    numbers: str = "plain"  # plain, grouped, wide, unit, bracket
    nothing: str = ""
    days: str = "%Y-%m-%d"
    times: str = "%Y-%m-%d %H:%M:%S"
    months: str = "%Y%m"
    flags: tuple[str, str] = ("是", "否")
    scaled: tuple[str, ...] = ()
    numeric_ids: tuple[str, ...] = ()
    is_mixed_dates: bool = False
    extra: tuple[str, ...] = ()


PLAIN = Dress()
_MIXED_DAYS = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d")


def header_of(column: Column, dress: Dress, rng: random.Random, taken: set[str]) -> str:
    """Return a header for a column, none that the sheet has already."""
    options = [column.title]
    if dress.headers == "alias":
        options = [column.title, *(name for name in column.aliases if not name.isascii())]
    elif dress.headers == "english":
        options = [name for name in column.aliases if name.isascii()] or [column.title]
    header = next((name for name in rng.sample(options, len(options)) if name not in taken), column.title)
    if column.unit in dress.scaled:
        header = f"{header}({PER_TEN_THOUSAND[column.unit]})"
    elif column.unit and dress.headers == "alias" and "(" not in header and rng.random() < 0.5:
        header = f"{header}({column.unit})"
    taken.add(header)
    return header


def shown(column: Column, values: pa.Array, dress: Dress, rng: random.Random) -> pa.Array:
    """Return the texts of a column's cells; null where the cell is empty."""
    match column.kind:
        case Kind.ID | Kind.TEXT:
            texts = _identifier(column, values, dress)
        case Kind.CODE:
            texts = _code(column, values, dress)
        case Kind.NUMBER | Kind.INTEGER:
            texts = _number(column, values, dress)
        case Kind.MONTH | Kind.PERIOD:
            texts = _each(values, lambda period: _period(period, dress))
        case Kind.DATE:
            texts = _day(values, dress, rng)
        case Kind.TIME:
            texts = pc.strftime(values.cast(pa.timestamp("s")), format=dress.times)
        case Kind.FLAG:
            texts = pc.if_else(values, *(pa.scalar(word) for word in dress.flags))
        case _:
            texts = pa.nulls(len(values), pa.string())
    has_nothing = dress.nothing and column.kind in (Kind.NUMBER, Kind.INTEGER, Kind.DATE, Kind.TIME)
    return pc.fill_null(texts, dress.nothing) if has_nothing else texts


def _each(values: pa.Array, write: Callable[[Any], str]) -> pa.Array:
    """Return each different value written once, and put in its places."""
    encoded = pc.dictionary_encode(values)
    words = [None if value is None else write(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(encoded.indices)


def _period(period: str, dress: Dress) -> str:
    """Return a month ('202610') as it is dressed; a day ('2026-10-31') among months as it is."""
    return period if "-" in period else datetime.strptime(period, "%Y%m").strftime(dress.months)


def _identifier(column: Column, values: pa.Array, dress: Dress) -> pa.Array:
    if column.kind is Kind.TEXT:
        return values
    if column.name in dress.numeric_ids:
        return pc.utf8_ltrim(values, "0")
    match dress.ids:
        case "tab":
            return joined(values, "\t")
        case "formula":
            return joined('="', values, '"')
        case "quote":
            return joined("'", values)
    return values


def _code(column: Column, values: pa.Array, dress: Dress) -> pa.Array:
    labels = labels_of(column)
    if dress.codes == "code" or not labels:
        return values
    shared = {label for label in labels.values() if list(labels.values()).count(label) > 1}

    def write(code: str) -> str:
        label = labels.get(code)
        if label is None or label in shared:
            return code
        return label if dress.codes == "label" else f"{code}-{label}"

    return _each(values, write)


def _number(column: Column, values: pa.Array, dress: Dress) -> pa.Array:
    if column.unit in dress.scaled:
        return plain_number(pc.multiply(values, pa.scalar(Decimal("0.0001"))))
    texts = plain_number(values)
    if column.kind is Kind.INTEGER or column.codes:
        return texts
    match dress.numbers:
        case "wide" if column.unit == "kWh":
            for half, full in _FULL_WIDTH:
                texts = pc.replace_substring(texts, half, full)
        case "unit" if column.unit in PER_TEN_THOUSAND:
            texts = joined(texts, column.unit)
        case "grouped" if column.unit == "元":
            texts = _grouped(texts)
        case "bracket" if column.unit == "元":
            is_negative = pc.starts_with(texts, "-")
            bare = _grouped(pc.utf8_ltrim(texts, "-"))
            texts = pc.if_else(is_negative, joined("(", bare, ")"), bare)
    return texts


def _grouped(texts: pa.Array) -> pa.Array:
    """Return numbers with a comma between thousands."""
    for _ in range((pc.max(pc.utf8_length(texts)).as_py() or 0) // 3):
        texts = pc.replace_substring_regex(texts, r"^(-?\d+)(\d{3})([,.]|$)", r"\1,\2\3")
    return texts


def plain_number(values: pa.Array) -> pa.Array:
    """Return numbers as the shortest texts that say them exactly."""
    if pa.types.is_integer(values.type):
        return values.cast(pa.string())
    return pc.utf8_rtrim(pc.utf8_rtrim(values.cast(pa.string()), "0"), ".")


def _day(values: pa.Array, dress: Dress, rng: random.Random) -> pa.Array:
    if not dress.is_mixed_dates:
        return _each(values, lambda day: day.strftime(dress.days))
    formats = np.array([rng.randrange(len(_MIXED_DAYS)) for _ in range(97)])
    variants = [_each(values, lambda day, f=f: _written(day, f)) for f in _MIXED_DAYS]
    which = pa.array(formats[np.arange(len(values)) % len(formats)])
    return pc.choose(which, *variants)


def _written(day: date, form: str) -> str:
    """Return a day in a format; with slashes and dots the way spreadsheets write them, without zeros."""
    if "/" in form or "." in form:
        separator = "/" if "/" in form else "."
        return f"{day.year}{separator}{day.month}{separator}{day.day}"
    return day.strftime(form)
