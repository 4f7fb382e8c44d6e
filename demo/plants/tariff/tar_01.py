"""TAR-01 零电量用户(连续多期)

Customers without use, and everybody whose lack of use has a reason.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from statistics import median
from typing import Any

from demo.cases import Case, Side, fine, wrong
from demo.changes import applied, archived, together
from demo.events import adjustment_bill
from demo.profiles import HOME, MALL, PLANT, SHOP, STORE
from demo.rewriting import fen, total
from demo.stage import BOOKED, Play, Role

UNUSED = "连续零电量"


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is what the middle one of their like pays in as many months."""
    three = play.months[-3:]
    none: dict[str, Any] = {"usage": dict.fromkeys(three, 0)}
    five: dict[str, Any] = {"usage": dict.fromkeys(play.months[-5:], 0)}
    two: dict[str, Any] = {"usage": dict.fromkeys(three[1:], 0)}
    large, work = none | {"contract_cap": 400}, none | {"contract_cap": 1000, "stopped_cap": 500}
    lonely = none | {"contract_cap": 630, "elec_type_code": "101"}
    fresh = none | {"build_date": play.day(25, -2), "power_on_date": play.day(25, -2)}
    may, june = play.day(20, -5), play.day(20, -4)
    removed, paused, unknown = applied("208", may), applied("203", may), archived(run_cap=None)
    restored, resumed = applied("209", june), applied("204", june)
    removing = applied("208", may, status="01", archive_date=None)
    still_full = Side("PRO-07", note="设备全部停用而运行容量未改")
    bad = partial(wrong, amount=as_their_like, branch=UNUSED, priced=BOOKED)
    return [
        bad("居民连续3期零电量", HOME, none),
        bad("居民连续5期零电量", HOME, five),
        bad("低压商业连续3期零电量", SHOP, none),
        bad("高压商业连续3期零电量", MALL, large),
        bad("大工业部分暂停而运行容量不为零", PLANT, work),
        wrong("同类不足3户,不估金额", PLANT, lonely, branch=UNUSED),
        bad("零电量期间另有退补电量", SHOP, none, adjusted),
        bad("当月两行互抵为零", STORE, none, cancelled_out),
        bad("暂拆后已复装", SHOP, none, together(removed, restored)),
        bad("暂拆尚在途", SHOP, none, removing),
        bad("暂停后已恢复,无运行容量", SHOP, none, together(unknown, paused, resumed)),
        bad("分布式光伏户只标记", SHOP, none, applied("901", may)),
        fine("只有2期零电量", HOME, two),
        fine("缺一期账单不算零", HOME, none, unbilled(three[1])),
        fine("运行容量为零", MALL, large | {"run_cap": 0}, all_stopped),
        fine("受电设备全部停用", MALL, large, all_stopped, also=[still_full]),
        fine("已停电", SHOP, none | {"poweroff_flag": "01"}),
        fine("暂拆未复装", SHOP, none, removed),
        fine("暂停未恢复,无运行容量与设备", SHOP, none, together(unknown, paused)),
        fine("变更中用户不判", SHOP, none | {"status_code": "2"}),
        fine("两月前送电,不足3期", SHOP, fresh),
    ]


def as_their_like(role: Role) -> Decimal:
    """Return what the middle one of the customers of this use and tariff uses, for three months at their price."""
    energy, price = role.play.figures.peers(role.archive["elec_type_code"], role.archive["prc_code"])
    return fen(Decimal(median(energy)) * 3 * price)


def all_stopped(role: Role) -> None:
    """Stop all transformers four months ago."""
    for row in role.rows["equipment"]:
        row.update(run_status="02", actual_stop_date=role.play.day(28, -4))


def adjusted(role: Role) -> None:
    """Charge energy of another month."""
    on = role.play.day(20)
    role.rows["bills"].append(adjustment_bill(role.archive, on, "0202", Decimal(120), Decimal("88.20")))


def cancelled_out(role: Role) -> None:
    """Add a bill and its reversal to the month before."""
    bill = role.bill(role.play.month(-1))
    for energy in (Decimal(150), Decimal(-150)):
        row = bill | {
            "total_pq": energy,
            "kwh_amt": fen(energy * Decimal("0.7625")),
            "levy_amt": fen(energy * Decimal("0.029")),
        }
        total(row)
        role.rows["bills"].append(row)


def unbilled(ym: str) -> Callable[[Role], None]:
    """Leave a customer without a bill for a month."""

    def change(role: Role) -> None:
        role.rows["bills"] = [row for row in role.rows["bills"] if row["amt_ym"] != ym]

    return change
