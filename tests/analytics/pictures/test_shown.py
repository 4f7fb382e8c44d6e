"""A picture through a door: units, filters, scope, order."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics import screening
from analytics.pictures.album import pictures
from analytics.pictures.business import adjustments_by_approver
from analytics.pictures.service import arrival_by_hour, promises_kept
from analytics.pictures.shown import Behind, Viewed
from analytics.results.findings import findings_of
from models import runs
from models.lake import Lake
from models.people import LOCAL_USER, Person, Role
from tests.base_cases.repairs import REPAIRS
from tests.loaded import loaded


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    lake = loaded(tmp_path_factory.mktemp("shown") / "home", REPAIRS)
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["SVC-01"])
    yield lake
    lake.store.close()


def due(lake: Lake, person: Person = LOCAL_USER, **how: object) -> dict[str, int]:
    """Return how many promises were due, by promise, as a person sees it."""
    with lake.open(person) as door:
        run = runs.get(lake.store)
        view = Viewed(promises_kept, door, findings_of(lake.store, door, run), run, **how)  # type: ignore[arg-type]
        return {mark["promise"]: mark["due"] for mark in view.marks().to_pylist()}


def test_a_unit_counts_its_own_and_all_below_it(lake: Lake):
    assert due(lake) == {"报修到场": 3}
    assert due(lake, unit="3340101") == {"报修到场": 2}
    assert due(lake, unit="334010201") == {"报修到场": 1}


def test_a_person_sees_the_rows_of_their_units_alone(lake: Lake):
    assert due(lake, Person("专责", Role.LEAD, ("3340102",))) == {"报修到场": 1}


def test_what_is_worked_out_once_serves_every_filter(lake: Lake):
    with lake.open(LOCAL_USER) as door:
        run = runs.get(lake.store)
        found = findings_of(lake.store, door, run)
        views = [
            Viewed(promises_kept, door, found, run, filters=filters)
            for filters in ({}, {"outcome": "late"}, {"outcome": "kept", "promise": "报修到场"})
        ]
        assert [view.behind() for view in views] == [Behind(3, 3), Behind(1, 1), Behind(1, 1)]


def test_marks_that_are_alike_stand_in_the_order_of_their_names(tmp_path: Path):
    header = "app_no | cons_no | org_code | rs_amt | rs_date | person_resp | approver | rs_reason"
    rows = [f"{name} | c1 | 334010101 | 16 | 2025-10-15 | x | {name} | 抄错" for name in "gbfcaehd"]
    customers = "customers\ncons_no | org_code\nc1 | 334010101"
    lake = loaded(tmp_path / "home", "\n".join([customers, "", "adjustments", header, *rows]))
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["BIZ-14"])
    with lake.open(LOCAL_USER) as door:
        run = runs.get(lake.store)
        view = Viewed(adjustments_by_approver, door, findings_of(lake.store, door, run), run)
        assert view.marks()["approver"].to_pylist() == list("abcdefgh")


def test_a_search_goes_over_numbers_and_names_of_the_whole_list(lake: Lake):
    with lake.open(LOCAL_USER) as door:
        run = runs.get(lake.store)
        view = Viewed(promises_kept, door, findings_of(lake.store, door, run), run)
        [first, *_] = view.listed()["object_id"].to_pylist()
        assert view.listed(text=first)["object_id"].to_pylist() == [first]
        assert view.behind(first) == Behind(1, 1)
        assert view.behind(f"{first} 没有的词") == Behind(0, 0)


def test_a_list_begins_with_the_largest_and_can_be_turned_round(lake: Lake):
    with lake.open(LOCAL_USER) as door:
        run = runs.get(lake.store)
        view = Viewed(arrival_by_hour, door, findings_of(lake.store, door, run), run)
        assert view.listed()["object_id"].to_pylist() == ["2", "1", "3"]
        assert view.listed(by="minutes", is_reversed=True)["object_id"].to_pylist() == ["1", "2", "3"]
        assert view.listed(limit=1, offset=1)["object_id"].to_pylist() == ["1"]


def test_a_picture_says_which_table_or_check_it_lacks(lake: Lake):
    with lake.open(LOCAL_USER) as door:
        run = runs.get(lake.store)
        found = findings_of(lake.store, door, run)
        lacks = {
            key: Viewed(pictures()[key], door, found, run).missing()
            for key in ("service-visits_by_place", "service-repeated_callers")
        }
    assert lacks == {
        "service-visits_by_place": "缺少明察暗访记录",
        "service-repeated_callers": "这次筛查没有检查 SVC-05 的结果",
    }
