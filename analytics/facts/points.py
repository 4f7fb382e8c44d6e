"""Metering points and meters in use (在用点、运行表), and points metered behind the customer's transformer (高供低计)."""

from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.customers import cancelled
from analytics.regulation.money import number
from analytics.regulation.voltage import kilovolts_expr
from data_loaders.codes.equipment import SourceType
from data_loaders.codes.metering import AmmeterStatus, MeasMode, MpAttr, MpStatus, PqCalcMode

LOW_SIDE_IS_A_CHOICE_FROM_KV = 10


@fact(
    title="在用点",
    grain="一计量点一行",
    key=("mp_no",),
    reads={"metering_points": ("mp_no", "cons_no", "mp_status?")},
    columns={},
    extends="metering_points",
    source="稽查目录计量类(MET)的精确判定:计量点状态 02(空视为在用)且户未销",
    uses=(cancelled,),
)
def points_in_use(t: Tables) -> Any:
    """Return the points in use of customers not cancelled; an empty status of the point counts as in use.

    Facts: cancelled.

    Shapes: the columns of `metering_points`.
    """
    points = t.metering_points
    used = points.filter(points.mp_status.isnull() | (points.mp_status == MpStatus.IN_USE))
    return used.anti_join(t.fact(cancelled), "cons_no")


def is_set_up(points: Any) -> Any:
    """Return whether points are set up or in use (设立, 在用); an empty status counts as that.

    Source: PRO-05 and PRO-14, precise readings, which ask for points that are not in use yet, too.
    """
    return points.mp_status.isnull() | points.mp_status.isin((MpStatus.SET_UP, MpStatus.IN_USE))


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


def settled_point_counts(t: Tables, whose: Any = None) -> Any:
    """Return how many points in use each customer (`whose`: of these) is settled by.

    Facts: points_in_use.

    Shapes: cons_no, points.
    """
    points = t.fact(points_in_use)
    points = points.filter(is_settled(points))
    points = points if whose is None else points.semi_join(whose, "cons_no")
    return points.group_by("cons_no").agg(points=points.count())


def without_a_meter(t: Tables) -> Any:
    """Return who has points in use of which none is read (定比、定量、协定 alone): cons_no.

    Facts: points_in_use.
    """
    points = t.fact(points_in_use)
    points = points.group_by("cons_no").agg(is_read=is_read(points).any())
    return points.filter(~points.is_read).select("cons_no")


def metering_kilovolts(points: Any, behind: float) -> Any:
    """Return the voltage in kV at which points are metered: that of the point, or the given one behind a transformer.

    Null where the code is none.
    """
    is_behind = (points.meas_mode == MeasMode.HIGH_SUPPLY_LOW_SIDE).fill_null(False)
    return ibis.ifelse(is_behind, number(behind).cast("decimal(18, 6)"), kilovolts_expr(points.volt_code))


def is_settled(points: Any) -> Any:
    """Return whether points are settled by (结算点); one without an attribute counts."""
    return points.mp_attr.isnull() | (points.mp_attr == MpAttr.SETTLING)


@fact(
    title="高供低计的结算点",
    grain="一计量点一行",
    key=("mp_no",),
    reads={
        "metering_points": ("mp_no", "cons_no", "mp_attr?", "calc_mode?", "meas_mode"),
        "customers": ("cons_no", "volt_code?", "contract_cap?", "supply_source_type?"),
    },
    columns={"supply_volt_code": ("供电电压", ""), "contract_cap": ("合同容量", "kVA")},
    extends="metering_points",
    source="稽查目录 MET-04 与 INS-11 的精确判定:10 千伏及以上供电、在低压侧计量的在用实抄结算点,公变供电除外",
    uses=(points_in_use,),
)
def low_side_points(t: Tables) -> Any:
    """Return the points in use at which customers of 10 kV or more are read behind their own transformer.

    Points settled by and read (实抄); an empty attribute or way of calculation counts. Not those supplied from a
    public transformer (公变).

    Shapes: the columns of `metering_points`, supply_volt_code, contract_cap (of the customer).
    """
    points = t.fact(points_in_use)
    points = points.filter(
        is_settled(points), is_read(points), points.meas_mode == MeasMode.HIGH_SUPPLY_LOW_SIDE
    )
    customers = t.customers.filter(
        kilovolts_expr(t.customers.volt_code) >= LOW_SIDE_IS_A_CHOICE_FROM_KV,
        t.customers.supply_source_type.fill_null("") != SourceType.PUBLIC_TRANSFORMER,
    )
    known = customers.select("cons_no", "contract_cap", supply_volt_code="volt_code")
    return points.inner_join(known, "cons_no")


def is_read(points: Any) -> Any:
    """Return whether the energy of points is what their own meter shows (实抄); an empty calculation counts."""
    return points.calc_mode.fill_null(PqCalcMode.METERED) == PqCalcMode.METERED
