"""Plans made from a run: who is in them, marked how, with what was found; who is left out and why."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from analytics.loop import planning
from analytics.loop.planning import Proposal, Wanted, jobs_of
from models.errors import WrongUsage
from models.lake import Lake
from models.loop import cases, plans
from models.loop.case import TaskKind
from models.orm import CaseRow, Run
from models.people import LOCAL_USER
from tests.company import THIEF, UNITS, screened_company

DUE = date.today() + timedelta(days=30)
LEDGER = f"{UNITS[0]}|112201|202510"


@pytest.fixture
def screened(tmp_path: Path) -> Iterator[tuple[Lake, Run]]:
    """Two stations of 80 customers each; two ledgers differ by 400 yuan, one customer's use collapsed."""
    lake, run = screened_company(tmp_path / "home")
    yield lake, run
    lake.store.close()


def propose(screened: tuple[Lake, Run], wanted: Wanted) -> Proposal:
    lake, run = screened
    with lake.open(LOCAL_USER) as door:
        return planning.propose(lake.store, door, run, wanted)


def make(screened: tuple[Lake, Run], proposal: Proposal) -> int:
    lake, run = screened
    return planning.make(
        lake.store, LOCAL_USER, run, proposal, name="十月", kind=TaskKind.ROUTINE, due=DUE, wanted=Wanted()
    )


def test_each_unit_has_its_control_marked_with_the_chance_that_it_had(screened: tuple[Lake, Run]) -> None:
    proposal = propose(screened, Wanted(jobs_per_unit=10, random_share=0.2))
    drawn = [one for one in proposal.targets if one.picked_by == "random"]
    assert sorted(one.org_code or "" for one in drawn) == [UNITS[0], UNITS[0], UNITS[1], UNITS[1]]
    assert {one.inclusion_probability for one in drawn} == {2 / 80}
    assert proposal.random == 4


def test_a_target_carries_what_was_found_on_it_in_fen(screened: tuple[Lake, Run]) -> None:
    proposal = propose(screened, Wanted(checks=("ACC-12",), random_share=0))
    [ledger] = proposal.targets
    [hit] = ledger.hits
    assert (ledger.object_type, ledger.object_id, ledger.picked_by) == ("account", LEDGER, "ranking")
    assert (hit.check_code, hit.amount_fen, hit.period) == ("ACC-12", 40_000, "202510")
    assert "400" in hit.sentence
    assert not ledger.needs_analysis


def test_without_a_number_of_jobs_the_control_is_a_share_of_what_is_planned(
    screened: tuple[Lake, Run],
) -> None:
    proposal = propose(screened, Wanted(checks=("ACC-12",), random_share=0.75))
    drawn = [one for one in proposal.targets if one.picked_by == "random"]
    assert [one.org_code for one in drawn] == [UNITS[0]] * 3
    assert {one.inclusion_probability for one in drawn} == {3 / 80}


def test_a_category_narrows_the_ranking(screened: tuple[Lake, Run]) -> None:
    proposal = propose(screened, Wanted(categories=("用电检查",), random_share=0))
    assert [one.object_id for one in proposal.targets] == [THIEF]


def test_what_has_an_open_case_is_left_out_and_named_until_the_case_is_closed(
    screened: tuple[Lake, Run],
) -> None:
    lake, _ = screened
    number = make(screened, propose(screened, Wanted(checks=("ACC-12",), random_share=0)))
    again = propose(screened, Wanted(random_share=0))
    [left] = again.left_out
    assert (left.object_id, left.case_no) == (LEDGER, cases.open_on(lake.store)["account", LEDGER])
    assert LEDGER not in {one.object_id for one in again.targets}
    plans.withdraw(lake.store, LOCAL_USER, number, "改期")
    assert LEDGER in {one.object_id for one in propose(screened, Wanted(random_share=0)).targets}


def test_of_two_who_plan_the_same_targets_at_once_only_one_gets_them(screened: tuple[Lake, Run]) -> None:
    lake, _ = screened
    first = propose(screened, Wanted(checks=("ACC-12",), random_share=0))
    second = propose(screened, Wanted(random_share=0))
    make(screened, first)
    number = make(screened, second)
    with lake.store.read() as session:
        planned = session.scalars(select(CaseRow.object_id).where(CaseRow.plan_id == number)).all()
    assert set(planned) == {one.object_id for one in second.targets} - {LEDGER}
    with pytest.raises(WrongUsage, match="没有可以列入计划的目标"):
        make(screened, first)


def test_the_numbers_of_cases_do_not_tell_what_chance_has_picked(screened: tuple[Lake, Run]) -> None:
    proposal = propose(screened, Wanted(jobs_per_unit=20, random_share=0.5))
    order = [(one.org_code, one.object_type, one.object_id) for one in proposal.targets]
    assert order == sorted(order)


def test_capacity_is_eight_hours_a_day_for_each_person() -> None:
    assert jobs_of(people=2, days=5) == 40
    with pytest.raises(WrongUsage, match="0 人 5 天没有可用的人力"):
        jobs_of(people=0, days=5)
