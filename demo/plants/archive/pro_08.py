"""PRO-08 合同容量/运行容量/计费容量三者不一致

Bills for another capacity than is running; what follows for TAR-16 is declared with it.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from demo.cases import Case, Change, Side, fine, wrong
from demo.changes import archived, together
from demo.profiles import DEMAND_PLANT, PLANT
from demo.rewriting import archived_application, change_application, charge_capacity, fen, per_kva
from demo.stage import Play, Role, Row
from models.calendar import days_in_month

BILLED_OTHERWISE = "计费容量不符"
SMALL_VOLTAGE = {"volt_code": "AC00061"}  # so few customers that no usual price can be told
FULL = {"contract_cap": 1000}


def cases(play: Play) -> Sequence[Case]:
    """Return bills; the amount is what the right capacity would have cost more since they went wrong."""
    months, five = play.months, play.day(5)
    bad = partial(wrong, branch=BILLED_OTHERWISE)
    half: dict[str, Any] = FULL | {"stopped_cap": 500, "run_cap": 1000}
    fresh = {"contract_cap": 800, "build_date": five, "power_on_date": five}
    grown = together(enlarged_two_months_ago, billed(months[-2:], 800))
    return [
        bad("连续3个月少计200kVA", PLANT, FULL, billed(months[-3:], 800), gap(200, 3), also=[basic("连续3个月少计200kVA")]),
        bad("本月多计200kVA", PLANT, FULL, billed(months[-1:], 1200), gap(-200, 1), also=[basic("本月多计200kVA")]),
        bad("历月都少计100kVA", PLANT, FULL, billed(months, 900), gap(100, len(months)), also=[basic("历月都少计100kVA")]),
        bad("两月前增容办结,其后仍按旧容量计费", PLANT, FULL, grown, gap(200, 2), also=[basic("增容后仍按旧容量计费")]),
        bad("计算方式空而有容量电费,连续2个月少计100kVA", PLANT, {"contract_cap": 800} | SMALL_VOLTAGE, together(billed(months[-2:], 700), archived(ba_calc_mode=None)), gap(100, 2)),
        bad("运行容量空,停用500kVA仍按全容量计费", PLANT, half | SMALL_VOLTAGE, archived(run_cap=None), gap(-500, len(months))),
        fine("恰差1kVA", PLANT, FULL, billed(months[-1:], 999), also=[basic("计费容量恰差1kVA")]),
        fine("差0.5kVA", PLANT, FULL, billed(months[-1:], "999.5"), also=[basic("计费容量差0.5kVA")]),
        fine("本月16日办结暂停,按日折算", PLANT, FULL, stopped_on_the_16th),
        fine("本月送电,按日折算", PLANT, fresh, charged_since_the_5th),
        fine("需量户不适用", DEMAND_PLANT, {"contract_cap": 1250}, lambda role: role.bill().update(bill_cap=Decimal(100))),
    ]  # fmt: skip


def billed(months: Sequence[str], cap: int | str) -> Change:
    """Bill another capacity in some months."""

    def change(role: Role) -> None:
        for ym in months:
            charge_capacity(role.bill(ym), Decimal(cap))

    return change


def gap(kva: int, months: int) -> Callable[[Role], Decimal]:
    """Return what so many kVA cost in so many months."""
    return lambda role: fen(kva * months * per_kva(role.bill()))


def basic(note: str) -> Side:
    """Declare that the basic charge of the month under audit is not what runs."""

    def missing(role: Role) -> Decimal:
        bill: Row = role.bill()
        return fen(role.archive["run_cap"] * per_kva(bill)) - bill["basic_amt"]

    return Side("TAR-16", missing, f"{note},基本电费随之不符")


def enlarged_two_months_ago(role: Role) -> None:
    """Add an enlargement from 800 kVA, billed rightly until then."""
    play = role.play
    archived_application(role, "111", play.day(1, -4), power_date=play.day(1, -2))
    billed([ym for ym in play.months if ym < play.month(-2)], 800)(role)


def stopped_on_the_16th(role: Role) -> None:
    """Suspend the second transformer on the 16th: the month is charged by days, and nothing is wrong."""
    stop = role.play.day(16)
    role.archive["run_cap"] = Decimal(500)
    role.rows["equipment"][1].update(run_status="02", actual_stop_date=stop, change_note="02")
    change_application(role, "203", stop)
    by_days(role, Decimal(500), Decimal(500), 15)


def charged_since_the_5th(role: Role) -> None:
    """Charge a new customer for the days since it was supplied."""
    by_days(role, Decimal(0), Decimal(800), days_in_month(role.play.period) - 4)


def by_days(role: Role, whole: Decimal, part: Decimal, days: int) -> None:
    """Charge one capacity for the whole month and another for some days of it."""
    bill, cap = role.bill(), whole + part * days / days_in_month(role.play.period)
    charge_capacity(bill, cap.quantize(Decimal("0.0001")), fen(cap * per_kva(bill)))
