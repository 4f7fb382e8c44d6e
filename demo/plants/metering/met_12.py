"""MET-12 故障表计追补电量异常

Faults whose energy was made up by far too little or too much, or never, and those that were settled rightly.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

from demo.adjusting import adjust
from demo.cases import Case, Change, accused, fine, wrong
from demo.changes import applied, together
from demo.profiles import SHOP
from demo.rewriting import energy_money, fen
from demo.stage import Play, Role, Row
from models.calendar import month_of

OFF, NEVER = "① 追补与正常量不符", "② 故障而无追补"
FAULTY = -6
"""The month, counted from the one under audit, whose meter counted little."""
METERING, MISTAKE = "0203", "0202"
Span = tuple[date, date]


def cases(play: Play) -> Sequence[Case]:
    """Return adjustments and applications; the amount is what is still missing, at the price of the adjustment."""
    # no two months alike, or TAR-04 would take them for estimated
    usage = {ym: 590 + n for n, ym in enumerate(play.months)} | {play.month(FAULTY): 90}
    shop: dict[str, Any] = {"contract_cap": 10, "usage": usage}
    off, never = partial(wrong, branch=OFF), partial(wrong, branch=NEVER)
    ok, since = partial(fine, profile=SHOP, facts={}), play.ago(60)
    first = play.day(1, -11)
    return [
        off("少追四成", SHOP, shop, made_up("0.401"), missing),
        off("少追三成零一", SHOP, shop, made_up("0.301"), missing),
        fine("少追二成九九", SHOP, shop, made_up("0.299")),
        fine("追补恰足", SHOP, shop, made_up("0")),
        fine("多追二成九九", SHOP, shop, made_up("-0.299")),
        off("多追三成零一", SHOP, shop, made_up("-0.301"), missing),
        off("反而退了电量", SHOP, shop, made_up("1.2"), missing),
        fine("分两次追补,合计恰足", SHOP, shop, in_two_steps("0")),
        off("分两次追补,合计少四成", SHOP, shop, in_two_steps("0.4"), missing),
        off("故障跨两个账期", SHOP, shop, made_up("0.5", days=40), missing),
        off("说明为停走,分类为工作差错", SHOP, shop, made_up("0.5", rs_class=MISTAKE, rs_reason="电能表停走,按正常用电追补"), missing),
        fine("工作差错,与计量故障无关", SHOP, shop, made_up("0.5", rs_class=MISTAKE)),
        fine("已撤销", SHOP, shop, made_up("0.5", rs_flag="0")),
        fine("没有时间范围", SHOP, shop, made_up("0.5", tr_begin=None)),
        off("窗口首日", SHOP, shop, made_up("0.5", on=first), missing),
        fine("窗口前一日", SHOP, shop, made_up("0.5", on=first - timedelta(1))),
        fine("之前不足三个账期", SHOP, shop, made_up("0.5", begin=early)),
        never("故障归档恰60日无退补", SHOP, {}, fault(since)),
        never("故障归档半年无退补", SHOP, {}, fault(play.ago(180))),
        never("退补在受理前一日", SHOP, {}, together(made(since - timedelta(1)), fault(since))),
        never("退补已撤销", SHOP, {}, together(made(play.ago(20), rs_flag="0"), fault(since))),
        ok("故障归档59日", change=fault(play.ago(59))),
        ok("受理当日已退补", change=together(made(since), fault(since))),
        ok("该申请受理前一日已退补", change=fault_settled_early(since)),
        ok("故障终止", change=fault(since, terminate_flag=True)),
        ok("故障在途", change=fault(since, status="01", archive_date=None)),
        ok("归档在窗口前一日", change=fault(first - timedelta(1))),
        ok("校表不算故障", change=fault(since, app_type="304")),
    ]  # fmt: skip


def issues(role: Role) -> list[Row]:
    """Return the customer's bills in order: each covers the days from the issue before to its own."""
    return sorted(
        (row for row in role.rows["bills"] if row["amt_type"] == "01"), key=lambda row: row["amt_ym"]
    )


def faulty(role: Role) -> date:
    """Return the day from which on the meter counted little."""
    return next(row["release_date"] for row in issues(role) if row["amt_ym"] == role.play.month(FAULTY - 1))


def early(role: Role) -> date:
    """Return a day of which no three whole accounts lie before."""
    return issues(role)[3]["release_date"] - timedelta(1)


def normal_and_metered(role: Role, begin: date, end: date) -> tuple[Decimal, Decimal]:
    """Return what a customer would have used in some days by the three accounts before, and what was billed."""
    rows = issues(role)
    accounts = [
        (before["release_date"], row["release_date"], row["total_pq"]) for before, row in pairwise(rows)
    ]
    former = [account for account in accounts if account[1] <= begin][-3:]
    used, days = sum(kwh for _, _, kwh in former), sum((until - since).days for since, until, _ in former)
    metered = Decimal(0)
    for since, until, kwh in accounts:
        shared = (min(until, end) - max(since, begin)).days
        metered += kwh * max(shared, 0) / (until - since).days
    return Decimal(used) * (end - begin).days / max(days, 1), metered


def made_up(
    short: str,
    days: int = 20,
    on: date | None = None,
    begin: Callable[[Role], date] = faulty,
    **facts: Any,
) -> Change:
    """Adjust the energy of some faulty days, short of what is missing by a share of normal use."""

    def change(role: Role) -> Row:
        since = begin(role)
        until = since + timedelta(days=days)
        normal, metered = normal_and_metered(role, since, until)
        kwh = (normal * (1 - Decimal(short)) - metered).quantize(Decimal("0.01"))
        money = energy_money(role, month_of(since), month_of(until))
        used = sum(
            row["total_pq"] for row in issues(role) if month_of(since) <= row["amt_ym"] <= month_of(until)
        )
        own = {
            "rs_flag": "2",
            "rs_class": METERING,
            "rs_reason": "计量差错,按正常用电追补" if "rs_class" not in facts else "抄表差错,核实后更正",
            "tr_begin": since,
            "tr_end": until,
            "err_date": since,
            "rs_pq": kwh,
        }
        row = adjust(role, fen(kwh * money / used), "city", on or role.play.day(22, -2), **(own | facts))
        return accused("application", row["app_no"], period=month_of(row["rs_date"]))

    return change


def in_two_steps(short: str) -> Change:
    """Adjust by two applications for the same days: three tenths of normal use by the second."""

    def change(role: Role) -> Row:
        made_up(str(Decimal(short) + Decimal("0.3")))(role)
        first = role.rows["adjustments"][-1]
        normal, _ = normal_and_metered(role, first["tr_begin"], first["tr_end"])
        kwh = (normal * 3 / 10).quantize(Decimal("0.01"))
        names = ("rs_flag", "rs_class", "rs_reason", "tr_begin", "tr_end", "err_date")
        same = {name: first[name] for name in names}
        money = fen(kwh * first["rs_amt"] / first["rs_pq"])
        second = adjust(role, money, "city", first["rs_date"], rs_pq=kwh, **same)
        last = max(first["app_no"], second["app_no"])
        return accused("application", last, period=month_of(first["rs_date"]))

    return change


def missing(role: Role) -> Decimal:
    """Return what the adjustments of some days still leave uncharged."""
    rows = role.rows["adjustments"]
    begin, end = rows[-1]["tr_begin"], rows[-1]["tr_end"]
    normal, metered = normal_and_metered(role, begin, end)
    kwh, money = (sum(row[name] for row in rows) for name in ("rs_pq", "rs_amt"))
    return fen((normal - metered - kwh) * money / kwh)


def fault(on: date, app_type: str = "302", **facts: Any) -> Change:
    """Add an application for a faulty meter, accepted and archived on a day."""

    def change(role: Role) -> Row:
        applied(app_type, on, **facts)(role)
        row = role.rows["applications"][-1]
        return accused("application", row["app_no"], period=month_of(on))

    return change


def fault_settled_early(on: date) -> Change:
    """Add a fault that its own application adjusted for on the day before it was accepted."""

    def change(role: Role) -> Row | None:
        found = fault(on)(role)
        app_no = role.rows["applications"][-1]["app_no"]
        adjust(role, Decimal("12.30"), "station", on - timedelta(1), app_no=app_no)
        return found

    return change


def made(on: date, **facts: Any) -> Change:
    """Add an adjustment of a day that has nothing to do with a meter."""

    def change(role: Role) -> None:
        adjust(role, Decimal("12.30"), "station", on, **facts)

    return change
