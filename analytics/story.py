"""One object's whole story: who it is, its months, what happened to it, what its peers do.

Everything comes through a person's door, so a person reads only what is theirs, masked where it must be.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, log2
from typing import Any, cast

import ibis
import pyarrow as pa

from analytics.facts.bills import normal_bills
from analytics.statements import looked_up
from analytics.subjects import SUBJECTS, ObjectType
from data_loaders.catalog import labels_of, tables
from models.calendar import add_months, month_range
from models.data.customer_codes import code_column, code_of
from models.lake import Door

MONTHS = 24
FEWEST_PEERS = 10
MOST_RECORDS = 60  # of one export table
AREAS, LEDGER = "transformer_areas", "ledger_balances"

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


@dataclass(frozen=True)
class Happening:
    """Where events of one kind stand: table and date column, the lane of the time line they are shown in, what they are.

    A column with a code list says more closely what it was; where it is empty, `what` says it.
    """

    table: str
    day: str
    lane: str
    what: str
    code: str | None = None


HAPPENINGS = (
    Happening("meters", "inst_date", "计量", "装表"),
    Happening("meters", "remove_date", "计量", "拆表"),
    Happening("meter_events", "start_time", "计量", "计量异常", "event_type"),
    Happening("equipment", "actual_start_date", "设备", "设备启用"),
    Happening("equipment", "actual_stop_date", "设备", "设备停用"),
    Happening("applications", "power_date", "业扩", "送电", "app_type"),
    Happening("contracts", "sign_date", "合同", "签订合同"),
    Happening("business_fees", "date", "业务费", "业务费", "fee_type"),
    Happening("adjustments", "rs_date", "退补改数", "退补"),
    Happening("reading_corrections", "modify_time", "退补改数", "改示数"),
    Happening("inspections", "actual_date", "检查查处", "用电检查"),
    Happening("violations", "occur_time", "检查查处", "违约窃电", "attr"),
    Happening("work_orders", "accept_time", "工单", "工单", "busi_type"),
)
FOUND = "稽查问题"
LANES = (FOUND, *dict.fromkeys(one.lane for one in HAPPENINGS))
CUSTOMER_COLUMN = {"work_orders": "cust_no"}


@dataclass(frozen=True)
class Event:
    """Something that happened to a customer; `lane` is the part of the time line that it belongs to.

    What is only known to lie in a month stands on its first day.
    """

    day: date
    lane: str
    what: str
    is_of_month: bool = False


@dataclass(frozen=True)
class PeerClass:
    """Customers of one 用电类别 and 供电电压 whose capacity lies from a power of two up to the next, in kVA."""

    elec_type_code: str | None
    volt_code: str | None
    from_kva: float


def customer(door: Door, cons_no: str, columns: tuple[str, ...]) -> dict[str, Any] | None:
    """Return some columns of a customer's master record, or None if the person may not see it."""

    def first(own: Any) -> Any:
        return own.select(*columns).limit(1)

    found = of_customer(door, f"master {columns}", ("customers",), cons_no, first).to_pylist()
    return found[0] if found else None


def months(door: Door, cons_no: str, period: str) -> list[dict[str, Any]]:
    """Return the last two years of a customer, a row a month also where there is no bill.

    Shapes: amt_ym, total_pq (kWh), total_amt (yuan); null without a bill.
    """
    wanted = month_range(add_months(period, 1 - MONTHS), period)

    def by_month(own: Any) -> Any:
        bills: Any = normal_bills(own)
        return bills.group_by("amt_ym").agg(total_pq=bills.total_pq.sum(), total_amt=bills.total_amt.sum())

    found = of_customer(door, "months", ("bills",), cons_no, by_month, wanted).to_pylist()
    known = {row["amt_ym"]: row for row in found}
    return [known.get(month, {"amt_ym": month, "total_pq": None, "total_amt": None}) for month in wanted]


def peer_class(record: Mapping[str, Any]) -> PeerClass | None:
    """Return whom a customer is compared with by its master record; None without a capacity."""
    capacity = float(record["contract_cap"] or 0)
    if capacity <= 0:
        return None
    return PeerClass(record["elec_type_code"], record["volt_code"], 2.0 ** floor(log2(capacity)))


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

    names = tuple(dict.fromkeys(one.table for one in HAPPENINGS))

    def of_all(*owns: Any) -> Any:
        own = dict(zip(names, owns, strict=True))
        dated = [
            own[one.table]
            .filter(own[one.table][one.day].notnull())
            .select(
                place=ibis.literal(place, "int8"),
                day=own[one.table][one.day].cast("date"),
                code=own[one.table][one.code] if one.code else ibis.null("string"),
            )
            for place, one in enumerate(HAPPENINGS)
        ]
        return ibis.union(*dated)

    found = set()
    for row in of_customer(door, "events", names, cons_no, of_all).to_pylist():
        one = HAPPENINGS[row["place"]]
        labels = labels_of(tables()[one.table].by_name[one.code]) if one.code else {}
        found.add(Event(row["day"], one.lane, labels.get(row["code"], row["code"]) or one.what))
    return sorted(found, key=lambda event: (event.day, LANES.index(event.lane), event.what))


def records(
    door: Door, cons_no: str, name: str, *, columns: tuple[str, ...] = (), limit: int = MOST_RECORDS
) -> list[dict[str, Any]]:
    """Return a customer's newest rows of one of RECORDS' tables, with codes as labels and no empty columns.

    With `columns` only those.
    """
    newest = next(order for table, _, order in RECORDS if table == name)

    def first(own: Any) -> Any:
        ordered = own.order_by(ibis.desc(newest)).limit(limit)
        return ordered.select(*columns) if columns else ordered

    rows = of_customer(door, f"newest {limit} {columns}", (name,), cons_no, first)
    filled = [column for column in rows.column_names if rows.column(column).null_count < len(rows)]
    return [labelled(name, row) for row in rows.select(filled).to_pylist()]


def object_row(
    door: Door, object_type: str, object_id: str, cons_no: str = ""
) -> tuple[str, dict[str, Any]] | None:
    """Return the table and row that an object is, if one is.

    What belongs to a customer is looked for among that one's rows first, what belongs to none among what has none.
    """
    if object_type == "account":
        return _account(door, object_id)
    subject = SUBJECTS.get(cast("ObjectType", object_type))
    places = list(subject.places if subject else ())
    own = [place for place in places if cons_no and _has_customers(place)]
    everybodys = places if cons_no else sorted(places, key=_has_customers)
    for number, (name, column) in enumerate([*own, *everybodys]):
        month = tables()[name].month_column

        def called(rows: Any, *, object_id: Any, column: str = column, month: str = month) -> Any:
            own = rows.filter(rows[column] == object_id)
            return (own.order_by(ibis.desc(month)) if month else own).limit(1)

        if number < len(own):
            found = of_customer(door, f"own by {column}", (name,), cons_no, called, object_id=object_id)
        else:
            found = looked_up(door, f"by {column}", called, door.table(name), object_id=object_id)
        for row in found.to_pylist():
            return name, labelled(name, {key: value for key, value in row.items() if value is not None})
    return _area_of_customers(door, object_id) if object_type == "case" else None


def ledger_rows(door: Door, account: str) -> list[dict[str, Any]]:
    """Return what the books say of an account and a month (unit|account|month), or of all of a unit's (unit|month).

    Shapes: the columns of `ledger_balances` that have values, codes as labels, by account and book.
    """
    unit, *subject, month = account.split("|")
    wanted = {"unit": unit, "month": month} | ({"code": subject[0]} if subject else {})

    def kept(books: Any, *, unit: Any, month: Any, code: Any = None) -> Any:
        rows = books.filter(books.org_code.fill_null("") == unit, books.period == month)
        rows = rows if code is None else rows.filter(rows.acct_code == code)
        return rows.order_by("acct_code", "ledger_level")

    found = looked_up(door, "books of an account", kept, door.table(LEDGER), **wanted)
    filled = [name for name in found.column_names if found[name].null_count < len(found)]
    return [labelled(LEDGER, row) for row in found.select(filled).to_pylist()]


def _account(door: Door, account: str) -> tuple[str, dict[str, Any]] | None:
    """Return what is the same in all rows of an account: its unit and month, and its code and name if it is one."""
    rows = ledger_rows(door, account)
    same = ("org_code", "period", *(("acct_code", "acct_name") if account.count("|") == 2 else ()))
    return (LEDGER, {name: rows[0][name] for name in same if name in rows[0]}) if rows else None


def _has_customers(place: tuple[str, str]) -> bool:
    name, _ = place
    return CUSTOMER_COLUMN.get(name, "cons_no") in tables()[name].by_name


def _area_of_customers(door: Door, tg_no: str) -> tuple[str, dict[str, Any]] | None:
    """Return a transformer area that only its customers name."""

    def named(table: Any, number: Any) -> Any:
        own = table.filter(table.tg_no == number)
        return own.agg(customers=own.count(), org_code=own.org_code.min(), tg_name=own.tg_name.min())

    [row] = looked_up(door, "area", named, door.table("customers"), number=tg_no).to_pylist()
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


def of_customer(
    door: Door,
    key: str,
    names: tuple[str, ...],
    cons_no: str,
    state: Callable[..., Any],
    months: Iterable[str] | None = None,
    **more: str,
) -> pa.Table:
    """Return what `state` makes of a customer's rows of some tables; they are found by the code of its number, if any.

    `more` is what is sought beside them.
    """
    code = code_of(cons_no)
    has_codes = {name: code is not None and door.has_codes([name]) for name in names}

    def own_rows(*stored: Any, number: Any, code: Any = None, **more: Any) -> Any:
        rows = []
        for name, table in zip(names, stored, strict=True):
            column = CUSTOMER_COLUMN.get(name, "cons_no")
            if has_codes[name]:
                of_code = table.filter(table[code_column(column)] == code)
                rows.append(of_code.drop(*tables()[name].codes.values()))
            else:
                rows.append(table.filter(table[column] == number))
        return state(*rows, **more)

    stored = [door.table(name, months, with_codes=coded) for name, coded in has_codes.items()]
    number: dict[str, str | Decimal] = {"number": cons_no} | ({} if code is None else {"code": code})
    return looked_up(door, f"{key} {has_codes}", own_rows, *stored, **number, **more)
