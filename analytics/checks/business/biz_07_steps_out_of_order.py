"""BIZ-07 业扩流程倒置/跳环节"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import (
    connection_applications,
    connection_steps,
    not_terminated,
    step_names,
    step_times,
)
from analytics.regulation.connection_limits import STEPS_IN_ORDER
from data_loaders.codes.applications import ConnectionStep
from models.category import Category

ORDER = (
    ConnectionStep.ACCEPTANCE,
    ConnectionStep.SURVEY,
    ConnectionStep.PLAN_REPLY,
    ConnectionStep.DESIGN_REVIEW,
    ConnectionStep.MIDWAY_INSPECTION,
    ConnectionStep.COMPLETION,
    ConnectionStep.POWER_ON,
    ConnectionStep.ARCHIVED,
)
NECESSARY = (
    ConnectionStep.ACCEPTANCE,
    ConnectionStep.SURVEY,
    ConnectionStep.PLAN_REPLY,
    ConnectionStep.COMPLETION,
    ConnectionStep.CONTRACT,
    ConnectionStep.POWER_ON,
    ConnectionStep.ARCHIVED,
)
STEPS = (*ORDER, ConnectionStep.CONTRACT, ConnectionStep.METER_AND_POWER)


@check(
    code="BIZ-07",
    title="业扩流程倒置/跳环节",
    category=Category.BUSINESS,
    matter="业扩流程",
    severity="高",
    subject="application",
    window="全部",
    amount=None,
    reads={"applications": ["return_flag?"]},
    facts=(connection_applications, connection_steps),
    evidence={
        "accept_time": "受理时间",
        "problems": "全部问题",
        "inversions": "逆序环节及时间",
        "missing_steps": "缺失环节",
        "return_flag": "是否存在回退",
        "note": "提示",
    },
    sentence="业扩申请 {object_id}:{problems}",
    arithmetic=("逆序:{inversions}", "归档单缺失:{missing_steps}"),
    laws=(STEPS_IN_ORDER,),
)
def steps_inverted_or_skipped(
    t: Tables,
    *,
    min_gap_min: Annotated[int, Param("允许的时间误差", "分钟", low=0, high=1440)] = 0,
) -> Any:
    """业扩各环节应按规定顺序办理,必经环节不得缺失。

    为什么: 倒置、跳环节常是体外流转、事后补录,掩盖超期与违规收费。
    判定: 新装、装表临时、增容申请,以各环节末次完成时间比较:受理≤勘查≤答复≤设计审核≤中间检查≤竣工验收≤送电≤归档(只比相邻已有者),且签订合同≤送电;任一严格早于前者即命中。工作单状态为归档的,受理、勘查、答复、竣工验收、签订合同、送电(装表接电可代)、归档缺任一即命中。一单一条,列出全部问题。
    金额: 无。
    例外: 合同与竣检并行,互不比较;设计审核、中间检查等不作必经;时间相等不算逆序;完成时间为空的环节不比较,但有记录即不算缺失;中止单不判,在途单不判缺失;数据日之后的环节视为未发生,有此类环节的单不判缺失;某必经环节在同客户类型归档单中缺失过半,视为当地流程无此环节。有回退的只作提示。
    核实: 调阅纸质单据签字日期,核对系统操作日志。
    """
    applications = not_terminated(t.fact(connection_applications))
    known = applications.left_join(step_times(t, STEPS), "app_no").drop("app_no_right")
    known = known.mutate(
        class_key=known.cust_class.fill_null(""),
        is_complete=known.is_archived & ~known.is_later_done.fill_null(False),
        **{f"lacks_{step}": ~_is_recorded(known, step) for step in NECESSARY},
    )
    archived = known.filter(known.is_complete)
    usual = archived.group_by("class_key").agg(
        archived=archived.count(),
        **{f"lacking_{step}": archived[f"lacks_{step}"].sum() for step in NECESSARY},
    )
    known = known.left_join(usual, "class_key").drop("class_key_right")
    known = known.mutate(inversions=_inversions(known, min_gap_min), missing_steps=_missing(known))
    separator: Any = ibis.literal(";")
    label: Any = ibis.literal("缺失")
    known = known.mutate(problems=separator.join([known.inversions, label.concat(known.missing_steps)]))
    found = known.filter(known.inversions.notnull() | known.missing_steps.notnull())
    return found.mutate(
        object_id=found.app_no,
        period=found.accept_ym,
        note=ibis.ifelse(found.return_flag, "工单有回退,请核是否重办后补录", ibis.null("string")),
    )


def _is_recorded(known: Any, step: str) -> Any:
    has = known[f"has_{step}"].fill_null(False)
    return (
        has | known[f"has_{ConnectionStep.METER_AND_POWER}"].fill_null(False)
        if step == ConnectionStep.POWER_ON
        else has
    )


def _inversions(known: Any, min_gap_min: int) -> Any:
    """Return in words every step that ended before the last one present before it; null where none did."""
    texts = []
    for place, step in enumerate(ORDER):
        earlier = ORDER[:place][::-1]
        if earlier:
            done = ibis.coalesce(*[known[f"{other}_last"] for other in earlier])
            name = ibis.cases(*[(known[f"{other}_last"].notnull(), step_names()[other]) for other in earlier])
            texts.append(_inverted(known[f"{step}_last"], step_names()[step], done, name, min_gap_min))
    power, contract = known[f"{ConnectionStep.POWER_ON}_last"], known[f"{ConnectionStep.CONTRACT}_last"]
    names = step_names()
    texts.append(
        _inverted(
            power,
            names[ConnectionStep.POWER_ON],
            contract,
            ibis.literal(names[ConnectionStep.CONTRACT]),
            min_gap_min,
        )
    )
    separator: Any = ibis.literal(";")
    return separator.join(texts).nullif("")


def _inverted(time: Any, name: str, before: Any, before_name: Any, min_gap_min: int) -> Any:
    label: Any = ibis.literal(f"{name} ")
    text = label.concat(time.cast("string"), " 早于", before_name, " ", before.cast("string"))
    return ibis.ifelse(time + ibis.interval(minutes=min_gap_min) < before, text, ibis.null("string"))


def _missing(known: Any) -> Any:
    """Return the necessary steps that an archived application has no record of; null where none is missing."""
    texts = []
    for step in NECESSARY:
        is_local_custom = known[f"lacking_{step}"] * 2 > known.archived
        is_missing = known.is_complete & known[f"lacks_{step}"] & ~is_local_custom
        texts.append(ibis.ifelse(is_missing, step_names()[step], ibis.null("string")))
    separator: Any = ibis.literal("、")
    return separator.join(texts).nullif("")
