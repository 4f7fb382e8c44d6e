"""The demonstration company's loop made live: some seven weeks of work, written down by the very moves that people make.

Of what was planted each check's share is borne out (`borne_out`), the rest is explained; everything else is not so: the random
control but for one customer, and customers whose consumption is odd for a reason of their own. One problem comes back: what
was put right and archived by the older plan is found again by the fresh one. The same company, run and day give the same loop.
"""

import random
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

import ibis
from sqlalchemy import select

from analytics.loop import planning
from analytics.loop.owed import reckoned_fen
from analytics.ranking.scores import ANOMALY
from analytics.ranking.selection import RANKING
from analytics.results.findings import findings_of
from analytics.rulebook import card_of
from commands.demo_loop import stories
from commands.demo_loop.borne_out import borne_out
from commands.demo_loop.staff import Staff, hire
from commands.demo_loop.stories import LAST, Step, Telling
from commands.demo_loop.words import EXEMPTED, NOT_SO, words_of
from demo import Company, truth
from models import log
from models.calendar import add_months_to_date, add_working_days, month_in_words, month_of
from models.company.holidays import extra_days
from models.company.settings import BLIND, BlindSettings
from models.lake import Lake
from models.loop import cases, exemptions, plans
from models.loop.case import Action, Result, State, TaskKind
from models.loop.cases import Said, Target, case_in, move_row
from models.loop.checkers import CHECKERS
from models.orm import CaseRow, Run
from models.store import Store

ROUTINE_DUE, SPECIAL_MADE, SPECIAL_DUE = 16, 31, LAST + 15
MOST_UNITS, ROUTINE_CASES, SPECIAL_CASES = 9, 90, 18
ROUTINE_ANOMALIES, SPECIAL_ANOMALIES = 2, 1  # of each station
JUDGED_FIRST = BlindSettings(void_rate=0.6, least_verdicts=5)
RANDOM_SHARE = 0.2
SPECIAL_CATEGORY = "电费电价"
MONTHS_EXEMPT = 6
Planted = Set[tuple[str, str, str]]
"""(check_code, object_type, object_id) of what is truly wrong."""


def enliven(lake: Lake, run: Run, company: Company, today: date) -> int:
    """Register people, make two plans of a run, work on their cases up to yesterday, and return how many cases there are."""
    stations = company.offices.stations[:MOST_UNITS]
    prefix = "" if len(company.offices.stations) <= MOST_UNITS else stations[0].org_code[:7]
    wanted = planning.Wanted(org_prefix=prefix, seed=company.seed)
    routine = replace(wanted, jobs_per_unit=ROUTINE_CASES // len(stations), random_share=RANDOM_SHARE)
    special = replace(
        wanted,
        categories=(SPECIAL_CATEGORY,),
        jobs_per_unit=SPECIAL_CASES // len(stations),
        random_share=0.0,
    )
    staff = hire(lake.store, [station.org_code for station in stations], company.seed)
    planted = {
        (one.check_code, one.object_type, one.object_id) for one in truth(company) if one.kind == "planted"
    }
    until = add_months_to_date(run.as_of, MONTHS_EXEMPT)
    work = Work(lake.store, staff, planted, today, until, company.seed)

    def proposed(own: planning.Wanted, anomalies: int, again: CaseRow | None = None) -> planning.Proposal:
        """Return what a plan is for, with some more customers of each station whose consumption is odd, and what comes back."""
        odd = replace(wanted, checks=(ANOMALY,), jobs_per_unit=anomalies, random_share=0.0)
        with lake.open(staff.lead) as door:
            found = [planning.propose(lake.store, door, run, one) for one in (own, odd)]
            if again is not None:
                targets: Any = findings_of(lake.store, door, run).targets()
                same = (targets.object_type == again.object_type) & (targets.object_id == again.object_id)
                picked = {"picked_by": ibis.literal(RANKING), "inclusion_probability": ibis.null("float64")}
                found.append(
                    planning.propose_rows(lake.store, door, run, targets.filter(same).mutate(**picked))
                )
            return work.inspected(*found)

    first = planning.make(
        lake.store, staff.lead, run, proposed(routine, ROUTINE_ANOMALIES), name=f"{work.month(0)}常态稽查",
        kind=TaskKind.ROUTINE, due=work.day(ROUTINE_DUE), wanted=routine, now=work.at(0, "09:10"),
    )  # fmt: skip
    work.send_out(first, 0)
    routine_steps = work.steps_of_routine(first)
    work.play(step for step in routine_steps if step[1].day < SPECIAL_MADE)
    work.approve_exemptions(15)
    BLIND.save(lake.store, JUDGED_FIRST, staff.lead)  # most of what was odd had a reason
    second = planning.make(
        lake.store, staff.lead, run, proposed(special, SPECIAL_ANOMALIES, work.put_right(first)),
        name=f"{work.month(SPECIAL_MADE)}{SPECIAL_CATEGORY}专项稽查", kind=TaskKind.SPECIAL,
        due=work.day(SPECIAL_DUE), wanted=special, now=work.at(SPECIAL_MADE, "08:30"),
    )  # fmt: skip
    work.send_out(second, SPECIAL_MADE)
    rest = [step for step in routine_steps if step[1].day >= SPECIAL_MADE]
    work.play([*rest, *work.steps_of_special(second)])
    return len(work.cases_of(first)) + len(work.cases_of(second))


@dataclass(frozen=True)
class Work:
    """The work on a home's cases as of a day, by its staff, where `planted` is true; exemptions hold `until` a day."""

    store: Store
    staff: Staff
    planted: Planted
    today: date
    until: date
    seed: int

    @cached_property
    def _extra_days(self) -> dict[date, bool]:
        return extra_days(self.store)

    def day(self, number: int) -> date:
        """Return a day by its number; day `LAST` is the last working day before today."""
        yesterday = add_working_days(self.today, -1, self._extra_days)
        return add_working_days(yesterday, number - LAST, self._extra_days)

    def month(self, number: int) -> str:
        """Return the month of a day by its number, in words."""
        return month_in_words(month_of(self.day(number)))

    def at(self, number: int, clock: str) -> datetime:
        """Return a time of a day by its number."""
        return datetime.combine(self.day(number), time.fromisoformat(clock))

    def inspected(self, *proposals: planning.Proposal) -> planning.Proposal:
        """Return proposals as one, each object once, without what lies in no unit that has a team."""
        every = (target for one in proposals for target in one.targets if self.staff.team_of(target.org_code))
        own: dict[tuple[str, str, str], Target] = {}
        for target in every:
            own.setdefault((target.org_code or "", target.object_type, target.object_id), target)
        left_out = dict.fromkeys(one for each in proposals for one in each.left_out)
        return planning.Proposal(tuple(own[key] for key in sorted(own)), tuple(left_out))

    def send_out(self, plan_id: int, day: int) -> None:
        """Let the director approve a plan and the lead send it out, on the day that it was made."""
        plans.approve(self.store, self.staff.director, plan_id, now=self.at(day, "11:20"))
        plans.dispatch(self.store, self.staff.lead, plan_id, now=self.at(day, "14:05"))

    def cases_of(self, plan_id: int) -> list[CaseRow]:
        """Return a plan's cases."""
        wanted = select(CaseRow).where(CaseRow.plan_id == plan_id).order_by(CaseRow.id)
        with self.store.read() as session:
            return list(session.scalars(wanted))

    def steps_of_routine(self, plan_id: int) -> list[tuple[str, Step]]:
        """Return (case number, step) of the older plan: every true case its story, the others cleared.

        What is to be paid back comes last, so that it is: both sides of the money are seen.
        """
        told = self._tellings(plan_id)
        true = [number for number, case in told.items() if case.words]
        random.Random(f"{self.seed}|stories").shuffle(true)
        true.sort(key=lambda number: ((told[number].owed_fen or 0) < 0, not told[number].is_of_customer))
        story_of = dict(zip(true, stories.ROUTINE, strict=False))
        chosen = {row.case_no for row in self.cases_of(plan_id) if row.picked_by == RANKING}
        nothing = [number for number, case in told.items() if not case.words and number in chosen]
        story_of |= dict(zip(nothing, stories.NOTHING_FOUND, strict=False))
        by_chance = (number for number in told if number not in chosen and number not in story_of)
        story_of |= dict(zip(by_chance, stories.BY_CHANCE, strict=False))
        steps = []
        for number, case in told.items():
            tell = story_of.get(number, stories.archived if case.words else stories.cleared)
            steps += [(number, step) for step in tell(case)]
        return steps

    def steps_of_special(self, plan_id: int) -> list[tuple[str, Step]]:
        """Return (case number, step) of the fresh plan, of which only the first true cases have moved."""
        told = [(number, case) for number, case in self._tellings(plan_id).items() if case.words]
        random.Random(f"{self.seed}|fresh stories").shuffle(told)
        chosen = zip(told, stories.SPECIAL, strict=False)
        return [(number, step) for (number, case), tell in chosen for step in tell(case)]

    def put_right(self, plan_id: int) -> CaseRow | None:
        """Return the first customer's case of a plan that was borne out and is archived already; None without any."""
        return next(
            (
                row
                for row in self.cases_of(plan_id)
                if (row.state, row.result, row.object_type)
                == (State.ARCHIVED.value, Result.TRUE.value, "customer")
                and cases.checks_of(self.store, row)
            ),
            None,
        )

    def play(self, steps: Iterable[tuple[str, Step]]) -> None:
        """Make moves in the order of their days, each in the working hours."""
        ordered = sorted(
            ((self._moment(number, step), number, step) for number, step in steps), key=lambda one: one[:2]
        )
        with self.store.write() as session:
            for now, number, step in ordered:
                due = self.day(step.due) if isinstance(step.due, int) else step.due
                said = self._by_two(step, replace(step.said, due=due))
                row = case_in(session, step.person, number, now)
                move_row(session, step.person, row, step.action, said, now=now)
                log.append(session, step.person.signature, "case", number, {"action": step.action.value})

    def _by_two(self, step: Step, said: Said) -> Said:
        """Let both inspectors of a team go, whatever their report says."""
        if step.action is not Action.SUBMIT:
            return said
        team = next(team for team in self.staff.teams if step.person in team.inspectors)
        return replace(said, facts={**said.facts, CHECKERS: "、".join(one.name for one in team.inspectors)})

    def approve_exemptions(self, day: int) -> None:
        """Let the director approve what exemptions wait."""
        waiting = [
            one.number
            for one in exemptions.exemptions(self.store)
            if one.standing is exemptions.Standing.ASKED
        ]
        now = self.at(day, "15:40")
        exemptions.decide(
            self.store, self.staff.director, waiting, exemptions.Standing.APPROVED, EXEMPTED, now=now
        )

    def _moment(self, number: str, step: Step) -> datetime:
        rng = random.Random(f"{self.seed}|{number}|{step.day}")
        hour = rng.choice((8, 9, 10, 11, 14, 15, 16, 17))
        return self.at(step.day, f"{hour:02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}")

    def _tellings(self, plan_id: int) -> dict[str, Telling]:
        told = {}
        rows = self.cases_of(plan_id)
        hits_of = {row.id: cases.checks_of(self.store, row) for row in rows}
        keys = {
            hit.id: (hit.check_code, row.object_type, row.object_id)
            for row in rows
            for hit in hits_of[row.id]
        }
        so = set(borne_out(key for key in keys.values() if key in self.planted))
        for place, row in enumerate(rows):
            team = self.staff.team_of(row.handler_unit)
            if team is None or row.state == State.TO_ANALYSE.value:
                continue
            hits = hits_of[row.id]
            true = [hit for hit in hits if keys[hit.id] in so]
            suspected = next((hit.check_code[:3] for hit in hits if hit.check_code != ANOMALY), "")
            main = max(true, key=lambda hit: abs(hit.amount_fen or 0), default=None)
            told[row.case_no] = Telling(
                staff=self.staff,
                team=team,
                is_of_customer=row.object_type == "customer",
                inspector=team.inspectors[place % len(team.inspectors)],
                words=words_of(main.check_code, card_of(main.check_code).title) if main else None,
                suspected=main.sentence if main else "",
                owed_fen=reckoned_fen(row.object_type, true),
                penalty_fen=sum(hit.penalty_fen or 0 for hit in true),
                exempt_until=self.until,
                rng=random.Random(f"{self.seed}|{row.object_type}|{row.object_id}"),
                explained=NOT_SO.get(suspected, ""),
            )
        return told
