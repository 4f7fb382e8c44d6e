"""The benchmarks run, and what they compare finds the same; their figures are nobody's promise."""

import dataclasses
import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from analytics import screening
from analytics.loop.counting import Asked
from analytics.loop.intervals import Lift, plain
from analytics.loop.progress import progress
from analytics.pictures.album import pictures, pictures_of
from analytics.rulebook import check_of
from analytics.screening import run_check
from benchmarks import (
    boards,
    checks,
    engines,
    export,
    first_screening,
    imports,
    loop_year,
    measuring,
    pages,
    people,
    replies,
    search,
    weekly,
)
from benchmarks.before import build_before
from benchmarks.company import home_of
from benchmarks.pandas_checks import CHECKS, Exports
from benchmarks.pandas_pictures import PICTURES, drawn
from demo import AS_OF, PERIOD
from models import runs
from models.category import Category
from models.engine import kept_statements
from models.lake import Lake
from models.people import LOCAL_USER, SYSTEM
from models.store import Store
from tests.audited import CUSTOMERS, audited

SEED = 2


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return home_of(tmp_path_factory.mktemp("company") / f"home-{CUSTOMERS}", CUSTOMERS)


@pytest.mark.slow
@pytest.mark.parametrize("code", CHECKS)
def test_pandas_finds_the_same_objects_and_yuan(lake: Lake, code: str, tmp_path: Path) -> None:
    exports = Exports(sorted(lake.store.home.glob("batches/*/*.parquet")), AS_OF, PERIOD)
    CHECKS[code](exports).to_parquet(tmp_path / f"{code}-pandas.parquet")
    with lake.open(SYSTEM) as door:
        run_check(check_of(code), door, tmp_path, as_of=AS_OF, period=PERIOD, values={})
    assert checks.same_hits(tmp_path / f"{code}.parquet", tmp_path / f"{code}-pandas.parquet") > 0


def test_the_checks_that_another_build_has_are_run_by_themselves(lake: Lake, tmp_path: Path) -> None:
    for code in ("BIZ-14", "INS-03", "A build's own"):
        (tmp_path / f"{code}.parquet").touch()
    known = checks._of_both(tmp_path)
    checks.work(lake.store.home, tmp_path, ",".join(known))
    assert known == ["BIZ-14", "INS-03"]
    assert all(pq.read_table(tmp_path / f"{code}.parquet").num_rows for code in known)


def test_another_yuan_is_not_the_same(tmp_path: Path) -> None:
    for name, yuan in (("A-1", 1.0), ("A-1-pandas", 1.01)):
        pd.DataFrame({"object_id": ["1"], "amount_yuan": [yuan]}).to_parquet(tmp_path / f"{name}.parquet")
    with pytest.raises(AssertionError):
        checks.same_hits(tmp_path / "A-1.parquet", tmp_path / "A-1-pandas.parquet")


@pytest.mark.slow
def test_a_search_finds_each_kind_of_object_and_as_many_meters_as_pandas(lake: Lake) -> None:
    with lake.open(SYSTEM) as door:
        asked = search.questions(door)
        found = {kind: search.search(door, question).counts for kind, question in asked.items()}
        assert search.by_pandas(search.peers_texts(door), asked["meter"]) == found["meter"]["customer"] == 1
    kinds = {
        "application": "application",
        "work order": "work_order",
        "transformer area": "case",
        "unit": "org",
    }
    assert {kind: next(iter(found[kind])) for kind in kinds} == kinds
    assert found["nothing"] == {}


@pytest.mark.slow
def test_the_benchmark_of_the_search_prints_both_sides(
    lake: Lake, capsys: pytest.CaptureFixture[str]
) -> None:
    search.main(lake.store.home.parent, CUSTOMERS)
    assert "pandas str.contains" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("kind", imports.PEERS)
def test_every_reader_reads_every_row(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"电费发行.{kind}"
    imports.write_file(path, imports.bills(600))
    rows = {name: imports.READERS[name](path) for name in ("mingji", *imports.PEERS[kind])}
    assert set(rows.values()) == {600}


def test_a_history_that_does_not_reach_the_build_before_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with build_before("0" * 40) as folder:
        assert folder is None
    assert "no history" in capsys.readouterr().out


def test_a_ratio_says_by_how_much_ours_is_slower() -> None:
    ours, bare = measuring.Measured("ours", 3.0, 5.0, 1.0), measuring.Measured("bare", 2.0, 2.0, 1.0)
    assert measuring.ratio(ours, bare, 1.2) == (
        "ours / bare: 1.50 by the clock, 2.50 of the processor (aim 1.2)"
    )


@pytest.mark.parametrize("how", ["ours", "openpyxl", "write_only"])
def test_a_list_is_written_each_way(how: str, capsys: pytest.CaptureFixture[str]) -> None:
    export.work(20, how)
    assert capsys.readouterr().out.startswith("[")


@pytest.mark.slow
def test_pandas_makes_the_same_main_figures_of_a_week(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weekly.home_of(tmp_path / "home", 4_000)
    for how in ("first", "pandas", "pandas_again", "drill", "pdf"):
        weekly.work(tmp_path / "home", how)
        assert capsys.readouterr().out.startswith("[")
    ours, theirs = (tmp_path / "home" / name for name in ("first.json", "pandas.json"))
    assert json.loads(ours.read_text("utf-8"))["total"] > 20
    assert ours.read_text("utf-8") == theirs.read_text("utf-8")


def test_work_is_measured_in_a_process_of_its_own() -> None:
    measured: Any = measuring.measure("ours", "benchmarks.export", "20", "ours")
    assert measured.seconds > 0
    assert measured.peak_mb > 0
    assert "ours" in measuring.table(measured)


def test_engines_that_differ_in_one_column_of_a_hit_are_not_the_same(tmp_path: Path) -> None:
    for name, evidence in (("duckdb", ["1", "2"]), ("spark", ["2", "1"]), ("stock", ["1", "3"])):
        (tmp_path / name).mkdir()
        pd.DataFrame({"object_id": evidence}).to_parquet(tmp_path / name / "A-1.parquet")
    engines.require_same_hits(tmp_path / "duckdb", tmp_path / "spark")  # in another order
    with pytest.raises(ValueError, match="A-1: stock finds other hits than duckdb"):
        engines.require_same_hits(tmp_path / "duckdb", tmp_path / "stock")


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of a company that this run of tests has screened already."""
    home = shutil.copytree(audited(SEED).home, tmp_path_factory.mktemp("screened") / "home")
    return pages.screened(home, CUSTOMERS)


@pytest.mark.slow
def test_people_see_whole_pages_and_leave_a_server_that_has_ended(screened: Path) -> None:
    found = people.waited(
        people.OURS,
        measuring.ROOT,
        screened,
        people=2,
        seconds=6,
        after_seconds=0.5,
        imported_rows=1_200,
    )
    assert found.everything
    assert not sum(found.errors.values())
    assert found.peak_mb > found.left_mb > 0


def test_all_but_a_twentieth_wait_no_longer_than_is_said() -> None:
    assert people.percentile([0.1] * 19 + [9.0]) == 9.0
    assert people.percentile([0.1] * 99 + [9.0]) == 0.1


@pytest.mark.slow
def test_a_first_screening_leaves_no_results_in_the_home(lake: Lake) -> None:
    known = len(runs.history(lake.store))
    stated = Path(os.environ[kept_statements.FOLDER])  # what this run of the tests has stated
    made = first_screening.screened("ours", measuring.ROOT, lake.store.home, stated)
    assert made.seconds > 0
    assert len(runs.history(lake.store)) == known


@pytest.mark.slow
def test_the_figures_of_a_simulated_year_count_what_really_came_back_and_was_void(tmp_path: Path) -> None:
    made, truth = loop_year.year(tmp_path / "home", 3)
    told = loop_year.covers(made, truth)
    assert (told["recurrence"], told["void hours"]) == (True, True)
    assert len(truth.held) > 0
    assert made.random.judged > 200


def test_a_figure_whose_interval_leaves_the_truth_out_does_not_cover_it(tmp_path: Path) -> None:
    nothing = progress(Store(tmp_path / "home"), LOCAL_USER, Asked(date(2027, 1, 31)))
    truth = loop_year.Truth(frame=[0.04], ranked=[0.4], held=[3], void=1)
    found = dataclasses.replace(nothing, random=plain(0, 20), ranked=plain(9, 10), lift=Lift(2.0, 1.5, 9.0))
    assert loop_year.covers(found, truth) == {
        "random": True,
        "ranked": False,
        "lift": False,
        "recurrence": False,
        "void hours": False,
    }


@pytest.mark.slow
def test_pandas_draws_the_same_picture_of_each_category(
    lake: Lake, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = lake.store.home
    paths, counts = sorted(home.glob("batches/*/*.parquet")), []
    screening.screen(lake, LOCAL_USER, as_of=AS_OF, period=PERIOD, codes=["BIZ-01"])  # a run to look at
    for key, peer in PICTURES.items():
        pages.draw(home, tmp_path, key)
        assert capsys.readouterr().out.startswith("[")
        marks = peer(Exports(paths, AS_OF, PERIOD))
        assert drawn(key, marks).startswith("{")
        marks.to_parquet(tmp_path / f"{key}-pandas.parquet")
        mine, theirs = (tmp_path / f"{key}{suffix}.parquet" for suffix in ("", "-pandas"))
        counts.append(pages.same_marks(pictures()[key], mine, theirs))
    assert sum(count > 0 for count in counts) >= 5


@pytest.mark.slow
def test_a_page_with_its_pictures_and_lists_is_looked_at_in_each_way(screened: Path) -> None:
    found = pages.asked(screened, Category.BUSINESS.value)
    looks = {"first", "a unit", "a mark", "again", "not kept"}
    own = pictures_of(Category.BUSINESS)
    assert set(found) == {"营业 page", *(one.title for one in own)}
    assert set(found["营业 page"]) == looks
    assert all(set(found[one.title]) == {"marks", "list"} for one in own)


@pytest.mark.slow
def test_a_value_and_another_are_tried(screened: Path) -> None:
    assert set(pages.preview(screened, ["INS-09"])["INS-09"]) == {"first", "another"}


@pytest.mark.parametrize("how", [replies.OURS, replies.PANDAS])
def test_a_filled_list_is_taken_back_each_way(
    how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replies.prepare(tmp_path, 3)
    replies.work(tmp_path, how, 3)
    assert len(json.loads(capsys.readouterr().out)) == 2


def test_every_board_of_the_loop_is_asked_twice(tmp_path: Path) -> None:
    taken = boards.main(200, tmp_path)
    assert set(taken) == set(boards.questions(boards.filled(tmp_path / "home-200", 200)))
    assert all(len(both) == 2 for both in taken.values())
