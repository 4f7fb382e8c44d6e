"""电费帐务: rates of recovery and remittance, old arrears, cash in transit, reversals, the equations of the books."""

from collections.abc import Sequence
from typing import Any

import ibis

from analytics.checks.account.acc_01_collection_rate import low_collection_rate
from analytics.checks.account.acc_02_takings_not_remitted import takings_not_remitted
from analytics.facts.arrears import AGING, NOT_A_MONTH, aging, issued
from analytics.facts.balances import (
    books_and_users,
    marketing_and_finance,
    turned_accounts,
    turnovers,
    users_of_books,
)
from analytics.facts.collection import AMOUNT, collected
from analytics.facts.columns import first_by, month_text, object_key
from analytics.facts.ledgers import DETAIL, FINANCE, GENERAL, MARKETING, book_balances, is_receivable
from analytics.facts.payments import reversal_pairs
from analytics.facts.remittances import remitted, sent, takings
from analytics.pictures.bands import CUSTOMER_CLASS
from analytics.pictures.picture import (
    MONTH,
    UNIT,
    Column,
    Dimension,
    Line,
    Measure,
    Sight,
    counted,
    objects_counted,
    picture,
    yuan_summed,
)
from analytics.regulation.money import number, to_fen
from analytics.regulation.working_days import days_between_expr, last_day_expr
from models.calendar import add_months
from models.category import Category
from models.data.customer_codes import customer_number

MONTHS = 12


def _rate(name: str, label: str, whole: str, lacking: str) -> Measure:
    """Return the measure of what a sum of yuan lacks of another, as a share: 1 where nothing is lacking."""

    def rate(rows: Any) -> Any:
        return (1 - rows[lacking].sum() / rows[whole].sum().nullif(0)).cast("float64")

    return Measure(name, label, "%", rate, look="percent", is_best_high=True)


def _sum(name: str, label: str, column: str) -> Measure:
    """Return the measure of a sum of yuan with its signs: what was taken back counts against the rest."""
    return Measure(name, label, "元", lambda rows: rows[column].sum().fill_null(0), look="money")


@picture(
    title="电费回收率,按应收年月(%)",
    category=Category.ACCOUNT,
    kind="lines",
    reads={
        "receivables": [
            *("org_code?", "cons_no", "rcvbl_ym", "amt_type?", "rcvbl_amt", "rcved_amt", "settle_flag?"),
            "penalty_start?",
        ],
        "customers?": ["cons_no", "org_code?"],
    },
    by=[MONTH, UNIT],
    measures=[
        _rate("collection_rate", "回收率", "due", "owed"),
        _sum("due_sum", "应收", "due"),
        _sum("owed_sum", "未收", "owed"),
    ],
    columns={
        "month": Column("应收年月", "month"),
        "bills": Column("应收(笔)", "number"),
        "due": Column("应收(元)", "money"),
        "received": Column("已收(元)", "money"),
        "owed": Column("未收(元)", "money"),
    },
    line=Line("目标", of=(low_collection_rate, "target_m")),
    order="owed",
)
def collection_rates(t: Sight) -> Any:
    """各单位各月的应收,到数据日收回了多少;虚线为本次筛查中 ACC-01 对所选单位的当月回收率目标。

    口径与 ACC-01 的当月回收率相同:已收逐笔不超过应收,红字先与同户同月的应收相抵,预收等类别和坏账核销不计,未到期的应收也在内。
    清单逐户列出没有收齐的,收齐的每个单位每月合为一行。
    """
    rows = collected(t, add_months(t.period, 1 - MONTHS))
    owed = rows.due - rows.received
    # row by row, twelve months of what is paid would be as much as the books themselves
    rows = rows.mutate(month=rows.rcvbl_ym, owed=owed, of=ibis.ifelse(owed != 0, rows.cons_no, None))
    sums = {name: rows[name].sum().cast(AMOUNT) for name in ("due", "received", "owed")}
    rows = rows.group_by("org_code", "month", "of").agg(bills=rows.count(), **sums)
    return rows.mutate(
        object_type=ibis.ifelse(rows.of.isnull(), "org", "customer"),
        object_id=customer_number(rows.of).coalesce(rows.org_code),
        cons_no=rows.of,
    )


IN_TIME = "按期或未到期"
TIMES = ("charge_time", "due", "cashchk_date")


@picture(
    title="电费上缴率,按收费月(%)",
    category=Category.ACCOUNT,
    kind="lines",
    reads={
        "payments": [
            *("org_code", "cons_no", "charge_id", "charge_time", "rcv_amt", "charge_type", "cashchk_id"),
            "charge_emp?",
        ],
        "remittances": ["cashchk_id", "cashchk_date"],
    },
    facts=(remitted,),
    by=[MONTH, UNIT],
    also=[
        Dimension("charge_emp", "收费人员", said="person"),
        Dimension("sending", "上缴", order=("未上缴", "迟缴", IN_TIME)),
    ],
    measures=[
        _rate("remittance_rate", "上缴率", "taken_yuan", "unsent_yuan"),
        _sum("unsent_yuan_sum", "未上缴", "unsent_yuan"),
        _sum("late_yuan_sum", "迟缴", "late_yuan"),
    ],
    columns={
        "charge_time": Column("收费时间", "time"),
        "bills": Column("收费(笔)", "number"),
        "taken_yuan": Column("收款(元)", "money"),
        "due": Column("上缴期限", "date"),
        "cashchk_date": Column("解款日期", "date"),
        "unsent_yuan": Column("未上缴(元)", "money"),
        "late_yuan": Column("迟缴(元)", "money"),
    },
    line=Line("目标", of=(takings_not_remitted, "target")),
    order="unsent_yuan",
)
def remittance_rates(t: Sight) -> Any:
    """各单位各月的收费(减退款),过了上缴期限而仍未解款的算未上缴;虚线为本次筛查中 ACC-02 对所选单位的目标。

    口径与 ACC-02 相同:期限为收费日后第几个工作日按其参数(默认第 1 个),期限未过的不算未上缴,转帐不计。清单逐笔列出未上缴和迟缴的,
    其余每个单位、月份、收费人员合为一行。
    """
    first = add_months(t.period, 1 - MONTHS)
    rows = t.by_value(takings_not_remitted, "d", lambda days: takings(t, first, days))
    nothing = number("0.000000").cast(AMOUNT)
    rows = rows.mutate(
        month=month_text(rows.charge_date),
        taken_yuan=rows.rcv_amt,
        unsent_yuan=ibis.ifelse(rows.is_unsent, rows.rcv_amt, nothing),
        late_yuan=ibis.ifelse(rows.is_late, rows.rcv_amt, nothing),
        sending=ibis.cases((rows.is_unsent, "未上缴"), (rows.is_late, "迟缴"), else_=IN_TIME),
    )
    is_apart = rows.sending != IN_TIME
    rows = rows.mutate(
        object_id=ibis.ifelse(is_apart, rows.charge_id, None),
        cons_no=ibis.ifelse(is_apart, rows.cons_no, None),
    )
    sums = {name: rows[name].sum().cast(AMOUNT) for name in ("taken_yuan", "unsent_yuan", "late_yuan")}
    times = {name: rows[name].max(where=rows.object_id.notnull()) for name in TIMES}
    rows = rows.group_by("org_code", "month", "charge_emp", "sending", "object_id", "cons_no").agg(
        bills=rows.count(), **sums, **times
    )
    return rows.mutate(
        object_type=ibis.ifelse(rows.object_id.isnull(), "org", "payment"),
        object_id=rows.object_id.coalesce(rows.org_code),
    )


@picture(
    title="欠费的账龄(元)",
    category=Category.ACCOUNT,
    kind="columns",
    reads={
        "receivables": [
            *("org_code?", "cons_no", "rcvbl_ym", "amt_type?", "rcvbl_amt", "rcved_amt?", "owe_amt?"),
            *("settle_flag?", "rcvbl_id?"),
        ],
        "customers?": ["cons_no", "org_code?", "cons_sort_code?"],
    },
    by=[
        Dimension("aging", "账龄", order=(NOT_A_MONTH, *AGING.values())),
        CUSTOMER_CLASS,
    ],
    also=[MONTH],
    measures=[yuan_summed("欠费", "owed"), counted("应收", "笔"), objects_counted("用户", "户")],
    columns={
        "month": Column("应收年月", "month"),
        "rcvbl_amt": Column("应收(元)", "money"),
        "owed": Column("欠费(元)", "money"),
        "age": Column("账龄(月)", "number"),
    },
    order="owed",
)
def aged_arrears(t: Sight) -> Any:
    """到数据日仍欠的电费,按应收年月距稽查月的月数归入账龄分类:半年指满 6 个月而不满 1 年,余类推。

    口径与 ACC-07 相同:欠费为欠费金额(空取应收减实收),预收等类别和坏账核销不计;ACC-07 自账龄 3 个月起逐户列出。
    """
    rows = issued(t)
    rows = rows.filter(rows.owed > 0)
    homes = t.customers.select("cons_sort_code", home="cons_no", filed_org="org_code")
    rows = rows.left_join(homes, [("cons_no", "home")])
    return rows.mutate(
        object_type=ibis.literal("customer"),
        object_id=rows.cons_no,
        org_code=rows.org_code.coalesce(rows.filed_org),
        month=rows.rcvbl_ym,
        aging=aging(rows.age),
        customer_class=rows.cons_sort_code,
        owed=to_fen(rows.owed),
    )


PROMPT_DAYS = 1
TRANSIT_EDGES = (2, 4, 8, 31)
TRANSIT = ("1 天以内", "2–3 天", "4–7 天", "8–30 天", "30 天以上")
ARRIVED, IN_TRANSIT = "已到账", "未到账"
HOLDER = Dimension("holder", "解款人员", said="person", empty="未记人员")


@picture(
    title="在途和迟到账的解款,按天数(元)",
    category=Category.ACCOUNT,
    kind="columns",
    reads={
        "remittances": [
            *("org_code?", "cashchk_id", "cashchk_emp?", "cashchk_amt", "cashchk_date", "arrive_date"),
            *("acct_status?", "settle_mode?"),
        ]
    },
    by=[
        Dimension("transit", "在途", order=TRANSIT),
        Dimension("arrival", "到账", order=(IN_TRANSIT, ARRIVED)),
    ],
    also=[
        MONTH,
        HOLDER,
        Dimension("settle_mode", "结算方式", codes="remittances.settle_mode"),
    ],
    measures=[yuan_summed("解款", "cashchk_amt"), counted("解款", "笔")],
    columns={
        "cashchk_date": Column("解款日期", "date"),
        "arrive_date": Column("到账日期", "date"),
        "transit_days": Column("在途(天)", "number"),
        "cashchk_amt": Column("解款金额(元)", "money"),
    },
    order="transit_days",
)
def transit(t: Sight) -> Any:
    """近 12 个月解款后仍未到账的,和隔了 1 天以上才到账的:到银行到账的天数,未到账的算到数据日。

    退票、承兑汇票不计,口径与 ACC-03 相同,它列出超过 3 天的,和未到账而超过 5 万元的;当天或次日到账的不在图中。
    """
    rows = sent(t)
    is_recent = rows.cashchk_date.strftime("%Y%m") > add_months(t.period, -MONTHS)
    rows = rows.filter(is_recent, ~rows.has_arrived | (rows.transit_days > PROMPT_DAYS))
    branches = [
        (rows.transit_days < edge, words) for edge, words in zip(TRANSIT_EDGES, TRANSIT, strict=False)
    ]
    return rows.mutate(
        object_type=ibis.literal("payment"),
        object_id=rows.cashchk_id,
        cons_no=ibis.null("string"),
        month=rows.cashchk_date.strftime("%Y%m"),
        transit=ibis.cases(*branches, else_=TRANSIT[-1]),
        arrival=ibis.ifelse(rows.has_arrived, ARRIVED, IN_TRANSIT),
        holder=rows.cashchk_emp,
    )


@picture(
    title="在途超期、超额的解款,按解款人员(元)",
    category=Category.ACCOUNT,
    kind="bars",
    hits={"ACC-03": ("reason", "cashchk_emp", "cashchk_date", "transit_days")},
    by=[HOLDER, Dimension("reason", "异常")],
    also=[MONTH],
    measures=[yuan_summed("在途资金"), counted("解款", "笔")],
    columns={
        "cashchk_date": Column("解款日期", "date"),
        "transit_days": Column("在途(天)", "number"),
        "amount_yuan": Column("解款金额(元)", "money"),
    },
    order="amount_yuan",
)
def holders(t: Sight) -> Any:
    """检查 ACC-03 命中的解款:在途天数过长的,和数据日仍未到账而金额大的,按经手的解款人员。"""
    hits = t.hits("ACC-03")
    return hits.mutate(holder=hits.cashchk_emp, month=hits.period)


BEFORE, AFTER = 5, 10
EARLIER, LATER, AT_THE_END = "更早", "更晚", "月末"
FOUND, NOT_FOUND = "ACC-05 命中", "未命中"


def _reversals(t: Sight) -> Any:
    pairs = t.fact(reversal_pairs)
    month = pairs.charge_time.strftime("%Y%m")
    charged, reversed_on = pairs.charge_time.date(), pairs.reversal_charge_time.date()
    days = days_between_expr(last_day_expr(month), reversed_on)
    text = days.abs().cast("string")
    after: Any = ibis.literal("后 ")
    before: Any = ibis.literal("前 ")
    return pairs.mutate(
        object_type=ibis.literal("payment"),
        object_id=pairs.charge_id,
        month=month,
        gap_days=days_between_expr(charged, reversed_on),
        reversal_day=ibis.cases(
            (days < -BEFORE, EARLIER),
            (days < 0, before.concat(text, " 天")),
            (days == 0, AT_THE_END),
            (days <= AFTER, after.concat(text, " 天")),
            else_=LATER,
        ),
    )


@picture(
    title="冲正在收费月月末前后(笔)",
    category=Category.ACCOUNT,
    kind="columns",
    reads={},
    facts=(reversal_pairs,),
    hits={"ACC-05?": ()},
    by=[
        Dimension(
            "reversal_day",
            "冲正日距收费月月末",
            order=(
                EARLIER,
                *(f"前 {days} 天" for days in range(BEFORE, 0, -1)),
                AT_THE_END,
                *(f"后 {days} 天" for days in range(1, AFTER + 1)),
                LATER,
            ),
        ),
        Dimension("false_collection", "虚假实收", order=(FOUND, NOT_FOUND)),
    ],
    also=[MONTH, Dimension("charge_emp", "收费人员", said="person", empty="未记人员")],
    measures=[counted("冲正", "笔"), yuan_summed("金额", "rcv_amt")],
    columns={
        "charge_time": Column("收费时间", "time"),
        "reversal_charge_time": Column("冲正时间", "time"),
        "rcv_amt": Column("收款金额(元)", "money"),
        "gap_days": Column("相隔(天)", "number"),
    },
    order="rcv_amt",
    base=_reversals,
)
def reversals_around_month_end(t: Sight) -> Any:
    """每笔被全额冲正的收费:冲正那天距收费当月的月末多少天,月末后几天内的可能是为了虚增当月回收率。

    冲正对的认定与 ACC-05 相同;是不是虚假实收由 ACC-05 判断(它还看收费日、备注和是否误收更正)。
    """
    pairs = t.worked_out(_reversals)
    if not t.has_run("ACC-05"):
        return pairs.mutate(false_collection=ibis.null("string"))
    hits = t.hits("ACC-05").select(hit_id="object_id").distinct()
    pairs = pairs.left_join(hits, [("object_id", "hit_id")])
    return pairs.mutate(false_collection=ibis.ifelse(pairs.hit_id.notnull(), FOUND, NOT_FOUND))


GENERAL_DETAIL, DETAIL_USERS, DEBIT_CREDIT, MARKETING_FINANCE = (
    *("总账 = 明细账", "明细账 = 用户余额", "借方发生 = 贷方发生", "营销应收 = 财务应收"),
)
LEFT, RIGHT = "左边", "右边"
UNEQUAL, EQUAL = "不平", "未列为不平"  # what is on the white list is not listed either
# by which check's findings an equation does not hold, and what its hit says where it judges several
JUDGED_BY = (
    ("ACC-10", GENERAL_DETAIL, "总账与明细账不平"),
    ("ACC-10", DETAIL_USERS, "明细账与用户余额不平"),
    ("ACC-11", DEBIT_CREDIT, ""),
    ("ACC-12", MARKETING_FINANCE, ""),
)


def _both_sides(t: Sight) -> Any:
    """Return what each side of each equation is made of: rows of the books, and of users their balances.

    Shapes: object_type, object_id, cons_no, org_code, equation, side, book (the number of the account, or of the unit,
    whose two sides are compared), account, amount_yuan, signed_yuan (the right side negative), book_gap.
    """
    books = books_and_users(t)
    books = books.filter(books.period == t.period)
    turned = turnovers(t)
    turned = turned.filter(turned.period == t.period)
    # of two ledgers the one that is further apart, the general one (总账) where they are alike: as ACC-11 says it
    turned = turned.mutate(size=-turned.gap.abs(), is_detail=turned.ledger_level == DETAIL)
    turned = first_by(turned, ["org_code", "period"], ["size", "is_detail"])
    kept = marketing_and_finance(t)
    kept = kept.filter(kept.period == t.period)
    ledger = t.fact(book_balances)
    ledger = ledger.filter(ledger.period == t.period).mutate(amount_yuan=to_fen(ledger.balance))
    users = users_of_books(t)
    users = users.filter(users.period == t.period).mutate(amount_yuan=users.user_bal)
    turning = turned_accounts(t)
    turning = turning.filter(turning.period == t.period)
    debits = turning.mutate(amount_yuan=turning.debit_yuan)
    credits_ = turning.mutate(amount_yuan=turning.credit_yuan)

    general, detail = (ledger.filter(ledger.ledger_level == level) for level in (GENERAL, DETAIL))
    owed = ledger.filter(is_receivable(ledger))
    of_sales, of_finance = (owed.filter(owed.ledger_level == level) for level in (MARKETING, FINANCE))
    by_account, by_book = ("unit", "acct_code"), ("unit", "ledger_level")
    generals = _compared(books, GENERAL_DETAIL, books.acct_name, books.general_bal, books.detail_bal)
    details = _compared(books, DETAIL_USERS, books.acct_name, books.detail_bal, books.user_bal)
    turns = _compared(
        turned.mutate(acct_code=ibis.null("string")),
        DEBIT_CREDIT,
        turned.ledger_level.concat("全部科目"),
        turned.debit_yuan,
        turned.credit_yuan,
    )
    sales = _compared(kept, MARKETING_FINANCE, kept.acct_name, kept.marketing_bal, kept.finance_bal)
    parts = [
        _entries(generals, LEFT, general, by_account),
        _entries(generals, RIGHT, detail, by_account),
        _entries(details, LEFT, detail, by_account),
        _entries(details, RIGHT, users, by_account),
        _entries(turns, LEFT, debits, by_book),
        _entries(turns, RIGHT, credits_, by_book),
        _entries(sales, LEFT, of_sales, by_account),
        _entries(sales, RIGHT, of_finance, by_account),
    ]
    both: Any = ibis.union(*parts)
    return both


def _side_summed(name: str, label: str, side: str) -> Measure:
    """Return the measure of one side of an equation; its cell leads to the rows of that side."""
    return Measure(
        name,
        label,
        "元",
        lambda rows: rows.amount_yuan.sum(where=rows.side == side).fill_null(0),
        look="money",
        narrows={"side": side},
    )


@picture(
    title="账务平衡:稽查月两边的金额与差额(元)",
    category=Category.ACCOUNT,
    kind="table",
    reads={
        "ledger_balances": ["org_code?", "period", "acct_code", "ledger_level", "debit?", "credit?"],
        "receivables?": [
            *("org_code?", "cons_no?", "rcvbl_ym?", "amt_type?", "rcvbl_amt?", "rcved_amt?", "owe_amt?"),
            *("settle_flag?", "release_date?"),
        ],
        "payments?": ["org_code?", "cons_no?", "charge_time?", "rcv_amt?", "penalty?"],
        "prepay_balances?": ["org_code?", "cons_no?", "stat_ym?", "balance?"],
        "customers?": ["cons_no", "org_code?"],
    },
    facts=(book_balances,),
    hits={"ACC-10?": ("reason",), "ACC-11?": (), "ACC-12?": ()},
    by=[
        Dimension(
            "equation", "应当相等", order=(GENERAL_DETAIL, DETAIL_USERS, DEBIT_CREDIT, MARKETING_FINANCE)
        )
    ],
    also=[
        Dimension("side", "一边", order=(LEFT, RIGHT)),
        Dimension("balance", "平衡", order=(UNEQUAL, EQUAL), empty="未判"),
        Dimension("account", "科目"),
    ],
    measures=[
        _side_summed("left_sum", "左边", LEFT),
        _side_summed("right_sum", "右边", RIGHT),
        Measure("gap_sum", "差额", "元", lambda rows: rows.signed_yuan.sum(), look="money"),
        Measure("books", "账", "笔", lambda rows: rows.book.nunique()),
        Measure(
            "unequal",
            "不平",
            "笔",
            lambda rows: rows.book.nunique(where=rows.balance == UNEQUAL),
            narrows={"balance": UNEQUAL},
        ),
    ],
    columns={
        "amount_yuan": Column("金额(元)", "money", is_summed=True, sums_within="side"),
        "signed_yuan": Column("计入差额(元)", "money", is_summed=True),
        "book_gap": Column("该账差额(元)", "money"),
    },
    order="book_gap",
    base=_both_sides,
)
def balances(t: Sight) -> Any:
    """稽查月各单位各科目应当相等的两边;只有一边的不比。点击金额列出它由哪些记录合成:账簿的科目,或逐个用户的余额;右边的计入差额时取负。

    不平的是 ACC-10、ACC-11、ACC-12 列出的(相差超过容差),此前各月的不平由各项检查列出。借贷按账类相加,两个账类取差额大的;
    用户余额为期末欠费或预收,按供电单位及其下级逐户列出,归在所比的科目。
    """
    both = t.worked_out(_both_sides)
    unequal = [_unequal(t, code, equation, said) for code, equation, said in JUDGED_BY if t.has_run(code)]
    if not unequal:
        return both.mutate(balance=ibis.null("string"))
    found = ibis.union(*unequal) if len(unequal) > 1 else unequal[0]
    both = both.left_join(found, [("book", "hit_id"), ("equation", "hit_equation")])
    return both.mutate(balance=ibis.ifelse(both.hit_id.notnull(), UNEQUAL, EQUAL))


def _compared(rows: Any, equation: str, name: Any, left: Any, right: Any) -> Any:
    """Return the accounts of which both sides of an equation are known, with their gap and what their parts go by."""
    known = rows.select(
        unit=rows.org_code.fill_null(""),
        book_unit=rows.org_code,
        acct_code=rows.acct_code,
        ledger_level=rows.ledger_level if "ledger_level" in rows.columns else ibis.null("string"),
        book=_number(rows),
        equation=ibis.literal(equation),
        account=name,
        book_gap=to_fen(left - right),
    )
    return known.filter(known.book_gap.notnull())


def _number(rows: Any) -> Any:
    whole = object_key(rows.org_code, rows.period)
    return ibis.ifelse(
        rows.acct_code.notnull(), object_key(rows.org_code, rows.acct_code, rows.period), whole
    )


def _entries(accounts: Any, side: str, rows: Any, by: Sequence[str]) -> Any:
    """Return the rows that make a side of compared accounts, with what the account says.

    A user's row stands under the account's unit, beside the other side; of books without a unit it names no customer,
    or a unit's page would show one side alone.
    """
    of_users = "cons_no" in rows.columns
    part = rows.select(
        "amount_yuan",
        part_unit=rows.unit if of_users else rows.org_code.fill_null(""),
        part_code=rows.acct_code,
        part_level=ibis.null("string") if of_users else rows.ledger_level,
        part_number=customer_number(rows.cons_no) if of_users else _number(rows),
    )
    parts = {"unit": part.part_unit, "acct_code": part.part_code, "ledger_level": part.part_level}
    both = part.inner_join(accounts, [parts[name] == accounts[name] for name in by])
    whose = ibis.ifelse(both.book_unit.notnull(), both.part_number, None) if of_users else None
    return both.select(
        # what is owed under no customer's number leads to the account
        object_type=ibis.ifelse(both.part_number.notnull(), "customer" if of_users else "account", "account"),
        object_id=both.part_number.coalesce(both.book),
        cons_no=ibis.null("string") if whose is None else whose,
        org_code=both.book_unit,
        equation=both.equation,
        side=ibis.literal(side),
        book=both.book,
        account=both.account,
        amount_yuan=both.amount_yuan,
        signed_yuan=both.amount_yuan if side == LEFT else -both.amount_yuan,
        book_gap=both.book_gap,
    )


def _unequal(t: Sight, code: str, equation: str, said: str) -> Any:
    """Return the accounts that a check found unequal in this way: hit_id, hit_equation."""
    hits = t.hits(code)
    hits = hits.filter(hits.reason.contains(said)) if said else hits
    return hits.select(hit_id="object_id", hit_equation=ibis.literal(equation)).distinct()
