"""From the parts of scores to ranked targets, for all of a run's parts or for those that count when it is read."""

from typing import Any

import ibis

from analytics.ranking.expected_value import (
    HOURS_PER_FURTHER_CHECK,
    STRONGEST_ANOMALY,
    STRONGEST_ANOMALY_RATE,
)

ANOMALY = "ANOMALY"
OBJECT = ["object_type", "object_id"]


def targets_of(parts: Any) -> Any:
    """Return one row for each object from its parts, ranked: the columns of targets in `rank`."""
    by_points = [ibis.desc(ibis._.points), ibis._.check_code]
    in_category = ibis.window(group_by=["object_type", "object_id", "category"], order_by=by_points)
    is_first = ibis.row_number().over(in_category) == 0
    parts = parts.mutate(new_category=ibis.ifelse(is_first, parts.category, None))
    grouped = parts.group_by("object_type", "object_id").agg(
        cons_no=parts.cons_no.max(),
        org_code=parts.org_code.max(),
        score=parts.points.sum(),
        probability=1 - (1 - parts.rate).ln().sum().exp(),
        expected_yuan=(parts.rate * parts.worth_yuan).sum(),
        hours=parts.hours.max(),
        hits=parts.hits.sum(),
        amount_yuan=parts.amount_yuan.sum(),
        categories=parts.new_category.group_concat(sep="、", order_by=by_points),
        severity=parts.severity.first(order_by=by_points),
        check_codes=parts.check_code.group_concat(sep=",", order_by=by_points),
        reasons=parts.reason.group_concat(sep=";", order_by=by_points),
    )
    order = [ibis.desc(grouped.score), grouped.object_type, grouped.object_id]
    ranked = grouped.mutate(rank=ibis.row_number().over(ibis.window(order_by=order)) + 1)
    return (
        ranked.mutate(expected_yuan=ranked.expected_yuan.cast("decimal(18, 2)"))
        .relocate("rank")
        .order_by("rank")
    )


def is_strongest(parts: Any) -> Any:
    """Return the condition for the anomalies that are targets by themselves; runs of old told them by their rate."""
    if "band" in parts.columns:
        return parts.band >= STRONGEST_ANOMALY
    return parts.rate >= STRONGEST_ANOMALY_RATE


def parts_without(parts: Any, left_out: Any) -> Any:
    """Return the parts of the objects of which some parts do not count, without these, at the points that are left.

    An object is looked at sooner with fewer checks; an anomaly that was a part only beside them falls away with them.

    Shapes: parts as analytics.ranking.targets writes them; `left_out`: object_type, object_id, check_code.
    """
    concerned = parts.semi_join(left_out, OBJECT).anti_join(left_out, [*OBJECT, "check_code"])
    left = concerned.mutate(left=concerned.check_code.count().over(group_by=OBJECT))
    kept = left.filter((left.check_code != ANOMALY) | (left.left > 1) | is_strongest(left))
    hours = kept.hours - (kept.checks - kept.left) * HOURS_PER_FURTHER_CHECK
    again = kept.mutate(hours=hours, points=kept.rate * kept.worth_yuan.sqrt() / hours, checks=kept.left)
    return again.select(*parts.columns)
