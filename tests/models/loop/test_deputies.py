"""Deputies: for a time they have the role and the units of whom they stand in for, which every step says."""

from datetime import date, datetime, timedelta
from pathlib import Path
from re import escape
from typing import Any

import pytest

from models import register
from models.errors import MoveRefused, NotAllowed, NotFound
from models.loop import case_lists, case_steps, cases, plans, replies
from models.loop.case import Action, Result, State, TaskKind
from models.loop.case_lists import Wanted
from models.loop.cases import Said, Target
from models.loop.receipts import Receipt, Receipts
from models.loop.replies import Reply
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store
from tests.looped import OTHER, STATION, add_case

LIN = Person("林专责", Role.LEAD, ("",), "lin")
WU = Person("吴专责", Role.LEAD, ("",), "wu")
ZHAO = Person("赵班长", Role.TEAM_LEADER, (OTHER,), "zhao")
QIAN = Person("钱稽查", Role.STAFF, (STATION,), "qian")
LI = Person("李稽查", Role.STAFF, (STATION,), "li")
TODAY = date.today()
DUE = TODAY + timedelta(days=20)
FOUND = Said("电价错误", result=Result.TRUE, facts={"checkers": "孙稽查、李稽查"})
REPORTED: dict[str, Any] = {"state": "待审核", "result": "属实"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store(tmp_path / "home")
    people = [Registered(one.login, one.name, one.role, one.units, True) for one in (LIN, WU, ZHAO, QIAN, LI)]
    register.add(opened, LOCAL_USER, people)
    return opened


def name(store: Store, deputy: Person, absent: Person) -> None:
    register.name_deputy(store, LOCAL_USER, absent.login, deputy.login, TODAY, TODAY + timedelta(days=4))


def last_by(store: Store, number: str) -> str:
    return case_steps.history(store, cases.case(store, number))[-1].by


def test_a_deputy_takes_the_steps_of_the_others_role_and_the_history_says_for_whom(store: Store) -> None:
    number = add_case(store, "TAR-22", **REPORTED)
    with pytest.raises(MoveRefused, match="稽查员不能“认定属实”"):
        cases.move(store, QIAN, number, Action.UPHOLD, Said(due=DUE))
    name(store, QIAN, LIN)
    assert Action.UPHOLD in cases.open_to(store, cases.case(store, number), QIAN)
    cases.move(store, QIAN, number, Action.UPHOLD, Said(due=DUE))
    assert last_by(store, number) == "钱稽查 代 林专责"
    cases.move(store, QIAN, number, Action.BEGIN, Said("已通知客户"))  # as themselves, where they may
    assert last_by(store, number) == "钱稽查"


def test_a_deputy_sees_and_works_on_the_cases_of_the_others_units(store: Store) -> None:
    number = add_case(store, "TAR-22", state="待接收", org_code=OTHER)
    wanted = Wanted(waits=True)
    assert case_lists.listed(store, QIAN, wanted) == []
    with pytest.raises(NotFound):
        cases.case(store, number, QIAN)
    name(store, QIAN, ZHAO)
    assert [one.row.case_no for one in case_lists.listed(store, QIAN, wanted)] == [number]
    assert cases.case(store, number, QIAN).case_no == number
    cases.move(store, QIAN, number, Action.ACCEPT)
    row = cases.case(store, number)
    assert (row.moved_by, row.handler) == ("钱稽查 代 赵班长", "zhao")
    mine = add_case(store, "TAR-22", state="待审核", org_code=OTHER)
    with pytest.raises(MoveRefused, match="不在您的单位"):  # a team leader has no more rights than that
        cases.move(store, QIAN, mine, Action.CLEAR)


def test_the_time_can_be_ended_early_by_who_is_back(store: Store) -> None:
    number = add_case(store, "TAR-22", **REPORTED)
    name(store, QIAN, LIN)
    [standing] = register.deputies(store)
    with pytest.raises(NotAllowed):
        register.end_deputy(store, LI, standing.id)
    register.end_deputy(store, LIN, standing.id)
    assert register.deputies(store) == []
    assert next(one for one in register.people(store) if one.login == "lin").deputies == ()
    with pytest.raises(MoveRefused):
        cases.move(store, QIAN, number, Action.UPHOLD, Said(due=DUE))
    with pytest.raises(NotAllowed, match="现在不代理"):
        register.acting_for(store, "qian", "lin")
    with pytest.raises(NotFound, match="已经结束"):
        register.end_deputy(store, LIN, standing.id)


def test_a_deputy_acts_whole_as_the_other_and_no_further(store: Store) -> None:
    name(store, QIAN, LIN)
    name(store, LI, QIAN)
    as_lin = register.acting_for(store, "qian", "lin")
    assert (as_lin.role, as_lin.units, as_lin.signature) == (
        Role.LEAD,
        ("",),
        "本机用户 代 钱稽查 代 林专责",
    )
    number = add_case(store, "TAR-22", **REPORTED)
    with pytest.raises(MoveRefused):  # who stands in for the deputy has nothing of it
        cases.move(store, LI, number, Action.UPHOLD, Said(due=DUE))


def test_nobody_approves_as_another_what_they_made_themselves(store: Store) -> None:
    name(store, WU, LIN)
    target = Target("customer", "1", "1", STATION, "ranking")
    plan = plans.create(
        store, WU, name="试", kind=TaskKind.ROUTINE, run_id=None, due=DUE, scope={}, targets=[target]
    )
    with pytest.raises(NotAllowed, match=escape("由您制定,不能由您审批(代理人与被代理人视为同一人)")):
        plans.approve(store, register.acting_for(store, "wu", "lin"), plan)
    plans.approve(store, LIN, plan)


def test_nobody_agrees_as_another_that_they_go_alone(store: Store) -> None:
    name(store, QIAN, LIN)
    number = add_case(store, "TAR-22", state="核查中", handler="qian")
    assert Action.AGREE_ALONE not in cases.open_to(store, cases.case(store, number), QIAN)
    with pytest.raises(MoveRefused, match="由您本人核查"):
        cases.move(store, QIAN, number, Action.AGREE_ALONE, Said("路远"))


def test_nobody_decides_as_another_on_their_own_report(store: Store) -> None:
    name(store, QIAN, LIN)
    number = add_case(store, "TAR-22", state="核查中", handler="qian")
    said = Said("属实", result=Result.TRUE, facts={"checkers": "钱稽查、李稽查"})
    cases.move(store, QIAN, number, Action.SUBMIT, said)
    row = cases.case(store, number)
    assert Action.UPHOLD not in cases.open_to(store, row, QIAN)
    refused = "由您本人办理过,不能由您“认定属实”(代理人与被代理人视为同一人)"
    for one in (QIAN, register.acting_for(store, "qian", "lin")):
        with pytest.raises(MoveRefused, match=escape(refused)):
            cases.move(store, one, number, Action.UPHOLD, Said(due=DUE))
    cases.move(store, LIN, number, Action.UPHOLD, Said(due=DUE))


def test_a_refusal_says_that_whom_one_stands_in_for_may_not_either(store: Store) -> None:
    name(store, QIAN, ZHAO)
    of_other = add_case(store, "TAR-22", state="待审核", org_code=OTHER, result="不属实")
    with pytest.raises(
        MoveRefused, match=escape("不在您的单位,您不能“认定不属实”,您代理的赵班长(班组长)也不能")
    ):
        cases.move(store, QIAN, of_other, Action.CLEAR)
    own = add_case(store, "TAR-22", **REPORTED)
    with pytest.raises(MoveRefused, match=escape("稽查员不能“认定属实”,您代理的赵班长(不管辖该单位)也不能")):
        cases.move(store, QIAN, own, Action.UPHOLD, Said(due=DUE))
    with pytest.raises(MoveRefused, match="您代理赵班长,班组长不能“认定不属实”"):
        cases.move(store, register.acting_for(store, "qian", "zhao"), of_other, Action.CLEAR)


def test_a_deputy_hands_in_the_list_of_the_others_unit_and_a_row_of_none_says_so(store: Store) -> None:
    receipts = Receipts(store)
    numbers = [
        add_case(store, "TAR-22", state="待接收", org_code=unit, due_date=DUE)
        for unit in (OTHER, "334099901")
    ]
    rows = [
        Reply("清单.xlsx", place, receipts.issue(Receipt(number, State.TO_ACCEPT, 1)), FOUND)
        for place, number in enumerate(numbers, 3)
    ]
    name(store, QIAN, ZHAO)
    outcome = replies.take(store, QIAN, rows)
    assert (outcome.taken, last_by(store, numbers[0])) == (rows[:1], "钱稽查 代 赵班长")
    [refused] = outcome.refused
    assert "不属于钱稽查的单位,也不属于代理的赵班长的单位" in refused.reason


def test_nobody_who_went_along_decides_as_another(store: Store) -> None:
    name(store, LI, LIN)
    number = add_case(store, "TAR-22", facts={"checkers": "钱稽查、李稽查"}, **REPORTED)
    with pytest.raises(MoveRefused, match="由您本人办理过"):
        cases.move(store, LI, number, Action.UPHOLD, Said(due=DUE))


def test_nobody_decides_as_themselves_on_what_they_did_as_another(store: Store) -> None:
    name(store, WU, QIAN)
    number = add_case(store, "TAR-22", state="整改中", handler="qian", result="属实", due_date=DUE)
    cases.move(store, WU, number, Action.ASK_EXTENSION, Said("客户外出", due=DUE + timedelta(days=20)))
    with pytest.raises(MoveRefused, match="不能由您“同意延期”"):
        cases.move(store, WU, number, Action.GRANT_EXTENSION)
    cases.move(store, LIN, number, Action.GRANT_EXTENSION)
    cases.move(store, WU, number, Action.FINISH, Said("已退补"))
    with pytest.raises(MoveRefused, match="不能由您“复查合格”"):
        cases.move(store, WU, number, Action.PASS)
    cases.move(store, LIN, number, Action.PASS)


def test_a_deputy_hands_nothing_on_and_makes_their_time_no_longer(store: Store) -> None:
    name(store, QIAN, LIN)
    as_lin = register.acting_for(store, "qian", "lin")
    for deputy in ("li", "qian"):
        with pytest.raises(NotAllowed, match="代理人不能再指定代理人"):
            register.name_deputy(store, as_lin, "lin", deputy, TODAY, TODAY + timedelta(days=90))


def test_who_went_is_the_deputy_not_whom_they_stand_in_for(store: Store) -> None:
    name(store, LI, QIAN)
    number = add_case(store, "TAR-22", state="核查中", handler="qian")
    with pytest.raises(MoveRefused, match=escape("只写了李稽查(到场的是代理人李稽查,不算钱稽查)")):
        cases.move(store, LI, number, Action.SUBMIT, Said("属实", result=Result.TRUE, facts={"checkers": ""}))


def test_a_chain_of_steps_that_name_logins_cannot_be_edited(store: Store) -> None:
    number = add_case(store, "TAR-22", **REPORTED)
    cases.move(store, LIN, number, Action.UPHOLD, Said(due=DUE), now=datetime(2026, 11, 2))
    with store.write() as session:
        assert case_steps.first_broken_step(session) is None
        [step] = case_steps.history(store, cases.case(store, number))
        session.merge(step).login = "wu"
        session.flush()
        assert case_steps.first_broken_step(session) == step.seq
        session.rollback()


def test_two_people_of_one_name_are_told_apart_by_who_they_are(store: Store) -> None:
    namesake = Person("林专责", Role.LEAD, ("",), "lin2")
    register.add(store, LOCAL_USER, [Registered("lin2", "林专责", Role.LEAD, ("",), True)])
    target = Target("customer", "1", "1", STATION, "ranking")
    plan = plans.create(
        store, LIN, name="试", kind=TaskKind.ROUTINE, run_id=None, due=DUE, scope={}, targets=[target]
    )
    with pytest.raises(NotAllowed, match="由您制定"):
        plans.approve(store, LIN, plan)
    plans.approve(store, namesake, plan)
