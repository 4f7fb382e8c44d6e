from datetime import date
from typing import Any

import pytest

from analytics.checks.inspection.ins_07_periodic_inspection import inspection_overdue
from analytics.results.hit_words import arithmetic_of, sentence_of
from models.calendar import month_range
from tests.boundaries import Boundary
from tests.drawn import finder

CHECK = inspection_overdue
OVERDUE, UNDONE = "①检查周期超期", "②周期计划未执行"
# a company that plans inspections and makes them, one of them a long time ago
VISITS = "X | 100 | P0 | 202501 | 2025-01-09 | 10"
GENERATION = "\n\nself_generation\ncons_no | importance_level | chk_date\nC | {}"


def company(
    last: str = "2024-10-31",
    *,
    sort: str = "01",
    on: str = "2015-06-01",
    level: str = "-",
    cycle: str = "-",
    status: str = "0",
    visits: tuple[str, ...] = (),
    told: str = "3340101",
) -> str:
    """Draw one customer; a visit is: type | plan | month | made on | state; `told` is the unit of another's visit."""
    rows = "\n".join([VISITS, *(f"C | {visit}" for visit in visits)])
    return f"""
        customers
        cons_no | org_code | status_code | cons_sort_code | power_on_date | importance_level | check_cycle_months | last_check_date
        C | 3340101 | {status} | {sort} | {on} | {level} | {cycle} | {last}
        X | {told} | 9 | 01 | 2015-06-01 | - | - | -

        inspections
        cons_no | check_type | plan_no | plan_month | actual_date | plan_status
        {rows}"""


hits, found = finder(CHECK, company), finder(CHECK)


def lines(hit: dict[str, Any]) -> list[str]:
    return arithmetic_of(hit | {"check_code": "INS-07"})


TABLES = company()


def last_of(sort: str, level: str = "-") -> Any:
    return lambda last: company(last, sort=sort, level=level)


BOUNDARIES = {
    "months_important": Boundary(
        last_of("01", "02"),
        {"2025-05-02": False, "2025-05-01": False, "2025-04-30": True},
        own=3,
        answers_to_own={"2025-08-02": False, "2025-08-01": False, "2025-07-31": True},
    ),
    "months_high": Boundary(
        last_of("01"),
        {"2024-11-02": False, "2024-11-01": False, "2024-10-31": True},
        own=6,
        answers_to_own={"2025-05-02": False, "2025-05-01": False, "2025-04-30": True},
    ),
    "months_low": Boundary(
        last_of("02"),
        {"2023-11-02": False, "2023-11-01": False, "2023-10-31": True},
        own=12,
        answers_to_own={"2024-11-02": False, "2024-11-01": False, "2024-10-31": True},
    ),
}


def test_a_customer_of_high_voltage_who_was_not_inspected_for_a_year_is_found() -> None:
    [hit] = hits()
    assert (hit["object_type"], hit["object_id"], hit["amount_yuan"]) == ("customer", "C", None)
    assert (hit["reason"], hit["cycle_months"], hit["cycle_of"]) == (OVERDUE, 12, "高压")
    assert (hit["last_date"], hit["due_date"], hit["days"]) == (date(2024, 10, 31), date(2025, 10, 31), 1)


@pytest.mark.parametrize(
    ("change", "is_hit"),
    [
        ({"sort": "03"}, False),
        ({"sort": "03", "cycle": "12"}, False),
        ({"sort": "00"}, False),
        ({"sort": "-"}, False),
        ({"sort": "-", "cycle": "12"}, True),
        ({"sort": "02"}, False),
        ({"sort": "02", "level": "03"}, True),
        ({"sort": "02", "level": "04"}, False),
        ({"cycle": "24"}, False),
        ({"level": "01", "cycle": "24"}, False),
        ({"status": "9"}, False),
        ({"status": "2"}, True),
        ({"on": "-"}, False),
        ({"on": "2024-11-01"}, False),
    ],
)
def test_the_cycle_is_the_archive_s_own_else_follows_importance_and_voltage(
    change: dict[str, str], is_hit: bool
) -> None:
    assert bool(hits(**change)) == is_hit


@pytest.mark.parametrize(
    ("visit", "is_hit"),
    [
        ("300 | P1 | 202502 | 2025-02-03 | 10", False),
        ("999 | P1 | 202502 | 2025-02-03 | -", False),
        ("300 | P1 | 202502 | 2025-02-03 | 11", True),
        ("300 | P1 | 202511 | 2025-11-02 | 10", True),
        ("300 | P1 | 202409 | 2024-09-03 | 10", True),
    ],
)
def test_a_visit_of_any_kind_that_was_made_counts_as_an_inspection(visit: str, is_hit: bool) -> None:
    assert bool(hits(visits=(visit,))) == is_hit


def test_what_is_on_file_of_own_generation_tells_of_importance_and_of_an_inspection() -> None:
    [hit] = found(company() + GENERATION.format("02 | 2025-04-30"))
    assert (hit["cycle_of"], hit["last_date"]) == ("重要户", date(2025, 4, 30))
    assert found(company() + GENERATION.format("02 | 2025-05-01")) == []
    assert found(company(level="04") + GENERATION.format("- | 2024-10-01"))[0]["cycle_of"] == "高压"


@pytest.mark.parametrize(
    ("visit", "is_hit"),
    [
        ("100 | P1 | 202509 | - | 06", True),
        ("100 | P1 | 202509 | - | -", True),
        ("100 | P1 | 202510 | - | 06", True),
        ("100 | P1 | 202511 | - | 06", False),
        ("100 | P1 | 202509 | 2025-11-02 | 06", True),
        ("300 | P1 | 202509 | - | 06", False),
        *((f"100 | P1 | 202509 | - | {status}", False) for status in ("08", "09", "10", "11")),
    ],
)
def test_a_periodic_inspection_that_was_planned_must_be_made_by_the_end_of_its_month(
    visit: str, is_hit: bool
) -> None:
    hit = hits("2025-08-31", visits=(visit,))
    assert [(one["reason"], one["plan_details"], one["days"]) for one in hit] == [
        (UNDONE, f"{visit.split(' | ')[2]} P1", None)
    ] * is_hit


def test_an_inspection_since_the_month_that_was_planned_makes_up_for_it() -> None:
    plan = "100 | P1 | 202509 | - | 06"
    assert hits("2025-09-01", visits=(plan,)) == []
    assert hits("2025-08-31", visits=(plan, "200 | P2 | 202510 | 2025-10-07 | 10")) == []


def test_a_customer_has_one_hit_that_lists_all_its_plans() -> None:
    [hit] = hits(visits=("100 | P1 | 202508 | - | 06", "100 | - | 202509 | - | 06"))
    assert (hit["reason"], hit["plan_details"]) == (f"{OVERDUE}、{UNDONE}", "202508 P1;202509 计划编号不明")


def test_who_was_never_inspected_is_overdue_only_where_the_export_would_tell() -> None:
    def planned(*months: str, told: str = "3340101") -> str:
        rows = [f"Y | 100 | P{ym} | {ym} | 2025-01-09 | 10" for ym in months]
        return "\n".join([company("-", told=told), *rows])

    [hit] = found(planned(*month_range("202411", "202510")))
    assert (hit["due_date"], hit["last_date"]) == (date(2016, 6, 1), None)
    assert lines(hit)[0] == "应检查日期 = 送电 2015-06-01 + 高压的周期 12 个月 = 2016-06-01"
    assert found(planned(*month_range("202411", "202510"), told="3340102")) == []
    assert found(planned(*month_range("202412", "202510"))) == []
    assert found(planned(*month_range("202411", "202505"), *month_range("202507", "202510"))) == []


@pytest.mark.parametrize(
    ("visit", "is_hit"),
    [
        ("100 | P1 | 202411 | - | 08", False),
        ("300 | P1 | 202411 | - | 10", False),
        ("100 | P1 | 202410 | - | 09", True),
        ("100 | P1 | 202411 | - | 11", True),
        ("100 | P1 | - | - | 08", True),
    ],
)
def test_an_inspection_that_was_made_nobody_says_when_leaves_the_cycle_open(visit: str, is_hit: bool) -> None:
    assert [hit["reason"] for hit in hits(visits=(visit,))] == [OVERDUE] * is_hit


def test_a_later_plan_that_was_carried_out_without_a_day_makes_up_for_an_earlier_one() -> None:
    plan = "100 | P1 | 202508 | - | 06"
    assert hits("2025-07-31", visits=(plan, "100 | P2 | 202508 | - | 08")) == []
    [hit] = hits("2025-07-31", visits=(plan, "100 | P2 | 202507 | - | 08"))
    assert hit["plan_details"] == "202508 P1"


def test_the_day_that_was_due_can_be_worked_out_by_hand() -> None:
    [hit] = hits()
    assert lines(hit) == [
        "应检查日期 = 末次检查 2024-10-31 + 高压的周期 12 个月 = 2025-10-31",
        "超期 = 核查日 − 应检查日期 = 1 天",
    ]
    [hit] = hits("2015-01-01", cycle="100")
    assert lines(hit)[0] == "应检查日期 = 送电 2015-06-01 + 档案的周期 100 个月 = 2023-10-01"


def test_of_an_inspection_made_nobody_says_when_the_date_lacks_and_not_the_record() -> None:
    [hit] = hits("-", visits=("100 | P1 | 202508 | - | 06", "100 | P2 | 202507 | - | 08"))
    assert "没有登记末次检查日期" in sentence_of(hit | {"check_code": "INS-07"})
