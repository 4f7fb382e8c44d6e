"""Processes that move cases, make plans and hand in replies until they are done or killed; each writes down what was acknowledged.

A line of the file is written once the store has answered: «case number, version, action» of a move, «plan number» of a plan
made, «sent number» of one sent out, «answered number» of one whose list was taken back. What a process that was killed
did not write down may still be stored: that is the one step it was at.
"""

import multiprocessing
import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import TextIO

from models import register
from models.errors import MoveRefused
from models.loop import cases, plans, replies
from models.loop.case import Action, Result, State, TaskKind
from models.loop.cases import Said, Target
from models.loop.receipts import Receipt, Receipts
from models.loop.replies import Reply
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store

LEAD = Person("林专责", Role.LEAD, ("",), "lin")
BOSS = Person("王主任", Role.SUPERVISOR, ("",), "wang")
LEADER = Person("赵班长", Role.TEAM_LEADER, ("",), "zhao")
STATION = "334010101"
SAID = Said("说明", result=Result.TRUE)
STEPS: dict[State, tuple[tuple[Person, Action], ...]] = {
    State.CHECKING: ((LEADER, Action.SUBMIT), (LEADER, Action.NOTE), (LEAD, Action.URGE)),
    State.TO_REVIEW: ((LEAD, Action.SEND_BACK), (LEAD, Action.NOTE)),
}
"""Moves that go on for ever: a case is checked, sent back, checked again."""


def set_up(home: Path, url: str, number: int) -> list[str]:
    """Register people and send out a plan of so many cases that are being checked; return their numbers."""
    with closing(Store(home, url)) as store:
        people = [Registered(one.login, one.name, one.role, one.units, True) for one in (LEAD, BOSS, LEADER)]
        register.add(store, LOCAL_USER, people)
        plan = make_plan(store, number)
        plans.approve(store, BOSS, plan)
        sent = plans.dispatch(store, LEAD, plan)
        for row in sent:
            cases.move(store, LEADER, row.case_no, Action.ACCEPT)
        return [row.case_no for row in sent]


def make_plan(store: Store, number: int) -> int:
    """Make a plan of so many cases."""
    targets = [Target("customer", f"{n}", None, STATION, "ranking") for n in range(number)]
    due = date.today() + timedelta(days=30)
    return plans.create(
        store, LEAD, name="并发", kind=TaskKind.ROUTINE, run_id=None, due=due, scope={}, targets=targets
    )


@contextmanager
def started(
    home: Path,
    url: str,
    numbers: list[str],
    acknowledged: Path,
    *,
    seed: int,
    moves: int,
    plan_share: float = 0.0,
) -> Iterator[ForkProcess]:
    """Give a process that moves the cases; instead of a share of the moves it makes a plan of two cases, sends it out, and
    hands in its filled list.
    """
    arguments = (home, url, numbers, acknowledged, seed, moves, plan_share)
    process = multiprocessing.get_context("fork").Process(target=_work, args=arguments)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _work(
    home: Path, url: str, numbers: list[str], acknowledged: Path, seed: int, moves: int, plan_share: float
) -> None:
    chance = random.Random(seed)
    with closing(Store(home, url)) as store, acknowledged.open("a", encoding="utf-8") as told:
        done = 0
        while done < moves:
            if chance.random() < plan_share:
                _send_and_answer(store, told)
                done += 1
                continue
            row = cases.case(store, chance.choice(numbers))
            person, action = chance.choice(STEPS[State(row.state)])
            try:
                moved = cases.move(store, person, row.case_no, action, SAID, version=row.version)
            except MoveRefused:  # somebody else was first
                continue
            _tell(told, f"{moved.case_no} {moved.version} {action.value}")
            done += 1


def _send_and_answer(store: Store, told: TextIO) -> None:
    plan = make_plan(store, 2)
    _tell(told, f"plan {plan}")
    plans.approve(store, BOSS, plan)
    sent = plans.dispatch(store, LEAD, plan)
    _tell(told, f"sent {plan}")
    receipts = Receipts(store)
    tokens = [receipts.issue(Receipt(row.case_no, State(row.state), row.version)) for row in sent]
    filled = [Reply("清单.xlsx", place, token, SAID) for place, token in enumerate(tokens, start=3)]
    outcome = replies.take(store, LEADER, filled)
    assert outcome.taken == filled, outcome.refused
    _tell(told, f"answered {plan}")


def _tell(told: TextIO, line: str) -> None:
    told.write(line + "\n")
    told.flush()
