"""The charges of violations and theft (违约使用电费) worked out again, beside what was charged."""

from typing import Any

import ibis

from analytics.fact import Tables
from analytics.regulation.money import exact, to_fen
from analytics.regulation.violation import (
    TAMPERING_TYPES,
    is_under_2024_rules_expr,
    multiple_expr,
    tampering_due_expr,
    tampering_unit_yuan_expr,
)
from data_loaders.codes.customers import PriceType
from data_loaders.codes.service import ViolationAttr


def recomputed_penalties(t: Tables) -> Any:
    """Return the cases up to the day whose charge can be worked out again, as a multiple or as whole units.

    A case may be both. Where only a ceiling binds (the rules of 2024), what is due is that ceiling.

    Shapes: the columns of `violations`, is_new (under the rules of 2024), multiple, exact_due (of a multiple,
    unrounded), due_yuan, unit_yuan (null of a multiple), rule.

    Source: INS-08, precise reading.
    """
    cases = t.violations.filter(t.violations.occur_time.date() <= t.as_of)
    cases = cases.left_join(t.customers, "cons_no").drop("cons_no_right")
    cases = cases.mutate(
        is_new=is_under_2024_rules_expr(cases.occur_time),
        multiple=multiple_expr(
            cases.attr, cases.vtype, cases.pricing_policy == PriceType.TWO_PART, cases.occur_time
        ),
    )
    of_multiples = cases.filter(cases.add_amt > 0, cases.penalty_amt.notnull(), cases.multiple.notnull())
    due = exact(of_multiples.add_amt) * of_multiples.multiple
    of_multiples = of_multiples.mutate(
        exact_due=due,
        due_yuan=to_fen(due),
        unit_yuan=ibis.null("decimal(18, 0)"),
        rule=ibis.ifelse(of_multiples.is_new, "不高于", "应为"),
    )
    of_units = cases.filter(
        cases.attr == ViolationAttr.BREACH, cases.vtype.isin(TAMPERING_TYPES), cases.penalty_amt > 0
    )
    of_units = of_units.mutate(
        unit_yuan=tampering_unit_yuan_expr(of_units.cons_sort_code, of_units.occur_time)
    )
    of_units = of_units.filter(of_units.unit_yuan.notnull())
    of_units = of_units.mutate(
        exact_due=ibis.null(of_multiples.exact_due.type()),
        due_yuan=to_fen(tampering_due_expr(of_units.penalty_amt, of_units.unit_yuan)),
        rule=ibis.literal("应为"),
    )
    return of_multiples.union(of_units.select(*of_multiples.columns))
