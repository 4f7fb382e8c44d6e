"""Two screenings side by side: what is new, gone, still there or changed, in figures that agree, and why."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise, product
from pathlib import Path

import pytest
from sqlalchemy import update

from analytics.results.findings import findings_of
from analytics.results.two_runs import TwoRuns
from analytics.results.why_it_changed import OTHER_DATA, Reasons
from data_loaders.catalog import tables
from models import runs
from models.data import batches
from models.lake import Lake
from models.orm import Run
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from tests.base_cases.thefts import CHECK, FIRST, NORTH, SECOND, SOUTH, screened, thefts
from tests.loaded import load


def lake_in(home: Path) -> Lake:
    return Lake(Store(home), tables())


@contextmanager
def compared(lake: Lake, earlier: Run, later: Run, person: Person = LOCAL_USER) -> Iterator[TwoRuns]:
    with lake.open(person) as door:
        yield TwoRuns(lake.store, door, earlier, later)


def told(both: TwoRuns) -> dict[str, tuple[str, str]]:
    """Return {case: (what became of it, why)}."""
    rows = both.that_fit().to_pyarrow().to_pylist()
    said = Reasons(both).of(rows)
    return {row["object_id"]: (row["state"], why) for row, why in zip(rows, said, strict=True)}


@pytest.fixture(scope="module")
def screened_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the home of a company whose cases were delivered anew between two screenings, to be copied."""
    home = tmp_path_factory.mktemp("twice") / "home"
    lake = lake_in(home)
    for name, penalties in (("first", FIRST), ("second", SECOND)):
        load(lake, thefts(penalties), name)
        screened(lake)
    lake.store.close()
    return home


@pytest.fixture
def replaced(screened_twice: Path, tmp_path: Path) -> tuple[Lake, Run, Run]:
    """Give the company, and its two screenings."""
    lake = lake_in(shutil.copytree(screened_twice, tmp_path / "home"))
    return lake, runs.get(lake.store, 1), runs.get(lake.store, 2)


def test_each_case_is_new_gone_the_same_or_changed_and_the_data_says_why(replaced: tuple[Lake, Run, Run]):
    with compared(*replaced) as both:
        assert told(both) == {
            "V-goes": ("gone", "数据变化:违约用电窃电"),
            "V-stays": ("same", ""),
            "V-comes": ("new", "数据变化:违约用电窃电"),
            "V-grows": ("changed", "数据变化:违约用电窃电"),
        }


def test_the_yuan_of_both_runs_are_those_worked_out_by_hand(replaced: tuple[Lake, Run, Run]):
    with compared(*replaced) as both:
        [found] = both.figures()
    assert {name: int(value) for name, value in found.items()} == {
        **{"new": 1, "gone": 1, "changed": 1, "same": 1, "hits": 3, "hits_before": 3},
        **{"under_yuan_before": 100 + 50 + 20, "over_yuan_before": 0},
        **{"under_yuan": 50 + 40, "over_yuan": 100, "new_yuan": 100, "gone_yuan": 100},
    }


def test_units_and_checks_are_counted_apart(replaced: tuple[Lake, Run, Run]):
    with compared(*replaced) as both:
        by_unit = {
            row["unit"]: (row["new"], row["gone"], row["changed"], row["same"])
            for row in both.figures("unit")
        }
        assert by_unit == {NORTH: (1, 1, 0, 0), SOUTH: (0, 0, 1, 1)}
        assert [row["check_code"] for row in both.figures("check_code")] == [CHECK]


def test_another_units_hits_stay_hidden(replaced: tuple[Lake, Run, Run]):
    with compared(*replaced, Person("员", Role.STAFF, (SOUTH,))) as both:
        assert set(told(both)) == {"V-stays", "V-grows"}


def test_a_changed_parameter_is_named_with_both_values(tmp_path: Path):
    lake = lake_in(tmp_path)
    load(lake, thefts(FIRST), "first")
    earlier, later = screened(lake), screened(lake, parameters={CHECK: {"tolerance_yuan": 60}})
    with compared(lake, earlier, later) as both:
        assert told(both) == {
            "V-goes": ("same", ""),
            "V-stays": ("gone", "参数“容差”1 元 → 60 元"),
            "V-grows": ("gone", "参数“容差”1 元 → 60 元"),
        }


def test_a_changed_check_is_said_to_be_changed(replaced: tuple[Lake, Run, Run]):
    lake, earlier, later = replaced
    with lake.store.write() as session:
        older = [outcome | {"version": "older"} for outcome in earlier.checks]
        session.execute(update(Run).where(Run.id == earlier.id).values(code_version="older", checks=older))
    with compared(lake, runs.get(lake.store, earlier.id), later) as both:
        assert told(both)["V-comes"] == ("new", "数据变化:违约用电窃电;检查的程序有改动")


def test_what_a_batch_taken_back_has_changed_is_known(replaced: tuple[Lake, Run, Run]):
    lake, earlier, later = replaced
    batches.undo(lake.store, 2, LOCAL_USER)
    load(lake, thefts({"V-other": 300}), "another case")
    with compared(lake, later, screened(lake)) as both:
        assert told(both)["V-comes"] == ("gone", "数据变化:违约用电窃电")
    with compared(lake, earlier, screened(lake)) as both:
        assert {state for state, _ in told(both).values()} == {"same"}


def test_a_hit_whose_own_rows_are_as_they_were_is_not_put_down_to_them(replaced: tuple[Lake, Run, Run]):
    lake, earlier, later = replaced
    with compared(lake, earlier, later) as both:
        [row] = both.that_fit(state="same").to_pyarrow().to_pylist()
        assert Reasons(both).of([row | {"state": "gone"}]) == [OTHER_DATA]


def test_a_check_that_one_of_the_runs_did_not_run_is_the_reason(tmp_path: Path):
    lake = lake_in(tmp_path)
    load(lake, thefts(FIRST), "first")
    with compared(lake, screened(lake, codes=["SVC-01"]), screened(lake)) as both:
        assert told(both)["V-goes"] == ("new", "较早一次没有查这一项")


def test_runs_of_different_months_are_compared_by_check_and_object(tmp_path: Path):
    lake = lake_in(tmp_path)
    load(lake, thefts(FIRST), "first")
    earlier, later = screened(lake, "202404"), screened(lake, as_of=date(2024, 7, 31))
    with compared(lake, earlier, later) as both:
        assert not both.is_same_month
        assert Counter(state for state, _ in told(both).values()) == {"same": 3}
        assert Reasons(both).of_check(CHECK) == [
            "稽查期间不同",
            "截止日 2024-06-30 → 2024-07-31",
        ]


NONE_FOUND = {"V-right": 300}
BEFORE_AND_AFTER = [
    (f"V{pair}", *pair) for pair in product((None, 200, 250, 300, 400), repeat=2) if any(pair)
]
BEFORE = {case: before for case, before, _ in BEFORE_AND_AFTER if before}
AFTER = {case: after for case, _, after in BEFORE_AND_AFTER if after}


def test_new_and_staying_hits_are_those_of_the_later_run_and_their_yuan_agree(tmp_path: Path):
    """Three runs: nothing is found, then every case as it was, then as it became: not told, too little, right, too much."""
    lake = lake_in(tmp_path)
    made = []
    for name, penalties in (("none", NONE_FOUND), ("first", BEFORE), ("second", AFTER)):
        load(lake, thefts(penalties), name)
        made.append(screened(lake))
    counts = []
    for earlier, later in pairwise(made):
        with compared(lake, earlier, later) as both:
            [found] = both.figures()
            [before], [now] = (findings_of(lake.store, both.door, run).figures() for run in (earlier, later))
        staying = found["changed"] + found["same"]
        counts.append((found["new"], found["gone"], staying))
        assert (found["new"] + staying, found["gone"] + staying) == (now["hits"], before["hits"])
        for side, suffix in ((now, ""), (before, "_before")):
            for name in ("under_yuan", "over_yuan"):
                assert found[f"{name}{suffix}"] == (side[name] or 0)
    # three of the penalties are wrong, in five cases each; of these, three become right and three are as they were delivered
    assert counts == [(15, 0, 0), (6, 3, 12)]
