"""BIZ-16 修改指针(示数)异常

Corrections without an application, against the frozen reading, to nothing or a round figure, and by the same hand.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, accused, customer, fine, wrong
from demo.changes import the_meter, together
from demo.profiles import HOME, HOME_TOU, SHOP, STORE
from demo.rewriting import fen
from demo.stage import BOOKED, Play, Role, Row
from models.calendar import last_day

NO_ORDER, OFF_FREEZE, ODD_ENERGY, BUSY = "A 无工单", "B 与冻结不符", "C 改后电量可疑", "D 一人多次"
WITHOUT: dict[str, Any] = {"app_no": None}


def cases(play: Play) -> Sequence[Case]:
    """Return corrections; the amount is the energy that was corrected at the customer's own price."""
    odd: dict[str, Any] = {"usage": {play.period: 331}}  # no correction may leave a round figure by chance
    home: dict[str, Any] = {"usage": {play.period: 187}}
    seen = {
        "contract_cap": 60,
        "ct_primary": 100,
        "is_watched": True,
        "usage": {play.period: 5010},
        "base_kwh": 5000,
    }
    none = {"status_code": "2", "usage": dict.fromkeys(play.months[-4:], 0)}
    both = together(corrected(25, **WITHOUT), corrected(9, read_type="13", **WITHOUT))
    month_before = datetime.combine(last_day(play.month(-1)), time(23, 59))
    runs_back = Side("MET-14", note="改后示数小于上次示数", of=the_meter)
    a, b, c = (partial(wrong, branch=branch) for branch in (NO_ORDER, OFF_FREEZE, ODD_ENERGY))
    return [
        a("无工单改小30度", SHOP, odd, corrected(30, **WITHOUT), at_own_price(30)),
        a("无工单改大20度", SHOP, odd, corrected(-20, **WITHOUT), at_own_price(-20)),
        a("阶梯户无工单改小40度", HOME, home, corrected(40, **WITHOUT), at_level_price(40), priced=BOOKED),
        a("峰谷阶梯户总、峰示数皆无工单,按总计", HOME_TOU, home, both, at_level_price(25), priced=BOOKED),
        b("改后与采集冻结差1.2度", STORE, seen, off_freeze("0.06"), at_own_price(Decimal("0.06") * 20)),
        fine("改后与采集冻结差恰1度", STORE, seen, off_freeze("0.05")),
        c("改后电量为负", SHOP, odd, left_with(-5, 45), at_own_price(45), also=[runs_back]),
        c("改后电量为零而前3期不全为零", SHOP, odd, left_with(0, 33), at_own_price(33)),
        c("改后电量恰为整百", SHOP, odd, left_with(200, 17), at_own_price(17)),
        fine("改前已是整百", SHOP, {}, left_with(300, 100)),
        fine("前3期全为零,改后为零", SHOP, none, left_with(0, 7)),
        fine("有工单的更正", SHOP, odd, corrected(11)),
        fine("上月修改不在期间", SHOP, odd, corrected(12, modify_time=month_before, **WITHOUT)),
        wrong("一人当月修改示数5次", SHOP, odd, by_one_hand(0, all_month(play)), branch=BUSY, crowd=5),
        fine("一人当月只修改4次", SHOP, odd, by_one_hand(1, all_but_one(play)), crowd=5),
        fine("一人修改3只表各2个示数类型", HOME_TOU, home, all_registers(2, play.day(14)), crowd=3),
    ]  # fmt: skip


def corrected(more: Decimal | int, **other: Any) -> Change:
    """Note that a reading stood higher by `more` before it was corrected; each by another hand unless said otherwise."""

    def change(role: Role) -> Row:
        reading = role.reading(read_type=other.get("read_type", "11"))
        hands = [person for station in role.play.offices.stations for person in station.of("核算班")]
        used = sum(len(one.rows["reading_corrections"]) for one in role.play.roles)
        on: date = reading["mr_date"]
        role.add(
            "reading_corrections",
            **{
                "app_no": role.play.number(17, "4"),
                "asset_no": reading["asset_no"],
                "read_type": "11",
                "old_read": reading["this_read"] + more,
                "new_read": reading["this_read"],
                "modify_time": datetime.combine(on, time(17, 5)),
                "operator": hands[used % len(hands)].emp_no,
                "approver": role.station.of("供电所管理")[0].emp_no,
                "reason": "示数更正",
                "release_date": on + timedelta(days=2),
            }
            | other,
        )
        return customer(role)

    return change


def off_freeze(gap: str) -> Change:
    """Correct a reading to less than was frozen."""

    def change(role: Role) -> Row | None:
        role.reading()["this_read"] -= Decimal(gap)
        return corrected(Decimal(gap))(role)

    return change


def left_with(kwh: int, more: int) -> Change:
    """Correct a reading so that so much use is left; the bill stays as it was."""

    def change(role: Role) -> Row | None:
        reading = role.reading()
        reading.update(this_read=reading["last_read"] + kwh, mr_pq=Decimal(kwh))
        return corrected(more)(role)

    return change


def by_one_hand(station: int, times: Sequence[datetime]) -> Change:
    """Let one hand correct the readings of a crowd at these times."""

    def change(role: Role) -> Row:
        hand = role.play.offices.stations[station].of("运检班")[0].emp_no
        for one, at in zip([role, *role.mates], times, strict=True):
            corrected(6, operator=hand, modify_time=at)(one)
        return accused("staff", hand, cons_no="")

    return change


def all_registers(station: int, on: date) -> Change:
    """Let one hand correct all registers of the meters of a crowd, each meter's at once."""

    def change(role: Role) -> Row:
        hand = role.play.offices.stations[station].of("运检班")[0].emp_no
        for one in (role, *role.mates):
            for read_type in ("11", "13"):
                corrected(6, operator=hand, modify_time=datetime.combine(on, time(10)), read_type=read_type)(
                    one
                )
        return accused("staff", hand, cons_no="")

    return change


def all_month(play: Play) -> list[datetime]:
    """Return five times from the first to the last minute of the month under audit."""
    last = datetime.combine(last_day(play.period), time(23, 59))
    return [datetime.combine(play.day(1), time()), *[last] * 4]


def all_but_one(play: Play) -> list[datetime]:
    """Return four times in the month under audit and one in the month before."""
    return [datetime.combine(play.day(12 + n, -(n == 0)), time(10)) for n in range(5)]


def at_own_price(kwh: Decimal | int) -> Callable[[Role], Decimal]:
    """Return what the energy costs at the customer's own price, without the basic charge, to four decimals."""

    def amount(role: Role) -> Decimal:
        bills = role.bills(role.play.period)
        money = sum((bill["total_amt"] - (bill["basic_amt"] or 0) for bill in bills), Decimal(0))
        energy = sum((bill["total_pq"] for bill in bills), Decimal(0))
        return fen(kwh * (money / energy).quantize(Decimal("0.0001"), "ROUND_HALF_UP"))

    return amount


def at_level_price(kwh: int) -> Callable[[Role], Decimal]:
    """Return what the energy costs on the customer's highest level of the ladder, to four decimals."""

    def amount(role: Role) -> Decimal:
        level = max(bill["ladder_level"] for bill in role.bills(role.play.period))
        price = role.play.figures.level_price(role.archive["prc_code"], level)
        return fen(kwh * price.quantize(Decimal("0.0001"), "ROUND_HALF_UP"))

    return amount
