"""What a header may mean: the names it can be looked up by, and the unit that it carries.

A header is compared in a bare form: half width, lower case, no spaces and no punctuation. A bracket may hold
a unit (kWh), a remark (新), a second name (户号), or what makes it another thing altogether (去年同期).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log

from data_loaders.catalog import tables
from data_loaders.vocabulary import units, words
from models.schema import Column, Table

EXACT, ALIAS, ENGLISH, OWN_NAME, DECORATED, SECOND_NAME, INHERITED = 1.0, 0.95, 0.9, 0.88, 0.85, 0.8, 0.7
BELOW_GROUP = 0.97  # the lower row of a header alone: a group above it may only sort the columns
_PUNCTUATION = re.compile(r"[\W_]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_BRACKET = re.compile(r"[(\[【{〔<《]([^()\[\]【】{}〔〕<>《》]*)[)\]】}〕>》]")
_UNIT_LABEL = re.compile(r"^(?:计量)?单位[::]?")
_TAIL_UNIT = re.compile(r"^(.+?)[/,:_|]\s*(?:单位[::]?)?([^/,:_|]+)$")
_DATE_LIKE = re.compile(r"^[\d./年月日-]+$")
_SAME_MEANING = re.compile(r"_(no|code|name|factor|mode|emp)$")


@dataclass(frozen=True)
class Header:
    """One header of a sheet.

    `text` is what is shown, two rows joined by "-". `names` are the bare forms it can be looked up by with
    how much each is worth, and "=" with the text itself; `unit` is the unit as written, or "".
    """

    text: str
    names: tuple[tuple[str, float], ...]
    unit: str = ""

    def orders(self) -> list[str]:
        """Return the header as shown; one of two rows in both orders, and its lower row alone."""
        group, dash, leaf = self.text.partition("-")
        if not dash or _DATE_LIKE.match(self.text):
            return [self.text]
        return [group + leaf, leaf + group, leaf]


@dataclass(frozen=True)
class Meaning:
    """A column that a bare name may mean, and how sure the name alone is."""

    table: Table
    column: Column
    strength: float


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return the bare form in which headers are compared."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold())


def is_unit(text: str) -> bool:
    """Return whether a text is nothing but a unit."""
    return _unit_in(text) != ""


def header_of(leaf: str | None, group: str | None = None) -> Header:
    """Return a header of one row, or of two rows where a group stands above it."""
    if group is None or leaf is None or group == leaf or plain(group) == plain(leaf):
        return _single(leaf or group or "")
    if is_unit(leaf):
        single = _single(group)
        return Header(f"{group}({leaf})", single.names, _unit_in(leaf))
    below, above = _single(leaf), _single(group)
    leaves = [(name, worth) for name, worth in below.names if not name.startswith("=")]
    joined = [(above.names[0][0] + name, worth) for name, worth in leaves[:2]]
    joined += [(name + above.names[0][0], worth) for name, worth in leaves[:2]]
    alone = [] if _is_another(group) else [(name, worth * BELOW_GROUP) for name, worth in leaves]
    names = tuple((name, worth) for name, worth in joined + alone if name)
    return Header(f"{group}-{leaf}", names, below.unit or above.unit)


@cache
def meanings() -> dict[str, list[Meaning]]:
    """Return {bare name: what it may mean} over all tables, one meaning for each column."""
    found: dict[str, dict[tuple[str, str], Meaning]] = defaultdict(dict)
    for table in tables().values():
        for column in table.columns:
            for name, strength in _own_names(column):
                _keep_best(found[name], Meaning(table, column, strength))
    for name, inherited in _inherited():
        _keep_best(found[name], inherited)
    return {name: list(by_column.values()) for name, by_column in found.items() if name}


@cache
def weight(name: str) -> float:
    """Return how much a name says about which table it stands in: little where many tables have it."""
    having = {meaning.table.name for meaning in meanings().get(name, [])}
    return log((len(tables()) + 1) / len(having)) if having else 0.0


def names_in(column: Column) -> list[str]:
    """Return every header that the card lists for a column."""
    return [column.title, *column.aliases, column.name]


@lru_cache(maxsize=8192)  # the top rows of a sheet are read as a header many times over
def _single(text: str) -> Header:
    shown = re.sub(r"\s+", " ", _INVISIBLE.sub("", text)).strip()
    normal = unicodedata.normalize("NFKC", shown).strip("*# \t")
    inside = [content.strip() for content in _BRACKET.findall(normal)]
    outside = _BRACKET.sub("", normal)
    unit = next((found for found in map(_unit_in, inside) if found), "")
    names = [(plain(normal), 1.0), (f"={normal}", 1.0)]
    if inside:
        names += _bracket_names(outside, inside)
    if not unit and (match := _TAIL_UNIT.match(outside)) and _unit_in(match[2]):
        unit = _unit_in(match[2])
        names.append((plain(match[1]), 1.0))
    parts = [part for part in re.split(r"[/、|]", outside) if plain(part)]
    if len(parts) > 1:
        names += [(plain(part), SECOND_NAME) for part in parts]
    return Header(shown, tuple(dict.fromkeys(names)), unit)


def _bracket_names(outside: str, inside: list[str]) -> Iterable[tuple[str, float]]:
    remarks = [content for content in inside if not _unit_in(content)]
    if not remarks:
        yield plain(outside), 1.0
        return
    for remark in remarks:
        yield plain(remark + outside), DECORATED
    if not any(map(_is_another, remarks)):
        yield plain(outside), DECORATED
        for remark in remarks:
            yield plain(remark), SECOND_NAME


def _is_another(text: str) -> bool:
    """Return whether a group or bracket makes the header another quantity (去年同期, 占比, 峰)."""
    return any(word in text for word in words("other_meaning"))


def _unit_in(text: str) -> str:
    bare = _UNIT_LABEL.sub("", unicodedata.normalize("NFKC", text)).replace(" ", "").casefold()
    return bare if bare in units() else ""


def _own_names(column: Column) -> Iterable[tuple[str, float]]:
    yield plain(column.title), EXACT
    for alias in column.aliases:
        yield plain(alias), ENGLISH if alias.isascii() else ALIAS
    yield plain(column.name), OWN_NAME
    yield f"={column.name}", EXACT


def _inherited() -> Iterable[tuple[str, Meaning]]:
    """Yield the names that a column has in other tables: the same field means the same everywhere."""
    by_name: dict[str, list[tuple[Table, Column]]] = defaultdict(list)
    for table in tables().values():
        for column in table.columns:
            by_name[column.name].append((table, column))
    for owners in by_name.values():
        for table, column in owners:
            for other_table, other in owners:
                if other_table is table:
                    continue
                if other.title == column.title or _SAME_MEANING.search(column.name):
                    for name, strength in _own_names(other):
                        yield name, Meaning(table, column, strength * INHERITED)


def _keep_best(found: dict[tuple[str, str], Meaning], meaning: Meaning) -> None:
    key = (meaning.table.name, meaning.column.name)
    if key not in found or found[key].strength < meaning.strength:
        found[key] = meaning
