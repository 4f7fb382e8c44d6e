"""INS-08 违约用电/窃电追补计算错误"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.columns import first_by
from analytics.facts.violations import recomputed_penalties
from analytics.regulation.money import number, to_fen
from analytics.regulation.violation import (
    MULTIPLES,
    TAMPERING_YUAN,
)
from models.category import Category


@check(
    code="INS-08",
    title="违约用电/窃电追补计算错误",
    category=Category.INSPECTION,
    matter="反窃查违",
    severity="高",
    subject="case",
    window="全部",
    amount="应收差额",
    reads={
        "violations": [
            "app_no",
            "cons_no",
            "org_code?",
            "attr",
            "vtype?",
            "occur_time",
            "add_amt?",
            "penalty_amt",
        ],
        "customers?": ["cons_no", "pricing_policy?", "cons_sort_code?"],
    },
    without={
        "violations.add_amt": "没有追补电费,只查类别 06 至 08 的每次定额",
        "customers.pricing_policy": "没有定价策略,类别 02、04、05 不判",
        "customers.cons_sort_code": "没有用户分类,类别 06 至 08 不判",
    },
    is_penalty=True,
    evidence={
        "rule": "适用规则",
        "attr": "性质",
        "vtype": "类别",
        "occur_time": "受理时间",
        "add_amt": "追补电费(元)",
        "multiple": "倍数 k",
        "unit_yuan": "每次标准(元)",
        "due_yuan": "按规定的违约使用电费(元)",
        "penalty_amt": "实收违约使用电费(元)",
    },
    sentence="案件 {object_id} 违约使用电费 {penalty_amt} 元,按规定{rule} {due_yuan} 元",
    arithmetic=(
        "按规定 = {multiple} 倍 × 追补电费 {add_amt} 元 = {due_yuan} 元",
        "按规定 = 每次 {unit_yuan} 元的整数倍中不高于实收的最大者(至少一次)= {due_yuan} 元",
        "差额 = 按规定 {due_yuan} − 实收 {penalty_amt} = {amount_yuan} 元",
    ),
    laws=(MULTIPLES, TAMPERING_YUAN),
)
def violation_penalty_wrong(
    t: Tables,
    *,
    tolerance_yuan: Annotated[float, Param("容差", "元", low=0, high=1000)] = 1.0,
) -> Any:
    """违约使用电费应当按追补电费的法定倍数(或每次定额)计收。

    为什么: 倍数多收侵害用户、少收等于放纵窃电,都是反窃查违中最常被复议的计算。
    判定: 违约使用电费与 k×追补电费相比。k:窃电为 {violation.MULTIPLES[窃电]};违约用电类别 01 为 {violation.MULTIPLES[高价低接、擅改用电类别]}、02 且两部制为 {violation.MULTIPLES[私增容(两部制)]}、04 或 05 且两部制为 {violation.MULTIPLES[擅用暂停或启封设备(两部制)]}、类别空或 99 只有上限({violation.MULTIPLES[其他违约用电]})。2024-06-01 起受理的按新规(不高于 k 倍),高出容差才中;之前的按旧规,差的绝对值大于容差即中(默认 1 元,恰好相等不算)。违约用电类别 06、07、08:已收而不是每次定额({violation.TAMPERING_YUAN})的整数倍。
    金额: k×追补电费 − 违约使用电费,到分;06 至 08 为不高于实收的最大整数倍(至少一次)减实收。正数少收,负数多收。
    例外: 违约使用电费为空不判;除 06 至 08 外追补电费为空或不大于零不判;新规下协商低于倍数不判;类别 03 不复算;定价策略为空或单一制时 02、04、05 不判;用户分类为空时 06 至 08 不判。没有设备容量、起止日和适用电价字段,窃电量、单一制的定额({violation.OVER_CAPACITY_YUAN_PER_KW}、{violation.SUSPENDED_YUAN_PER_KW})和 09 至 11 的定额({violation.FOREIGN_SUPPLY_YUAN_PER_KW})不复算。
    核实: 调阅案件计算书,核对起止日、容量、电价和审批倍数。
    """
    cases = recomputed_penalties(t)
    over = cases.penalty_amt - cases.exact_due
    excess: Any = ibis.ifelse(cases.is_new, over, over.abs())
    is_wrong = ibis.ifelse(
        cases.unit_yuan.notnull(), cases.penalty_amt % cases.unit_yuan != 0, excess > number(tolerance_yuan)
    )
    wrong = cases.filter(is_wrong)
    wrong = wrong.mutate(
        object_id=wrong.app_no,
        period=wrong.occur_time.strftime("%Y%m"),
        amount_yuan=to_fen(wrong.due_yuan - wrong.penalty_amt),
    )
    return first_by(wrong, ["app_no"], ["amount_yuan", "add_amt", "occur_time", "vtype"])
