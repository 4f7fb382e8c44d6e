"""MET-13 失压/失流/逆相序/开盖事件未闭环

Events of meters that nobody dealt with in three days, and every way in which one was, or needed not be.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from demo.adjusting import adjust
from demo.cases import Case, Change, fine, wrong
from demo.changes import applied, together
from demo.changes import the_point as about
from demo.class_prices import SIX
from demo.profiles import PLANT, SHOP, STORE
from demo.rewriting import energy_money, fen
from demo.stage import Play, Role
from models.calendar import days_in_month

BEGINS = time(3)  # when no outage of the crowd excuses anything
LASTING, OPENED = "① 有效事件未闭环", "② 开表盖未闭环"

__all__ = ["about", "cases"]


def cases(play: Play) -> Sequence[Case]:
    """Return events; the amount is what the phases that were lost would have shown."""
    day = play.day(10)
    bad = partial(wrong, profile=STORE, facts={}, branch=LASTING)
    ok = partial(fine, profile=STORE, facts={})
    late, in_time = play.ago(4), play.ago(3)
    cover = partial(wrong, profile=STORE, facts={}, branch=OPENED)
    # no other event lies on the day of the area's outage, whoever else is supplied from there
    dark = play.day(16)
    own, of_area = outage(day, by_area=False), outage(dark, by_area=True)
    return [
        bad("A相失压一天", change=lost("01", day, phase="A"), amount=uncounted(1440, 1)),
        bad("A、C两相失流10小时", change=lost("02", day, 600, phase="AC"), amount=uncounted(600, 2)),
        bad("断相恰60分钟,电流恰0.1A", change=lost("03", day, 60, phase="B", max_i=Decimal("0.1")), amount=uncounted(60, 1)),
        bad("电流未录", change=lost("02", day, phase="B", max_i=None), amount=uncounted(1440, 1)),
        bad("4日前结束", change=lost("01", late, 180, phase="C"), amount=uncounted(180, 1)),
        bad("失压未恢复", change=goes_on(day), amount=uncounted_until_now(day)),
        bad("两件失压", change=together(lost("01", day, phase="A"), lost("01", day + timedelta(3), phase="B")), amount=uncounted(2880, 1)),
        bad("全失压不估金额", change=lost("04", day)),
        bad("电压逆相序", change=lost("05", day)),
        bad("电流逆相序", change=lost("06", day)),
        bad("三相皆失压,不估金额", change=lost("01", day, phase="ABC")),
        wrong("单相表失流,不估金额", SHOP, {}, lost("02", day, phase="A"), branch=LASTING),
        wrong("三相三线失压,不估金额", PLANT, {}, lost("01", day, phase="A"), branch=LASTING),
        bad("只有电能表资产号", change=lost("05", day, mp_no=None, cons_no=None)),
        bad("处理中", change=lost("05", day, handle_status="02")),
        bad("处理时间晚于数据日", change=lost("05", day, handle_status="03", handle_time=datetime.combine(play.ago(-2), time(9)))),
        bad("检查在事件前一日", change=together(lost("05", day), inspected(day - timedelta(1)))),
        bad("退补已撤销", change=together(lost("05", day), made_up(day, rs_flag="0"))),
        bad("停电次日才失压", change=together(lost("01", day + timedelta(1)), own)),
        cover("开表盖5分钟", change=lost("08", day, 5, max_i=None)),
        ok("失压59分钟", change=lost("01", day, 59, phase="A")),
        ok("电流0.099A,轻载", change=lost("01", day, max_i=Decimal("0.099"))),
        ok("结束恰3日", change=lost("01", in_time, 180)),
        ok("电流不平衡不在范围", change=lost("12", day)),
        ok("开端钮盖不在范围", change=lost("09", day)),
        ok("判为误报", change=lost("01", day, handle_status="04")),
        ok("已处理而时间未录", change=lost("01", day, handle_status="03")),
        ok("已派工", change=lost("01", day, handle_app_no=play.number(17, "7"))),
        ok("当日受理计量装置故障", change=together(lost("01", day), applied("302", day))),
        ok("当日已检查", change=together(lost("01", day), inspected(day))),
        ok("次日已退补", change=together(lost("01", day), made_up(day + timedelta(1)))),
        ok("该户停电期内失压", change=together(lost("01", day), own)),
        ok("台区停电期内断相", change=together(lost("03", dark), of_area)),
        ok("资产号不在档案", change=lost("01", day, mp_no=None, asset_no=play.number(22, "9"))),
    ]  # fmt: skip


def lost(kind: str, day: date, minutes: int = 1440, **facts: Any) -> Change:
    """Add an event of the first meter that begins at three in the morning and that nobody has looked into since."""

    def change(role: Role) -> None:
        begin = datetime.combine(day, BEGINS)
        own = {
            "event_id": f"SJ{role.no}{len(role.rows['meter_events']) + 2:02d}",
            "mp_no": role.meter["mp_no"],
            "asset_no": role.meter["asset_no"],
            "event_type": kind,
            "phase": None,
            "start_time": begin,
            "end_time": begin + timedelta(minutes=minutes),
            "max_i": Decimal("2.5"),
            "handle_status": "01",
        }
        role.add("meter_events", **(own | facts))
        seen = role.rows["inspections"]
        seen[:] = [row for row in seen if row["actual_date"] is None or row["actual_date"] < day]

    return change


def goes_on(day: date) -> Change:
    """Add a loss of one phase that has not ended."""
    return lost("01", day, phase="A", end_time=None)


def uncounted(minutes: int, phases: int) -> Callable[[Role], Decimal]:
    """Return what went uncounted in so many minutes without so many phases, at the price of the month."""

    def amount(role: Role) -> Decimal:
        energy, play = role.bill()["total_pq"], role.play
        kwh = energy * minutes * phases / (days_in_month(play.period) * 1440 * (3 - phases))
        kwh = kwh.quantize(SIX, ROUND_HALF_UP)  # as it is shown, or the last fen is a matter of luck
        return fen(kwh * energy_money(role, play.period) / energy)

    return amount


def uncounted_until_now(day: date) -> Callable[[Role], Decimal]:
    """Return the same of one phase from three o'clock of a day to the beginning of the data end."""
    return lambda role: uncounted((role.play.as_of - day).days * 1440 - 60 * BEGINS.hour, 1)(role)


def inspected(day: date) -> Change:
    """Add an inspection of a day."""

    def change(role: Role) -> None:
        facts = {
            "check_type": "200",
            "plan_status": "10",
            "checker": role.clerk().name,
            "result": "未发现异常",
        }
        role.add("inspections", plan_no=f"JC{role.no}9", plan_date=day, actual_date=day, **facts)

    return change


def made_up(day: date, **facts: Any) -> Change:
    """Add an adjustment of a day, rightly approved."""

    def change(role: Role) -> None:
        adjust(role, Decimal("12.30"), "station", day, **facts)

    return change


def outage(day: date, *, by_area: bool) -> Change:
    """Add an outage on the early morning of a day, announced to the customer or for its area."""

    def change(role: Role) -> None:
        begin = datetime.combine(day, BEGINS) - timedelta(minutes=30)
        area = {"scope": f"{role.archive['tg_name']}({role.archive['tg_no']})"}
        notice = {"type": "01", "issue_time": begin - timedelta(days=9)}
        role.rows["outages"].append(
            {
                "outage_id": role.play.number(16, "61"),
                "org_code": role.org_code,
                "start_time": begin,
                "end_time": begin + timedelta(hours=3),
            }
            | notice
            | (area if by_area else {"scope": "单户", "cons_no": role.no})
        )

    return change
