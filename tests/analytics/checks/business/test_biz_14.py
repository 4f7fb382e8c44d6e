from decimal import Decimal
from typing import Any

from analytics.checks.business.biz_14_adjustment_approval import adjustment_approved_wrongly
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder

CHECK = adjustment_approved_wrongly
STAFF = """

        staff
        emp_no | name | org_code  | position
        clerk  | 甲   | 334010101 | 核算员
        chief  | 乙   | 334010101 | 营业所长
        county | 丙   | 3340101   | 核算员
        city   | 丁   | 33401     | 核算员
        vague  | 戊   | 334010101 | -
        nobody | 己   | -         | 主任
"""


def adjustments(*rows: str, rest: str = " | 2025-10-15 | 3 | 0202 | 抄表差错") -> str:
    """Each row: application | customer | amount | responsible | approver; `rest`: date | flag | class | reason."""
    header = "app_no | cons_no | rs_amt | person_resp | approver | rs_date | rs_flag | rs_class | rs_reason | org_code"
    return "\n".join(["adjustments", header, *[f"{row}{rest} | 334010101" for row in rows]])


hits = finder(CHECK)


def numbers(data: str, **parameters: Any) -> list[str]:
    return [hit["object_id"] for hit in hits(data, **parameters)]


def approved_by(amounts: dict[str, str]) -> str:
    """Return one adjustment for each approver, of the given amount."""
    return adjustments(*[f"{who} | {who} | {amount} | x | {who}" for who, amount in amounts.items()]) + STAFF


TABLES = adjustments("1 | c1 | -12.35 | city | city", "2 | c2 | 12 | city | county") + STAFF


# the staff are numbered, who approves is named: each case stands apart
BOUNDARIES = {
    "thr_1": Boundary(
        lambda yuan: approved_by({"clerk": yuan}),
        {"999.99": False, "1000": True, "1000.01": True},
        own=2000,
        answers_to_own={"1999.99": False, "2000": True, "2000.01": True},
        is_apart=True,
    ),
    "thr_2": Boundary(
        lambda yuan: approved_by({"chief": yuan}),
        {"9999.99": False, "10000": True, "10000.01": True},
        own=20000,
        answers_to_own={"19999.99": False, "20000": True, "20000.01": True},
        is_apart=True,
    ),
    "thr_3": Boundary(
        lambda yuan: approved_by({"county": yuan}),
        {"49999.99": False, "50000": True, "50000.01": True},
        own=80000,
        answers_to_own={"79999.99": False, "80000": True, "80000.01": True},
        is_apart=True,
    ),
    "n": Boundary(
        lambda times: adjustments(*[f"{n} | often | 5 | x | city" for n in range(times)]) + STAFF,
        {2: False, 3: True, 4: True},
        own=5,
        answers_to_own={4: False, 5: True, 6: True},
    ),
}


def test_who_approves_his_own_adjustment_is_a_problem_of_any_amount() -> None:
    data = adjustments("1 | c1 | -12.35 | city |  city", "2 | c2 | 12 | city | county", "3 | c3 | 12 | - | -")
    [hit] = hits(data + STAFF)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "1", "c1")
    assert (hit["problems"], hit["amount_yuan"]) == ("A 责任人即审批人", Decimal("12.35"))
    assert (hit["rs_amt"], hit["position"], hit["period"]) == (Decimal("-12.35"), "核算员", "202510")


def test_each_threshold_needs_a_higher_approver() -> None:
    too_low = {"clerk": "1000", "chief": "-10000", "county": "50000"}
    assert numbers(approved_by(too_low)) == sorted(too_low)
    enough = {"clerk": "999.99", "chief": "-9999.99", "county": "49999.99", "city": "50000"}
    assert numbers(approved_by(enough)) == []


def test_a_hit_says_which_level_was_there_and_which_was_needed() -> None:
    [hit] = hits(approved_by({"chief": "50000"}))
    assert (hit["problems"], hit["approver_level"], hit["needed_level"]) == ("B 审批级别不足", 1, 3)
    assert hit["amount_yuan"] == Decimal("50000.00")


def test_positions_that_may_approve_1000_yuan_are_known_by_their_words() -> None:
    words = {"a": "副主任", "b": "供电所所长", "c": "核算专责", "d": "业务主管", "e": "班长"}
    staff = "\n\nstaff\nemp_no | org_code | position\n"
    staff += "\n".join(f"{who} | 334010101 | {word}" for who, word in words.items())
    rows = adjustments(*[f"{who} | {who} | 1000 | x | {who}" for who in words])
    assert numbers(rows + staff) == ["e"]


def test_without_approver_an_adjustment_that_needs_one_is_a_problem() -> None:
    data = adjustments("1 | c1 | 1000 | x | -", "2 | c2 | 999.99 | x | -", "3 | c3 | 1 | x | city")
    assert numbers(data + STAFF) == ["1"]


def test_approvers_who_are_not_on_file_or_of_unknown_rank_are_not_judged() -> None:
    assert numbers(approved_by({"stranger": "90000", "vague": "90000", "nobody": "90000"})) == []


def test_a_reason_that_says_nothing_is_a_problem() -> None:
    texts = [
        "-",
        "其他",
        "其 它",
        "其他原因",
        "无",
        "\u3000其他 ",
        "其他:电表烧毁换表",
        "无功补偿差错",
        "抄错",
    ]
    rows = [f"{n} | c{n} | 5 | x | city | 2025-10-15 | 3 | 0202 | {text}" for n, text in enumerate(texts)]
    assert numbers(adjustments(*rows, rest="") + STAFF) == ["0", "1", "2", "3", "4", "5"]


def test_several_problems_and_rows_of_an_application_are_one_hit() -> None:
    rows = ["1 | c1 | 1000.10 | clerk | clerk", "1 | c1 | -2000 | clerk | clerk", "1 | c1 | 3 | x | city"]
    [hit] = hits(
        adjustments(*rows[:2], rest=" | 2025-10-15 | 3 | 0202 | 无")
        + f"\n{rows[2]} | 2025-10-16 | 3 | 0202 | 抄错 | 1"
        + STAFF,
        n=4,
    )
    assert hit["problems"] == "A 责任人即审批人、B 审批级别不足、D 原因为空或笼统"
    assert (hit["rows"], hit["amount_yuan"]) == (2, Decimal("3000.10"))  # the third row is clean
    assert hit["details"] == "2025-10-15 -2,000;2025-10-15 1,000.1"


def test_an_application_over_several_customers_belongs_to_none() -> None:
    [hit] = hits(adjustments("1 | c1 | 5 | city | city", "1 | c2 | 5 | city | city") + STAFF)
    assert (hit["cons_no"], hit["org_code"]) == (None, "334010101")


def test_a_customer_adjusted_three_times_in_twelve_months_is_a_problem() -> None:
    rows = [f"{n} | often | {amount} | x | city" for n, amount in enumerate(("-100.10", "50", "25"))]
    rows += [f"9{n} | seldom | 1 | x | city" for n in range(2)]
    [hit] = hits(adjustments(*rows) + STAFF)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("customer", "often", "often")
    assert (hit["amount_yuan"], hit["times_12m"]) == (Decimal("175.10"), 3)
    assert hit["problems"] == "C 近12个月退补 3 笔"
    assert len(hits(adjustments(*rows) + STAFF, n=2)) == 2


def test_the_window_is_twelve_months_back_both_days_included() -> None:
    days = ["2024-10-31", "2024-11-01", "2025-11-01", "2025-11-02"]
    rows = [f"{n} | c{n} | 5 | city | city | {day} | 3 | 0202 | 抄错" for n, day in enumerate(days)]
    assert numbers(adjustments(*rows, rest="") + STAFF, as_of="2025-11-01") == ["1", "2"]


def test_withdrawn_adjustments_and_those_by_policy_do_not_count() -> None:
    kinds = ["0 | 0202", "3 | 0201", "3 | 0204", "- | -"]
    rows = [f"{n} | c | 5 | city | city | 2025-10-15 | {kind} | 抄错" for n, kind in enumerate(kinds)]
    assert numbers(adjustments(*rows, rest="") + STAFF) == ["2", "3"]  # and c only twice


def test_an_amount_that_is_unknown_stays_unknown() -> None:
    data = adjustments("1 | c1 | - | city | city", "2 | c2 | 1 | x | city") + STAFF
    assert [hit["amount_yuan"] for hit in hits(data)] == [None]


def test_columns_that_are_empty_throughout_switch_their_part_off_and_the_run_says_so() -> None:
    data = adjustments("1 | c1 | 90000 | x | -", rest=" | 2025-10-15 | 3 | 0202 | -")
    assert hits(data) == []
    tables = delivered(CHECK, drawn(data))
    CHECK(tables)
    assert tables.notes == [
        "审批人整列为空,停用 A 责任人即审批人、B 审批级别不足",
        "退补说明整列为空,停用 D 原因为空或笼统",
        "未提供人员,B 只判审批人为空",
    ]


def test_without_staff_only_a_missing_approver_is_judged() -> None:
    assert numbers(adjustments("1 | c1 | 90000 | x | clerk", "2 | c2 | 90000 | x | -")) == ["2"]


def test_thresholds_can_be_set() -> None:
    data = approved_by({"clerk": "500", "chief": "5000", "county": "20000"})
    assert numbers(data, thr_1=500, thr_2=5000, thr_3=20000) == ["chief", "clerk", "county"]


def test_an_order_that_takes_three_months_back_is_one_adjustment() -> None:
    rows = [f"Q | often | {amount} | x | city" for amount in ("-100.10", "50", "25")]
    assert hits(adjustments(*rows) + STAFF) == []
    again = adjustments(*rows) + "\nQ | often | 5 | x | city | 2025-10-14 | 3 | 0202 | 抄表差错 | 334010101"
    assert hits(again + STAFF) == []
    third = again + "\nR | often | 5 | x | city | 2025-10-14 | 3 | 0202 | 抄表差错 | 334010101"
    [hit] = hits(third + STAFF)
    assert (hit["times_12m"], hit["rows"]) == (3, 5)
