"""1 总体情况, 2 业务类型与子类: how many, of what kind, when and where, and whether the number is unusual."""

from collections.abc import Sequence

import pyarrow as pa

from analytics.regulation.service_limits import COMPLAINT
from analytics.weekly.measures import Rate
from analytics.weekly.sections import Grievance, ParetoRow, Trend, Volume
from analytics.weekly.sections import Matrix as Counts
from reports.document import Column, ControlChart, Kpi, KpiRow, Matrix, Paragraph, Pareto, Section, Table
from reports.weekly.parts import (
    Issue,
    compared_count,
    compared_rate,
    joined,
    listed,
    remarks,
    sentence,
    told,
    total,
)
from reports.wording import printed

MOST_BARS = 12
NOTABLE_CHANGE = 0.2
NOTABLE_COUNT = 10
EXACT_BELOW = 100
RULES = {
    "limits": "越过{side}控制限",
    "run": "连续多周位于均值{side}侧",
    "ewma": "指数加权均值越过{side}控制限",
    "poisson": "超出泊松控制限({side})",
}


def overall(issue: Issue) -> Section:
    """Return 1 总体情况."""
    volume = issue.weekly.volume
    blocks = (
        _cards(issue),
        sentence("volume.total", _total(issue)),
        *_incomplete(issue),
        _types(volume),
        _chart(issue),
        sentence("volume.trend", _trend(issue)),
        *remarks(volume.missing),
    )
    return Section(1, "总体情况", blocks)


def composition(issue: Issue) -> Section:
    """Return 2 业务类型与子类."""
    made = issue.weekly.composition
    blocks = (
        sentence("composition.vital", _vital(issue, made.sub_types)),
        *_pareto(made.sub_types),
        sentence("composition.hours", _busiest(issue, made.heat)),
        *_hours(made.heat),
        *_by_unit(made.units),
        *remarks(made.missing),
    )
    return Section(2, "业务类型与子类", blocks)


def _cards(issue: Issue) -> KpiRow:
    weekly = issue.weekly
    complaints = kind_of(issue, COMPLAINT)
    overdue = weekly.deadlines.overdue_orders
    cards = [
        Kpi("诉求工单总量", weekly.volume.total.now, "integer", "件", compared_count(weekly.volume.total)),
        Kpi(
            "万户工单量",
            weekly.volume.per_10k.now,
            "number",
            "件/万户",
            compared_count(weekly.volume.per_10k, rise_is_bad=True),
        ),
        Kpi(
            "故障报修",
            weekly.repairs.count.now,
            "integer",
            "件",
            compared_count(weekly.repairs.count, rise_is_bad=True),
        ),
        _rate_card(issue, "到达现场及时率", "arrival", weekly.repairs.arrival),
        _rate_card(issue, "回访满意率", "satisfied", weekly.revisits.satisfied),
        Kpi("超时工单", overdue, "integer", "件"),
    ]
    if complaints:
        cards.insert(
            3,
            Kpi(
                "投诉",
                complaints.count.now,
                "integer",
                "件",
                compared_count(complaints.count, rise_is_bad=True),
            ),
        )
        if complaints.contact:
            cards.insert(5, _rate_card(issue, "投诉24小时联系率", "contact", complaints.contact))
    return KpiRow("volume.cards", tuple(cards))


def _rate_card(issue: Issue, label: str, key: str, rate: Rate) -> Kpi:
    target = issue.targets.get(key)
    is_met = None if target is None or rate.value is None else rate.value >= target
    shown = "" if target is None else f"≥{printed(target, 'rate')}"
    return Kpi(label, rate.value, "rate", "%", compared_rate(rate), shown, is_met)


def kind_of(issue: Issue, code: str) -> Grievance | None:
    """Return what is known of one kind of grievance."""
    return next((kind for kind in issue.weekly.complaints.kinds if kind.code == code), None)


def _total(issue: Issue) -> str:
    volume = issue.weekly.volume
    if not volume.total.now:
        return f"{issue.this}未受理95598工单。"
    kinds = [f"{row.label}{row.count.now:,}件(占{printed(row.share, 'rate')})" for row in volume.by_type[:3]]
    density = f"每万户{printed(volume.per_10k.now, 'number')}件" if volume.per_10k.now is not None else ""
    first = joined(f"{issue.this}共受理95598工单{volume.total.now:,}件", told(volume.total), density)
    return first + f"其中{'、'.join(kinds)}。" + _notable(issue)


def _notable(issue: Issue) -> str:
    """Return which types moved much, both as a share and as a number."""
    moves = [
        (row.count.on_previous, row)
        for row in issue.weekly.volume.by_type
        if row.count.on_previous is not None
        and abs(row.count.on_previous) >= NOTABLE_CHANGE
        and abs(row.count.now - (row.count.previous or 0)) >= NOTABLE_COUNT
    ]
    rises = [f"{row.label}(环比{printed(move, 'change')})" for move, row in moves if move > 0]
    falls = [f"{row.label}(环比{printed(move, 'change')})" for move, row in moves if move < 0]
    clauses = [f"上升较多的有{listed(rises)}"] if rises else []
    clauses += [f"下降较多的有{listed(falls)}"] if falls else []
    return ";".join(clauses) + "。" if clauses else ""


def _incomplete(issue: Issue) -> tuple[Paragraph, ...]:
    coverage = issue.weekly.coverage
    if coverage.is_complete:
        return ()
    until = f"{coverage.cutoff:%Y-%m-%d %H:%M}" if coverage.cutoff else "统计期之前"
    text = f"数据只到{until},统计期未满,以上数量不完整,与以往各期的比较仅供参考。"
    return (sentence("volume.incomplete", text),)


def _types(volume: Volume) -> Table:
    rows = pa.table(
        {
            "label": pa.array([row.label for row in volume.by_type], pa.string()),
            "now": pa.array([row.count.now for row in volume.by_type], pa.int64()),
            "share": pa.array([row.share for row in volume.by_type], pa.float64()),
            "previous": pa.array([row.count.previous for row in volume.by_type], pa.int64()),
            "on_previous": pa.array([row.count.on_previous for row in volume.by_type], pa.float64()),
            "last_year": pa.array([row.count.last_year for row in volume.by_type], pa.int64()),
            "on_last_year": pa.array([row.count.on_last_year for row in volume.by_type], pa.float64()),
        }
    )
    columns = (
        Column("label", "业务类型"),
        Column("now", "本期(件)", "integer"),
        Column("share", "占比", "rate"),
        Column("previous", "上期(件)", "integer"),
        Column("on_previous", "环比", "change"),
        Column("last_year", "去年同期(件)", "integer"),
        Column("on_last_year", "同比", "change"),
    )
    whole = volume.total
    last = total(
        rows,
        "label",
        [],
        now=whole.now,
        share=1.0 if whole.now else None,
        previous=whole.previous,
        on_previous=whole.on_previous,
        last_year=whole.last_year,
        on_last_year=whole.on_last_year,
    )
    return Table("volume.types", "各业务类型工单量", columns, rows, last)


def _chart(issue: Issue) -> ControlChart:
    trend = issue.weekly.volume.trend
    last = len(trend.points) - 1
    return ControlChart(
        "volume.trend_chart",
        f"近{len(trend.points)}周工单量(件)与控制限(均值±2.66倍平均移动极差)",
        tuple(point.label for point in trend.points),
        tuple(float(point.count) for point in trend.points),
        trend.centre,
        trend.lower,
        trend.upper,
        "件",
        signals=(last,) if trend.signals else (),
        axis="(起始日)",
        incomplete=tuple(n for n, point in enumerate(trend.points) if not point.is_complete),
    )


def _trend(issue: Issue) -> str:
    trend = issue.weekly.volume.trend
    if not trend.points:
        return "没有可供比较的历史周数据。"
    if trend.centre is None or trend.upper is None:
        return "历史周数不足8周或本周数据不完整,暂不计算控制限。"
    mean = printed(trend.centre, "integer" if trend.centre >= EXACT_BELOW else "number")
    base = f"近{len(trend.points)}周均值{mean}件"
    if not trend.signals:
        return joined(base, "本周处于控制限之内,属正常波动,不宜将单周涨跌作为考核依据")
    return joined(base, _signals(trend)) + _meaning(trend)


def _signals(trend: Trend) -> str:
    words = [
        RULES[signal.rule].format(side={"above": "上", "below": "下"}[signal.side])
        for signal in trend.signals
    ]
    return "本周" + "、".join(dict.fromkeys(words))


def _meaning(trend: Trend) -> str:
    rules = {signal.rule for signal in trend.signals}
    rises = any(signal.side == "above" for signal in trend.signals)
    direction = "升高" if rises else "降低"
    if rules == {"poisson"} and trend.is_overdispersed:
        return "各周波动本就大于随机波动,该信号单独出现时意义有限,建议继续观察。"
    if "limits" in rules:
        return f"工单量{direction}超出正常波动范围,应查明是否有停电、政策、系统等特定原因。"
    return f"工单量有持续{direction}的迹象,建议结合业务类型与单位查找原因。"


def _vital(issue: Issue, rows: Sequence[ParetoRow]) -> str:
    if not rows:
        return f"{issue.this}没有可按子类统计的工单。"
    vital = [row for row in rows if row.is_vital]
    names = [f"{row.label}({row.count:,}件)" for row in vital]
    share = printed(vital[-1].cumulative if vital else None, "rate")
    return f"工单涉及{len(rows)}个子类,其中{listed(names, 6)}合计占{share},是{issue.this}的主要诉求。"


def _pareto(rows: Sequence[ParetoRow]) -> tuple[Pareto, ...]:
    if not rows:
        return ()
    head, rest = rows[:MOST_BARS], rows[MOST_BARS:]
    labels = tuple(row.label for row in head) + (("其他",) if rest else ())
    values = tuple(float(row.count) for row in head)
    if rest:
        values += (float(sum(row.count for row in rest)),)
    chart = Pareto(
        "composition.pareto",
        "业务子类帕累托图(柱:件数;线:累计占比)",
        labels,
        values,
        "件",
        has_rest=bool(rest),
    )
    return (chart,)


def _busiest(issue: Issue, heat: Counts) -> str:
    hours = [sum(row[hour] for row in heat.values) for hour in range(len(heat.column_codes))]
    days = [sum(row) for row in heat.values]
    whole = sum(days)
    if not whole:
        return f"{issue.this}没有可按时段统计的工单。"
    hour, day = hours.index(max(hours)), days.index(max(days))
    return joined(
        f"{heat.row_labels[day]}受理最多({days[day]:,}件)",
        f"每日{hour}时至{hour + 1}时最为集中(占{printed(hours[hour] / whole, 'rate')})",
    )


def _hours(heat: Counts) -> tuple[Matrix, ...]:
    if not any(map(any, heat.values)):
        return ()
    chart = Matrix(
        "composition.heat",
        "分时段工单量(件),颜色按全部时段最大值归一",
        heat.row_labels,
        tuple(label.removesuffix("时") for label in heat.column_labels),
        heat.values,
        "件",
    )
    return (chart,)


def _by_unit(units: Counts) -> tuple[Matrix, ...]:
    if not any(map(any, units.values)):
        return ()
    sums = tuple(sum(row) for row in units.values)
    chart = Matrix(
        "composition.units",
        "单位 × 业务类型工单量(件),颜色按各业务类型内最大值归一",
        units.row_labels,
        (*units.column_labels, "合计"),
        tuple((*row, whole) for row, whole in zip(units.values, sums, strict=True)),
        "件",
        "column",
    )
    return (chart,)
