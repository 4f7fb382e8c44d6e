"""3 故障报修, 4 投诉、举报、意见: how fast help came, and what customers were aggrieved about."""

import pyarrow as pa

from analytics.weekly.sections import Complaints, Grievance, Repairs
from analytics.weekly.sentences import HEADINGS
from reports.document import Bars, Block, Column, Section, Subheading, Table, Value
from reports.weekly.parts import Issue, Prose, below, ranked, total
from reports.wording import printed

MOST_CAUSES = 10
MOST_AREAS = 20
MOST_SUB_TYPES = 15


def repairs(issue: Issue) -> Section:
    """Return 3 故障报修."""
    figures = issue.weekly.repairs
    prose = Prose(issue, "repairs")
    blocks: tuple[Block, ...] = (
        *prose.take("count", "arrival", "not_arrived", "times", "units"),
        _by_area(figures),
        _by_unit(issue, figures),
        *prose.take("causes"),
        *_cause_bars(figures),
        _owners(figures),
        *prose.take("areas"),
        _areas(figures),
        *prose.rest(),
    )
    return Section(3, HEADINGS["repairs"], blocks)


def grievances(issue: Issue) -> Section:
    """Return 4 投诉、举报、意见."""
    figures = issue.weekly.complaints
    prose = Prose(issue, "complaints")
    blocks: tuple[Block, ...] = (
        *prose.take("complaint", "report", "opinion"),
        _kinds(figures),
        Subheading("责任单位与子类"),
        *prose.take("units", "sub_types"),
        _complaints_by_unit(figures),
        _sub_types(figures),
        *prose.rest(),
    )
    return Section(4, HEADINGS["complaints"], blocks)


def _by_area(figures: Repairs) -> Table:
    columns = (
        Column("area_label", "地区"),
        Column("limit_minutes", "时限(分钟)", "integer"),
        Column("due", "应到达(件)", "integer"),
        Column("on_time", "按时(件)", "integer"),
        Column("rate", "及时率", "rate"),
        Column("late", "超时(件)", "integer"),
        Column("not_arrived", "无到达时间(件)", "integer"),
        Column("median_minutes", "中位数(分钟)", "number"),
        Column("p90_minutes", "90%分位(分钟)", "number"),
    )
    rows = figures.by_area
    sums = ["late", "not_arrived"]
    overall = total(
        rows,
        "area_label",
        sums,
        **_whole(figures),
        rate=figures.arrival.value,
        median_minutes=figures.median_minutes,
        p90_minutes=figures.p90_minutes,
    )
    note = "没有到达时间的按未及时计;时间倒序的不计时长。"
    return Table("repairs.by_area", "到达现场及时情况(按地区时限)", columns, rows, overall, note)


def _whole(figures: Repairs) -> dict[str, Value]:
    share = figures.arrival.now
    return {"due": share.whole, "on_time": share.part} if share else {}


def _by_unit(issue: Issue, figures: Repairs) -> Table:
    rows = below(ranked(figures.by_unit), "rate", issue.targets.get("arrival"), "is_below")
    columns = (
        Column("rank", "排名", "integer", align="center"),
        Column("unit_name", "单位"),
        Column("count", "报修(件)", "integer"),
        Column("due", "应到达(件)", "integer"),
        Column("on_time", "按时(件)", "integer"),
        Column("rate", "及时率", "rate", "is_below"),
        Column("median_minutes", "到达中位(分)", "number"),
        Column("p90_minutes", "到达90%(分)", "number"),
        Column("median_hours", "修复中位(时)", "number"),
        Column("p90_hours", "修复90%(时)", "number"),
    )
    overall = total(
        rows,
        "unit_name",
        ["count"],
        **_whole(figures),
        rate=figures.arrival.value,
        median_minutes=figures.median_minutes,
        p90_minutes=figures.p90_minutes,
        median_hours=figures.median_hours,
        p90_hours=figures.p90_hours,
    )
    note = "应到达不足30件的单位只列数,不排名。"
    return Table("repairs.by_unit", "各单位故障报修情况", columns, rows, overall, note)


def _cause_bars(figures: Repairs) -> tuple[Bars, ...]:
    head = figures.causes[:MOST_CAUSES]
    if not head:
        return ()
    bars = Bars(
        "repairs.cause_bars",
        f"故障原因(件){f',前{MOST_CAUSES}项' if len(figures.causes) > MOST_CAUSES else ''}",
        tuple(row.label for row in head),
        tuple(float(row.count) for row in head),
        unit="件",
        notes=tuple(f"占{printed(row.share, 'rate')}" for row in head),
    )
    return (bars,)


def _owners(figures: Repairs) -> Table:
    columns = (
        Column("owner_label", "故障设备产权"),
        Column("count", "件数(件)", "integer"),
        Column("share", "占比", "rate"),
    )
    return Table("repairs.owners", "故障设备产权构成", columns, figures.owners)


def _areas(figures: Repairs) -> Table:
    columns = (
        Column("tg_no", "台区编号", "id"),
        Column("tg_name", "台区名称"),
        Column("in_period", "本期(件)", "integer"),
        Column("in_30_days", "30天内(件)", "integer"),
        Column("customers", "涉及用户(户)", "integer"),
        Column("last_time", "最近一次", "time"),
    )
    note = "客户内部设备故障不计。"
    return Table(
        "repairs.area_list", "频繁报修台区", columns, figures.areas, note=note, most_printed=MOST_AREAS
    )


def _kinds(figures: Complaints) -> Table:
    rows = pa.Table.from_pylist([_kind_row(kind) for kind in figures.kinds], KINDS)
    columns = (
        Column("label", "类型"),
        Column("count", "件数(件)", "integer"),
        Column("on_previous", "环比", "change"),
        Column("on_last_year", "同比", "change"),
        Column("per_10k", "每万户(件)", "density"),
        Column("contact_of", "24小时联系", align="right"),
        Column("contact", "联系及时率", "rate"),
        Column("reply_of", "按时答复", align="right"),
        Column("reply", "答复及时率", "rate"),
        Column("median_days", "答复中位(日)", "number"),
        Column("true_of", "属实", align="right"),
        Column("true", "属实率", "rate"),
    )
    note = "答复按工作日计;未到期的在办工单不计入应答复。属实率的分母为该类全部工单。"
    return Table("complaints.kinds_table", "投诉、举报、意见办理情况", columns, rows, note=note)


KINDS = pa.schema(
    [
        ("label", pa.string()),
        ("count", pa.int64()),
        ("on_previous", pa.float64()),
        ("on_last_year", pa.float64()),
        ("per_10k", pa.float64()),
        ("contact_of", pa.string()),
        ("contact", pa.float64()),
        ("reply_of", pa.string()),
        ("reply", pa.float64()),
        ("median_days", pa.float64()),
        ("true_of", pa.string()),
        ("true", pa.float64()),
    ]
)


def _kind_row(kind: Grievance) -> dict[str, object]:
    contact = kind.contact.now if kind.contact else None
    reply, verdict = kind.reply.now, kind.substantiated.now
    return {
        "label": kind.label,
        "count": kind.count.now,
        "on_previous": kind.count.on_previous,
        "on_last_year": kind.count.on_last_year,
        "per_10k": kind.per_10k.now,
        "contact_of": f"{contact.part:,}/{contact.whole:,}" if contact else None,
        "contact": contact.value if contact else None,
        "reply_of": f"{reply.part:,}/{reply.whole:,}" if reply else None,
        "reply": reply.value if reply else None,
        "median_days": kind.median_reply_days,
        "true_of": f"{verdict.part:,}/{verdict.whole:,}" if verdict else None,
        "true": verdict.value if verdict else None,
    }


def _complaints_by_unit(figures: Complaints) -> Table:
    rows = figures.by_unit
    columns = (
        Column("unit_name", "单位"),
        Column("complaints", "投诉(件)", "integer"),
        Column("previous", "上期(件)", "integer"),
        Column("per_10k", "每万户(件)", "density"),
        Column("contact_due", "应联系(件)", "integer"),
        Column("contact_on_time", "24小时内(件)", "integer"),
        Column("contact_rate", "联系及时率", "rate"),
        Column("reply_due", "应答复(件)", "integer"),
        Column("reply_on_time", "按时(件)", "integer"),
        Column("substantiated", "属实(件)", "integer"),
        Column("reports", "举报(件)", "integer"),
        Column("opinions", "意见(件)", "integer"),
    )
    sums = [column.name for column in columns if column.kind == "integer"]
    counts = total(rows, "unit_name", sums)
    due, kept = counts["contact_due"], counts["contact_on_time"]
    if isinstance(due, int) and isinstance(kept, int) and due:
        counts["contact_rate"] = kept / due
    return Table("complaints.by_unit", "各单位投诉、举报、意见", columns, rows, counts)


def _sub_types(figures: Complaints) -> Table:
    columns = (
        Column("type_label", "类型"),
        Column("sub_label", "子类"),
        Column("count", "本期(件)", "integer"),
        Column("previous", "上期(件)", "integer"),
        Column("substantiated", "属实(件)", "integer"),
    )
    return Table(
        "complaints.sub_types",
        "投诉、举报、意见子类",
        columns,
        figures.sub_types,
        most_printed=MOST_SUB_TYPES,
    )
