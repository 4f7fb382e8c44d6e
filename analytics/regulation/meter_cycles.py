"""How often meters are verified or replaced, and installations tested on site."""

from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.metering import EDITION_2016_DATE, LAST_DAY_OF_EDITION_2000
from analytics.regulation.source import Dated, Rule, Source

TITLE = "检定与现场检验周期"

_JJG307 = Source("JJG 307-2006", "已核实", "http://18show.cn/zt200019665/Article_1556733.html")
_JJG596 = Source("JJG 596-2012", "凭记忆")
_SITE_2000 = Source("DL/T 448-2000", "已核实", "https://www.gfjl.org/thread-118914-1-1.html")

ELECTROMECHANICAL_MONTHS = Rule(
    "机电式电能表检定(轮换)周期",
    {"三相": 72, "单相": 120},
    Source(_JJG307.basis, "已核实", _JJG307.seen_at, "单相磁力、双宝石轴承表为 15 年,无字段可辨,取 10 年"),
    "个月",
)
ELECTRONIC_MONTHS = Rule("电子式电能表检定(轮换)周期", {"0.5 级及更准": 72, "1 至 3 级": 96}, _JJG596, "个月")
BATCH_EXTENSION = Rule(
    "按批次延期",
    "省级市场监管局可按状态评价批次延期(如上海 2026 年批次延长 4 年)",
    Source("上海市市场监管局通告(2026-01)", "已核实", "http://m.guizone.com/difangdongtai/466798.html"),
)
INSTRUMENT_TRANSFORMER_YEARS = Rule(
    "互感器检定周期", {"电磁式": 10, "电容式": 4}, Source("JJG 1021、JJG 1189", "凭记忆"), "年"
)
SITE_TEST_MONTHS = Dated(
    (
        Rule(
            "现场检验周期(Ⅰ、Ⅱ、Ⅲ 类)",
            {1: 3, 2: 6, 3: 12},
            _SITE_2000,
            "个月",
            to_date=LAST_DAY_OF_EDITION_2000,
            shown="Ⅰ 3、Ⅱ 6、Ⅲ 12",
        ),
        Rule(
            "现场检验周期(Ⅰ、Ⅱ、Ⅲ 类)",
            {1: 6, 2: 12, 3: 24},
            Source("DL/T 448-2016", "凭记忆"),
            "个月",
            from_date=EDITION_2016_DATE,
            shown="Ⅰ 6、Ⅱ 12、Ⅲ 24",
        ),
    )
)
FIRST_SITE_TEST_DAYS = Rule("投运或改造后首次现场检验", 30, _SITE_2000, "天")
HIGH_VOLTAGE_TRANSFORMER_YEARS = Rule("高压互感器现场检验周期", 10, _SITE_2000, "年")
PT_DROP_YEARS = Rule("35 千伏及以上电压互感器二次压降检验周期", 2, _SITE_2000, "年")
REPLACE_FAILED_METER_WORKING_DAYS = Rule("现场检验超差后换表", 3, _SITE_2000, "个工作日")

FINE_GRADES = ("04", "05", "06", "07", "08")  # AP_PRE_LEVEL_CODE: 0.5, 0.5S, 0.2, 0.2S, 0.1
COARSE_GRADES = ("01", "02", "03", "09")  # 1.0, 2.0, 3.0, 1.0S
SINGLE_PHASE = "1"  # WIRING_MODE
THREE_PHASE = ("2", "3")


def verification_months(meter_type: str | None, accuracy: str | None, wiring_mode: str | None) -> int | None:
    """Return the months between two verifications by the rules; None where the meter's kind is unknown.

    The type's first digit: 1 induction and 3 electromechanical go by phases, 2 electronic by accuracy.
    """
    kind = (meter_type or "")[:1]
    if kind in ("1", "3") and wiring_mode in (SINGLE_PHASE, *THREE_PHASE):
        return ELECTROMECHANICAL_MONTHS.value["单相" if wiring_mode == SINGLE_PHASE else "三相"]
    if kind == "2" and accuracy in FINE_GRADES:
        return ELECTRONIC_MONTHS.value["0.5 级及更准"]
    return ELECTRONIC_MONTHS.value["1 至 3 级"] if kind == "2" and accuracy in COARSE_GRADES else None


def verification_months_expr(meter_type: Any, accuracy: Any, wiring_mode: Any) -> Any:
    """Return the same of columns."""
    is_mechanical, is_electronic = meter_type.left(1).isin(("1", "3")), meter_type.left(1) == "2"
    mechanical, electronic = ELECTROMECHANICAL_MONTHS.value, ELECTRONIC_MONTHS.value
    return ibis.cases(
        (is_mechanical & (wiring_mode == SINGLE_PHASE), mechanical["单相"]),
        (is_mechanical & wiring_mode.isin(THREE_PHASE), mechanical["三相"]),
        (is_electronic & accuracy.isin(FINE_GRADES), electronic["0.5 级及更准"]),
        (is_electronic & accuracy.isin(COARSE_GRADES), electronic["1 至 3 级"]),
        else_=ibis.null("int64"),
    )


def correction_share(is_wiring: bool) -> Decimal:
    """Return the share of the time since the last verification that a correction covers.

    A wrong connection counts from the last verification or replacement, an error beyond limits half of it.
    """
    return Decimal(1) if is_wiring else Decimal("0.5")
