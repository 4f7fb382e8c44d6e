"""TAR-14 应执行两部制未执行

Customers who owe two parts since June 2023, beside those who may choose.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo import tariffs
from demo.cases import Case, fine, wrong
from demo.changes import applied, archived
from demo.law import TWO_PARTS_SINCE
from demo.profiles import HV_PUMP, MALL, SCHOOL
from demo.rewriting import archived_application, at_other_tariff
from demo.stage import Play, Role

NEW, CHANGED, LARGE = "① 新立户", "② 变更办结", "③ 大工业"
TWO_PARTS_10_KV = "0411"


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is what two parts would have cost more in the month under audit."""
    old: dict[str, Any] = {"contract_cap": 400}
    works = {"contract_cap": 500, "elec_type_code": "100", "trade_code": "3490"}
    taught = {"volt_code": "AC00101", "cons_sort_code": "01"}
    on, before, year = since(0), since(-1), since(274)
    new, large = (partial(wrong, branch=branch) for branch in (NEW, LARGE))
    changed = partial(wrong, profile=MALL, facts=old, amount=gap, branch=CHANGED)
    changing = applied("215", play.day(8), status="01", archive_date=None)
    return [
        new("2023-06-01当日立户,恰315kVA", MALL, on | {"contract_cap": 315}, amount=gap),
        new("其后立户", MALL, year | {"contract_cap": 800}, amount=gap),
        changed("存量户2023-06-01增容办结", change=lambda role: enlarged(role, day(0))),
        changed("存量户其后改类办结", change=applied("215", day(434))),
        changed("存量户并户办结,送电日期空按归档", change=applied("213", day(36), power_date=None)),
        changed("存量户分户办结", change=applied("212", day(617))),
        large("大工业单一制", MALL, works, amount=gap),
        large("运行容量空,无法重算", MALL, works, archived(run_cap=None)),
        fine("2023-05-31立户可选", MALL, before | {"contract_cap": 315}),
        fine("314.99kVA不在范围", MALL, year | {"contract_cap": Decimal("314.99")}),
        fine("2023-05-31增容办结", MALL, old, lambda role: enlarged(role, day(-1))),
        fine("过户不改变计费方式", MALL, old, applied("211", day(339))),
        fine("改类尚在途", MALL, old, changing),
        fine("农业排灌不判", HV_PUMP, year | old),
        fine("教学用电不判", SCHOOL, year | old | taught),
        fine("变更中用户不判", MALL, year | old | {"status_code": "2"}),
    ]


def day(days: int) -> date:
    """Return the day so many days after the rule came into force (negative: before)."""
    return TWO_PARTS_SINCE + timedelta(days=days)


def since(days: int) -> dict[str, Any]:
    """Return the facts of a customer set up so many days after the rule came into force."""
    return {"build_date": day(days)}


def enlarged(role: Role, on: date) -> None:
    """Add an enlargement with all its steps, powered on a day."""
    archived_application(role, "111", day(-92), power_date=on)


def gap(role: Role) -> Decimal:
    """Return what two parts by capacity would have cost more than was charged."""
    bill = role.bill()
    capacity = role.archive["run_cap"] * Decimal(tariffs.BY_CODE[TWO_PARTS_10_KV].kva) / 10_000
    return at_other_tariff(bill, TWO_PARTS_10_KV, capacity) - bill["total_amt"]
