"""What a hit says, in words a reader knows."""

from decimal import Decimal

from analytics.findings import evidence_of


def test_a_code_in_the_evidence_is_shown_with_its_meaning() -> None:
    shown = evidence_of({"check_code": "ACC-03", "acct_status": "01", "cashchk_amt": Decimal("50000.01")})
    assert shown == {"到账状态": "在途(01)", "解款金额(元)": "50,000.01"}


def test_a_code_that_no_list_knows_is_shown_as_it_came() -> None:
    assert evidence_of({"check_code": "ACC-03", "acct_status": "已核"}) == {"到账状态": "已核"}
