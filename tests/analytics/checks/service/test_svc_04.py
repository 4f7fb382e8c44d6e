import pytest

from analytics.checks.service.svc_04_other_orders_late import other_orders_late
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder

HEADER = (
    "wo_no|busi_type|busi_sub_type|accept_mode|cust_no|org_code|accept_time|contact_time|arrive_time"
    "|repair_time|reply_time|archive_time|status|reject_flag|overtime_reason"
)
GOOD = "W0|003|-|01|0000000001|33401|2025-10-13 09:00:00|-|-|-|2025-10-13 09:10:00|2025-10-13 09:20:00|02|-|-"
REQUEST = "服务申请"


def order(
    kind: str = "003",
    reply: str = "-",
    *,
    sub: str = "-",
    mode: str = "01",
    accept: str = "2025-10-13 09:00:00",
    contact: str = "-",
    arrive: str = "-",
    repair: str = "-",
    archive: str = "-",
    rest: str = "01|-|-",
    number: str = "W1",
) -> str:
    times = f"{accept}|{contact}|{arrive}|{repair}|{reply}|{archive}"
    return f"{number}|{kind}|{sub}|{mode}|0000000001|33402|{times}|{rest}"


def orders(*rows: str) -> str:
    return "work_orders\n" + "\n".join((HEADER, GOOD, *rows))


TABLES = orders(order("003", "2025-10-16 00:00:00"))
hits = finder(other_orders_late, orders)


def reasons(*rows: str, **options: str) -> list[str]:
    return [hit["reason"] for hit in hits(*rows, **options)]


# accepted on Monday 2025-10-13: the 15th is the second working day, the 24th the ninth, the 27th the tenth
LATE_FROM = {
    "report_days": ("006", "-", ("23", "24", "27")),
    "opinion_days": ("009", "-", ("23", "24", "27")),
    "advice_days": ("008", "-", ("23", "24", "27")),
    "enquiry_days": ("003", "-", ("14", "15", "16")),
    "regulator_days": ("009", "12398转办", ("24", "27", "28")),
    "city_days": ("009", "12345转办", ("19", "20", "21")),
}


def replied(kind: str, sub: str, days: tuple[str, str, str]) -> Boundary:
    own_days = ("17", "18", "19") if sub == "12345转办" else ("17", "20", "21")
    below, at, above = days
    own_below, own_at, own_above = own_days
    return Boundary(
        lambda day: orders(order(kind, f"2025-10-{day} 18:00:00", sub=sub)),
        {below: False, at: False, above: True},
        own=5,
        answers_to_own={own_below: False, own_at: False, own_above: True},
    )


BOUNDARIES = {name: replied(*case) for name, case in LATE_FROM.items()} | {
    "contact_hours": Boundary(
        lambda time: orders(order("006", "2025-10-20 18:00:00", contact=f"2025-10-{time}")),
        {"14 08:59:59": False, "14 09:00:00": False, "14 09:00:01": True},
        own=48,
        answers_to_own={"15 08:59:59": False, "15 09:00:00": False, "15 09:00:01": True},
    ),
}


def test_an_enquiry_answered_on_the_third_working_day_is_hit_with_its_own_unit() -> None:
    [hit] = hits(order("003", "2025-10-16 00:00:00"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("work_order", "W1", "0000000001")
    assert (hit["org_code"], hit["period"], hit["amount_yuan"]) == ("33402", "202510", None)
    assert (hit["reason"], hit["reply_days"], hit["reply_limit_days"]) == ("答复超时", 3, 2)
    assert (hit["day_unit"], hit["hours"], hit["note"]) == ("个工作日", None, None)


def test_repairs_complaints_and_orders_without_a_public_limit_are_left_alone() -> None:
    for kind in ("001", "005", "002", "004", "007", "015", "999"):
        assert reasons(order(kind, "2025-10-31 09:00:00")) == []


@pytest.mark.parametrize(
    ("sub", "in_time", "late"),
    [("抄表数据异常", "21", "22"), ("电能表异常", "17", "20"), ("更名", "20", "21")],
)
def test_a_service_request_has_the_limit_of_its_kind(sub: str, in_time: str, late: str) -> None:
    assert reasons(order(REQUEST, f"2025-10-{in_time} 18:00:00", sub=sub)) == []
    assert reasons(order(REQUEST, f"2025-10-{late} 08:00:00", sub=sub)) == ["答复超时"]


@pytest.mark.parametrize(
    ("sub", "column", "last"),
    [
        ("欠费复电登记", "repair", "14 09:00"),
        ("电器损坏核损", "arrive", "14 09:00"),
        ("充电预约", "arrive", "13 09:45"),
    ],
)
def test_a_request_of_hours_is_late_a_second_after_them(sub: str, column: str, last: str) -> None:
    assert reasons(order(REQUEST, sub=sub, **{column: f"2025-10-{last}:00"})) == []
    late = reasons(order(REQUEST, sub=sub, **{column: f"2025-10-{last}:01"}))
    assert late == ["未在限定时间内到场或复电"]


def test_an_open_request_of_hours_is_hit_after_them_and_a_closed_one_without_the_time_is_not() -> None:
    open_one = order(REQUEST, sub="欠费复电登记", accept="2025-10-30 23:59:59")
    known = order(REQUEST, "2025-10-14 09:00:00", sub="更名", repair="2025-10-14 09:00:00", number="W9")
    assert reasons(open_one, known) == ["限定时间已过,未到场或复电"]
    assert reasons(open_one.replace("10-30 23:59:59", "10-31 00:00:00"), known) == []
    assert reasons(order(REQUEST, "2025-10-20 09:00:00", sub="欠费复电登记")) == []
    assert reasons(order(REQUEST, sub="欠费复电登记", rest="02|-|-")) == []
    assert reasons(order(REQUEST, sub="欠费复电登记", repair="2025-10-12 09:00:00")) == []


def test_forwarded_orders_have_the_limit_of_the_hotline_wherever_it_is_named() -> None:
    assert reasons(order("003", "2025-10-27 18:00:00", mode="12398")) == []
    assert reasons(order("002", "2025-10-28 18:00:00", mode="12398转办")) == ["答复超时"]
    assert reasons(order("003", "2025-10-20 18:00:00", sub="12345工单")) == []
    [hit] = hits(order("003", "2025-10-21 18:00:00", sub="12345工单"))
    assert (hit["reply_days"], hit["reply_limit_days"], hit["day_unit"]) == (8, 7, "天")


def test_what_both_hotlines_name_has_the_limit_of_the_first_in_working_days() -> None:
    assert reasons(order("009", "2025-10-27 18:00:00", sub="12398转12345")) == []
    assert reasons(order("009", "2025-10-28 18:00:00", sub="12398转12345")) == ["答复超时"]


def test_tests_of_meters_are_judged_elsewhere() -> None:
    for sub in ("校表", "电能表校验", "用户验表", "电表数据异常"):
        assert reasons(order(REQUEST, "2025-10-31 09:00:00", sub=sub)) == []
    for sub in ("020905", "验表"):
        assert reasons(order("008", "2025-10-31 09:00:00", sub=sub)) == []
    assert reasons(order("009", "2025-10-31 09:00:00", sub="020101")) == ["答复超时"]


def test_an_open_order_is_hit_once_its_last_day_is_over() -> None:
    assert reasons(order("003"), as_of="2025-10-15") == []
    [hit] = hits(order("003"), as_of="2025-10-16")
    assert (hit["reason"], hit["reply_days"]) == ("逾期未答复", None)
    assert (hit["open_days"], hit["reply_limit_days"], str(hit["due_day"])) == (2, 2, "2025-10-15")
    [hit] = hits(order("009", mode="12345"))
    assert (hit["open_days"], str(hit["due_day"]), hit["day_unit"]) == (18, "2025-10-20", "天")


def test_an_order_that_is_archived_without_times_is_not_judged_for_its_reply() -> None:
    assert reasons(order("003", rest="02|-|-")) == []
    assert reasons(order("003", archive="2025-10-12 09:00:00", rest="02|-|-")) == []


def test_where_no_order_has_the_time_requests_of_hours_are_not_judged() -> None:
    waiting = [order(REQUEST, sub=sub, number=sub) for sub in ("欠费复电登记", "电器损坏核损", "充电预约")]
    bare = drawn(orders(*waiting, order(REQUEST, sub="更名", arrive="2025-10-13 10:00:00", number="W9")))
    tables = delivered(other_orders_late, bare)
    found = {hit["object_id"] for hit in other_orders_late(tables).to_pyarrow().to_pylist()}
    assert found == {"电器损坏核损", "充电预约", "W9"}
    assert tables.notes == ["工单没有修复时间,不查欠费复电"]


def test_hours_tell_a_second_beyond_the_limit() -> None:
    [hit] = hits(order(REQUEST, sub="欠费复电登记", repair="2025-10-14 09:00:01"))
    assert (hit["hours"], hit["limit_hours"]) == (24.0003, 24)


def test_archiving_counts_as_the_reply_where_there_is_none() -> None:
    assert reasons(order("003", archive="2025-10-15 18:00:00", rest="02|-|-")) == []
    assert reasons(order("003", archive="2025-10-16 18:00:00", rest="02|-|-")) == ["答复超时"]


def test_a_report_without_contact_is_not_judged_for_it_and_an_early_reply_is_a_contact() -> None:
    assert reasons(order("006", "2025-10-20 09:00:00")) == []
    spoken = order("006", "2025-10-13 12:00:00", contact="2025-10-15 09:00:00")
    assert reasons(spoken) == []
    [hit] = hits(order("006", "2025-10-20 09:00:00", contact="2025-10-14 10:00:00"))
    assert (hit["reason"], hit["hours"], hit["limit_hours"]) == ("超过 24 小时才联系", 25, 24)


def test_aborted_and_returned_orders_and_doubles_are_not_judged_twice() -> None:
    assert reasons(order(rest="03|-|-"), order(rest="01|是|-", number="W2")) == []
    assert len(reasons(order(), order())) == 1


def test_times_before_acceptance_are_void_and_later_ones_have_not_happened() -> None:
    assert reasons(order("003", "2025-10-12 09:00:00")) == ["逾期未答复"]
    assert reasons(order("003", "2025-10-22 09:00:00"), as_of="2025-10-15") == []
    assert reasons(order("003", accept="2025-11-02 00:00:00")) == []


def test_a_reason_for_being_late_is_only_a_note() -> None:
    [hit] = hits(order("003", "2025-10-16 08:00:00", rest="02|-|客户要求改约"))
    assert hit["note"] == "写有超时原因,待核"


def test_without_reply_and_archive_times_nothing_is_judged() -> None:
    bare = drawn(f"work_orders\n{HEADER}\n" + order("003"))
    tables = delivered(other_orders_late, bare)
    assert other_orders_late(tables).to_pyarrow().to_pylist() == []
    assert "工单没有回复时间和归档时间,不查答复时限" in tables.notes
