"""ACC-13 现场余额/收据与系统不符

Balances and receipts that customers confirmed on the spot, a fen and more beside the system.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from data_loaders.codes.charges import BalanceKind
from demo.cases import Case, Change, fine, wrong
from demo.changes import together
from demo.paying import pay_in
from demo.profiles import HOME
from demo.stage import PAID, Play, Role

BALANCE, RECEIPT = "① 余额不符", "② 收据"
PREPAID, ARREARS = BalanceKind.PREPAID, BalanceKind.ARREARS


def cases(play: Play) -> Sequence[Case]:
    """Return counts on the spot; the amount is above zero where the company took too little."""
    bad = partial(wrong, profile=HOME, facts={}, moment=PAID)
    ok = partial(fine, profile=HOME, facts={}, moment=PAID)
    on = play.ago(40)
    both = together(counted(on, "100", "80"), counted(on, "70", "100", ARREARS))
    mended = together(counted(play.ago(70), "100", "80"), counted(on, "100", "100"))
    worse = together(counted(play.ago(70), "100", "100"), counted(on, "100", "88.80"))
    return [
        bad("预收系统少2分", change=counted(on, "100.02", "100"), amount="-0.02", branch=BALANCE),
        ok("预收恰差1分", change=counted(on, "100.01", "100")),
        bad("预收系统多50元", change=counted(on, "100", "150"), amount="50", branch=BALANCE),
        bad("余额类别空,按预收", change=counted(on, "100", "90", None), amount="-10", branch=BALANCE),
        bad("欠费系统多30元", change=counted(on, "70", "100", ARREARS), amount="-30", branch=BALANCE),
        bad("预收、欠费两类相加", change=both, amount="-50", branch=BALANCE),
        bad("只有收据200元", change=counted(on, "5", "5", receipt="200"), amount="-200", branch=RECEIPT),
        ok("收据恰1分", change=counted(on, "5", "5", receipt="0.01")),
        bad("系统余额空,有收据", change=counted(on, "5", None, receipt="60"), amount="-60", branch=RECEIPT),
        ok("系统余额空不比", change=counted(on, "5", None)),
        ok("第3日入账等额收费", change=paid_after(on, 2, "40")),
        bad("第4日才入账", change=paid_after(on, 3, "40"), amount="-40", branch=BALANCE),
        ok("入账金额差1分", change=paid_after(on, 0, "39.99")),
        bad("入账金额差2分", change=paid_after(on, 0, "39.98"), amount="-40", branch=BALANCE),
        bad("入账后冲正", change=paid_after(on, 1, "40", is_kept=False), amount="-40", branch=BALANCE),
        ok("上次不符,最近一次相符", change=mended),
        bad("上次相符,最近一次不符", change=worse, amount="-11.20", branch=BALANCE),
        ok("数据日之后的核对", change=counted(play.as_of + timedelta(days=1), "100", "1")),
    ]


def counted(
    on: date, confirmed: str, system: str | None, kind: str | None = PREPAID, receipt: str = ""
) -> Change:
    """Return the change that adds a count on the spot."""

    def change(role: Role) -> None:
        role.add(
            "balance_checks",
            check_date=on,
            balance_kind=kind,
            confirmed_bal=Decimal(confirmed),
            system_bal=Decimal(system) if system else None,
            receipt_amt=Decimal(receipt) if receipt else None,
            checker=role.clerk().name,
            signed_flag=True,
        )

    return change


def paid_after(on: date, days: int, yuan: str, *, is_kept: bool = True) -> Change:
    """Let forty yuan be missing on the spot, and something be paid so many days after it, and perhaps taken back."""

    def change(role: Role) -> None:
        counted(on, "140", "100")(role)
        at = datetime.combine(on + timedelta(days=days), time(15, 30))
        first = pay_in(role, at, Decimal(yuan))
        if not is_kept:
            pay_in(role, at + timedelta(days=9), -Decimal(yuan), relate_id=first["charge_id"])

    return change
