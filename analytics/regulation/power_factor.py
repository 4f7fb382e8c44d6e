"""Power factor adjustment of charges (功率因数调整电费办法, (83)水电财字第215号).

A month's power factor is rounded to 0.01 and looked up in a table: above the standard the charge is reduced,
below it is raised. The table is stored as the steps it is made of. Hundredths of power factor and hundredths
of a percent (基点) are whole numbers, so nothing is lost.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import ibis

from analytics.regulation.money import fen, number, rounded, to_places
from analytics.regulation.source import Rule, Source

TITLE = "功率因数调整电费"

_METHOD = "《功率因数调整电费办法》((83)水电财字第215号)"
_TABLE_SEEN = "http://wgbc.cn/zxjs/205.html"
_TABLE = Source(
    _METHOD + "附表", "已核实", _TABLE_SEEN, "1.00–0.93、0.66–0.59、0.32–0.26 各行逐行核对,其余按同一步长"
)
_WHO = Source(_METHOD + "适用范围", "已核实", "http://b2b.bwawe.com/cpfl/44194.html")


@dataclass(frozen=True)
class Band:
    """From the first to the last hundredth, each adds so many hundredths of a percent."""

    first: int
    last: int
    step_bp: int

    def up_to(self, hundredth: int) -> int:
        """Return what the band adds up to, at a hundredth."""
        return self.step_bp * max(0, min(hundredth, self.last) - self.first + 1)


REWARD_BANDS = Rule(
    title="高于标准的减收:功率因数每高 0.01 减收的百分数",
    value={
        90: (Band(91, 95, 15),),
        85: (Band(86, 90, 10), Band(91, 94, 15)),
        80: (Band(81, 90, 10), Band(91, 92, 15)),
    },
    source=_TABLE,
    shown="标准 0.90:0.91–0.95 每级 0.15%,封顶 0.75%;标准 0.85:0.86–0.90 每级 0.10%、0.91–0.94 每级 0.15%,"
    "封顶 1.10%;标准 0.80:0.81–0.90 每级 0.10%、0.91–0.92 每级 0.15%,封顶 1.30%",
)
PENALTY_BANDS = Rule(
    title="低于标准的增收:功率因数每低 0.01 增收的百分数",
    value=(Band(1, 20, 50), Band(21, 25, 100), Band(26, 100, 200)),
    source=_TABLE,
    shown="低于标准 20 级以内每级 0.5%(至 10%),其后 5 级每级 1%(至 15%),再往下每级 2%,不封顶",
)
MIN_CAP_KVA = Rule("考核起点容量(含)", Decimal(100), _WHO, "kVA")
HIGH_STANDARD_CAP_KVA = Rule(
    "高压工业执行 0.90 的起点容量(含)",
    Decimal(160),
    Source(_METHOD, "部分核实", _TABLE_SEEN, "办法作“160 千伏安以上”,查对表作“及以上”,各省不一,取含等于"),
    "kVA",
)
HIGH_STANDARD_PUMPING_CAP_KVA = Rule("高压电力排灌站执行 0.90 的起点容量(含)", Decimal(3200), _WHO, "kVA")
STANDARDS = Rule(
    "考核标准代码(PF_STD_CODE)",
    {"0": None, "1": Decimal("0.80"), "2": Decimal("0.85"), "3": Decimal("0.90")},
    _WHO,
    shown="0 不考核、1 考核 0.80、2 考核 0.85、3 考核 0.90",
)
BASE = Rule(
    "参与力调的电费",
    "电度电费与基本电费,不含政府性基金及附加",
    Source(
        _METHOD, "部分核实", "http://www.wendahu.com/ask/l/lv2874318.htm", "另有来源说含附加,口径各省不一"
    ),
)

BIG_INDUSTRY = ("100", "101", "102")
INDUSTRY = (*BIG_INDUSTRY, "403", "404")
PUMPING = ("301", "302")
NEVER = ("203", "504")  # beside all 2xx: residential prices
_INDUSTRIAL_TRADES = r"^(0[6-9]|[123]\d|4[0-6]|[BCD]|GG)"


def _adjustment_bp(standard: int, hundredth: int) -> int:
    if hundredth >= standard:
        return -sum(band.up_to(hundredth) for band in REWARD_BANDS.value[standard])
    return sum(band.up_to(standard - hundredth) for band in PENALTY_BANDS.value)


ADJUSTMENT_BP = {
    standard: [_adjustment_bp(standard, hundredth) for hundredth in range(101)]
    for standard in REWARD_BANDS.value
}


def power_factor(
    active_kwh: Decimal, reactive_kvarh: Decimal, reverse_kvarh: Decimal = Decimal(0)
) -> Decimal | None:
    """Return P/√(P²+Q²) to 0.01; None without active energy (a case for a person, not for the table).

    Forward and reverse reactive energy count by their absolute values. No rational P and Q lie exactly
    between two hundredths, so there are no ties.
    """
    if active_kwh <= 0:
        return None
    with localcontext(prec=60):
        reactive = abs(reactive_kvarh) + abs(reverse_kvarh)
        factor = active_kwh / (active_kwh**2 + reactive**2).sqrt()
        return factor.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def power_factor_expr(active_kwh: Any, reactive_kvarh: Any) -> Any:
    """Return the power factor to 0.01 of columns; null without active energy."""
    p, q = active_kwh.cast("float64"), reactive_kvarh.cast("float64")
    return to_places(ibis.ifelse(p > 0, p / (p * p + q * q).sqrt(), ibis.null("float64")), 2)


def adjustment_pct(standard: Decimal, factor: Decimal) -> Decimal | None:
    """Return the adjustment in percent, negative for a reduction; None where the table has no such row."""
    steps = ADJUSTMENT_BP.get(int(standard * 100))
    if steps is None or standard != rounded(standard, 2) or not 0 <= factor <= 1:
        return None
    return Decimal(steps[int(rounded(factor, 2) * 100)]) / 100


def adjustment_pct_expr(standard: Any, factor: Any) -> Any:
    """Return the adjustment in percent of columns; null where the table has no such row.

    Where `factor` is itself calculated, put it in a column of its own first (`mutate`): it is used twice.
    """
    offsets = [(standard == number(Decimal(key) / 100), 101 * n) for n, key in enumerate(ADJUSTMENT_BP)]
    steps: Any = ibis.literal([step for row in ADJUSTMENT_BP.values() for step in row], "array<int32>")
    hundredth = (to_places(factor, 2) * 100).cast("int64")
    offset = ibis.cases(*offsets, else_=ibis.null("int64"))
    step: Any = ibis.ifelse((factor >= 0) & (factor <= 1), steps[offset + hundredth], ibis.null("int32"))
    return step.cast("decimal(18, 2)") * number("0.01")


def adjustment_yuan(base_yuan: Decimal, pct: Decimal) -> Decimal:
    """Return the adjustment of a charge, to the fen."""
    return fen(base_yuan * pct / 100)


def standard_owed(
    elec_type_code: str | None,
    trade_code: str | None,
    kv: Decimal | None,
    contract_cap: Decimal | None,
    *,
    min_cap_kva: Decimal = MIN_CAP_KVA.value,
    high_standard_cap_kva: Decimal = HIGH_STANDARD_CAP_KVA.value,
) -> str | None:
    """Return the code of the standard that a customer owes ('0': none is owed); None where nobody can tell.

    Generation, sale to other grids and examination points (0xx, 6xx, 7xx, 9xx) are not judged, nor is
    wholesale to non-residents (503).
    """
    kind = elec_type_code or ""
    if kind[:1] not in tuple("12345") or kind == "503" or kv is None or contract_cap is None:
        return None
    is_high = kv >= 1
    if kind[0] == "2" or kind in NEVER or contract_cap < min_cap_kva:
        return "0"
    if kind in PUMPING:
        return "3" if is_high and contract_cap >= HIGH_STANDARD_PUMPING_CAP_KVA.value else "2"
    if kind[0] == "3" or (kind[0] == "5" and kind != "501"):
        return "1"
    is_industry = kind in INDUSTRY or (kind == "400" and is_industrial_trade(trade_code))
    return "3" if is_industry and is_high and contract_cap >= high_standard_cap_kva else "2"


def standard_owed_expr(
    elec_type_code: Any,
    trade_code: Any,
    kv: Any,
    contract_cap: Any,
    *,
    min_cap_kva: Decimal | float = MIN_CAP_KVA.value,
    high_standard_cap_kva: Decimal | float = HIGH_STANDARD_CAP_KVA.value,
) -> Any:
    """Return the same of columns."""
    kind, family, is_high = elec_type_code, elec_type_code.left(1), kv >= 1
    is_unjudged = ~family.isin(tuple("12345")) | (kind == "503") | kv.isnull() | contract_cap.isnull()
    is_industry = kind.isin(INDUSTRY) | (
        (kind == "400") & is_industrial_trade_expr(trade_code).fill_null(False)
    )
    is_large_pumping = is_high & (contract_cap >= number(HIGH_STANDARD_PUMPING_CAP_KVA.value))
    return ibis.cases(
        (kind.isnull() | is_unjudged, ibis.null("string")),
        ((family == "2") | kind.isin(NEVER) | (contract_cap < number(min_cap_kva)), "0"),
        (kind.isin(PUMPING), ibis.ifelse(is_large_pumping, "3", "2")),
        ((family == "3") | ((family == "5") & (kind != "501")), "1"),
        (is_industry & is_high & (contract_cap >= number(high_standard_cap_kva)), "3"),
        else_="2",
    )


def estimated_standard(elec_type_code: str | None, kv: Decimal | None, contract_cap: Decimal) -> Decimal:
    """Return the standard for estimating what an unexamined customer escapes (TAR-08).

    Coarser than `standard_owed`: all of agriculture 0.80, industry at high voltage 0.90, everybody else 0.85.
    """
    kind, standards = elec_type_code or "", STANDARDS.value
    if kind[:1] == "3":
        return standards["1"]
    is_large = kv is not None and kv >= 1 and contract_cap >= HIGH_STANDARD_CAP_KVA.value
    return standards["3"] if kind in INDUSTRY and is_large else standards["2"]


def estimated_standard_expr(elec_type_code: Any, kv: Any, contract_cap: Any) -> Any:
    """Return the same of columns."""
    standards = {code: number(value) for code, value in STANDARDS.value.items() if value is not None}
    is_large = (kv >= 1) & (contract_cap >= number(HIGH_STANDARD_CAP_KVA.value))
    return ibis.cases(
        (elec_type_code.left(1) == "3", standards["1"]),
        (elec_type_code.isin(INDUSTRY) & is_large, standards["3"]),
        else_=standards["2"],
    )


def is_industrial_trade(trade_code: str | None) -> bool:
    """Return whether a trade is industry: divisions 06 to 46, or the letters B, C, D, GG."""
    return bool(re.search(_INDUSTRIAL_TRADES, trade_code or ""))


def is_industrial_trade_expr(trade_code: Any) -> Any:
    """Return the same of a column."""
    return trade_code.re_search(_INDUSTRIAL_TRADES)
