"""BIZ-05 装表接电超期"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.applications import connection_steps
from analytics.facts.connection_legs import energising_timed
from analytics.facts.energising import energised
from analytics.regulation.connection_limits import SGCC_ASSESSMENT, SUPERVISION
from models.category import Category


@check(
    code="BIZ-05",
    title="装表接电超期",
    category=Category.BUSINESS,
    matter="业扩时限执行",
    severity="高",
    subject="application",
    window="全部",
    amount=None,
    reads={},
    facts=(energised, connection_steps),
    evidence={
        "class_label": "客户分类",
        "completion_date": "竣工验收完成(末次)",
        "contract_date": "签订合同完成",
        "fee_step_date": "业务收费环节完成",
        "fee_date": "业务费收费日期",
        "start_date": "起算日(以上最晚)",
        "supply_date": "送电日",
        "until_date": "计至日期",
        "days": "用时(工作日)",
        "limit_days": "限额(工作日)",
        "over_days": "超期(工作日)",
        "note": "提示",
    },
    sentence="{class_label}客户 {start_date} 具备装表接电条件,至 {until_date} 用时 {days} 个工作日,限额 {limit_days}",
    arithmetic=(
        "用时 = ({start_date},{until_date}] 内的工作日 = {days}",
        "超期 = {days} − {limit_days} = {over_days} 个工作日",
    ),
    laws=(SUPERVISION, SGCC_ASSESSMENT),
)
def meter_and_power_late(t: Tables) -> Any:
    """竣检合格、合同签订、费用缴清后,应在规定工作日内装表接电。

    为什么: 客户万事俱备而迟迟不送电,是办电投诉最集中的环节。
    判定: 新装、装表临时、增容申请的起算日为末次竣工验收、签订合同、业务收费环节完成日与业务费收费日(实收大于 0)之最晚者,缺者不计但竣工验收必有;送电日取“送电”完成日,无则“装表接电”,再无则送停电日期。起算日至送电日的工作日数大于受理日的限额即命中:{connection_limits.SUPERVISION[装表接电]},高压从国网考核办法({connection_limits.SGCC_ASSESSMENT[装表接电]})。在途而竣工验收、合同均完成未送电的,计至数据日。工作日按国务院放假调休,起算当日为第 0 天;数据日之后的视为未发生;同一环节多次办理取末次。
    金额: 无。延迟电费需日均预计电量与电价,导出无此字段。
    例外: 中止单不判;起算日晚于送电日的归 BIZ-07;没有任何送电记录与送停电日期的导出不判在途单;客户分类不能定的不判。客户未具备受电条件无字段可辨,只作提示。
    核实: 调阅竣检单、合同、缴费与装表工单的签字日期。
    """
    timed = energising_timed(t)
    late = timed.filter(timed.days > timed.limit_days)
    hint: Any = ibis.literal("请核客户是否具备受电条件")
    return late.mutate(
        object_id=late.app_no,
        period=late.accept_ym,
        over_days=late.days - late.limit_days,
        note=ibis.ifelse(late.is_waiting, hint.concat(";尚未送电,计至数据日"), hint),
    )
