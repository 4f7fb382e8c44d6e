"""INS-04 自备电源/双电源未登记或无闭锁

Own generation and second sources that are not filed, agreed, locked or tried.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from demo.cases import Case, fine, wrong
from demo.changes import archived, changed, cleared
from demo.profiles import MALL
from demo.stage import Play

UNGUARDED, UNFILED, TWO_SOURCES = "A 登记而缺协议、闭锁、试验", "B 档案有而未登记", "C 双电源"
BASE: dict[str, Any] = {"contract_cap": 500}
OWN, DOUBLE = BASE | {"spare_power_flag": "02"}, BASE | {"source_count": "2", "supply_mode": "21"}
UNREGISTERED = cleared("self_generation")
register = partial(changed, "self_generation")


def cases(play: Play) -> Sequence[Case]:
    """Return registrations; there is no amount."""
    a, b, c = (partial(wrong, profile=MALL, branch=branch) for branch in (UNGUARDED, UNFILED, TWO_SOURCES))
    many = BASE | {"source_count": "3", "supply_mode": "31"}
    return [
        a("有自备电源而档案记为无", facts=OWN, change=archived(spare_power_flag="01")),
        a("无协议", facts=OWN, change=register(agreement=False)),
        a("协议未填", facts=OWN, change=register(agreement=None)),
        a("无切换装置", facts=OWN, change=register(switch_flag=False)),
        fine("切换装置未填", MALL, OWN, register(switch_flag=None)),
        a("闭锁方式空", facts=OWN, change=register(lock_mode=None)),
        a("检查已过12个月", facts=OWN, change=register(chk_date=play.ago(months=12, days=1))),
        fine("检查恰满12个月", MALL, OWN, register(chk_date=play.ago(months=12))),
        fine("检查日期空不判超期", MALL, OWN, register(chk_date=None)),
        b("档案有自备电源而未登记", facts=OWN, change=UNREGISTERED),
        b("档案有而登记为无", facts=OWN, change=register(spare_power_flag="01")),
        c("双电源闭锁方式空", facts=DOUBLE, change=register(lock_mode=None)),
        c("多电源闭锁方式空", facts=many, change=register(lock_mode=None)),
        c("双电源未登记", facts=DOUBLE, change=UNREGISTERED),
        fine("独立常供不切换(公用线)", MALL, DOUBLE | {"supply_mode": "25"}, UNREGISTERED),
        fine("独立常供不切换(专线)", MALL, DOUBLE | {"supply_mode": "26"}, register(lock_mode=None)),
        fine("单电源、无自备电源", MALL, BASE),
        fine("已销户不查", MALL, OWN | {"status_code": "9"}),
    ]
