"""What a company sets for itself is kept with who set it, checked, and in the log."""

import pytest
from sqlalchemy import select

from models.company.import_settings import ImportSettings
from models.company.settings import (
    WEEKLY,
    ScreeningSettings,
    WeeklySettings,
    import_settings,
    latest,
    save_import_settings,
    save_screening_settings,
    save_weekly_settings,
    screening_settings,
    weekly_settings,
)
from models.errors import NotAllowed, WrongUsage
from models.orm import LogRow
from models.people import LOCAL_USER, Person, Role
from models.store import Store


def test_a_week_begins_on_friday_where_nothing_was_set(store: Store) -> None:
    assert weekly_settings(store) == WeeklySettings(week_start=4, issue_shift=0, targets={})


def test_the_latest_settings_count_and_say_who_set_them(store: Store) -> None:
    save_weekly_settings(store, WeeklySettings(week_start=0), LOCAL_USER)
    chosen = WeeklySettings(week_start=2, issue_shift=-1, targets={"arrival": 0.985})
    save_weekly_settings(store, chosen, LOCAL_USER)
    row = latest(store, WEEKLY)
    assert weekly_settings(store) == chosen
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
        save_weekly_settings(store, wrong, LOCAL_USER)
    assert weekly_settings(store) == WeeklySettings()


@pytest.mark.parametrize(
    "person",
    [Person("某主任", Role.SUPERVISOR, ("",)), Person("某县专责", Role.LEAD, ("33401",))],
    ids=["role", "units"],
)
def test_whoever_answers_for_less_than_the_company_may_not_set(store: Store, person: Person) -> None:
    with pytest.raises(NotAllowed):
        save_weekly_settings(store, WeeklySettings(week_start=0), person)


def test_every_change_is_a_line_of_the_log(store: Store) -> None:
    save_weekly_settings(store, WeeklySettings(targets={"contact": 1.0}), LOCAL_USER)
    with store.read() as session:
        line = session.scalars(select(LogRow)).one()
    assert (line.action, line.subject, line.detail["targets"]) == ("settings", "weekly", {"contact": 1.0})


def test_the_least_certainty_of_an_import_is_kept_and_in_the_log(store: Store) -> None:
    assert import_settings(store) == ImportSettings()
    save_import_settings(store, ImportSettings(least_certainty=0.8), LOCAL_USER)
    assert import_settings(store).least_certainty == 0.8
    with store.read() as session:
        line = session.scalars(select(LogRow)).one()
    assert (line.subject, line.detail) == ("import", {"least_certainty": 0.8, "most_changed": 0.2})


@pytest.mark.parametrize("share", [0.49, 0.96, 80.0])
def test_a_certainty_that_asks_for_nothing_or_everything_is_refused(store: Store, share: float) -> None:
    with pytest.raises(WrongUsage, match="请填写 50% 至 95%"):
        save_import_settings(store, ImportSettings(share), LOCAL_USER)


def test_whoever_answers_for_less_than_the_company_may_not_set_the_import(store: Store) -> None:
    with pytest.raises(NotAllowed):
        save_import_settings(store, ImportSettings(0.8), Person("某县专责", Role.LEAD, ("33401",)))


def test_checks_are_worked_out_by_the_engine_that_was_set_and_by_no_unknown_one(store: Store) -> None:
    assert screening_settings(store).engine == "duckdb"
    save_screening_settings(store, ScreeningSettings("spark"), LOCAL_USER)
    with pytest.raises(WrongUsage, match=r"没有引擎“flink”.*duckdb、spark"):
        save_screening_settings(store, ScreeningSettings("flink"), LOCAL_USER)
    assert screening_settings(store).engine == "spark"
