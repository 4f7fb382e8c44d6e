"""What plants do to bills and archives: one wrong figure, and everything that follows from it made right.

All money here is Decimal, rounded half up to the fen, from the prices of the catalogue and the regulation.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from demo import tariffs
from demo.business import STEPS, application, customer_class, steps
from demo.class_prices import SIX, group_of
from demo.law import LIGHT_LOAD_PER_MILLE
from demo.power_factor import rate_of
from demo.stage import Role, Row

FEN = Decimal("0.01")
OFF_SEASON = (10, 11, 12, 1, 2, 3)
"""Months in which no field is watered."""
COMMERCE = ("401", "402", "403", "404", "405")
STD_CODES = {Decimal("0.80"): "1", Decimal("0.85"): "2", Decimal("0.90"): "3"}


def fen(amount: Decimal) -> Decimal:
    """Return an amount rounded half up to the fen."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def per_kva(bill: Row) -> Decimal:
    """Return the catalogue's price of a kVA for a bill's tariff, yuan a month."""
    return Decimal(tariffs.BY_CODE[bill["prc_code"]].kva) / 10_000


def per_kw(bill: Row) -> Decimal:
    """Return the catalogue's price of a kW for a bill's tariff, yuan a month."""
    return Decimal(tariffs.BY_CODE[bill["prc_code"]].kw) / 10_000


def at_other_tariff(bill: Row, prc_code: str, basic_yuan: Decimal | int = 0) -> Decimal:
    """Return what a bill would have been at the catalogue's prices of another tariff and another basic charge."""
    prices = tariffs.prices(int(bill["amt_ym"][4:]))[tariffs.PLACE[prc_code]]
    costs = (
        bill[f"{name}_pq"] * int(price) / 10_000 for name, price in zip(tariffs.PERIODS, prices, strict=True)
    )
    charged = sum(costs, Decimal(0)) + basic_yuan
    return fen(charged * (1 + (bill["pf_adj_factor"] or 0)) + bill["levy_amt"])


def settle(bill: Row) -> None:
    """Work out a bill again from its energy charge, basic charge, power factor and levy."""
    basic = bill["basic_amt"] or Decimal(0)
    if bill["pf_std"]:
        bill["pf_adj_base"] = bill["kwh_amt"] + basic
        bill["pf_amt"] = fen(bill["pf_adj_base"] * (bill["pf_adj_factor"] or Decimal(0)))
    total(bill)


def total(bill: Row) -> None:
    """Add a bill up."""
    parts = ("kwh_amt", "basic_amt", "pf_amt", "levy_amt")
    bill["total_amt"] = sum((bill[part] or Decimal(0) for part in parts), Decimal(0))


def charge_capacity(bill: Row, bill_cap: Decimal | None, cap_amt: Decimal | None = None) -> None:
    """Charge a capacity, at the catalogue's price unless the charge is given."""
    if cap_amt is None and bill_cap is not None:
        cap_amt = fen(bill_cap * per_kva(bill))
    bill |= {"bill_cap": bill_cap, "cap_amt": cap_amt, "basic_amt": cap_amt}
    settle(bill)


def charge_demand(bill: Row, dmd_amt: Decimal | None, bill_dmd: Decimal | None = None) -> None:
    """Charge an amount for demand, and another demand if it is given."""
    bill |= {"dmd_amt": dmd_amt, "basic_amt": dmd_amt}
    if bill_dmd is not None:
        bill["bill_dmd"] = bill_dmd
    settle(bill)


def last_bills(role: Role) -> list[Row]:
    """Return a customer's main bill rows of the last twelve months."""
    return [
        row
        for ym in role.play.months[-12:]
        for row in role.bills(ym)
        if row["amt_type"] == "01" and row["prc_code"] != "0103"
    ]


def shortfall_of_standard(role: Role, expected: str) -> Decimal:
    """Return what a wrong power factor standard has cost the company in the last twelve months."""
    lost = Decimal(0)
    for bill in last_bills(role):
        current = STD_CODES.get(bill["pf_std"], "0")
        if current == expected:
            continue
        if expected == "0":
            lost -= bill["pf_amt"] or Decimal(0)
            continue
        base = bill["pf_adj_base"] or bill["kwh_amt"] + (bill["basic_amt"] or 0)
        lost += fen(base * rate_of(expected, bill["actual_pf"])) - fen(
            base * rate_of(current, bill["actual_pf"])
        )
    return lost


def class_gap(role: Role, price_class: str) -> Decimal:
    """Return what twelve months would have cost more at the price that customers of another class like it pay."""
    group, prices = group_of(role.archive, price_class), role.play.figures.by_class
    gaps = (
        bill["total_pq"] * prices.price(bill["amt_ym"], group) - bill["kwh_amt"] - (bill["levy_amt"] or 0)
        for ym in role.play.months[-12:]
        for bill in role.bills(ym)
        if bill["amt_type"] == "01"
    )
    return fen(sum(gaps, Decimal(0)))


def off_season_gap(role: Role) -> Decimal:
    """Return what a farm's energy of the months off season would have cost more in commerce of the same voltage."""
    bills = [bill for bill in last_bills(role) if bill["total_pq"]]
    energy = sum((bill["total_pq"] for bill in bills), Decimal(0))
    off = sum((bill["total_pq"] for bill in bills if int(bill["amt_ym"][4:]) in OFF_SEASON), Decimal(0))
    paid = sum((bill["kwh_amt"] + (bill["levy_amt"] or 0) for bill in bills), Decimal(0))
    own = (paid / energy).quantize(SIX, ROUND_HALF_UP)
    return fen(off * (role.play.figures.single_price(COMMERCE, [role.archive["volt_code"]]) - own))


def energy_money(role: Role, since: str = "000000", until: str = "999999") -> Decimal:
    """Return what a customer was charged for energy: without basic charge and power factor adjustment."""
    return sum(
        (
            bill["total_amt"] - (bill["basic_amt"] or 0) - (bill["pf_amt"] or 0)
            for bill in role.rows["bills"]
            if bill["amt_type"] == "01" and since <= bill["amt_ym"] <= until
        ),
        Decimal(0),
    )


def light_load(role: Role) -> Decimal:
    """Return what a transformer far too large is taken to leave uncounted in a year."""
    return fen(energy_money(role, role.play.month(-11)) * LIGHT_LOAD_PER_MILLE / 1000)


def phases_uncounted(role: Role, billed: int, ratios: Sequence[int], since: str = "000000") -> Decimal:
    """Return what phases of such ratios, loaded alike, left uncounted where all were billed by one ratio."""
    seen = sum((Decimal(billed) / ratio for ratio in ratios), Decimal(0))
    return fen(energy_money(role, since) * (len(ratios) / seen - 1))


def rise_of(role: Role) -> Decimal:
    """Return what the difference to the usual use of the month under audit is worth: |x − ref| × own price.

    The usual use is the middle one of the same month last year and the three before.
    """
    usual = [_used(role, ym) for n in (-12, -3, -2, -1) if role.bills(ym := role.play.month(n))]
    now = _used(role, role.play.period)
    priced = role.bills(role.play.month(0 if now else -1))
    money = sum((bill["kwh_amt"] for bill in priced), Decimal(0))
    energy = sum((bill["total_pq"] for bill in priced), Decimal(0))
    return fen(abs(now - median(usual)) * money / energy)


def _used(role: Role, ym: str) -> Decimal:
    return sum((bill["total_pq"] for bill in role.bills(ym)), Decimal(0))


def lost_in_transformer(role: Role) -> Decimal:
    """Return what the losses of the month's energy would have cost a customer who was not charged any."""
    (bill,) = role.bills(role.play.period)
    running = [row["plate_cap"] for row in role.rows["equipment"] if row["run_status"] == "01"]
    per_kva, per_kwh = role.play.figures.usual_losses()
    lost = sum(running, Decimal(0)) * per_kva + bill["total_pq"] * per_kwh
    money = bill["kwh_amt"] + (bill["levy_amt"] or 0)
    return fen(lost.quantize(Decimal(1), ROUND_HALF_UP) * money / bill["total_pq"])


def charged_losses(role: Role) -> Decimal:
    """Return what was charged for losses, to be paid back."""
    bill = role.bill()
    money = bill["kwh_amt"] + (bill["levy_amt"] or 0)
    return -fen(bill["loss_ap"] * money / bill["total_pq"])


def read_reactive(role: Role, bill: Row) -> None:
    """Add the reading of reactive energy that a bill is based on."""
    total = role.reading(bill["amt_ym"])
    moved = (bill["rp_pq"] / total["t_factor"]).quantize(Decimal("0.0001"))
    last = Decimal(1234)
    role.rows["readings"].append(
        total | {"read_type": "21", "last_read": last, "this_read": last + moved, "mr_pq": bill["rp_pq"]}
    )


def archived_application(role: Role, app_type: str, accept: date, **other: Any) -> Row:
    """Add an archived application with all its steps in time, and return it."""
    return _application(role, app_type, accept, None, **other)


def open_application(role: Role, app_type: str, accept: date, last_step: str, **other: Any) -> Row:
    """Add an application that has come as far as a step and no further, and return it."""
    return _application(role, app_type, accept, last_step, **other)


def _application(role: Role, app_type: str, accept: date, last_step: str | None, **other: Any) -> Row:
    number = role.play.number(17, "1")
    plan = STEPS[customer_class(role.archive)]
    if last_step:
        plan = plan[: [step_no for step_no, _, _ in plan].index(last_step) + 1]
    done = steps(number, accept, plan, role.clerk().emp_no)
    by_no = {row["step_no"]: row["end_time"] for row in done}
    closing = {} if last_step else {"power_date": by_no["A18"].date(), "archive_date": by_no["A22"].date()}
    status = {"status": "01"} if last_step else {}
    row = application(
        role.archive, number, app_type, datetime.combine(accept, time(8, 40)), **closing, **status
    )
    row |= other
    role.rows["applications"].append(row)
    role.rows["application_steps"] += done
    return row


def change_application(role: Role, app_type: str, on: date, **other: Any) -> Row:
    """Add an archived change (暂停, 减容, 暂拆 …) that took effect on a day, and return it."""
    number = role.play.number(17, "2")
    accept = datetime.combine(on, time(9, 20))
    row = application(role.archive, number, app_type, accept, power_date=on, archive_date=on)
    row |= other
    role.rows["applications"].append(row)
    return row
