"""The white list: asked for by one, approved by another, bounded in time, and never changed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import register
from models.company.settings import EXEMPTIONS, ExemptionSettings
from models.errors import MoveRefused, NotAllowed, WrongUsage
from models.loop import cases, exemptions, plans
from models.loop.case import Action, TaskKind
from models.loop.cases import Hit, Said, Target
from models.loop.exemptions import Kind, Request, Scope, Standing
from models.orm import LogRow
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store

STATION, OTHER, COUNTY = "334010101", "334010202", "3340101"
LEAD = Person("林专责", Role.LEAD, ("",), "lin")
BOSS = Person("王主任", Role.SUPERVISOR, ("",), "wang")
STAFF = Person("钱稽查", Role.STAFF, (STATION,), "qian")
STRANGER = Person("孙稽查", Role.STAFF, (OTHER,), "sun")
SINCE, UNTIL = date(2026, 10, 31), date(2027, 4, 30)
WANTED = Request(
    Scope("TAR-02", "customer", "1001", STATION), Kind.NORMAL, "季节性停产", "停产报告", SINCE, UNTIL
)
OF_UNIT = replace(WANTED, scope=Scope("TAR-02", unit=COUNTY))


@pytest.fixture
def registered(store: Store) -> Store:
    people = [Registered(p.login, p.name, p.role, p.units, True) for p in (LEAD, BOSS, STAFF, STRANGER)]
    register.add(store, LOCAL_USER, people)
    return store


def standing(store: Store) -> list[Standing]:
    return [one.standing for one in exemptions.exemptions(store)]


def test_an_exemption_holds_once_another_person_has_approved_it(registered: Store) -> None:
    numbers = exemptions.ask(registered, LEAD, [WANTED])
    [asked] = exemptions.exemptions(registered)
    assert not asked.holds_on(SINCE)
    with pytest.raises(NotAllowed, match="由您申请"):
        exemptions.decide(registered, LEAD, numbers, Standing.APPROVED)
    exemptions.decide(registered, BOSS, numbers, Standing.APPROVED)
    [held] = exemptions.exemptions(registered)
    assert (held.asked_by, held.decided_by) == ("林专责", "王主任")
    assert [held.holds_on(day) for day in (SINCE - timedelta(1), SINCE, UNTIL, UNTIL + timedelta(1))] == [
        False,
        True,
        True,
        False,
    ]
    assert (held.is_over_on(UNTIL), held.is_over_on(UNTIL + timedelta(1))) == (False, True)


def test_whoever_is_alone_approves_what_they_asked_for(store: Store) -> None:
    exemptions.decide(store, LOCAL_USER, exemptions.ask(store, LOCAL_USER, [WANTED]), Standing.APPROVED)
    assert standing(store) == [Standing.APPROVED]


def test_acting_as_somebody_else_who_asked_approves_nothing(registered: Store) -> None:
    numbers = exemptions.ask(registered, replace(LEAD, acted_by="本机用户"), [WANTED])
    with pytest.raises(NotAllowed, match="由您申请"):
        exemptions.decide(registered, LEAD, numbers, Standing.APPROVED)


@pytest.mark.parametrize(("person", "request_"), [(STRANGER, WANTED), (STAFF, OF_UNIT)])
def test_nobody_asks_beyond_their_units(registered: Store, person: Person, request_: Request) -> None:
    with pytest.raises(NotAllowed):
        exemptions.ask(registered, person, [request_])
    assert exemptions.exemptions(registered) == []


def test_staff_ask_and_do_not_approve(registered: Store) -> None:
    numbers = exemptions.ask(registered, STAFF, [WANTED])
    with pytest.raises(NotAllowed, match="不能审批"):
        exemptions.decide(registered, STAFF, numbers, Standing.APPROVED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"evidence": ""},
        {"reason": "长" * 501},
        {"until": SINCE},
        {"until": date(2027, 11, 1)},
    ],
)
def test_reason_evidence_and_an_end_within_a_year_are_asked_for(
    store: Store, wrong: dict[str, object]
) -> None:
    with pytest.raises(WrongUsage):
        exemptions.ask(store, LEAD, [WANTED, replace(OF_UNIT, **wrong)])
    assert exemptions.exemptions(store) == []


def test_the_longest_time_can_be_set(store: Store) -> None:
    EXEMPTIONS.save(store, ExemptionSettings(3), LOCAL_USER)
    with pytest.raises(WrongUsage, match="2027-01-31"):
        exemptions.ask(store, LEAD, [WANTED])


def test_the_same_is_not_asked_for_twice_but_prolonged(store: Store) -> None:
    [first] = exemptions.ask(store, LEAD, [WANTED])
    with pytest.raises(MoveRefused, match="正在等待批准"):
        exemptions.ask(store, LEAD, [WANTED])
    exemptions.decide(store, BOSS, [first], Standing.APPROVED)
    with pytest.raises(MoveRefused, match="已在白名单"):
        exemptions.ask(store, LEAD, [WANTED])
    exemptions.ask(store, LEAD, [replace(WANTED, until=UNTIL + timedelta(30))])
    assert standing(store) == [Standing.ASKED, Standing.APPROVED]


def test_what_is_ended_or_refused_holds_no_more_and_says_who_and_why(store: Store) -> None:
    first, second = exemptions.ask(
        store, STAFF, [WANTED, replace(WANTED, scope=Scope("TAR-01", unit=STATION))]
    )
    exemptions.decide(store, BOSS, [first], Standing.APPROVED)
    with pytest.raises(WrongUsage, match="理由"):
        exemptions.decide(store, BOSS, [first], Standing.ENDED)
    exemptions.decide(store, BOSS, [first], Standing.ENDED, "已恢复生产")
    exemptions.decide(store, LEAD, [second], Standing.REFUSED, "范围过大")
    assert not any(one.holds_on(SINCE) for one in exemptions.exemptions(store))
    steps = [(step.standing, step.by, step.comment) for step in exemptions.history(store, first)]
    assert steps == [("待批准", "钱稽查", ""), ("已批准", "王主任", ""), ("已撤销", "王主任", "已恢复生产")]


def test_two_people_decide_at_once_and_the_second_is_told(store: Store) -> None:
    numbers = exemptions.ask(store, STAFF, [WANTED])
    exemptions.decide(store, BOSS, numbers, Standing.REFUSED, "查无依据")
    with pytest.raises(MoveRefused, match=r"王主任.*已驳回"):
        exemptions.decide(store, LEAD, numbers, Standing.APPROVED)


def test_each_step_is_in_the_audit_log(store: Store) -> None:
    exemptions.decide(store, BOSS, exemptions.ask(store, STAFF, [WANTED]), Standing.APPROVED)
    with store.read() as session:
        lines = session.scalars(select(LogRow).where(LogRow.action == "exempt").order_by(LogRow.seq)).all()
    assert [(line.actor, line.detail["standing"]) for line in lines] == [
        ("钱稽查", "待批准"),
        ("王主任", "已批准"),
    ]
    assert lines[0].detail["object"] == "customer:1001"


def test_exemptions_of_units_above_are_seen_and_those_of_other_units_are_not(store: Store) -> None:
    exemptions.ask(store, LEAD, [WANTED, OF_UNIT, replace(WANTED, scope=Scope("TAR-01", unit=OTHER))])
    known = exemptions.exemptions(store)
    assert [one.scope.unit for one in exemptions.seen_by(STAFF, known)] == [COUNTY, STATION]


def test_a_case_put_on_the_white_list_asks_for_the_exemption_of_its_hits(store: Store) -> None:
    hits = tuple(Hit(code, f"{code}|1001", "202610", 100, "多收") for code in ("TAR-02", "TAR-07"))
    plans.create(
        store,
        LOCAL_USER,
        name="十一月",
        kind=TaskKind.ROUTINE,
        run_id=None,
        due=date.today() + timedelta(30),
        scope={},
        targets=[Target("customer", "1001", "1001", STATION, "ranking", hits)],
    )
    with store.read() as session:
        number = session.scalar(select(cases.CaseRow.case_no))
    assert number is not None
    said = Said("季节性停产", due=date.today() + timedelta(90), facts={"exemption_kind": "暂时无法整改"})
    with pytest.raises(MoveRefused, match="时限"):
        cases.move(store, LOCAL_USER, number, Action.EXEMPT, replace(said, due=None))
    cases.move(store, LOCAL_USER, number, Action.EXEMPT, said)
    assert cases.case(store, number).state == "白名单"
    found = exemptions.exemptions(store)
    assert [(one.scope.check_code, one.case_no, one.kind) for one in found] == [
        ("TAR-07", number, Kind.UNFIXABLE),
        ("TAR-02", number, Kind.UNFIXABLE),
    ]
    assert standing(store) == [Standing.ASKED] * 2
