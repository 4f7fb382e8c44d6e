"""5 时限, 6 回访与满意度, 7 重复诉求: what was late, who was not content, and who had to ask again."""

import pyarrow as pa
import pyarrow.compute as pc

from analytics.weekly.measures import Share
from analytics.weekly.sections import Deadlines, Repeats, Revisits
from analytics.weekly.sentences import HEADINGS
from reports.document import Block, Column, Section, Subheading, Table
from reports.weekly.parts import Issue, Prose, below, ranked, total

MOST_OVERDUE = 400
MOST_DISSATISFIED = 100
MOST_CHAINS = 30
CHAIN_LENGTH = 3
# whose orders they are: on screen and in Excel, not on a paper that goes from hand to hand
OF_CUSTOMER = (Column("cust_no", "户号", "id", on="sheet"), Column("cons_name", "户名", on="sheet"))


def deadlines(issue: Issue) -> Section:
    """Return 5 时限."""
    figures = issue.weekly.deadlines
    prose = Prose(issue, "deadlines")
    steps = (_steps(figures),) if len(figures.steps) else ()
    blocks: tuple[Block, ...] = (
        *prose.take("stages", "overdue", "unsure"),
        _stages(figures),
        _by_unit(issue, figures),
        *steps,
        *prose.rest(),
        Subheading("超时工单清单"),
        _overdue(figures),
    )
    return Section(5, HEADINGS["deadlines"], blocks)


def revisits(issue: Issue) -> Section:
    """Return 6 回访与满意度."""
    figures = issue.weekly.revisits
    prose = Prose(issue, "revisits")
    blocks: tuple[Block, ...] = (
        *prose.take("visited", "satisfied"),
        _levels(figures),
        _satisfied_by_unit(issue, figures),
        *prose.take("dissatisfied"),
        *prose.rest(),
        _dissatisfied(figures),
    )
    return Section(6, HEADINGS["revisits"], blocks)


def repeats(issue: Issue) -> Section:
    """Return 7 重复诉求."""
    prose = Prose(issue, "repeats")
    blocks: tuple[Block, ...] = (
        *prose.take("rate", "chains", "most"),
        *prose.rest(),
        _chains(issue.weekly.repeats),
    )
    return Section(7, HEADINGS["repeats"], blocks)


def _stages(figures: Deadlines) -> Table:
    rows = pa.table(
        {
            "label": pa.array([stage.label for stage in figures.stages], pa.string()),
            "limit": pa.array([stage.limit for stage in figures.stages], pa.string()),
            "due": pa.array([_part(stage.kept.now, "whole") for stage in figures.stages], pa.int64()),
            "kept": pa.array([_part(stage.kept.now, "part") for stage in figures.stages], pa.int64()),
            "rate": pa.array([stage.kept.value for stage in figures.stages], pa.float64()),
            "on_previous": pa.array([stage.kept.on_previous for stage in figures.stages], pa.float64()),
            "late": pa.array([stage.late for stage in figures.stages], pa.int64()),
            "pending": pa.array([stage.pending for stage in figures.stages], pa.int64()),
            "basis": pa.array([f"{stage.basis}({stage.verified})" for stage in figures.stages], pa.string()),
        }
    )
    columns = (
        Column("label", "环节"),
        Column("limit", "时限"),
        Column("due", "应办(件)", "integer"),
        Column("kept", "按时(件)", "integer"),
        Column("rate", "达标率", "rate"),
        Column("on_previous", "环比(百分点)", "points"),
        Column("late", "超时(件)", "integer"),
        Column("pending", "未到期(件)", "integer"),
        Column("basis", "依据(核实情况)"),
    )
    return Table("deadlines.stages_table", "各环节时限达标情况", columns, rows)


def _part(share: Share | None, name: str) -> int | None:
    return None if share is None else getattr(share, name)


def _by_unit(issue: Issue, figures: Deadlines) -> Table:
    rows = below(ranked(figures.by_unit), "rate", issue.targets.get("kept"), "is_below")
    columns = (
        Column("rank", "排名", "integer", align="center"),
        Column("unit_name", "单位"),
        Column("due", "应办(件次)", "integer"),
        Column("kept", "按时(件次)", "integer"),
        Column("rate", "达标率", "rate", "is_below"),
        Column("late", "超时(件次)", "integer"),
    )
    counts = total(rows, "unit_name", ["due", "kept", "late"])
    due, kept = counts["due"], counts["kept"]
    if isinstance(due, int) and isinstance(kept, int) and due:
        counts["rate"] = kept / due
    note = "各环节合并计算,一件工单的每个应办环节计一件次。"
    return Table("deadlines.by_unit", "各单位时限达标情况", columns, rows, counts, note)


def _steps(figures: Deadlines) -> Table:
    columns = (
        Column("act_name", "流转环节"),
        Column("handovers", "流转(次)", "integer"),
        Column("due", "有时限(次)", "integer"),
        Column("on_time", "按时(次)", "integer"),
        Column("rate", "按时率", "rate"),
        Column("returned", "退回(次)", "integer"),
        Column("refused", "拒收(次)", "integer"),
        Column("median_hours", "用时中位(时)", "number"),
    )
    return Table("deadlines.steps", "工单流转环节", columns, figures.steps)


def _overdue(figures: Deadlines) -> Table:
    columns = (
        Column("wo_no", "工单编号", "id"),
        Column("stage_label", "环节"),
        Column("type_label", "类型"),
        Column("unit_name", "单位"),
        *OF_CUSTOMER,
        Column("accept_time", "受理时间", "time"),
        Column("limit", "时限", align="right"),
        Column("actual", "实际", align="right", on="sheet"),
        Column("overrun", "超时", flagged_by="is_open", align="right"),
        Column("handler", "责任人", "id"),
        Column("note", "备注"),
        Column("overrun_minutes", "超时(分钟)", "number", on="sheet"),
        Column("dept", "责任部门", on="sheet"),
    )
    return Table(
        "deadlines.overdue",
        "超时工单",
        columns,
        figures.overdue,
        note="按环节列示,公开承诺的环节在前,同一环节超时最长的在前;粗体为截至数据时点仍未办结的工单。",
        paper_rows=_some_of_each(figures.overdue, "stage", MOST_OVERDUE),
        when_empty="没有超时工单。",
    )


def _some_of_each(rows: pa.Table, by: str, room: int) -> pa.Table:
    """Return all rows, or where they are too many for paper the first of each kind, as many of one as of another."""
    kinds = rows.column(by).unique()
    parts = [rows.filter(pc.equal(rows.column(by), kind)) for kind in kinds]
    most = room
    while sum(min(len(part), most) for part in parts) > room:
        most -= 1
    return pa.concat_tables([part.slice(0, most) for part in parts]) if len(rows) > room else rows


def _levels(figures: Revisits) -> Table:
    columns = (
        Column("label", "客户评价"),
        Column("count", "本期(件)", "integer"),
        Column("share", "占比", "rate"),
        Column("previous", "上期(件)", "integer"),
    )
    return Table("revisits.levels", "回访评价构成", columns, figures.levels)


def _satisfied_by_unit(issue: Issue, figures: Revisits) -> Table:
    rows = below(ranked(figures.by_unit), "rate", issue.targets.get("satisfied"), "is_below")
    columns = (
        Column("rank", "排名", "integer", align="center"),
        Column("unit_name", "单位"),
        Column("due", "应回访(件)", "integer"),
        Column("visited", "已回访(件)", "integer"),
        Column("visit_rate", "回访率", "rate"),
        Column("judged", "已评价(件)", "integer"),
        Column("satisfied", "满意(件)", "integer"),
        Column("rate", "满意率", "rate", "is_below"),
        Column("dissatisfied", "不满意(件)", "integer"),
    )
    overall = total(
        rows,
        "unit_name",
        ["due", "visited", "judged", "satisfied", "dissatisfied"],
        visit_rate=figures.visited.value,
        rate=figures.satisfied.value,
    )
    note = "评价不足30件的单位只列数,不排名。"
    return Table("revisits.by_unit", "各单位回访与满意情况", columns, rows, overall, note)


def _dissatisfied(figures: Revisits) -> Table:
    rows = figures.dissatisfied
    if "is_handled_again" in rows.column_names:
        again = rows.column("is_handled_again")
        words = pc.if_else(again, "已再次处理", "未再次处理")
        rows = rows.append_column("again", pc.fill_null(words, "无法判断"))
        rows = rows.append_column("is_open", pc.fill_null(pc.invert(again), False))
    columns = (
        Column("wo_no", "工单编号", "id"),
        Column("type_label", "类型"),
        Column("sub_label", "子类"),
        Column("unit_name", "单位"),
        *OF_CUSTOMER,
        Column("accept_time", "受理时间", "time"),
        Column("satisfaction", "评价"),
        Column("handler", "责任人", "id"),
        Column("archive_time", "归档时间", "time", on="sheet"),
        Column("again", "再次处理", flagged_by="is_open"),
    )
    return Table(
        "revisits.dissatisfied",
        "客户不满意的工单",
        columns,
        rows,
        most_printed=MOST_DISSATISFIED,
        when_empty="没有客户表示不满意的工单。",
    )


def _chains(figures: Repeats) -> Table:
    rows = figures.chains
    shown = _some_of_each(rows, "kind", MOST_CHAINS)
    texts = [_on_lines(text) for text in shown.column("orders").to_pylist()]
    shown = shown.append_column("chain", pa.array(texts, pa.string()))
    columns = (
        Column("kind_label", "类别"),
        Column("key", "对象编号", "id"),
        Column("name", "名称"),
        Column("cons_name", "户名", on="sheet"),
        Column("sub_label", "诉求"),
        Column("unit_name", "单位"),
        Column("times", "次数(次)", "integer", align="center"),
        Column("chain", "工单链(编号 时间)", on="paper"),
        Column("type_label", "类型", on="sheet"),
        Column("in_period", "本期(次)", "integer", on="sheet"),
        Column("customers", "涉及用户(户)", "integer", on="sheet"),
        Column("first_time", "首次", "time", on="sheet"),
        Column("last_time", "最近一次", "time", on="sheet"),
        Column("days", "跨度(天)", "integer", on="sheet"),
        Column("orders", "工单链(编号 时间)", on="sheet"),
    )
    return Table(
        "repeats.chains",
        "30天内重复诉求",
        columns,
        rows,
        paper_rows=shown,
        when_empty="没有30天内的重复诉求。",
    )


def _on_lines(text: str | None) -> str | None:
    """Return a chain of orders as paper shows it, one a line: the first ones and the last."""
    orders = [order.strip() for order in (text or "").split(";") if order.strip()]
    if len(orders) > CHAIN_LENGTH:
        left_out = len(orders) - CHAIN_LENGTH + 1
        orders = [*orders[: CHAIN_LENGTH - 2], f"…(中间{left_out}件)", orders[-1]]
    return "\n".join(orders) or None
