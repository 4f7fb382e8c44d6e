"""ACC-01 当月/累计电费回收率低"""

from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.collection import collected
from analytics.facts.columns import reasons
from analytics.regulation.account_rules import COLLECTION_RATES
from analytics.regulation.money import number, ratio, to_fen
from models.category import Category


@check(
    code="ACC-01",
    title="当月/累计电费回收率低",
    category=Category.ACCOUNT,
    matter="电费回收率",
    severity="高",
    subject="org",
    window="期间",
    amount="参考值",
    reads={
        "receivables": [
            *("org_code?", "cons_no", "rcvbl_ym", "amt_type?", "rcvbl_amt", "rcved_amt", "settle_flag?"),
            "penalty_start?",
        ],
        "customers?": ["cons_no", "org_code?"],
    },
    without={
        "receivables.penalty_start": "缺违约金起算日期,年累计回收率不剔除未到期的应收",
        "customers.org_code": "客户档案没有供电单位,应收未写单位的不计",
    },
    evidence={
        "reason": "异常",
        "due_yuan": "当月应收(元)",
        "received_yuan": "当月已收(元)",
        "month_rate": "当月回收率(%)",
        "not_due_yuan": "当月未收中未到期(元)",
        "year_due_yuan": "年累计应收(元)",
        "year_received_yuan": "年累计已收(元)",
        "year_rate": "年累计回收率(%)",
        "month_owed_yuan": "当月未收(元)",
        "year_owed_yuan": "年累计未收(元)",
    },
    sentence="{reason},未收 {amount_yuan} 元",
    arithmetic=(
        "当月回收率 = 当月已收 ÷ 当月应收 = {received_yuan} ÷ {due_yuan} = {month_rate}%",
        "当月未收 = 当月应收 − 当月已收 = {due_yuan} − {received_yuan} = {month_owed_yuan} 元",
        "当月未收中,数据日尚未到期 {not_due_yuan} 元",
        "年累计回收率 = 年累计已收 ÷ 年累计应收 = {year_received_yuan} ÷ {year_due_yuan} = {year_rate}%",
        "年累计未收 = 年累计应收 − 年累计已收 = {year_due_yuan} − {year_received_yuan} = {year_owed_yuan} 元",
    ),
    laws=(COLLECTION_RATES,),
)
def low_collection_rate(
    t: Tables,
    *,
    target_m: Annotated[float, Param("当月回收率目标", SHARE, low=0, high=1)] = 0.99,
    target_y: Annotated[float, Param("年累计回收率目标", SHARE, low=0, high=1)] = 0.999,
) -> Any:
    """当月电费应当当月收回,当年的欠费应当清零。

    为什么: 回收率低,说明催费不力或有大户欠费,欠得越久越可能成为坏账。
    判定: 按供电单位(应收未写的取客户档案)。当月回收率 {account_rules.COLLECTION_RATES[当月电费回收率]} 低于 99%,或年累计回收率 {account_rules.COLLECTION_RATES[年累计回收率]} 低于 99.9%,即中,一个单位一条。已收逐笔不超过应收:一户多收不抵他户欠费。当月回收率含未到期的应收(月末指标,发行当月多未到期),未到期额见证据;年累计为当年 1 月至审计月,剔除数据日尚未到期(违约金起算日期晚于数据日)的。
    金额: 应收减已收,正数,到分;当月回收率低的取当月,否则取年累计。
    例外: 恰等于目标不算;预收、计划结算等电费类别和坏账核销不计;红字应收按原值与同户、同月、同类别的应收相抵,抵后再比应收与已收,冲回的电费不算欠费;应收合计不大于 0 的不判;实收未填而未标欠费的应收不计;跨月付款协议没有字段,须人工核对。
    核实: 按抄表员、行业、用户下钻欠费清单,查催费、停电记录和缴费协议。
    """
    rows = collected(t, f"{t.period[:4]}01")
    is_of_month, is_later = rows.rcvbl_ym == t.period, rows.is_later
    units = rows.group_by("org_code").agg(
        due=rows.due.sum(where=is_of_month),
        received=rows.received.sum(where=is_of_month),
        not_due=(rows.due - rows.received).sum(where=is_of_month & is_later),
        year_due=rows.due.sum(where=~is_later),
        year_received=rows.received.sum(where=~is_later),
    )
    is_low = (units.due > 0) & (units.received < units.due * number(target_m))
    is_low_in_year = (units.year_due > 0) & (units.year_received < units.year_due * number(target_y))
    units = units.mutate(is_low=is_low.fill_null(False), is_low_in_year=is_low_in_year.fill_null(False))
    wrong = units.filter(units.is_low | units.is_low_in_year)
    month_owed, year_owed = to_fen(wrong.due - wrong.received), to_fen(wrong.year_due - wrong.year_received)
    not_due: Any = ibis.ifelse(wrong.due.notnull(), to_fen(wrong.not_due.fill_null(number(0))), None)
    return wrong.mutate(
        object_id=wrong.org_code,
        cons_no=ibis.null("string"),
        amount_yuan=ibis.ifelse(wrong.is_low, month_owed, year_owed),
        reason=reasons({"当月回收率低": wrong.is_low, "年累计回收率低": wrong.is_low_in_year}),
        due_yuan=to_fen(wrong.due),
        received_yuan=to_fen(wrong.received),
        month_rate=ratio(wrong.received * 100, wrong.due, 6),
        not_due_yuan=not_due if t.has("receivables.penalty_start") else not_due.nullif(not_due),
        year_due_yuan=to_fen(wrong.year_due),
        year_received_yuan=to_fen(wrong.year_received),
        year_rate=ratio(wrong.year_received * 100, wrong.year_due, 6),
        month_owed_yuan=month_owed,
        year_owed_yuan=year_owed,
    )
