"""What a customer's month would have cost on the other tariff: a single price, or two parts.

No export says it. The month's energy of each time of day is priced as customers of the other tariff at the same
voltage are billed (`time_prices`), with the customer's own power factor and levies.
"""

from typing import Any

from analytics.fact import Tables
from analytics.facts.bills import bills_of, in_force, with_charges
from analytics.facts.time_prices import SLOTS, with_slots
from analytics.facts.unit_prices import with_voltage
from analytics.regulation.money import exact, number, ratio, to_fen


def billed_month(t: Tables, customers: Any) -> Any:
    """Return what these customers were billed in the period: energy by time of day, charges, what is in force.

    Facts: levies_inside.

    Shapes: cons_no, SLOTS, prc_code, billed_volt_code, basic_yuan, pf_adj_factor (0 where none is known),
    levy_yuan and charged_yuan (to the fen).
    """
    rows = with_slots(with_charges(t, bills_of(t, [t.period])).semi_join(customers, "cons_no"))
    billed = rows.group_by("cons_no").agg(
        **{name: rows[name].sum() for name in SLOTS},
        prc_code=rows.prc_code.max(),
        billed_volt_code=rows.volt_code.max(),
        base_yuan=(rows.energy_yuan.fill_null(0) + rows.basic_yuan.fill_null(0)).sum(),
        basic_yuan=rows.basic_yuan.sum(),
        pf_yuan=exact(rows.pf_amt.fill_null(0)).sum(),
        stated_factor=in_force(rows, "pf_adj_factor"),
        levy_yuan=to_fen(exact(rows.levy_amt.fill_null(0)).sum()),
        charged_yuan=to_fen(exact(rows.total_amt).sum()),
    )
    factor = billed.stated_factor.coalesce(ratio(billed.pf_yuan, billed.base_yuan, 6))
    return billed.mutate(pf_adj_factor=factor.fill_null(0))


def priced_bills(t: Tables) -> Any:
    """Return the normal bills of the period that prices are solved from: SLOTS, charges, volt_code.

    Facts: levies_inside.
    """
    return with_slots(with_voltage(with_charges(t, bills_of(t, [t.period])), t.customers))


def recomputed_yuan(rows: Any, base_yuan: Any) -> Any:
    """Return a month's whole charge, to the fen, of energy and basic charge and what `billed_month` tells."""
    return to_fen(base_yuan * (number(1) + rows.pf_adj_factor) + rows.levy_yuan)
