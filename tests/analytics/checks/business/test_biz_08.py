from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.business.biz_08_outside_the_process import connected_outside_the_process
from tests.boundaries import Boundary, varied
from tests.drawn import finder

CHECK = connected_outside_the_process


def application(*rows: str, rest: str = "104 | 02 | - | 2025-08-11") -> str:
    """Each row: number | accepted on; `rest`: type | status | supplied on | archived on."""
    header = "cons_no | app_no | org_code | accept_time | app_type | status | power_date | archive_date"
    lines = []
    for row in rows or ("A | 2025-06-02",):
        number, accepted = (part.strip() for part in row.split("|"))
        lines.append(f"C | {number} | 3340101 | {accepted} 09:00:00 | {rest}")
    return "\n".join(["applications", header, *lines])


def steps(*rows: str) -> str:
    """Each row: step | done on."""
    lines = [f"A | {row} 10:00:00" for row in rows]
    return "\n".join(["\n\napplication_steps\napp_no | step_no | end_time", *lines])


def meter(*days: str) -> str:
    return "\n".join(["\n\nmeters\ncons_no | inst_date", *(f"C | {day}" for day in days)])


def bills(*rows: str) -> str:
    """Each row: issued on | kWh | yuan | kind."""
    header = "\n\nbills\ncons_no | release_date | total_pq | total_amt | amt_type"
    return "\n".join([header, *(f"C | {row}" for row in rows)])


def used(*rows: str) -> str:
    """Each row: day | kWh."""
    return "\n".join(["\n\ndaily_usage\ncons_no | data_date | day_pq", *(f"C | {row}" for row in rows)])


hits = finder(CHECK)
INSPECTED = steps("A15 | 2025-08-01", "A18 | 2025-08-08")
TABLES = (
    application()
    + INSPECTED
    + meter("2025-07-31")
    + bills("2025-09-01 | 300 | 200 | 01", "2025-09-01 | 100 | 60 | 01", "2025-10-01 | 1000 | 900 | 01")
    + used("2025-07-30 | 0", "2025-08-06 | 10.5", "2025-08-07 | 20", "2025-08-08 | 30", "2025-08-09 | 40")
)
BOUNDARIES = {
    "tol_days": Boundary(
        varied(TABLES, "meters.inst_date"),
        {"2025-07-31": True, "2025-08-01": False, "2025-08-02": False},
        own=2,
        answers_to_own={"2025-07-29": True, "2025-07-30": False, "2025-07-31": False},
    ),
}


def test_a_meter_before_the_final_test_is_found_with_what_was_used_before_power_was_on() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "A", "C")
    assert (hit["org_code"], hit["period"], hit["problems"]) == ("3340101", "202506", "装表早于门槛日")
    assert (hit["accept_date"], hit["completion_date"]) == (date(2025, 6, 2), date(2025, 8, 1))
    assert (hit["gate_date"], hit["first_meter"]) == (date(2025, 8, 1), date(2025, 7, 31))
    assert (hit["first_bill"], hit["first_used"]) == (date(2025, 9, 1), date(2025, 8, 6))
    # 30.5 kWh before the 8th, at 260 yuan for 400 kWh: 19.825
    assert (hit["early_kwh"], hit["bill_yuan"], hit["bill_kwh"]) == (Decimal("30.5"), 260, 400)
    assert (hit["price"], hit["amount_yuan"]) == (Decimal("0.65"), Decimal("19.83"))


@pytest.mark.parametrize(
    ("signs", "problems"),
    [
        (bills("2025-07-31 | 1 | 1 | 01"), "首张账单早于门槛日"),
        (used("2025-07-31 | 1"), "用电早于门槛日"),
        (used("2025-08-04 | 1") + meter("2025-08-05"), "用电早于装表"),
        (used("2025-08-05 | 1") + meter("2025-08-05"), None),
        (bills("2025-08-01 | 1 | 1 | 01") + used("2025-08-01 | 1") + meter("2025-08-01"), None),
    ],
)
def test_each_sign_of_power_is_compared_and_the_same_day_is_clean(signs: str, problems: str | None) -> None:
    found = [hit["problems"] for hit in hits(application() + INSPECTED + signs)]
    assert found == ([problems] if problems else [])


@pytest.mark.parametrize(
    "row", ["2025-07-01 | 0 | 5 | 01", "2025-07-01 | 9 | 5 | 0203", "2026-01-01 | 9 | 5 | 01"]
)
def test_bills_without_energy_adjustments_and_later_ones_are_no_sign(row: str) -> None:
    assert hits(application() + INSPECTED + bills(row)) == []


def test_without_a_final_test_the_day_of_acceptance_is_the_gate() -> None:
    assert hits(application() + meter("2025-06-02")) == []
    [hit] = hits(application() + meter("2025-06-01"))
    assert (hit["completion_date"], hit["gate_date"]) == (None, date(2025, 6, 2))
    again = steps("A15 | 2025-07-01", "A15 | 2025-08-01", "A15 | 2025-12-01")
    assert hits(application() + again + meter("2025-08-01")) == []
    assert len(hits(application() + again + meter("2025-07-31"))) == 1


@pytest.mark.parametrize(("state", "is_hit"), [("02", False), ("-", False), ("01", True)])
def test_who_was_connected_before_is_not_judged_whether_the_state_or_the_day_tells(
    state: str, is_hit: bool
) -> None:
    earlier = application("B | 2024-01-02", "A | 2025-06-02", rest=f"104 | {state} | - | 2025-08-11")
    assert bool(hits(earlier + INSPECTED + meter("2024-02-01"))) == is_hit


def test_enlargements_and_what_was_given_up_are_not_judged() -> None:
    for rest in ("111 | 02 | - | -", "103 | 02 | - | -", "104 | 03 | - | -"):
        assert hits(application(rest=rest) + meter("2025-06-01")) == []


def test_a_customer_who_had_been_connected_before_has_a_meter() -> None:
    both = application("A | 2025-06-02", "B | 2025-09-01", rest="105 | 02 | - | -")
    assert hits(both + meter("2025-06-02")) == []
    never_done = application("A | 2025-06-02", "B | 2025-09-01", rest="105 | 01 | - | -")
    assert [hit["object_id"] for hit in hits(never_done + meter("2025-06-02"))] == ["B"]


def test_a_meter_put_in_after_the_archiving_replaced_another() -> None:
    signs = used("2025-08-05 | 1")
    assert [hit["problems"] for hit in hits(application() + signs + meter("2025-08-11"))] == ["用电早于装表"]
    assert hits(application() + signs + meter("2025-08-12")) == []


@pytest.mark.parametrize(
    ("rest", "amount"),
    [
        ("104 | 02 | 2025-06-11 | -", Decimal("10.00")),
        ("104 | 02 | - | -", None),
        ("104 | 01 | - | -", Decimal("30.00")),
        ("104 | 01 | 2026-01-01 | -", Decimal("30.00")),
    ],
)
def test_energy_counts_until_power_was_on_of_an_open_application_until_now(rest: str, amount: Any) -> None:
    signs = used("2025-06-01 | 10", "2025-06-11 | 20") + bills("2025-07-01 | 5 | 5 | 01")
    assert [hit["amount_yuan"] for hit in hits(application(rest=rest) + signs)] == [amount]
