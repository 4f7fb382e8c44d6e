"""What plants do to adjustments (退补): one of a day, approved at a level, and the bill that charges it."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from demo.events import adjustment_bill
from demo.stage import Role, Row
from models.calendar import month_of


def adjust(role: Role, amount: Decimal, approver: str, on: date, **other: Any) -> Row:
    """Add an adjustment, and the bill that charges it."""
    number, person = role.play.number(17, "3"), role.clerk("核算班").emp_no
    row = role.add(
        "adjustments",
        **{
            "rs_id": f"T{number}",
            "app_no": number,
            "rs_date": on,
            "rs_flag": "3",
            "rs_class": "0202",
            "rs_reason": "电价执行差错,核实后更正",
            "rs_pq": Decimal(0),
            "rs_amt": amount,
            "person_resp": person,
            "approver": approver_of(role, person)[approver],
            "approve_time": datetime.combine(on, time(16)),
        }
        | other,
    )
    if row["rs_flag"] != "0" and month_of(on) in role.play.months:
        role.rows["bills"].append(adjustment_bill(role.archive, on, row["rs_class"], row["rs_pq"], amount))
    return row


def approver_of(role: Role, person: str) -> dict[str, str | None]:
    """Return who may have approved, by level."""
    offices = role.play.offices
    return {
        "self": person,
        "none": role.clerk("营业班").emp_no,
        "station": role.station.of("供电所管理")[0].emp_no,
        "county": offices.above(role.org_code[:7])[0].emp_no,
        "city": offices.above(role.org_code[:5])[0].emp_no,
        "stranger": "099999999",
        "nobody": None,
    }
