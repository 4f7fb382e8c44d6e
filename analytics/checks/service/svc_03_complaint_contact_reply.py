"""SVC-03 投诉联系/答复超时"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import reasons
from analytics.facts.orders import to_judge
from analytics.facts.outcomes import LATE, MISSING, OPEN_LATE, seconds_between
from analytics.facts.promises import complaints_answered
from analytics.regulation.service_limits import (
    COMPLAINT_INTERNAL_WORKING_DAYS,
    CONTACT_HOURS,
    REPLY_WORKING_DAYS,
)
from analytics.regulation.source import Rule
from data_loaders.codes.service import BusiType
from models.calendar import KNOWN_YEARS
from models.category import Category

REPLY_TO_COMPLAINT = REPLY_WORKING_DAYS.part(BusiType.COMPLAINT)


@check(
    code="SVC-03",
    title="投诉联系/答复超时",
    category=Category.SERVICE,
    matter="对客户的投诉必须及时跟踪处理",
    severity="高",
    subject="work_order",
    window="全部",
    amount=None,
    reads={
        "work_orders": [
            "wo_no",
            "busi_type",
            "org_code?",
            "accept_time",
            "contact_time?",
            "reply_time?",
            "archive_time?",
            "cust_no?",
        ]
    },
    facts=(to_judge,),
    without={
        "work_orders.contact_time": "工单没有联系客户时间,不查①24 小时联系",
        "work_orders.reply_time|archive_time": "工单没有回复时间和归档时间,不查②答复时限",
    },
    evidence={
        "reason": "问题",
        "accept_time": "受理时间",
        "contact_time": "联系客户时间",
        "reply_time": "回复时间",
        "archive_time": "归档时间",
        "contact_hours": "联系小时",
        "contact_limit_hours": "联系限值(小时)",
        "reply_days": "答复工作日",
        "open_days": "未答复已过工作日(到核查日前一日)",
        "due_day": "答复限日",
        "reply_limit_days": "答复限值(工作日)",
        "note": "提示",
    },
    sentence="投诉工单 {object_id} {reason}:受理 {accept_time},[联系 {contact_time}|没有联系时间],[回复 {reply_time}|没有回复时间]",
    arithmetic=(
        "联系用时 {contact_hours} 小时(自受理起的自然小时,联系与回复取早者),限 {contact_limit_hours} 小时",
        "答复用 {reply_days} 个工作日(受理当日为第 0 天),限 {reply_limit_days} 个工作日",
        "答复限日 {due_day} 已过,到核查日前一日为 {open_days} 个工作日(限 {reply_limit_days} 个)",
    ),
    laws=(CONTACT_HOURS, REPLY_WORKING_DAYS, COMPLAINT_INTERNAL_WORKING_DAYS),
)
def complaint_contact_or_reply_late(
    t: Tables,
    *,
    contact_hours: Annotated[Rule[int], Param("首次联系限值", "小时", low=1, high=240)] = CONTACT_HOURS,
    reply_days: Annotated[Rule[int], Param("答复限值", "个工作日", low=1, high=60)] = REPLY_TO_COMPLAINT,
) -> Any:
    """投诉应当在承诺的时限内联系客户、答复客户。

    为什么: 投诉拖延会升级为 12398 投诉和媒体事件;联系、答复时限是公开承诺。
    判定: 投诉(005)任一即中:①联系时间与回复时间的较早者减受理时间大于 {service_limits.CONTACT_HOURS}(自然小时,恰好等于不算);两者皆空时,已归档的判无联系,未归档的截至核查日 0 时已超过此限即判;②自受理次日数到回复日(空取归档日)大于 {service_limits.REPLY_WORKING_DAYS[005]};未答复而限日已过(早于核查日 0 时)即判。一单一条,理由合并。
    金额: 无。
    例外: 中止(状态 03)、退单的工单不判;工单编号重复只算一次;早于受理的联系、回复时间视为无效(归 SVC-10);核查日之后的时间视为尚未发生;内控 {service_limits.COMPLAINT_INTERNAL_WORKING_DAYS}只作提示。联系时间整列没有数据不查①;回复与归档时间都没有数据不查②。
    核实: 听取通话录音,核对联系记录与答复意见;客户失联的须有三次以上联系凭证。
    """
    judges_contact = not t.lacks("work_orders.contact_time")
    judges_reply = not t.lacks("work_orders.reply_time|archive_time")
    orders = complaints_answered(t, contact_hours, reply_days)
    contact, reply = orders.contact, orders.reply
    causes = {
        f"超过 {contact_hours.quoted}才联系": judges_contact & (contact == LATE),
        "归档而无联系": judges_contact & (contact == MISSING),
        f"超过 {contact_hours.quoted}未联系": judges_contact & (contact == OPEN_LATE),
        "答复超时": judges_reply & (reply == LATE),
        "逾期未答复": judges_reply & (reply == OPEN_LATE),
    }
    waited = seconds_between(orders.cutoff, orders.accept_time)
    orders = orders.mutate(
        object_id=orders.wo_no,
        cons_no=orders.cust_no,
        period=orders.accept_time.strftime("%Y%m"),
        reason=reasons(causes),
        contact_hours=(orders.contact_seconds.coalesce(waited) / 3600).round(4),
        contact_limit_hours=orders.contact_limit,
        reply_days=_where(orders.replied_at.notnull(), orders.reply_days),
        open_days=_where(reply == OPEN_LATE, orders.reply_days),
        due_day=_where(reply == OPEN_LATE, orders.due_day),
        reply_limit_days=orders.reply_limit,
        note=_note(orders),
    )
    return orders.filter(orders.reason != "")


def _where(holds: Any, value: Any) -> Any:
    return ibis.ifelse(holds.fill_null(False), value, None)


def _note(orders: Any) -> Any:
    internal = COMPLAINT_INTERNAL_WORKING_DAYS.on_column(orders.accept_time)
    is_known = orders.accept_day.year().isin(KNOWN_YEARS) & orders.last_day.year().isin(KNOWN_YEARS)
    marks = {
        f"答复超过内控 {COMPLAINT_INTERNAL_WORKING_DAYS.quoted}": orders.replied_at.notnull()
        & orders.reply_days.between(internal + 1, orders.reply_limit),
        "该年节假日未收录,工作日按周一至周五计": ~is_known,
    }
    return reasons(marks).nullif("")
