"""The demonstration company's loop: cases in every state that a visitor should see, as true as the company."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from analytics.loop.counting import MEASURES, Asked
from analytics.loop.progress import progress
from commands.demo_loop.borne_out import borne_out
from commands.demo_loop.staff import hire
from commands.demo_loop.work import SPECIAL_MADE, Work
from models import log
from models.loop import case_steps, cases, exemptions, plans
from models.loop.case import State, TaskKind
from models.loop.cases import Hit, Target
from models.orm import CaseMoveRow, CaseRow
from models.people import LOCAL_USER
from models.store import Store

UNITS = ("334010101", "334010102")
TODAY = date(2026, 11, 29)
CODES = ("TAR-02", "TAR-07", "INS-14", "MET-01", "ACC-03")
PENALTY = "INS-14"


def target(number: int) -> Target:
    """Return a customer with a hit of some check; every tenth was drawn by chance and has none."""
    code = CODES[number % len(CODES)]
    hit = Hit(
        code, f"{code}|customer|{number}|202610", "202610", 10_000 * (number % 7 - 1), "筛查所见",
        penalty_fen=20_000 if code == PENALTY else None,
    )  # fmt: skip
    is_random = number % 10 == 0
    picked_by = "random" if is_random else "ranking"
    return Target(
        "customer", f"{number}", f"{number}", UNITS[number % 2], picked_by, () if is_random else (hit,),
        needs_analysis=number == 49,
    )  # fmt: skip


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    """Forty cases of an older plan of which 7, 17, 27 and the random ones are not true, and ten of a fresh plan."""
    store = Store(tmp_path_factory.mktemp("home"))
    yield worked(store)
    store.close()


def worked(store: Store) -> Work:
    planted = {(CODES[n % len(CODES)], "customer", f"{n}") for n in range(50) if n not in (7, 17, 27)}
    work = Work(store, hire(store, UNITS, 1), planted, TODAY, TODAY + timedelta(days=150), 1)
    numbers = []
    for day, kind, own in ((0, TaskKind.ROUTINE, range(40)), (SPECIAL_MADE, TaskKind.SPECIAL, range(40, 50))):
        number = plans.create(
            store, work.staff.lead, name=kind.value, kind=kind, run_id=None, due=work.day(day + 16), scope={},
            targets=[target(n) for n in own], now=work.at(day, "08:00"),
        )  # fmt: skip
        work.send_out(number, day)
        numbers.append(number)
    first, second = numbers
    work.play(step for step in work.steps_of_routine(first) if step[1].day < SPECIAL_MADE)
    work.approve_exemptions(15)
    later = [step for step in work.steps_of_routine(first) if step[1].day >= SPECIAL_MADE]
    work.play([*later, *work.steps_of_special(second)])
    return work


@pytest.fixture(scope="module")
def rows(work: Work) -> list[CaseRow]:
    return [*work.cases_of(1), *work.cases_of(2)]


@pytest.mark.parametrize("state", [state.value for state in State])
def test_a_case_stands_in_each_state(rows: list[CaseRow], state: str) -> None:
    assert [row.case_no for row in rows if row.state == state]


def test_cases_wait_run_late_come_back_and_fail(rows: list[CaseRow]) -> None:
    assert [row.state for row in rows if row.is_urged and cases.overdue_stage(row, TODAY)] == ["核查中"]
    assert [row.state for row in rows if row.waits_since] == ["整改中"]
    assert [row.state for row in rows if row.asked_due] == ["整改中"]
    assert sorted(row.state for row in rows if row.returns) == ["不处理", "待派发"]
    assert sorted(row.state for row in rows if row.rework) == ["已归档", "整改中"]


def test_of_each_check_its_share_is_borne_out_spread_over_the_objects() -> None:
    hits = [("PRO-15", "customer", f"{n}") for n in range(8)] + [("MET-01", "customer", "9")]
    assert sorted(borne_out(hits)) == [
        ("MET-01", "customer", "9"),  # 0.85 of one is one
        ("PRO-15", "customer", "1"),  # a quarter: of eight two
        ("PRO-15", "customer", "5"),
    ]


def test_what_was_planted_is_borne_out_with_its_amount_or_explained_and_little_else(work: Work) -> None:
    reported = {row.object_id: row for row in work.cases_of(1) if row.result}
    void = {number: row for number, row in reported.items() if row.result == "不属实"}
    by_check = Counter(CODES[int(number) % len(CODES)] for number in void if int(number) % 10)
    assert by_check == {
        "TAR-02": 3,  # of four one
        "TAR-07": 1,  # of eight seven
        "MET-01": 1,  # of eight seven
        "INS-14": 4,  # of five three, and three were never so; one of these was dropped
        "ACC-03": 5,  # of eight two; one was opened twice
    }
    assert {number for number in reported if int(number) % 10 == 0} - set(void) == {"0"}  # found by chance
    [case] = [row for number, row in void.items() if number == "31"]
    assert "电价有批复依据" in next(
        one.comment for one in case_steps.history(work.store, case) if one.comment
    )
    for number, row in reported.items():
        if row.result == "属实" and int(number) % 10:
            if CODES[int(number) % len(CODES)] in (
                "TAR-02",
                "ACC-03",
                PENALTY,
            ):  # what it had been, money in transit
                assert row.established_fen is None
                continue
            recomputed = 10_000 * (int(number) % 7 - 1)
            assert row.established_fen is not None
            assert abs(row.established_fen - recomputed) <= 0.03 * abs(recomputed)


def test_a_penalty_is_paid_once_it_is_put_right(work: Work) -> None:
    rows = [row for row in work.cases_of(1) if CODES[int(row.object_id) % len(CODES)] == PENALTY]
    archived = [row for row in rows if row.state == "已归档" and row.result in ("属实", "部分属实")]
    assert archived
    for row in archived:
        assert row.penalty_fen == row.penalty_recovered_fen != 0


def test_one_exemption_is_approved_and_one_asked_for(work: Work) -> None:
    standing = [one.standing for one in exemptions.exemptions(work.store)]
    assert standing == [exemptions.Standing.ASKED, exemptions.Standing.APPROVED]


def test_every_rate_of_the_loop_has_cases_to_count(work: Work) -> None:
    total = progress(work.store, LOCAL_USER, Asked(TODAY)).total
    assert [measure.label for measure in MEASURES if not total.part(measure).denominator] == []


def test_every_step_follows_from_the_one_before_and_lies_in_the_past(work: Work) -> None:
    with work.store.read() as session:
        assert case_steps.first_broken_step(session) is None
        assert log.first_broken_line(session) is None
        days = [step.at[:10] for step in session.scalars(select(CaseMoveRow).order_by(CaseMoveRow.seq))]
    assert max(days) < TODAY.isoformat()


def test_the_same_seed_gives_the_same_loop(work: Work, rows: list[CaseRow], tmp_path) -> None:
    store = Store(tmp_path)
    again = worked(store)
    for row, other in zip(rows, [*again.cases_of(1), *again.cases_of(2)], strict=True):
        assert (row.case_no, row.state, row.handler, row.established_fen, row.moved_at) == (
            other.case_no, other.state, other.handler, other.established_fen, other.moved_at,
        )  # fmt: skip
    store.close()
