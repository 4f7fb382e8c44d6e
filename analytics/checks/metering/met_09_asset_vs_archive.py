"""MET-09 表计资产状态与用户档案不一致"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import first_by, reasons
from analytics.facts.customers import cancelled
from analytics.facts.points import running_meters
from analytics.regulation.metering import METER_ASSETS
from data_loaders.codes.customers import ConsStatus
from data_loaders.codes.metering import AmmeterStatus, MpStatus
from models.category import Category
from models.data.customer_codes import customer_number

AWAITING_INSTALLATION = (
    AmmeterStatus.AWAITING_INSTALLATION,
    AmmeterStatus.RESERVED_FOR_PICKUP,
    AmmeterStatus.RESERVED_FOR_INSTALLATION,
    AmmeterStatus.IN_DELIVERY,
)


@check(
    code="MET-09",
    title="表计资产状态与用户档案不一致",
    category=Category.METERING,
    matter="表计资产管理核对",
    severity="高",
    subject="asset",
    window="快照",
    amount=None,
    reads={
        "meters": ["asset_no", "cons_no?", "mp_no?", "status", "made_no?", "manufacturer?", "inst_date?"],
        "metering_points?": ["mp_no", "cons_no?", "mp_status?"],
        "customers?": ["cons_no", "status_code?", "cancel_date?"],
    },
    facts=(cancelled, running_meters),
    without={
        "metering_points.mp_no": "没有计量点档案,不查①无计量点、②点已撤销或户已销、③在用点无运行表",
        "meters.mp_no": "电能表没有计量点编号,不查①无计量点、②点已撤销或户已销、③在用点无运行表",
        "metering_points.mp_status": "没有计量点状态,不查②的点已撤销和③在用点无运行表",
        "customers.status_code": "没有用户状态,②不查户已销,③只看计量点状态",
        "meters.cons_no": "电能表没有户号,不查④一表多户",
        "meters.made_no": "没有厂家或出厂编号,不查⑤出厂编号重复",
        "meters.manufacturer": "没有厂家或出厂编号,不查⑤出厂编号重复",
    },
    evidence={
        "reason": "不一致之处",
        "mp_no": "计量点编号",
        "status": "电能表状态",
        "mp_status": "计量点状态",
        "status_code": "用户状态",
        "inst_date": "安装日期",
        "cancel_date": "销户日期",
        "manufacturer": "生产厂家",
        "made_no": "出厂编号",
        "same_asset_customers": "重复户号",
        "same_made_assets": "同出厂编号的资产号",
    },
    sentence="电能表 {object_id}(状态 {status})与档案不一致:{reason}",
    laws=(METER_ASSETS,),
)
def asset_differs_from_archive(
    t: Tables,
    *,
    transit_days: Annotated[int, Param("换装在途宽限", "天", low=0, high=30)] = 3,
) -> Any:
    """电能表资产状态应当与计量点、用户档案一致,一只表只在一户,一个出厂编号只是一只表。

    为什么: 系统说在运行而无户可依,或系统说已拆而现场仍在用,都可能是系统外电量。
    判定: 任一即中:①运行(012)而无计量点编号或计量点档案无此点;②运行而计量点已撤销(04)或户已销(9);③在用点(计量点状态 02、户未销)上没有任何运行表,而所挂的表是其他状态;④同一资产号运行于两个以上户;⑤同厂家同出厂编号的运行表有两个以上资产号。每只表一条。
    金额: 无。
    例外: 换装在途不超过宽限(默认 3 个日历日,第 4 日起命中)不判:①看安装日期,②看销户日期,③待装类状态(011、016、017、020)看安装日期;日期为空不算在途。计量点停用(03)而表仍运行属正常;同点另有运行表时旧表不算③;状态为空的表不判①至④;出厂编号或厂家为空不判⑤。互感器不在此列。
    核实: 现场核对表号、封印与接线,查装拆工作单与资产出入库记录。
    """
    meters = _with_archive(t)
    is_running = meters.status == AmmeterStatus.RUNNING
    is_just_installed = _within(t, meters.inst_date, transit_days)
    is_pending = meters.status.isin(AWAITING_INSTALLATION) & is_just_installed
    is_dead = (meters.mp_status == MpStatus.REVOKED).fill_null(False) | (
        meters.status_code == ConsStatus.CANCELLED
    ).fill_null(False)
    in_use = (meters.mp_status == MpStatus.IN_USE) & meters.cancelled_cons_no.isnull()
    has_points = _has_points(t)
    causes = {
        "运行表无计量点": is_running & meters.known_mp_no.isnull() & ~is_just_installed & has_points,
        "运行表的计量点已撤销或用户已销户": is_running
        & is_dead
        & ~_within(t, meters.cancel_date, transit_days)
        & has_points,
        "在用点上没有运行表": (meters.status != AmmeterStatus.RUNNING)
        & in_use
        & meters.running_mp_no.isnull()
        & ~is_pending
        & has_points,
        "一只表运行于多户": is_running & meters.same_asset_customers.notnull(),
        "出厂编号重复": is_running & meters.same_made_assets.notnull(),
    }
    wrong = meters.mutate(reason=reasons(causes), object_id=meters.asset_no)
    return first_by(
        wrong.filter(wrong.reason != ""), ["asset_no"], ["cons_no", "mp_no", "reason", "inst_date"]
    )


def _with_archive(t: Tables) -> Any:
    """Return the meters with what the archives know of their point, customer and doubles."""
    meters, points, customers = t.meters, t.metering_points, t.customers
    running = t.fact(running_meters)
    found = meters.left_join(
        points.select("mp_status", known_mp_no="mp_no", point_cons_no="cons_no"),
        [("mp_no", "known_mp_no")],
    )
    found = found.left_join(customers, "cons_no").drop("cons_no_right")
    gone = t.fact(cancelled).rename(cancelled_cons_no="cons_no")
    found = found.left_join(gone, [("point_cons_no", "cancelled_cons_no")])
    others = meters.filter(meters.status != AmmeterStatus.RUNNING)
    at_points = running.semi_join(others, "mp_no").select(running_mp_no="mp_no").distinct()
    found = found.left_join(at_points, [("mp_no", "running_mp_no")])
    customers_of_asset = _several(running, ["asset_no"], "cons_no", "same_asset_customers")
    found = found.left_join(customers_of_asset, "asset_no").drop("asset_no_right")
    assets_of_number = _several(running, ["manufacturer", "made_no"], "asset_no", "same_made_assets")
    return found.left_join(assets_of_number, ["manufacturer", "made_no"]).drop(
        "manufacturer_right", "made_no_right"
    )


def _several(meters: Any, by: list[str], value: str, name: str) -> Any:
    """Return the groups that have two values or more, with all of them as text."""
    groups = meters.group_by(*by).agg(rows=meters.count())
    members = meters.semi_join(groups.filter(groups.rows > 1), by)
    values = members[value]
    listed = customer_number(values).collect(distinct=True).sort().join("、")
    spread = members.group_by(*by).agg(listed.name(name), low=values.min(), high=values.max())
    return spread.filter(spread.low < spread.high).drop("low", "high")


def _within(t: Tables, day: Any, days: int) -> Any:
    """Return whether a day lies at most so many days before the as-of day; an unknown day does not."""
    as_of: Any = ibis.literal(t.as_of)
    return (as_of.delta(day, unit="day") <= days).fill_null(False)


def _has_points(t: Tables) -> bool:
    """Return whether meters and points can be compared at all."""
    return not (t.lacks("metering_points.mp_no") or t.lacks("meters.mp_no"))
