"""The anomaly of every customer of a company, from the bills of the last two years."""

from typing import Any

import numpy as np
import pandas as pd

from analytics.fact import seen_through
from analytics.facts.area_losses import area_losses
from analytics.facts.bills import normal_bills
from analytics.facts.customers import presumed_on_the_books
from analytics.ranking.anomaly import Anomaly, anomaly
from data_loaders.codes.applications import CAPACITY_ADJUSTMENTS, SOLAR, AppType
from models.calendar import add_months, last_day, month_range
from models.lake import Door

MONTHS = 24
FEWEST_MONTHS = 6
# a change that was asked for explains a fall: RANKING.md, point 9
EXPLAINING_APPLICATIONS = (
    *CAPACITY_ADJUSTMENTS,
    AppType.DISMANTLING,
    AppType.REINSTALLING,
    AppType.VOLTAGE_CHANGE,
    AppType.CANCELLATION,
    AppType.CANCELLATION_BATCH,
    *SOLAR,
)
FEWEST_CUSTOMERS = 100


def customer_anomalies(door: Door, period: str) -> pd.DataFrame:
    """Return how anomalous each customer in service is among its peers.

    Shapes: cons_no, org_code, score (0..1, a rank), reasons (list of (feature, z)); empty where bills or
    customers are too few to have peers.
    """
    customers = _customers(door, period)
    if len(customers) < FEWEST_CUSTOMERS:
        return pd.DataFrame({"cons_no": [], "org_code": [], "score": [], "reasons": []})
    kwh = customers[_month_columns(period)].to_numpy(np.float32)
    found = anomaly(
        kwh,
        customers.elec_type_code,
        customers.contract_cap.to_numpy(float),
        volt=customers.volt_code,
        area_loss=area_loss_by_month(door, customers.tg_no, period),
    )
    score = np.where(customers.is_explained, 0.0, found.score)
    return customers[["cons_no", "org_code"]].assign(score=score, reasons=_reasons(found, score))


def _month_columns(period: str) -> list[str]:
    return month_range(add_months(period, 1 - MONTHS), period)


def _customers(door: Door, period: str) -> pd.DataFrame:
    """Return the customers in service that have enough months of bills, one column a month of kWh."""
    months = _month_columns(period)
    bills = normal_bills(door.table("bills", months))
    sums: dict[str, Any] = {
        month: bills.total_pq.sum(where=bills.amt_ym == month).cast("float32") for month in months
    }
    usage = bills.group_by("cons_no").agg(billed=bills.amt_ym.nunique(), **sums)
    people = presumed_on_the_books(seen_through(door, "customers", as_of=last_day(period), period=period))
    people = people.select("cons_no", "org_code", "elec_type_code", "volt_code", "contract_cap", "tg_no")
    people = people.mutate(contract_cap=people.contract_cap.cast("float64")).distinct(
        on="cons_no", keep="first"
    )
    joined = people.join(usage.filter(usage.billed >= FEWEST_MONTHS), "cons_no")
    changes: Any = door.table("applications")
    since = add_months(period, -13)
    changes = changes.filter(changes.app_type.isin(EXPLAINING_APPLICATIONS))
    changes = changes.filter(changes.accept_time.strftime("%Y%m") >= since).select("cons_no").distinct()
    explained = joined.left_join(changes, "cons_no")
    explained = explained.mutate(is_explained=explained.cons_no_right.notnull()).drop("cons_no_right")
    return explained.order_by("cons_no").to_pandas()


def area_loss_by_month(door: Door, areas: pd.Series, period: str) -> np.ndarray | None:
    """Return each customer's monthly area loss in percent, of days on average, customers × months; None without any."""
    months = _month_columns(period)
    losses = area_losses(seen_through(door, "transformer_areas", as_of=last_day(period), period=period))
    known = losses.filter(losses.loss_percent.notnull())
    monthly = known.group_by("tg_no", "month").agg(loss=known.loss_percent.cast("float64").mean()).to_pandas()
    if monthly.empty:
        return None
    wide = monthly.pivot_table(index="tg_no", columns="month", values="loss").reindex(columns=months)
    return wide.reindex(areas).to_numpy(float)


def _reasons(found: Anomaly, score: np.ndarray) -> list[list[tuple[str, float]]]:
    return [reasons if value > 0 else [] for reasons, value in zip(found.reasons(), score, strict=True)]
