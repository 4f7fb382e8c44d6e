"""A year of a company's inspections whose truth is known: do the loop's figures cover it?

python -m benchmarks.loop_year [seeds] [folder]

Customers of eight stations are irregular or not, checks hit the irregular ones more often than the others, one irregular
customer in ten is missed on the spot, one case in twenty is not answered, and what is cured may come back. Each month a
random control is drawn first, then each station takes its best targets by the rates that the verdicts have taught so far.
Cases are opened by the product; what people do with them is written as their moves would leave it.

Covered must be, in at least 93 of 100 seeds each: the share of customers that an inspection would bear out, by the interval
of the random control; that of the ranked cases, by theirs; how many times as much the one is of the other, by the
interval of the lift. Recurrences, the days a cure held, and void hours are counted, and must be the truth itself.
"""

import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from analytics.loop.counting import Asked
from analytics.loop.progress import Progress, progress
from analytics.ranking.confirmation import learned
from analytics.ranking.selection import RANDOM, RANKING
from analytics.rulebook import check_of
from analytics.subjects import SUBJECTS
from models.loop.case import RECURRENCE_DAYS, Result, State, TaskKind
from models.loop.cases import Hit, Target, open_cases
from models.orm import CaseRow, PlanRow
from models.people import LOCAL_USER
from models.store import Store

SEEDS, AIM = 100, 93
STATIONS, MONTHS, MONTH_DAYS = 8, 12, 30
DRAWN, RANKED = 3, 9  # a station's cases a month
MISSED, UNANSWERED, COMES_BACK = 0.1, 0.05, 0.03  # the last a month, of those that were cured
BEGAN = datetime(2026, 1, 5, 9)
CHECKS = {"TAR-22": (0.6, 0.02), "MET-01": (0.4, 0.01), "PRO-03": (0.3, 0.05), "ACC-12": (0.1, 0.04)}
"""How often a check hits an irregular customer, and how often one that is not."""


@dataclass
class Truth:
    """What really is: how often an inspection would bear out, of everybody and of the ranked; and what is only counted."""

    frame: list[float] = field(default_factory=list)
    ranked: list[float] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    void: int = 0


@dataclass
class _World:
    """The customers: their station, what is wrong, what hits them, when they were cured and of which checks."""

    station: np.ndarray
    irregular: np.ndarray
    yuan: np.ndarray
    cured: dict[int, list[tuple[datetime, frozenset[str]]]] = field(default_factory=dict)


def main(seeds: int, folder: Path) -> dict[str, int]:
    """Print, and return, in how many years each figure covers the truth."""
    covered: dict[str, int] = {}
    for seed in range(seeds):
        made, truth = year(folder / str(seed), seed)
        for name, is_covered in covers(made, truth).items():
            covered[name] = covered.get(name, 0) + is_covered
    print(f"{seeds} simulated years, the truth covered in (aim {AIM} of {SEEDS}):")
    for name, count in covered.items():
        print(f"  {name:<12} {count:>4} ({count / seeds:.0%})")
    return covered


def covers(made: Progress, truth: Truth) -> dict[str, bool]:
    """Return which of the figures cover the truth."""
    frame, ranked = float(np.mean(truth.frame)), float(np.mean(truth.ranked))
    hours = truth.void * SUBJECTS["customer"].hours
    return {
        "random": _within(made.random.low, frame, made.random.high),
        "ranked": _within(made.ranked.low, ranked, made.ranked.high),
        "lift": _within(made.lift.low, ranked / frame, made.lift.high),
        "recurrence": list(made.recurrences.days) == sorted(truth.held),
        "void hours": abs(made.void_hours - hours) < 1e-6,
    }


def _within(low: float | None, value: float, high: float | None) -> bool:
    """Return whether an interval holds a value; an end that cannot be told holds everything."""
    return (low is None or low <= value) and (high is None or value <= high)


def year(home: Path, seed: int) -> tuple[Progress, Truth]:
    """Return what the figures say of a simulated year, and the truth."""
    rng, truth = np.random.default_rng(seed), Truth()
    sizes = rng.integers(150, 600, STATIONS)
    station = np.repeat(np.arange(STATIONS), sizes)
    share = rng.uniform(0.02, 0.08, STATIONS)[station]
    irregular = rng.random(len(station)) < share
    world = _World(station, irregular, rng.lognormal(7, 1, len(station)))
    store = Store(home)
    for month in range(MONTHS):
        _one_month(store, world, rng, truth, BEGAN + timedelta(days=MONTH_DAYS * month))
    made = progress(store, LOCAL_USER, Asked(date(2027, 1, 31)))
    store.close()
    return made, truth


def _one_month(store: Store, world: _World, rng: np.random.Generator, truth: Truth, now: datetime) -> None:
    back = [one for one in world.cured if rng.random() < COMES_BACK]
    world.irregular[back] = True
    hits = {
        code: rng.random(len(world.station)) < np.where(world.irregular, often, seldom)
        for code, (often, seldom) in CHECKS.items()
    }
    known = learned(store)
    rates = {code: known.posterior(check_of(code)).mean for code in CHECKS}
    none = 1 - np.prod([np.where(hits[code], 1 - rate, 1.0) for code, rate in rates.items()], axis=0)
    targets, picked = [], []
    truth.frame.append(float(world.irregular.mean()) * (1 - MISSED))  # of customers, wherever they are
    for unit in range(STATIONS):
        own = np.flatnonzero(world.station == unit)
        by_lot = rng.choice(own, DRAWN, replace=False)
        left = np.setdiff1d(own[none[own] > 0], by_lot)
        best = left[np.argsort(-none[left] * np.sqrt(world.yuan[left]), kind="stable")][:RANKED]
        for one in (*by_lot, *best):
            is_drawn = one in by_lot
            targets.append(_target(world, int(one), hits, float(none[one]), DRAWN / len(own), is_drawn))
            picked.append((int(one), is_drawn))
    with store.write() as session:
        plan = PlanRow(
            name=f"{now:%Y-%m}", kind=TaskKind.ROUTINE.value, source="常态", state="已派发", run_id=None, due_date=now.date(),
            scope={}, parent_case=None, created_by="模拟", created_at=now, dispatched_at=now,
        )  # fmt: skip
        session.add(plan)
        session.flush()
        rows = open_cases(session, plan, targets, LOCAL_USER, now)
        for row, target, (one, is_drawn) in zip(rows, targets, picked, strict=True):
            codes = frozenset(hit.check_code for hit in target.hits)
            _note_return(world, truth, one, codes, now)
            _carried_out(world, rng, truth, row, one, codes, is_drawn=is_drawn, now=now)


def _target(
    world: _World, one: int, hits: dict[str, np.ndarray], chance: float, inclusion: float, is_drawn: bool
) -> Target:
    number = f"{one:010d}"
    own = tuple(
        Hit(code, f"{code}|customer|{number}", None, round(world.yuan[one] * 100), "模拟")
        for code, hit in hits.items()
        if hit[one]
    )
    return Target(
        "customer", number, number, f"33401{world.station[one]:04d}", RANDOM if is_drawn else RANKING, own,
        inclusion if is_drawn else None, chance, round(chance * world.yuan[one] * 100),
    )  # fmt: skip


def _note_return(world: _World, truth: Truth, one: int, codes: frozenset[str], now: datetime) -> None:
    """Keep how long a cure had held, where the same check finds the same customer within half a year."""
    alike = [closed for closed, before in world.cured.get(one, ()) if codes & before]
    if alike and now - max(alike) <= timedelta(days=RECURRENCE_DAYS):
        truth.held.append((now - max(alike)).days)


def _carried_out(
    world: _World, rng: np.random.Generator, truth: Truth, row: CaseRow, one: int, codes: frozenset[str],
    *, is_drawn: bool, now: datetime,
) -> None:  # fmt: skip
    """Let people look at a customer, and cure what they find; `row` becomes what their moves would leave."""
    row.dispatched_at, row.due_date = now, (now + timedelta(days=14)).date()
    is_unanswered, is_missed = rng.random() < UNANSWERED, rng.random() < MISSED
    if is_unanswered:
        row.state = State.CHECKING.value
        return
    if not is_drawn:
        truth.ranked.append((1 - MISSED) * bool(world.irregular[one]))
    is_found = bool(world.irregular[one]) and not is_missed
    replied = now + timedelta(days=float(rng.uniform(1, 20)))
    closed = replied + timedelta(days=5)
    row.replied_at, row.reply_due, row.closed_at = replied, row.due_date, closed
    row.state, row.result = State.ARCHIVED.value, (Result.TRUE if is_found else Result.FALSE).value
    if not is_found:
        truth.void += 1
        return
    row.upheld_at = row.rectified_at = replied
    row.recovered_fen = round(world.yuan[one] * 100)
    world.irregular[one] = False
    world.cured.setdefault(one, []).append((closed, codes))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(
            int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS,
            Path(sys.argv[2] if len(sys.argv) > 2 else temporary),
        )
