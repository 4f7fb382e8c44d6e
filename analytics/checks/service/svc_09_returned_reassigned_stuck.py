"""SVC-09 工单退单/改派/超长挂起"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import each_once, listed, reasons
from analytics.facts.orders import accepted, as_known_by, is_day_alone, known_by
from analytics.facts.outcomes import is_archived, seconds_between
from analytics.facts.revisits import REVISIT_STEP
from analytics.regulation.practice import ORDER_FLOW
from data_loaders.codes.applications import WkstStatus
from data_loaders.codes.service import BackFlag
from models.category import Category

SECONDS_A_DAY = 86_400


_STEP = ["wo_no", "act_name"]


@check(
    code="SVC-09",
    title="工单退单/改派/超长挂起",
    category=Category.SERVICE,
    matter="主题库",
    severity="低",
    subject="work_order",
    window="全部",
    amount=None,
    reads={
        "work_order_steps": [
            *("wo_no", "act_name", "arrive_time", "accept_time?", "finish_time?", "dept?", "back_flag?")
        ],
        "work_orders": ["wo_no", "accept_time", "org_code?", "status?", "archive_time?", "cust_no?"],
    },
    facts=(accepted,),
    without={
        "work_order_steps.back_flag": "处理环节没有到达方式,不查①退单,②改派不扣退单",
        "work_order_steps.dept": "处理环节没有负责部门,不查②改派",
        "work_order_steps.accept_time|finish_time": "处理环节没有受理时间和完成时间,不查③滞留",
        "work_orders.status|archive_time": "工单没有状态和归档时间,不知是否已归档,③只看有受理或完成时间的环节",
        "work_orders.archive_time": "工单没有归档时间,不查④归档后再激活",
    },
    evidence={
        "reason": "问题",
        "told": "情况",
        "returns": "退单次数",
        "changes": "同一环节部门变更次数",
        "terms": "改派算式",
        "reassigned": "改派次数",
        "departments": "各次改派或退单:环节、到达时间、原部门与新部门",
        "longest": "最长滞留",
        "stuck": "滞留的环节、到达时间与时长",
        "limit_days": "滞留限值(天)",
        "archive_time": "归档时间",
        "reopened": "归档后到达的环节与时间",
    },
    sentence="工单 {object_id} {reason}:{told}",
    arithmetic=(
        "改派 = {terms} = {reassigned} 次:{departments}",
        "滞留 = 接单(空取完成,再空取核查日 0 时)− 到达,最长 {longest},限 {limit_days} 天:{stuck}",
        "归档 {archive_time},其后到达:{reopened}",
    ),
    laws=(ORDER_FLOW,),
)
def returned_reassigned_or_stuck(
    t: Tables,
    *,
    returns: Annotated[int, Param("退单次数", "次", low=1, high=20)] = 2,
    reassigned: Annotated[int, Param("改派次数", "次", low=1, high=20)] = 3,
    days: Annotated[int, Param("环节滞留限值", "天", low=1, high=60)] = 3,
) -> Any:
    """工单应当一次派对、及时接办,归档后不应再激活。

    为什么: 反复退单、改派和长期挂起是推诿的表现,客户的诉求因此无人负责。
    判定: 任一即中:①到达方式为退单(2)的环节不少于 2 个;②同一环节(活动名称相同)按到达时间排列,负责部门变更的次数减退单次数不少于 3 次(从派单到处理、审核、归档各属不同部门是正常流转);③某环节从到达到接单(受理时间,空取完成时间,再空取核查日 0 时)超过 3 天(每天按 24 小时,恰好等于不算);④归档时间以后又有环节到达。一单一条。
    金额: 无。
    例外: 退单、中止的工单也判;名称含“回访”的环节不算改派,归档后回访也不算再激活;归档时间只有日期的,次日起到达的才算再激活;不知工单是否归档的,只看有受理或完成时间的环节;没有部门的环节不计变更;已归档、中止的工单中接单和完成时间都空的环节不判滞留;同一环节(工单、活动名称、到达时间相同)重复只算一次,取已接单的一条;核查日之后到达的环节不看,其后的时间视为尚未发生。数据没有挂起字段,以环节滞留代。
    核实: 看工单流转日志,分清属地边界争议与推诿,核对挂起是否经客户同意。
    """
    steps = _steps(t)
    limit = days * SECONDS_A_DAY
    judges_stay = not t.lacks("work_order_steps.accept_time|finish_time")
    judges_archive = not t.lacks("work_orders.archive_time")
    # archived on a day without a time, it was at the earliest the next day that work began again
    is_later = (steps.arrive_time > steps.archive_time) & (
        ~is_day_alone(steps.archive_time) | (steps.arrive_time.cast("date") > steps.archive_time.cast("date"))
    )
    steps = steps.mutate(
        is_stuck=(judges_stay & steps.is_judged & (steps.stay_seconds > limit)).fill_null(False),
        is_reopened=(judges_archive & ~steps.is_visit & is_later).fill_null(False),
    )
    # few steps are odd: only of those anything is put into words
    back = steps.filter(steps.back_flag == BackFlag.RETURNED)
    returned = back.group_by(returned="wo_no").agg(returns=back.count())
    odd = steps.filter(steps.is_stuck | steps.is_reopened)
    arrived = _said(odd.act_name, odd.arrive_time.strftime("%Y-%m-%d %H:%M:%S"))
    said = odd.group_by(odd="wo_no").agg(
        longest=odd.stay_seconds.max(where=odd.is_stuck),
        stuck=listed(_said(arrived, _lasting(odd.stay_seconds)), where=odd.is_stuck),
        reopened=listed(arrived, where=odd.is_reopened),
    )
    orders = _orders(t)
    for part, number in ((returned, "returned"), (said, "odd"), (_moves(t, steps), "moved")):
        orders = orders.left_join(part, [("wo_no", number)])
    orders = orders.mutate(returns=orders.returns.fill_null(0))
    moves: Any = orders.changes.fill_null(0)
    judges_moves = not t.lacks("work_order_steps.dept")
    judges_returns = not t.lacks("work_order_steps.back_flag")
    orders = orders.mutate(
        changes=ibis.ifelse(judges_moves, moves, None),
        reassigned=ibis.ifelse(judges_moves, ibis.greatest(moves - orders.returns, 0), None),
        terms=_terms(moves, orders.returns) if judges_returns else ibis.literal("同一环节部门变更"),
        returns=ibis.ifelse(judges_returns, orders.returns, None),
        longest=_lasting(orders.longest),
        limit_days=ibis.ifelse(orders.stuck.notnull(), days, None),
    )
    causes = {
        "多次退单": orders.returns >= returns,
        "多次改派": orders.reassigned >= reassigned,
        "超长滞留": orders.stuck.notnull(),
        "归档后再激活": orders.reopened.notnull(),
    }
    told = {
        "退单 {} 次": (causes["多次退单"], orders.returns.cast("string")),
        "改派 {} 次": (causes["多次改派"], orders.reassigned.cast("string")),
        "滞留 {}": (causes["超长滞留"], orders.stuck),
        "归档后到达 {}": (causes["归档后再激活"], orders.reopened),
    }
    orders = orders.mutate(
        object_id=orders.wo_no,
        cons_no=orders.cust_no,
        period=orders.accept_time.strftime("%Y%m"),
        reason=reasons(causes),
        told=_told(told),
    )
    return orders.filter(orders.reason != "")


def _orders(t: Tables) -> Any:
    return as_known_by(t.fact(accepted), ("archive_time",), t.as_of)


def _steps(t: Tables) -> Any:
    """Return the hand-overs of accepted orders, each once, as they were known at the end of the day.

    Shapes: the columns of `work_order_steps`, archive_time, is_visit, is_judged, stay_seconds (until it was taken).
    """
    orders = _orders(t)
    is_closed: Any = is_archived(orders) | (orders.status == WkstStatus.ABORTED).fill_null(False)
    if t.lacks("work_orders.status|archive_time"):  # then any may be
        is_closed = ibis.literal(True)
    orders = orders.select("archive_time", is_closed=is_closed, of="wo_no")
    steps = t.work_order_steps
    steps = steps.filter(steps.arrive_time < t.as_of + timedelta(days=1))
    steps = steps.select(
        *("wo_no", "act_name", "arrive_time", "dept", "back_flag"),
        accept_time=known_by(steps.accept_time, t.as_of),
        finish_time=known_by(steps.finish_time, t.as_of),
    )
    # one that came twice, before and after it was taken, is one
    steps = each_once(
        steps,
        [*_STEP, "arrive_time"],
        ["accept_time", "finish_time", "dept", ibis.desc("back_flag")],
        again=steps.semi_join(_several_times(t), _STEP).select(*_STEP, "arrive_time").distinct(),
    )
    steps = steps.inner_join(orders, [("wo_no", "of")]).drop("of")
    taken: Any = steps.accept_time.coalesce(steps.finish_time)
    cutoff: Any = ibis.literal(datetime.combine(t.as_of, datetime.min.time()))
    return steps.mutate(
        is_visit=steps.act_name.contains(REVISIT_STEP).fill_null(False),
        is_judged=taken.notnull() | ~steps.is_closed,
        stay_seconds=seconds_between(taken.coalesce(cutoff), steps.arrive_time),
    )


def _several_times(t: Tables) -> Any:
    """Return the steps to which an order came more than once, counted once for all: hardly any."""
    steps = t.work_order_steps
    steps = steps.filter(steps.arrive_time < t.as_of + timedelta(days=1))
    counted = steps.group_by(*_STEP).agg(times=steps.count())
    return counted.filter(counted.times > 1).select(*_STEP).alias("svc_09_several_times")


def _moves(t: Tables, steps: Any) -> Any:
    """Return how often the orders went from one department to another within a step, and where.

    From one step to the next an order goes from department to department by rule: dispatched by one, handled by
    another, audited and archived by a third.

    Shapes: moved (工单编号), changes, departments.
    """
    known = steps.filter(steps.dept.notnull(), ~steps.is_visit).semi_join(_several_times(t), _STEP)
    before = known.dept.lag().over(ibis.window(group_by=_STEP, order_by="arrive_time"))
    known = known.mutate(before=before)
    changed = known.filter(known.before != known.dept)
    at = changed.arrive_time.strftime("%Y-%m-%d %H:%M:%S")
    one = _said(at, changed.act_name, changed.before, "→", changed.dept)
    return changed.group_by(moved="wo_no").agg(changes=changed.count(), departments=listed(one))


def _said(*parts: Any) -> Any:
    separator: Any = ibis.literal(" ")
    return separator.join(list(parts))


def _lasting(seconds: Any) -> Any:
    """Return a span in words, to the second; null where there is none."""
    parts = {
        "天": seconds // SECONDS_A_DAY,
        "时": (seconds // 3600) % 24,
        "分": (seconds // 60) % 60,
        "秒": seconds % 60,
    }
    said = _said(
        *(text for unit, part in parts.items() for text in (part.cast("int64").cast("string"), unit))
    )
    return ibis.ifelse(seconds.notnull(), said, None)


def _terms(changes: Any, returns: Any) -> Any:
    """Return what the reassignments are made of, with its numbers."""
    opened: Any = ibis.literal("同一环节部门变更 − 退单(不小于 0)= ")
    return opened.concat(changes.cast("string"), " − ", returns.cast("string"))


def _told(parts: Mapping[str, tuple[Any, Any]]) -> Any:
    """Return those sentences that hold, each with its value in place of the braces."""
    separator: Any = ibis.literal(",")
    said = []
    for text, (holds, value) in parts.items():
        before, after = text.split("{}")
        opened: Any = ibis.literal(before)
        said.append(ibis.ifelse(holds, opened.concat(value, after), None))
    return separator.join(said)
