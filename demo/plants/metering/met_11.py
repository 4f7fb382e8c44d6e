"""MET-11 现场存在未入系统的计量装置(采集有户无档案)

Meters with energy that no archive knows, customers that none does, and what explains a strange number.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, accused, fine, wrong
from demo.changes import changed, the_meter, together
from demo.profiles import SHOP
from demo.rewriting import energy_money, fen
from demo.stage import Play, Role, Row

UNKNOWN, HOMELESS = "① 表号不在资产档案", "② 户号不在用户档案"
meter, point = partial(changed, "meters"), partial(changed, "metering_points")
DAYS, DAY_KWH = 5, Decimal(12)

__all__ = ["about", "cases"]


def about(role: Role) -> Row:
    """Say that the meter that was read last is what is to be found."""
    return accused("asset", role.reading()["asset_no"])


def cases(play: Play) -> Sequence[Case]:
    """Return meters; the amount is their energy at the customer's own price."""
    bad = partial(wrong, profile=SHOP, facts={}, branch=UNKNOWN)
    ok = partial(fine, profile=SHOP, facts={})
    strange = partial(read_as, play)
    in_the_month = {"inst_date": play.day(12)}
    return [
        bad("抄表表号不在档案", change=strange(), amount=worth(None)),
        bad("采集到档案外的表", change=collected(), amount=worth(DAYS * DAY_KWH)),
        bad("换表在上次抄表前一日", change=together(strange(), put_up("last_date", -1)), amount=worth(None)),
        wrong("户号不在档案", SHOP, {}, of_a_stranger, branch=HOMELESS),
        ok("表号即条码", change=together(strange(), known_as("bar_code"))),
        ok("表号即出厂编号", change=together(strange(), known_as("made_no"))),
        ok("上次抄表当日换表", change=together(strange(), put_up("last_date", 0))),
        ok("本次抄表当日换表", change=together(strange(), put_up("mr_date", 0))),
        ok("来源为变更", change=strange(data_src="02")),
        ok("业扩变更结算抄表", change=strange(mr_type="05")),
        ok("考核点", change=together(strange(), point(mp_attr="02"))),
        ok("关口点", change=together(strange(), point(mp_class="02"))),
        ok("台区考核用", change=together(strange(), point(mp_usage="02"))),
        ok("没有电量", change=strange(mr_pq=Decimal(0))),
        ok("采集失败的电量", change=collected(succ_flag="2")),
        ok("采集当月换表", change=together(collected(), meter(**in_the_month))),
    ]


def read_as(play: Play, **facts: Any) -> Change:
    """Let the month be read of a meter that no archive knows."""
    number = play.number(22, "77")

    def change(role: Role) -> None:
        role.reading().update({"asset_no": number} | facts)

    return change


def worth(kwh: Decimal | None) -> Callable[[Role], Decimal]:
    """Return what so much energy costs at the price of the month; by default what was read."""

    def amount(role: Role) -> Decimal:
        energy = role.bill()["total_pq"]
        return fen(
            (role.reading()["mr_pq"] if kwh is None else kwh) * energy_money(role, role.play.period) / energy
        )

    return amount


def put_up(day: str, days: int) -> Change:
    """Let the meter of the archive be put up so many days after the last reading, or after this one."""

    def change(role: Role) -> None:
        role.meter["inst_date"] = role.reading()[day] + timedelta(days=days)

    return change


def known_as(column: str) -> Change:
    """Let the archive know the strange number by another name."""

    def change(role: Role) -> None:
        role.meter[column] = role.reading()["asset_no"]

    return change


def collected(**facts: Any) -> Change:
    """Let the energy of a few days be collected from another meter."""

    def change(role: Role) -> Row:
        number = role.meter["asset_no"][:-1] + "6"
        for n in range(DAYS):
            day = {
                "asset_no": number,
                "data_date": role.play.day(10 + n),
                "day_pq": DAY_KWH,
                "succ_flag": "1",
            }
            role.add("daily_usage", **(day | facts))
        return accused("asset", number)

    return change


def of_a_stranger(role: Role) -> Row:
    """Let the meter be read of a customer that no archive knows, too."""
    nobody = f"{role.no[:4]}99{role.no[6:]}"
    role.rows["readings"].append(role.reading() | {"cons_no": nobody})
    return the_meter(role) | {"cons_no": nobody}
