"""INS-03 合同归档超期"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import first_by
from analytics.facts.customers import is_cancelled, is_check_point
from analytics.regulation.practice import CONTRACT_ARCHIVING_DAYS
from analytics.regulation.source import Rule
from analytics.regulation.working_days import with_working_days
from data_loaders.codes.customers import ContractStatus
from models.category import Category


@check(
    code="INS-03",
    title="合同归档超期",
    category=Category.INSPECTION,
    matter="进机和归档",
    severity="低",
    subject="contract",
    window="快照",
    amount=None,
    reads={
        "contracts": ["contract_no", "cons_no", "status?", "sign_date", "archived"],
        "customers": ["cons_no", "status_code?", "cancel_date?", "cons_sort_code?"],
    },
    evidence={
        "status": "合同状态",
        "sign_date": "签订日期",
        "archived": "是否归档",
        "days": "签订至核查日(工作日)",
        "limit_days": "归档时限(工作日)",
        "over_days": "超期(工作日)",
        "note": "提示",
    },
    sentence="合同 {object_id} {sign_date} 签订,至核查日 {days} 个工作日未归档,时限 {limit_days}",
    arithmetic=("超期 = {days} − {limit_days} = {over_days} 个工作日",),
    laws=(CONTRACT_ARCHIVING_DAYS,),
)
def contract_not_archived(
    t: Tables,
    *,
    archiving_days: Annotated[
        Rule[int], Param("归档时限", "工作日", low=1, high=60)
    ] = CONTRACT_ARCHIVING_DAYS,
) -> Any:
    """供用电合同签订后应当按时归档进机。

    为什么: 合同没有进机,系统里的电价、容量和期限就没有依据可对,纸质件也最易在这段时间遗失。
    判定: 合同状态为 2 正常、3 超期或空,未归档,且签订日期(第 0 天)至核查日的工作日数大于时限:{practice.CONTRACT_ARCHIVING_DAYS}。工作日按国务院放假调休。
    金额: 无。
    例外: 是否归档为空的未知,不判;未签(1)、作废(4)的合同不判;户已销或为考核户的不判;核查日之后签订的不算。归档日期、扫描件没有字段,已归档的是否曾超期、扫描件是否缺失不查。
    核实: 查合同档案室与系统的合同附件;纸质件在途的由核查人标记。
    """
    rows = t.contracts
    is_alive = rows.status.isnull() | rows.status.isin([ContractStatus.NORMAL, ContractStatus.OVERDUE])
    waiting = rows.filter(is_alive, ~rows.archived, rows.sign_date <= t.as_of)
    customers = t.customers
    there = customers.filter(~is_cancelled(customers, t.as_of), ~is_check_point(customers))
    waiting = waiting.semi_join(there, "cons_no").mutate(until_date=ibis.literal(t.as_of))
    timed = with_working_days(waiting, "sign_date", "until_date", "days")
    timed = timed.mutate(limit_days=archiving_days.on_column(timed.sign_date))
    late = timed.filter(timed.days > timed.limit_days)
    late = late.mutate(
        object_id=late.contract_no,
        over_days=late.days - late.limit_days,
        note=ibis.literal("纸质件在途的请标记"),
    )
    return first_by(late, ["contract_no"], ["sign_date", "cons_no"])
