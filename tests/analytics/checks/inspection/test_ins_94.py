from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from analytics.checks.inspection.ins_94_night_share import use_by_night
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.daily import ARCHIVE, LAST
from tests.drawn import drawn, finder, found

DAYS = range(15)


def curve(night: str, points: int = 24) -> str:
    """Return a day of 100 kWh, so many of them at midnight and the others at noon."""
    hours = ["0"] * points
    hours[0], hours[points // 2] = night, str(100 - Decimal(night))
    return " ".join(hours)


def row(who: str, day: date, hours: str, read: str = "1") -> str:
    return f"{who} | {day} | 100 | {hours} | {read}"


def company(nights: Mapping[str, str], days: range = DAYS, customer: str = "405 | AC02202 | 10 | 0") -> str:
    """Draw customers who are all peers, each with such days."""
    rows = [
        row(who, LAST - timedelta(days=age), curve(night)) for who, night in nights.items() for age in days
    ]
    archive = "\n".join([ARCHIVE, *(f"{who} | {customer}" for who in nights)])
    return "\n".join([archive, "", "daily_usage\ncons_no | data_date | day_pq | hours | succ_flag", *rows])


def peers(apart: int, how_many: int = 29) -> dict[str, str]:
    """Return peers of whom a third uses 20 % by night, a third so much less and a third so much more."""
    return {f"p{n}": str(20 + (n % 3 - 1) * apart) for n in range(how_many)}


def suspect(night: str, apart: int = 10) -> str:
    return company({"1": night} | peers(apart))


def of_several(how_many: int) -> str:
    return company({str(n): str(60 + n / 100) for n in range(how_many)} | peers(2, how_many * 2 + 30))


TABLES = suspect("80")
hits = finder(use_by_night, lambda text: text)

# of 30 the middle one is at 20 %, and the median of the distances is 10: 3.5 of them are 51.8903 per cent
BOUNDARIES = {
    "limit": Boundary(
        suspect,
        {"71.88": False, "71.8903": False, "71.90": True},
        own=4,
        answers_to_own={"79.30": False, "79.3032": False, "79.31": True},
        is_apart=True,
    ),
    "least_percent": Boundary(
        lambda night: suspect(night, apart=2),
        {"49.99": False, "50": False, "50.01": True},
        own=60,
        answers_to_own={"59.99": False, "60": False, "60.01": True},
        is_apart=True,
    ),
    "k": Boundary(
        of_several,
        {49: 49, 50: 50, 51: 50},
        own=2,
        answers_to_own={1: 1, 2: 2, 3: 2},
        read=len,
        is_apart=True,
    ),
}


def test_who_uses_by_night_where_its_peers_use_by_day_stands_out() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["curve_days"], hit["amount_yuan"]) == ("1", 15, None)
    assert (hit["night_kwh"], hit["all_kwh"], hit["night_share"]) == (1200, 1500, 80)
    assert (hit["peers"], hit["peer_median"], hit["peer_spread"]) == (30, 20, 10)
    assert hit["distance"] == Decimal("4.0470")  # 0.6745 × (80 − 20) ÷ 10
    assert (
        arithmetic_of(hit | {"check_code": "INS-94"})[0]
        == "夜间占比 = 夜间电量 ÷ 全天电量 = 1,200 ÷ 1,500 = 80%"
    )


def test_whose_peers_use_by_night_alike_does_not() -> None:
    assert hits(company({"1": "80"} | {f"p{n}": str(78 + n % 3) for n in range(29)})) == []


def test_fourteen_days_are_too_few() -> None:
    assert hits(company({"1": "80"} | peers(10), range(14))) == []


def test_only_the_last_thirty_days_count() -> None:
    older = company({"1": "80"} | peers(10), range(29, 44))
    assert hits(older + "\n" + row("9", LAST, curve("20"))) == []


@pytest.mark.parametrize(("hours", "read"), [("gap", "1"), ("whole", "2")])
def test_a_day_with_a_gap_or_a_failure_is_no_day(hours: str, read: str) -> None:
    tables = drawn(TABLES)
    own = next(one for one in tables["daily_usage"] if one["cons_no"] == "1")
    own["succ_flag"] = read
    if hours == "gap":
        own["hours"][13] = None
    assert found(use_by_night, tables) == []  # fourteen are left


def test_a_day_on_which_another_meter_failed_is_no_day_either() -> None:
    assert hits(TABLES + "\n" + row("1", LAST, curve("80"), read="2")) == []


@pytest.mark.parametrize(
    "more",
    [
        "applications\ncons_no | app_type | status\n1 | 901 | 03",
        "applications\ncons_no | app_type | status | accept_time\n1 | 203 | 02 | 2025-09-01 09:00:00",
        "readings\ncons_no | amt_ym | read_type | last_read | this_read\n1 | 202510 | 81 | 10 | 12",
    ],
)
def test_who_generates_by_day_or_has_stopped_is_left_out(more: str) -> None:
    assert hits(f"{TABLES}\n\n{more}") == []


def test_who_charges_by_night_is_left_out() -> None:
    tables = drawn(TABLES)
    tables["customers"][0]["cons_name"] = "城南充电站"
    assert found(use_by_night, tables) == []
