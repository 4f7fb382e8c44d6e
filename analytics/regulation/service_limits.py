"""Time limits of the 95598 hotline: arrival, contact, reply, restoration; and the other service promises."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

import ibis

from analytics.regulation.source import Rule, Source

TITLE = "95598 服务时限"

_PROMISE_2022 = Source(
    "国家电网公司供电服务“十项承诺”(2022版)",
    "已核实",
    "https://www.yantai.gov.cn:446/art/2023/12/8/art_68404_3033506.html",
)
_JIANGSU_2021 = Source(
    "江苏基层 95598 工单处理规定(2021)",
    "已核实",
    "http://www.js.sgcc.com.cn/html/hagdgs/col2880/2021-09/25/20210925165206179136777_1.html",
)
_REQUESTS = Source("国网 95598 业务处理办法", "已核实", "https://m.sosoti.cn/question-nMkqrv.html")
_MEMORY = Source("国网 95598 业务处理办法", "凭记忆")

REPAIR, COMPLAINT, REPORT = "001", "005", "006"
ENQUIRY, ADVICE, OPINION = "003", "008", "009"
TOWN, COUNTRY, REMOTE = "01", "02", "03"  # URBAN_RURAL_FLAG

_AREAS = "城区 {}、农村 {}、特殊边远地区 {}"
ARRIVAL_MINUTES = Rule(
    "报修到达现场",
    {TOWN: 45, COUNTRY: 90, REMOTE: 120},
    Source(_PROMISE_2022.basis + "第三条", "已核实", _PROMISE_2022.seen_at),
    "分钟",
    shown=_AREAS.format(45, 90, 120),
)
ARRIVAL_MINUTES_SUPERVISION = Rule(
    "报修到达现场(供电监管办法)",
    {TOWN: 60, COUNTRY: 120, REMOTE: 240},
    Source(
        "地方供电条例第三十一条;《供电监管办法》",
        "已核实",
        "https://78911.com.cn/GuiZhangZhiDu/591316-6.html",
        "《供电监管办法》同值凭记忆",
    ),
    "分钟",
    shown=_AREAS.format(60, 120, 240),
)
RESTORE_HOURS = Rule(
    "到达后恢复供电(平均)",
    {TOWN: 3, COUNTRY: 4, REMOTE: 4},
    _PROMISE_2022,
    "小时",
    shown="城区 3、农村 4(特殊边远地区按农村)",
)
RESTORE_HOURS_CSG = Rule(
    "到达后恢复供电(平均,南网)",
    {TOWN: 4, COUNTRY: 5, REMOTE: 5},
    Source("南方电网公司服务承诺", "已核实", "http://shadafang.com/c/tj1205C11132017.html"),
    "小时",
    shown="城市 4、农村 5",
)
CONTACT_HOURS = Rule("投诉、举报首次联系客户", 24, _PROMISE_2022, "小时")
COMPLAINT_INTERNAL_WORKING_DAYS = Rule("投诉内控答复(仅提示)", 4, _JIANGSU_2021, "个工作日")


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


REPLY_WORKING_DAYS = Rule(
    "答复客户",
    {COMPLAINT: 5, REPORT: 9},
    _PROMISE_2022,
    "个工作日",
    shown="投诉 5、举报 9",
)
REPLY_WORKING_DAYS_UNVERIFIED = Rule(
    "答复客户(未核)",
    {OPINION: 9, ADVICE: 9, ENQUIRY: 2},
    _MEMORY,
    "个工作日",
    shown="意见 9、建议 9、咨询 2",
)
FORWARDED = Rule(
    "转办工单答复(优先于业务类型)",
    {"12398": Limit(10, Unit.WORKING_DAYS), "12345": Limit(7, Unit.DAYS)},
    _JIANGSU_2021,
)
REQUEST_REPLY = Rule(
    "服务申请处理",
    {
        "抄表数据异常": Limit(6, Unit.WORKING_DAYS),
        "电能表异常": Limit(4, Unit.WORKING_DAYS),
        "欠费复电登记": Limit(24, Unit.HOURS),
        "电器损坏": Limit(24, Unit.HOURS),
        "充电预约": Limit(45, Unit.MINUTES),
        "其他": Limit(5, Unit.WORKING_DAYS),
    },
    _REQUESTS,
)
REQUEST_REPLY_AFTERWARDS = Rule(
    "服务申请办毕后答复",
    {
        "欠费复电登记": Limit(1, Unit.WORKING_DAYS),
        "电器损坏": Limit(1, Unit.WORKING_DAYS),
        "充电预约": Limit(2, Unit.HOURS),
    },
    _REQUESTS,
)
METER_TEST_WORKING_DAYS = Rule("校表出结果、电表数据异常答复", 5, _PROMISE_2022, "个工作日")
PLANNED_OUTAGE_DAYS = Rule("计划停电提前公告", 7, _PROMISE_2022, "天")
TEMPORARY_OUTAGE_HOURS = Rule("临时检修停电提前公告", 24, _PROMISE_2022, "小时")
RECONNECT_HOURS = Rule("欠费结清后复电", {"国网": 24, "南网": 12}, _PROMISE_2022, "小时")
REPEAT_WITHIN_DAYS = Rule(
    "重复诉求:同户同类在此期间内两次及以上", 30, Source("95598 指标口径", "部分核实"), "天"
)
METRICS = Rule(
    "95598 指标口径",
    {
        "到场及时率": "按时到场工单 ÷ 应到场工单",
        "超时率": "1 − 及时率",
        "平均到场、恢复时长": "剔除挂起",
        "重复诉求率": "同户同类 30 天内两次及以上",
        "万户投诉率": "投诉件数 ÷ 营业户数 × 10000",
        "回访满意率": "满意 ÷ 有效回访",
        "属实率": "属实 ÷ 投诉",
    },
    Source("95598 指标口径", "部分核实"),
)
COMPLAINT_SUBTYPES = Rule(
    "投诉五类",
    ("服务投诉", "营业投诉", "停送电投诉", "供电质量投诉", "电网建设投诉"),
    Source("国网(营销/4)272-2014 附件1", "已核实", "http://www.dybbs8.com/doc/3379074.html"),
)


def arrival_minutes(urban_rural_flag: str | None) -> int:
    """Return the minutes until somebody must be there; an unknown area has the longest."""
    return ARRIVAL_MINUTES.value.get(urban_rural_flag or "", ARRIVAL_MINUTES.value[REMOTE])


def arrival_minutes_expr(urban_rural_flag: Any) -> Any:
    """Return the same of a column."""
    return _by_area(urban_rural_flag, ARRIVAL_MINUTES.value)


def restore_hours(urban_rural_flag: str | None) -> int:
    """Return the hours from arrival to restoration; an unknown area has the longest."""
    return RESTORE_HOURS.value.get(urban_rural_flag or "", RESTORE_HOURS.value[REMOTE])


def restore_hours_expr(urban_rural_flag: Any) -> Any:
    """Return the same of a column."""
    return _by_area(urban_rural_flag, RESTORE_HOURS.value)


def reply_working_days(busi_type: str | None) -> int | None:
    """Return the working days until the reply to a type of order; None where none is promised."""
    promised = REPLY_WORKING_DAYS.value | REPLY_WORKING_DAYS_UNVERIFIED.value
    return promised.get(busi_type or "")


def reply_working_days_expr(busi_type: Any) -> Any:
    """Return the same of a column."""
    promised = REPLY_WORKING_DAYS.value | REPLY_WORKING_DAYS_UNVERIFIED.value
    branches = [(busi_type == code, days) for code, days in promised.items()]
    return ibis.cases(*branches, else_=ibis.null("int64"))


def rate(part: int, whole: int) -> Decimal | None:
    """Return a share with four decimals; None of nothing."""
    return None if whole == 0 else (Decimal(part) / whole).quantize(Decimal("0.0001"))


def _by_area(flag: Any, limits: dict[str, int]) -> Any:
    branches = [(flag == area, amount) for area, amount in limits.items()]
    return ibis.cases(*branches, else_=limits[REMOTE])
