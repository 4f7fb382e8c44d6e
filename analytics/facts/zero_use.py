"""Who uses nothing (零电量), for how many months in a row, and who rests by right: suspended, dismantled, cut off."""

from typing import Any

from analytics.fact import Tables
from analytics.facts.applications import finished
from analytics.facts.bills import bills_of, customer_months, normal_bills
from analytics.facts.customers import in_service
from analytics.facts.reading_cycles import in_a_row, read_seldom
from data_loaders.codes.applications import AppType
from data_loaders.codes.customers import PowerOff
from data_loaders.codes.equipment import RunStatus
from data_loaders.codes.metering import ReadType


def zero_runs(t: Tables) -> Any:
    """Return the customers in service that used nothing in the period, with how many months in a row they have not.

    A month without a bill ends the run, but for those between two readings. Who rests by right is left out.

    Facts: in_service, finished.

    Shapes: the columns of `customers`, zero_months and what `without_resting` adds.
    """
    now = used_in_period(t)
    bills = normal_bills(t.bills.filter(t.bills.amt_ym <= t.period))
    monthly = customer_months(bills.semi_join(now.filter(now.kwh == 0), "cons_no"), ["total_pq"])
    monthly = monthly.left_join(read_seldom(t), "cons_no").drop("cons_no_right")
    monthly = monthly.mutate(months=monthly.months.fill_null(1), is_counted=monthly.total_pq == 0)
    rows = in_a_row(t, monthly)
    runs = rows.group_by("cons_no").agg(zero_months=rows.of_months.sum(where=rows.is_in_row))
    return without_resting(t, t.fact(in_service).inner_join(runs, "cons_no"))


def feeding_in(t: Tables) -> Any:
    """Return whose meter ran backwards in the period: who sells all it generates uses nothing and is not cut off.

    Shapes: cons_no.
    """
    back = t.readings.filter(
        t.readings.amt_ym == t.period,
        t.readings.read_type == ReadType.REVERSE_TOTAL,
        t.readings.this_read > t.readings.last_read,
    )
    return back.select("cons_no").distinct()


def without_resting(t: Tables, found: Any) -> Any:
    """Return those of some customers that are not suspended, dismantled or cut off.

    Facts: finished.

    Shapes: the columns of `found`, is_capacity_unknown and what was looked up beside them.

    Source: TAR-01, precise reading.
    """
    known = t.equipment.filter(t.equipment.run_status.notnull())
    machines = known.group_by("cons_no").agg(running=(known.run_status == RunStatus.RUNNING).sum())
    kinds = (AppType.SUSPENSION, AppType.SUSPENSION_ENDED, AppType.DISMANTLING, AppType.REINSTALLING)
    done = t.fact(finished)
    done = done.filter(done.app_type.isin(kinds))
    last = done.group_by("cons_no").agg(
        **{f"last_{kind}": done.done_date.max(where=done.app_type == kind) for kind in kinds}
    )
    found = found.left_join(machines, "cons_no").drop("cons_no_right")
    found = found.left_join(last, "cons_no").drop("cons_no_right")
    found = found.mutate(is_capacity_unknown=found.run_cap.isnull() & found.running.isnull())
    is_resting = (
        (found.run_cap == 0).fill_null(False)
        | (found.running == 0).fill_null(False)
        | (found.poweroff_flag == PowerOff.CUT_OFF).fill_null(False)
        | _is_in_force(found[f"last_{AppType.DISMANTLING}"], found[f"last_{AppType.REINSTALLING}"])
        | (
            found.is_capacity_unknown
            & _is_in_force(found[f"last_{AppType.SUSPENSION}"], found[f"last_{AppType.SUSPENSION_ENDED}"])
        )
    )
    return found.filter(~is_resting)


def _is_in_force(began: Any, ended: Any) -> Any:
    return began.notnull() & (ended.isnull() | (ended < began))


def used_in_period(t: Tables) -> Any:
    """Return what each customer uses in the period: cons_no, kwh."""
    return bills_of(t, [t.period]).group_by("cons_no").agg(kwh=lambda bills: bills.total_pq.sum())
