import pytest

from analytics.pictures.service import (
    arrival_by_hour,
    complaints_per_ten_thousand,
    promises_broken,
    promises_kept,
    repeated_callers,
    visits_by_place,
)
from tests.base_cases.repairs import REPAIRS
from tests.pictured import marks_of, rows_behind

COMPLAINTS = """
    work_orders
    wo_no | busi_type | org_code  | accept_time         | status | true_flag
    1     | 005       | 334010101 | 2025-10-13 09:00:00 | 02     | 是
    2     | 005       | 334010101 | 2025-10-14 09:00:00 | 03     | 否
    3     | 001       | 334010101 | 2025-10-14 09:00:00 | 02     | -
    4     | 005       | 334010201 | 2025-10-14 09:00:00 | 02     | -

    orgs
    org_code  | org_name | cons_count
    334010101 | 城关所   | 5000
    334010201 | 河口所   | -
"""


def test_a_promise_is_kept_by_the_share_of_what_was_due():
    marks = marks_of(promises_kept, REPAIRS)
    assert marks == {"报修到场": {"is_kept_share": pytest.approx(1 / 3), "due": 3, "broken": 2}}


def test_broken_promises_are_listed_one_by_one():
    rows = rows_behind(promises_broken, REPAIRS)
    assert [(row["object_id"], row["unit"], row["outcome"]) for row in rows] == [
        ("2", "334010101", "late"),
        ("3", "334010201", "missing"),
    ]


def test_arrivals_lie_by_area_and_the_hour_of_the_call():
    marks = marks_of(arrival_by_hour, REPAIRS)
    assert {key: (mark["late"], mark["repairs"]) for key, mark in marks.items()} == {
        ("01", "09"): (1, 2),
        ("02", "21"): (1, 1),
    }


def test_complaints_are_divided_by_the_households_of_their_unit():
    assert marks_of(complaints_per_ten_thousand, COMPLAINTS) == {
        "334010101": {"density": 4.0, "complaints": 2, "households": 5000},
        "334010201": {"density": None, "complaints": 1, "households": None},
    }


def test_who_calls_again_is_told_by_how_often():
    hits = [
        {"object_id": "1", "busi_type": "001", "busi_sub_type": None, "times": times, "first_time": None}
        | {"last_time": None, "object_type": kind}
        for times, kind in ((2, "customer"), (2, "customer"), (7, "case"))
    ]
    marks = marks_of(repeated_callers, hits={"SVC-05": hits})
    assert marks == {("2 次", "001"): {"objects": 2}, ("6–7 次", "001"): {"objects": 1}}


def test_findings_of_visits_lie_by_place_and_class_and_visits_without_any_do_not():
    visits = """
        service_visits
        visit_no | org_code  | place | visit_date | finding  | finding_class | done_date
        1        | 334010101 | 甲厅  | 2025-10-01 | 空岗     | 05            | 2025-10-09
        2        | 334010101 | 甲厅  | 2025-10-02 | 未发现问题 | -           | -
        3        | 334010101 | 甲厅  | 2025-10-03 | 空岗     | 05            | -
        4        | 334010101 | 乙厅  | 2025-11-03 | 空岗     | 05            | -
    """
    assert marks_of(visits_by_place, visits) == {("甲厅", "05"): {"findings": 2}}
