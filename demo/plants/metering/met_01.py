"""MET-01 计费倍率与互感器变比不符

Billing factors that the transformers do not give, both ways, and everything that excuses one.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import changed, cleared, read, the_point
from demo.changes import the_point as about
from demo.profiles import PLANT, SHOP, STORE
from demo.rewriting import energy_money, fen, light_load, phases_uncounted
from demo.stage import Play, Role

DIFFERS = "倍率不符"
CT: dict[str, Any] = {"contract_cap": 80, "ct_primary": 150}  # 150/5: the factor is 30
PHASES = (30, 40, 30)  # one of 200/5 beside two of 150/5
KV: dict[str, Any] = {"contract_cap": 1000}  # 75/5 and 10000/100: the factor is 1500
meter, point = partial(changed, "meters"), partial(changed, "metering_points")
transformers = partial(changed, "instrument_transformers")

__all__ = ["about", "cases"]


def cases(play: Play) -> Sequence[Case]:
    """Return factors; the amount is what the right one would have charged more since it was installed."""
    new = play.day(10, -7)
    at_20, at_40 = CT | {"t_factor": 20}, CT | {"t_factor": 40}
    fresh, high = at_20 | {"build_date": new, "power_on_date": new}, KV | {"t_factor": 1000}
    too_much = CT | {"ct_primary": 1500, "t_factor": 30, "base_kwh": 8000}
    bad = partial(wrong, branch=DIFFERS)
    return [
        bad("应30按20计,历月", STORE, at_20, amount=missed(30, 20)),
        bad("应30按40计,历月", STORE, at_40, amount=missed(30, 40)),
        bad("7个月前装表,次月起算", STORE, fresh, amount=missed(30, 20, play.month(-6))),
        bad("直接表按2倍计", SHOP, {"t_factor": 2}, amount=missed(1, 2)),
        bad("高压应1500按1000计", PLANT, high, amount=missed(1500, 1000)),
        bad(
            "高供高计无PT档案,按额定电压比,应1500按1000计",
            PLANT,
            high,
            no_voltage_transformers,
            missed(1500, 1000),
        ),
        bad("抄表用倍率20,档案30", STORE, CT, read(t_factor=Decimal(20)), missed(30, 20)),
        bad("档案倍率错而抄表倍率对,未影响电费", STORE, CT, meter(t_factor=Decimal(60)), 0),
        bad("倍率差0.02", STORE, CT, meter(t_factor=Decimal("30.02")), 0),
        bad(
            "各相变比不同,无一相符,无法估算",
            STORE,
            at_20,
            transformers(1, ratio="200/5"),
            also=[Side("MET-02", partial(phases_uncounted, billed=20, ratios=PHASES), of=the_point)],
        ),
        bad(
            "还原电量超出容量所能,疑互感器档案错",
            STORE,
            too_much,
            also=[Side("MET-03", light_load, "1500/5过大", the_point)],
        ),
        fine("倍率恰差0.01", STORE, CT, meter(t_factor=Decimal("30.01"))),
        fine("高供高计无PT档案,按额定电压比相符", PLANT, KV, no_voltage_transformers),
        fine("组合互感器按二次值区分", PLANT, KV, combined("03", "03")),
        fine("电流组合与电压组合", PLANT, KV, combined("04", "05")),
        fine(
            "各相变比不同,与其一相符",
            STORE,
            CT,
            transformers(1, ratio="200/5"),
            also=[Side("MET-02", partial(phases_uncounted, billed=30, ratios=PHASES), of=the_point)],
        ),
        fine("变比不可解析", STORE, at_20, transformers(None, ratio="见铭牌")),
        fine("互感器式表无CT档案", STORE, at_20, cleared("instrument_transformers")),
        fine("考核点不查", STORE, at_20, point(mp_attr="02")),
        fine("非实抄点不查", STORE, at_20, point(calc_mode="3", last_review=play.ago(60))),
        fine("停用点不查", STORE, at_20, point(mp_status="03")),
        fine("换下的互感器已不运行", STORE, CT, an_old_transformer),
        fine("标定电流未录,直接表倍率为1", SHOP, {}, meter(rated_i=None)),
    ]


def missed(due: int, billed: int, since: str = "000000") -> Callable[[Role], Decimal]:
    """Return what a wrong factor has cost since a month."""

    def amount(role: Role) -> Decimal:
        money = energy_money(role, since)
        return fen(money * due / billed - money)

    return amount


def no_voltage_transformers(role: Role) -> None:
    """Leave the voltage transformers out of the archive."""
    rows = role.rows["instrument_transformers"]
    rows[:] = [row for row in rows if row["it_sort"] == "01"]


def combined(current: str, voltage: str) -> Change:
    """File the transformers as combined ones."""

    def change(role: Role) -> None:
        for row in role.rows["instrument_transformers"]:
            row["it_sort"] = current if row["it_sort"] == "01" else voltage

    return change


def an_old_transformer(role: Role) -> None:
    """Add a transformer of another ratio that was taken down."""
    rows = role.rows["instrument_transformers"]
    number = rows[0]["it_asset_no"][:-1] + "9"
    rows.append(rows[0] | {"it_asset_no": number, "ratio": "200/5", "status": "014"})
