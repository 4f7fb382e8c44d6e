"""Lists of targets as people narrow, search and sort them: the whole list, by the engine, before a page of it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa

from analytics.ranking.targets import ANOMALY
from analytics.results.findings import Findings
from analytics.search.index import PLAIN, WIDE
from analytics.search.search import words_of
from analytics.subjects import kinds_of
from analytics.units import unit_names
from models import marks
from models.lake import Door

UNMARKED = "未标记"
NAMED = (("staff", "staff", "emp_no", "name"), ("case", "transformer_areas", "tg_no", "tg_name"))
ORDERS = ("rank", "amount_yuan", "probability", "expected_yuan", "hits", "cons_no", "name", "org_code")
# which way each begins with what is looked for
ASCENDING = frozenset({"rank", "cons_no", "name", "org_code"})


@dataclass(frozen=True)
class Narrowing:
    """What a list is narrowed to; what is empty narrows nothing. Amounts are in yuan, whichever side owes them."""

    category: str | None = None
    check: str | None = None
    severity: str | None = None
    period: str | None = None
    unit: str = ""
    object_type: str | None = None
    pricing: str | None = None
    mark: str | None = None
    least_yuan: float | None = None
    most_yuan: float | None = None
    text: str = ""


def narrowed(door: Door, findings: Findings, targets: Any, wanted: Narrowing) -> Any:
    """Return the targets that fit; check, severity and month must fit one hit of an object together."""
    if wanted.unit:
        targets = targets.filter(targets.org_code.startswith(wanted.unit))
    if wanted.category:
        targets = targets.filter(targets.categories.contains(wanted.category))
    if wanted.object_type:
        targets = targets.filter(kinds_of(targets) == wanted.object_type)
    targets = _by_hits(findings, _within_amounts(targets, wanted), wanted)
    if wanted.pricing:
        people: Any = door.table("customers").select("cons_no", "pricing_policy")
        targets = targets.semi_join(people.filter(people.pricing_policy == wanted.pricing), "cons_no")
    if wanted.mark:
        targets = _marked(door, targets, wanted)
    return _with_words(door, targets, wanted.text)


def page_of(
    door: Door, targets: Any, by: str = "rank", *, is_reversed: bool = False, limit: int, offset: int = 0
) -> Any:
    """Return some of the targets in an order of ORDERS, with their names (`name`)."""
    if by == "name":
        return ordered(with_names(door, targets), by, is_reversed=is_reversed).limit(limit, offset=offset)
    some = ordered(targets, by, is_reversed=is_reversed).limit(limit, offset=offset)
    return ordered(with_names(door, some), by, is_reversed=is_reversed)


def with_names(door: Door, targets: Any) -> Any:
    """Add to each target the name of its customer, masked as the door masks; of what belongs to none its own, if any."""
    people: Any = door.table("customers").select(owner="cons_no", name="cons_name")
    found = targets.left_join(people, targets.cons_no == people.owner).drop("owner")
    for object_type, table, number, column in NAMED:
        known: Any = door.table(table).select(own=number, called=column).distinct(on="own", keep="first")
        is_it = [found.object_id == known.own, found.object_type == object_type]
        joined = found.left_join(known, is_it)
        found = joined.mutate(name=joined.called.fill_null(joined.name)).drop("own", "called")
    names = {code: name.short for code, name in unit_names(door).items()}
    of_unit = found.object_id.substitute(names) if names else found.object_id
    return found.mutate(name=ibis.ifelse(found.object_type == "org", of_unit, found.name))


def names_of(door: Door, objects: Sequence[tuple[str, str, str | None]]) -> list[str | None]:
    """Return how some objects are called, given as type, number and customer number: as `with_names`, in their order."""
    if not objects:
        return []
    columns = ("object_type", "object_id", "cons_no")
    texts = [pa.array(values, pa.string()) for values in zip(*objects, strict=True)]
    listed = ibis.memtable(pa.table([*texts, pa.array(range(len(objects)))], [*columns, "place"]))
    named = with_names(door, listed).order_by("place").to_pyarrow()
    called = dict(zip(named["place"].to_pylist(), named["name"].to_pylist(), strict=True))
    return [called.get(place) for place in range(len(objects))]


def ordered(targets: Any, by: str, *, is_reversed: bool) -> Any:
    """Return targets in order: amounts, chances and counts from the largest, the rest from the first; nothing last."""
    column = targets.amount_yuan.abs() if by == "amount_yuan" else targets[by]
    is_ascending = (by in ASCENDING) != is_reversed
    first = (ibis.asc if is_ascending else ibis.desc)(column, nulls_first=False)
    ties = [
        ibis.asc(targets[name], nulls_first=False)
        for name in ("rank", "object_type", "object_id")
        if name != by
    ]
    return targets.order_by(first, *ties)


def _within_amounts(targets: Any, wanted: Narrowing) -> Any:
    if wanted.least_yuan is not None:
        targets = targets.filter(targets.amount_yuan.abs() >= wanted.least_yuan)
    if wanted.most_yuan is not None:
        targets = targets.filter(targets.amount_yuan.abs() <= wanted.most_yuan)
    return targets


def _by_hits(findings: Findings, targets: Any, wanted: Narrowing) -> Any:
    if wanted.check == ANOMALY:
        targets = targets.filter(targets.check_codes.contains(ANOMALY))
    codes = (wanted.check,) if wanted.check and wanted.check != ANOMALY else ()
    if not (codes or wanted.severity or wanted.period):
        return targets
    hits = findings.counted(findings.hits(codes=codes))
    for column, value in (("severity", wanted.severity), ("period", wanted.period)):
        hits = hits.filter(hits[column] == value) if value else hits
    return targets.semi_join(hits, ["object_type", "object_id"])


def _marked(door: Door, targets: Any, wanted: Narrowing) -> Any:
    """Return the targets that carry a mark now, or none; with a check, one for it or for the whole object."""
    known = marks.marks(door.lake.store, wanted.check)
    is_wanted = [one for one in known if wanted.mark in (one.word, UNMARKED)]
    schema = {"object_type": "string", "object_id": "string"}
    rows = {name: [getattr(one, name) for one in is_wanted] for name in schema}
    marked = ibis.memtable(pa.table(rows, schema=pa.schema([(name, pa.string()) for name in schema])))
    join = targets.anti_join if wanted.mark == UNMARKED else targets.semi_join
    return join(marked, list(schema))


def _with_words(door: Door, targets: Any, text: str) -> Any:
    """Return the targets of which some number, name or check has each of the words."""
    words = words_of(text)
    if not words:
        return targets
    named = with_names(door, targets)
    return saying(named, ("cons_no", "object_id", "check_codes", "name"), words).drop("name")


def saying(rows: Any, columns: Sequence[str], words: Sequence[Any]) -> Any:
    """Return the rows of which some column has each of the words (analytics.search.search.words_of), or values that stand for them."""
    space: Any = ibis.literal(" ")
    said = space.join([rows[column].fill_null("") for column in columns])
    searched = rows.mutate(said=said.translate(WIDE, PLAIN).lower())
    for word in words:
        searched = searched.filter(searched.said.contains(word))
    return searched.drop("said")
