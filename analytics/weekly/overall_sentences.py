"""Sentences of sections 1 and 2."""

from collections.abc import Iterator

from analytics.weekly.phrases import change, listed, number
from analytics.weekly.sections import Signal, Weekly
from models.rounding import share_in_words

MOVED = 0.1  # a type that moved by less is not mentioned
FEWEST = 10  # nor one with fewer orders in both periods

Said = Iterator[tuple[str, str]]


def volume(weekly: Weekly) -> Said:
    """Yield what section 1 concludes."""
    figures, period, coverage = weekly.volume, weekly.period, weekly.coverage
    if not figures.total.now:
        yield "total", f"{period.this}没有受理95598工单。"
        return
    compared = "、".join(
        (
            change(figures.total, base="previous", before=period.before),
            change(figures.total, base="last_year", name="同比", before="去年同期"),
        )
    )
    yield "total", f"{period.this}共受理95598工单{number(figures.total.now)}件,{compared}。"
    if figures.per_10k.now is not None:
        moved = change(figures.per_10k, base="previous", before=period.before)
        yield "per_10k", f"万户工单量{number(figures.per_10k.now, 2)}件/万户,{moved}。"
    parts = [
        f"{row.label}{number(row.count.now)}件({share_in_words(row.share)})"
        for row in figures.by_type
        if row.count.now
    ]
    yield "types", f"其中{listed(parts, 9)}。"
    moved_types = [
        f"{row.label}{number(row.count.now)}件,{change(row.count, base='previous', before=period.before)}"
        for row in figures.by_type
        if row.count.on_previous is not None
        and abs(row.count.on_previous) >= MOVED
        and max(row.count.now, row.count.previous or 0) >= FEWEST
    ]
    if moved_types:
        yield "movers", f"变化较大的有:{';'.join(moved_types[:5])}。"
    if not coverage.is_complete and coverage.last_day:
        yield "incomplete", f"数据截至{coverage.last_day},{period.this}不完整,各项数量与环比、同比仅供参考。"
    if coverage.previous == "partial":
        yield "partial_base", f"{period.before}数据不完整(数据始于{coverage.first_day}),环比仅供参考。"
    if coverage.last_year == "partial":
        yield "partial_year", f"去年同期数据不完整(数据始于{coverage.first_day}),同比仅供参考。"
    yield from _trend(weekly)
    if figures.repeat_callers is not None and figures.repeat_callers.now:
        callers = figures.repeat_callers
        yield (
            "callers",
            f"重复来电客户{number(callers.now)}户(期内来电两次及以上),{change(callers, base='previous')}。",
        )
    yield from _set_aside(weekly)


def _trend(weekly: Weekly) -> Said:
    trend = weekly.volume.trend
    if trend.centre is None or trend.upper is None or trend.lower is None:
        if trend.points:
            yield (
                "trend",
                f"历史数据只有{len(trend.points)}周或{weekly.period.this}不完整,不足以计算控制限(至少需此前8个整周)。",
            )
        return
    band = f"均值{number(trend.centre)}件,控制限{number(trend.lower)}—{number(trend.upper)}件"
    last = f"末周{number(trend.points[-1].count)}件"
    yield "trend", f"近{len(trend.points)}周{band},{last},{_meaning(trend.signals, trend.is_overdispersed)}"


def _meaning(signals: tuple[Signal, ...], is_overdispersed: bool) -> str:
    """Return what a signal means, the strongest first."""
    if not signals:
        return "在控制限内,属正常波动,不宜就单周增减归因。"
    first = signals[0]
    side = "高" if first.side == "above" else "低"
    match first.rule:
        case "limits":
            limit = "上" if first.side == "above" else "下"
            return f"超出{limit}控制限,不属正常波动,应查明特殊原因(天气、停电、集中业务或数据缺漏)。"
        case "run":
            return f"连续8周偏{side},水平已发生变化,应按新的水平安排人员并查找原因。"
        case "ewma":
            trend = "上升" if first.side == "above" else "下降"
            return f"单周未越限,但加权均值已越限,提示缓慢{trend},应提前关注。"
    why = "各周本来就比随机波动大," if is_overdispersed else ""
    return f"在移动极差控制限内,略{side}于泊松控制限,{why}作提示,不作异常。"


def _set_aside(weekly: Weekly) -> Said:
    aside = weekly.set_aside
    parts = {
        "重复的工单编号已合并": (aside.duplicate_orders, "行"),
        "未填供电单位": (aside.without_unit, "件"),
        "到场早于受理": (aside.negative_arrival, "件"),
        "修复早于到场": (aside.negative_restoration, "件"),
        "投诉联系早于受理": (aside.negative_contact, "件"),
        "回复早于受理": (aside.negative_reply, "件"),
        "退单": (aside.returned, "件"),
        "中止": (aside.aborted, "件"),
    }
    shown = [f"{name}{number(count)}{unit}" for name, (count, unit) in parts.items() if count]
    if shown:
        yield "set_aside", f"数据质量:{'、'.join(shown)};时间倒序的不计用时,到场倒序的不算及时。"


def composition(weekly: Weekly) -> Said:
    """Yield what section 2 concludes."""
    figures, total = weekly.composition, weekly.volume.total.now
    vital = [row for row in figures.sub_types if row.is_vital]
    if vital and len(figures.sub_types) > 1:
        names = listed([f"{row.label}({number(row.count)}件)" for row in vital])
        yield (
            "vital",
            f"{len(figures.sub_types)}个业务子类中,{names}合计占{share_in_words(vital[-1].cumulative)},是本期治理重点。",
        )
    if total:
        cells = [
            (count, figures.heat.row_labels[day], hour)
            for day, row in enumerate(figures.heat.values)
            for hour, count in enumerate(row)
        ]
        count, day, hour = max(cells, key=lambda cell: cell[0])
        night = sum(sum(row[:7]) + sum(row[22:]) for row in figures.heat.values)
        share = share_in_words(night / total)
        yield "peak", f"来单最集中的时段为{day}{hour}时({number(count)}件);22时至次日7时受理占{share}。"
