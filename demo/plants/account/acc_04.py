"""ACC-04 现金解款不及时/收费员挪用风险

Cash remitted on the next working day and the one after, not at all, and in batches that do not add up.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, accused, fine, wrong
from demo.paying import pay_in, remit, remittance_no
from demo.profiles import SHOP
from demo.stage import PAID, Play, Role, Row
from models.calendar import add_working_days

LATE, ON_HAND, UNEVEN = "① 迟解、未解", "② 日未解款余额", "③ 批次不等"
DAY = timedelta(days=1)


def cases(play: Play) -> Sequence[Case]:
    """Return cash that was taken; the amount is what was taken, of a batch by how much it differs."""
    return [*late(play), *on_hand(play), *uneven(play)]


def late(play: Play) -> Iterator[Case]:
    """Yield cash by when it was remitted."""
    friday, on = weekday(play, 4), add_working_days(play.ago(100), -1)
    bad, ok = partial(late_case, wrong), partial(late_case, fine)
    yield ok("当日解款", on, on, "310")
    yield ok("周五收、下周一解", friday, add_working_days(friday, 1), "320.50")
    yield bad("周五收、下周二解", friday, add_working_days(friday, 2), "330.75")
    yield bad("收后第3个工作日解", on, add_working_days(on, 3), "1200")
    yield bad("至今未解,期限已过", add_working_days(play.ago(120), -2), None, "450")
    yield bad("解款日期在数据日之后", add_working_days(play.ago(50), -2), play.as_of + 2 * DAY, "460.40")
    yield ok("数据日前一日收,期限未到", play.ago(1), None, "470")
    yield fine("未解而已冲正", SHOP, {}, taken_back(on), moment=PAID)
    other = {"settle_mode": "09", "pay_mode": "0106"}
    yield ok("非现金迟解不在此列", on, add_working_days(on, 4), "500", **other)
    lost = {"cashchk_id": f"{on:%Y%m%d}99999"}
    yield bad("解款记录中没有该号", on, None, "480.10", **lost)


def late_case(make: Any, note: str, on: date, sent: date | None, yuan: str, **other: Any) -> Case:
    """Return cash taken on a day and remitted on another, or never."""
    found = {"amount": yuan, "branch": LATE} if make is wrong else {}
    return make(note, SHOP, {}, taken(on, sent, yuan, **other), moment=PAID, **found)


def on_hand(play: Play) -> Iterator[Case]:
    """Yield cashiers by what they had on hand of a day on the evening before the data end."""
    on = play.ago(1)
    for place, (parts, is_too_much) in enumerate(((("3000", "2000.01"), True), (("4999.99", "0.01"), False))):
        station = play.offices.stations[place]
        change = kept(on, station.of("营业班")[1].emp_no, parts)
        total = sum(map(Decimal, parts))
        if is_too_much:
            yield wrong(
                f"同一收费员当日未解{total}元",
                SHOP,
                {"station": station},
                change,
                total,
                branch=ON_HAND,
                moment=PAID,
            )
        else:
            yield fine(f"同一收费员当日未解恰{total}元", SHOP, {"station": station}, change, moment=PAID)


def uneven(play: Play) -> Iterator[Case]:
    """Yield batches by what was remitted of what was taken."""
    on = add_working_days(play.ago(70), -1)
    for n, (parts, sent) in enumerate(
        ((("800", "150.55"), "950.54"), (("700",), "730"), (("600", "-90"), "500"))
    ):
        gap = sum(map(Decimal, parts)) - Decimal(sent)
        change = batch(add_working_days(on, -n), parts, sent)
        yield wrong(f"收{'、'.join(parts)}元,解{sent}元", SHOP, {}, change, gap, branch=UNEVEN, moment=PAID)
    yield fine("批次含红字,合计相等", SHOP, {}, batch(on, ("900", "-90"), "810"), moment=PAID)
    yield fine("解款前已冲正的一对不计", SHOP, {}, taken_back(add_working_days(on, -4), "260"), moment=PAID)


def taken(on: date, sent: date | None, yuan: str, **other: Any) -> Change:
    """Let a customer pay in cash on a day and remit exactly that on another."""

    def change(role: Role) -> Row:
        number = None if sent is None else remittance_no(role, sent)
        named: dict[str, Any] = {"cashchk_id": number}
        paid = cash(role, on, yuan, **(named | other))
        if number and sent:
            remit(role, number, Decimal(yuan), sent, 0, settle_mode=paid["settle_mode"])
        return accused("payment", paid["charge_id"])

    return change


def cash(role: Role, on: date, yuan: str, at: int = 10, **other: Any) -> Row:
    """Let a customer pay in cash, or get some back."""
    facts: dict[str, Any] = {
        "pay_mode": "0101",
        "settle_mode": "01",
        "charge_emp": role.station.of("营业班")[2].emp_no,
    }
    return pay_in(role, datetime.combine(on, time(at, 5)), Decimal(yuan), **(facts | other))


def taken_back(on: date, sent: str | None = None) -> Change:
    """Let cash be given back on the same day, before anything was remitted; `sent`: in a batch with as much else."""

    def change(role: Role) -> Row:
        number = remittance_no(role, on) if sent else None
        first = cash(role, on, "410", cashchk_id=number)
        back: dict[str, Any] = {
            "relate_id": first["charge_id"],
            "charge_emp": first["charge_emp"],
            "cashchk_id": None,
        }
        cash(role, on, "-410", 11, **back)
        if not (number and sent):
            return accused("payment", first["charge_id"])
        cash(role, on, sent, 12, cashchk_id=number)
        return remit(role, number, Decimal(sent), on, 0, settle_mode="01")

    return change


def kept(on: date, cashier: str, parts: Sequence[str]) -> Change:
    """Let a cashier keep what was paid in parts on a day."""

    def change(role: Role) -> Row:
        for n, yuan in enumerate(parts):
            cash(role, on, yuan, 9 + n, cashchk_id=None, charge_emp=cashier)
        return accused("staff", cashier, cons_no="")

    return change


def batch(on: date, parts: Sequence[str], sent: str) -> Change:
    """Let parts be paid in cash on a day, and something else be remitted."""

    def change(role: Role) -> Row:
        number = remittance_no(role, on)
        for n, yuan in enumerate(parts):
            cash(role, on, yuan, 9 + n, cashchk_id=number)
        return remit(role, number, Decimal(sent), on, 0, settle_mode="01")

    return change


def weekday(play: Play, number: int) -> date:
    """Return such a day of a week some months ago that has nothing but working days, nor has the next."""
    days = (play.ago(80 + n) for n in range(200))
    return next(
        day for day in days if day.weekday() == number and add_working_days(day, 5) == day + timedelta(days=7)
    )
