"""SVC-11 停电信息未报送/晚报"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import reasons
from analytics.facts.outages import announcement_outcome, to_announce
from analytics.facts.outcomes import LATE, MISSING, seconds_between
from analytics.regulation.service_limits import PLANNED_OUTAGE_DAYS, TEMPORARY_OUTAGE_HOURS
from analytics.regulation.source import Rule
from data_loaders.codes.service import OutageType
from models.category import Category


@check(
    code="SVC-11",
    title="停电信息未报送/晚报",
    category=Category.SERVICE,
    matter="服务规定",
    severity="高",
    subject="case",
    window="全部",
    amount=None,
    reads={
        "outages": ["outage_id", "org_code?", "type", "start_time", "end_time?", "issue_time", "scope?"],
    },
    facts=(to_announce,),
    without={"outages.end_time": "停电信息没有结束时间,不查故障停电恢复后才发布"},
    evidence={
        "reason": "问题",
        "type": "停电类型",
        "issue_time": "发布时间",
        "start_time": "停电开始时间",
        "end_time": "停电结束时间",
        "lead_days": "提前天数",
        "lead_hours": "提前小时",
        "limit": "应提前",
        "late_hours": "恢复后多久才发布(小时)",
        "scope": "停电范围",
    },
    sentence="停电 {object_id}({type}){reason}:{start_time} 停电,{end_time} 结束,[发布 {issue_time}|没有发布]",
    arithmetic=(
        "提前 = 停电 {start_time} − 发布 {issue_time} = {lead_days} 天(按日期)、{lead_hours} 小时,应提前 {limit}",
        "发布 {issue_time} − 恢复供电 {end_time} = {late_hours} 小时:恢复后才发布",
    ),
    laws=(PLANNED_OUTAGE_DAYS, TEMPORARY_OUTAGE_HOURS),
)
def outage_not_announced(
    t: Tables,
    *,
    planned_days: Annotated[Rule[int], Param("计划停电提前公告", "天", low=1, high=60)] = PLANNED_OUTAGE_DAYS,
    temporary_hours: Annotated[
        Rule[int], Param("临时停电提前公告", "小时", low=1, high=240)
    ] = TEMPORARY_OUTAGE_HOURS,
) -> Any:
    """停电应当按承诺的时间事先公告,故障停电应当及时发布。

    为什么: 停电不告知是停送电投诉的首要原因;事后补录公告会掩盖晚报。
    判定: ①计划(01)、故障(02)、临时(07)停电已经开始(不晚于核查日当日)而没有发布时间;②计划停电的停电日期减发布日期(日历日)小于 {service_limits.PLANNED_OUTAGE_DAYS};③临时停电开始时间减发布时间小于 {service_limits.TEMPORARY_OUTAGE_HOURS},恰好等于不算;④故障停电的发布时间晚于结束时间(恢复后才发布)。
    金额: 无。
    例外: 故障停电不要求提前;违约、窃电、欠费、有序用电停电另有告知程序,不在此判;停电编号重复只算一次;核查日之后 60 天内已排定的停电,有公告的按公告时间判,没有公告的不判;核查日之后的发布视为尚未发布。发布时间整列没有数据时停用,缺列不等于未公告;只有报修聚集而没有停电信息的不判。
    核实: 核对停电计划审批单、公告截图和短信发送记录,查发布时间是否补填。
    """
    outages = t.fact(to_announce)
    days, hours = (limit.on_column(outages.start_time) for limit in (planned_days, temporary_hours))
    judges_faults = not t.lacks("outages.end_time")
    outages = outages.mutate(outcome=announcement_outcome(outages, days, hours), days=days, hours=hours)
    is_late, kind = outages.outcome == LATE, outages.type
    causes = {
        "无公告": outages.outcome == MISSING,
        "公告提前不足": is_late & (kind != OutageType.FAULT),
        "恢复后才发布": is_late & (kind == OutageType.FAULT) & judges_faults,
    }
    outages = outages.mutate(
        object_id=outages.outage_id,
        cons_no=ibis.null("string"),
        period=outages.start_time.strftime("%Y%m"),
        reason=reasons(causes),
        late_hours=ibis.ifelse(
            causes["恢复后才发布"].fill_null(False),
            (seconds_between(outages.issue_time, outages.end_time) / 3600).round(4),
            None,
        ),
        limit=ibis.cases(
            (kind == OutageType.PLANNED, _with_unit(outages.days, " 天")),
            (kind == OutageType.TEMPORARY, _with_unit(outages.hours, " 小时")),
        ),
    )
    return outages.filter(outages.reason != "")


def _with_unit(amount: Any, unit: str) -> Any:
    return amount.cast("string").concat(unit)
