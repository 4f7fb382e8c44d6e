"""What a value of law carries with it: where it comes from, how sure that is, and since when it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, Literal, TypeVar

import ibis

from analytics.regulation.money import number

Value = TypeVar("Value")
Verified = Literal["已核实", "部分核实", "凭记忆"]

RULES_2024_DATE = date(2024, 6, 1)  # 供电营业规则 (国家发展改革委令2024年第14号) takes effect
LAST_DAY_OF_RULES_1996 = RULES_2024_DATE - timedelta(days=1)


@dataclass(frozen=True)
class Source:
    """Where a value comes from: the regulation, how far that was checked, the public page it was seen on."""

    basis: str
    verified: Verified
    seen_at: str = ""
    note: str = ""


@dataclass(frozen=True)
class Rule(Generic[Value]):
    """One value of law between two dates (both included; None: open, or not known).

    `shown` is how a reader sees a value that is not a single number.
    """

    title: str
    value: Value
    source: Source
    unit: str = ""
    from_date: date | None = None
    to_date: date | None = None
    shown: str = ""

    @property
    def text(self) -> str:
        """Return the value as a reader sees it, without its unit."""
        return self.shown or plain(self.value)


@dataclass(frozen=True)
class Dated(Generic[Value]):
    """The same value of law through time: its versions, oldest first."""

    versions: tuple[Rule[Value], ...]

    def on(self, day: date | None) -> Value:
        """Return the value in force on a day; an unknown day takes the latest.

        Days before the oldest version take the oldest.
        """
        if day is None:
            return self.versions[-1].value
        for version in reversed(self.versions):
            if version.from_date is None or version.from_date.toordinal() <= day.toordinal():
                return version.value
        return self.versions[0].value

    def on_column(self, day: Any) -> Any:
        """Return the same choice for a date column, where the values are numbers."""
        oldest, *later = self.versions
        branches = [
            (day >= ibis.date(version.from_date.isoformat()), _constant(version.value))
            for version in reversed(later)
            if version.from_date is not None
        ]
        latest = _constant(self.versions[-1].value)
        return ibis.cases((day.isnull(), latest), *branches, else_=_constant(oldest.value))


def plain(value: Any) -> str:
    """Return a value as Chinese text: mappings as 'a b、c d', nested ones separated by ';'."""
    if isinstance(value, Mapping):
        is_nested = any(isinstance(part, Mapping) for part in value.values())
        parts = [f"{plain(key)}{':' if is_nested else ' '}{plain(part)}" for key, part in value.items()]
        return (";" if is_nested else "、").join(parts)
    if isinstance(value, tuple | list | frozenset):
        return "、".join(plain(part) for part in (sorted(value) if isinstance(value, frozenset) else value))
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if value is None:
        return "未定"
    return str(value)


def _constant(value: Any) -> Any:
    return number(value) if isinstance(value, Decimal) else ibis.literal(value)
