"""What cases are made of: where they come from, what was found, what is supervised; and each check's expected yuan."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.loop.counting import Asked
from analytics.loop.kinds import as_json, kinds
from analytics.loop.progress import progress
from models.people import LOCAL_USER
from models.store import Store
from tests.looped import add_case, add_cases

TODAY = date(2026, 11, 30)
TRUE: dict[str, Any] = {"state": "整改中", "result": "属实"}
VOID: dict[str, Any] = {"state": "已归档", "result": "不属实"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


def test_cases_are_counted_by_source_and_confirmed_ones_by_what_was_found(store: Store) -> None:
    add_case(
        store,
        source="举报",
        established_fen=300,
        facts={"mistake": "计费差错", "degree": "一般责任事故"},
        **TRUE,
    )
    add_case(store, source="举报", **VOID)
    add_case(
        store, source="常态", established_fen=-100, refunded_fen=100, facts={"mistake": "抄表差错"}, **TRUE
    )
    add_case(
        store, facts={"mistake": "抄表差错"}, state="待审核", result="属实"
    )  # nobody has decided on it yet
    made = kinds(store, LOCAL_USER, Asked(TODAY))
    assert [(one.word, one.cases, one.judged, one.confirmed) for one in made.sources] == [
        ("常态", 2, 1, 1),
        ("举报", 2, 2, 1),
    ]
    told = as_json(made)
    assert told["sources"]["举报"]["rate"] == 0.5
    assert {word: one["yuan"] for word, one in told["mistake"].items()} == {
        "抄表差错": {"established": "-1.00", "recovered": "0.00", "refunded": "1.00"},
        "计费差错": {"established": "3.00", "recovered": "0.00", "refunded": "0.00"},
    }
    assert list(told["degree"]) == ["一般责任事故", ""]


def test_supervisions_are_counted_by_how_far_and_how_urgent_they_are(store: Store) -> None:
    add_cases(store, [{"state": "核查中", "is_urged": True, "facts": {"urgency": "特急"}}] * 2)
    add_case(store, state="核查中", is_urged=True)  # from before there were degrees
    add_case(store, state="已归档", is_urged=True, facts={"urgency": "特急"})
    add_case(store, state="核查中", facts={"urgency": "紧急"})  # somebody has ended it
    add_case(store, state="核查中")
    told = as_json(kinds(store, LOCAL_USER, Asked(TODAY)))["supervisions"]
    assert [(one["state"], one["urgency"], one["cases"]) for one in told] == [
        ("已督办", "特急", 2),
        ("已督办", "一般", 1),
        ("已结束", "特急", 1),
        ("已结束", "紧急", 1),
    ]


def test_of_each_check_stands_what_the_ranking_expected_and_what_came_of_it(store: Store) -> None:
    ranked: dict[str, Any] = {"picked_by": "ranking", "probability": 0.5}
    add_case(
        store, "TAR-22", expected_fen=1_000, established_fen=1_500, recovered_fen=1_200, **ranked, **TRUE
    )
    add_case(store, "TAR-22", "MET-01", expected_fen=400, **ranked, **VOID)
    add_case(store, "TAR-22", expected_fen=900, recovered_fen=70, **ranked, state="待审核")  # not judged yet
    add_case(store, "TAR-22", expected_fen=None, recovered_fen=50, picked_by="random", **TRUE)
    made = progress(store, LOCAL_USER, Asked(TODAY))
    fen = {
        one.check_code: (one.expected_fen, one.established_fen, one.recovered_fen, one.refunded_fen)
        for one in made.checks
    }
    assert fen == {"MET-01": (400, 0, 0, 0), "TAR-22": (1_400, 1_500, 1_200, 0)}
    total = made.expected
    assert (total.fen, total.established_fen, total.recovered_fen, total.cases) == (1_400, 1_500, 1_200, 2)
