"""MET-05 计量装置类别/准确度不达标

Meters and transformers on both sides of what their class asks for, by the edition of the day they were put up.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.changes import changed, together
from demo.changes import the_point as about
from demo.law import METERING_EDITION_2016
from demo.profiles import BIG_PLANT, GIANT_PLANT, HOME, PLANT, SHOP, SMALL_PLANT, STORE
from demo.rewriting import energy_money, fen
from demo.stage import Play, Role

WORSE = "等级不达标"
meter, point = partial(changed, "meters"), partial(changed, "metering_points")
BEFORE = METERING_EDITION_2016 - timedelta(days=1)
CLASS_1, CLASS_2, CLASS_05, CLASS_02S = "01", "02", "04", "07"

__all__ = ["about", "cases"]


def cases(play: Play) -> Sequence[Case]:
    """Return installations; the amount is the error by which a grade is worse, of a year's energy."""
    del play
    bad = partial(wrong, branch=WORSE)
    with_ct: dict[str, Any] = {"contract_cap": 80, "ct_primary": 150}
    long = {"rotate_cycle": 360}
    old, new = {"inst_date": BEFORE} | long, {"inst_date": METERING_EDITION_2016} | long
    small = {"contract_cap": 80, "base_kwh": 5000}
    return [
        bad("Ⅲ类装置电能表1.0级", PLANT, {}, meter(accuracy=CLASS_1), lost("0.5")),
        bad("Ⅲ类装置电能表0.5级,只差S", PLANT, {}, meter(accuracy=CLASS_05)),
        fine("Ⅲ类装置电能表0.2S级", PLANT, {}, meter(accuracy=CLASS_02S)),
        bad("Ⅲ类装置电流互感器0.5级,只差S", PLANT, {}, of("01", accuracy="05")),
        bad("Ⅲ类装置电压互感器1.0级", PLANT, {}, of("02", accuracy="06"), lost("0.5")),
        bad("35千伏电能表2.0级", BIG_PLANT, {}, meter(accuracy=CLASS_2), lost("1.5")),
        bad("110千伏(Ⅱ类)电流互感器0.5S级", GIANT_PLANT, {}, of("01", accuracy="04"), lost("0.3")),
        bad("110千伏(Ⅱ类)电压互感器0.5级", GIANT_PLANT, {}, of("02", accuracy="05"), lost("0.3")),
        bad("低压三相(Ⅳ类)电能表2.0级", STORE, {}, meter(accuracy=CLASS_2), lost("1.0")),
        bad("低压电流互感器1.0级", STORE, with_ct, of("01", accuracy="06"), lost("0.5")),
        bad("高供低计(Ⅳ类)电能表2.0级", SMALL_PLANT, {}, meter(accuracy=CLASS_2), lost("1.0")),
        fine("高供低计电能表1.0级", SMALL_PLANT, {}, meter(accuracy=CLASS_1)),
        bad("单相(Ⅴ类)电能表3.0级", HOME, {}, meter(accuracy="03"), lost("1.0")),
        bad("电能表与互感器都不达标,取最大等级差", STORE, with_ct, together(meter(accuracy=CLASS_2), of("01", accuracy="07")), lost("1.5")),
        fine("2017年5月前装的Ⅳ类2.0级", STORE, small, meter(accuracy=CLASS_2, **old)),
        bad("2017年5月1日装的2.0级", STORE, small, meter(accuracy=CLASS_2, **new), lost("1.0")),
        fine("安装日期空,按2000版2.0级", STORE, small, meter(accuracy=CLASS_2, inst_date=None)),
        bad("2000版315kVA为Ⅲ类,2.0级", STORE, small, together(point(mp_cap=Decimal(315)), meter(accuracy=CLASS_2, **old)), lost("1.0")),
        fine("2000版314kVA为Ⅳ类,2.0级", STORE, small, together(point(mp_cap=Decimal(314)), meter(accuracy=CLASS_2, **old))),
        fine("等级未录", PLANT, {}, meter(accuracy=None)),
        fine("停用点", PLANT, {}, together(meter(accuracy=CLASS_1), point(mp_status="03"))),
        fine("电压未录", SHOP, {}, together(meter(accuracy="03"), point(volt_code=None))),
        fine("表已拆回", PLANT, {}, a_removed_meter),
    ]  # fmt: skip


def lost(percent: str) -> Callable[[Role], Decimal]:
    """Return so many per cent of what a customer was charged for energy in the last twelve months."""

    def amount(role: Role) -> Decimal:
        return fen(energy_money(role, role.play.month(-11)) * Decimal(percent) / 100)

    return amount


def of(it_sort: str, **values: Any) -> Change:
    """Return the change of all transformers of a kind: one alone would differ from the others."""

    def change(role: Role) -> None:
        for row in role.rows["instrument_transformers"]:
            if row["it_sort"] == it_sort:
                row.update(values)

    return change


def a_removed_meter(role: Role) -> None:
    """Add the worse meter that hung there before."""
    asset = role.meter["asset_no"][:-1] + "3"
    own = {"asset_no": asset, "bar_code": asset, "made_no": f"{role.no}73", "status": "015"}
    role.rows["meters"].append(role.meter | own | {"accuracy": CLASS_1})
