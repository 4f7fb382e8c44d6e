"""TAR-03 抄表数据准备异常(漏抄户/未编段/例日变动)

Customers that were not read, have no section or were read on another day, beside those who need not be.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.changes import archived, changed, read, together
from demo.profiles import HOME, SHOP, STORE
from demo.rewriting import fen
from demo.stage import Play, Role

MISSED, NO_SECTION, UNREAD, MOVED = "① 漏抄", "② 未编段", "③ 应抄未抄", "④ 例日变动"
OTHER_SECTION = "99000001"


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is what they usually pay less what was issued."""
    missed, unread = (partial(wrong, branch=branch, amount=not_issued) for branch in (MISSED, UNREAD))
    moved = partial(wrong, branch=MOVED)
    agreed = changed("metering_points", calc_mode="3", fr_value=Decimal(100), last_review=play.ago(months=2))
    usual = {"contract_cap": 10}
    used = {ym: 600 + place % 2 * 5 for place, ym in enumerate(play.months)}
    new = {"build_date": play.day(1), "power_on_date": play.day(1)}
    last = {"build_date": play.ago(months=1, days=4), "power_on_date": play.ago(months=1, days=4)}
    return [
        missed("居民漏抄,未发行", HOME, {}, together(not_read, not_billed)),
        missed("商铺漏抄,按少数发行", SHOP, usual | {"usage": used | {play.period: 120}}, not_read),
        missed("漏抄而发行多于月均", SHOP, usual | {"usage": used | {play.period: 800}}, not_read),
        missed("上月初送电,当月漏抄", SHOP, last, together(not_read, not_billed)),
        fine("月初送电的新装户未抄", SHOP, new, together(not_read, not_billed)),
        fine("双月抄,上月已抄", HOME, {}, together(not_read, not_billed, every_second_month)),
        fine("定量户没有示数", SHOP, {}, together(not_read, agreed)),
        fine(
            "计量点已停用,没有示数",
            SHOP,
            {},
            together(not_read, not_billed, changed("metering_points", mp_status="03")),
        ),
        fine("变更中用户未抄", HOME, {"status_code": "2"}, together(not_read, not_billed)),
        wrong("未编抄表段", HOME, {}, archived(mr_sect_no=None), branch=NO_SECTION),
        wrong("未编段,比上次抄表满月晚3天", SHOP, {}, together(without_section, later(3)), branch=NO_SECTION),
        wrong("未编段,比上次抄表满月晚2天", SHOP, {}, together(without_section, later(2)), branch=NO_SECTION),
        fine("变更中用户未编段", HOME, {"status_code": "2"}, archived(mr_sect_no=None)),
        unread("抄表状态未抄", HOME, {}, read(mr_status="01")),
        unread("抄表类别漏抄", SHOP, {}, read(mr_type="02")),
        fine("未抄后已补抄", STORE, {}, read_later),
        moved("比例日晚3天", HOME, {}, later(3)),
        moved("比例日早3天", SHOP, {}, later(-3)),
        fine("比例日晚2天", HOME, {}, later(2)),
        fine("比例日早2天", SHOP, {}, later(-2)),
        fine("业扩变更抄表晚5天", SHOP, {}, together(later(5), read(mr_type="05"))),
        fine("来源为变更的抄表晚5天", SHOP, {}, together(later(5), read(data_src="02"))),
        fine("换段,晚5天", SHOP, {}, together(later(5), from_another_section)),
    ]


def not_read(role: Role) -> None:
    """Leave a customer without any reading of the month."""
    rows = role.rows["readings"]
    rows[:] = [row for row in rows if row["amt_ym"] != role.play.period]


def not_billed(role: Role) -> None:
    """Leave a customer without a bill of the month."""
    rows = role.rows["bills"]
    rows[:] = [row for row in rows if row["amt_ym"] != role.play.period]


def every_second_month(role: Role) -> None:
    """Let a customer be read every second month."""
    for row in role.rows["readings"]:
        row["mr_cycle"] = "2"


def without_section(role: Role) -> None:
    """Take a customer out of its section."""
    role.archive["mr_sect_no"] = None
    for row in role.rows["readings"]:
        row["mr_sect_no"] = None


def later(days: int) -> Change:
    """Read the meter so many days later (negative: sooner)."""

    def change(role: Role) -> None:
        role.reading()["mr_date"] += timedelta(days=days)

    return change


def from_another_section(role: Role) -> None:
    """Let a customer have been in another section until last month."""
    role.reading(role.play.month(-1))["mr_sect_no"] = OTHER_SECTION


def read_later(role: Role) -> None:
    """Let a meter be left unread on its day and be read on the next."""
    reading = role.reading()
    made_up: dict[str, Any] = {"mr_type": "04", "mr_date": reading["mr_date"] + timedelta(days=1)}
    role.rows["readings"].append(reading | made_up)
    reading["mr_status"] = "01"


def not_issued(role: Role) -> Decimal | None:
    """Return what the customer paid in the mean of the twelve months before less what was issued."""
    play = role.play
    months = [ym for ym in play.months if play.month(-12) <= ym < play.period and role.bills(ym)]
    former = [row["total_amt"] for ym in months for row in role.bills(ym) if row["amt_type"] == "01"]
    if not months:
        return None
    issued = sum((row["total_amt"] for row in role.bills(play.period)), Decimal(0))
    return max(fen(sum(former, Decimal(0)) / len(months)) - issued, Decimal(0))
