"""Every board of the closed loop over five years of cases: how long the records take to answer.

python -m benchmarks.boards [cases] [folder]

The cases lie as their moves would have left them, in forty units, one in ten drawn at random, four in five archived. Each
question is asked twice: the first time by a process that has just begun, the second time as everybody asks it. There
is no peer: the aim is half a second of the server.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from analytics.loop.appraisal import appraise
from analytics.loop.closing_checks import closing_checks
from analytics.loop.counting import Asked
from analytics.loop.progress import progress
from analytics.ranking.confirmation import learned
from analytics.ranking.selection import RANDOM, RANKING
from models.loop import case_lists
from models.loop.case import Result, State
from models.loop.case_lists import Due, Wanted
from models.orm import CaseCheckRow, CaseRow, PlanRow
from models.people import LOCAL_USER, Person, Role
from models.store import Store

CASES, AIM_SECONDS = 100_000, 0.5
TODAY, YEARS, UNITS = date(2026, 11, 29), 5, 40
AT_ONCE = 5_000
CODES = ("TAR-22", "TAR-02", "MET-01", "PRO-03", "ACC-12", "BIZ-01", "INS-08", "SVC-10")
STATES = {State.ARCHIVED: 80, State.RECTIFYING: 5, State.CHECKING: 5, State.TO_RECHECK: 5, State.DROPPED: 5}


def main(cases: int, folder: Path) -> dict[str, tuple[float, float]]:
    """Print, and return, the seconds of each question, the first time and again."""
    store = filled(folder / f"home-{cases}", cases)
    print(f"{cases:,} cases over {YEARS} years; aim {AIM_SECONDS} s")
    taken = {}
    for name, ask in questions(store).items():
        taken[name] = (_seconds(ask), _seconds(ask))
        print(f"  {name:<28} {taken[name][0]:>7.3f} s, again {taken[name][1]:>7.3f} s")
    return taken


def questions(store: Store) -> dict[str, Callable[[], Any]]:
    """Return what the boards ask."""
    staff = Person("钱稽查", Role.STAFF, (_unit(3),), "qian")
    year = Asked(TODAY, date(TODAY.year, 1, 1))
    return {
        "list, first page": lambda: case_lists.listed(store, LOCAL_USER, Wanted(), limit=50, today=TODAY),
        "overdue, by amount": lambda: case_lists.listed(
            store, LOCAL_USER, Wanted(due=Due.OVERDUE), by="amount_fen", limit=50, today=TODAY
        ),
        "board by state": lambda: case_lists.by_state(store, LOCAL_USER, Wanted(), today=TODAY),
        "my work": lambda: case_lists.work_of(store, staff, today=TODAY),
        "figures of five years": lambda: progress(store, LOCAL_USER, Asked(TODAY)),
        "figures of this year": lambda: progress(store, LOCAL_USER, year),
        "figures of a unit": lambda: progress(store, staff, Asked(TODAY)),
        "what the loop leaves open": lambda: closing_checks(store, LOCAL_USER, year),
        "appraisal of a month": lambda: appraise(store, LOCAL_USER, "202610"),
        "what was learned": lambda: learned(store),
    }


def filled(home: Path, cases: int) -> Store:
    """Return a home with so many cases, made once."""
    is_new = not home.exists()
    store = Store(home)
    if not is_new:
        return store
    chance = random.Random(1)
    rows = [_case(number, chance) for number in range(1, cases + 1)]
    hits = [
        {
            "case_id": number, "check_code": CODES[number % len(CODES)], "problem_id": str(number),
            "period": "202610", "amount_fen": 10_000, "sentence": "多收 100.00 元", "parameters": {},
        }
        for number in range(1, cases + 1)
    ]  # fmt: skip
    with store.write() as session:
        session.add(
            PlanRow(
                name="五年", kind="常态稽查", source="常态", state="已派发", run_id=None, due_date=TODAY, scope={},
                created_by="林专责", created_at=datetime(2021, 12, 1), dispatched_at=datetime(2021, 12, 1),
            )
        )  # fmt: skip
        session.flush()
        for start in range(0, cases, AT_ONCE):
            session.execute(insert(CaseRow), rows[start : start + AT_ONCE])
            session.execute(insert(CaseCheckRow), hits[start : start + AT_ONCE])
    return store


def _case(number: int, chance: random.Random) -> dict[str, Any]:
    opened = datetime(2021, 12, 1) + timedelta(days=chance.random() * 365 * YEARS)
    state = chance.choices(list(STATES), list(STATES.values()))[0]
    is_judged = state not in (State.CHECKING, State.DROPPED)
    is_bound = is_judged and (state is not State.ARCHIVED or chance.random() < 0.4)
    replied = opened + timedelta(days=chance.random() * 20)
    is_drawn = number % 10 == 0
    due = (opened + timedelta(days=15)).date()
    is_cured = is_bound and state in (State.ARCHIVED, State.TO_RECHECK)
    return {
        "id": number, "case_no": f"稽查{number:011d}", "plan_id": 1, "state": state.value, "version": 5,
        "kind": "常态稽查", "source": "常态", "object_type": "customer", "object_id": f"{number:010d}", "cons_no": f"{number:010d}",
        "org_code": _unit(number), "handler_unit": _unit(number), "handler": "qian",
        "picked_by": RANDOM if is_drawn else RANKING, "inclusion_probability": 0.01 if is_drawn else None,
        "probability": 0.4, "expected_fen": 10_000, "due_date": due, "waits_since": None, "asked_due": None,
        "extensions": 0, "rework": 0, "returns": 0, "is_urged": False,
        "result": (Result.TRUE if is_bound else Result.FALSE).value if is_judged else None,
        "established_fen": 10_000, "recovered_fen": 10_000 if is_bound else 0, "refunded_fen": 0,
        "facts": {"cause": "工作差错"} if is_judged else {}, "recurrence_of": None, "parent_case": None,
        "created_at": opened, "dispatched_at": opened, "replied_at": replied if is_judged else None,
        "reply_due": due if is_judged else None, "upheld_at": replied if is_bound else None,
        "rectified_at": replied if is_cured else None, "rectify_due": due if is_cured else None,
        "closed_at": replied if state is State.ARCHIVED else None, "moved_by": "林专责", "moved_at": opened,
    }  # fmt: skip


def _unit(number: int) -> str:
    return f"3340101{number % UNITS:02d}"


def _seconds(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(
            int(sys.argv[1]) if len(sys.argv) > 1 else CASES,
            Path(sys.argv[2] if len(sys.argv) > 2 else temporary),
        )
