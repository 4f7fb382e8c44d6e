"""ACC-06 预收费冲抵异常"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import month_text, reasons
from analytics.facts.payments import happened
from analytics.regulation.account_rules import PREPAYMENT_MOVED
from analytics.regulation.money import exact, to_fen
from analytics.regulation.practice import PREPAYMENT_MOVED_YUAN
from analytics.regulation.source import Rule
from data_loaders.codes.charges import ChargeType
from models.category import Category
from models.data.customer_codes import customer_number

_DAY = ["cons_no", "moved_on"]


@check(
    code="ACC-06",
    title="预收费冲抵异常",
    category=Category.ACCOUNT,
    matter="电费安全管理",
    severity="高",
    subject="payment",
    window="全部",
    amount="经手资金",
    reads={
        "payments": [
            *("org_code?", "cons_no", "charge_id", "relate_id", "charge_time", "rcv_amt", "charge_type"),
            "charge_emp?",
        ],
        "customers?": ["cons_no?", "cons_name?"],
    },
    without={
        "customers.cons_name": "缺用户名称,集团客户合并结算剔不出去",
    },
    evidence={
        "reason": "异常",
        "charge_time": "转帐时间",
        "rcv_amt": "冲抵额(元)",
        "from_cons_no": "转出户",
        "to_cons_no": "转入户",
        "relate_id": "转出收费标识",
        "moves": "当日转入笔数",
        "charge_emp": "收费人员",
        "note": "提示",
    },
    sentence="{charge_time} [从户 {from_cons_no} ]转入户 {to_cons_no} {rcv_amt} 元:{reason}",
    arithmetic=("该户当日从他户转入 {moves} 笔,本笔冲抵额 {rcv_amt} 元",),
    laws=(PREPAYMENT_MOVED, PREPAYMENT_MOVED_YUAN),
)
def prepayment_moved(
    t: Tables,
    *,
    amt: Annotated[Rule[Decimal], Param("单笔冲抵限额", "元", low=0, high=10000000)] = PREPAYMENT_MOVED_YUAN,
    times: Annotated[int, Param("当日转入笔数", "笔", low=2, high=100)] = 2,
) -> Any:
    """一户的预收电费不应未经审批冲抵另一户的电费。

    为什么: 把甲户的预收款转给乙户,可以掩盖挪用、替人抵欠或虚增回收率。
    判定: 收费类型 30 转帐的转入行(金额大于 0),关联收费标识所指收费的户号为转出户;转出户不是本户,或个别行关联为空(转出户不明):①金额大于 {practice.PREPAYMENT_MOVED_YUAN};或②同一户同一日这样转入 2 笔及以上,各笔均列。
    金额: 冲抵额,正数,到分。
    例外: 本户预收冲本户电费是正常结算,不计;两户户名相同(集团客户合并结算)不计;转出的负数行不重复计;恰等于限额不算;关联所指收费不在交付范围的,转出户未知,不判。审批人、审批单没有字段,“无审批”停用,各条均须核审批。
    核实: 调取转帐审批单与两户的书面申请,向转出户核实是否知情。
    """
    moved = happened(t.payments, t.as_of)
    moved = moved.filter(moved.charge_type == ChargeType.TRANSFERRED, moved.rcv_amt > 0)
    # most transfers settle a customer's own bill, once a month: of the others everything else is looked up
    days = moved.group_by("cons_no", moved_on=moved.charge_time.date()).agg(
        rows=moved.count(), yuan=exact(moved.rcv_amt).sum()
    )
    days = days.filter((days.rows >= times) | (days.yuan > amt.on_column(days.moved_on))).alias("acc_06_days")
    moved = moved.semi_join(days, "cons_no").mutate(moved_on=lambda row: row.charge_time.date())
    moved = moved.semi_join(days, _DAY).alias("acc_06_moved")  # worked out once
    moved = _each_once(_between_strangers(t, moved))
    moved = moved.mutate(is_large=moved.rcv_amt > amt.on_column(moved.moved_on))
    moved = moved.inner_join(moved.group_by(*_DAY).agg(moves=moved.count()), _DAY)
    moved = moved.mutate(
        reason=reasons({"单笔超限额": moved.is_large, "同户同日多笔转入": moved.moves >= times}),
        object_id=moved.charge_id,
        to_cons_no=customer_number(moved.cons_no),
        from_cons_no=customer_number(moved.from_cons_no),
        period=month_text(moved.moved_on),
        amount_yuan=moved.rcv_amt,
        note=reasons({"须核审批": ibis.literal(True), "转出户不明": moved.from_cons_no.isnull()}),
    )
    return moved.filter(moved.reason != "")


def _each_once(moved: Any) -> Any:
    """Return each transfer with its sum: one in several rows is one."""
    texts = ("org_code", "relate_id", "from_cons_no", "charge_emp")
    return moved.group_by("cons_no", "charge_id").agg(
        rcv_amt=to_fen(exact(moved.rcv_amt).sum()),
        charge_time=moved.charge_time.min(),
        moved_on=moved.moved_on.min(),
        **{name: moved[name].max() for name in texts},
    )


def _between_strangers(t: Tables, moved: Any) -> Any:
    """Return transfers from another customer, or nobody knows from whom: with `from_cons_no`."""
    sources = t.payments.semi_join(moved, [("charge_id", "relate_id")])
    sources = sources.group_by(source_id="charge_id").agg(from_cons_no=sources.cons_no.max())
    moved = moved.left_join(sources, [("relate_id", "source_id")]).drop("source_id")
    is_from_another = (moved.from_cons_no != moved.cons_no).fill_null(False)
    moved = moved.filter(moved.relate_id.isnull() | is_from_another)
    known = t.customers.filter(t.customers.cons_name.notnull())
    ours = known.select("cons_no", our_name="cons_name").semi_join(moved, "cons_no")
    theirs = known.select(from_no="cons_no", their_name="cons_name").semi_join(
        moved, [("from_no", "from_cons_no")]
    )
    moved = moved.left_join(ours, "cons_no").drop("cons_no_right")
    moved = moved.left_join(theirs, [("from_cons_no", "from_no")]).drop("from_no")
    return moved.filter((moved.our_name != moved.their_name).fill_null(True)).drop("our_name", "their_name")
