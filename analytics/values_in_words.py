"""How a value reads: the same on screen, in files and in sentences, whatever its type."""

import re
from decimal import Decimal
from typing import Any

from models.calendar import month_in_words
from models.data.schema import Column, Kind

_LONG_NUMBER = re.compile(r"(?<![A-Za-z\d.,-])[1-9]\d{3,8}(?![\d年-])")


def shown(value: Any) -> str:
    """Return a value as a reader sees it: no trailing zeros, thousands separated, no 00:00:00."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        value = Decimal(f"{value:.6g}") if abs(value) < 1 else Decimal(f"{value:.4f}")
    if isinstance(value, Decimal):
        plain = f"{value:,f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(value, list):
        return "、".join(shown(part) for part in value)
    if isinstance(value, dict):
        return " ".join(f"{name}={shown(part)}" for name, part in value.items())
    return str(value).removesuffix(" 00:00:00")


def grouped(terms: str) -> str:
    """Return a sum in words, made in the engine without thousands separators, with them; days and months stay."""
    return _LONG_NUMBER.sub(lambda found: f"{int(found[0]):,}", terms)


def stored_in_words(column: Column, value: Any) -> str:
    """Return a value of an export table as a reader sees it; of a month year and number, of money its fen."""
    if column.kind in (Kind.MONTH, Kind.PERIOD) and isinstance(value, str):
        return month_in_words(value)
    if isinstance(value, Decimal) and column.unit == "元":
        return f"{value:,.2f}"
    return shown(value)
