"""Residential step tariff (居民阶梯电价): provinces' profiles, and the surcharge of the higher steps.

Every kWh pays the base price (or peak and valley); what lies above the first step's ceiling pays an increment
more, above the second's a larger one. Steps count over the calendar year, in some provinces over the month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.money import exact, number
from analytics.regulation.source import Rule, Source
from models.calendar import month_range
from models.company.code_tables import WrittenEntry, in_force

TITLE = "居民阶梯电价"
OWN_PROFILES = "ladder_profiles"  # the table in which a company chooses its profile, or edits one


@dataclass(frozen=True)
class LadderProfile:
    """One province's residential prices, in yuan a kWh; ceilings in kWh of `months` (12: a calendar year).

    `many_persons_kwh` are what a household of many persons has more of each step a month, `times_from_kva` the capacity
    from which industry and commerce owe prices by time; None where the rule of all provinces has the word.
    """

    province: str
    tier1_to_kwh: Decimal
    tier2_to_kwh: Decimal
    flat: Decimal
    peak: Decimal
    valley: Decimal
    tier2_increment: Decimal
    tier3_increment: Decimal
    shared_below_1kv: Decimal
    shared_1_to_10kv: Decimal
    months: int = 12
    many_persons_kwh: Decimal | None = None
    times_from_kva: Decimal | None = None

    def widened(self, kwh: Decimal) -> tuple[Decimal, Decimal]:
        """Return both ceilings, each raised by so many kWh (households of many persons)."""
        return self.tier1_to_kwh + kwh, self.tier2_to_kwh + kwh

    def months_before(self, period: str) -> list[str]:
        """Return the months that count towards the ceilings of a month before it: of a year all since January."""
        month = int(period[4:])
        first = (month - 1) // self.months * self.months + 1
        return [ym for ym in month_range(f"{period[:4]}{first:02}", period) if ym != period]


MANY_PERSONS_KWH_MONTH = Rule.of(
    "人口多的家庭每月增加的档位电量(5 人及以上,各省不同)",
    Decimal(100),
    Source("各省阶梯电价实施方案", "待核对原文", settles="取得本省阶梯电价实施方案"),
    "kWh",
)
FREE_KWH_MONTH = Rule.of(
    "低保户、五保户每月免费用电基数",
    (Decimal(10), Decimal(15)),
    Source("发改价格〔2011〕2617 号", "待核对原文", settles="在国家发展改革委网站核对该文原文"),
    "kWh",
    shown="10 或 15 千瓦时",
)
SHARED_METER = Rule.of(
    "不执行阶梯、执行合表价的用户",
    "合表户,以及执行居民电价的非居民用户(学校、福利机构等)",
    Source("发改价格〔2011〕2617 号", "待核对原文", settles="在国家发展改革委网站核对该文原文"),
)
ONE_METER_A_HOUSEHOLD = Rule.of(
    "一户一表的认定",
    "一个房产证明装一具表为一户,户名与产权所有者一致;两个及以上房产证明或户口合用一具表为合表",
    Source(
        "国家电网营销〔2012〕1145 号",
        "已核实",
        "https://www.shititong.cn/cha-kan/shiti/0005e4fd-7f63-28a8-c045-e675ef3ad628.html",
    ),
)
ZHEJIANG = Rule.of(
    "浙江居民电价(年阶梯)",
    LadderProfile(
        province="浙江",
        tier1_to_kwh=Decimal(2760),
        tier2_to_kwh=Decimal(4800),
        flat=Decimal("0.538"),
        peak=Decimal("0.568"),
        valley=Decimal("0.288"),
        tier2_increment=Decimal("0.05"),
        tier3_increment=Decimal("0.30"),
        shared_below_1kv=Decimal("0.558"),
        shared_1_to_10kv=Decimal("0.538"),
    ),
    Source("浙江省物价局通知", "已核实", "GitHub cc01cc/Eru living-cost-electricity.md"),
    shown="年累计:第一档至 2760 kWh、第二档至 4800 kWh;一档 0.538 元,峰 0.568、谷 0.288;"
    "二档加 0.05,三档加 0.30;合表 1 千伏以下 0.558、1–10 千伏 0.538",
)
PROFILES = {"浙江": ZHEJIANG}
COUNTS = ("months",)  # of a profile's fields; the others but its name are exact numbers


def profiles_on(written: Sequence[WrittenEntry], day: date) -> dict[str, LadderProfile]:
    """Return the profiles by which a day is judged, by name: the company's own that it chose, else those built in.

    `written` is all that the company wrote into its table of profiles.
    """
    chosen = [one for one in in_force(written, day) if one.content and one.content["is_chosen"]]
    if chosen:
        return {f"{one.key[0]}(自 {one.since} 起,第 {one.id} 条)": profile_of(one) for one in chosen}
    built_in = {province: rule.on(day) for province, rule in PROFILES.items()}
    return {province: profile for province, profile in built_in.items() if profile is not None}


def profile_of(one: WrittenEntry) -> LadderProfile:
    """Return the profile that a row of the company's table says."""
    content = {name: value for name, value in (one.content or {}).items() if name != "is_chosen"}
    values: dict[str, Any] = {
        name: int(value) if name in COUNTS else Decimal(value) for name, value in content.items()
    }
    return LadderProfile(province=one.key[0], **values)


def step_surcharge_expr(
    profile: LadderProfile, before_kwh: Any, kwh: Any, extra_kwh: Decimal = Decimal(0)
) -> Any:
    """Return what the higher steps add to a period's charge of columns, unrounded."""
    _, second, third = kwh_in_steps_expr(profile, before_kwh, kwh, extra_kwh)
    return second * number(profile.tier2_increment) + third * number(profile.tier3_increment)


def kwh_in_steps_expr(
    profile: LadderProfile, before_kwh: Any, kwh: Any, extra_kwh: Decimal = Decimal(0)
) -> tuple[Any, Any, Any]:
    """Return how many of the kWh of columns fall in the first, second and third step of the year.

    `before_kwh` is the year's use before the period; `extra_kwh` raises both ceilings. Taken back kWh (negative) leave
    the steps from the top.
    """
    before, after = exact(before_kwh), exact(before_kwh) + exact(kwh)
    low, high = profile.widened(extra_kwh)

    def above(ceiling: Decimal) -> Any:
        bound = exact(number(ceiling))
        end: Any = ibis.ifelse(after < bound, bound, after)
        begin: Any = ibis.ifelse(before < bound, bound, before)
        return end - begin

    above_low, above_high = above(low), above(high)
    return exact(kwh) - above_low, above_low - above_high, above_high
