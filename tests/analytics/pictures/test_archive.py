from decimal import Decimal

from analytics.pictures.archive import use_against_trade
from tests.pictured import marks_of, rows_behind

MISMATCHES = [
    {"object_id": "1", "elec_type_code": "202", "trade_code": "3490", "amount_yuan": Decimal(5)},
    {"object_id": "2", "elec_type_code": "202", "trade_code": "3490"},
    {"object_id": "3", "elec_type_code": "405", "trade_code": "9910", "org_code": "334010201"},
]


def test_mismatches_of_use_and_trade_are_those_that_the_check_found():
    assert marks_of(use_against_trade, hits={"PRO-04": MISMATCHES}) == {
        ("3490", "202"): {"objects": 2},
        ("9910", "405"): {"objects": 1},
    }


def test_a_unit_has_the_rows_of_its_own_customers():
    [row] = rows_behind(use_against_trade, hits={"PRO-04": MISMATCHES}, unit="3340102", unit_digits=9)
    assert (row["object_id"], row["unit"]) == ("3", "334010201")
