from typing import Any

from analytics.checks.service.svc_03_complaint_contact_reply import complaint_contact_or_reply_late
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, filled, found

HEADER = (
    "wo_no|busi_type|cust_no|org_code|accept_time|contact_time|reply_time|archive_time|status|reject_flag"
)
GOOD = "W0|005|0000000001|33401|2025-10-13 09:00:00|2025-10-14 09:00:00|2025-10-20 18:00:00|-|02|"
UNSPOKEN = "超过 24 小时未联系"


def complaint(
    contact: str = "-",
    reply: str = "-",
    *,
    archive: str = "-",
    rest: str = "01|-",
    accept: str = "2025-10-13 09:00:00",
    number: str = "W1",
) -> str:
    return f"{number}|005|0000000001|33402|{accept}|{contact}|{reply}|{archive}|{rest}"


def orders(*rows: str) -> str:
    return "work_orders\n" + "\n".join((HEADER, GOOD, *rows))


TABLES = orders(complaint("2025-10-14 09:00:01", "2025-10-20 18:00:00"))


def reasons(*rows: str, **options: Any) -> list[str]:
    return [hit["reason"] for hit in found(complaint_contact_or_reply_late, orders(*rows), **options)]


# accepted on Monday 2025-10-13 at nine; the 16th is the third working day, the 20th the fifth
BOUNDARIES = {
    "contact_hours": Boundary(
        lambda time: orders(complaint(f"2025-10-{time}", "2025-10-20 18:00:00")),
        {"14 08:59:59": False, "14 09:00:00": False, "14 09:00:01": True},
        own=48,
        answers_to_own={"15 08:59:59": False, "15 09:00:00": False, "15 09:00:01": True},
    ),
    "reply_days": Boundary(
        lambda time: orders(complaint("2025-10-13 10:00:00", f"2025-10-{time}")),
        {"17 18:00:00": False, "20 23:59:59": False, "21 00:00:00": True},
        own=3,
        answers_to_own={"15 18:00:00": False, "16 23:59:59": False, "17 00:00:00": True},
        read=lambda hits: "W1" in {hit["object_id"] for hit in hits},
    ),
}


def test_contact_a_second_after_a_day_is_hit_with_the_orders_own_unit() -> None:
    [hit] = found(complaint_contact_or_reply_late, TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("work_order", "W1", "0000000001")
    assert (hit["org_code"], hit["period"], hit["amount_yuan"]) == ("33402", "202510", None)
    assert (hit["reason"], hit["reply_days"]) == ("超过 24 小时才联系", 5)


def test_a_reply_within_a_day_is_a_contact() -> None:
    assert reasons(complaint("-", "2025-10-14 09:00:00")) == []
    assert reasons(complaint("2025-10-15 10:00:00", "2025-10-14 09:00:00")) == []
    assert reasons(complaint("-", "2025-10-14 09:00:01")) == ["超过 24 小时才联系"]


def test_an_archived_complaint_without_contact_is_hit_at_once() -> None:
    assert reasons(complaint(archive="2025-10-13 10:00:00", rest="02|-")) == ["归档而无联系"]
    assert "归档而无联系" in reasons(complaint(rest="02|-"))[0]


def test_an_open_complaint_without_contact_is_hit_after_a_day_by_midnight() -> None:
    assert reasons(complaint(accept="2025-10-31 00:00:00"), as_of="2025-11-01") == []
    assert reasons(complaint(accept="2025-10-30 23:59:59"), as_of="2025-11-01") == [UNSPOKEN]


def test_the_fifth_working_day_is_in_time_and_the_sixth_is_not() -> None:
    on_time, late = "2025-10-20 23:59:59", "2025-10-21 00:00:00"  # 10-13 was a Monday
    assert reasons(complaint("2025-10-13 10:00:00", on_time)) == []
    assert reasons(complaint("2025-10-13 10:00:00", late)) == ["答复超时"]


def test_holidays_do_not_count_and_worked_weekends_do() -> None:
    # after 2025-09-29: 30 September, then holidays until 8 October; 9, 10 and Saturday 11 October are worked
    spoken = {"accept": "2025-09-29 09:00:00", "contact": "2025-09-29 10:00:00"}
    assert reasons(complaint(reply="2025-10-11 18:00:00", **spoken)) == []
    assert reasons(complaint(reply="2025-10-13 08:00:00", **spoken)) == []
    assert reasons(complaint(reply="2025-10-14 08:00:00", **spoken)) == ["答复超时"]


def test_archiving_counts_as_the_reply_where_there_is_none() -> None:
    assert reasons(complaint("2025-10-13 10:00:00", archive="2025-10-20 18:00:00", rest="02|-")) == []
    assert reasons(complaint("2025-10-13 10:00:00", archive="2025-10-21 18:00:00", rest="02|-")) == [
        "答复超时"
    ]


def test_an_unanswered_complaint_is_hit_once_its_fifth_working_day_is_over() -> None:
    spoken = complaint("2025-10-13 10:00:00")
    assert reasons(spoken, as_of="2025-10-20") == []
    assert reasons(spoken, as_of="2025-10-21") == ["逾期未答复"]


def test_both_reasons_of_one_complaint_are_one_hit() -> None:
    assert reasons(complaint()) == [f"{UNSPOKEN}、逾期未答复"]


def test_times_before_acceptance_are_void() -> None:
    assert reasons(complaint("2025-10-13 08:59:59", "2025-10-15 09:00:00")) == ["超过 24 小时才联系"]
    assert reasons(complaint("2025-10-13 09:00:00", "2025-10-13 08:00:00")) == ["逾期未答复"]


def test_what_lies_after_the_day_has_not_happened() -> None:
    later = complaint("2025-10-13 10:00:00", "2025-10-22 09:00:00")
    assert reasons(later, as_of="2025-10-20") == []
    assert reasons(later, as_of="2025-10-21") == ["逾期未答复"]
    assert reasons(complaint(accept="2025-10-22 09:00:00"), as_of="2025-10-21") == []


def test_four_working_days_are_only_a_note() -> None:
    [hit] = found(complaint_contact_or_reply_late, TABLES)
    assert hit["note"] == "答复超过内控 4 个工作日"
    assert reasons(complaint("2025-10-13 10:00:00", "2025-10-20 18:00:00")) == []


def test_years_without_known_holidays_say_so() -> None:
    rows = orders(complaint("2031-10-15 10:00:00", "2031-10-15 10:00:00", accept="2031-10-13 09:00:00"))
    [hit] = found(complaint_contact_or_reply_late, rows, as_of="2031-11-01")
    assert hit["note"] == "该年节假日未收录,工作日按周一至周五计"


def test_aborted_and_returned_complaints_and_other_orders_are_not_judged() -> None:
    assert reasons(complaint(rest="03|-"), complaint(rest="01|是", number="W2")) == []
    assert reasons(complaint().replace("|005|", "|006|")) == []


def test_a_complaint_that_appears_twice_is_one_hit() -> None:
    assert len(reasons(complaint(), complaint())) == 1


def test_without_contact_times_only_the_reply_is_judged() -> None:
    rows = drawn(orders(complaint()).replace("2025-10-14 09:00:00", "-"))
    tables = delivered(complaint_contact_or_reply_late, rows)
    [hit] = complaint_contact_or_reply_late(tables).to_pyarrow().to_pylist()
    assert (hit["reason"], len(tables.notes)) == ("逾期未答复", 1)


def test_without_reply_and_archive_times_only_the_contact_is_judged() -> None:
    rows = drawn(orders(complaint()).replace("2025-10-20 18:00:00", "-"))
    tables = delivered(complaint_contact_or_reply_late, rows)
    [hit] = complaint_contact_or_reply_late(tables).to_pyarrow().to_pylist()
    assert (hit["reason"], len(tables.notes)) == (UNSPOKEN, 1)


def test_without_acceptance_times_the_check_is_off() -> None:
    rows = drawn("work_orders\nwo_no|busi_type\nW1|005")
    assert complaint_contact_or_reply_late.missing(filled(rows)) == ["work_orders.accept_time"]
