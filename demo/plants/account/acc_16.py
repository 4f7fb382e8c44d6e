"""ACC-16 欠费停电/复电程序与复电超时

Customers cut off for arrears on both sides of a month overdue, of the days of notice and of a day without power.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from data_loaders.codes.service import BusiType, NotifyMode, OutageType
from demo.cases import Case, Change, fine, wrong
from demo.law import CUT_OFF_AFTER_DAYS, NOTICE_DAYS, NOTICE_DAYS_HOME, RECONNECT_HOURS
from demo.ordering import midnight, ordered, under_way
from demo.paying import fee, leave_unpaid, pay_late, payment_of, receivable_of
from demo.profiles import HOME, STORE, Profile
from demo.stage import PAID, Play, Role, Row

EARLY, UNTOLD, POSTED, DARK, ORDER = "① 欠费天数", "② 通知期限", "③ 未送达", "④ 结清后复电", "⑤ 复电工单"
SIZES: dict[Profile, dict[str, Any]] = {HOME: {"base_kwh": 300}, STORE: {"contract_cap": 50}}
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
PAID_AT = time(11, 11)


def cases(play: Play) -> Sequence[Case]:
    """Return customers cut off, and orders to reconnect; there is no amount."""
    return [*overdue(), *told(), *paid_up(), *others(play), *orders(play)]


def bad(note: str, branch: str, profile: Profile = HOME, change: Change | None = None, **how: Any) -> Case:
    """Return a customer whose cut-off must be found."""
    return wrong(note, profile, SIZES[profile], change or cut_off(**how), branch=branch, moment=PAID)


def ok(note: str, profile: Profile = HOME, change: Change | None = None, **how: Any) -> Case:
    """Return a customer whose cut-off is as it should be."""
    return fine(note, profile, SIZES[profile], change or cut_off(**how), moment=PAID)


def overdue() -> Iterator[Case]:
    """Yield cut-offs by how long the oldest bill was overdue."""
    yield ok("逾期31天停电", overdue_days=CUT_OFF_AFTER_DAYS + 1)
    yield bad("逾期恰30天即停电", EARLY, overdue_days=CUT_OFF_AFTER_DAYS)
    yield bad("商业逾期5天即停电", EARLY, STORE, overdue_days=5)
    yield bad("没有欠费而停电", EARLY, is_in_debt=False)
    yield ok("两个月一次缴清,停电时已逾期", change=two_months_at_once(20))
    yield ok("停电后至今未缴", STORE, change=never_paid)


def told() -> Iterator[Case]:
    """Yield cut-offs by how long before, and how, the customer was told."""
    for profile, days in ((HOME, NOTICE_DAYS_HOME), (STORE, NOTICE_DAYS)):
        yield ok(f"{profile.name}恰提前{days}天通知", profile, notice_days=days)
        yield bad(f"{profile.name}只提前{days - 1}天通知", UNTOLD, profile, notice_days=days - 1)
    yield bad("停电次日才通知", UNTOLD, STORE, notice_days=-1)
    yield bad("没有通知", UNTOLD, notify_time=None)
    yield ok("通知时间空,8天前发布", issued_days=8, notify_time=None)
    yield bad("通知时间空,6天前发布", UNTOLD, issued_days=6, notify_time=None)
    yield bad("只张贴公告", POSTED, notify_mode=NotifyMode.NOTICE_POSTED)
    yield ok("短信通知", notify_mode=NotifyMode.TEXT_MESSAGE)
    yield ok("通知方式空", notify_mode=None)


def paid_up() -> Iterator[Case]:
    """Yield cut-offs by how long after paying power came back."""
    limit = timedelta(hours=RECONNECT_HOURS)
    yield ok("结清后恰24小时复电", dark=limit)
    yield bad("结清后24小时零1秒复电", DARK, dark=limit + SECOND)
    yield bad("结清后至今未复电", DARK, STORE, dark=None)
    yield ok("未缴清先复电", dark=-timedelta(hours=20))
    yield bad("两个月一次缴清,30小时后复电", DARK, change=two_months_at_once(30))


def others(play: Play) -> Iterator[Case]:
    """Yield cut-offs that are named otherwise, happened twice, or are of another kind."""
    yield ok("违约停电不在此列", type=OutageType.FOR_BREACH, notify_mode=NotifyMode.NOTICE_POSTED)
    yield bad("户号只在停电范围里", POSTED, change=by_scope(NotifyMode.NOTICE_POSTED))
    yield ok("户号只在停电范围里,程序齐全", change=by_scope(NotifyMode.DELIVERED))
    yield bad("同一户两次停电都只张贴公告", POSTED, change=twice)


def orders(play: Play) -> Iterator[Case]:
    """Yield orders to reconnect, done in a day or not."""
    accept = datetime.combine(play.day(6, -4), time(15, 20))
    for more in (0, 1):
        done = accept + timedelta(hours=RECONNECT_HOURS, seconds=more)
        closed = {"repair_time": done, "reply_time": done + DAY / 24, "archive_time": done + DAY / 12}
        make = partial(wrong, branch=ORDER) if more else fine
        yield make(f"复电工单24小时另{more}秒", HOME, {}, reconnecting(accept, **closed))
    for hours in (24, 25):
        make = partial(wrong, branch=ORDER) if hours > RECONNECT_HOURS else fine
        yield make(
            f"复电工单受理{hours}小时未办",
            HOME,
            {},
            reconnecting(midnight(play) - hours * DAY / 24, **under_way()),
        )
    late = dict.fromkeys(("repair_time", "reply_time", "archive_time"), accept + 3 * DAY)
    yield fine("复电工单已中止", HOME, {}, reconnecting(accept, status="03", **late))


def reconnecting(accept: datetime, **other: Any) -> Change:
    """Return the change that adds an order to reconnect."""
    return ordered(BusiType.CONNECTION, "欠费复电登记", accept, **other)


def cut_off(
    overdue_days: int = CUT_OFF_AFTER_DAYS + 5,
    *,
    is_in_debt: bool = True,
    notice_days: int = 12,
    issued_days: int | None = None,
    dark: timedelta | None = timedelta(hours=3),
    **other: Any,
) -> Change:
    """Let a customer be cut off on a day overdue, pay two days later and have power back so long after it."""

    def change(role: Role) -> None:
        owed = receivable_of(role, role.play.month(-5))
        start = datetime.combine(owed["penalty_start"] + (overdue_days - 1) * DAY, time(9, 0))
        paid = (start + 2 * DAY).date()
        if is_in_debt:
            pay_late(role, owed, paid, fee(role, owed, paid))
        back = None if dark is None else datetime.combine(paid, PAID_AT) + dark
        told = {"notify_time": start - notice_days * DAY, "notify_mode": NotifyMode.DELIVERED}
        issued = {"issue_time": start - issued_days * DAY} if issued_days else {}
        outage(role, start, back, **(told | issued | other))

    return change


def outage(role: Role, start: datetime, end: datetime | None, **other: Any) -> Row:
    """Add an outage of a customer for arrears."""
    row = {
        "outage_id": role.play.number(17, "63"),
        "org_code": role.org_code,
        "type": OutageType.FOR_ARREARS,
        "start_time": start,
        "end_time": end,
        "issue_time": None,
        "scope": "单户",
        "cons_no": role.no,
    } | other
    role.rows["outages"].append(row)
    return row


def two_months_at_once(hours: int) -> Change:
    """Let two bills be paid with one payment after the customer was cut off, with power back so many hours later."""

    def change(role: Role) -> None:
        first, second = (receivable_of(role, role.play.month(n)) for n in (-5, -4))
        start = datetime.combine(second["penalty_start"] + 3 * DAY, time(9, 0))
        paid = (start + 2 * DAY).date()
        late = payment_of(role, second)
        role.rows["payments"].remove(late)
        fees = [fee(role, owed, paid) for owed in (first, second)]
        pay_late(role, first, paid, fees[0])
        second.update(rcvbl_penalty=fees[1], rcved_penalty=fees[1])
        at_once = payment_of_day(role, datetime.combine(paid, PAID_AT))
        at_once["rcv_amt"] += second["rcvbl_amt"] + fees[1]
        at_once["penalty"] += fees[1]
        back = datetime.combine(paid, PAID_AT) + hours * DAY / 24
        outage(role, start, back, notify_time=start - 9 * DAY, notify_mode=NotifyMode.DELIVERED)

    return change


def payment_of_day(role: Role, at: datetime) -> Row:
    """Return the payment of a moment."""
    return next(row for row in role.rows["payments"] if row["charge_time"] == at)


def never_paid(role: Role) -> None:
    """Let a customer be cut off who has not paid yet."""
    owed, start = receivable_of(role, role.play.month(-2)), midnight(role.play) - 2 * DAY
    leave_unpaid(role, owed)
    outage(role, start, None, notify_time=start - 9 * DAY, notify_mode=NotifyMode.DELIVERED)


def by_scope(notify_mode: str) -> Change:
    """Let a cut-off name its customer only among the words of what it concerns."""

    def change(role: Role) -> None:
        words = {"cons_no": None, "scope": f"欠费停电 户号{role.no}", "notify_mode": notify_mode}
        cut_off(**words)(role)

    return change


def twice(role: Role) -> None:
    """Let a customer be cut off again on the next day, told by a poster both times."""
    cut_off(notify_mode=NotifyMode.NOTICE_POSTED, dark=-2 * DAY + timedelta(hours=2))(role)
    first = role.rows["outages"][0]
    begin, end = (first[name] + 30 * DAY / 24 for name in ("start_time", "end_time"))
    outage(role, begin, end, notify_time=first["notify_time"], notify_mode=NotifyMode.NOTICE_POSTED)
