"""Figures over all customers that some amounts need: what the neighbours use, pay and show."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demo.class_prices import ClassPrices
from models.calendar import add_months, first_day

_KEPT = [
    "cons_no",
    "prc_code",
    "elec_type_code",
    "ladder_level",
    "amt_type",
    "total_pq",
    "total_amt",
    "kwh_amt",
    "levy_amt",
    "actual_pf",
    "loss_ap",
]
_OWED = ["org_code", "rcvbl_ym", "penalty_start"]
_NEVER_OWED = pa.array(["04", "05", "11", "12"])
"""Kinds of charge of which nobody is in arrears: prepaid, planned."""
WRITTEN_OFF = "04"


@dataclass
class Figures:
    """The bills of the month under audit, the archive and the work orders of everybody, as they are written."""

    period: str = ""
    bills: list[pa.Table] = field(default_factory=list)
    customers: list[pa.Table] = field(default_factory=list)
    orders: list[pa.Table] = field(default_factory=list)
    owed: dict[tuple[str, str, bool], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """What the customers of each unit owe of each month, what is overdue apart from what is not due yet."""
    points: list[pa.Table] = field(default_factory=list)
    machines: list[pa.Table] = field(default_factory=list)
    by_class: ClassPrices = field(default_factory=ClassPrices)

    def take_in(self, name: str, ym: str, table: pa.Table) -> None:
        """Keep what figures are made of."""
        self.by_class.take_in(name, ym, table)
        if name == "bills" and ym == self.period:
            self.bills.append(table.filter(pc.equal(table["amt_type"], "01")).select(_KEPT))
        elif name == "customers":
            kept = ["cons_no", "elec_type_code", "prc_code", "pricing_policy", "tg_no", "volt_code"]
            self.customers.append(table.select([*kept, "supply_source_type"]))
        elif name == "metering_points":
            said = {"mp_status": "02", "calc_mode": "1", "mp_attr": "01"}  # so is a point that says nothing
            for column, code in said.items():
                table = table.filter(pc.fill_null(pc.equal(table[column], code), True))
            self.points.append(table.select(["cons_no", "meas_mode"]))
        elif name == "equipment":
            is_running = pc.equal(table["run_status"], "01")
            self.machines.append(table.filter(is_running).select(["cons_no", "plate_cap"]))
        elif name == "receivables":
            owing = table.filter(pc.and_(pc.greater(table["owe_amt"], 0), is_collected(table)))
            for row in owing.select([*_OWED, "owe_amt"]).to_pylist():
                due = row["penalty_start"]
                is_overdue = due is None or due <= first_day(add_months(self.period, 1))
                self.owed[row["org_code"], row["rcvbl_ym"], is_overdue] += row["owe_amt"]
        elif name == "work_orders":
            self.orders.append(table.select(["busi_type", "busi_sub_type", "accept_time", "cust_no"]))

    def owed_to(
        self, org_code: str, months: Collection[str] | None = None, *, only_overdue: bool = False
    ) -> Decimal:
        """Return what the customers of a unit owe, of some months or of all, what is not due yet among it or not."""
        return sum(
            (
                yuan
                for (unit, ym, is_overdue), yuan in self.owed.items()
                if unit == org_code and (months is None or ym in months) and (is_overdue or not only_overdue)
            ),
            Decimal(0),
        )

    def normal_bills(self) -> pa.Table:
        """Return the normal bill rows of the month under audit."""
        return pa.concat_tables(self.bills)

    def archive(self) -> pa.Table:
        """Return number, use, tariff and area of every customer."""
        return pa.concat_tables(self.customers)

    def peers(self, elec_type: str, prc_code: str) -> tuple[list[Decimal], Decimal]:
        """Return what the customers of a use and tariff used who used anything, and the price they paid for it."""
        found = self.archive()
        alike = found.filter(
            pc.and_(pc.equal(found["elec_type_code"], elec_type), pc.equal(found["prc_code"], prc_code))
        )
        bills = self.normal_bills()
        bills = bills.filter(pc.is_in(bills["cons_no"], alike["cons_no"].combine_chunks()))
        sums = bills.group_by("cons_no").aggregate(
            [("total_pq", "sum"), ("kwh_amt", "sum"), ("levy_amt", "sum")]
        )
        used = [row for row in sums.to_pylist() if (row["total_pq_sum"] or 0) > 0]
        energy = [row["total_pq_sum"] for row in used]
        money = sum((row["kwh_amt_sum"] or 0) + (row["levy_amt_sum"] or 0) for row in used)
        return energy, Decimal(money) / sum(energy) if energy else Decimal(0)

    def level_price(self, prc_code: str, level: int) -> Decimal:
        """Return what a kWh costs on a ladder level: all money over all energy of that tariff and level."""
        bills = self.normal_bills()
        alike = bills.filter(
            pc.and_(pc.equal(bills["prc_code"], prc_code), pc.equal(bills["ladder_level"], level))
        )
        return pc.sum(alike["total_amt"]).as_py() / pc.sum(alike["total_pq"]).as_py()

    def usual_power_factor(self, elec_type: str) -> Decimal:
        """Return the median power factor of the assessed customers of a use."""
        bills = self.normal_bills()
        alike = bills.filter(
            pc.and_(pc.equal(bills["elec_type_code"], elec_type), pc.is_valid(bills["actual_pf"]))
        )
        middle: Decimal = median(alike["actual_pf"].to_pylist())
        return middle.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def price_of(self, prc_code: str) -> Decimal:
        """Return what a kWh of a price code costs on average, to six decimals."""
        bills = self.normal_bills()
        alike = bills.filter(pc.equal(bills["prc_code"], prc_code))
        price = Decimal(pc.sum(alike["kwh_amt"]).as_py()) / pc.sum(alike["total_pq"]).as_py()
        return price.quantize(Decimal("0.000001"), ROUND_HALF_UP)

    def single_price(self, uses: Sequence[str], volts: Sequence[str]) -> Decimal:
        """Return what a kWh costs with levies, to six decimals, for customers of a single price who used any."""
        files = self.archive()
        for column, codes in (("elec_type_code", uses), ("volt_code", volts), ("pricing_policy", ["02"])):
            files = files.filter(pc.is_in(files[column], pa.array(codes)))
        bills = self.normal_bills()
        bills = bills.filter(pc.is_in(bills["cons_no"], files["cons_no"].combine_chunks()))
        sums = bills.group_by("cons_no").aggregate(
            [(name, "sum") for name in ("total_pq", "kwh_amt", "levy_amt")]
        )
        used = [row for row in sums.to_pylist() if row["total_pq_sum"] > 0]
        money = sum((row["kwh_amt_sum"] + (row["levy_amt_sum"] or 0) for row in used), Decimal(0))
        price = money / sum((row["total_pq_sum"] for row in used), Decimal(0))
        return price.quantize(Decimal("0.000001"), ROUND_HALF_UP)

    def usual_losses(self) -> tuple[Decimal, Decimal]:
        """Return what transformers lose for a kVA and for a metered kWh, by what low-side customers were charged."""
        points = pa.concat_tables(self.points)
        low = points.filter(pc.equal(points["meas_mode"], "2"))["cons_no"].combine_chunks()
        files = self.archive()
        is_own = pc.and_not(
            pc.ends_with(files["volt_code"], "1"),
            pc.fill_null(pc.equal(files["supply_source_type"], "1"), False),
        )
        owners = files.filter(is_own)["cons_no"].combine_chunks()
        machines = pa.concat_tables(self.machines).group_by("cons_no").aggregate([("plate_cap", "sum")])
        bills = self.normal_bills()
        bills = bills.filter(pc.and_(pc.is_in(bills["cons_no"], low), pc.is_in(bills["cons_no"], owners)))
        bills = bills.filter(pc.greater(bills["loss_ap"], 0))
        machines = machines.filter(pc.greater(machines["plate_cap_sum"], 0))
        charged = bills.group_by("cons_no").aggregate([("total_pq", "sum"), ("loss_ap", "sum")])
        rows = charged.join(machines, "cons_no", join_type="inner")
        kva, kwh, lost = (
            rows[name].cast(pa.float64()).to_numpy()
            for name in ("plate_cap_sum", "total_pq_sum", "loss_ap_sum")
        )
        per_kva, per_kwh = np.linalg.lstsq(np.column_stack([kva, kwh - lost]), lost, rcond=None)[0]
        return Decimal(f"{per_kva:.6f}"), Decimal(f"{per_kwh:.6f}")


def is_collected(receivables: pa.Table) -> pa.ChunkedArray:
    """Return whether receivables are still to be collected: of a kind that is, and not written off."""
    is_kind = pc.invert(pc.is_in(receivables["amt_type"], _NEVER_OWED))
    return pc.and_(is_kind, pc.fill_null(pc.not_equal(receivables["settle_flag"], WRITTEN_OFF), True))
