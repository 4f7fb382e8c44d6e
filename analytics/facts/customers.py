"""Who is a customer: on the books (在册), of high voltage."""

from datetime import date
from typing import Any

import ibis

from analytics.check import Tables
from analytics.regulation.voltage import kilovolts_expr
from data_loaders.codes.customers import ConsStatus, CustType

SERVED = (ConsStatus.NORMAL, ConsStatus.CHANGING)


def on_the_books(customers: Any, as_of: date) -> Any:
    """Return the customers on the books (在册户), no check points; without status those not cancelled."""
    is_current = ibis.ifelse(
        customers.status_code.isnull(),
        customers.cancel_date.isnull() | (customers.cancel_date > as_of),
        customers.status_code.isin(SERVED),
    )
    return customers.filter(is_current, customers.cons_sort_code.fill_null("") != CustType.CHECK)


def registered(t: Tables) -> Any:
    """Return the customers on the books (在册户, status 0 or 2); all where no status was delivered."""
    customers = t.customers
    return (
        customers.filter(customers.status_code.isin(SERVED)) if t.has("customers.status_code") else customers
    )


def is_high_voltage(customers: Any) -> Any:
    """Return whether a customer is supplied at high voltage: by its class, else by 1 kV or more."""
    return ibis.ifelse(
        customers.cons_sort_code.notnull(),
        customers.cons_sort_code == CustType.HIGH_VOLTAGE,
        kilovolts_expr(customers.volt_code) >= 1,
    )
