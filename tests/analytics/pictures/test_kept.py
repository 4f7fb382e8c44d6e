"""The rows behind pictures, kept once a run: they are those of the run, of the own units, masked, and whole."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics import kept_files, screening
from analytics.pictures import first_look, kept
from analytics.pictures.album import pictures
from analytics.pictures.shown import Viewed
from analytics.results.findings import findings_of
from models import runs
from models.lake import Lake
from models.orm import Run
from models.people import LOCAL_USER, Person, Role
from tests.drawn import drawn
from tests.loaded import load
from tests.made_once import made_once

SUPERVISOR = Person("主任", Role.SUPERVISOR, ("",))
VISITS, FEEDS = "service-visits_by_place", "archive-feeds_by_kind"
COMPANY = """
    service_visits
    visit_no | org_code  | place | visit_date | finding
    v1       | 334010101 | 东湖  | 2025-10-03 | 让用户打13812345678
    v2       | 334010201 | 西岭  | 2025-10-04 | 未亮证

    customers
    cons_no | org_code  | status_code
    11      | 334010101 | 0
    12      | 334010201 | 0

    power_sources
    cons_no | org_code  | ps_no | ps_attr | ps_type
    11      | -         | P1    | 10      | 1
    12      | 334010201 | P2    | 10      | 1
"""
ONE_MORE_VISIT = """
    service_visits
    visit_no | org_code  | place | visit_date | finding
    v1       | 334010101 | 东湖  | 2025-10-03 | 让用户打13812345678
    v2       | 334010201 | 西岭  | 2025-10-04 | 未亮证
    v3       | 334010201 | 西岭  | 2025-10-05 | 着装不规范
"""


def screened(lake: Lake) -> None:
    load(lake, drawn(COMPANY), "company")
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["SVC-14"])


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return made_once(screened, tmp_path / "home")


def run_of(lake: Lake) -> Run:
    return runs.get(lake.store)


def listed(lake: Lake, key: str, person: Person = LOCAL_USER, **how: Any) -> list[dict[str, Any]]:
    with lake.open(person) as door:
        run = run_of(lake)
        return (
            Viewed(pictures()[key], door, findings_of(lake.store, door, run), run, **how).listed().to_pylist()
        )


def files(lake: Lake, key: str) -> list[Path]:
    return sorted((lake.store.home / kept_files.FOLDER / run_of(lake).folder).glob(f"{key}-*.parquet"))


def places(lake: Lake) -> list[str]:
    return sorted(row["place"] for row in listed(lake, VISITS))


def test_a_runs_pictures_show_what_the_run_saw_whatever_is_imported_since(lake: Lake) -> None:
    kept.keep(lake, run_of(lake))
    load(lake, drawn(ONE_MORE_VISIT), "later")
    assert places(lake) == ["东湖", "西岭"]


def test_whoever_looks_first_keeps_the_rows_for_everybody(lake: Lake) -> None:
    assert files(lake, VISITS) == []
    assert places(lake) == ["东湖", "西岭"]
    [path] = files(lake, VISITS)
    written = path.stat().st_mtime_ns
    assert len(listed(lake, VISITS, SUPERVISOR)) == 2
    kept.keep(lake, run_of(lake))
    assert [one.stat().st_mtime_ns for one in files(lake, VISITS)] == [written]


def test_whoever_looks_first_after_an_import_sees_what_the_run_saw(lake: Lake) -> None:
    load(lake, drawn(ONE_MORE_VISIT), "later")
    assert places(lake) == ["东湖", "西岭"]
    assert len(files(lake, VISITS)) == 1


def test_where_the_data_of_then_is_gone_a_picture_shows_the_data_of_now(lake: Lake) -> None:
    then = list(lake.store.home.glob("batches/*/service_visits*.parquet"))
    load(lake, drawn(ONE_MORE_VISIT), "later")
    for path in then:
        path.unlink()
    assert places(lake) == ["东湖", "西岭", "西岭"]
    assert files(lake, VISITS) == []
    with lake.open(LOCAL_USER) as door:
        of_now = [
            Viewed(pictures()[key], door, findings_of(lake.store, door, run_of(lake)), run_of(lake)).is_of_now
            for key in (VISITS, "service-findings")
        ]
    assert of_now == [True, False]


def test_kept_rows_are_read_within_the_own_units_those_without_a_unit_by_their_customer(lake: Lake) -> None:
    kept.keep(lake, run_of(lake))
    of_the_first = Person("专责", Role.LEAD, ("3340101",))
    assert [row["place"] for row in listed(lake, VISITS, of_the_first)] == ["东湖"]
    assert [row["cons_no"] for row in listed(lake, FEEDS, of_the_first)] == ["11"]
    assert [row["cons_no"] for row in listed(lake, FEEDS, unit="3340101")] == ["11"]


def test_personal_texts_of_kept_rows_are_masked_as_in_the_data(lake: Lake) -> None:
    kept.keep(lake, run_of(lake))
    of_the_first = {"unit": "3340101"}
    assert listed(lake, VISITS, LOCAL_USER, **of_the_first)[0]["finding"] == "让用户打13812345678"
    assert listed(lake, VISITS, SUPERVISOR, **of_the_first)[0]["finding"] == "让用户打(电话)"


def test_a_damaged_file_is_made_anew(lake: Lake) -> None:
    kept.keep(lake, run_of(lake))
    [path] = files(lake, VISITS)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert places(lake) == ["东湖", "西岭"]
    assert files(lake, VISITS) == [path]


def test_a_picture_that_fails_leaves_the_others_theirs(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    write = kept._write

    def failing(door: Any, run: Run, base: Any, *more: Any) -> Path:
        if base.name == FEEDS:
            raise ValueError("broken")
        return write(door, run, base, *more)

    monkeypatch.setattr(kept, "_write", failing)
    kept.keep(lake, run_of(lake))
    assert files(lake, FEEDS) == []
    assert len(files(lake, VISITS)) == 1


def test_where_nothing_can_be_kept_the_run_is_done_and_its_pictures_are_drawn(lake: Lake) -> None:
    (lake.store.home / kept_files.FOLDER).write_text("in the way")
    first_look.keep(lake, run_of(lake))
    assert places(lake) == ["东湖", "西岭"]
    of_the_first = Person("专责", Role.LEAD, ("3340101",))
    assert [row["place"] for row in listed(lake, VISITS, of_the_first)] == ["东湖"]


def test_files_of_old_runs_go_and_those_that_nobody_can_make_again_stay(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two runs of one month, of which one is kept; and a folder whose run nobody knows."""
    first = run_of(lake)
    screening.screen(lake, LOCAL_USER, as_of=first.as_of, period=first.period, codes=["SVC-14"])
    second = run_of(lake)
    unknown = kept_files.folder_of(lake.store.home, "unknown")
    for run in (first, second):
        kept.keep(lake, run)
    shutil.copytree(kept_files.folder_of(lake.store.home, first.folder), unknown)
    monkeypatch.setattr(kept_files, "LATEST", 1)

    def left(folder: Path) -> bool:
        return any(folder.glob("*.parquet"))

    with monkeypatch.context() as gone:
        gone.setattr(Lake, "has", lambda *_: False)
        kept_files.prune(lake)
        assert left(kept_files.folder_of(lake.store.home, first.folder))
    kept_files.prune(lake)
    folders = {run.id: kept_files.folder_of(lake.store.home, run.folder) for run in (first, second)}
    assert {number: left(folder) for number, folder in folders.items()} == {first.id: False, second.id: True}
    assert not left(unknown)
