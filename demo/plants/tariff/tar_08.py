"""TAR-08 应考核未考核力率

Customers of 100 kVA and more who are not assessed, or whose reactive energy is not metered.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, fine, wrong
from demo.changes import archived
from demo.law import SUPPLY_RULES_2024
from demo.power_factor import factor_of, rate_of
from demo.profiles import HV_PUMP, LV_LARGE, MALL, PLANT, SCHOOL, SHARED_HOME, SMALL_PLANT, STORE
from demo.rewriting import fen, read_reactive, total
from demo.stage import Play, Role

UNSET, UNMETERED = "① 未考核", "② 无功没有计量"
P80, P85, P90 = "1", "2", "3"
"""PF_STD_CODE."""


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is what the standard that is owed would have charged."""

    def none(cap: Any, **other: Any) -> dict[str, Any]:
        return {"contract_cap": cap, "pf_std_code": "0"} | other

    fresh = none(200, build_date=play.day(26), power_on_date=play.day(26))
    school = {"contract_cap": 200, "volt_code": "AC00101", "cons_sort_code": "01"}
    flat = {"contract_cap": 150, "build_date": SUPPLY_RULES_2024 + timedelta(days=30)}
    unset, unmetered = (partial(wrong, branch=branch) for branch in (UNSET, UNMETERED))
    return [
        unset("档案标准空,高压工业200kVA", SMALL_PLANT, none(200), metered_but_unset, owed(P90)),
        unset("档案标准空,高压工业恰160kVA", SMALL_PLANT, none(160), metered_but_unset, owed(P90)),
        unset("档案标准空,高压工业125kVA", SMALL_PLANT, none(125), metered_but_unset, owed(P85)),
        unset("档案标准空,恰100kVA", LV_LARGE, none(100), metered_but_unset, owed(P85)),
        unset("档案标准空,高压商业", MALL, none(500), metered_but_unset, owed(P85)),
        unset("档案标准空,大工业两部制", PLANT, none(800), metered_but_unset, owed(P90)),
        unset("档案标准空,排灌", HV_PUMP, none(160), metered_but_unset, owed(P80)),
        unset("考核方式为不考核", MALL, {"contract_cap": 400}, archived(pf_eval_mode="0"), owed(P85)),
        unset("账单未带标准", MALL, {"contract_cap": 630}, not_on_the_bill, owed(P85)),
        unmetered("当月没有无功示数", MALL, {"contract_cap": 400}, without_reactive),
        unmetered("无功示数全为零", PLANT, {"contract_cap": 400}, reactive_at_zero),
        fine("99.99kVA不考核", STORE, none(Decimal("99.99"))),
        fine("教学用电不考核", SCHOOL, school),
        fine("居民合表不考核", SHARED_HOME, flat),
        fine("直购电不在范围", SMALL_PLANT, none(200, elec_type_code="601")),
        fine("变更中用户不判", SMALL_PLANT, none(200, status_code="2"), metered_but_unset),
        fine("未发行新户", SMALL_PLANT, fresh, archived(pf_std_code=None)),
    ]


def owed(standard: str) -> Callable[[Role], Decimal]:
    """Return what the standard that is owed would have charged above what was."""

    def amount(role: Role) -> Decimal:
        bill = role.bill()
        base = bill["kwh_amt"] + (bill["basic_amt"] or 0)
        rate = rate_of(standard, factor_of(bill["total_pq"], bill["rp_pq"]))
        return fen(base * rate) - (bill["pf_amt"] or Decimal(0))

    return amount


def metered_but_unset(role: Role) -> None:
    """Leave the standard empty for a customer whose reactive energy is metered all the same."""
    role.archive["pf_std_code"] = None
    bill = role.bill()
    bill["rp_pq"] = (bill["total_pq"] * Decimal("0.62")).quantize(Decimal(1))
    read_reactive(role, bill)


def not_on_the_bill(role: Role) -> None:
    """Bill without a standard."""
    bill = role.bill()
    bill |= dict.fromkeys(("pf_std", "actual_pf", "pf_adj_base", "pf_adj_factor", "pf_amt"))
    total(bill)


def without_reactive(role: Role) -> None:
    """Leave the reactive register unread."""
    role.rows["readings"].remove(role.reading(read_type="21"))


def reactive_at_zero(role: Role) -> None:
    """Let the reactive register show nothing, ever."""
    role.reading(read_type="21").update(last_read=Decimal(0), this_read=Decimal(0), mr_pq=Decimal(0))
