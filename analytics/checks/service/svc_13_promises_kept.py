"""SVC-13 承诺兑现率(各项)"""

from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.columns import as_text, first_by, listed, month_text, phrase
from analytics.facts.orders import to_judge
from analytics.facts.outages import to_announce
from analytics.facts.outcomes import KEPT, LATE, OVERDUE
from analytics.facts.promises import promised, repairs_restored
from analytics.regulation.service_limits import (
    ARRIVAL_MINUTES,
    CONTACT_HOURS,
    METER_TEST_WORKING_DAYS,
    PLANNED_OUTAGE_DAYS,
    REPLY_WORKING_DAYS,
    RESTORE_HOURS,
    TEMPORARY_OUTAGE_HOURS,
)
from data_loaders.codes.customers import Area
from models.category import Category

RESTORED = "平均恢复"
STATION_DIGITS, COUNTY_DIGITS, CITY_DIGITS = 9, 7, 5
LEVELS = (STATION_DIGITS, COUNTY_DIGITS, CITY_DIGITS)


@check(
    code="SVC-13",
    title="承诺兑现率(各项)",
    category=Category.SERVICE,
    matter="各项承诺和服务标准100%落实",
    severity="中",
    subject="org",
    window="期间",
    amount=None,
    reads={
        "work_orders?": [
            *("wo_no", "busi_type", "busi_sub_type?", "org_code?", "urban_rural_flag?", "accept_mode?"),
            *("accept_time", "arrive_time?", "repair_time?", "contact_time?", "reply_time?", "archive_time?"),
            *("status?", "reject_flag?", "cust_no?", "fault_owner?", "fault_reason?"),
        ],
        "outages?": ["outage_id", "org_code?", "type", "start_time", "end_time?", "issue_time?"],
        "customers?": ["cons_no", "urban_rural_flag?"],
        "applications?": [
            *("app_no", "app_type", "org_code?", "accept_time", "archive_date?", "status?"),
            *("terminate_flag?", "cons_no?"),
        ],
        "meter_tests?": ["app_no?", "actual_date?"],
    },
    facts=(to_judge, to_announce),
    without={
        "work_orders.arrive_time": "工单没有到达现场时间,不算报修到场和平均恢复时长",
        "work_orders.repair_time": "工单没有修复时间,不算平均恢复时长",
        "work_orders.contact_time": "工单没有联系客户时间,不算投诉联系",
        "work_orders.reply_time|archive_time": "工单没有回复时间和归档时间,不算投诉答复和工单的校表答复",
        "applications.archive_date|meter_tests.actual_date": "申请没有归档日期,也没有检定日期,校表答复不算校验申请",
        "outages.issue_time": "停电信息没有发布时间,不算停电公告",
        "customers.urban_rural_flag": "客户档案没有城乡类别,工单也没有的到场按特殊边远、恢复按农村",
    },
    evidence={
        "reason": "未达标的分项",
        "item": "兑现率最低的分项",
        "due": "应兑现件",
        "broken": "违约件",
        "rate": "兑现率(%)",
        "target_rate": "目标(%)",
        "rates": "各项:应兑现、违约、兑现率",
        "restored": "平均恢复时长",
        "small": "基数不足只列数的分项",
    },
    sentence="{reason}",
    arithmetic=(
        "{item} 兑现率 = 1 − 违约 ÷ 应兑现 = 1 − {broken} ÷ {due} = {rate}%,目标 {target_rate}%",
        "各项:{rates}",
        "平均恢复时长 = 到场后用时之和 ÷ 件数:{restored}",
    ),
    laws=(
        ARRIVAL_MINUTES,
        RESTORE_HOURS,
        CONTACT_HOURS,
        REPLY_WORKING_DAYS,
        METER_TEST_WORKING_DAYS,
        PLANNED_OUTAGE_DAYS,
        TEMPORARY_OUTAGE_HOURS,
    ),
)
def promises_not_kept(
    t: Tables,
    *,
    target: Annotated[float, Param("目标兑现率", SHARE, low=0.5, high=1)] = 1.0,
    least: Annotated[int, Param("最小基数", "件", low=1, high=1000)] = 30,
) -> Any:
    """对客户公开承诺的各项时限应当全部兑现。

    为什么: 承诺写给客户看,逐单检查指出哪一单,兑现率指出哪个单位没有管住。
    判定: 核查当月,分项兑现率=1−违约件÷应兑现件,小于目标 100% 即中:①报修到场(SVC-01);②投诉 {service_limits.CONTACT_HOURS}内联系、③投诉 {service_limits.REPLY_WORKING_DAYS[005]}内答复(SVC-03);④校表答复 {service_limits.METER_TEST_WORKING_DAYS}(SVC-12);⑤停电公告(SVC-11)。⑥平均恢复时长(SVC-02,按适用的时限分别平均)大于 {service_limits.RESTORE_HOURS}。单位为供电所(编码前 9 位);该项基数不足 30 件的看所属县(前 7 位)全部,再不足看市(前 5 位)全部,市仍不足的只列数。每单位一条。
    金额: 无。
    例外: 受理(停电为开始)时间在核查当月的才计;尚未到期的在途单、到场早于受理的单不进基数;已到期而未办的算违约;平均恢复只计已修复的,单单超限不算违约(承诺的是平均);意见、回访等不是公开承诺,不计。某项的时间整列没有数据,该项不算。命中是汇总指标,问题工单由各项检查逐单列出,不重复派单。
    核实: 按分项调出违约工单,查明是个别人员还是管理原因;周环比看周报。
    """
    judged = _judged(_by_item(t), least)
    rated = judged.mutate(
        rate=(1 - judged.broken.cast("float64") / judged.due).round(9),
        mean_hours=(judged.seconds / judged.due / 3600).round(6),
    )
    is_slow = rated.seconds > rated.limit_hours * 3600 * rated.due
    is_broken = rated.limit_hours.isnull() & (rated.rate < target)
    return _by_unit(rated.mutate(is_wrong=(is_slow | is_broken).fill_null(False)), target)


def _by_item(t: Tables) -> Any:
    """Return what was due in the month and what of it was broken, by lowest unit and item.

    Shapes: org_code (nine digits at most), item, limit_hours (of a mean, else null), due, broken, seconds (of a mean).
    """
    kept = promised(t).filter(lambda one: one.org_code.notnull())
    kept = kept.mutate(station=kept.org_code.left(STATION_DIGITS))
    counted = kept.group_by("station", "item").agg(
        due=kept.count(), broken=kept.outcome.isin(OVERDUE).sum().cast("int64")
    )
    none = ibis.null("int64")
    rates = counted.mutate(limit_hours=none, seconds=none)
    restored = repairs_restored(t, *(RESTORE_HOURS.part(area) for area in (Area.URBAN, Area.RURAL)))
    done = _of_month(t, restored, "accept_time").filter(
        lambda one: one.restore.isin((KEPT, LATE)),
        ibis.literal(not t.lacks("work_orders.repair_time")),
    )
    hours_taken = done.group_by("station", limit_hours=done.restore_limit.cast("int64")).agg(
        due=done.count(), seconds=done.restore_seconds.sum().cast("int64")
    )
    means = hours_taken.select(
        "station", "limit_hours", "due", "seconds", item=ibis.literal(RESTORED), broken=none
    )
    columns = ("station", "item", "limit_hours", "due", "broken", "seconds")
    return ibis.union(*(part.select(*columns) for part in (rates, means)))


def _of_month(t: Tables, rows: Any, day: str) -> Any:
    rows = rows.filter(month_text(rows[day]) == t.period, rows.org_code.notnull())
    return rows.mutate(station=rows.org_code.left(STATION_DIGITS))


def _judged(items: Any, least: int) -> Any:
    """Return each item at the level at which it is judged: the lowest of station, county, city with enough cases.

    Shapes: unit, item, limit_hours, due, broken, seconds, is_enough (not: the city has too few, which is told only).
    """
    kind = ["item", "limit_hours"]
    for digits in LEVELS:
        items = items.mutate(**{f"unit_{digits}": items.station.left(digits)})
    sums = {
        f"{name}_{digits}": items[name].sum().over(ibis.window(group_by=[f"unit_{digits}", *kind]))
        for digits in LEVELS
        for name in ("due", "broken", "seconds")
    }
    items = items.mutate(**sums)
    # an order of a county itself is of no station
    levels = [(items.station.length() >= digits, digits) for digits in LEVELS]
    is_at = [(holds & (items[f"due_{digits}"] >= least), digits) for holds, digits in levels]
    items = items.mutate(level=ibis.cases(*is_at, else_=0))
    chosen = {
        name: ibis.cases(
            *((items.level == digits, items[f"{name}_{digits}"]) for digits in LEVELS),
            else_=items[f"{name}_{CITY_DIGITS}"],
        )
        for name in ("unit", "due", "broken", "seconds")
    }
    return items.select(*kind, **chosen, is_enough=items.level > 0).distinct()


def _by_unit(rated: Any, target: float) -> Any:
    """Return one hit a unit with what is below the target, and how the other items stand."""
    percent = (rated.rate * 100).round(4)
    is_mean = rated.limit_hours.notnull()
    limit = rated.limit_hours.cast("string")
    rated = rated.mutate(
        percent=percent,
        name=ibis.ifelse(is_mean, phrase(rated.item, "(限 ", limit, " 小时)"), rated.item),
        told=ibis.ifelse(
            is_mean,
            phrase(
                rated.due.cast("string"), " 件平均 ", as_text(rated.mean_hours), " 小时,限 ", limit, " 小时"
            ),
            phrase(
                *(rated.item, " 应兑现 ", rated.due.cast("string"), " 违约 ", rated.broken.cast("string")),
                *(" 兑现率 ", as_text(percent), "%"),
            ),
        ),
    )
    is_rate = ~is_mean
    units = rated.group_by(of="unit").agg(
        reason=listed(phrase(rated.name, "未达标"), rated.is_wrong & rated.is_enough, by="、"),
        rates=listed(rated.told, where=rated.is_enough & is_rate),
        restored=listed(rated.told, where=rated.is_enough & is_mean),
        small=listed(rated.told, where=~rated.is_enough),
    )
    wrong = rated.filter(rated.is_wrong, rated.is_enough, rated.limit_hours.isnull())
    worst = first_by(wrong, ["unit"], ["rate", ibis.desc("due"), "item"])
    worst = worst.select("item", "due", "broken", rate="percent", worst_of="unit")
    found = units.left_join(worst, [("of", "worst_of")])
    found = found.filter(found.reason.notnull())
    return found.mutate(
        object_id=found.of,
        org_code=found.of,
        cons_no=ibis.null("string"),
        target_rate=ibis.ifelse(found.rate.notnull(), round(target * 100, 2), None),
    )
