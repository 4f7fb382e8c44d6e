"""MET-14 电表飞走/倒走/停走

Registers that run away, run back or stand still; a run-away that was billed shows elsewhere, too.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import applied, changed, together
from demo.changes import the_meter as about
from demo.law import FULL_HOURS, SINGLE_RATE_KVA_YUAN
from demo.profiles import SHOP, STORE
from demo.rewriting import energy_money, fen, rise_of
from demo.stage import Play, Role

AWAY, BACK, STILL = "① 飞走", "② 倒走", "③ 停走"
CHECKING_POINT = changed("metering_points", mp_attr="02")

__all__ = ["about", "cases"]


def cases(play: Play) -> Sequence[Case]:
    """Return registers; the amount is what was billed too much, or too little while it stood."""
    shop: dict[str, Any] = {"contract_cap": 10}
    most = 10 * FULL_HOURS * 12 // 10
    big = {"contract_cap": 80, "ct_primary": 150, "usage": {play.period: 70_020}}
    back = partial(wrong, profile=SHOP, facts={"contract_cap": 12}, branch=BACK)
    ok = partial(fine, profile=SHOP, facts={"contract_cap": 12})
    watched, still = {"is_watched": True}, partial(wrong, branch=STILL)
    estimated = [Side("TAR-04", note="估抄")]
    solar = together(backward(), applied("901", play.day(9, -18)))
    return [
        away(play, 12_000, most),
        away(play, most + 1, most),
        fine("恰为上限", SHOP, shop | {"usage": {play.period: most}}, also=consequences()),
        wrong(
            "互感器式表示数飞走且已发行",
            STORE,
            big,
            amount=too_much(8 * most),
            branch=AWAY,
            also=consequences(),
        ),
        wrong("示数飞走而未按此发行", SHOP, shop, unbilled(), branch=AWAY),
        fine("估抄示数不判", SHOP, shop, unbilled(mr_status="03"), also=estimated),
        fine("考核点飞走不判", SHOP, shop, together(unbilled(), CHECKING_POINT)),
        back("示数倒走", change=backward()),
        back("归零差一点", change=rolled("8999.99", "900")),
        back("安装日期恰为上次抄表日,不算换表", change=exchanged(since_last=True)),
        ok("归零,恰在0.9与0.1处", change=rolled("9000", "1000")),
        ok("位数空,以上次示数位数代,归零", change=rolled("9500", "100", None)),
        ok("抄表当日换表", change=exchanged(since_last=False)),
        ok("来源为变更", change=backward(data_src="02")),
        ok("业扩变更结算抄表", change=backward(mr_type="05")),
        ok("退补模拟的示数", change=backward(data_src="03")),
        ok("已撤回的示数", change=backward(data_src="04")),
        ok("估抄不算已抄", change=backward(mr_status="03"), also=estimated),
        ok("双向计量户", change=together(backward(), feeding_in)),
        ok("考核点", change=together(backward(), CHECKING_POINT)),
        ok("光伏户", change=solar),
        still("有负荷而示数停走3天", SHOP, watched, standing(3), lost_in(3)),
        still("有负荷而示数停走10天", SHOP, watched, standing(10), lost_in(10)),
        fine("有负荷而示数不变仅2天", SHOP, watched, standing(2)),
        fine("示数不变而无负荷", SHOP, watched, standing(6, load="0")),
    ]


def away(play: Play, kwh: int, most: int) -> Case:
    """Return a month that was billed above all capacity."""
    facts = {"contract_cap": 10, "usage": {play.period: kwh}}
    return wrong(
        f"示数飞走至{kwh}度且已发行", SHOP, facts, amount=too_much(most), branch=AWAY, also=consequences()
    )


def too_much(most: int) -> Callable[[Role], Decimal]:
    """Return what was billed above the most that can be used, negative."""

    def amount(role: Role) -> Decimal:
        energy = role.bill()["total_pq"]
        return fen((most - energy) * energy_money(role, role.play.period) / energy)

    return amount


def consequences() -> list[Side]:
    """Declare that such a month is over capacity, and a sudden rise."""
    return [
        Side("TAR-18", over_capacity, "月电量超出容量所能"),
        Side("TAR-02", rise_of, "电量突增"),
    ]


def over_capacity(role: Role) -> Decimal:
    """Return the charge of what the month's energy is above the contract, running all hours."""
    reading = role.reading()
    hours = (reading["mr_date"] - reading["last_date"]).days * 24
    return fen((role.bill()["total_pq"] / hours - role.archive["contract_cap"]) * SINGLE_RATE_KVA_YUAN)


def unbilled(**other: Any) -> Change:
    """Let the register show 15,000 kWh that were not billed."""

    def change(role: Role) -> None:
        reading = role.reading()
        shown = {"this_read": reading["last_read"] + 15_000, "mr_pq": Decimal(15_000)}
        reading.update(shown | other)

    return change


def backward(**other: Any) -> Change:
    """Let the register run back by 12."""

    def change(role: Role) -> None:
        reading = role.reading()
        reading.update({"this_read": reading["last_read"] - 12, "mr_pq": Decimal(-12)} | other)

    return change


def rolled(last: str, this: str, digits: int | None = 4) -> Change:
    """Let a register begin again from nothing, or nearly so."""

    def change(role: Role) -> None:
        role.meter["digits"] = digits
        role.reading().update(last_read=Decimal(last), this_read=Decimal(this), mr_pq=Decimal(100))

    return change


def exchanged(since_last: bool) -> Change:
    """Let a register run back, and the meter be installed on the day of the last reading or of this one."""

    def change(role: Role) -> None:
        backward()(role)
        role.meter["inst_date"] = role.reading()["last_date" if since_last else "mr_date"]

    return change


def feeding_in(role: Role) -> None:
    """Add the reading of what a customer feeds in."""
    fed = {"read_type": "81", "last_read": Decimal(10), "this_read": Decimal(25), "mr_pq": Decimal(15)}
    role.rows["readings"].append(role.reading() | fed)


def standing(days: int, load: str = "1.2") -> Change:
    """Let the frozen register stand still under load from the 20th on, after a day without load.

    Nobody is read in those days: a reading that the register has not is TAR-04's.
    """

    def change(role: Role) -> None:
        begin, shown = role.play.day(20), Decimal(0)
        for row in role.rows["daily_usage"]:
            if row["data_date"] == begin - timedelta(days=1):
                row.update(max_p=Decimal(0), day_pq=Decimal(0))
                shown = row["pap_r"]
            elif begin <= row["data_date"] < begin + timedelta(days=days):
                row.update(pap_r=shown, day_pq=Decimal(0), max_p=Decimal(load))

    return change


def lost_in(days: int) -> Callable[[Role], Decimal]:
    """Return what the customer pays for energy in so many days, by the three months before."""

    def amount(role: Role) -> Decimal:
        former = energy_money(role, role.play.month(-3), role.play.month(-1))
        return fen(former * days / 90)

    return amount
