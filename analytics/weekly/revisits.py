"""6 回访与满意度: who was called back, how satisfied they were, and whose anger nobody went back to."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from analytics.facts.revisits import DISSATISFIED, JUDGED, SATISFIED, followed, sent_back
from analytics.weekly.cube import Cube, due_columns
from analytics.weekly.labels import label, sub_type_label, type_label
from analytics.weekly.measures import UNKNOWN, Share
from analytics.weekly.orders import Orders
from analytics.weekly.sections import Revisits, Scope
from analytics.weekly.tables import table_of
from analytics.weekly.units import WITHOUT_UNIT, rank_units
from data_loaders.codes.service import Satisfaction


def columns_of(codes: Iterable[str]) -> list[str]:
    """Return the cube's columns of some levels of satisfaction."""
    return [f"level_{code}" for code in codes]


def revisits_of(orders: Orders, cube: Cube, scope: Scope) -> Revisits:
    """Return the section."""
    has_visit, has_level = orders.has("visit_flag"), orders.has("satisfaction")
    missing = []
    if not has_visit:
        missing.append("工单没有回访标志,未计算回访率")
    if not has_level:
        missing.append("工单没有回访满意度,未计算满意率")
    elif not orders.door.rows("work_order_steps"):
        missing.append("没有导入工单处理环节,是否二次处理只按后续同类工单判断")
    unhappy = _dissatisfied(orders, scope) if has_level else table_of([], _UNHAPPY)
    return Revisits(
        cube.kept("revisit") if has_visit else UNKNOWN,
        cube.rate(columns_of(SATISFIED), columns_of(JUDGED)) if has_level else UNKNOWN,
        _levels(cube) if has_level else table_of([], _LEVELS),
        _by_unit(cube, scope, has_visit, has_level),
        unhappy,
        unhappy["is_handled_again"].to_pylist().count(False) if has_level else None,
        tuple(missing),
    )


_LEVELS = "code label count:i share:f previous:i"
_UNHAPPY = (
    "wo_no type_label sub_label unit_code unit_name accept_time:t archive_time:t satisfaction handler "
    "is_handled_again:b cust_no cons_name"
)


def _levels(cube: Cube) -> pa.Table:
    total = cube.sum(columns_of(Satisfaction)) or 0
    rows = []
    for code in Satisfaction:
        count = cube.sum(f"level_{code}") or 0
        rows.append(
            {
                "code": code,
                "label": label("VISITS_SATISFACTION_LEVEL", code),
                "count": count,
                "share": count / total if total else None,
                "previous": cube.sum(f"level_{code}", "previous"),
            }
        )
    return table_of(rows, _LEVELS)


def _by_unit(cube: Cube, scope: Scope, has_visit: bool, has_level: bool) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for unit, sums in cube.by("unit").iterrows():
        visit = Share(int(sums["revisit_kept"]), int(sum(sums[c] for c in due_columns("revisit"))))
        level = Share(
            int(sum(sums[c] for c in columns_of(SATISFIED))), int(sum(sums[c] for c in columns_of(JUDGED)))
        )
        row: dict[str, Any] = {"unit_code": str(unit), "unit_name": scope.units.get(str(unit), WITHOUT_UNIT)}
        if has_visit:
            row |= {"due": visit.whole, "visited": visit.part, "visit_rate": visit.value}
        if has_level:
            unhappy = int(sum(sums[c] for c in columns_of(DISSATISFIED)))
            row |= {"judged": level.whole, "satisfied": level.part, "rate": level.value}
            row |= {"dissatisfied": unhappy}
        rows.append(row)
    shares = [Share(row["satisfied"], row["judged"]) if has_level else None for row in rows]
    rank_units(rows, shares)
    rows.sort(key=lambda row: (row["rank"] is None, row["rank"] or 0, row["unit_code"]))
    return table_of(
        rows,
        "unit_code unit_name due:i visited:i visit_rate:f judged:i satisfied:i rate:f rank:i dissatisfied:i",
    )


def _dissatisfied(orders: Orders, scope: Scope) -> pa.Table:
    """Return the dissatisfied orders; handled again: said so, sent back in review, or a like order after archiving."""
    handled = _followed(orders) | _sent_back(orders)
    rows = [
        {
            "wo_no": row["wo_no"],
            "type_label": type_label(row["busi_type"]),
            "sub_label": sub_type_label(row["busi_type"], row["busi_sub_type"]),
            "unit_code": row["unit"],
            "unit_name": scope.units.get(row["unit"] or "", WITHOUT_UNIT),
            "accept_time": row["accept_time"],
            "archive_time": row["archive_time"],
            "satisfaction": label("VISITS_SATISFACTION_LEVEL", row["satisfaction"]),
            "handler": row["handler"],
            "is_handled_again": bool(row["second_flag"]) or row["wo_no"] in handled,
            "cust_no": row["cust_no"],
            "cons_name": row["cons_name"],
        }
        for row in orders.rows("dissatisfied", lambda wide: _unhappy(wide).order_by("accept_time", "wo_no"))
    ]
    return table_of(rows, _UNHAPPY)


def _sent_back(orders: Orders) -> set[str]:
    """Return the orders that a review sent back to be done again."""
    if not orders.door.rows("work_order_steps"):
        return set()
    again = sent_back(orders.door.table("work_order_steps"))
    # not kept as a statement: which hand-overs there are depends on who asks
    return set(_unhappy(orders.wide).semi_join(again, "wo_no").wo_no.to_pyarrow().to_pylist())


def _followed(orders: Orders) -> set[str]:
    """Return the orders after whose archiving the customer has another one of the same type in the unit."""
    key = f"followed in {orders.org_prefix}"
    found = orders.table(key, lambda wide: followed(_unhappy(wide), orders.all).select("wo_no"))
    return set(found["wo_no"].to_pylist())


def _unhappy(wide: Any) -> Any:
    return wide.filter(wide.is_now, wide.satisfaction.isin(DISSATISFIED), ~wide.is_barred)
