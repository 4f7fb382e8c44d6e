from datetime import date

from analytics.checks.business.biz_04_completion_inspection import completion_inspected_late
from tests.analytics.checks.business.rounds import Rounds, applications, steps
from tests.boundaries import Boundary
from tests.drawn import finder

AS_OF = "2025-11-28"  # a Friday in a month without holidays; 2025-11-03 was a Monday
hits = finder(completion_inspected_late, as_of=AS_OF)


CASE = Rounds("A14", "A15")
TABLES = CASE.low("2025-11-11 00:01:00")
BOUNDARIES = {
    "low_days": Boundary(
        lambda day: CASE.low(f"{day} 09:00:00"),
        {"2025-11-07": False, "2025-11-10": False, "2025-11-11": True},
        own=2,
        answers_to_own={"2025-11-04": False, "2025-11-05": False, "2025-11-06": True},
    ),
    "high_days": Boundary(
        CASE.high,
        {"2025-11-07": False, "2025-11-10": False, "2025-11-11": True},
        own=2,
        answers_to_own={"2025-11-04": False, "2025-11-05": False, "2025-11-06": True},
    ),
}


def test_a_round_that_takes_more_working_days_than_the_limit_is_late() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "1", "C1")
    assert (hit["org_code"], hit["period"], hit["amount_yuan"]) == ("3340101", "202510", None)
    assert (hit["class_label"], hit["round"], hit["rounds"]) == ("低压", 1, 1)
    assert (hit["days"], hit["limit_days"], hit["over_days"]) == (6, 5, 1)
    assert hit["until_date"] == date.fromisoformat("2025-11-11")


def test_high_voltage_has_its_own_limit_whatever_the_number_of_sources() -> None:
    assert hits(CASE.high("2025-11-10")) == []
    [hit] = hits(CASE.high("2025-11-11"))
    assert hit["limit_days"] == 5


def test_an_open_round_counts_up_to_the_day_of_the_run() -> None:
    assert hits(CASE.waiting(), as_of="2025-11-10") == []
    [hit] = hits(CASE.waiting(), as_of="2025-11-11")
    assert (hit["days"], hit["answer_time"], hit["until_date"]) == (6, None, date.fromisoformat("2025-11-11"))
    assert hit["note"].endswith(";尚未验收,计至数据日")


def test_an_open_round_of_an_application_that_is_over_or_further_on_is_not_judged() -> None:
    assert hits(CASE.waiting(status="02")) == []
    assert hits(CASE.waiting(status="03")) == []
    assert hits(CASE.waiting(terminated="是")) == []
    assert hits(CASE.waiting(also="1 | A16 | - | 2025-11-04 09:00:00")) == []


def test_a_round_of_a_terminated_application_that_was_answered_late_is_judged() -> None:
    done = "1 | A15 | - | 2025-11-11 09:00:00"
    assert [hit["object_id"] for hit in hits(CASE.waiting(status="03", also=done))] == ["1"]


def test_an_answer_after_the_day_of_the_run_has_not_happened() -> None:
    [hit] = hits(CASE.waiting(also="1 | A15 | - | 2025-12-01 09:00:00"))
    assert hit["answer_time"] is None


def test_without_the_step_that_begins_there_is_nothing_to_judge() -> None:
    data = applications("1 | 02 | AC02202 | 1 | 01 | 否") + steps(
        "1 | A15 | 2025-11-03 09:00:00 | 2025-11-28 09:00:00"
    )
    assert hits(data) == []


def test_only_the_last_report_counts_for_between_them_the_customer_mends() -> None:
    rounds = [
        "1 | A14 | 2025-10-20 09:00:00 | -",
        "1 | A15 | - | 2025-11-07 09:00:00",
        "1 | A14 | 2025-11-10 09:00:00 | -",
        "1 | A15 | - | 2025-11-{day} 09:00:00",
    ]

    def of(day: str) -> str:
        done = [row.format(day=day) for row in rounds]
        return applications("1 | 02 | AC02202 | 1 | 02 | 否") + steps(*done)

    assert hits(of("17")) == []
    [hit] = hits(of("18"))
    assert (hit["round"], hit["rounds"], hit["over_days"]) == (2, 2, 1)
