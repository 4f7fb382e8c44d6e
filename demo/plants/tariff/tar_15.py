"""TAR-15 单一制/两部制容量区间错配

Customers too small for two parts, or of a size that lets choose who never applied, beside those who did.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, extra, fine, wrong
from demo.changes import applied
from demo.profiles import LV_LARGE, PLANT, SMALL_PLANT
from demo.rewriting import archived_application, at_other_tariff
from demo.stage import Play, Role

TOO_SMALL, NOT_APPLIED = "① 只能单一制", "② 没有申请"
SINGLE_10_KV, SINGLE_LOW = "0403", "0402"
TWO_PARTS: dict[str, Any] = {"pricing_policy": "01", "ba_calc_mode": "1"}


def cases(play: Play) -> Sequence[Case]:
    """Return customers; the amount is what a single price would have cost more in the month under audit."""
    small = partial(wrong, branch=TOO_SMALL, amount=gap(SINGLE_10_KV))
    between = partial(wrong, branch=NOT_APPLIED, amount=gap(SINGLE_10_KV))
    ok = partial(fine, profile=SMALL_PLANT)
    then, stopped = play.ago(months=16), {"second_cap": 400, "stopped_cap": 400}
    return [
        extra(LV_LARGE, {}, crowd=8),
        small("恰100kVA两部制", SMALL_PLANT, of(100)),
        small("50kVA两部制,用量很大", SMALL_PLANT, of(50) | {"base_kwh": 15_000}),
        small("100kVA虽有改类申请", SMALL_PLANT, of(100), applied("215", then)),
        wrong(
            "低压80kVA两部制",
            LV_LARGE,
            of(80) | {"elec_type_code": "403", "trade_code": "3490", "build_date": play.ago(months=111)},
            amount=gap(SINGLE_LOW),
            branch=TOO_SMALL,
        ),
        wrong("20kV没有单一制户,不能重算", SMALL_PLANT, of(100) | {"volt_code": "AC00201"}, branch=TOO_SMALL),
        between("100.01kVA无申请", SMALL_PLANT, of("100.01")),
        between("314.99kVA无申请", SMALL_PLANT, of("314.99")),
        between("200kVA增容尚在途", SMALL_PLANT, of(200), applied("111", play.day(8), status="01")),
        between("200kVA只办过暂停恢复", SMALL_PLANT, of(200), applied("204", then)),
        between("200kVA只办过过户", SMALL_PLANT, of(200), applied("211", then)),
        ok("200kVA减容后选两部制", facts=of(200), change=applied("201", then)),
        between(
            "200kVA申请没有状态,未归档",
            SMALL_PLANT,
            of(200),
            applied("215", then, status=None, archive_date=None),
        ),
        ok("200kVA申请没有状态,已归档", facts=of(200), change=applied("215", then, status=None)),
        ok("200kVA改类时选两部制", facts=of(200), change=applied("215", then)),
        ok("160kVA新装选两部制", facts=of(160), change=newly_connected),
        ok("250kVA增容后选两部制", facts=of(250), change=enlarged(then)),
        ok("100kVA单一制", facts={"contract_cap": 100}),
        ok("变更中用户不判", facts=of(100) | {"status_code": "2"}),
        fine("恰315kVA两部制", PLANT, {"contract_cap": 315}),
        fine("合同600kVA暂停后运行200kVA", PLANT, {"contract_cap": 600} | stopped),
    ]


def of(kva: int | str) -> dict[str, Any]:
    """Return the facts of a customer of two parts with such a capacity."""
    return TWO_PARTS | {"contract_cap": Decimal(kva)}


def newly_connected(role: Role) -> None:
    """Add the application by which the customer was connected, with all its steps."""
    archived_application(role, "104", role.archive["build_date"] - timedelta(days=75))


def enlarged(accept: date) -> Change:
    """Return the change that adds an enlargement with all its steps."""

    def change(role: Role) -> None:
        archived_application(role, "111", accept)

    return change


def gap(prc_code: str) -> Callable[[Role], Decimal]:
    """Return what a single price of the catalogue would have cost more than was charged."""

    return lambda role: at_other_tariff(role.bill(), prc_code) - role.bill()["total_amt"]
