"""MET-10 拆回表未入库/积压/底码不符

Meters taken down that lie about or show another figure than was settled, and those that are on their way.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, accused, fine, wrong
from demo.changes import applied, changed, the_meter, together
from demo.profiles import SHOP, STORE
from demo.rewriting import energy_money, fen
from demo.stage import Play, Role, Row

UNSTORED, MISREAD, UNSORTED = "① 未入库", "② 底码不符", "③ 未分拣"
REMOVED, IN_STOCK = "015", "006"
SHOWN = Decimal("1234.00")
CT: dict[str, Any] = {"contract_cap": 80, "ct_primary": 150}
UNTOLD: dict[str, Any] = {
    "remove_date": None, "remove_read": None, "store_date": None, "store_read": None, "sort_date": None,
}  # fmt: skip


def cases(play: Play) -> Sequence[Case]:
    """Return meters; the amount is what a register showed beyond what was settled, at the customer's price."""
    unstored, misread, unsorted = (partial(wrong, branch=branch) for branch in (UNSTORED, MISREAD, UNSORTED))
    ok = partial(fine, profile=SHOP, facts={})
    last, late = play.ago(30), play.ago(31)
    at_rest = {"store_date": play.ago(200), "sort_date": play.ago(190)}
    again = {"remove_date": play.ago(210), "inst_date": play.ago(100)}
    gone, just_gone = ({"status_code": "9", "cancel_date": day} for day in (late, last))
    untold = partial(removed, None, remove_read=None)
    return [
        unstored("拆回31日未入库", SHOP, {}, removed(late)),
        ok("拆回恰30日", change=removed(last)),
        ok("拆回半年,曾迟入库,今已入库分拣", change=stored(0, play.ago(400), **at_rest)),
        ok("拆回31日,已转合格在库", change=removed(late, status=IN_STOCK)),
        ok("拆回31日,待报废", change=removed(late, status="009")),
        ok("拆表日不可得", change=untold()),
        unstored("销户31日,表未入库", SHOP, gone, together(changed("meters", status=REMOVED, **UNTOLD), the_meter)),
        fine("销户恰30日", SHOP, just_gone, together(changed("meters", status=REMOVED, **UNTOLD), the_meter)),
        unstored("移表归档31日,表未入库", SHOP, {}, together(applied("218", late), untold())),
        ok("移表归档恰30日", change=together(applied("218", last), untold())),
        ok("移表归档早于安装", change=together(applied("218", late), untold(inst_date=play.ago(29)))),
        ok("计量装置故障不算拆表", change=together(applied("302", late), untold())),
        unstored("同点换表31日,旧表未入库", SHOP, {}, replaced(late)),
        ok("同点换表恰30日", change=replaced(last)),
        misread("入库示数多1.00", SHOP, {}, stored("1.00", **at_rest), worth("1.00")),
        ok("入库示数多0.99", change=stored("0.99", **at_rest)),
        misread("入库示数少12.5", SHOP, {}, stored("-12.5", **at_rest), worth("-12.5")),
        misread("互感器式表入库示数多8", STORE, CT, stored(8, **at_rest), worth(8, 30)),
        misread("已在库的表底码不符", SHOP, {}, stored(55, status=IN_STOCK, **at_rest), worth(55)),
        ok("入库是拆表之前的一次", change=stored("-800", late, store_date=play.ago(32), sort_date=None)),
        misread("底码不符而又装出", SHOP, {}, stored(55, status="012", **again, **at_rest)),
        ok("入库示数未录", change=stored(0, **(at_rest | {"store_read": None}))),
        unsorted("入库31日未分拣", SHOP, {}, stored(0, store_date=late, sort_date=None)),
        ok("入库恰30日未分拣", change=stored(0, store_date=last, sort_date=None)),
        ok("入库一年,已在库,未记分拣", change=stored(0, status=IN_STOCK, store_date=play.ago(365), sort_date=None)),
        unsorted("底码不符且未分拣", SHOP, {}, stored(20, store_date=play.ago(90), sort_date=None), worth(20)),
    ]  # fmt: skip


def removed(on: date | None, **facts: Any) -> Change:
    """Add the meter that hung there before, taken down on a day and not in store, and make it what is to be found."""

    def change(role: Role) -> Row:
        asset = role.meter["asset_no"][:-1] + "5"
        own = {
            "asset_no": asset,
            "bar_code": asset,
            "made_no": f"{role.no}75",
            "status": REMOVED,
            "remove_date": on,
            "remove_read": SHOWN,
        }
        role.rows["meters"].append(role.meter | own | facts)
        return accused("asset", asset)

    return change


def stored(more: str | int, on: date | None = None, **facts: Any) -> Change:
    """Add such a meter that came into store showing so much more than when it was taken down."""

    def change(role: Role) -> Row | None:
        own: dict[str, Any] = {"store_read": SHOWN + Decimal(more)} | facts
        return removed(on or own["store_date"], **own)(role)

    return change


def replaced(on: date) -> Change:
    """Let the meter be put up on a day in place of one of which nobody knows when it was taken down."""

    def change(role: Role) -> Row | None:
        found = removed(None, remove_read=None)(role)
        role.meter["inst_date"] = on
        return found

    return change


def worth(shown: str | int, factor: int = 1) -> Callable[[Role], Decimal]:
    """Return what so much on the register costs at the price of the month."""

    def amount(role: Role) -> Decimal:
        kwh = Decimal(shown) * factor
        return fen(kwh * energy_money(role, role.play.period) / role.bill()["total_pq"])

    return amount
