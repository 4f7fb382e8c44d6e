"""Power factor adjustment of charges (功率因数调整电费办法, (83)水电财字第215号).

A month's power factor is rounded to 0.01 and looked up in a table: above the standard the charge is reduced,
below it is raised. The table is stored as the steps it is made of. Hundredths of power factor and hundredths
of a percent (基点) are whole numbers, so nothing is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.money import fen, number, to_places
from analytics.regulation.source import Rule, Source
from data_loaders.codes.customers import BIG_INDUSTRY_USES, ElecFamily, ElecType, PfStandard

TITLE = "功率因数调整电费"

_METHOD = "《功率因数调整电费办法》((83)水电财字第215号)"
_TABLE_SEEN = "http://wgbc.cn/zxjs/205.html"
_SETTLE_PROVINCE = "查本省现行电价文件对该办法的执行口径"
_TABLE = Source(
    _METHOD,
    "已核实",
    _TABLE_SEEN,
    "1.00–0.93、0.66–0.59、0.32–0.26 各行逐行核对,其余按同一步长",
    article="附表",
)
_WHO = Source(_METHOD, "已核实", "http://b2b.bwawe.com/cpfl/44194.html", article="适用范围")


@dataclass(frozen=True)
class Band:
    """From the first to the last hundredth, each adds so many hundredths of a percent."""

    first: int
    last: int
    step_bp: int

    def up_to(self, hundredth: int) -> int:
        """Return what the band adds up to, at a hundredth."""
        return self.step_bp * max(0, min(hundredth, self.last) - self.first + 1)


@dataclass(frozen=True)
class Bands:
    """The steps of the table: rewards by standard, by hundredth of power factor; penalties by hundredths below."""

    rewards: Mapping[int, tuple[Band, ...]]
    penalties: tuple[Band, ...]

    def basis_points(self) -> dict[int, list[int]]:
        """Return the adjustment in hundredths of a percent by standard, for each hundredth from 0 to 1.00."""
        return {standard: [self._at(standard, at) for at in range(101)] for standard in self.rewards}

    def _at(self, standard: int, hundredth: int) -> int:
        if hundredth >= standard:
            return -sum(band.up_to(hundredth) for band in self.rewards[standard])
        return sum(band.up_to(standard - hundredth) for band in self.penalties)


ADJUSTMENT = Rule.of(
    "功率因数高于标准的减收、低于标准的增收",
    Bands(
        rewards={
            90: (Band(91, 95, 15),),
            85: (Band(86, 90, 10), Band(91, 94, 15)),
            80: (Band(81, 90, 10), Band(91, 92, 15)),
        },
        penalties=(Band(1, 20, 50), Band(21, 25, 100), Band(26, 100, 200)),
    ),
    _TABLE,
    shown="减收:标准 0.90,0.91–0.95 每级 0.15%,封顶 0.75%;标准 0.85,0.86–0.90 每级 0.10%、0.91–0.94 每级 0.15%,"
    "封顶 1.10%;标准 0.80,0.81–0.90 每级 0.10%、0.91–0.92 每级 0.15%,封顶 1.30%。"
    "增收:低于标准 20 级以内每级 0.5%(至 10%),其后 5 级每级 1%(至 15%),再往下每级 2%,不封顶",
)
MIN_CAP_KVA = Rule.of("考核起点容量(含)", Decimal(100), _WHO, "kVA")
HIGH_STANDARD_CAP_KVA = Rule.of(
    "高压工业执行 0.90 的起点容量(含)",
    Decimal(160),
    Source(
        _METHOD,
        "部分核实",
        _TABLE_SEEN,
        "办法作“160 千伏安以上”,查对表作“及以上”,各省不一,取含等于",
        settles=_SETTLE_PROVINCE,
    ),
    "kVA",
)
HIGH_STANDARD_PUMPING_CAP_KVA = Rule.of("高压电力排灌站执行 0.90 的起点容量(含)", Decimal(3200), _WHO, "kVA")
WHO_OWES = Rule.of(
    "各类用户的考核标准",
    {
        "0.90": "容量达到起点的高压供电工业用户、高压供电电力排灌站",
        "0.85": "其余考核的工业、非工业用户和电力排灌站",
        "0.80": "考核的农业、趸售用户",
        "不考核": "起点容量以下的用户和居民",
    },
    _WHO,
)
BASE = Rule.of(
    "参与力调的电费",
    "电度电费与基本电费,不含政府性基金及附加",
    Source(
        _METHOD,
        "部分核实",
        "http://www.wendahu.com/ask/l/lv2874318.htm",
        "另有来源说含附加,口径各省不一",
        settles=_SETTLE_PROVINCE,
    ),
)

STANDARDS = {
    PfStandard.NOT_ASSESSED: None,
    PfStandard.PF_080: Decimal("0.80"),
    PfStandard.PF_085: Decimal("0.85"),
    PfStandard.PF_090: Decimal("0.90"),
}
INDUSTRY = (*BIG_INDUSTRY_USES, ElecType.ORDINARY_INDUSTRY, ElecType.ORDINARY_FERTILISER)
PUMPING = (ElecType.FARM_PUMPING, ElecType.FARM_PUMPING_POOR_COUNTY)
# generation, sale to other grids and examination points are not judged
JUDGED_FAMILIES = (
    ElecFamily.BIG_INDUSTRY,
    ElecFamily.RESIDENTIAL,
    ElecFamily.FARMING,
    ElecFamily.COMMERCE,
    ElecFamily.WHOLESALE,
)
NEVER = (ElecType.SCHOOL, ElecType.WHOLESALE_RESIDENTIAL)  # beside all 2xx: residential prices
_INDUSTRIAL_TRADES = r"^(0[6-9]|[123]\d|4[0-6]|[BCD]|GG)"


def power_factor_expr(active_kwh: Any, reactive_kvarh: Any) -> Any:
    """Return P/√(P²+Q²) to 0.01 of columns; null without active energy (a case for a person, not for the table)."""
    p, q = active_kwh.cast("float64"), reactive_kvarh.cast("float64")
    return to_places(ibis.ifelse(p > 0, p / (p * p + q * q).sqrt(), ibis.null("float64")), 2)


def adjustment_pct_expr(standard: Any, factor: Any, day: Any) -> Any:
    """Return the adjustment in percent of columns, negative for a reduction; null where the table has no such row.

    Where `factor` is itself calculated, put it in a column of its own first (`mutate`): it is used twice.
    """
    hundredth = (to_places(factor, 2) * 100).cast("int64")

    def step_of(bands: Bands) -> Any:
        table = bands.basis_points()
        offsets = [(standard == number(Decimal(key) / 100), 101 * n) for n, key in enumerate(table)]
        steps: Any = ibis.literal([step for row in table.values() for step in row], "array<int32>")
        offset = ibis.cases(*offsets, else_=ibis.null("int64"))
        return ibis.ifelse((factor >= 0) & (factor <= 1), steps[offset + hundredth], ibis.null("int32"))

    return ADJUSTMENT.on_column(day, step_of).cast("decimal(18, 2)") * number("0.01")


def adjustment_yuan(base_yuan: Decimal, pct: Decimal) -> Decimal:
    """Return the adjustment of a charge, to the fen."""
    return fen(base_yuan * pct / 100)


def standard_owed_expr(
    elec_type_code: Any,
    trade_code: Any,
    kv: Any,
    contract_cap: Any,
    day: Any,
    *,
    min_cap: Rule[Decimal] = MIN_CAP_KVA,
    high_standard_cap: Rule[Decimal] = HIGH_STANDARD_CAP_KVA,
) -> Any:
    """Return the code of the standard that customers owe ('0': none is owed), of columns; null where nobody can tell.

    Generation, sale to other grids and examination points (0xx, 6xx, 7xx, 9xx) are not judged, nor is wholesale to
    non-residents (503).
    """
    kind, family, is_high = elec_type_code, elec_type_code.left(1), kv >= 1
    is_below = contract_cap < min_cap.on_column(day)
    is_large = contract_cap >= high_standard_cap.on_column(day)
    is_large_pumping = is_high & (contract_cap >= HIGH_STANDARD_PUMPING_CAP_KVA.on_column(day))
    is_unjudged = (
        ~family.isin(JUDGED_FAMILIES)
        | (kind == ElecType.WHOLESALE_NON_RESIDENTIAL)
        | kv.isnull()
        | contract_cap.isnull()
    )
    is_industry = kind.isin(INDUSTRY) | (
        (kind == ElecType.COMMERCE) & is_industrial_trade_expr(trade_code).fill_null(False)
    )
    is_farming, is_wholesale = family == ElecFamily.FARMING, family == ElecFamily.WHOLESALE
    return ibis.cases(
        (kind.isnull() | is_unjudged | is_below.isnull() | is_large.isnull(), ibis.null("string")),
        ((family == ElecFamily.RESIDENTIAL) | kind.isin(NEVER) | is_below, PfStandard.NOT_ASSESSED),
        (kind.isin(PUMPING), ibis.ifelse(is_large_pumping, PfStandard.PF_090, PfStandard.PF_085)),
        (is_farming | (is_wholesale & (kind != ElecType.WHOLESALE_BIG_INDUSTRY)), PfStandard.PF_080),
        (is_industry & is_high & is_large, PfStandard.PF_090),
        else_=PfStandard.PF_085,
    )


def estimated_standard_expr(elec_type_code: Any, is_high: Any, contract_cap: Any, day: Any) -> Any:
    """Return the standard for estimating what unexamined customers escape (TAR-08), of columns.

    Coarser than `standard_owed_expr`: all of agriculture 0.80, industry at high voltage 0.90, everybody else 0.85.
    """
    farm, other, industrial = (
        number(STANDARDS[code] or 0) for code in (PfStandard.PF_080, PfStandard.PF_085, PfStandard.PF_090)
    )
    is_large = contract_cap >= HIGH_STANDARD_CAP_KVA.on_column(day)
    return ibis.cases(
        (elec_type_code.startswith(ElecFamily.FARMING) & is_large.notnull(), farm),
        (elec_type_code.isin(INDUSTRY) & is_high & is_large, industrial),
        (is_large.notnull(), other),
        else_=ibis.null(other.type()),
    )


def is_industrial_trade_expr(trade_code: Any) -> Any:
    """Return whether a column of trades is industry: divisions 06 to 46, or the letters B, C, D, GG."""
    return trade_code.re_search(_INDUSTRIAL_TRADES)
