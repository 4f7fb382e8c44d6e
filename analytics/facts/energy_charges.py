"""What customers were charged for energy (电度电费, E): since a month, and for a kWh (电度均价)."""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.bills import BASIC_COLUMNS, energy_and_levies_yuan, normal_bills
from analytics.regulation.money import exact, ratio_fen
from analytics.regulation.working_days import add_months_expr
from models.calendar import add_months

BILL_COLUMNS = ["cons_no", "amt_ym", "amt_type?", "total_pq?", "total_amt?", *BASIC_COLUMNS, "pf_amt?"]


def with_energy_since(t: Tables, found: Any) -> Any:
    """Add what each row's customer was billed for energy from `first_ym` to the period.

    Shapes: adds months (how many were billed), energy_yuan, total_pq; null where none was.
    """
    whose = found.select("cons_no", "first_ym").distinct()
    billed = _energy(t, t.bills.amt_ym <= t.period, whose).inner_join(whose, "cons_no")
    since = billed.filter(billed.billed_ym >= billed.first_ym)
    sums = since.group_by("cons_no", "first_ym").agg(
        months=since.billed_ym.nunique(), energy_yuan=since.energy_yuan.sum(), total_pq=since.total_pq.sum()
    )
    joined = found.left_join(sums, ["cons_no", "first_ym"]).drop("cons_no_right", "first_ym_right")
    return joined.mutate(months=joined.months.fill_null(0))


def month_after(t: Tables, changed_date: Any) -> Any:
    """Return the month after a day, from which on what was changed then is billed; the first of twelve where none is.

    Source: MET-01 and MET-02, precise readings.
    """
    return ibis.coalesce(add_months_expr(changed_date, 1).strftime("%Y%m"), add_months(t.period, -11))


def with_energy_price(t: Tables, found: Any) -> Any:
    """Add the charge and the energy that the price of a kWh of each row's customer follows from.

    That is of the period, or of the twelve months up to it where the period has no energy or no charge.

    Shapes: adds price_yuan, price_kwh; null without any bill.
    """
    whose = found.select("cons_no").distinct()
    year = t.bills.amt_ym.between(add_months(t.period, -11), t.period)
    billed = _energy(t, year, whose)
    is_now = billed.billed_ym == t.period
    sums = billed.group_by("cons_no").agg(
        now_kwh=billed.total_pq.sum(where=is_now),
        now_yuan=billed.energy_yuan.sum(where=is_now),
        year_kwh=billed.total_pq.sum(),
        year_yuan=billed.energy_yuan.sum(),
    )
    has_price = ((sums.now_kwh > 0) & sums.now_yuan.notnull()).fill_null(False)
    prices = sums.select(
        "cons_no",
        price_yuan=ibis.ifelse(has_price, sums.now_yuan, sums.year_yuan),
        price_kwh=ibis.ifelse(has_price, sums.now_kwh, sums.year_kwh),
    )
    return found.left_join(prices, "cons_no").drop("cons_no_right")


def priced(kwh: Any, rows: Any) -> Any:
    """Return what energy costs at each row's price, to the fen; null where no price is known."""
    has_price = (rows.price_kwh > 0).fill_null(False)
    yuan = ratio_fen(exact(kwh) * rows.price_yuan, rows.price_kwh)
    return ibis.ifelse(has_price, yuan, ibis.null("decimal(18, 2)"))


def _energy(t: Tables, where: Any, whose: Any) -> Any:
    """Return what some customers were charged for energy; who is asked for before anything is reckoned."""
    bills = normal_bills(t.bills.filter(where)).semi_join(whose, "cons_no")
    energy = energy_and_levies_yuan(t, bills)
    return bills.select("cons_no", "total_pq", energy_yuan=energy, billed_ym="amt_ym")
