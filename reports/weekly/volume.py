"""1 总体情况, 2 业务类型与子类: how many, of what kind, when and where, and whether the number is unusual."""

from collections.abc import Sequence

import pyarrow as pa

from analytics.weekly.measures import Count, Rate, Share, density
from analytics.weekly.sections import Grievance, ParetoRow, Trend, Volume
from analytics.weekly.sections import Matrix as Counts
from analytics.weekly.sentences import HEADINGS
from data_loaders.codes.service import BusiType
from reports.document import Block, Column, ControlChart, Kpi, KpiRow, Matrix, Pareto, Section, Table
from reports.weekly.parts import Issue, Prose, compared_count, compared_rate, total
from reports.wording import printed

MOST_BARS = 12


def overall(issue: Issue) -> Section:
    """Return 1 总体情况."""
    volume = issue.weekly.volume
    prose = Prose(issue, "volume")
    blocks: tuple[Block, ...] = (
        _cards(issue),
        *prose.take("total", "per_10k", "types", "movers", "incomplete", "partial_base", "partial_year"),
        _types(volume),
        *_chart(volume.trend),
        *prose.take("trend", "callers"),
        *prose.rest(),
    )
    return Section(1, HEADINGS["volume"], blocks)


def composition(issue: Issue) -> Section:
    """Return 2 业务类型与时段."""
    made = issue.weekly.composition
    prose = Prose(issue, "composition")
    blocks: tuple[Block, ...] = (
        *prose.take("vital"),
        *_pareto(made.sub_types),
        *prose.take("peak"),
        *_hours(made.heat),
        *_by_unit(made.units),
        *prose.rest(),
    )
    return Section(2, HEADINGS["composition"], blocks)


def _cards(issue: Issue) -> KpiRow:
    weekly = issue.weekly
    past = weekly.history
    complaints = kind_of(issue, BusiType.COMPLAINT)
    cards = [
        _count_card("诉求工单总量", weekly.volume.total, [one.total for one in past], rise_is_bad=None),
        Kpi(
            "万户工单量",
            weekly.volume.per_10k.now,
            "density",
            "件/万户",
            compared_count(weekly.volume.per_10k, rise_is_bad=True),
            history=tuple(density(Count(one.total), weekly.scope.households).now for one in past),
        ),
        _count_card("故障报修", weekly.repairs.count, [one.repairs for one in past]),
        *([_count_card("投诉", complaints.count, [one.complaints for one in past])] if complaints else []),
        _rate_card(issue, "到达现场及时率", "arrival", weekly.repairs.arrival, [one.arrival for one in past]),
    ]
    if complaints and complaints.contact:
        contacts = [one.contact for one in past]
        cards.append(_rate_card(issue, "投诉24小时联系率", "contact", complaints.contact, contacts))
    satisfied = [one.satisfied for one in past]
    cards.append(_rate_card(issue, "回访满意率", "satisfied", weekly.revisits.satisfied, satisfied))
    if broken := weekly.deadlines.promise_overdue:
        cards.append(_count_card("超承诺时限工单", broken, [one.broken_promises for one in past]))
    return KpiRow("volume.cards", tuple(cards))


def _count_card(label: str, count: Count, past: Sequence[int], *, rise_is_bad: bool | None = True) -> Kpi:
    compared = compared_count(count, rise_is_bad=rise_is_bad)
    return Kpi(label, count.now, "integer", "件", compared, history=tuple(float(one) for one in past))


def _rate_card(issue: Issue, label: str, key: str, rate: Rate, past: Sequence[Share | None]) -> Kpi:
    target = issue.targets.get(key)
    is_met = None if target is None or rate.value is None else rate.value >= target
    shown = "" if target is None else f"≥{printed(target, 'rate')}"
    shares = tuple(share and share.value for share in past)
    return Kpi(label, rate.value, "rate", "%", compared_rate(rate), shown, is_met, shares)


def kind_of(issue: Issue, code: str) -> Grievance | None:
    """Return what is known of one kind of grievance."""
    return next((kind for kind in issue.weekly.complaints.kinds if kind.code == code), None)


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


def _chart(trend: Trend) -> tuple[ControlChart, ...]:
    if not trend.points:
        return ()
    last = len(trend.points) - 1
    chart = ControlChart(
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
    return (chart,)


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
