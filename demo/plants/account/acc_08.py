"""ACC-08 电费违约金计收/减免异常

Late fees off by more than half a yuan, paid and unpaid, at home and elsewhere, across a year; and waived ones.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo import law
from demo.cases import LOOKALIKE, PLANTED, Case, Side, accused, customer, fine, wrong
from demo.paying import fee, leave_unpaid, pay_late, payment_of, receivable_of
from demo.profiles import HOME, STORE, Profile
from demo.rewriting import fen
from demo.stage import PAID, Play, Role, Row

FEE, WAIVER = "违约金不符", "同一收费员减免"
SIZES: dict[Profile, dict[str, Any]] = {HOME: {"base_kwh": 420}, STORE: {"contract_cap": 50}}
Charged = Callable[[Role, Row, date], Decimal]


def cases(play: Play) -> Sequence[Case]:
    """Return bills paid so many days late (none: unpaid), with the fee that is charged for it."""
    year_end = play.latest(12, 31)
    across = f"{year_end.year}11"
    two, three, four, five, six = (play.month(-n) for n in (2, 3, 4, 5, 6))
    old = Side("ACC-07", lambda role: receivable_of(role, three)["owe_amt"])
    uncharged = Side("ACC-09", right_fee(five, 15), of=partial(customer, period=five))
    return [
        late("居民1‰,少计0.51元", HOME, four, 12, off("-0.51"), PLANTED),
        late("居民1‰,恰少0.50元", HOME, four, 12, off("-0.50"), LOOKALIKE),
        late("居民1‰,相符", HOME, three, 30, off("0"), LOOKALIKE),
        late("居民按2‰多计", HOME, three, 25, at_the_rate_of_others, PLANTED),
        late("商业2‰,多计3元", STORE, five, 15, off("3"), PLANTED),
        late("商业2‰,恰多0.50元", STORE, five, 15, off("0.50"), LOOKALIKE),
        late("商业跨年3‰,只按2‰计", STORE, across, 30, at_the_rate_of_others, PLANTED),
        late("商业跨年3‰,相符", STORE, across, 30, off("0"), LOOKALIKE),
        late("居民跨年仍1‰,相符", HOME, across, 30, off("0"), LOOKALIKE),
        late("不足1元计1元,只计0.40元", HOME, six, 2, only("0.40"), PLANTED),
        late("不足1元计1元,相符", HOME, six, 2, off("0"), LOOKALIKE),
        late("未结清,计至数据日,少计30元", STORE, two, None, off("-30"), PLANTED),
        late("未结清,计至数据日相符", STORE, two, None, off("0"), LOOKALIKE),
        late("未结清,计至前一日亦可", STORE, two, None, until_yesterday, LOOKALIKE),
        late("未结清居民,多计2元", HOME, three, None, off("2"), PLANTED, [old]),
        late("完全未计归停算", STORE, five, 15, only("0"), LOOKALIKE, [uncharged]),
        fine("部分结清不判", STORE, SIZES[STORE], half_paid, moment=PAID, also=[Side("ACC-07", half_owed)]),
        waived(play, 0, 3, "同一收费员减免违约金3笔"),
        waived(play, 1, 2, "同一收费员减免违约金只2笔"),
    ]


def right_fee(ym: str, days: int) -> Callable[[Role], Decimal]:
    """Return the fee for a month's bill that is paid so many days late."""

    def amount(role: Role) -> Decimal:
        receivable = receivable_of(role, ym)
        return fee(role, receivable, receivable["penalty_start"] + timedelta(days=days - 1))

    return amount


def off(by: str) -> Charged:
    """Charge more or less than the law says."""
    return lambda role, receivable, paid: fee(role, receivable, paid) + Decimal(by)


def only(amount: str) -> Charged:
    """Charge an amount whatever the law says."""
    return lambda role, receivable, paid: Decimal(amount)


def at_the_rate_of_others(role: Role, receivable: Row, paid: date) -> Decimal:
    """Charge 2‰ a day to everybody, this year and the next."""
    days = (paid - receivable["penalty_start"]).days + 1
    return fen(receivable["rcvbl_amt"] * law.LATE_FEE_MILLE * days / 1000)


def until_yesterday(role: Role, receivable: Row, paid: date) -> Decimal:
    """Charge one day less."""
    return fee(role, receivable, paid - timedelta(days=1))


def late(
    note: str,
    profile: Profile,
    ym: str,
    days: int | None,
    charged: Charged,
    kind: str,
    also: Sequence[Side] = (),
) -> Case:
    """Return a case about one month's bill; the amount is the right fee less the one that is charged."""

    def paid_on(role: Role) -> date:
        due = receivable_of(role, ym)["penalty_start"]
        return min(due + timedelta(days=days - 1), role.play.as_of) if days else role.play.as_of

    def change(role: Role) -> Row:
        receivable, paid = receivable_of(role, ym), paid_on(role)
        amount = charged(role, receivable, paid)
        pay_late(role, receivable, paid, amount) if days else leave_unpaid(role, receivable, amount)
        return customer(role, period=ym)

    def missing(role: Role) -> Decimal:
        receivable = receivable_of(role, ym)
        return fee(role, receivable, paid_on(role)) - receivable["rcved_penalty" if days else "rcvbl_penalty"]

    if kind == LOOKALIKE:
        return fine(note, profile, SIZES[profile], change, moment=PAID, also=also)
    return wrong(note, profile, SIZES[profile], change, missing, branch=FEE, moment=PAID, also=also)


def half_owed(role: Role) -> Decimal:
    """Return what is still owed of the bill of which a half was paid."""
    return receivable_of(role, role.play.month(-4))["owe_amt"]


def half_paid(role: Role) -> Row:
    """Let half of a bill be paid, with a fee that nobody can reckon."""
    receivable = receivable_of(role, role.play.month(-4))
    half = fen(receivable["rcvbl_amt"] / 2)
    payment_of(role, receivable)["rcv_amt"] = half
    receivable.update(
        rcved_amt=half, owe_amt=receivable["rcvbl_amt"] - half, settle_flag="02", rcvbl_penalty=Decimal(9)
    )
    return customer(role, period=receivable["rcvbl_ym"])


def waived(play: Play, place: int, count: int, note: str) -> Case:
    """Let one cashier waive some fees of two yuan and more; every waived fee is wrong itself."""
    station, ym = play.offices.stations[place], play.month(-5)
    cashier = station.of("营业班")[2].emp_no

    def change(role: Role) -> Row:
        for n, one in enumerate([role, *role.mates]):
            receivable = receivable_of(one, ym)
            paid = receivable["penalty_start"] + timedelta(days=19 + n)
            charged = fee(one, receivable, paid) - (2 + n)
            pay_late(one, receivable, paid, charged, Decimal(2 + n), charge_emp=cashier, pay_mode="0101")
        return accused("staff", cashier, cons_no="")

    def one_of(n: int) -> Side:
        return Side(
            play.code,
            2 + n,
            "违约金减免,实收少于应收",
            lambda role: customer([role, *role.mates][n], period=ym),
        )

    facts = SIZES[HOME] | {"station": station}
    group: dict[str, Any] = {
        "crowd": count,
        "moment": PAID,
        "also": [one_of(n) for n in range(count)],
    }
    if count < 3:
        return fine(note, HOME, facts, change, **group)
    return wrong(note, HOME, facts, change, sum(2 + n for n in range(count)), branch=WAIVER, **group)
