"""SVC-04 其他工单处理超时"""

from datetime import datetime
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import reasons
from analytics.facts.orders import as_known_by, to_judge
from analytics.facts.outcomes import (
    LATE,
    OPEN_LATE,
    contact_outcome,
    from_acceptance,
    is_archived,
    replied_at,
    reply_limits,
    reply_outcome,
    seconds_between,
    spoken_at,
    timed_outcome,
    with_reply_days,
    with_reply_due,
)
from analytics.facts.service_requests import asks_for_a_meter_test, with_timed_limits
from analytics.regulation.service_limits import (
    CITY,
    FORWARDED,
    REGULATOR,
    REPLY_WORKING_DAYS_UNVERIFIED,
    REPORT_CONTACT_HOURS,
    REPORT_REPLY_WORKING_DAYS,
    REQUEST_REPLY,
)
from analytics.regulation.source import Rule
from data_loaders.codes.service import BusiType
from models.category import Category

OF_REPORT = REPORT_REPLY_WORKING_DAYS.part(BusiType.REPORT)
OF_OPINION, OF_ADVICE, OF_ENQUIRY = (
    REPLY_WORKING_DAYS_UNVERIFIED.part(kind) for kind in (BusiType.OPINION, BusiType.ADVICE, BusiType.ENQUIRY)
)
BY_REGULATOR, BY_CITY = (FORWARDED.part(name).each(lambda limit: limit.amount) for name in (REGULATOR, CITY))
TIMES = ("contact_time", "arrive_time", "repair_time", "reply_time", "archive_time")


@check(
    code="SVC-04",
    title="其他工单处理超时",
    category=Category.SERVICE,
    matter="95598各类工单",
    severity="中",
    subject="work_order",
    window="全部",
    amount=None,
    reads={
        "work_orders": [
            *("wo_no", "busi_type", "busi_sub_type?", "org_code?", "accept_mode?", "accept_time"),
            *("contact_time?", "arrive_time?", "repair_time?", "reply_time?", "archive_time?"),
            *("overtime_reason?", "cust_no?"),
        ]
    },
    facts=(to_judge,),
    without={
        "work_orders.reply_time|archive_time": "工单没有回复时间和归档时间,不查答复时限",
        "work_orders.arrive_time": "工单没有到达现场时间,不查电器损坏、充电预约的到场",
        "work_orders.repair_time": "工单没有修复时间,不查欠费复电",
        "work_orders.busi_sub_type": "工单没有业务子类,服务申请都按其他类,校表剔不出去",
    },
    evidence={
        "reason": "问题",
        "busi_type": "业务类型",
        "busi_sub_type": "业务子类",
        "accept_time": "受理时间",
        "contact_time": "联系客户时间",
        "arrive_time": "到达现场时间",
        "repair_time": "修复(复电)时间",
        "reply_time": "回复时间",
        "archive_time": "归档时间",
        "reply_days": "答复天数",
        "open_days": "未答复已过天数(到核查日前一日)",
        "due_day": "答复限日",
        "reply_limit_days": "答复限值(天)",
        "day_unit": "天数单位",
        "hours": "联系、到场或复电用时(小时)",
        "limit_hours": "联系、到场或复电限值(小时)",
        "note": "提示",
    },
    sentence="工单 {object_id}({busi_type}[ {busi_sub_type}]){reason}:受理 {accept_time},[回复 {reply_time}|没有回复时间]",
    arithmetic=(
        "答复用 {reply_days} {day_unit}(受理当日为第 0 天),限 {reply_limit_days} {day_unit}",
        "答复限日 {due_day} 已过,到核查日前一日为 {open_days} {day_unit}(限 {reply_limit_days} {day_unit})",
        "联系、到场或复电用时 {hours} 小时(自受理起的自然小时),限 {limit_hours} 小时",
    ),
    laws=(
        *(REPORT_REPLY_WORKING_DAYS, REPLY_WORKING_DAYS_UNVERIFIED, FORWARDED, REQUEST_REPLY),
        REPORT_CONTACT_HOURS,
    ),
)
def other_orders_late(
    t: Tables,
    *,
    report_days: Annotated[Rule[int], Param("举报答复限值", "个工作日", low=1, high=60)] = OF_REPORT,
    opinion_days: Annotated[Rule[int], Param("意见答复限值", "个工作日", low=1, high=60)] = OF_OPINION,
    advice_days: Annotated[Rule[int], Param("建议答复限值", "个工作日", low=1, high=60)] = OF_ADVICE,
    enquiry_days: Annotated[Rule[int], Param("咨询答复限值", "个工作日", low=1, high=60)] = OF_ENQUIRY,
    regulator_days: Annotated[
        Rule[int], Param("12398 转办答复限值", "个工作日", low=1, high=60)
    ] = BY_REGULATOR,
    city_days: Annotated[Rule[int], Param("12345 转办答复限值", "天", low=1, high=60)] = BY_CITY,
    contact_hours: Annotated[
        Rule[int], Param("举报首次联系限值", "小时", low=1, high=240)
    ] = REPORT_CONTACT_HOURS,
) -> Any:
    """报修、投诉以外的工单也应当在各自的时限内答复客户。

    为什么: 举报、意见、建议、咨询和服务申请拖延不办,会升级为投诉和 12398 督办。
    判定: ①自受理次日数到回复日(空取归档日)大于限值:举报 {service_limits.REPORT_REPLY_WORKING_DAYS[006]},{service_limits.REPLY_WORKING_DAYS_UNVERIFIED};类型、子类或受理方式写明转办的优先:{service_limits.FORWARDED}(12398 按工作日,12345 按自然日);服务申请按子类:{service_limits.REQUEST_REPLY};未答复而限日已过(早于核查日 0 时)即判。②服务申请中限定小时、分钟的:欠费复电看修复时间,电器损坏、充电预约看到场时间,减受理时间大于限值,恰好等于不算;没有这一时间、也未答复未归档的,截至核查日 0 时已超过限值即判。③举报(006)的联系时间与回复时间的较早者减受理时间大于 {service_limits.REPORT_CONTACT_HOURS}。一单一条,理由合并。
    金额: 无。
    例外: 报修、投诉归 SVC-01 至 SVC-03,校表归 SVC-12;表扬、信息查询、业扩报装等没有公开时限的不判(转办的除外);举报没有联系时间不判③;中止(状态 03)、退单的工单不判;已归档而没有回复、归档时间的不知何时答复,不判;工单编号重复只算一次;早于受理的时间无效(归 SVC-10);核查日之后的时间视为尚未发生。挂起没有字段,不扣;写有超时原因的只作提示。回复与归档时间都没有数据时整项不查。
    核实: 调出工单各环节的时间和录音,核对答复是否真实、有无批准的延期或挂起。
    """
    own = {
        REGULATOR: regulator_days,
        CITY: city_days,
        BusiType.REPORT: report_days,
        BusiType.OPINION: opinion_days,
        BusiType.ADVICE: advice_days,
        BusiType.ENQUIRY: enquiry_days,
    }
    orders = _measured(t, own)
    orders = orders.mutate(
        contact_limit=contact_hours.on_column(orders.accept_time), is_barred=ibis.literal(False)
    )
    reply, timed, contact = reply_outcome(orders), timed_outcome(orders), contact_outcome(orders)
    causes = {
        "答复超时": reply == LATE,
        "逾期未答复": reply == OPEN_LATE,
        "未在限定时间内到场或复电": timed == LATE,
        "限定时间已过,未到场或复电": timed == OPEN_LATE,
        f"超过 {contact_hours.quoted}才联系": contact == LATE,
    }
    is_timed: Any = orders.timed_limit.notnull()
    taken: Any = seconds_between(orders.timed_at.coalesce(orders.cutoff), orders.accept_time)
    orders = orders.mutate(
        object_id=orders.wo_no,
        cons_no=orders.cust_no,
        period=orders.accept_time.strftime("%Y%m"),
        reason=reasons(causes),
        reply_days=_if(orders.reply_limit.notnull() & orders.replied_at.notnull(), orders.reply_days),
        open_days=_if(reply == OPEN_LATE, orders.reply_days),
        due_day=ibis.ifelse((reply == OPEN_LATE).fill_null(False), orders.reply_due, None),
        reply_limit_days=orders.reply_limit,
        day_unit=ibis.ifelse(orders.reply_is_working, "个工作日", "天"),
        hours=_hours(ibis.ifelse(is_timed, taken, _if(contact == LATE, orders.contact_seconds))),
        limit_hours=_hours(
            ibis.ifelse(is_timed, orders.timed_limit, _if(contact == LATE, orders.contact_limit * 3600))
        ),
        note=reasons({"写有超时原因,待核": orders.overtime_reason.fill_null("").strip() != ""}).nullif(""),
    )
    are_answers_known = not t.lacks("work_orders.reply_time|archive_time")
    return orders.filter(orders.reason != "", ibis.literal(are_answers_known))


def _measured(t: Tables, own: dict[str, Rule[int]]) -> Any:
    """Return the orders to judge with their limits and what was needed of them."""
    orders = t.fact(to_judge)
    is_elsewhere = orders.busi_type.isin((BusiType.REPAIR, BusiType.COMPLAINT)) | asks_for_a_meter_test(
        orders
    )
    orders = as_known_by(orders.filter(~is_elsewhere), TIMES, t.as_of)
    answered, spoken = replied_at(orders), spoken_at(orders)
    orders = orders.mutate(
        **{name: from_acceptance(orders, orders[name]) for name in ("contact_time", "reply_time")},
        replied_at=answered,
        is_archived=is_archived(orders),
        contact_seconds=seconds_between(spoken, orders.accept_time),
        cutoff=ibis.literal(datetime.combine(t.as_of, datetime.min.time())),
        accept_day=orders.accept_time.date(),
    )
    orders = orders.mutate(**reply_limits(orders, own))
    lacking = {name for name in ("arrive_time", "repair_time") if t.lacks(f"work_orders.{name}")}
    return with_reply_due(with_reply_days(with_timed_limits(orders, lacking)))


def _if(holds: Any, value: Any) -> Any:
    return ibis.ifelse(holds.fill_null(False), value, ibis.null("int64"))


def _hours(seconds: Any) -> Any:
    return (seconds / 3600).round(4)
