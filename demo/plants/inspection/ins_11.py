"""INS-11 供电方式/计量方式选择不合理

Voltages, metering, sources and busbars that do not befit the customer, on both sides of each limit.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import archived, changed, together
from demo.changes import the_point as point
from demo.inspecting import last_seen
from demo.law import HIGH_VOLTAGE_KVA, SUPPLY_RULES_2024
from demo.profiles import HOME, LV_LARGE, MALL, PLANT, SHARED_HOME, SHOP, SMALL_PLANT
from demo.rewriting import open_application
from demo.stage import Play, Role

HIGH, AT_380, AT_220, METERED, IMPORTANT, BUSBAR = (
    "① 高压容量", "② 380伏容量", "③ 220伏容量", "④ 计量方式", "⑤ 重要户单电源", "⑥ 同一母线",
)  # fmt: skip
TWO: dict[str, Any] = {"contract_cap": 200, "source_count": "2", "supply_mode": "21"}
CAP = {"contract_cap": 200}
LARGE = [Side("PRO-03", note="容量超过电压上限")]


def cases(play: Play) -> Sequence[Case]:
    """Return customers; there is no amount."""
    return [*of_capacity(play), *of_metering(), *of_sources(play)]


def of_capacity(play: Play) -> Iterator[Case]:
    """Yield capacities at each limit and above."""
    for volt, limit in HIGH_VOLTAGE_KVA.items():
        yield wrong(
            f"{volt} 超上限 {limit}kVA",
            PLANT,
            {"volt_code": volt, "contract_cap": limit + 1},
            branch=HIGH,
            also=LARGE,
        )
        yield fine(f"{volt} 恰为上限 {limit}kVA", PLANT, {"volt_code": volt, "contract_cap": limit})
    new = {"build_date": SUPPLY_RULES_2024, "power_on_date": SUPPLY_RULES_2024}
    over = new | {"contract_cap": Decimal("160.5")}
    yield wrong("380V 160.5kVA", LV_LARGE, over, branch=AT_380, also=LARGE)
    yield fine("380V 恰160kVA", LV_LARGE, new | {"contract_cap": 160})
    yield fine("居民合表380V 200kVA", SHARED_HOME, new | {"contract_cap": 200}, also=LARGE)
    yield wrong("220V 12.5kVA", SHOP, {"contract_cap": Decimal("12.5")}, branch=AT_220, also=LARGE)
    yield wrong("居民220V 15kVA", HOME, {"contract_cap": 15}, branch=AT_220, also=LARGE)
    yield fine("220V 恰12kVA", SHOP, {"contract_cap": 12})
    for app_type, note in (("110", "增容"), ("214", "改压")):
        yield fine(
            f"380V 200kVA,{note}在途",
            LV_LARGE,
            new | {"contract_cap": 200},
            asked(play, app_type),
            also=LARGE,
        )
    yield fine("已销户不查", SHOP, {"contract_cap": 20, "status_code": "9"})
    yield fine("考核户不查", SHOP, {"contract_cap": 20, "cons_sort_code": "00", "elec_type_code": "000"})


def of_metering() -> Iterator[Case]:
    """Yield customers metered behind their transformers."""
    unfit = [Side("MET-04", note="容量应在高压侧计量", of=point)]
    low = {"meas_mode": "2"}
    yield wrong("10kV 恰315kVA高供低计", MALL, low | {"contract_cap": 315}, branch=METERED, also=unfit)
    yield fine("10kV 250kVA高供低计", SMALL_PLANT, low | {"contract_cap": 250})
    yield fine("10kV 315kVA高供高计", MALL, {"contract_cap": 315})
    yield fine("公变供电315kVA高供低计", MALL, low | {"contract_cap": 315}, archived(supply_source_type="1"))


def of_sources(play: Play) -> Iterator[Case]:
    """Yield important customers, who are inspected twice a year, and two feeds from one busbar."""
    recently = last_seen(play.ago(20))
    one, two = partial(wrong, branch=IMPORTANT), partial(wrong, branch=BUSBAR)
    for level in ("01", "02", "03"):
        yield one(
            f"重要性等级{level}而单电源",
            SMALL_PLANT,
            CAP,
            together(recently, archived(importance_level=level)),
        )
    yield fine("临时性重要用户单电源", SMALL_PLANT, CAP, archived(importance_level="04"))
    yield fine("重要用户双电源", SMALL_PLANT, TWO, together(recently, archived(importance_level="01")))
    yield one(
        "自备电源登记为一级重要用户而单电源",
        SMALL_PLANT,
        CAP | {"spare_power_flag": "02"},
        together(recently, changed("self_generation", importance_level="02")),
    )
    yield two("双电源取自同一母线", SMALL_PLANT, TWO, same_bus())
    yield fine("同站不同母线", SMALL_PLANT, TWO)
    yield fine(
        "同名母线不同变电站",
        SMALL_PLANT,
        TWO,
        together(same_bus(), changed("power_sources", 1, substation="另一变")),
    )
    yield fine("母线有一路为空", SMALL_PLANT, TWO, changed("power_sources", 1, bus_name=None))
    gone = changed("power_sources", 1, bus_name="10kVⅠ段母线", line_status="03")
    yield fine(
        "同母线的一路已拆除", SMALL_PLANT, TWO, gone, also=[Side("PRO-13", note="档案双电源而只有一路")]
    )


def same_bus() -> Change:
    """Put both feeds on one busbar."""
    return changed("power_sources", None, bus_name="10kVⅠ段母线")


def asked(play: Play, app_type: str) -> Change:
    """Add an application that is still under way."""

    def change(role: Role) -> None:
        open_application(role, app_type, play.ago(2), "A01")

    return change
