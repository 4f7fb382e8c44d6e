"""SVC-02 抢修恢复供电超时"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import phrase, reasons
from analytics.facts.orders import to_judge
from analytics.facts.outcomes import LATE, OPEN_LATE, seconds_between
from analytics.facts.promises import repairs_restored
from analytics.regulation.service_limits import RESTORE_HOURS
from analytics.regulation.source import Rule
from data_loaders.codes.customers import Area
from data_loaders.codes.service import FaultReason
from models.category import Category

IN_TOWN, IN_THE_COUNTRY = (RESTORE_HOURS.part(area) for area in (Area.URBAN, Area.RURAL))


@check(
    code="SVC-02",
    title="抢修恢复供电超时",
    category=Category.SERVICE,
    matter="抢修响应速度",
    severity="中",
    subject="work_order",
    window="全部",
    amount=None,
    reads={
        "work_orders": [
            *(
                "wo_no",
                "busi_type",
                "org_code?",
                "urban_rural_flag?",
                "accept_time",
                "arrive_time",
                "repair_time",
            ),
            *("reply_time?", "archive_time?", "status?", "reject_flag?", "cust_no?", "busi_sub_type?"),
            *("fault_reason?", "fault_owner?"),
        ],
        "customers?": ["cons_no", "urban_rural_flag?"],
    },
    facts=(to_judge,),
    without={
        "work_orders.urban_rural_flag": "工单没有城乡类别,按客户档案,再无按农村",
        "work_orders.fault_owner|fault_reason|busi_sub_type": "没有产权、故障原因和子类,客户产权的故障剔不出去",
        "customers.urban_rural_flag": "客户档案没有城乡类别,工单也没有的按农村",
    },
    evidence={
        "reason": "问题",
        "arrive_time": "到达现场时间",
        "repair_time": "故障修复时间",
        "urban_rural_flag": "城乡类别",
        "counted_to": "计至",
        "hours": "到场后用时(小时)",
        "limit_hours": "限值(小时)",
        "fault_owner": "故障设备产权",
        "note": "提示",
    },
    sentence="报修工单 {object_id} {reason}:到场 {arrive_time},用时 {hours} 小时,限 {limit_hours} 小时",
    arithmetic=("用时 = {counted_to} − 到场 {arrive_time} = {hours} 小时,限 {limit_hours} 小时",),
    laws=(RESTORE_HOURS,),
)
def restoration_late(
    t: Tables,
    *,
    town_hours: Annotated[Rule[int], Param("城区恢复供电限值", "小时", low=1, high=72)] = IN_TOWN,
    country_hours: Annotated[Rule[int], Param("农村恢复供电限值", "小时", low=1, high=72)] = IN_THE_COUNTRY,
) -> Any:
    """抢修人员到达现场后,应当在承诺时间内恢复供电。

    为什么: 到了现场却迟迟不送电,客户感受最差;承诺是平均数,单张工单超限是预警。
    判定: 故障报修(001)有到场时间的,修复时间减到场时间大于限值:{service_limits.RESTORE_HOURS},恰好等于不算;特殊边远和城乡不明的按农村。没有修复时间又未回复、未归档的,截至核查日 0 时已超过限值的判在途超时。
    金额: 无;导出没有停电户数和负荷,损失算不出。
    例外: 中止(状态 03)、退单的工单不判;工单编号重复只算一次;客户产权的故障不判(产权为客户;产权空的看故障原因 03 类或子类“客户内部故障”);已归档而没有修复时间的时长未知,不判;修复早于到场归时间逻辑检查(SVC-10);核查日之后的时间视为尚未发生。恶劣天气只作提示。
    核实: 核对抢修终端的到场、复电记录与配电自动化的复电时刻。
    """
    orders = repairs_restored(t, town_hours, country_hours)
    outcome = orders.restore
    seconds: Any = ibis.coalesce(orders.restore_seconds, seconds_between(orders.cutoff, orders.arrive_time))
    repaired = phrase("修复 ", orders.repair_time.strftime("%Y-%m-%d %H:%M:%S"))
    orders = orders.mutate(
        object_id=orders.wo_no,
        cons_no=orders.cust_no,
        period=orders.accept_time.strftime("%Y%m"),
        reason=reasons({"恢复供电超时": outcome == LATE, "在途未恢复超时": outcome == OPEN_LATE}),
        counted_to=ibis.ifelse(
            orders.restore_seconds.notnull(), repaired, f"核查日 {t.as_of} 0 时(还没有修复)"
        ),
        hours=(seconds / 3600).round(4),
        limit_hours=orders.restore_limit,
        urban_rural_flag=orders.area_flag,  # where the order has none, the one it is judged by
        note=reasons({"恶劣天气,待核": orders.fault_reason.startswith(FaultReason.NATURAL_DISASTER)}).nullif(
            ""
        ),
    )
    return orders.filter(orders.reason != "")
