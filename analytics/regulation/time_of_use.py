"""Prices by the time of day (分时电价): who owes them, and in which months a period is in force."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from analytics.regulation.source import Rule, Source
from data_loaders.codes.charges import PricePeriod
from models.company.code_tables import WrittenEntry, in_force

TITLE = "分时电价"
OWN_PERIODS = "time_periods"  # the table in which a company has its province's periods and seasons

RAILWAY_TRADES = ("5140", "5740")  # 电气化铁路, twice on the list of trades

_NOTICE_1093 = Source(
    "发改价格〔2021〕1093 号", "待核对原文", settles="取得本省分时电价文件,核对执行范围与起点容量"
)
WHO_OWES_TIMES = Rule.of(
    "执行分时电价的用户",
    "工商业用户(电气化铁路牵引用电除外),按各省清单",
    _NOTICE_1093,
)
TIMES_FROM_KVA = Rule.of("应执行分时电价的起点容量(含)", Decimal(100), _NOTICE_1093, "kVA")


def months_of(
    written: Sequence[WrittenEntry], province: str, period: PricePeriod, day: date
) -> Collection[int] | None:
    """Return the months of the year in which a period of the day is in force; None where the table knows no periods.

    `written` is all that the company wrote into its table of periods, `province` that of its profile.
    """
    own = [one.content for one in in_force(written, day) if one.content and one.key[0] == province]
    if not own:
        return None
    return {month for one in own if one["period"] == period for month in one["months"]}
