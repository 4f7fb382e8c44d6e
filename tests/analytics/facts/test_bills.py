import pytest

from analytics.facts.bills import levies_inside
from tests.drawn import rows_of

HEAD = "bills\ncons_no | amt_ym | amt_type | kwh_amt | basic_amt | pf_amt | levy_amt | total_amt\n"


@pytest.mark.parametrize(
    ("rows", "inside"),
    [
        ("1 | 202510 | 01 | 100 | 20 | -1 | 5 | 119", True),
        ("1 | 202510 | 01 | 100 | 20 | -1 | 5 | 124", False),
        ("1 | 202510 | 01 | 100 | 20 | -1 | 5 | 119.01", True),
        ("1 | 202510 | 01 | 100 | 20 | -1 | 5 | 119.02", False),
        ("1 | 202510 | 01 | 100 | - | - | 5 | 100\n2 | 202510 | 01 | 100 | - | - | 5 | 105", False),
        ("1 | 202509 | 01 | 100 | 20 | -1 | 5 | 119", False),
        ("1 | 202510 | 03 | 100 | 20 | -1 | 5 | 119", False),
    ],
)
def test_levies_are_inside_where_most_bills_of_the_period_add_up_without_them(
    rows: str, inside: bool
) -> None:
    assert rows_of(levies_inside, HEAD + rows) == [{"levy_inside": inside}]
