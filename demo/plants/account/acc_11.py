"""ACC-11 资产类与负债类科目不平衡

Months of a station whose debits and credits are a fen apart, and more.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from demo.booking import entry
from demo.cases import Case, Change, accused, fine, wrong
from demo.ledger import BANK, FINES, INCOME, RECEIVABLE
from demo.stage import BOOKED, Play, Role, Row

UNEVEN = "借贷不平"


def cases(play: Play) -> Sequence[Case]:
    """Return months of stations; the amount is by how much debits and credits are apart."""
    months = play.months
    st = [{"station": station} for station in play.offices.stations]
    bad, ok = partial(wrong, moment=BOOKED, branch=UNEVEN), partial(fine, moment=BOOKED)
    one_sided = moved(months[2], (BANK, "debit", "100", "总账"), (INCOME, "credit", "250.50", "明细账"))
    both_sides = moved(months[3], (BANK, "debit", "80", "总账"), (INCOME, "credit", "80", "总账"))
    return [
        bad("总账借方多2分", None, st[1], moved(months[-1], (BANK, "debit", "0.02", "总账")), "0.02"),
        ok("总账借方恰多1分", None, st[2], moved(months[-1], (BANK, "debit", "0.01", "总账"))),
        bad("明细账贷方多3000元", None, st[3], moved(months[6], (FINES, "credit", "3000", "明细账")), 3000),
        bad("两账都不平,取差大者", None, st[4], one_sided, "250.50"),
        ok("借贷各多80元,仍平", None, st[5], both_sides),
        ok("营销账类不比", None, st[6], moved(months[-2], (RECEIVABLE, "debit", "99", "营销"))),
    ]


def moved(period: str, *entries: tuple[str, str, str, str]) -> Change:
    """Return the change that books more on one side of accounts: account, side, yuan, ledger."""

    def change(role: Role) -> Row:
        for acct_code, side, more, level in entries:
            entry(role, acct_code, period, level)[side] += Decimal(more)
        return accused("account", f"{role.org_code}|{period}", cons_no="", period=period)

    return change
