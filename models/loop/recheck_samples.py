"""复查 by a sample: of the cases of a unit and the same checks that wait for their re-check, some are drawn by chance.

What was drawn is re-checked case by case. If all of it passes, the rest of the lot may be archived in one step, whose
comment names the sample; as soon as one of the lot fails, each of the others has to be re-checked itself, none by a step
for many. A drawn case that becomes void says nothing: the next one by the same seed is drawn in its place, or a sample
could be made as small as one likes.

Chance draws, by a seed that is kept: those are drawn whose numbers, each with the seed, have the smallest digests, so
anybody can draw again and see that it was these. Nobody chooses the seed, and nobody draws twice from a case that still
waits, or one could draw until easy ones come. What came of a case is its own steps after the drawing, stored nowhere twice.

Source: the issue's «a sample or all»; domain/workflow.md says nothing of how.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil
from random import SystemRandom

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from models import log
from models.errors import MoveRefused, NotAllowed, NotFound, WrongUsage
from models.home.numbers import next_count
from models.loop.case import Action, Said, State, move_of
from models.loop.case_lists import codes_of, within
from models.loop.cases import in_role_for, move_row
from models.loop.recheck_lots import Draw, Standing, by_seed, draw_of
from models.orm import CaseMoveRow, CaseRow, RecheckDrawRow, RecheckLotRow
from models.people import Person, Role
from models.store import Store

COUNTER = "抽样复查"
SEEDS = 10**9
MOST_NAMED = 10


@dataclass(frozen=True)
class Lot:
    """Cases of one unit and the same checks that wait for their re-check and may be drawn from, by their numbers."""

    unit: str
    check_codes: tuple[str, ...]
    rows: tuple[CaseRow, ...]


def lots(store: Store, person: Person) -> list[Lot]:
    """Return what a person may draw from, two cases at least, by unit and checks.

    A case without a hit is in none, for no other is like it; nor one that failed before, for it is looked at itself; nor
    one that a sample was drawn from before and that waits still.
    """
    with store.read() as session:
        return _lots(session, person)


def draw(
    store: Store,
    person: Person,
    unit: str,
    check_codes: Sequence[str],
    *,
    size: int | None = None,
    share: float | None = None,
    now: datetime | None = None,
) -> int:
    """Draw `size` cases of a lot, or a `share` (of one) of it rounded up, and return the sample's number.

    Every case of the lot says so in its history.
    Errors: NotAllowed; WrongUsage where there is no such lot, or nothing or all of it would be drawn. Then nothing is changed.
    """
    _require_drawer(person)
    now = now or datetime.now()
    with store.write() as session:
        wanted = (unit, tuple(sorted(check_codes)))
        lot = next((one for one in _lots(session, person) if (one.unit, one.check_codes) == wanted), None)
        if lot is None:
            raise WrongUsage("没有可以抽样复查的这批案件", remedy="请刷新页面,按现在待复查的案件抽取")
        whole = len(lot.rows)
        if share is not None and not 0 < share < 1:
            raise WrongUsage(f"抽样比例 {share} 无效", remedy="请填写大于 0、小于 1 的比例,如 0.3")
        number = size if size is not None else ceil(whole * Fraction(str(share or 0)))
        if not 1 <= number < whole:
            raise WrongUsage(
                f"{whole} 件中不能抽 {number} 件", remedy=f"请填写 1 至 {whole - 1} 件;要全部复查的不用抽样"
            )
        seed = SystemRandom().randrange(SEEDS)
        chosen = drawn_by(seed, [row.case_no for row in lot.rows], number)
        draw_id = next_count(session, COUNTER)
        told = f"抽样复查第 {draw_id} 号:同批待复查 {whole} 件,随机抽查 {number} 件(随机种子 {seed})"
        for row in lot.rows:
            own = "本件抽中" if row.case_no in chosen else "本件未抽中,待抽中的复查"
            move_row(session, person, row, Action.NOTE, Said(f"{told},{own}。"), now=now)
        session.flush()
        last_step = session.scalar(select(func.max(CaseMoveRow.seq))) or 0
        session.add(
            RecheckDrawRow(
                id=draw_id,
                unit=unit,
                check_codes=list(lot.check_codes),
                seed=seed,
                size=number,
                last_step=last_step,
                drawn_by=person.signature,
                drawn_at=now,
            )
        )
        session.flush()
        for row in lot.rows:
            session.add(RecheckLotRow(draw_id=draw_id, case_id=row.id, is_drawn=row.case_no in chosen))
        detail = {"unit": unit, "checks": list(lot.check_codes), "of": whole, "cases": number, "seed": seed}
        log.append(session, person.signature, "sample", f"recheck:{draw_id}", detail)
        return draw_id


def drawn_by(seed: int, numbers: Sequence[str], size: int) -> set[str]:
    """Return which cases a seed draws: those whose number behind the seed and a | has the smallest SHA-256."""
    return set(by_seed(seed, numbers)[:size])


def draw_further(store: Store, person: Person, draw_id: int, *, now: datetime | None = None) -> list[str]:
    """Draw as many cases as have become void of a sample, the next ones by its seed, and return their numbers.

    Errors: NotAllowed; NotFound; MoveRefused where nothing lacks. Then nothing is changed.
    """
    _require_drawer(person)
    now = now or datetime.now()
    with store.write() as session:
        one = _known(session, person, draw_id)
        if one.standing is not Standing.SHORT:
            raise MoveRefused(
                f"抽样复查第 {draw_id} 号“{one.standing.value}”,不需要补抽",
                remedy="抽中的有作废、同批还有待复查的,才补抽",
            )
        chosen = [member.row for member in one.lacking]
        for row in chosen:
            told = f"抽样复查第 {draw_id} 号:抽中的有作废,按原随机种子 {one.row.seed} 补抽,本件抽中。"
            move_row(session, person, row, Action.NOTE, Said(told), now=now)
            session.get_one(RecheckLotRow, (draw_id, row.id)).is_drawn = True
        numbers = [row.case_no for row in chosen]
        log.append(session, person.signature, "sample", f"recheck:{draw_id}", {"further": numbers})
        return numbers


def draws(store: Store, person: Person, most: int = 100) -> list[Draw]:
    """Return the last samples of the units that a person may see, the newest first."""
    with store.read() as session:
        own = (RecheckDrawRow.unit.startswith(unit, autoescape=True) for unit in person.units)
        wanted = select(RecheckDrawRow).where(or_(false(), *own)).order_by(RecheckDrawRow.id.desc())
        return [draw_of(session, row) for row in session.scalars(wanted.limit(most)).all()]


def rest_of(store: Store, person: Person, draw_id: int) -> list[CaseRow]:
    """Return what was not drawn and still waits, of a lot whose sample has passed.

    Errors: NotFound; MoveRefused before the sample is re-checked, where one of the lot failed or where nothing is left.
    """
    with store.read() as session:
        return [member.row for member in _passed(session, person, draw_id).rest]


def archive_rest(
    store: Store, person: Person, draw_id: int, *, but: Collection[str] = (), now: datetime | None = None
) -> list[str]:
    """Archive what was not drawn and still waits, on the word of a sample that has passed, and return the numbers.

    `but` are numbers of cases that something speaks against: they are re-checked each by itself.

    Errors: those of `rest_of`; MoveRefused where the person may not archive, or nothing is left to archive. Then nothing is
    changed.
    """
    now = now or datetime.now()
    with store.write() as session:
        one = _passed(session, person, draw_id)
        passed = [member.row.case_no for member in one.drawn if member.end == Action.PASS.value]
        named = "、".join(passed[:MOST_NAMED]) + ("等" if len(passed) > MOST_NAMED else "")
        said = Said(
            f"按抽样复查第 {draw_id} 号的结论归档:同批 {len(one.members)} 件,抽查的 {len(passed)} 件({named})"
            "全部合格,本件未抽中。"
        )
        rows = [member.row for member in one.rest if member.row.case_no not in but]
        if not rows:
            raise MoveRefused(
                f"抽样复查第 {draw_id} 号其余 {len(one.rest)} 件,新导入的数据显示问题仍在,不能凭样本归档",
                remedy="请逐件复查",
            )
        archived = []
        for row in rows:
            if not person.covers(row.handler_unit):
                continue
            move_row(session, person, row, Action.PASS, said, now=now)
            archived.append(row.case_no)
        if not archived:
            raise MoveRefused(
                f"抽样复查第 {draw_id} 号没有您可以归档的案件", remedy="请由管辖该单位的专责办理"
            )
        signed = in_role_for(session, person, move_of(Action.PASS)).signature
        detail = {"action": Action.PASS.value, "cases": archived}
        log.append(session, signed, "case", f"recheck:{draw_id}", detail)
        return archived


def _passed(session: Session, person: Person, draw_id: int) -> Draw:
    """Return a sample that has passed and has cases left that wait.

    Errors: NotFound; MoveRefused.
    """
    one = _known(session, person, draw_id)
    if one.standing is not Standing.PASSED:
        raise MoveRefused(
            f"抽样复查第 {draw_id} 号“{one.standing.value}”,其余案件不能凭样本归档",
            remedy="抽中的全部复查合格后再归档,作废的先补抽;有一件不合格的,其余逐件复查",
        )
    if not one.rest:
        raise MoveRefused(f"抽样复查第 {draw_id} 号没有待归档的案件", remedy="同批案件已全部办结")
    return one


def _require_drawer(person: Person) -> None:
    if person.role not in (Role.LEAD, Role.SUPERVISOR):
        raise NotAllowed(f"{person.role.value}不能抽取复查样本", remedy="请由营销稽查专责或营销主任抽取")


def _known(session: Session, person: Person, draw_id: int) -> Draw:
    """Return a sample of a person's units.

    Errors: NotFound.
    """
    row = session.get(RecheckDrawRow, draw_id)
    if row is None or not person.covers(row.unit):
        raise NotFound(f"没有编号为 {draw_id} 的抽样复查", remedy="请核对编号")
    return draw_of(session, row)


def _lots(session: Session, person: Person) -> list[Lot]:
    waits = (CaseRow.state == State.TO_RECHECK.value, CaseRow.rework == 0)
    wanted = select(CaseRow).where(*waits, within(person))
    rows = session.scalars(wanted.order_by(CaseRow.case_no)).all()
    codes, taken = codes_of(session, rows), _taken(session)
    found: dict[tuple[str, tuple[str, ...]], list[CaseRow]] = defaultdict(list)
    for row in rows:
        if row.id in codes and row.id not in taken:
            found[row.handler_unit or "", codes[row.id]].append(row)
    return [Lot(*key, tuple(own)) for key, own in sorted(found.items()) if len(own) > 1]


def _taken(session: Session) -> set[int]:
    """Return the cases that a sample was drawn from and that wait still."""
    waiting = (
        select(RecheckLotRow.case_id)
        .join(CaseRow, CaseRow.id == RecheckLotRow.case_id)
        .where(CaseRow.state == State.TO_RECHECK.value)
    )
    return set(session.scalars(waiting))
