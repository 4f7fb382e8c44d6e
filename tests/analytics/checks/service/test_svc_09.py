from typing import Any

import pytest

from analytics.checks.service.svc_09_returned_reassigned_stuck import returned_reassigned_or_stuck
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.drawn import Drawn, delivered, drawn, finder, found

STEPS = "work_order_steps\nwo_no|act_name|arrive_time|accept_time|finish_time|dept|back_flag"
ORDERS = "work_orders\nwo_no|accept_time|archive_time|status|reject_flag|cust_no|org_code"
OPEN = "W1|2025-10-10 08:00:00|-|01|-|0000000001|33401"
ARCHIVED = "W1|2025-10-10 08:00:00|2025-10-20 18:00:00|02|-|0000000001|33401"
OTHER = "W9|2025-10-10 08:00:00|2025-10-10 12:00:00|02|-|0000000009|33401"
OTHERS_STEP = "W9|归档|2025-10-10 12:00:00|2025-10-10 12:00:00|2025-10-10 12:00:00|甲|2"


def step(
    hour: int, dept: str = "甲", flag: str = "0", *, name: str = "处理", taken: str = "", done: str = "-"
) -> str:
    """Return a hand-over that arrives on the 10th at this hour and is taken at once but for what is said."""
    at = f"2025-10-10 {hour:02}:00:00"
    return f"W1|{name}|{at}|{taken or at}|{done}|{dept}|{flag}"


def company(*steps: str, order: str = OPEN) -> str:
    return "\n".join([STEPS, OTHERS_STEP, *steps, "", ORDERS, OTHER, order])


def lines(hit: dict[str, Any]) -> list[str]:
    return arithmetic_of(hit | {"check_code": "SVC-09"})


hits = finder(returned_reassigned_or_stuck, company)


def reasons(*steps: str, **options: object) -> list[str]:
    return [hit["reason"] for hit in hits(*steps, **options)]


def returned(times: int) -> Drawn:
    return drawn(company(*(step(9 + n, flag="2") for n in range(times)), step(8)))


def handed_on(times: int) -> Drawn:
    return drawn(company(*(step(8 + n, f"部门{n}") for n in range(times + 1))))


def taken_at(time: str) -> Drawn:
    return drawn(company(step(8, taken=time)))


TABLES = returned(2)
BOUNDARIES = {
    "returns": Boundary(returned, {1: False, 2: True, 3: True}, own=3, answers_to_own={1: False, 2: False, 3: True}),
    "reassigned": Boundary(handed_on, {2: False, 3: True, 4: True}, own=4, answers_to_own={2: False, 3: False, 4: True}),
    "days": Boundary(
        taken_at,
        {"2025-10-13 07:59:59": False, "2025-10-13 08:00:00": False, "2025-10-13 08:00:01": True},
        own=1,
        answers_to_own={"2025-10-11 07:59:59": False, "2025-10-11 08:00:00": False, "2025-10-11 08:00:01": True},
    ),
}  # fmt: skip


def test_an_order_returned_twice_is_hit() -> None:
    [hit] = hits(step(8), step(9, flag="2"), step(10, flag="2"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("work_order", "W1", "0000000001")
    assert (hit["org_code"], hit["period"], hit["reason"]) == ("33401", "202510", "多次退单")
    assert (hit["returns"], hit["reassigned"], hit["told"]) == (2, 0, "退单 2 次")
    assert reasons(step(8), step(9, flag="1"), step(10, flag="1"), step(11, flag="2")) == []


def test_the_same_hand_over_delivered_twice_counts_once() -> None:
    assert reasons(step(8), step(9, flag="2"), step(9, flag="2")) == []
    taken = "2025-10-10 09:30:00"
    assert reasons(step(8), step(9, flag="2", taken="-"), step(9, flag="2", taken=taken)) == []
    late = "2025-10-14 09:00:00"
    assert reasons(step(8, taken="-"), step(8), as_of="2025-10-20") == []
    assert reasons(step(8, taken="-"), step(8, taken=late)) == ["超长滞留"]


def test_changes_of_department_count_but_for_those_of_returns() -> None:
    [hit] = hits(step(11, "丁"), step(8, "甲"), step(9, "乙"), step(10, "丙"))
    assert (hit["reason"], hit["changes"], hit["reassigned"]) == ("多次改派", 3, 3)
    assert hit["departments"].startswith("2025-10-10 09:00:00 处理 甲 → 乙;2025-10-10 10:00:00 处理 乙 → 丙")
    assert hit["told"] == "改派 3 次"
    assert lines(hit)[0].startswith("改派 = 同一环节部门变更 − 退单(不小于 0)= 3 − 0 = 3 次:2025-10-10 09:00")
    # a return to the first department and back again: four changes, one of them a return
    back = [step(8, "甲"), step(9, "乙"), step(10, "甲", "2"), step(11, "乙"), step(12, "丙")]
    assert reasons(*back) == ["多次改派"]
    assert reasons(*back[:4]) == []


def test_visits_and_hand_overs_without_department_change_nothing() -> None:
    rows = [step(8, "甲"), step(9, "乙"), step(11, "丙")]
    assert reasons(*rows, step(10, "客服", name="工单回访")) == []
    assert reasons(*rows, step(10, "-")) == []
    assert reasons(*rows, step(10, "客服")) == ["多次改派"]


def test_from_step_to_step_departments_change_by_rule() -> None:
    flow = [
        ("接单分理", "市客服"),
        ("接单派工", "县客服"),
        ("故障处理", "班组"),
        ("工单审核", "县客服"),
        ("归档", "市客服"),
    ]
    assert reasons(*(step(8 + n, dept, name=name) for n, (name, dept) in enumerate(flow))) == []
    # sent out anew each time, the order is handled by a fourth team at last
    again = [(name, dept) for team in "甲乙丙丁" for name, dept in (("派单", "县客服"), ("处理", team))]
    [hit] = hits(*(step(8 + n, dept, name=name) for n, (name, dept) in enumerate(again)))
    assert (hit["reason"], hit["changes"]) == ("多次改派", 3)


def test_two_departments_that_get_an_order_at_once_change_nothing() -> None:
    assert reasons(step(8, "甲"), step(8, "乙"), step(9, "丙"), step(10, "丁")) == []


def test_without_returns_known_all_changes_count_and_are_told() -> None:
    rows = drawn(company(*(step(8 + n, f"部门{n}") for n in range(4))))
    for row in rows["work_order_steps"]:
        row["back_flag"] = None
    [hit] = found(returned_reassigned_or_stuck, rows)
    assert (hit["returns"], hit["told"], hit["longest"]) == (None, "改派 3 次", None)
    assert lines(hit)[0].startswith("改派 = 同一环节部门变更 = 3 次:")


def test_a_hand_over_taken_after_more_than_three_days_is_stuck_and_says_how_long() -> None:
    [hit] = hits(step(8, taken="2025-10-14 20:00:00"))
    assert (hit["reason"], hit["longest"], hit["limit_days"]) == ("超长滞留", "4 天 12 时 0 分 0 秒", 3)
    assert hit["told"] == "滞留 处理 2025-10-10 08:00:00 4 天 12 时 0 分 0 秒"
    [hit] = hits(step(8, taken="2025-10-13 08:00:02"))
    assert lines(hit) == [
        "滞留 = 接单(空取完成,再空取核查日 0 时)− 到达,最长 3 天 0 时 0 分 2 秒,限 3 天:处理 2025-10-10 08:00:00 3 天 0 时 0 分 2 秒"
    ]


def test_without_being_taken_the_end_of_the_work_counts_and_without_that_the_day() -> None:
    assert reasons(step(8, taken="-", done="2025-10-13 08:00:01")) == ["超长滞留"]
    assert reasons(step(8, taken="-", done="2025-10-13 08:00:00")) == []
    assert reasons(step(8, taken="-", done="-"), as_of="2025-10-14") == ["超长滞留"]
    assert reasons(step(8, taken="-", done="-"), as_of="2025-10-13") == []


@pytest.mark.parametrize("order", [ARCHIVED, OPEN.replace("|01|", "|02|"), OPEN.replace("|01|", "|03|")])
def test_hand_overs_of_closed_orders_without_any_time_are_not_stuck(order: str) -> None:
    assert reasons(step(8, taken="-"), order=order) == []
    assert reasons(step(8, taken="2025-10-14 09:00:00"), order=order) == ["超长滞留"]


def test_returned_and_aborted_orders_are_judged_too() -> None:
    twice = [step(8), step(9, flag="2"), step(10, flag="2")]
    assert reasons(*twice, order=OPEN.replace("|01|-|", "|03|是|")) == ["多次退单"]


def test_a_hand_over_after_the_archiving_is_hit_but_for_a_visit() -> None:
    again = "W1|处理|{}|2025-10-21 09:00:00|-|甲|0"
    [hit] = hits(again.format("2025-10-20 18:00:01"), order=ARCHIVED)
    assert (hit["reason"], hit["reopened"]) == ("归档后再激活", "处理 2025-10-20 18:00:01")
    assert hit["told"] == "归档后到达 处理 2025-10-20 18:00:01"
    assert reasons(again.format("2025-10-20 18:00:00"), order=ARCHIVED) == []
    by_day = ARCHIVED.replace("18:00:00", "00:00:00")
    assert reasons(again.format("2025-10-20 18:00:01"), order=by_day) == []
    assert reasons(again.format("2025-10-21 00:00:00"), order=by_day) == ["归档后再激活"]
    visit = again.format("2025-10-20 18:30:00").replace("处理", "回访")
    assert reasons(visit, order=ARCHIVED) == []


def test_what_comes_after_the_day_has_not_happened() -> None:
    twice = [step(8), step(9, flag="2"), "W1|处理|2025-10-12 09:00:00|-|-|甲|2"]
    assert reasons(*twice, as_of="2025-10-11") == []
    assert reasons(step(8, taken="2025-10-16 08:00:00"), as_of="2025-10-13") == []
    assert reasons(step(8, taken="2025-10-16 08:00:00"), as_of="2025-10-14") == ["超长滞留"]
    assert reasons(*twice, as_of="2025-10-09") == []


def test_where_nobody_knows_what_is_closed_only_steps_with_a_time_are_judged() -> None:
    late = step(9, taken="2025-10-14 09:00:00")
    rows = drawn(company(step(8, taken="-"), order=ARCHIVED) + "\n")
    for row in rows["work_orders"]:
        row.update(archive_time=None, status=None)
    assert found(returned_reassigned_or_stuck, rows) == []
    assert (
        "工单没有状态和归档时间,不知是否已归档,③只看有受理或完成时间的环节"
        in delivered(returned_reassigned_or_stuck, rows).notes
    )
    rows["work_order_steps"] += drawn(company(late))["work_order_steps"][1:]
    assert [hit["reason"] for hit in found(returned_reassigned_or_stuck, rows)] == ["超长滞留"]


def test_what_is_not_delivered_stays_off_and_is_said() -> None:
    rows = drawn(company(step(8, taken="-")))
    for row in rows["work_order_steps"]:
        row.update(dict.fromkeys(("accept_time", "finish_time", "dept", "back_flag")))
    for row in rows["work_orders"]:
        row.update(archive_time=None)
    tables = delivered(returned_reassigned_or_stuck, rows)
    assert returned_reassigned_or_stuck(tables).to_pyarrow().to_pylist() == []
    assert tables.notes == [
        "处理环节没有到达方式,不查①退单,②改派不扣退单",
        "处理环节没有负责部门,不查②改派",
        "处理环节没有受理时间和完成时间,不查③滞留",
        "工单没有归档时间,不查④归档后再激活",
    ]
