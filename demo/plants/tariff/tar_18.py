"""TAR-18 超容用电(疑私增容)

Loads and months of energy that the capacity cannot carry.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo import law
from demo.cases import Case, Change, fine, wrong
from demo.changes import together
from demo.profiles import PLANT, SHOP
from demo.rewriting import archived_application, fen, per_kva
from demo.stage import Play, Role
from models.calendar import days_in_month, month_of

BY_LOAD, BY_ENERGY = "连续3日负荷", "月电量"


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is the charge of what they use above their contract."""
    shop: dict[str, Any] = {"contract_cap": 10, "is_watched": True}
    plant: dict[str, Any] = {"contract_cap": 1000, "is_watched": True}
    hours = 24 * days_in_month(play.month(-1))  # from reading to reading
    most = 10 * hours

    def full(now: int, **other: Any) -> dict[str, Any]:
        before = {play.month(n): most - less for n, less in ((-12, 200), (-3, 150), (-2, 210), (-1, 190))}
        return {"contract_cap": 10, "usage": before | {play.period: now}} | other

    works = dict.fromkeys((play.month(n) for n in (-12, -3, -2, -1)), 285 * hours)
    now = {"usage": works | {play.period: 299 * hours}, "reactive": {play.period: 120 * hours}}
    two_part = {"contract_cap": 315, "ct_primary": 50} | now
    by_load = partial(wrong, amount=by_the_load, branch=BY_LOAD)
    by_energy = partial(wrong, amount=by_the_energy, branch=BY_ENERGY)
    return [
        by_load("连续3日最大负荷超1.15倍,单一制", SHOP, shop, loaded("1.15", 12, 13, 14)),
        by_load("连续5日超1.2倍,两部制", PLANT, plant, loaded("1.2", 20, 21, 22, 23, 24)),
        fine("连续3日恰1.1倍", SHOP, shop, loaded("1.1", 12, 13, 14)),
        fine("只连续2日", SHOP, shop, loaded("1.3", 12, 13)),
        fine("3日不连续", SHOP, shop, loaded("1.3", 12, 13, 15)),
        fine("变更中用户不判", SHOP, shop | {"status_code": "2"}, loaded("1.3", 12, 13, 14)),
        fine("本月增容办结", SHOP, shop, together(loaded("1.3", 12, 13, 14), enlarged)),
        fine("月电量恰为容量满载", SHOP, full(most)),
        by_energy("月电量超过容量满载", SHOP, full(most + 1)),
        fine("有最大负荷而不超,不按电量法", SHOP, full(most + 100, is_watched=True), light_load),
        by_energy("两部制月电量超过容量满载", PLANT, two_part),
    ]


def loaded(times: str, *days: int) -> Change:
    """Put a load on some days of the month, as a multiple of capacity × power factor."""

    def change(role: Role) -> None:
        load = role.archive["contract_cap"] * factor(role) * Decimal(times)
        for row in role.rows["daily_usage"]:
            if month_of(row["data_date"]) == role.play.period and row["data_date"].day in days:
                row["max_p"] = load.quantize(Decimal("0.0001"))

    return change


def light_load(role: Role) -> None:
    """Keep every day's load below the capacity."""
    for row in role.rows["daily_usage"]:
        row["max_p"] = min(row["max_p"], Decimal(9))


def enlarged(role: Role) -> None:
    """Add an enlargement that was powered this month."""
    archived_application(role, "110", role.play.day(24, -1), power_date=role.play.day(20))


def factor(role: Role) -> Decimal:
    """Return the power factor of the month's bill, 1 where there is none."""
    return role.bill()["actual_pf"] or Decimal(1)


def by_the_load(role: Role) -> Decimal:
    """Return the charge of the highest load above the contract."""
    load = max(row["max_p"] for row in role.rows["daily_usage"])
    return charge_of(role, load / factor(role))


def by_the_energy(role: Role) -> Decimal:
    """Return the charge of the month's energy above the contract, used in all hours."""
    reading = role.reading()
    hours = (reading["mr_date"] - reading["last_date"]).days * 24
    return charge_of(role, role.bill()["total_pq"] / hours / factor(role))


def charge_of(role: Role, kva: Decimal) -> Decimal:
    """Return what so many kVA cost above the contract, with the penalty."""
    surplus = kva - role.archive["contract_cap"]
    if role.archive["pricing_policy"] == "02":
        return fen(surplus * law.SINGLE_RATE_KVA_YUAN)
    return fen(surplus * per_kva(role.bill()) * law.PENALTY_TIMES)
