"""What a header may mean: the names it can be looked up by, and the unit that it carries.

A header is compared in a bare form: half width, lower case, no spaces and no punctuation. A bracket may hold
a unit (kWh), a remark (新), a second name (户号), or what makes it another thing altogether (去年同期).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import log

from data_loaders.catalog import tables
from data_loaders.values.vocabulary import words
from data_loaders.values.written_units import half_width, is_unit, remarks_in, unit_of, written_unit
from models.data.schema import Column, Kind, Personal, Table

EXACT, ALIAS, ENGLISH, OWN_NAME, DECORATED, SECOND_NAME, INHERITED = 1.0, 0.95, 0.9, 0.88, 0.85, 0.8, 0.7
OTHER_WORD = 0.95  # a name in which another word says the same: 台区编码 for 台区编号
LEFT_OUT = 0.99  # a group that a name leaves out
BELOW_GROUP = 0.97  # the lower row of a header alone: a group above it may only sort the columns
OF_WHICH = "其中"
_PUNCTUATION = re.compile(r"[\W_]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_NOTE_MARK = re.compile("(?<=.)[①-⑳⑴-⑽❶-➓]+$")  # 总电费①
_BRACKET = re.compile(r"[(\[【{〔<《]([^()\[\]【】{}〔〕<>《》]*)[)\]】}〕>》]")
_TAIL_UNIT = re.compile(r"^(.+?)[/,:_|]\s*(?:单位[::]?)?([^/,:_|]+)$")
_LOOSE_TAIL = re.compile(r"^(.+?)(?:\s+|[-—])([^\s/,:_|—-]+)$")  # 总电费 万元
_NUMBERED = re.compile(r"^\d{1,2}\s*[.、)]\s*(?=\D)")  # 1.用户编号
_OF_QUERY = re.compile(r"^[A-Za-z_]\w{0,30}\.(?=[A-Za-z_]\w*$)")  # t.cons_no
_SECOND_NAMES = re.compile(  # 用户编号 CONS_NO; in 电量 T1 the figure says which
    r"[/、|]|(?<=[^\x00-\x7f])\s+(?=[A-Za-z_]{2,}$)|(?<=[A-Za-z_]{2})\s+(?=[^\x00-\x7f])"
)
CERTAIN = ("energy", "money", "power")  # measures whose units are no words of other meaning
_DATE_LIKE = re.compile(r"^[\d./年月日-]+$")
_SAME_MEANING = re.compile(r"_(no|code|name|factor|mode|emp)$")


@dataclass(frozen=True)
class Header:
    """One header of a sheet.

    `text` is what is shown, several rows joined by "-". `names` are the bare forms it can be looked up by with
    how much each is worth, and "=" with the text itself; `unit` is the unit as written, or "". `path` are the
    texts of its rows from the top, where there are several.
    """

    text: str
    names: tuple[tuple[str, float], ...]
    unit: str = ""
    path: tuple[str, ...] = ()

    def orders(self) -> list[str]:
        """Return the header as shown; one of several rows joined in every order, and its lowest row alone."""
        if not self.path and ("-" not in self.text or _DATE_LIKE.match(self.text)):
            return [self.text]
        *groups, leaf = self.path or self.text.split("-", 1)
        joined = [text for group in reversed(groups) for text in (group + leaf, leaf + group)]
        return list(dict.fromkeys(["".join((*groups, leaf)), *joined, leaf]))


@dataclass(frozen=True)
class Meaning:
    """A column that a bare name may mean, and how sure the name alone is."""

    table: Table
    column: Column
    strength: float


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return the bare form in which headers are compared."""
    bare = _NOTE_MARK.sub("", _INVISIBLE.sub("", text))
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", bare).casefold())


@lru_cache(maxsize=8192)  # the top rows of a sheet are read as a header many times over
def header_of(leaf: str | None, *groups: str | None) -> Header:
    """Return a header of one row, or of several where groups stand above it: `groups` from the top."""
    path: list[str] = []
    for text in (*groups, leaf):
        if text and (not path or plain(path[-1]) != plain(text)):
            path.append(text)
    if len(path) > 1 and is_unit(path[-1]):
        unit = path.pop()
        above = header_of(path[-1], *path[:-1])
        return replace(above, text=f"{above.text}({unit})", unit=written_unit(unit))
    if meant := _told_without(path):
        return replace(header_of(meant[-1], *meant[:-1]), text="-".join(path), path=tuple(path))
    if len(path) < 2:
        return _single(path[0] if path else "")
    above, below = [_single(text) for text in path[:-1]], _single(path[-1])
    names = tuple((name, worth) for name, worth in _joined(above, below) if name)
    unit = next((header.unit for header in (below, *reversed(above)) if header.unit), "")
    return Header("-".join(path), tuple(dict.fromkeys(names)), unit, tuple(path))


def _told_without(path: list[str]) -> list[str]:
    """Return the rows of a header without those that leave its quantity as it is: 其中, 本月 or 合计 below 电量."""
    kept = [text for text in path if plain(text) != OF_WHICH]
    if len(kept) > 1 and plain(kept[-1]) in words("whole_quantity"):
        kept.pop()
    return kept if len(kept) < len(path) else []


def _joined(above: list[Header], below: Header) -> Iterable[tuple[str, float]]:
    """Yield the names of a header below groups: joined with each in both orders, and alone.

    A group that only sorts the columns (分时电量 over 峰) lends what it is about: 峰电量. What a name leaves out
    costs a little, and nothing is left out that makes it another quantity (去年同期). Only parts of known names are
    joined: most of what stands among the top rows are values.
    """
    first = [(name, worth) for name, worth in below.names if not name.startswith("=")][:2]
    leaves = [(name, worth) for name, worth in first if name in _parts()]
    whole = [[n for n, worth in header.names if worth == 1.0 and not n.startswith("=")] for header in above]
    bare = [min(names, key=len, default="") for names in whole]  # without a unit, where it has one
    for number, group in reversed(list(enumerate(bare))):
        left_out = [header.text for other, header in enumerate(above) if other != number]
        if any(map(is_another, left_out)):
            continue
        cost = LEFT_OUT ** len(left_out)
        for name, worth in leaves:
            if group in _parts():
                yield group + name, worth * cost
                yield name + group, worth * cost
            for about in _abouts(group):
                yield name + about, worth * cost * BELOW_GROUP
    if len(bare) > 1:
        for name, worth in leaves:
            yield "".join(bare) + name, worth
    if not any(is_another(header.text) for header in above):
        cost = BELOW_GROUP * LEFT_OUT ** (len(above) - 1)
        yield from ((n, worth * cost) for n, worth in below.names if not n.startswith("="))


@lru_cache(maxsize=8192)
def _abouts(group: str) -> list[str]:
    """Return what a group is about without the word by which it sorts: 电量 of 分时电量."""
    sorting = (word for word in words("sorting_groups") if group.startswith(word))
    return [group[len(word) :] for word in sorting if len(group) > len(word)]


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
    for name, meaning in _in_other_words({name: set(of) for name, of in found.items()}):
        _keep_best(found[name], meaning)
    return {name: list(by_column.values()) for name, by_column in found.items() if name}


def _in_other_words(taken: Mapping[str, set[tuple[str, str]]]) -> Iterable[tuple[str, Meaning]]:
    """Yield the names of columns in which another word says the same, where no column of the table has that name.

    One that two columns of a table would have is nobody's. `taken` are the (table, column) that each name may mean.
    """
    for table in tables().values():
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for column in table.columns:
            for own, strength in _own_names(column):
                for name in _other_words(own, column):
                    known = found[name].get(column.name, 0.0)
                    found[name][column.name] = max(known, strength * OTHER_WORD)
        of_table = {name for name, owners in taken.items() if any(owner == table.name for owner, _ in owners)}
        for name, strengths in found.items():
            if len(strengths) == 1 and name not in of_table:
                [(column_name, strength)] = strengths.items()
                yield name, Meaning(table, table.by_name[column_name], strength)


def _other_words(name: str, column: Column) -> set[str]:
    """Return the names that say the same in other words: 用户 and 客户, and at the end 编号 and 编码, 日期 and 时间."""
    if column.personal is Personal.NAME:
        ends = words("name_ends")
    else:
        ends = words("day_ends") if column.kind in (Kind.DATE, Kind.TIME) else words("id_ends")
    end = next((end for end in ends if name.endswith(end)), "")
    of_end = [name[: -len(end)] + other for other in ends] if end else [name]
    customers = words("customer_words")
    own = next((word for word in customers if word in name), "")
    return {text.replace(own, word, 1) if own else text for text in of_end for word in customers}


@cache
def _parts() -> frozenset[str]:
    """Return what a known name may begin or end with."""
    cuts = [(name, i) for name in meanings() for i in range(len(name) + 1)]
    return frozenset(name[:i] for name, i in cuts) | frozenset(name[i:] for name, i in cuts)


@cache
def weight(name: str) -> float:
    """Return how much a name says about which table it stands in: little where many tables have it."""
    having = {meaning.table.name for meaning in meanings().get(name, [])}
    return log((len(tables()) + 1) / len(having)) if having else 0.0


def names_in(column: Column) -> list[str]:
    """Return every header that the card lists for a column."""
    return [column.title, *column.aliases, column.name]


@cache
def listed_names(field: str) -> frozenset[str]:
    """Return every name that a card lists for a field, in any of the tables that have it."""
    columns = (table.by_name[field] for table in tables().values() if field in table.by_name)
    return frozenset(plain(name) for column in columns for name in names_in(column))


@lru_cache(maxsize=8192)
def _single(text: str) -> Header:
    shown = re.sub(r"\s+", " ", _INVISIBLE.sub("", text)).strip()
    normal = half_width(_NOTE_MARK.sub("", shown)).strip("*# \t")
    normal = _OF_QUERY.sub("", _NUMBERED.sub("", normal))
    if (part := normal.removeprefix(OF_WHICH).lstrip(":, ")) != normal and part:
        alone = _single(part)  # 其中:峰电量
        names = ((name, worth * DECORATED) for name, worth in alone.names if not name.startswith("="))
        return replace(alone, text=shown, names=((plain(normal), 1.0), *names))
    inside = [content.strip() for content in _BRACKET.findall(normal)]
    outside = _BRACKET.sub("", normal)
    unit = next((found for found in map(written_unit, inside) if found), "")
    names = [(plain(normal), 1.0), (f"={normal}", 1.0)]
    if inside:
        names += _bracket_names(outside, inside)
    if not unit and (tail := _tail_unit(outside)):
        names.append((plain(tail[0]), 1.0))
        unit = tail[1]
    parts = [part for part in _SECOND_NAMES.split(outside) if plain(part)]
    if len(parts) > 1:
        names += [(plain(part), SECOND_NAME) for part in parts]
    return Header(shown, tuple(dict.fromkeys(names)), unit)


def _tail_unit(text: str) -> tuple[str, str] | None:
    """Return (name, unit) of a header that ends in its unit without brackets."""
    if (match := _TAIL_UNIT.match(text)) and is_unit(match[2]):
        return match[1], match[2].strip()
    if (match := _LOOSE_TAIL.match(text)) and (known := unit_of(match[2])) and known[0] in CERTAIN:
        return match[1], match[2]
    return None


def _bracket_names(outside: str, inside: list[str]) -> Iterable[tuple[str, float]]:
    remarks = [remark for content in inside for remark in remarks_in(content)]
    if not remarks:
        yield plain(outside), 1.0
        return
    for remark in remarks:
        yield plain(remark + outside), DECORATED
    if not any(map(is_another, remarks)):
        yield plain(outside), DECORATED
        for remark in remarks:
            yield plain(remark), SECOND_NAME


@lru_cache(maxsize=8192)
def is_another(text: str) -> bool:
    """Return whether a group or bracket makes the header another quantity (去年同期, 占比, 峰)."""
    return any(word in text for word in words("other_meaning"))


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
    for shared, owners in by_name.items():
        is_same = bool(_SAME_MEANING.search(shared))
        names = [list(_own_names(column)) for _, column in owners]
        for table, column in owners:
            best: dict[str, float] = {}
            for (other_table, other), own in zip(owners, names, strict=True):
                if other_table is not table and (is_same or other.title == column.title):
                    for name, strength in own:
                        best[name] = max(strength, best.get(name, 0.0))
            for name, strength in best.items():
                yield name, Meaning(table, column, strength * INHERITED)


def _keep_best(found: dict[tuple[str, str], Meaning], meaning: Meaning) -> None:
    key = (meaning.table.name, meaning.column.name)
    if key not in found or found[key].strength < meaning.strength:
        found[key] = meaning
