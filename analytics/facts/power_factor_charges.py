"""The power factor adjustment (力调电费) that customers owe by their bills' energy and charges, beside what was charged."""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.facts.bills import (
    bills_of,
    has_basic_charge,
    in_force,
    stated_power_factor,
    with_charges,
    without_feed_in,
)
from analytics.regulation.money import exact, number, to_fen, to_places
from analytics.regulation.power_factor import STANDARDS, adjustment_pct_expr, power_factor_expr
from data_loaders.codes.customers import PfEvalMode
from models.calendar import last_day

HOUSEHOLD = ("active_kwh", "reactive_kvarh", "pf", "actual_pf", "pf_yuan", "pf_eval_mode")


def owed_adjustments(t: Tables, *, includes_funds: bool) -> Any:
    """Return what each assessed customer's bills of the period say of the adjustment, and what they should.

    The charges that take part are those of the rows with a standard, with the levies only if that is said. Who has
    several bills a month at one price may find the standard on the last alone: it is for the month. What is fed in
    (`without_feed_in`) was not used. A customer with
    several standards has the sum over them; rate and coefficient are null then.

    Facts: levies_inside.

    Shapes: cons_no, standards (how many), active_kwh, reactive_kvarh, pf, actual_pf, pf_eval_mode, pf_std, rate_pct,
    factor, factor_pct, rate_gap, levy_inside, energy_yuan, basic_yuan, base_yuan, expected_yuan, pf_yuan.

    Source: TAR-07, precise reading; (83)水电财字第215号.
    """
    bills = bills_of(t, [t.period])
    standards = [number(standard) for standard in STANDARDS.values() if standard]
    # few customers have a standard: all columns are read of these alone
    few = bills.filter(bills.pf_std.isin(standards)).select("cons_no")
    rows = with_charges(t, bills.semi_join(few, "cons_no")).alias("bills_of_assessed")
    assessed = rows.filter(rows.pf_std.isin(standards))
    assessed = assessed.union(_earlier_bills(rows, assessed))
    house = _households(t, without_feed_in(t, rows).semi_join(assessed, "cons_no"))
    lines = _lines(t, assessed, includes_funds).inner_join(house, "cons_no")
    lines = lines.mutate(rate_pct=adjustment_pct_expr(lines.pf_std, lines.pf, last_day(t.period)))
    rate = lines.rate_pct * number("0.01")
    is_waived = _is_waived(lines.pf_eval_mode, lines.rate_pct).fill_null(False)
    is_printed_as_none = is_waived & (lines.factor == 0)
    lines = lines.mutate(
        owed_yuan=to_fen(exact(lines.base_yuan) * rate),
        rate_gap=ibis.ifelse(is_printed_as_none, number("0.0000"), (lines.factor - rate).abs()),
    )
    summed = lines.group_by("cons_no").agg(
        standards=lines.count(),
        **{name: lines[name].max() for name in (*HOUSEHOLD, "pf_std", "rate_pct", "factor", "rate_gap")},
        levy_inside=lines.levy_inside.any(),
        **{name: lines[name].sum() for name in ("energy_yuan", "basic_yuan", "base_yuan", "owed_yuan")},
    )
    is_one = summed.standards == 1
    owed = to_fen(summed.owed_yuan)
    return summed.mutate(
        expected_yuan=ibis.ifelse(_is_waived(summed.pf_eval_mode, owed), to_fen(number(0)), owed),
        rate_pct=is_one.ifelse(summed.rate_pct, None),
        factor_pct=is_one.ifelse(to_places(summed.factor * 100, 4), None),
    )


def _earlier_bills(rows: Any, assessed: Any) -> Any:
    """Return a customer's bills without a standard at a price at which others of the month have one, with that one."""
    said = assessed.filter(assessed.prc_code.notnull()).group_by("cons_no", "prc_code")
    said = said.agg(standard=lambda one: one.pf_std.max(), standards=lambda one: one.pf_std.nunique())
    unsaid = rows.filter(rows.pf_std.fill_null(0) == 0)
    unsaid = unsaid.inner_join(said.filter(said.standards == 1), ["cons_no", "prc_code"])
    return unsaid.mutate(pf_std=unsaid.standard).select(*rows.columns)


def _households(t: Tables, rows: Any) -> Any:
    """Return each customer's energy, power factor and charge in the period: the columns of HOUSEHOLD."""
    has_pf_amt = t.has("bills.pf_amt")
    charged = to_fen(exact(rows.pf_amt.fill_null(0)).sum())
    house = rows.group_by("cons_no").agg(
        active_kwh=rows.total_pq.sum(),
        reactive_kvarh=rows.rp_pq.sum(),
        actual_pf=stated_power_factor(rows),
        pf_yuan=charged if has_pf_amt else ibis.null("decimal(18, 2)"),
    )
    house = house.filter(house.active_kwh > 0)
    if not t.has("bills.rp_pq"):
        house = house.mutate(pf=to_places(house.actual_pf, 2))
    else:
        house = house.mutate(pf=power_factor_expr(house.active_kwh, house.reactive_kvarh))
    house = house.left_join(t.customers.select("cons_no", "pf_eval_mode"), "cons_no").drop("cons_no_right")
    return house.filter(house.pf.notnull())


def _lines(t: Tables, rows: Any, includes_funds: bool) -> Any:
    """Return the charges of the rows that take part in the adjustment, by customer and standard."""
    energy: Any = rows.energy_yuan.fill_null(0)
    basic: Any = rows.basic_yuan.fill_null(0)
    base = energy + basic + exact(rows.levy_amt).fill_null(0) if includes_funds else energy + basic
    if not has_basic_charge(t):
        energy = basic = rows.pf_adj_base.nullif(rows.pf_adj_base)
        base = exact(rows.pf_adj_base)
    return rows.group_by("cons_no", "pf_std").agg(
        levy_inside=rows.levy_inside.any(),
        factor=in_force(rows, "pf_adj_factor"),
        energy_yuan=to_fen(energy.sum()),
        basic_yuan=to_fen(basic.sum()),
        base_yuan=to_fen(base.sum()),
    )


def _is_waived(pf_eval_mode: Any, owed: Any) -> Any:
    """Return whether the mode of evaluation (只奖不罚、只罚不奖) waives a charge or a reduction."""
    return ((pf_eval_mode == PfEvalMode.ONLY_REWARD) & (owed > 0)) | (
        (pf_eval_mode == PfEvalMode.ONLY_PENALTY) & (owed < 0)
    )
