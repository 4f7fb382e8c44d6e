"""What is on the white list is counted apart for as long as it holds, and comes back when it has run out."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pytest

from analytics import screening
from analytics.ranking.scores import parts_without, targets_of
from analytics.ranking.selection import Capacity, select
from analytics.results.findings import Findings, findings_of
from models import runs
from models.lake import Door, Lake
from models.loop import exemptions
from models.loop.exemptions import Kind, Request, Scope, Standing
from models.people import LOCAL_USER, Person, Role
from tests.base_cases.adjustments import ADJUSTMENTS, FIRST_DAY, LATER_DAY, OTHER, STATION
from tests.loaded import loaded

OF_OBJECT = Scope("BIZ-14", "application", "3", OTHER)
Seen = Callable[..., Findings]


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = loaded(tmp_path_factory.mktemp("exempted") / "home", ADJUSTMENTS)
    for day in (FIRST_DAY, LATER_DAY):
        screening.screen(lake, LOCAL_USER, as_of=day, period="202510", codes=["BIZ-14"])
    return lake


@pytest.fixture
def exempted(screened: Lake) -> Callable[..., None]:
    """Exempt something until the end of 2025; what other tests exempted is ended first."""
    store = screened.store
    for one in exemptions.exemptions(store):
        if one.standing is Standing.APPROVED:
            exemptions.decide(store, LOCAL_USER, [one.number], Standing.ENDED, "另一测试")

    def exempted(scope: Scope) -> None:
        wanted = Request(scope, Kind.NORMAL, "政策性退补", "批文", FIRST_DAY, date(2025, 12, 31))
        exemptions.decide(store, LOCAL_USER, exemptions.ask(store, LOCAL_USER, [wanted]), Standing.APPROVED)

    return exempted


def seen(lake: Lake, door: Door, number: int = 1) -> Findings:
    return findings_of(lake.store, door, runs.get(lake.store, number))


def rows(expression: Any) -> list[dict[str, Any]]:
    return expression.to_pyarrow().to_pylist()


def test_exempted_hits_are_counted_apart_and_are_no_targets(
    screened: Lake, exempted: Callable[..., None]
) -> None:
    exempted(OF_OBJECT)
    with screened.open(LOCAL_USER) as door:
        found = seen(screened, door)
        [total] = found.figures()
        assert (total["hits"], total["exempted"], total["other_yuan"]) == (2, 1, Decimal("116.00"))
        by_unit = {row["unit"]: (row["hits"], row["exempted"]) for row in found.figures("unit")}
        assert by_unit == {STATION: (2, 0), OTHER: (0, 1)}
        assert [(row["rank"], row["object_id"]) for row in rows(found.targets())] == [(1, "2"), (2, "1")]
        assert {row["object_id"] for row in rows(found.parts())} == {"1", "2"}
        assert len(rows(found.hits())) == 3
        chosen = select(screened.store, door, runs.get(screened.store, 1), Capacity(5, 0))
        assert {row["object_id"] for row in rows(chosen)} == {"1", "2"}


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (Scope("BIZ-14", unit=STATION), ["3"]),
        (Scope("BIZ-14", unit="3340101"), ["3"]),
        (Scope("BIZ-14", unit="33401", field="rs_reason", value="政策"), ["1"]),
        (Scope("BIZ-14", unit=STATION, field="rs_reason", value="政策"), ["3", "1"]),
        (Scope("BIZ-14", unit="", field="given_up", value="政策"), ["3", "2", "1"]),
        (Scope("BIZ-15", unit=""), ["3", "2", "1"]),
    ],
)
def test_a_unit_and_a_reason_exempt_what_they_say_and_no_more(
    screened: Lake, exempted: Callable[..., None], scope: Scope, left: list[str]
) -> None:
    exempted(scope)
    with screened.open(LOCAL_USER) as door:
        found = seen(screened, door)
        assert [row["object_id"] for row in rows(found.targets())] == left
        assert found.figures()[0]["hits"] == len(left)


def test_what_has_run_out_counts_again_in_the_next_screening(
    screened: Lake, exempted: Callable[..., None]
) -> None:
    exempted(OF_OBJECT)
    with screened.open(LOCAL_USER) as door:
        now, later = seen(screened, door, 1), seen(screened, door, 2)
        assert (now.figures()[0]["exempted"], later.figures()[0]["exempted"]) == (1, 0)
        assert [row["object_id"] for row in rows(later.targets())] == ["3", "2", "1"]
        [of_now], [of_later] = now.exempted_figures().values(), later.exempted_figures().values()
        assert (of_now["hits"], of_now["other_yuan"]) == (1, Decimal("400.00"))
        assert (of_later["hits"], later.returned(since=FIRST_DAY)) == (1, 1)
        assert later.returned(since=date(2026, 1, 15)) == 0
        assert now.returned(since=date(2025, 1, 1)) == 0


def test_a_hit_that_two_exemptions_cover_is_counted_once_with_the_older(
    screened: Lake, exempted: Callable[..., None]
) -> None:
    exempted(OF_OBJECT)
    exempted(Scope("BIZ-14", unit=OTHER))
    with screened.open(LOCAL_USER) as door:
        found = seen(screened, door)
        assert found.figures()[0]["exempted"] == 1
        assert len(found.exempted_figures()) == 1
        assert list(found.exemption_of()) == ["BIZ-14|application|3|202510"]


def test_figures_of_exemptions_are_those_of_the_own_units(
    screened: Lake, exempted: Callable[..., None]
) -> None:
    exempted(OF_OBJECT)
    with screened.open(Person("员", Role.STAFF, (STATION,))) as door:
        found = seen(screened, door)
        assert found.exempted_figures() == {}
        assert found.figures()[0]["exempted"] == 0


def test_a_target_with_other_checks_left_keeps_their_points_alone() -> None:
    part = {"object_type": "customer", "object_id": "1", "cons_no": "1", "org_code": "3", "severity": "高"}
    part |= {"worth_yuan": 100.0, "hours": 3.0, "checks": 3, "hits": 1, "amount_yuan": Decimal(1)}
    codes = {"TAR-07": 0.6, "PRO-12": 0.5, "ANOMALY": 0.19}
    parts = ibis.memtable(
        [
            part
            | {
                "check_code": code,
                "category": "电费电价",
                "reason": code,
                "rate": rate,
                "points": rate * 10 / 3,
            }
            for code, rate in codes.items()
        ]
    )
    gone = ibis.memtable([{"object_type": "customer", "object_id": "1", "check_code": "PRO-12"}])
    left = parts_without(parts, gone)
    [target] = rows(targets_of(left))
    assert (target["check_codes"], target["hits"], target["hours"]) == ("TAR-07,ANOMALY", 2, 2.5)
    assert target["score"] == pytest.approx((0.6 + 0.19) * 10 / 2.5)
    both = ibis.memtable(
        [{"object_type": "customer", "object_id": "1", "check_code": code} for code in ("PRO-12", "TAR-07")]
    )
    assert rows(parts_without(parts, both)) == []  # an anomaly as weak is no target alone
