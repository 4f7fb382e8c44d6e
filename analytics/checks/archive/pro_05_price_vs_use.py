"""PRO-05 执行电价与用电类别不匹配"""

from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.columns import is_blank, listed, reasons
from analytics.facts.customers import is_check_point, on_the_books
from analytics.facts.points import is_set_up, is_settled
from analytics.facts.price_classes import (
    CLASS_LABELS,
    class_in_words,
    class_label,
    class_prices,
    price_class,
    repriced,
    with_price_side,
)
from analytics.regulation.basic_charge import PRICE_CLASSES
from analytics.regulation.money import exact, number
from data_loaders.codes.metering import PqCalcMode
from models.category import Category

SPLIT = (PqCalcMode.FIXED_SHARE, PqCalcMode.FIXED_AMOUNT)


@check(
    code="PRO-05",
    title="执行电价与用电类别不匹配",
    category=Category.ARCHIVE,
    matter="用电属性和行业分类的匹配情况",
    severity="高",
    subject="customer",
    window="快照",
    amount="应收差额",
    reads={
        "customers": [
            *("cons_no", "cons_sort_code?", "elec_type_code", "prc_code", "volt_code?", "contract_cap?"),
        ],
        "metering_points?": [
            *("cons_no?", "mp_no?", "prc_code?", "calc_mode?", "mp_status?", "mp_attr?", "parent_mp_no?"),
        ],
        "tariff_prices?": [
            *("prc_code?", "prc_name?", "prc_category?", "elec_type_code?", "start_date?", "end_date?"),
        ],
        "bills?": ["cons_no?", "amt_ym?", "amt_type?", "prc_code?", "total_pq?"],
    },
    facts=(on_the_books, class_prices),
    without={
        "tariff_prices.prc_code": "缺电价目录,不查②停用的电价码,①按电价码字样与多数户判",
        "metering_points.prc_code": "计量点没有电价码,只比客户档案",
        "metering_points.parent_mp_no": "缺上级计量点,分表计量的另一类用电也判①",
        "bills.total_pq": "没有账单电量,不出金额",
    },
    evidence={
        "finding": "情形",
        "reason": "问题",
        "elec_type_code": "用电类别",
        "due_class": "用电类别的价类",
        "prc_codes": "电价码(来源、价类)",
        "price_start": "目录生效日期",
        "price_end": "目录失效日期",
        "kwh": "近12月该电价电量(kWh)",
        "month_details": "逐月计算",
    },
    sentence="{finding}:{prc_codes}",
    arithmetic=(
        "逐月 电量 × 参照价 − (电度电费 + 代征):{month_details}",
        "合计 = {amount_yuan} 元(正为少收,负为多收)",
    ),
    laws=(PRICE_CLASSES,),
)
def price_of_another_class(
    t: Tables,
    *,
    majority_customers: Annotated[int, Param("无目录时按多数户判的最少户数", "户", low=2, high=1000)] = 20,
    majority_share: Annotated[float, Param("无目录时多数户的占比", SHARE, low=0.51, high=1)] = 0.9,
) -> Any:
    """户和计量点执行的电价,价类应与用电类别一致,并且在电价目录中有效。

    为什么: 居民、农业电价低于工商业,电价码挂错类,每个月都少收(或多收)电费。
    判定: 在册户(非考核户)客户档案与在用结算计量点(状态 01、02 或空,性质 01 或空)的任一电价码:①价类与用电类别的价类不同;②电价目录已交付,而该码在目录中没有数据日有效的行(生效日期不晚于、失效日期空或不早于数据日,两端当日都有效)。价类按{basic_charge.PRICE_CLASSES}。电价码的价类依次取有效目录行的电价大类、用电类别、名称字样;目录未交付的看电价码本身的字样,再无则该码达 20 户且 90% 的户用电类别同类的取该类,否则未知不判①。
    金额: ①:该码近 12 个月正常账单,逐月 电量 × 参照价 − (电度电费 + 代征)之和,末尾四舍五入到分;正为少收,负为多收。参照价为当月应属价类在同电压侧(1 千伏)、同容量档(100、315 kVA)最多户采用的电价码的 Σ(电度电费+代征)÷Σ电量,6 位。任一月缺参照价或没有账单不出金额;仅②不出金额。
    例外: 有定比、定量在用计量点的户不判;本户计量点之下的分表不判①(另一类用电分别装表、各执行其电价,正是规则的要求;上级计量点属别户的照判,不在交付中的不判);大工业与一般工商业互用同为工商业,不命中;用电类别不属三类(考核、直购电、抽水蓄能、其它)的不判①;同码多段在效行价类不一致的视为未知,不判①。
    核实: 现场核对用电性质,调改类、改价工单与电价审批。
    """
    customers = t.fact(on_the_books)
    customers = customers.filter(~is_check_point(customers))
    customers = with_price_side(customers.mutate(price_class=price_class(customers.elec_type_code)))
    points = t.metering_points
    points = points.filter(is_set_up(points))
    customers = customers.anti_join(points.filter(points.calc_mode.isin(SPLIT)), "cons_no")
    tariffs = _in_catalog(t)
    if t.lacks("tariff_prices.prc_code"):
        tariffs = _by_words_and_majority(customers, majority_customers, majority_share)
    settled = _beneath_own(t, points.filter(is_settled(points)))
    used = _codes(customers, settled).left_join(tariffs, "prc_code")
    used = used.drop("prc_code_right").inner_join(
        customers.select("cons_no", "elec_type_code", "price_class", "is_low_side", "capacity_band"),
        "cons_no",
    )
    used = used.mutate(
        is_other=(used.tariff_class != used.price_class).fill_null(False) & ~used.is_beneath,
        is_gone=~used.is_in_force.fill_null(t.lacks("tariff_prices.prc_code")),
    )
    wrong = used.filter(used.is_other | used.is_gone)
    label = class_label(wrong.tariff_class)
    said = wrong.prc_code.concat("(", wrong.place, ",", label, ")")
    found = wrong.group_by("cons_no", "elec_type_code", "price_class").agg(
        prc_codes=listed(said, distinct=True),
        is_other=wrong.is_other.any(),
        is_gone=wrong.is_gone.any(),
        price_start=wrong.price_start.max(),
        price_end=wrong.price_end.max(),
    )
    money = repriced(t, wrong.filter(wrong.is_other), ("cons_no", "prc_code"))
    found = found.left_join(money, "cons_no").drop("cons_no_right")
    reason = reasons({"电价码的价类不同": found.is_other, "电价码不在有效目录中": found.is_gone})
    due: Any = ibis.literal("用电类别应执行")
    due_class = ibis.ifelse(found.price_class.notnull(), class_label(found.price_class), ibis.null("string"))
    return found.mutate(
        object_id=found.cons_no,
        due_class=due_class,
        amount_yuan=found.price_gap_yuan,
        reason=reason,
        finding=due.concat(due_class, "电价,", reason).fill_null(reason),
    )


def _codes(customers: Any, points: Any) -> Any:
    """Return the tariff codes of each customer, of the file and of the points; one may come several times."""
    at_point: Any = ibis.literal("计量点")
    filed = customers.select(
        "cons_no", "prc_code", place=ibis.literal("客户档案"), is_beneath=ibis.literal(False)
    )
    metered = points.semi_join(customers, "cons_no")
    metered = metered.select(
        "cons_no",
        "prc_code",
        place=at_point.concat(metered.mp_no.cast("string").fill_null("")),
        is_beneath=metered.is_beneath,
    )
    every = filed.union(metered)
    return every.filter(~is_blank(every.prc_code))


def _beneath_own(t: Tables, points: Any) -> Any:
    """Add whether a point is beneath another of its customer (分表), `is_beneath`; one that nobody knows may be.

    It has the price of what lies behind it, whatever the customer's main use. One beneath a point of somebody else, as
    of the transformer area, is its customer's own.
    """
    above = t.metering_points.select(above="mp_no", owner="cons_no")
    below = points.filter(~is_blank(points.parent_mp_no))  # few
    above = above.semi_join(below, [("above", "parent_mp_no")]).filter(above.owner.notnull()).distinct()
    points = points.left_join(above, [("parent_mp_no", "above")])
    is_own = (points.owner == points.cons_no).fill_null(True)
    return points.mutate(is_beneath=~is_blank(points.parent_mp_no) & is_own)


def _in_catalog(t: Tables) -> Any:
    """Return each code of the catalogue: whether it is in force on the day, its class if all its rows agree."""
    rows = t.tariff_prices
    begun, ended = rows.start_date <= t.as_of, rows.end_date < t.as_of
    kinds = [kind.value for kind in CLASS_LABELS]
    rows = rows.mutate(
        is_in_force=begun.fill_null(True) & ~ended.fill_null(False),
        category=ibis.coalesce(
            ibis.ifelse(rows.prc_category.isin(kinds), rows.prc_category, ibis.null("string")),
            price_class(rows.elec_type_code),
            class_in_words(rows.prc_name),
        ),
    )
    is_now = rows.is_in_force
    codes = rows.group_by("prc_code").agg(
        is_in_force=is_now.any(),
        classes=rows.category.nunique(where=is_now),
        category=rows.category.max(where=is_now),
        now_start=rows.start_date.max(where=is_now),
        now_end=rows.end_date.max(where=is_now),
        any_start=rows.start_date.max(),
        any_end=rows.end_date.max(),
    )
    return codes.select(
        "prc_code",
        "is_in_force",
        tariff_class=ibis.ifelse(codes.classes == 1, codes.category, ibis.null("string")),
        price_start=ibis.ifelse(codes.is_in_force, codes.now_start, codes.any_start),
        price_end=ibis.ifelse(codes.is_in_force, codes.now_end, codes.any_end),
    )


def _by_words_and_majority(customers: Any, least: int, share: float) -> Any:
    """Return the class of each code without a catalogue: what it says itself, else what most who have it are."""
    counted = customers.group_by("prc_code", "price_class").agg(cases=customers.count())
    classes = counted.group_by("prc_code").agg(
        everybody=counted.cases.sum(),
        most=counted.cases.max(where=counted.price_class.notnull()),
        usual=counted.price_class.argmax(ibis.ifelse(counted.price_class.isnull(), -1, counted.cases)),
    )
    is_clear = (classes.everybody >= least) & (
        exact(classes.most) >= exact(classes.everybody) * number(share)
    )
    by_majority = ibis.ifelse(is_clear, classes.usual, ibis.null("string"))
    return classes.select(
        "prc_code",
        is_in_force=ibis.literal(True),
        tariff_class=ibis.coalesce(class_in_words(classes.prc_code), by_majority),
        price_start=ibis.null("date"),
        price_end=ibis.null("date"),
    )
