"""What customers of the two-part tariff owe as basic charge (基本电费), by capacity or by demand, beside what they were charged."""

from datetime import date
from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.applications import finished
from analytics.facts.bills import basic_yuan, bills_of, normal_bills
from analytics.facts.capacity_days import COUNTINGS, capacity_days
from analytics.facts.columns import as_text
from analytics.facts.unit_prices import charged_quantity, demand_prices, unit_prices, with_voltage
from analytics.regulation.basic_charge import (
    DEMAND_EXCESS_TIMES,
    DEMAND_TOLERANCE,
    DISCOUNT_MULTIPLIER,
    capacity_charge_expr,
    contract_demand_charge_expr,
    days_of_a_month,
    demand_price_multiplier_expr,
    partial_month_charge_expr,
)
from analytics.regulation.money import exact, number, ratio_fen, to_fen, to_places
from data_loaders.codes.applications import CAPACITY_ADJUSTMENTS, AppType
from data_loaders.codes.customers import BasicCalcMode, PriceType
from data_loaders.codes.metering import ReadType
from models.calendar import add_months, days_in_month, first_day, last_day

MIN_PAYERS = 3
BASIC_CHARGE_CHANGES = (
    AppType.NEW_HIGH_VOLTAGE,
    AppType.ENLARGE_LOW_VOLTAGE,
    AppType.ENLARGE_HIGH_VOLTAGE,
    *CAPACITY_ADJUSTMENTS,
    AppType.DISMANTLING,
    AppType.REINSTALLING,
    AppType.SPLIT,
    AppType.MERGER,
    AppType.VOLTAGE_CHANGE,
    AppType.CANCELLATION,
)


def owed_basic_charges(t: Tables, tol: float) -> Any:
    """Return the customers billed in the period that may have two parts, with what they owe and were charged.

    The price is what most of the company's customers of the voltage pay, `MIN_PAYERS` at least. `tol` (yuan) is how
    far a bill may miss the full or the discounted demand price and still seem to apply it.

    Facts: finished, capacity_days.

    Shapes: cons_no, org_code, cons_name, pricing_policy, mode (how it is charged), volt_code, price and payers (null where too few
    pay it), run_cap, kva_days, month_days, bill_cap, bill_kw, read_kw, multiplier, terms (the sum in words),
    expected_yuan, charged_yuan, miss_yuan.

    Source: TAR-16, precise reading.
    """
    households = _households(t)
    day = last_day(t.period)
    priced = _with_prices(_with_machines(t, households), households, day)
    return _with_expected(priced, tol, day)


def metered_demand(t: Tables) -> Any:
    """Return the period's maximum demand that each customer's meters show, times their factor, all meters together.

    Of meters that followed each other at a point (a change of meter or of transformers within the month) the highest counts,
    as on one meter; those that ran on one day are added up. Which point a reading does not tell, the meters' archive may.

    Shapes: cons_no, read_kw.
    """
    rows = t.readings.filter(t.readings.amt_ym == t.period, t.readings.read_type == ReadType.MAX_DEMAND)
    meters = t.meters.filter(t.meters.mp_no.notnull()).semi_join(rows, "asset_no")
    places = meters.group_by("asset_no").agg(place=meters.mp_no.max())
    rows = rows.left_join(places, "asset_no").drop("asset_no_right")
    rows = rows.mutate(point=ibis.coalesce(rows.mp_no, rows.place, rows.asset_no, ""))
    each = rows.group_by("cons_no", "point", "asset_no").agg(
        since=rows.last_date.min(),
        until=rows.mr_date.max(),
        read_kw=(exact(rows.this_read) * rows.t_factor.fill_null(1)).max(),
    )
    others = each.rename(other="asset_no", other_since="since", other_until="until", kw="read_kw")
    pairs = each.inner_join(others, ["cons_no", "point"])
    ran_then = (pairs.other_since < pairs.until).fill_null(True)
    ran_then &= (pairs.other_until >= pairs.until).fill_null(True)
    pairs = pairs.filter(ran_then | pairs.other.identical_to(pairs.asset_no))
    together = pairs.group_by("cons_no", "point", "asset_no").agg(read_kw=pairs.kw.sum())
    points = together.group_by("cons_no", "point").agg(read_kw=together.read_kw.max())
    return points.group_by("cons_no").agg(read_kw=to_places(points.read_kw.sum(), 6))


def _households(t: Tables) -> Any:
    """Return the customers billed in the period that may have two parts, with what they were charged for."""
    bills = with_voltage(bills_of(t, [t.period]), t.customers)
    bills = bills.mutate(basic_yuan=basic_yuan(t, bills))
    bills = bills.mutate(demand_yuan=bills.dmd_amt if t.has("bills.dmd_amt") else bills.basic_yuan)
    billed = bills.group_by("cons_no").agg(
        volt_code=bills.volt_code.max(),
        kwh=bills.total_pq.sum(),
        bill_cap=charged_quantity(bills, "bill_cap", "basic_yuan").coalesce(bills.bill_cap.max()),
        bill_kw=charged_quantity(bills, "bill_dmd", "demand_yuan").coalesce(bills.bill_dmd.max()),
        demand_yuan=bills.demand_yuan.sum(),
        charged_yuan=to_fen(bills.basic_yuan.fill_null(0).sum()),
    )
    files = t.customers.select(
        *("cons_no", "org_code", "cons_name", "ba_calc_mode", "run_cap", "contract_cap", "pricing_policy")
    )
    billed = billed.inner_join(files, "cons_no")
    billed = billed.filter((billed.pricing_policy != PriceType.SINGLE).fill_null(True))
    inferred = ibis.cases(
        (billed.bill_kw > 0, BasicCalcMode.BY_DEMAND), (billed.bill_cap > 0, BasicCalcMode.BY_CAPACITY)
    )
    known = billed.mutate(mode=billed.ba_calc_mode.nullif(BasicCalcMode.NOT_CHARGED).coalesce(inferred))
    changed = _changed_since(t, known)
    known = known.left_join(changed, "cons_no").drop("cons_no_right")
    known = known.mutate(mode=known.mode_before.coalesce(known.mode)).drop("mode_before")
    return known.filter(
        known.mode.isnull() | known.mode.isin([BasicCalcMode.BY_CAPACITY, BasicCalcMode.BY_DEMAND]),
        ~((known.mode == BasicCalcMode.BY_DEMAND) & (known.bill_kw == 0)).fill_null(False),
    )


def _changed_since(t: Tables, known: Any) -> Any:
    """Return who chose the other way of charging since, as they may by the quarter (633号): cons_no, mode_before.

    From the month before the period on they were billed one way, and then to the last bill delivered as the file, which is
    today's, says. One month billed the other way among months that follow the file is no change but a mistake.
    """
    bills = normal_bills(t.bills).semi_join(known, "cons_no")
    bills = bills.filter(bills.amt_ym >= add_months(t.period, -1))
    way = ibis.cases(
        ((bills.bill_dmd > 0) & (bills.bill_cap.fill_null(0) == 0), BasicCalcMode.BY_DEMAND),
        ((bills.bill_cap > 0) & (bills.bill_dmd.fill_null(0) == 0), BasicCalcMode.BY_CAPACITY),
    )
    bills = bills.select("cons_no", "amt_ym", way=way).filter(lambda row: row.way.notnull())
    bills = bills.inner_join(known.select("cons_no", "mode"), "cons_no")
    is_others = bills.way != bills.mode
    ways = bills.group_by("cons_no").agg(
        mode_before=bills.way.max(where=(bills.amt_ym == t.period) & is_others),
        months_before=(is_others & (bills.amt_ym < t.period)).sum(),
        last_before=bills.amt_ym.max(where=is_others),
        first_since=bills.amt_ym.min(where=~is_others),
    )
    changed = ways.filter(
        ways.mode_before.notnull(), ways.months_before > 0, ways.last_before < ways.first_since
    )
    return changed.select("cons_no", "mode_before")


def _with_machines(t: Tables, households: Any) -> Any:
    """Return the customers with their machines' days in the period and their metered demand.

    Left out are those whose capacity changed and whose machines do not tell when.
    """
    found = households.left_join(t.fact(capacity_days), "cons_no")
    found = found.drop("cons_no_right")
    found = found.left_join(metered_demand(t), "cons_no").drop("cons_no_right")
    done = t.fact(finished)
    done = done.filter(done.app_type.isin(BASIC_CHARGE_CHANGES))
    changed = done.filter(done.done_date >= first_day(t.period)).select(changed="cons_no").distinct()
    found = found.left_join(changed, [("cons_no", "changed")])
    is_untold = (found.mode != BasicCalcMode.BY_DEMAND).fill_null(True) & found.both_days.isnull()
    found = found.filter(~(found.changed.notnull() & is_untold))
    length = days_in_month(t.period)
    divisor = days_of_a_month(last_day(t.period), length)
    return found.mutate(month_days=ibis.literal(divisor, "int64"))


def _with_prices(found: Any, households: Any, day: date) -> Any:
    """Return the customers with the price of their voltage and way of charging, null where too few pay it."""
    by_capacity = households.filter(households.mode == BasicCalcMode.BY_CAPACITY)
    by_demand = households.filter(households.mode == BasicCalcMode.BY_DEMAND).mutate(
        demand_kw=lambda row: row.bill_kw
    )
    # who earned the discount shows the full price too: where most did, theirs is no price for the others
    earned = demand_price_multiplier_expr(by_demand.kwh, by_demand.contract_cap, day)
    undiscounted = by_demand.mutate(demand_yuan=ratio_fen(exact(by_demand.demand_yuan), earned.fill_null(1)))
    for name, prices in {
        "capacity": unit_prices(by_capacity, "charged_yuan", "bill_cap", at_least=MIN_PAYERS),
        "full": demand_prices(by_demand, day, at_least=MIN_PAYERS),
        "any": unit_prices(undiscounted, "demand_yuan", "demand_kw", at_least=MIN_PAYERS),
    }.items():
        named = prices.select("volt_code", **{f"{name}_price": prices.price, f"{name}_payers": prices.payers})
        found = found.left_join(named, "volt_code").drop("volt_code_right")
    is_demand = (found.mode == BasicCalcMode.BY_DEMAND).fill_null(False)
    return found.mutate(
        price=is_demand.ifelse(found.full_price.coalesce(found.any_price), found.capacity_price),
        payers=is_demand.ifelse(
            found.full_price.notnull().ifelse(found.full_payers, found.any_payers), found.capacity_payers
        ),
    )


def _with_expected(found: Any, tol: float, day: date) -> Any:
    """Return the customers with what they owe, how far the bill misses it, and the sum in words."""
    found = _with_capacity_charge(_with_demand_charge(found, tol, day))
    is_capacity, is_demand = found.mode == BasicCalcMode.BY_CAPACITY, found.mode == BasicCalcMode.BY_DEMAND
    demand_miss = (found.demand_owed - found.charged_yuan).abs()
    found = found.mutate(
        expected_yuan=ibis.cases((is_capacity, found.capacity_owed), (is_demand, found.demand_owed)),
        miss_yuan=ibis.cases((is_capacity, found.capacity_miss), (is_demand, demand_miss)),
    )
    return found.mutate(kva_days=to_places(found.both_days, 6), terms=_terms(found, day))


def _with_capacity_charge(found: Any) -> Any:
    """Return the customers with the charge by capacity, by days where machines were started or stopped.

    `capacity_miss` is how far the bill lies from the nearest of the accepted ways of counting days.
    """
    days = exact(found.month_days)
    found = found.mutate(
        whole=capacity_charge_expr(found.run_cap, found.price),
        **{
            f"owed_{counting.name}": partial_month_charge_expr(found[counting.name], found.price, 1, days)
            for counting in COUNTINGS
        },
    )
    has_days = found.both_days.notnull()
    misses = [(found[f"owed_{counting.name}"] - found.charged_yuan).abs() for counting in COUNTINGS]
    return found.mutate(
        capacity_owed=has_days.ifelse(found.owed_both_days, found.whole),
        capacity_miss=has_days.ifelse(ibis.least(*misses), (found.whole - found.charged_yuan).abs()),
    )


def _with_demand_charge(found: Any, tol: float, day: date) -> Any:
    """Return the customers with the charge by demand, at the multiplier that the bill seems to apply."""
    multipliers = (number(1), DISCOUNT_MULTIPLIER.on_column(day))
    actual_kw = found.read_kw.coalesce(found.bill_kw)
    full, discounted = (
        contract_demand_charge_expr(found.bill_kw, actual_kw, found.price, day, k) for k in multipliers
    )
    # whether what exceeds the contract is discounted, too, the notices do not say: both are accepted
    found = found.mutate(full=full, discounted=discounted, wholly=to_fen(exact(full) * multipliers[1]))
    charged = found.charged_yuan
    is_wholly = ((found.wholly - charged).abs() <= number(tol)) & (charged > 0)
    earned = demand_price_multiplier_expr(found.kwh, found.contract_cap, day) == multipliers[1]
    without_excess = exact(found.bill_kw) * found.price
    full_miss, discounted_miss = ((without_excess * k - charged).abs() for k in multipliers)
    has_discount: Any = ibis.cases(
        (charged == 0, earned.fill_null(False)),
        ((found.full - charged).abs() <= number(tol), False),
        ((found.discounted - charged).abs() <= number(tol), True),
        (is_wholly, True),
        else_=(discounted_miss < full_miss).fill_null(False),
    )
    return found.mutate(
        demand_owed=ibis.cases(
            (has_discount & is_wholly, found.wholly), (has_discount, found.discounted), else_=found.full
        ),
        multiplier=(found.mode == BasicCalcMode.BY_DEMAND).ifelse(
            has_discount.ifelse(multipliers[1], number(1)), None
        ),
    )


def _terms(found: Any, day: date) -> Any:
    """Return the sum that gives the expected charge, in words."""
    price, kw = as_text(found.price), as_text(found.bill_kw)
    whole = price.concat(" × ", as_text(found.run_cap))
    by_days = price.concat(" × ", as_text(found.both_days), " ÷ ", found.month_days.cast("string"))
    demand = kw.concat(" × ", price, " × ", as_text(found.multiplier))
    tolerance, times = DEMAND_TOLERANCE.on_column(day), DEMAND_EXCESS_TIMES.on_column(day)
    above = kw.concat(") × ", times.cast("string"), " × ", price)
    excess = demand.concat(" + (", as_text(found.read_kw), " − ", tolerance.cast("string"), " × ", above)
    exceeds = exact(found.read_kw) > exact(found.bill_kw) * tolerance
    return ibis.cases(
        ((found.mode == BasicCalcMode.BY_CAPACITY) & found.both_days.notnull(), by_days),
        (found.mode == BasicCalcMode.BY_CAPACITY, whole),
        ((found.mode == BasicCalcMode.BY_DEMAND) & exceeds, excess),
        (found.mode == BasicCalcMode.BY_DEMAND, demand),
    )
