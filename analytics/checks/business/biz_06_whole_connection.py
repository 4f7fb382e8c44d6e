"""BIZ-06 全过程办电时长超承诺"""

from functools import reduce
from operator import add
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import connection_steps
from analytics.facts.columns import joined, listed, phrase
from analytics.facts.energising import energised
from analytics.facts.step_rounds import rounds
from analytics.regulation.connection_limits import SGCC_PROMISE_2022, Step, class_label_expr
from analytics.regulation.source import Rule
from analytics.regulation.voltage import GRID_DESIGN_FROM_KV, kilovolts_expr
from analytics.regulation.working_days import with_working_days
from data_loaders.codes.applications import AcceptCons, ConnectionStep
from models.category import Category

OF_UTILITY, WHOLE = SGCC_PROMISE_2022.part(Step.UTILITY_TOTAL), SGCC_PROMISE_2022.part(Step.WHOLE)
RESIDENT = WHOLE.part(AcceptCons.RESIDENT)
LOW = OF_UTILITY.part(AcceptCons.LOW_VOLTAGE)
SINGLE = OF_UTILITY.part(AcceptCons.HIGH_SINGLE)
DOUBLE = OF_UTILITY.part(AcceptCons.HIGH_DOUBLE)
ROUNDS = {
    "design_days": (ConnectionStep.DESIGN_RECEIPT, ConnectionStep.DESIGN_REVIEW),
    "midway_days": (ConnectionStep.MIDWAY_REQUEST, ConnectionStep.MIDWAY_INSPECTION),
    "completion_days": (ConnectionStep.COMPLETION_REPORT, ConnectionStep.COMPLETION),
}
LEGS = {
    "plan_days": "方案答复",
    "design_days": "设计审查",
    "midway_days": "中间检查",
    "completion_days": "竣工检验",
    "energising_days": "装表接电",
}


@check(
    code="BIZ-06",
    title="全过程办电时长超承诺",
    category=Category.BUSINESS,
    matter="业扩时限执行",
    severity="高",
    subject="application",
    window="全部",
    amount=None,
    reads={"application_steps": ["begin_time?"]},
    facts=(energised, connection_steps),
    without={"application_steps.begin_time": "不计设计审查、中间检查、竣工检验各段"},
    evidence={
        "class_label": "客户分类",
        "accept_time": "受理时间",
        "plan_days": "方案答复(工作日)",
        "design_days": "设计审查(工作日)",
        "midway_days": "中间检查(工作日)",
        "completion_days": "竣工检验(工作日)",
        "energising_days": "装表接电(工作日)",
        "supply_date": "送电日",
        "days": "合计用时(工作日)",
        "limit_days": "承诺(工作日)",
        "over_days": "超承诺(工作日)",
        "counted": "计算口径",
        "spans": "各段起止",
    },
    sentence="{class_label}客户 {accept_time} 受理,{counted},合计 {days} 个工作日,承诺 {limit_days}",
    arithmetic=(
        "各段起止:{spans}",
        "{counted} = {days} 个工作日",
        "超承诺 = {days} − {limit_days} = {over_days} 个工作日",
    ),
    laws=(SGCC_PROMISE_2022,),
)
def connection_longer_than_promised(
    t: Tables,
    *,
    resident_days: Annotated[Rule[int], Param("居民全过程承诺", "工作日", low=1, high=30)] = RESIDENT,
    low_days: Annotated[Rule[int], Param("低压非居民承诺", "工作日", low=1, high=60)] = LOW,
    single_days: Annotated[Rule[int], Param("高压单电源承诺", "工作日", low=1, high=120)] = SINGLE,
    double_days: Annotated[Rule[int], Param("高压双电源承诺", "工作日", low=1, high=120)] = DOUBLE,
) -> Any:
    """供电企业办理环节合计的工作日不得超过对客户的承诺。

    为什么: 各环节都没超限,加起来也可能超了承诺;这是“获得电力”评价看的数。
    判定: 新装、装表临时、增容申请(101、102、104、105、109、110、111)。居民自受理日至送电日的工作日数大于 {connection_limits.SGCC_PROMISE_2022[全过程]};其余各类合计供电企业办理的各段:方案答复(受理日至首个“答复供电方案”)、各轮设计审查、各轮中间检查、各轮竣工检验(受理开始至完成)、装表接电(竣检、合同、缴费齐备至送电),大于{connection_limits.SGCC_PROMISE_2022[供电企业办理环节合计]}。缺的环节按 0 计,故合计是下限;在途单按已完成的各段合计,超了即命中。送电日、齐备日同 BIZ-05。工作日按国务院放假调休,起算当日为第 0 天;数据日之后的视为未发生。
    金额: 无,属服务风险。
    例外: 中止单不判;居民未送电的不判;110 kV 及以上不计方案答复段(接入系统设计时间无字段可剔);客户受电工程施工期不在各段内;客户分类不能定的不判。2025 年《意见》低压无外线 5、有外线 15 的承诺,导出无外线工程字段,默认不用。
    核实: 按环节调阅签收单,核外线工程占路审批等不由供电企业掌握的时间。
    """
    known = _with_legs(t)
    residents = known.cust_class == AcceptCons.RESIDENT
    of_class = (
        (AcceptCons.RESIDENT, resident_days),
        (AcceptCons.LOW_VOLTAGE, low_days),
        (AcceptCons.HIGH_SINGLE, single_days),
        (AcceptCons.HIGH_DOUBLE, double_days),
    )
    timed = known.mutate(
        days=ibis.ifelse(residents, known.whole_days, reduce(add, [known[leg] for leg in LEGS])),
        limit_days=ibis.cases(
            *[(known.cust_class == code, days.on_column(known.accept_date)) for code, days in of_class],
            else_=ibis.null("int64"),
        ),
    )
    beyond = timed.filter(timed.days > timed.limit_days)
    is_resident = beyond.cust_class == AcceptCons.RESIDENT
    return beyond.mutate(
        object_id=beyond.app_no,
        period=beyond.accept_ym,
        class_label=class_label_expr(beyond.cust_class),
        over_days=beyond.days - beyond.limit_days,
        counted=ibis.ifelse(is_resident, "受理至送电", _sum_in_words(beyond)),
        spans=ibis.ifelse(
            is_resident, _span(beyond.accept_date, beyond.supply_date), joined(_spans(beyond), ";")
        ),
    )


def _with_legs(t: Tables) -> Any:
    """Return applications with the working days of each leg that is over, 0 for one that is not."""
    known = t.fact(energised)
    known = with_working_days(known, "accept_date", "supply_date", "whole_days")
    known = with_working_days(known, "accept_date", "reply_time", "plan_days")
    known = with_working_days(known, "start_date", "supply_date", "energising_days")
    for name, (begins, ends) in ROUNDS.items():
        answered = rounds(t, begins, ends).filter(lambda row: row.answer_time.notnull())
        answered = with_working_days(answered, "begin_time", "answer_time", "days")
        said = listed(_span(answered.begin_time, answered.answer_time), by="、")
        summed = answered.group_by("app_no").agg(**{name: answered.days.sum(), f"{name}_of": said})
        known = known.left_join(summed, "app_no").drop("app_no_right")
    is_large = (kilovolts_expr(known.volt_code) >= GRID_DESIGN_FROM_KV).fill_null(False)
    known = known.mutate(plan_days=ibis.ifelse(is_large, 0, known.plan_days))
    return known.mutate(**{leg: ibis.greatest(known[leg].fill_null(0), 0).cast("int64") for leg in LEGS})


def _sum_in_words(row: Any) -> Any:
    """Return the legs and their days as a person would add them up."""
    return joined([phrase(f"{label} ", row[leg].cast("string")) for leg, label in LEGS.items()], " + ")


def _spans(row: Any) -> list[Any]:
    """Return from when to when each leg of some days is counted, every round of it; null for the others."""
    of_leg = {
        "plan_days": _span(row.accept_date, row.reply_time),
        "energising_days": _span(row.start_date, row.supply_date),
    } | {name: row[f"{name}_of"] for name in ROUNDS}
    return [ibis.ifelse(row[leg] > 0, phrase(f"{label} ", of_leg[leg]), None) for leg, label in LEGS.items()]


def _span(begins: Any, ends: Any) -> Any:
    return phrase(begins.cast("date").cast("string"), " 至 ", ends.cast("date").cast("string"))
