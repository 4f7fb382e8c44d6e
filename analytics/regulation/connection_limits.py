"""Time limits of connecting a customer (业扩时限), by profile, step and class of customer."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import ibis

from analytics.regulation.source import Rule, Source
from analytics.regulation.voltage import is_low_expr
from data_loaders.codes.applications import AcceptCons
from data_loaders.codes.customers import RESIDENTIAL_USES, SEVERAL_SOURCES, SourceNumber

TITLE = "业扩时限"


class Step(Enum):
    """The steps that have a limit; `value` is the name a user reads."""

    PLAN = "供电方案答复"
    DESIGN = "设计审查"
    INSPECTION = "中间检查"
    COMPLETION = "竣工检验"
    ENERGISING = "装表接电"
    UTILITY_TOTAL = "供电企业办理环节合计"
    WHOLE = "全过程"


CLASS_LABELS = {
    AcceptCons.RESIDENT: "居民",
    AcceptCons.LOW_VOLTAGE: "低压",
    AcceptCons.HIGH_SINGLE: "高压单电源",
    AcceptCons.HIGH_DOUBLE: "高压双电源",
}
Limits = Mapping[Step, Mapping[AcceptCons, int]]

_RESIDENT, _LOW = AcceptCons.RESIDENT, AcceptCons.LOW_VOLTAGE
_SINGLE, _DOUBLE = AcceptCons.HIGH_SINGLE, AcceptCons.HIGH_DOUBLE


def _low_high(low: int | None, high: int | None) -> dict[AcceptCons, int]:
    """Return the limits of a step that residents and low voltage share, and both high-voltage classes."""
    limits = {_RESIDENT: low, _LOW: low, _SINGLE: high, _DOUBLE: high}
    return {kind: days for kind, days in limits.items() if days is not None}


def _profile(title: str, limits: Limits, source: Source) -> Rule[Limits]:
    steps = [
        f"{step.value}:" + "、".join(f"{CLASS_LABELS[kind]} {days}" for kind, days in of_step.items())
        for step, of_step in limits.items()
    ]
    return Rule.of(title, limits, source, "个工作日", shown=";".join(steps))


SUPERVISION = _profile(
    "供电监管办法",
    {
        Step.PLAN: {_RESIDENT: 3, _LOW: 8, _SINGLE: 20, _DOUBLE: 45},
        Step.DESIGN: _low_high(8, 20),
        Step.INSPECTION: _low_high(3, 5),
        Step.COMPLETION: _low_high(5, 7),
        Step.ENERGISING: {**_low_high(5, 7), _RESIDENT: 3},
    },
    Source(
        "《供电监管办法》(原电监会令第27号)",
        "已核实",
        "https://www.jilinnxwh.com/www/qzgs/html/2016-05/201605210813587377.html",
        "数值已见于页面,与该办法的对应待核对原文;2024 年可能已修订",
        article="第十一条",
        settles="在国家能源局网站核对该办法现行文本",
    ),
)
SGCC_ASSESSMENT = _profile(
    "国网业扩时限考核办法",
    {
        Step.PLAN: {_SINGLE: 15, _DOUBLE: 30},
        Step.DESIGN: _low_high(None, 10),
        Step.INSPECTION: _low_high(None, 5),
        Step.COMPLETION: _low_high(None, 5),
        Step.ENERGISING: _low_high(None, 5),
    },
    Source("国家电网公司业扩报装时限考核办法", "已核实", "https://m.taowenge.com/p-79837554.html"),
)
SGCC_PROMISE_2022 = _profile(
    "国网十项承诺(2022版)",
    {
        Step.UTILITY_TOTAL: {_LOW: 6, _SINGLE: 22, _DOUBLE: 32},
        Step.WHOLE: {_RESIDENT: 5},
    },
    Source(
        "国家电网公司供电服务“十项承诺”(2022版)",
        "已核实",
        "https://www.yantai.gov.cn:446/art/2023/12/8/art_68404_3033506.html",
        article="第六条",
    ),
)
LOW_VOLTAGE_2025 = Rule.of(
    "低压全过程:无外线工程、有外线工程",
    {"无外线工程": 5, "有外线工程": 15},
    Source(
        "2025 年两部门《意见》",
        "部分核实",
        "https://reportify.cn/news/1127471314148397056",
        "导出中无外线工程字段,默认不用",
        settles="取得《意见》原文,核对施行日",
    ),
    "个工作日",
)
PLAN_VALIDITY_MONTHS = Rule.of(
    "供电方案有效期",
    {_RESIDENT: 3, _LOW: 3, _SINGLE: 12, _DOUBLE: 12},
    Source(
        "《供电营业规则》(1996)",
        "已核实",
        "https://78911.com.cn/GuiZhangZhiDu/569080-4.html",
        "2024 版未核",
        article="第二十一条",
    ),
    "个月",
    shown="高压 12、低压 3",
)
STEPS_IN_ORDER = Rule.of(
    "业扩流程先后",
    "受理、勘查、答复方案、设计审查、中间检查、竣工检验、签订合同、送电、归档依次办理,必经环节不得缺",
    Source("国网业扩报装管理规则", "待核对原文", settles="取得国网业扩报装管理规则现行全文"),
)
# State Grid's own limits, the supervision rule where they are silent: of two, the later one counts
IN_FORCE = (SUPERVISION, SGCC_ASSESSMENT, SGCC_PROMISE_2022)


def limit_expr(step: Step, cust_class: Any, day: Any) -> Any:
    """Return the days that a step of applications accepted on each day may take.

    Null where the class is unknown or no limit is known.
    """
    branches = []
    for kind in AcceptCons:
        rules = [rule.part(step).part(kind) for rule in reversed(IN_FORCE)]
        known = [rule.on_column(day) for rule in rules if rule.has_values]
        if known:
            branches.append((cust_class == kind, ibis.coalesce(*known)))
    return ibis.cases(*branches, else_=ibis.null("int64")) if branches else ibis.null("int64")


def customer_class_expr(cust_class: Any, volt_code: Any, elec_type_code: Any, source_count: Any) -> Any:
    """Return the class on record, else the one that follows from voltage, use and number of sources, of columns.

    Below 1 kV the use must be known, above it the number of sources; else nobody can tell.
    """
    low = is_low_expr(volt_code)
    return ibis.cases(
        (cust_class.isin(list(AcceptCons)), cust_class),
        (low & elec_type_code.isin(RESIDENTIAL_USES), _RESIDENT),
        (low & elec_type_code.notnull(), _LOW),
        (~low & source_count.isin(SEVERAL_SOURCES), _DOUBLE),
        (~low & (source_count == SourceNumber.SINGLE), _SINGLE),
        else_=ibis.null("string"),
    )


def class_label_expr(cust_class: Any) -> Any:
    """Return how a column of classes of customers reads."""
    return ibis.cases(*[(cust_class == code, label) for code, label in CLASS_LABELS.items()])
