"""TAR-17 最大需量异常(需量≫容量或为0)

Demands that the contract does not allow, that are missing, or that the energy makes impossible.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo import law
from demo.cases import Case, fine, wrong
from demo.profiles import DEMAND_PLANT, PLANT
from demo.rewriting import fen, per_kva
from demo.stage import Play, Role

OVER, NONE, BELOW = "① 需量超容", "② 需量为0", "③ 低于平均负荷"
KWH, KVARH = 200_000, 58_333
"""With a power factor of 0.96."""


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is the charge of the demand above the contract, four times."""

    def asking(kw: str) -> dict[str, Any]:
        return {
            **{"contract_cap": 1000, "ct_primary": 100, "base_kwh": KWH},
            **{"usage": {play.period: KWH}, "reactive": {play.period: KVARH}},
            **{"demand": {play.period: Decimal(kw)}},
        }

    at_limit, above = asking("1008.0"), asking("1008.2")  # 1,000 kVA × 1.05 × 0.96
    over = partial(wrong, amount=above_contract, branch=OVER)
    hours = 24 * (play.day(1) - play.day(1, -1)).days  # from reading to reading
    average = (Decimal(KWH) / hours * 5).quantize(Decimal(1)) / 5
    least, less = str(average + Decimal("0.2")), str(average - Decimal("0.2"))
    none, below = partial(wrong, branch=NONE), partial(wrong, branch=BELOW)
    return [
        over("需量略超1.05倍,按需量计收", DEMAND_PLANT, above),
        over("需量1.5倍,按容量计收", PLANT, asking("1440.0")),
        fine("需量恰1.05倍", DEMAND_PLANT, at_limit),
        fine("需量恰1.05倍,按容量计收", PLANT, at_limit),
        fine("按容量计收而没有需量示数", PLANT, asking("1440.0"), without_demand),
        none("有电量而需量为0,按需量计收", DEMAND_PLANT, asking("0")),
        none("有电量而需量为0,按容量计收", PLANT, asking("0")),
        fine("没有电量,需量为0", DEMAND_PLANT, idle(play)),
        below("需量略低于平均负荷", DEMAND_PLANT, asking(less)),
        fine("需量略高于平均负荷", DEMAND_PLANT, asking(least)),
    ]


def idle(play: Play) -> dict[str, Any]:
    """Return the facts of a customer that used nothing for two months."""
    none = dict.fromkeys(play.months[-2:], 0)
    nothing = dict.fromkeys(play.months[-2:], Decimal(0))
    return {"contract_cap": 1000, "ct_primary": 100, "usage": none, "demand": nothing, "run_cap": 1000}


def without_demand(role: Role) -> None:
    """Leave the customer without a reading of its demand."""
    role.rows["readings"] = [row for row in role.rows["readings"] if row["read_type"] != "31"]


def above_contract(role: Role) -> Decimal:
    """Return what the capacity used above the contract costs, with the penalty."""
    reading, bill = role.reading(read_type="31"), role.bill()
    kva = reading["this_read"] * reading["t_factor"] / bill["actual_pf"]
    return fen((kva - role.archive["contract_cap"]) * per_kva(bill) * law.PENALTY_TIMES)
