"""What a hit can be about: how it is called, where its rows lie, and how long a first look at it takes.

Source: RANKING.md, point 5, for the hours.
"""

from dataclasses import dataclass
from typing import Literal

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
    "payment": Subject("收费/解款", 0.5, (("payments", "charge_id"), ("remittances", "cashchk_id"))),
    "account": Subject("账务科目", 1.0),
    "work_order": Subject("95598工单", 0.5, (("work_orders", "wo_no"),)),
    "contract": Subject("合同", 0.5, (("contracts", "contract_no"),)),
    "case": Subject("案件/台区", 1.0, (("violations", "app_no"), ("transformer_areas", "tg_no"))),
    "staff": Subject("人员", 2.0, (("staff", "emp_no"),)),
    "org": Subject("单位", 4.0, (("orgs", "org_code"),)),
}
LABELS: dict[str, str] = {key: subject.label for key, subject in SUBJECTS.items()}
