"""What the bank says it has credited (银行到账): one entry for every remittance that has arrived."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from data_loaders.codes.charges import BankCreditStatus
from demo.stage import Row


def bank_credits(remittances: Iterable[Row], told: Iterable[Row]) -> Iterator[Row]:
    """Yield the entry of each remittance that has arrived; `told` are entries that plants have written themselves."""
    known = {row.get("cashchk_id") for row in told}
    for row in remittances:
        if row["arrive_date"] is None or row["cashchk_id"] in known or not row["cashchk_amt"]:
            continue
        entry = credit(row.get("org_code"), f"YH{row['cashchk_id']}", row["arrive_date"], row["cashchk_amt"])
        yield entry | {
            "bank_acct": row.get("bank_acct"),
            "settle_mode": row.get("settle_mode"),
            "cashchk_id": row["cashchk_id"],
        }


def credit(org_code: str | None, bank_ref: str, on: date, amount: Decimal) -> Row:
    """Return an entry that names neither remittance nor payment."""
    return {
        "org_code": org_code,
        "bank_ref": bank_ref,
        "credit_date": on,
        "amount": amount,
        "credit_status": BankCreditStatus.NORMAL if amount > 0 else BankCreditStatus.TAKEN_BACK,
        "summary": "电费解款",
    }
