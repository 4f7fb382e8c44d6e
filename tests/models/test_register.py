"""Who may change the register, and for which units; who stands in for whom."""

from datetime import date
from pathlib import Path

import pytest

from models import register
from models.errors import NotAllowed, WrongUsage
from models.people import LOCAL_USER, Person, Role
from models.register import Registered
from models.store import Store

COUNTY, STATION, OTHER = "3340101", "334010101", "334010202"
ADMIN = Person("何管理", Role.ADMIN, (COUNTY,), "he")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


def somebody(*units: str, login: str = "qian") -> Registered:
    return Registered(login, "钱稽查", Role.STAFF, units, True)


def test_an_administrator_registers_people_of_the_units_below(store: Store) -> None:
    assert register.add(store, ADMIN, [somebody(STATION)]) == 1
    assert [one.login for one in register.people(store)] == ["qian"]


@pytest.mark.parametrize("unit", [OTHER, ""])
def test_nobody_gives_away_units_that_are_not_theirs(store: Store, unit: str) -> None:
    with pytest.raises(NotAllowed, match="您不能登记或更改"):
        register.add(store, ADMIN, [somebody(unit)])
    assert register.people(store) == []


def test_nobody_changes_or_disables_who_has_more_units_than_they(store: Store) -> None:
    register.add(store, LOCAL_USER, [somebody("")])
    with pytest.raises(NotAllowed, match="全部单位"):
        register.add(store, ADMIN, [somebody(STATION)])
    with pytest.raises(NotAllowed, match="全部单位"):
        register.disable(store, ADMIN, "qian")
    [one] = register.people(store)
    assert (one.units, one.is_active) == (("",), True)


def test_somebody_without_any_unit_is_not_registered(store: Store) -> None:
    with pytest.raises(WrongUsage, match="“qian”没有供电单位"):
        register.add(store, LOCAL_USER, [somebody()])


def test_a_deputy_is_listed_until_the_last_day(store: Store) -> None:
    register.add(store, LOCAL_USER, [somebody(STATION), somebody(STATION, login="sun")])
    register.name_deputy(store, LOCAL_USER, "qian", "sun", date(2026, 11, 23), date(2026, 11, 27))
    days = [date(2026, 11, 20), date(2026, 11, 27), date(2026, 11, 28)]
    assert [[one.login for one in register.deputies(store, on=day)] for day in days] == [["sun"], ["sun"], []]
