from datetime import datetime, timedelta
from typing import Any

import pytest

from analytics.checks.service.svc_10_impossible_times import impossible_times
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.drawn import Drawn, delivered, drawn, finder, found

HEADER = (
    "work_orders\nwo_no|busi_type|cust_no|org_code|accept_time|arrive_time|repair_time|contact_time|reply_time"
    "|archive_time|status|reject_flag|handler"
)
GOOD = "W0|001|0000000009|33401|09:00|09:20|10:00|09:05|10:10|11:00|02|-|E9"


def order(
    arrive: str = "-",
    repair: str = "-",
    *,
    contact: str = "-",
    reply: str = "-",
    archive: str = "-",
    kind: str = "001",
    rest: str = "02|-",
    number: str = "W1",
) -> str:
    """Return an order accepted at nine, with the other times of that day."""
    return f"{number}|{kind}|0000000001|33402|09:00|{arrive}|{repair}|{contact}|{reply}|{archive}|{rest}|-"


def company(*orders: str) -> str:
    return "\n".join([HEADER, *(_dated(line) for line in (GOOD, *orders))])


def _dated(line: str) -> str:
    cells = line.split("|")
    return "|".join(f"2025-10-13 {c}{':00' * (2 - c.count(':'))}" if ":" in c else c for c in cells)


hits = finder(impossible_times, company)


def reasons(*orders: str, **options: object) -> list[str]:
    return [hit["reason"] for hit in hits(*orders, **options)]


def arrivals(full: int, other: int, who: str = "E1", **told: Any) -> list[dict[str, Any]]:
    """Return repairs of a person, so many reached at a full or half hour and so many at seven minutes past."""
    at = datetime(2025, 10, 1, 8)
    minutes = [30 * (n % 2) for n in range(full)] + [7] * other
    return [
        {
            "wo_no": f"{who}-{n}",
            "busi_type": "001",
            "org_code": "33403",
            "handler": who,
            "accept_time": at - timedelta(minutes=5),
            "arrive_time": at + timedelta(minutes=minute, seconds=9),
        }
        | told
        for n, minute in enumerate(minutes)
    ]


def of_staff(rows: list[dict[str, Any]], **options: Any) -> list[dict[str, Any]]:
    return found(impossible_times, {"work_orders": rows}, **options)


TABLES = company(order("08:59"))


# of 30 arrivals 4 or more are round once in 59, 5 or more once in 342, 6 or more once in 2,449, 7 or more in 21,142
def round_of_thirty(full: int) -> Drawn:
    return {"work_orders": arrivals(full, 30 - full)}


def round_of_three_hundred(full: int) -> Drawn:
    return {"work_orders": arrivals(full, 300 - full)}


def ten_round_of(count: int) -> Drawn:
    return {"work_orders": arrivals(10, count - 10)}


BOUNDARIES = {
    "significance": Boundary(round_of_thirty, {4: False, 5: True, 6: True}, own=0.0001,
                             answers_to_own={6: False, 7: True, 8: True}, is_apart=True),
    "least": Boundary(ten_round_of, {29: False, 30: True, 31: True}, own=40,
                      answers_to_own={39: False, 40: True, 41: True}, is_apart=True),
    "share": Boundary(round_of_three_hundred, {29: False, 30: True, 31: True}, own=0.2,
                      answers_to_own={59: False, 60: True, 61: True}, is_apart=True),
}  # fmt: skip


def test_a_repair_reached_before_it_was_reported_is_hit() -> None:
    [hit] = hits(order("08:57:30", "10:00"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("work_order", "W1", "0000000001")
    assert (hit["org_code"], hit["period"], hit["reason"]) == ("33402", "202510", "到场早于受理")
    assert (hit["reversed_minutes"], hit["share"]) == (2.5, None)
    assert reasons(order("09:00", "10:00")) == []


def test_a_repair_done_in_the_second_of_arrival_is_hit_in_repairs_alone() -> None:
    [hit] = hits(order("09:20", "09:20"))
    assert (hit["reason"], hit["reversed_minutes"]) == ("到场与修复同一时刻", None)
    assert reasons(order("09:20", "09:20:01")) == []
    assert reasons(order("09:20", "09:20", kind="009")) == []
    assert reasons(order("08:50", kind="009")) == []


@pytest.mark.parametrize("kind", ["001", "005", "009"])
def test_no_order_is_done_before_somebody_came_or_filed_before_it_was_done(kind: str) -> None:
    assert reasons(order("09:20", "09:19:59", kind=kind)) == ["修复早于到场"]
    assert reasons(order("09:20", archive="09:19:59", kind=kind)) == ["归档早于到场"]
    assert reasons(order("09:20", "09:40", archive="09:39:59", kind=kind)) == ["归档早于修复"]
    assert reasons(order("09:20", "09:40", archive="09:40", kind=kind)) == []


@pytest.mark.parametrize("column", ["contact", "reply", "archive"])
def test_nothing_happens_before_the_acceptance(column: str) -> None:
    said = {"contact": "联系", "reply": "回复", "archive": "归档"}[column]
    assert reasons(order(**{column: "08:59:59"}, kind="005")) == [f"{said}早于受理"]
    assert reasons(order(**{column: "09:00"}, kind="005")) == []
    assert reasons(order(repair="08:59:59")) == ["修复早于受理"]


def test_reasons_of_one_order_are_joined_and_the_longest_reversal_is_told() -> None:
    [hit] = hits(order("09:20", "08:50", archive="09:10"))
    assert hit["reason"] == "修复早于到场、修复早于受理、归档早于到场"
    assert hit["reversed_minutes"] == 30


def lines(hit: dict[str, Any]) -> list[str]:
    return arithmetic_of(hit | {"check_code": "SVC-10"})


def test_every_hit_tells_the_times_that_cannot_be_true() -> None:
    [hit] = hits(order(contact="08:50", kind="005"))
    at = "2025-10-13"
    assert lines(hit) == [f"倒序:联系 {at} 08:50:00 早于受理 {at} 09:00:00;最长 10 分钟"]
    [hit] = hits(order("09:20", "09:20"))
    assert lines(hit) == [f"到场 = 修复 = {at} 09:20:00"]


def test_a_day_alone_is_compared_by_the_day() -> None:
    assert reasons(order("00:00", "00:00", archive="00:00", contact="00:00")) == []
    early = company(order(archive="00:00")).replace("2025-10-13 00:00", "2025-10-12 00:00")
    assert [hit["reason"] for hit in found(impossible_times, early)] == ["归档早于受理"]
    midnight = datetime(2025, 10, 1)
    assert of_staff(arrivals(30, 0, arrive_time=midnight)) == []


def test_returned_and_aborted_orders_are_judged_and_doubles_once() -> None:
    assert (
        reasons(order("08:59", rest="03|-"), order("08:59", rest="01|是", number="W2"))
        == ["到场早于受理"] * 2
    )
    assert reasons(order("08:59"), order("08:59")) == ["到场早于受理"]


def test_what_comes_after_the_day_has_not_happened() -> None:
    assert reasons(order("08:59"), as_of="2025-10-12") == []
    later = company(order("09:20", "09:40")).replace("2025-10-13 09:20", "2025-10-15 09:20")
    assert found(impossible_times, later, as_of="2025-10-14") == []
    assert [hit["reason"] for hit in found(impossible_times, later, as_of="2025-10-15")][1:] == [
        "修复早于到场"
    ]


def test_a_person_who_arrives_at_full_hours_too_often_is_hit() -> None:
    [hit] = of_staff(arrivals(5, 25))
    assert (hit["object_type"], hit["object_id"], hit["org_code"]) == ("staff", "E1", "33403")
    assert (hit["cons_no"], hit["period"]) == (None, "202510")
    assert (hit["arrivals"], hit["round_arrivals"], hit["share"]) == (30, 5, 16.67)
    # (5 − 1)² ÷ (30 × 1/30 × 29/30); 6.634897 is the table's value for one per cent
    assert (round(hit["statistic"], 4), hit["critical"], hit["people"]) == (16.5517, 6.634897, 1)
    assert (round(hit["chance"], 6), hit["chance_limit"]) == (0.002921, 0.01)


@pytest.mark.parametrize("full", [40, 400, 4000])
def test_a_person_who_always_arrives_at_full_hours_is_hit_however_often(full: int) -> None:
    [hit] = of_staff(arrivals(full, 0))
    assert (hit["arrivals"], hit["share"], hit["statistic"]) == (full, 100.0, full * 29.0)


def test_the_more_people_are_compared_the_rarer_the_chance_must_be() -> None:
    # so many are round by chance with 0.00292: less than 0.01 ÷ 3, but not than 0.01 ÷ 4
    others = [row for who in ("A", "B") for row in arrivals(1, 29, who)]
    assert [hit["object_id"] for hit in of_staff([*others, *arrivals(5, 25)])] == ["E1"]
    assert of_staff([*others, *arrivals(1, 29, "D"), *arrivals(5, 25)]) == []
    few = arrivals(1, 28, "D")
    assert [hit["people"] for hit in of_staff([*others, *few, *arrivals(5, 25)])] == [3]


def test_chi_square_alone_is_not_enough_where_few_are_expected() -> None:
    # 4 of 30: χ² is 9.31 and its limit 6.63, but chance brings as many once in 59
    assert of_staff(arrivals(4, 26)) == []


def test_arrivals_count_of_repairs_accepted_by_the_day() -> None:
    assert of_staff(arrivals(5, 25, busi_type="009")) == []
    assert of_staff(arrivals(5, 25), as_of="2025-09-30") == []
    assert of_staff([*arrivals(0, 30, handler=None), *arrivals(5, 20)]) == []


def test_what_is_not_delivered_stays_off_and_is_said() -> None:
    rows = drawn(company(order("-", "09:40", archive="09:30"), order(reply="08:00", number="W2")))
    for row in rows["work_orders"]:
        row.update(arrive_time=None, handler=None)
    tables = delivered(impossible_times, rows)
    assert [hit["reason"] for hit in impossible_times(tables).to_pyarrow().to_pylist()] == ["回复早于受理"]
    assert tables.notes == ["工单没有到达现场时间,不查①②③⑤和⑥整点到场", "工单没有处理人,不查⑥整点到场"]
