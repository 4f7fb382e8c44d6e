"""3 故障报修: who was there in time, how long it took, what broke, whose it was, and where it comes back."""

from collections import Counter
from datetime import timedelta
from typing import Any

import ibis
import pyarrow as pa

from analytics.facts.outcomes import KEPT, LATE
from analytics.regulation.service_limits import arrival_minutes
from analytics.weekly.composition import pareto
from analytics.weekly.cube import Cube, due_columns
from analytics.weekly.labels import AREA_LABELS, label
from analytics.weekly.measures import UNKNOWN, Share
from analytics.weekly.orders import Orders, repeat_days, within
from analytics.weekly.period import Period, Span
from analytics.weekly.sections import ParetoRow, Repairs, Scope
from analytics.weekly.tables import table_of
from analytics.weekly.units import WITHOUT_UNIT, rank_units
from data_loaders.codes.service import BusiType, FaultOwner

AREA_TIMES = 3  # repairs of one transformer area within 30 days


def repairs_of(orders: Orders, cube: Cube, period: Period, scope: Scope) -> Repairs:
    """Return the section."""
    has_arrival, missing = orders.has("arrive_time"), []
    if not has_arrival:
        missing.append("工单没有到达现场时间,未计算到场及时率和到场、修复用时")
    if not orders.has("urban_rural_flag") and not orders.door.filled("customers").get("urban_rural_flag"):
        longest = arrival_minutes(None, period.span.last)
        missing.append(f"工单和客户档案都没有城乡类别,到场时限一律按特殊边远 {longest} 分钟")
    if not orders.has("fault_reason"):
        missing.append("工单没有故障原因,未作原因分析")
    if not orders.has("fault_owner"):
        missing.append("工单没有故障设备产权,未作产权分析")
    if not orders.door.filled("customers").get("tg_no"):
        missing.append("客户档案没有台区编号,未列频繁报修台区")
    whole, broken = _times(orders, []).get((), {}), orders.rows("broken", _broken)
    arrival = cube.kept("arrival", counts_pending=True) if has_arrival else UNKNOWN
    return Repairs(
        cube.count(busi_type=BusiType.REPAIR),
        arrival,
        whole.get("median_minutes"),
        whole.get("p90_minutes"),
        whole.get("restored", 0),
        whole.get("median_hours"),
        whole.get("p90_hours"),
        _by_area(orders, cube, has_arrival),
        _by_unit(orders, cube, scope, has_arrival),
        _causes(broken) if orders.has("fault_reason") else (),
        _owners(broken if orders.has("fault_owner") else []),
        _areas(orders, period),
        tuple(missing),
    )


def _times(orders: Orders, by: list[str]) -> dict[tuple, dict[str, Any]]:
    """Return medians and 90th percentiles of times that run forwards."""
    rows = orders.rows(f"times by {by}", lambda wide: _measured(wide, by))
    return {tuple(row[name] or "" for name in by): row for row in rows}


def _measured(wide: Any, by: list[str]) -> Any:
    now = _repairs(wide)
    arrived = ibis.ifelse(now.arrival.isin((KEPT, LATE)), now.arrival_seconds / 60, None)
    restored = ibis.ifelse(now.restore_seconds >= 0, now.restore_seconds / 3600, None)
    measured = now.mutate(arrived=arrived, restored_hours=restored)
    return (measured.group_by(*by) if by else measured).agg(
        median_minutes=measured.arrived.quantile(0.5),
        p90_minutes=measured.arrived.quantile(0.9),
        restored=measured.restored_hours.count(),
        median_hours=measured.restored_hours.quantile(0.5),
        p90_hours=measured.restored_hours.quantile(0.9),
    )


def _repairs(wide: Any) -> Any:
    return wide.filter(wide.is_now, wide.busi_type == BusiType.REPAIR)


def _arrivals(sums: Any, has_arrival: bool) -> dict[str, Any]:
    if not has_arrival:
        return {"due": int(sums[due_columns("arrival", True)].sum()), "on_time": None, "rate": None}
    share = Share(int(sums["arrival_kept"]), int(sums[due_columns("arrival", True)].sum()))
    return {"due": share.whole, "on_time": share.part, "rate": share.value}


def _by_area(orders: Orders, cube: Cube, has_arrival: bool) -> pa.Table:
    times, rows = _times(orders, ["area"]), []
    for code, sums in cube.by("area", busi_type=BusiType.REPAIR).iterrows():
        known = times.get((code,), {})
        area = str(code)
        arrivals = _arrivals(sums, has_arrival)
        rows.append(
            {
                "area_code": area,
                "area_label": AREA_LABELS.get(area, area),
                "limit_minutes": arrival_minutes(area, orders.period.span.last),
                **arrivals,
                "late": arrivals["due"] - arrivals["on_time"] if has_arrival else None,
                "not_arrived": int(sums["not_arrived"]) if has_arrival else None,
                "median_minutes": known.get("median_minutes"),
                "p90_minutes": known.get("p90_minutes"),
            }
        )
    rows.sort(key=lambda row: (not row["area_code"], row["area_code"]))
    return table_of(
        rows,
        "area_code area_label limit_minutes:i due:i on_time:i late:i not_arrived:i rate:f median_minutes:f "
        "p90_minutes:f",
    )


def _by_unit(orders: Orders, cube: Cube, scope: Scope, has_arrival: bool) -> pa.Table:
    times, rows = _times(orders, ["unit"]), []
    for code, sums in cube.by("unit", busi_type=BusiType.REPAIR).iterrows():
        known = times.get((code,), {})
        rows.append(
            {
                "unit_code": str(code),
                "unit_name": scope.units.get(str(code), WITHOUT_UNIT),
                "count": int(sums["orders"]),
                **_arrivals(sums, has_arrival),
                **{k: known.get(k) for k in ("median_minutes", "p90_minutes", "median_hours", "p90_hours")},
            }
        )
    shares = [Share(row["on_time"], row["due"]) if has_arrival else None for row in rows]
    rank_units(rows, shares)
    rows.sort(key=lambda row: (row["rank"] is None, row["rank"] or 0, row["unit_code"]))
    return table_of(
        rows,
        "unit_code unit_name count:i due:i on_time:i rate:f rank:i median_minutes:f p90_minutes:f "
        "median_hours:f p90_hours:f",
    )


def _broken(wide: Any) -> Any:
    """Return how many repairs there were by cause and owner."""
    now = _repairs(wide)
    return now.group_by("fault_reason", "fault_owner").agg(n=now.count())


def _causes(broken: list[dict[str, Any]]) -> tuple[ParetoRow, ...]:
    counted: Counter[str] = Counter()
    for row in broken:
        counted[row["fault_reason"] or ""] += row["n"]
    return pareto([(code, label("REASON", code), n) for code, n in counted.items()])


def _owners(broken: list[dict[str, Any]]) -> pa.Table:
    counted: Counter[str] = Counter()
    for row in broken:
        counted[row["fault_owner"] or ""] += row["n"]
    rows = [
        {
            "owner_code": code,
            "owner_label": label("FAULTY_EQUIPMENT_PROPERTY", code),
            "count": n,
            "share": n / counted.total(),
        }
        for code, n in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    ]
    return table_of(rows, "owner_code owner_label count:i share:f")


def _areas(orders: Orders, period: Period) -> pa.Table:
    """Return the transformer areas with several repairs of the company's equipment in the last 30 days."""
    last = period.span.last
    recently = Span(last - timedelta(days=repeat_days(period) - 1), last)
    window = Span(min(recently.first, period.span.first), last)
    wide = orders.wide
    is_own = (wide.fault_owner == FaultOwner.CUSTOMER).fill_null(False)
    some = wide.filter(within(wide, window), wide.busi_type == BusiType.REPAIR, wide.tg_no.notnull(), ~is_own)
    each = some.group_by("tg_no").agg(
        in_period=some.is_now.sum(),
        in_30_days=within(some, recently).sum(),
        customers=some.cust_no.nunique(),
        last_time=some.accept_time.max(),
        tg_name=some.tg_name.min(),
    )
    each = each.filter(each.in_period > 0, each.in_30_days >= AREA_TIMES)
    rows = each.to_pyarrow().to_pylist()
    for row in rows:
        row["tg_name"] = row["tg_name"] or row["tg_no"]
    rows.sort(key=lambda row: (-row["in_30_days"], -row["in_period"], row["tg_no"]))
    return table_of(rows, "tg_no tg_name in_period:i in_30_days:i customers:i last_time:t")
