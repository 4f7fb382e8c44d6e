"""ACC-11 资产类与负债类科目不平衡"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.balances import turnovers
from analytics.facts.columns import first_by, object_key
from analytics.facts.ledgers import DETAIL
from analytics.regulation.account_rules import EQ5
from analytics.regulation.source import Rule
from analytics.regulation.working_days import last_day_expr
from models.category import Category

TOLERANCE_YUAN = EQ5.each(lambda equation: equation.tolerance_yuan)


@check(
    code="ACC-11",
    title="资产类与负债类科目不平衡",
    category=Category.ACCOUNT,
    matter="资产类科目和负债类科目是否平衡",
    severity="高",
    subject="account",
    window="全部",
    amount="账面差额",
    reads={
        "ledger_balances": ["org_code?", "period", "acct_code", "ledger_level", "debit", "credit"],
    },
    evidence={
        "ledger_level": "账类",
        "accounts": "科目数",
        "debit_yuan": "借方发生合计(元)",
        "credit_yuan": "贷方发生合计(元)",
        "gap": "差额(元)",
        "note": "提示",
    },
    sentence="{period} {ledger_level}全部 {accounts} 个科目借方合计 {debit_yuan} 元,贷方合计 {credit_yuan} 元,相差 {gap} 元",
    arithmetic=("差额 = 借方合计 − 贷方合计 = {debit_yuan} − {credit_yuan} = {gap} 元",),
    laws=(EQ5,),
)
def debit_differs_from_credit(
    t: Tables,
    *,
    tolerance_yuan: Annotated[Rule[Decimal], Param("容差", "元", low=0, high=1000)] = TOLERANCE_YUAN,
) -> Any:
    """有借必有贷,一个单位一期全部科目的借方发生额合计应当等于贷方发生额合计。

    为什么: 借贷不平说明有凭证只记了一边,账面已不能反映资产与负债,收入和资金都可能被藏在里面。
    判定: 按单位和会计期间,账类“总账”或“明细账”全部科目(上级与下级科目并列的,全部相加与只加末级,取差额较小的)的借方发生额之和与贷方发生额之和相差大于容差;两个账类都不平的取相差大的,一个单位一期一条。审计月之前的各期都查,一侧为空按 0 计。
    金额: 差额的绝对值,到分。
    例外: 差额恰等于容差不算;账类“营销”“财务”不在此比;只导出了部分科目的账本必然不平,请先核导出是否完整;未过账凭证没有字段,须人工标记。
    核实: 调出当期试算平衡表和凭证,查只有一方的分录。
    """
    sums = turnovers(t)
    wrong = sums.filter(sums.gap.abs() > tolerance_yuan.on_column(last_day_expr(sums.period)))
    # of two ledgers that are as far apart the general one (总账), which sorts last
    wrong = wrong.mutate(size=-wrong.gap.abs(), is_detail=wrong.ledger_level == DETAIL)
    worst = first_by(wrong, ["org_code", "period"], ["size", "is_detail"])
    return worst.mutate(
        object_id=object_key(worst.org_code, worst.period),
        cons_no=ibis.null("string"),
        amount_yuan=worst.gap.abs(),
        note=ibis.literal("请先核导出是否含全部科目"),
    )
