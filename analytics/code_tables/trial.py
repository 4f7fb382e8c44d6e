"""Rows of a table tried before anybody writes them: what the checks that read it would find more, less, or otherwise.

Both sides are found on the data of now, as a run would find them (analytics.tuning).
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from analytics.check import Check
from analytics.code_tables.card import CodeTable, with_new
from analytics.parameters import Levels, levels_of
from analytics.rulebook import checks
from analytics.screening import hits_of, shared_facts, tables_of
from analytics.tuning import Bench
from models.company.code_tables import CodeTables, Entry, WrittenEntry
from models.company.parameters import history
from models.engine import DuckDB
from models.lake import Lake
from models.orm import Run
from models.people import SYSTEM, Person

MOST_LISTED = 100  # of a check's hits that differ
Watch = Callable[[DuckDB], object]


@dataclass(frozen=True)
class Tried:
    """What differs for a check: its figures, and hits that appear, disappear or change, the largest amounts first.

    Shapes: `figures` as `Differences.figures` without columns to group by; `rows` as `Trial.hits` and `said`, the hit in
    one line, at most MOST_LISTED.
    """

    figures: Mapping[str, Any]
    rows: list[dict[str, Any]]


def concerned(card: CodeTable, new: Sequence[Entry], known: Sequence[WrittenEntry]) -> list[Check]:
    """Return the checks that judge by some new rows of a table, or by what these take the place of."""
    keys = {one.key for one in new}
    rows = [*new, *(one for one in known if one.key in keys)]
    return [one for one in checks().values() if card.concerns(one, rows)]


def estimated_seconds(run: Run, judging: Sequence[Check]) -> float:
    """Return how long trying some checks may take, by what they took in a run: both sides are worked out."""
    took = {outcome["code"]: float(outcome["seconds"]) for outcome in run.checks}
    return 2 * sum(took.get(one.code, 0.0) for one in judging)


def tried(
    lake: Lake,
    run: Run,
    one: Check,
    card: CodeTable,
    new: Sequence[Entry],
    person: Person,
    on_open: Watch = lambda engine: None,
) -> Tried | None:
    """Return what a check finds with some new rows against those in force, as of a run; None where it is off.

    `on_open` is told of each engine that works on it, so that one for which nobody waits can be ended.
    """
    levels = levels_of(one, history(lake.store, one.code), run.as_of)
    with closing(Bench(lake, one, run.as_of, run.period)) as bench:
        on_open(bench.door.engine)
        written = bench.door.code_tables
        other = {**written, card.name: with_new(written.get(card.name, ()), new, person)}
        found = _hits(lake, one, run, levels, other, on_open)
        if bench.missing or found is None:
            return None
        trial = bench.against(bench.hits(levels), found, person)
        [figures] = trial.figures()
        differing = trial.that_fit()
        differing = differing.filter(differing.state != "same").limit(MOST_LISTED)
        rows = differing.to_pyarrow().to_pylist()
        said = trial.sentences(rows)
        return Tried(figures, [{**row, "said": line} for row, line in zip(rows, said, strict=True)])


def _hits(
    lake: Lake, one: Check, run: Run, levels: Levels, tables: CodeTables, on_open: Watch
) -> pa.Table | None:
    """Return the hits of all units by other tables of the company's own; None where the check is off."""
    with lake.open(SYSTEM) as door:
        on_open(door.engine)
        door.keep(tables)
        if one.missing({name: door.filled(name) for name in one.columns}):
            return None
        shared = shared_facts([one], door, door.engine, run.as_of, run.period)
        seen = tables_of(one, door, door.engine, run.as_of, run.period, shared)
        return hits_of(one, seen, door, door.engine, levels, is_kept_on_disk=False)
