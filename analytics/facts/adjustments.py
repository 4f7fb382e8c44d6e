"""Adjustments (退补) of the last twelve months that count, and what who approved them may approve.

Source: BIZ-14, precise reading.
"""

from typing import Any

import ibis

from analytics.fact import Tables
from data_loaders.codes.charges import AdjustRs, AmtType
from models.calendar import add_months_to_date

SUPERVISORS = r"主任|所长|专责|主管"
CITY_DIGITS, COUNTY_DIGITS = 5, 7


def adjustments_in_force(t: Tables) -> Any:
    """Return the adjustments of twelve months, neither withdrawn nor of policy, with their approver's level.

    What one order adjusts on one day is one adjustment, however many months it takes back and bills anew.

    Shapes: the columns of `adjustments`, position and approver_level (null where unit and position do not tell),
    times_12m (of the customer).
    """
    rows = t.adjustments
    rows = rows.filter(
        rows.rs_date.between(add_months_to_date(t.as_of, -12), t.as_of),
        (rows.rs_flag != AdjustRs.WITHDRAWN).fill_null(True),
        (rows.rs_class != AmtType.ADJUSTMENT_POLICY).fill_null(True),
    )
    rows = rows.mutate(
        approver=rows.approver.strip().nullif(""), person_resp=rows.person_resp.strip().nullif("")
    )
    levels = _levels(t.staff)
    rows = rows.left_join(levels, rows.approver == levels.emp_no)
    counted = rows.filter(rows.cons_no.notnull())
    order = counted.app_no.concat(" ", counted.rs_date.cast("string"))
    counts = counted.group_by("cons_no").agg(times_12m=order.nunique() + order.isnull().sum().fill_null(0))
    return rows.left_join(counts, "cons_no").drop("cons_no_right")


def _levels(staff: Any) -> Any:
    digits = staff.org_code.length()
    level = ibis.cases(
        (staff.org_code.isnull(), ibis.null("int8")),
        (digits == CITY_DIGITS, 3),
        (digits == COUNTY_DIGITS, 2),
        else_=staff.position.re_search(SUPERVISORS).cast("int8"),
    )
    levels = staff.mutate(level=level)
    return levels.group_by("emp_no").agg(position=levels.position.max(), approver_level=levels.level.max())
