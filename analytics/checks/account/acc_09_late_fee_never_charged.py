"""ACC-09 违约金停算/未起算"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import reasons
from analytics.facts.late_fees import charged, is_uncharged, recomputed, uncharged
from analytics.matters import LIBRARY
from analytics.regulation.late_fee import (
    MINIMUM_YUAN,
    OTHER_DAILY,
    OTHER_DAILY_LATER_YEARS,
    RESIDENT_DAILY,
)
from analytics.regulation.money import to_fen
from analytics.regulation.source import Rule
from models.category import Category
from models.data.customer_codes import customer_number


@check(
    code="ACC-09",
    title="违约金停算/未起算",
    category=Category.ACCOUNT,
    matter=LIBRARY,
    severity="中",
    subject="customer",
    window="全部",
    amount="应收差额",
    reads={},
    facts=(charged, uncharged),
    without={
        "payments.charge_time": "缺收费记录,只查未结清的应收",
        "receivables.rcved_penalty": "缺实收违约金,只查未结清的应收",
    },
    evidence={
        "reason": "异常",
        "rcvbl_id": "应收电费标识",
        "rcvbl_ym": "应收年月",
        "rcvbl_amt": "本金(元)",
        "penalty_start": "违约金起算日期",
        "paid_date": "交纳日(未结清为数据日)",
        "days": "逾期天数(天)",
        "rate_terms": "日率×天数",
        "fee_yuan": "复算违约金(元)",
        "charged_yuan": "实计违约金(元)",
        "charge_id": "收费标识",
        "note": "提示",
    },
    sentence="{rcvbl_ym} 电费{reason},相差 {amount_yuan} 元",
    arithmetic=(
        "逾期天数 = {paid_date} − {penalty_start} + 1 = {days} 天",
        "复算违约金 = 本金 × 日率 × 天数 = {rcvbl_amt} × {rate_terms} → {fee_yuan} 元",
        "差额 = 复算 − 实计 = {fee_yuan} − {charged_yuan} = {amount_yuan} 元",
    ),
    laws=(RESIDENT_DAILY, OTHER_DAILY, OTHER_DAILY_LATER_YEARS, MINIMUM_YUAN),
)
def late_fee_never_charged(
    t: Tables,
    *,
    g: Annotated[int, Param("未计违约金的逾期天数超过", "天", low=0, high=365)] = 1,
    min_yuan: Annotated[Rule[Decimal], Param("不足时按此计收", "元", low=0, high=100)] = MINIMUM_YUAN,
) -> Any:
    """逾期的电费应当计收违约金,按期交清的不应再计。

    为什么: 违约金停算或未起算,等于无偿让用户占用电费;交清之后仍计,是多收用户的钱。
    判定: 复算、居民、交纳日和实计的口径同 ACC-08(居民 {late_fee.RESIDENT_DAILY};其他逾期首日所在年 {late_fee.OTHER_DAILY}、以后年 {late_fee.OTHER_DAILY_LATER_YEARS},不足 {late_fee.MINIMUM_YUAN}按此计收)。①未起算、停算:逾期天数大于 1 天(未结清的数到数据日前一日),复算大于 0,应收违约金和实计违约金都是 0,结清的收费中也没有违约金;②结清后仍计:交纳日早于起算日期(复算为 0),实收违约金大于 0。每笔应收一条。
    金额: ①复算违约金,正数少收;②负的实计违约金,多收应退,到分。
    例外: 逾期恰 1 天未计的不算;违约金为空是未知,不判;部分结清、坏账核销、配不到收费的不判;同户同额的应收多于收费(有的由预收结转、合并交纳)而收费可能是交以后一笔的不判;预收、计划结算等电费类别不计;被红字冲回的(同户、同月、同类别等额冲回,或合计不大于 0)未结清应收不计;没有一笔逾期未结清的应收计有违约金的,说明本公司交费时才计违约金,未结清的不判;合同约定的宽限期没有字段,须人工核对。违约金已计而金额不对的归 ACC-08。
    核实: 查供用电合同有无约定宽限期,核对该笔应收的违约金起算、停算操作记录和收费流水。
    """
    rows = recomputed(t.fact(charged).union(t.fact(uncharged)), min_yuan)
    # who works the fee out only when a bill is paid has a 0 on all that are not
    runs_up = rows.filter(rows.is_unpaid & (rows.rcvbl_penalty > 0))
    rows = rows.cross_join(runs_up.agg(is_run_up=runs_up.count() > 0))
    is_free = is_uncharged(rows) & (rows.paid_yuan == 0) & (rows.is_run_up | ~rows.is_unpaid)
    is_silent = is_free & (rows.days_before > g) & (rows.fee_yuan > 0)
    is_too_early = (rows.paid_date < rows.penalty_start) & (rows.charged_yuan > 0)
    rows = rows.mutate(is_silent=is_silent.fill_null(False), is_too_early=is_too_early.fill_null(False))
    wrong = rows.filter(rows.is_silent | rows.is_too_early)
    return wrong.mutate(
        object_id=customer_number(wrong.cons_no),
        period=wrong.rcvbl_ym,
        amount_yuan=to_fen(wrong.fee_yuan - wrong.charged_yuan),
        reason=ibis.cases(
            (wrong.is_too_early, "按期交清仍计违约金"),
            (wrong.is_unpaid, "逾期未交,未计违约金"),
            else_="逾期交清未计违约金",
        ),
        # who paid in time has no days to reckon with
        days=wrong.days.nullif(0),
        rate_terms=wrong.rate_terms.nullif(ibis.ifelse(wrong.is_too_early, wrong.rate_terms, None)),
        note=reasons(
            {
                "合同约定宽限期须核": wrong.is_silent,
                f"不足 {min_yuan.quoted},按 {min_yuan.quoted}计": wrong.is_silent & wrong.is_minimum,
            }
        ).nullif(""),
    )
