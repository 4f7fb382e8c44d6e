"""PRO-03 供电电压与容量不匹配

Capacities on both sides of each voltage's limit.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from demo.cases import Case, Side, fine, wrong
from demo.changes import archived
from demo.law import HIGH_VOLTAGE_KVA, SUPPLY_RULES_2024
from demo.profiles import HOME, LV_LARGE, PLANT, SHOP, SMALL_PLANT, STORE
from demo.rewriting import archived_application, open_application
from demo.stage import Play, Role

SINGLE, THREE, HIGH = "220伏或全为单相", "380伏", "高压"
TOO_LARGE = [Side("INS-11", note="容量超过电压上限")]


def cases(play: Play) -> Sequence[Case]:
    """Return capacities; there is no amount."""
    del play
    new, old = since(SUPPLY_RULES_2024), since(SUPPLY_RULES_2024 - timedelta(days=1))
    grown: dict[str, Any] = {"contract_cap": 150, "build_date": SUPPLY_RULES_2024.replace(year=2012)}
    unknown = {"build_date": None}
    return [
        fine("220V 恰12kVA", SHOP, {"contract_cap": 12}),
        wrong("220V 容量超12kVA", SHOP, {"contract_cap": Decimal("12.5")}, branch=SINGLE, also=TOO_LARGE),
        wrong("居民220V 15kVA", HOME, {"contract_cap": 15}, branch=SINGLE, also=TOO_LARGE),
        wrong("变更中用户220V 16kVA", SHOP, {"contract_cap": 16, "status_code": "2"}, branch=SINGLE, also=TOO_LARGE),
        fine("已销户不查", SHOP, {"contract_cap": 20, "status_code": "9"}),
        wrong("380V户计量点全为单相而15kVA", STORE, {"contract_cap": 15, "wiring_mode": "1"}, branch=SINGLE),
        fine("380V户单相恰12kVA", STORE, {"contract_cap": 12, "wiring_mode": "1"}),
        fine("另有三相计量点,不按单相判", STORE, {"contract_cap": 20, "wiring_mode": "1"}, a_three_phase_point),
        fine("380V 160kVA,2024-06-01立户", LV_LARGE, {"contract_cap": 160} | new),
        wrong("380V 160.5kVA,2024-06-01立户", LV_LARGE, {"contract_cap": Decimal("160.5")} | new, branch=THREE, also=TOO_LARGE),
        fine("380V 100kVA,2024-05-31立户", LV_LARGE, {"contract_cap": 100} | old),
        wrong("380V 101kVA,2024-05-31立户", LV_LARGE, {"contract_cap": 101} | old, branch=THREE),
        fine("老户2024-06-03受理增容,按新限额160", LV_LARGE, grown, lambda role: enlarged(role, 2)),
        wrong("老户2024-05-30受理增容,按旧限额100", LV_LARGE, grown, lambda role: enlarged(role, -2), branch=THREE),
        wrong("新规后受理的增容尚在途,仍按旧限额100", LV_LARGE, grown, growing, branch=THREE),
        fine("立户日期空,按2024-07-01送电取160", LV_LARGE, {"contract_cap": 160} | days_after(30), archived(**unknown)),
        wrong("立户日期空,按2024-05-20送电取100", LV_LARGE, {"contract_cap": 120} | days_after(-12), archived(**unknown), branch=THREE),
        fine("立户、送电日期皆空,按160", LV_LARGE, {"contract_cap": 130}, archived(power_on_date=None, **unknown)),
        *[fine(f"{volt} 恰为上限 {limit}kVA", PLANT, {"volt_code": volt, "contract_cap": limit}) for volt, limit in HIGH_VOLTAGE_KVA.items()],
        *[wrong(f"{volt} 超上限 {limit}kVA", PLANT, {"volt_code": volt, "contract_cap": limit + 1}, branch=HIGH, also=TOO_LARGE) for volt, limit in HIGH_VOLTAGE_KVA.items()],
        fine("220kV 不限容量,勿与220V混", PLANT, {"volt_code": "AC02201", "contract_cap": 300_000}),
        fine("10kV 低于下限仅提示", SMALL_PLANT, {"contract_cap": 30}),
        fine("考核户不查", SHOP, {"contract_cap": 50, "cons_sort_code": "00", "elec_type_code": "000"}),
        fine("趸售不查", STORE, {"contract_cap": 200, "elec_type_code": "502"}, also=TOO_LARGE),
    ]  # fmt: skip


def since(day: date) -> dict[str, Any]:
    """Return the facts of a customer set up and supplied on a day."""
    return {"build_date": day, "power_on_date": day}


def days_after(days: int) -> dict[str, Any]:
    """Return the facts of a customer set up so many days after the new rules (negative: before)."""
    return since(SUPPLY_RULES_2024 + timedelta(days=days))


def enlarged(role: Role, days: int) -> None:
    """Add an enlargement accepted so many days after the new rules (negative: before)."""
    archived_application(role, "110", SUPPLY_RULES_2024 + timedelta(days=days))


def growing(role: Role) -> None:
    """Add an enlargement that is still under way."""
    open_application(role, "110", SUPPLY_RULES_2024 + timedelta(days=61), "A05")


def a_three_phase_point(role: Role) -> None:
    """Add a second point, which has three phases, and its meter."""
    number = f"{role.no}03"
    points = role.rows["metering_points"]
    points.append(points[0] | {"mp_no": number, "wiring_mode": "3"})
    asset = role.meter["asset_no"][:-1] + "3"
    own = {"mp_no": number, "asset_no": asset, "bar_code": asset, "made_no": f"{role.no}79"}
    role.rows["meters"].append(role.meter | own | {"accuracy": "01"})
