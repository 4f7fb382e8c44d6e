from decimal import Decimal

import pytest

from analytics.checks.metering.met_15_rates_do_not_add_up import rates_do_not_add_up
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.drawn import Drawn, changed, drawn, finder

# the register moved 1000, its parts 10 + 390 + 300 + 303 = 1003
TABLES = """
    readings
    asset_no | cons_no    | amt_ym | read_type | last_read | this_read | t_factor | last_date  | mr_date    | data_src | mr_type | mr_status
    M1       | 0000000001 | 202510 | 15        | 100       | 403       | 2        | 2025-09-05 | 2025-10-05 | 01       | 01      | 02
    M1       | 0000000001 | 202510 | 11        | 5000      | 6000      | 2        | 2025-09-05 | 2025-10-05 | 01       | 01      | 02
    M1       | 0000000001 | 202510 | 12        | 0         | 10        | 2        | 2025-09-05 | 2025-10-05 | 01       | 01      | 02
    M1       | 0000000001 | 202510 | 13        | 200       | 590       | 2        | 2025-09-05 | 2025-10-05 | 01       | 01      | 02
    M1       | 0000000001 | 202510 | 14        | 100       | 400       | 2        | 2025-09-05 | 2025-10-05 | 01       | 01      | 02

    meters
    asset_no | digits | inst_date
    M1       | 4      | 2020-01-01
"""


def flat(this_read: str, **values: str) -> Drawn:
    return changed(
        TABLES, {"readings.this_read": this_read} | {f"readings.{n}": v for n, v in values.items()}
    )


hits = finder(rates_do_not_add_up)

BOUNDARIES = {
    "tol": Boundary(
        flat,
        {"401.999": False, "402": False, "402.001": True},
        own=0.01,
        answers_to_own={"409.999": False, "410": False, "410.001": True},
    ),
}


def test_parts_that_do_not_give_the_whole_are_hit_without_amount() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("asset", "M1", "0000000001")
    assert (hit["total"], hit["parts"], hit["gap"], hit["gap_percent"]) == (1000, 1003, 3, Decimal("0.3"))
    assert hit["amount_yuan"] is None


def test_parts_that_fall_short_are_hit_too() -> None:
    [hit] = hits(flat("397"))
    assert (hit["gap"], hit["gap_percent"]) == (-3, Decimal("-0.3"))


def test_the_sharp_register_may_be_missing_and_the_others_may_not() -> None:
    rows = drawn(TABLES)
    without_sharp = [row for row in rows["readings"] if row["read_type"] != "12"]
    [hit] = hits(rows | {"readings": without_sharp})
    assert hit["parts"] == 993
    assert (
        arithmetic_of(hit | {"check_code": "MET-15"})[0]
        == "分费率之和 = 尖 0 + 峰 390 + 平 303 + 谷 300 = 993"
    )
    for needed in ("11", "13", "14", "15"):
        assert (
            hits(rows | {"readings": [row for row in rows["readings"] if row["read_type"] != needed]}) == []
        )


@pytest.mark.parametrize(
    "values",
    [
        {"last_date": "2025-09-06"},
        {"mr_date": "2025-10-06"},
        {"data_src": "02"},
        {"data_src": "03"},
        {"data_src": "04"},
        {"mr_type": "05"},
        {"mr_status": "03"},
        {"last_read": "500"},
        {"last_read": "-"},
    ],
)
def test_registers_frozen_apart_changed_unread_or_run_back_are_not_judged(values: dict[str, str]) -> None:
    assert hits(flat("403", **values)) == []


def test_a_register_that_passed_its_last_digit_moved_on() -> None:
    assert hits(flat("200", last_read="9900")) == []
    assert len(hits(flat("203", last_read="9900"))) == 1


def test_a_meter_exchanged_between_the_readings_is_not_judged() -> None:
    assert hits(changed(TABLES, {"meters.inst_date": "2025-10-01"})) == []
    assert len(hits(changed(TABLES, {"meters.inst_date": "2025-09-05"}))) == 1


def scaled(by: str, factor: str) -> Drawn:
    """Draw registers that moved less, with another factor."""
    rows = drawn(TABLES)
    for row in rows["readings"]:
        moved = (row["this_read"] - row["last_read"]) * Decimal(by)
        row |= {"last_read": Decimal(0), "this_read": moved, "t_factor": Decimal(factor)}
    return rows


@pytest.mark.parametrize(
    ("by", "factor", "is_hit"),
    [("0.1", "1", True), ("0.1", "0.999", False), ("0.0166", "100", False), ("0.0167", "100", True)],
)
def test_less_than_a_hundred_kilowatt_hours_or_the_resolution_of_a_register_say_nothing(
    by: str, factor: str, is_hit: bool
) -> None:
    assert bool(hits(scaled(by, factor))) == is_hit
