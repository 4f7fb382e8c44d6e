import pytest

from analytics.checks.service.svc_12_meter_test_reply import meter_test_reply_late
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder

ORDERS = (
    "wo_no|busi_type|busi_sub_type|cust_no|org_code|accept_time|reply_time|archive_time|status|reject_flag"
)
GOOD = "W0|服务申请|校表|0000000001|33401|2025-10-13 09:00:00|2025-10-20 18:00:00|-|02|-"
APPLICATIONS = "app_no|app_type|cons_no|org_code|accept_time|archive_date|status|terminate_flag"


# accepted on Monday 2025-10-13: the 20th is the fifth working day, the 21st the sixth
def order(
    reply: str = "-",
    sub: str = "电能表校验",
    kind: str = "服务申请",
    *,
    archive: str = "-",
    rest: str = "01|-",
    number: str = "W1",
) -> str:
    return f"{number}|{kind}|{sub}|0000000001|33402|2025-10-13 09:00:00|{reply}|{archive}|{rest}"


def application(archive: str = "-", rest: str = "01|-", kind: str = "304") -> str:
    return f"A1|{kind}|0000000002|33403|2025-10-13 09:00:00|{archive}|{rest}"


def company(*orders: str, asked: str = "", tested: tuple[str, ...] = ()) -> str:
    text = "work_orders\n" + "\n".join((ORDERS, GOOD, *orders))
    text += f"\n\napplications\n{APPLICATIONS}\n{asked}" if asked else ""
    return text + "\n\nmeter_tests\napp_no|asset_no|actual_date\n" + "\n".join(("A9|M9|2025-10-13", *tested))


TABLES = company(order("2025-10-21 00:00:00"), asked=application("2025-10-21"))
hits = finder(meter_test_reply_late, company)


def reasons(*orders: str, **options: object) -> list[str]:
    return [hit["reason"] for hit in hits(*orders, **options)]


BOUNDARIES = {
    "days": Boundary(
        lambda day: company(order(f"2025-10-{day} 18:00:00")),
        {"17": False, "20": False, "21": True},
        own=3,
        answers_to_own={"15": False, "16": False, "17": True},
        read=lambda hits: "W1" in {hit["object_id"] for hit in hits},
    ),
}


def test_an_order_answered_on_the_sixth_working_day_is_hit() -> None:
    [hit] = hits(order("2025-10-21 00:00:00"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("work_order", "W1", "0000000001")
    assert (hit["org_code"], hit["period"], hit["reply_days"]) == ("33402", "202510", 6)
    assert (hit["reason"], hit["limit_days"]) == ("答复超时", 5)


@pytest.mark.parametrize("sub", ["校表", "用户验表", "电能表异常", "电表数据异常", "抄表数据异常"])
def test_requests_about_meters_and_their_readings_are_judged(sub: str) -> None:
    assert reasons(order("2025-10-21 09:00:00", sub)) == ["答复超时"]
    assert reasons(order("2025-10-20 09:00:00", sub)) == []


def test_other_requests_and_other_orders_about_meters_are_not() -> None:
    assert reasons(order("2025-10-31 09:00:00", "更名")) == []
    for kind in ("003", "005", "001", "009"):
        assert reasons(order("2025-10-31 09:00:00", "校表", kind)) == []


def test_the_advice_to_test_a_meter_is_judged_whether_by_code_or_in_words() -> None:
    assert reasons(order("2025-10-21 09:00:00", "020905", "008")) == ["答复超时"]
    assert reasons(order("2025-10-21 09:00:00", "验表", "008")) == ["答复超时"]
    assert reasons(order("2025-10-21 09:00:00", "020904", "008")) == []


def test_archiving_counts_as_the_reply_and_an_open_order_is_hit_after_its_last_day() -> None:
    assert reasons(order(archive="2025-10-20 18:00:00", rest="02|-")) == []
    assert reasons(order(archive="2025-10-21 18:00:00", rest="02|-")) == ["答复超时"]
    assert reasons(order(), as_of="2025-10-20") == []
    assert reasons(order(), as_of="2025-10-21") == ["逾期未答复"]


def test_an_open_order_shows_its_last_day_and_an_archived_one_without_times_is_not_judged() -> None:
    [hit] = hits(order(), as_of="2025-10-21")
    assert (hit["reply_days"], hit["open_days"], str(hit["due_day"])) == (None, 5, "2025-10-20")
    assert reasons(order(rest="02|-")) == []
    assert reasons(asked=application("2025-10-12", rest="02|-")) == []
    assert reasons(asked=application("2025-10-12", rest="02|-"), tested=("A1|M1|2025-10-21",)) == ["答复超时"]


def test_aborted_and_returned_orders_are_not_judged_and_doubles_once() -> None:
    assert reasons(order(rest="03|-"), order(rest="01|是", number="W2")) == []
    assert len(reasons(order(), order())) == 1


def test_an_application_counts_to_its_first_test_and_without_one_to_its_archiving() -> None:
    [hit] = hits(asked=application("2025-10-20"), tested=("A1|M1|2025-10-22", "A1|M2|2025-10-21"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "A1", "0000000002")
    assert (hit["reply_days"], str(hit["actual_date"])) == (6, "2025-10-21")
    assert reasons(asked=application("2025-10-30"), tested=("A1|M1|2025-10-20",)) == []
    assert reasons(asked=application("2025-10-21")) == ["答复超时"]
    assert reasons(asked=application("2025-10-20")) == []


def test_an_application_without_a_result_is_hit_after_its_last_day() -> None:
    assert reasons(asked=application(), as_of="2025-10-20") == []
    assert reasons(asked=application(), as_of="2025-10-21") == ["逾期未答复"]
    later = ("A1|M1|2025-10-22",)
    assert reasons(asked=application(), tested=later, as_of="2025-10-20") == []
    assert reasons(asked=application(), tested=later, as_of="2025-10-21") == ["逾期未答复"]


def test_a_test_before_the_application_is_no_result_of_it() -> None:
    assert reasons(asked=application(), tested=("A1|M1|2025-10-12",)) == ["逾期未答复"]
    assert reasons(asked=application(), tested=("A1|M1|2025-10-13",)) == []


def test_applications_given_up_or_of_another_kind_or_filed_on_no_day_are_not_judged() -> None:
    assert reasons(asked=application(rest="03|-")) == []
    assert reasons(asked=application(rest="01|是")) == []
    assert reasons(asked=application(kind="302")) == []
    assert reasons(asked=application(rest="02|-")) == []


def test_without_applications_and_without_reply_times_it_says_what_stays_off() -> None:
    bare = drawn(f"work_orders\n{ORDERS}\n" + order())
    tables = delivered(meter_test_reply_late, bare)
    assert meter_test_reply_late(tables).to_pyarrow().to_pylist() == []
    assert tables.notes[:2] == ["工单没有回复时间和归档时间,不查工单", "没有业扩申请,只查工单"]
