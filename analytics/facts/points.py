"""Metering points and meters in use (在用点、运行表)."""

from typing import Any

from analytics.fact import Tables, fact
from analytics.facts.customers import is_cancelled
from data_loaders.codes.metering import AmmeterStatus, MpAttr, MpStatus


@fact(
    title="在用点",
    grain="一计量点一行",
    key=("mp_no",),
    reads={
        "metering_points": ("mp_no", "cons_no", "mp_status?"),
        "customers?": ("cons_no", "status_code?", "cancel_date?"),
    },
    columns={},
    extends="metering_points",
    source="稽查目录计量类(MET)的精确判定:计量点状态 02(空视为在用)且户未销",
)
def points_in_use(t: Tables) -> Any:
    """Return the points in use of customers not cancelled; an empty status of the point counts as in use.

    Shapes: the columns of `metering_points`.
    """
    points = t.metering_points
    used = points.filter(points.mp_status.isnull() | (points.mp_status == MpStatus.IN_USE))
    return used.anti_join(t.customers.filter(is_cancelled(t.customers, t.as_of)), "cons_no")


@fact(
    title="运行表",
    grain="一表一行",
    key=(),
    reads={"meters": ("asset_no", "status")},
    columns={},
    extends="meters",
    source="稽查目录计量类(MET)的精确判定:电能表状态 012",
)
def running_meters(t: Tables) -> Any:
    """Return the meters that run; one at several places has a row at each.

    Shapes: the columns of `meters`.
    """
    return t.meters.filter(t.meters.status == AmmeterStatus.RUNNING)


def is_settled(points: Any) -> Any:
    """Return whether points are settled by (结算点); one without an attribute counts."""
    return points.mp_attr.isnull() | (points.mp_attr == MpAttr.SETTLING)
