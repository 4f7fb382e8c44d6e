"""PRO-09 客户工程资料/现场材料未录入"""

from datetime import timedelta
from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.applications import connection_steps, is_given_up, step_names
from analytics.facts.columns import listed, reasons
from analytics.facts.feeds import STATION_DIGITS
from analytics.regulation.practice import CONNECTION_DOCUMENTS
from data_loaders.codes.applications import AppType, ConnectionStep, DocType, WkstStatus
from data_loaders.codes.customers import ContractStatus
from models.calendar import add_months_to_date
from models.category import Category

HIGH_VOLTAGE = (AppType.NEW_HIGH_VOLTAGE, AppType.ENLARGE_HIGH_VOLTAGE)
ALWAYS_NEEDED = (
    DocType.IDENTITY,
    DocType.TEST_REPORT,
    DocType.COMPLETION_REPORT,
    DocType.COMPLETION_INSPECTION,
    DocType.CONTRACT,
)
NEEDED_STEPS = (ConnectionStep.COMPLETION_REPORT, ConnectionStep.COMPLETION, ConnectionStep.CONTRACT)
MONTHS = 12


@check(
    code="PRO-09",
    title="客户工程资料/现场材料未录入",
    category=Category.ARCHIVE,
    matter="检查客户工程材料信息的录入情况",
    severity="中",
    subject="application",
    window="快照",
    amount=None,
    reads={
        "applications": [
            *("app_no", "cons_no?", "org_code?", "app_type", "status", "terminate_flag?", "archive_date"),
        ],
        "application_documents?": [
            *("app_no?", "org_code?", "doc_type?", "required_flag?", "received_flag?", "received_date?"),
        ],
        "application_steps?": ["app_no?", "step_no?", "end_time?"],
        "contracts?": ["cons_no?", "status?"],
    },
    facts=(connection_steps,),
    without={
        "application_documents.app_no": "缺客户工程资料清单,只按竣工报验、验收、签订合同环节与合同判",
        "application_documents.app_no|application_steps.app_no": "资料清单与环节清单都未提供,本检查没有可判的",
        "application_documents.required_flag": "是否必备整列为空,按身份证明、试验报告、竣工报告、竣工检验单、合同为必备",
        "application_documents.received_date": "收到日期整列为空,不查迟录",
        "contracts.cons_no": "未提供供用电合同,不以合同代资料清单",
    },
    evidence={
        "reason": "问题",
        "missing": "缺的资料、环节或合同",
        "late": "迟录的资料(收到日期)",
        "archive_date": "归档日期",
        "grace_days": "宽限(天)",
    },
    sentence="业扩申请 {object_id} 于 {archive_date} 归档,{reason}",
    arithmetic=("归档 {archive_date},宽限 {grace_days} 天,缺 {missing},迟录 {late}",),
    laws=(CONNECTION_DOCUMENTS,),
)
def documents_missing(
    t: Tables,
    *,
    grace_days: Annotated[int, Param("归档后宽限", "天", low=0, high=60)] = 5,
) -> Any:
    """高压新装、增容归档后,竣工报告、试验报告、检验单、合同等工程资料应当录齐。

    为什么: 资料没有录入,设备参数、产权与责任分界事后无从查证,验收是否真实也说不清。
    判定: 高压新装(104)、高压增容(111),已归档、未中止,归档日加宽限 5 天早于数据日,且归档在近 12 个月内。①任一必备资料没有收到(是否收到不为是);②必备资料收到日期晚于归档日加宽限;③该单一行资料也没有,而同所(单位编码前 9 位)别的单有。资料清单未交付时改看环节:环节清单有该单而竣工报验、竣工验收、签订合同任一没有完成,或该户没有未作废的合同。{practice.CONNECTION_DOCUMENTS}。
    金额: 无。
    例外: 低压简化流程不查;非必备资料不查;同类资料多行,收到一行即算,按最早收到日期;恰在归档日加 5 天收到、收到而没有日期的不算迟;整所没有清单的视为未交付,不判;归档的高压新装、增容缺失过半的环节视为当地流程无此环节,不判;环节清单没有该单的不判。宽限按自然日。纸质另存的由人工核对。
    核实: 调业扩档案盒,补录资料影像。
    """
    rows = t.applications
    ever = rows.filter(
        rows.app_type.isin(HIGH_VOLTAGE), rows.status == WkstStatus.ARCHIVED, ~is_given_up(rows)
    ).select("app_no", "cons_no", "org_code", "archive_date")
    archived = ever.filter(
        ever.archive_date < t.as_of - timedelta(days=grace_days),
        ever.archive_date > add_months_to_date(t.as_of, -MONTHS),
    )
    has_lists, steps = not t.lacks("application_documents.app_no"), t.fact(connection_steps)
    found = _by_documents(t, archived, grace_days) if has_lists else _by_steps(t, archived, ever, steps)
    found = found.filter(found.reason != "")
    return found.mutate(object_id=found.app_no, grace_days=ibis.literal(grace_days))


def _by_documents(t: Tables, archived: Any, grace_days: int) -> Any:
    """Return the applications with what their lists of documents lack."""
    rows = t.application_documents
    stations = rows.select(station=_station(rows)).distinct().mutate(has_lists=True)
    rows = rows.inner_join(archived.select("app_no", "archive_date"), "app_no")
    is_needed = rows.required_flag.fill_null(False)
    if t.lacks("application_documents.required_flag"):
        is_needed = rows.doc_type.isin(ALWAYS_NEEDED).fill_null(False)
    is_here = rows.received_flag.fill_null(False)
    each = rows.group_by("app_no", "archive_date", "doc_type").agg(
        is_needed=is_needed.any(),
        is_here=is_here.any(),
        is_undated=(is_here & rows.received_date.isnull()).any(),
        received=rows.received_date.min(where=is_here),
    )
    name: Any = each.doc_type.cases(*t.labels("DOC_TYPE").items(), else_=each.doc_type).fill_null("未注明")
    days = each.received.delta(each.archive_date, unit="day")
    is_late = each.is_needed & each.is_here & ~each.is_undated & (days > grace_days)
    lists = each.group_by("app_no").agg(
        has_list=ibis.literal(True),
        missing=listed(name, each.is_needed & ~each.is_here),
        late=listed(name.concat(" ", each.received.cast("string")), is_late.fill_null(False)),
    )
    known = archived.left_join(lists, "app_no").drop("app_no_right").mutate(station=_station(archived))
    known = known.left_join(stations, "station").drop("station_right")
    is_unlisted = known.has_list.isnull() & known.has_lists.fill_null(False)
    return known.mutate(
        missing=ibis.ifelse(is_unlisted, "全部资料", known.missing),
        reason=reasons(
            {
                "必备资料未收到": known.missing.notnull(),
                "资料迟录": known.late.notnull(),
                "没有任何资料": is_unlisted,
            }
        ),
    )


def _by_steps(t: Tables, archived: Any, ever: Any, steps: Any) -> Any:
    """Return the applications with the steps and the contract that stand for documents where no list is there.

    A step that more than half of all that was `ever` archived lacks is none of the company's process, as in BIZ-07.
    """
    steps = steps.semi_join(ever, "app_no")
    is_done = steps.end_time.notnull()
    done = steps.group_by("app_no").agg(
        **{f"has_{step}": (is_done & (steps.step == step)).fill_null(False).any() for step in NEEDED_STEPS}
    )
    contracts = t.contracts
    alive = contracts.filter(contracts.status.isnull() | (contracts.status != ContractStatus.VOID))
    known = archived.inner_join(done, "app_no")
    signed = alive.filter(alive.cons_no.notnull()).select("cons_no").distinct().mutate(is_signed=True)
    known = known.left_join(signed, "cons_no").drop("cons_no_right")
    usual = done.agg(**{step: done[f"has_{step}"].sum() * 2 >= done.count() for step in NEEDED_STEPS})
    lacks = {step_names()[step]: ~known[f"has_{step}"] & usual[step].as_scalar() for step in NEEDED_STEPS}
    if not t.lacks("contracts.cons_no"):
        lacks["供用电合同"] = known.is_signed.isnull() & known.cons_no.notnull()
    known = known.mutate(missing=reasons(lacks), late=ibis.null("string"))
    return known.mutate(reason=ibis.ifelse(known.missing != "", "缺环节或合同", ""))


def _station(rows: Any) -> Any:
    return rows.org_code.cast("string").left(STATION_DIGITS)
