from decimal import Decimal

import pytest

from analytics.checks.inspection.ins_01_contract_missing_or_expired import contract_missing_or_expired
from analytics.checks.inspection.ins_08_violation_penalty import violation_penalty_wrong
from analytics.pictures.inspection import contract_ends, own_generation, penalties, plans
from tests.drawn import found
from tests.pictured import marks_of, rows_behind

CUSTOMER = """
    customers
    cons_no | org_code  | status_code | cons_sort_code | power_on_date
    1       | 334010101 | 0           | 02             | 2020-03-01
"""
CONTRACTS = """
    contracts
    cons_no | contract_no | status | oper_type | sign_date  | end_date
    9       | C9          | 2      | 01        | 2020-02-20 | 2028-02-19
"""


def contract(end: str, number: str = "C1") -> str:
    return f"    1 | {number} | 2 | 01 | 2020-02-20 | {end}\n"


@pytest.mark.parametrize(
    ("contracts", "band", "is_hit"),
    [
        ("", "没有有效合同", True),
        (contract("2024-10-31"), "已到期 1 年以上", True),
        (contract("2025-10-31"), "已到期不满 1 年", True),
        (contract("2025-11-30"), "30 天内到期", True),
        (contract("2025-12-01"), "31–90 天到期", False),
        (contract("2024-10-31") + contract("2026-02-01", "C2"), "91–365 天到期", False),
        (contract("-") + contract("2024-10-31", "C2"), "没有终止日期", False),
        (contract("2035-01-01"), None, False),
    ],
)
def test_a_contract_lies_where_its_end_lies_as_the_check_sees_it(
    contracts: str, band: str | None, is_hit: bool
) -> None:
    company = CUSTOMER + CONTRACTS + contracts
    assert [place[0] for place in marks_of(contract_ends, company)] == ([band] if band else [])
    assert bool(found(contract_missing_or_expired, company)) == is_hit


def test_plans_lie_in_their_month_by_what_became_of_them() -> None:
    company = """
        customers
        cons_no | org_code  | status_code | cons_sort_code
        1       | 334010101 | 0           | 01
        2       | 334010101 | 0           | 01
        3       | 334010101 | 9           | 01

        inspections
        cons_no | org_code  | check_type | plan_no | plan_month | actual_date | plan_status
        1       | 334010101 | 100        | a       | 202508     | 2025-08-20  | 10
        1       | 334010101 | 100        | b       | 202507     | 2025-08-21  | 10
        1       | 334010101 | 100        | c       | 202506     | -           | 05
        2       | 334010101 | 100        | d       | 202509     | -           | 05
        2       | 334010101 | 100        | e       | 202511     | -           | 05
        2       | 334010101 | 100        | f       | 202509     | -           | 11
        3       | 334010101 | 100        | g       | 202509     | -           | 05
    """
    rows = {row["plan_no"]: row["plan_outcome"] for row in rows_behind(plans, company)}
    assert rows == {
        "a": "按计划月完成",
        "b": "逾期完成",
        "c": "未执行、已另行检查",
        "d": "未执行",
        "e": "未到期",
        "f": "已取消",
    }


def test_what_was_carried_out_after_the_day_was_still_to_come_on_it() -> None:
    company = """
        customers
        cons_no | org_code  | status_code | cons_sort_code
        1       | 334010101 | 0           | 01

        inspections
        cons_no | org_code  | check_type | plan_no | plan_month | actual_date | plan_status
        1       | 334010101 | 100        | a       | 202512     | 2025-12-20  | 10
        1       | 334010101 | 100        | b       | 202512     | -           | 08
        1       | 334010101 | 100        | c       | 202509     | 2025-11-20  | 10
        1       | 334010101 | 100        | d       | 202508     | -           | 08
    """
    rows = {row["plan_no"]: row["plan_outcome"] for row in rows_behind(plans, company)}
    assert rows == {"a": "未到期", "b": "未到期", "c": "未执行", "d": "已执行、日期未录"}


def test_own_generation_is_fine_where_the_check_found_nothing() -> None:
    company = """
        customers
        cons_no | org_code  | status_code
        1       | 334010101 | 0
        2       | 334010101 | 0
        3       | 334010101 | 0

        self_generation
        cons_no | spare_power_flag | lock_mode | gen_cap
        1       | 02               | -         | 200
        2       | 02               | 1         | 100
        3       | 01               | 1         | -
    """
    hits = {"INS-04": [{"object_id": "1", "reason": "自备电源无协议、自备电源无闭锁"}]}
    marks = marks_of(own_generation, company, hits=hits)
    assert {name: mark["objects"] for name, mark in marks.items()} == {
        "自备电源无协议": 1,
        "自备电源无闭锁": 1,
        "未列为问题": 1,
    }


def test_charges_of_violations_stand_beside_what_is_due() -> None:
    company = """
        customers
        cons_no | pricing_policy | cons_sort_code
        1       | 01             | 01

        violations
        app_no | cons_no | org_code  | attr | vtype | occur_time       | add_amt | penalty_amt
        V1     | 1       | 334010101 | 02   | -     | 2024-05-31 12:00 | 8100    | 24000
        V2     | 1       | 334010101 | 02   | -     | 2024-05-31 12:00 | 100     | 300
        V3     | 1       | 334010101 | 02   | -     | 2024-05-31 12:00 | -       | 300
    """
    hits = [{"object_id": hit["object_id"]} for hit in found(violation_penalty_wrong, company)]
    rows = {row["object_id"]: row for row in rows_behind(penalties, company, hits={"INS-08": hits})}
    # theft is charged three times; V3 does not say what it would be three times of
    assert {name: (row["due_yuan"], row["gap"], row["is_point"]) for name, row in rows.items()} == {
        "V1": (24300, Decimal("300.00"), True),
        "V2": (300, 0, False),
    }
    assert (rows["V1"]["due_band"], rows["V1"]["penalty_judged"]) == ("10,000–50,000 元", "INS-08 命中")
