"""What a company sets for itself is kept with who set it, checked, and in the log."""

import pytest
from sqlalchemy import select

from models.company.import_settings import ImportSettings
from models.company.settings import IMPORT, SCREENING, WEEKLY, ScreeningSettings, WeeklySettings, latest
from models.errors import NotAllowed, WrongUsage
from models.orm import LogRow
from models.people import LOCAL_USER, Person, Role
from models.store import Store


def test_a_week_begins_on_friday_where_nothing_was_set(store: Store) -> None:
    assert WEEKLY.of(store) == WeeklySettings(week_start=4, issue_shift=0, targets={})


def test_the_latest_settings_count_and_say_who_set_them(store: Store) -> None:
    WEEKLY.save(store, WeeklySettings(week_start=0), LOCAL_USER)
    chosen = WeeklySettings(week_start=2, issue_shift=-1, targets={"arrival": 0.985})
    WEEKLY.save(store, chosen, LOCAL_USER)
    row = latest(store, WEEKLY.name)
    assert WEEKLY.of(store) == chosen
    assert row is not None
    assert row.set_by == "本机用户"


@pytest.mark.parametrize(
    "wrong",
    [
        WeeklySettings(week_start=7),
        WeeklySettings(issue_shift=61),
        WeeklySettings(targets={"arrival": 98.5}),
        WeeklySettings(targets={"arrival": 0.0}),
        WeeklySettings(targets={"到达": 0.9}),
    ],
    ids=["eighth day", "far shift", "per cent for a share", "zero", "unknown figure"],
)
def test_a_value_outside_its_bounds_is_refused(store: Store, wrong: WeeklySettings) -> None:
    with pytest.raises(WrongUsage):
        WEEKLY.save(store, wrong, LOCAL_USER)
    assert WEEKLY.of(store) == WeeklySettings()


@pytest.mark.parametrize(
    "person",
    [Person("某主任", Role.SUPERVISOR, ("",)), Person("某县专责", Role.LEAD, ("33401",))],
    ids=["role", "units"],
)
def test_whoever_answers_for_less_than_the_company_may_not_set(store: Store, person: Person) -> None:
    with pytest.raises(NotAllowed):
        WEEKLY.save(store, WeeklySettings(week_start=0), person)


def test_every_change_is_a_line_of_the_log(store: Store) -> None:
    WEEKLY.save(store, WeeklySettings(targets={"contact": 1.0}), LOCAL_USER)
    with store.read() as session:
        line = session.scalars(select(LogRow)).one()
    assert (line.action, line.subject, line.detail["targets"]) == ("settings", "weekly", {"contact": 1.0})


def test_the_least_certainty_of_an_import_is_kept_and_in_the_log(store: Store) -> None:
    assert IMPORT.of(store) == ImportSettings()
    IMPORT.save(store, ImportSettings(least_certainty=0.8), LOCAL_USER)
    assert IMPORT.of(store).least_certainty == 0.8
    with store.read() as session:
        line = session.scalars(select(LogRow)).one()
    assert (line.subject, line.detail) == ("import", {"least_certainty": 0.8, "most_changed": 0.2})


@pytest.mark.parametrize("share", [0.49, 0.96, 80.0])
def test_a_certainty_that_asks_for_nothing_or_everything_is_refused(store: Store, share: float) -> None:
    with pytest.raises(WrongUsage, match="请填写 50% 至 95%"):
        IMPORT.save(store, ImportSettings(share), LOCAL_USER)


def test_whoever_answers_for_less_than_the_company_may_not_set_the_import(store: Store) -> None:
    with pytest.raises(NotAllowed):
        IMPORT.save(store, ImportSettings(0.8), Person("某县专责", Role.LEAD, ("33401",)))


def test_checks_are_worked_out_by_the_engine_that_was_set_and_by_no_unknown_one(store: Store) -> None:
    assert SCREENING.of(store).engine == "duckdb"
    SCREENING.save(store, ScreeningSettings("spark"), LOCAL_USER)
    with pytest.raises(WrongUsage, match=r"没有引擎“flink”.*duckdb、spark"):
        SCREENING.save(store, ScreeningSettings("flink"), LOCAL_USER)
    assert SCREENING.of(store).engine == "spark"
