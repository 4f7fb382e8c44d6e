"""SVC-05 重复诉求/重复投诉"""

import math
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import first_by, listed
from analytics.facts.orders import to_judge
from analytics.facts.outages import outages_of_areas
from analytics.facts.service_requests import is_service_request
from analytics.regulation.service_limits import REPEAT_WITHIN_DAYS
from analytics.regulation.source import Rule
from data_loaders.codes.service import BusiType
from models.category import Category
from models.data.customer_codes import customer_number

REQUEST_TYPES = (
    BusiType.REPAIR,
    BusiType.ENQUIRY,
    BusiType.COMPLAINT,
    BusiType.REPORT,
    BusiType.ADVICE,
    BusiType.OPINION,
)

MOST_ORDERS_OF_AN_AREA = 500  # beyond it the chance is overstated, and the area is spared
KIND = ["busi_type", "kind"]
SECONDS_A_DAY = 86_400


@check(
    code="SVC-05",
    title="重复诉求/重复投诉",
    category=Category.SERVICE,
    matter="每周对各类报修等工单梳理",
    severity="高",
    subject="customer",
    window="全部",
    amount=None,
    reads={
        "work_orders": [
            "wo_no",
            "busi_type",
            "busi_sub_type?",
            "org_code?",
            "accept_time",
            "cust_no",
        ],
        "customers?": ["cons_no", "tg_no?"],
        "outages?": ["scope", "start_time", "end_time?"],
    },
    facts=(to_judge, outages_of_areas),
    without={
        "work_orders.busi_sub_type": "工单没有业务子类,只比业务类型",
        "customers.tg_no": "客户档案没有台区编号,不查台区重复",
        "outages.start_time": "没有停电信息,同一次停电的多户报修各算一次",
        "outages.end_time": "停电信息没有结束时间,同一次停电的多户报修各算一次",
    },
    evidence={
        "busi_type": "业务类型",
        "busi_sub_type": "业务子类",
        "times": "次数",
        "days": "期间(天)",
        "first_time": "首次受理",
        "last_time": "末次受理",
        "orders": "各单编号与受理时间",
        "tg_no": "台区编号",
        "customers": "户数",
        "expected": "期望件数 λ",
        "chance": "偶然达到此数的概率",
        "chance_limit": "概率界限(显著水平÷台区数)",
    },
    sentence="{object_id} 自 {first_time} 至 {last_time} 同类诉求 {times} 次(类型 {busi_type}[ {busi_sub_type}])",
    arithmetic=(
        "{days} 天内同类 {times} 次:{orders}",
        "期望 {expected} 件时偶然达到 {times} 件及以上的概率 {chance} 低于界限 {chance_limit}",
    ),
    laws=(REPEAT_WITHIN_DAYS,),
)
def repeated_requests(
    t: Tables,
    *,
    times: Annotated[int, Param("同户重复次数", "次", low=2, high=20)] = 2,
    days: Annotated[Rule[int], Param("期间", "天", low=1, high=365)] = REPEAT_WITHIN_DAYS,
    area_times: Annotated[int, Param("台区重复次数", "次", low=2, high=50)] = 3,
    significance: Annotated[float, Param("台区报修显著水平", low=0.0001, high=0.2)] = 0.01,
) -> Any:
    """同一客户或同一台区在短期内反复提出同类诉求,说明问题没有真正解决。

    为什么: 首次没有解决的诉求会升级为投诉;同一台区多户同诉多是供电质量或服务的系统问题。
    判定: 同户:同一客户编号 {service_limits.REPEAT_WITHIN_DAYS}(每天按 24 小时)内同类诉求不少于 2 次;报修(001)只比业务类型,咨询、投诉、举报、建议、意见和服务申请比业务类型加子类。每户一条。台区:同一台区、同业务类型加子类,同样期间内不少于 3 次且来自不少于 2 户,投诉(005)直接命中,报修(001)还须泊松尾概率小于 0.01÷台区数(期望=同一时段全公司该子类件数×台区户数占比)。每台区一条。同一次停电(停电信息的停电范围写有该台区编号,报修受理在停电开始以后、结束以前,没有结束时间的停电不看)各户的报修是一件事,只算最早一单。取次数最多、其次最近的一段。
    金额: 无。
    例外: 中止(状态 03)、退单的工单不判;工单编号重复只算一次;表扬、查询、催办、督办和其他业务不算诉求;客户编号为空的工单不判(按来电号码只作线索)。业务子类整列没有数据时只比业务类型;客户档案没有台区时不查台区。
    核实: 逐单听录音,判断是否同一事件未解决;台区命中的查设备、线路和同期停电记录。
    """
    known_days = days.on(t.as_of)
    within = known_days or 0
    orders = _requests(t).filter(ibis.literal(known_days is not None))
    by_customer = _by_customer(orders, times, within)
    if t.lacks("customers.tg_no"):
        return by_customer
    return by_customer.union(_by_area(t, orders, area_times, within, significance))


def _requests(t: Tables) -> Any:
    """Return the requests to judge; `kind` is the sub-type, empty where there is none."""
    orders = t.fact(to_judge)
    is_request = orders.busi_type.isin(REQUEST_TYPES) | is_service_request(orders)
    orders = orders.filter(is_request)
    return orders.mutate(
        kind=orders.busi_sub_type.fill_null(""), second=orders.accept_time.epoch_seconds().cast("int64")
    )


def _by_customer(orders: Any, times: int, days: int) -> Any:
    orders = orders.filter(orders.cust_no.notnull())
    orders = orders.mutate(kind=ibis.ifelse(orders.busi_type == BusiType.REPAIR, "", orders.kind))
    counted = _counted(_frequent(orders, ["cust_no", *KIND], times), ["cust_no", *KIND], days)
    last = _strongest(counted.filter(counted.times >= times), "cust_no")
    unknown = ibis.null("float64")
    last = last.mutate(tg_no=ibis.null("string"), expected=unknown, chance=unknown, chance_limit=unknown)
    hits = _hits(last, orders, "cust_no", days)
    # the customer's unit comes with the customer
    return hits.mutate(
        object_type=ibis.literal("customer"), cons_no=hits.object_id, org_code=ibis.null("string")
    )


def _by_area(t: Tables, orders: Any, times: int, days: int, significance: float) -> Any:
    customers = t.customers
    areas = customers.filter(customers.tg_no.notnull()).select("cons_no", "tg_no")
    orders = orders.filter(orders.busi_type.isin((BusiType.COMPLAINT, BusiType.REPAIR)))
    company = _counted(orders, KIND, days)
    company = company.select("wo_no", company_times="times")
    located = orders.inner_join(areas, [("cust_no", "cons_no")]).drop("cons_no").alias("located")
    located = _once_an_outage(t, located)
    located = _frequent(located, ["tg_no", *KIND], times)
    counted = _counted(located.inner_join(company, "wo_no"), ["tg_no", *KIND], days, named=True)
    several = counted.filter(counted.times >= times, counted.lowest < counted.highest)
    sizes = areas.group_by("tg_no").agg(area_customers=areas.count())
    all_sizes = customers.agg(company_customers=customers.count(), areas=customers.tg_no.nunique())
    several = several.inner_join(sizes, "tg_no").cross_join(all_sizes)
    several = _with_chance(several.alias("several"), significance)
    is_complaint = several.busi_type == BusiType.COMPLAINT
    last = _strongest(several.filter(is_complaint | (several.chance < several.chance_limit)), "tg_no")
    hits = _hits(last, located, "tg_no", days)
    return hits.mutate(object_type=ibis.literal("case"), cons_no=ibis.null("string"))


def _once_an_outage(t: Tables, located: Any) -> Any:
    """Return the orders of areas without the later repairs of one outage: all neighbours call, and it is one matter."""
    outages = t.fact(outages_of_areas).select("tg_no", "start_time", "end_time")
    repairs = located.filter(located.busi_type == BusiType.REPAIR)
    during = repairs.inner_join(outages, "tg_no")
    # one of which no end is known explains no call, or it would explain all of weeks to come
    during = during.filter(during.accept_time.between(during.start_time, during.end_time))
    by_outage = ibis.window(group_by=["tg_no", "start_time"], order_by=["accept_time", "wo_no"])
    during = during.mutate(place=ibis.row_number().over(by_outage))
    return located.anti_join(during.filter(during.place > 0), "wo_no")


def _frequent(orders: Any, by: list[str], times: int) -> Any:
    """Return the orders of groups that have enough of them at all: they are few."""
    groups = orders.group_by(*by).agg(all_times=orders.count())
    return orders.semi_join(groups.filter(groups.all_times >= times), by)


def _counted(orders: Any, by: list[str], days: int, *, named: bool = False) -> Any:
    """Return the orders with how many of their group fell into the days up to them, and (`named`) from whom."""
    window = ibis.range_window(preceding=days * SECONDS_A_DAY, following=0, group_by=by, order_by="second")
    whom = {"lowest": orders.cust_no.min(), "highest": orders.cust_no.max()} if named else {}
    return orders.mutate(
        times=orders.count().over(window), **{name: value.over(window) for name, value in whom.items()}
    )


def _strongest(orders: Any, by: str) -> Any:
    """Return for each customer or area the order that ends the most frequent stretch, the latest of equals."""
    order = [ibis.desc("times"), ibis.desc("second"), *KIND, "wo_no"]
    return first_by(orders, [by], order)


def _with_chance(several: Any, significance: float) -> Any:
    """Add the Poisson chance of as many repairs or more (1 − Σ of fewer), and its limit; complaints have none."""
    counts = range(MOST_ORDERS_OF_AN_AREA)
    fewer = ibis.memtable({"fewer": list(counts), "log_factorial": [math.lgamma(i + 1) for i in counts]})
    repairs = several.filter(several.busi_type == BusiType.REPAIR)
    expected: Any = repairs.company_times.cast("float64") * repairs.area_customers / repairs.company_customers
    repairs = repairs.select(
        "times", rated_no="wo_no", expected=expected, chance_limit=(significance / repairs.areas).round(12)
    )
    terms = repairs.join(fewer, fewer.fewer < repairs.times)
    share = (terms.fewer * terms.expected.ln() - terms.expected - terms.log_factorial).exp()
    # beyond the twelfth decimal stands the noise of the sum, which depends on the order in which it is added up
    chance: Any = ibis.greatest(1.0 - share.sum(), 0.0)
    rated = terms.group_by("rated_no", "expected", "chance_limit").agg(chance=chance.round(12))
    return several.left_join(rated, [("wo_no", "rated_no")])


def _hits(last: Any, orders: Any, by: str, days: int) -> Any:
    """Return one hit for each stretch, with all its orders."""
    last = last.alias(f"last_of_{by}")  # said twice, worked out once
    ends = last.select(end_of=by, end_type="busi_type", end_kind="kind", end_second="second")
    members = orders.join(
        ends,
        [
            (by, "end_of"),
            ("busi_type", "end_type"),
            ("kind", "end_kind"),
            orders.second <= ends.end_second,
            orders.second >= ends.end_second - days * SECONDS_A_DAY,
        ],
    )
    one: Any = members.wo_no.concat(" ", members.accept_time.strftime("%Y-%m-%d %H:%M"))
    stretches = members.group_by("end_of").agg(
        first_time=members.accept_time.min(), orders=listed(one), customers=members.cust_no.nunique()
    )
    found = last.inner_join(stretches, [(by, "end_of")])
    return found.select(
        "times",
        "orders",
        "first_time",
        "tg_no",
        "expected",
        "chance",
        "chance_limit",
        "customers",
        "org_code",
        "busi_type",
        object_id=customer_number(found[by]),
        busi_sub_type=found.kind.nullif(""),
        last_time="accept_time",
        days=ibis.literal(days),
        period=found.accept_time.strftime("%Y%m"),
    )
