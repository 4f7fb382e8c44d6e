"""ACC-10 总账=明细账=用户余额不平"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import first_by, object_key, reasons
from analytics.facts.ledgers import DETAIL, GENERAL, book_balances, is_prepayment, is_receivable
from analytics.regulation.account_rules import EQ1, EQ3
from analytics.regulation.money import exact, number, to_fen
from analytics.regulation.source import Rule
from analytics.regulation.working_days import last_day_expr
from data_loaders.codes.charges import NOT_OWED, FeeSettle
from models.calendar import last_day
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
    sentence="{acct_name} {period} {reason}:总账 {general_bal} 元,明细账 {detail_bal} 元,用户余额 {user_bal} 元",
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
    例外: 差额恰等于容差不算;总账、明细账缺一不比①;预收、计划结算等不计欠费的电费类别与坏账核销不计;②按期末时点回推,没有日切差;期末后发行的电费所收回的本金不计。缺应收电费不比②,数据日在期末后而缺收费记录也不比②,缺预收余额不比③。
    核实: 逐级调出科目余额表与用户明细,查未记账的发行、收款、退补、核销凭证。
    """
    books = _books(t)
    users = _arrears(t, books).union(_prepayments(t, books))
    both = books.left_join(users, ["unit", "acct_code", "period"])
    both = both.mutate(
        book_gap=both.general_bal - both.detail_bal, user_gap=both.detail_bal - both.user_bal
    ).drop("unit_right", "acct_code_right", "period_right")
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


def _books(t: Tables) -> Any:
    """Return the balances of each account and month in the general and in the detailed ledger.

    Shapes: org_code, unit (the same, empty for none), acct_code, period, acct_name, general_bal, detail_bal,
    is_receivable, is_prepayment.
    """
    ledger = t.fact(book_balances)
    ledger = ledger.mutate(is_owed=is_receivable(ledger), is_prepaid=is_prepayment(ledger))
    books = ledger.group_by("org_code", "acct_code", "period").agg(
        acct_name=ledger.acct_name.max(),
        general_bal=to_fen(ledger.balance.sum(where=ledger.ledger_level == GENERAL)),
        detail_bal=to_fen(ledger.balance.sum(where=ledger.ledger_level == DETAIL)),
        is_receivable=ledger.is_owed.any(),
        is_prepayment=ledger.is_prepaid.any(),
    )
    return books.mutate(unit=books.org_code.fill_null(""))


def _shortest(accounts: Any) -> Any:
    """Return the account with the shortest code of each unit and month, among those in the detailed ledger."""
    known = accounts.filter(accounts.detail_bal.notnull())
    order = [known.acct_code.length(), known.acct_code]
    return first_by(known, ["unit", "period"], order).select("unit", "acct_code", "period")


def _arrears(t: Tables, books: Any) -> Any:
    """Return what users owed at the end of the last month, by unit, as the books should have it.

    What was paid since for bills issued since is no part of it.

    Shapes: unit, acct_code, period, user_bal, owed_yuan, paid_since_yuan.
    """
    is_on = not t.lacks("receivables.rcvbl_amt")
    if t.as_of > last_day(t.period):
        is_on = not t.lacks("payments.rcv_amt") and is_on
    ours = books.filter(books.is_receivable, books.detail_bal.notnull(), ibis.literal(is_on))
    latest = ours.agg(latest=ours.period.max())
    latest = latest.mutate(latest_day=last_day_expr(latest.latest))
    ours = ours.cross_join(latest).filter(lambda row: row.period == row.latest)
    owed = _of_receivables(t, latest).outer_join(_of_payments(t, latest), "unit")
    owed = owed.select(
        unit=owed.unit.coalesce(owed.unit_right),
        owed_yuan=owed.owed_yuan.fill_null(0),
        paid_since_yuan=owed.received_yuan.fill_null(0) - owed.later_yuan.fill_null(0),
    )
    found = _with_subordinates(_shortest(ours), owed, ["owed_yuan", "paid_since_yuan"])
    return found.mutate(user_bal=found.owed_yuan + found.paid_since_yuan).relocate(
        "unit", "acct_code", "period", "user_bal"
    )


def _of_receivables(t: Tables, latest: Any) -> Any:
    """Return by unit what is owed of bills issued up to the last month, and what was paid of later ones."""
    rows = _placed(t, "receivables").cross_join(latest)
    rows = rows.filter(
        ~rows.amt_type.isin(NOT_OWED).fill_null(False),
        (rows.settle_flag != FeeSettle.WRITTEN_OFF).fill_null(True),
    )
    is_before = (rows.release_date <= rows.latest_day).coalesce(rows.rcvbl_ym <= rows.latest)
    rows = rows.mutate(is_before=is_before)
    is_unknown = rows.is_before & rows.owe_amt.isnull()  # how much is owed; then it is what was not received
    sums = rows.group_by("unit").agg(
        owed=rows.owe_amt.sum(where=rows.is_before),
        charged=rows.rcvbl_amt.sum(where=is_unknown),
        received=rows.rcved_amt.sum(where=is_unknown & rows.rcvbl_amt.notnull()),
        later_yuan=rows.rcved_amt.sum(where=~rows.is_before),
    )
    known, unknown = sums.owed.fill_null(0), sums.charged.fill_null(0) - sums.received.fill_null(0)
    return sums.select("unit", "later_yuan", owed_yuan=known + unknown)


def _of_payments(t: Tables, latest: Any) -> Any:
    """Return by unit the principal received after the last month and up to the as-of day."""
    rows = _placed(t, "payments").cross_join(latest)
    day = rows.charge_time.date()
    rows = rows.filter(day > rows.latest_day, day <= t.as_of)
    principal = exact(rows.rcv_amt) - exact(rows.penalty.fill_null(0))
    return rows.group_by("unit").agg(received_yuan=principal.sum())


def _prepayments(t: Tables, books: Any) -> Any:
    """Return the users' prepayments of each month delivered, by unit, as the books should have them."""
    is_on = not t.lacks("prepay_balances.balance")
    rows = _placed(t, "prepay_balances")
    rows = rows.filter(rows.balance.notnull()).mutate(period=rows.stat_ym)
    sums = rows.group_by("unit", "period").agg(prepaid_yuan=exact(rows.balance).sum())
    ours = books.filter(books.is_prepayment, ibis.literal(is_on)).semi_join(sums, "period")
    found = _with_subordinates(_shortest(ours), sums, ["prepaid_yuan"])
    nothing = ibis.null("decimal(18, 2)")
    return found.select(
        "unit", "acct_code", "period", user_bal="prepaid_yuan", owed_yuan=nothing, paid_since_yuan=nothing
    )


def _placed(t: Tables, name: str) -> Any:
    """Return a table with `unit`: its org_code, or its customer's where none was delivered."""
    rows = getattr(t, name)
    if t.has(f"{name}.org_code"):
        return rows.mutate(unit=rows.org_code.fill_null(""))
    homes = t.customers.select("cons_no", home="org_code")
    joined = rows.left_join(homes, "cons_no").drop("cons_no_right")
    return joined.mutate(unit=joined.home.fill_null(""))


def _with_subordinates(accounts: Any, sums: Any, names: list[str]) -> Any:
    """Return the accounts with the sums of their unit and every unit below it, to the fen; 0 where none is."""
    below = sums.rename(lower_unit="unit")
    keys = [accounts.unit == "", below.lower_unit.startswith(accounts.unit)]
    condition: Any = keys[0] | keys[1]
    if "period" in sums.columns:
        below = below.rename(lower_period="period")
        condition = [accounts.period == below.lower_period, condition]
    joined = accounts.left_join(below, condition)
    return joined.group_by("unit", "acct_code", "period").agg(
        **{name: to_fen(joined[name].sum()).fill_null(number("0.00")) for name in names}
    )
