"""抽检 of the auditors' own work: which archived cases are drawn, by what they are judged, and what is said of each.

When a month is over its archived cases are drawn once, check by check: of a check with many cases a share, of the others
all. Chance draws, so that nobody knows before whose work is looked at. What was written is held against the phrases that
a check's narrative must have; somebody else judges than who worked on the case. The word itself is a step of the case
(`models.loop.case`), so that it stands in its history and comes the same way from the screen and the command line.

Source: domain/workflow.md, section 2: over 50 tickets of a theme 50 %, smaller ones fully.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from fractions import Fraction
from math import ceil
from random import SystemRandom

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import log, register
from models.calendar import add_months, first_day, month_in_words
from models.company.settings import Group, latest, save_group
from models.errors import MoveRefused, NotAllowed, WrongUsage
from models.loop import checkers
from models.loop.case import Action, SampleFault, State
from models.orm import CaseCheckRow, CaseMoveRow, CaseRow, SampleRow, VerdictRow
from models.people import Permission, Person, as_one, names_of
from models.rounding import share_as_set
from models.store import Store

NARRATIVES = "narratives"
EVERY_CHECK = ""
LONGEST_PHRASE, MOST_PHRASES = 30, 20
ALTERNATIVES = "/"
WORK = frozenset(
    one.value
    for one in (
        Action.SUBMIT,
        Action.SEND_BACK,
        Action.UPHOLD,
        Action.CLEAR,
        Action.BEGIN,
        Action.FINISH,
        Action.PASS,
        Action.FAIL,
    )
)
"""The steps that make a case somebody's own work: it was checked, decided, put right or re-checked by them."""


@dataclass(frozen=True)
class SampleSettings:
    """How many are drawn: all of a check with up to `whole_up_to` archived cases, of others `share` (of one)."""

    whole_up_to: int = 50
    share: float = 0.5


# ---- what is asked for -----------------------------------------------------------------------------------------------


def _require(settings: SampleSettings) -> None:
    if not 0 < settings.share <= 1:
        raise WrongUsage(
            f"抽检比例 {share_as_set(settings.share)} 无效", remedy="请填写大于 0、不超过 100 的百分数"
        )
    if settings.whole_up_to < 1:
        raise WrongUsage(f"全部抽检的件数 {settings.whole_up_to} 无效", remedy="请填写不小于 1 的整数")


SAMPLES = Group("samples", "抽检设置", SampleSettings, _require)


def narratives(store: Store) -> dict[str, tuple[str, ...]]:
    """Return the phrases that what is written of a check's cases must have, by code; EVERY_CHECK: of every case."""
    row = latest(store, NARRATIVES)
    return {code: tuple(phrases) for code, phrases in row.content.items()} if row else {}


def save_narrative(store: Store, person: Person, check_code: str, phrases: Sequence[str]) -> None:
    """Keep the phrases of a check (EVERY_CHECK: of all); without any it has none of its own.

    Errors: NotAllowed without the permission or for a person of some units only; WrongUsage for a phrase too long.
    """
    wanted = list(dict.fromkeys(one.strip() for one in phrases if one.strip(f"{ALTERNATIVES} \t")))
    if long := [one for one in wanted if len(one) > LONGEST_PHRASE]:
        raise WrongUsage(f"“{long[0][:LONGEST_PHRASE]}…”太长", remedy=f"每行不超过 {LONGEST_PHRASE} 个字")
    if len(wanted) > MOST_PHRASES:
        raise WrongUsage(f"共 {len(wanted)} 个要点,超过 {MOST_PHRASES} 个", remedy="请减少后再保存")
    kept = {code: list(own) for code, own in narratives(store).items() if code != check_code}
    save_group(store, NARRATIVES, kept | ({check_code: wanted} if wanted else {}), person, "叙述模板")


def asked_of(known: Mapping[str, Sequence[str]], check_codes: Sequence[str]) -> list[str]:
    """Return the phrases that what is written of a case of these checks must have."""
    return list(
        dict.fromkeys(phrase for code in (EVERY_CHECK, *check_codes) for phrase in known.get(code, ()))
    )


def lacking(phrases: Sequence[str], text: str) -> list[str]:
    """Return the phrases that a text has in none of their alternatives (divided by /), whatever the width and spaces."""
    plain = _plain(text)
    return [
        phrase
        for phrase in phrases
        if not any(_plain(one) in plain for one in phrase.split(ALTERNATIVES) if one.strip())
    ]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


# ---- who is drawn ----------------------------------------------------------------------------------------------------


def draw(store: Store, person: Person, month: str, *, today: date | None = None) -> int:
    """Draw a month's archived cases, and return how many were; a month that is drawn already stays as it is.

    Errors: NotAllowed without the permission or for a person of some units only; WrongUsage for a month not over.
    """
    if not person.may(Permission.SELECT) or not person.sees_everything:
        raise NotAllowed(f"{person.role.value}不能抽取全公司的抽检样本", remedy="请联系营销稽查专责")
    if first_day(add_months(month, 1)) > (today or date.today()):
        raise WrongUsage(f"{month_in_words(month)}还没有结束,不能抽取", remedy="请在次月抽取")
    with store.write() as session:
        if is_drawn_in(session, month):
            return 0
        of_check = _archived(session, month)
        settings = SAMPLES.of_session(session)
        drawn = sorted({number for numbers in of_check.values() for number in _lot(numbers, settings)})
        now = datetime.now()
        for number in drawn:
            session.add(SampleRow(case_id=number, month=month, drawn_by=person.signature, drawn_at=now))
        archived = len({number for numbers in of_check.values() for number in numbers})
        detail = {"cases": len(drawn), "of": archived, **asdict(settings)}
        log.append(session, person.signature, "sample", f"samples:{month}", detail)
        return len(drawn)


def is_drawn_in(session: Session, month: str) -> bool:
    """Return whether a month's cases were drawn."""
    return session.scalar(select(SampleRow.id).where(SampleRow.month == month).limit(1)) is not None


def archived_in(month: str) -> tuple[datetime, datetime]:
    """Return from when to when a case was closed that belongs to a month; the end is not included."""
    return (
        datetime.combine(first_day(month), time.min),
        datetime.combine(first_day(add_months(month, 1)), time.min),
    )


def _archived(session: Session, month: str) -> dict[str, list[int]]:
    """Return the cases archived in a month by check; those without one (the control found nothing) are one group."""
    first, end = archived_in(month)
    wanted = (
        select(CaseRow.id, CaseCheckRow.check_code)
        .outerjoin(CaseCheckRow, CaseCheckRow.case_id == CaseRow.id)
        .where(
            CaseRow.state == State.ARCHIVED.value,
            CaseRow.closed_at >= first,
            CaseRow.closed_at < end,
            CaseRow.id.not_in(select(SampleRow.case_id)),
        )
        .distinct()
        .order_by(CaseRow.id)
    )
    found: dict[str, list[int]] = defaultdict(list)
    for number, code in session.execute(wanted):
        found[code or EVERY_CHECK].append(number)
    return found


def _lot(numbers: Sequence[int], settings: SampleSettings) -> Sequence[int]:
    if len(numbers) <= settings.whole_up_to:
        return numbers
    return SystemRandom().sample(numbers, ceil(len(numbers) * Fraction(str(settings.share))))


# ---- who judges what -------------------------------------------------------------------------------------------------


def waits_for(session: Session, row: CaseRow, person: Person) -> bool:
    """Return whether an archived case was drawn, nobody has judged it, and it is not the person's own work."""
    sample = _sample(session, row)
    return sample is not None and sample.judged_at is None and not _is_own(session, row, person)


def judge(session: Session, row: CaseRow, person: Person, fault: SampleFault | None, now: datetime) -> None:
    """Keep what is said of a drawn case; `fault` is None where it passes.

    Errors: MoveRefused where it was not drawn, was judged already, or is the person's own work.
    """
    sample = _sample(session, row)
    if sample is None:
        raise MoveRefused(f"案件 {row.case_no} 没有被抽中抽检", remedy="只对抽中的案件作抽检结论")
    if sample.judged_at is not None:
        raise MoveRefused(
            f"案件 {row.case_no} 已由{sample.judged_by}于 {sample.judged_at:%Y-%m-%d} 抽检",
            remedy="抽检结论只作一次",
        )
    if _is_own(session, row, person):
        raise MoveRefused(
            f"案件 {row.case_no} 由您本人办理过,不能由您抽检{_as_one(session, row, person)}",
            remedy="请由没有办理过它的营销稽查专责或营销主任抽检",
        )
    sample.is_passed, sample.fault = fault is None, fault.value if fault else None
    sample.judged_by, sample.judged_at = person.signature, now


def _sample(session: Session, row: CaseRow) -> SampleRow | None:
    return session.scalars(select(SampleRow).where(SampleRow.case_id == row.id)).first()


def _is_own(session: Session, row: CaseRow, person: Person) -> bool:
    return not register.is_alone(session) and row.id in own_work(session, person, row.id)


def _as_one(session: Session, row: CaseRow, person: Person) -> str:
    """Return why the work on a case counts as a person's, where a deputy did it."""
    steps = select(CaseMoveRow).where(
        CaseMoveRow.case_id == row.id, CaseMoveRow.action.in_(WORK), CaseMoveRow.deputy.is_not(None)
    )
    by = (step.by for step in session.scalars(steps) if {step.login, step.deputy} & person.logins)
    return as_one(person, next(by, ""))


def own_work(session: Session, person: Person, case_id: int | None = None) -> set[int]:
    """Return the drawn cases, or of one case whether it is one, that a person has worked on, checked or judged first.

    Steps are known by who is registered; a name that a report gives as who checked is that of whoever of that name
    worked on the case, if anybody did.
    """
    names = names_of(person.signature) if person.login else frozenset({person.name})
    steps = (
        select(CaseMoveRow.case_id, CaseMoveRow.by, CaseMoveRow.login, CaseMoveRow.deputy)
        .join(SampleRow, SampleRow.case_id == CaseMoveRow.case_id)
        .where(CaseMoveRow.action.in_(WORK), SampleRow.judged_at.is_(None))
    )
    words = (
        select(VerdictRow.case_id)
        .join(SampleRow, SampleRow.case_id == VerdictRow.case_id)
        .where(VerdictRow.judge.in_(person.logins), SampleRow.judged_at.is_(None))
    )
    named = (
        select(CaseRow.id, CaseRow.facts)
        .join(SampleRow, SampleRow.case_id == CaseRow.id)
        .where(SampleRow.judged_at.is_(None))
    )
    if case_id is not None:
        steps, words, named = (one.where(SampleRow.case_id == case_id) for one in (steps, words, named))
    own: set[int] = set()
    of_namesake: set[int] = set()
    for number, by, *logins in session.execute(steps):
        is_named, known = bool(names & names_of(by)), {*logins} - {None}
        if known & person.logins or (is_named and not (known and person.logins)):
            own.add(number)
        elif is_named:
            of_namesake.add(number)
    checked = {
        number
        for number, facts in session.execute(named)
        if names & set(checkers.names_in(facts.get(checkers.CHECKERS, "")))
    }
    return own | (checked - of_namesake) | set(session.scalars(words))
