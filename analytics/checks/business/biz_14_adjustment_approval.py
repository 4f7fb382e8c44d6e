"""BIZ-14 退补电量电费审批/额度异常"""

from collections.abc import Sequence
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.adjustments import adjustments_in_force
from analytics.facts.columns import as_text, listed, reasons
from analytics.regulation.money import number, to_fen
from analytics.regulation.practice import ADJUSTMENT_APPROVAL
from models.category import Category
from models.data.customer_codes import customer_number

SAYS_NOTHING = ("", "其他", "其它", "其他原因", "无")
SELF, TOO_LOW, NO_REASON = "A 责任人即审批人", "B 审批级别不足", "D 原因为空或笼统"


@check(
    code="BIZ-14",
    title="退补电量电费审批/额度异常",
    category=Category.BUSINESS,
    matter="电费计算中心严格审核控制退补电量电费",
    severity="高",
    subject="application",
    window="期间",
    amount="经手资金",
    reads={
        "adjustments": [
            "org_code?",
            "app_no",
            "cons_no",
            "rs_date",
            "rs_flag?",
            "rs_class?",
            "rs_reason?",
            "rs_amt",
            "person_resp?",
            "approver?",
        ],
        "staff?": ["emp_no?", "position?", "org_code?"],
    },
    without={
        "adjustments.approver": "审批人整列为空,停用 A 责任人即审批人、B 审批级别不足",
        "adjustments.rs_reason": "退补说明整列为空,停用 D 原因为空或笼统",
        "staff.emp_no": "未提供人员,B 只判审批人为空",
    },
    evidence={
        "problems": "情形",
        "rs_date": "退补日期(最近)",
        "rs_amt": "退补电费合计(元)",
        "rows": "涉及笔数",
        "person_resp": "责任人",
        "approver": "审批人",
        "position": "审批人岗位",
        "approver_level": "审批级别",
        "needed_level": "应有审批级别",
        "rs_reason": "退补说明",
        "times_12m": "近12月笔数",
        "details": "各笔(元)",
    },
    sentence="退补 {rows} 笔,涉及 {amount_yuan} 元:{problems}",
    arithmetic=("涉及金额 = 各笔金额绝对值之和({details})= {amount_yuan} 元",),
    laws=(ADJUSTMENT_APPROVAL,),
)
def adjustment_approved_wrongly(
    t: Tables,
    *,
    thr_1: Annotated[float, Param("须1级审批的金额(含)", "元", low=0, high=100000)] = 1000.0,
    thr_2: Annotated[float, Param("须2级审批的金额(含)", "元", low=0, high=1000000)] = 10000.0,
    thr_3: Annotated[float, Param("须3级审批的金额(含)", "元", low=0, high=10000000)] = 50000.0,
    n: Annotated[int, Param("近12月同户退补笔数(含)", "笔", low=2, high=24)] = 3,
) -> Any:
    """退补电量电费应由有权限的另一人审批,说明清楚,不应对同一户反复退补。

    为什么: 退补直接改动应收电费,越权、自批、无因退补是跑冒滴漏与廉洁风险所在。
    判定: 近 12 个月(含两端)的退补:A 审批人非空且就是责任人(导出无申请人,以责任人代);B 金额绝对值达 1000、10000、50000 元而审批级别低于 1、2、3 级或审批人为空,级别按审批人:岗位含主任、所长、专责、主管为 1 级,县单位(编号 7 位)2 级,市单位(5 位)3 级;D 退补说明为空,或恰为“其他”“其它”“其他原因”“无”。A、B、D 命中该申请,合并一条。C 同户退补达 3 笔,命中该户(同一申请同日的各行,如全减另发几个月,是一笔)。E 月末、周末集中无阈值参数,默认停用。
    金额: 涉及金额,不分方向取正:A、B、D 为命中各笔绝对值之和,C 为窗口内各笔绝对值之和,到分。
    例外: 已撤销(处理分类 0)、政策性退补(0201)不判;说明以“其他”开头而有具体内容的不算 D;审批人不在人员表,或其单位、岗位不足以定级的,不判 B。审批人整列为空停 A、B;退补说明整列为空停 D。
    核实: 调阅退补审批单、计算依据与原始差错凭证。
    """
    rows = adjustments_in_force(t)
    has_approver = not t.lacks("adjustments.approver")
    has_reason = not t.lacks("adjustments.rs_reason")
    amount = rows.rs_amt.abs()
    needed = ibis.cases(
        (amount >= number(thr_3), 3), (amount >= number(thr_2), 2), (amount >= number(thr_1), 1), else_=0
    )
    rows = rows.mutate(needed_level=needed)
    too_low = (rows.approver.isnull() & (rows.needed_level > 0)) | (rows.approver_level < rows.needed_level)
    is_self = rows.approver == rows.person_resp
    says_nothing = rows.rs_reason.fill_null("").re_replace("[\\s\u3000]", "").isin(SAYS_NOTHING)
    rows = rows.mutate(
        is_self=is_self.fill_null(False) if has_approver else ibis.literal(False),
        is_too_low=too_low.fill_null(False) if has_approver else ibis.literal(False),
        says_nothing=says_nothing if has_reason else ibis.literal(False),
    )
    wrong = rows.filter(rows.app_no.notnull(), rows.is_self | rows.is_too_low | rows.says_nothing)
    return _of_applications(wrong).union(_of_customers(rows, n))


def _merged(rows: Any, by: Sequence[str], **columns: Any) -> Any:
    text = rows.rs_date.cast("string").concat(" ", as_text(rows.rs_amt).fill_null("金额不明"))
    return rows.group_by(*by).agg(
        **columns,
        org_code=rows.org_code.min(),
        period=rows.rs_date.max().strftime("%Y%m"),
        amount_yuan=to_fen(rows.rs_amt.abs().sum()),
        rs_date=rows.rs_date.max(),
        rs_amt=to_fen(rows.rs_amt.sum()),
        rows=rows.count(),
        person_resp=listed(rows.person_resp, distinct=True),
        approver=listed(rows.approver, distinct=True),
        position=listed(rows.position, distinct=True),
        rs_reason=listed(rows.rs_reason, distinct=True),
        times_12m=rows.times_12m.max(),
        details=listed(text),
    )


def _of_applications(wrong: Any) -> Any:
    one_customer = wrong.cons_no.min() == wrong.cons_no.max()
    merged = _merged(
        wrong,
        ["app_no"],
        cons_no=ibis.ifelse(one_customer, customer_number(wrong.cons_no.min()), ibis.null("string")),
        approver_level=wrong.approver_level.min(where=wrong.is_too_low),
        needed_level=wrong.needed_level.max(where=wrong.is_too_low),
        is_self=wrong.is_self.any(),
        is_too_low=wrong.is_too_low.any(),
        says_nothing=wrong.says_nothing.any(),
    )
    problems = reasons({SELF: merged.is_self, TOO_LOW: merged.is_too_low, NO_REASON: merged.says_nothing})
    named = merged.mutate(problems=problems, object_type=ibis.literal("application"))
    return named.rename(object_id="app_no").drop("is_self", "is_too_low", "says_nothing")


def _of_customers(rows: Any, n: int) -> Any:
    often = rows.filter(rows.times_12m >= n)
    merged = _merged(often, ["cons_no"], approver_level=ibis.null("int8"), needed_level=ibis.null("int8"))
    count: Any = merged.times_12m.cast("string")
    label: Any = ibis.literal("C 近12个月退补 ")
    named = merged.mutate(
        object_id=customer_number(merged.cons_no),
        cons_no=customer_number(merged.cons_no),
        problems=label.concat(count, " 笔"),
        object_type=ibis.literal("customer"),
    )
    return named
