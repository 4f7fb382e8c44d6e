from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from analytics.checks.inspection.ins_95_against_area_loss import use_against_area_loss
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.daily import LAST
from tests.drawn import finder, lacking_in

DAYS = (*range(16), *range(30, 62))  # 48: the last sixteen and 32 of the sixty before
UP, TURN = (1, 1, -1, -1), (1, -1, 1, -1)  # of four days; neither tells anything of the other

Losses = Mapping[str, Sequence[str]]


def lost(offset: str, apart: str, swing: int = 1) -> list[str]:
    """Return what an area loses: less by `offset` for each kWh more that is used, and `apart` by itself."""
    by_use, alone = Decimal(offset) * swing, Decimal(apart)
    return [str(50 - by_use * UP[n % 4] + alone * TURN[n % 4]) for n in range(len(DAYS))]


def company(areas: Losses, homes: Mapping[str, str], days: int = len(DAYS), swing: int = 1) -> str:
    """Draw customers who are all peers, use 100 kWh a day, so much more or less, and belong to such areas."""
    when = [LAST - timedelta(days=age) for age in DAYS[:days]]
    return "\n".join(
        ["customers\ncons_no | tg_no | elec_type_code | volt_code | contract_cap | status_code"]
        + [f"{who} | {area} | 405 | AC02202 | 10 | 0" for who, area in homes.items()]
        + ["", "daily_usage\ncons_no | data_date | day_pq"]
        + [f"{who} | {day} | {100 + swing * UP[n % 4]}" for who in homes for n, day in enumerate(when)]
        + ["", "transformer_areas\ntg_no | period | supply_pq | sale_pq"]
        + [
            f"{area} | {day} | {1000 + Decimal(kwh)} | 1000"
            for area, losses in areas.items()
            for day, kwh in zip(when, losses, strict=False)
        ]
    )


# a correlation of one tenth, of none, and of minus one tenth: 1 ÷ √(1 + 9.95²)
USUAL = {"g0": lost("0", "9.95"), "g1": lost("1", "9.95"), "g2": lost("-1", "9.95")}


def peers(how_many: int = 29) -> dict[str, str]:
    return {f"p{n}": f"g{n % 3}" for n in range(how_many)}


def suspect(own: Sequence[str], swing: int = 1) -> str:
    return company(USUAL | {"s": own}, {"1": "s"} | peers(), swing=swing)


def correlated(apart: str) -> str:
    """Return a suspect whose area loses a kWh for each that is not metered, and so much by itself."""
    return suspect(lost("1", apart))


def offset(kwh: str) -> str:
    return suspect(lost(kwh, "0.1", 10), swing=10)


def of_several(how_many: int) -> str:
    homes = {str(n): "s" for n in range(how_many)} | peers(how_many * 3 + 30)
    return company(USUAL | {"s": lost("1", "0")}, homes)


TABLES = correlated("0.75")
hits = finder(use_against_area_loss, lambda text: text)

# of 30 the middle one is at 0, and the median of the distances is 0.1: 3.5 of them are 0.5189, 5.8 are 0.8599
BOUNDARIES = {
    "limit": Boundary(
        correlated,
        {"1.6478": False, "1.6474": False, "1.6469": True},
        own=5.8,
        answers_to_own={"0.5939": False, "0.5936": False, "0.5933": True},
        is_apart=True,
    ),
    "least_offset": Boundary(
        offset,
        {"0.49": False, "0.5": True, "0.51": True},
        own=0.8,
        answers_to_own={"0.79": False, "0.8": True, "0.81": True},
        is_apart=True,
    ),
    "k": Boundary(
        of_several,
        {49: 49, 50: 50, 51: 50},
        own=2,
        answers_to_own={1: 1, 2: 2, 3: 2},
        read=len,
        is_apart=True,
    ),
}


def test_whose_area_loses_what_is_not_metered_stands_out() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["tg_no"], hit["days"], hit["amount_yuan"]) == ("1", "s", 48, None)
    assert (hit["offset_kwh"], hit["correlation"]) == (1, Decimal("-0.8"))  # 1 ÷ √(1 + 0.75²)
    assert (hit["peers"], hit["peer_median"], hit["peer_spread"]) == (30, 0, Decimal("0.1"))
    assert hit["distance"] == Decimal("-5.396")  # 0.6745 × −0.8 ÷ 0.1
    # Σx 4,800, Σy 2,400, Σxy 48 × (100 × 50 − 1), Σx² 48 × (100² + 1)
    assert arithmetic_of(hit | {"check_code": "INS-95"})[0].endswith(
        "=(4,800 × 2,400 − 48 × 239,952)÷(48 × 480,048 − 4,800 × 4,800)= 1 kWh"
    )


def test_an_area_that_loses_more_where_more_is_used_is_as_it_should_be() -> None:
    assert hits(suspect(lost("-1", "0"))) == []


def test_whose_peers_are_alike_does_not_stand_out() -> None:
    assert hits(company({"s": lost("1", "0.75")}, {"1": "s"} | dict.fromkeys(peers(), "s"))) == []


@pytest.mark.parametrize(("days", "is_hit"), [(45, True), (44, False)])
def test_forty_five_days_are_asked(days: int, is_hit: bool) -> None:
    text = company(USUAL | {"s": lost("1", "0.1")}, {"1": "s"} | peers(), days)
    assert bool(hits(text)) == is_hit


def test_areas_by_the_month_tell_nothing_of_days_and_it_says_so() -> None:
    [archive, daily, _] = TABLES.split("\n\n")
    by_month = "transformer_areas\ntg_no | period | supply_pq | sale_pq\ns | 202510 | 1100 | 1000"
    text = "\n\n".join([archive, daily, by_month])
    assert hits(text) == []
    assert lacking_in(use_against_area_loss, text) == ["末 90 天没有台区逐日线损(只有按月的不能比),不判"]
    assert lacking_in(use_against_area_loss, TABLES) == []


@pytest.mark.parametrize(
    "more",
    [
        "applications\ncons_no | app_type | status\n1 | 901 | 03",
        "applications\ncons_no | app_type | status | accept_time\n1 | 203 | 02 | 2025-09-01 09:00:00",
        "readings\ncons_no | amt_ym | read_type | last_read | this_read\n1 | 202510 | 81 | 10 | 12",
    ],
)
def test_who_generates_or_has_stopped_is_left_out(more: str) -> None:
    assert hits(f"{TABLES}\n\n{more}") == []
