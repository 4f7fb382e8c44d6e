"""The loop's figures, on a handful of cases that a reader counts by hand."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from analytics.loop.check_records import RETIRE, TUNE
from analytics.loop.counting import Asked
from analytics.loop.figures import figures
from analytics.loop.progress import Progress, progress
from models.company import code_tables
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from tests.base_cases.calendar_days import set_day
from tests.looped import OPENED, OTHER, STATION, add_case, add_cases

TODAY = date(2026, 11, 20)
SENT = {"dispatched_at": OPENED + timedelta(hours=2)}
REPLIED = {**SENT, "replied_at": OPENED + timedelta(hours=50), "reply_due": date(2026, 11, 6)}
LATE = {**REPLIED, "replied_at": datetime(2026, 11, 7, 0, 30)}
UPHELD = {**REPLIED, "result": "属实", "upheld_at": OPENED + timedelta(hours=60)}
RECTIFIED = {**UPHELD, "rectified_at": OPENED + timedelta(hours=100), "rectify_due": date(2026, 11, 13)}
ARCHIVED = {"state": "已归档", "closed_at": OPENED + timedelta(hours=110)}
CLEARED = {**REPLIED, **ARCHIVED, "result": "不属实"}


def made(store: Store, person: Person = LOCAL_USER, **asked: Any) -> Progress:
    return progress(store, person, Asked(TODAY, **asked))


def test_what_is_due_soon_is_counted_by_the_companys_own_days(store: Store) -> None:
    add_cases(store, [{**SENT, "state": "核查中", "due_date": date(2026, 11, 24)}])  # Tuesday; it is Friday
    assert made(store).total.counts["warned"] == 0
    code_tables.save(store, LOCAL_USER, [set_day(date(2026, 11, 23), False, "司庆")])
    assert made(store).total.counts["warned"] == 1


def rates(found: Progress) -> dict[str, tuple[int, int]]:
    return {key: (one["numerator"], one["denominator"]) for key, one in figures(found)["rates"].items()}


def test_every_rate_is_counted_over_the_cases_that_it_is_about(either_store: Store) -> None:
    near, past = date(2026, 11, 23), date(2026, 11, 18)
    add_cases(
        either_store,
        [
            {},  # waits to be sent out
            {"state": "已作废"},
            {"state": "不处理"},
            {"state": "白名单"},
            {**SENT, "state": "核查中", "due_date": near},
            {**SENT, "state": "核查中", "due_date": past},
            {**SENT, "state": "核查中", "due_date": past, "waits_since": past, "returns": 1},
            {**LATE, "state": "待审核", "result": "属实", "due_date": past},  # nobody has upheld it yet
            {**CLEARED},
            {**UPHELD, "state": "整改中", "due_date": past},
            {**RECTIFIED, **ARCHIVED, "recovered_fen": 12_345, "established_fen": 20_000},
            {**RECTIFIED, **ARCHIVED, "result": "部分属实", "rework": 1, "refunded_fen": 5},
        ],
    )
    found = made(either_store)
    assert rates(found) == {
        "inspected": (5, 9),
        "completed": (3, 8),
        "replied_on_time": (4, 6),  # of five replies one came after midnight of its last day, one is missing
        "overdue": (2, 4),
        "confirmed": (3, 4),
        "rectified": (2, 3),
        "rectified_on_time": (2, 3),
        "passed_at_once": (1, 2),
        "recurred": (0, 3),
        "exempted": (1, 12),
        "returned": (1, 8),
    }
    told = figures(found)
    assert told["yuan"] == {"established": "200.00", "recovered": "123.45", "refunded": "0.05"}
    assert told["cases"]["warned"] == 1
    assert {name: (one["cases"], one["hours"]) for name, one in told["stages"].items()} == {
        "dispatch": (8, pytest.approx(2.0)),
        "check": (5, pytest.approx((4 * 48 + 109.5) / 5)),
        "review": (4, pytest.approx((60 + 10 * 3) / 4)),
        "rectify": (2, pytest.approx(40.0)),
        "recheck": (2, pytest.approx(10.0)),
    }
    assert told["void_hours"]["total"] == 2.0


def test_ranked_and_random_cases_are_compared_by_what_everybody_would_show(either_store: Store) -> None:
    bound, clear = {**RECTIFIED, **ARCHIVED}, CLEARED
    promise = {"probability": 0.5, "expected_fen": 10_000}
    by_lot = {"picked_by": "random"}
    add_cases(
        either_store,
        [
            *[{**bound, **promise, "established_fen": 9_000, "recovered_fen": 8_000}] * 6,
            *[{**clear, **promise}] * 4,
            *[{**bound, **by_lot, "inclusion_probability": 0.1}] * 1,
            *[{**clear, **by_lot, "inclusion_probability": 0.1}] * 4,
            *[{**clear, **by_lot, "inclusion_probability": 0.05}] * 4,
            {**by_lot, "inclusion_probability": 0.05, "state": "不处理", "void_at_sight_by": ("lin", "wang")},
            {**by_lot, "inclusion_probability": 0.05, "state": "不处理"},  # for another reason
            {**by_lot, "inclusion_probability": 0.05, "state": "已作废"},
        ],
    )
    found = made(either_store)
    assert (found.ranked.confirmed, found.ranked.judged, found.ranked.rate) == (6, 10, 0.6)
    # 1·10 ÷ (5·10 + 5·20): what was found to be nothing counts, what was made void does not
    assert (found.random.judged, found.random.rate) == (10, pytest.approx(10 / 150))
    assert found.lift.value == pytest.approx(9.0)
    expected = figures(found)["expected"]
    assert (expected["cases"], expected["confirmed"], expected["confirmed_then"]) == (10, 5.0, 6)
    assert (expected["yuan"], expected["established"], expected["recovered"]) == (
        "1000.00",
        "540.00",
        "480.00",
    )


def test_a_case_that_is_no_choice_of_the_ranking_says_nothing_about_it(store: Store) -> None:
    add_case(store, "TAR-02", picked_by="spread", **RECTIFIED, **ARCHIVED)
    assert made(store).ranked.judged == 0


def test_only_cases_of_the_persons_units_are_counted_and_within_the_days_and_unit_asked_for(
    either_store: Store,
) -> None:
    add_cases(
        either_store,
        [{}, {"org_code": OTHER}, {"created_at": datetime(2026, 10, 31, 23, 59)}, {"org_code": None}],
    )
    of_unit = Person("孙稽查", Role.STAFF, (STATION[:7], "3401"))

    def count(person: Person = LOCAL_USER, **asked: Any) -> int:
        return made(either_store, person, **asked).total.counts["opened"]

    assert (count(), count(of_unit), count(org_prefix=OTHER)) == (4, 2, 1)
    assert count(of_unit, org_prefix=OTHER) == 0
    assert count(first=date(2026, 11, 1)) == 3
    assert count(last=date(2026, 10, 31)) == 1
    assert {unit: one.counts["opened"] for unit, one in made(either_store).by_unit.items()} == {
        "": 1,
        STATION: 2,
        OTHER: 1,
    }


def test_a_check_is_told_its_rate_its_void_hours_and_what_to_do_with_it(either_store: Store) -> None:
    bound, clear = {**RECTIFIED, **ARCHIVED}, CLEARED
    by_lot = {"picked_by": "random", "inclusion_probability": 0.1}
    add_cases(
        either_store,
        [
            *[{**bound, "codes": ("TAR-02", "MET-01")}] * 20,
            *[{**clear, "codes": ("TAR-02", "TAR-02")}] * 5,  # two hits of one check are one case of it
            *[{**clear, "codes": ("BIZ-01",), "object_type": "application"}] * 12,
            *[{**clear, "codes": ("ACC-01",)}] * 120,
            *[{**bound, **by_lot}] * 2,
            *[{**clear, **by_lot}] * 18,
        ],
    )
    told = {one["check_code"]: one for one in figures(made(either_store))["checks"]}
    assert {code: (one["confirmed"], one["judged"], one["void_hours"]) for code, one in told.items()} == {
        "ACC-01": (0, 120, 240.0),
        "BIZ-01": (0, 12, 12.0),
        "MET-01": (20, 20, 0.0),
        "TAR-02": (20, 25, 10.0),
    }
    assert {code: one["advice"] for code, one in told.items()} == {
        "ACC-01": RETIRE,
        "BIZ-01": "",
        "MET-01": "",
        "TAR-02": "",
    }


def test_a_check_surely_below_the_rankings_mean_is_to_be_tuned(store: Store) -> None:
    bound, clear = {**RECTIFIED, **ARCHIVED}, CLEARED
    add_cases(store, [*[{**bound, "codes": ("MET-01",)}] * 90, *[{**clear, "codes": ("BIZ-01",)}] * 10])
    assert [one.advice for one in made(store).checks] == [TUNE, ""]


def test_a_check_below_the_mean_that_keeps_its_promise_is_left_alone(store: Store) -> None:
    bound, clear = {**RECTIFIED, **ARCHIVED}, CLEARED
    half = [{**bound, "codes": ("BIZ-01",)}, {**clear, "codes": ("BIZ-01",)}]
    add_cases(
        store, [*[{**bound, "codes": ("MET-01",)}] * 90, *half * 10]
    )  # half of twenty, where 60 % are expected
    assert [one.advice for one in made(store).checks] == ["", ""]


def test_a_handful_of_cases_gives_no_advice_against_a_check(store: Store) -> None:
    bound, clear = {**RECTIFIED, **ARCHIVED}, CLEARED
    by_lot = {"picked_by": "random", "inclusion_probability": 0.1}
    add_cases(
        store,
        [
            *[{**bound, **by_lot}] * 3,
            *[{**bound, "codes": ("MET-01",)}] * 4,
            {**clear, "codes": ("BIZ-01",)},
        ],
    )
    assert [one.advice for one in made(store).checks] == ["", ""]


def test_a_problem_that_came_back_says_how_long_the_cure_had_held(either_store: Store) -> None:
    former = add_case(
        either_store, **RECTIFIED, **{**ARCHIVED, "closed_at": OPENED - timedelta(days=40, hours=5)}
    )
    add_case(either_store, recurrence_of=former)
    told = figures(made(either_store))
    assert told["recurrence"] == {"cases": 1, "days": [40]}
    assert rates(made(either_store))["recurred"] == (1, 1)


def test_without_cases_every_rate_is_of_nothing(either_store: Store) -> None:
    told = figures(made(either_store))
    assert {one["rate"] for one in told["rates"].values()} == {None}
    assert told["confirmation"]["lift"] == {"value": None, "low": None, "high": None}
