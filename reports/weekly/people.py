"""8 责任人与单位, 9 热点, 10 闭环与措施: who, about what, and what is to be done."""

import pyarrow as pa

from analytics.weekly.sections import People, Suggestion, Topic
from analytics.weekly.sentences import HEADINGS
from data_loaders.codes.service import BusiType
from reports.document import (
    Block,
    Column,
    EditableText,
    Paragraph,
    Section,
    Sentence,
    SignatureBlock,
    Subheading,
    Table,
)
from reports.weekly.parts import Issue, Prose, ranked, total
from reports.weekly.volume import kind_of
from reports.wording import printed

MOST_STAFF = 30
MOST_SUGGESTIONS = 20
SAMPLES = 2
MEASURES = {"late": "超时", "dissatisfied": "客户不满意", "substantiated": "投诉属实"}


def people(issue: Issue) -> Section:
    """Return 8 责任人与单位."""
    figures = issue.weekly.people
    prose = Prose(issue, "people")
    blocks: tuple[Block, ...] = (
        _units(issue),
        _staff(figures),
        Subheading("考核建议(仅供参考)"),
        *prose.take("method", "suggestions"),
        *_suggestions(figures.suggestions),
        *prose.rest(),
    )
    return Section(8, HEADINGS["people"], blocks)


def topics(issue: Issue) -> Section:
    """Return 9 热点."""
    prose = Prose(issue, "topics")
    blocks: tuple[Block, ...] = (
        *prose.take("hot", "growing"),
        _topic_table(issue.weekly.topics.topics),
        *prose.rest(),
    )
    return Section(9, HEADINGS["topics"], blocks)


def closing(issue: Issue) -> Section:
    """Return 10 上周问题闭环情况与下周措施, with the lines to sign on."""
    before, after = ("上周", "下周") if issue.this == "本周" else ("上期", "下期")
    blocks: tuple[Block, ...] = (
        Subheading(f"{before}问题闭环情况"),
        EditableText("closing.done", f"(由编制人填写:{before}交办问题逐项办理结果)"),
        Subheading(f"{after}措施"),
        Paragraph((Sentence("closing.attention", _attention(issue)),)),
        EditableText("closing.next", "(由编制人填写:措施、责任单位、完成时限)"),
        SignatureBlock(("编制", "审核", "签发")),
    )
    return Section(10, f"{before}问题闭环情况与{after}措施", blocks)


def _units(issue: Issue) -> Table:
    columns = (
        Column("unit_name", "单位"),
        Column("count", "工单(件)", "integer"),
        Column("change", "环比", "change"),
        Column("per_10k", "每万户(件)", "density"),
        Column("repairs", "报修(件)", "integer"),
        Column("arrival_rate", "到达及时率", "rate"),
        Column("complaints", "投诉(件)", "integer"),
        Column("complaints_per_10k", "投诉/万户", "density"),
        Column("kept_rate", "时限达标率", "rate"),
        Column("kept_rank", "达标排名", "integer", align="center"),
        Column("satisfied_rate", "满意率", "rate"),
        Column("satisfied_rank", "满意排名", "integer", align="center"),
        Column("late", "超时(件)", "integer"),
    )
    weekly = issue.weekly
    rows = ranked(weekly.people.units, "kept_rank")
    volume, complaints = weekly.volume, kind_of(issue, BusiType.COMPLAINT)
    last = total(
        rows,
        "unit_name",
        ["count", "repairs", "complaints", "late"],
        change=volume.total.on_previous,
        per_10k=volume.per_10k.now,
        arrival_rate=weekly.repairs.arrival.value,
        complaints_per_10k=complaints.per_10k.now if complaints else None,
        satisfied_rate=weekly.revisits.satisfied.value,
    )
    note = "按时限达标率排名;不足30件的只列数,不排名。"
    return Table("people.units", "各单位综合情况", columns, rows, last, note)


def _staff(figures: People) -> Table:
    columns = (
        Column("name", "责任人"),
        Column("unit_name", "单位"),
        Column("orders", "承办(件)", "integer"),
        Column("due", "应办(件)", "integer"),
        Column("late", "超时(件)", "integer"),
        Column("late_rate", "超时率", "rate"),
        Column("late_shrunk", "收缩后", "rate"),
        Column("dissatisfied", "不满意(件)", "integer"),
        Column("dissatisfied_shrunk", "收缩后", "rate"),
        Column("substantiated", "属实投诉(件)", "integer"),
        Column("substantiated_shrunk", "收缩后", "rate"),
    )
    note = "“收缩后”把件数少的人向全体平均拉近(经验贝叶斯),避免因几件工单就显得特别好或特别差。"
    return Table("people.staff", "责任人办理情况", columns, figures.staff, note=note, most_printed=MOST_STAFF)


def _suggestions(found: tuple[Suggestion, ...]) -> tuple[Table, ...]:
    if not found:
        return ()
    rows = pa.table(
        {
            "name": pa.array([one.name or one.handler for one in found], pa.string()),
            "unit_name": pa.array([one.unit_name for one in found], pa.string()),
            "measure": pa.array([MEASURES[one.measure] for one in found], pa.string()),
            "part": pa.array([one.part for one in found], pa.int64()),
            "whole": pa.array([one.whole for one in found], pa.int64()),
            "shrunk": pa.array([one.shrunk for one in found], pa.float64()),
            "mean": pa.array([one.mean for one in found], pa.float64()),
            "chance": pa.array([one.chance for one in found], pa.float64()),
        }
    )
    columns = (
        Column("name", "责任人"),
        Column("unit_name", "单位"),
        Column("measure", "事项"),
        Column("part", "件数(件)", "integer"),
        Column("whole", "基数(件)", "integer"),
        Column("shrunk", "收缩后比率", "rate"),
        Column("mean", "全体平均", "rate"),
        Column("chance", "高于平均的把握", "rate"),
    )
    return (Table("people.suggested", "建议核实的责任人", columns, rows, most_printed=MOST_SUGGESTIONS),)


def _topic_table(found: tuple[Topic, ...]) -> Table:
    rows = pa.table(
        {
            "label": pa.array([topic.label for topic in found], pa.string()),
            "words": pa.array(["、".join(topic.words) for topic in found], pa.string()),
            "count": pa.array([topic.count for topic in found], pa.int64()),
            "share": pa.array([topic.share for topic in found], pa.float64()),
            "weekly_mean": pa.array([topic.weekly_mean for topic in found], pa.float64()),
            "growth": pa.array([topic.growth for topic in found], pa.float64()),
            "is_growing": pa.array([topic.is_growing for topic in found], pa.bool_()),
            "samples": pa.array(["\n".join(topic.samples[:SAMPLES]) for topic in found], pa.string()),
        }
    )
    columns = (
        Column("label", "话题"),
        Column("words", "关键词"),
        Column("count", "本期(件)", "integer"),
        Column("share", "占比", "rate"),
        Column("weekly_mean", "前8周均(件)", "number"),
        Column("growth", "增幅", "change", "is_growing"),
        Column("samples", "例句(已脱敏)"),
    )
    return Table("topics.table", "热点话题", columns, rows, note="粗体为超出随机波动的升温话题。")


def _attention(issue: Issue) -> str:
    """Return what the figures suggest to take up, one clause a matter."""
    weekly = issue.weekly
    late = sorted(
        (
            row
            for row in weekly.deadlines.by_unit.to_pylist()
            if row["rank"] is not None and row["late"] and row["unit_code"]
        ),
        key=lambda row: row["rate"],
    )
    matters = [
        f"督促{late[0]['unit_name']}压降超时工单(达标率{printed(late[0]['rate'], 'rate')})" if late else "",
        f"对30天内多次报修的{len(weekly.repairs.areas):,}个台区逐一排查" if len(weekly.repairs.areas) else "",
        f"对{weekly.revisits.not_handled:,}件不满意未再次处理的工单补办回访"
        if weekly.revisits.not_handled
        else "",
        *(f"跟踪升温话题“{topic.label}”" for topic in weekly.topics.topics[:10] if topic.is_growing),
    ]
    said = [matter for matter in matters if matter]
    if not said:
        return "从本期数据看没有需要特别布置的事项。"
    return "从数据看,建议:" + ";".join(f"{n}.{matter}" for n, matter in enumerate(said, 1)) + "。"
