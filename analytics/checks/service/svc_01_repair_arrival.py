"""SVC-01 报修到达现场超时"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import reasons
from analytics.facts.orders import to_judge
from analytics.facts.outcomes import LATE, MISSING, OPEN_LATE, seconds_between
from analytics.facts.promises import repairs_reached
from analytics.regulation.service_limits import ARRIVAL_MINUTES
from analytics.regulation.source import Rule
from data_loaders.codes.customers import Area
from data_loaders.codes.service import FaultOwner, FaultReason
from models.category import Category

IN_TOWN, IN_THE_COUNTRY, FAR_AWAY = (
    ARRIVAL_MINUTES.part(area) for area in (Area.URBAN, Area.RURAL, Area.REMOTE)
)


@check(
    code="SVC-01",
    title="报修到达现场超时",
    category=Category.SERVICE,
    matter="95598故障报修",
    severity="高",
    subject="work_order",
    window="全部",
    amount=None,
    reads={
        "work_orders": [
            "wo_no",
            "busi_type",
            "org_code?",
            "urban_rural_flag?",
            "accept_time",
            "arrive_time",
            "repair_time?",
            "reply_time?",
            "archive_time?",
            "status?",
            "reject_flag?",
            "cust_no?",
            "fault_reason?",
            "fault_owner?",
        ],
        "customers?": ["cons_no", "urban_rural_flag?"],
    },
    facts=(to_judge,),
    without={
        "work_orders.urban_rural_flag": "工单没有城乡类别,按客户档案,再无按特殊边远地区",
        "customers.urban_rural_flag": "客户档案没有城乡类别,工单也没有的按特殊边远地区",
    },
    evidence={
        "reason": "问题",
        "accept_time": "受理时间",
        "arrive_time": "到达现场时间",
        "urban_rural_flag": "城乡类别",
        "minutes": "到场分钟",
        "limit_minutes": "限值(分钟)",
        "note": "提示",
    },
    sentence="报修工单 {object_id} {reason}:受理 {accept_time}[,用时 {minutes} 分钟],限 {limit_minutes} 分钟",
    arithmetic=("到场用时 = {arrive_time} − {accept_time} = {minutes} 分钟,限 {limit_minutes} 分钟",),
    laws=(ARRIVAL_MINUTES,),
)
def repair_arrival_late(
    t: Tables,
    *,
    town_minutes: Annotated[Rule[int], Param("城区到场限值", "分钟", low=1, high=1440)] = IN_TOWN,
    country_minutes: Annotated[Rule[int], Param("农村到场限值", "分钟", low=1, high=1440)] = IN_THE_COUNTRY,
    remote_minutes: Annotated[Rule[int], Param("特殊边远地区到场限值", "分钟", low=1, high=1440)] = FAR_AWAY,
) -> Any:
    """接到报修后,抢修人员应当在承诺时限内到达现场。

    为什么: 到场时限是公开承诺,超时既引来投诉,也常靠补填到场时间掩盖。
    判定: 故障报修(001)到达现场时间减受理时间(分钟)大于限值:{service_limits.ARRIVAL_MINUTES},恰好等于不算;城乡类别为空取客户档案的,再空按特殊边远。没有到场时间的:已修复、已回复、已归档的判无到场时间;仍在途的,截至核查日 0 时已超过限值的判超时。
    金额: 无。
    例外: 中止(状态 03)、退单的工单不判;工单编号重复只算一次;到场早于受理归时间逻辑检查(SVC-10),不在此判;核查日之后的时间视为尚未发生。恶劣天气、客户产权只作提示,不自动免责(免责须责任单位举证)。
    核实: 调取抢修终端定位、通话录音与现场照片,核对到场时间是否补填。
    """
    orders = repairs_reached(t, town_minutes, country_minutes, remote_minutes)
    outcome = orders.arrival
    waited = seconds_between(orders.cutoff, orders.accept_time)
    seconds: Any = ibis.coalesce(orders.arrival_seconds, waited)
    has_arrived = orders.arrive_time.notnull()
    causes = {
        "到场超时": outcome == LATE,
        "无到场时间": outcome == MISSING,
        "在途未到场超时": outcome == OPEN_LATE,
    }
    orders = orders.mutate(
        object_id=orders.wo_no,
        cons_no=orders.cust_no,
        period=orders.accept_time.strftime("%Y%m"),
        reason=reasons(causes),
        limit_minutes=orders.arrival_limit,
        urban_rural_flag=orders.area_flag,  # where the order has none, the one it is judged by
        minutes=ibis.ifelse(has_arrived | ~orders.is_finished, (seconds / 60).round(2), None),
        note=_note(orders),
    )
    return orders.filter(orders.reason != "")


def _note(orders: Any) -> Any:
    marks = {
        "恶劣天气,待核": orders.fault_reason.startswith(FaultReason.NATURAL_DISASTER),
        "客户产权设备,待核": orders.fault_owner == FaultOwner.CUSTOMER,
    }
    return reasons(marks).nullif("")
