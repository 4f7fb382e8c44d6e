"""分时时段与季节: at which hours of which months a province has which price by time."""

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

from analytics.code_tables.card import CodeTable, Column, read_through
from analytics.regulation import time_of_use
from analytics.regulation.time_of_use import OWN_PERIODS
from data_loaders.codes.charges import PricePeriod
from data_loaders.recognition.own_files import TIME_PERIODS as OWN_FILE
from models.company.code_tables import Content, Entry, Key
from models.errors import WrongUsage

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_PERIODS = {
    "尖峰": PricePeriod.CRITICAL_PEAK.value,
    "峰": PricePeriod.PEAK.value,
    "平": PricePeriod.FLAT.value,
    "谷": PricePeriod.VALLEY.value,
    "深谷": PricePeriod.DEEP_VALLEY.value,
}


def _fits(key: Key, content: Content) -> None:
    for heading, clock in (("起", key[2]), ("止", content["until"])):
        if not _CLOCK.fullmatch(clock):
            raise WrongUsage(f"“{heading}”为“{clock[:20]}”", remedy="请写成 08:00 这样的时刻,末了为 24:00")
    if key[2] >= content["until"]:
        raise WrongUsage(f"“起”{key[2]} 不早于“止”{content['until']}", remedy="跨零点的请分成两行")


def _together(entries: Sequence[Entry]) -> Mapping[Key, str]:
    found = {}
    spans = [(one, one.content) for one in entries if one.content]
    for (one, said), (other, also) in combinations(spans, 2):
        both = set(said["months"]) & set(also["months"])
        overlaps = one.key[2] < also["until"] and other.key[2] < said["until"]
        if one.key[0] == other.key[0] and both and overlaps:
            found[other.key] = (
                f"{one.key[0]} {min(both)}月的两个时段重叠:{_span(one)} 与 {_span(other)}。请核对起止"
            )
    return found


def _span(one: Entry) -> str:
    return f"{one.key[1]} {one.key[2]}–{(one.content or {})['until']}"


TIME_PERIODS = CodeTable(
    name=OWN_PERIODS,
    title="分时时段与季节",
    about="各方案每个季节(月份)的尖、峰、平、谷、深谷时段。采用的方案在这里写明了时段的,检查会看尖峰、深谷电量是否出在没有这一时段的月份;没有写的,以同电价码多数户反推代替。",
    columns=(
        Column("province", "方案名", is_key=True, width=80),
        Column("season", "季节", is_key=True, width=90),
        Column("begin", "起", is_key=True, width=70),
        Column("until", "止", width=70),
        Column("months", "月份", "months", width=150),
        Column("period", "时段", "choice", choices=_PERIODS, width=90),
    ),
    own_file=OWN_FILE,
    concerns=read_through(time_of_use.__name__),
    judged_on="period",
    fits=_fits,
    fit_together=_together,
    empty="还没有写明时段。",
)
