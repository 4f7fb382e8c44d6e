from typing import Any

from analytics.checks.business.biz_06_whole_connection import connection_longer_than_promised
from tests.boundaries import Boundary
from tests.drawn import finder

AS_OF = "2025-11-28"  # a Friday in a month without holidays; 2025-11-03 was a Monday
hits = finder(connection_longer_than_promised, as_of=AS_OF)


def application(
    cust_class: str, volt: str = "AC00101", sources: str = "1", use: str = "100", accepted: str = "2025-11-03"
) -> str:
    rows = (
        f"1 | C1 | 3340101 | 111 | {cust_class} | {volt} | {sources} | {use} | {accepted} 09:00:00 | 02 | 否"
    )
    header = "app_no | cons_no | org_code | app_type | cust_class | volt_code | source_count | elec_type_code"
    return f"applications\n{header} | accept_time | status | terminate_flag\n{rows}"


def steps(*rows: str) -> str:
    """Each row: step | begun | done, days of November."""
    lines = [
        " | ".join(["1", step, *((day and f"2025-{day} 09:00:00") or "-" for day in days)])
        for step, *days in (row.split() for row in rows)
    ]
    return "\n".join(["\n\napplication_steps\napp_no | step_no | begin_time | end_time", *lines])


def resident(power: str) -> str:
    return application("01", "AC02202", use="202") + steps(f"A18 11-03 {power}")


def of_utility(cust_class: str, accepted: str = "2025-11-03") -> Any:
    """A plan answered on one day and nothing else, so that the sum is that leg alone."""

    def draw(reply: str) -> str:
        low = {"volt": "AC02202", "use": "203"} if cust_class == "02" else {}
        data = application(cust_class, accepted=accepted, **low)
        return data + steps(f"A05 11-03 {reply}")

    return draw


LEGS = (
    "A05 11-03 11-05",  # plan: 2
    "A09 11-05 11-05",
    "A10 11-05 11-07",  # design: 2
    "A09 11-10 11-10",
    "A10 11-10 11-13",  # and once more: 3
    "A11 11-14 11-14",
    "A12 11-14 11-18",  # midway: 2
    "A14 11-18 11-18",
    "A15 11-18 11-20",  # completion: 2
    "A16 11-18 11-19",
    "A18 11-20 11-26",  # energising from the 20th: 4
)
TABLES = application("02", "AC02202", use="203") + steps(*LEGS)
BOUNDARIES = {
    "resident_days": Boundary(
        resident,
        {"11-07": False, "11-10": False, "11-11": True},
        own=2,
        answers_to_own={"11-04": False, "11-05": False, "11-06": True},
    ),
    "low_days": Boundary(
        of_utility("02"),
        {"11-10": False, "11-11": False, "11-12": True},
        own=2,
        answers_to_own={"11-04": False, "11-05": False, "11-06": True},
    ),
    "single_days": Boundary(
        of_utility("03", "2025-10-20"),
        {"11-18": False, "11-19": False, "11-20": True},
        own=12,
        answers_to_own={"11-04": False, "11-05": False, "11-06": True},
    ),
    "double_days": Boundary(
        of_utility("04", "2025-10-09"),
        {"11-20": False, "11-21": False, "11-24": True},
        own=20,
        answers_to_own={"11-04": False, "11-05": False, "11-06": True},
    ),
}


def test_the_legs_of_the_utility_are_added_up_and_every_round_counts() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "1", "C1")
    assert (hit["org_code"], hit["period"], hit["amount_yuan"]) == ("3340101", "202511", None)
    legs = [
        hit[leg] for leg in ("plan_days", "design_days", "midway_days", "completion_days", "energising_days")
    ]
    assert legs == [2, 5, 2, 2, 4]
    assert (hit["days"], hit["limit_days"], hit["over_days"]) == (15, 6, 9)
    assert hit["counted"] == "方案答复 2 + 设计审查 5 + 中间检查 2 + 竣工检验 2 + 装表接电 4"
    assert hit["spans"] == (
        "方案答复 2025-11-03 至 2025-11-05;设计审查 2025-11-05 至 2025-11-07、2025-11-10 至 2025-11-13;"
        "中间检查 2025-11-14 至 2025-11-18;竣工检验 2025-11-18 至 2025-11-20;装表接电 2025-11-20 至 2025-11-26"
    )


def test_a_resident_is_timed_from_acceptance_to_power_whatever_the_legs() -> None:
    [hit] = hits(resident("11-11"))
    assert (hit["days"], hit["limit_days"], hit["counted"]) == (6, 5, "受理至送电")
    assert hits(application("01", "AC02202", use="202") + steps("A05 11-03 11-20")) == []


def test_an_open_application_is_judged_by_the_legs_that_are_over() -> None:
    data = application("02", "AC02202", use="203").replace("| 02 | 否", "| 01 | 否")
    assert hits(data + steps("A05 11-03 11-11", "A14 11-12 11-12")) == []
    assert [
        hit["days"] for hit in hits(data + steps("A05 11-03 11-11", "A14 11-12 11-12", "A15 11-12 11-13"))
    ] == [7]


def test_what_was_given_up_and_whose_class_nobody_can_tell_are_not_judged() -> None:
    given_up = TABLES.replace("| 02 | 否", "| 03 | 否")
    unknown = application("-", sources="-") + steps("A05 11-03 11-28")
    assert hits(given_up) == []
    assert hits(unknown) == []


def test_from_110_kv_the_plan_does_not_count() -> None:
    data = application("03", accepted="2025-08-04") + steps("A05 11-03 11-28")
    assert len(hits(data)) == 1
    assert hits(data.replace("AC00101", "AC01101")) == []


def test_power_before_everything_was_ready_takes_no_days_away() -> None:
    data = application("02", "AC02202", use="203")
    early = steps("A05 11-03 11-11", "A15 11-20 11-20", "A18 11-12 11-12", "A14 11-19 11-19")
    [hit] = hits(data + early)
    assert (hit["energising_days"], hit["days"]) == (0, 7)


def test_without_a_final_test_nobody_knows_when_the_last_leg_began() -> None:
    data = application("02", "AC02202", use="203") + steps(
        "A05 11-03 11-11", "A16 11-11 11-11", "A18 11-26 11-26"
    )
    assert hits(data) == []
