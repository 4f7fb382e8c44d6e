"""ACC-13 现场余额/收据与系统不符"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import first_by, month_text, reasons
from analytics.facts.payments import not_reversed, reversal_pairs, reversals
from analytics.regulation.money import exact, number, to_fen
from analytics.regulation.practice import COUNTED_BALANCES
from data_loaders.codes.charges import BalanceKind
from models.category import Category
from models.data.customer_codes import customer_number

_KIND = ["cons_no", "kind"]


@check(
    code="ACC-13",
    title="现场余额/收据与系统不符",
    category=Category.ACCOUNT,
    matter="核对收费用户余额是否与现场实际相符",
    severity="高",
    subject="customer",
    window="全部",
    amount="应收差额",
    reads={
        "balance_checks": [
            *("org_code?", "cons_no", "check_date", "balance_kind?", "confirmed_bal", "system_bal?"),
            *("receipt_amt?", "checker?"),
        ],
        "payments?": ["cons_no?", "charge_id?", "charge_time?", "rcv_amt?", "charge_type?"],
    },
    facts=(reversals, reversal_pairs),
    without={
        "balance_checks.system_bal": "核对记录缺系统余额,不比余额",
        "balance_checks.receipt_amt": "核对记录缺收据金额,不查系统没有的收据",
        "payments.charge_time": "缺收费记录,不剔除核对之后才入账的收费(时点差)",
    },
    evidence={
        "reason": "异常",
        "check_date": "核对日期",
        "prepaid_system": "预收:系统余额(元)",
        "prepaid_confirmed": "预收:客户确认余额(元)",
        "prepaid_gap": "预收差额(元)",
        "arrears_system": "欠费:系统余额(元)",
        "arrears_confirmed": "欠费:客户确认余额(元)",
        "arrears_gap": "欠费差额(元)",
        "receipt_amt": "系统没有的收据(元)",
        "checker": "核对人",
    },
    sentence="{check_date} 现场核对:{reason},相差 {amount_yuan} 元",
    arithmetic=(
        "预收差额 = 系统 − 客户确认 = {prepaid_system} − {prepaid_confirmed} = {prepaid_gap} 元",
        "欠费差额 = 客户确认 − 系统 = {arrears_confirmed} − {arrears_system} = {arrears_gap} 元",
        "只有收据的取收据金额 {receipt_amt} 元的负数;合计 {amount_yuan} 元(负为客户的钱没有入账)",
    ),
    laws=(COUNTED_BALANCES,),
)
def counted_on_the_spot(
    t: Tables,
    *,
    tol: Annotated[float, Param("容差", "元", low=0, high=100)] = 0.01,
    lag_days: Annotated[int, Param("入账时点差", "天", low=1, high=31)] = 3,
) -> Any:
    """现场与客户核对的余额、客户手里的收据,应当与系统一致。

    为什么: 客户交了钱而系统没有记,是收费人员截留电费最直接的证据。
    判定: 同一户同一余额类别(空作预收)取数据日之前最近一次核对:①系统余额与客户确认余额相差大于 0.01 元;②客户持有系统没有的收据大于 0.01 元。任一即中,每户一条。
    金额: 正为少收,负为多收(应补记给客户):①预收为系统减确认,欠费为确认减系统;①不成立而只有②的为收据金额的负数;两类相加,到分。
    例外: 核对日起(含)3 个自然日内入账、未冲正、金额恰等于差额(±0.01 元)的一笔收费是未同步的线下缴费,该类不判①;系统余额空的不判①,不以月末预收余额代替;恰差 0.01 元不算。
    核实: 请客户出示收据原件与缴费凭证,调取收费流水与票据领用存根。
    """
    rows = t.balance_checks.filter(t.balance_checks.check_date <= t.as_of)
    rows = rows.mutate(kind=rows.balance_kind.fill_null(BalanceKind.PREPAID))
    order = [ibis.desc("check_date"), ibis.desc("receipt_amt"), "confirmed_bal", "system_bal"]
    rows = first_by(rows, _KIND, order)
    gap = exact(rows.system_bal) - exact(rows.confirmed_bal)
    rows = rows.mutate(gap=ibis.ifelse(rows.kind == BalanceKind.ARREARS, -gap, gap))
    rows = _without_late_entries(t, rows.mutate(size=rows.gap.abs()), number(tol), lag_days)
    differs = (rows.size > number(tol)).fill_null(False) & ~rows.is_entered_late
    has_receipt = (rows.receipt_amt > number(tol)).fill_null(False)
    yuan = ibis.cases((differs, rows.gap), (has_receipt, -exact(rows.receipt_amt)))
    rows = rows.mutate(differs=differs, has_receipt=has_receipt, yuan=yuan)
    rows = rows.filter(rows.differs | rows.has_receipt)
    return _of_customers(rows)


def _without_late_entries(t: Tables, rows: Any, tol: Any, lag_days: int) -> Any:
    """Return the counts with whether a payment that came in afterwards explains the difference: `is_entered_late`."""
    apart = rows.filter(rows.size > tol).select(*_KIND, "check_date", "size")
    payments = t.payments.semi_join(apart, "cons_no")
    paid = not_reversed(t, payments)
    paid = paid.select("cons_no", "rcv_amt", paid_on=paid.charge_time.date())
    pairs = apart.inner_join(paid, "cons_no")
    days = pairs.paid_on.delta(pairs.check_date, unit="day")
    near = (exact(pairs.rcv_amt) - pairs.size).abs() <= tol
    found = pairs.filter(days >= 0, days < lag_days, near).select(*_KIND).distinct()
    found = found.mutate(explains=True)
    rows = rows.left_join(found, _KIND).drop("cons_no_right", "kind_right")
    return rows.mutate(is_entered_late=rows.explains.fill_null(False)).drop("explains")


def _of_customers(rows: Any) -> Any:
    """Return one hit a customer, both kinds of balance side by side."""
    shown = {}
    for kind, name in ((BalanceKind.PREPAID, "prepaid"), (BalanceKind.ARREARS, "arrears")):
        is_kind = rows.kind == kind
        shown |= {
            f"{name}_system": to_fen(rows.system_bal.max(where=is_kind)),
            f"{name}_confirmed": to_fen(rows.confirmed_bal.max(where=is_kind)),
            f"{name}_gap": to_fen(rows.gap.max(where=is_kind)),
            f"{name}_differs": (rows.differs & is_kind).any(),
        }
    found = rows.group_by("cons_no").agg(
        **shown,
        org_code=rows.org_code.max(),
        check_date=rows.check_date.max(),
        receipt_amt=to_fen(exact(rows.receipt_amt).sum()),
        has_receipt=rows.has_receipt.any(),
        checker=rows.checker.max(),
        amount_yuan=to_fen(rows.yuan.sum()),
    )
    return found.mutate(
        object_id=customer_number(found.cons_no),
        period=month_text(found.check_date),
        reason=reasons(
            {
                "预收余额不符": found.prepaid_differs,
                "欠费余额不符": found.arrears_differs,
                "客户持有系统没有的收据": found.has_receipt,
            }
        ),
    )
