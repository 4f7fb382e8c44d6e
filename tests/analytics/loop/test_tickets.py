"""Tickets of another tracker: found by the customer of a case within the units of who asks, taken once, followed."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.loop.tickets import Ticket, check_of_topic, follow, take, tickets_about, waiting
from models.errors import NotAllowed, NotFound
from models.lake import Lake
from models.loop import case_steps, cases
from models.orm import CaseRow
from models.people import LOCAL_USER, Person, Role
from tests.drawn import drawn
from tests.loaded import load, loaded
from tests.looped import add_case

DATA = """
    customers
    cons_no    | org_code  | cons_name
    0000000001 | 334010101 | 罗兰秀
    0000000002 | 334010202 | 苗青

    audit_tickets_in
    ticket_no | account_no | topic        | source_system | dispatch_time       | deadline   | progress
    T1        | 0000000001 | 电价执行异常 | 智慧稽查      | 2026-03-01 08:00:00 | 2026-03-10 | 已归档
    T2        | 0000000001 | 计量异常     | 智慧稽查      | 2026-05-01 08:00:00 | 2026-05-10 | 整改中
    T3        | 0000000002 | 计量异常     | 智慧稽查      | 2026-05-01 08:00:00 | 2026-05-10 | 整改中
"""


def test_the_tickets_of_a_case_s_customer_come_the_latest_first(tmp_path: Path) -> None:
    with loaded(tmp_path / "home", DATA).open(LOCAL_USER) as door:
        found = tickets_about(door, CaseRow(cons_no="0000000001"))
        assert [(one.ticket_no, one.progress) for one in found] == [("T2", "整改中"), ("T1", "已归档")]
        assert (found[0].source, found[0].deadline) == ("智慧稽查", date(2026, 5, 10))
        assert tickets_about(door, CaseRow(cons_no=None)) == []


def test_tickets_of_another_unit_s_customers_are_not_shown(tmp_path: Path) -> None:
    leader = Person("赵班长", Role.TEAM_LEADER, ("334010202",), "zhao")
    with loaded(tmp_path / "home", DATA).open(leader) as door:
        assert tickets_about(door, CaseRow(cons_no="0000000001")) == []
        assert [one.ticket_no for one in tickets_about(door, CaseRow(cons_no="0000000002"))] == ["T3"]


def test_where_no_tickets_were_delivered_there_are_none(tmp_path: Path) -> None:
    with loaded(tmp_path / "home", "customers\ncons_no | org_code\n1 | 334010101").open(LOCAL_USER) as door:
        assert tickets_about(door, CaseRow(cons_no="1")) == []


LEAD = Person("林专责", Role.LEAD, ("",), "lin")
DUE = date.today() + timedelta(days=9)
OPEN = """
    customers
    cons_no    | org_code  | cons_name
    0000000001 | 334010101 | 罗兰秀
    0000000002 | 334010202 | 苗青

    audit_tickets_in
    ticket_no | account_no | topic                 | source_system | dispatch_time       | deadline   | progress
    T1        | 0000000001 | TAR-11 阶梯电价核查    | 智慧稽查      | 2026-03-01 08:00:00 | 2026-03-10 | 整改中
    T2        | 0000000001 | 计量装置核查           | 智慧稽查      | 2026-05-01 08:00:00 | 2026-05-10 | 未整改
    T3        | 0000000002 | 计量装置核查           | 智慧稽查      | 2026-05-01 08:00:00 | 2026-05-10 | 核查中
    T4        | 0000000002 | 计量装置核查           | 智慧稽查      | 2026-01-01 08:00:00 | 2026-01-10 | 已归档
"""
LATER = """
    audit_tickets_in
    ticket_no | account_no | topic              | source_system | dispatch_time       | deadline   | progress | check_result
    T1        | 0000000001 | TAR-11 阶梯电价核查 | 智慧稽查      | 2026-03-01 08:00:00 | 2026-03-10 | 已整改   | 属实
"""


def steps(lake: Lake, number: str) -> list[tuple[str, str]]:
    return [
        (step.by, step.comment) for step in case_steps.history(lake.store, cases.case(lake.store, number))
    ]


def test_open_tickets_become_a_case_of_each_customer_once(tmp_path: Path) -> None:
    lake = loaded(tmp_path / "home", OPEN)
    with lake.open(LEAD) as door:
        assert [one.ticket_no for one in waiting(door)] == ["T1", "T2", "T3"]
    taken = take(lake, LEAD, DUE)
    assert (taken.opened, taken.joined) == (2, 0)
    first, second = cases.open_on(lake.store).values()
    row = cases.case(lake.store, first)
    assert (row.object_id, row.org_code, row.picked_by) == ("0000000001", "334010101", "ticket")
    assert [one.check_code for one in cases.checks_of(lake.store, row)] == ["TAR-11"]
    assert cases.checks_of(lake.store, cases.case(lake.store, second)) == []
    with lake.open(LEAD) as door:
        assert waiting(door) == []
    with pytest.raises(NotFound, match="没有待纳入的"):
        take(lake, LEAD, DUE)


def test_a_ticket_joins_the_open_case_of_its_customer_and_what_it_says_later_is_told_there(
    tmp_path: Path,
) -> None:
    lake = loaded(tmp_path / "home", OPEN)
    own = add_case(lake.store, object_id="0000000001", cons_no="0000000001", state="核查中")
    taken = take(lake, LEAD, DUE)
    assert (taken.opened, taken.joined) == (1, 2)
    assert steps(lake, own) == [
        ("林专责", "智慧稽查 工单 T1《TAR-11 阶梯电价核查》"),
        ("林专责", "智慧稽查 工单 T2《计量装置核查》"),
    ]
    assert follow(lake) == 0
    load(lake, drawn(LATER), "later")
    assert (follow(lake), follow(lake)) == (1, 0)
    assert steps(lake, own)[-1] == ("其他系统", "智慧稽查 工单 T1:整改中 → 已整改;核查结果 属实")
    assert cases.case(lake.store, own).state == "核查中"


def test_who_selects_no_targets_takes_none(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="班组长不能纳入"):
        take(loaded(tmp_path / "home", OPEN), Person("赵班长", Role.TEAM_LEADER, ("",), "zhao"), DUE)


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        ("TAR-11 阶梯", "TAR-11"),
        ("TAR-99", None),
        ("发行电费与复核重算不一致/负电费", "TAR-22"),
        ("电价", None),
    ],
)
def test_a_topic_names_a_check_by_code_or_title(topic: str, code: str | None) -> None:
    assert check_of_topic(topic) == code


@pytest.mark.parametrize(
    ("progress", "is_open"),
    [
        ("已归档", False),
        ("整改完成,归档", False),
        ("是", False),
        ("否", True),
        ("未整改", True),
        ("待归档", True),
        ("未完成归档", True),
        ("没有按期办结", True),
        ("申请关闭", True),
        ("整改中", True),
        ("", True),
    ],
)
def test_what_still_has_to_be_done_there_is_open(progress: str, is_open: bool) -> None:
    assert Ticket("T1", "智慧稽查", "计量", "", "", None, None, "", progress).is_open is is_open
