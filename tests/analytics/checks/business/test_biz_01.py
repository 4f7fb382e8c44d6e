from datetime import date
from typing import Any

from analytics.checks.business.biz_01_supply_plan_reply import supply_plan_replied_late
from tests.drawn import finder

CHECK = supply_plan_replied_late
AS_OF = "2025-11-07"  # a Friday in a month without holidays; 2025-11-03 was a Monday


def applications(*rows: str, rest: str = " | 104 | AC00101 | 100 | 1 | 02 | 否") -> str:
    """Each row: number | class | accepted; `rest`: type | voltage | use | sources | status | terminated."""
    header = "app_no | cust_class | accept_time | app_type | volt_code | elec_type_code | source_count"
    lines = [f"{row}{rest} | C{row.split(' ')[0]} | 3340101" for row in rows]
    return "\n".join(["applications", header + " | status | terminate_flag | cons_no | org_code", *lines])


def steps(*rows: str) -> str:
    """Each row: application | step | done."""
    return "\n".join(["\n\napplication_steps\napp_no | step_no | end_time", *rows])


hits = finder(CHECK, as_of=AS_OF)


def numbers(data: str, **parameters: Any) -> list[str]:
    return [hit["object_id"] for hit in hits(data, **parameters)]


def waiting(number: str, accepted: str, status: str = "01", terminated: str = "否") -> str:
    return f"{number} | 01 | {accepted}" + f" | 101 | AC02202 | 202 | 1 | {status} | {terminated}"


TABLES = applications("2 | 01 | 2025-11-03 00:01:00") + steps("2 | A05 | 2025-11-07 00:01:00")


def test_a_reply_after_more_working_days_than_the_limit_is_late() -> None:
    # accepted on Monday the 3rd: the 6th is the third working day, the 7th the fourth; residents have 3
    data = applications("1 | 01 | 2025-11-03 23:59:00", "2 | 01 | 2025-11-03 00:01:00")
    [hit] = hits(data + steps("1 | A05 | 2025-11-06 23:59:00", "2 | A05 | 2025-11-07 00:01:00"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "2", "C2")
    assert (hit["org_code"], hit["period"], hit["amount_yuan"]) == ("3340101", "202511", None)
    assert (hit["days"], hit["limit_days"], hit["over_days"]) == (4, 3, 1)
    assert hit["note"] == "请核用户补资料挂起"


def test_each_class_has_its_limit() -> None:
    # after 2025-11-03: the 14th of the month is working day 9, the 24th day 15, the 25th day 16
    due = {
        "02": ("2025-11-13", "2025-11-14"),
        "03": ("2025-11-24", "2025-11-25"),
        "04": ("2025-12-15", "2025-12-16"),
    }
    rows = [f"{kind}{n} | {kind} | 2025-11-03 09:00:00" for kind in due for n in "ab"]
    done = [
        f"{kind}{n} | A05 | {day} 09:00:00"
        for kind, days in due.items()
        for n, day in zip("ab", days, strict=True)
    ]
    found_hits = hits(applications(*rows) + steps(*done), as_of="2025-12-31")
    assert {hit["object_id"]: hit["limit_days"] for hit in found_hits} == {"02b": 8, "03b": 15, "04b": 30}


def test_days_off_and_worked_weekends_are_the_state_councils() -> None:
    # 2025: 1 to 8 October were free, Saturday the 11th was worked: 09, 10, 11, 13
    data = applications("1 | 01 | 2025-09-30 09:00:00", "2 | 01 | 2025-09-30 09:00:00")
    data += steps("1 | A05 | 2025-10-11 09:00:00", "2 | A05 | 2025-10-13 09:00:00")
    assert numbers(data) == ["2"]


def test_of_several_replies_the_first_counts() -> None:
    data = applications("1 | 01 | 2025-11-03 09:00:00")
    assert numbers(data + steps("1 | A05 | 2025-11-07 09:00:00", "1 | A05 | 2025-11-06 09:00:00")) == []


def test_an_open_application_without_reply_counts_up_to_the_day_of_the_run() -> None:
    data = applications(waiting("1", "2025-11-03 09:00:00"), rest="") + steps("1 | A01 | 2025-11-03 10:00:00")
    assert numbers(data, as_of="2025-11-06") == []
    [hit] = hits(data, as_of="2025-11-07")
    assert (hit["days"], hit["until_date"], hit["reply_time"]) == (4, date(2025, 11, 7), None)
    assert hit["note"] == "请核用户补资料挂起;尚未答复,计至数据日"


def test_a_reply_after_the_day_of_the_run_has_not_happened() -> None:
    data = applications(waiting("1", "2025-11-03 09:00:00"), rest="") + steps("1 | A05 | 2025-11-10 10:00:00")
    assert hits(data)[0]["reply_time"] is None


def test_an_application_after_the_day_of_the_run_is_not_judged() -> None:
    data = applications("1 | 01 | 2025-11-10 09:00:00") + steps("1 | A05 | 2025-12-10 09:00:00")
    assert numbers(data) == []


def test_without_any_step_an_open_application_is_not_judged() -> None:
    data = applications(waiting("1", "2025-10-13 09:00:00"), waiting("2", "2025-10-13 09:00:00"), rest="")
    assert numbers(data + steps("2 | A02 | -", "3 | A01 | 2025-10-13 10:00:00")) == ["2"]


def test_terminated_archived_or_passed_over_applications_without_reply_are_not_judged() -> None:
    old = "2025-10-13 09:00:00"
    rows = [
        waiting("1", old, status="03"),
        waiting("2", old, terminated="是"),
        waiting("3", old, status="02"),
    ]
    rows += [waiting("4", old), waiting("5", old), waiting("6", old, status="-", terminated="-")]
    done = [f"{n} | A01 | 2025-10-13 10:00:00" for n in "12356"]
    done += ["4 | A06 | 2025-10-13 10:00:00", "5 | A06 | 2025-12-01 10:00:00"]
    assert numbers(applications(*rows, rest="") + steps(*done)) == ["5", "6"]


def test_a_terminated_application_is_not_judged_even_with_a_late_reply() -> None:
    data = applications(waiting("1", "2025-10-13 09:00:00", status="03"), rest="")
    assert numbers(data + steps("1 | A05 | 2025-11-07 09:00:00")) == []


def test_only_new_connections_and_enlargements_are_judged() -> None:
    kinds = ["101", "102", "104", "105", "109", "110", "111", "103", "106", "107", "108", "112", "210", "901"]
    rows = [f"{kind} | 01 | 2025-10-13 09:00:00 | {kind} | AC02202 | 202 | 1 | 02 | 否" for kind in kinds]
    data = applications(*rows, rest="") + steps(*[f"{kind} | A05 | 2025-11-07 09:00:00" for kind in kinds])
    assert numbers(data) == sorted(kinds[:7])


def test_from_110_kv_the_design_of_the_grid_takes_its_time() -> None:
    volts = ["AC01101", "AC02201", "AC03301", "AC05001", "AC07501", "AC10001", "AC00661", "AC01102", "-"]
    rows = [f"{n} | 03 | 2025-09-01 09:00:00 | 104 | {v} | 100 | 1 | 02 | 否" for n, v in enumerate(volts)]
    done = [f"{n} | A05 | 2025-11-07 09:00:00" for n in range(len(volts))]
    assert numbers(applications(*rows, rest="") + steps(*done)) == ["6", "7", "8"]


def test_without_a_class_it_follows_from_voltage_use_and_sources() -> None:
    kinds = {
        "AC02202 | 202 | -": 3, "AC03802 | 201 | 1": 3, "AC03802 | 405 | -": 8, "AC02202 | 203 | 1": 8,
        "AC00101 | 100 | 1": 15, "AC00101 | 100 | 2": 30, "AC00351 | - | 3": 30,
        "AC03802 | - | 1": None, "AC00101 | 100 | -": None, "- | 202 | 1": None,
    }  # fmt: skip
    rows = [f"{n} | - | 2025-06-02 09:00:00 | 104 | {kind} | 02 | 否" for n, kind in enumerate(kinds)]
    data = applications(*rows, rest="") + steps(
        *[f"{n} | A05 | 2025-10-31 09:00:00" for n in range(len(kinds))]
    )
    limits = {int(hit["object_id"]): hit["limit_days"] for hit in hits(data)}
    assert [limits.get(n) for n in range(len(kinds))] == list(kinds.values())


def test_a_step_without_number_is_known_by_its_name() -> None:
    data = (
        applications("1 | 01 | 2025-11-03 09:00:00", "2 | 01 | 2025-11-03 09:00:00")
        + """

        application_steps
        app_no | step_no | step_name    | end_time
        1      | -       | 答复供电方案 | 2025-11-07 09:00:00
        2      | -       | 供电方案答复 | 2025-11-07 09:00:00
    """
    )
    assert numbers(data) == ["1", "2"]


def test_without_applications_or_steps_or_their_times_the_check_is_off() -> None:
    known = {"app_no": 1, "app_type": 1, "accept_time": 1}
    assert CHECK.missing({"applications": known}) == ["application_steps"]
    assert CHECK.missing({"applications": known, "application_steps": {"app_no": 1}}) == [
        "application_steps.end_time"
    ]
    assert "applications.accept_time" in CHECK.missing({"applications": {"app_no": 1}})
