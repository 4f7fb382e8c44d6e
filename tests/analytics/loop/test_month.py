"""The loop's part of a month's bulletin."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from analytics.loop.month import loop_month
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from tests.looped import OTHER, STATION, add_case

THIRD = "334010300"
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


def test_units_are_ranked_by_the_share_they_completed_and_one_without_tasks_has_no_place(
    store: Store,
) -> None:
    sent: dict[str, Any] = {"dispatched_at": datetime(2026, 11, 3)}
    done = {
        "state": "已归档",
        "result": "属实",
        "upheld_at": datetime(2026, 11, 9),
        "closed_at": datetime(2026, 11, 10),
    }
    add_case(store, "TAR-22", **sent)
    add_case(store, "TAR-22", recovered_fen=123_45, **sent, **done)
    add_case(store, "TAR-22", org_code=OTHER, refunded_fen=1, **sent, **done)
    add_case(store, "TAR-22", org_code=THIRD)
    found = loop_month(store, LOCAL_USER, "202611", UNITS, TODAY)
    assert found is not None
    assert [tuple(row.values()) for row in found.ranking.to_pylist()] == [
        (1, "临江所", 1, 1, 1.0, 1, 1.0, Decimal("0.00"), Decimal("0.01")),
        (2, "城关所", 2, 1, 0.5, 1, 1.0, Decimal("123.45"), Decimal("0.00")),
        (None, THIRD, 0, 0, None, 0, None, Decimal("0.00"), Decimal("0.00")),
    ]


def test_where_nobody_has_cases_there_is_no_part(store: Store) -> None:
    add_case(store, "TAR-22", org_code=OTHER)
    assert loop_month(store, Person("钱稽查", Role.STAFF, (STATION,)), "202611", UNITS, TODAY) is None
