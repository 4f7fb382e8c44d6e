"""The loop's part of a month's bulletin."""

from datetime import date, datetime
from decimal import Decimal

from analytics.loop.month import loop_month
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from tests.looped import OTHER, STATION, add_case

TODAY, UNITS = date(2026, 11, 20), {STATION: "城关所", OTHER: "临江所"}
REPLIED = {"replied_at": datetime(2026, 11, 7), "reply_due": date(2026, 11, 6)}


def test_the_months_cases_what_came_back_what_is_overdue_and_points_are_told(store: Store) -> None:
    confirmed = {"state": "整改中", "result": "属实", "dispatched_at": datetime(2026, 11, 3)}
    late = add_case(store, "TAR-22", due_date=date(2026, 11, 17), **confirmed, **REPLIED)
    longer = add_case(
        store,
        "MET-01",
        org_code=OTHER,
        created_at=datetime(2026, 9, 1),
        due_date=date(2026, 11, 10),
        **confirmed,
    )
    add_case(store, recurrence_of="稽查20260100007")
    found = loop_month(store, LOCAL_USER, "202611", UNITS, TODAY)
    assert found is not None
    counts = found.total.counts
    assert (counts["opened"], counts["dispatched"], counts["confirmed"], found.come_back) == (2, 1, 1, 1)
    rows = found.overdue.to_pylist()
    assert [(row["case_no"], row["unit_name"], row["days_over"], row["told"]) for row in rows] == [
        (longer, "临江所", 8, "负责人、班组长、管理员"),
        (late, "城关所", 3, "负责人、班组长"),
    ]
    assert rows[1]["title"] == "发行电费与复核重算不一致/负电费"
    assert found.points.to_pylist() == [
        {"unit_name": "城关所", "points": Decimal("-7.00"), "proposal": ""}  # a late reply and a recurrence
    ]


def test_where_nobody_has_cases_there_is_no_part(store: Store) -> None:
    add_case(store, "TAR-22", org_code=OTHER)
    assert loop_month(store, Person("钱稽查", Role.STAFF, (STATION,)), "202611", UNITS, TODAY) is None
