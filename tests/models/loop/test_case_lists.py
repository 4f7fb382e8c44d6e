"""Which cases a list shows to whom: by state, deadline, unit, handler and check, counted and sorted by the database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models import log, register
from models.calendar import add_working_days
from models.errors import MoveRefused
from models.loop import case_lists, cases, plans
from models.loop.case import Action, Result, State, TaskKind
from models.loop.case_lists import Due, Wanted
from models.loop.cases import Hit, Said, Target
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store

STATION, OTHER = "334010101", "334010202"
LEAD = Person("林专责", Role.LEAD, ("",), "lin")
BOSS = Person("王主任", Role.SUPERVISOR, ("",), "wang")
LEADER = Person("赵班长", Role.TEAM_LEADER, (STATION,), "zhao")
STAFF = Person("钱稽查", Role.STAFF, (STATION,), "qian")
COLLEAGUE = Person("李稽查", Role.STAFF, (STATION,), "li")
EVERYTHING = Wanted()


def target(number: int, org_code: str = STATION, check: str = "TAR-02", picked_by: str = "ranking") -> Target:
    hit = Hit(check, f"{check}|customer|{number}|202610", "202610", 100 * number, f"少收 {number} 元")
    return Target("customer", f"{number}", f"{number}", org_code, picked_by, (hit,))


@pytest.fixture
def numbers(store: Store) -> list[str]:
    """Three cases sent out, due on Tuesdays, 1, 8 and 15 February 2050; the third lies with another station and another check."""
    everybody = (LEAD, BOSS, LEADER, STAFF, COLLEAGUE)
    register.add(
        store, LOCAL_USER, [Registered(one.login, one.name, one.role, one.units, True) for one in everybody]
    )
    found = []
    days = (date(2050, 2, 1), date(2050, 2, 8), date(2050, 2, 15))
    wanted = (target(1), target(2, picked_by="random"), target(3, OTHER, "MET-01"))
    for due, one in zip(days, wanted, strict=True):
        number = plans.create(
            store, LEAD, name="试", kind=TaskKind.ROUTINE, run_id=None, due=due, scope={}, targets=[one]
        )
        plans.approve(store, BOSS, number)
        found += [row.case_no for row in plans.dispatch(store, LEAD, number)]
    return found


def shown(store: Store, wanted: Wanted, person: Person = LEAD, **options: object) -> list[str]:
    return [one.row.object_id for one in case_lists.listed(store, person, wanted, **options)]  # type: ignore[arg-type]


def test_a_list_is_narrowed_by_unit_check_plan_state_and_part_of_a_number(
    store: Store, numbers: list[str]
) -> None:
    cases.move(store, STAFF, numbers[0], Action.ACCEPT)
    assert shown(store, EVERYTHING) == ["1", "2", "3"]
    assert shown(store, Wanted(unit=OTHER[:7])) == ["3"]
    assert shown(store, Wanted(check="MET-01")) == ["3"]
    assert shown(store, Wanted(plan_id=2)) == ["2"]
    assert shown(store, Wanted(states=(State.CHECKING,))) == ["1"]
    assert shown(store, Wanted(handler="qian")) == ["1"]
    assert shown(store, Wanted(text=numbers[1][-4:])) == ["2"]
    assert case_lists.by_state(store, LEAD, EVERYTHING) == {State.TO_ACCEPT: 2, State.CHECKING: 1}


def test_nobody_is_shown_or_counted_a_case_of_another_unit(store: Store, numbers: list[str]) -> None:
    assert shown(store, EVERYTHING, STAFF) == ["1", "2"]
    assert case_lists.count(store, STAFF, EVERYTHING) == 2
    assert sorted(case_lists.by_plan(store, STAFF, [1, 2, 3])) == [1, 2]


def test_a_page_is_cut_out_of_the_whole_sorted_list(store: Store, numbers: list[str]) -> None:
    assert shown(store, EVERYTHING, by="due_date", is_reversed=True, limit=1, offset=1) == ["2"]
    assert shown(store, EVERYTHING, by="case_no", limit=2) == ["1", "2"]


@pytest.mark.parametrize(
    ("today", "due", "found"),
    [
        (date(2050, 2, 1), Due.TODAY, ["1"]),
        (date(2050, 2, 1), Due.OVERDUE, []),
        (date(2050, 2, 2), Due.OVERDUE, ["1"]),
        (date(2050, 2, 4), Due.SOON, []),
        (date(2050, 2, 7), Due.SOON, ["2"]),
    ],
)
def test_a_case_is_overdue_from_the_day_after_its_deadline_and_soon_due_one_working_day_before(
    store: Store, numbers: list[str], today: date, due: Due, found: list[str]
) -> None:
    assert shown(store, Wanted(due=due), today=today) == found


def test_while_a_customer_is_waited_for_nothing_is_overdue(store: Store, numbers: list[str]) -> None:
    cases.move(store, STAFF, numbers[0], Action.ACCEPT)
    cases.move(store, STAFF, numbers[0], Action.WAIT, Said("客户外出"))
    assert shown(store, Wanted(due=Due.OVERDUE), today=date(2050, 2, 9)) == ["2"]


def test_what_waits_for_somebody_is_what_it_is_their_turn_to_move(store: Store, numbers: list[str]) -> None:
    cases.move(store, STAFF, numbers[0], Action.ACCEPT)
    cases.move(store, LEADER, numbers[1], Action.REASSIGN, Said(to="li"))
    waits = Wanted(waits=True)
    assert shown(store, waits, STAFF) == ["1"]
    assert shown(store, waits, COLLEAGUE) == ["2"]
    assert shown(store, waits, LEAD) == []
    cases.move(
        store,
        STAFF,
        numbers[0],
        Action.SUBMIT,
        Said("电价错误", result=Result.TRUE, facts={"checkers": "钱稽查、李稽查"}),
    )
    cases.move(store, COLLEAGUE, numbers[1], Action.ASK_EXTENSION, Said("设备未到", due=date(2050, 3, 1)))
    assert shown(store, waits, STAFF) == []
    assert shown(store, waits, LEAD) == ["2", "1"], "what has a deadline comes first"


def test_a_deputy_is_shown_what_waits_for_whom_they_stand_in_for(store: Store, numbers: list[str]) -> None:
    cases.move(store, STAFF, numbers[0], Action.ACCEPT)
    cases.move(store, LEADER, numbers[1], Action.REASSIGN, Said(to="qian"))
    assert shown(store, Wanted(waits=True), COLLEAGUE) == []
    today = date.today()
    register.name_deputy(store, STAFF, "qian", "li", today, today)
    assert shown(store, Wanted(waits=True), COLLEAGUE) == ["1", "2"]


def test_work_counts_what_is_due_and_who_is_told_of_what_is_overdue(store: Store, numbers: list[str]) -> None:
    work = case_lists.work_of(store, LEAD, today=add_working_days(date(2050, 2, 8), 3))
    assert (work.today, work.overdue, work.waiting) == (0, 2, 0)
    assert work.stages == {"超期:负责人、班组长、管理员": 1, "超期:负责人、班组长": 1}
    on_the_day = case_lists.work_of(store, LEADER, today=date(2050, 2, 8))
    assert (on_the_day.today, on_the_day.soon, on_the_day.overdue, on_the_day.waiting) == (1, 1, 1, 2)


def test_what_a_plan_has_not_sent_out_waits_for_the_plan_and_not_case_by_case(store: Store) -> None:
    due = date.today() + timedelta(days=30)
    plans.create(
        store, LEAD, name="试", kind=TaskKind.ROUTINE, run_id=None, due=due, scope={}, targets=[target(1)]
    )
    assert shown(store, Wanted(waits=True), LEAD) == []


def test_a_case_is_not_sent_out_alone_before_its_plan_is_approved(store: Store) -> None:
    due = date.today() + timedelta(days=30)
    plans.create(
        store, LEAD, name="试", kind=TaskKind.ROUTINE, run_id=None, due=due, scope={}, targets=[target(1)]
    )
    [one] = case_lists.listed(store, LEAD, EVERYTHING)
    with pytest.raises(MoveRefused, match="还没有批准"):
        cases.move(store, LEAD, one.row.case_no, Action.DISPATCH, Said(due=due))


def test_cases_of_a_plan_are_counted_by_state_and_by_how_they_were_picked(
    store: Store, numbers: list[str]
) -> None:
    found = case_lists.by_plan(store, LEAD, [1, 2])
    assert found == {1: {(State.TO_ACCEPT, "ranking"): 1}, 2: {(State.TO_ACCEPT, "random"): 1}}


def test_what_is_offered_on_a_case_is_what_the_rules_and_its_handler_leave_open(
    store: Store, numbers: list[str]
) -> None:
    cases.move(store, STAFF, numbers[0], Action.ACCEPT)
    row = cases.case(store, numbers[0])
    assert cases.open_to(store, row, STAFF) == [
        Action.SUBMIT, Action.ASK_EXTENSION, Action.WAIT, Action.NOTE,
    ]  # fmt: skip
    assert cases.open_to(store, row, COLLEAGUE) == [Action.NOTE]
    assert cases.open_to(store, row, LEAD) == [
        Action.REASSIGN, Action.VOID, Action.URGE, Action.NOTE, Action.AGREE_ALONE,
    ]  # fmt: skip


def test_the_log_says_who_sat_there_when_somebody_acts_as_another(store: Store, numbers: list[str]) -> None:
    acting = replace(LEAD, acted_by="本机用户")
    log.searched(store, acting, 0, [])
    with store.read() as session:
        assert session.query(log.LogRow).order_by(log.LogRow.seq.desc()).first().actor == "本机用户 代 林专责"  # type: ignore[union-attr]


def test_the_checks_of_a_long_list_are_looked_up_part_by_part(
    store: Store, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_lists, "CASES_AT_ONCE", 2)
    found = case_lists.listed(store, LEAD, EVERYTHING)
    assert [one.check_codes for one in found] == [("TAR-02",), ("TAR-02",), ("MET-01",)]
