from decimal import Decimal

import pytest

from analytics.pictures.archive import (
    completeness,
    contract_against_installed,
    feeds_by_kind,
    use_against_trade,
)
from tests.pictured import marks_of, rows_behind

MISMATCHES = [
    {"object_id": "1", "elec_type_code": "202", "trade_code": "3490", "amount_yuan": Decimal(5)},
    {"object_id": "2", "elec_type_code": "202", "trade_code": "3490"},
    {"object_id": "3", "elec_type_code": "405", "trade_code": "9910", "org_code": "334010201"},
]
# homes: name, address and phone are asked of them; 2 has no phone, 3 a phone that PRO-02 doubts
HOMES = """
    customers
    cons_no | org_code  | status_code | cons_sort_code | cons_name | elec_addr | mobile
    1       | 334010101 | 0           | 03             | 张三      | 一号      | 13900000001
    2       | 334010101 | 0           | 03             | 李四      | 二号      | 无
    3       | 334010101 | 0           | 03             | 王五      | 三号      | 1234
    4       | 334010201 | 0           | 03             | 赵六      | 四号      | 13900000004
    5       | 334010201 | 9           | 03             | 销户      | -         | -
"""
DOUBTED = {"*": [{"object_id": "3", "check_code": "PRO-02"}]}
# high voltage: 1 has what it contracted, 2 has 80 kVA more
CAPACITIES = """
    customers
    cons_no | org_code  | status_code | cons_sort_code | contract_cap
    1       | 334010101 | 0           | 01             | 315
    2       | 334010101 | 0           | 01             | 315
    3       | 334010101 | 0           | 03             | 8

    equipment
    cons_no | equip_id | plate_cap | run_status
    1       | E1       | 315       | 01
    2       | E2       | 315       | 01
    2       | E3       | 80        | 01
    3       | E4       | 8         | 01
"""


def test_a_field_is_filled_and_plausible_where_it_is_neither_blank_nor_doubted_by_its_check():
    marks = marks_of(completeness, HOMES, hits=DOUBTED)
    phone = marks["联系电话", "334010101"]
    assert (phone["due"], phone["missing"], phone["doubted"]) == (3, 1, 1)
    assert (phone["filled"], phone["plausible"]) == pytest.approx((2 / 3, 1 / 3))
    assert marks["联系电话", "334010201"]["plausible"] == 1.0
    assert marks["户名", "334010101"]["plausible"] == 1.0


def test_behind_a_field_stand_the_customers_who_lack_it_or_whose_value_is_doubted():
    rows = rows_behind(completeness, HOMES, hits=DOUBTED)
    assert [(row["object_id"], row["field"], row["field_state"]) for row in rows] == [
        ("2", "联系电话", "未填"),
        ("3", "联系电话", "存疑"),
    ]


def test_a_check_that_did_not_run_doubts_nothing():
    assert marks_of(completeness, HOMES)["联系电话", "334010101"]["doubted"] == 0


def test_customers_lie_in_bands_of_both_capacities_and_those_that_the_check_hit_apart():
    hits = {"PRO-07": [{"object_id": "2", "amount_yuan": Decimal(900)}]}
    assert marks_of(contract_against_installed, CAPACITIES, hits=hits) == {
        ("315–400 kVA", "315–400 kVA"): {"objects": 2}
    }
    rows = rows_behind(contract_against_installed, CAPACITIES, hits=hits)
    told = [(row["object_id"], row["gap_kva"], row["is_point"], row["amount_yuan"]) for row in rows]
    assert sorted(told) == [("1", 0, False, None), ("2", 80, True, Decimal(900))]


def test_mismatches_of_use_and_trade_are_those_that_the_check_found():
    assert marks_of(use_against_trade, hits={"PRO-04": MISMATCHES}) == {
        ("3490", "202"): {"objects": 2},
        ("9910", "405"): {"objects": 1},
    }


def test_a_unit_has_the_rows_of_its_own_customers():
    [row] = rows_behind(use_against_trade, hits={"PRO-04": MISMATCHES}, unit="3340102", unit_digits=9)
    assert (row["object_id"], row["unit"]) == ("3", "334010201")


def test_feeds_are_counted_by_role_and_type_and_dismantled_ones_are_not():
    feeds = """
        power_sources
        cons_no | ps_no | ps_attr | ps_type | line_status
        1       | P1    | 10      | 1       | 01
        1       | P2    | 20      | 2       | 01
        2       | P3    | 10      | 1       | -
        2       | P4    | 10      | 1       | 03
    """
    assert marks_of(feeds_by_kind, feeds, hits={"PRO-13": [{"object_id": "2"}]}) == {
        ("10", "1"): {"objects": 2},
        ("20", "2"): {"objects": 1},
    }
