"""BIZ-08 体外循环(先送电后走流程)

Meters, bills and energy a day before the final test, and on its day.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.business import STEPS, working_day
from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import changed, together
from demo.connecting import connected, last_application, powered_by, until, without
from demo.profiles import SHOP
from demo.rewriting import fen
from demo.stage import Play, Role

METER, BILL, USE, UNMETERED = "装表早于门槛日", "账单早于门槛日", "用电早于门槛日", "用电早于装表"
PLAN = STEPS["02"]
TESTED, POWERED = (next(end for name, _, end in PLAN if name == step_no) for step_no in ("A15", "A18"))


def cases(play: Play) -> Sequence[Case]:
    """Return new connections; the amount is what was used before power was on, at the first bill's price."""
    accept = play.day(9, -7)
    return [*on_both_sides(accept), *told_otherwise(play, accept), *not_judged(accept)]


def on_both_sides(accept: date) -> Iterator[Case]:
    """Yield signs of power on the day before the final test, and on its day."""
    tested, powered = working_day(accept, TESTED), working_day(accept, POWERED)
    before = tested - timedelta(days=1)
    bad, ok = partial(wrong, profile=SHOP, facts=new(accept)), partial(fine, profile=SHOP, facts=new(accept))
    metered = partial(changed, "meters")
    yield bad("竣检前一日装表", change=by_process(accept, metered(inst_date=before)), branch=METER)
    yield ok("竣检当日装表", change=by_process(accept, metered(inst_date=tested)))
    issued = partial(changed, "bills")
    yield bad("竣检前一日发行首张账单", change=by_process(accept, issued(release_date=before)), branch=BILL)
    yield ok("竣检当日发行首张账单", change=by_process(accept, issued(release_date=tested)))
    early = by_process(accept, used({before: "3.3", tested: "4.4", powered: "900"}))
    yield bad("竣检前一日起用电", change=early, amount=worth("7.7"), branch=USE)
    unmetered = by_process(accept, used({tested: "12.5"}))
    yield bad("竣检后、装表前一日用电", change=unmetered, amount=worth("12.5"), branch=UNMETERED)
    yield ok("装表当日用电", change=by_process(accept, used({before: "0", powered: "8"})))


def told_otherwise(play: Play, accept: date) -> Iterator[Case]:
    """Yield applications that have no final test, or not yet."""
    lacking = without(PLAN, "A15")
    no_test = Side("BIZ-07", note="归档而缺竣工验收", of=last_application)
    for days, make in ((1, partial(wrong, branch=METER)), (0, fine)):
        change = by_process(accept, changed("meters", inst_date=accept - timedelta(days=days)), plan=lacking)
        yield make(f"无竣工验收,受理前{days}日装表", SHOP, new(accept), change, also=[no_test])
    days = {play.ago(20): "30", play.ago(1): "5.05"}
    opened = by_process(play.ago(3), used(days), plan=until(PLAN, "A01"))
    facts = new(play.day(9, -3))
    yield wrong("用电多日才受理,尚在途", SHOP, facts, opened, worth("35.05"), branch=USE)


def not_judged(accept: date) -> Iterator[Case]:
    """Yield customers who had a meter already, whose meter was replaced, or who gave up."""
    early = changed("meters", inst_date=accept - timedelta(days=30))
    ok = partial(fine, profile=SHOP, facts=new(accept))
    yield ok("增容,原有电能表", change=by_process(accept, early, app_type="110"))
    gone = by_process(accept, early, status="03", terminate_flag=True)
    temporary = connected(PLAN, accept - timedelta(days=180), app_type="105")
    yield ok("新装已中止", change=gone)
    yield ok("先临时用电,后正式新装", change=together(temporary, by_process(accept, early)))
    archived = working_day(accept, 6)
    replaced = changed("meters", inst_date=archived + timedelta(days=1))
    first_used = used({working_day(accept, POWERED): "6"})
    yield ok("归档次日换表", change=by_process(accept, together(replaced, first_used)))


def new(accept: date) -> dict[str, Any]:
    """Return the facts of a shop that was connected by an application of a day."""
    return powered_by("102", accept, PLAN)


def by_process(accept: date, sign: Change, plan: Any = PLAN, app_type: str = "102", **other: Any) -> Change:
    """Return the change that adds an application and a sign of power."""
    return together(sign, connected(plan, accept, app_type=app_type, **other))


def used(days: dict[date, str]) -> Change:
    """Return the change that adds what was used on some days."""

    def change(role: Role) -> None:
        for day, kwh in days.items():
            role.add(
                "daily_usage",
                asset_no=role.meter["asset_no"],
                data_date=day,
                day_pq=Decimal(kwh),
                succ_flag="1",
            )

    return change


def worth(kwh: str) -> Any:
    """Return what so much energy is worth at the price of the customer's first bill."""

    def amount(role: Role) -> Decimal:
        first = min(role.rows["bills"], key=lambda bill: bill["release_date"])
        return fen(Decimal(kwh) * first["total_amt"] / first["total_pq"])

    return amount
