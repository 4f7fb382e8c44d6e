"""What every plant promises, whatever it plants, and that every check has one."""

import ast
import importlib
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.check import Check
from analytics.rulebook import checks
from demo.cases import LOOKALIKE, PLANTED, Case, Plant
from demo.offices import make_offices
from demo.plants import all_plants
from demo.stage import Play
from models.calendar import add_months, month_range

ROOT = Path(__file__).parents[2]
CIRCLED, LETTERS = re.compile("[①-⑨]"), re.compile(r"(?<![A-Za-z0-9])([A-E]) (?=[一-鿿])[^;。]*")
MONTH_TEXT = re.compile(r"20\d{2}(0[1-9]|1[0-2])")
WRITTEN_DAYS = {"date", "datetime"}

every_plant = pytest.mark.parametrize("plant", all_plants(), ids=lambda plant: plant.code)


def cases_of(plant: Plant, last_month: str = "202610") -> list[Case]:
    months = month_range(add_months(last_month, -12), last_month)
    play = Play(plant.code, make_offices(2000, random.Random(1)), months, seed=1)
    return list(plant.cases(play))


def branches_of(check: Check) -> set[str]:
    """Return how a check counts the branches that are in use: ①②③, else A B C."""
    text = check.section("判定")
    letters = {found[1] for found in LETTERS.finditer(text) if "停用" not in found[0]}
    return set(CIRCLED.findall(text)) or letters


def planted_texts() -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted((ROOT / "demo" / "plants").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            yield path, node


def test_every_check_has_its_plants_and_no_plant_is_for_nothing() -> None:
    assert [plant.code for plant in all_plants()] == sorted(checks())


@every_plant
def test_its_file_lies_where_its_check_lies_and_bears_its_title(plant: Plant) -> None:
    check = checks()[plant.code]
    stem = plant.code.lower().replace("-", "_")
    module = importlib.import_module(f"demo.plants.{check.category.folder}.{stem}")
    assert (module.__doc__ or "").splitlines()[0] == f"{check.code} {check.title}"
    assert module.cases is plant.cases


@every_plant
def test_each_branch_that_its_check_counts_is_planted(plant: Plant) -> None:
    found = [case.branch for case in cases_of(plant) if case.kind == PLANTED]
    assert all(found)
    assert branches_of(checks()[plant.code]) <= {branch[0] for branch in found}


@every_plant
def test_something_only_looks_wrong_and_must_be_left_alone(plant: Plant) -> None:
    assert any(case.kind == LOOKALIKE for case in cases_of(plant))


@every_plant
def test_what_it_says_of_a_case_is_said_of_no_other(plant: Plant) -> None:
    notes = Counter(case.note for case in cases_of(plant) if case.note)
    assert [note for note, times in notes.items() if times > 1] == []


@every_plant
@pytest.mark.parametrize("last_month", ["202602", "202606", "202612"])
def test_it_plants_the_same_in_a_company_that_ends_in_another_month(plant: Plant, last_month: str) -> None:
    told = [
        [(case.kind, case.branch, case.note, len(case.also)) for case in cases_of(plant, month)]
        for month in ("202610", last_month)
    ]
    assert told[0] == told[1]


def test_no_plant_writes_a_day_or_a_month_of_the_calendar() -> None:
    days = [
        f"{path.name}:{node.lineno}"
        for path, node in planted_texts()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in WRITTEN_DAYS
        and any(isinstance(first, ast.Constant) for first in node.args[:1])
    ]
    months = [
        f"{path.name}:{node.lineno}"
        for path, node in planted_texts()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and MONTH_TEXT.fullmatch(node.value)
    ]
    assert days + months == []
