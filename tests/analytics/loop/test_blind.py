"""Which checks are judged before anybody drives out, how far judges agree, what is saved."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sklearn.metrics import cohen_kappa_score
from sqlalchemy import select

from analytics.loop import blind
from models import register
from models.company.settings import BLIND, BlindSettings
from models.loop import plans, verdicts
from models.loop.case import TaskKind
from models.loop.cases import Hit, Target
from models.loop.verdicts import Word
from models.orm import CaseRow
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store

STATION = "334010101"
LIN, WU = Person("林专责", Role.LEAD, ("",), "lin"), Person("吴专责", Role.LEAD, ("",), "wu")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store(tmp_path / "home")
    register.add(
        opened, LOCAL_USER, [Registered(one.login, one.name, one.role, one.units, True) for one in (LIN, WU)]
    )
    return opened


def made(store: Store, *codes: str) -> list[str]:
    """Cases of a customer each, with the checks named, that two people judge first."""
    targets = [
        Target(
            "customer", f"{number}", None, STATION, "ranking",
            tuple(Hit(code, f"{code}|{number}", None, None, code) for code in named.split()), needs_analysis=True,
        )
        for number, named in enumerate(codes)
    ]  # fmt: skip
    due = date.today() + timedelta(days=30)
    number = plans.create(
        store, LIN, name="初判", kind=TaskKind.ROUTINE, run_id=None, due=due, scope={}, targets=targets
    )
    with store.read() as session:
        rows = session.scalars(select(CaseRow).where(CaseRow.plan_id == number).order_by(CaseRow.id))
        return [row.case_no for row in rows]


def judge(store: Store, number: str, lin: Word, wu: Word) -> None:
    verdicts.give(store, LIN, number, lin, "理由")
    verdicts.give(store, WU, number, wu, "理由")


def set_result(store: Store, number: str, state: str, result: str) -> None:
    with store.write() as session:
        row = session.scalars(select(CaseRow).where(CaseRow.case_no == number)).one()
        row.state, row.result = state, result


def test_no_check_is_judged_first_as_long_as_no_rate_is_set(store: Store) -> None:
    [number] = made(store, "TAR-02")
    set_result(store, number, "已归档", "不属实")
    assert blind.doubtful_checks(store) == frozenset()


def test_a_check_above_the_rate_is_judged_first_once_it_has_verdicts_enough(store: Store) -> None:
    # TAR-02: two of three void; TAR-04: one of two; TAR-05: one of one
    for number, result in zip(
        made(store, "TAR-02", "TAR-02 TAR-04", "TAR-02 TAR-04 TAR-05"),
        ("不属实", "属实", "不属实"),
        strict=True,
    ):
        set_result(store, number, "已归档", result)
    BLIND.save(store, BlindSettings(0.5, 2), LOCAL_USER)
    assert blind.doubtful_checks(store) == {"TAR-02"}


@pytest.mark.parametrize(
    ("decided", "void", "is_doubtful"),
    [
        (30, 16, True),  # enough of them: the rate counts
        (30, 15, False),
        (6, 6, True),  # six of six: surely above one half (from 54 %)
        (5, 5, False),  # five of five may be less (from 48 %)
        (29, 16, False),
    ],
)
def test_a_check_that_hits_seldom_is_judged_first_where_it_is_surely_void(
    decided: int, void: int, is_doubtful: bool
) -> None:
    rate = blind.VoidRate("TAR-02", decided, void)
    assert blind.is_doubtful(rate, BlindSettings(0.5)) == is_doubtful


def test_what_two_people_void_counts_as_void_and_its_hours_as_saved(store: Store) -> None:
    first, second = made(store, "TAR-02 TAR-04", "TAR-02")
    judge(store, first, Word.VOID, Word.VOID)
    judge(store, second, Word.ACT, Word.ACT)
    [rate, other] = blind.void_rates(store)
    assert (rate.check_code, rate.decided, rate.void) == ("TAR-02", 1, 1)
    assert other.check_code == "TAR-04"
    # a customer takes two hours, a further check half an hour
    assert blind.saved(store, LIN) == blind.Saved(1, 2.5)


def test_agreement_is_counted_by_check_and_pair_on_decided_cases_only(store: Store) -> None:
    agreed, void, open_ = made(store, "TAR-02", "TAR-02 TAR-04", "TAR-04")
    judge(store, agreed, Word.ACT, Word.ACT)
    judge(store, void, Word.VOID, Word.VOID)
    judge(store, open_, Word.ACT, Word.VOID)  # they differ, and nobody has decided
    found = {one.check_code: one for one in blind.agreement(store, LIN)}
    assert {code: (one.cases, one.agreed, one.judges) for code, one in found.items()} == {
        "": (2, 2, ("lin", "wu")),
        "TAR-02": (2, 2, ("lin", "wu")),
        "TAR-04": (1, 1, ("lin", "wu")),
    }
    assert found["TAR-04"].kappa.value is None


def test_kappa_and_its_interval_are_those_of_the_book() -> None:
    # Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions, 3rd ed., table 18.1:
    # 200 patients, kappa 0.676, standard error 0.088 (100 patients, in shares)
    table = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
    found = blind.kappa(table)
    assert found.value == pytest.approx(0.676, abs=0.0005)
    assert found.low is not None
    assert (found.value or 0) - found.low == pytest.approx(1.96 * 0.088, abs=0.002)


def test_kappa_is_that_of_scikit_learn() -> None:
    first = [1] * 20 + [1] * 5 + [0] * 10 + [0] * 15
    second = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    found = blind.kappa([[20, 5], [10, 15]])
    assert found.value == pytest.approx(cohen_kappa_score(first, second))
