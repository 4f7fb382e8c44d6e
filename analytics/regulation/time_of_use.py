"""Prices by the time of day (分时电价): who owes them."""

from decimal import Decimal

from analytics.regulation.source import Rule, Source

TITLE = "分时电价"

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
