"""追补电量 and 违约使用电费 of cases: what was charged besides the money of 追补 and 退还.

Source: domain/workflow.md, section 6 (追补电量(kWh)/电费(元)/违约使用电费).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from analytics.loop.conditions import IS_CONFIRMED
from models.orm import CaseRow


@dataclass(frozen=True)
class Charged:
    """Energy charged in addition and given back, each positive (Wh), and penalties due and paid (fen)."""

    energy_wh: int = 0
    energy_back_wh: int = 0
    penalty_fen: int = 0
    penalty_recovered_fen: int = 0


NOTHING_CHARGED = Charged()


def charged(session: Session, wanted: Sequence[ColumnElement[bool]]) -> Charged:
    """Return what was charged on the cases that are wanted: what is due of those borne out, what was paid of all.

    What one customer is charged makes up for nothing that another gets back, so the two are added up apart.
    """
    energy = CaseRow.energy_wh
    sums = (
        case((and_(IS_CONFIRMED, energy > 0), energy)),
        case((and_(IS_CONFIRMED, energy < 0), -energy)),
        case((IS_CONFIRMED, CaseRow.penalty_fen)),
        CaseRow.penalty_recovered_fen,
    )
    row = session.execute(select(*(func.sum(one) for one in sums)).where(*wanted)).one()
    return Charged(*(int(one or 0) for one in row))


def of_case(row: CaseRow) -> Charged:
    """Return what was charged on one case."""
    energy = row.energy_wh or 0
    return Charged(max(energy, 0), max(-energy, 0), row.penalty_fen or 0, row.penalty_recovered_fen)


def as_json(one: Charged) -> dict[str, Any]:
    """Return it as JSON: kWh as text to the Wh, yuan as text to the fen."""
    kwh = {"recovered": _exact(one.energy_wh, 1000), "refunded": _exact(one.energy_back_wh, 1000)}
    yuan = {"due": _exact(one.penalty_fen, 100), "recovered": _exact(one.penalty_recovered_fen, 100)}
    return {"energy_kwh": kwh, "penalty_yuan": yuan}


def in_words(one: Charged) -> str:
    """Return what there is of it, as '追补电量 1,000.5 kWh,违约使用电费应收 2.00 元、已收 1.00 元'; "" of nothing."""
    energies = (("追补电量", one.energy_wh), ("退还电量", one.energy_back_wh))
    parts = [f"{name} {Decimal(wh) / 1000:,} kWh" for name, wh in energies if wh]
    due, paid = (Decimal(fen) / 100 for fen in (one.penalty_fen, one.penalty_recovered_fen))
    if due or paid:
        parts.append(f"违约使用电费应收 {due:,.2f} 元、已收 {paid:,.2f} 元")
    return ",".join(parts)


def _exact(number: int, parts: int) -> str:
    return f"{Decimal(number) / parts:.{len(str(parts)) - 1}f}"
