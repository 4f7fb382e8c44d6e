from typing import Any

from analytics.checks.service.svc_01_repair_arrival import repair_arrival_late
from tests.boundaries import Boundary, Case
from tests.drawn import delivered, drawn, filled, found

CUSTOMERS = """
    customers
    cons_no    | urban_rural_flag
    0000000001 | 02
    0000000002 |
"""
HEADER = """
    work_orders
    wo_no|busi_type|cust_no|org_code|urban_rural_flag|accept_time|arrive_time|repair_time|status
"""
GOOD = "W0 | 001 | 0000000001 | 334010101 | 01 | 2025-10-01 08:00:00 | 2025-10-01 08:45:00 | - | 02"


def orders(*rows: str) -> str:
    return CUSTOMERS + "\n" + HEADER + "\n".join((GOOD, *rows))


def order(
    area: str = "01", arrived: str = "2025-10-01 08:45:01", rest: str = "- | 02", number: str = "W1"
) -> str:
    return f"{number} | 001 | 0000000001 | 334010102 | {area} | 2025-10-01 08:00:00 | {arrived} | {rest}"


TABLES = orders(order())


def reasons(*rows: str, **options: Any) -> list[str]:
    return [hit["reason"] for hit in found(repair_arrival_late, orders(*rows), **options)]


def arrived_at(area: str) -> Case:
    return lambda time: orders(order(area, f"2025-10-01 {time}"))


BOUNDARIES = {
    "town_minutes": Boundary(
        arrived_at("01"),
        {"08:44:59": False, "08:45:00": False, "08:45:01": True},
        own=60,
        answers_to_own={"08:59:59": False, "09:00:00": False, "09:00:01": True},
    ),
    "country_minutes": Boundary(
        arrived_at("02"),
        {"09:29:59": False, "09:30:00": False, "09:30:01": True},
        own=60,
        answers_to_own={"08:59:59": False, "09:00:00": False, "09:00:01": True},
    ),
    "remote_minutes": Boundary(
        arrived_at("03"),
        {"09:59:59": False, "10:00:00": False, "10:00:01": True},
        own=180,
        answers_to_own={"10:59:59": False, "11:00:00": False, "11:00:01": True},
    ),
}


def test_arriving_a_second_after_the_limit_is_hit_with_the_orders_own_unit() -> None:
    [hit] = found(repair_arrival_late, TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("work_order", "W1", "0000000001")
    assert (hit["org_code"], hit["period"], hit["amount_yuan"]) == ("334010102", "202510", None)
    assert (hit["reason"], hit["limit_minutes"], hit["minutes"]) == ("到场超时", 45, 45.02)


def test_each_area_has_its_limit_and_the_limit_itself_is_clean() -> None:
    for area, at, after in (("01", "08:45:00", "08:45:01"), ("02", "09:30:00", "09:31:00")):
        assert reasons(order(area, f"2025-10-01 {at}")) == []
        assert reasons(order(area, f"2025-10-01 {after}")) == ["到场超时"]
    assert reasons(order("03", "2025-10-01 10:00:00")) == []
    assert reasons(order("03", "2025-10-01 10:00:01")) == ["到场超时"]


def test_an_area_missing_on_the_order_is_the_customers_and_else_the_remotest() -> None:
    assert reasons(order("-", "2025-10-01 09:30:01")) == ["到场超时"]
    unknown = order("-", "2025-10-01 10:00:00").replace("0000000001", "0000000002")
    assert reasons(unknown) == []
    assert reasons(unknown.replace("10:00:00", "10:00:01")) == ["到场超时"]


def test_a_finished_order_without_arrival_is_hit() -> None:
    assert reasons(order(arrived="-", rest="- | 02")) == ["无到场时间"]
    assert reasons(order(arrived="-", rest="2025-10-01 08:20:00 | 01")) == ["无到场时间"]


def test_a_reply_or_archiving_without_arrival_is_hit() -> None:
    for column in ("reply_time", "archive_time"):
        text = orders(order(arrived="-", rest="2025-10-01 09:00:00 | 01")).replace("repair_time", column)
        [hit] = found(repair_arrival_late, text)
        assert (hit["reason"], hit["minutes"]) == ("无到场时间", None)


def test_an_open_order_is_hit_once_the_limit_has_passed_before_midnight() -> None:
    open_order = order(arrived="-", rest="- | 01").replace("2025-10-01 08:00:00", "2025-10-31 23:15:00")
    assert reasons(open_order, as_of="2025-11-01") == []
    late = open_order.replace("23:15:00", "23:14:59")
    assert reasons(late, as_of="2025-11-01") == ["在途未到场超时"]


def test_an_arrival_after_the_day_has_not_happened() -> None:
    row = order("03", "2025-11-02 00:00:00", "- | 01").replace("2025-10-01 08", "2025-10-31 23")
    assert reasons(row, as_of="2025-11-01") == []
    assert reasons(row, as_of="2025-11-02") == ["到场超时"]


def test_an_order_accepted_after_the_day_is_not_judged_and_on_the_day_is() -> None:
    row = order().replace("2025-10-01", "2025-11-01")
    assert reasons(row, as_of="2025-10-31") == []
    assert reasons(row, as_of="2025-11-01") == ["到场超时"]


def test_aborted_and_returned_orders_are_not_judged() -> None:
    assert reasons(order(rest="- | 03")) == []
    returned = (
        orders(order(rest="是 | 02")).replace("repair_time", "reject_flag").replace("45:00 | -", "45:00 | 否")
    )
    assert found(repair_arrival_late, returned) == []


def test_orders_of_other_types_are_not_judged() -> None:
    assert reasons(order().replace("| 001 |", "| 005 |")) == []


def test_an_arrival_before_acceptance_is_left_to_another_check() -> None:
    assert reasons(order(arrived="2025-10-01 07:59:59")) == []


def test_an_order_that_appears_twice_is_one_hit() -> None:
    assert reasons(order(), order()) == ["到场超时"]


def test_bad_weather_and_the_customers_own_equipment_are_only_marked() -> None:
    header = HEADER.replace("repair_time", "fault_reason").replace("status", "fault_owner")
    rows = (order(rest="0102 | 01"), order(rest="0304 | 02", number="W2"), order(rest="- | -", number="W3"))
    hits = found(repair_arrival_late, CUSTOMERS + "\n" + header + "\n".join(rows))
    assert [hit["note"] for hit in hits] == ["恶劣天气,待核", "客户产权设备,待核", None]


def test_without_any_arrival_the_check_is_off() -> None:
    rows = drawn(CUSTOMERS + "\n" + HEADER + order(arrived="-"))
    assert repair_arrival_late.missing(filled(rows)) == ["work_orders.arrive_time"]


def test_without_customers_and_areas_the_remotest_limit_holds_and_a_note_says_so() -> None:
    rows = {
        "work_orders": drawn(orders(order("-", "2025-10-01 09:59:00")).replace("| 01 |", "| - |"))[
            "work_orders"
        ]
    }
    tables = delivered(repair_arrival_late, rows)
    assert repair_arrival_late(tables).to_pyarrow().num_rows == 0
    assert len(tables.notes) == 2


def test_times_are_compared_in_whole_seconds() -> None:
    assert reasons(order(arrived="2025-10-01 08:45:00.700")) == []
    assert reasons(order(arrived="2025-10-01 08:45:01.200")) == ["到场超时"]
