"""Which hits of a run are on the white list when it is read, and which came back since their exemption ran out.

Nothing is written into a run: the exemptions that hold on its as-of day are matched with its hits. A hit that several
cover is counted with the oldest of them.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from models.loop import exemptions
from models.loop.exemptions import Exemption
from models.orm import Run
from models.store import Store

OBJECT = ["object_type", "object_id"]
SCHEMA = pa.schema(
    [
        ("problem_id", pa.string()),
        ("check_code", pa.string()),
        ("object_type", pa.string()),
        ("object_id", pa.string()),
        ("exemption", pa.int64()),
    ]
)
HitsOf = Callable[[str], Any]
"""Gives all hits of a check with its evidence, of every unit and unmasked; None where the run has none of it."""


@dataclass(frozen=True)
class OnTheList:
    """The exemptions that matter to a run: that hold on its day, had run out by then, or are asked for on it."""

    holding: tuple[Exemption, ...] = ()
    over: tuple[Exemption, ...] = ()
    asked: tuple[Exemption, ...] = ()

    @cached_property
    def key(self) -> str:
        """Return what tells two such lists of one run apart, also of two databases that gave the same numbers."""
        return _told_apart(self.holding, self.over, self.asked)

    @cached_property
    def holding_key(self) -> str:
        """Return what tells apart what counts: nothing is exempted by what is over, or only asked for."""
        return _told_apart(self.holding)


def _told_apart(*every: Iterable[Exemption]) -> str:
    said = repr([[(one.number, one.scope) for one in some] for some in every])
    return hashlib.sha256(said.encode()).hexdigest()


NOTHING_EXEMPTED = OnTheList()


def on_the_list(store: Store, run: Run) -> OnTheList:
    """Return the exemptions that hold on a run's as-of day, ran out before or are asked for, the oldest first."""
    known = exemptions.exemptions(store)[::-1]
    return OnTheList(
        tuple(one for one in known if one.holds_on(run.as_of)),
        tuple(one for one in known if one.is_over_on(run.as_of)),
        tuple(one for one in known if one.is_asked_on(run.as_of)),
    )


def in_words(one: Exemption) -> str:
    """Return an exemption as a hit is marked with it: class, end, who approved it."""
    return f"{one.kind.value},到 {one.until} 止,{one.decided_by}批准"


def covered(hits_of: HitsOf, wanted: Sequence[Exemption]) -> pa.Table:
    """Return the hits that exemptions cover, each once, by its problem.

    Shapes: SCHEMA; `exemption` is the number of the oldest that covers it.
    """
    parts = []
    for code in sorted({one.scope.check_code for one in wanted}):
        hits = hits_of(code)
        if hits is not None:
            own = [one for one in wanted if one.scope.check_code == code]
            parts.append(_covered_of(hits, own).to_pyarrow().cast(SCHEMA))
    return pa.concat_tables(parts) if parts else SCHEMA.empty_table()


def wholly_covered(hits_of: HitsOf, rows: pa.Table) -> pa.Table:
    """Return the checks of which every hit on an object is covered: object_type, object_id, check_code."""
    names = [*OBJECT, "check_code"]
    gone = rows.group_by(names).aggregate([]).select(names)
    parts = [gone.schema.empty_table()]
    for code in sorted(set(rows["check_code"].to_pylist())):
        of_code = rows.filter(pc.equal(rows["check_code"], code))
        known = ibis.memtable(of_code)
        hits = hits_of(code)
        left = hits.semi_join(known, OBJECT).anti_join(known, "problem_id").select(*OBJECT).distinct()
        objects = known.select(*names).distinct()
        parts.append(objects.anti_join(left, OBJECT).to_pyarrow().cast(gone.schema))
    return pa.concat_tables(parts)


def _covered_of(hits: Any, wanted: Sequence[Exemption]) -> Any:
    columns = ["problem_id", "check_code", *OBJECT]
    parts = [
        _of_objects(hits, [one for one in wanted if one.scope.is_of_object]).select(*columns, "exemption")
    ]
    for one in wanted:
        if not one.scope.is_of_object:
            number: Any = ibis.literal(one.number, "int64")
            parts.append(_of_units(hits, one).select(*columns, exemption=number))
    together = ibis.union(*parts) if len(parts) > 1 else parts[0]
    first = together.group_by("problem_id").agg(
        **{name: together[name].min() for name in (*columns[1:], "exemption")}
    )
    return first.select(*columns, "exemption")


def _of_objects(hits: Any, wanted: Iterable[Exemption]) -> Any:
    rows = [
        {"object_type": one.scope.object_type, "object_id": one.scope.object_id, "exemption": one.number}
        for one in wanted
    ]
    schema = pa.schema([SCHEMA.field(name) for name in (*OBJECT, "exemption")])
    return hits.inner_join(ibis.memtable(pa.Table.from_pylist(rows, schema)), OBJECT)


def _of_units(hits: Any, one: Exemption) -> Any:
    scope = one.scope
    if scope.unit:
        hits = hits.filter(hits.org_code.startswith(scope.unit))
    if scope.field is None:
        return hits
    if (
        scope.field not in hits.columns
    ):  # the check has another evidence by now: the exemption says nothing of it
        return hits.limit(0)
    return hits.filter(hits[scope.field].cast("string") == scope.value)
