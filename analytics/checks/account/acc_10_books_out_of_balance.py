"""ACC-10 总账=明细账=用户余额不平"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.balances import books_and_users
from analytics.facts.columns import object_key, reasons
from analytics.facts.ledgers import book_balances
from analytics.regulation.account_rules import EQ1, EQ3
from analytics.regulation.money import number, to_fen
from analytics.regulation.source import Rule
from analytics.regulation.working_days import last_day_expr
from models.category import Category

TOLERANCE_YUAN = EQ1.each(lambda equation: equation.tolerance_yuan)


@check(
    code="ACC-10",
    title="总账=明细账=用户余额不平",
    category=Category.ACCOUNT,
    matter="总账和明细账、明细账和用户余额是否平衡",
    severity="高",
    subject="account",
    window="全部",
    amount="账面差额",
    reads={
        "receivables?": [
            *("org_code?", "cons_no?", "rcvbl_ym?", "amt_type?", "rcvbl_amt?", "rcved_amt?", "owe_amt?"),
            *("settle_flag?", "release_date?"),
        ],
        "payments?": ["org_code?", "cons_no?", "charge_time?", "rcv_amt?", "penalty?"],
        "prepay_balances?": ["org_code?", "cons_no?", "stat_ym?", "balance?"],
        "customers?": ["cons_no", "org_code?"],
    },
    without={
        "receivables.rcvbl_amt": "缺应收电费,不比明细账与用户欠费",
        "payments.rcv_amt": "缺收费记录,数据日在期末之后的不能回推期末欠费,不比明细账与用户欠费",
        "prepay_balances.balance": "缺预收余额,不比明细账与用户预收",
        "customers.org_code": "客户档案没有供电单位,没有写明单位的应收、收费、预收不归单位",
    },
    facts=(book_balances,),
    evidence={
        "reason": "不平之处",
        "acct_name": "科目名称",
        "general_bal": "总账余额(元)",
        "detail_bal": "明细账余额(元)",
        "user_bal": "用户余额(元)",
        "book_gap": "总账−明细账(元)",
        "user_gap": "明细账−用户余额(元)",
        "owed_yuan": "期末前发行的欠费(元)",
        "paid_since_yuan": "期末后至数据日收回的本金(元)",
    },
    sentence="{acct_name} {period} {reason}:总账 {general_bal} 元,明细账 {detail_bal} 元[,用户余额 {user_bal} 元]",
    arithmetic=(
        "总账 − 明细账 = {general_bal} − {detail_bal} = {book_gap} 元",
        "期末用户欠费 = 期末前发行的欠费 + 期末后收回的本金 = {owed_yuan} + {paid_since_yuan} = {user_bal} 元",
        "明细账 − 用户余额 = {detail_bal} − {user_bal} = {user_gap} 元",
    ),
    laws=(EQ1, EQ3),
)
def books_out_of_balance(
    t: Tables,
    *,
    tol: Annotated[Rule[Decimal], Param("容差", "元", low=0, high=1000)] = TOLERANCE_YUAN,
) -> Any:
    """总账、明细账与用户余额应当逐级相等。

    为什么: 上下级账不平,说明有漏记、错记或绕过系统的调账,欠费与资金都可能失实。
    判定: 按单位、科目、会计期间,任一即中:①总账与明细账期末余额之差大于容差(所有科目);②最近会计期的应收科目(代码以 1122 开头或名称含“应收账款”,取代码最短者)明细账与用户欠费之差大于容差,用户欠费 = 期末前发行的欠费 + 期末后至数据日就这些欠费收回的净本金;③预收科目(代码以 2203 开头或名称含“预收”,取代码最短者)明细账与当月用户预收余额之和的差大于容差。用户余额按供电单位及其下级汇总。同账类多行先求和,余额方向与科目正常方向相反的取负。
    金额: 各差额绝对值中的最大者,到分。
    例外: 差额恰等于容差不算;总账、明细账缺一不比①;预收、计划结算等不计欠费的电费类别与坏账核销不计;②按期末时点回推,没有日切差;应收是导出时的快照,只能回推到账务数据的最近一期,核查更早的期间时不比②;期末后发行的电费所收回的本金不计。缺应收电费不比②,数据日在期末后而缺收费记录也不比②,缺预收余额不比③。
    核实: 逐级调出科目余额表与用户明细,查未记账的发行、收款、退补、核销凭证。
    """
    both = books_and_users(t)
    limit = tol.on_column(last_day_expr(both.period))
    both = both.mutate(
        reason=reasons(
            {
                "总账与明细账不平": both.book_gap.abs() > limit,
                "明细账与用户余额不平": both.user_gap.abs() > limit,
            }
        )
    )
    wrong = both.filter(both.reason != "")
    none = to_fen(number(0))
    return wrong.mutate(
        object_id=object_key(wrong.org_code, wrong.acct_code, wrong.period),
        cons_no=ibis.null("string"),
        amount_yuan=ibis.greatest(wrong.book_gap.abs().coalesce(none), wrong.user_gap.abs().coalesce(none)),
    )
