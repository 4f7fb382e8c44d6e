"""8 责任人与单位: workload, limits kept, dissatisfaction and substantiated complaints, with shrinkage.

A person's rate on few cases says little, so it is drawn towards everybody's mean; what stands out even then
is a suggestion to look, not a verdict. The exports name no 责任人: 处理人员 stands for it (as in SVC-08).
"""

from typing import Any

import ibis
import pyarrow as pa

from analytics.facts.outcomes import KEPT, OVERDUE, STAGES
from analytics.facts.revisits import DISSATISFIED, JUDGED, SATISFIED
from analytics.weekly.cube import Cube, due_columns
from analytics.weekly.measures import Share
from analytics.weekly.orders import Orders
from analytics.weekly.revisits import columns_of
from analytics.weekly.sections import Measure, People, Scope, Suggestion
from analytics.weekly.shrinkage import prior_of
from analytics.weekly.tables import table_of
from analytics.weekly.units import WITHOUT_UNIT, rank_units
from data_loaders.codes.service import BusiType

SURE = 0.95  # the probability from which a person is suggested
FEWEST_CASES = 5
OWN_STAGES = ("arrival", "restore", "contact", "reply")  # what the handler can keep; others are the desk's
MEASURES: dict[Measure, str] = {"late": "due", "dissatisfied": "judged", "substantiated": "orders"}
_STAFF = (
    "handler name unit_code unit_name dept orders:i due:i late:i late_rate:f late_shrunk:f late_chance:f "
    "judged:i dissatisfied:i dissatisfied_rate:f dissatisfied_shrunk:f dissatisfied_chance:f "
    "substantiated:i substantiated_rate:f substantiated_shrunk:f substantiated_chance:f"
)
_SUMS = ("orders", "late", "due", "judged", "dissatisfied", "substantiated")
_UNITS = (
    "unit_code unit_name count:i previous:i change:f per_10k:f repairs:i arrival_due:i arrival_on_time:i "
    "arrival_rate:f arrival_rank:i complaints:i complaints_per_10k:f substantiated:i kept_due:i kept:i "
    "kept_rate:f kept_rank:i judged:i satisfied:i satisfied_rate:f satisfied_rank:i late:i"
)


def people_of(orders: Orders, cube: Cube, scope: Scope, households: dict[str, int | None]) -> People:
    """Return the section; `households` are those of the units shown."""
    missing = []
    if not orders.has("handler"):
        missing.append("工单没有处理人员,未按责任人统计")
    elif not orders.door.rows("staff"):
        missing.append("没有导入人员,责任人只显示工单中的处理人员")
    staff = _staff(orders, scope) if orders.has("handler") else []
    suggestions = _shrink(staff, orders)
    staff.sort(key=lambda row: (-row["orders"], row["handler"]))
    return People(
        table_of(staff, _STAFF), _units(orders, cube, scope, households), tuple(suggestions), tuple(missing)
    )


def _staff(orders: Orders, scope: Scope) -> list[dict[str, Any]]:
    names: Any = orders.door.table("staff").select("emp_no", "name")
    known = {row["emp_no"]: row["name"] for row in names.to_pyarrow().to_pylist()}
    own = orders.known(OWN_STAGES)
    rows = _one_each(orders.rows(f"staff {own}", lambda wide: _work(wide, own)))
    for row in rows:
        row["name"] = known.get(row["handler"]) or row["handler"]
        row["unit_code"] = row["unit"]
        row["unit_name"] = scope.units.get(row["unit"] or "", WITHOUT_UNIT)
    return rows


def _work(wide: Any, stages: list[str]) -> Any:
    now = wide.filter(wide.is_now, wide.handler.notnull())
    late, due = [], []
    for stage in stages:
        late.append(now[stage].isin(OVERDUE).cast("int64"))
        due.append(now[stage].isin((KEPT, *OVERDUE)).cast("int64"))
    is_true = (now.busi_type == BusiType.COMPLAINT) & now.true_flag & now.resp_flag.fill_null(True)
    return now.group_by("handler", "unit", "dept").agg(
        orders=now.count(),
        late=_total(late),
        due=_total(due),
        judged=now.satisfaction.isin(JUDGED).sum(),
        dissatisfied=now.satisfaction.isin(DISSATISFIED).sum(),
        substantiated=is_true.sum(),
    )


def _one_each(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row a person, at the unit and department of most of the orders."""
    parts.sort(key=lambda part: (-part["orders"], part["unit"] or "", part["dept"] or ""))
    people: dict[str, dict[str, Any]] = {}
    for part in parts:
        row = people.setdefault(part["handler"], part | dict.fromkeys(_SUMS, 0))
        for name in _SUMS:
            row[name] += part[name] or 0
    return list(people.values())


def _total(parts: list[Any]) -> Any:
    whole: Any = ibis.literal(0)
    for part in parts:
        whole = whole + ibis.coalesce(part, 0)
    return ibis.coalesce(whole.sum(), 0)


def _shrink(staff: list[dict[str, Any]], orders: Orders) -> list[Suggestion]:
    """Add the shrunk rates to the rows and return what stands out, the surest first."""
    is_known = {
        "late": bool(orders.known(OWN_STAGES)),
        "dissatisfied": orders.has("satisfaction"),
        "substantiated": orders.has("true_flag"),
    }
    found = []
    for measure, base in MEASURES.items():
        if not is_known[measure]:
            for row in staff:
                row[measure] = None
            continue
        prior = prior_of([(row[measure], row[base]) for row in staff])
        for row in staff:
            part, whole = row[measure], row[base]
            row[f"{measure}_rate"] = Share(part, whole).value
            if prior is None or not whole:
                continue
            shrunk = prior.shrunk(part, whole)
            row[f"{measure}_shrunk"], row[f"{measure}_chance"] = shrunk.rate, shrunk.chance
            if shrunk.chance >= SURE and whole >= FEWEST_CASES and part:
                names = row["handler"], row["name"], row["unit_name"]
                found.append(Suggestion(*names, measure, part, whole, shrunk.rate, prior.mean, shrunk.chance))
    return sorted(found, key=lambda one: (-one.chance, -one.part, one.handler, one.measure))


def _units(orders: Orders, cube: Cube, scope: Scope, households: dict[str, int | None]) -> pa.Table:
    now, repairs = cube.by("unit"), cube.by("unit", busi_type=BusiType.REPAIR)
    complaints = cube.by("unit", busi_type=BusiType.COMPLAINT)
    before = cube.by("unit", phase="previous")["orders"].to_dict()
    has_previous = cube.sum("orders", "previous") is not None
    known = [stage for stage in STAGES if orders.has(*stage.needs)]
    due = [name for stage in known for name in due_columns(stage.key, stage.counts_pending)]
    rows: list[dict[str, Any]] = []
    for unit in sorted({*now.index, *before, *scope.units}):
        count = _at(now, unit, ["orders"])
        earlier = int(before.get(unit, 0)) if has_previous else None
        number, homes = _at(complaints, unit, ["orders"]), households.get(unit)
        row: dict[str, Any] = {
            "unit_code": unit,
            "unit_name": scope.units.get(unit, WITHOUT_UNIT),
            "count": count,
            "previous": earlier,
            "change": count / earlier - 1 if earlier else None,
            "per_10k": count * 10_000 / homes if homes else None,
            "repairs": _at(repairs, unit, ["orders"]),
            "complaints": number,
            "complaints_per_10k": number * 10_000 / homes if homes else None,
            "substantiated": _at(complaints, unit, ["true"]) if orders.has("true_flag") else None,
            "late": _at(now, unit, [f"{stage.key}_late" for stage in known]),
        }
        kept = Share(_at(now, unit, [f"{stage.key}_kept" for stage in known]), _at(now, unit, due))
        row |= {"kept_due": kept.whole, "kept": kept.part, "kept_rate": kept.value}
        if orders.has("arrive_time"):
            arrival = Share(_at(now, unit, ["arrival_kept"]), _at(now, unit, due_columns("arrival", True)))
            row |= {"arrival_due": arrival.whole, "arrival_on_time": arrival.part}
            row |= {"arrival_rate": arrival.value}
        if orders.has("satisfaction"):
            level = Share(_at(now, unit, columns_of(SATISFIED)), _at(now, unit, columns_of(JUDGED)))
            row |= {"judged": level.whole, "satisfied": level.part, "satisfied_rate": level.value}
        rows.append(row)
    for name, part, whole in (
        ("arrival", "arrival_on_time", "arrival_due"),
        ("kept", "kept", "kept_due"),
        ("satisfied", "satisfied", "judged"),
    ):
        shares = [Share(row[part], row[whole]) if part in row else None for row in rows]
        rank_units(rows, shares, f"{name}_rank")
    return table_of(rows, _UNITS)


def _at(frame: Any, unit: str, columns: list[str]) -> int:
    return int(sum(frame[column].get(unit, 0) for column in columns))
