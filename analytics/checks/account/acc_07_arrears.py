"""ACC-07 应收余额异常(长账龄/负/突增)"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.arrears import issued, may_be_owed
from analytics.facts.columns import reasons
from analytics.facts.ledgers import GENERAL, RECEIVABLES, book_balances
from analytics.regulation.money import number, ratio, to_fen
from analytics.regulation.practice import ARREARS_GROWTH, ARREARS_LEAST, ARREARS_MONTHS, OLD_ARREARS
from analytics.regulation.source import Rule
from analytics.regulation.working_days import months_between_expr
from models.calendar import add_months
from models.category import Category
from models.data.customer_codes import customer_number


@check(
    code="ACC-07",
    title="应收余额异常(长账龄/负/突增)",
    category=Category.ACCOUNT,
    matter="应收电费余额",
    severity="高",
    subject="customer",
    window="快照",
    amount={"customer": "应收差额", "org": "参考值"},
    reads={
        "receivables": [
            *("org_code?", "cons_no", "rcvbl_ym", "amt_type?", "rcvbl_amt", "rcved_amt?", "owe_amt?"),
            "settle_flag?",
        ],
        "ledger_balances?": [
            *("org_code?", "period", "acct_code", "acct_name?", "acct_class?", "ledger_level", "close_bal"),
            "dbcr?",
        ],
    },
    facts=(book_balances,),
    without={
        "ledger_balances.close_bal": "缺账簿余额,不查单位欠费较上期突增",
    },
    evidence={
        "reason": "异常",
        "oldest_ym": "最早应收年月",
        "age_months": "账龄(月)",
        "bills": "笔数",
        "owed_yuan": "欠费(元)",
        "due_yuan": "单位当月应收(元)",
        "old_yuan": "单位往年欠费(元)",
        "previous_yuan": "单位上期应收账款(元)",
        "growth": "单位欠费较上期增长(%)",
        "share": "单位往年欠费占当月应收(%)",
        "note": "提示",
    },
    sentence="{reason}:{bills} 笔,{owed_yuan} 元",
    arithmetic=(
        "账龄 = 审计月 − 最早应收年月 {oldest_ym} = {age_months} 个月",
        "较上期增长 =(欠费 {owed_yuan} − 上期应收账款 {previous_yuan})÷ {previous_yuan} = {growth}%",
        "往年欠费占比 = 往年欠费 {old_yuan} ÷ 当月应收 {due_yuan} = {share}%",
    ),
    laws=(ARREARS_MONTHS, ARREARS_GROWTH, OLD_ARREARS, ARREARS_LEAST),
)
def arrears(
    t: Tables,
    *,
    k: Annotated[Rule[int], Param("账龄", "个月", low=1, high=60)] = ARREARS_MONTHS,
    p: Annotated[Rule[Decimal], Param("较上期增长", SHARE, low=0, high=10)] = ARREARS_GROWTH,
    q: Annotated[Rule[Decimal], Param("往年欠费占当月应收", SHARE, low=0, high=1)] = OLD_ARREARS,
) -> Any:
    """电费应当月清月结,欠费不应长期挂账、出现负数或突然增加。

    为什么: 长账龄欠费往往是呆账或被人挪用,负余额是客户的钱没有退,突增说明当月收费失控。
    判定: 欠费为欠费金额(空取应收减实收)。用户:①欠费大于 0 且应收年月距审计月达到 {practice.ARREARS_MONTHS};②欠费小于 0 而应收不小于 0(多销账);每户一条,①优先。单位:③欠费合计大于当月应收的 {practice.ARREARS_LEAST},且较上期应收账款(1122)总账余额增长超过 {practice.ARREARS_GROWTH},或往年欠费大于当月应收的 {practice.OLD_ARREARS}。
    金额: ①达到账龄的欠费合计,正数;②负欠费合计,负数(应退或转预收);单位为欠费合计,到分。
    例外: 预收、计划结算等电费类别和坏账核销不计;红字应收待冲,不算负余额;恰等于各限值的不算突增、不算占比高;上期余额为负的不比;诉讼、分期没有字段,须人工核对。
    核实: 核对欠费台账、催费与停电记录,多销账的查原收费凭证。
    """
    rows = issued(t)
    # of many million, hardly any; what one column tells by itself is asked while the files are read
    rows = rows.filter((rows.owe_amt != 0).fill_null(True), rows.owed != 0)
    customers, units = _of_customers(t, rows, k), _of_units(t, rows, p, q)
    columns = {
        name: units[name].cast(kind) if name in units.columns else ibis.null(kind)
        for name, kind in customers.schema().items()
    }
    return customers.union(units.select(**columns))


def _of_customers(t: Tables, rows: Any, k: Rule[int]) -> Any:
    """Return who has owed for months, or has paid more than was charged."""
    is_old = (rows.owed > 0) & (rows.age >= k.on_column(t.as_of))
    is_over = (rows.owed < 0) & (rows.rcvbl_amt >= 0)
    rows = rows.mutate(is_old=is_old, is_over=is_over).filter(is_old | is_over)
    found = rows.group_by("cons_no").agg(
        org_code=rows.org_code.max(),
        old=rows.is_old.sum(),
        over=rows.is_over.sum(),
        old_owed=rows.owed.sum(where=rows.is_old),
        over_owed=rows.owed.sum(where=rows.is_over),
        oldest_old=rows.rcvbl_ym.min(where=rows.is_old),
        oldest_over=rows.rcvbl_ym.min(where=rows.is_over),
        age_old=rows.age.max(where=rows.is_old),
        age_over=rows.age.max(where=rows.is_over),
    )
    is_old = found.old > 0
    yuan = to_fen(ibis.ifelse(is_old, found.old_owed, found.over_owed))
    nothing = ibis.null("decimal(18, 2)")
    return found.select(
        object_type=ibis.literal("customer"),
        object_id=customer_number(found.cons_no),
        cons_no=customer_number(found.cons_no),
        org_code=found.org_code,
        amount_yuan=yuan,
        reason=ibis.ifelse(is_old, "长账龄欠费", "负余额(多销账)"),
        oldest_ym=ibis.ifelse(is_old, found.oldest_old, found.oldest_over),
        age_months=ibis.ifelse(is_old, found.age_old, found.age_over),
        bills=ibis.ifelse(is_old, found.old, found.over),
        owed_yuan=yuan,
        due_yuan=nothing,
        old_yuan=nothing,
        previous_yuan=nothing,
        growth=ibis.null("decimal(18, 6)"),
        share=ibis.null("decimal(18, 6)"),
        note=reasons({"另有多销账": is_old & (found.over > 0), "诉讼、分期须核": is_old}).nullif(""),
    )


def _of_units(t: Tables, rows: Any, p: Rule[Decimal], q: Rule[Decimal]) -> Any:
    """Return the units that are owed far more than the month before, or much from former years."""
    rows = rows.filter(rows.org_code.notnull(), rows.owed > 0)
    is_former = rows.rcvbl_ym.left(4) < t.period[:4]
    units = rows.group_by("org_code").agg(
        owed=rows.owed.sum(),
        former=rows.owed.sum(where=is_former).fill_null(number(0)),
        bills=rows.count(),
        oldest_ym=rows.rcvbl_ym.min(),
    )
    now = may_be_owed(t)
    now = now.filter(now.rcvbl_ym == t.period)
    units = units.inner_join(now.group_by("org_code").agg(due=now.rcvbl_amt.sum()), "org_code")
    ledger = t.fact(book_balances)
    is_last = (ledger.period == add_months(t.period, -1)) & (ledger.ledger_level == GENERAL)
    ledger = ledger.filter(is_last, ledger.acct_code.startswith(RECEIVABLES))
    books = ledger.group_by("org_code").agg(
        whole=ledger.balance.sum(where=ledger.acct_code == RECEIVABLES), parts=ledger.balance.sum()
    )
    units = units.left_join(books, "org_code").drop("org_code_right")
    units = units.mutate(previous=units.whole.coalesce(units.parts))
    growth, share, least = (rule.on_column(t.as_of) for rule in (p, q, ARREARS_LEAST))
    has_grown = (units.previous >= 0) & (units.owed > units.previous * (growth + number(1)))
    is_old = units.former > units.due * share
    units = units.mutate(
        reason=reasons(
            {"欠费较上期突增": has_grown.fill_null(False), "往年欠费占比高": is_old.fill_null(False)}
        )
    )
    wrong = units.filter(units.due > 0, units.owed > units.due * least, units.reason != "")
    return wrong.select(
        object_type=ibis.literal("org"),
        object_id=wrong.org_code,
        org_code=wrong.org_code,
        amount_yuan=to_fen(wrong.owed),
        reason=wrong.reason,
        oldest_ym=wrong.oldest_ym,
        age_months=months_between_expr(wrong.oldest_ym, ibis.literal(t.period)),
        bills=wrong.bills,
        owed_yuan=to_fen(wrong.owed),
        due_yuan=to_fen(wrong.due),
        old_yuan=to_fen(wrong.former),
        previous_yuan=to_fen(wrong.previous),
        growth=ratio((wrong.owed - wrong.previous) * 100, wrong.previous, 6),
        share=ratio(wrong.former * 100, wrong.due, 6),
    )
