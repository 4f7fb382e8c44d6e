"""What is owed on a case and on which side its money moves: one rule for pages, command line, lists and notices.

Amounts in fen; positive is 少收 (to be recovered from the customer), negative 多收 (to be refunded).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal

from analytics.amounts import OWED
from analytics.rulebook import card_of
from models.loop.case import Result
from models.orm import CaseCheckRow, CaseMoveRow, CaseRow

Side = Literal["recovered_fen", "refunded_fen"]


def reckoned_fen(object_type: str, hits: Iterable[CaseCheckRow]) -> int | None:
    """Return what the checks reckoned to be owed, together; None where none reckons it.

    Money in transit, differences of books and reference values are neither recovered nor refunded; 违约使用电费 that
    is due has amounts of its own; what was collected of it too much is refunded with the rest.
    """
    owed = [
        hit.amount_fen
        for hit in hits
        if hit.amount_fen is not None
        and hit.penalty_fen is None
        and card_of(hit.check_code).amount_kind(object_type) == OWED
    ]
    return sum(owed) if owed else None


def owed_fen(row: CaseRow, hits: Iterable[CaseCheckRow]) -> int | None:
    """Return what is owed on a case: as it was established, before that as the checks reckoned it."""
    return reckoned_fen(row.object_type, hits) if row.established_fen is None else row.established_fen


def side_of(fen: int | None) -> Side:
    """Return the side on which an amount that is owed moves when it is settled."""
    return "refunded_fen" if fen is not None and fen < 0 else "recovered_fen"


def unexplained(row: CaseRow, hits: Iterable[CaseCheckRow], steps: Sequence[CaseMoveRow]) -> dict[int, str]:
    """Return, by a step's number, that it established another amount than the checks reckoned, where it gives no reason.

    The page asks for a reason; lists and the command line, whose form others rely on, cannot. A step that keeps what an
    earlier one established, or finds that nothing was so, differs from nothing.
    """
    reckoned = reckoned_fen(row.object_type, hits)
    found: dict[int, str] = {}
    known = reckoned
    for step in steps:
        fen = step.said.get("established_fen")
        if reckoned is None or fen is None or step.said.get("result") == Result.FALSE.value:
            continue
        if fen not in (known, reckoned) and not step.said.get("amount_reason"):
            found[step.seq] = f"与复算不同(复算 {Decimal(reckoned) / 100:,.2f} 元),没有写理由"
        known = fen
    return found
