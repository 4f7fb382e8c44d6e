from datetime import datetime, timedelta
from typing import Any

import pytest

from analytics.checks.service.svc_07_revisits import revisits_missing_or_false
from tests.boundaries import Boundary
from tests.drawn import Drawn, finder, found

HEADER = (
    "wo_no|busi_type|cust_no|org_code|accept_time|repair_time|reply_time|archive_time|visit_flag|satisfaction"
    "|revisit_time|second_flag|second_time|handler|secret_flag|status|reject_flag"
)
GOOD = (
    "W0|001|0000000009|33401|2025-10-02 09:00|2025-10-02 10:00|2025-10-02 10:10|2025-10-02 12:00|04|01"
    "|2025-10-02 11:00|否|-|张三|否|02|-"
)
STEPS = "work_order_steps\nwo_no|act_name|arrive_time|finish_time|back_flag"
NEVER, FALSE_VISIT, UNHANDLED = "归档而未回访", "回访早于办结", "不满意而未二次处理"


def order(
    visit: str = "04",
    level: str = "01",
    *,
    kind: str = "001",
    times: str = "2025-10-10 10:00|2025-10-10 10:10|2025-10-10 12:00",
    revisit: str = "2025-10-10 11:00",
    second: str = "否|-",
    rest: str = "否|02|-",
    number: str = "W1",
    accept: str = "2025-10-10 09:00",
) -> str:
    head = f"{number}|{kind}|0000000001|33402|{accept}"
    return f"{head}|{times}|{visit}|{level}|{revisit}|{second}|李四|{rest}"


def orders(*rows: str, steps: tuple[str, ...] = ()) -> str:
    both = "work_orders\n" + "\n".join((HEADER, GOOD, *rows))
    return both + "\n\n" + "\n".join((STEPS, "W0|处理|2025-10-02 09:00|2025-10-02 10:00|0", *steps))


def rated(person: str, judged: int, satisfied: int) -> list[dict[str, Any]]:
    """Return the orders of a person, so many of whom were satisfied and the others 一般."""
    at = datetime(2025, 9, 1, 9)
    return [
        {
            "wo_no": f"{person}{n}",
            "busi_type": "003",
            "org_code": "33401",
            "handler": person,
            "accept_time": at + timedelta(minutes=n),
            "satisfaction": "02" if n < satisfied else "03",
        }
        for n in range(judged)
    ]


def staff(judged: int, satisfied: int, others: int = 8) -> Drawn:
    """Return one person among others of whom all satisfied everybody."""
    rows = rated("B", judged, satisfied)
    return {"work_orders": [*rows, *(row for n in range(others) for row in rated(f"G{n}-", 60, 60))]}


def is_named(hits: list[dict[str, Any]]) -> bool:
    return ("staff", "B") in {(hit["object_type"], hit["object_id"]) for hit in hits}


TABLES = orders(order("01", "-", revisit="-"))
hits = finder(revisits_missing_or_false, orders)

# nine people, μ = (8 + rate) ÷ 9; of ten 1/9 more than of none, so that z is (n − 1) ÷ √n whatever the rate
BOUNDARIES = {
    "judged": Boundary(
        lambda judged: staff(judged, 0),
        {29: False, 30: True, 31: True},
        own=40,
        answers_to_own={39: False, 40: True, 41: True},
        read=is_named,
        is_apart=True,
    ),
    "deviations": Boundary(
        lambda others: staff(30, 0, others),
        {4: False, 5: True, 6: True},
        own=2.2,
        answers_to_own={5: False, 6: True, 7: True},
        read=is_named,
        is_apart=True,
    ),
    # P(X ≤ k) of 30 at μ: 26 → 0.00097, 27 → 0.00445, 28 → 0.0206; nine people, so limits of 0.00111 and 0.0111
    "significance": Boundary(
        lambda satisfied: staff(30, satisfied),
        {25: True, 26: True, 27: False},
        own=0.1,
        answers_to_own={26: True, 27: True, 28: False},
        read=is_named,
        is_apart=True,
    ),
}


def reasons(*rows: str, **options: Any) -> list[str]:
    return [hit["reason"] for hit in hits(*rows, **options)]


def test_an_archived_repair_that_nobody_asked_about_is_hit_with_its_own_unit() -> None:
    [hit] = hits(order("01", "-", revisit="-"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("work_order", "W1", "0000000001")
    assert (hit["org_code"], hit["period"], hit["amount_yuan"]) == ("33402", "202510", None)
    assert (hit["reason"], hit["judged"]) == (NEVER, None)


@pytest.mark.parametrize(
    ("kind", "is_hit"),
    [("005", True), ("006", True), ("008", True), ("009", True), ("003", False), ("007", False)],
)
def test_only_some_types_need_a_visit(kind: str, is_hit: bool) -> None:
    assert bool(reasons(order("02", "-", kind=kind, revisit="-"))) == is_hit


def test_failed_calls_secret_orders_and_orders_under_way_were_not_left_out() -> None:
    assert reasons(order("03", "06", revisit="-")) == []
    assert reasons(order("01", "-", revisit="-", rest="是|02|-")) == []
    assert reasons(order("01", "-", revisit="-", times="-|-|-", rest="否|01|-")) == []


def test_the_dissatisfied_need_a_second_handling_of_which_any_sign_will_do() -> None:
    assert reasons(order(level="04")) == [UNHANDLED]
    assert reasons(order(level="05", second="-|-")) == [UNHANDLED]
    assert reasons(order(level="03")) == []
    assert reasons(order(level="04", second="是|-")) == []
    assert reasons(order(level="04"), steps=("W1|审核|2025-10-10 12:00|2025-10-10 13:00|1",)) == []
    assert reasons(order(level="04"), steps=("W1|审核|2025-10-10 12:00|2025-10-10 13:00|2",)) == [UNHANDLED]


def test_a_later_order_of_the_same_kind_is_a_second_handling_after_the_archiving_only() -> None:
    again = order(number="W2", accept="2025-10-10 12:01", revisit="-", times="-|-|-", visit="-", level="-")
    assert reasons(order(level="04"), again) == []
    assert reasons(order(level="04"), again.replace("12:01", "12:00")) == [UNHANDLED]
    assert reasons(order(level="04"), again.replace("|001|", "|003|")) == [UNHANDLED]


@pytest.mark.parametrize(("flag", "is_hit"), [("01", True), ("03", True), ("02", False), ("04", False)])
def test_a_customer_who_was_not_reached_cannot_have_judged(flag: str, is_hit: bool) -> None:
    row = order(flag, "02", kind="003", revisit="-")
    assert reasons(row) == (["未访到而有评价"] if is_hit else [])
    assert reasons(row.replace("|02|-|否|-", "|06|-|否|-")) == []


def test_a_visit_before_anything_was_done_is_hit() -> None:
    assert reasons(order(times="-|-|-", rest="否|01|-", revisit="-")) == ["未办结先回访"]
    assert reasons(order(times="-|-|-", rest="否|02|-", revisit="-")) == []
    assert reasons(order(times="2025-10-10 10:00|-|-", rest="否|01|-")) == []


def test_what_was_done_and_asked_after_the_day_was_no_visit_before_anything_was_done() -> None:
    later = order(times="2025-11-02 09:00|2025-11-02 09:10|2025-11-03 12:00", revisit="2025-11-03 11:00")
    assert reasons(later) == []
    assert reasons(later.replace("2025-11-03 11:00", "-")) == []
    assert reasons(later.replace("2025-11-03 11:00", "2025-11-01 11:00")) == ["未办结先回访"]


def test_a_reply_after_a_second_handling_does_not_make_the_visit_before_it_false() -> None:
    again = "2025-10-10 10:00|2025-10-12 10:00|2025-10-12 12:00"
    assert reasons(order(level="04", kind="009", times=again)) == [f"{UNHANDLED}、{FALSE_VISIT}"]
    assert reasons(order(level="04", kind="009", times=again, second="是|2025-10-12 09:00")) == []


def test_a_visit_a_minute_before_the_repair_is_false_and_at_it_is_not() -> None:
    assert reasons(order(revisit="2025-10-10 09:59")) == [FALSE_VISIT]
    assert reasons(order(revisit="2025-10-10 10:00")) == []


def test_others_are_done_with_the_reply_and_without_one_with_the_next_time_known() -> None:
    late_reply = "2025-10-10 10:00|2025-10-10 11:30|2025-10-10 12:00"
    assert reasons(order(kind="003", times=late_reply)) == [FALSE_VISIT]
    assert reasons(order(times=late_reply)) == []
    assert reasons(order(times="-|2025-10-10 11:30|2025-10-10 12:00")) == [FALSE_VISIT]
    assert reasons(order(kind="003", times="2025-10-10 10:00|-|2025-10-10 12:00")) == []
    assert reasons(order(kind="003", times="-|-|2025-10-10 12:00")) == [FALSE_VISIT]


def test_a_step_that_is_a_visit_counts_as_well() -> None:
    step = "W1|工单回访|2025-10-10 09:30|2025-10-10 09:59|0"
    assert reasons(order(revisit="-"), steps=(step,)) == [FALSE_VISIT]
    assert reasons(order(revisit="-"), steps=(step.replace("09:59", "10:00"),)) == []
    assert reasons(order(revisit="-"), steps=(step.replace("工单回访", "处理"),)) == []


def test_a_second_handling_before_the_visit_is_upside_down() -> None:
    assert reasons(order(second="是|2025-10-10 10:59")) == ["先二次办理后回访"]
    assert reasons(order(second="是|2025-10-10 11:00")) == []
    assert reasons(order(second="是|-")) == []
    assert reasons(order(second="否|2025-10-10 10:59")) == []


def test_aborted_and_returned_orders_are_not_judged_and_several_reasons_are_one_hit() -> None:
    assert reasons(order("01", rest="否|03|-"), order("01", rest="否|01|是", number="W2")) == []
    assert reasons(order("01", "04", revisit="2025-10-10 09:30")) == [
        f"{UNHANDLED}、{NEVER}、未访到而有评价、{FALSE_VISIT}"
    ]
    assert len(reasons(order("01"), order("01"))) == 1


def test_who_satisfied_far_fewer_than_everybody_is_named_with_the_arithmetic() -> None:
    [hit] = [one for one in found(revisits_missing_or_false, staff(30, 15)) if one["object_type"] == "staff"]
    assert (hit["object_id"], hit["cons_no"], hit["org_code"], hit["period"]) == (
        "B",
        None,
        "33401",
        "202509",
    )
    assert (hit["judged"], hit["satisfied"], hit["rate"]) == (30, 15, 0.5)
    # μ = 8.5 ÷ 9, σ = √(Σ(x − μ)² ÷ 8) = 1 ÷ 6
    assert (hit["mean"], hit["deviation"], hit["floor"]) == (0.944444, 0.166667, 0.611111)
    assert hit["deviations"] == 2
    assert hit["chance"] < hit["chance_limit"] == pytest.approx(0.01 / 9)


def test_four_people_are_too_few_to_compare() -> None:
    assert not is_named(found(revisits_missing_or_false, staff(30, 0, 3), deviations=1))
    assert is_named(found(revisits_missing_or_false, staff(30, 0, 4), deviations=1))
