"""What the amounts of hits are: only a difference of charges is 少收 or 多收, the others are told apart."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics import screening
from analytics.amounts import in_words
from analytics.results.findings import Findings, findings_of
from analytics.rulebook import check_of
from models import runs
from models.people import LOCAL_USER
from tests.loaded import loaded

# a meal's worth of each: a theft charged 300 short, one 100 too much, 5,000 of cash that arrived late
TABLES = """
    customers
    cons_no    | org_code  | pricing_policy | cons_sort_code
    0000000001 | 334010101 | 01             | 01
    0000000002 | 334010101 | 02             | 02

    violations
    app_no | cons_no    | org_code  | attr | vtype | occur_time          | add_amt | penalty_amt
    V1     | 0000000001 | 334010101 | 02   | 02    | 2024-05-31 23:59:59 | 8100    | 24000
    V2     | 0000000002 | 334010101 | 02   | 02    | 2024-05-31 23:59:59 | 8100    | 24400

    remittances
    cashchk_id | org_code  | cashchk_amt | cashchk_date | arrive_date
    R1         | 334010101 | 5000        | 2024-05-06   | 2024-05-31
"""


@pytest.fixture
def found(tmp_path: Path):
    lake = loaded(tmp_path, TABLES)
    run_id = screening.screen(
        lake, LOCAL_USER, as_of=date(2024, 6, 30), period="202405", codes=["ACC-03", "INS-08"]
    )
    with lake.open(LOCAL_USER) as door:
        yield findings_of(lake.store, door, runs.get(lake.store, run_id))


def test_only_what_is_owed_is_added_up_as_charged_too_little_or_too_much(found: Findings):
    [whole] = found.figures()
    names = ("hits", "under_yuan", "over_yuan", "owed_yuan", "other_yuan")
    assert [whole[name] for name in names] == [3, Decimal(300), Decimal(100), Decimal(400), Decimal(5000)]


def test_a_target_shows_what_is_owed_and_says_the_rest_in_its_reasons(found: Findings):
    rows = {row["object_id"]: row for row in found.targets().to_pyarrow().to_pylist()}
    assert rows["V1"]["amount_yuan"] == Decimal(300)
    assert rows["V2"]["reasons"].endswith("(多收 100.00 元)")
    assert rows["R1"]["amount_yuan"] is None
    assert rows["R1"]["reasons"].endswith("(在途资金 5,000.00 元)")


@pytest.mark.parametrize(
    ("kind", "yuan", "said"),
    [
        ("应收差额", "1234.5", "少收 1,234.50 元"),
        ("应收差额", "-0.01", "多收 0.01 元"),
        ("应收差额", "0", "0.00 元"),
        ("参考值", "8", "参考值 8.00 元"),
        ("账面差额", None, ""),
        (None, None, ""),
    ],
)
def test_an_amount_is_told_with_what_it_is(kind, yuan, said):
    assert in_words(kind, yuan and Decimal(yuan)) == said


def test_late_fees_that_a_cashier_waived_are_no_difference_of_charges():
    check = check_of("ACC-08")
    assert (check.amount_kind("customer"), check.amount_kind("staff")) == ("应收差额", "经手资金")
