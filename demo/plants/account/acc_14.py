"""ACC-14 托收/代收对账不平与单边账

What banks collected and nobody remitted, batches that do not add up, and entries that only one side has.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, accused, fine, wrong
from demo.paying import enter, pay_in, remit, remittance_no
from demo.profiles import STORE
from demo.stage import PAID, Play, Role, Row
from models.calendar import add_working_days

UNSENT, UNEVEN, NOT_AT_BANK, OTHER_AT_BANK, NOT_OURS = (
    "① 无解款",
    "② 批次不等",
    "③ 营销有银行无",
    "④ 金额不等",
    "⑤ 银行有营销无",
)
DAY = timedelta(days=1)
FUTURE = 9
"""After how many days from the data end the bank's entry lies of a remittance that it does not have yet."""


def cases(play: Play) -> Sequence[Case]:
    """Return what one side has; the amount is above zero where the bank lacks it."""
    return [*unsent(play), *uneven(play), *at_bank(play), *not_ours(play)]


def bad(note: str, branch: str, change: Change, amount: str) -> Case:
    """Return what must be found."""
    return wrong(note, STORE, {}, change, amount, branch=branch, moment=PAID)


def ok(note: str, change: Change) -> Case:
    """Return what is as it should be."""
    return fine(note, STORE, {}, change, moment=PAID)


def unsent(play: Play) -> Iterator[Case]:
    """Yield payments that a bank collected and nobody remitted."""
    on = play.ago(95)
    yield bad("代扣没有解款标识", UNSENT, collected(on, "310.20", cashchk_id=None), "310.20")
    yield bad(
        "代收所记解款查无此号",
        UNSENT,
        collected(on, "320", cashchk_id=f"{on:%Y%m%d}88888", pay_mode="0201"),
        "320",
    )
    yield bad(
        "特约委托没有解款标识", UNSENT, collected(on, "330.05", cashchk_id=None, pay_mode="0202"), "330.05"
    )
    yield ok(
        "数据日前末个工作日代扣,次日才解", collected(add_working_days(play.as_of, -1), "340", cashchk_id=None)
    )
    yield ok("没有解款而已冲正", given_back(on))
    yield ok("手机缴费不在此列", collected(on, "350", cashchk_id=None, pay_mode="0106"))


def uneven(play: Play) -> Iterator[Case]:
    """Yield batches by what was remitted of them."""
    on = add_working_days(play.ago(60), -1)
    yield bad("批次比解款多1分", UNEVEN, batch(on, ("800.50", "100"), "900.49"), "0.01")
    yield bad("解款比批次多60元", UNEVEN, batch(on, ("500", "-60"), "500"), "-60")
    yield ok("批次含红字,合计相等", batch(on, ("700", "-60"), "640"))


def at_bank(play: Play) -> Iterator[Case]:
    """Yield remittances by what the bank credited for them."""
    on, sent = add_working_days(play.ago(40), -1), "1000"
    last = add_working_days(play.as_of, -1)
    yield bad("银行没有入账", NOT_AT_BANK, batch(on, ("1000",), sent, ()), sent)
    yield ok("末个工作日解款,银行次日才到", batch(last, ("1000",), sent, None, days=None))
    yield bad("银行少入1分", OTHER_AT_BANK, batch(on, ("1000",), sent, ("999.99",)), "0.01")
    yield bad("银行多入200元", OTHER_AT_BANK, batch(on, ("1000",), sent, ("1200",)), "-200")
    yield bad("入账后又抹账", OTHER_AT_BANK, batch(on, ("1000",), sent, ("1000", "-1000")), sent)
    yield ok("银行分两笔入账", batch(on, ("1000",), sent, ("400", "600")))
    yield ok("银行按收费标识逐笔入账", batch(on, ("300", "700"), sent, ("300", "700"), is_single=True))
    yield bad(
        "按收费标识入账少一笔",
        OTHER_AT_BANK,
        batch(on, ("300", "700"), sent, ("300",), is_single=True),
        "700",
    )
    yield bad("批次、银行都与解款不等,取银行", OTHER_AT_BANK, batch(on, ("1010",), sent, ("990",)), "10")


def not_ours(play: Play) -> Iterator[Case]:
    """Yield entries of the bank that nobody booked."""
    on, last = play.ago(55), add_working_days(play.as_of, -1)
    entered = partial(bad, branch=NOT_OURS)
    yield entered("银行入账不明来源", change=credited(on, "88.80"), amount="-88.80")
    yield entered(
        "银行所记解款不在营销", change=credited(on, "77", cashchk_id=f"{on:%Y%m%d}77777"), amount="-77"
    )
    yield entered(
        "银行所记收费不在营销", change=credited(on, "66", charge_id=f"{on:%Y%m%d}66666"), amount="-66"
    )
    yield ok("末个工作日入账,次日才核", credited(last, "55"))
    yield ok("不明来源的红字不单独报", credited(on, "-44"))


def collected(on: date, yuan: str, **other: Any) -> Change:
    """Let a bank collect from a customer."""

    def change(role: Role) -> Row:
        return accused("payment", by_bank(role, on, yuan, **other)["charge_id"])

    return change


def by_bank(role: Role, on: date, yuan: str, at: int = 10, **other: Any) -> Row:
    """Let a bank collect from a customer, or give something back."""
    return pay_in(role, datetime.combine(on, time(at, 5)), Decimal(yuan), **other)


def given_back(on: date) -> Change:
    """Let what a bank collected be given back on the next day, neither of it remitted."""

    def change(role: Role) -> Row:
        first = by_bank(role, on, "360", cashchk_id=None)
        by_bank(role, on + DAY, "-360", cashchk_id=None, relate_id=first["charge_id"])
        return accused("payment", first["charge_id"])

    return change


def batch(
    on: date,
    parts: Sequence[str],
    sent: str,
    credits: Sequence[str] | None = None,
    *,
    days: int | None = 1,
    is_single: bool = False,
) -> Change:
    """Let parts be collected and a sum remitted; `credits` are what the bank says, if it is not just that sum.

    `is_single`: the bank names payments, not the remittance.
    """

    def change(role: Role) -> Row:
        number = remittance_no(role, on)
        paid = [by_bank(role, on, yuan, 8 + n, cashchk_id=number) for n, yuan in enumerate(parts)]
        found = remit(role, number, Decimal(sent), on, days)
        if credits is not None:
            for n, yuan in enumerate(credits):
                named = {"charge_id": paid[n]["charge_id"]} if is_single else {"cashchk_id": number}
                enter(role, on + DAY, yuan, **named)
            if is_single or not credits:
                enter(role, role.play.as_of + FUTURE * DAY, sent, cashchk_id=number)
        return found

    return change


def credited(on: date, yuan: str, **named: str) -> Change:
    """Let the bank credit something that nobody remitted."""

    def change(role: Role) -> Row:
        return accused("payment", enter(role, on, yuan, **named)["bank_ref"], cons_no="")

    return change
