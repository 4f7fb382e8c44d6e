"""MET-15 电能表时钟偏差/四费率不平衡/费率设置异常

Registers by time of day whose sum is not the total, on both sides of two per mille.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.changes import changed, together
from demo.changes import the_meter as about
from demo.law import RATES_PER_MILLE
from demo.profiles import HOME_TOU, PLANT, SMALL_PLANT
from demo.stage import Play, Role

UNEQUAL = "① 分费率不平衡"
STEP = Decimal("0.0001")
FLAT, PEAK, TOTAL = "15", "13", "11"

__all__ = ["about", "cases"]


def cases(play: Play) -> Sequence[Case]:
    """Return meters; there is no amount."""
    used: dict[str, Any] = {
        "contract_cap": 250,
        "ct_primary": 400,
        "usage": dict.fromkeys(play.months, 40_000) | {play.month(-1): 40_800},
    }
    bad = partial(wrong, profile=SMALL_PLANT, facts=used, branch=UNEQUAL)
    ok = partial(fine, profile=SMALL_PLANT, facts=used)
    much = off(5)
    little = {
        "contract_cap": 315,
        "ct_primary": 25,
        "usage": dict.fromkeys(play.months, 20_000) | {play.month(-1): 21_000},
    }
    return [
        bad("分费率之和多千分之五", change=much),
        bad("分费率之和少千分之五", change=off(-5)),
        bad("刚过千分之二", change=off(RATES_PER_MILLE, STEP)),
        ok("千分之二以内", change=off(RATES_PER_MILLE)),
        bad("尖示数缺", change=together(off(5), without_sharp)),
        ok("平示数另日冻结", change=together(much, frozen_apart)),
        ok("峰示数缺", change=together(much, without(PEAK))),
        ok("抄表当日换表", change=together(much, exchanged)),
        ok("示数撤回", change=together(much, of_flat(data_src="04"))),
        ok("估抄", change=together(much, of_flat(mr_status="03"))),
        fine("大倍率表差不到一个示数", PLANT, little, off(0, Decimal("0.05"))),
        fine("居民只有峰谷", HOME_TOU, {}),
    ]


def off(per_mille: int, more: Decimal = Decimal(0)) -> Change:
    """Let the flat register move more than its share by so much of the total."""

    def change(role: Role) -> None:
        total, flat = role.reading(read_type=TOTAL), role.reading(read_type=FLAT)
        part = (total["this_read"] - total["last_read"]) * per_mille / 1000
        flat["this_read"] += part.quantize(STEP, ROUND_DOWN) + more

    return change


def of_flat(**values: Any) -> Change:
    """Return the change of the reading of the flat register."""
    return lambda role: role.reading(read_type=FLAT).update(values)


def without(read_type: str) -> Change:
    """Leave a register of the month unread."""

    def change(role: Role) -> None:
        rows = role.rows["readings"]
        rows[:] = [r for r in rows if (r["amt_ym"], r["read_type"]) != (role.play.period, read_type)]

    return change


def without_sharp(role: Role) -> None:
    """Leave the sharp register out, which stood still."""
    without("12")(role)


def frozen_apart(role: Role) -> None:
    """Let the flat register be frozen a day earlier."""
    flat = role.reading(read_type=FLAT)
    flat["mr_date"] -= timedelta(days=1)


def exchanged(role: Role) -> None:
    """Let the meter be put up on the day of the reading."""
    changed("meters", inst_date=role.reading()["mr_date"])(role)
