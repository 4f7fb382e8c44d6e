"""What units set for themselves is kept whole: who, from when, why, and what counted on a day."""

from datetime import date

import pytest
from sqlalchemy import select

from models.company import parameters
from models.company.parameters import Change
from models.errors import NotAllowed, WrongUsage
from models.orm import LogRow
from models.people import LOCAL_USER, Person, Role
from models.store import Store

JULY, OCTOBER = date(2025, 7, 1), date(2025, 10, 1)


def change(value: float | None, since: date = JULY, unit: str = "33401", reason: str = "季节") -> Change:
    return Change("ACC-12", "tolerance_yuan", unit, since, value, reason)


def counting(store: Store, day: date) -> dict[str, float | None]:
    return {one.org_prefix: one.value for one in parameters.in_force(parameters.history(store), day)}


def test_a_value_counts_from_its_day_until_the_next_one_begins(store: Store) -> None:
    parameters.save(store, LOCAL_USER, [change(5, OCTOBER), change(2, JULY)])
    assert counting(store, date(2025, 6, 30)) == {}
    assert counting(store, date(2025, 9, 30)) == {"33401": 2}
    assert counting(store, OCTOBER) == {"33401": 5}


def test_of_two_that_begin_on_a_day_the_later_written_counts_and_the_earlier_stays_in_the_history(
    store: Store,
) -> None:
    parameters.save(store, LOCAL_USER, [change(5)])
    parameters.save(store, LOCAL_USER, [change(6)])
    assert counting(store, JULY) == {"33401": 6}
    assert [(one.value, one.reason, one.set_by) for one in parameters.history(store, "ACC-12")] == [
        (6, "季节", "本机用户"),
        (5, "季节", "本机用户"),
    ]


def test_what_is_given_back_leaves_the_word_to_the_level_above(store: Store) -> None:
    parameters.save(store, LOCAL_USER, [change(5), change(1, unit="")])
    parameters.save(store, LOCAL_USER, [change(None, OCTOBER)])
    assert counting(store, OCTOBER) == {"": 1}


def test_each_change_is_in_the_log(store: Store) -> None:
    parameters.save(store, LOCAL_USER, [change(5)])
    with store.read() as session:
        [line] = session.scalars(select(LogRow).where(LogRow.action == "parameter")).all()
    assert (line.actor, line.subject) == ("本机用户", "ACC-12:tolerance_yuan")
    assert line.detail["value"] == 5
    assert line.detail["since"] == "2025-07-01"


@pytest.mark.parametrize(
    ("person", "unit"),
    [
        (Person("某主任", Role.SUPERVISOR, ("",)), "33401"),
        (Person("某县专责", Role.LEAD, ("3340101",)), "3340102"),
        (Person("某县专责", Role.LEAD, ("3340101",)), ""),
    ],
    ids=["role", "another county", "the whole company"],
)
def test_nobody_sets_what_is_not_theirs_and_then_nothing_is_written(
    store: Store, person: Person, unit: str
) -> None:
    own = [change(5, unit="3340101"), change(5, unit=unit)]
    with pytest.raises(NotAllowed):
        parameters.save(store, person, own)
    assert parameters.history(store) == []


def test_a_change_without_a_reason_is_refused(store: Store) -> None:
    with pytest.raises(WrongUsage, match="理由"):
        parameters.save(store, LOCAL_USER, [change(5, reason=" ")])


def test_a_run_keeps_a_value_and_gives_it_back_as_it_was(store: Store) -> None:
    parameters.save(store, LOCAL_USER, [change(5)])
    [one] = parameters.history(store)
    assert parameters.from_stored(parameters.stored(one)) == one
