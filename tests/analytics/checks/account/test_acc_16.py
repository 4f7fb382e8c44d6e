from typing import Any

import pytest

from analytics.checks.account.acc_16_cut_off_and_reconnection import cut_off_and_reconnection
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, delivered, drawn, found

# cut off on 2025-09-11 after 31 days overdue, told ten days before, paid on the 12th at 10:00, back in two hours
RIGHT = """
    customers
    cons_no | org_code | elec_type_code | cons_sort_code
    1       | 33401    | 202            | 03

    outages
    outage_id | type | start_time          | end_time            | issue_time | scope | cons_no | notify_time         | notify_mode
    o1        | 05   | 2025-09-11 09:00:00 | 2025-09-12 12:00:00 | -          | -     | 1       | 2025-09-01 10:00:00 | 01
    o9        | 01   | 2025-08-11 09:00:00 | 2025-08-11 12:00:00 | -          | -     | -       | -                   | -

    receivables
    cons_no | rcvbl_id | rcvbl_ym | amt_type | rcvbl_amt | rcved_amt | owe_amt | settle_flag | penalty_start | rcved_penalty | release_date
    1       | r1       | 202507   | 01       | 100       | 100       | 0       | 03          | 2025-08-12    | 3             | 2025-07-13
    1       | r2       | 202506   | 01       | 80        | 80        | 0       | 03          | 2025-07-12    | 0             | 2025-06-13

    payments
    cons_no | charge_id | relate_id | charge_time         | rcv_amt | charge_type | penalty
    1       | p1        | -         | 2025-09-12 10:00:00 | 103     | 10          | 3
    1       | p2        | -         | 2025-06-20 10:00:00 | 80      | 10          | 0
    1       | p3        | p0        | 2025-06-21 10:00:00 | -1      | 20          | 0

    work_orders
    wo_no | busi_sub_type | cust_no | org_code | accept_time         | repair_time         | reply_time | archive_time | status
    w1    | 欠费复电登记  | 1       | 33401    | 2025-09-12 10:00:00 | 2025-09-13 10:00:00 | -          | -            | 02

    meters
    asset_no | cons_no | meter_sort | status
    m1       | 1       | 10         | 012
"""
TABLES = changed(RIGHT, {"outages.notify_mode": "05", "work_orders.repair_time": "2025-09-13 10:00:01"})
CHECK = cut_off_and_reconnection


def with_(**changes: str) -> Drawn:
    """Return the right case with other values: outages__notify_mode="05"."""
    return changed(RIGHT, {place.replace("__", "."): text for place, text in changes.items()})


def hits(**changes: str) -> list[dict[str, Any]]:
    return found(CHECK, with_(**changes))


BOUNDARIES = {
    "arrear_days": Boundary(
        varied(RIGHT, "receivables.penalty_start"),
        {"2025-08-12": False, "2025-08-13": True, "2025-08-14": True},
        own=20,
        answers_to_own={"2025-08-22": False, "2025-08-23": True, "2025-08-24": True},
    ),
    "home_days": Boundary(
        varied(RIGHT, "outages.notify_time"),
        {"2025-09-03 23:00:00": False, "2025-09-04 23:00:00": False, "2025-09-05 00:00:00": True},
        own=10,
        answers_to_own={
            "2025-08-31 10:00:00": False,
            "2025-09-01 23:00:00": False,
            "2025-09-02 00:00:00": True,
        },
    ),
    "other_days": Boundary(
        lambda told: with_(customers__elec_type_code="405", outages__notify_time=told),
        {"2025-09-07 23:00:00": False, "2025-09-08 23:00:00": False, "2025-09-09 00:00:00": True},
        own=5,
        answers_to_own={
            "2025-09-05 10:00:00": False,
            "2025-09-06 23:00:00": False,
            "2025-09-07 00:00:00": True,
        },
    ),
    "resume_h": Boundary(
        varied(RIGHT, "outages.end_time"),
        {"2025-09-13 09:59:59": False, "2025-09-13 10:00:00": False, "2025-09-13 10:00:01": True},
        own=30,
        answers_to_own={
            "2025-09-13 15:59:59": False,
            "2025-09-13 16:00:00": False,
            "2025-09-13 16:00:01": True,
        },
    ),
}


def test_a_cut_off_by_the_book_is_clean() -> None:
    assert hits() == []


def test_a_customer_cut_off_before_a_month_has_passed_is_a_problem() -> None:
    [hit] = hits(receivables__penalty_start="2025-08-13")
    assert (hit["object_type"], hit["object_id"], hit["cons_no"], hit["org_code"]) == (
        "customer",
        "1",
        "1",
        "33401",
    )
    assert (hit["reason"], hit["overdue_days"], hit["period"]) == ("欠费逾期未满期即停电", 30, "202509")
    assert hit["amount_yuan"] is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"payments__charge_time": "2025-09-10 10:00:00"}, "没有逾期欠费而停电"),
        ({"receivables__penalty_start": "2025-09-20"}, "没有逾期欠费而停电"),
        ({"receivables__amt_type": "04"}, "没有逾期欠费而停电"),
        ({"outages__notify_time": "2025-09-05"}, "未提前通知满期"),
        ({"outages__notify_mode": "05"}, "公告张贴,未送达用户"),
        ({"outages__end_time": "-"}, "结清后复电超时"),
        ({"outages__end_time": "2025-12-01"}, "结清后复电超时"),
    ],
)
def test_each_step_that_was_left_out_is_said(changes: dict[str, str], reason: str) -> None:
    [hit] = hits(**changes)
    assert hit["reason"] == reason


@pytest.mark.parametrize(
    "changes",
    [
        {"outages__type": "03"},
        {"outages__start_time": "2025-11-02"},
        {"outages__cons_no": "2", "outages__notify_mode": "05"},
        {"receivables__rcved_amt": "0", "receivables__owe_amt": "100", "receivables__settle_flag": "01"},
    ],
)
def test_other_outages_strangers_and_debts_that_are_still_open_are_left_alone(
    changes: dict[str, str],
) -> None:
    assert hits(**changes) == []


def test_who_has_a_prepaid_meter_is_cut_off_by_it() -> None:
    rows = with_(outages__notify_mode="05")
    for sorts, is_hit in ((["06"], False), (["10"], True), (["06", "10"], True)):
        meters = [{"asset_no": sort, "cons_no": "1", "meter_sort": sort, "status": "012"} for sort in sorts]
        assert bool(found(CHECK, rows | {"meters": meters})) == is_hit
    removed = [{"asset_no": "m1", "cons_no": "1", "meter_sort": "10", "status": "006"}]
    prepaid = {"asset_no": "m2", "cons_no": "1", "meter_sort": "06", "status": "012"}
    assert found(CHECK, rows | {"meters": [*removed, prepaid]}) == []


def test_a_customer_is_also_found_by_numbers_in_the_scope() -> None:
    text = {"customers__cons_no": "3340100001", "outages__cons_no": "-", "outages__notify_mode": "05"}
    [hit] = hits(**text, outages__scope="欠费停电:3340100001、3340100002")
    assert (hit["object_id"], hit["notify_mode"]) == ("3340100001", "05")
    assert hits(**text, outages__scope="某某台区") == []


def test_the_day_of_issue_stands_in_for_the_notice_and_neither_is_no_notice() -> None:
    other = drawn("outages\noutage_id | type | start_time | notify_time\no2 | 01 | 2025-09-01 | 2025-08-01")
    silent = with_(outages__notify_time="-")
    silent["outages"] += other["outages"]
    [hit] = found(CHECK, silent)
    assert (hit["reason"], hit["notify_day"]) == ("未通知", None)
    assert found(CHECK, with_(outages__notify_time="-", outages__issue_time="2025-09-04")) == []
    assert found(CHECK, with_(outages__notify_time="-")) == []  # nobody's notice is on file


def test_several_months_paid_at_once_are_cleared_by_that_payment() -> None:
    [hit] = hits(payments__rcv_amt="230", outages__end_time="2025-09-14 10:00:00")
    assert (hit["reason"], hit["dark_hours"]) == ("结清后复电超时", 48.0)


def test_a_debt_of_which_nobody_knows_when_it_was_paid_is_not_judged() -> None:
    assert hits(payments__rcv_amt="50", receivables__penalty_start="2025-09-01") == []


def test_a_debt_without_a_day_that_was_not_paid_is_not_judged_and_one_that_was_paid_is_nothing() -> None:
    nothing_else = {"receivables__penalty_start": "-"}
    assert hits(**nothing_else) == []  # paid the day after
    assert hits(**nothing_else, payments__rcv_amt="50") == []  # paid nobody knows when
    still = {"receivables__rcved_amt": "0", "receivables__owe_amt": "100", "receivables__settle_flag": "01"}
    assert hits(**nothing_else, **still) == []
    for instead in (
        {"payments__charge_time": "2025-09-10 10:00:00"},
        {"receivables__release_date": "2025-09-12"},
    ):
        [hit] = hits(**nothing_else, **instead)
        assert hit["reason"] == "没有逾期欠费而停电"


@pytest.mark.parametrize(
    ("cut_off", "reasons"),
    [("2025-03-11", []), ("2025-08-10", []), ("2025-08-11", ["没有逾期欠费而停电"])],
)
def test_cut_offs_from_before_the_receivables_delivered_are_not_judged_by_them(
    cut_off: str, reasons: list[str]
) -> None:
    told = {"outages__notify_time": "2025-03-01", "outages__start_time": f"{cut_off} 09:00:00"}
    assert [hit["reason"] for hit in hits(**told)] == reasons  # the first was due on 2025-07-12


def test_where_no_outage_has_an_end_nobody_waits_for_power_and_that_is_said() -> None:
    endless = {"outages__end_time": "-", "outages__notify_mode": "05"}
    rows = with_(**endless)
    rows["outages"] = rows["outages"][:1]
    [hit] = found(CHECK, rows)
    assert (hit["reason"], hit["dark_hours"]) == ("公告张贴,未送达用户", None)
    seen = delivered(CHECK, rows)
    CHECK(seen)
    assert seen.notes == ["停电信息没有结束时间,不查结清后复电"]


def test_hours_agree_with_the_verdict_and_power_before_payment_has_none() -> None:
    [hit] = hits(outages__end_time="2025-09-13 10:00:01")
    assert (hit["dark_hours"], hit["limit_hours"]) == (24.0003, 24)
    [hit] = hits(outages__end_time="2025-09-11 12:00:00", outages__notify_mode="05")
    assert (hit["dark_hours"], hit["overdue_days"], hit["allowed_days"]) == (None, 31, 30)


def test_several_cut_offs_of_a_customer_are_one_hit() -> None:
    twice = with_(outages__notify_mode="05")
    twice["outages"].append(
        twice["outages"][0]
        | {"outage_id": "o0", "start_time": twice["outages"][0]["start_time"].replace(day=10)}
    )
    [hit] = found(CHECK, twice)
    assert (hit["outage_id"], hit["note"]) == ("o1", "同户有问题的停电共 2 次,列最近一次")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"work_orders__repair_time": "2025-09-13 10:00:01"}, "复电工单超时"),
        ({"work_orders__repair_time": "-", "work_orders__status": "01"}, "复电工单在途超时"),
    ],
)
def test_an_order_to_reconnect_that_takes_more_than_a_day_is_a_problem(
    changes: dict[str, str], reason: str
) -> None:
    [hit] = hits(**changes)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"], hit["reason"]) == (
        "work_order",
        "w1",
        "1",
        reason,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"work_orders__repair_time": "-"},
        {"work_orders__busi_sub_type": "停电咨询", "work_orders__repair_time": "2025-09-20"},
        {"work_orders__status": "03", "work_orders__repair_time": "2025-09-20"},
    ],
)
def test_orders_that_are_over_without_a_time_or_about_something_else_are_not_judged(
    changes: dict[str, str],
) -> None:
    assert hits(**changes) == []


def test_what_stays_off_is_said() -> None:
    rows = with_(outages__notify_time="-", outages__notify_mode="-")
    seen = delivered(CHECK, rows)
    CHECK(seen)
    assert seen.notes == ["缺停电通知时间,不查通知期限", "缺停电通知方式,不查是否送达"]
    assert CHECK.missing({}) == ["customers"]
