"""Voltage codes (VOLT_CODE): AC or DC, four digits, then 1 for kilovolts or 2 for volts.

AC02201 is 220 kV and AC02202 is 220 V. One code breaks the pattern: AC01381 is 13.8 kV.
"""

import re
from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.money import number
from data_loaders.codes.equipment import VoltCode

GRID_DESIGN_FROM_KV = 110  # the grid itself is designed for such a customer, which takes its time
_CODE = re.compile(r"[AD]C(\d{4})([12])")
_IRREGULAR_KV: dict[str, Decimal] = {VoltCode.AC_13_8KV: Decimal("13.8")}


def kilovolts_expr(volt_code: Any) -> Any:
    """Return the nominal voltage in kV of a column of codes; null where the code is none."""
    digits = volt_code.re_extract(f"^{_CODE.pattern}$", 1).nullif("").cast("int64")
    is_kv = volt_code.endswith("1")
    irregular = [(volt_code == code, number(kv)) for code, kv in _IRREGULAR_KV.items()]
    volts: Any = ibis.ifelse(is_kv, digits * 1000, digits)
    regular = volts.cast("decimal(18, 6)") * number("0.001")
    return ibis.cases(*irregular, else_=regular)


def is_low_expr(volt_code: Any) -> Any:
    """Return whether a column of codes says volts, not kilovolts (末位 2 = 低压); null where the code is none."""
    unit = volt_code.re_extract(f"^{_CODE.pattern}$", 2).nullif("")
    return unit == "2"
