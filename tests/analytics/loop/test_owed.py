"""An amount that is not the recomputed one and comes without a reason is told by the history itself."""

import pytest

from analytics.loop.owed import unexplained
from models.loop import case_steps, cases
from models.loop.case import Action, Result, Said
from models.people import LOCAL_USER
from models.store import Store
from tests.looped import add_case

SO = Said(comment="属实", result=Result.TRUE)
UNLIKE = "与复算不同(复算 1.00 元),没有写理由"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Said(SO.comment, result=Result.TRUE, established_fen=250), [UNLIKE]),
        (
            Said(SO.comment, result=Result.TRUE, established_fen=250, facts={"amount_reason": "按实抄"}),
            [],
        ),
        (Said(SO.comment, result=Result.TRUE, established_fen=100), []),
        (Said(SO.comment, result=Result.FALSE, established_fen=0), []),
        (SO, []),
    ],
)
def test_a_step_with_another_amount_than_the_recomputed_one_and_no_reason_is_named(
    store: Store, said: Said, told: list[str]
) -> None:
    number = add_case(store, "TAR-22", state="核查中")  # its check reckons 1.00 yuan
    row = cases.move(store, LOCAL_USER, number, Action.SUBMIT, said)
    steps = case_steps.history(store, row)
    assert list(unexplained(row, cases.checks_of(store, row), steps).values()) == told


def test_who_keeps_what_was_established_before_is_not_asked_again(store: Store) -> None:
    number = add_case(store, "TAR-22", state="核查中")
    cases.move(
        store, LOCAL_USER, number, Action.SUBMIT, Said("属实", result=Result.TRUE, established_fen=250)
    )
    due = Said(due=cases.case(store, number).created_at.date().replace(year=2099), established_fen=250)
    row = cases.move(store, LOCAL_USER, number, Action.UPHOLD, due)
    steps = case_steps.history(store, row)
    assert list(unexplained(row, cases.checks_of(store, row), steps)) == [steps[0].seq]
