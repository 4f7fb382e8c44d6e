"""ACC-04 现金解款不及时/收费员挪用风险"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import listed, month_text
from analytics.facts.payments import not_reversed, reversal_pairs, reversals
from analytics.facts.remittances import batches, is_cash, remitted, whole_after, with_remittance
from analytics.regulation.money import exact, to_fen
from analytics.regulation.practice import CASH_ON_HAND_YUAN, CASH_REMITTANCE_DAYS
from analytics.regulation.source import Rule
from analytics.regulation.working_days import with_working_day_after
from models.category import Category


@check(
    code="ACC-04",
    title="现金解款不及时/收费员挪用风险",
    category=Category.ACCOUNT,
    matter="电费现金管理",
    severity="高",
    subject="payment",
    window="全部",
    amount="经手资金",
    reads={
        "payments": [
            *("org_code?", "cons_no", "charge_id", "charge_time", "rcv_amt", "charge_type", "settle_mode"),
            *("charge_emp?", "cashchk_id"),
        ],
        "remittances": ["cashchk_id", "cashchk_amt", "cashchk_date"],
    },
    facts=(reversals, reversal_pairs, remitted, batches),
    without={
        "payments.charge_emp": "缺收费人员,不查收费员日未解款余额",
    },
    evidence={
        "reason": "异常",
        "charge_date": "收费日",
        "days_listed": "收费日(全部)",
        "charges": "笔数",
        "taken_yuan": "收款合计(元)",
        "charge_emp": "收费人员",
        "cashchk_id": "解款标识",
        "limit_days": "解款限期(个工作日)",
        "due": "解款期限",
        "cashchk_date": "解款日期",
        "late_days": "超期(天)",
        "cashchk_amt": "解款金额(元)",
    },
    sentence="{reason}:收款 {taken_yuan} 元,{charges} 笔,[{cashchk_date} 解款|没有解款]",
    arithmetic=(
        "期限 = {charge_date} 后第 {limit_days} 个工作日 = {due},超期 {late_days} 天(自然日)",
        "批次差额 = 收款合计 − 解款金额 = {taken_yuan} − {cashchk_amt} = {amount_yuan} 元",
    ),
    laws=(CASH_REMITTANCE_DAYS, CASH_ON_HAND_YUAN),
)
def cash_remitted_late(
    t: Tables,
    *,
    d: Annotated[int, Param("解款期限", "个工作日", low=1, high=10)] = 1,
    lim: Annotated[Rule[Decimal], Param("收费员日未解款限额", "元", low=0, high=1000000)] = CASH_ON_HAND_YUAN,
) -> Any:
    """收到的现金应当日清日结,最迟次一个工作日解款。

    为什么: 现金在个人手里停留,是挪用、截留电费最常见的开始。
    判定: ①现金(结算方式 01)收费(收费类型 10)未被冲正的,期限为收费日后第 {practice.CASH_REMITTANCE_DAYS}:解款日期晚于期限为迟解;没有解款标识、解款记录中没有该号或解款日期晚于数据日,而期限早于数据日,为未解;②同一收费人员同一收费日(早于数据日)未解款合计大于 {practice.CASH_ON_HAND_YUAN},命中该人员,每人每月一条;③含现金的批次全部收费(红字计入)合计不等于解款金额,命中该解款标识。
    金额: ①该笔收款;②未解款合计;③收款合计减解款金额,到分。
    例外: 恰在期限当日、恰等于限额不算;节假日按工作日历顺延;解款前已冲正的一对不计入批次;收费早于首笔解款记录而查不到其解款标识的、首个收费日及其次一工作日解款的批次,交付不全,不判;非现金归 ACC-02、ACC-14。缺收费人员不查②。
    核实: 盘点收费人员库存现金,核对解款单、银行回单与交接记录。
    """
    cash = t.payments.filter(is_cash(t.payments))
    # nearly all were remitted in time, which the first payment of a batch tells of all that are in it
    cash = cash.filter(cash.cashchk_id.isnull()).union(cash.semi_join(_perhaps_late(t, d), "cashchk_id"))
    cash = with_remittance(t, not_reversed(t, cash))
    cash = with_working_day_after(cash.mutate(charge_date=cash.charge_time.date()), "charge_date", d, "due")
    until = cash.cashchk_date.coalesce(ibis.literal(t.as_of))
    cash = cash.mutate(until=until, limit_days=ibis.literal(d, "int64"))
    late = _late(cash.filter(cash.due < cash.until))
    parts = [late, _on_hand(t, cash, lim), _uneven(t)]
    first, *others = (_shown(part, late) for part in parts)
    for other in others:
        first = first.union(other)
    return first


def _perhaps_late(t: Tables, d: int) -> Any:
    """Return the batches that were remitted after what was taken first in them was due, or that nobody remitted."""
    taken = t.fact(batches).left_join(t.fact(remitted).select("cashchk_id", "cashchk_date"), "cashchk_id")
    taken = with_working_day_after(taken.drop("cashchk_id_right"), "first_charged", d, "due")
    is_late = (taken.due < taken.cashchk_date).fill_null(True)
    return taken.filter(is_late).select("cashchk_id")


def _late(cash: Any) -> Any:
    """Return the takings that were, or still are, too long on hand."""
    is_unsent = cash.cashchk_date.isnull().any()
    # a payment in several rows is one, and on hand as long as a part of it is
    late = cash.group_by("cons_no", "charge_id").agg(
        rcv_amt=to_fen(exact(cash.rcv_amt).sum()),
        cashchk_date=ibis.ifelse(is_unsent, ibis.null("date"), cash.cashchk_date.max()),
        until=cash.until.max(),
        **{name: cash[name].min() for name in ("charge_date", "due", "limit_days")},
        **{name: cash[name].max() for name in ("org_code", "charge_emp", "cashchk_id")},
    )
    return late.mutate(
        late_days=late.until.delta(late.due, unit="day"),
        object_type=ibis.literal("payment"),
        object_id=late.charge_id,
        period=month_text(late.charge_date),
        amount_yuan=late.rcv_amt,
        reason=ibis.ifelse(late.cashchk_date.isnull(), "现金未解款", "现金迟解款"),
        taken_yuan=late.rcv_amt,
        charges=ibis.literal(1, "int64"),
        days_listed=ibis.null("string"),
        cashchk_amt=ibis.null("decimal(18, 2)"),
    )


def _on_hand(t: Tables, cash: Any, lim: Rule[Decimal]) -> Any:
    """Return who kept more than the limit of what was taken on a day, once a month."""
    kept = cash.filter(cash.cashchk_date.isnull(), cash.charge_date < t.as_of, cash.charge_emp.notnull())
    days = kept.group_by("charge_emp", "charge_date").agg(
        org_code=kept.org_code.max(),
        taken_yuan=to_fen(exact(kept.rcv_amt).sum()),
        charges=kept.charge_id.nunique(),
    )
    days = days.filter(days.taken_yuan > lim.on_column(days.charge_date))
    days = days.mutate(period=month_text(days.charge_date))
    people = days.group_by("charge_emp", "period").agg(
        org_code=days.org_code.max(),
        taken_yuan=days.taken_yuan.sum(),
        charges=days.charges.sum(),
        charge_date=days.charge_date.min(),
        days_listed=listed(days.charge_date.cast("string")),
    )
    return people.mutate(
        object_type=ibis.literal("staff"),
        object_id=people.charge_emp,
        amount_yuan=people.taken_yuan,
        reason=ibis.literal("收费员当日未解款超限额"),
    )


def _uneven(t: Tables) -> Any:
    """Return the remittances of cash that are not what was taken."""
    taken = t.fact(batches)
    both = taken.filter(taken.has_cash).inner_join(t.fact(remitted), "cashchk_id")
    both = both.filter(both.cashchk_date > whole_after(t))
    uneven = both.filter(both.taken_yuan != both.cashchk_amt)
    return uneven.mutate(
        object_type=ibis.literal("payment"),
        object_id=uneven.cashchk_id,
        period=month_text(uneven.cashchk_date),
        amount_yuan=uneven.taken_yuan - uneven.cashchk_amt,
        reason=ibis.literal("现金批次收款与解款不等"),
    )


_SHOWN = (
    *("object_type", "object_id", "cons_no", "org_code", "period", "amount_yuan", "reason", "charge_date"),
    *(
        "days_listed",
        "charges",
        "taken_yuan",
        "charge_emp",
        "cashchk_id",
        "limit_days",
        "due",
        "cashchk_date",
        "late_days",
    ),
    "cashchk_amt",
)


def _shown(part: Any, model: Any) -> Any:
    """Return hits with the columns of all, null where they have none."""
    schema = model.schema()
    return part.select(
        **{n: part[n].cast(schema[n]) if n in part.columns else ibis.null(schema[n]) for n in _SHOWN}
    )
