"""First verdicts: two people judge a case unseen by each other and unaware of how it was picked; a third decides."""

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import log, register
from models.errors import MoveRefused, NotAllowed, NotFound, WrongUsage
from models.loop import case_steps, cases, plans, verdicts
from models.loop.case import Action, State, TaskKind
from models.loop.cases import Hit, Said, Target
from models.loop.verdicts import Evidence, Item, Word
from models.orm import CaseRow, LogRow
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store

STATION, OTHER = "334010101", "334010202"
LIN, WU, SHI = (
    Person(name, Role.LEAD, ("",), login)
    for name, login in (("林专责", "lin"), ("吴专责", "wu"), ("施专责", "shi"))
)
ELSEWHERE = Person("郑专责", Role.LEAD, (OTHER,), "zheng")
STAFF = Person("钱稽查", Role.STAFF, (STATION,), "qian")
HIT = Hit("TAR-02", "TAR-02|customer|1001|202610", "202610", -12_345, "多收 123.45 元")
RANKED = Target("customer", "1001", "1001", STATION, "ranking", (HIT,), None, 0.61, 9_000, True)
DRAWN = Target("customer", "1002", "1002", STATION, "random", (HIT,), 0.025, 0.61, 9_000, True)
Make = Callable[..., list[str]]


@pytest.fixture
def made(store: Store) -> Make:
    """A plan whose cases two people judge first; returns their numbers."""
    everybody = (LIN, WU, SHI, ELSEWHERE, STAFF)
    register.add(
        store, LOCAL_USER, [Registered(one.login, one.name, one.role, one.units, True) for one in everybody]
    )

    def make(*targets: Target) -> list[str]:
        due = date.today() + timedelta(days=30)
        number = plans.create(
            store, LIN, name="初判", kind=TaskKind.ROUTINE, run_id=None, due=due, scope={}, targets=targets
        )
        with store.read() as session:
            rows = session.scalars(select(CaseRow).where(CaseRow.plan_id == number).order_by(CaseRow.id))
            return [row.case_no for row in rows]

    return make


def test_a_judge_gets_the_evidence_and_nothing_that_tells_how_a_case_was_picked(
    store: Store, made: Make
) -> None:
    made(RANKED, DRAWN)
    items = sorted(verdicts.queue(store, LIN), key=lambda item: item.object_id)
    ranked, drawn = (asdict(item) for item in items)
    assert {one.name for one in fields(Item)} == {
        "case_no", "object_type", "object_id", "cons_no", "org_code", "run_id", "evidence",
    }  # fmt: skip
    assert {one.name for one in fields(Evidence)} == {
        "check_code", "problem_id", "period", "amount_fen", "sentence",
    }  # fmt: skip
    own = {"case_no", "object_id", "cons_no"}
    assert {k: v for k, v in ranked.items() if k not in own} == {
        k: v for k, v in drawn.items() if k not in own
    }


def test_a_judge_gets_the_same_whether_another_has_spoken_or_not(store: Store, made: Make) -> None:
    [number] = made(RANKED)
    before = verdicts.queue(store, WU)
    verdicts.give(store, LIN, number, Word.VOID, "合同容量已改")
    assert verdicts.queue(store, WU) == before
    with store.read() as session:
        lines = session.scalars(select(LogRow).where(LogRow.action == "verdict")).all()
    assert [line.detail for line in lines] == [{}]
    assert [step.action for step in case_steps.history(store, cases.case(store, number))] == ["立案"]


def test_two_who_agree_that_it_is_void_close_it_before_anybody_drives_out(store: Store, made: Make) -> None:
    [number] = made(RANKED)
    verdicts.give(store, LIN, number, Word.VOID, "合同容量已改")
    assert verdicts.queue(store, LIN) == []
    verdicts.give(store, WU, number, Word.VOID, "已退费")
    row = cases.case(store, number)
    last = case_steps.history(store, row)[-1]
    assert (row.state, last.comment) == (
        "不处理", "初判 林专责:不处理(合同容量已改);吴专责:不处理(已退费)",
    )  # fmt: skip


def test_where_two_differ_a_third_decides_and_knows_nothing_of_them(store: Store, made: Make) -> None:
    [number] = made(RANKED)
    verdicts.give(store, LIN, number, Word.VOID, "合同容量已改")
    first = verdicts.queue(store, SHI)
    verdicts.give(store, WU, number, Word.ACT, "")
    assert cases.case(store, number).state == State.TO_ANALYSE.value
    assert verdicts.queue(store, SHI) == first
    verdicts.give(store, SHI, number, Word.ACT, "")
    assert cases.case(store, number).state == "待派发"


def test_nobody_judges_a_case_twice(store: Store, made: Make) -> None:
    [number] = made(RANKED)
    verdicts.give(store, LIN, number, Word.ACT, "")
    with pytest.raises(MoveRefused, match="不再需要您初判"):
        verdicts.give(store, LIN, number, Word.ACT, "")


def test_nobody_decides_alone_what_two_judge(store: Store, made: Make) -> None:
    [number] = made(RANKED)
    for action in (Action.CONFIRM, Action.DROP):
        with pytest.raises(MoveRefused, match="还没有完成初判"):
            cases.move(store, LIN, number, action, Said("没有问题"))


@pytest.mark.parametrize(
    ("person", "error", "told"),
    [
        (STAFF, NotAllowed, "稽查员不能初判"),
        (LOCAL_USER, NotAllowed, "请以登记的人员初判"),
        (ELSEWHERE, NotFound, "没有编号为"),
    ],
)
def test_who_may_not_judge_is_refused(
    store: Store, made: Make, person: Person, error: type[Exception], told: str
) -> None:
    [number] = made(RANKED)
    with pytest.raises(error, match=told):
        verdicts.give(store, person, number, Word.ACT, "")


def test_a_case_of_another_unit_is_in_nobodys_queue_but_its_own(store: Store, made: Make) -> None:
    made(RANKED)
    assert verdicts.queue(store, ELSEWHERE) == []


def test_a_void_verdict_says_why(store: Store, made: Make) -> None:
    [number] = made(RANKED)
    with pytest.raises(WrongUsage, match="没有写理由"):
        verdicts.give(store, LIN, number, Word.VOID, " ")


def test_whoever_works_alone_decides_without_a_second(store: Store) -> None:
    due = date.today() + timedelta(days=30)
    plans.create(
        store,
        LOCAL_USER,
        name="初判",
        kind=TaskKind.ROUTINE,
        run_id=None,
        due=due,
        scope={},
        targets=[RANKED],
    )
    [number] = cases.open_on(store).values()
    assert cases.move(store, LOCAL_USER, number, Action.CONFIRM).state == "待派发"


def test_the_log_holds_together_after_verdicts(store: Store, made: Make) -> None:
    [number] = made(RANKED)
    verdicts.give(store, LIN, number, Word.ACT, "")
    verdicts.give(store, WU, number, Word.ACT, "")
    with store.read() as session:
        assert (log.first_broken_line(session), case_steps.first_broken_step(session)) == (None, None)
