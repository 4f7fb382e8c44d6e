"""Fees of connection: the abolished fee for temporary supply, and the fee for high reliability."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analytics.regulation.money import fen
from analytics.regulation.source import Rule, Source

TITLE = "业务费用"

_RELIABILITY = Source(
    "各省高可靠性供电收费文件(冀价工字〔2005〕25 号、津发改价管〔2011〕1274 号等)",
    "已核实",
    "https://edu-gov.com/universalservo/1698.html",
)

TEMPORARY_FEE_ABOLISHED = Rule(
    "临时接电费取消日(当日起不得再收)",
    date(2017, 12, 1),
    Source(
        "发改办价格〔2017〕1895 号《关于取消临时接电费和明确自备电厂有关收费政策的通知》",
        "部分核实",
        "https://wwwv3.qz123.com/news_show/fe8dc7f6-5906-4e0d-b16b-c609c313cffd.html",
        "内容已见,文号凭记忆",
    ),
    from_date=date(2017, 12, 1),
)
METER_COMPENSATION_ABOLISHED = Rule(
    "报装环节赔表费取消日",
    date(2021, 3, 1),
    Source("国办函〔2020〕129 号", "凭记忆"),
    from_date=date(2021, 3, 1),
)
CABLE_MULTIPLIER = Rule("电缆供电的收费倍数", Decimal("1.5"), _RELIABILITY)
RELIABILITY_BASIS = Rule(
    "高可靠性供电费的计收范围",
    "新装、增容的两路及以上多回路用户,除供电容量最大的一路外,其余各路按容量计收",
    _RELIABILITY,
)
RELIABILITY_EXEMPTIONS = Rule(
    "高可靠性供电费的免收",
    (
        "各回路相互独立无电气联络",
        "居民住宅与农业生产(天津)",
        "220 千伏用户、发电企业启动用电(河北)",
        "环网公用且操作权属供电企业",
    ),
    _RELIABILITY,
)
RELIABILITY_RATES_20KV = Rule(
    "20 千伏高可靠性供电费标准(江苏口径样例)",
    {"外部供电工程由供电企业建设": Decimal(190), "自建": Decimal(128)},
    Source("江苏省物价局文件", "已核实", "http://caodingtushuguan.com/a/202206/0860600.html"),
    "元/kVA",
)
# 0.4, 10, 35 and 110 kV differ by province and were not verified: there is no default for them.


@dataclass(frozen=True)
class Feed:
    """One of several supplies of a customer, and its rate in yuan a kVA."""

    capacity_kva: Decimal
    rate_yuan_per_kva: Decimal
    is_cable: bool = False


def reliability_fee(feeds: Sequence[Feed]) -> Decimal:
    """Return the fee for all feeds but the largest, to the fen."""
    charged = sorted(feeds, key=lambda feed: feed.capacity_kva)[:-1]
    return fen(
        sum(
            (
                feed.capacity_kva * feed.rate_yuan_per_kva * (CABLE_MULTIPLIER.value if feed.is_cable else 1)
                for feed in charged
            ),
            Decimal(0),
        )
    )
