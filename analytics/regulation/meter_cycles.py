"""How often meters are verified or replaced, and installations tested on site."""

from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.metering import EDITION_2016_DATE, LAST_DAY_OF_EDITION_2000
from analytics.regulation.source import Rule, Source, Version
from data_loaders.codes.metering import ActiveAccuracy, AmmeterFamily, WiringMode

TITLE = "检定与现场检验周期"

_SEEN_SITE = "https://www.gfjl.org/thread-118914-1-1.html"
_SETTLE_448 = "取得 DL/T 448-2016 正文"
_SITE_2000 = Source("DL/T 448-2000", "已核实", _SEEN_SITE, article=" 7.3")
_SITE_2016 = Source("DL/T 448-2016", "待核对原文", settles=_SETTLE_448)

ELECTROMECHANICAL_MONTHS = Rule.of(
    "机电式电能表检定(轮换)周期",
    {"三相": 72, "单相": 120},
    Source(
        "JJG 307-2006",
        "已核实",
        "http://18show.cn/zt200019665/Article_1556733.html",
        "单相磁力、双宝石轴承表为 15 年,无字段可辨,取 10 年",
    ),
    "个月",
)
ELECTRONIC_MONTHS = Rule.of(
    "电子式电能表检定(轮换)周期",
    {"0.5 级及更准": 72, "1 至 3 级": 96},
    Source("JJG 596-2012", "待核对原文", settles="取得 JJG 596-2012 的检定周期条款"),
    "个月",
)
BATCH_EXTENSION = Rule.of(
    "按批次延期",
    "省级市场监管局可按状态评价批次延期(如上海 2026 年批次延长 4 年)",
    Source("上海市市场监管局通告(2026年1月)", "已核实", "http://m.guizone.com/difangdongtai/466798.html"),
)


def _kept_in_2016(title: str, value: int, unit: str) -> Rule[int]:
    """Return a rule of the edition of 2000 that the edition of 2016 is taken to have kept."""
    kept = Source(
        _SITE_2016.edition, "待核对原文", note="沿用 2000 版的数值,2016 版正文未取得", settles=_SETTLE_448
    )
    versions = (
        Version(value, _SITE_2000, until=LAST_DAY_OF_EDITION_2000),
        Version(value, kept, since=EDITION_2016_DATE),
    )
    return Rule(title, versions, unit)


SITE_TEST_MONTHS = Rule(
    "现场检验周期(Ⅰ、Ⅱ、Ⅲ 类)",
    (
        Version({1: 3, 2: 6, 3: 12}, _SITE_2000, until=LAST_DAY_OF_EDITION_2000, shown="Ⅰ 3、Ⅱ 6、Ⅲ 12"),
        Version({1: 6, 2: 12, 3: 24}, _SITE_2016, since=EDITION_2016_DATE, shown="Ⅰ 6、Ⅱ 12、Ⅲ 24"),
    ),
    "个月",
)
FIRST_SITE_TEST_DAYS = _kept_in_2016("投运或改造后首次现场检验", 30, "天")
HIGH_VOLTAGE_TRANSFORMER_YEARS = _kept_in_2016("高压互感器现场检验周期", 10, "年")
PT_DROP_YEARS = _kept_in_2016("35 千伏及以上电压互感器二次压降检验周期", 2, "年")
_CORRECTION = Source(
    "《供电营业规则》(1996)",
    "已核实",
    "http://www.wzsksw.cn/xinwenzhongxin/zhishi/1753.html",
    "2024 版同",
    article="第八十、八十一条",
)
CORRECTION_OF_CHARGES = Rule.of("差错的退补", "按退补电量与差错期间的电价计算电费", _CORRECTION)
FAULTY_METER_ENERGY = Rule.of(
    "计量故障的退补电量",
    "以用户正常月份用电量为基准,按正常月与故障月的差额退补",
    _CORRECTION,
)
CORRECTION_SHARE = Rule.of(
    "计量差错退补的时间,占上次检定(换装)至更正的",
    {"接线错误": Decimal(1), "误差超差": Decimal("0.5")},
    _CORRECTION,
    shown="接线错误 全部、误差超差 二分之一",
)


FINE_GRADES = (
    ActiveAccuracy.CLASS_0_5,
    ActiveAccuracy.CLASS_0_5S,
    ActiveAccuracy.CLASS_0_2,
    ActiveAccuracy.CLASS_0_2S,
    ActiveAccuracy.CLASS_0_1,
)
COARSE_GRADES = (
    ActiveAccuracy.CLASS_1_0,
    ActiveAccuracy.CLASS_2_0,
    ActiveAccuracy.CLASS_3_0,
    ActiveAccuracy.CLASS_1_0S,
)
MECHANICAL = (AmmeterFamily.INDUCTION, AmmeterFamily.HYBRID)
THREE_PHASE = (WiringMode.THREE_WIRE, WiringMode.FOUR_WIRE)


def verification_months_expr(meter_type: Any, accuracy: Any, wiring_mode: Any, day: Any) -> Any:
    """Return the months between two verifications of columns by the rules; null where the meter's kind is unknown.

    The type's first digit: 1 induction and 3 electromechanical go by phases, 2 electronic by accuracy.
    """
    is_mechanical, is_electronic = (
        meter_type.left(1).isin(MECHANICAL),
        meter_type.left(1) == AmmeterFamily.ELECTRONIC,
    )
    single, three = (ELECTROMECHANICAL_MONTHS.part(phases).on_column(day) for phases in ("单相", "三相"))
    fine, coarse = (ELECTRONIC_MONTHS.part(grade).on_column(day) for grade in ("0.5 级及更准", "1 至 3 级"))
    return ibis.cases(
        (is_mechanical & (wiring_mode == WiringMode.SINGLE_PHASE), single),
        (is_mechanical & wiring_mode.isin(THREE_PHASE), three),
        (is_electronic & accuracy.isin(FINE_GRADES), fine),
        (is_electronic & accuracy.isin(COARSE_GRADES), coarse),
        else_=ibis.null("int64"),
    )
