"""SVC-06 频繁停电台区/线路"""

from datetime import datetime, timedelta
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import listed
from analytics.facts.outages import announcement_outcome, outages_of_areas, to_announce
from analytics.facts.outcomes import KEPT, seconds_between
from analytics.regulation.practice import FREQUENT_OUTAGES
from analytics.regulation.service_limits import PLANNED_OUTAGE_DAYS, TEMPORARY_OUTAGE_HOURS
from data_loaders.codes.service import OutageType
from models.category import Category

RECLOSED_SECONDS = 600
SHORTEST_NAME = 3
MARK = "\u241f"  # stands for a name that is sought


@check(
    code="SVC-06",
    title="频繁停电台区/线路",
    category=Category.SERVICE,
    matter="95598故障报修",
    severity="高",
    subject="case",
    window="快照",
    amount=None,
    reads={
        "outages": ["outage_id", "type", "start_time", "end_time?", "issue_time?", "scope"],
        "customers?": ["tg_no?", "tg_name?", "org_code?"],
        "transformer_areas?": ["tg_no?", "tg_name?", "org_code?"],
    },
    facts=(to_announce, outages_of_areas),
    without={
        "outages.issue_time": "停电信息没有发布时间,计划停电是否提前公告不明,不计",
        "customers.tg_no|transformer_areas.tg_no": "没有台区编号,停电范围对不上台区,不查",
    },
    evidence={
        "tg_no": "台区编号",
        "tg_name": "台区名称",
        "times": "停电次数",
        "days": "期间(天)",
        "outages": "各次停电开始时间与类型",
        "first_time": "首次停电",
        "last_time": "末次停电",
    },
    sentence="台区 {tg_no} {tg_name} {days} 天内停电 {times} 次,末次 {last_time}",
    arithmetic=("{days} 天内停电 {times} 次:{outages}",),
    laws=(FREQUENT_OUTAGES, PLANNED_OUTAGE_DAYS),
)
def frequent_outages(
    t: Tables,
    *,
    times: Annotated[int, Param("停电次数", "次", low=2, high=20)] = 3,
    days: Annotated[int, Param("期间", "天", low=7, high=365)] = 60,
) -> Any:
    """同一台区短期内反复停电,应当查找设备和管理原因。

    为什么: 频繁停电是停送电投诉和 12398 举报的首要原因,多由设备缺陷和检修安排不当引起。
    判定: 核查日前 60 天内(含核查日当日)开始的停电,范围文字含某台区编号或名称的,达到 3 次及以上:故障(02)、临时(07)停电都计;计划停电(01)只计没有公告或提前不足 {service_limits.PLANNED_OUTAGE_DAYS}的。此前各次最晚的结束(没有的取开始)后 10 分钟内又停(重合闸)的,和同时的,并为一次。每台区一条。
    金额: 无。
    例外: 违约、窃电、欠费、有序用电停电不计;按时公告的计划停电不计;台区名称短于 3 字或几个台区同名的,不按名称对照;范围中写的是名称更长的另一台区的(公变10 不是公变1),不算;编号须独立成词,1001 不算在 10012 之中。线路不判(没有线路编号);报修单不代替停电。
    核实: 调取配电自动化和故障抢修记录,核对各次停电原因和台区设备状况。
    """
    found = _of_areas(t, _counted(t, days), _areas(t))
    found = found.mutate(
        object_id=found.tg_no,
        cons_no=ibis.null("string"),
        days=ibis.literal(days),
    )
    return found.filter(found.times >= times)


def _counted(t: Tables, days: int) -> Any:
    """Return the outages of the last days that count."""
    outages = t.fact(to_announce)
    begin = datetime.combine(t.as_of, datetime.min.time()) - timedelta(days=days)
    outages = outages.filter(outages.is_due, outages.start_time >= begin, outages.scope.notnull())
    limits = (PLANNED_OUTAGE_DAYS, TEMPORARY_OUTAGE_HOURS)
    outcome = announcement_outcome(outages, *(limit.on_column(outages.start_time) for limit in limits))
    is_told = (outages.type == OutageType.PLANNED) & (outcome == KEPT)
    if t.lacks("outages.issue_time"):
        is_told = outages.type == OutageType.PLANNED
    return outages.filter(~is_told.fill_null(False))


def _areas(t: Tables) -> Any:
    """Return each area once, with its name where no other area bears it and it is no mere syllable."""
    known = ibis.union(
        *(
            table.filter(table.tg_no.notnull()).select("tg_no", "tg_name", "org_code")
            for table in (t.transformer_areas, t.customers)
        )
    )
    areas = known.group_by("tg_no").agg(tg_name=known.tg_name.min(), org_code=known.org_code.min())
    names = areas.group_by(shared="tg_name").agg(bearers=areas.count())
    areas = areas.left_join(names, [("tg_name", "shared")])
    name: Any = areas.tg_name
    is_own = (areas.bearers == 1) & (name.length() >= SHORTEST_NAME)
    return areas.select(
        "tg_no", "tg_name", "org_code", own_name=ibis.ifelse(is_own, areas.tg_name, ibis.null("string"))
    )


def _of_areas(t: Tables, outages: Any, areas: Any) -> Any:
    """Return how often each area was cut off; what begins within ten minutes of the end before is the same outage."""
    named = outages.select("outage_id", "type", "start_time", "end_time", "scope")
    words = t.fact(outages_of_areas).select(worded="outage_id", word="tg_no").distinct()
    by_number = named.inner_join(words, [("outage_id", "worded")]).inner_join(areas, [("word", "tg_no")])
    by_name = _by_name(named, areas)
    columns = ("outage_id", "type", "start_time", "end_time", "tg_no", "tg_name", "org_code")
    cut = by_number.select(*columns).union(by_name.select(*columns), distinct=True)
    earlier = ibis.window(group_by="tg_no", order_by=["start_time", "outage_id"], preceding=(None, 1))
    cut = cut.mutate(last_end=cut.end_time.coalesce(cut.start_time).max().over(earlier))
    gap = seconds_between(cut.start_time, cut.last_end)
    cut = cut.filter(~(gap <= RECLOSED_SECONDS).fill_null(False))
    kind = cut.type.cases((OutageType.PLANNED, "计划"), (OutageType.FAULT, "故障"), else_="临时")
    one: Any = cut.start_time.strftime("%Y-%m-%d %H:%M").concat(" ", kind)
    return cut.group_by("tg_no", "tg_name", "org_code").agg(
        times=cut.count(),
        outages=listed(one),
        first_time=cut.start_time.min(),
        last_time=cut.start_time.max(),
    )


def _by_name(outages: Any, areas: Any) -> Any:
    """Return the outages with each area whose own name their scope says, but not as a part of another's name."""
    names = areas.filter(areas.tg_name.length() >= SHORTEST_NAME).select("tg_name").distinct()
    said = outages.join(names, outages.scope.contains(names.tg_name)).select("outage_id", "scope", "tg_name")
    longer = said.view().select(of="outage_id", longer="tg_name")
    is_within = [
        said.outage_id == longer.of,
        longer.longer != said.tg_name,
        longer.longer.contains(said.tg_name),
    ]
    whole = said.filter(_is_whole(said.scope, said.tg_name)).anti_join(longer, is_within)
    whole = whole.select(named="outage_id", own_name="tg_name")
    named = outages.inner_join(whole, [("outage_id", "named")])
    return named.inner_join(areas.filter(areas.own_name.notnull()), "own_name")


def _is_whole(scope: Any, name: Any) -> Any:
    """Return whether a name stands in a text without its number going on: 公变1 does not in 公变10."""
    mark: Any = ibis.literal(MARK)
    ends: Any = ibis.ifelse(name.right(1).re_search("[0-9]"), mark.concat("([^0-9]|$)"), mark)
    begins: Any = ibis.ifelse(name.left(1).re_search("[0-9]"), "(^|[^0-9])", "")
    return scope.replace(name, MARK).re_search(begins.concat(ends))
