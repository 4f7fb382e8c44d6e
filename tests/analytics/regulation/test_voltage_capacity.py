"""Voltage codes, and the capacity that a voltage may carry."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.regulation.voltage import is_low_expr, kilovolts_expr
from analytics.regulation.voltage_capacity import (
    HIGH_VOLTAGE_MAX_KVA,
    HIGH_VOLTAGE_TOLERANCE,
    LOW_VOLTAGE_MAX_KW,
    SINGLE_PHASE_MAX_KW,
    capacity_limit_expr,
)
from data_loaders.catalog import code_lists
from tests.analytics.regulation.by_hand import capacity_limit, is_low, kilovolts
from tests.analytics.regulation.in_engine import calculated, columns, vectors

D = Decimal
CODES = [*code_lists()["VOLT_CODE"], "", "AC0010", "XX00101", None]
OLD, NEW = date(2024, 5, 31), date(2024, 6, 1)


@pytest.mark.parametrize(
    ("code", "kv", "low"),
    [
        ("AC02201", "220", False),
        ("AC02202", "0.22", True),
        ("AC03802", "0.38", True),
        ("AC00101", "10", False),
        ("AC01381", "13.8", False),
        ("DC08001", "800", False),
        ("AC10002", "1", True),
    ],
)
def test_a_voltage_code_says_kilovolts_or_volts(code: str, kv: str, low: bool) -> None:
    assert kilovolts(code) == D(kv)
    assert is_low(code) is low


def test_every_listed_code_has_the_voltage_of_its_label() -> None:
    labels = code_lists()["VOLT_CODE"]
    for code, label in labels.items():
        text = label.removeprefix("交流").removeprefix("直流").split("V")[0].split("v")[0]
        kv = D(text.removesuffix("k")) / (1 if text.endswith("k") else 1000)
        assert kilovolts(code) == kv, code


def test_voltage_codes_are_the_same_in_the_engine() -> None:
    table = columns(code=CODES)
    assert calculated(table, kilovolts_expr(table.code)) == [kilovolts(code) for code in CODES]
    assert calculated(table, is_low_expr(table.code)) == [is_low(code) for code in CODES]


def test_limits_are_the_published_ones() -> None:
    codes = {
        "10": "AC00101",
        "20": "AC00201",
        "35": "AC00351",
        "66": "AC00661",
        "110": "AC01101",
        "220": "AC02201",
    }
    single, low, *high = vectors("voltage_capacity")["ranges"]
    assert (SINGLE_PHASE_MAX_KW.on(OLD), SINGLE_PHASE_MAX_KW.on(NEW)) == (
        single["kw_max_1996"],
        single["kw_max"],
    )
    assert (LOW_VOLTAGE_MAX_KW.on(OLD), LOW_VOLTAGE_MAX_KW.on(NEW)) == (low["kw_max_1996"], low["kw_max"])
    for row in high:
        code = codes[str(row["kv"])]
        assert HIGH_VOLTAGE_MAX_KVA.part(code).on(NEW) == row["kva_max"]
    assert HIGH_VOLTAGE_TOLERANCE.on(NEW) == vectors("voltage_capacity")["tolerance"]["high_voltage_factor"]


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("AC02202", OLD, 12),
        ("AC03802", OLD, 100),
        ("AC03802", NEW, 160),
        ("AC00101", NEW, 12000),
        ("AC00201", NEW, 24000),
        ("AC00351", NEW, 48000),
        ("AC00661", NEW, 48000),
        ("AC01101", NEW, 120000),
        ("AC02201", NEW, None),
        ("AC00061", NEW, None),
        (None, NEW, None),
    ],
)
def test_limit_of_a_voltage(code: str | None, day: date, expected: int | None) -> None:
    assert capacity_limit(code, day, NEW) == expected


def test_a_customer_metered_in_one_phase_has_the_single_phase_limit() -> None:
    assert capacity_limit("AC03802", NEW, NEW, is_single_phase=True) == 12


def test_limits_are_the_same_in_the_engine() -> None:
    rows = [(code, day, single) for code in CODES for day in (OLD, NEW) for single in (True, False)]
    code, day, single = (list(column) for column in zip(*rows, strict=True))
    table = columns(code=code, day=day, single=single)
    limits = capacity_limit_expr(table.code, table.day, NEW, is_single_phase=table.single)
    assert calculated(table, limits) == [capacity_limit(c, d, NEW, is_single_phase=s) for c, d, s in rows]
    as_it_is = HIGH_VOLTAGE_TOLERANCE.set_to(1)
    strict = capacity_limit_expr(table.code, table.day, NEW, tolerance=as_it_is)
    assert calculated(table, strict) == [capacity_limit(c, d, NEW, tolerance=as_it_is) for c, d, _ in rows]
