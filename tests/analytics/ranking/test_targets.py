import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import ibis
import pytest
from sqlalchemy import select as select_rows

from analytics.ranking.scores import targets_of
from analytics.ranking.selection import Capacity, save, select
from analytics.results.findings import findings_of
from models.errors import WrongUsage
from models.lake import Door
from models.orm import Run, Selection
from models.people import LOCAL_USER
from models.store import Store
from tests.company import SUSPENDED, THIEF, UNITS, screened_company


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Door, Run]]:
    lake, run = screened_company(tmp_path_factory.mktemp("company") / "home")
    with lake.open(LOCAL_USER) as door:
        yield lake.store, door, run


def rows(expression: Any) -> list[dict[str, Any]]:
    return expression.to_pyarrow().to_pylist()


def test_the_parts_of_a_score_add_up_to_it(screened: tuple[Store, Door, Run]) -> None:
    found = findings_of(*screened)
    parts = found.parts()
    sums = {
        row["object_id"]: row["points"]
        for row in rows(parts.group_by("object_id").agg(points=parts.points.sum()))
    }
    scores = {row["object_id"]: row["score"] for row in rows(found.targets())}
    assert scores == pytest.approx(sums)


def test_a_hit_with_an_amount_is_worth_probability_times_its_root_per_hour(
    screened: tuple[Store, Door, Run],
) -> None:
    [account] = [row for row in rows(findings_of(*screened).targets()) if row["object_type"] == "account"]
    assert account["score"] == pytest.approx(0.6 * 400**0.5 / 1.0)
    assert account["expected_yuan"] == Decimal("240.00")


def test_a_category_that_hit_a_target_twice_is_named_once_the_dearest_first() -> None:
    part = {"object_type": "customer", "object_id": "1", "cons_no": "1", "org_code": "3", "rate": 0.5}
    part |= {"worth_yuan": 100.0, "hours": 1.0, "hits": 1, "amount_yuan": Decimal(1), "severity": "高"}
    checks = {"TAR-07": ("电费电价", 3.0), "PRO-12": ("客户档案", 2.0), "TAR-08": ("电费电价", 1.0)}
    parts = [
        part | {"check_code": code, "category": category, "points": points, "reason": code}
        for code, (category, points) in checks.items()
    ]
    [target] = rows(targets_of(ibis.memtable(parts)))
    assert target["categories"] == "电费电价、客户档案"
    assert target["check_codes"] == "TAR-07,PRO-12,TAR-08"


def test_a_customer_whose_use_collapses_is_a_target_with_reasons_to_check(
    screened: tuple[Store, Door, Run],
) -> None:
    found = {row["object_id"]: row["reasons"] for row in rows(findings_of(*screened).targets())}
    assert "下台阶" in found[THIEF]


def test_a_fall_that_a_suspension_explains_is_no_anomaly(screened: tuple[Store, Door, Run]) -> None:
    assert SUSPENDED not in {row["object_id"] for row in rows(findings_of(*screened).targets())}


def test_each_unit_gets_its_jobs_and_the_random_ones_know_their_probability(
    screened: tuple[Store, Door, Run],
) -> None:
    chosen = rows(select(*screened, Capacity(jobs_per_unit=10, random_share=0.2, seed=3)))
    drawn = [row for row in chosen if row["picked_by"] == "random"]
    assert {unit: sum(row["org_code"] == unit for row in drawn) for unit in UNITS} == dict.fromkeys(UNITS, 2)
    assert {row["inclusion_probability"] for row in drawn} == {2 / 80}


def test_the_draw_is_repeatable_by_its_seed(screened: tuple[Store, Door, Run]) -> None:
    def drawn(seed: int) -> list[str]:
        chosen = rows(select(*screened, Capacity(jobs_per_unit=10, random_share=0.5, seed=seed)))
        return [row["object_id"] for row in chosen if row["picked_by"] == "random"]

    assert drawn(1) == drawn(1) != drawn(2)


def test_whoever_has_the_smallest_digest_of_seed_and_number_in_a_unit_is_drawn(
    screened: tuple[Store, Door, Run],
) -> None:
    _, door, _ = screened
    chosen = rows(select(*screened, Capacity(jobs_per_unit=10, random_share=0.3, seed=7)))
    for unit in UNITS:
        customers = door.table("customers")
        numbers = customers.filter(customers.org_code == unit).cons_no.to_pyarrow().to_pylist()
        first = sorted(numbers, key=lambda number: hashlib.sha256(f"7|{number}".encode()).hexdigest())[:3]
        drawn = [row for row in chosen if row["picked_by"] == "random" and row["org_code"] == unit]
        assert {row["cons_no"] for row in drawn} == set(first)


def test_without_a_random_share_nobody_is_drawn(screened: tuple[Store, Door, Run]) -> None:
    chosen = rows(select(*screened, Capacity(jobs_per_unit=5, random_share=0.0, seed=1)))
    assert {row["picked_by"] for row in chosen} == {"ranking"}


def test_nobody_is_chosen_twice(screened: tuple[Store, Door, Run]) -> None:
    chosen = rows(select(*screened, Capacity(jobs_per_unit=60, random_share=1.0, seed=1)))
    objects = [(row["object_type"], row["object_id"]) for row in chosen]
    assert len(objects) == len(set(objects)) == 120


def test_a_selection_is_kept_with_its_seed(screened: tuple[Store, Door, Run]) -> None:
    store, door, run = screened
    save(store, door, run, Capacity(jobs_per_unit=5, random_share=0.2, seed=9))
    with store.read() as session:
        kept = session.scalars(select_rows(Selection)).one()
    assert (kept.seed, kept.capacity, kept.summary["random"]) == (9, 5, 2)


def test_no_capacity_at_all_is_refused() -> None:
    with pytest.raises(WrongUsage, match="每单位任务数"):
        Capacity(jobs_per_unit=0)
