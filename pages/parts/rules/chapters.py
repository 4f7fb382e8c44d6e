"""What the rule book says of a check with the data stored now, what the runs found, and the verdicts, for a person."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from analytics import parameters as levels
from analytics.check import Check, Parameter
from analytics.handbook import Chapter, Phrase, RunLine, chapter, phrases
from analytics.loop.check_records import CheckRecord
from analytics.loop.counting import Asked
from analytics.loop.progress import progress
from analytics.readiness import Filled, stored_values
from analytics.results.hit_words import basis_on
from analytics.results.run_checks import STATES, off_because
from analytics.rulebook import checks
from data_loaders.catalog import tables as cards
from models import runs
from models.calendar import last_day
from models.company import parameters
from models.errors import DataDamaged
from models.orm import Run
from models.people import Person
from pages.parts.common.data import door_of, figures, kept, lake
from pages.parts.common.units import unit_names
from pages.parts.rules import thresholds

MOST_RUNS = 12
NOTHING: Mapping[str, Any] = {"hits": 0, "exempted": 0, "owed_yuan": None, "other_yuan": None}


def filled(person: Person) -> Filled:
    """Return how many values each stored column has."""
    return _filled(person, door_of(person).data_version)


def covered(person: Person) -> list[Phrase]:
    """Return every phrase of the audit charter with the checks that answer it, by the data stored now."""
    return phrases(filled(person))


def found_by_run(one: Check, run: Run | None, person: Person) -> list[RunLine]:
    """Return what a check found in the shown run and those before it, the latest first."""
    if run is None:
        return []
    shown_runs = [other for other in runs.history(lake().store) if other.id <= run.id][:MOST_RUNS]
    return [line for other in shown_runs if (line := _line(one, other, person)) is not None]


def basis(one: Check, run: Run | None, person: Person) -> str:
    """Return the regulations by which a check judges the month of the run, by the company's own prices where it has some."""
    return basis_on(one, door_of(person).code_tables, last_day(thresholds.period_of(run)))


def records(person: Person) -> dict[str, CheckRecord]:
    """Return what became of the cases of each check, within a person's units."""
    made = progress(lake().store, person, Asked(date.today()))
    return {record.check_code: record for record in made.checks}


def whole(run: Run | None, person: Person) -> list[Chapter]:
    """Return every chapter of the book."""
    known, stored = records(person), filled(person)
    rows = {name: door_of(person).rows(name) for name in cards()}
    overrides = parameters.in_force(parameters.history(lake().store), run.as_of if run else date.today())
    return [
        chapter(
            one,
            stored,
            rows,
            runs=found_by_run(one, run, person),
            record=known.get(one.code),
            parameters=_parameters(
                one, [each for each in overrides if each.check_code == one.code], run, person
            ),
            basis=basis(one, run, person),
        )
        for one in checks().values()
    ]


def _line(one: Check, run: Run, person: Person) -> RunLine | None:
    outcome = next((kept_ for kept_ in run.checks if kept_["code"] == one.code), None)
    if outcome is None:
        return None
    about = (run.id, run.period, run.as_of.isoformat(), STATES[outcome["state"]])
    if outcome["state"] != "ran":
        why = off_because(outcome["missing"]) if outcome["state"] == "off" else ""
        return RunLine(*about, None, None, None, None, why)
    try:
        seen = {row["check_code"]: row for row in figures(person, run.id, ("check_code",))}
    except DataDamaged:  # what the other runs found can still be told
        return RunLine(*about, None, None, None, None, "结果文件已损坏")
    row = seen.get(one.code, NOTHING)
    return RunLine(*about, row["hits"], row["exempted"], row["owed_yuan"], row["other_yuan"])


def _parameters(
    one: Check, overrides: Sequence[parameters.Override], run: Run | None, person: Person
) -> list[str]:
    """Return each parameter with its default, its bounds, and what the company's tables and units say instead."""
    names, by_tables = unit_names(person), thresholds.by_tables(one, run, person)
    said = []
    for parameter in one.parameters:
        title, value = by_tables.get(parameter.name, ("", 0.0))
        own = [f"{levels.BY_TABLE}{title} {levels.measured(parameter, value)}"] if title else []
        own += [
            f"{levels.unit_in_words(each.org_prefix, names)} {each.since} 起 {levels.measured(parameter, each.value)}"
            for each in overrides
            if each.name == parameter.name and each.value is not None
        ]
        said.append(_parameter(parameter) + (f",{'、'.join(own)}" if own else ""))
    return said


def _parameter(parameter: Parameter) -> str:
    usual = levels.measured(parameter, parameter.in_force(date.today()))
    origin = "按法规" if parameter.law else "默认"
    return f"{parameter.label} {usual}({origin},允许 {levels.bounds_in_words(parameter)})"


@kept
def _filled(person: Person, data_version: int) -> Filled:
    return stored_values(door_of(person))
