"""SVC-12 校表/电表异常答复超时"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import reasons
from analytics.facts.orders import to_judge
from analytics.facts.outcomes import LATE, OPEN_LATE
from analytics.facts.promises import meter_tests_asked_for
from analytics.regulation.service_limits import METER_TEST_WORKING_DAYS
from analytics.regulation.source import Rule
from models.category import Category


@check(
    code="SVC-12",
    title="校表/电表异常答复超时",
    category=Category.SERVICE,
    matter="承诺和服务标准100%落实",
    severity="中",
    subject="work_order",
    window="全部",
    amount=None,
    reads={
        "work_orders": [
            *("wo_no", "busi_type", "busi_sub_type", "org_code?", "accept_mode?", "accept_time"),
            *("reply_time?", "archive_time?", "cust_no?"),
        ],
        "applications?": [
            *("app_no", "app_type", "org_code?", "accept_time", "archive_date?", "status?"),
            *("terminate_flag?", "cons_no?"),
        ],
        "meter_tests?": ["app_no?", "actual_date?"],
    },
    facts=(to_judge,),
    without={
        "work_orders.reply_time|archive_time": "工单没有回复时间和归档时间,不查工单",
        "applications.app_no": "没有业扩申请,只查工单",
        "meter_tests.actual_date": "没有检定记录的实际日期,校验申请按归档日期",
        "applications.archive_date|meter_tests.actual_date": "申请没有归档日期,也没有检定日期,不查校验申请",
    },
    evidence={
        "reason": "问题",
        "busi_sub_type": "业务子类",
        "accept_time": "受理时间",
        "reply_time": "回复时间",
        "archive_time": "工单归档时间",
        "actual_date": "实际检定日期",
        "archive_date": "申请归档日期",
        "reply_days": "答复工作日",
        "open_days": "未答复已过工作日(到核查日前一日)",
        "due_day": "限日",
        "limit_days": "限值(工作日)",
    },
    sentence="{object_id} {reason}:受理 {accept_time},限 {limit_days} 个工作日,即 {due_day} 止",
    arithmetic=(
        "自受理 {accept_time} 次日数到答复为 {reply_days} 个工作日,限 {limit_days} 个",
        "限日 {due_day} 已过,到核查日前一日为 {open_days} 个工作日,仍未答复",
    ),
    laws=(METER_TEST_WORKING_DAYS,),
)
def meter_test_reply_late(
    t: Tables,
    *,
    days: Annotated[Rule[int], Param("答复限值", "个工作日", low=1, high=60)] = METER_TEST_WORKING_DAYS,
) -> Any:
    """客户申请校验电表或反映电表数据异常,应当在承诺的时限内出结果、作答复。

    为什么: 电表准不准关系客户对计费的信任,逾期不校容易转成投诉;这是公开承诺。
    判定: ①工单:服务申请(按文字)中子类含校表、校验、验表、电能表异常、电表数据异常、抄表数据异常的,和建议(008)中的验表(020905),自受理次日数到回复日(空取归档日)大于 {service_limits.METER_TEST_WORKING_DAYS};未答复而限日已过(早于核查日 0 时)即判。②申请校验(304):自受理次日数到同一申请编号最早一次实际检定日(没有取归档日)大于同一限值;未出结果而限日已过即判。
    金额: 无。
    例外: 受理当日为第 0 天,按法定工作日;咨询、投诉、报修、意见不是校验申请(意见归 SVC-04);中止(状态 03)、退单和终止的不判;编号重复只算一次;已归档而没有日期(或日期早于受理)的工单、申请不知何时答复,不判;早于受理的日期无效;核查日之后的视为尚未发生。客户改约没有字段,不扣。
    核实: 调取校验工单与检定证书,核对客户是否改约、结果是否告知客户。
    """
    both = meter_tests_asked_for(t, days)
    outcome, is_answered = both.reply, both.replied_at.notnull()
    both = both.mutate(
        period=both.accept_time.strftime("%Y%m"),
        reason=reasons({"答复超时": outcome == LATE, "逾期未答复": outcome == OPEN_LATE}),
        limit_days=both.reply_limit,
        reply_days=ibis.ifelse(is_answered, both.reply_days, None),
        open_days=ibis.ifelse(is_answered, None, both.reply_days),
    )
    return both.filter(both.reason != "")
