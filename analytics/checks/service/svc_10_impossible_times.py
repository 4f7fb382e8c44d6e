"""SVC-10 工单时间戳不合理(造数)"""

from statistics import NormalDist
from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.chances import MOST_CASES, with_chance_of_so_few
from analytics.facts.columns import reasons
from analytics.facts.orders import accepted, is_day_alone, known_by
from analytics.facts.outcomes import seconds_between
from analytics.regulation.practice import ORDER_TIMES
from data_loaders.codes.service import BusiType
from models.category import Category
from models.data.customer_codes import customer_number

TIMES = ("arrive_time", "repair_time", "contact_time", "reply_time", "archive_time")
ROUND_MINUTES = (0, 30)
USUAL_SHARE = len(ROUND_MINUTES) / 60
MOST_PEOPLE = 5_000  # the significance of more people is that of so many: the value hardly changes any more


@check(
    code="SVC-10",
    title="工单时间戳不合理(造数)",
    category=Category.SERVICE,
    matter="主题库",
    severity="高",
    subject="work_order",
    window="全部",
    amount=None,
    reads={
        "work_orders": [
            *("wo_no", "busi_type", "org_code?", "accept_time", "arrive_time?", "repair_time?"),
            *("contact_time?", "reply_time?", "archive_time?", "handler?", "cust_no?"),
        ],
    },
    facts=(accepted,),
    without={
        "work_orders.arrive_time": "工单没有到达现场时间,不查①②③⑤和⑥整点到场",
        "work_orders.repair_time": "工单没有修复时间,不查②③",
        "work_orders.contact_time|repair_time|reply_time|archive_time": "工单没有受理以后的时间,不查④",
        "work_orders.handler": "工单没有处理人,不查⑥整点到场",
    },
    evidence={
        "reason": "问题",
        "accept_time": "受理时间",
        "arrive_time": "到达现场时间",
        "repair_time": "故障修复时间",
        "contact_time": "联系客户时间",
        "reply_time": "回复时间",
        "archive_time": "归档时间",
        "told": "倒序的时间",
        "same_time": "到场与修复的同一时刻",
        "reversed_minutes": "倒序分钟(最长)",
        "arrivals": "到场记录 n",
        "round_arrivals": "到场分钟为 00 或 30 的件数 k",
        "share": "整点占比(%)",
        "people": "参加比较的人数",
        "statistic": "卡方 χ²",
        "critical": "χ² 临界值(自由度 1,显著水平÷人数)",
        "chance": "偶然有这么多的概率",
        "chance_limit": "概率界限(显著水平÷人数)",
    },
    sentence="{object_id} {reason}",
    arithmetic=(
        "倒序:{told};最长 {reversed_minutes} 分钟",
        "到场 = 修复 = {same_time}",
        "整点占比 = {round_arrivals} ÷ {arrivals} = {share}%,平常为 2 ÷ 60",
        "χ² = (k − n÷30)² ÷ (n × 1/30 × 29/30) = {statistic},大于 {people} 人的临界值 {critical}",
        "平常 {arrivals} 件中有 {round_arrivals} 件以上整点的二项概率 {chance} 小于界限 {chance_limit}",
    ),
    laws=(ORDER_TIMES,),
)
def impossible_times(
    t: Tables,
    *,
    significance: Annotated[float, Param("整点到场显著水平", low=0.0001, high=0.2)] = 0.01,
    least: Annotated[int, Param("处理人到场记录件数", "件", low=10, high=1000)] = 30,
    share: Annotated[float, Param("整点到场占比", SHARE, low=0.05, high=1)] = 0.1,
) -> Any:
    """工单各时间应当依次发生、当场记录,倒序、同时和集中在整点的多是事后补填。

    为什么: 时限靠时间字段考核,造出来的时间使到场率、兑现率失真。
    判定: 工单任一即中:①报修(001)到场早于受理;②报修到场与修复同一时刻;③修复早于到场;④联系、修复、回复、归档任一早于受理;⑤归档早于到场或修复。⑥处理人:报修到场记录不少于 30 件,其中到场分钟为 00 或 30 的占比不低于 10% 且高于平常的 1/30,卡方检验(自由度 1)p 小于 0.01÷人数,且平常有这么多的二项概率也小于 0.01÷人数(期望件数少时卡方偏松)。一单、一人各一条。
    金额: 无。
    例外: 时间恰等的(除②外)不算;只有日期的时间(0 时 0 分 0 秒)只按日期比先后,不算②的同一时刻,也不计入⑥;派单、接单的先后不判(先到场后点接单属操作习惯);退单、中止的也判;工单编号重复只算一次;核查日之后的时间视为尚未发生;人数为到场记录够数的人,超过 5000 人的卡方按 5000 人计,到场超过 5000 件的多为公共账号,不判。补录没有标志,剔不出去;没有定位数据,不查到场位置。
    核实: 调取抢修终端轨迹与通话录音,补录的由责任单位举证。
    """
    orders = t.fact(accepted)
    orders = orders.mutate(**{name: known_by(orders[name], t.as_of) for name in TIMES})
    knows_arrival = not t.lacks("work_orders.arrive_time")
    hits = _of_orders(orders, ibis.literal(knows_arrival))
    return hits.union(_of_staff(orders, significance, least, share, hits.schema()))


def _of_orders(orders: Any, knows_arrival: Any) -> Any:
    """Return the orders whose times cannot all be true."""
    accept, arrive, repair = orders.accept_time, orders.arrive_time, orders.repair_time
    is_repair = orders.busi_type == BusiType.REPAIR
    # what should have come first, and what comes before it
    pairs = {
        "到场早于受理": (accept, arrive, is_repair),
        "修复早于到场": (arrive, repair, True),
        "联系早于受理": (accept, orders.contact_time, True),
        "修复早于受理": (accept, repair, True),
        "回复早于受理": (accept, orders.reply_time, True),
        "归档早于受理": (accept, orders.archive_time, True),
        "归档早于到场": (arrive, orders.archive_time, True),
        "归档早于修复": (repair, orders.archive_time, knows_arrival),
    }
    is_reversed = {name: holds & _is_before(later, first) for name, (first, later, holds) in pairs.items()}
    none = ibis.literal(0.0)
    minutes: list[Any] = [
        ibis.ifelse(is_reversed[name], (seconds_between(first, later) / 60).round(2), none)
        for name, (first, later, _) in pairs.items()
    ]
    longest: Any = ibis.greatest(*(one.fill_null(none) for one in minutes))
    told: Any = ibis.literal(";")
    is_at_once = (is_repair & (arrive == repair) & ~is_day_alone(arrive)).fill_null(False)
    found = orders.mutate(
        reason=reasons(is_reversed | {"到场与修复同一时刻": is_at_once}),
        told=told.join(
            [
                ibis.ifelse(is_reversed[name], _in_words(name, later, first), None)
                for name, (first, later, _) in pairs.items()
            ]
        ).nullif(""),
        same_time=ibis.ifelse(is_at_once, arrive, None),
        reversed_minutes=longest.nullif(none),
    )
    found = found.filter(found.reason != "")
    no_number, no_count = ibis.null("float64"), ibis.null("int64")
    return found.select(
        *("org_code", "reason", "accept_time", *TIMES, "told", "same_time", "reversed_minutes"),
        object_type=ibis.literal("work_order"),
        object_id=found.wo_no,
        cons_no=customer_number(found.cust_no),
        period=found.accept_time.strftime("%Y%m"),
        **dict.fromkeys(("arrivals", "round_arrivals", "people"), no_count),
        **dict.fromkeys(("share", "statistic", "critical", "chance", "chance_limit"), no_number),
    )


def _is_before(time: Any, first: Any) -> Any:
    """Return whether a time lies before another; a day alone lies before a later day only."""
    return (time < first) & (~is_day_alone(time) | (time.cast("date") < first.cast("date")))


def _in_words(name: str, time: Any, first: Any) -> Any:
    """Return "到场早于受理" with the two times."""
    before, after = name.split("早于")
    opened: Any = ibis.literal(f"{before} ")
    at, first_at = (moment.strftime("%Y-%m-%d %H:%M:%S") for moment in (time, first))
    return opened.concat(at, f" 早于{after} ", first_at)


def _of_staff(orders: Any, significance: float, least: int, share: float, schema: Any) -> Any:
    """Return who arrives at full and half hours far more often than chance brings it, in the columns of the other hits."""
    arrived = orders.filter(
        orders.busi_type == BusiType.REPAIR, ~is_day_alone(orders.arrive_time), orders.handler.notnull()
    )
    people = arrived.group_by("handler").agg(
        arrivals=arrived.count(),
        round_arrivals=arrived.arrive_time.minute().isin(ROUND_MINUTES).sum().cast("int64"),
        org_code=arrived.org_code.min(),
        period=arrived.accept_time.max().strftime("%Y%m"),
    )
    people = people.filter(people.arrivals.between(least, MOST_CASES))
    # by the engine a number of the code is a decimal, whose square has more digits than there are
    expected: Any = people.arrivals.cast("float64") * USUAL_SHARE
    off: Any = people.round_arrivals - expected
    people = people.mutate(
        share_of_one=(people.round_arrivals.cast("float64") / people.arrivals).round(9),
        statistic=(off * off / (expected * (1 - USUAL_SHARE))).round(6),
    )
    people = people.cross_join(people.agg(people=people.count()))
    people = people.mutate(
        compared=ibis.least(people.people, MOST_PEOPLE), chance_limit=(significance / people.people).round(12)
    )
    often = people.filter(people.share_of_one >= share, people.share_of_one > USUAL_SHARE)
    often = often.inner_join(_critical_values(significance), [("compared", "of_people")])
    often = often.filter(often.statistic > often.critical)
    often = often.mutate(others=often.arrivals - often.round_arrivals).alias("often")
    # χ² alone sees far too much where the expected number is small: of 30 arrivals one is round
    found = with_chance_of_so_few(often, "handler", "arrivals", "others", ibis.literal(1 - USUAL_SHARE))
    found = found.filter(found.chance < found.chance_limit)
    found = found.mutate(
        object_type=ibis.literal("staff"),
        object_id=found.handler,
        reason=ibis.literal("到场时间集中在整点、半点"),
        share=(found.share_of_one * 100).round(2),
    )
    return found.select(
        **{
            name: found[name].cast(kind) if name in found.columns else ibis.null(kind)
            for name, kind in schema.items()
        }
    )


def _critical_values(significance: float) -> Any:
    """Return χ² of one degree of freedom that chance exceeds once in people ÷ significance, by the number of people.

    It is the square of a standard normal variable, exceeded on either side.
    """
    counts = range(1, MOST_PEOPLE + 1)
    deviations = [NormalDist().inv_cdf(significance / people / 2) for people in counts]
    return ibis.memtable({"of_people": list(counts), "critical": [round(z * z, 6) for z in deviations]})
