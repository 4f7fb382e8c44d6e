"""TAR-12 居民大电量疑似经营(高价低接)

Homes that use as much as a shop, and as shops do, by day; beside them who only uses much, or only by day.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, fine, wrong
from demo.profiles import HOME, SCHOOL, SHARED_HOME, SHOP
from demo.rewriting import fen
from demo.stage import BOOKED, Play, Role, Row
from models.calendar import month_of

BY_DAY, BY_ENERGY = "① 白天占比", "② 第99百分位"
MUCH = 2000
LOW_VOLTAGE = ("AC02202", "AC03802")
HOURS, NOON = 24, 12


def cases(play: Play) -> Sequence[Case]:
    """Return homes; the amount is what the months in a row would have cost more in a shop."""
    by_day = partial(wrong, branch=BY_DAY, amount=gap, priced=BOOKED)
    by_energy = partial(wrong, branch=BY_ENERGY, amount=gap, priced=BOOKED)

    def used(*kwh: int, cap: int = 10, **facts: Any) -> dict[str, Any]:
        """Return the facts of a home of so much use in the last months, and before as in the first of them."""
        before = [kwh[0]] * (len(play.months) - len(kwh))
        # every other month a little more: months alike would pass for estimated
        more = [3 * (n % 2) for n in reversed(range(len(play.months)))]
        usage = {ym: used + n for ym, used, n in zip(play.months, [*before, *kwh], more, strict=True)}
        return facts | {"contract_cap": cap, "usage": usage}

    watched = partial(used, is_watched=True)
    return [
        by_day("恰2000kWh,白天恰占六成半", HOME, watched(1990, 2000), curve("0.65")),
        by_day("合表户白天占八成", SHARED_HOME, watched(2150, cap=30), curve("0.8")),
        by_day("变更中居民白天占七成", HOME, watched(2210, status_code="2"), curve("0.7")),
        fine("1999kWh,白天占九成", HOME, watched(1990, 1999), curve("0.9")),
        fine("2950kWh,白天不足六成半", HOME, watched(2950), curve("0.64")),
        by_energy("没有曲线,一年都达到", HOME, used(2900)),
        by_energy("没有曲线,连续3个月达到", HOME, used(1980, 2600, 2610, 2620)),
        by_energy("宿舍,提示", SHARED_HOME, used(2800, cap=50, cons_name="城东纺织厂宿舍")),
        fine("1999kWh,没有曲线", HOME, used(1990, 1999)),
        fine("学校不是居民户", SCHOOL, used(2900, cap=50)),
        fine("商铺不是居民户", SHOP, used(2900)),
    ]


def curve(share: str) -> Change:
    """Give each day of the month its hours: so large a share at noon, the rest at midnight."""

    def change(role: Role) -> None:
        for row in role.rows["daily_usage"]:
            if month_of(row["data_date"]) == role.play.period:
                by_day = row["day_pq"] * Decimal(share)
                hours = [Decimal(0)] * HOURS
                hours[NOON], hours[0] = by_day, row["day_pq"] - by_day
                row["hours"] = hours

    return change


def gap(role: Role) -> Decimal:
    """Return what the months of so much use would have cost more in a shop at low voltage."""
    rows = [row for month in in_a_row(role) for row in month]
    energy = sum((row["total_pq"] for row in rows), Decimal(0))
    paid = sum((row["kwh_amt"] + (row["levy_amt"] or 0) for row in rows), Decimal(0))
    return fen(energy * role.play.figures.single_price(["405"], LOW_VOLTAGE) - paid)


def in_a_row(role: Role) -> Iterator[list[Row]]:
    """Yield the bills of each month of so much use, from the last one back, twelve at most."""
    for ym in reversed(role.play.months[-12:]):
        rows = role.bills(ym)
        if sum(row["total_pq"] for row in rows) < MUCH:
            return
        yield rows
