"""The three classes of price (居民、农业、工商业): which a use or a name asks for, and what the company's bills show of each.

No export says what another class would have cost. What most customers of that class, of the same side of 1 kV
and of like capacity pay for a kWh in a month, levies included, is the measure of PRO-04 and PRO-05.
"""

from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.bills import (
    CHARGE_COLUMNS,
    bills_of,
    levies_inside,
    sum_of_energy_and_levies,
    tells_energy_charge,
    with_charges,
    with_place_of_levies,
)
from analytics.facts.columns import as_text, first_by, listed
from analytics.regulation.money import exact, ratio, to_fen
from analytics.regulation.voltage import kilovolts_expr
from data_loaders.codes.charges import PriceCategory
from data_loaders.codes.customers import ElecFamily, ElecType
from models.calendar import add_months, month_range

WHOLESALE_INDUSTRY = (
    ElecType.WHOLESALE_BIG_INDUSTRY,
    ElecType.WHOLESALE_INDUSTRY,
    ElecType.WHOLESALE_NON_RESIDENTIAL,
    ElecType.WHOLESALE_SHOPS,
)
CLASS_LABELS = {
    PriceCategory.RESIDENTIAL: "居民",
    PriceCategory.FARMING: "农业",
    PriceCategory.COMMERCE_AND_INDUSTRY: "工商业",
}
# 非居民 holds 居民, so what is of industry and commerce is looked for first
WORDS = (
    (PriceCategory.FARMING, "农业|排灌"),
    (PriceCategory.COMMERCE_AND_INDUSTRY, "工商业|工业|商业|非居民"),
    (PriceCategory.RESIDENTIAL, "居民"),
)
GROUP = ("price_class", "is_low_side", "capacity_band")
_BANDS = (100, 315)
_PRICE_PLACES = 6


def price_class(elec_type: Any) -> Any:
    """Return the class of price that a column of uses asks for; null where it is of none of the three.

    Source: PRO-05, precise reading; 发改价格〔2023〕526号. Teaching (203) pays as residents do.
    """
    residential = elec_type.startswith(ElecFamily.RESIDENTIAL) | (elec_type == ElecType.WHOLESALE_RESIDENTIAL)
    farming = elec_type.startswith(ElecFamily.FARMING) | (elec_type == ElecType.WHOLESALE_FARMING)
    industry = (
        elec_type.startswith(ElecFamily.BIG_INDUSTRY)
        | elec_type.startswith(ElecFamily.COMMERCE)
        | elec_type.isin(WHOLESALE_INDUSTRY)
    )
    return ibis.cases(
        (residential, PriceCategory.RESIDENTIAL.value),
        (farming, PriceCategory.FARMING.value),
        (industry, PriceCategory.COMMERCE_AND_INDUSTRY.value),
        else_=ibis.null("string"),
    )


def class_in_words(name: Any) -> Any:
    """Return the class of price that a name says; null where it says none."""
    return ibis.cases(
        *((name.re_search(words), category.value) for category, words in WORDS), else_=ibis.null("string")
    )


def class_label(category: Any) -> Any:
    """Return a class of price as a reader knows it."""
    return category.cases(*((one.value, label) for one, label in CLASS_LABELS.items()), else_="未知")


def with_price_side(customers: Any) -> Any:
    """Add what else a price depends on: is_low_side (below 1 kV), capacity_band (below 100, below 315 kVA, above)."""
    small, large = _BANDS
    cap = customers.contract_cap
    return customers.mutate(
        is_low_side=kilovolts_expr(customers.volt_code) < 1,
        capacity_band=ibis.cases((cap < small, 0), (cap < large, 1), (cap >= large, 2)),
    )


@fact(
    title="各价类实际到户价",
    grain="每月每价类每电压侧每容量档一行",
    key=("amt_ym", *GROUP),
    reads={
        "customers": ("cons_no", "elec_type_code?", "volt_code?", "contract_cap?"),
        "bills": ("cons_no?", "amt_ym?", "amt_type?", "prc_code?", "total_pq?", *CHARGE_COLUMNS),
    },
    columns={
        "amt_ym": ("月份", ""),
        "price_class": ("价类", ""),
        "is_low_side": ("1千伏以下", ""),
        "capacity_band": ("容量档", ""),
        "usual_prc_code": ("最多户采用的电价码", ""),
        "price": ("含代征到户价", "元/kWh"),
    },
    uses=(levies_inside,),
    source="稽查目录 PRO-04 的精确判定:同电压侧、同容量档最多户采用的电价码,Σ(电度电费+代征)÷Σ电量,6 位",
    is_kept=True,
)
def class_prices(t: Tables) -> Any:
    """Return what a kWh costs, levies included, at the tariff that most of each group are billed at, month by month.

    Shapes: amt_ym, price_class, is_low_side, capacity_band, usual_prc_code, price (decimal(18, 6)).
    """
    customers = t.customers.mutate(price_class=price_class(t.customers.elec_type_code))
    groups = with_price_side(customers).select("cons_no", *GROUP)
    groups = groups.filter(*(groups[name].notnull() for name in GROUP))
    # payers are told apart group by group: with a number for each group, and for the month, what is kept of each of
    # twelve million is half as wide
    numbers = groups.select(*GROUP).distinct()
    numbers = numbers.mutate(group_no=ibis.row_number().over(order_by=list(GROUP)).cast("int16"))
    groups = groups.inner_join(numbers, list(GROUP)).select("cons_no", "group_no")
    groups = groups.left_join(_billed_twice(t), "cons_no").select(
        "cons_no", "group_no", is_once=lambda row: row.is_twice.isnull()
    )
    bills = bills_of(t, _months(t))
    bills = bills.filter(bills.prc_code.notnull(), bills.total_pq.notnull(), tells_energy_charge(bills))
    rows = with_place_of_levies(t, bills).inner_join(groups, "cons_no")
    rows = rows.mutate(month=rows.amt_ym.cast("int32"))
    # a bill stands for its payer but of those that have several a month: telling all apart costs half of the fact
    sums = rows.group_by("month", "group_no", "prc_code").agg(
        payers=rows.is_once.sum() + rows.cons_no.nunique(where=~rows.is_once),
        kwh=rows.total_pq.sum(),
        yuan=sum_of_energy_and_levies(rows),
    )
    sums = sums.inner_join(numbers, "group_no").mutate(amt_ym=sums.month.cast("string"))
    usual = first_by(sums, ["amt_ym", *GROUP], [ibis.desc("payers"), ibis.asc("prc_code")])
    usual = usual.filter(usual.kwh > 0).rename(usual_prc_code="prc_code")
    return usual.mutate(price=ratio(usual.yuan, usual.kwh, _PRICE_PLACES))


def repriced(t: Tables, found: Any, by: tuple[str, ...] = ("cons_no",)) -> Any:
    """Return what twelve months of energy would have cost more at the price of another class.

    `found` has the columns of `by` and those of GROUP: the class that is due. With `prc_code` only what was billed
    at that tariff counts, and where most of the class are billed at it, too, it measures nothing. Rounded once, at
    the end; null where the price of a month is not known, or a bill does not tell its energy or energy charge.

    Facts: class_prices.

    Shapes: cons_no, kwh, price_gap_yuan (above 0: charged too little), month_details (text).
    """
    whose = found.select(*by, *GROUP).distinct()
    bills = _charged(t, whose.select(*by).distinct(), by)
    rows = bills.inner_join(whose, list(by))
    monthly = rows.group_by(*by, *GROUP, "amt_ym").agg(
        kwh=rows.total_pq.sum(),
        yuan=rows.paid_yuan.sum(),
        is_whole=(rows.paid_yuan.notnull() & rows.total_pq.notnull()).all(),
    )
    prices = t.fact(class_prices)
    priced = monthly.left_join(prices, ["amt_ym", *GROUP])
    if "prc_code" in by:
        is_measure = priced.usual_prc_code != priced.prc_code
        priced = priced.mutate(price=ibis.ifelse(is_measure, priced.price, ibis.null("decimal(18, 6)")))
    priced = priced.mutate(gap=exact(priced.kwh) * priced.price - priced.yuan)
    said: Any = priced.amt_ym.concat(" ", as_text(priced.kwh), "×")
    said = said.concat(as_text(priced.price).fill_null("(无参照价)"), "−", as_text(priced.yuan))
    said = ibis.ifelse(priced.is_whole, said, priced.amt_ym.concat(" (账单缺电量或电度电费)"))
    each = priced.group_by("cons_no").agg(
        kwh=priced.kwh.sum(),
        gap=priced.gap.sum(),
        is_known=(priced.price.notnull() & priced.is_whole).all(),
        month_details=listed(said),
    )
    return each.select(
        "cons_no",
        "kwh",
        "month_details",
        price_gap_yuan=ibis.ifelse(each.is_known, to_fen(each.gap), ibis.null("decimal(18, 2)")),
    )


def _billed_twice(t: Tables) -> Any:
    """Return the customers that have several normal bills in a month of the twelve: cons_no, is_twice.

    Each month has a figure of one number, to which each bill adds one: who has a bill a month at most has as many
    figures of 1 as bills, whoever has several has fewer figures that are not 0. A count for each month costs twice this.
    """
    bills = bills_of(t, _months(t))
    figure = bills.amt_ym.cases(*((ym, 10**place) for place, ym in enumerate(_months(t))), else_=0)
    counted = bills.group_by("cons_no").agg(bills=bills.count(), figures=figure.sum())
    figures: Any = counted.figures.cast("string").re_replace("0+", "").length()
    return counted.filter(figures < counted.bills).select("cons_no", is_twice=True)


def _months(t: Tables) -> list[str]:
    return month_range(add_months(t.period, -11), t.period)


def _charged(t: Tables, whose: Any, by: tuple[str, ...]) -> Any:
    """Return the normal bills of twelve months of some customers, with energy charge and levies."""
    bills = bills_of(t, _months(t))
    # by the customer alone first: the engine can ask that while it reads
    bills = bills.semi_join(whose, "cons_no").semi_join(whose, list(by))
    bills = with_charges(t, bills)
    bills = bills.mutate(paid_yuan=bills.energy_yuan + exact(bills.levy_amt).fill_null(0))
    return bills.select("cons_no", "amt_ym", "prc_code", "total_pq", "paid_yuan")
