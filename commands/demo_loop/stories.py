"""What becomes of a case of the demonstration company, step by step.

Days are working days counted from the making of the older plan, day 0, to yesterday, day `LAST`. A step is always some
days after the one before it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from analytics.loop.owed import side_of
from commands.demo_loop import words as spoken
from commands.demo_loop.staff import Staff, Team
from commands.demo_loop.words import Words
from models.loop.case import Action, Cause, Degree, ProblemClass, Result, Urgency
from models.loop.cases import Said
from models.loop.exemptions import Kind
from models.people import Person

LAST = 34
DAYS_TO_RECTIFY = 15


@dataclass(frozen=True)
class Step:
    """One move: on which day, by whom, and what is said; `due` is the day of a deadline, counted likewise."""

    day: int
    person: Person
    action: Action
    said: Said = field(default_factory=Said)
    due: int | date | None = None


@dataclass(frozen=True)
class Telling:
    """A case as its stories need it: who works on it, what is said of it, and what is owed (fen, negative: to be paid back).

    `penalty_fen` is the 违约使用电费 that is due besides; `explained`: why what a check found is not so.
    """

    staff: Staff
    team: Team
    inspector: Person
    is_of_customer: bool
    words: Words | None
    suspected: str
    owed_fen: int | None
    penalty_fen: int
    exempt_until: date
    rng: random.Random
    explained: str = ""

    def accepted(self, day: int) -> Step:
        """The inspector takes it."""
        return Step(day, self.inspector, Action.ACCEPT)

    def reported(self, day: int, share: float = 1.0) -> Step:
        """The inspector says that it is so, wholly or as for the amount in part."""
        assert self.words
        fen = None if self.owed_fen is None else int(self.owed_fen * share)
        facts = {
            "problem_class": self.words.problem.value if self.words.problem else "",
            "cause": self.words.cause.value,
            "mistake": self.words.mistake.value,
            "responsible": self.team.clerk,
        }
        result = Result.TRUE if share > 0.9 else Result.PARTLY
        comment = self.words.found + (f"筛查所列:{self.suspected}" if self.suspected else "")
        if result is Result.PARTLY:
            comment += "其中一部分已在上月更正,按其余部分认定。"
        penalty = int(self.penalty_fen * share) or None
        said = Said(comment, result=result, established_fen=fen, penalty_fen=penalty, facts=facts)
        return Step(day, self.inspector, Action.SUBMIT, said)

    def upheld(self, day: int) -> Step:
        """The lead agrees and sets a deadline."""
        said = Said(self.rng.choice(spoken.UPHELD), facts={"degree": Degree.MINOR.value})
        return Step(day, self.staff.lead, Action.UPHOLD, said, day + DAYS_TO_RECTIFY)

    def begun(self, day: int) -> Step:
        """The inspector sets it right."""
        assert self.words
        said = Said(self.words.begun, facts={"handover": self.words.handover.value})
        return Step(day, self.inspector, Action.BEGIN, said)

    def finished(self, day: int, share: float = 1.0) -> Step:
        """The inspector has set it right, and what was owed is paid."""
        assert self.words
        fen = int((self.owed_fen or 0) * share)
        facts = {"measures": self.words.done, "process_no": f"{self.rng.randrange(10**11, 10**12)}"}
        moved: dict[str, Any] = {side_of(fen): abs(fen)} if fen else {}
        if self.penalty_fen:
            moved["penalty_recovered_fen"] = int(self.penalty_fen * share)
        said = Said(self.words.done, facts=facts, **moved)
        return Step(day, self.inspector, Action.FINISH, said)

    def failed(self, day: int) -> Step:
        """The lead is not content."""
        said = Said(self.rng.choice(spoken.FAILED))
        return Step(day, self.staff.lead, Action.FAIL, said, day + DAYS_TO_RECTIFY)

    def passed(self, day: int) -> Step:
        """The lead is content."""
        return Step(day, self.staff.lead, Action.PASS, Said(self.rng.choice(spoken.PASSED)))

    def exempted(self, day: int, comment: str) -> Step:
        """The lead asks for an exemption."""
        said = Said(comment, facts={"exemption_kind": Kind.UNFIXABLE.value})
        return Step(day, self.staff.lead, Action.EXEMPT, said, self.exempt_until)


def archived(case: Telling) -> Iterator[Step]:
    """Borne out, set right, looked at again."""
    share = case.rng.choice((1.0, 1.0, 1.0, 1.0, 0.97, 0.6)) if case.owed_fen or case.penalty_fen else 1.0
    day = 2 + case.rng.randrange(3)
    yield case.accepted(day)
    yield case.reported(day := day + 3 + case.rng.randrange(6), share)
    yield case.upheld(day := day + 1 + case.rng.randrange(3))
    yield case.begun(day := day + 1 + case.rng.randrange(2))
    yield case.finished(day := day + 4 + case.rng.randrange(5), share)
    yield case.passed(day + 1 + case.rng.randrange(4))


def cleared(case: Telling) -> Iterator[Step]:
    """Looked at, and nothing was wrong."""
    day = 2 + case.rng.randrange(3)
    yield case.accepted(day)
    said = Said(case.explained or case.rng.choice(spoken.NOTHING), result=Result.FALSE)
    yield Step(day := day + 3 + case.rng.randrange(10), case.inspector, Action.SUBMIT, said)
    said = Said(case.rng.choice(spoken.CLEARED))
    yield Step(day + 1 + case.rng.randrange(3), case.staff.lead, Action.CLEAR, said)


def found_by_chance(case: Telling) -> Iterator[Step]:
    """Drawn by chance, without a hit, and something was wrong all the same."""
    yield case.accepted(3)
    facts = {"problem_class": ProblemClass.ARCHIVE.value, "cause": Cause.ARCHIVE.value}
    said = Said(spoken.FOUND_BY_CHANCE, result=Result.TRUE, facts=facts)
    yield Step(9, case.inspector, Action.SUBMIT, said)
    yield case.upheld(11)
    yield Step(12, case.inspector, Action.BEGIN, Said("已通知档案员发起档案维护流程。"))
    yield Step(18, case.inspector, Action.FINISH, Said("档案维护流程已归档,客户名称和电话已更正。"))
    yield case.passed(20)


def overdue_still(case: Telling) -> Iterator[Step]:
    """Given more time, and late all the same, by a few days."""
    yield case.accepted(4)
    yield Step(14, case.inspector, Action.ASK_EXTENSION, Said(spoken.WANTED_LONGER), LAST - 3)
    yield Step(15, case.staff.lead, Action.GRANT_EXTENSION, Said(spoken.GRANTED))


def rectified_late(case: Telling) -> Iterator[Step]:
    """Set right some days after the deadline."""
    yield case.accepted(2)
    yield case.reported(6)
    yield case.upheld(7)
    yield case.begun(9)
    yield case.finished(7 + DAYS_TO_RECTIFY + 4)
    yield case.passed(29)


def not_rectified(case: Telling) -> Iterator[Step]:
    """Begun to be set right, and the deadline has passed."""
    yield case.accepted(3)
    yield case.reported(9)
    yield case.upheld(11)
    yield case.begun(13)


def overdue(case: Telling) -> Iterator[Step]:
    """Accepted, and not heard of again until the director asks."""
    yield case.accepted(4)
    said = Said(spoken.URGED, facts={"urgency": Urgency.URGENT.value})
    yield Step(24, case.staff.director, Action.URGE, said)


def rectifying(case: Telling, upheld: int = 25) -> Iterator[Step]:
    """Borne out late enough to be worked on still."""
    yield case.accepted(5)
    yield case.reported(14 + case.rng.randrange(3))
    yield case.upheld(upheld)
    yield case.begun(upheld + 2)


def waiting(case: Telling) -> Iterator[Step]:
    """Being set right, and the customer is to answer first."""
    yield from rectifying(case)
    yield Step(31, case.inspector, Action.WAIT, Said(spoken.WAITING))


def longer(case: Telling) -> Iterator[Step]:
    """Being set right, nearly due, and more time is asked for."""
    yield from rectifying(case, LAST + 1 - DAYS_TO_RECTIFY)
    yield Step(33, case.inspector, Action.ASK_EXTENSION, Said(spoken.WANTS_LONGER), LAST + 10)


def failed_still(case: Telling) -> Iterator[Step]:
    """Set right badly, and worked on again."""
    yield case.accepted(3)
    yield case.reported(8)
    yield case.upheld(10)
    yield case.begun(11)
    yield case.finished(23)
    yield case.failed(26)


def failed_once(case: Telling) -> Iterator[Step]:
    """Set right at the second attempt."""
    yield case.accepted(2)
    yield case.reported(7)
    yield case.upheld(9)
    yield case.begun(10)
    yield case.finished(17, 0.5)
    yield case.failed(19)
    yield case.finished(26)
    yield case.passed(28)


def to_recheck(case: Telling) -> Iterator[Step]:
    """Set right; the lead has yet to look."""
    yield case.accepted(3)
    yield case.reported(15)
    yield case.upheld(18)
    yield case.begun(20)
    yield case.finished(29 + case.rng.randrange(4))


def to_rectify(case: Telling) -> Iterator[Step]:
    """Borne out these days."""
    yield case.accepted(4)
    yield case.reported(15 + case.rng.randrange(4))
    yield case.upheld(33)


def sent_back(case: Telling) -> Iterator[Step]:
    """Looked at twice, for the first report was thin."""
    yield case.accepted(2)
    yield case.reported(8)
    yield Step(10, case.staff.lead, Action.SEND_BACK, Said(spoken.SENT_BACK))
    again = Said(spoken.SENT_AGAIN, result=Result.TRUE)
    yield Step(14, case.inspector, Action.SUBMIT, again)
    yield case.upheld(15)
    yield case.begun(17)
    yield case.finished(25)
    yield case.passed(27)


def granted(case: Telling) -> Iterator[Step]:
    """Reported later than asked, with leave."""
    yield case.accepted(3)
    yield Step(13, case.inspector, Action.ASK_EXTENSION, Said(spoken.WANTED_LONGER), 22)
    yield Step(14, case.staff.lead, Action.GRANT_EXTENSION, Said(spoken.GRANTED))
    yield case.reported(20)
    yield case.upheld(22)
    yield case.begun(24)
    yield case.finished(28)
    yield case.passed(32)


def exempted(case: Telling) -> Iterator[Step]:
    """Borne out, and nothing can be done about it for now; the exemption is approved afterwards."""
    yield case.accepted(3)
    yield case.reported(12)
    yield case.exempted(14, spoken.TO_EXEMPT)


def dropped(case: Telling) -> Iterator[Step]:
    """Given back, and nothing is left to look at."""
    yield Step(4, case.team.leader, Action.RETURN, Said(spoken.GONE))
    yield Step(6, case.staff.lead, Action.DROP, Said(spoken.DROPPED))


def voided(case: Telling) -> Iterator[Step]:
    """Opened twice."""
    yield case.accepted(3)
    yield Step(9, case.staff.lead, Action.VOID, Said(spoken.VOIDED))


ROUTINE = (
    overdue, waiting, longer, failed_still, failed_once, exempted, to_recheck, rectifying, to_rectify, sent_back,
    granted, rectifying, to_recheck, to_rectify, rectifying, overdue_still, rectified_late, not_rectified,
    to_recheck, to_recheck,
)  # fmt: skip
"""The stories of the older plan, for cases that are true, those of a customer first; all others of them are `archived`."""
NOTHING_FOUND = (dropped, voided)
"""Those of the older plan's cases that the ranking chose and that are not true; all others of them are `cleared`."""
BY_CHANCE = (found_by_chance,)
"""Those of the older plan's cases that chance chose."""


def given_back(case: Telling) -> Iterator[Step]:
    """Not this team's."""
    yield Step(33, case.team.leader, Action.RETURN, Said(spoken.GIVEN_BACK))


def asked_to_exempt(case: Telling) -> Iterator[Step]:
    """Borne out at once; the exemption waits for the director."""
    yield case.accepted(32)
    yield case.reported(33)
    yield case.exempted(34, spoken.TO_EXEMPT_TOO)


def checking(case: Telling) -> Iterator[Step]:
    """Being looked at."""
    yield case.accepted(33 + case.rng.randrange(2))


def reported(case: Telling) -> Iterator[Step]:
    """Looked at; the lead has yet to judge."""
    yield case.accepted(32)
    yield case.reported(34)


SPECIAL = (asked_to_exempt, given_back, reported, checking, checking, checking, reported, checking, checking)
"""The stories of the fresh plan; its other cases are still to be accepted."""
