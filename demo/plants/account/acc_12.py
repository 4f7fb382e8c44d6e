"""ACC-12 营销应收与财务应收不对应

Receivables that marketing and finance keep differently, by more than a yuan.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from demo.booking import account, closed_off, entry
from demo.cases import Case, Change, fine, wrong
from demo.ledger import PREPAID, RECEIVABLE, SUNDRY
from demo.stage import BOOKED, Play, Role, Row

APART = "营销与财务不符"


def cases(play: Play) -> Sequence[Case]:
    """Return receivables, each of another station; the amount is by how much the two books are apart."""
    months = play.months
    st = [{"station": station} for station in play.offices.stations]
    bad, ok = partial(wrong, moment=BOOKED, branch=APART), partial(fine, moment=BOOKED)
    return [
        bad("营销比财务多1.01元", None, st[0], closed_off(RECEIVABLE, months[-1], "1.01", "营销"), "1.01"),
        ok("恰差1元", None, st[1], closed_off(RECEIVABLE, months[-1], "1.00", "营销")),
        bad("往期营销比财务少5000元", None, st[2], closed_off(RECEIVABLE, months[4], "-5000", "营销"), 5000),
        ok("恰差-1元", None, st[3], closed_off(RECEIVABLE, months[-6], "-1.00", "营销")),
        bad("其他应收账款营销比财务多88.80元", None, st[4], kept_by_both(SUNDRY, "88.80"), "88.80"),
        ok("预收科目不在范围", None, st[5], kept_by_both(PREPAID, "88.80")),
        ok("财务账缺行不判", None, st[6], unknown_to_finance),
    ]


def kept_by_both(acct_code: str, more: str) -> Change:
    """Let both systems keep an account that only the ledgers had, marketing with more."""

    def change(role: Role) -> Row:
        row = entry(role, acct_code, role.play.period, "明细账")
        for level, by in (("营销", more), ("财务", "0")):
            balance = row["close_bal"] + Decimal(by)
            role.play.ledger.append(row | {"ledger_level": level, "close_bal": balance})
        return account(role, acct_code, role.play.period)

    return change


def unknown_to_finance(role: Role) -> Row | None:
    """Leave finance without an account that marketing has more in."""
    period = role.play.months[-3]
    role.play.ledger.remove(entry(role, RECEIVABLE, period, "财务"))
    return closed_off(RECEIVABLE, period, "700", "营销")(role)
