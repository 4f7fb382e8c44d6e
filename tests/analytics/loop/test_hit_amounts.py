"""What of a hit's amount is energy, and what a penalty."""

from decimal import Decimal
from typing import Any

import pytest

from analytics.loop.hit_amounts import energy_wh_of, penalty_fen_of
from analytics.loop.owed import reckoned_fen, side_of
from analytics.rulebook import check_of, checks
from models.orm import CaseCheckRow


@pytest.mark.parametrize(
    ("code", "hit", "energy_wh"),
    [
        ("MET-13", {"amount_yuan": Decimal("60.00"), "lost_kwh": Decimal("100.5004")}, 100_500),
        ("MET-16", {"amount_yuan": Decimal("-6.00"), "gap_kwh": -10}, -10_000),
        ("MET-13", {"amount_yuan": None, "lost_kwh": 100}, None),  # not priced, so nothing to charge
        (
            "TAR-21",
            {"amount_yuan": Decimal("-6.00"), "estimated_kwh": 10},
            None,
        ),  # charged too much, of other energy
        ("TAR-22", {"amount_yuan": Decimal("60.00"), "kwh": 100}, None),  # a matter of prices
    ],
)
def test_the_energy_is_what_the_amount_charges(code: str, hit: dict[str, Any], energy_wh: int | None) -> None:
    one = check_of(code)
    assert energy_wh_of(one, {"object_type": one.subject, **hit}) == energy_wh


def test_a_penalty_is_the_amount_of_the_checks_of_penalties() -> None:
    assert penalty_fen_of(check_of("INS-14"), 25_000) == 25_000
    assert penalty_fen_of(check_of("MET-13"), 25_000) is None


def test_a_penalty_of_which_too_much_was_collected_is_refunded_like_other_money() -> None:
    fen = -25_000
    penalty = penalty_fen_of(check_of("INS-08"), fen)
    assert penalty is None
    hit = CaseCheckRow(check_code="INS-08", amount_fen=fen, penalty_fen=penalty)
    assert side_of(reckoned_fen(check_of("INS-08").subject, [hit])) == "refunded_fen"


def test_the_column_of_energy_is_evidence_in_kwh() -> None:
    for one in checks().values():
        assert not one.energy or "kWh" in one.evidence[one.energy], one.code
