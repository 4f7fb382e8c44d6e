"""What plants do to connections (业扩): applications that follow a plan of steps, moved, cut short or incomplete."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from demo.business import (
    STEPS,
    application,
    customer_class,
    reliability_fee,
    step,
    steps,
    working_day,
)
from demo.cases import Change, Side, accused
from demo.law import PROMISED_DAYS
from demo.profiles import HOME, SHOP, SMALL_PLANT, Profile
from demo.stage import Play, Role, Row
from models.calendar import is_working_day

ROUNDS = (("A09", "A10"), ("A11", "A12"), ("A14", "A15"))
"""What is handed in, and with what it is answered: design, midway inspection, final test."""
Plan = tuple[tuple[str, int, int], ...]
Then = Callable[[Role, dict[str, Row]], object]
"""What happens to the steps of an application, by number, once they are there."""
GROWTH = {"01": "109", "02": "110", "03": "111", "04": "111"}
OF_CLASS: dict[str, tuple[Profile, dict[str, Any]]] = {
    "01": (HOME, {}),
    "02": (SHOP, {}),
    "03": (SMALL_PLANT, {}),
    "04": (SMALL_PLANT, {"source_count": "2", "supply_mode": "21"}),
}
"""Who has applications of a class (ACCEPT_CONS_CODE): home, low voltage, one source, two sources."""


def delayed(plan: Plan, step_no: str, end: int) -> Plan:
    """Return a plan in which a step ends on another working day, and everything after it moves along."""
    place = [name for name, _, _ in plan].index(step_no)
    more = end - plan[place][2]
    moved = tuple((name, begin + more, finish + more) for name, begin, finish in plan[place + 1 :])
    return (*plan[:place], (step_no, min(plan[place][1], end), end), *moved)


def moved(plan: Plan, step_no: str, more: int) -> Plan:
    """Return a plan in which a step and everything after it happen so many working days later."""
    place = [name for name, _, _ in plan].index(step_no)
    return (*plan[:place], *((name, begin + more, end + more) for name, begin, end in plan[place:]))


def without(plan: Plan, *step_nos: str) -> Plan:
    """Return a plan that leaves steps out."""
    return tuple(item for item in plan if item[0] not in step_nos)


def handed_in(plan: Plan, asked: str, done: str, begin: int, days: int) -> Plan:
    """Return a plan in which something is handed in (again) on a working day, and answered so many later."""
    return (*plan, (asked, begin, begin), (done, begin, begin + days))


def reviewed_again(cust_class: str, days: int) -> Plan:
    """Return the plan of a class in which a (further) review of the design takes so many working days."""
    plan = STEPS[cust_class]
    end = {name: day for name, _, day in plan}
    begin, then = (end["A10"] + 1, "A11") if "A10" in end else (end["A05"], "A14")
    return handed_in(moved(plan, then, days), "A09", "A10", begin, days)


def until(plan: Plan, step_no: str) -> Plan:
    """Return a plan that has come as far as a step."""
    return plan[: [name for name, _, _ in plan].index(step_no) + 1]


def ready(plan: Plan) -> int:
    """Return the working day on which both the final test and the contract are done."""
    return max(end for name, _, end in plan if name in ("A15", "A16"))


def utility_days(cust_class: str, plan: Plan) -> int:
    """Return the working days of a plan that are the utility's own; of a resident, all until power is on."""
    end = {name: day for name, _, day in plan}
    powered = end.get("A18", end.get("A45", 0))
    if cust_class == "01":
        return powered
    legs = [end.get("A05", 0)]
    for asked, done in ROUNDS:
        begun = [day for name, day, _ in plan if name == asked]
        answered = [day for name, _, day in plan if name == done]
        legs += [last - first for first, last in zip(begun, answered, strict=False)]
    if powered and "A15" in end:
        legs.append(max(0, powered - max(end["A15"], end.get("A16", 0))))
    return sum(legs)


def too_long(cust_class: str, plan: Plan) -> list[Side]:
    """Return what the whole of a plan is accused of beside its parts, where it is longer than promised."""
    days, promised = utility_days(cust_class, plan), PROMISED_DAYS[cust_class]
    return [Side("BIZ-06", note=f"合计{days}个工作日", of=last_application)] if days > promised else []


def opened(play: Play, days: int) -> date:
    """Return the day after which so many working days have passed at the data end."""
    return working_day(play.as_of, -days - (not is_working_day(play.as_of)))


def apply(role: Role, plan: Plan, accept: date, **other: Any) -> Row:
    """Add an application that follows a plan; archived if the plan ends with its archiving."""
    number = role.play.number(17, "1")
    done = steps(number, accept, plan, role.clerk().emp_no)
    by_no = {row["step_no"]: row["end_time"] for row in done}
    powered = by_no.get("A18") or by_no.get("A45")
    facts: dict[str, Any] = {
        "power_date": powered.date() if powered else None,
        "archive_date": by_no["A22"].date() if "A22" in by_no else None,
        "status": "02" if "A22" in by_no else "01",
    }
    app_type = other.pop("app_type", GROWTH[customer_class(role.archive)])
    row = application(
        role.archive, number, app_type, datetime.combine(accept, time(8, 40)), **(facts | other)
    )
    role.rows["applications"].append(row)
    role.rows["application_steps"] += done
    if customer_class(role.archive) == "04":
        role.rows["business_fees"].append(reliability_fee(role.archive, number, accept))
    return row


def connected(plan: Plan, accept: date, then: Then | None = None, **other: Any) -> Change:
    """Return the change that adds an application that follows a plan."""

    def change(role: Role) -> Row:
        row = apply(role, plan, accept, **other)
        if then:
            then(role, steps_of(role))
        return accused("application", row["app_no"])

    return change


def last_application(role: Role) -> Row:
    """Return the last application of a customer as what is to be found."""
    return accused("application", role.rows["applications"][-1]["app_no"])


def steps_of(role: Role) -> dict[str, Row]:
    """Return the steps of a customer's last application by number."""
    app_no = role.rows["applications"][-1]["app_no"]
    return {row["step_no"]: row for row in role.rows["application_steps"] if row["app_no"] == app_no}


def add_step(role: Role, step_no: str, day: date, hour: int = 10) -> Row:
    """Add a step to a customer's last application, done on a day."""
    at = datetime.combine(day, time(hour))
    row = step(role.rows["applications"][-1]["app_no"], step_no, at, at, "")
    role.rows["application_steps"].append(row)
    return row


def with_step(step_no: str, day: date) -> Then:
    """Return what adds a step done on a day."""
    return lambda role, done: add_step(role, step_no, day)


def powered_by(app_type: str, accept: date, plan: Plan) -> dict[str, Any]:
    """Return the facts of a customer who was connected by an application of a day."""
    powered = working_day(accept, next(end for name, _, end in plan if name == "A18"))
    return {"build_date": powered, "power_on_date": powered} | (
        {"tmp_flag": "01"} if app_type == "105" else {}
    )
