"""The feeds (供电电源) of everybody but households: as many as the archive says, the first of them the main one.

The second feed stands by with half of the capacity (for which 高可靠性供电费用 is paid), from another busbar and line.
"""

import numpy as np
import pyarrow as pa

from data_loaders.codes.customers import CustType
from data_loaders.codes.equipment import RunStatus, SourceRole
from demo.arrays import constant, decimals, filled_in, joined, picked, texts
from demo.world import Population

_BUSBARS, _INCOMING = ("10kVⅠ段母线", "10kVⅡ段母线", "10kVⅢ段母线"), ("架空", "电缆")
_BOUNDARY = ("低压计量箱出线开关", "T接点跌落式熔断器")


def power_sources(world: Population) -> pa.Table:
    """Return the feeds of all customers on the books that are no households."""
    fed = np.flatnonzero((world["cons_sort_code"] != CustType.RESIDENT) & world.is_on_books)
    counts = np.array([1, 2, 3])[np.searchsorted(["1", "2", "3"], world["source_count"][fed]).clip(max=2)]
    rows = np.repeat(fed, counts)
    order = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    is_high, is_main = world["is_high"][rows], order == 0
    has_spare = np.repeat(counts > 1, counts)
    cap = world["contract_cap"][rows]
    index = pa.array(rows)
    tail = texts((order + 1).astype(str))
    lines = [f"33{station.number:02d}0{n}" for station in world.stations for n in range(3)]
    stations = world["station"][rows]
    columns = {
        "org_code": picked([station.org_code for station in world.stations], stations),
        "cons_no": world.texts_at("cons_no", rows),
        "ps_no": joined(world.texts_at("cons_no", rows), tail),
        "ps_attr": texts(np.where(is_main, SourceRole.MAIN, SourceRole.STANDBY)),
        "ps_type": world.texts_at("supply_source_type", rows),
        "ps_phase": texts(np.where(world["wiring_mode"][rows] == "1", "1", "3")),
        "substation": picked([f"{station.county_name}变" for station in world.stations], stations),
        "bus_name": picked(_BUSBARS, order),
        "line_no": picked(lines, stations * 3 + order),
        "line_status": constant(RunStatus.RUNNING, len(rows)),
        "tg_no": world.area_texts("area_no").take(index),
        "volt_code": world.texts_at("volt_code", rows),
        "ps_cap": decimals(np.where(is_main, cap, cap // 2), 3),
        "linein_mode": picked(_INCOMING, (world["running"][rows] + order) % 2),
        "run_mode": picked(["热备用", "常供"], is_main.astype(int)),
        "interlock_mode": picked([None, "机械联锁"], has_spare.astype(int)),
        "switch_mode": picked([None, "手动切换"], has_spare.astype(int)),
        "pr_point": picked(_BOUNDARY, is_high.astype(int)),
    }
    return filled_in("power_sources", len(rows), columns)
