"""TAR-04 估抄/示数雷同/整数

Readings that were estimated, rounded, repeated, or are other than what was collected on their day.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.changes import changed, read, together
from demo.profiles import HOME, MALL, SHOP, STORE
from demo.rewriting import fen
from demo.stage import Play, Role

ESTIMATED, ROUND, SAME, OFF = "① 估抄", "② 两期整数", "③ 三月相同", "④ 采集与示数不符"


def cases(play: Play) -> Sequence[Case]:
    """Return readings; the amount is what was collected and not billed, at the customer's own price."""
    watched = {"is_watched": True}
    estimated, rounded = partial(wrong, branch=ESTIMATED), partial(wrong, branch=ROUND)
    same, off = partial(wrong, branch=SAME), partial(wrong, branch=OFF, amount=not_billed)
    agreed = changed("metering_points", calc_mode="3", fr_value=Decimal(100), last_review=play.ago(months=2))
    return [
        estimated("抄表状态为估抄", HOME, {}, read(mr_status="03")),
        estimated("抄表类别为估抄", SHOP, {}, read(mr_type="03")),
        fine("估抄的示数已撤回", SHOP, {}, read(mr_status="03", data_src="04")),
        fine("估抄的只是无功", MALL, {}, read("21", mr_status="03")),
        rounded("抄表卡两期末两位为00", SHOP, {}, by_hand("101", "1200.35", "1500")),
        rounded("抄表器两期末两位为00", HOME, {}, by_hand("102", "41300", "41400.9")),
        fine("本期末两位为01", SHOP, {}, by_hand("101", "1200", "1501")),
        fine("上期末两位为99", SHOP, {}, by_hand("101", "1199.99", "1500")),
        fine("新表起码为0", SHOP, {}, by_hand("101", "0", "300")),
        fine("远采两期末两位为00", SHOP, {}, by_hand("301", "1200", "1500")),
        same("居民三个月各150度", HOME, used(play, 150)),
        same("居民三个月各50度", HOME, used(play, 50)),
        same("商铺三个月各600度", SHOP, used(play, 600)),
        fine("居民三个月各49度", HOME, used(play, 49)),
        fine("只有两个月相同", SHOP, used(play, 600, months=2)),
        fine("三个月相同,后一月差1度", SHOP, used(play, 600, now=601)),
        fine("电信基站三个月相同", SHOP, used(play, 600) | {"trade_code": "6010"}),
        fine("公共照明三个月相同", SHOP, used(play, 600) | {"trade_code": "8160"}),
        fine("定量户三个月相同", SHOP, used(play, 600), agreed),
        off("采集高1.01", SHOP, watched, collected("1.01")),
        off("采集低26.5,有倍率", STORE, watched | {"contract_cap": 80}, collected("-26.5")),
        off("高压负控采集高3", MALL, watched, collected("3")),
        fine("采集恰高1", SHOP, watched, collected("1")),
        fine("抄表日无采集示值", SHOP, watched, collected(None)),
        fine("换表当日的示数不比采集", SHOP, watched, together(collected("5"), read(mr_type="05"))),
        fine("手抄的不比采集", SHOP, watched, together(collected("5"), read(mr_mode="101"))),
    ]


def used(play: Play, kwh: int, months: int = 3, now: int | None = None) -> dict[str, Any]:
    """Return the facts of a customer that uses the same in some months up to the last, and about as much before."""
    usage = {ym: kwh - 3 - place % 2 * 2 for place, ym in enumerate(play.months)}
    usage |= dict.fromkeys(play.months[-months:], kwh)
    return {"usage": usage | {play.period: now or kwh}}


def by_hand(mr_mode: str, last_read: str, this_read: str) -> Change:
    """Let the register have been read so, at hand or not."""
    last, this = Decimal(last_read), Decimal(this_read)
    return read(mr_mode=mr_mode, last_read=last, this_read=this, mr_pq=(this - last) // 1)


def collected(more: str | None) -> Change:
    """Let another value have been collected on the day of reading, or none."""

    def change(role: Role) -> None:
        reading = role.reading()
        for row in role.rows["daily_usage"]:
            if row["data_date"] == reading["mr_date"]:
                row["pap_r"] = None if more is None else reading["this_read"] + Decimal(more)

    return change


def not_billed(role: Role) -> Decimal:
    """Return what was collected beyond the reading, at what the customer pays for a kWh."""
    reading, bill = role.reading(), role.bill()
    (shown,) = [r["pap_r"] for r in role.rows["daily_usage"] if r["data_date"] == reading["mr_date"]]
    kwh = (shown - reading["this_read"]) * reading["t_factor"]
    return fen(kwh * bill["kwh_amt"] / bill["total_pq"])
