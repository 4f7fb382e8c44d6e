"""INS-09 违约窃电处理流程超期/终止/未收款"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import as_text, first_by, listed, month_text, phrase, reasons
from analytics.facts.orders import known_by
from analytics.regulation.money import exact, to_fen
from analytics.regulation.practice import CASE_CLOSING_DAYS, CASE_PAYMENT_DAYS
from analytics.regulation.source import Rule
from data_loaders.codes.charges import AmtType, FeeSettle
from models.category import Category

OPEN = (FeeSettle.OWED, FeeSettle.PARTLY_SETTLED)


@check(
    code="INS-09",
    title="违约窃电处理流程超期/终止/未收款",
    category=Category.INSPECTION,
    matter="主题库",
    severity="高",
    subject="case",
    window="全部",
    amount="应收差额",
    reads={
        "violations": [
            *(
                "org_code?",
                "app_no",
                "cons_no",
                "attr?",
                "occur_time",
                "end_time",
                "add_amt?",
                "penalty_amt?",
            ),
            "checker?",
        ],
        "receivables?": [
            *("cons_no?", "amt_type?", "rcvbl_amt?", "rcved_amt?", "owe_amt?", "settle_flag?"),
            *("penalty_start?", "release_date?"),
        ],
    },
    without={
        "receivables.owe_amt|rcvbl_amt": "缺应收电费,不查追补电费是否收回",
    },
    evidence={
        "reason": "问题",
        "attr": "性质",
        "occur_time": "受理时间",
        "days": "至核查日天数(天)",
        "add_amt": "追补电费(元)",
        "penalty_amt": "违约使用电费(元)",
        "case_yuan": "案件应收合计(元)",
        "owed_yuan": "窃电追补未收(元)",
        "owed_since": "最早到期日",
        "owed_terms": "各笔未收(元)",
        "checker": "检查人员",
        "note": "提示",
    },
    sentence="案件 {object_id} {reason}:受理 {occur_time},[未收 {amount_yuan} 元|金额没有登记]",
    arithmetic=(
        "未结天数 = 核查日 − 受理日 = {days} 天",
        "案件应收(未结的计此)= 追补电费 {add_amt} + 违约使用电费 {penalty_amt} = {case_yuan} 元",
        "窃电追补未收(已结的计此)= {owed_terms} = {owed_yuan} 元,最早 {owed_since} 到期",
    ),
    laws=(CASE_CLOSING_DAYS, CASE_PAYMENT_DAYS),
)
def case_not_closed(
    t: Tables,
    *,
    n: Annotated[Rule[int], Param("立案后应结案", "天", low=1, high=365)] = CASE_CLOSING_DAYS,
) -> Any:
    """违约用电、窃电案件应当按期结案,追补电费和违约使用电费应当收回。

    为什么: 案件久拖不结、追补不收,等于放纵窃电,也是人情案最常见的样子。
    判定: ①完成时间空(或在数据日之后),核查日减受理日超过 {practice.CASE_CLOSING_DAYS}(自然日);②窃电追补(电费类别 0204)仍有欠费,结清标志为欠费、部分结清或空,违约金起算日期(空取发行日期加 {practice.CASE_PAYMENT_DAYS})不晚于数据日,记在该户最近一案。每案一条。
    金额: ①追补电费加违约使用电费(空作 0,皆空没有金额;一案多行的相加,有一行未完成即为未结);只有②的为欠费合计;正数,到分。
    例外: 恰 30 天不算;已结案的即使历时超过 30 天也不算;坏账核销的不计。移送公安没有字段,须人工核查;终止审批、奖励兑现没有字段,停用;举报答复超时由 95598 检查管。
    核实: 调阅案件卷宗与审批单,核对追补电费、违约使用电费的收款流水。
    """
    cases = t.violations.filter(t.violations.occur_time.date() <= t.as_of)
    cases = cases.mutate(end_time=known_by(cases.end_time, t.as_of))
    cases = _each_once(cases)
    owed = _owed(t, cases)
    cases = cases.left_join(owed, "app_no").drop("app_no_right")
    occurred = cases.occur_time.date()
    today: Any = ibis.literal(t.as_of)
    cases = cases.mutate(days=today.delta(occurred, unit="day"))
    is_overdue = cases.end_time.isnull() & (cases.days > n.on_column(occurred))
    cases = cases.mutate(
        amount_yuan=ibis.ifelse(is_overdue, cases.case_yuan, cases.owed_yuan),
        reason=reasons({"超期未结案": is_overdue, "窃电追补未收": cases.owed_yuan.notnull()}),
        object_id=cases.app_no,
        period=month_text(occurred),
        note=reasons({"是否移送公安须核": is_overdue}).nullif(""),
    )
    return cases.filter(cases.reason != "")


def _each_once(rows: Any) -> Any:
    """Return each case with the sum of its rows; it is open as long as one of them is.

    Shapes: app_no, org_code, cons_no, attr, checker, occur_time, end_time, add_amt, penalty_amt (an empty one beside the
    other counts 0), case_yuan.
    """
    rows = rows.distinct()
    is_open = rows.end_time.isnull().any()
    texts = ("org_code", "cons_no", "attr", "checker")
    cases = rows.group_by("app_no").agg(
        occur_time=rows.occur_time.min(),
        end_time=ibis.ifelse(is_open, ibis.null("timestamp(6)"), rows.end_time.max()),
        added=exact(rows.add_amt).sum(),
        penalty=exact(rows.penalty_amt).sum(),
        **{name: rows[name].max() for name in texts},
    )
    is_known = cases.added.notnull() | cases.penalty.notnull()
    added, penalty = (
        ibis.ifelse(is_known, to_fen(one.fill_null(0)), ibis.null("decimal(18, 2)"))
        for one in (cases.added, cases.penalty)
    )
    cases = cases.mutate(add_amt=added, penalty_amt=penalty).drop("added", "penalty")
    return cases.mutate(case_yuan=to_fen(cases.add_amt + cases.penalty_amt))


def _owed(t: Tables, cases: Any) -> Any:
    """Return what is overdue of each customer's charges for theft, by its last case."""
    rows = t.receivables.filter(t.receivables.amt_type == AmtType.ADJUSTMENT_THEFT)
    owed = exact(rows.owe_amt.coalesce(rows.rcvbl_amt - rows.rcved_amt))
    days = CASE_PAYMENT_DAYS.on_column(rows.release_date)
    after = (rows.release_date + days.as_interval("D")).cast("timestamp")
    rows = rows.mutate(owed=owed, due=rows.penalty_start.coalesce(after.cast("date")))
    is_open = rows.settle_flag.isin(OPEN).fill_null(True)
    rows = rows.filter(rows.owed > 0, is_open, rows.due <= t.as_of)
    said = phrase(as_text(rows.owed), "(", rows.due.cast("string"), " 到期)")
    sums = rows.group_by("cons_no").agg(
        owed_yuan=to_fen(rows.owed.sum()), owed_since=rows.due.min(), owed_terms=listed(said, by=" + ")
    )
    last = first_by(cases, ["cons_no"], [ibis.desc("occur_time"), ibis.desc("app_no")])
    return last.select("app_no", "cons_no").inner_join(sums, "cons_no").drop("cons_no")
