"""A screening stays readable when a check of it is no longer in the catalogue."""

from pathlib import Path

import pytest

from analytics.results.findings import findings_of
from analytics.rulebook import GIVEN_UP, checks
from models import runs
from models.lake import Lake
from models.people import LOCAL_USER
from reports.findings_file import write_findings
from tests.base_cases.penalties import screened
from tests.made_once import made_once
from tests.opened import opened


@pytest.fixture
def lake(home: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """Give a home with a case for which 10,000 yuan too little were charged, found by a check given up since."""
    lake = made_once(too_little_charged, home)
    monkeypatch.delitem(checks(), "INS-08")
    return lake


def too_little_charged(lake: Lake) -> None:
    screened(lake, 14_300)


def test_its_amounts_stay_what_they_were(lake: Lake):
    with lake.open(LOCAL_USER) as door:
        [figures] = findings_of(lake.store, door, runs.get(lake.store)).figures()
    assert (figures["under_yuan"], figures["other_yuan"]) == (10_000, None)


@pytest.mark.parametrize(
    "page",
    ["10_overview.py", "20_targets.py", "35_runs.py", "36_compare.py", "65_bulletin.py", "85_rules.py"],
)
@pytest.mark.usefixtures("lake")
def test_every_page_of_results_opens(page: str):
    assert not opened(page, seconds=120).exception


@pytest.mark.usefixtures("lake")
def test_its_object_says_that_the_check_is_no_longer_there():
    page = opened("30_object.py", {"type": "case", "id": "V1"}, seconds=120)
    assert not page.exception
    assert GIVEN_UP in [text.value for text in page.text]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "parquet"])
def test_its_hits_can_be_exported(lake: Lake, tmp_path: Path, kind: str):
    with lake.open(LOCAL_USER) as door:
        found = findings_of(lake.store, door, runs.get(lake.store))
        assert write_findings(found, tmp_path / f"findings.{kind}") == 1
