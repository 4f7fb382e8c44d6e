"""When the steps of a connection application (业扩) were done, one row an application.

Only new connections and enlargements are judged; what lies after the day of the run has not happened.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.regulation.connection_limits import customer_class_expr
from data_loaders.catalog import code_lists
from data_loaders.codes.applications import ENLARGEMENTS, AppType, ConnectionStep, WkstStatus
from data_loaders.codes.customers import SourceNumber

CONNECTION_TYPES = (
    AppType.NEW_RESIDENT,
    AppType.NEW_LOW_VOLTAGE,
    AppType.NEW_HIGH_VOLTAGE,
    AppType.TEMPORARY_METERED,
    *ENLARGEMENTS,
)
# names beside the standard ones that limits and provinces use
OTHER_NAMES = {
    "供电方案答复": ConnectionStep.PLAN_REPLY,
    "设计审查": ConnectionStep.DESIGN_REVIEW,
    "竣工检验": ConnectionStep.COMPLETION,
    "合同签订": ConnectionStep.CONTRACT,
    "签订供用电合同": ConnectionStep.CONTRACT,
}


@fact(
    title="已办结的业扩申请",
    grain="一申请一行",
    key=(),
    reads={"applications": ("cons_no?", "app_type?", "status?", "power_date?", "archive_date?")},
    columns={"done_date": ("生效日期:送停电,空则归档", "")},
    extends="applications",
    source="稽查目录 TAR-14、TAR-16 的精确判定:power_date 空则 archive_date",
)
def finished(t: Tables) -> Any:
    """Return the applications that are 办结 by the day, with the day they took effect.

    That is the day of 送停电, else of 归档. Without a status, an archived application counts as 办结.

    Shapes: the columns of `applications`, `done_date`.
    """
    applications = t.applications
    done = applications.filter(is_archived(applications, t.as_of))
    done = done.mutate(done_date=ibis.coalesce(done.power_date, done.archive_date))
    return done.filter(done.done_date <= t.as_of)


def replaced_for_a_while(t: Tables) -> Any:
    """Return who runs another transformer in place of its own for a while (暂换) by the day, and since when.

    Facts: finished.

    Shapes: cons_no, replaced_date.
    """
    done = t.fact(finished)
    days = done.group_by("cons_no").agg(
        replaced_date=done.done_date.max(where=done.app_type == AppType.REPLACEMENT),
        ended_date=done.done_date.max(where=done.app_type == AppType.REPLACEMENT_ENDED),
    )
    lasts = days.filter(days.ended_date.isnull() | (days.ended_date < days.replaced_date))
    return lasts.filter(lasts.replaced_date.notnull()).select("cons_no", "replaced_date")


def step_names() -> dict[str, str]:
    """Return {step: name} of the connection process."""
    return code_lists()["PRC_ACT_A"]


@fact(
    title="新装增容申请",
    grain="一申请一行",
    key=(),
    reads={
        "applications": (
            *("app_no", "org_code?", "app_type", "cons_no?", "cust_class?", "volt_code?", "elec_type_code?"),
            *("source_count?", "accept_time", "terminate_flag?", "status?", "archive_date?"),
        )
    },
    columns={
        "cust_class": ("用电客户类型:空则按电压、用电类别、电源数目推定", ""),
        "accept_date": ("受理日期", ""),
        "accept_ym": ("受理月份", ""),
        "is_archived": ("已归档", ""),
        "is_terminated": ("已中止", ""),
    },
    extends="applications",
    source="稽查目录 BIZ-01 至 BIZ-07 的精确判定:新装、装表临时、增容",
)
def connection_applications(t: Tables) -> Any:
    """Return new connections and enlargements accepted by the day of the run, terminated ones included.

    Shapes: the columns of `applications` (cust_class on record, else inferred), accept_date, accept_ym,
    is_archived, is_terminated.
    """
    applications = t.applications
    accept_date = applications.accept_time.cast("date")
    ours = applications.filter(applications.app_type.isin(CONNECTION_TYPES), accept_date <= t.as_of)
    return ours.mutate(
        accept_date=ours.accept_time.cast("date"),
        accept_ym=ours.accept_time.strftime("%Y%m"),
        is_archived=is_archived(ours, t.as_of),
        is_terminated=is_given_up(ours),
        cust_class=customer_class_expr(
            ours.cust_class, ours.volt_code, ours.elec_type_code, ours.source_count
        ),
    )


def is_archived(applications: Any, as_of: date) -> Any:
    """Return whether applications are archived (归档), by their state; where none is on record, by their day."""
    by_day = applications.status.isnull() & (applications.archive_date <= as_of)
    return ((applications.status == WkstStatus.ARCHIVED) | by_day).fill_null(False)


def is_given_up(applications: Any) -> Any:
    """Return whether applications were given up (中止), by their state or their flag."""
    return ((applications.status == WkstStatus.ABORTED) | applications.terminate_flag).fill_null(False)


def not_terminated(applications: Any) -> Any:
    """Return the applications that were not given up (中止)."""
    return applications.filter(~applications.is_terminated)


def class_where_sources_do_not_matter(applications: Any) -> Any:
    """Return the class of customer for limits that all of high voltage share: one source where none is known."""
    one = applications.source_count.fill_null(SourceNumber.SINGLE)
    return customer_class_expr(
        applications.cust_class, applications.volt_code, applications.elec_type_code, one
    )


@fact(
    title="业扩环节记录",
    grain="一环节记录一行",
    key=(),
    reads={"application_steps": ("app_no", "step_no?", "step_name?", "begin_time?", "end_time")},
    columns={"step": ("环节:按环节编号,不识的按环节名称", "")},
    extends="application_steps",
    source="代码表 PRC_ACT_A 业扩环节",
)
def connection_steps(t: Tables) -> Any:
    """Return the records of steps, each with the step of the process that it is of; null where none is known.

    Shapes: the columns of `application_steps`, step.
    """
    rows = t.application_steps
    names = {name: step for step, name in step_names().items()} | OTHER_NAMES
    by_name = rows.step_name.strip().cases(*names.items())
    return rows.mutate(step=ibis.ifelse(rows.step_no.isin(list(step_names())), rows.step_no, by_name))


def step_times(t: Tables, steps: Sequence[str]) -> Any:
    """Return when each application's steps ended, up to the day of the run.

    `furthest` is the last step of the process that is done (装表接电 stands where 送电 stands); null where
    none is. `is_later_done` tells of steps that end after the day of the run.

    Shapes: app_no, furthest, is_later_done, then for each step {step}_first, {step}_last (timestamps),
    has_{step} (whether there is any record of it).
    """
    rows = t.fact(connection_steps)
    is_done = (rows.end_time.cast("date") <= t.as_of).fill_null(False)
    place: Any = ibis.ifelse(rows.step == ConnectionStep.METER_AND_POWER, ConnectionStep.POWER_ON, rows.step)
    columns: dict[str, Any] = {
        "furthest": place.max(where=is_done & (place <= ConnectionStep.ARCHIVED)),
        "is_later_done": (rows.end_time.cast("date") > t.as_of).any().fill_null(False),
    }
    for step in steps:
        is_step = (rows.step == step).fill_null(False)
        columns[f"{step}_first"] = rows.end_time.min(where=is_done & is_step)
        columns[f"{step}_last"] = rows.end_time.max(where=is_done & is_step)
        columns[f"has_{step}"] = is_step.any()
    return rows.group_by("app_no").agg(**columns)


def is_beyond(times: Any, step: str) -> Any:
    """Return whether a step after the given one is done."""
    return (times.furthest > step).fill_null(False)
