"""The power factor adjustment of (83)水电财字第215号, computed from its rule and not from its printed table.

The demo company must not ask the checks what is right, so this is a second, independent reading of the law.
"""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np

STANDARDS = {"1": 80, "2": 85, "3": 90}  # PF_STD_CODE → standard, hundredths
_REWARDS = {90: ((91, 95, 15),), 85: ((86, 90, 10), (91, 94, 15)), 80: ((81, 90, 10), (91, 92, 15))}


def adjustment(standard: int, factor: int) -> int:
    """Return the adjustment in hundredths of a per cent, negative = reduction.

    Units: standard and factor in hundredths (90, 95).
    """
    if factor >= standard:
        return -sum(step * max(0, min(factor, last) - first + 1) for first, last, step in _REWARDS[standard])
    short = standard - factor
    return 50 * min(short, 20) + 100 * min(max(short - 20, 0), 5) + 200 * max(short - 25, 0)


ADJUSTMENTS = np.array(
    [[0] * 101] + [[adjustment(std, pf) for pf in range(101)] for std in STANDARDS.values()]
)
"""Shapes: [pf_std_code 0..3, factor 0..100] → hundredths of a per cent."""


def power_factor(active_kwh: np.ndarray, reactive_kvarh: np.ndarray) -> np.ndarray:
    """Return the power factor in hundredths, rounded half up; 0 where there is no active energy."""
    apparent = np.hypot(active_kwh.astype(float), reactive_kvarh.astype(float))
    ratio = np.divide(active_kwh, apparent, out=np.zeros(len(apparent)), where=apparent > 0)
    return np.floor(ratio * 100 + 0.5).astype(np.int64)


def factor_of(active_kwh: Decimal, reactive_kvarh: Decimal) -> Decimal:
    """Return one power factor, rounded half up to 0.01."""
    apparent = (active_kwh**2 + reactive_kvarh**2).sqrt()
    return (active_kwh / apparent).quantize(Decimal("0.01"), ROUND_HALF_UP)


def rate_of(pf_std_code: str, factor: Decimal) -> Decimal:
    """Return the adjustment as a fraction of the money that takes part, 0 where nothing is assessed."""
    if pf_std_code not in STANDARDS:
        return Decimal(0)
    return Decimal(adjustment(STANDARDS[pf_std_code], int(factor * 100))) / 10_000


def expected_code(elec_type: str, trade: str, is_high: bool, cap_kva: Decimal) -> str:
    """Return the assessment standard that the regulation asks for (PF_STD_CODE)."""
    if elec_type.startswith("2") or elec_type == "504" or cap_kva < 100:
        return "0"
    if elec_type in ("301", "302"):
        return "3" if is_high and cap_kva >= 3200 else "2"
    if elec_type == "501":
        return "2"
    if elec_type[0] in "35":
        return "1"
    is_industry = elec_type in ("100", "101", "102", "403", "404") or (
        elec_type == "400" and "06" <= trade[:2] <= "46"
    )
    return "3" if is_industry and is_high and cap_kva >= 160 else "2"
