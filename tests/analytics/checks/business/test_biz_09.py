from datetime import datetime, timedelta

import pytest

from analytics.checks.business.biz_09_steps_in_a_rush import steps_finished_in_a_rush
from tests.boundaries import Boundary
from tests.drawn import finder, lacking_in

CHECK = steps_finished_in_a_rush
NINE = datetime(2025, 6, 2, 9)


def applications(*numbers: str, app_type: str = "102") -> str:
    header = "applications\napp_no | cons_no | org_code | app_type | accept_time"
    return "\n".join([header, *(f"{n} | C | 3340101 | {app_type} | 2025-05-30 09:00:00" for n in numbers)])


def steps(*rows: tuple[str, str, float, str]) -> str:
    """Each row: application | step | seconds after nine | who."""
    lines = [f"{app} | {step} | {NINE + timedelta(seconds=after)} | {who}" for app, step, after, who in rows]
    return "\n".join(["\n\napplication_steps\napp_no | step_no | end_time | handler", *lines])


def rushed(*after: float, who: str = "P1", app_type: str = "102") -> str:
    """An application whose steps ended so many seconds after nine."""
    names = ("A02", "A05", "A15", "A16", "A18", "A22")
    return applications("A", app_type=app_type) + steps(
        *(("A", step, second, who) for step, second in zip(names, after, strict=False))
    )


def filed(*after: float, who: str = "P1", app_type: str = "210") -> str:
    """Applications that one person archived so many seconds after nine."""
    numbers = [f"N{place:02}" for place in range(len(after))]
    return applications(*numbers, app_type=app_type) + steps(
        *((number, "A22", second, who) for number, second in zip(numbers, after, strict=True))
    )


hits = finder(CHECK)
TABLES = rushed(0, 59, 118)
BOUNDARIES = {
    "n": Boundary(
        lambda count: rushed(*range(count)),
        {2: False, 3: True, 4: True},
        own=5,
        answers_to_own={4: False, 5: True, 6: True},
    ),
    "t_s": Boundary(
        lambda gap: rushed(0, gap, 2 * gap),
        {59: True, 60: False, 61: False},
        own=10,
        answers_to_own={9: True, 10: False, 11: False},
    ),
    "t2": Boundary(
        lambda last: filed(*range(19), last),
        {599: True, 600: True, 601: False},
        own=5,
        answers_to_own={299: True, 300: True, 301: False},
        is_apart=True,
    ),
    "k": Boundary(
        lambda count: filed(*range(count)),
        {19: False, 20: True, 21: True},
        own=30,
        answers_to_own={29: False, 30: True, 31: True},
        is_apart=True,
    ),
}


def test_three_steps_within_seconds_of_each_other_are_found() -> None:
    [hit] = hits(rushed(0, 3600, 3659, 3700, 9000, 9001))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("application", "A", "C")
    assert (hit["org_code"], hit["period"], hit["steps"]) == ("3340101", "202505", 3)
    assert (hit["first_time"], hit["last_time"]) == (
        NINE + timedelta(hours=1),
        NINE + timedelta(seconds=3700),
    )
    assert hit["handlers"] == "P1"
    assert hit["details"].startswith("2025-06-02 10:00:00 答复供电方案;2025-06-02 10:00:59 竣工验收;")


def test_each_gap_must_be_short() -> None:
    assert hits(rushed(0, 59, 119)) == []
    assert len(hits(rushed(0, 0, 0))) == 1


@pytest.mark.parametrize("app_type", ["103", "112", "106", "901", "203"])
def test_batches_and_other_business_are_not_judged(app_type: str) -> None:
    assert hits(rushed(0, 1, 2, app_type=app_type)) == []


def test_steps_without_a_person_went_by_themselves() -> None:
    by_itself = applications("A") + steps(
        ("A", "A02", 0, "P1"), ("A", "A05", 1, "-"), ("A", "A15", 2, "P1"), ("A", "A16", 3, "-"), ("A", "A18", 900, "P1")
    )  # fmt: skip
    assert hits(by_itself) == []


def test_without_a_time_of_day_nothing_is_judged() -> None:
    midnight = -9 * 3600
    assert hits(rushed(midnight, midnight, midnight)) == []
    assert hits(rushed(midnight, midnight, midnight, 0)) == []
    assert hits(filed(*[midnight] * 20, 0)) == []


def test_it_says_that_it_is_off_where_no_step_has_a_time_of_day() -> None:
    midnight = -9 * 3600
    assert lacking_in(CHECK, rushed(midnight, midnight, midnight)) == ["环节完成时间都没有时分,不判"]
    assert lacking_in(CHECK, rushed(midnight, midnight, midnight, 0)) == []


def test_one_step_of_several_people_at_one_moment_is_one_step() -> None:
    people = [("A", "A15", 0, who) for who in ("P1", "P2", "P3")]
    assert hits(applications("A") + steps(*people)) == []
    [hit] = hits(applications("A") + steps(*people, ("A", "A16", 1, "P1"), ("A", "A18", 2, "P1")))
    assert (hit["steps"], hit["handlers"]) == (3, "P1;P2;P3")


def test_who_archives_many_within_minutes_is_found_with_the_fullest_span() -> None:
    [hit] = hits(filed(*range(0, 220, 10)))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("staff", "P1", None)
    assert (hit["org_code"], hit["period"], hit["archived"]) == ("3340101", "202506", 22)
    assert (hit["first_time"], hit["last_time"]) == (NINE, NINE + timedelta(seconds=210))
    assert hit["filed"] == "N00;N01;N02;N03;N04"


def test_an_application_archived_twice_counts_once_and_batches_do_not() -> None:
    nineteen = filed(*range(19))
    assert hits(nineteen + f"\nN00 | A22 | {NINE + timedelta(seconds=30)} | P1") == []
    for app_type in ("103", "112", "217", "305"):
        assert hits(filed(*range(20), app_type=app_type)) == []


def test_what_lies_after_the_day_of_the_run_has_not_happened() -> None:
    assert hits(TABLES, as_of="2025-06-01") == []
    assert hits(filed(*range(20)), as_of="2025-06-01") == []
