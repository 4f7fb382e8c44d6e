"""MET-03 CT 配置过大/过小

Current transformers on both sides of their bounds, by capacity and by what was measured for a year.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import changed, the_point, together
from demo.changes import the_point as about
from demo.profiles import PLANT, SHOP, SMALL_PLANT, STORE
from demo.rewriting import light_load, phases_uncounted
from demo.stage import Play, Role
from models.calendar import first_day, last_day

LARGE, SMALL = "① 过大", "② 过小"
point, transformers = partial(changed, "metering_points"), partial(changed, "instrument_transformers")

__all__ = ["about", "cases"]


def cases(play: Play) -> Sequence[Case]:
    """Return points; the amount is what a light load is taken to leave uncounted in a year."""
    large, small = partial(wrong, branch=LARGE), partial(wrong, branch=SMALL)
    kv: dict[str, Any] = {"contract_cap": 400}  # 23.09 A
    store: dict[str, Any] = {"contract_cap": 80}  # 121.55 A
    halved = {"contract_cap": 1000, "second_cap": 500, "stopped_cap": 500, "run_cap": 500}
    behind = {"contract_cap": 250}  # 360.84 A
    no_s = together(not_s, the_point)
    unlike = [Side("MET-02", partial(phases_uncounted, billed=160, ratios=(160, 150, 160)), of=the_point)]
    also = [Side("MET-05", of=the_point, note="电流互感器0.5级,只差S")]
    return [
        large("高压23A配150A", PLANT, kv | {"ct_primary": 150}, amount=light_load),
        fine("高压23A配100A,S级", PLANT, kv | {"ct_primary": 100}),
        large("高压23A配100A,非S级", PLANT, kv | {"ct_primary": 100}, no_s, light_load, also=also),
        fine("高压23A配75A,非S级", PLANT, kv | {"ct_primary": 75}, no_s, also=also),
        large("低压122A配800A", STORE, store | {"ct_primary": 800}, amount=light_load),
        fine("低压122A配600A", STORE, store | {"ct_primary": 600}),
        large("等级未录按S级", STORE, store | {"ct_primary": 800}, of_current(accuracy=None), light_load),
        large("计量点容量空,按合同容量", STORE, store | {"ct_primary": 800}, point(mp_cap=None), light_load),
        small("低压122A配100A", STORE, store | {"ct_primary": 100}),
        small("高供低计361A配300A", SMALL_PLANT, behind | {"ct_primary": 300}),
        fine("高供低计361A配400A", SMALL_PLANT, behind | {"ct_primary": 400}),
        fine("低压120A配100A,恰在1.2以内", STORE, {"contract_cap": 78, "ct_primary": 100}),
        fine("暂停一半后不小", PLANT, halved | {"ct_primary": 40}),
        fine("暂停一半不算过大", PLANT, halved | {"ct_primary": 200}),
        small("实测最大功率超过额定", STORE, store | {"ct_primary": 150}, measured(300, "120")),
        fine("实测最大功率相称", STORE, store | {"ct_primary": 800}, measured(300, "110")),
        large("实测不足300天,按容量", STORE, store | {"ct_primary": 800}, measured(299, "110"), light_load),
        fine("直接接入", SHOP, {}),
        fine("各相一次值不一致归MET-02", STORE, store | {"ct_primary": 800}, of_current(1, ratio="750/5"), also=unlike),
        fine("变比不可解析", STORE, store | {"ct_primary": 800}, of_current(ratio="见铭牌")),
        fine("高压而计量方式未录", PLANT, kv | {"ct_primary": 150}, point(meas_mode=None)),
        fine("停用点", STORE, store | {"ct_primary": 800}, point(mp_status="03")),
    ]  # fmt: skip


def of_current(place: int = 0, **values: Any) -> Change:
    """Return the change of one current transformer."""
    return changed("instrument_transformers", place, **values)


def not_s(role: Role) -> None:
    """Let all current transformers be of a class without S."""
    for row in role.rows["instrument_transformers"]:
        if row["it_sort"] == "01":
            row["accuracy"] = "05"


def measured(days: int, most: str) -> Change:
    """Let the greatest power of each of so many days be on record, once as great as is said."""

    def change(role: Role) -> None:
        last, asset = last_day(role.play.period), role.meter["asset_no"]
        own = {row["data_date"]: row for row in role.rows["daily_usage"]}
        role.rows["daily_usage"].clear()
        for n in range(days):
            day = last - timedelta(days=n)
            load = {
                "asset_no": asset,
                "data_date": day,
                "succ_flag": "1",
                "max_p": Decimal(most if n == 9 else 20),
            }
            # what the demo delivers wide, a column a day, has no room for the power: its days keep that alone
            kept = own.get(day, {}) if day >= first_day(role.play.period) else {}
            role.add("daily_usage", **(kept | load))

    return change
