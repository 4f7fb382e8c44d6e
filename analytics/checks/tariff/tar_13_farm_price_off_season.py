"""TAR-13 农业电价非灌溉期/非农特征用电"""

from typing import Annotated, Any

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.bills import CHARGE_COLUMNS, bills_of, levies_inside, with_charges
from analytics.facts.columns import as_text, listed
from analytics.facts.customers import in_service
from analytics.facts.trades import ANIMALS
from analytics.facts.unit_prices import average_prices
from analytics.regulation.money import exact, number, ratio, to_fen
from analytics.regulation.violation import MULTIPLES
from data_loaders.codes.customers import FARMING_USES, ElecType, PriceType
from models.calendar import add_months, month_range
from models.category import Category

MONTHS = 12
# they use electricity all the year round
STEADY_NAMES = "冷|养殖|大棚|温室|孵化|菌|畜|禽|渔|水产|烘干"
COMMERCE = (
    ElecType.LIGHTING,
    ElecType.NON_INDUSTRIAL,
    ElecType.ORDINARY_INDUSTRY,
    ElecType.ORDINARY_FERTILISER,
    ElecType.SHOPS,
)


@check(
    code="TAR-13",
    title="农业电价非灌溉期/非农特征用电",
    category=Category.TARIFF,
    matter="主题库",
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "customers": [
            *("cons_no", "org_code?", "cons_name?", "elec_type_code", "trade_code?", "pricing_policy?"),
            "volt_code?",
        ],
        "bills": ["cons_no", "amt_ym", "amt_type?", "elec_type_code?", "total_pq", *CHARGE_COLUMNS],
    },
    facts=(in_service, levies_inside),
    without={
        "customers.pricing_policy": "缺定价策略,没有单一制工商业对照价,不出金额",
        "customers.volt_code": "缺供电电压,没有同电压对照价,不出金额",
        "customers.trade_code": "缺行业分类,只按户名剔除畜牧与渔业",
        "bills.elec_type_code": "电费发行缺用电类别,户内另按其他类别计费的电量不能除去",
        "customers.cons_name": "缺用户名称,只按行业分类剔除",
    },
    evidence={
        "elec_type_code": "用电类别",
        "trade_code": "行业分类",
        "volt_code": "供电电压",
        "kwh": "近12月电量(kWh)",
        "off_kwh": "非灌溉月电量(kWh)",
        "off_share": "非灌溉月占比",
        "month_details": "逐月电量(kWh)",
        "price": "同电压单一制工商业含代征均价(元/kWh)",
        "own_price": "本户近12月含代征均价(元/kWh)",
    },
    sentence="农业电价户近 12 个月用电 {kwh} kWh,非灌溉月 {off_kwh} kWh,占比 {off_share}",
    arithmetic=(
        "逐月电量:{month_details}",
        "非灌溉月占比 = {off_kwh} ÷ {kwh} = {off_share}",
        "差额 = 非灌溉月电量 × (对照价 − 本户均价) = {off_kwh} × ({price} − {own_price}) = {amount_yuan} 元",
    ),
    laws=(MULTIPLES,),
)
def farm_price_out_of_season(
    t: Tables,
    *,
    p: Annotated[float, Param("非灌溉月电量占比", SHARE, low=0, high=1)] = 0.3,
    irrigation_from: Annotated[int, Param("灌溉期首月(按省历)", "月", low=1, high=12)] = 4,
    irrigation_to: Annotated[int, Param("灌溉期末月(按省历)", "月", low=1, high=12)] = 9,
) -> Any:
    """农业生产与排灌用电随农时起落,非灌溉季节仍大量用电的多半不是农业用电。

    为什么: 农业电价远低于工商业,挂农业电价而经营加工、仓储、住宿,每月少收电费。
    判定: 状态正常(0)、用电类别 300、301、302 的户,含当期的近 12 个月每月都有 01 类账单、合计电量大于 0,非灌溉月(默认 10 月至次年 3 月)电量占比大于 0.3。
    金额: 近 12 月非灌溉月电量 ×(同电压单一制 401–405 户当期含代征均价 − 本户近 12 月含代征均价),到分,正为少收。均价为 Σ(电度电费+代征)÷Σ电量(对照户只取当期电量大于 0 的),取六位小数;没有对照价或缺电度电费的不算。查实后另计违约使用电费:{violation.MULTIPLES[高价低接、擅改用电类别]},不计入。
    例外: 行业为畜牧(03)、渔业(04),或户名含 冷、养殖、大棚、温室、孵化、菌、畜、禽、渔、水产 的常年用电,含 烘干 的秋收后用电,剔除;账单用电类别不是农业的行(定比、改类以前)不算在内;占比恰为 0.3 不算;近 12 个月缺任一月账单或其电量的不判。灌溉月各省不同,可改首末月;首月晚于末月的跨年。
    核实: 现场核查用电设备与用途,比对灌溉记录与土地、养殖证明;确非农业用电的改类并追补。
    """
    months = month_range(add_months(t.period, 1 - MONTHS), t.period)
    irrigated = range(irrigation_from, irrigation_from + (irrigation_to - irrigation_from) % 12 + 1)
    off = [ym for ym in months if int(ym[4:]) not in {(month - 1) % 12 + 1 for month in irrigated}]
    monthly = _monthly(t, _farms(t), months)
    used = _used(_farms(t), monthly, off)
    is_off_season = exact(used.off_kwh) > exact(used.kwh) * number(p)
    wrong = used.filter(used.months == MONTHS, used.kwh > 0, is_off_season)
    wrong = wrong.left_join(_in_words(monthly.semi_join(wrong, "cons_no")), "cons_no").drop("cons_no_right")
    wrong = wrong.left_join(_prices(t), "volt_code").drop("volt_code_right")
    own_price = ratio(wrong.paid_yuan, exact(wrong.kwh), 6)
    return wrong.mutate(
        object_id=wrong.cons_no,
        off_share=ratio(exact(wrong.off_kwh), exact(wrong.kwh), 6),
        own_price=own_price,
        amount_yuan=to_fen(exact(wrong.off_kwh) * (wrong.price - own_price)),
    )


def _farms(t: Tables) -> Any:
    """Return the customers in service at a price of farming that do not keep animals or goods all the year."""
    farms = t.fact(in_service)
    is_steady = farms.trade_code.re_search(ANIMALS).fill_null(False)
    is_steady = is_steady | farms.cons_name.re_search(STEADY_NAMES).fill_null(False)
    return farms.filter(farms.elec_type_code.isin(FARMING_USES), ~is_steady)


def _monthly(t: Tables, farms: Any, months: list[str]) -> Any:
    """Return the energy of the farms and what they paid for it, month by month: cons_no, amt_ym, kwh, paid, is_whole."""
    bills = with_charges(t, bills_of(t, months).semi_join(farms, "cons_no"))
    # a line of another use (定比, or from before a change) was charged its own price
    bills = bills.filter(bills.elec_type_code.isnull() | bills.elec_type_code.isin(FARMING_USES))
    return bills.group_by("cons_no", "amt_ym").agg(
        kwh=bills.total_pq.sum(),
        paid=(bills.energy_yuan + exact(bills.levy_amt).fill_null(0)).sum(),
        is_whole=bills.energy_yuan.notnull().all(),
    )


def _used(farms: Any, monthly: Any, off: list[str]) -> Any:
    """Return the farms with twelve months of energy, and what they paid for it; null where a bill does not tell."""
    year = monthly.group_by("cons_no").agg(
        months=monthly.kwh.count(),
        kwh=monthly.kwh.sum(),
        off_kwh=monthly.kwh.sum(where=monthly.amt_ym.isin(off)),
        paid=monthly.paid.sum(),
        is_whole=monthly.is_whole.all(),
    )
    year = year.mutate(paid_yuan=year.is_whole.ifelse(year.paid, None)).drop("paid", "is_whole")
    return farms.inner_join(year, "cons_no")


def _in_words(monthly: Any) -> Any:
    """Return the energy of each month of some farms in words: cons_no, month_details."""
    said = monthly.amt_ym.concat(" ", as_text(monthly.kwh))
    return monthly.group_by("cons_no").agg(month_details=listed(said))


def _prices(t: Tables) -> Any:
    """Return what a kWh costs commerce of a single price on average at each voltage: volt_code, price."""
    shops = t.customers.filter(
        t.customers.elec_type_code.isin(COMMERCE), t.customers.pricing_policy == PriceType.SINGLE
    )
    return average_prices(t, shops.select("cons_no", "volt_code"), ["volt_code"])
