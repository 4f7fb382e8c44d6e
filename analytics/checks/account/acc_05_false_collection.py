"""ACC-05 虚假实收/考核节点后冲正"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import month_text, reasons
from analytics.facts.payments import happened, received, reversal_pairs
from analytics.regulation.account_rules import FALSE_COLLECTION
from analytics.regulation.money import to_fen
from data_loaders.codes.charges import SettleMode
from models.category import Category

CORRECTIONS = ("误收", "错户", "更正")
WITHIN_DAYS = 30
DEDUCTIONS = "^020[23]"  # 特约委托 (托收) and 代扣, which a bank pays or returns


@check(
    code="ACC-05",
    title="虚假实收/考核节点后冲正",
    category=Category.ACCOUNT,
    matter="电费安全管理",
    severity="高",
    subject="payment",
    window="全部",
    amount="经手资金",
    reads={
        "payments": [
            *("cons_no", "charge_id", "relate_id?", "charge_time", "rcv_amt", "charge_type", "charge_emp?"),
            "pay_mode?",
        ]
    },
    facts=(reversal_pairs,),
    without={
        "payments.relate_id": "关联收费标识整列为空,按同户等额配对冲正",
        "payments.charge_emp": "收费人员整列为空,银行代扣、托收当日退回的不能剔除",
        "payments.pay_mode": "缴费方式整列为空,银行代扣、托收当日退回的不能剔除",
    },
    evidence={
        "reason": "异常",
        "charge_date": "原收费日",
        "reversal_date": "冲正日",
        "gap_days": "间隔天数(天)",
        "rcv_amt": "收款金额(元)",
        "charge_emp": "收费人员",
        "reversal_charge_emp": "冲正人员",
        "pay_mode": "缴费方式",
        "settle_mode": "结算方式",
        "reversal_charge_id": "冲正收费标识",
        "nearest_reversal_date": "同户最近另一次冲正日",
        "note": "提示",
    },
    sentence="{charge_date} 收费 {rcv_amt} 元,{reversal_date} 全额冲正(间隔 {gap_days} 天):{reason}",
    arithmetic=("间隔天数 = {reversal_date} − {charge_date} = {gap_days} 天;虚增实收 = {rcv_amt} 元",),
    laws=(FALSE_COLLECTION,),
)
def false_collection(
    t: Tables,
    *,
    n: Annotated[int, Param("收费与冲正最多相隔", "天", low=1, high=31)] = 10,
    from_day: Annotated[int, Param("收费不早于每月", "日", low=1, high=31)] = 25,
    to_day: Annotated[int, Param("冲正不晚于次月", "日", low=1, high=31)] = 5,
) -> Any:
    """不应在考核日前收费、考核日后冲正,也不应对同一户反复收费冲正。

    为什么: 月末垫收、月初冲正虚增当月回收率,掩盖欠费;反复充值冲正可能套取手续费或信用卡资金。
    判定: 冲正对:冲正(收费类型 20、金额为负)按关联收费标识找到的原收费(类型 10),同户且全额相反;关联为空的取同户、等额、最近一笔在前且未被其他冲正关联的收费。①原收费在每月 25 日及以后,冲正在次月且不晚于 5 日,相隔不超过 10 个自然日(含);或②同一户 30 日内(按冲正日)有 2 对及以上。每笔原收费一条。
    金额: 冲正额的绝对值,正数(虚增实收)。
    例外: 部分冲正不计;备注(原收费或冲正)含“误收”“错户”“更正”的不计;同一收费员冲正后当日把等额记到另一户的不计;同月内冲正不算①。银行代扣、托收(缴费方式 0202、0203)当日退回而收费、冲正都无人经手的是扣款失败,不计。数据日之后的不计。关联为空、按等额配对的作提示;POS 机刷卡作提示(字典没有卡种)。
    核实: 核对原始凭证、银行到账与收费员交接记录,询问客户是否真实缴费。
    """
    pairs = t.fact(reversal_pairs)
    pairs = pairs.mutate(
        charge_date=pairs.charge_time.date(), reversal_date=pairs.reversal_charge_time.date()
    )
    pairs = _without_corrections(happened(t.payments, t.as_of), pairs)
    if not t.lacks("payments.charge_emp"):
        pairs = pairs.filter(~_is_returned_by_bank(pairs))
    pairs = _with_neighbour(pairs)
    months = (pairs.reversal_date.year() - pairs.charge_date.year()) * 12
    months = months + pairs.reversal_date.month() - pairs.charge_date.month()
    pairs = pairs.mutate(gap_days=pairs.reversal_date.delta(pairs.charge_date, unit="day"))
    is_across = (
        (pairs.charge_date.day() >= from_day)
        & (months == 1)
        & (pairs.reversal_date.day() <= to_day)
        & (pairs.gap_days <= n)
    )
    pairs = pairs.mutate(
        reason=reasons(
            {
                "跨考核日冲正": is_across,
                f"同户 {WITHIN_DAYS} 日内多次收费冲正": pairs.nearest_reversal_date.notnull(),
            }
        )
    )
    false = pairs.filter(pairs.reason != "")
    return false.mutate(
        object_id=false.charge_id,
        period=month_text(false.charge_date),
        amount_yuan=to_fen(false.rcv_amt),
        note=reasons(
            {"关联为空,按同户等额配对": false.is_by_amount, "POS 机刷卡": false.settle_mode == SettleMode.POS}
        ).nullif(""),
    )


def _without_corrections(payments: Any, pairs: Any) -> Any:
    """Return the pairs that do not correct a mistake."""
    is_mistake: Any = ibis.literal(False)
    for word in CORRECTIONS:
        for remark in (pairs.remark, pairs.reversal_remark):
            is_mistake = is_mistake | remark.contains(word).fill_null(False)
    pairs = pairs.filter(~is_mistake)
    # of all that was received, only what may be the same money
    again = received(payments).semi_join(
        pairs, [payments.charge_emp == pairs.reversal_charge_emp, payments.rcv_amt == pairs.rcv_amt]
    )
    again = again.select(
        other_cons_no="cons_no",
        emp="charge_emp",
        other_amt="rcv_amt",
        other_time="charge_time",
        other_date=again.charge_time.date(),
    )
    moved = pairs.inner_join(
        again,
        [
            pairs.reversal_charge_emp == again.emp,
            pairs.rcv_amt == again.other_amt,
            pairs.reversal_date == again.other_date,
            pairs.reversal_charge_time <= again.other_time,
            pairs.cons_no != again.other_cons_no,
        ],
    )
    return pairs.anti_join(moved.select("charge_id"), "charge_id")


def _is_returned_by_bank(pairs: Any) -> Any:
    """Return whether a deduction failed: the bank returned it the day it was entered, and nobody's hand was in it."""
    is_deduction = pairs.pay_mode.re_search(DEDUCTIONS).fill_null(False)
    is_unattended = pairs.charge_emp.isnull() & pairs.reversal_charge_emp.isnull()
    return is_deduction & is_unattended & (pairs.charge_date == pairs.reversal_date)


def _with_neighbour(pairs: Any) -> Any:
    """Return the pairs with the nearest other reversal of the same customer, if it is near enough."""
    window = ibis.window(group_by="cons_no", order_by=["reversal_charge_time", "charge_id"])
    pairs = pairs.mutate(
        before=pairs.reversal_date.lag().over(window), after=pairs.reversal_date.lead().over(window)
    )
    pairs = pairs.mutate(
        days_before=pairs.reversal_date.delta(pairs.before, unit="day"),
        days_after=pairs.after.delta(pairs.reversal_date, unit="day"),
    )
    is_near = {name: (pairs[f"days_{name}"] <= WITHIN_DAYS).fill_null(False) for name in ("before", "after")}
    is_earlier_nearer = is_near["before"] & (
        ~is_near["after"] | (pairs.days_before <= pairs.days_after).fill_null(True)
    )
    return pairs.mutate(
        nearest_reversal_date=ibis.cases((is_earlier_nearer, pairs.before), (is_near["after"], pairs.after))
    )
