"""Two check on site, whichever way the report comes; what one may do alone is agreed to or marked."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from models import register
from models.errors import MoveRefused, WrongUsage
from models.loop import case_steps, cases, checkers, replies
from models.loop.case import Action, Result, State
from models.loop.cases import Said
from models.loop.receipts import Receipt, Receipts
from models.loop.replies import Reply
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store
from tests.looped import OTHER, STATION, add_case

LEAD = Person("林专责", Role.LEAD, ("",), "lin")
LEADER = Person("赵班长", Role.TEAM_LEADER, (STATION,), "zhao")
QIAN, SUN = (
    Person(name, Role.STAFF, (STATION,), login) for name, login in (("钱稽查", "qian"), ("孙稽查", "sun"))
)
LONE = Person("周稽查", Role.STAFF, (OTHER,), "zhou")
TRUE = Said("电价错误", result=Result.TRUE)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A station with a team leader and two inspectors, and another with one."""
    opened = Store(tmp_path / "home")
    people = (LEAD, LEADER, QIAN, SUN, LONE)
    register.add(opened, LOCAL_USER, [Registered(p.login, p.name, p.role, p.units, True) for p in people])
    return opened


def by(names: str, **more: str) -> Said:
    return Said("电价错误", result=Result.TRUE, facts={"checkers": names, **more})


def checking(store: Store, unit: str = STATION) -> str:
    return add_case(store, "TAR-22", state="核查中", org_code=unit)


@pytest.mark.parametrize(
    ("person", "names", "kept"),
    [
        (QIAN, "孙稽查", "孙稽查、钱稽查"),  # who reports was there
        (QIAN, "钱稽查,王师傅", "钱稽查、王师傅"),  # a second from anywhere
        (LEADER, "李 明 / 王师傅", "李明、王师傅"),
    ],
)
def test_two_who_were_there_are_kept(store: Store, person: Person, names: str, kept: str) -> None:
    row = cases.move(store, person, checking(store), Action.SUBMIT, by(names))
    assert (row.state, row.facts["checkers"], "alone" in row.facts) == ("待审核", kept, False)


@pytest.mark.parametrize(
    ("person", "said", "told"),
    [
        (QIAN, by(""), "只写了钱稽查"),
        (QIAN, by("钱稽查、钱稽查、无"), "只写了钱稽查"),
        (LEADER, by("孙稽查"), "只写了孙稽查"),
        (LEADER, by(""), "没有写核查人"),
    ],
)
def test_one_alone_is_refused_with_what_to_do(store: Store, person: Person, said: Said, told: str) -> None:
    number = checking(store)
    with pytest.raises(MoveRefused, match=f"现场核查不少于两人,{told}。请写明两名核查人.*同意单人核查"):
        cases.move(store, person, number, Action.SUBMIT, said)
    assert cases.case(store, number).state == "核查中"


@pytest.mark.parametrize(("person", "kept"), [(QIAN, "钱稽查"), (LEADER, "")])
def test_a_report_without_a_place_for_names_is_taken_and_marked(
    store: Store, person: Person, kept: str
) -> None:
    row = cases.move(store, person, checking(store), Action.SUBMIT, TRUE)
    assert (row.state, row.facts.get("checkers", ""), row.facts["alone"]) == (
        "待审核",
        kept,
        checkers.NOT_NAMED,
    )


def test_one_alone_is_enough_once_the_team_leader_agrees_with_a_reason(store: Store) -> None:
    number = checking(store)
    with pytest.raises(MoveRefused, match="缺少说明"):
        cases.move(store, LEADER, number, Action.AGREE_ALONE)
    cases.move(store, LEADER, number, Action.AGREE_ALONE, Said("孙稽查休产假"))
    row = cases.move(store, QIAN, number, Action.SUBMIT, TRUE)
    assert (row.facts["checkers"], row.facts["alone"]) == ("钱稽查", "赵班长同意:孙稽查休产假")
    assert case_steps.history(store, row)[-1].said["alone"] == "赵班长同意:孙稽查休产假"


def test_two_who_went_all_the_same_take_the_mark_away(store: Store) -> None:
    number = checking(store)
    cases.move(store, LEADER, number, Action.AGREE_ALONE, Said("孙稽查休产假"))
    assert "alone" not in cases.move(store, QIAN, number, Action.SUBMIT, by("孙稽查")).facts


def test_nobody_agrees_to_go_alone_themselves(store: Store) -> None:
    number = add_case(store, "TAR-22", state="核查中", handler="zhao")
    with pytest.raises(MoveRefused, match="由您本人核查"):
        cases.move(store, LEADER, number, Action.AGREE_ALONE, Said("人手不足"))
    cases.move(store, LEAD, number, Action.AGREE_ALONE, Said("人手不足"))


def test_who_agreed_is_not_enough_alone_however_the_case_came_to_them(store: Store) -> None:
    number = checking(store)
    cases.move(store, LEADER, number, Action.AGREE_ALONE, Said("人手不足"))
    for said in (by(""), by("赵班长")):
        with pytest.raises(MoveRefused, match="单人核查由赵班长本人同意,不作数"):
            cases.move(store, LEADER, number, Action.SUBMIT, said)
    row = cases.move(store, LEADER, number, Action.SUBMIT, by("钱稽查"))
    assert (row.facts["checkers"], row.facts["alone"]) == ("钱稽查", "赵班长同意:人手不足")


def test_what_one_unit_agreed_to_does_not_hold_in_another(store: Store) -> None:
    number = checking(store)
    cases.move(store, LEADER, number, Action.AGREE_ALONE, Said("孙稽查休产假"))
    cases.move(store, QIAN, number, Action.SUBMIT, TRUE)
    cases.move(store, LEAD, number, Action.SEND_BACK, Said("不归本所"))
    row = cases.move(store, LEAD, number, Action.REASSIGN, Said(to=OTHER))
    assert not {"checkers", "method", "alone"} & set(row.facts)
    row = cases.move(store, LONE, number, Action.SUBMIT, TRUE)
    assert (row.facts["checkers"], row.facts["alone"]) == ("周稽查", checkers.NO_SECOND)


def test_a_unit_with_one_inspector_reports_alone_and_is_marked(store: Store) -> None:
    row = cases.move(store, LONE, checking(store, OTHER), Action.SUBMIT, TRUE)
    assert (row.facts["checkers"], row.facts["alone"]) == ("周稽查", checkers.NO_SECOND)


def test_what_was_looked_at_in_the_system_alone_needs_one(store: Store) -> None:
    row = cases.move(store, QIAN, checking(store), Action.SUBMIT, by("", method="系统"))
    assert (row.facts["checkers"], row.facts["method"], "alone" in row.facts) == ("钱稽查", "系统", False)
    cases.move(store, LEAD, row.case_no, Action.SEND_BACK, Said("请到现场"))
    with pytest.raises(MoveRefused, match="只写了孙稽查"):  # who looked in the system was not there
        cases.move(store, SUN, row.case_no, Action.SUBMIT, by(""))
    again = cases.move(store, SUN, row.case_no, Action.SUBMIT, by("王师傅"))
    assert (again.facts["checkers"], again.facts["method"]) == ("王师傅、孙稽查", "现场")
    with pytest.raises(WrongUsage, match="可用 现场、系统"):
        cases.move(store, QIAN, checking(store), Action.SUBMIT, by("", method="电话"))


def test_a_second_report_is_by_those_who_were_named_before(store: Store) -> None:
    number = checking(store)
    cases.move(store, QIAN, number, Action.SUBMIT, by("钱稽查、孙稽查"))
    cases.move(store, LEAD, number, Action.SEND_BACK, Said("补照片"))
    assert cases.move(store, QIAN, number, Action.SUBMIT, TRUE).facts["checkers"] == "钱稽查、孙稽查"


def test_a_row_that_is_refused_leaves_a_case_that_nobody_accepted_as_it_was(store: Store) -> None:
    due = date.today() + timedelta(days=9)
    number = add_case(store, "TAR-22", state="待接收", due_date=due)
    token = Receipts(store).issue(Receipt(number, State.TO_ACCEPT, 1))
    outcome = replies.take(store, LEADER, [Reply("清单.xlsx", 3, token, by("钱稽查"))])
    assert len(outcome.refused) == 1
    row = cases.case(store, number)
    assert (row.state, row.version, case_steps.history(store, row)) == ("待接收", 1, [])


def test_a_row_of_who_may_not_handle_a_case_leaves_its_mark(store: Store) -> None:
    due = date.today() + timedelta(days=9)
    number = add_case(store, "TAR-22", state="待接收", due_date=due, handler="sun")
    cases.move(store, LEADER, number, Action.AGREE_ALONE, Said("钱稽查请假"))
    token = Receipts(store).issue(Receipt(number, State.TO_ACCEPT, 2))
    outcome = replies.take(store, QIAN, [Reply("清单.xlsx", 3, token, by("钱稽查、王师傅"))])
    assert "由孙稽查(sun)办理" in outcome.refused[0].reason
    assert cases.case(store, number).facts["alone"] == "赵班长同意:钱稽查请假"


def test_a_filled_list_says_who_checked_and_is_refused_row_by_row(store: Store) -> None:
    due = date.today() + timedelta(days=9)
    numbers = [add_case(store, "TAR-22", state="核查中", due_date=due) for _ in range(2)]
    receipts = Receipts(store)
    rows = [
        Reply("清单.xlsx", place, receipts.issue(Receipt(number, State.CHECKING, 1)), said)
        for place, (number, said) in enumerate(
            zip(numbers, (by("钱稽查、孙稽查"), by("钱稽查")), strict=True), 3
        )
    ]
    outcome = replies.take(store, LEADER, rows)
    assert [one.row for one in outcome.taken] == [3]
    assert [(one.reply.row, "现场核查不少于两人" in one.reason) for one in outcome.refused] == [(4, True)]
