"""PRO-14 户变关系/线变关系不一致"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import first_by, is_blank, reasons
from analytics.facts.customers import customer_class, is_check_point, on_the_books
from analytics.facts.feeds import feeds_in_force
from analytics.facts.points import is_set_up
from analytics.regulation.practice import AREA_AND_LINE
from data_loaders.codes.customers import CustType
from data_loaders.codes.metering import MpAttr
from models.category import Category


@check(
    code="PRO-14",
    title="户变关系/线变关系不一致",
    category=Category.ARCHIVE,
    matter="主题库",
    severity="中",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "customers": [
            *("cons_no", "tg_no?", "line_no?", "cons_sort_code?", "volt_code?", "elec_type_code?"),
        ],
        "metering_points?": [
            *("cons_no?", "tg_no?", "mp_status?", "mp_attr?", "topo_tg_no?", "topo_since?"),
        ],
        "power_sources?": ["cons_no?", "line_no?", "line_status?"],
    },
    facts=(on_the_books, feeds_in_force),
    without={
        "customers.tg_no": "档案台区整列为空,不查①②户变关系",
        "metering_points.tg_no": "计量点台区整列为空,不查①",
        "metering_points.topo_tg_no": "缺采集识别台区,不查②",
        "metering_points.topo_since": "识别起始日期整列为空,不查②",
        "power_sources.line_no": "缺供电电源明细,不查③",
    },
    evidence={
        "reason": "问题",
        "tg_no": "档案台区",
        "point_tg_no": "计量点台区",
        "topo_tg_no": "采集识别台区",
        "topo_days": "识别不一致天数",
        "line_no": "档案线路",
        "feed_line_no": "电源线路",
    },
    sentence="{reason}(档案台区 [{tg_no}|没有登记]、线路 [{line_no}|没有登记])",
    arithmetic=("采集识别台区 {topo_tg_no},与档案台区 {tg_no} 不同已 {topo_days} 天",),
    laws=(AREA_AND_LINE,),
)
def area_and_line_differ(
    t: Tables,
    *,
    n_days: Annotated[int, Param("识别不一致持续", "天", low=1, high=365)] = 7,
) -> Any:
    """客户挂接的台区、线路,在档案、计量点、采集识别和电源明细中应当一致。

    为什么: 户变关系错,台区线损一边偏高一边偏低,停电通知发错人,窃电也查不出来。
    判定: 在册户(非考核户)任一即中:①档案有台区,在用计量点(状态 01、02 或空)也有台区,且没有一个与档案相同;②在用、非考核性质的计量点,采集识别台区与档案台区不同,识别起始日至数据日已满 7 天(第 7 天即中);③高压户档案有线路,在效电源(线路状态不为 03)也有线路,且没有一路与档案相同。{practice.AREA_AND_LINE}。
    金额: 无,影响台区线损。
    例外: 任一侧为空或占位不判;没有识别起始日期的不判②;低压户不比线路(一个台区在多条线路为常见录入口径);多路电源有一路相同即不判③。割接期、载波串台由人工核对。
    核实: 现场核对户变、线变关系,更正档案或采集档案。
    """
    customers = t.fact(on_the_books)
    customers = customers.filter(~is_check_point(customers))
    known = customers.mutate(
        is_high=customer_class(customers) == CustType.HIGH_VOLTAGE,
        file_tg=ibis.ifelse(is_blank(customers.tg_no), ibis.null("string"), customers.tg_no.cast("string")),
        file_line=ibis.ifelse(
            is_blank(customers.line_no), ibis.null("string"), customers.line_no.cast("string")
        ),
    )
    known = known.drop("tg_no")
    known = known.left_join(_of_points(t, known, n_days), "cons_no").drop("cons_no_right")
    known = known.left_join(_of_feeds(t, known), "cons_no").drop("cons_no_right")
    reason = reasons(
        {
            "计量点台区与档案不同": known.point_tg_no.notnull() & ~known.is_same_area.fill_null(False),
            "采集识别台区与档案不同": known.topo_tg_no.notnull(),
            "电源线路与档案不同": known.feed_line_no.notnull() & ~known.is_same_line.fill_null(False),
        }
    )
    found = known.mutate(reason=reason, tg_no=known.file_tg)
    found = found.filter(found.reason != "")
    return found.mutate(object_id=found.cons_no)


def _of_points(t: Tables, known: Any, n_days: int) -> Any:
    """Return of each customer's points whether one is in the area on file, and one that is not, or is seen elsewhere."""
    points = t.metering_points
    points = points.filter(is_set_up(points))
    points = points.inner_join(known.filter(known.file_tg.notnull()).select("cons_no", "file_tg"), "cons_no")
    as_of: Any = ibis.literal(t.as_of)
    days = as_of.delta(points.topo_since, unit="day")
    is_settling = points.mp_attr.fill_null("") != MpAttr.CHECK
    is_seen = (
        is_settling & ~is_blank(points.topo_tg_no) & (points.topo_tg_no != points.file_tg) & (days >= n_days)
    )
    is_other = ~is_blank(points.tg_no) & (points.tg_no != points.file_tg)
    seen = points.mutate(days=days).filter(is_seen)
    areas = points.group_by("cons_no").agg(
        is_same_area=(points.tg_no == points.file_tg).any(),
        point_tg_no=points.tg_no.max(where=is_other),
    )
    seen = first_by(seen, ["cons_no"], ["topo_since", "topo_tg_no"])
    seen = seen.select("cons_no", "topo_tg_no", topo_days="days")
    return areas.left_join(seen, "cons_no").drop("cons_no_right")


def _of_feeds(t: Tables, known: Any) -> Any:
    """Return of each high-voltage customer's feeds whether one is of the line on file, and one that is not."""
    feeds = t.fact(feeds_in_force).select("cons_no", feed_line="line_no")
    with_line = known.filter(known.is_high, known.file_line.notnull()).select("cons_no", "file_line")
    feeds = feeds.inner_join(with_line, "cons_no")
    is_other = ~is_blank(feeds.feed_line) & (feeds.feed_line != feeds.file_line)
    return feeds.group_by("cons_no").agg(
        is_same_line=(feeds.feed_line == feeds.file_line).any(),
        feed_line_no=feeds.feed_line.max(where=is_other),
    )
