"""省电价方案: the province's residential steps and prices, and from which capacity prices by time are owed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.code_tables.card import CodeTable, Column, Usual, read_through
from analytics.facts import residential_steps
from analytics.regulation.residential_ladder import (
    MANY_PERSONS_KWH_MONTH,
    OWN_PROFILES,
    PROFILES,
    profile_of,
)
from analytics.regulation.source import Rule
from analytics.regulation.time_of_use import TIMES_FROM_KVA
from data_loaders.recognition.own_files import LADDER_PROFILES as OWN_FILE
from models.company.code_tables import Content, Entry, Key, WrittenEntry
from models.errors import WrongUsage

KWH, PRICE, MORE = "kWh", "元/kWh", "元/kWh"
CHOSEN = "is_chosen"


def _price(name: str, heading: str) -> Column:
    return Column(name, heading, "number", PRICE, low=0, high=5)


def _usual() -> list[Usual]:
    """Return the profiles that are built in, as rows of the table: those in force today."""
    found = []
    for province, rule in PROFILES.items():
        profile = rule.on(date.today())
        if profile is None:
            continue
        content = {
            name: f"{value.normalize():f}" if isinstance(value, Decimal) else value
            for name, value in asdict(profile).items()
            if name != "province" and value is not None
        }
        found.append(Usual((province,), {CHOSEN: True} | content, rule.basis))
    return found


def _fits(key: Key, content: Content) -> None:
    first, second = (Decimal(content[name]) for name in ("tier1_to_kwh", "tier2_to_kwh"))
    if first >= second:
        raise WrongUsage(f"“一档上限”{first} 不小于“二档上限”{second}", remedy="请核对两档上限,二档应更大")
    low, high = (Decimal(content[name]) for name in ("tier2_increment", "tier3_increment"))
    if low > high:
        raise WrongUsage(f"“二档加价”{low} 大于“三档加价”{high}", remedy="请核对两档加价,三档不应更低")
    valley, peak = (Decimal(content[name]) for name in ("valley", "peak"))
    if valley > peak:
        raise WrongUsage(f"“谷价”{valley} 大于“峰价”{peak}", remedy="请核对峰价与谷价")


def _together(entries: Sequence[Entry]) -> Mapping[Key, str]:
    chosen = [one for one in entries if one.content and one.content[CHOSEN]]
    if len(chosen) < 2:
        return {}
    names = "、".join(one.key[0] for one in chosen)
    return {chosen[-1].key: f"同一天采用了 {len(chosen)} 个方案:{names}。请只留一个采用,其余填“不采用”"}


def _in_place_of(rows: Sequence[WrittenEntry]) -> Mapping[Rule[Any], Any]:
    """Return what the chosen profile says that a rule of all provinces says, too."""
    chosen = [profile_of(one) for one in rows if one.content and one.content[CHOSEN]]
    said = [
        pair
        for profile in chosen
        for pair in (
            (MANY_PERSONS_KWH_MONTH, profile.many_persons_kwh),
            (TIMES_FROM_KVA, profile.times_from_kva),
        )
    ]
    return {rule: value for rule, value in said if value is not None}


LADDER_PROFILES = CodeTable(
    name=OWN_PROFILES,
    title="省电价方案",
    about="居民阶梯、峰谷与合表电价,人口多的家庭加档,以及工商业执行分时的起点容量。采用哪个方案,检查就按哪个;"
    "都没有采用时按自带的浙江方案。账单的代征另列、不在电度电费之内的,平、峰、谷和合表价都填扣除代征后的(如目录电价 0.56、代征 0.021863,填 0.538137),加价照填。本公司一档账单多数与方案不符的,阶梯检查仍自行停用。",
    columns=(
        Column("province", "方案名", is_key=True, width=80),
        Column(CHOSEN, "是否采用", "choice", choices={"采用": True, "不采用": False}, width=80),
        Column("months", "阶梯周期", "choice", choices={"按年": 12, "按月": 1}, width=80),
        Column("tier1_to_kwh", "一档上限", "number", KWH, low=1, high=100_000),
        Column("tier2_to_kwh", "二档上限", "number", KWH, low=1, high=100_000),
        _price("flat", "平价"),
        _price("peak", "峰价"),
        _price("valley", "谷价"),
        _price("tier2_increment", "二档加价"),
        _price("tier3_increment", "三档加价"),
        _price("shared_below_1kv", "合表价(不满1千伏)"),
        _price("shared_1_to_10kv", "合表价(1至10千伏)"),
        Column(
            "many_persons_kwh", "多人口每月加档", "number", KWH, is_needed=False, low=0, high=1_000, width=120
        ),
        Column(
            "times_from_kva", "分时起点容量", "number", "kVA", is_needed=False, low=0, high=10_000, width=110
        ),
    ),
    own_file=OWN_FILE,
    concerns=read_through(residential_steps.__name__),
    usual=_usual,
    judged_on="period",
    fits=_fits,
    fit_together=_together,
    in_place_of=_in_place_of,
    empty="还没有另设方案,按自带的。",
)
