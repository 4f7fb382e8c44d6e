"""INS-10 疑似窃电综合评分

Energy that falls off a cliff while the area loses more, the days stay empty or the meter tells of something.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from data_loaders.codes.metering import MeterEvent, MeterEventStatus
from demo.cases import Case, Change, fine, wrong
from demo.changes import applied, archived, together
from demo.collecting import ALL, NEAR, area_of_its_own, collected, fallen
from demo.profiles import PUMP, SHOP, STORE
from demo.rewriting import fen
from demo.stage import Play, Role
from models.calendar import days_in_month

AREA, EMPTY, EVENT = "断崖与台区", "零日与容量", "断崖、台区与事件"


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is what is missing of late, at the customer's own price."""
    store = {"contract_cap": 30, "usage": usual(play)}
    shop = {"contract_cap": 10}
    bad = partial(wrong, profile=STORE, facts=store, amount=missing)
    ok = partial(fine, profile=STORE, facts=store)
    empty = partial(wrong, profile=SHOP, facts=shop, amount=missing, branch=EMPTY)
    full = partial(fine, profile=SHOP, facts=shop)
    leaking = leaks(play)
    # in full weight .35 d + .35 makes .6 where d is 5/7: a fall from 70 to 27
    steep, slight = fallen(70, 27), fallen(70, 34)
    now, before = play.ago(1), play.ago(NEAR + 1)
    return [
        bad("日均由70降至27,台区线损同步上升", change=together(steep, leaking), branch=AREA),
        ok("降至28,分数差一点", change=together(fallen(70, 28), leaking)),
        bad("基期30天、近期15天,恰够判", change=together(fallen(70, 20, 15, 30), leaking), branch=AREA),
        ok("近期只有14天", change=together(fallen(70, 20, 14, 30), leaking)),
        ok("基期只有29天", change=together(fallen(70, 20, 15, 29), leaking)),
        ok("台区线损率5.99%", change=together(steep, leaks(play, percent="5.99"))),
        ok("台区线损率只升1.99个百分点", change=together(steep, leaks(play, before="6.01"))),
        ok("台区日损增不到降幅一半", change=together(steep, leaks(play, kwh=20))),
        ok("用电骤降而台区无损", change=steep),
        ok("光伏一个多月前并网", change=together(steep, leaking, applied("901", play.ago(40)))),
        fine("停灌后排灌户无电量", PUMP, {"contract_cap": 12}, emptied(20, 60)),
        ok("已停电", change=together(steep, leaking, archived(poweroff_flag="01"))),
        empty("近期16天零电量,余下不足容量2%", change=emptied(16, 60)),
        full("近期14天零电量,不到一半", change=emptied(14, 60)),
        full("基期不足容量6%", change=emptied(16, 14)),
        bad("降幅不大而有开表盖", change=together(slight, leaking, event(now)), branch=EVENT),
        ok("开表盖为误报", change=together(slight, leaking, event(now, MeterEventStatus.FALSE_ALARM))),
        ok("开表盖在近期之前", change=together(slight, leaking, event(before))),
        ok("降至六成,没有断崖", change=together(fallen(70, 42), leaking, event(now))),
    ]


def usual(play: Play) -> dict[str, int]:
    """Return bills that know nothing of the fall, or the monthly checks would see it, too."""
    return {play.month(n): 2100 + 10 * (n % 3) for n in (-12, -3, -2, -1, 0)}


def leaks(play: Play, percent: str = "8", before: str = "3", kwh: int = 60) -> Change:
    """Return the change that lets the area lose so much more a day, and so many per cent."""
    months = [play.month(n) for n in (-2, -1, 0)]
    lost = [10 * days_in_month(ym) for ym in months]
    lost[-1] += kwh * days_in_month(play.period)
    return area_of_its_own(*zip(lost, (before, before, percent), strict=True))


def emptied(zeros: int, base: int) -> Change:
    """Return the change that leaves so many of the last days without energy and 2 kWh on the others."""
    return collected([0] * zeros + [2] * (NEAR - zeros) + [base] * (ALL - NEAR))


def event(day: date, status: MeterEventStatus = MeterEventStatus.HANDLED) -> Change:
    """Return the change that opens the meter's cover on a day; somebody has looked into it."""

    def change(role: Role) -> None:
        begin = datetime.combine(day, time(3))
        role.add(
            "meter_events",
            event_id=f"SJ{role.no}91",
            mp_no=role.meter["mp_no"],
            asset_no=role.meter["asset_no"],
            event_type=MeterEvent.COVER_OPENED,
            start_time=begin,
            end_time=begin + timedelta(minutes=5),
            handle_status=status,
            handle_time=begin + timedelta(hours=9),
        )

    return change


def missing(role: Role) -> Decimal:
    """Return what the last thirty days lack of the sixty before, at the customer's own price."""
    border = role.play.ago(NEAR)
    days = role.rows["daily_usage"]
    near = [row["day_pq"] for row in days if row["data_date"] >= border]
    base = [row["day_pq"] for row in days if row["data_date"] < border]
    lost = sum(base) / Decimal(len(base)) * len(near) - sum(near)
    bills = [
        row for row in role.rows["bills"] if row["amt_type"] == "01" and row["amt_ym"] <= role.play.period
    ]
    yuan, kwh = (sum(row[name] for row in bills) for name in ("total_amt", "total_pq"))
    return fen(lost * yuan / kwh)
