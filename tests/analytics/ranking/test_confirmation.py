"""What verdicts teach the ranking, on counts worked out by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics import screening
from analytics.ranking.confirmation import Verdicts, as_kept, in_words, learned, learned_in_words
from analytics.results.findings import findings_of
from analytics.rulebook import check_of, checks
from models import runs
from models.lake import Lake
from models.orm import Run
from models.people import LOCAL_USER
from models.store import Store
from tests.base_cases.neighbours import FAR, HOME, LEDGERS, NEXT
from tests.loaded import loaded
from tests.looped import add_cases

ACC_12 = check_of("ACC-12")  # its basis is verified: 0.6 before any verdict, as of ten cases
TRUE, PARTLY, FALSE = (
    {"state": "已归档", "result": result, "codes": ("ACC-12",)} for result in ("属实", "部分属实", "不属实")
)
DROPPED = {"state": "不处理", "codes": ("ACC-12",), "void_at_sight_by": ("lin", "wang")}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


def in_unit(unit: str, *many: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**one, "org_code": unit} for one in many]


def taught(store: Store) -> None:
    """At home 8 of 10 are borne out, next door none of 10, of which one needed no journey."""
    add_cases(store, in_unit(HOME, *[TRUE] * 7, PARTLY, *[FALSE] * 2))
    add_cases(store, in_unit(NEXT + "01", *[FALSE] * 9, DROPPED))
    open_ones = [
        {"state": "待审核", "result": "属实"},
        *({"state": one} for one in ("核查中", "已作废", "不处理")),
    ]
    add_cases(store, in_unit(HOME, *({**one, "codes": ("ACC-12",)} for one in open_ones)))


def test_before_any_verdict_a_rate_is_its_prior(store: Store) -> None:
    assert learned(store).posterior(ACC_12).mean == pytest.approx(0.6)
    assert learned(store).posterior(ACC_12, HOME).mean == pytest.approx(0.6)


def test_verdicts_are_counted_by_check_and_unit_those_at_first_sight_apart(store: Store) -> None:
    taught(store)
    known = learned(store)
    assert known.by_check == {"ACC-12": Verdicts(8, 11, 1)}
    assert known.by_unit == {("ACC-12", HOME): Verdicts(8, 2, 0), ("ACC-12", NEXT): Verdicts(0, 9, 1)}


def test_a_rate_moves_from_its_prior_as_verdicts_come(store: Store) -> None:
    taught(store)
    posterior = learned(store).posterior(ACC_12)
    assert posterior.mean == pytest.approx((0.6 * 10 + 8) / (10 + 20))
    low, high = posterior.interval
    assert 0.25 < low < posterior.mean < high < 0.65


def test_anomalies_of_consumption_learn_like_checks_all_bands_together(store: Store) -> None:
    assert learned(store).anomaly_factor() == pytest.approx(1)
    anomaly = {"state": "已归档", "result": "不属实", "codes": ("ANOMALY",)}
    add_cases(store, in_unit(HOME, *[anomaly] * 10))
    known = learned(store)
    # 0.35 of ten cases before, none of ten since: half as often as was thought; of a unit without its own, the same
    assert known.anomaly_factor() == pytest.approx(0.5)
    assert known.anomaly_factor(NEXT) == pytest.approx(0.5)
    kept = as_kept(known, checks())["ANOMALY"]
    assert (kept["prior"], kept["rate"], kept["judged"]) == (0.35, pytest.approx(0.175), 10)


def test_what_is_known_of_a_check_is_said_in_words(store: Store) -> None:
    assert in_words(learned(store), ACC_12) == "还没有核查结果,排序按 60% 估计"
    taught(store)
    said = in_words(learned(store), ACC_12)
    assert said.startswith("属实 8 件,共核查 20 件,其中初判不处理 1 件;排序按 46.67% 估计(95% 区间 2")
    assert said.endswith("核查前为 60%")


def test_a_unit_starts_from_what_the_others_have_shown(store: Store) -> None:
    taught(store)
    known = learned(store)
    others_of_home = (6 + 0) / (10 + 10)
    others_of_next = (6 + 8) / (10 + 10)
    assert known.posterior(ACC_12, HOME).mean == pytest.approx((10 * others_of_home + 8) / 20)
    assert known.posterior(ACC_12, NEXT).mean == pytest.approx((10 * others_of_next + 0) / 20)
    assert known.posterior(ACC_12, FAR).mean == pytest.approx(known.posterior(ACC_12).mean)


def test_two_hits_of_one_check_are_one_verdict(store: Store) -> None:
    add_cases(store, [{**TRUE, "codes": ("ACC-12", "ACC-12", "TAR-02")}])
    assert learned(store).by_check == {"ACC-12": Verdicts(1), "TAR-02": Verdicts(1)}


def screened(lake: Lake) -> Run:
    number = screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["ACC-12"])
    return runs.get(lake.store, number)


def test_the_next_screening_ranks_by_what_was_learned_and_says_so(tmp_path: Path) -> None:
    lake = loaded(tmp_path / "home", LEDGERS)
    before = screened(lake)
    taught(lake.store)
    after = screened(lake)

    def chances(run: Run) -> dict[str, float]:
        with lake.open(LOCAL_USER) as door:
            targets = findings_of(lake.store, door, run).targets().to_pyarrow().to_pylist()
        return {row["object_id"]: row["probability"] for row in targets}

    assert list(chances(before).values()) == [pytest.approx(0.6)] * 4
    assert chances(after) == {
        f"{HOME}|112201|202510": pytest.approx(0.55),
        f"{NEXT}|112201|202510": pytest.approx(0.35),
        f"{NEXT}|112202|202510": pytest.approx(0.35),
        f"{FAR}|112202|202510": pytest.approx(14 / 30),
    }
    assert learned_in_words(before) == ""
    assert learned_in_words(after) == "排序采用了 1 项检查的 20 件次核查结果"
    assert after.summary["learned"]["ACC-12"] == {
        "prior": 0.6, "rate": pytest.approx(14 / 30), "confirmed": 8, "judged": 20, "dropped": 1,
    }  # fmt: skip
