"""电费电价: charges worked out again, zero use, power factors, residents' steps and times, changes of the kind of use."""

from typing import Any

import ibis

from analytics.amounts import OWED
from analytics.facts.applications import finished
from analytics.facts.bills import CHARGE_COLUMNS, ENERGY_COLUMNS, bills_of, levies_inside
from analytics.facts.columns import as_text
from analytics.facts.customers import in_service
from analytics.facts.power_factor_charges import owed_adjustments
from analytics.facts.residential_steps import households
from analytics.facts.zero_use import zero_runs
from analytics.pictures.bands import CUSTOMER_CLASS, DIFFERENCE, difference_band
from analytics.pictures.picture import (
    ALL_HITS,
    CHECK,
    MONTH,
    Column,
    Dimension,
    Measure,
    Sight,
    counted,
    picture,
    yuan_summed,
)
from analytics.regulation.money import exact, ratio, to_fen
from models.calendar import add_months, month_range
from models.category import Category

MONTHS = 12
CHARGES = {
    "居民阶梯与合表": ("TAR-10", "TAR-11"),
    "电价类别": ("TAR-12", "TAR-13"),
    "分时电价": ("TAR-20",),
    "抄表与定比定量": ("TAR-04", "TAR-06"),
    "两部制与基本电费": ("TAR-14", "TAR-15", "TAR-16", "TAR-19"),
    "力调电费": ("TAR-07", "TAR-08"),
    "变损线损": ("TAR-21",),
    "电费合计": ("TAR-22",),
}


@picture(
    title="复算减账单的差额,按电费种类(户)",
    category=Category.TARIFF,
    kind="bars",
    hits={ALL_HITS: ()},
    by=[DIFFERENCE, Dimension("charge", "电费种类", order=tuple(CHARGES))],
    also=[CHECK],
    measures=[counted("用户", "户"), yuan_summed("差额")],
    columns={"amount_yuan": Column("差额(元)", "money")},
    order="amount_yuan",
)
def recomputed(t: Sight) -> Any:
    """本类各项检查按规定复算的电费减账单电费,右边为少收,左边为多收。

    取自各项检查的命中,不是把全部账单重算一遍:相差在容差以内的不在图中。一户可能有几种电费不符。
    """
    hits = t.hits()
    hits = hits.filter(hits.amount_kind == OWED)
    charge = ibis.cases(*((hits.check_code.isin(codes), name) for name, codes in CHARGES.items()))
    return hits.mutate(charge=charge, check=hits.check_code, difference=difference_band(hits.amount_yuan))


@picture(
    title="连续零电量的月数(户)",
    category=Category.TARIFF,
    kind="columns",
    reads={
        "customers": [
            *("cons_no", "org_code?", "cons_sort_code?"),
            *("run_cap?", "poweroff_flag?", "mr_sect_no?"),
        ],
        "bills": ["cons_no", "amt_ym", "amt_type?", "total_pq", *ENERGY_COLUMNS, "levy_amt?"],
        "equipment?": ["cons_no?", "run_status?"],
        "applications?": ["cons_no?", "app_type?"],
        "mr_sections?": ["mr_sect_no?", "mr_cycle?"],
        "readings?": ["cons_no?", "amt_ym?", "mr_cycle?"],
    },
    facts=(in_service, finished),
    by=[
        Dimension(
            "zero_run",
            "连续零电量",
            order=(*(f"{months} 个月" for months in range(1, MONTHS + 1)), f"{MONTHS} 个月以上"),
        ),
        CUSTOMER_CLASS,
    ],
    measures=[counted("用户", "户")],
    columns={"zero_months": Column("连续零电量(月)", "number")},
    order="zero_months",
)
def zero_use(t: Sight) -> Any:
    """稽查月电量为 0 的正常用电户,到稽查月为止连续多少个月都有账单而电量为 0;双月、按季抄表的,一张账单计两个月、三个月。

    暂停、暂拆、停电等户不在其中,口径与 TAR-01 相同;TAR-01 自连续 3 个月起列为问题。月数以交付的账单为限。
    """
    runs = zero_runs(t)
    months = runs.zero_months
    words = ibis.ifelse(months > MONTHS, f"{MONTHS} 个月以上", months.cast("string").concat(" 个月"))
    return runs.mutate(
        object_type=ibis.literal("customer"),
        object_id=runs.cons_no,
        zero_run=words,
        customer_class=runs.cons_sort_code,
    )


GAPS = (-20, -10, -5, 0, 5)
GAP_WORDS = (
    *("低 0.20 以上", "低 0.11–0.20", "低 0.06–0.10", "低 0.01–0.05"),
    *("达标,高不到 0.05", "高 0.05 及以上"),
)


@picture(
    title="功率因数与考核标准(户)",
    category=Category.TARIFF,
    kind="bars",
    reads={
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "prc_code?", "total_pq", "rp_pq?", "actual_pf?", "pf_std"),
            *("pf_adj_base?", "pf_adj_factor?", *CHARGE_COLUMNS),
        ],
        "customers": ["cons_no", "org_code?", "pf_eval_mode?"],
        "metering_points?": ["cons_no?", "mp_usage?", "prc_code?"],
    },
    facts=(levies_inside,),
    by=[
        Dimension("pf_gap", "功率因数比标准", order=GAP_WORDS),
        Dimension("pf_std", "考核标准", is_sorted=True),
    ],
    measures=[
        counted("用户", "户"),
        Measure(
            "pf_yuan_sum", "账单力调电费", "元", lambda rows: rows.pf_yuan.sum().fill_null(0), look="money"
        ),
    ],
    columns={
        "pf": Column("功率因数", "number"),
        "gap": Column("比标准", "number"),
        "pf_yuan": Column("账单力调电费(元)", "money"),
        "expected_yuan": Column("应收力调电费(元)", "money"),
    },
    order="gap",
)
def power_factors(t: Sight) -> Any:
    """稽查月账单有考核标准的用户:由有功、无功电量算出的功率因数与标准之差,口径与 TAR-07 相同。

    低于标准的力调电费为正(加收),高于标准的为负(减收)。
    """
    owed = owed_adjustments(t, includes_funds=False)
    homes = t.customers.select("org_code", home="cons_no")
    owed = owed.left_join(homes, [("cons_no", "home")])
    gap = exact(owed.pf) - exact(owed.pf_std)
    hundredths = (gap * 100).round(0)
    branches = [(hundredths < edge, words) for edge, words in zip(GAPS, GAP_WORDS, strict=False)]
    standard: Any = ibis.literal("标准 ")
    return owed.mutate(
        object_type=ibis.literal("customer"),
        object_id=owed.cons_no,
        gap=gap,
        pf_gap=ibis.cases(*branches, else_=GAP_WORDS[-1]),
        pf_std=standard.concat(as_text(owed.pf_std)),
    )


STEPS = {1: "第一档", 2: "第二档", 3: "第三档"}
TIMED, UNTIMED = "分时", "不分时"


@picture(
    title="居民阶梯与峰谷(户)",
    category=Category.TARIFF,
    kind="columns",
    reads={
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "elec_type_code?", "total_pq", "peak_pq?", "valley_pq?"),
            *("ladder_level?", *ENERGY_COLUMNS),
        ],
        "customers": ["cons_no", "org_code?", "elec_type_code"],
    },
    by=[
        Dimension("step", "阶梯", order=(*STEPS.values(), ""), empty="不分档(合表等)"),
        Dimension("timed", "峰谷", order=(UNTIMED, TIMED)),
    ],
    measures=[
        counted("居民", "户"),
        Measure("kwh_sum", "电量", "kWh", lambda rows: rows.kwh.sum().fill_null(0)),
        Measure(
            "valley_share",
            "谷电量占比",
            "%",
            lambda rows: (
                rows.valley_kwh.sum() / (rows.peak_kwh.sum() + rows.valley_kwh.sum()).nullif(0)
            ).cast("float64"),
            look="percent",
        ),
    ],
    columns={
        "kwh": Column("电量(kWh)", "number"),
        "peak_kwh": Column("峰电量(kWh)", "number"),
        "valley_kwh": Column("谷电量(kWh)", "number"),
    },
    order="kwh",
)
def residents(t: Sight) -> Any:
    """居民户稽查月的账单:所到的最高档,是否按峰谷计费,以及谷电量占峰谷电量的多少。

    一户的非居民部分(定比)不计;阶梯算得对不对由 TAR-11 判断,合表价由 TAR-10 判断。
    """
    house = households(t)
    homes = t.customers.select("org_code", home="cons_no")
    house = house.left_join(homes, [("cons_no", "home")])
    return house.mutate(
        object_type=ibis.literal("customer"),
        object_id=house.cons_no,
        step=house.ladder_level.cast("int64").cases(*STEPS.items(), else_=ibis.null("string")),
        timed=ibis.ifelse(house.is_timed, TIMED, UNTIMED),
    )


@picture(
    title="用电类别有变的用户:原 × 现(户)",
    category=Category.TARIFF,
    kind="heat",
    reads={
        "bills": [
            *("cons_no", "org_code?", "amt_ym", "amt_type?", "elec_type_code", "total_pq?", "total_amt?"),
        ],
    },
    by=[
        Dimension("former_type", "原用电类别", codes="bills.elec_type_code"),
        Dimension("present_type", "现用电类别", codes="bills.elec_type_code"),
    ],
    also=[MONTH],
    measures=[
        counted("用户", "户"),
        Measure("kwh_sum", "当月电量", "kWh", lambda rows: rows.kwh.sum().fill_null(0)),
        Measure(
            "moved_yuan_sum", "电费增减", "元", lambda rows: rows.moved_yuan.sum().fill_null(0), look="money"
        ),
    ],
    columns={
        "month": Column("变更月", "month"),
        "kwh": Column("当月电量(kWh)", "number"),
        "former_price": Column("原均价(元/kWh)", "number"),
        "present_price": Column("现均价(元/kWh)", "number"),
        "moved_yuan": Column("电费增减(元)", "money"),
    },
    order="moved_yuan",
)
def changed_uses(t: Sight) -> Any:
    """近 12 个月账单的用电类别与上一张账单不同的用户,以及因此增减的电费:当月电量 ×(当月均价 − 上一张账单的均价)。

    均价为本户总电费 ÷ 电量,不是复算;一个月里有几种用电类别的(定比等)不在其中,任一月没有电量的不算电费增减。类别对不对由
    客户档案的 PRO-04、PRO-05 判断。
    """
    months = month_range(add_months(t.period, -MONTHS), t.period)
    bills = bills_of(t, months)
    kinds = bills.group_by("cons_no").agg(least=bills.elec_type_code.min(), most=bills.elec_type_code.max())
    bills = bills.semi_join(kinds.filter(kinds.least != kinds.most), "cons_no")
    monthly = bills.group_by("cons_no", "amt_ym").agg(
        org_code=bills.org_code.max(),
        present_type=bills.elec_type_code.max(),
        least=bills.elec_type_code.min(),
        kwh=bills.total_pq.sum(),
        yuan=bills.total_amt.sum(),
    )
    monthly = monthly.filter(monthly.present_type == monthly.least)
    has_use = (monthly.kwh > 0).fill_null(False)
    price = ratio(exact(monthly.yuan), exact(monthly.kwh), 6)
    monthly = monthly.mutate(present_price=ibis.ifelse(has_use, price, None))
    before = ibis.window(group_by="cons_no", order_by="amt_ym")
    monthly = monthly.mutate(
        former_type=monthly.present_type.lag().over(before),
        former_price=monthly.present_price.lag().over(before),
    )
    changed = monthly.filter(monthly.former_type != monthly.present_type)
    return changed.mutate(
        object_type=ibis.literal("customer"),
        object_id=changed.cons_no,
        month=changed.amt_ym,
        moved_yuan=to_fen(exact(changed.kwh) * (changed.present_price - changed.former_price)),
    )
