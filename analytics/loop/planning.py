"""Plans made from a run: which of its targets are inspected, with what was found on each, and whom they leave out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from analytics.loop.blind import doubtful_checks
from analytics.loop.hit_amounts import energy_wh_of, penalty_fen_of
from analytics.parameters import levels_in
from analytics.ranking.selection import RANDOM, Capacity, select, select_all
from analytics.ranking.targets import ANOMALY
from analytics.regulation.money import whole_fen
from analytics.results.findings import Findings, findings_of
from analytics.results.hit_words import profile_of, sentence_of
from analytics.rulebook import card_of
from analytics.subjects import SUBJECTS
from models.category import Category
from models.errors import WrongUsage
from models.lake import Door
from models.loop import cases, plans
from models.loop.case import TaskKind
from models.loop.cases import Hit, Target
from models.orm import Run
from models.people import Person
from models.store import Store

HOURS_PER_DAY = 8
"""Source: 国务院关于职工工作时间的规定, article 3: eight hours a day."""


@dataclass(frozen=True)
class Wanted:
    """Which targets a plan is for; what is empty narrows nothing. Without `jobs_per_unit` all that fit.

    Units: `random_share` is a share of one of a unit's jobs.
    """

    checks: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    org_prefix: str = ""
    jobs_per_unit: int | None = None
    random_share: float = 0.1
    seed: int = 1

    def __post_init__(self) -> None:
        known = [category.value for category in Category]
        if unknown := [name for name in self.categories if name not in known]:
            raise WrongUsage(f"没有稽查类别“{unknown[0]}”", remedy=f"可用 {'、'.join(known)}")


@dataclass(frozen=True)
class LeftOut:
    """An object that a plan leaves out, for it has a case that is not closed yet."""

    object_type: str
    object_id: str
    case_no: str


@dataclass(frozen=True)
class Proposal:
    """What a plan would hold: its targets, and the objects left out of it."""

    targets: tuple[Target, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def random(self) -> int:
        """Return how many of the targets chance has picked."""
        return sum(target.picked_by == RANDOM for target in self.targets)


def jobs_of(people: int, days: int) -> int:
    """Return how many customers so many people can look at in so many working days."""
    if people < 1 or days < 1:
        raise WrongUsage(f"{people} 人 {days} 天没有可用的人力", remedy="请填写不小于 1 的人数和天数")
    return max(1, int(people * days * HOURS_PER_DAY / SUBJECTS["customer"].hours))


def propose(store: Store, door: Door, run: Run, wanted: Wanted) -> Proposal:
    """Return the plan of a run's targets that are wanted, the random control among them.

    Objects with an open case are left out before the capacity is counted, so that it is not spent on them.
    Errors: WrongUsage for a check that the run does not know, or a share or number that is none.
    """
    found = findings_of(store, door, run)
    _require_known(run, wanted.checks)
    busy = cases.open_on(store)
    busy_rows = _keys_table(door, busy, "objects_with_open_cases")
    scope: dict[str, Any] = {"org_prefix": wanted.org_prefix}

    def fits(ranked: Any) -> Any:
        return _that_fit(ranked, wanted).anti_join(busy_rows, ["object_type", "object_id"])

    if wanted.jobs_per_unit is None:
        chosen = select_all(store, door, run, wanted.random_share, wanted.seed, narrow=fits, **scope)
    else:
        limit = Capacity(wanted.jobs_per_unit, wanted.random_share, wanted.seed)
        chosen = select(store, door, run, limit, narrow=fits, **scope)
    ranked = _that_fit(found.targets(**scope), wanted)
    skipped = ranked.semi_join(busy_rows, ["object_type", "object_id"]).select("object_type", "object_id")
    return _proposal(store, door, run, chosen, busy, skipped.to_pyarrow().to_pylist())


def propose_rows(store: Store, door: Door, run: Run, chosen: Any) -> Proposal:
    """Return the plan of targets that a person chose on a list.

    `chosen` is an expression with the columns of targets, `picked_by`, `inclusion_probability`.
    """
    return _proposal(store, door, run, chosen, cases.open_on(store), [])


def make(
    store: Store,
    person: Person,
    run: Run,
    proposal: Proposal,
    *,
    name: str,
    kind: TaskKind,
    due: date,
    wanted: Wanted | None = None,
    made_for: str | None = None,
    now: datetime | None = None,
) -> int:
    """Make a plan of a proposal and return its number.

    Errors: as `models.loop.plans.create`.
    """
    scope = {
        name: value for name, value in asdict(wanted or Wanted()).items() if wanted and value not in ("", ())
    }
    return plans.create(
        store,
        person,
        name=name,
        kind=kind,
        run_id=run.id,
        due=due,
        scope=scope | {"left_out": len(proposal.left_out)},
        targets=proposal.targets,
        made_for=made_for,
        skips_open=True,
        now=now,
    )


def _proposal(
    store: Store,
    door: Door,
    run: Run,
    chosen: Any,
    busy: dict[tuple[str, str], str],
    skipped: Iterable[dict[str, Any]],
) -> Proposal:
    """Return the plan of what was chosen; by number of the object, for the place in the ranking tells what chance picked."""
    rows = chosen.to_pyarrow().to_pylist()
    skipped_too = without_open_cases([*rows, *skipped], busy)[1]
    rows, _ = without_open_cases(rows, busy)
    rows.sort(key=lambda row: (row["org_code"] or "", row["object_type"], row["object_id"]))
    hits = hits_on(findings_of(store, door, run), door, run, rows)
    doubtful = doubtful_checks(store)
    targets = []
    for row in rows:
        own = tuple(hits.get((row["object_type"], row["object_id"]), ()))
        targets.append(
            Target(
                object_type=row["object_type"],
                object_id=row["object_id"],
                cons_no=row["cons_no"],
                org_code=row["org_code"],
                picked_by=row["picked_by"],
                hits=own,
                inclusion_probability=row["inclusion_probability"],
                probability=row["probability"],
                expected_fen=_fen(row["expected_yuan"]),
                needs_analysis=any(hit.check_code in doubtful for hit in own),
            )
        )
    return Proposal(tuple(targets), tuple(skipped_too))


def without_open_cases(
    rows: Sequence[dict[str, Any]], busy: Mapping[tuple[str, str], str]
) -> tuple[list[dict[str, Any]], list[LeftOut]]:
    """Return the rows whose object has no open case, and those left out, each once."""
    keys = {(row["object_type"], row["object_id"]) for row in rows}
    left_out = [LeftOut(*key, busy[key]) for key in sorted(keys) if key in busy]
    return [row for row in rows if (row["object_type"], row["object_id"]) not in busy], left_out


def hits_on(
    found: Findings, door: Door, run: Run, rows: Sequence[dict[str, Any]]
) -> dict[tuple[str, str], list[Hit]]:
    """Return what the run found on each object, by check."""
    levels = {outcome["code"]: levels_in(outcome) for outcome in run.checks if outcome.get("parameters")}
    objects = _keys_table(door, {(row["object_type"], row["object_id"]) for row in rows}, "objects_planned")
    of_objects: dict[tuple[str, str], list[Hit]] = {}
    codes = {code for row in rows for code in (row["check_codes"] or "").split(",") if code}
    for code in sorted(codes - {ANOMALY}):
        hits = found.counted(found.of_check(code).semi_join(objects, ["object_type", "object_id"]))
        for hit in sorted(hits.to_pyarrow().to_pylist(), key=lambda one: one["problem_id"]):
            key = (hit["object_type"], hit["object_id"])
            amount, told = _fen(hit["amount_yuan"]), sentence_of(hit)
            judged_by = levels[code].values_for(hit["org_code"]) if code in levels else {}
            own = Hit(
                code,
                hit["problem_id"],
                hit["period"],
                amount,
                told,
                judged_by,
                energy_wh_of(card_of(code), hit),
                penalty_fen_of(card_of(code), amount),
                profile_of(hit),
            )
            of_objects.setdefault(key, []).append(own)
    if ANOMALY in codes:
        parts = found.parts(check_code=ANOMALY).semi_join(objects, ["object_type", "object_id"])
        for part in parts.to_pyarrow().to_pylist():
            key = (part["object_type"], part["object_id"])
            number = "|".join((ANOMALY, *key, run.period))
            of_objects.setdefault(key, []).append(Hit(ANOMALY, number, run.period, None, part["reason"]))
    return of_objects


def _that_fit(ranked: Any, wanted: Wanted) -> Any:
    if wanted.checks:
        codes: Any = ibis.literal(",") + ranked.check_codes + ","
        ranked = ranked.filter(ibis.or_(*(codes.contains(f",{code},") for code in wanted.checks)))
    if wanted.categories:
        held = (ranked.categories.contains(name) for name in wanted.categories)
        ranked = ranked.filter(ibis.or_(*held))
    return ranked


def _require_known(run: Run, codes: Iterable[str]) -> None:
    known = {outcome["code"] for outcome in run.checks if outcome["state"] == "ran"} | {ANOMALY}
    if unknown := [code for code in codes if code not in known]:
        raise WrongUsage(f"第 {run.id} 次筛查没有运行检查“{unknown[0]}”", remedy="请核对检查编号,或重新筛查")


def _keys_table(door: Door, keys: Iterable[tuple[str, str]], name: str) -> Any:
    ordered = sorted(keys)
    rows = pa.table(
        {
            "object_type": pa.array([kind for kind, _ in ordered], pa.string()),
            "object_id": pa.array([number for _, number in ordered], pa.string()),
        }
    )
    return door.engine.arrow_table(rows, name)


def _fen(yuan: Decimal | None) -> int | None:
    return None if yuan is None else whole_fen(yuan)
