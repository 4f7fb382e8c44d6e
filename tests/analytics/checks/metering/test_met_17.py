from datetime import date, timedelta
from typing import Any

import pytest

from analytics.checks.metering.met_17_not_collected import not_collected
from models.calendar import add_months
from tests.boundaries import Boundary
from tests.drawn import Drawn, delivered, drawn, finder

# two customers; the days of collection end on 31 October
BASE = """
    customers
    cons_no    | status_code
    0000000001 | 0
    0000000002 | 0

    metering_points
    mp_no | cons_no    | mp_status
    P1    | 0000000001 | 02
    P2    | 0000000002 | 02

    meters
    asset_no | cons_no    | mp_no | status | coll_flag
    M1       | 0000000001 | P1    | 012    | 是
    M2       | 0000000002 | P2    | 012    | 是

    readings
    asset_no | amt_ym | read_type | mr_mode
    M2       | 202510 | 11        | 301

    daily_usage
    cons_no    | asset_no | data_date  | succ_flag
    0000000002 | M2       | 2025-10-31 | 1
"""
LAST = date(2025, 10, 31)


def failed(days: int, asset: str | None = "M1", last: date = LAST, **values: Any) -> list[dict[str, Any]]:
    """Draw so many days of failure up to a day, of the first customer."""
    row = {"cons_no": "0000000001", "asset_no": asset, "succ_flag": "2"} | values
    return [row | {"data_date": last - timedelta(days=n)} for n in range(days)]


def usage(*rows: dict[str, Any], **tables: dict[str, Any]) -> Drawn:
    """Draw the base with more days of collection, and first rows of tables changed."""
    company = drawn(BASE)
    company["daily_usage"] += rows
    for table, values in tables.items():
        company[table][0].update(values)
    return company


def of_days(days: int) -> Drawn:
    return usage(*failed(days))


def read(*modes: str | None, **tables: dict[str, Any]) -> Drawn:
    """Draw the base with the first customer read in some ways, from the period backward."""
    company = usage(**tables)
    company["readings"] += [
        {"asset_no": "M1", "amt_ym": add_months("202510", -n), "read_type": "11", "mr_mode": mode}
        for n, mode in enumerate(modes)
    ]
    return company


def by_hand(months: int) -> Drawn:
    return read(*["101"] * months)


TABLES = of_days(7)

hits = finder(not_collected)

BOUNDARIES = {
    "n": Boundary(
        of_days, {6: False, 7: True, 8: True}, own=10, answers_to_own={9: False, 10: True, 11: True}
    ),
    "m": Boundary(by_hand, {1: False, 2: True, 3: True}, own=3, answers_to_own={2: False, 3: True, 4: True}),
}


def test_seven_days_of_failure_up_to_the_last_day_are_found() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["amount_yuan"]) == ("customer", "0000000001", None)
    assert (hit["reason"], hit["failed_days"]) == ("截至资料末日连续采集失败", 7)
    assert (hit["failed_since"], hit["last_day"]) == (date(2025, 10, 25), LAST)
    assert hit["details"] == "电能表 M1 自 2025-10-25 起连续失败 7 天"


def test_failures_that_ended_before_the_last_day_of_all_are_clean() -> None:
    assert hits(usage(*failed(9, last=date(2025, 10, 30)))) == []
    assert hits(usage(*failed(9, last=date(2025, 10, 30)), *failed(1, succ_flag="1"))) == []


def test_a_day_that_is_missing_succeeded_or_unknown_ends_the_run() -> None:
    for flag in (None, "1"):
        rows = failed(9)
        rows[4] = rows[4] | {"succ_flag": flag}
        assert hits(usage(*rows)) == []
    rows = failed(9)
    del rows[4]
    assert hits(usage(*rows)) == []


def test_a_day_collected_at_a_second_try_did_not_fail() -> None:
    assert hits(usage(*failed(7), *failed(1, succ_flag="1"))) == []
    assert len(hits(usage(*failed(7), *failed(1)))) == 1


def test_any_meter_of_a_customer_is_enough_and_days_of_two_are_not_added() -> None:
    [hit] = hits(usage(*failed(8), *failed(8, "M3", succ_flag="1")))
    assert hit["failed_days"] == 8
    assert hits(usage(*failed(4), *failed(4, "M3", last=date(2025, 10, 27)))) == []
    [hit] = hits(usage(*failed(8), *failed(9, "M3")))
    assert (hit["failed_days"], hit["details"].count("连续失败")) == (9, 2)


def test_a_meter_without_number_counts_by_its_customer() -> None:
    [hit] = hits(usage(*failed(7, None)))
    assert hit["details"].startswith("电能表 (表号未录)")


@pytest.mark.parametrize("status", ["01", "03", "04"])
def test_points_out_of_use_and_cancelled_customers_are_not_judged(status: str) -> None:
    for make in (lambda **t: usage(*failed(9), **t), lambda **t: read("101", "101", **t)):
        assert hits(make(metering_points={"mp_status": status})) == []
        assert len(hits(make(metering_points={"mp_status": None}))) == 1
        assert hits(make(customers={"status_code": "9"})) == []


def test_a_meter_at_a_point_out_of_use_is_not_judged_beside_one_in_use() -> None:
    rows = usage(*failed(9, "M3"))
    rows["metering_points"].append({"mp_no": "P3", "cons_no": "0000000001", "mp_status": "03"})
    rows["meters"].append({"asset_no": "M3", "cons_no": "0000000001", "mp_no": "P3", "status": "012"})
    assert hits(rows) == []
    rows["metering_points"][2]["mp_status"] = "02"
    assert len(hits(rows)) == 1


@pytest.mark.parametrize(("status", "is_hit"), [("015", False), ("006", False), ("012", True), (None, True)])
def test_a_meter_that_was_taken_down_answers_no_more(status: str | None, is_hit: bool) -> None:
    rows = usage(*failed(9, "M3"))
    rows["meters"].append({"asset_no": "M3", "cons_no": "0000000001", "mp_no": "P1", "status": status})
    assert bool(hits(rows)) == is_hit


def test_two_months_by_hand_of_a_collected_meter_are_found() -> None:
    assert len(hits(read("101", "102"))) == 1
    [hit] = hits(read("102", "102"))
    assert (hit["reason"], hit["hand_months"]) == ("已采集而连续手工抄表", 2)
    assert hit["details"] == "电能表 M1 手工抄表:202509 普通抄表器、202510 普通抄表器"


@pytest.mark.parametrize("other", ["201", "202", "301", "302", "303", "401", "999", None])
def test_a_month_read_otherwise_or_nobody_knows_how_is_clean(other: str | None) -> None:
    assert hits(read("101", other)) == []
    assert hits(read(other, "101")) == []


def test_only_this_month_and_the_one_before_count_and_only_the_active_total() -> None:
    rows = read("101", "101")
    rows["readings"][-1]["amt_ym"] = "202508"
    assert hits(rows) == []
    rows = read("101", "101")
    rows["readings"][-1]["read_type"] = "21"
    assert hits(rows) == []


def test_meters_that_are_not_collected_or_do_not_run_are_clean() -> None:
    for values in ({"coll_flag": False}, {"coll_flag": None}, {"status": "015"}):
        assert hits(read("101", "101", meters=values)) == []


def test_both_troubles_of_a_customer_are_one_hit() -> None:
    rows = read("101", "101")
    rows["daily_usage"] += failed(7)
    [hit] = hits(rows)
    assert hit["reason"] == "截至资料末日连续采集失败、已采集而连续手工抄表"
    assert hit["details"].count(";") == 1


def test_what_stays_off_is_said_and_the_other_part_goes_on() -> None:
    rows = read("101", "101")
    del rows["daily_usage"]
    tables = delivered(not_collected, rows)
    assert tables.notes == ["没有日电量的采集成功标志,不查①采集失败"]
    assert len(hits(rows)) == 1
    rows = usage(*failed(7))
    del rows["readings"], rows["meters"], rows["metering_points"]
    assert len(hits(rows)) == 1
