"""The cast: the customers that plants asked for, made like everybody else, as rows that can be rewritten."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

import numpy as np

from demo.arrays import day_number
from demo.crowd import made
from demo.money import Cashier, Dues
from demo.offices import Offices
from demo.profiles import PROFILES
from demo.stage import Role
from demo.world import Population
from models.calendar import first_day, last_day

CAST_SEED = 999


def number_everybody(offices: Offices, roles: list[Role], seed: int) -> list[np.ndarray]:
    """Give every role a running number among its station's and return the numbers of each station's crowd."""
    crowds = []
    for place, station in enumerate(offices.stations):
        own = [role for role in roles if role.station is station]
        size = max(station.size, len(own) + 1)
        numbers = 1000 + np.random.default_rng([seed, place]).permutation(size)
        for role, number in zip(own, numbers, strict=False):
            role.running = int(number)
        crowds.append(np.sort(numbers[len(own) :]))
    return crowds


def bill_the_cast(
    offices: Offices, roles: list[Role], months: list[str], as_of: date, seed: int
) -> Population:
    """Give every role its rows in archives, readings, bills and daily usage."""
    index = {station.org_code: place for place, station in enumerate(offices.stations)}
    world = Population(
        offices.stations,
        np.array([index[role.org_code] for role in roles]),
        np.array([role.running for role in roles]),
        np.array([PROFILES.index(role.profile) for role in roles if role.profile]),
        rng=np.random.default_rng([seed, CAST_SEED]),
        first_day=first_day(months[0]),
        as_of=as_of,
        roles=roles,
    )
    owners = dict(zip(world["cons_no"].tolist(), roles, strict=True))
    for (name, _, table), _month in made(world, seed * 1000 + CAST_SEED, months):
        for row in table.to_pylist():
            owners[row.get("cons_no") or row["mp_no"][:10]].rows[name].append(row)
    return world


def let_the_cast_pay(world: Population, roles: list[Role], months: list[str], seed: int) -> None:
    """Give every role its receivables, payments and balances, as its bills now stand."""
    cashier = Cashier(world, seed * 1000 + CAST_SEED)
    owners = {role.no: role for role in roles}
    for ym in months:
        made_tables = []
        for dues in _dues(roles, ym):
            made_tables += cashier.settle(dues)
        powered = world["power_on_date"] <= day_number(last_day(ym))
        made_tables.append(("prepay_balances", cashier.balances(ym, powered)))
        for name, table in made_tables:
            for row in table.to_pylist():
                owners[row["cons_no"]].rows[name].append(row)


def _dues(roles: list[Role], ym: str) -> list[Dues]:
    sums: dict[str, dict[int, list]] = defaultdict(dict)
    for place, role in enumerate(roles):
        for bill in role.bills(ym):
            entry = sums[bill["amt_type"]].setdefault(place, [Decimal(0), Decimal(0), bill["release_date"]])
            entry[0] += bill["total_pq"]
            entry[1] += bill["total_amt"]
    return [
        Dues(
            ym,
            amt_type,
            np.array(list(by_role)),
            np.array([int(pq) for pq, _, _ in by_role.values()]),
            np.array([int(amount * 100) for _, amount, _ in by_role.values()]),
            np.array([day_number(day) for _, _, day in by_role.values()]),
        )
        for amt_type, by_role in sums.items()
    ]
