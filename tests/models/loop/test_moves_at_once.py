"""Many processes move the same cases at once, and are killed: what was acknowledged is stored, whole and once.

benchmarks/moves.py does the same with two hundred moves each and two hundred kills.
"""

import random
import time
from contextlib import ExitStack, closing
from pathlib import Path

from sqlalchemy import select

from models import log
from models.loop import case_steps
from models.orm import CaseMoveRow, CaseRow, CounterRow, LogRow, PlanRow
from models.store import Store
from tests.models.loop.moving import set_up, started

CASES, FIRST_PLAN = 20, 1


def stored(home: Path, url: str) -> tuple[set[str], set[str]]:
    """Return the steps of every case and the plans as processes acknowledge them, after looking whether all is whole.

    Versions and numbers have no gaps, each step is in the log, both chains hold, a plan has all of its cases, and a list
    was taken back whole or not at all.
    """
    with closing(Store(home, url)) as store, store.read() as session:
        assert (log.first_broken_line(session), case_steps.first_broken_step(session)) == (None, None)
        rows = session.scalars(select(CaseRow).order_by(CaseRow.id)).all()
        numbers = [int(row.case_no[-5:]) for row in rows]
        assert numbers == list(range(1, len(rows) + 1))
        steps: set[str] = set()
        moves = 0
        for row in rows:
            own = session.scalars(
                select(CaseMoveRow).where(CaseMoveRow.case_id == row.id).order_by(CaseMoveRow.seq)
            )
            actions = [step.action for step in own]
            assert row.version == len(actions)
            steps |= {f"{row.case_no} {place} {action}" for place, action in enumerate(actions, start=1)}
            moves += sum(action not in ("立案", "派发") for action in actions)
        plans = session.scalars(select(PlanRow).order_by(PlanRow.id)).all()
        replied = [row.plan_id for row in rows if row.state == "待审核" and row.plan_id != FIRST_PLAN]
        answered = {f"answered {plan_id}" for plan_id in replied}
        lines = session.scalars(select(LogRow.action)).all()
        assert lines.count("case") == moves - 2 * len(
            replied
        )  # accepted and submitted by the reply's own line
        assert lines.count("reply") == len(answered)
        assert [plan.id for plan in plans] == list(range(1, len(plans) + 1))
        counted = sorted(row.value for row in session.scalars(select(CounterRow)))
        assert counted == [len(plans), len(rows)]
        for plan in plans:
            own = [row for row in rows if row.plan_id == plan.id]
            assert len(own) in (2, CASES)
            assert {row.state == "待派发" for row in own} == {plan.dispatched_at is None}
            assert len(own) == CASES or len({(row.state, row.version) for row in own}) == 1
        sent = {f"sent {plan.id}" for plan in plans if plan.dispatched_at}
        return steps, {f"plan {plan.id}" for plan in plans} | sent | answered


def acknowledged(files: list[Path]) -> list[str]:
    return [line for file in files if file.exists() for line in file.read_text("utf-8").splitlines()]


def test_eight_processes_at_the_same_cases_lose_no_move(url: str, tmp_path: Path) -> None:
    move_at_once(tmp_path, url, moves=25)


def test_whoever_is_killed_leaves_every_acknowledged_step_and_no_half_one(url: str, tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, url, times=6)


def move_at_once(folder: Path, url: str, moves: int) -> None:
    """Let eight processes make so many moves each; what is stored is what they were told, and nothing else."""
    home = folder / "home"
    numbers = set_up(home, url, CASES)
    before, _ = stored(home, url)
    files = [folder / f"told-{place}" for place in range(8)]
    with ExitStack() as running:
        processes = [
            running.enter_context(started(home, url, numbers, file, seed=place, moves=moves))
            for place, file in enumerate(files)
        ]
        for process in processes:
            process.join()
    told = acknowledged(files)
    after, _ = stored(home, url)
    assert len(told) == len(set(told)) == 8 * moves
    assert after == before | set(told)


def kill_again_and_again(folder: Path, url: str, times: int) -> None:
    """Kill a process that moves cases, sends out plans and hands in their lists, so many times; at most the step it was at is
    stored besides.
    """
    home = folder / "home"
    numbers = set_up(home, url, CASES)
    before, plans_before = stored(home, url)
    chance = random.Random(1)
    files = [folder / f"told-{place}" for place in range(times)]
    for place, file in enumerate(files):
        with started(home, url, numbers, file, seed=place, moves=10_000, plan_share=0.5):
            least = chance.randint(1, 5)  # else none would ever come as far as a reply
            while len(acknowledged([file])) < least:
                time.sleep(0.001)
            time.sleep(chance.random() * 0.05)
    told = set(acknowledged(files))
    steps, plans = stored(home, url)
    of_plans = {step for step in steps if step.split()[0] not in numbers}
    assert told <= steps | plans
    beside = (steps - before - of_plans - told) | (plans - plans_before - told)
    assert len(beside) <= times
