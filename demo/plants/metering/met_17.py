"""MET-17 未采集/采集失败户与长期手工抄表

Meters that were not collected for days up to the end, and collected ones that people read all the same.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.changes import changed, together
from demo.profiles import SHOP, STORE
from demo.stage import Play, Role
from models.calendar import last_day

FAILED, BY_HAND = "① 连续采集失败", "② 长期手工抄表"
WATCHED: dict[str, Any] = {"is_watched": True}
meter, point = partial(changed, "meters"), partial(changed, "metering_points")


def cases(play: Play) -> Sequence[Case]:
    """Return customers; there is no amount."""
    gone = WATCHED | {"status_code": "9", "cancel_date": play.ago(20)}
    uncollected = partial(wrong, profile=SHOP, facts=WATCHED, branch=FAILED)
    by_hand = partial(wrong, profile=SHOP, facts={}, branch=BY_HAND)
    ok = partial(fine, profile=SHOP, facts={})
    fine_if_watched = partial(fine, profile=SHOP, facts=WATCHED)
    return [
        uncollected("截至资料末日失败7天", change=failed(7)),
        wrong("截至资料末日失败20天", STORE, WATCHED, failed(20), branch=FAILED),
        fine_if_watched("失败6天", change=failed(6)),
        fine_if_watched("失败9天,末日前一日恢复", change=failed(9, ended=1)),
        fine_if_watched("失败10天,中间成功一天", change=failed(10, but=5)),
        fine_if_watched("失败10天,中间缺一天", change=together(failed(10), without_day(5))),
        fine_if_watched("计量点停用", change=together(failed(9), point(mp_status="03"))),
        fine_if_watched("失败的是已拆回的旧表", change=failed_before_it_was_replaced(9)),
        fine("已销户", SHOP, gone, failed(9)),
        by_hand("两期手工抄表", change=read_as("101", "101")),
        by_hand("手工与普通抄表器", change=read_as("102", "101")),
        ok("只有一期手工", change=read_as("101", "301")),
        ok("上期手工,本期远采", change=read_as("301", "101")),
        ok("红外抄表器不算手工", change=read_as("101", "201")),
        ok("无线抄表器不算手工", change=read_as("202", "101")),
        ok("未接入采集", change=together(read_as("101", "101"), meter(coll_flag=False))),
        ok("是否采集未录", change=together(read_as("101", "101"), meter(coll_flag=None))),
        ok("手工抄表而点停用", change=together(read_as("101", "101"), point(mp_status="03"))),
    ]


def failed(days: int, ended: int = 0, but: int | None = None) -> Change:
    """Let the collection fail on so many days up to the last one, or one before; but for one of them."""

    def change(role: Role) -> None:
        last = last_day(role.play.period) - timedelta(days=ended)
        for row in role.rows["daily_usage"]:
            place = (last - row["data_date"]).days
            if 0 <= place < days and place != but:
                row.update(succ_flag="2", day_pq=None, pap_r=None, max_p=None)

    return change


def failed_before_it_was_replaced(days: int) -> Change:
    """Let the meter that hung there before go on failing in the list, beside the one that is collected."""

    def change(role: Role) -> None:
        old = role.meter["asset_no"][:-1] + "5"
        taken_down = {"status": "009", "remove_date": role.play.ago(40), "mp_no": None}
        own = {"asset_no": old, "bar_code": old, "made_no": f"{role.no}75"}
        role.rows["meters"].append(role.meter | own | taken_down)
        last = last_day(role.play.period)
        new = [row for row in role.rows["daily_usage"] if (last - row["data_date"]).days < days]
        failing = {"asset_no": old, "succ_flag": "2", "day_pq": None, "pap_r": None, "max_p": None}
        role.rows["daily_usage"] += [row | failing for row in new]

    return change


def without_day(place: int) -> Change:
    """Take away the day so many days before the last one."""

    def change(role: Role) -> None:
        day = last_day(role.play.period) - timedelta(days=place)
        rows = role.rows["daily_usage"]
        rows[:] = [row for row in rows if row["data_date"] != day]

    return change


def read_as(now: str, before: str) -> Change:
    """Let the month and the one before be read in some way."""

    def change(role: Role) -> None:
        for ym, mode in ((role.play.period, now), (role.play.month(-1), before)):
            for row in role.readings(ym):
                row["mr_mode"] = mode

    return change
