"""TAR-12 居民大电量疑似经营(高价低接)"""

from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.bills import CHARGE_COLUMNS, bills_of, levies_inside, with_charges
from analytics.facts.columns import as_text, listed, reasons
from analytics.facts.customers import on_the_books
from analytics.facts.daily_use import by_day_and_night
from analytics.facts.heating import HEATED_MONTHS, heated_by_electricity
from analytics.facts.reading_cycles import in_a_row, read_seldom
from analytics.facts.trades import RESIDENTIAL_TOO
from analytics.facts.unit_prices import average_prices
from analytics.regulation.money import exact, number, ratio, to_fen, to_places
from analytics.regulation.violation import MULTIPLES
from analytics.regulation.voltage import kilovolts_expr
from data_loaders.codes.customers import RESIDENTIAL_USES, CustType, ElecType, PriceType
from models.calendar import add_months, first_day, last_day, month_range
from models.category import Category

HIGH_QUANTILE, LEAST_HOMES = 0.99, 100
MONTHS = 12
SHARED = "合表|宿舍"


@check(
    code="TAR-12",
    title="居民大电量疑似经营(高价低接)",
    category=Category.TARIFF,
    matter="主题库",
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "customers": [
            *("cons_no", "org_code?", "cons_name?", "elec_type_code", "pricing_policy?", "volt_code?"),
            *("prc_code?", "mr_sect_no?", "trade_code?", "cons_sort_code?"),
        ],
        "bills": [
            "cons_no",
            "amt_ym",
            "amt_type?",
            "elec_type_code?",
            "total_pq",
            "ladder_level?",
            *CHARGE_COLUMNS,
        ],
        "daily_usage?": ["cons_no?", "data_date?", "hours?", "succ_flag?"],
        "tariff_prices?": ["prc_code?", "prc_name?"],
        "mr_sections?": ["mr_sect_no?", "mr_cycle?"],
        "readings?": ["cons_no?", "amt_ym?", "mr_cycle?"],
    },
    facts=(on_the_books, levies_inside),
    without={
        "daily_usage.hours": "缺小时曲线,一律按本公司居民电量第 99 百分位判",
        "bills.elec_type_code": "电费发行缺用电类别,户内另按其他类别计费的电量不能除去",
        "customers.pricing_policy": "缺定价策略,没有低压单一制商业均价,不出金额",
        "customers.prc_code": "客户档案没有电价码,执行电采暖电价的户不能剔除",
        "tariff_prices.prc_name": "缺电价目录,执行电采暖电价的只按电价码的字样剔除",
        "mr_sections.mr_cycle": "缺抄表段的抄表周期,按抄表记录的周期",
        "readings.mr_cycle": "缺抄表记录的抄表周期,也没有抄表段的,都按每月抄表",
        "customers.trade_code": "客户档案没有行业分类,小区公用、学校、福利等执行居民价的非居民不能剔除",
        "customers.cons_sort_code": "缺用户分类,行业为小区公用、学校、福利等的一律不判,低压居民也不例外",
        "customers.volt_code": "缺供电电压,不剔除高压供电的小区,没有低压单一制商业均价,不出金额",
    },
    evidence={
        "reason": "判定依据",
        "elec_type_code": "用电类别",
        "kwh": "当期电量(kWh)",
        "day_share": "白天(8–20时)电量占比",
        "day_kwh": "白天曲线电量合计(kWh)",
        "all_kwh": "全天曲线电量合计(kWh)",
        "curve_days": "有曲线的天数",
        "p99_kwh": "本公司居民电量第99百分位(kWh)",
        "months": "两次抄表间的月数",
        "homes": "本公司当期居民户数",
        "run_months": "连续达到阈值的月数",
        "month_details": "逐月电量(kWh)",
        "run_kwh": "各月电量合计(kWh)",
        "shop_price": "低压商业单一制含代征均价(元/kWh)",
        "paid_yuan": "各月已收电度电费与代征(元)",
        "note": "提示",
    },
    sentence="居民户当期用电 {kwh} kWh,{reason},已连续 {run_months} 个月",
    arithmetic=(
        "白天占比({curve_days} 天有曲线)= {day_kwh} ÷ {all_kwh} = {day_share}",
        "连续各月电量:{month_details},合计 {run_kwh} kWh",
        "差额 = 电量 × 低压商业单一制均价 − 已收 = {run_kwh} × {shop_price} − {paid_yuan} = {amount_yuan} 元(正为少收)",
    ),
    laws=(MULTIPLES,),
)
def home_that_uses_like_a_shop(
    t: Tables,
    *,
    thr: Annotated[int, Param("居民月电量阈值(含)", "kWh", low=100, high=100000)] = 2000,
    day_share: Annotated[float, Param("白天(8–20时)电量占比(含)", SHARE, low=0.5, high=1)] = 0.65,
) -> Any:
    """居民电价只给居民生活用电,居民户里办作坊、开店、做民宿应按工商业电价计费。

    为什么: 居民电价低于工商业,在居民户里经营每月少收电费,属高价低接的违约用电。
    判定: 在册(用户状态 0、2)的居民户(用电类别 200、201、202),当期 01 类电量达到 2000 kWh,并且:①当期有小时曲线的,8 时至 20 时的电量占比达到 0.65;②没有小时曲线的,电量达到本公司居民当期电量的第 99 百分位(居民不足 100 户时只看 2000 kWh)。
    金额: 当期起向前连续达到 2000 kWh 的各月(至多 12 个月)电量 × 低压单一制商业(405)当期含代征均价 − 各月已收的电度电费与代征,到分;正为少收,第三档价高于商业价时为负。均价为当期电量大于 0 的户 Σ(电度电费+代征)÷Σ电量,取六位小数;没有这样的户或缺电度电费的不算。查实后另计违约使用电费:{violation.MULTIPLES[高价低接、擅改用电类别]},不计入。
    例外: 空气源热泵、电采暖、大家庭可能误报:近 12 个月只在 11 月至次年 3 月达到阈值的提示疑似电采暖,户名含“合表”“宿舍”的、账单没有级数的(合表)提示,都不剔除。执行电采暖电价的(电价名称或电价码写有采暖、供暖、取暖、煤改电)已知冬季大用量,不判,也不计入百分位;双月、按季抄表的按月均电量比阈值与百分位。高压(1 千伏及以上)供电的小区,行业为小区公用(物业、供水)、学校、福利、社区、宗教等依规执行居民价的(用户分类为低压居民的除外),都不是一户,不判,也不计入百分位;采集失败的日不计入曲线;账单用电类别不是居民的行(定比、改类以前)不算在内。
    核实: 现场查看用电设备与场所用途,核对营业执照;确属经营的改类,追补差额并计违约使用电费。
    """
    homes = t.fact(on_the_books)
    # a community behind its own transformer is no home, nor are lifts and pumps of an estate, a school, a temple
    is_high_voltage = (kilovolts_expr(homes.volt_code) >= 1).fill_null(False)
    pays_as_residents_do = homes.trade_code.re_search(RESIDENTIAL_TOO).fill_null(False)
    pays_as_residents_do &= (homes.cons_sort_code != CustType.RESIDENT).fill_null(True)
    homes = homes.filter(homes.elec_type_code.isin(RESIDENTIAL_USES), ~is_high_voltage, ~pays_as_residents_do)
    homes = _with_months(t, homes.anti_join(heated_by_electricity(t), "cons_no"))
    bills = _of_homes(bills_of(t, [t.period]).semi_join(homes, "cons_no"))
    used = bills.group_by("cons_no").agg(kwh=bills.total_pq.sum(), steps=bills.ladder_level.count())
    used = used.inner_join(homes.select("cons_no", "months"), "cons_no")
    used = used.mutate(month_kwh=exact(used.kwh) / used.months)
    tells_steps: Any = ibis.literal(t.has("bills.ladder_level"))
    high: Any = used.month_kwh.cast("float64").quantile(HIGH_QUANTILE)
    large: Any = used.filter(used.kwh >= used.months * thr)
    large = large.cross_join(used.agg(homes=used.count(), p99=to_places(high, 6)))
    large = large.left_join(_curves(t, large), "cons_no").drop("cons_no_right")
    p99_kwh = ibis.ifelse(large.homes >= LEAST_HOMES, large.p99, ibis.null("decimal(18, 6)"))
    has_curve = (large.all_kwh > 0).fill_null(False)
    is_by_day = exact(large.day_kwh) >= exact(large.all_kwh) * number(day_share)
    is_high = (large.kwh >= large.months * p99_kwh).fill_null(True)
    large = large.mutate(
        p99_kwh=p99_kwh,
        day_share=ibis.ifelse(has_curve, ratio(exact(large.day_kwh), exact(large.all_kwh), 4), None),
        day_kwh=ibis.ifelse(has_curve, to_places(large.day_kwh, 6), None),
        all_kwh=ibis.ifelse(has_curve, to_places(large.all_kwh, 6), None),
        curve_days=ibis.ifelse(has_curve, large.curve_days, None),
        is_found=ibis.ifelse(has_curve, is_by_day.fill_null(False), is_high),
        reason=ibis.cases(
            (has_curve, "白天用电占比高"),
            (p99_kwh.notnull(), "没有小时曲线,电量居本公司居民前 1%"),
            else_="没有小时曲线,居民不足 100 户,只按电量判",
        ),
    )
    wrong = (
        large.filter(large.is_found)
        .inner_join(_runs(t, large, thr), "cons_no")
        .inner_join(homes.drop("months"), "cons_no")
    )
    wrong = wrong.cross_join(_shop_price(t))
    gap = exact(wrong.run_kwh) * wrong.shop_price - wrong.paid_yuan
    marks = {
        "户名含合表或宿舍": wrong.cons_name.re_search(SHARED).fill_null(False),
        "账单没有级数,疑为合表,请核户数": tells_steps & (wrong.steps == 0),
        "近12个月只在11月至次年3月达到,疑似电采暖": wrong.is_only_heated,
    }
    return wrong.mutate(object_id=wrong.cons_no, amount_yuan=to_fen(gap), note=reasons(marks).nullif(""))


def _with_months(t: Tables, homes: Any) -> Any:
    """Add over how many months a reading of each home goes: `months`."""
    homes = homes.left_join(read_seldom(t), "cons_no").drop("cons_no_right")
    return homes.mutate(months=homes.months.fill_null(1))


def _of_homes(bills: Any) -> Any:
    """Return the lines charged as residents are; one of another use (定比) pays its own price, an empty use counts."""
    return bills.filter(bills.elec_type_code.isnull() | bills.elec_type_code.isin(RESIDENTIAL_USES))


def _curves(t: Tables, large: Any) -> Any:
    """Return what the hours of these customers' days add up to in the period; see `by_day_and_night`."""
    daily = t.daily_usage
    daily = daily.filter(daily.data_date.between(first_day(t.period), min(last_day(t.period), t.as_of)))
    return by_day_and_night(daily.semi_join(large, "cons_no"))


def _runs(t: Tables, large: Any, thr: int) -> Any:
    """Return the months in a row, up to the period, in which each customer used so much, and what it paid for them.

    Shapes: cons_no, run_months, run_kwh, paid_yuan (null where a bill does not tell), month_details, is_only_heated.
    """
    months = month_range(add_months(t.period, 1 - MONTHS), t.period)
    bills = _of_homes(with_charges(t, bills_of(t, months).semi_join(large, "cons_no")))
    monthly = bills.group_by("cons_no", "amt_ym").agg(
        kwh=bills.total_pq.sum(),
        paid=(bills.energy_yuan + exact(bills.levy_amt).fill_null(0)).sum(),
        is_whole=bills.energy_yuan.notnull().all(),
    )
    monthly = monthly.inner_join(large.select("cons_no", "months"), "cons_no")
    monthly = in_a_row(t, monthly.mutate(is_counted=monthly.kwh >= monthly.months * thr))
    high = monthly.filter(monthly.is_counted)
    high = high.mutate(is_heated=high.amt_ym.isin([ym for ym in months if int(ym[4:]) in HEATED_MONTHS]))
    runs = high.group_by("cons_no").agg(
        run_months=high.of_months.sum(where=high.is_in_row).cast("int64"),
        run_kwh=high.kwh.sum(where=high.is_in_row),
        paid=high.paid.sum(where=high.is_in_row),
        is_whole=(high.is_whole | ~high.is_in_row).all(),
        month_details=listed(high.amt_ym.concat(" ", as_text(high.kwh)), where=high.is_in_row),
        is_only_heated=high.is_heated.all(),
    )
    return runs.select(
        "cons_no",
        "run_months",
        "run_kwh",
        "month_details",
        "is_only_heated",
        paid_yuan=ibis.ifelse(runs.is_whole, to_fen(runs.paid), None),
    )


def _shop_price(t: Tables) -> Any:
    """Return what a kWh costs shops of a single price at low voltage on average: one row, `shop_price`."""
    shops = t.customers.filter(
        t.customers.elec_type_code == ElecType.SHOPS,
        t.customers.pricing_policy == PriceType.SINGLE,
        kilovolts_expr(t.customers.volt_code) < 1,
    )
    return average_prices(t, shops.select("cons_no")).select(shop_price="price")
