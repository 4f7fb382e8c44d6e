"""How many kWh and kvarh a month's readings give, beside what was taken down and billed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analytics.facts.registers import HARDLY_BEGUN, NEARLY_FULL, NOT_READ
from analytics.recalculation.line import TAIL_ENERGY, Line, Part
from analytics.values_in_words import shown
from data_loaders.catalog import labels_of, tables
from data_loaders.codes.metering import MpAttr, MrStatus, ReadType

Row = Mapping[str, Any]
ACTIVE = (
    ReadType.ACTIVE_TOTAL,
    ReadType.ACTIVE_SHARP,
    ReadType.ACTIVE_PEAK,
    ReadType.ACTIVE_FLAT,
    ReadType.ACTIVE_VALLEY,
)
REACTIVE = (ReadType.REACTIVE_TOTAL, ReadType.REVERSE_REACTIVE_TOTAL)
REGISTERS = (*ACTIVE, ReadType.REVERSE_TOTAL, *REACTIVE)
NO_READINGS = "没有本月的抄表示数"
OF_OTHERS = "参与结算的表有一个读不出电量"


@dataclass(frozen=True)
class Register:
    """One register of a meter from one reading to the next; `moved` is its kWh or kvarh, null where unknown."""

    asset_no: str
    mp_no: str | None
    read_type: str
    terms: str
    moved: Decimal | None
    taken: Decimal | None
    why: str = ""

    @property
    def unit(self) -> str:
        """Return the unit of what it counts."""
        return "kvarh" if self.read_type in REACTIVE else "kWh"


def registers(readings: Sequence[Row], digits: Mapping[str, int]) -> list[Register]:
    """Return the registers of a month's readings that were read off (`is_read_off`); `digits` says how many a meter shows before it begins again."""
    found = [
        _register(row, digits) for row in readings if row["read_type"] in REGISTERS and _is_read_off(row)
    ]
    order = {read_type: place for place, read_type in enumerate(REGISTERS)}
    return sorted(found, key=lambda one: (one.asset_no, order[ReadType(one.read_type)], one.terms))


def _is_read_off(row: Row) -> bool:
    return row["mr_status"] in (None, MrStatus.READ) and row["data_src"] not in NOT_READ


def _register(row: Row, digits: Mapping[str, int]) -> Register:
    last, this, factor = row["last_read"], row["this_read"], row["t_factor"]
    own = (row["asset_no"], row["mp_no"], row["read_type"])
    if last is None or this is None:
        return Register(*own, "", None, row["mr_pq"], "缺上次或本次示数")
    if factor is None:
        return Register(*own, "", None, row["mr_pq"], "缺综合倍率")
    terms = f"({shown(this)} − {shown(last)}) × {shown(factor)}"
    moved, why = this - last, ""
    if moved < 0:
        modulus = Decimal(10) ** (digits.get(row["asset_no"]) or len(str(int(abs(last)))))
        if last < modulus * NEARLY_FULL or this > modulus * HARDLY_BEGUN:
            return Register(*own, terms, moved * factor, row["mr_pq"], "示数倒走,不是归零")
        moved += modulus
        terms = f"({shown(this)} + {shown(modulus)} − {shown(last)}) × {shown(factor)}"
        why = "示数归零"
    return Register(*own, terms, moved * factor, row["mr_pq"], why)


def reading_lines(found: Sequence[Register]) -> list[Line]:
    """Return a line for each register."""
    labels = labels_of(tables()["readings"].by_name["read_type"])
    return [
        Line(
            Part.READINGS,
            f"{labels[one.read_type]} 表 {one.asset_no}",
            one.terms,
            one.moved,
            one.taken,
            one.unit,
            one.why,
            TAIL_ENERGY,
        )
        for one in found
    ]


def settled_lines(found: Sequence[Register], points: Sequence[Row], bills: Sequence[Row]) -> list[Line]:
    """Return what the meters that are settled by give together, with the losses of the bill, beside the billed."""
    # what is beneath another customer's meter is settled by itself
    own = {row["mp_no"] for row in points} - {None}
    checked = {row["mp_no"] for row in points if row["mp_attr"] == MpAttr.CHECK or row["parent_mp_no"] in own}
    active = _settled(
        "结算有功电量",
        found,
        (ReadType.ACTIVE_TOTAL,),
        checked,
        bills,
        ("loss_ap", "line_loss_ap"),
        "total_pq",
    )
    reactive = _settled("结算无功电量", found, REACTIVE, checked, bills, ("loss_rp",), "rp_pq")
    return [active] + ([reactive] if reactive.expected is not None or reactive.billed is not None else [])


def _settled(
    name: str,
    found: Sequence[Register],
    read_types: Collection[str],
    checked: Collection[str | None],
    bills: Sequence[Row],
    losses: Sequence[str],
    column: str,
) -> Line:
    counted = [one for one in found if one.read_type in read_types and one.mp_no not in checked]
    lost = [row[loss] for row in bills for loss in losses if row[loss]]
    billed = total(bills, column)
    unit = "kvarh" if column == "rp_pq" else "kWh"
    known = [abs(one.moved) if column == "rp_pq" else one.moved for one in counted if one.moved is not None]
    if not counted or len(known) < len(counted):
        why = NO_READINGS if not counted else OF_OTHERS
        return Line(Part.SETTLED, name, "", None, billed, unit, why, TAIL_ENERGY)
    terms = " + ".join(shown(one) for one in known)
    source = ""
    if lost:
        terms += f" + {shown(sum(lost))}"
        source = "含账单的变损、线损电量"
    return Line(
        Part.SETTLED, name, terms, sum(known) + sum(lost, Decimal(0)), billed, unit, source, TAIL_ENERGY
    )


def total(rows: Sequence[Row], column: str) -> Decimal | None:
    """Return the sum of what rows say; null where none says anything."""
    said = [row[column] for row in rows if row[column] is not None]
    return sum(said, Decimal(0)) if said else None
