"""Metering installations: their class, the accuracy it asks for, the size of the current transformer."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.money import number, to_places
from analytics.regulation.source import Rule, Source, Version

TITLE = "计量装置分类、准确度与互感器选型"

EDITION_2016_DATE = date(2017, 5, 1)
LAST_DAY_OF_EDITION_2000 = date(2017, 4, 30)
_SETTLE_448 = "取得 DL/T 448-2016 正文与施行公告"
_EDITION_2000 = Source("DL/T 448-2000", "已核实", "https://xing528.com/lilun/1319237.html")
_EDITION_2016 = Source(
    "DL/T 448-2016", "待核对原文", note="施行日 2017-05-01 待核对原文", settles=_SETTLE_448
)
_SIZING = Source("GB/T 50063-2008", "已核实", "http://www.zylxyl.com/archives/2022/10/16/8612.html")

GRADES = ("0.1", "0.2S", "0.2", "0.5S", "0.5", "1.0S", "1.0", "2.0", "3.0")  # from best to worst


@dataclass(frozen=True)
class Accuracy:
    """The worst grades that a class of installation admits; None: the class has no such device."""

    active: str
    reactive: str | None
    pt: str | None
    ct: str


@dataclass(frozen=True)
class Bound:
    """A class from so many kWh a month, or so much capacity; `is_high_only`: at high voltage only."""

    level: int
    month_kwh: Decimal
    kva: Decimal
    is_high_only: bool


CLASSES_2000 = Rule(
    "计量装置分类(按月电量、容量)",
    (
        Version(
            (
                Bound(1, Decimal(5_000_000), Decimal(10_000), is_high_only=True),
                Bound(2, Decimal(1_000_000), Decimal(2_000), is_high_only=True),
                Bound(3, Decimal(100_000), Decimal(315), is_high_only=False),
            ),
            _EDITION_2000,
            until=LAST_DAY_OF_EDITION_2000,
            shown="Ⅰ 月电量 500 万或 10000 kVA 起(高压)、Ⅱ 100 万或 2000 kVA 起(高压)、Ⅲ 10 万或 315 kVA 起、"
            "Ⅳ 其余三相、Ⅴ 单相",
        ),
    ),
)
CLASSES_2016 = Rule.of(
    "计量装置分类(按贸易结算电压)",
    {1: Decimal(220), 2: Decimal(66), 3: Decimal(10), 4: Decimal("0.38")},
    _EDITION_2016,
    "kV",
    since=EDITION_2016_DATE,
    shown="Ⅰ 220 起、Ⅱ 66 起、Ⅲ 10 起、Ⅳ 0.38 起、Ⅴ 单相 0.22",
)
ACCURACY = Rule(
    "各类装置准确度下限(有功表/无功表/PT/CT)",
    (
        Version(
            {
                1: Accuracy("0.5S", "2.0", "0.2", "0.2"),
                2: Accuracy("0.5", "2.0", "0.2", "0.2"),
                3: Accuracy("1.0", "2.0", "0.5", "0.5S"),
                4: Accuracy("2.0", "3.0", "0.5", "0.5S"),
                5: Accuracy("2.0", None, None, "0.5S"),
            },
            Source("DL/T 448-2000", "已核实", "https://m.yiqi.com/question/detail_524967.html"),
            until=LAST_DAY_OF_EDITION_2000,
            shown="Ⅰ 0.5S/2.0/0.2/0.2、Ⅱ 0.5/2.0/0.2/0.2、Ⅲ 1.0/2.0/0.5/0.5S、Ⅳ 2.0/3.0/0.5/0.5S、"
            "Ⅴ 2.0/—/—/0.5S",
        ),
        Version(
            {
                1: Accuracy("0.2S", "2.0", "0.2", "0.2S"),
                2: Accuracy("0.5S", "2.0", "0.2", "0.2S"),
                3: Accuracy("0.5S", "2.0", "0.5", "0.5S"),
                4: Accuracy("1.0", "2.0", "0.5", "0.5S"),
                5: Accuracy("2.0", None, None, "0.5S"),
            },
            _EDITION_2016,
            since=EDITION_2016_DATE,
            shown="Ⅰ 0.2S/2.0/0.2/0.2S、Ⅱ 0.5S/2.0/0.2/0.2S、Ⅲ 0.5S/2.0/0.5/0.5S、Ⅳ 1.0/2.0/0.5/0.5S、"
            "Ⅴ 2.0/—/—/0.5S",
        ),
    ),
)
MIN_LOAD_RATIO = Rule.of("电流互感器一次电流下限,为额定的", Decimal("0.3"), _SIZING, "%")
MIN_LOAD_RATIO_S = Rule.of("S 级电流互感器一次电流下限,为额定的", Decimal("0.2"), _SIZING, "%")
MAX_LOAD_RATIO = Rule.of("电流互感器一次电流上限,为额定的", Decimal("1.2"), _SIZING, "%")
HIGH_SIDE_METERING_FROM_KVA = Rule.of(
    "高压供电应在高压侧计量的起点容量(10 千伏,含)",
    Decimal(315),
    Source(
        "《供电营业规则》(1996)",
        "已核实",
        "http://m.fantaoluo.cn/DetailJs.php?tid=267",
        "其下可协商低压侧计量并加收变损;2024 版未核",
        article="第七十四条",
    ),
    "kVA",
)
TOU_SUM_TOLERANCE = Rule.of(
    "分费率电量之和与总电量之差的容差",
    Decimal("0.002"),
    Source("题库选项 0.1%–0.4%", "待核对原文", settles="取得电能表费率电量误差的规程条款"),
    "%",
)
MAIN_AND_CHECK_METER_TOLERANCE = Rule.of(
    "主副表差额的容差",
    "差额比值大于两表允许误差绝对值之和",
    Source("计量管理制度", "已核实", "https://woyaosouti.com/w_ask/20d3d95a6da34a26097a0759d342b1e2.html"),
)
_RISK_GUIDE = Source(
    "国网《营销业务风险数字化内控体系建设指引》(国网〔2021〕587 号)",
    "已核实",
    "https://www.shititong.cn/cha-kan/shiti/0002cc4d-233d-fc19-c009-f6fc5e884b00.html",
)
RUNAWAY_METERS = Rule.of(
    "电能表走字异常的稽查",
    "计量装置类事后稽查查指数飞走等走字异常",
    Source(_RISK_GUIDE.edition, "已核实", _RISK_GUIDE.seen_at, article="计量装置类"),
)
METER_ASSETS = Rule.of(
    "计量资产与档案一致",
    "在用点上运行的计量资产与用户档案、资产状态一致",
    Source(
        f"{_RISK_GUIDE.edition}、DL/T 448",
        "部分核实",
        _RISK_GUIDE.seen_at,
        "指引的计量资产稽查已见,DL/T 448 资产管理条款未核",
        settles=_SETTLE_448,
    ),
)
TRANSFORMERS_ALIKE = Rule.of(
    "同一计量点的互感器",
    "各相制造厂、型号、变比、准确度相同,只数与接线方式相符",
    Source("DL/T 448 电能计量装置技术管理规程", "待核对原文", settles=_SETTLE_448),
)
_RETURNS = Source(
    f"营销稽查主题库、{_RISK_GUIDE.edition}",
    "部分核实",
    _RISK_GUIDE.seen_at,
    "指引的退库信息稽查已见,天数为主题库口径,待核对原文",
    settles="取得营销稽查主题库中的拆回表主题",
)
STORING_DAYS = Rule.of("拆回电能表入库期限", 30, _RETURNS, "天")
SORTING_DAYS = Rule.of("拆回电能表入库后的分拣期限", 30, _RETURNS, "天")
READING_CORRECTIONS = Rule.of(
    "修改示数须有工单",
    "抄表示数的修改应有工单和依据,不得随意改动",
    Source(
        f"营销稽查主题库、{_RISK_GUIDE.edition}",
        "部分核实",
        _RISK_GUIDE.seen_at,
        "主题库口径待核对原文",
        settles="取得营销稽查主题库中的修改示数主题",
    ),
)


def class_expr(month_kwh: Any, kva: Any, kv: Any, day: Any, *, is_single_phase: Any) -> Any:
    """Return the class (1 to 5) of columns by the edition of each day; what is not known raises no class.

    `kv` is the voltage where it is metered; null without it.
    """

    def of_2000(bounds: tuple[Bound, ...]) -> Any:
        reached = [
            (
                (kv >= (1 if bound.is_high_only else 0))
                & (
                    (month_kwh >= number(bound.month_kwh)).fill_null(False)
                    | (kva >= number(bound.kva)).fill_null(False)
                ),
                bound.level,
            )
            for bound in bounds
        ]
        return ibis.cases((is_single_phase, 5), *reached, else_=4)

    def of_2016(bounds: dict[int, Decimal]) -> Any:
        reached = [(kv >= number(from_kv), level) for level, from_kv in bounds.items()]
        return ibis.cases((is_single_phase & (kv < 1), 5), *reached, else_=5)

    level = CLASSES_2000.on_column(day, of_2000).coalesce(CLASSES_2016.on_column(day, of_2016))
    return ibis.ifelse(kv.isnull(), None, level)


def demanded_expr(level: Any, day: Any, device: str) -> Any:
    """Return the worst grade that a class admits of a device ('active', 'ct', 'pt') put up on each day; null: none."""
    rules = {
        place: ACCURACY.part(place).each(lambda demanded: getattr(demanded, device)) for place in range(1, 6)
    }
    grades = [(place, rule.on_column(day)) for place, rule in rules.items() if rule.has_values]
    return level.cases(*grades, else_=ibis.null("string"))


def grade_percent_expr(grade: Any) -> Any:
    """Return the error that a grade admits, in per cent: 0.5 of 0.5S."""
    return grade.re_extract(r"^([0-9.]+)S?$", 1).try_cast("decimal(18, 6)")


def primary_current_expr(kva: Any, kv: Any) -> Any:
    """Return the current of three-phase loads in amperes, S ÷ (√3·U), as a DOUBLE rounded to 0.01."""
    return to_places(kva.cast("float64") / (3**0.5 * kv.cast("float64").nullif(0)), 2)


_LARGEST_CURRENT = r"[(（]([0-9]+(?:\.[0-9]+)?)"


def largest_current_expr(rated_i: Any) -> Any:
    """Return the maximum current of a column of meters, the number in brackets: 60 of "5(60)A"; null without one."""
    return rated_i.re_extract(_LARGEST_CURRENT, 1).try_cast("decimal(18, 6)")


def is_worse_expr(grade: Any, demanded: Any) -> Any:
    """Return whether grades of accuracy are worse than what is demanded; null for grades that are none."""
    ranks: Any = ibis.array(list(GRADES))

    def rank_of(column: Any) -> Any:
        # by place: each branch of a CASE would work out again what the column is made of
        return ranks.index(column).nullif(-1)

    return rank_of(grade) > rank_of(demanded)
