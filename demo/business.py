"""Applications (业扩) and their steps, as rows; the steps keep their limits unless somebody moves them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from data_loaders.catalog import code_lists
from demo.stage import Row
from models.calendar import add_working_days

# step, working days after acceptance: begin and end
HOME_STEPS = (
    ("A01", 0, 0), ("A02", 0, 1), ("A05", 1, 1), ("A14", 2, 2), ("A15", 2, 2), ("A16", 2, 2), ("A17", 3, 3),
    ("A18", 3, 3), ("A22", 3, 4),
)  # fmt: skip
LOW_STEPS = (
    ("A01", 0, 0), ("A02", 0, 1), ("A05", 1, 2), ("A14", 3, 3), ("A15", 3, 4), ("A16", 4, 4), ("A17", 5, 5),
    ("A18", 5, 5), ("A22", 5, 6),
)  # fmt: skip
HIGH_STEPS = (
    ("A01", 0, 0), ("A02", 1, 3), ("A03", 3, 6), ("A04", 6, 7), ("A05", 7, 8), ("A09", 20, 20), ("A10", 20, 25),
    ("A11", 30, 30), ("A12", 30, 32), ("A14", 40, 40), ("A15", 40, 43), ("A16", 43, 44), ("A17", 45, 46),
    ("A18", 46, 47), ("A22", 47, 49),
)  # fmt: skip
DOUBLE_STEPS = (
    ("A01", 0, 0), ("A02", 1, 5), ("A03", 5, 10), ("A04", 10, 13), ("A05", 13, 15), ("A09", 30, 30),
    ("A10", 30, 35), ("A11", 40, 40), ("A12", 40, 42), ("A14", 50, 50), ("A15", 50, 53), ("A16", 53, 54),
    ("A17", 55, 56), ("A18", 56, 57), ("A22", 57, 59),
)  # fmt: skip
STEPS = {"01": HOME_STEPS, "02": LOW_STEPS, "03": HIGH_STEPS, "04": DOUBLE_STEPS}
POWERED = "A18"
RELIABILITY_FEE, RELIABILITY_YUAN_PER_KVA = "02", 210


def customer_class(archive: Mapping[str, Any]) -> str:
    """Return the class (ACCEPT_CONS_CODE) that a customer's application has."""
    if archive["cons_sort_code"] == "01":
        return "04" if archive["source_count"] in ("2", "3") else "03"
    return "01" if archive["elec_type_code"] in ("200", "201", "202") else "02"


def new_connection_type(archive: Mapping[str, Any]) -> str:
    """Return the kind of application by which such a customer was connected."""
    if archive["tmp_flag"] in ("01", "02"):
        return "105"
    return {"03": "101", "02": "102", "01": "104"}[archive["cons_sort_code"]]


def application(
    archive: Mapping[str, Any], app_no: str, app_type: str, accept: datetime, **other: Any
) -> Row:
    """Return an application of a customer, archived unless said otherwise."""
    straight = (
        "org_code",
        "cons_no",
        "cons_name",
        "elec_addr",
        "trade_code",
        "volt_code",
        "elec_type_code",
        "source_count",
    )
    row = {name: archive.get(name) for name in straight}
    row |= {
        "app_no": app_no,
        "app_type": app_type,
        "app_mode": "06",
        "cust_class": customer_class(archive),
        "app_cap": archive["contract_cap"],
        "total_cap": archive["contract_cap"],
        "accept_time": accept,
        "return_flag": False,
        "terminate_flag": False,
        "status": "02",
    }
    return row | other


def steps(app_no: str, accept: date, plan: Sequence[tuple[str, int, int]], handler: str) -> list[Row]:
    """Return the steps of an application on their working days after acceptance."""
    return [
        step(app_no, step_no, _moment(accept, begin, 2 * place), _moment(accept, end, 2 * place + 1), handler)
        for place, (step_no, begin, end) in enumerate(plan)
    ]


def step(app_no: str, step_no: str, begin: datetime, end: datetime | None, handler: str) -> Row:
    """Return one step."""
    return {
        "app_no": app_no,
        "step_no": step_no,
        "step_name": code_lists()["PRC_ACT_A"][step_no],
        "begin_time": begin,
        "end_time": end,
        "sub_flag": False,
        "handler": handler,
    }


def _moment(accept: date, workdays: int, order: int) -> datetime:
    return datetime.combine(working_day(accept, workdays), time(9)) + timedelta(minutes=13 * order)


def reliability_fee(archive: Mapping[str, Any], app_no: str, day: date, **other: Any) -> Row:
    """Return the fee that a customer of several sources pays for all of them but the largest."""
    amount = archive["contract_cap"] / 2 * RELIABILITY_YUAN_PER_KVA
    own = {name: archive[name] for name in ("org_code", "cons_no")} | {"app_no": app_no, "date": day}
    return own | {"fee_type": RELIABILITY_FEE, "std_amt": amount, "rcved_amt": amount} | other


@cache
def working_day(day: date, n: int) -> date:
    """Return the nth working day after a day."""
    return add_working_days(day, n)


def connected_on(power_on: date, plan: Sequence[tuple[str, int, int]]) -> date:
    """Return the day on which an application was accepted that ended with power on this day."""
    powered = next(end for step_no, _, end in plan if step_no == POWERED)
    return working_day(power_on, -powered)


def new_connection(archive: Mapping[str, Any], app_no: str, handler: str) -> tuple[Row, list[Row]]:
    """Return the archived application by which a customer was connected on its power-on date."""
    plan, power_on = STEPS[customer_class(archive)], archive["power_on_date"]
    accept = connected_on(power_on, plan)
    found = steps(app_no, accept, plan, handler)
    for row in found:
        # a connection on a day off is a day off in the records, too
        if row["step_no"] == POWERED:
            row["end_time"] = datetime.combine(power_on, row["end_time"].time())
            row["begin_time"] = min(row["begin_time"], row["end_time"])
    archived = found[-1]["end_time"].date()
    row = application(
        archive, app_no, new_connection_type(archive), datetime.combine(accept, time(8, 40)),
        power_date=power_on, archive_date=archived,
    )  # fmt: skip
    return row, found
