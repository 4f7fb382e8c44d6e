"""TAR-19 260kWh/kVA 需量折扣执行错误

Discounts given and withheld on either side of 260 kWh for a kVA.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Side, fine, wrong
from demo.changes import applied, together
from demo.profiles import DEMAND_PLANT
from demo.rewriting import charge_demand, fen, per_kw
from demo.stage import Play, Role

EARNED, UNEARNED = "① 应打未打", "② 不应打而打"
DISCOUNT = Decimal("0.9")
EARNED_FROM_KWH = 260_000
"""For 1,000 kVA."""


def cases(play: Play) -> Sequence[Case]:
    """Return bills; the amount is the demand at the price that is due less what was charged."""

    def used(kwh: int) -> dict[str, Any]:
        return {"contract_cap": 1000, "ct_primary": 100, "usage": {play.period: kwh}, "base_kwh": kwh}

    at_limit, below = used(EARNED_FROM_KWH), used(EARNED_FROM_KWH - 1)
    earned, unearned = (
        partial(wrong, profile=DEMAND_PLANT, change=the_other_price, amount=missing, branch=branch)
        for branch in (EARNED, UNEARNED)
    )
    paused = together(the_other_price, applied("203", play.day(9)))
    basic = Side("TAR-16", missing, "需量电费多收3%")
    return [
        earned("恰260,应打九折未打", facts=at_limit),
        earned("400,应打九折未打", facts=used(400_000)),
        unearned("259.999,不应打折而打", facts=below),
        unearned("120,不应打折而打", facts=used(120_000)),
        fine("恰260,已打九折", DEMAND_PLANT, at_limit),
        fine("259.999,未打折", DEMAND_PLANT, below),
        fine("本月暂停,剔除", DEMAND_PLANT, used(300_000), paused),
        fine("单价两者都不近,归基本电费", DEMAND_PLANT, used(300_000), neither_price, also=[basic]),
    ]


def due(role: Role) -> Decimal:
    """Return what the demand costs at the price that is due."""
    bill = role.bill()
    share = DISCOUNT if bill["total_pq"] >= EARNED_FROM_KWH else 1
    return fen(bill["bill_dmd"] * per_kw(bill) * share)


def missing(role: Role) -> Decimal:
    """Return what is due less what was charged."""
    return due(role) - role.bill()["dmd_amt"]


def the_other_price(role: Role) -> None:
    """Charge the price that is not due."""
    bill = role.bill()
    share = 1 if bill["total_pq"] >= EARNED_FROM_KWH else DISCOUNT
    charge_demand(bill, fen(bill["bill_dmd"] * per_kw(bill) * share))


def neither_price(role: Role) -> None:
    """Charge 3 % more than the price that is due."""
    charge_demand(role.bill(), fen(due(role) * Decimal("1.03")))
