"""What came of a run is read like the data: only of the own units, and masked for those who may not see all."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics import screening
from analytics.bulletin import bulletin
from analytics.ranking.selection import Capacity, select
from analytics.results import findings as findings_module
from analytics.results.findings import Findings, findings_of
from models import runs
from models.lake import Lake
from models.orm import Run
from models.people import Person, Role
from reports.findings_file import write_findings
from tests.company import THIEF, UNITS, screened_company
from tests.loaded import loaded

LEDGER_UNIT, THIEFS_UNIT = UNITS
OF_THE_LEDGER, OF_THE_THIEF = (Person(unit, Role.STAFF, (unit,)) for unit in UNITS)
SUPERVISOR, STAFF = Person("主任", Role.SUPERVISOR, ("",)), Person("员", Role.STAFF, ("",))


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, Run]:
    return screened_company(tmp_path_factory.mktemp("company") / "home")


@pytest.fixture
def of_the_thief(screened: tuple[Lake, Run]) -> Iterator[Findings]:
    lake, run = screened
    with lake.open(OF_THE_THIEF) as door:
        yield findings_of(lake.store, door, run)


def units_in(expression: Any) -> set[str]:
    return set(expression.org_code.to_pyarrow().to_pylist())


def test_targets_and_the_parts_of_their_scores_are_those_of_the_own_unit(of_the_thief: Findings) -> None:
    assert units_in(of_the_thief.targets()) == {THIEFS_UNIT}
    assert units_in(of_the_thief.parts()) == {THIEFS_UNIT}
    assert units_in(of_the_thief.targets(org_prefix=LEDGER_UNIT)) == set()


def test_hits_and_their_figures_are_those_of_the_own_unit(of_the_thief: Findings, tmp_path: Path) -> None:
    assert of_the_thief.hits().to_pyarrow().num_rows == 0
    assert of_the_thief.with_evidence("ACC-12") == []
    assert of_the_thief.figures()[0]["hits"] == 0
    assert write_findings(of_the_thief, tmp_path / "findings.csv") == 0


@pytest.mark.parametrize(("person", "count"), [(OF_THE_LEDGER, 0), (OF_THE_THIEF, 1), (STAFF, 1)])
def test_another_units_score_cannot_be_read_by_its_number(
    screened: tuple[Lake, Run], person: Person, count: int
) -> None:
    lake, run = screened
    with lake.open(person) as door:
        parts = findings_of(lake.store, door, run).parts(object_type="customer", object_id=THIEF)
        assert parts.to_pyarrow().num_rows == count


def test_a_selection_and_a_bulletin_are_of_the_own_unit(screened: tuple[Lake, Run]) -> None:
    lake, run = screened
    with lake.open(OF_THE_THIEF) as door:
        assert units_in(select(lake.store, door, run, Capacity(5, 0.5))) == {THIEFS_UNIT}
        said = bulletin(lake.store, door, run)
    assert sum(said.categories["problems"].to_pylist()) == 0
    assert (said.units.num_rows, said.cases.num_rows) == (0, 0)


@pytest.mark.parametrize(("person", "reason"), [(STAFF, "联系 13812345678"), (SUPERVISOR, "联系 (电话)")])
def test_evidence_that_is_personal_is_masked_as_in_the_data(
    tmp_path: Path, person: Person, reason: str
) -> None:
    lake = loaded(
        tmp_path,
        """
        adjustments
        app_no | cons_no | org_code  | rs_amt | rs_date    | person_resp | approver | rs_reason
        1      | c1      | 334010101 | 12     | 2025-10-15 | a           | a        | 联系 13812345678
        """,
    )
    number = screening.screen(lake, STAFF, as_of=date(2025, 11, 1), period="202510", codes=["BIZ-14"])
    run = runs.get(lake.store, number)
    with lake.open(person) as door:
        [hit] = findings_of(lake.store, door, run).with_evidence("BIZ-14")
    assert hit["rs_reason"] == reason


def test_only_the_writers_of_a_run_know_its_files() -> None:
    files = ("HITS", "PROBLEMS", "TARGETS", "PARTS")
    root = Path(findings_module.__file__).parents[2]
    knowing = {
        path.relative_to(root).as_posix()
        for part in ("analytics", "reports", "pages")
        for path in (root / part).rglob("*.py")
        for name in files
        if re.search(rf"from analytics\.results\.findings import .*\b{name}\b", path.read_text("utf-8"))
    }
    assert knowing == {
        "analytics/screening.py",
        "analytics/ranking/targets.py",
        "analytics/loop/again.py",
    }
