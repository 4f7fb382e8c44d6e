"""Which objects are inspected with the hours there are: a random control first, then the ranking.

The control is drawn first, for each unit, from all its customers in service, so that the share of true cases
among them can be estimated without the ranking's bias; each drawn customer keeps its inclusion probability.

Source: RANKING.md, point 6.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import ibis
import pyarrow as pa

from analytics.fact import seen_through
from analytics.facts.customers import presumed_on_the_books
from analytics.results.findings import findings_of
from models import runs
from models.errors import WrongUsage
from models.lake import Door
from models.orm import Run
from models.store import Store

UNIT_DIGITS = 9
RANKING, RANDOM = "ranking", "random"
PICKED_BY = {RANKING: "排序", RANDOM: "随机对照"}
LOT_LENGTH = 64  # hexadecimal digits of SHA-256
MOST_DRAWN = 50
_DRAWN: dict[Any, pa.Table] = {}
Narrow = Callable[[Any], Any]
_DRAWING = Lock()  # the sessions of a server are threads


@dataclass(frozen=True)
class Capacity:
    """How many jobs each unit can do, and how many of them are drawn at random."""

    jobs_per_unit: int
    random_share: float = 0.1
    seed: int = 1
    unit_digits: int = UNIT_DIGITS

    def __post_init__(self) -> None:
        if self.jobs_per_unit < 1:
            raise WrongUsage(f"每单位任务数不能是 {self.jobs_per_unit}", remedy="请填写不小于 1 的整数")
        if not 0 <= self.random_share <= 1:
            raise WrongUsage(f"随机比例不能是 {self.random_share}", remedy="请填写 0 至 1 之间的数")

    @property
    def random_jobs(self) -> int:
        """Return how many of a unit's jobs are drawn at random."""
        return round(self.jobs_per_unit * self.random_share)


def select(
    store: Store,
    door: Door,
    run: Run,
    capacity: Capacity,
    *,
    org_prefix: str = "",
    narrow: Narrow | None = None,
) -> Any:
    """Return the chosen targets as an expression, the random control among them.

    `narrow` says which of the ranked targets are wanted; the control is drawn from all customers whatever is wanted.

    Shapes: the columns of targets, `picked_by` ('ranking' or 'random'), `inclusion_probability` (of the
    random ones). A random one that is no target has neither score nor checks.
    """
    ranked = findings_of(store, door, run).targets(org_prefix=org_prefix)
    drawn = _random_control(door, run, capacity, org_prefix)
    others = _not_drawn(narrow(ranked) if narrow else ranked, drawn, capacity.unit_digits)
    place = ibis.row_number().over(ibis.window(group_by="unit", order_by="rank"))
    counts = drawn.group_by("unit").agg(drawn_jobs=drawn.count())
    placed = others.mutate(place=place).left_join(counts, "unit")
    chosen = placed.filter(placed.place < capacity.jobs_per_unit - placed.drawn_jobs.fill_null(0))
    return _together(ranked, chosen, drawn)


def select_all(
    store: Store,
    door: Door,
    run: Run,
    random_share: float,
    seed: int,
    *,
    org_prefix: str = "",
    narrow: Narrow | None = None,
) -> Any:
    """Return every wanted target, and so many customers drawn in each unit that they are a share of its jobs.

    Shapes: as `select`. Errors: WrongUsage for a share that leaves nothing to the ranking.
    """
    if not 0 <= random_share < 1:
        raise WrongUsage(f"不限任务数时随机比例不能是 {random_share}", remedy="请填写任务数,或小于 1 的比例")
    ranked = findings_of(store, door, run).targets(org_prefix=org_prefix)
    wanted = narrow(ranked) if narrow else ranked
    units = wanted.group_by(unit=wanted.org_code.fill_null("").left(UNIT_DIGITS)).agg(targets=wanted.count())
    for_one = random_share / (1 - random_share)
    jobs = {one["unit"]: round(one["targets"] * for_one) for one in units.to_pyarrow().to_pylist()}
    most = Capacity(max([1, *jobs.values()]), 1.0, seed)
    control = _draw(door, run, most, org_prefix).order_by("unit", "lot").to_pyarrow()
    drawn: Counter[str] = Counter()
    kept = []
    for one in control.to_pylist():
        if drawn[one["unit"]] < jobs.get(one["unit"], 0):
            drawn[one["unit"]] += 1
            share = min(jobs[one["unit"]], one["population"]) / one["population"]
            kept.append(one | {"inclusion_probability": share})
    by_chance = door.engine.arrow_table(
        pa.Table.from_pylist(kept, schema=control.schema), f"control_{run.id}_{seed}"
    )
    return _together(ranked, _not_drawn(wanted, by_chance, UNIT_DIGITS), by_chance)


def _not_drawn(ranked: Any, drawn: Any, unit_digits: int) -> Any:
    """Return the targets that chance has not picked, with their `unit`."""
    placed = ranked.mutate(unit=ranked.org_code.fill_null("").left(unit_digits))
    is_drawn = [
        placed.object_type == drawn.object_type,
        placed.object_id == drawn.object_id,
    ]
    return placed.anti_join(drawn, is_drawn)


def _together(ranked: Any, chosen: Any, drawn: Any) -> Any:
    """Return what the ranking and what chance chose; of the latter what the ranking knows of them."""
    by_ranking = chosen.select(
        *ranked.columns, picked_by=ibis.literal(RANKING), inclusion_probability=ibis.null("float64")
    )
    known = ranked.drop("cons_no", "org_code")
    joined = drawn.left_join(known, ["object_type", "object_id"])
    by_chance = joined.select(*ranked.columns, "picked_by", "inclusion_probability")
    return by_ranking.union(by_chance).order_by(ibis.asc("rank", nulls_first=False), "object_id")


def save(store: Store, door: Door, run: Run, capacity: Capacity, *, org_prefix: str = "") -> int:
    """Write a selection beside its run, with its seed and inclusion probabilities, and return its number."""
    chosen = select(store, door, run, capacity, org_prefix=org_prefix)
    path = _free_path(runs.folder(store, run))
    try:
        door.engine.backend.to_parquet(chosen, path)
    except BaseException:  # the disk is full: half a file would stay in the run's folder
        path.unlink(missing_ok=True)
        raise
    stored: Any = door.engine.backend.read_parquet(path)
    counts = stored.picked_by.value_counts(name="n").to_pyarrow().to_pylist()
    return runs.record_selection(
        store,
        run,
        path,
        capacity=capacity.jobs_per_unit,
        random_share=capacity.random_share,
        seed=capacity.seed,
        person=door.person,
        summary={row["picked_by"]: row["n"] for row in counts} | {"org_prefix": org_prefix},
    )


def _free_path(folder: Path) -> Path:
    number = len(list(folder.glob("selection-*.parquet"))) + 1
    return folder / f"selection-{number}.parquet"


def _random_control(door: Door, run: Run, capacity: Capacity, org_prefix: str) -> Any:
    """Return the customers drawn at random in each unit, drawn once for everybody: a list turns many pages."""
    seen = (door.home, door.data_version, door.person.units, door.person.sees_personal_data)
    drawn = (seen, run.as_of, run.period, capacity, org_prefix)
    rows = _DRAWN.get(drawn)
    if rows is None:
        rows = _draw(door, run, capacity, org_prefix).to_pyarrow()
        with _DRAWING:
            while len(_DRAWN) >= MOST_DRAWN:
                _DRAWN.pop(next(iter(_DRAWN)))
            _DRAWN[drawn] = rows
    return door.engine.arrow_table(rows, f"random_control_{hash(drawn) & 0xFFFFFFFF:x}")


def _draw(door: Door, run: Run, capacity: Capacity, org_prefix: str) -> Any:
    """Return the customers to draw at random in each unit, with the probability that each has.

    The draw orders the unit's customers by a digest of seed and number, so it can be repeated and checked.
    """
    people = presumed_on_the_books(seen_through(door, "customers", as_of=run.as_of, period=run.period))
    if org_prefix:
        people = people.filter(people.org_code.startswith(org_prefix))
    people = people.select("cons_no", "org_code").distinct(on="cons_no", keep="first")
    people = people.mutate(unit=people.org_code.fill_null("").left(capacity.unit_digits))
    seed: Any = ibis.literal(f"{capacity.seed}|")
    lot = (seed + people.cons_no).hexdigest("sha256") + people.cons_no
    most = max(capacity.random_jobs, 1)
    units = people.group_by("unit").agg(population=people.count(), lots=smallest(lot, most))
    drawn = units.limit(None if capacity.random_jobs else 0).unnest("lots")
    drawn = drawn.mutate(cons_no=drawn.lots.substr(LOT_LENGTH)).join(people.drop("unit"), "cons_no")
    return drawn.select(
        "cons_no",
        "org_code",
        "unit",
        object_type=ibis.literal("customer"),
        object_id=drawn.cons_no,
        lot=drawn.lots,
        population=drawn.population,
        picked_by=ibis.literal(RANDOM),
        inclusion_probability=ibis.least(drawn.population, capacity.random_jobs) / drawn.population,
    )


@ibis.udf.agg.builtin(name="min")
def smallest(value: str, most: int) -> list[str]:
    """Return the smallest values of a group, so many at most: the engine need not sort them all."""
    raise NotImplementedError  # the engine runs it
