"""ACC-06 预收费冲抵异常

Prepayments moved to another customer, on both sides of ten thousand yuan and of two a day.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import LOOKALIKE, Case, Change, Side, accused, fine, wrong
from demo.paying import pay_in, raise_balance
from demo.profiles import STORE
from demo.stage import PAID, Play, Role, Row
from models.calendar import month_of

LARGE, SEVERAL = "① 单笔超限额", "② 同日多笔"


def cases(play: Play) -> Sequence[Case]:
    """Return transfers to a customer from the prepayment of another; the amount is what was moved."""
    drawn: dict[str, Any] = {"facts": {"station": play.offices.stations[0]}, "moment": PAID, "crowd": 2}
    bad, ok = partial(wrong, profile=STORE, **drawn), partial(fine, profile=STORE, **drawn)
    second = partial(Side, play.code, of=second_move)
    return [
        bad("跨户转入10000.01元", change=moves("10000.01"), amount="10000.01", branch=LARGE),
        ok("跨户转入恰10000元", change=moves("10000")),
        bad("转出户不明,转入12000元", change=moves("12000", is_named=False), amount="12000", branch=LARGE),
        ok("本户预收冲本户电费30000元", change=moves("30000", is_own=True)),
        ok("两户户名相同(集团合并结算)", change=moves("25000", is_one_owner=True)),
        bad(
            "同日转入两笔",
            change=moves("300", "450.50"),
            amount="300",
            branch=SEVERAL,
            also=[second("450.50")],
        ),
        ok("两笔转入隔一日", change=moves("300", "450", days=1), also=[second(kind=LOOKALIKE)]),
        ok("同日一笔跨户、一笔本户", change=one_of_each, also=[second(kind=LOOKALIKE)]),
        ok("转出的负数行不重复计", change=moves("9000", "-11000"), also=[second(kind=LOOKALIKE)]),
    ]


def moves(
    *parts: str, days: int = 0, is_named: bool = True, is_own: bool = False, is_one_owner: bool = False
) -> Change:
    """Let a mate pay in, and the sums be moved to the customer, each so many days after the other."""

    def change(role: Role) -> Row:
        source = role if is_own else role.mates[0]
        if is_one_owner:
            source.archive["cons_name"] = role.archive["cons_name"]
        paid = paid_in(source)["charge_id"] if is_named else None
        for n, yuan in enumerate(parts):
            move(role, source, yuan, paid, n * days, n)
        return moved(role, 0)

    return change


def one_of_each(role: Role) -> Row:
    """Let two sums be moved to a customer on a day, one of them from an own prepayment."""
    for n, source in enumerate((role.mates[0], role)):
        move(role, source, "500", paid_in(source)["charge_id"], 0, n)
    return moved(role, 0)


def paid_in(role: Role) -> Row:
    """Let a customer prepay a large sum."""
    at = datetime.combine(role.play.ago(100), time(9, 5))
    return pay_in(role, at, Decimal(60_000))


def move(role: Role, source: Role, yuan: str, paid: str | None, days: int, nth: int) -> None:
    """Move a sum from one customer's prepayment to another's."""
    at = datetime.combine(role.play.ago(90) + timedelta(days=days), time(10 + nth, 20))
    facts: dict[str, Any] = {"charge_type": "30", "relate_id": paid, "cashchk_id": None}
    pay_in(role, at, Decimal(yuan), pay_mode="0101", settle_mode="10", **facts)
    raise_balance(source, month_of(at.date()), -Decimal(yuan))


def moved(role: Role, nth: int) -> Row:
    """Return a transfer as what is to be found."""
    rows = [row for row in role.rows["payments"] if row["charge_type"] == "30"]
    return accused("payment", rows[nth]["charge_id"])


def second_move(role: Role) -> Row:
    """Return the second transfer as what is to be found."""
    return moved(role, 1)
