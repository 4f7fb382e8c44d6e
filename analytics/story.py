"""One object's whole story: who it is, its months, what happened to it, what its peers do.

Everything comes through a person's door, so a person reads only what is theirs, masked where it must be.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import floor, log2
from typing import Any, cast

import ibis

from analytics.facts.bills import normal_bills
from analytics.subjects import SUBJECTS, ObjectType
from data_loaders.catalog import labels_of, tables
from models.calendar import add_months, month_range
from models.customer_codes import CODE, code_column, code_of
from models.lake import Door

MONTHS = 24
FEWEST_PEERS = 10
AREAS = "transformer_areas"

# which table's rows belong to the story, under which heading, newest first by which column
RECORDS = (
    ("readings", "抄表示数", "mr_date"),
    ("bills", "电费", "amt_ym"),
    ("receivables", "应收", "rcvbl_ym"),
    ("payments", "收费", "charge_time"),
    ("contracts", "合同", "sign_date"),
    ("equipment", "受电设备", "inst_date"),
    ("metering_points", "计量点", "mp_no"),
    ("meters", "电能表", "inst_date"),
    ("instrument_transformers", "互感器", "inst_date"),
    ("applications", "业扩申请", "accept_time"),
    ("adjustments", "退补", "rs_date"),
    ("reading_corrections", "示数修改", "modify_time"),
    ("business_fees", "业务费", "date"),
    ("inspections", "用电检查", "actual_date"),
    ("violations", "违约窃电", "occur_time"),
    ("work_orders", "95598工单", "accept_time"),
)
# an event on the customer's time line: table, its date, what it says, and the code list column that names it
EVENTS = (
    ("meters", "inst_date", "换表", None),
    ("applications", "power_date", "", "app_type"),
    ("adjustments", "rs_date", "退补", None),
    ("reading_corrections", "modify_time", "改示数", None),
    ("inspections", "actual_date", "用电检查", None),
    ("violations", "occur_time", "", "attr"),
)
CUSTOMER_COLUMN = {"work_orders": "cust_no"}


@dataclass(frozen=True)
class Event:
    """Something that happened to a customer on a day."""

    day: date
    what: str


@dataclass(frozen=True)
class PeerClass:
    """Customers of one 用电类别 and 供电电压 whose capacity lies from a power of two up to the next, in kVA."""

    elec_type_code: str | None
    volt_code: str | None
    from_kva: float


def customer(door: Door, cons_no: str) -> dict[str, Any] | None:
    """Return a customer's master record with codes as labels, or None if the person may not see it."""
    found = _of_customer(door, "customers", cons_no).limit(1).to_pyarrow().to_pylist()
    return labelled("customers", found[0]) if found else None


def months(door: Door, cons_no: str, period: str) -> list[dict[str, Any]]:
    """Return the last two years of a customer, a row a month also where there is no bill.

    Shapes: amt_ym, total_pq (kWh), total_amt (yuan); null without a bill.
    """
    wanted = month_range(add_months(period, 1 - MONTHS), period)
    bills: Any = normal_bills(_of_customer(door, "bills", cons_no, wanted))
    grouped = bills.group_by("amt_ym").agg(total_pq=bills.total_pq.sum(), total_amt=bills.total_amt.sum())
    known = {row["amt_ym"]: row for row in grouped.to_pyarrow().to_pylist()}
    return [known.get(month, {"amt_ym": month, "total_pq": None, "total_amt": None}) for month in wanted]


def peer_class(door: Door, cons_no: str) -> PeerClass | None:
    """Return whom a customer is compared with; None without a capacity."""
    rows = _of_customer(door, "customers", cons_no).limit(1).to_pyarrow().to_pylist()
    capacity = float(rows[0]["contract_cap"] or 0) if rows else 0.0
    if capacity <= 0:
        return None
    own = rows[0]
    return PeerClass(own["elec_type_code"], own["volt_code"], 2.0 ** floor(log2(capacity)))


def peers(door: Door, whose: PeerClass, period: str) -> list[dict[str, Any]]:
    """Return what the middle half of a class used each month for each kVA of its capacity.

    The same for everybody of the class, so it is worked out once for all of them.

    Shapes: amt_ym, low, middle, high (kWh per kVA), peers; empty with fewer than ten peers beside one of them.
    """
    is_coded = door.has_codes(["customers", "bills"])
    number = code_column("cons_no") if is_coded else "cons_no"
    people: Any = door.table("customers", with_codes=is_coded)
    alike = people.filter(
        people.elec_type_code.identical_to(whose.elec_type_code),
        people.volt_code.identical_to(whose.volt_code),
        people.contract_cap >= whose.from_kva,
        people.contract_cap < whose.from_kva * 2,
    ).select(number, "contract_cap")
    wanted = month_range(add_months(period, 1 - MONTHS), period)
    # of everybody's bills only those of the few that are alike
    bills: Any = normal_bills(door.table("bills", wanted, with_codes=is_coded)).semi_join(alike, number)
    used = bills.group_by(number, "amt_ym").agg(kwh=bills.total_pq.sum())
    joined = used.join(alike, number)
    each = joined.mutate(kwh_per_kva=joined.kwh.cast("float64") / joined.contract_cap.cast("float64"))
    band = each.group_by("amt_ym").agg(
        low=each.kwh_per_kva.quantile(0.25),
        middle=each.kwh_per_kva.quantile(0.5),
        high=each.kwh_per_kva.quantile(0.75),
        peers=each.count(),
    )
    return band.filter(band.peers > FEWEST_PEERS).order_by("amt_ym").to_pyarrow().to_pylist()


def events(door: Door, cons_no: str) -> list[Event]:
    """Return what happened to a customer, in order of time."""
    found = []
    for name, day, what, code in EVENTS:
        table = _of_customer(door, name, cons_no)
        rows = (
            table.filter(table[day].notnull()).select(day, *([code] if code else [])).to_pyarrow().to_pylist()
        )
        for row in rows:
            said = (
                labels_of(tables()[name].by_name[code]).get(row[code] or "", row[code] or "")
                if code
                else what
            )
            when = row[day]
            found.append(Event(when.date() if hasattr(when, "date") else when, said))
    return sorted(set(found), key=lambda event: (event.day, event.what))


def records(door: Door, cons_no: str, name: str, *, limit: int = 60) -> list[dict[str, Any]]:
    """Return a customer's newest rows of one of RECORDS' tables, with codes as labels and no empty columns."""
    newest = next(order for table, _, order in RECORDS if table == name)
    table = _of_customer(door, name, cons_no)
    rows = table.order_by(ibis.desc(newest)).limit(limit).to_pyarrow()
    filled = [column for column in rows.column_names if rows.column(column).null_count < len(rows)]
    return [labelled(name, row) for row in rows.select(filled).to_pylist()]


def object_row(door: Door, object_type: str, object_id: str) -> tuple[str, dict[str, Any]] | None:
    """Return the table and row that an object is, if one is."""
    subject = SUBJECTS.get(cast("ObjectType", object_type))
    for name, column in subject.places if subject else ():
        table: Any = door.table(name)
        rows = table.filter(table[column] == object_id).limit(1).to_pyarrow().to_pylist()
        if rows:
            return name, labelled(name, {key: value for key, value in rows[0].items() if value is not None})
    return _area_of_customers(door, object_id) if object_type == "case" else None


def _area_of_customers(door: Door, tg_no: str) -> tuple[str, dict[str, Any]] | None:
    """Return a transformer area that only its customers name."""
    table: Any = door.table("customers")
    own = table.filter(table.tg_no == tg_no)
    named = own.agg(customers=own.count(), org_code=own.org_code.min(), tg_name=own.tg_name.min())
    [row] = named.to_pyarrow().to_pylist()
    if not row.pop("customers"):
        return None
    return AREAS, {"tg_no": tg_no} | {key: value for key, value in row.items() if value is not None}


def labelled(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its codes replaced by their labels."""
    columns = tables()[name].by_name
    return {
        key: labels_of(columns[key]).get(value, value) if isinstance(value, str) else value
        for key, value in row.items()
    }


def _of_customer(door: Door, name: str, cons_no: str, months: Iterable[str] | None = None) -> Any:
    """Return a customer's rows of a table, looked up by the code of its number where there are codes."""
    column = CUSTOMER_COLUMN.get(name, "cons_no")
    code = code_of(cons_no) if door.has_codes([name]) else None
    if code is None:
        table: Any = door.table(name, months)
        return table.filter(table[column] == cons_no)
    table = door.table(name, months, with_codes=True)
    rows = table.filter(table[code_column(column)] == ibis.literal(code, ibis.dtype(CODE)))
    return rows.drop(*tables()[name].codes.values())
