"""When a connection (业扩) was ready for the meter, and when power was on: one row an application.

What lies after the day of the run has not happened; of a step that was done several times the last counts.
"""

from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.applications import (
    connection_applications,
    connection_steps,
    not_terminated,
    step_times,
)
from data_loaders.codes.applications import ConnectionStep

POWERED_BY = (ConnectionStep.POWER_ON, ConnectionStep.METER_AND_POWER)
STEPS = (
    ConnectionStep.PLAN_REPLY,
    ConnectionStep.FEE,
    ConnectionStep.COMPLETION,
    ConnectionStep.CONTRACT,
    *POWERED_BY,
)


@fact(
    title="业扩申请的送电",
    grain="未中止的业扩申请,一申请一行",
    key=(),
    reads={
        "applications": ("power_date?",),
        "business_fees?": ("app_no?", "rcved_amt?", "date?"),
    },
    columns={
        "cust_class": ("用电客户类型:空则按电压、用电类别、电源数目推定", ""),
        "accept_date": ("受理日期", ""),
        "accept_ym": ("受理月份", ""),
        "is_archived": ("已归档", ""),
        "furthest": ("已完成的最后环节", ""),
        "reply_time": ("首次答复供电方案完成时间", ""),
        "completion_date": ("末次竣工验收完成日", ""),
        "contract_date": ("末次签订合同完成日", ""),
        "fee_step_date": ("末次业务收费环节完成日", ""),
        "fee_date": ("业务费收费日期(实收大于 0)", ""),
        "start_date": ("具备装表接电条件的日期:以上四者之最晚,竣工验收必有", ""),
        "supply_date": ("送电日:“送电”,无则“装表接电”,再无则申请的送停电日期", ""),
    },
    extends="applications",
    source="稽查目录 BIZ-05 的精确判定",
    uses=(connection_applications, connection_steps),
)
def energised(t: Tables) -> Any:
    """Return the connection applications that were not given up, with the days of their last leg.

    Shapes: the columns of `applications` and those of the card.
    """
    fees = t.business_fees
    paid = fees.filter(fees.rcved_amt > 0, fees.date <= t.as_of)
    paid = paid.group_by("app_no").agg(fee_date=paid.date.max())
    known = not_terminated(t.fact(connection_applications)).inner_join(step_times(t, STEPS), "app_no")
    known = known.left_join(paid, "app_no").drop("app_no_right")
    known = known.mutate(
        reply_time=known[f"{ConnectionStep.PLAN_REPLY}_first"],
        completion_date=known[f"{ConnectionStep.COMPLETION}_last"].cast("date"),
        contract_date=known[f"{ConnectionStep.CONTRACT}_last"].cast("date"),
        fee_step_date=known[f"{ConnectionStep.FEE}_last"].cast("date"),
        supply_date=_supplied_on(t, known),
    )
    return known.mutate(
        start_date=_latest(known.completion_date, known.contract_date, known.fee_step_date, known.fee_date)
    )


def with_supply(t: Tables, applications: Any) -> Any:
    """Return applications with the days of their final test and of power, null where nothing tells.

    Power is on with 送电, else 装表接电, else on the day that the application tells.

    Shapes: the columns of `applications`, completion_date, supply_date.
    """
    times = step_times(t, [ConnectionStep.COMPLETION, *POWERED_BY])
    known = applications.left_join(times, "app_no").drop("app_no_right")
    return known.mutate(
        completion_date=known[f"{ConnectionStep.COMPLETION}_last"].cast("date"),
        supply_date=_supplied_on(t, known),
    )


def _supplied_on(t: Tables, known: Any) -> Any:
    return ibis.coalesce(
        *(known[f"{step}_last"].cast("date") for step in POWERED_BY),
        ibis.ifelse(known.power_date <= t.as_of, known.power_date, ibis.null("date")),
    )


def _latest(first: Any, *others: Any) -> Any:
    """Return the latest of the days that are known; null where the first is not (the engine would pass over it)."""
    return ibis.ifelse(first.notnull(), ibis.greatest(first, *others), ibis.null("date"))
