"""Tickets of another tracker are found by the customer of a case, within the units of who asks."""

from datetime import date
from pathlib import Path

from analytics.loop.tickets import tickets_about
from models.orm import CaseRow
from models.people import LOCAL_USER, Person, Role
from tests.loaded import loaded

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
