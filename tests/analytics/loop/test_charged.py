"""追补电量 and 违约使用电费 are the same in the figures, their JSON, on the command line and in the bulletin's words."""

from datetime import date
from typing import Any

import pytest

from analytics.loop.charged import Charged, as_json, in_words
from analytics.loop.counting import Asked
from analytics.loop.figures import figures
from analytics.loop.month import loop_month
from analytics.loop.progress import progress
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from tests.looped import OTHER, STATION, add_case

TODAY = date(2026, 11, 20)
NOVEMBER = Asked(TODAY, date(2026, 11, 1), date(2026, 11, 30))


BORNE_OUT: dict[str, Any] = {"state": "待整改", "result": "属实"}


def cases(store: Store) -> None:
    paid: dict[str, Any] = {"energy_wh": 1_000_500, "penalty_fen": 300_000, "penalty_recovered_fen": 100_000}
    add_case(store, "MET-13", **BORNE_OUT, **paid)
    add_case(store, "MET-16", **BORNE_OUT, energy_wh=-10_000)
    add_case(store, "MET-13", **BORNE_OUT, energy_wh=2_000_000, org_code=OTHER)
    add_case(store, "TAR-22", **BORNE_OUT)


def test_what_is_charged_and_given_back_is_added_up_apart(either_store: Store) -> None:
    cases(either_store)
    made = progress(either_store, LOCAL_USER, NOVEMBER)
    assert made.charged == Charged(3_000_500, 10_000, 300_000, 100_000)
    told = figures(made)
    assert told["energy_kwh"] == {"recovered": "3000.500", "refunded": "10.000"}
    assert told["penalty_yuan"] == {"due": "3000.00", "recovered": "1000.00"}


@pytest.mark.parametrize(
    "standing",
    [
        {"state": "待审核", "result": "属实"},
        {"state": "已作废", "result": "属实"},
        {"state": "已归档", "result": "不属实"},
    ],
)
def test_nothing_is_due_of_a_case_that_is_not_borne_out(store: Store, standing: dict[str, Any]) -> None:
    add_case(store, "MET-13", energy_wh=1_000, penalty_fen=300, established_fen=500, **standing)
    made = progress(store, LOCAL_USER, NOVEMBER)
    assert made.charged == Charged()
    assert figures(made)["yuan"]["established"] == "0.00"


def test_each_sees_what_is_charged_in_their_units_and_the_bulletin_says_the_same(store: Store) -> None:
    cases(store)
    person = Person("钱稽查", Role.STAFF, (STATION,))
    own = progress(store, person, NOVEMBER).charged
    assert own.energy_wh == 1_000_500
    month = loop_month(store, person, "202611", {}, TODAY)
    assert month is not None
    assert month.charged == own


def test_it_is_said_in_words_and_nothing_of_nothing() -> None:
    assert in_words(Charged()) == ""
    assert in_words(Charged(1_000_500, 10_000, 300_000, 100_000)) == (
        "追补电量 1,000.5 kWh,退还电量 10 kWh,违约使用电费应收 3,000.00 元、已收 1,000.00 元"
    )
    assert as_json(Charged())["energy_kwh"] == {"recovered": "0.000", "refunded": "0.000"}
