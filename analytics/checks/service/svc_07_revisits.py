"""SVC-07 回访不满意/未回访/虚假回访"""

from datetime import timedelta
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.chances import MOST_CASES, with_chance_of_so_few
from analytics.facts.columns import reasons
from analytics.facts.orders import as_known_by, to_judge
from analytics.facts.outcomes import LATE, is_archived, is_finished, revisit_outcome
from analytics.facts.revisits import (
    DISSATISFIED,
    JUDGED,
    REVISIT_STEP,
    SATISFIED,
    done_at,
    followed,
    sent_back,
)
from analytics.regulation.service_limits import REVISIT
from data_loaders.codes.service import ReturningStatus
from models.category import Category
from models.data.customer_codes import customer_number

TIMES = ("repair_time", "reply_time", "archive_time", "revisit_time", "second_time")
NOT_REACHED = (ReturningStatus.NOT_VISITED, ReturningStatus.FAILED)
FEWEST_PEOPLE = 5


@check(
    code="SVC-07",
    title="回访不满意/未回访/虚假回访",
    category=Category.SERVICE,
    matter="统计业务人员的服务质量",
    severity="中",
    subject="work_order",
    window="全部",
    amount=None,
    reads={
        "work_orders": [
            *(
                "wo_no",
                "busi_type",
                "org_code?",
                "accept_time",
                "repair_time?",
                "reply_time?",
                "archive_time?",
            ),
            *("visit_flag?", "satisfaction?", "revisit_time?", "second_flag?", "second_time?", "handler?"),
            *("secret_flag?", "cust_no?"),
        ],
        "work_order_steps?": ["wo_no", "act_name?", "finish_time?", "back_flag?"],
    },
    facts=(to_judge,),
    without={
        "work_orders.satisfaction": "工单没有回访满意度,不查①不满意未处理、③未访而有评价和处理人满意率",
        "work_orders.visit_flag": "工单没有回访标志,不查②未回访、③未访而有评价、④未办结先回访",
        "work_orders.revisit_time": "缺回访时间,⑤回访早于办结只按处理环节",
        "work_orders.second_flag": "缺二次办理标志,①只按环节与后续工单推断,不查⑥",
        "work_order_steps.back_flag": "没有处理环节的到达方式,①不看审核不通过的环节",
    },
    evidence={
        "reason": "问题",
        "busi_type": "业务类型",
        "visit_flag": "回访状态",
        "satisfaction": "回访满意度",
        "done_time": "办结时间",
        "revisit_time": "回访时间",
        "step_time": "回访环节完成时间",
        "second_flag": "二次办理",
        "second_time": "二次办理时间",
        "archive_time": "归档时间",
        "judged": "有效评价",
        "satisfied": "满意(非常满意、满意)",
        "rate": "满意率",
        "mean": "各人满意率均值 μ",
        "deviation": "各人满意率标准差 σ",
        "deviations": "倍数 k",
        "floor": "下限 μ−kσ",
        "chance": "偶然只有这么少的概率",
        "chance_limit": "概率界限(显著水平÷人数)",
    },
    sentence="{object_id} {reason}",
    arithmetic=(
        "办结 {done_time},回访 {revisit_time}",
        "满意率 = {satisfied} ÷ {judged} = {rate},低于 μ−kσ = {floor}(μ = {mean},σ = {deviation},k = {deviations})",
        "满意率为 μ 时 {judged} 件中至多 {satisfied} 件满意的概率 {chance} 低于界限 {chance_limit}",
    ),
    laws=(REVISIT,),
)
def revisits_missing_or_false(
    t: Tables,
    *,
    judged: Annotated[int, Param("处理人有效评价件数", "件", low=5, high=1000)] = 30,
    deviations: Annotated[float, Param("低于均值的标准差倍数", low=0.5, high=5)] = 2,
    significance: Annotated[float, Param("处理人满意率显著水平", low=0.0001, high=0.2)] = 0.01,
) -> Any:
    """办结的工单应当如实回访,不满意的应当再次处理。

    为什么: 不访、假访会使满意率失真;不满意而无人再管,会升级为投诉。
    判定: 工单任一即中:①满意度为不满意、非常不满意(04、05)而没有二次处理(二次办理为是,或有审核不通过的环节,或归档后同户同类又有新单,任一即算);②已归档的报修、投诉、举报、建议、意见,回访状态为未回访、回访中(01、02);③未回访、回访失败(01、03)却有评价(01 至 05);④回访成功(04)而没有修复、回复、归档时间,也未归档;⑤回访时间早于办结时间(报修取修复,其余取回复;空则依次取另一者、归档),或名称含“回访”的环节完成早于修复(空取回复);二次办理为是的不判⑤(其时间可能是再次办理的);⑥二次办理的时间早于回访时间。⑦处理人:有效评价(01 至 05)不少于 30 件的人不少于 5 个时,其中满意率(01、02 所占)低于 μ−2σ(各人满意率的样本均值与标准差),且满意率为 μ 时至多这么多件满意的二项概率小于 0.01÷人数。一单、一人各一条。
    金额: 无。
    例外: 中止(状态 03)、退单的工单不判;工单编号重复只算一次;回访失败、未评价(06)不算未回访;咨询、表扬当场办结不要求回访;保密工单免回访;一般(03)不算不满意;回访时间恰等于办结时间不算;二次办理时间空不判⑥;核查日之后的时间视为尚未发生,其后的回访及其评价不看;没有回访时间而在核查日后办结的不判④;有效评价超过 5000 件的处理人多为公共账号,不判⑦。
    核实: 抽听回访录音,向客户核实是否接到回访、评价是否本人所作。
    """
    orders = _orders(t)
    hits = _of_orders(t, orders)
    return hits.union(_of_staff(orders, judged, deviations, significance, hits.schema()))


def _orders(t: Tables) -> Any:
    orders = t.fact(to_judge)
    is_later = (orders.revisit_time >= t.as_of + timedelta(days=1)).fill_null(False)
    is_undone: Any = ibis.ifelse(orders.revisit_time.notnull(), True, ~is_finished(orders))
    orders = orders.mutate(
        visit_flag=is_later.ifelse(ibis.null("string"), orders.visit_flag),
        satisfaction=is_later.ifelse(ibis.null("string"), orders.satisfaction),
        is_undone=is_undone,
    )
    orders = as_known_by(orders, TIMES, t.as_of)
    return orders.mutate(
        is_archived=is_archived(orders),
        is_barred=ibis.literal(False),
        done_time=done_at(orders),
        is_undone=orders.is_undone & ~is_finished(orders),
    )


def _of_orders(t: Tables, orders: Any) -> Any:
    """Return the orders whose visit is missing or cannot be true, or whose customer was left dissatisfied."""
    orders = _with_steps(t, orders)
    unhappy = orders.filter(orders.satisfaction.isin(DISSATISFIED))
    accepted = t.work_orders.filter(t.work_orders.accept_time.date() <= t.as_of)
    again = (
        followed(unhappy, accepted)
        .select(again_no="wo_no")
        .union(sent_back(t.work_order_steps).select(again_no="wo_no"), distinct=True)
    )
    orders = orders.left_join(again, [("wo_no", "again_no")])
    is_handled_again = orders.second_flag.fill_null(False) | orders.again_no.notnull()
    flag, has_judged = orders.visit_flag, orders.satisfaction.isin(JUDGED)
    worked = orders.repair_time.coalesce(orders.reply_time)
    causes = {
        "不满意而未二次处理": orders.satisfaction.isin(DISSATISFIED) & ~is_handled_again,
        "归档而未回访": revisit_outcome(orders) == LATE,
        "未访到而有评价": flag.isin(NOT_REACHED) & has_judged,
        "未办结先回访": (flag == ReturningStatus.SUCCEEDED) & orders.is_undone,
        "回访早于办结": ~orders.second_flag.fill_null(False)
        & (
            (orders.revisit_time < orders.done_time).fill_null(False)
            | (orders.step_time < worked).fill_null(False)
        ),
        "先二次办理后回访": orders.second_flag & (orders.second_time < orders.revisit_time),
    }
    found = orders.mutate(reason=reasons(causes))
    found = found.filter(found.reason != "")
    no_number, no_count = ibis.null("float64"), ibis.null("int64")
    return found.select(
        *("org_code", "reason", "busi_type", "visit_flag", "satisfaction", "done_time", "revisit_time"),
        *("step_time", "second_flag", "second_time", "archive_time"),
        object_type=ibis.literal("work_order"),
        object_id=found.wo_no,
        cons_no=customer_number(found.cust_no),
        period=found.accept_time.strftime("%Y%m"),
        **dict.fromkeys(("judged", "satisfied"), no_count),
        **dict.fromkeys(
            ("rate", "mean", "deviation", "deviations", "floor", "chance", "chance_limit"), no_number
        ),
    )


def _with_steps(t: Tables, orders: Any) -> Any:
    """Add when the first hand-over that is a visit was finished."""
    steps = t.work_order_steps
    visits = steps.filter(steps.act_name.contains(REVISIT_STEP), steps.finish_time.notnull())
    first = visits.group_by(visited_no="wo_no").agg(step_time=visits.finish_time.min())
    return orders.left_join(first, [("wo_no", "visited_no")]).drop("visited_no")


def _of_staff(orders: Any, least: int, deviations: float, significance: float, schema: Any) -> Any:
    """Return who satisfied far fewer than the others, in the columns of the other hits."""
    rated = orders.filter(orders.satisfaction.isin(JUDGED), orders.handler.notnull())
    people = rated.group_by("handler").agg(
        judged=rated.count(),
        satisfied=rated.satisfaction.isin(SATISFIED).sum().cast("int64"),
        org_code=rated.org_code.min(),
        period=rated.accept_time.max().strftime("%Y%m"),
    )
    people = people.filter(people.judged.between(least, MOST_CASES))
    people = people.mutate(rate=(people.satisfied.cast("float64") / people.judged).round(6))
    everybody = people.agg(
        mean=people.rate.mean().round(9),
        deviation=people.rate.std(how="sample").round(9),
        people=people.count(),
    )
    low = people.cross_join(everybody)
    low = low.mutate(
        floor=(low.mean - deviations * low.deviation).round(6), chance_limit=significance / low.people
    )
    low = low.filter(low.people >= FEWEST_PEOPLE, low.rate < low.floor)
    low = low.alias("low")
    low = with_chance_of_so_few(low, "handler", "judged", "satisfied", low.mean)
    low = low.filter(low.chance < low.chance_limit)
    low = low.mutate(
        object_type=ibis.literal("staff"),
        object_id=low.handler,
        reason=ibis.literal("处理工单的满意率显著偏低"),
        mean=low.mean.round(6),
        deviation=low.deviation.round(6),
        deviations=ibis.literal(float(deviations)),
    )
    return low.select(
        **{
            name: low[name].cast(kind) if name in low.columns else ibis.null(kind)
            for name, kind in schema.items()
        }
    )
