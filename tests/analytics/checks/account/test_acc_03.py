from decimal import Decimal

import pytest

from analytics.checks.account.acc_03_cash_in_transit import cash_in_transit
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

HEADER = "remittances\norg_code | cashchk_id | cashchk_amt | cashchk_date | arrive_date | acct_status\n"
ARRIVED = "33401 | ok | 100 | 2025-10-10 | 2025-10-11 | 02"
TABLES = (
    HEADER
    + ARRIVED
    + "\n33401 | a | 60000 | 2025-10-20 | - | 01\n33401 | b | 9 | 2025-10-01 | 2025-10-09 | 02"
)


def remittances(*rows: str) -> str:
    return HEADER + "\n".join([ARRIVED, *(f"33401 | {row}" for row in rows)])


hits = finder(cash_in_transit, remittances, as_of="2025-10-31")


# as of Saturday 2025-11-01: Thursday the 30th lies before the last working day
BOUNDARIES = {
    "amt": Boundary(
        lambda yuan: remittances(f"a | {yuan} | 2025-10-30 | - | 01"),
        {"49999.99": False, "50000.00": False, "50000.01": True},
        own=60000,
        answers_to_own={"59999.99": False, "60000.00": False, "60000.01": True},
    ),
    "d": Boundary(
        lambda day: remittances(f"a | 100 | {day} | - | 01"),
        {"2025-10-30": False, "2025-10-29": False, "2025-10-28": True},
        own=5,
        answers_to_own={"2025-10-28": False, "2025-10-27": False, "2025-10-26": True},
    ),
}


def test_a_remittance_on_its_way_for_more_than_three_days_is_late() -> None:
    [hit] = hits("a | 1234.50 | 2025-10-27 | - | 01")
    assert (hit["object_id"], hit["object_type"], hit["cons_no"]) == ("a", "payment", None)
    assert (hit["reason"], hit["transit_days"], hit["period"]) == ("超期", 4, "202510")
    assert (hit["amount_yuan"], hit["note"], hit["org_code"]) == (Decimal("1234.50"), None, "33401")


@pytest.mark.parametrize(
    ("days", "is_hit"),
    [
        ("2025-10-28 | -", False),
        ("2025-10-27 | -", True),
        ("2025-10-01 | 2025-10-04", False),
        ("2025-10-01 | 2025-10-05", True),
        ("2025-10-29 | 2025-11-20", False),
        ("2025-10-20 | 2025-11-02", True),
        ("2025-11-01 | -", False),
    ],
)
def test_three_days_exactly_are_clean_and_what_arrived_late_is_listed(days: str, is_hit: bool) -> None:
    assert bool(hits(f"a | 100 | {days} | 01")) == is_hit


# 2025-10-30 is the last working day (Thursday) before Friday the 31st
@pytest.mark.parametrize(
    ("remittance", "is_hit"),
    [
        ("50000.01 | 2025-10-29", True),
        ("50000.00 | 2025-10-29", False),
        ("90000 | 2025-10-30", False),
    ],
)
def test_a_large_sum_is_too_much_once_a_working_day_has_passed(remittance: str, is_hit: bool) -> None:
    found_now = hits(f"a | {remittance} | - | 01")
    assert [(hit["reason"], hit["note"]) for hit in found_now] == [("超额", "大额,高危")] * is_hit


@pytest.mark.parametrize(("sent", "is_hit"), [("2025-09-30", False), ("2025-09-29", True)])
def test_a_long_holiday_has_no_clearing_day(sent: str, is_hit: bool) -> None:
    # 国庆: 2025-10-01 to 10-08 are free; on the 9th the last working day before is 09-30
    late = hits(f"a | 60000 | {sent} | - | 01", as_of="2025-10-09", d=60)
    assert bool(late) == is_hit


def test_a_large_sum_that_has_arrived_is_not_too_much() -> None:
    assert hits("a | 60000 | 2025-10-28 | 2025-10-30 | 02") == []


def test_both_reasons_are_one_hit() -> None:
    [hit] = hits("a | 60000 | 2025-10-20 | - | 01")
    assert hit["reason"] == "超期、超额"


@pytest.mark.parametrize(
    ("row", "is_hit"),
    [
        ("a | 100 | 2025-10-01 | - | 03", False),
        ("a | 0 | 2025-10-01 | - | 01", False),
        ("a | -5 | 2025-10-01 | - | 01", False),
        ("a | 100 | 2025-10-01 | - | -", True),
    ],
)
def test_bounced_cheques_and_empty_sums_are_left_out(row: str, is_hit: bool) -> None:
    assert bool(hits(row)) == is_hit


def test_without_status_or_mode_bounced_cheques_or_acceptances_cannot_be_told() -> None:
    text = HEADER + "33401 | ok | 100 | 2025-10-10 | 2025-10-11 | -"
    seen = delivered(cash_in_transit, drawn(text))
    cash_in_transit(seen)
    assert seen.notes == ["缺到账状态,不剔除退票", "缺结算方式,不剔除承兑汇票"]


def test_without_the_day_of_arrival_it_is_off() -> None:
    filled = {"remittances": {"cashchk_id": 1, "cashchk_amt": 1, "cashchk_date": 1}}
    assert cash_in_transit.missing(filled) == ["remittances.arrive_date"]


@pytest.mark.parametrize(
    ("settle_mode", "is_hit"), [("04", False), ("0401", False), ("0402", False), ("02", True)]
)
def test_an_acceptance_is_paid_when_it_falls_due_and_is_not_in_transit(
    settle_mode: str, is_hit: bool
) -> None:
    header, *rows = remittances("a | 60000 | 2025-10-01 | - | 01").splitlines()[1:]
    text = "\n".join(["remittances", header + " | settle_mode", *(f"{row} | {settle_mode}" for row in rows)])
    assert bool(found(cash_in_transit, text, as_of="2025-10-31")) == is_hit
