"""BIZ-01 供电方案答复超期"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.applications import connection_applications, connection_steps
from analytics.facts.connection_legs import plans_timed
from analytics.regulation.connection_limits import SGCC_ASSESSMENT, SUPERVISION
from models.category import Category


@check(
    code="BIZ-01",
    title="供电方案答复超期",
    category=Category.BUSINESS,
    matter="业扩时限执行",
    severity="高",
    subject="application",
    window="全部",
    amount=None,
    reads={},
    facts=(connection_applications, connection_steps),
    evidence={
        "cust_class": "用电客户类型",
        "class_label": "客户分类",
        "accept_time": "受理时间",
        "reply_time": "首次答复供电方案完成时间",
        "until_date": "计至日期",
        "days": "用时(工作日)",
        "limit_days": "限额(工作日)",
        "over_days": "超期(工作日)",
        "note": "提示",
    },
    sentence="{class_label}客户 {accept_time} 受理,至 {until_date} 供电方案答复用时 {days} 个工作日,限额 {limit_days}",
    arithmetic=(
        "用时 = ({accept_time},{until_date}] 内的工作日 = {days}",
        "超期 = {days} − {limit_days} = {over_days} 个工作日",
    ),
    laws=(SUPERVISION, SGCC_ASSESSMENT),
)
def supply_plan_replied_late(t: Tables) -> Any:
    """供电方案应在受理后的规定工作日内答复客户。

    为什么: 方案答复慢是办电慢的主因,直接影响获得电力评价与监管考核。
    判定: 新装、装表临时、增容申请(101、102、104、105、109、110、111)自受理日至首个“答复供电方案”完成日的工作日数大于受理日的限额:{connection_limits.SUPERVISION[供电方案答复]},高压从国网考核办法({connection_limits.SGCC_ASSESSMENT[供电方案答复]})。客户类型为空时按电压、用电类别、电源数目推定,仍不能定的不判。在途、未答复且后续环节均未完成、有环节记录的,计至数据日,超限额即命中;达 0.8 倍而未超的属预警,不列。工作日按国务院放假调休,受理当日为第 0 天。
    金额: 无,属服务风险。
    例外: 110 kV 及以上不判(接入系统设计时间无字段可剔);中止单、已归档或后续环节已完成而无答复的不判(归 BIZ-07);批量、无表临时、光伏、变更用电不判。导出无挂起、补资料起止时间,未剔除。
    核实: 调阅方案答复单签收日期与补资料、挂起记录。
    """
    timed = plans_timed(t)
    late = timed.filter(timed.days > timed.limit_days)
    hint: Any = ibis.literal("请核用户补资料挂起")
    return late.mutate(
        object_id=late.app_no,
        period=late.accept_ym,
        over_days=late.days - late.limit_days,
        note=ibis.ifelse(late.is_waiting, hint.concat(";尚未答复,计至数据日"), hint),
    )
