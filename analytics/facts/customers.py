"""Who is a customer: on the books (在册), in service (在运), cancelled, of high voltage (高压)."""

from datetime import date
from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.regulation.voltage import kilovolts_expr
from data_loaders.codes.customers import ConsStatus, CustType, ElecFamily, ImportanceLevel

IMPORTANT = (ImportanceLevel.SPECIAL, ImportanceLevel.FIRST, ImportanceLevel.SECOND)
_ON_THE_BOOKS = (ConsStatus.NORMAL, ConsStatus.CHANGING)


@fact(
    title="在册户",
    grain="一户一行",
    key=("cons_no",),
    reads={"customers": ("cons_no", "status_code?", "cancel_date?", "power_on_date?")},
    columns={},
    extends="customers",
    source="稽查目录 PRO-01 的精确判定(各条同):用户状态 0、2;状态整列空时销户日期空且送电日期非空",
)
def on_the_books(t: Tables) -> Any:
    """Return the customers on the books (在册户): of status 正常 or 变更在途.

    Where no customer has a status, those that are not cancelled by the day and were supplied, as far as days of
    supply were delivered. Check points (考核户) are among them.

    Shapes: the columns of `customers`.
    """
    customers = t.customers
    if t.has("customers.status_code"):
        return customers.filter(customers.status_code.isin(_ON_THE_BOOKS))
    remaining = customers.filter(~is_cancelled(customers, t.as_of))
    return (
        remaining.filter(remaining.power_on_date.notnull()) if t.has("customers.power_on_date") else remaining
    )


@fact(
    title="在册户(状态为空的按销户日期)",
    grain="一户一行",
    key=("cons_no",),
    reads={"customers": ("cons_no", "status_code?", "cancel_date?")},
    columns={},
    extends="customers",
    source="稽查目录 INS-01 等用电检查各条的精确判定:状态为空的以销户日期空为在册",
)
def presumed_on_the_books(t: Tables) -> Any:
    """Return the customers on the books, and those without a status that are not cancelled by the day.

    An inspection asks who is there; the archive checks ask what the file says, and leave the others alone.

    Shapes: the columns of `customers`.
    """
    customers = t.customers
    remains = customers.status_code.isnull() & ~is_cancelled(customers, t.as_of)
    return customers.filter(customers.status_code.isin(_ON_THE_BOOKS).fill_null(False) | remains)


@fact(
    title="在运户",
    grain="一户一行",
    key=("cons_no",),
    reads={"customers": ("cons_no", "status_code")},
    columns={},
    extends="customers",
    source="稽查目录电价类(TAR)的精确判定:用户状态 0",
)
def in_service(t: Tables) -> Any:
    """Return the customers in service (在运户): of status 正常, and no other; without a status nobody is.

    Shapes: the columns of `customers`.
    """
    return t.customers.filter(t.customers.status_code == ConsStatus.NORMAL)


@fact(
    title="销户",
    grain="一户一行",
    key=(),
    reads={"customers?": ("cons_no", "status_code?", "cancel_date?")},
    columns={"cons_no": ("户号", "")},
    source="稽查目录计量类(MET)的精确判定:户已销的计量点不算在用",
    is_kept=True,
)
def cancelled(t: Tables) -> Any:
    """Return the customers that are cancelled by the day.

    Shapes: cons_no.
    """
    return t.customers.filter(is_cancelled(t.customers, t.as_of)).select("cons_no")


def is_cancelled(customers: Any, as_of: date) -> Any:
    """Return whether customers are cancelled (销户): by their status, without one by their day."""
    has_left = (customers.cancel_date <= as_of).fill_null(False)
    return ibis.ifelse(
        customers.status_code.isnull(), has_left, customers.status_code == ConsStatus.CANCELLED
    )


def is_check_point(customers: Any) -> Any:
    """Return whether customers are no customers but check points of the company (考核户)."""
    return (customers.cons_sort_code == CustType.CHECK).fill_null(False)


def is_high_voltage(customers: Any) -> Any:
    """Return whether customers are of the class 高压; one without a class is if it is supplied at 1 kV or more.

    Source: PRO-06 and PRO-07, precise readings.
    """
    return ibis.ifelse(
        customers.cons_sort_code.notnull(),
        customers.cons_sort_code == CustType.HIGH_VOLTAGE,
        kilovolts_expr(customers.volt_code) >= 1,
    )


def customer_class(customers: Any) -> Any:
    """Return the class of customers (用电客户类型); of one without, by its voltage, else by its use.

    Source: PRO-01, precise reading.
    """
    presumed = ibis.cases(
        (is_high_voltage(customers).fill_null(False), CustType.HIGH_VOLTAGE.value),
        (customers.elec_type_code.startswith(ElecFamily.RESIDENTIAL), CustType.RESIDENT.value),
        else_=CustType.LOW_VOLTAGE.value,
    )
    return customers.cons_sort_code.coalesce(presumed)


def is_supplied_at_high_voltage(customers: Any) -> Any:
    """Return whether customers are supplied at 1 kV or more, without a voltage whether they are of that class.

    Rules of price ask for the voltage itself, whatever class the file has.

    Source: PRO-12, precise reading.
    """
    supplied = kilovolts_expr(customers.volt_code) >= 1
    return supplied.coalesce(customers.cons_sort_code == CustType.HIGH_VOLTAGE)


def with_importance(customers: Any, generation: Any) -> Any:
    """Add how important customers are (重要性等级): whatever file says `IMPORTANT` counts, else the archive's word.

    Shapes: the columns of `customers`, level (code).

    Source: INS-07 and INS-11, precise readings.
    """
    known = generation.filter(generation.importance_level.notnull())
    noted = known.group_by("cons_no").agg(noted_level=known.importance_level.min())
    rows = customers.left_join(noted, "cons_no").drop("cons_no_right")
    level = ibis.cases(
        (rows.importance_level.isin(IMPORTANT), rows.importance_level),
        (rows.noted_level.isin(IMPORTANT), rows.noted_level),
        else_=rows.importance_level.coalesce(rows.noted_level),
    )
    return rows.mutate(level=level).drop("noted_level")
