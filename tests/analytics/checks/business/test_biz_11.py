from datetime import date

from analytics.checks.business.biz_11_plan_expired import expired_plan_carried_out
from tests.boundaries import Boundary
from tests.drawn import finder

CHECK = expired_plan_carried_out
hits = finder(CHECK, as_of="2025-11-01")


def application(cust_class: str = "02", status: str = "02") -> str:
    header = "app_no | cons_no | org_code | app_type | cust_class | volt_code | accept_time | status"
    return f"applications\n{header}\n1 | C1 | 3340101 | 110 | {cust_class} | AC03802 | 2024-01-02 09:00:00 | {status}"


def steps(*rows: str) -> str:
    """Each row: step | begun | done."""
    lines = [f"1 | {row}" for row in rows]
    return "\n".join(["\n\napplication_steps\napp_no | step_no | begin_time | end_time", *lines])


def begun(day: str, cust_class: str = "02", step: str = "A14") -> str:
    reply = "A05 | 2024-01-31 09:00:00 | 2024-01-31 17:00:00"
    return application(cust_class) + steps(reply, f"{step} | {day} 09:00:00 | {day} 10:00:00")


TABLES = begun("2024-05-01")
BOUNDARIES = {
    # answered on 31 January: three months later is 30 April, that day included
    "low_months": Boundary(
        begun,
        {"2024-04-29": False, "2024-04-30": False, "2024-05-01": True},
        own=1,
        answers_to_own={"2024-02-28": False, "2024-02-29": False, "2024-03-01": True},
    ),
    "high_months": Boundary(
        lambda day: begun(day, "03"),
        {"2025-01-30": False, "2025-01-31": False, "2025-02-01": True},
        own=1,
        answers_to_own={"2024-02-28": False, "2024-02-29": False, "2024-03-01": True},
    ),
}


def test_works_that_begin_after_the_plan_has_expired_are_found() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "1", "C1")
    assert (hit["org_code"], hit["period"], hit["amount_yuan"]) == ("3340101", "202401", None)
    assert (hit["reply_date"], hit["months"], hit["valid_until"]) == (date(2024, 1, 31), 3, date(2024, 4, 30))
    assert (hit["work_date"], hit["over_days"]) == (date(2024, 5, 1), 1)


def test_the_earliest_sign_of_work_counts_and_the_last_answer() -> None:
    early = steps(
        "A05 | 2024-01-31 09:00:00 | 2024-01-31 17:00:00",
        "A08 | 2024-04-30 09:00:00 | 2024-08-01 17:00:00",
        "A11 | 2024-06-03 09:00:00 | 2024-06-03 17:00:00",
        "A14 | 2024-07-01 09:00:00 | 2024-07-01 17:00:00",
    )
    again = steps(
        "A05 | 2024-01-31 09:00:00 | 2024-01-31 17:00:00",
        "A05 | 2024-03-01 09:00:00 | 2024-03-01 17:00:00",
        "A14 | 2024-06-01 09:00:00 | 2024-06-01 17:00:00",
    )
    assert hits(application() + early) == []
    assert hits(application() + again) == []


def test_without_an_answer_a_sign_of_work_or_once_given_up_there_is_nothing_to_judge() -> None:
    assert hits(application() + steps("A14 | 2024-07-01 09:00:00 | 2024-07-01 17:00:00")) == []
    assert hits(application() + steps("A05 | 2024-01-31 09:00:00 | 2024-01-31 17:00:00")) == []
    assert hits(begun("2024-07-01", step="A16")) == []
    assert hits(TABLES.replace("09:00:00 | 02", "09:00:00 | 03")) == []


def test_what_begins_after_the_day_of_the_run_has_not_begun() -> None:
    assert hits(TABLES, as_of="2024-04-30") == []
