"""Sentences of sections 3, 4 and 5."""

from collections.abc import Iterator

from analytics.weekly.measures import MIN_CASES
from analytics.weekly.phrases import change, listed, number, points, share
from analytics.weekly.sections import Weekly
from data_loaders.codes.service import BusiType
from models.rounding import share_in_words

Said = Iterator[tuple[str, str]]


def repairs(weekly: Weekly) -> Said:
    """Yield what section 3 concludes."""
    figures, period = weekly.repairs, weekly.period
    if not figures.count.now:
        yield "arrival", f"{period.this}没有故障报修工单。"
        return
    moved = change(figures.count, base="previous", before=period.before)
    yield "count", f"{period.this}故障报修{number(figures.count.now)}件,{moved}。"
    if figures.arrival.now is not None:
        areas = [
            f"{row['area_label']}{share_in_words(row['rate'])}(限{row['limit_minutes']}分钟)"
            for row in figures.by_area.to_pylist()
        ]
        text = f"到场及时率{share(figures.arrival.now)},{points(figures.arrival, base='previous')}"
        yield "arrival", f"{text};其中{'、'.join(areas)}。"
        absent = sum(row["not_arrived"] or 0 for row in figures.by_area.to_pylist())
        if absent:
            yield "not_arrived", f"没有到场时间的{number(absent)}件按未及时到场统计。"
    if figures.median_minutes is not None and figures.p90_minutes is not None:
        text = f"到场用时中位数{number(figures.median_minutes, 1)}分钟,九成在{number(figures.p90_minutes, 1)}分钟内"
        if figures.median_hours is not None and figures.p90_hours is not None:
            text += f";到场后修复用时中位数{number(figures.median_hours, 1)}小时,九成在{number(figures.p90_hours, 1)}小时内"
        yield "times", f"{text}。"
    yield from _units(figures.by_unit.to_pylist())
    causes = [f"{row.label}{number(row.count)}件({share_in_words(row.share)})" for row in figures.causes[:3]]
    if causes:
        yield "causes", f"故障原因前{len(causes)}位:{'、'.join(causes)}。"
    areas = figures.areas.to_pylist()
    if areas:
        names = listed([f"{row['tg_name']}({row['in_30_days']}次)" for row in areas])
        yield (
            "areas",
            f"30天内报修3次及以上的台区{len(areas)}个:{names};为报修次数,不等于停电次数,应核查设备。",
        )


def _units(rows: list[dict]) -> Said:
    """Yield the units with the lowest rate among those with enough cases."""
    ranked = [row for row in rows if row["rank"] is not None and row["rate"] < 1]
    if len([row for row in rows if row["rank"] is not None]) < 2 or not ranked:
        return
    low = [f"{row['unit_name']}({share_in_words(row['rate'])})" for row in reversed(ranked[-3:])]
    small = len([row for row in rows if row["rank"] is None and row["due"]])
    note = f";{small}个单位不足{MIN_CASES}件,不参与排名" if small else ""
    yield "units", f"到场及时率靠后的单位:{'、'.join(low)}{note}。"


def complaints(weekly: Weekly) -> Said:
    """Yield what section 4 concludes."""
    figures, period = weekly.complaints, weekly.period
    for name, kind in zip(("complaint", "report", "opinion"), figures.kinds, strict=True):
        if not kind.count.now and not kind.count.previous:
            continue
        text = f"{kind.label}{number(kind.count.now)}件,{change(kind.count, base='previous', before=period.before)}"
        if kind.per_10k.now is not None:
            text += f",万户{kind.label}量{number(kind.per_10k.now, 2)}件"
        if kind.contact is not None and kind.contact.now is not None and kind.contact.now.whole:
            text += f";24小时联系率{share(kind.contact.now)},{points(kind.contact, base='previous')}"
        if kind.reply.now is not None and kind.reply.now.whole:
            limit = f"{kind.reply_limit_days}个工作日内答复率"
            text += f";{limit}{share(kind.reply.now)},{points(kind.reply, base='previous')}"
        if kind.substantiated.now is not None and kind.substantiated.now.whole:
            text += f";属实率{share(kind.substantiated.now)}"
        yield name, f"{text}。"
    rows = [row for row in figures.by_unit.to_pylist() if row["complaints"]]
    if rows:
        names = listed([f"{row['unit_name']}{row['complaints']}件" for row in rows], 3)
        yield "units", f"投诉较多的单位:{names}。"
    subs = [
        row
        for row in figures.sub_types.to_pylist()
        if row["type_code"] == BusiType.COMPLAINT and row["count"]
    ]
    if subs:
        names = "、".join(f"{row['sub_label']}{row['count']}件" for row in subs[:3])
        yield "sub_types", f"投诉主要集中在:{names}。"


def deadlines(weekly: Weekly) -> Said:
    """Yield what section 5 concludes."""
    figures, this = weekly.deadlines, weekly.period.this
    known = [stage for stage in figures.stages if stage.kept.now is not None and stage.kept.now.whole]
    if not known:
        return
    texts = [f"{stage.label}{share(stage.kept.now)},{points(stage.kept, base='previous')}" for stage in known]
    yield "stages", f"各环节及时率:{';'.join(texts)}。"
    if figures.overdue_orders:
        counted = [f"{stage.label}{number(stage.late)}件" for stage in known if stage.late]
        broken = figures.promise_overdue
        promised = f"其中违反公开承诺时限(到场、联系、答复)的{number(broken.now)}件;" if broken else ""
        yield (
            "overdue",
            f"{this}超时工单{number(figures.overdue_orders)}件(一件多个环节超时的计一件),{promised}"
            f"按环节:{'、'.join(counted)},清单附后。",
        )
    else:
        yield "overdue", f"{this}没有超时工单。"
    unsure = [stage.label for stage in known if stage.verified == "待核对原文"]
    if unsure:
        yield "unsure", f"{'、'.join(unsure)}的时限没有公开依据可核,按惯例取值,仅供参考。"
