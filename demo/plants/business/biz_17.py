"""BIZ-17 变更用电(暂停/减容/过户)流程异常

Changes that took effect a day before they were asked for, and on that day; transfers with debts; capacity that grew.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Amount, Case, Change, accused, fine, wrong
from demo.changes import changed, together
from demo.connecting import last_application
from demo.paying import leave_unpaid, receivable_of
from demo.profiles import DEMAND_PLANT, MALL, PLANT, STORE
from demo.rewriting import change_application, fen
from demo.stage import PAID, Play, Role, Row
from models.calendar import days_in_month, month_of

EARLY, RESUMED, OWED, SPLIT, MERGED = "A 倒签", "B 先恢复后申请", "C 欠费过户", "D 分户容量", "E 并户容量"
PART = Decimal(100)


def cases(play: Play) -> Sequence[Case]:
    """Return changes; the amount is the basic charge of the days before acceptance, or the debts."""
    return [*backdated(play), *told_by_machines(play), *transferred(play), *split(play), *merged(play)]


def backdated(play: Play) -> Iterator[Case]:
    """Yield changes that took effect before they were asked for, and on the same day."""
    begin, accept = play.day(28, -5), play.day(3, -4)
    names = {"201": "减容", "202": "减容恢复", "203": "暂停", "204": "暂停恢复"}
    for app_type, name in names.items():
        branch = RESUMED if app_type in ("202", "204") else EARLY
        change = asked(app_type, begin, accept)
        yield wrong(f"{name}生效早于受理,跨月", PLANT, {}, change, basic_charge(begin, accept), branch=branch)
    yesterday = accept - timedelta(days=1)
    change = asked("203", yesterday, accept)
    yield wrong("暂停早于受理1天", PLANT, {}, change, basic_charge(yesterday, accept), branch=EARLY)
    yield fine("暂停当日受理", PLANT, {}, asked("203", accept, accept))
    by_demand = asked("203", begin, accept)
    yield wrong("按需量计收的暂停倒签,无金额", DEMAND_PLANT, {}, by_demand, branch=EARLY)
    yield wrong("改类倒签", STORE, {}, asked("215", begin, accept), branch=EARLY)
    yield wrong("复装先于申请", MALL, {}, asked("209", begin, accept), branch=RESUMED)
    yield fine("暂停倒签,已中止", PLANT, {}, asked("203", begin, accept, status="03", terminate_flag=True))
    yield fine("更名不在范围", STORE, {}, asked("210", begin, accept))


def told_by_machines(play: Play) -> Iterator[Case]:
    """Yield suspensions without a day of their own: that of the only machine that was stopped counts."""
    stop, accept = play.day(8, -6), play.day(10, -6)
    stopped = changed("equipment", actual_stop_date=stop)
    for app_type, make in (
        ("203", partial(wrong, amount=basic_charge(stop, accept), branch=EARLY)),
        ("204", fine),
    ):
        change = together(stopped, asked(app_type, accept, accept, power_date=None))
        yield make(f"无停电日期,设备早停2天({app_type})", PLANT, {"contract_cap": 630}, change)


def transferred(play: Play) -> Iterator[Case]:
    """Yield transfers of customers who owed something, or had paid, or whose debt is younger."""
    bad, ok = partial(wrong, profile=STORE, branch=OWED), partial(fine, profile=STORE)
    ym, facts = play.month(-2), {"contract_cap": 50}

    def at(days: int, *, is_paid: bool = False, **other: Any) -> Change:
        def change(role: Role) -> Row:
            if not is_paid:
                leave_unpaid(role, receivable_of(role, ym))
            done = receivable_of(role, ym)["release_date"] + timedelta(days=days)
            return accused("application", change_application(role, "211", done, **other)["app_no"])

        return change

    def debt(role: Role) -> Decimal:
        return receivable_of(role, ym)["owe_amt"]

    yield bad("发行当日过户,未缴", facts=facts, change=at(0), amount=debt, moment=PAID)
    yield bad("过户后仍欠", facts=facts, change=at(15), amount=debt, moment=PAID)
    yield ok("发行前一日过户", facts=facts, change=at(-1), moment=PAID)
    yield ok("过户前已缴清", facts=facts, change=at(20, is_paid=True), moment=PAID)
    under_way = at(15, status="01", archive_date=None)
    yield ok("过户在途", facts=facts, change=under_way, moment=PAID)


def split(play: Play) -> Iterator[Case]:
    """Yield a customer that was split in two, with as much, more and less together."""
    day = play.day(9, -10)
    facts = {"contract_cap": 50, "build_date": day, "power_on_date": day}
    for more, make in (
        ("0.001", partial(wrong, branch=SPLIT)),
        ("-10", partial(wrong, branch=SPLIT)),
        ("0", fine),
    ):
        had = Decimal(100) - Decimal(more)
        change = together(from_the_first, asked("212", day, day, orig_cap=had))
        yield make(f"分户后比原有容量多{more}kVA", STORE, facts, change, crowd=2)
    under_way = asked("212", day, day, orig_cap=Decimal(70), status="01", archive_date=None)
    yield fine("分户在途", STORE, facts, together(from_the_first, under_way), crowd=2)


def merged(play: Play) -> Iterator[Case]:
    """Yield a customer that was merged with another, with as much as both had, and more."""
    day = play.day(9, -10)
    for more, make in (("0.001", partial(wrong, branch=MERGED)), ("0", fine), ("-20", fine)):
        kva = {"orig_cap": Decimal(30) - Decimal(more), "app_cap": Decimal(20), "total_cap": Decimal(50)}
        yield make(f"并户后比各户之和多{more}kVA", STORE, {"contract_cap": 50}, asked("213", day, day, **kva))


def asked(app_type: str, effective: date, accept: date, **other: Any) -> Change:
    """Let a change take effect on a day and be asked for on another."""

    def change(role: Role) -> Row:
        at = datetime.combine(accept, time(9, 20))
        facts = {"app_cap": PART, "accept_time": at, "archive_date": accept} | other
        change_application(role, app_type, effective, **facts)
        return last_application(role)

    return change


def from_the_first(role: Role) -> None:
    """Let the mates have been split off from a customer."""
    for mate in role.mates:
        mate.archive["orig_cons_no"] = role.no


def basic_charge(begin: date, end: date) -> Amount:
    """Return what part of the capacity costs from a day until the day before another, month by month."""

    def amount(role: Role) -> Decimal:
        total, days = Decimal(0), [begin + timedelta(days=n) for n in range((end - begin).days)]
        for ym in sorted({month_of(day) for day in days}):
            bill, used = role.bills(ym)[0], sum(month_of(day) == ym for day in days)
            total += fen(PART * bill["cap_amt"] / bill["bill_cap"] * used / days_in_month(ym))
        return total

    return amount
