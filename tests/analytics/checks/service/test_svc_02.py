from typing import Any

from analytics.checks.service.svc_02_restoration import restoration_late
from tests.boundaries import Boundary, Case
from tests.drawn import found

CUSTOMERS = """
    customers
    cons_no    | urban_rural_flag
    0000000001 | 01
    0000000002 |
"""
HEADER = """
    work_orders
    wo_no|busi_type|cust_no|org_code|urban_rural_flag|arrive_time|repair_time|status|reply_time|fault_owner|busi_sub_type|fault_reason|accept_time
"""
GOOD = "W0 | 001 | 0000000001 | 334010101 | 01 | 2025-10-01 08:00:00 | 2025-10-01 09:00:00 | 02 | - | 01 | 表箱故障 | 0101"


def orders(*rows: str) -> str:
    return CUSTOMERS + "\n" + HEADER + "\n".join(f"{row} | 2025-10-01 07:30:00" for row in (GOOD, *rows))


def order(
    area: str = "01",
    repaired: str = "2025-10-01 11:00:01",
    status: str = "02",
    reply: str = "-",
    fault: str = "01 | 表箱故障 | 0101",
    customer: str = "0000000001",
    kind: str = "001",
    arrived: str = "2025-10-01 08:00:00",
) -> str:
    place = f"W1 | {kind} | {customer} | 334010102 | {area}"
    return f"{place} | {arrived} | {repaired} | {status} | {reply} | {fault}"


TABLES = orders(order())


def reasons(*rows: str, **options: Any) -> list[str]:
    return [hit["reason"] for hit in found(restoration_late, orders(*rows), **options)]


def repaired_at(area: str) -> Case:
    return lambda time: orders(order(area, f"2025-10-01 {time}"))


BOUNDARIES = {
    "town_hours": Boundary(
        repaired_at("01"),
        {"10:59:59": False, "11:00:00": False, "11:00:01": True},
        own=5,
        answers_to_own={"12:59:59": False, "13:00:00": False, "13:00:01": True},
    ),
    "country_hours": Boundary(
        repaired_at("02"),
        {"11:59:59": False, "12:00:00": False, "12:00:01": True},
        own=5,
        answers_to_own={"12:59:59": False, "13:00:00": False, "13:00:01": True},
    ),
}


def test_a_repair_a_second_beyond_the_limit_is_hit_with_the_orders_own_unit() -> None:
    [hit] = found(restoration_late, TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("work_order", "W1", "0000000001")
    assert (hit["org_code"], hit["period"], hit["amount_yuan"]) == ("334010102", "202510", None)
    assert (hit["reason"], hit["limit_hours"], hit["hours"]) == ("恢复供电超时", 3, 3.0003)
    assert hit["counted_to"] == "修复 2025-10-01 11:00:01"


def test_far_away_and_nobody_knows_where_count_as_the_country_and_the_customer_may_tell() -> None:
    assert reasons(order("03", "2025-10-01 12:00:00")) == []
    assert reasons(order("03", "2025-10-01 12:00:01")) == ["恢复供电超时"]
    assert reasons(order("-", "2025-10-01 11:30:00")) == ["恢复供电超时"]
    assert reasons(order("-", "2025-10-01 11:30:00", customer="0000000002")) == []


def test_a_repair_under_way_counts_up_to_midnight_of_the_day() -> None:
    waiting = order(repaired="-", status="01", arrived="2025-10-31 21:00:00")
    assert reasons(waiting, as_of="2025-11-01") == []
    waiting = order(repaired="-", status="01", arrived="2025-10-31 20:59:59")
    [hit] = found(restoration_late, orders(waiting), as_of="2025-11-01")
    assert (hit["reason"], hit["counted_to"]) == ("在途未恢复超时", "核查日 2025-11-01 0 时(还没有修复)")


def test_an_order_that_is_over_without_a_time_of_repair_is_not_judged() -> None:
    assert reasons(order(repaired="-", status="02")) == []
    assert reasons(order(repaired="-", status="01", reply="2025-10-01 20:00:00")) == []


def test_what_belongs_to_the_customer_is_not_the_companys_to_mend() -> None:
    assert reasons(order(fault="02 | 表箱故障 | 0101")) == []
    assert reasons(order(fault="- | 客户内部故障 | -")) == []
    assert reasons(order(fault="- | 表箱故障 | 0301")) == []
    assert reasons(order(fault="01 | 客户内部故障 | 0301")) == ["恢复供电超时"]


def test_repaired_before_arrival_no_repair_or_given_up_are_not_judged() -> None:
    assert reasons(order(repaired="2025-10-01 07:00:00")) == []
    assert reasons(order(kind="005")) == []
    assert reasons(order(status="03")) == []


def test_bad_weather_is_a_hint_and_no_excuse() -> None:
    notes = [
        found(restoration_late, orders(order(fault=f"01 | 表箱故障 | {why}")))[0]["note"]
        for why in ("0101", "0201")
    ]
    assert notes == ["恶劣天气,待核", None]
