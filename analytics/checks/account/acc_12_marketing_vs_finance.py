"""ACC-12 营销应收与财务应收不对应"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.balances import marketing_and_finance
from analytics.facts.columns import object_key
from analytics.facts.ledgers import book_balances
from analytics.regulation.account_rules import EQ6
from analytics.regulation.source import Rule
from analytics.regulation.working_days import last_day_expr
from models.category import Category

TOLERANCE_YUAN = EQ6.each(lambda equation: equation.tolerance_yuan)


@check(
    code="ACC-12",
    title="营销应收与财务应收不对应",
    category=Category.ACCOUNT,
    matter="营销应付账款和财务应收账款是否对应",
    severity="高",
    subject="account",
    window="全部",
    amount="账面差额",
    reads={},
    facts=(book_balances,),
    evidence={
        "acct_name": "科目名称",
        "marketing_bal": "营销余额(元)",
        "finance_bal": "财务余额(元)",
        "gap": "差额(元)",
        "note": "提示",
    },
    sentence="{acct_name} {period} 期末营销余额 {marketing_bal} 元,财务余额 {finance_bal} 元,相差 {gap} 元",
    arithmetic=("差额 = 营销余额 − 财务余额 = {marketing_bal} − {finance_bal} = {gap} 元",),
    laws=(EQ6,),
)
def marketing_differs_from_finance(
    t: Tables,
    *,
    tolerance_yuan: Annotated[Rule[Decimal], Param("容差", "元", low=0, high=1000)] = TOLERANCE_YUAN,
) -> Any:
    """营销系统与财务系统对同一应收科目的期末余额应当一致。

    为什么: 两本账对不上,说明有发行、收款或核销只记了一边,资金与收入都不可信。
    判定: 应收科目(科目代码以 1122 开头或名称含“应收账款”)按单位、科目、会计期间,账类“营销”与“财务”的期末余额之差大于容差;同账类多行先求和,余额方向与科目正常方向相反的取负。
    金额: 差额的绝对值,到分。
    例外: 差额恰等于容差不算;任一账类缺行不判;未记账发行与已记账未发行在导出中无列,按 0 计并提示未扣时点差;结账时点、补提须人工核对。
    核实: 调出两边同期明细,逐笔勾对发行、实收与核销凭证。
    """
    both = marketing_and_finance(t)
    different = both.filter(both.gap.abs() > tolerance_yuan.on_column(last_day_expr(both.period)))
    return different.mutate(
        object_id=object_key(different.org_code, different.acct_code, different.period),
        cons_no=ibis.null("string"),
        amount_yuan=different.gap.abs(),
        note=ibis.literal("未扣时点差"),
    )
