from datetime import date

import pytest

from analytics.checks.inspection.ins_06_census import census_not_carried_through
from tests.boundaries import Boundary
from tests.drawn import finder

CHECK = census_not_carried_through
UNDONE, UNMENDED = "①计划未执行", "②问题未整改"


def visits(*rows: str, check_type: str = "300") -> str:
    """Each row: plan | month | day | made on | state | result | defect | to mend by | mended on | state of that."""
    header = (
        "plan_no | plan_month | plan_date | actual_date | plan_status | result | defect_type | plan_fix_date"
    )
    header += " | actual_fix_date | rect_status | cons_no | org_code | check_type"
    lines = [f"{row} | C | 3340101 | {check_type}" for row in rows]
    return "\n".join(["inspections", header, *lines, ELSEWHERE])


# the company does know of visits that were made and of troubles that were mended
ELSEWHERE = "Z | 202501 | 2025-01-02 | 2025-01-02 | 10 | - | 01 | - | 2025-01-03 | 已整改 | Z | 3340101 | 300"


def found_on(day: str, rest: str = "有隐患 | - | - | - | -") -> str:
    return visits(f"P1 | 202509 | {day} | {day} | 08 | {rest}")


hits = finder(CHECK)
TABLES = found_on("2025-09-30")
BOUNDARIES = {
    "n": Boundary(
        found_on,
        {"2025-10-03": False, "2025-10-02": False, "2025-10-01": True},
        own=10,
        answers_to_own={"2025-10-23": False, "2025-10-22": False, "2025-10-21": True},
    ),
}


def test_what_a_census_found_and_nobody_mended_is_found() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("customer", "C", "C")
    assert (hit["org_code"], hit["amount_yuan"], hit["problems"]) == ("3340101", None, UNMENDED)
    assert (hit["plan_no"], hit["actual_date"], hit["result"]) == ("P1", date(2025, 9, 30), "有隐患")
    assert (hit["due_date"], hit["days"]) == (date(2025, 10, 30), 2)


@pytest.mark.parametrize(
    ("planned", "is_hit"),
    [
        ("202509 | 2025-10-31 | - | 06", True),
        ("202509 | 2025-11-01 | - | 06", False),
        ("202510 | 2025-09-01 | - | -", True),
        ("202511 | 2025-09-01 | - | 06", False),
        ("202509 | - | - | 01", True),
        ("- | 2025-09-30 | - | 07", True),
        ("- | - | - | 06", False),
        ("202509 | 2025-09-01 | - | 08", False),
        ("202509 | 2025-09-01 | - | 09", False),
        ("202509 | 2025-09-01 | - | 10", False),
        ("202509 | 2025-09-01 | - | 11", False),
        ("202509 | 2025-09-01 | 2025-10-09 | 06", False),
        ("202509 | 2025-09-01 | 2025-12-09 | 06", True),
    ],
)
def test_a_visit_that_was_planned_must_be_made_by_the_end_of_its_month(planned: str, is_hit: bool) -> None:
    found = hits(visits(f"P1 | {planned} | - | - | - | - | -"))
    assert [hit["problems"] for hit in found] == [UNDONE] * is_hit


@pytest.mark.parametrize(
    ("rest", "is_hit"),
    [
        ("合格 | - | - | - | -", False),
        ("未发现问题 | - | - | - | -", False),
        ("无违约用电 | - | - | - | -", False),
        ("- | - | - | - | -", False),
        ("发现窃电 | - | - | - | -", True),
        ("正常 | 03 | - | - | -", True),
        ("- | - | 2025-09-20 | - | -", True),
        ("- | - | - | - | 整改中", True),
        ("- | - | - | - | 无需整改", False),
        ("有隐患 | - | - | - | 已整改", False),
        ("有隐患 | - | - | 2025-10-31 | -", False),
        ("有隐患 | - | - | 2025-11-20 | -", True),
        ("有隐患 | - | 2025-10-31 | - | -", True),
        ("有隐患 | - | 2025-11-01 | - | -", False),
    ],
)
def test_trouble_that_was_found_must_be_mended_in_a_month_or_as_agreed(rest: str, is_hit: bool) -> None:
    found = hits(found_on("2025-09-01", rest))
    assert [hit["problems"] for hit in found] == [UNMENDED] * is_hit


def test_only_the_census_is_judged_and_only_customers_who_are_still_there() -> None:
    assert hits(TABLES.replace("| C | 3340101 | 300", "| C | 3340101 | 100")) == []
    for status, is_hit in {"9": False, "0": True, "-": True}.items():
        assert bool(hits(TABLES + f"\n\ncustomers\ncons_no | status_code\nC | {status}")) == is_hit


def test_a_customer_has_one_hit_about_what_is_overdue_longest() -> None:
    rows = (
        "P1 | 202503 | 2025-03-02 | 2025-03-02 | 10 | 有隐患 | - | - | - | -",
        "P2 | 202506 | 2025-06-02 | - | 06 | - | - | - | - | -",
    )
    [hit] = hits(visits(*rows))
    assert (hit["problems"], hit["plan_no"], hit["rows"]) == (f"{UNDONE};{UNMENDED}", "P1", 2)
    assert hit["details"] == "P1 ②问题未整改,应于 2025-04-01 前完成;P2 ①计划未执行,应于 2025-06-30 前完成"


def test_where_no_mending_is_ever_recorded_nobody_is_accused_of_it() -> None:
    assert hits(TABLES.replace("2025-01-03 | 已整改", "- | -")) == []
