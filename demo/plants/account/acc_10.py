"""ACC-10 总账=明细账=用户余额不平

Balances off by more than a fen between general ledger, detail ledger and the customers.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial

from demo.booking import account, closed_off, entry
from demo.cases import Case, fine, wrong
from demo.ledger import BANK, PREPAID, RECEIVABLE, SUNDRY
from demo.paying import payment, payment_of, receivable_of, remittance
from demo.profiles import HOME
from demo.rewriting import fen
from demo.stage import BOOKED, PAID, Play, Role, Row
from models.calendar import month_of

LEDGERS, OWED, PREPAYMENTS = "① 总账与明细账", "② 应收与用户欠费", "③ 预收与用户余额"
BOTH = ("总账", "明细账")


def cases(play: Play) -> Sequence[Case]:
    """Return accounts, each of another station; the amount is by how much its books are apart."""
    months = play.months
    st = [{"station": station} for station in play.offices.stations]
    bad, ok = partial(wrong, moment=BOOKED), partial(fine, moment=BOOKED)
    now, before = months[-1], months[-2]
    return [
        bad("总账与明细账差2分", None, st[0], closed_off(BANK, months[3], "0.02", "总账"), "0.02", branch=LEDGERS),
        ok("总账与明细账恰差1分", None, st[1], closed_off(BANK, months[5], "0.01", "总账")),
        bad("预收总账比明细账少500元", None, st[2], closed_off(PREPAID, before, "-500", "总账"), 500, branch=LEDGERS),
        bad("应收总账与明细账差5分", None, st[3], closed_off(RECEIVABLE, now, "0.05", "总账"), "0.05", branch=LEDGERS),
        bad("应收两账一致而与用户欠费不符", None, st[4], closed_off(RECEIVABLE, now, "123.45", *BOTH), "123.45", branch=OWED),
        bad("预收两账一致而与用户余额不符", None, st[5], closed_off(PREPAID, months[-4], "5.00", *BOTH), "5.00", branch=PREPAYMENTS),
        ok("预收与用户余额恰差1分", None, st[6], closed_off(PREPAID, now, "0.01", *BOTH)),
        ok("往期应收无法回推用户欠费,不比", None, st[7], closed_off(RECEIVABLE, before, "60", *BOTH)),
        ok("明细账分两行辅助核算,合计相符", None, st[8], in_two_rows),
        ok("余额方向相反而数值为负,相符", None, st[8], on_the_other_side),
        fine("期末后至数据日的收款已回推", HOME, {"base_kwh": 200}, paid_on_the_data_day, moment=PAID),
        fine("期末后至数据日的冲正已回推", HOME, {"base_kwh": 200}, reversed_on_the_data_day, moment=PAID),
    ]  # fmt: skip


def in_two_rows(role: Role) -> Row:
    """Divide an account's row in the detail ledger."""
    period = role.play.period
    row = entry(role, RECEIVABLE, period, "明细账")
    part = fen(row["close_bal"] / 3)
    nothing = dict.fromkeys(("open_bal", "debit", "credit"), Decimal(0))
    role.play.ledger.append(row | {"close_bal": part} | nothing)
    row["close_bal"] -= part
    return account(role, RECEIVABLE, period)


def on_the_other_side(role: Role) -> Row:
    """Write a balance on the other side, with the other sign."""
    period = role.play.months[2]
    row = entry(role, BANK, period, "明细账")
    row.update(close_bal=-row["close_bal"], dbcr="贷")
    return account(role, BANK, period)


def paid_on_the_data_day(role: Role) -> Row:
    """Let a bill be paid after the books were closed."""
    at = datetime.combine(role.play.as_of, time(9, 30))
    paid = payment_of(role, receivable_of(role, role.play.period))
    paid.update(charge_time=at, charge_ym=month_of(at.date()), cashchk_id=None)
    return account(role, SUNDRY, role.play.period)


def reversed_on_the_data_day(role: Role) -> Row:
    """Let a payment be reversed after the books were closed."""
    receivable = receivable_of(role, role.play.period)
    taken = payment_of(role, receivable)
    at = datetime.combine(role.play.as_of - timedelta(days=9), time(9, 30))
    taken.update(charge_time=at, charge_ym=month_of(at.date()), cashchk_id=remittance(role, at.date()))
    back = {"charge_type": "20", "relate_id": taken["charge_id"]}
    payment(role, datetime.combine(role.play.as_of, time(10)), -taken["rcv_amt"], **back)
    receivable.update(rcved_amt=Decimal(0), owe_amt=receivable["rcvbl_amt"], settle_flag="01")
    return account(role, SUNDRY, role.play.period)
