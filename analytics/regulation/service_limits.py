"""Time limits of the 95598 hotline: arrival, contact, reply, restoration; and the other service promises."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import ibis

from analytics.regulation.source import Rule, Source
from data_loaders.codes.customers import Area
from data_loaders.codes.service import BusiType

TITLE = "95598 服务时限"

_PROMISE = "国家电网公司供电服务“十项承诺”(2022版)"
_SEEN_PROMISE = "https://www.yantai.gov.cn:446/art/2023/12/8/art_68404_3033506.html"
_PROMISE_2022 = Source(_PROMISE, "已核实", _SEEN_PROMISE)
_JIANGSU_2021 = Source(
    "江苏基层 95598 工单处理规定(2021)",
    "已核实",
    "http://www.js.sgcc.com.cn/html/hagdgs/col2880/2021-09/25/20210925165206179136777_1.html",
)
_HANDBOOK = "国网 95598 业务处理办法"
_SETTLE_HANDBOOK = "取得国网 95598 客服业务管理办法现行全文"
_UNVERIFIED = Source(_HANDBOOK, "待核对原文", settles=_SETTLE_HANDBOOK)
_METRICS = Source("95598 指标口径", "部分核实", settles=_SETTLE_HANDBOOK)


AREAS = {Area.URBAN: "城区", Area.RURAL: "农村", Area.REMOTE: "特殊边远地区"}


def _of_areas(limits: dict[Area, int]) -> str:
    return "、".join(f"{AREAS[area]} {amount}" for area, amount in limits.items())


_ARRIVAL = {Area.URBAN: 45, Area.RURAL: 90, Area.REMOTE: 120}
ARRIVAL_MINUTES = Rule.of(
    "报修到达现场",
    _ARRIVAL,
    Source(_PROMISE, "已核实", _SEEN_PROMISE, article="第三条"),
    "分钟",
    shown=_of_areas(_ARRIVAL),
)
_RESTORE = {Area.URBAN: 3, Area.RURAL: 4, Area.REMOTE: 4}
RESTORE_HOURS = Rule.of(
    "到达后恢复供电(平均)",
    _RESTORE,
    Source(_PROMISE, "已核实", _SEEN_PROMISE, "特殊边远地区按农村", article="第三条"),
    "小时",
    shown=_of_areas(_RESTORE),
)
CONTACT_HOURS = Rule.of("投诉首次联系客户", 24, _PROMISE_2022, "小时")
REPORT_CONTACT_HOURS = Rule.of("举报首次联系客户", 24, _JIANGSU_2021, "小时")
COMPLAINT_INTERNAL_WORKING_DAYS = Rule.of("投诉内控答复(仅提示)", 4, _JIANGSU_2021, "个工作日")
DISPATCH_MINUTES = Rule.of("派单", {BusiType.REPAIR: 2, "": 20}, _UNVERIFIED, "分钟", shown="报修 2、其他 20")
TAKE_MINUTES = Rule.of("接单", {BusiType.REPAIR: 3, "": 120}, _UNVERIFIED, "分钟", shown="报修 3、其他 120")


class Unit(Enum):
    """How a limit counts; `value` is what a user reads."""

    WORKING_DAYS = "个工作日"
    DAYS = "天"
    HOURS = "小时"
    MINUTES = "分钟"


@dataclass(frozen=True)
class Limit:
    """So many units of time."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}"


REPLY_WORKING_DAYS = Rule.of("答复客户", {BusiType.COMPLAINT: 5}, _PROMISE_2022, "个工作日", shown="投诉 5")
REPORT_REPLY_WORKING_DAYS = Rule.of(
    "答复客户(举报)", {BusiType.REPORT: 9}, _JIANGSU_2021, "个工作日", shown="举报 9"
)
REPLY_WORKING_DAYS_UNVERIFIED = Rule.of(
    "答复客户(未核)",
    {BusiType.OPINION: 9, BusiType.ADVICE: 9, BusiType.ENQUIRY: 2},
    _UNVERIFIED,
    "个工作日",
    shown="意见 9、建议 9、咨询 2",
)
REGULATOR, CITY = "12398", "12345"
FORWARDED_BY = (REGULATOR, CITY)  # hotlines that hand orders on, the first before the second
FORWARDED = Rule.of(
    "转办工单答复(优先于业务类型)",
    {REGULATOR: Limit(10, Unit.WORKING_DAYS), CITY: Limit(7, Unit.DAYS)},
    _JIANGSU_2021,
)
REQUEST_REPLY = Rule.of(
    "服务申请处理",
    {
        "抄表数据异常": Limit(6, Unit.WORKING_DAYS),
        "电能表异常": Limit(4, Unit.WORKING_DAYS),
        "欠费复电登记": Limit(24, Unit.HOURS),
        "电器损坏": Limit(24, Unit.HOURS),
        "充电预约": Limit(45, Unit.MINUTES),
        "其他": Limit(5, Unit.WORKING_DAYS),
    },
    Source(_HANDBOOK, "已核实", "https://m.sosoti.cn/question-nMkqrv.html"),
)
METER_TEST_WORKING_DAYS = Rule.of(
    "校表出结果、电表数据异常答复",
    5,
    Source(_PROMISE, "已核实", _SEEN_PROMISE, article="第七条"),
    "个工作日",
)
PLANNED_OUTAGE_DAYS = Rule.of(
    "计划停电提前公告",
    7,
    Source(_PROMISE, "已核实", _SEEN_PROMISE, article="第二条"),
    "天",
)
TEMPORARY_OUTAGE_HOURS = Rule.of(
    "临时检修停电提前公告",
    24,
    Source(_PROMISE, "已核实", _SEEN_PROMISE, article="第二条"),
    "小时",
)
QUEUE_MINUTES = Rule.of(
    "营业厅等候",
    Decimal(15),
    Source("南方电网公司供电服务承诺", "已核实", "http://shadafang.com/c/tj1205C11132017.html"),
    "分钟",
)
RECONNECT_HOURS = Rule.of("欠费结清后复电", 24, _PROMISE_2022, "小时")
REPEAT_WITHIN_DAYS = Rule.of("重复诉求:同户同类在此期间内两次及以上", 30, _METRICS, "天")
SYSTEM_DEADLINE = Rule.of(
    "处理时限",
    "系统处理时限",
    Source("营销系统“处理时限”字段", "部分核实", settles="与系统管理员核对该字段的设定依据"),
)
REVISIT = Rule.of("回访", "归档后应回访", Source("95598 指标口径", "待核对原文", settles=_SETTLE_HANDBOOK))


def arrival_minutes(urban_rural_flag: str | None, day: date | None) -> int | None:
    """Return the minutes until somebody must be there; an unknown area has the longest."""
    return _by_area(ARRIVAL_MINUTES, urban_rural_flag).on(day)


def arrival_minutes_expr(urban_rural_flag: Any, day: Any) -> Any:
    """Return the minutes of columns until somebody must be there; an unknown area has the longest."""
    return _by_area_expr(ARRIVAL_MINUTES, urban_rural_flag, day)


def restore_hours_expr(urban_rural_flag: Any, day: Any) -> Any:
    """Return the hours of columns from arrival to restoration; an unknown area has the longest."""
    return _by_area_expr(RESTORE_HOURS, urban_rural_flag, day)


def reply_working_days(busi_type: str | None, day: date | None) -> int | None:
    """Return the working days until the reply to a type of order; None where none is promised."""
    rules = (REPLY_WORKING_DAYS, REPORT_REPLY_WORKING_DAYS, REPLY_WORKING_DAYS_UNVERIFIED)
    promised = [rule.part(busi_type).on(day) for rule in rules]
    return next((days for days in promised if days is not None), None)


def reply_working_days_expr(busi_type: Any, day: Any) -> Any:
    """Return the working days of columns until the reply to a type of order; null where none is promised."""
    branches = [
        (busi_type == kind, rule.part(kind).on_column(day))
        for rule, kinds in (
            (REPLY_WORKING_DAYS, (BusiType.COMPLAINT,)),
            (REPORT_REPLY_WORKING_DAYS, (BusiType.REPORT,)),
            (REPLY_WORKING_DAYS_UNVERIFIED, (BusiType.OPINION, BusiType.ADVICE, BusiType.ENQUIRY)),
        )
        for kind in kinds
    ]
    return ibis.cases(*branches, else_=ibis.null("int64"))


def minutes_by_type_expr(rule: Rule[dict[str, int]], busi_type: Any, day: Any) -> Any:
    """Return the minutes of a rule (派单, 接单) that differs for repairs."""
    return ibis.ifelse(
        busi_type == BusiType.REPAIR, rule.part(BusiType.REPAIR).on_column(day), rule.part("").on_column(day)
    )


def _by_area(rule: Rule[dict[str, int]], flag: str | None) -> Rule[int]:
    return rule.part(flag if flag in AREAS else Area.REMOTE)


def _by_area_expr(rule: Rule[dict[str, int]], flag: Any, day: Any) -> Any:
    town, country, remote = (rule.part(area).on_column(day) for area in AREAS)
    return ibis.cases((flag == Area.URBAN, town), (flag == Area.RURAL, country), else_=remote)
