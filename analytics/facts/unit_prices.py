"""Prices that the company's own bills show: what most customers of a voltage pay for a kVA or a kW, all on average for a kWh."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.bills import bills_of, with_charges
from analytics.facts.columns import first_by
from analytics.regulation.basic_charge import demand_price_multiplier_expr
from analytics.regulation.money import exact, ratio


def with_voltage(bills: Any, customers: Any) -> Any:
    """Return the bills with the voltage they were issued at, else that of the customer's file."""
    filed = customers.select("cons_no", filed_volt_code="volt_code")
    joined = bills.left_join(filed, "cons_no").drop("cons_no_right")
    return joined.mutate(volt_code=joined.volt_code.coalesce(joined.filed_volt_code)).drop("filed_volt_code")


def unit_prices(
    bills: Any, amount: str, quantity: str, by: Sequence[str] = ("volt_code",), at_least: int = 1
) -> Any:
    """Return the most common price to the fen (amount ÷ quantity) of each group, by number of customers.

    Only rows that charge something count; of two equally common prices it is the higher one, because what
    blurs a price (days, discounts) lowers it. Groups whose price fewer than `at_least` customers pay, and
    rows without a group, are left out.

    Shapes: the columns of `by`, `price`, `payers` (how many customers pay it).
    """
    charged = bills.filter(bills[amount] > 0, bills[quantity] > 0, *(bills[name].notnull() for name in by))
    priced = charged.select("cons_no", *by, price=ratio(charged[amount], charged[quantity], 2))
    counted = priced.group_by(*by, "price").agg(payers=priced.cons_no.nunique())
    common = counted.filter(counted.payers >= at_least)
    return first_by(common, by, [ibis.desc("payers"), ibis.desc("price")])


def charged_quantity(bills: Any, quantity: str, amount: str) -> Any:
    """Return a group's kVA or kW that an amount was charged for.

    Rows without the amount repeat the quantity and do not count; a reversal takes its quantity back,
    whatever sign it is printed with.
    """
    charged = (bills[amount] != 0) & bills[quantity].notnull()
    return (bills[quantity].abs() * bills[amount].sign().cast("int64")).sum(where=charged)


def demand_prices(households: Any, day: date, at_least: int = 1) -> Any:
    """Return the full price of a kW at each voltage: what most pay who have not earned the discount of the day.

    `households` has a row a customer: cons_no, volt_code, kwh, contract_cap, demand_kw, demand_yuan.

    Shapes: volt_code, price, payers.
    """
    multiplier = demand_price_multiplier_expr(households.kwh, households.contract_cap, day)
    is_full = (households.contract_cap > 0) & (multiplier == 1)
    return unit_prices(households.filter(is_full), "demand_yuan", "demand_kw", at_least=at_least)


def average_prices(t: Tables, customers: Any, by: Sequence[str] = ()) -> Any:
    """Return what a kWh costs on average in the period, levies included, for customers who used any.

    `customers` has cons_no and the columns of `by`. Bills that do not tell their energy charge are left out.

    Facts: levies_inside.

    Units: yuan/kWh, to six decimals.

    Shapes: the columns of `by`, `price`; without `by` one row, whose price is null where nobody used any.
    """
    bills = with_charges(t, bills_of(t, [t.period]).semi_join(customers, "cons_no"))
    bills = bills.filter(bills.energy_yuan.notnull(), bills.total_pq.notnull())
    paid = bills.group_by("cons_no").agg(
        kwh=bills.total_pq.sum(), yuan=(bills.energy_yuan + exact(bills.levy_amt).fill_null(0)).sum()
    )
    rows = paid.inner_join(customers, "cons_no")
    rows = rows.filter(rows.kwh > 0, *(rows[name].notnull() for name in by))
    sums = rows.aggregate(by=list(by), kwh=rows.kwh.sum(), yuan=rows.yuan.sum())
    return sums.select(*by, price=ratio(sums.yuan, exact(sums.kwh), 6))
