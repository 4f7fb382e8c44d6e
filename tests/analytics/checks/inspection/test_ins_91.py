from collections.abc import Mapping
from decimal import Decimal

import pytest

from analytics.checks.inspection.ins_91_step import use_steps_down
from analytics.results.hit_words import arithmetic_of, sentence_of
from tests.boundaries import Boundary
from tests.daily import company, use
from tests.drawn import finder, found


def peers(apart: int, how_many: int = 29) -> dict[str, Mapping[int, str]]:
    """Return peers of whom a third uses as much as before, a third less by so many per cent, the others more."""
    return {f"p{n}": use(str(100 + (n % 3 - 1) * apart)) for n in range(how_many)}


def suspect(near: str, apart: int = 11) -> str:
    return company({"1": use(near)} | peers(apart))


def of_several(how_many: int) -> str:
    return company({str(n): use(str(30 + n / 100)) for n in range(how_many)} | peers(2, how_many * 2 + 30))


TABLES = suspect("40")
hits = finder(use_steps_down, lambda text: text)

# of 30 the middle one is at 100 %, and the median of the distances is 11: 3.5 of them are 57.0793 per cent
BOUNDARIES = {
    "limit": Boundary(
        suspect,
        {"42.93": False, "42.9207": False, "42.91": True},
        own=4,
        answers_to_own={"34.77": False, "34.7665": False, "34.76": True},
        is_apart=True,
    ),
    "most_percent": Boundary(
        lambda near: suspect(near, apart=2),
        {"60.01": False, "60": False, "59.99": True},
        own=50,
        answers_to_own={"50.01": False, "50": False, "49.99": True},
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


def test_who_falls_where_no_peer_does_stands_out_with_what_is_normal_beside_it() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["near_mean"], hit["base_mean"], hit["share"]) == ("1", 40, 100, 40)
    assert (hit["peers"], hit["peer_median"], hit["peer_spread"]) == (30, 100, 11)
    assert hit["distance"] == Decimal("-3.6791")  # 0.6745 × (40 − 100) ÷ 11
    assert hit["peer_group"] == "商业用电、交流220V、10 至 20 kVA"
    assert hit["amount_yuan"] is None
    assert arithmetic_of(hit | {"check_code": "INS-91"})[1] == (
        "偏离 = 0.6745 ×(40 − 同类中位数 100)÷ 同类离差 11 = -3.6791,界限 3.5"
    )
    assert "同类 30 户" in sentence_of(hit | {"check_code": "INS-91"})


def test_whose_peers_fall_alike_does_not() -> None:
    everybody = {who: use("40") for who in ("1", *(f"p{n}" for n in range(29)))}
    assert hits(company(everybody)) == []


def test_where_most_peers_are_exactly_alike_the_mean_distance_stands_in() -> None:
    [hit] = hits(company({"1": use("40")} | {f"p{n}": use("100") for n in range(29)}))
    assert (hit["peer_spread"], hit["factor"]) == (2, Decimal("0.797885"))  # 60 ÷ 30
    assert hit["distance"] == Decimal("-23.9366")  # 0.797885 × −60 ÷ 2


@pytest.mark.parametrize(("how_many", "is_hit"), [(29, True), (28, False)])
def test_fewer_than_thirty_are_not_compared(how_many: int, is_hit: bool) -> None:
    assert bool(hits(company({"1": use("40")} | peers(2, how_many)))) == is_hit


def test_others_are_no_peers() -> None:
    larger = company({"1": use("40")}, "405 | AC02202 | 20 | 0").split("\n\n")
    smaller = company(peers(2)).split("\n\n")
    text = "\n\n".join(
        "\n".join([one, *two.splitlines()[2:]]) for one, two in zip(smaller, larger, strict=True)
    )
    assert hits(text) == []


def test_who_has_stopped_in_earnest_is_left_out() -> None:
    stopped = (
        "\n\napplications\ncons_no | app_type | status | accept_time\n1 | 203 | 02 | 2025-09-01 09:00:00"
    )
    assert hits(TABLES + stopped) == []


def test_without_archive_of_uses_all_are_peers() -> None:
    text = company({"1": use("40")} | peers(2), "- | - | - | 0")
    [hit] = found(use_steps_down, text)
    assert hit["peer_group"] == "用电类别不明、电压不明、容量不明"
