"""What a value of law carries with it: the article and edition it comes from, how sure that is, and when it holds.

A value can only be read for a day (`Rule.on`) or for a column of days (`Rule.on_column`). Before the first
version known, and after the last, there is no value: such a day is not judged.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import Any, Generic, Literal, TypeVar

import ibis

from analytics.regulation.money import number

Value = TypeVar("Value")
Verified = Literal["已核实", "源文", "部分核实", "待核对原文"]  # from the surest to the least sure

RULES_2024_DATE = date(2024, 6, 1)  # 供电营业规则 (国家发展改革委令2024年第14号) takes effect
LAST_DAY_OF_RULES_1996 = RULES_2024_DATE - timedelta(days=1)
CHECKED_ON = date(2026, 11, 24)  # when the public pages were looked at
_SURENESS: tuple[Verified, ...] = ("已核实", "源文", "部分核实", "待核对原文")
_SHARES = {"%": 100, "‰": 1000}  # units of values that are kept as shares of one


@dataclass(frozen=True)
class Source:
    """Where a value comes from: edition and article, the public page it was seen on, how far that was checked.

    `settles` says what would settle what is not verified.
    """

    edition: str
    verified: Verified
    seen_at: str = ""
    note: str = ""
    article: str = ""
    settles: str = ""

    @property
    def basis(self) -> str:
        """Return edition and article as a reader cites them."""
        return self.edition + self.article

    @property
    def checked_on(self) -> date | None:
        """Return when the page was looked at; None where there is none."""
        return CHECKED_ON if self.seen_at else None


@dataclass(frozen=True, eq=False)
class Version(Generic[Value]):
    """One value of a rule, in force from and to a day (both included).

    None: the source gives no beginning, so that it always held; or it still holds. `shown` is how a reader
    sees a value that is not a single number.
    """

    value: Value
    source: Source
    since: date | None = None
    until: date | None = None
    shown: str = ""


@dataclass(frozen=True, eq=False)
class Rule(Generic[Value]):
    """A value of law through time: its versions, oldest first, each beginning when the one before ends.

    Errors: ValueError where a day lies between two versions or in both.
    """

    title: str
    versions: tuple[Version[Value], ...]
    unit: str = ""

    def __post_init__(self) -> None:
        for older, newer in pairwise(self.versions):
            if older.until is None or newer.since != older.until + timedelta(days=1):
                raise ValueError(f"the versions of {self.title} do not follow each other")

    @classmethod
    def of(
        cls,
        title: str,
        value: Value,
        source: Source,
        unit: str = "",
        *,
        since: date | None = None,
        shown: str = "",
    ) -> "Rule[Value]":
        """Return a rule of which one version is known, still in force."""
        return cls(title, (Version(value, source, since, shown=shown),), unit)

    def on(self, day: date | None) -> Value | None:
        """Return the value in force on a day; None where none is known to be, or the day is not known."""
        if day is None:
            return None
        nth = day.toordinal()  # a datetime does not compare with a date
        for version in self.versions:
            has_begun = version.since is None or version.since.toordinal() <= nth
            has_ended = version.until is not None and version.until.toordinal() < nth
            if has_begun and not has_ended:
                return version.value
        return None

    def on_column(self, day: Any, said: Callable[[Value], Any] | None = None) -> Any:
        """Return the value in force on each day of a column of dates or times; null where `on` gives None.

        `day` may also be one date for all rows. `said` makes a column or constant of a value that is none.
        """
        say = said or constant
        kind = next(say(v.value) for v in self.versions if v.value is not None).type()
        if isinstance(day, date):
            value = self.on(day)
            return ibis.null(kind) if value is None else say(value)
        day = day.date() if day.type().is_timestamp() else day
        first, last = self.versions[0], self.versions[-1]
        nothing = ibis.null(kind)
        branches = [(day.isnull(), nothing)]
        if first.since is not None:
            branches.append((day < _literal(first.since), nothing))
        for version in self.versions:
            value = nothing if version.value is None else say(version.value)
            if version.until is not None:
                branches.append((day <= _literal(version.until), value))
        is_open = last.until is None and last.value is not None
        return ibis.cases(*branches, else_=say(last.value) if is_open else nothing)

    def written_on_column(self, day: Any) -> Any:
        """Return the value of each day as a reader sees it, with its sign of shares: 2‰."""
        sign = self.unit if self.unit in _SHARES else ""
        return self.on_column(day, lambda value: ibis.literal(f"{self.written(value)}{sign}"))

    def part(self, key: Any) -> "Rule[Any]":
        """Return the rule for one key of its mappings; no value where a version does not have it."""
        return self.each(lambda value: value.get(key) if isinstance(value, Mapping) else None)

    def part_called(self, title: str) -> "Rule[Any]":
        """Return the part whose key reads so.

        Errors: KeyError where no version has it.
        """
        keys = {plain(key): key for version in self.versions for key in _keys(version.value)}
        return self.part(keys[title])

    def each(self, taken: Callable[[Any], Any]) -> "Rule[Any]":
        """Return the rule for what is taken of each version's value."""
        parts = tuple(
            Version(None if v.value is None else taken(v.value), v.source, v.since, v.until)
            for v in self.versions
        )
        return Rule(self.title, parts, self.unit)

    def set_to(self, value: Any) -> "Rule[Any]":
        """Return a value that a person sets in place of the law's, whatever the day."""
        kind: Any = type(self.versions[-1].value)
        exact = kind(str(value)) if kind is Decimal else kind(value)
        return Rule.of(self.title, exact, Source("人工设定", "待核对原文"), self.unit)

    @property
    def has_values(self) -> bool:
        """Return whether any day has a value; a part may be in no version."""
        return any(version.value is not None for version in self.versions)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return where the versions come from."""
        return tuple(version.source for version in self.versions)

    @property
    def verified(self) -> Verified:
        """Return how sure the rule is: as its least sure version."""
        return weakest(source.verified for source in self.sources)

    @property
    def basis(self) -> str:
        """Return what the versions rest on, each edition once."""
        return cited(self.sources)

    @property
    def quoted(self) -> str:
        """Return the rule as prose says it: every value with its unit, and when it held if there are several."""
        known = [version for version in self.versions if version.value is not None]
        texts = [self.said(version) for version in known]
        if len(known) == len(self.versions) and len(set(texts)) == 1:
            return texts[0]
        return ";".join(f"{_span(v)} {text}" for v, text in zip(known, texts, strict=True))

    def said(self, version: Version[Value]) -> str:
        """Return a version's value with the rule's unit."""
        text = self.text(version)
        if self.unit in _SHARES and not version.shown:
            return f"{text}{self.unit}"
        return f"{text} {self.unit}".strip()

    def text(self, version: Version[Value]) -> str:
        """Return a version's value as a reader sees it, without the unit."""
        return version.shown or self.written(version.value)

    def written(self, value: Value) -> str:
        """Return a value as a reader sees it; shares in the hundredths or thousandths of their unit."""
        factor = _SHARES.get(self.unit)
        return plain(value if factor is None else _scaled(value, factor))


def _keys(value: Any) -> Iterable[Any]:
    return value if isinstance(value, Mapping) else ()


def cited(sources: Iterable[Source]) -> str:
    """Return the editions that sources come from, each once with its articles."""
    articles: dict[str, list[str]] = {}
    for source in sources:
        known = articles.setdefault(source.edition, [])
        if not any(source.article in one for one in known):
            known.append(source.article)
    return ";".join(edition + "、".join(filter(None, known)) for edition, known in articles.items())


def weakest(grades: Iterable[Verified]) -> Verified:
    """Return the least sure of several grades."""
    return max(grades, key=_SURENESS.index)


def plain(value: Any) -> str:
    """Return a value as Chinese text: mappings as 'a b、c d', nested ones separated by ';'."""
    if isinstance(value, Mapping):
        is_nested = any(isinstance(part, Mapping) for part in value.values())
        parts = [f"{plain(key)}{':' if is_nested else ' '}{plain(part)}" for key, part in value.items()]
        return (";" if is_nested else "、").join(parts)
    if isinstance(value, tuple | list | frozenset):
        return "、".join(plain(part) for part in (sorted(value) if isinstance(value, frozenset) else value))
    if isinstance(value, Enum):
        return plain(getattr(value, "label", value.value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if value is None:
        return "未定"
    return str(value)


def constant(value: Any) -> Any:
    """Return a number, text or flag of law as the engine takes it."""
    if isinstance(value, Decimal):
        return number(value)
    # of its own accord ibis takes 45 for eight bits, and 45 × 60 overflows
    return ibis.literal(value, "int64") if type(value) is int else ibis.literal(value)


def _literal(day: date) -> Any:
    return ibis.date(day.isoformat())


def _scaled(value: Any, factor: int) -> Any:
    if isinstance(value, Mapping):
        return {key: _scaled(part, factor) for key, part in value.items()}
    return (value * factor).normalize() if isinstance(value, Decimal) else value * factor


def _span(version: Version[Any]) -> str:
    if version.since is None:
        return f"{version.until} 及以前"
    return f"{version.since} 起" if version.until is None else f"{version.since} 至 {version.until}"
