"""TAR-11 居民阶梯计算错误"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import finished
from analytics.facts.bills import ENERGY_COLUMNS, bills_of, normal_bills, printed_energy_yuan
from analytics.facts.columns import as_text, month_text
from analytics.regulation.money import exact, number, to_fen, to_places
from analytics.regulation.residential_ladder import (
    MANY_PERSONS_KWH_MONTH,
    PROFILES,
    ZHEJIANG,
    LadderProfile,
    kwh_in_steps_expr,
    step_surcharge_expr,
)
from analytics.regulation.source import Rule
from data_loaders.codes.applications import AppType
from data_loaders.codes.customers import RESIDENTIAL_USES
from models.calendar import add_months, last_day
from models.category import Category

PRICE_STEP = number("0.001")
HALF_A_FEN = number("0.005")


@check(
    code="TAR-11",
    title="居民阶梯计算错误",
    category=Category.TARIFF,
    severity="中",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "elec_type_code?", "total_pq", "peak_pq?", "valley_pq?"),
            *("ladder_level", *ENERGY_COLUMNS),
        ],
        "customers": ["cons_no", "org_code?", "elec_type_code", "build_date?"],
        "applications?": ["cons_no?", "app_type?"],
    },
    facts=(finished,),
    without={
        "applications.app_type": "缺业扩申请,不知过户,一律自年初累计",
        "customers.build_date": "缺立户日期,年内缺账单的一律不判",
        "bills.peak_pq|valley_pq": "缺峰谷电量,一律按不分时的电价重算",
    },
    evidence={
        "province": "电价标准",
        "before_kwh": "累计起至上月电量cum0(kWh)",
        "counted_from": "累计起始月份",
        "kwh": "当月电量q(kWh)",
        "peak_kwh": "当月峰电量(kWh)",
        "valley_kwh": "当月谷电量(kWh)",
        "first_kwh": "一档段电量(kWh)",
        "second_kwh": "二档段电量(kWh)",
        "third_kwh": "三档段电量(kWh)",
        "base_terms": "基价算式",
        "step_terms": "加价算式",
        "expected_yuan": "应收电度电费(元)",
        "charged_yuan": "账单电度电费(元)",
        "note": "提示",
    },
    sentence="年内此前已用 {before_kwh} kWh,当月 {kwh} kWh,阶梯电费应收 {expected_yuan} 元,账单 {charged_yuan} 元",
    arithmetic=(
        "自 {counted_from} 累计至上月 {before_kwh} kWh,当月 {kwh} kWh 落在一档 {first_kwh}、二档 {second_kwh}、三档 {third_kwh} kWh({province})",
        "应收 = 基价 + 加价 = {base_terms} + {step_terms} = {expected_yuan} 元",
        "差额 = 应收 − 账单 = {expected_yuan} − {charged_yuan} = {amount_yuan} 元",
    ),
    laws=(ZHEJIANG, MANY_PERSONS_KWH_MONTH),
)
def wrong_residential_steps(
    t: Tables,
    *,
    tol: Annotated[float, Param("容差", "元", low=0, high=1000)] = 0.5,
    many_persons: Annotated[
        Rule[Decimal], Param("人口多的家庭每月增加的档位电量", "kWh", low=0, high=1000)
    ] = MANY_PERSONS_KWH_MONTH,
) -> Any:
    """一户一表居民的电费应当按当年累计电量落在各档的多少计算。

    为什么: 档位累计错一次,当年以后每月都错;户数多,投诉也多。
    判定: 居民(200、201、202)当期 01 类账单都有级数的户:cum0 为当年 1 月至上月 01 类电量之和(标准按月分档的省为 0),q 为当期电量;应收 = 基价电费(平价 × q,有峰谷电量的为峰价 × 峰电量 + 谷价 × 谷电量)+ 二档加价 × 二档段电量 + 三档加价 × 三档段电量,合计取到分。与账单电度电费相差大于容差命中。标准:{residential_ladder.ZHEJIANG}。
    金额: 应收减账单,正数少收,负数多收,到分。
    例外: 当年过户(211)的自过户次月起累计,过户当月不判;档位电量按人口多的家庭每月加 {residential_ladder.MANY_PERSONS_KWH_MONTH} 重算在容差内的不算;当年应有月份缺账单的不判(立户当月及以前不算缺);新装当年按全年档,不折算;差额恰等于容差不算;峰谷电量之和不等于当月电量的不判;级数只有一部分行有的不判(归 TAR-10)。本公司一档账单过半与标准电价每千瓦时相差超过 0.001 元的,视为标准未配置,停用。
    核实: 逐月核对年累计电量与档位,查过户、换表、多人口登记的日期。
    """
    day = last_day(t.period)
    bills = _rows(t)
    parts = []
    for province, rule in PROFILES.items():
        profile = rule.on(day)
        if profile is None:
            continue
        more_kwh = (many_persons.on(day) or Decimal(0)) * profile.months
        judged = _with_expected(_households(t, bills, profile), profile, more_kwh)
        miss, miss_of_many = (
            (judged[name] - judged.charged_yuan).abs() for name in ("expected_yuan", "many_yuan")
        )
        wrong = judged.filter(judged.is_priced, miss > number(tol), miss_of_many > number(tol))
        parts.append(_explained(wrong, province, profile))
    found = parts[0]
    for part in parts[1:]:
        found = found.union(part)
    return found


def _rows(t: Tables) -> Any:
    """Return the bills of the period of residents: a line of another use (定比) is no part of the household."""
    bills = bills_of(t, [t.period])
    is_other = (~bills.elec_type_code.isin(RESIDENTIAL_USES)).fill_null(False)
    bills = bills.filter(~is_other)
    residents = t.customers.filter(t.customers.elec_type_code.isin(RESIDENTIAL_USES))
    rows = bills.semi_join(residents, "cons_no")
    return rows.mutate(energy_yuan=printed_energy_yuan(rows))


def _households(t: Tables, bills: Any, profile: LadderProfile) -> Any:
    """Return the households billed by steps in the period, with what they used of the ceilings before.

    Shapes: cons_no, org_code, kwh, peak_kwh, valley_kwh, is_timed, charged_yuan, before_kwh, counted_from, is_priced.
    """
    house = bills.group_by("cons_no").agg(
        kwh=bills.total_pq.sum(),
        peak_kwh=bills.peak_pq.sum().fill_null(0),
        valley_kwh=bills.valley_pq.sum().fill_null(0),
        has_steps=bills.ladder_level.notnull().all(),
        charged_yuan=to_fen(bills.energy_yuan.sum()),
    )
    house = house.mutate(is_timed=(house.peak_kwh != 0) | (house.valley_kwh != 0))
    house = house.filter(
        house.has_steps,
        house.charged_yuan.notnull(),
        ~house.is_timed | (house.peak_kwh + house.valley_kwh == house.kwh),
    )
    files = t.customers.select("cons_no", "org_code", "build_date")
    house = _with_use_before(t, house.inner_join(files, "cons_no"), profile)
    priced: Any = house.cross_join(_pricing(bills, profile))
    return priced


def _pricing(bills: Any, profile: LadderProfile) -> Any:
    """Return whether most rows of the first step were charged at the profile's prices: one row, `is_priced`."""
    first = bills.filter(bills.ladder_level == 1, bills.total_pq > 0, bills.energy_yuan.notnull())
    peak, valley = first.peak_pq.fill_null(0), first.valley_pq.fill_null(0)
    rest = exact(first.total_pq) - peak - valley
    charge = (
        rest * number(profile.flat)
        + exact(peak) * number(profile.peak)
        + exact(valley) * number(profile.valley)
    )
    is_near = (first.energy_yuan - charge).abs() <= exact(first.total_pq) * PRICE_STEP + HALF_A_FEN
    return first.agg(is_priced=(is_near.sum() * 2 > first.count()).fill_null(False))


def _with_use_before(t: Tables, house: Any, profile: LadderProfile) -> Any:
    """Return the households with the year's use before the period, left out who lacks a bill or changed hands now."""
    months = profile.months_before(t.period)
    start = months[0] if months else t.period
    done = t.fact(finished)
    done = done.mutate(moved_ym=month_text(done.done_date))
    moved = done.filter(done.app_type == AppType.TRANSFER, done.moved_ym.between(start, t.period))
    moved = moved.group_by("cons_no").agg(moved_ym=moved.moved_ym.max())
    house = house.left_join(moved, "cons_no").drop("cons_no_right")
    house = house.filter((house.moved_ym != t.period).fill_null(True))
    if not months:
        return house.mutate(before_kwh=number("0.000000"), counted_from=ibis.literal(start))
    house = house.mutate(
        complete_since=ibis.greatest(
            house.moved_ym.fill_null(""), month_text(house.build_date).fill_null("")
        ),
        counted_from=ibis.cases(*((house.moved_ym == ym, add_months(ym, 1)) for ym in months), else_=start),
    )
    earlier = normal_bills(t.bills.filter(t.bills.amt_ym.between(months[0], months[-1])))
    is_other = (~earlier.elec_type_code.isin(RESIDENTIAL_USES)).fill_null(False)
    earlier = earlier.filter(~is_other)
    used = earlier.group_by("cons_no").agg(
        **{f"kwh_{ym}": earlier.total_pq.sum(where=earlier.amt_ym == ym) for ym in months}
    )
    house = house.left_join(used, "cons_no").drop("cons_no_right")
    is_counted = {ym: (house.moved_ym < ym).fill_null(True) for ym in months}
    lacking = [house[f"kwh_{ym}"].isnull() & (house.complete_since < ym) for ym in months]
    parts = [
        ibis.ifelse(is_counted[ym], house[f"kwh_{ym}"].fill_null(0), number("0.000000")) for ym in months
    ]
    total, lacks = exact(parts[0]), lacking[0]
    for part, lack in zip(parts[1:], lacking[1:], strict=True):
        total, lacks = total + part, lacks | lack
    return house.mutate(before_kwh=to_places(total, 6)).filter(~lacks)


def _with_expected(house: Any, profile: LadderProfile, more_kwh: Decimal) -> Any:
    """Return the households with what they owe, and what they would as a household of many persons."""
    timed = exact(house.peak_kwh) * number(profile.peak) + exact(house.valley_kwh) * number(profile.valley)
    house = house.mutate(base=ibis.ifelse(house.is_timed, timed, exact(house.kwh) * number(profile.flat)))
    surcharge, of_many = (
        step_surcharge_expr(profile, house.before_kwh, house.kwh, more) for more in (Decimal(0), more_kwh)
    )
    return house.mutate(expected_yuan=to_fen(house.base + surcharge), many_yuan=to_fen(house.base + of_many))


def _explained(wrong: Any, province: str, profile: LadderProfile) -> Any:
    """Return the hits with the steps that their energy lies in and the sums in words."""
    first, second, third = kwh_in_steps_expr(profile, wrong.before_kwh, wrong.kwh)
    wrong = wrong.mutate(
        first_kwh=to_places(first, 6), second_kwh=to_places(second, 6), third_kwh=to_places(third, 6)
    )
    timed = as_text(wrong.peak_kwh).concat(f" × {profile.peak} + ", as_text(wrong.valley_kwh))
    steps = as_text(wrong.second_kwh).concat(f" × {profile.tier2_increment} + ", as_text(wrong.third_kwh))
    return wrong.mutate(
        object_id=wrong.cons_no,
        province=ibis.literal(province),
        amount_yuan=wrong.expected_yuan - wrong.charged_yuan,
        base_terms=ibis.ifelse(
            wrong.is_timed,
            timed.concat(f" × {profile.valley}"),
            as_text(wrong.kwh).concat(f" × {profile.flat}"),
        ),
        step_terms=steps.concat(f" × {profile.tier3_increment}"),
        note=ibis.ifelse(wrong.moved_ym.notnull(), "年内过户,自过户次月重新累计", None),
    )
