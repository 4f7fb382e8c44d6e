"""ACC-08 电费违约金计收/减免异常"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import reasons
from analytics.facts.late_fees import charged, recomputed
from analytics.regulation.late_fee import (
    MINIMUM_YUAN,
    OTHER_DAILY,
    OTHER_DAILY_LATER_YEARS,
    RESIDENT_DAILY,
)
from analytics.regulation.money import number, to_fen
from analytics.regulation.source import Rule
from models.category import Category
from models.data.customer_codes import customer_number


@check(
    code="ACC-08",
    title="电费违约金计收/减免异常",
    category=Category.ACCOUNT,
    matter="电费现金管理",
    severity="中",
    subject="customer",
    window="全部",
    amount={"customer": "应收差额", "staff": "经手资金"},
    reads={},
    facts=(charged,),
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
        "days": "天数(天)",
        "rate_terms": "日率×天数",
        "fee_yuan": "复算违约金(元)",
        "charged_yuan": "实计违约金(元)",
        "rcvbl_penalty": "应收违约金(元)",
        "rcved_penalty": "实收违约金(元)",
        "charge_id": "收费标识",
        "charge_emp": "收费人员",
        "waivers": "减免笔数",
        "note": "提示",
    },
    sentence="{reason},相差 {amount_yuan} 元",
    arithmetic=(
        "天数 = {paid_date} − {penalty_start} + 1 = {days} 天",
        "复算违约金 = 本金 × 日率 × 天数 = {rcvbl_amt} × {rate_terms} → {fee_yuan} 元",
        "差额 = 复算 − 实计 = {fee_yuan} − {charged_yuan} = {amount_yuan} 元",
        "减免 = 应收违约金 − 实收违约金 = {rcvbl_penalty} − {rcved_penalty} = {amount_yuan} 元,经手 {waivers} 笔",
    ),
    laws=(RESIDENT_DAILY, OTHER_DAILY, OTHER_DAILY_LATER_YEARS, MINIMUM_YUAN),
)
def wrong_late_fee(
    t: Tables,
    *,
    tol: Annotated[float, Param("容差", "元", low=0, high=100)] = 0.5,
    n: Annotated[int, Param("同一收费人员减免笔数", "笔", low=1, high=1000)] = 3,
    min_yuan: Annotated[Rule[Decimal], Param("不足时按此计收", "元", low=0, high=100)] = MINIMUM_YUAN,
) -> Any:
    """已计的违约金应当等于本金乘日率乘逾期天数,减免应有审批。

    为什么: 违约金少计、多计或人情减免,既是收入流失,也是收费人员以权谋私的常见手法。
    判定: 复算 = 本金 × 日率 × 天数,四舍五入到分,不足 {late_fee.MINIMUM_YUAN}按此计收(参数);天数 = 交纳日 − 起算日期 + 1。居民(当月账单用电类别 200、201、202,缺则档案,再缺用户分类 03){late_fee.RESIDENT_DAILY};其他逾期首日所在年 {late_fee.OTHER_DAILY}、以后年 {late_fee.OTHER_DAILY_LATER_YEARS}。已结清的,交纳日取同户未冲正、收款减违约金等于实收本金、不早于发行日期的最早未用收费,实计取实收违约金;未结清的计至数据日,实计取应收违约金。复算大于 0、违约金已计,且相差大于容差即命中,每笔应收一条。同一收费人员经手减免(应收违约金 − 实收违约金大于容差)达到 3 笔的,命中该人员。
    金额: 复算减实计,正数少收,负数多收,到分;人员为减免合计。
    例外: 部分结清、坏账核销、配不到收费的不判;被红字冲回的未结清应收不计;违约金完全未计归 ACC-09,违约金为空是未知,不判;未结清的计至数据日前一日也可;差额恰等于容差不算;预收、计划结算等电费类别不计。缺收费记录只查未结清;导出没有减免审批,减免提示须核审批。
    核实: 核对收费流水与违约金减免审批单,查银行延迟、不可抗力等减免理由。
    """
    both = recomputed(t.fact(charged), min_yuan)
    limit = number(tol)
    is_waived = ((both.rcvbl_penalty - both.rcved_penalty) > limit) & both.charge_id.notnull()
    both = both.mutate(is_waived=is_waived.fill_null(False))
    miss = both.fee_yuan - both.charged_yuan
    wrong = both.filter(
        both.fee_yuan > 0, miss.abs() > limit, (both.fee_before - both.charged_yuan).abs() > limit
    )
    wrong = wrong.mutate(
        object_type=ibis.literal("customer"),
        object_id=customer_number(wrong.cons_no),
        period=wrong.rcvbl_ym,
        amount_yuan=to_fen(wrong.fee_yuan - wrong.charged_yuan),
        reason=ibis.ifelse(wrong.fee_yuan > wrong.charged_yuan, "违约金少计", "违约金多计"),
        waivers=ibis.null("int64"),
        note=reasons(
            {
                "有减免,须核审批": wrong.is_waived,
                f"不足 {min_yuan.quoted},按 {min_yuan.quoted}计": wrong.is_minimum,
            }
        ).nullif(""),
    )
    return wrong.union(_staff(both.filter(both.is_waived), n, wrong))


def _staff(waived: Any, n: int, wrong: Any) -> Any:
    """Return who took n waived late fees or more, in the columns of the other hits."""
    waived = waived.filter(waived.charge_emp.notnull())
    by_person = waived.group_by("charge_emp").agg(
        waivers=waived.count(),
        rcvbl_penalty=waived.rcvbl_penalty.sum(),
        rcved_penalty=waived.rcved_penalty.sum(),
        period=waived.rcvbl_ym.max(),
    )
    many = by_person.filter(by_person.waivers >= n)
    many = many.mutate(
        object_type=ibis.literal("staff"),
        object_id=many.charge_emp,
        amount_yuan=to_fen(many.rcvbl_penalty - many.rcved_penalty),
        reason=ibis.literal("同一收费人员多笔减免违约金"),
        note=ibis.literal("有减免,须核审批"),
    )
    schema = wrong.schema()
    columns = {
        name: many[name].cast(kind) if name in many.columns else ibis.null(kind)
        for name, kind in schema.items()
    }
    return many.select(**columns)
