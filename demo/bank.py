"""What the bank says it has credited (银行到账): one entry for every remittance that has arrived."""

from collections.abc import Iterable, Iterator

from data_loaders.codes.charges import BankCreditStatus
from demo.stage import Row


def bank_credits(remittances: Iterable[Row], told: Iterable[Row]) -> Iterator[Row]:
    """Yield the entry of each remittance that has arrived; `told` are entries that plants have written themselves."""
    known = {row.get("cashchk_id") for row in told}
    for row in remittances:
        if row["arrive_date"] is None or row["cashchk_id"] in known or not row["cashchk_amt"]:
            continue
        yield {
            "org_code": row.get("org_code"),
            "bank_ref": f"YH{row['cashchk_id']}",
            "bank_acct": row.get("bank_acct"),
            "credit_date": row["arrive_date"],
            "amount": row["cashchk_amt"],
            "settle_mode": row.get("settle_mode"),
            "cashchk_id": row["cashchk_id"],
            "credit_status": BankCreditStatus.NORMAL,
            "summary": "电费解款",
        }
