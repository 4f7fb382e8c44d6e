"""What a hit can be about: how it is called, where its rows lie, and how long a first look at it takes.

Source: RANKING.md, point 5, for the hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import ibis

from models.calendar import month_in_words

ObjectType = Literal[
    "customer",
    "metering_point",
    "asset",
    "application",
    "payment",
    "account",
    "work_order",
    "contract",
    "case",
    "staff",
    "org",
]


@dataclass(frozen=True)
class Subject:
    """One object type: its Chinese label, hours of inspection, and each table with the column of its number.

    An object's page shows the row of the first of its tables that knows the number; one without tables shows
    what its hits say.
    """

    label: str
    hours: float
    places: tuple[tuple[str, str], ...] = ()


SUBJECTS: dict[ObjectType, Subject] = {
    "customer": Subject("用户", 2.0, (("customers", "cons_no"),)),
    "metering_point": Subject("计量点", 2.5, (("metering_points", "mp_no"),)),
    "asset": Subject("计量资产", 2.0, (("meters", "asset_no"), ("instrument_transformers", "it_asset_no"))),
    "application": Subject("业扩申请", 1.0, (("applications", "app_no"), ("adjustments", "app_no"))),
    "payment": Subject(
        "收费/解款",
        0.5,
        (("payments", "charge_id"), ("remittances", "cashchk_id"), ("bank_credits", "bank_ref")),
    ),
    "account": Subject("账务科目", 1.0),
    "work_order": Subject("95598工单", 0.5, (("work_orders", "wo_no"),)),
    "contract": Subject("合同", 0.5, (("contracts", "contract_no"),)),
    "case": Subject(
        "案件", 1.0, (("violations", "app_no"), ("transformer_areas", "tg_no"), ("outages", "outage_id"))
    ),
    "staff": Subject("人员", 2.0, (("staff", "emp_no"),)),
    "org": Subject("单位", 4.0, (("orgs", "org_code"),)),
}
# kinds of their own for readers; results say "case", for their types are a contract
AREA, OUTAGE = "area", "outage"
CASES = {AREA: ("SVC-05", "SVC-06"), OUTAGE: ("SVC-11",)}
"""The checks that find such a kind under "case"; what the others find is a case (案件)."""
LABELS: dict[str, str] = {key: subject.label for key, subject in SUBJECTS.items()} | {
    AREA: "台区",
    OUTAGE: "停电",
}


def kind_of(object_type: str, codes: str) -> str:
    """Return what a reader takes an object for, by the checks that found it: its type, or a kind of case."""
    found = (kind for kind, finders in CASES.items() if any(code in codes for code in finders))
    return next(found, object_type) if object_type == "case" else object_type


def kinds_of(objects: Any) -> Any:
    """Return the same as `kind_of` of an expression with `object_type` and `check_codes`."""
    codes = objects.check_codes.fill_null("")
    is_case = objects.object_type == "case"
    return ibis.cases(
        *(
            (is_case & ibis.or_(*(codes.contains(code) for code in finders)), kind)
            for kind, finders in CASES.items()
        ),
        else_=objects.object_type,
    )


def number_in_words(object_type: str, number: str, units: Mapping[str, str]) -> str:
    """Return an object's number as a person reads it: a unit's behind its name, an account's in words.

    An account is told by its unit's name, its subject and its month; unit and month alone mean all accounts together.

    Units: `units` are names by org_code.
    """
    if object_type == "org" and number in units:
        return f"{units[number]} {number}"
    unit, *rest = number.split("|")
    if object_type != "account" or len(rest) not in (1, 2):
        return number
    *account, month = rest
    which = f"{account[0]} 科目" if account else "全部科目"
    return f"{units.get(unit) or unit or '未归属'} {which} {month_in_words(month)}".strip()
