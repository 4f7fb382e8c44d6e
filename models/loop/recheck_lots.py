"""What came of 复查 by a sample: how the cases of a lot stand since it was drawn, and what that forbids.

As soon as one of a lot fails, drawn or not, each of the others is re-checked itself: whoever passes one says in words of its
own what was seen of it, wherever the step is made, and no step for many passes any.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import MoveRefused
from models.loop.case import Action, Said
from models.orm import CaseMoveRow, CaseRow, RecheckDrawRow, RecheckLotRow

ENDS = (Action.PASS.value, Action.FAIL.value, Action.VOID.value)
"""The steps that end a case's wait for its re-check."""


class Standing(Enum):
    """What a sample says of its lot; `value` is what a user reads."""

    OPEN = "样本待复查"
    PASSED = "样本合格"
    FAILED = "有不合格,逐件复查"
    SHORT = "抽中的有作废,待补抽"
    NOTHING = "样本已作废"


@dataclass(frozen=True)
class Member:
    """A case of a lot: whether it was drawn, and by which of `ENDS` its wait ended since, None as long as it waits."""

    row: CaseRow
    is_drawn: bool
    end: str | None

    @property
    def waits(self) -> bool:
        """Return whether it has still to be re-checked, or archived on the sample's word."""
        return self.end is None


@dataclass(frozen=True)
class Draw:
    """A sample with its whole lot, by the cases' numbers."""

    row: RecheckDrawRow
    members: tuple[Member, ...]

    @property
    def drawn(self) -> tuple[Member, ...]:
        """Return the cases that were drawn."""
        return tuple(one for one in self.members if one.is_drawn)

    @property
    def rest(self) -> tuple[Member, ...]:
        """Return the cases that were not drawn and still wait."""
        return tuple(one for one in self.members if one.waits and not one.is_drawn)

    @property
    def lacking(self) -> tuple[Member, ...]:
        """Return which have to be drawn in the place of what became void: as many, as far as any wait, by the seed's order."""
        wanting = self.row.size - sum(one.end != Action.VOID.value for one in self.drawn)
        by_number = {one.row.case_no: one for one in self.rest}
        return tuple(
            by_number[number] for number in by_seed(self.row.seed, list(by_number))[: max(wanting, 0)]
        )

    @property
    def standing(self) -> Standing:
        """Return what the sample says: one failed case of the lot, drawn or not, and it says nothing for the others."""
        if any(one.end == Action.FAIL.value for one in self.members):
            return Standing.FAILED
        if self.lacking:
            return Standing.SHORT
        if any(one.waits for one in self.drawn):
            return Standing.OPEN
        is_passed = any(one.end == Action.PASS.value for one in self.drawn)
        return Standing.PASSED if is_passed else Standing.NOTHING


def by_seed(seed: int, numbers: Sequence[str]) -> list[str]:
    """Return cases in the order in which a seed draws them."""
    return sorted(numbers, key=lambda one: sha256(f"{seed}|{one}".encode()).digest())


def failed_among(session: Session, case_ids: Collection[int]) -> dict[int, Draw]:
    """Return which of some cases have to be re-checked each by itself, by their ids, and the sample that failed in their lot."""
    known = (
        select(RecheckLotRow.case_id, RecheckDrawRow)
        .join(RecheckDrawRow, RecheckDrawRow.id == RecheckLotRow.draw_id)
        .where(RecheckLotRow.case_id.in_(case_ids))
    )
    lots: dict[int, tuple[RecheckDrawRow, set[int]]] = {}
    for case_id, drawn in session.execute(known):
        lots.setdefault(drawn.id, (drawn, set()))[1].add(case_id)
    found = {number: (draw_of(session, drawn), ids) for number, (drawn, ids) in sorted(lots.items())}
    return {
        case_id: drawn
        for drawn, ids in found.values()
        if drawn.standing is Standing.FAILED
        for case_id in ids
    }


def require_one_by_one(session: Session, row: CaseRow, said: Said, *, is_for_many: bool = False) -> None:
    """Refuse to pass a case of a lot that has failed ones with others, or in words that were said of another.

    Errors: MoveRefused.
    """
    drawn = failed_among(session, [row.id]).get(row.id)
    if drawn is None:
        return
    why = f"案件 {row.case_no} 同批的抽样复查第 {drawn.row.id} 号有不合格"
    if is_for_many:
        raise MoveRefused(f"{why},不能批量“{Action.PASS.value}”", remedy="请打开案件,逐件复查")
    own = said.comment.strip()
    if not own:
        raise MoveRefused(
            f"{why},须逐件复查,没有写本件的复查情况", remedy="请在说明中写明本件复查时看到的情况"
        )
    if other := _said_of_another(session, drawn, row, own):
        raise MoveRefused(
            f"{why},须逐件复查,说明却与案件 {other} 的一字不差", remedy="请写明本件复查时看到的情况"
        )


def _said_of_another(session: Session, drawn: Draw, row: CaseRow, comment: str) -> str | None:
    """Return the number of another case of a lot that was passed in the same words since it was drawn."""
    wanted = (
        select(CaseRow.case_no)
        .join(CaseMoveRow, CaseMoveRow.case_id == CaseRow.id)
        .where(
            CaseRow.id.in_([one.row.id for one in drawn.members if one.row.id != row.id]),
            CaseMoveRow.seq > drawn.row.last_step,
            CaseMoveRow.action == Action.PASS.value,
            CaseMoveRow.comment == comment,
        )
    )
    return session.scalar(wanted.order_by(CaseMoveRow.seq).limit(1))


def draw_of(session: Session, row: RecheckDrawRow) -> Draw:
    """Return a sample as its cases stand now."""
    lot = (
        select(CaseRow, RecheckLotRow.is_drawn)
        .join(RecheckLotRow, RecheckLotRow.case_id == CaseRow.id)
        .where(RecheckLotRow.draw_id == row.id)
        .order_by(CaseRow.case_no)
    )
    steps = (
        select(CaseMoveRow.case_id, CaseMoveRow.action)
        .join(RecheckLotRow, RecheckLotRow.case_id == CaseMoveRow.case_id)
        .where(
            RecheckLotRow.draw_id == row.id,
            CaseMoveRow.seq > row.last_step,
            CaseMoveRow.action.in_(ENDS),
        )
        .order_by(CaseMoveRow.seq.desc())
    )
    first = {step.case_id: step.action for step in session.execute(steps)}
    members = [Member(case, is_drawn, first.get(case.id)) for case, is_drawn in session.execute(lot)]
    return Draw(row, tuple(members))
