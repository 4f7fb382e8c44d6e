"""The power factor table of (83)水电财字第215号, and who owes which standard."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.regulation.power_factor import (
    HIGH_STANDARD_CAP_KVA,
    MIN_CAP_KVA,
    adjustment_pct_expr,
    adjustment_yuan,
    estimated_standard_expr,
    is_industrial_trade_expr,
    power_factor_expr,
    standard_owed_expr,
)
from data_loaders.catalog import code_lists
from tests.analytics.regulation.by_hand import (
    adjustment_pct,
    estimated_standard,
    is_industrial_trade,
    power_factor,
    standard_owed,
)
from tests.analytics.regulation.in_engine import calculated, columns, fixed, vectors

D = Decimal
VECTORS = vectors("power_factor")
ROWS = [(D(std), D(pf), pct) for std, row in VECTORS["table"].items() for pf, pct in row.items()]
kwh = st.integers(0, 10**9).map(D)
DAY = date(2025, 11, 30)


def test_every_row_of_the_published_table_follows_from_its_steps() -> None:
    assert len(ROWS) == 303
    assert [adjustment_pct(std, pf, DAY) for std, pf, _ in ROWS] == [pct for _, _, pct in ROWS]


def test_every_row_of_the_published_table_is_the_same_in_the_engine() -> None:
    table = columns(std=[std for std, _, _ in ROWS], pf=[pf for _, pf, _ in ROWS])
    assert calculated(table, adjustment_pct_expr(table.std, table.pf, DAY)) == [pct for _, _, pct in ROWS]


@pytest.mark.parametrize("case", VECTORS["by_standard"], ids=lambda case: f"{case['std']}-{case['pf']}")
def test_published_adjustment(case: dict[str, Decimal]) -> None:
    assert adjustment_pct(case["std"], case["pf"], DAY) == case["pct"]


@pytest.mark.parametrize("case", VECTORS["by_kwh"], ids=lambda case: f"{case['pf_rounded']}")
def test_published_power_factor_from_energy(case: dict[str, Decimal]) -> None:
    reactive, reverse = case["reactive_forward_kvarh"], case["reactive_reverse_kvarh"]
    assert power_factor(case["active_kwh"], reactive, reverse) == case["pf_rounded"]
    assert adjustment_pct(case["std"], case["pf_rounded"], DAY) == case["pct"]
    assert adjustment_yuan(D(100000), case["pct"]) == case["adj_yuan_if_base_100000"]


def test_published_bands_of_reactive_by_active_energy() -> None:
    edges = [
        (edge, band["pf"])
        for band in VECTORS["bands"]
        for edge in (band["q_over_p_from"], band["q_over_p_to"])
        if edge != D("1.249")  # the page prints 0.63 where 0.62499988 is 0.62
    ]
    table = columns(p=[D(1) for _ in edges], q=[edge for edge, _ in edges])
    assert [power_factor(D(1), edge) for edge, _ in edges] == [pf for _, pf in edges]
    assert calculated(table, power_factor_expr(table.p, table.q)) == [pf for _, pf in edges]


@fixed
@given(st.lists(st.tuples(kwh, kwh), min_size=1, max_size=40))
def test_power_factor_in_the_engine_equals_the_exact_one(rows: list[tuple[Decimal, Decimal]]) -> None:
    table = columns(p=[p for p, _ in rows], q=[q for _, q in rows])
    assert calculated(table, power_factor_expr(table.p, table.q)) == [power_factor(p, q) for p, q in rows]


def test_without_active_energy_there_is_no_power_factor() -> None:
    assert power_factor(D(0), D(100)) is None
    assert power_factor(D(-5), D(100)) is None


def test_a_factor_or_a_standard_outside_the_table_has_no_adjustment() -> None:
    rows = [(D("0.90"), D("1.01")), (D("0.90"), D("-0.10")), (D("0.95"), D("0.90")), (D("0.90"), D("0.895"))]
    table = columns(std=[std for std, _ in rows], pf=[pf for _, pf in rows])
    wanted = [None, None, None, D(0)]
    assert [adjustment_pct(std, pf, DAY) for std, pf in rows] == wanted
    assert calculated(table, adjustment_pct_expr(table.std, table.pf, DAY)) == wanted


@pytest.mark.parametrize(
    ("elec_type", "trade", "kv", "cap", "expected"),
    [
        ("100", "3100", "10", "160", "3"),
        ("100", "3100", "10", "159", "2"),
        ("403", "3100", "0.38", "400", "2"),
        ("400", "3100", "10", "160", "3"),
        ("400", "6500", "10", "800", "2"),
        ("405", "6500", "0.38", "100", "2"),
        ("405", "6500", "0.38", "99", "0"),
        ("200", None, "10", "500", "0"),
        ("203", "8400", "10", "500", "0"),
        ("504", None, "10", "500", "0"),
        ("301", "05A0", "10", "3200", "3"),
        ("301", "05A0", "10", "3199", "2"),
        ("301", "05A0", "0.38", "3200", "2"),
        ("300", "05A0", "10", "200", "1"),
        ("501", None, "10", "200", "2"),
        ("502", None, "10", "200", "1"),
        ("503", None, "10", "200", None),
        ("701", None, "110", "9000", None),
        ("000", None, "10", "200", None),
        ("405", "6500", None, "200", None),
    ],
)
def test_who_owes_which_standard(
    elec_type: str, trade: str | None, kv: str | None, cap: str, expected: str | None
) -> None:
    assert standard_owed(elec_type, trade, D(kv) if kv else None, D(cap), DAY) == expected


def test_owed_standard_is_the_same_in_the_engine() -> None:
    kinds = [*code_lists()["ELEC_TYPE_CODE"], None]
    rows = [
        (kind, trade, kv, D(cap))
        for kind in kinds
        for trade in ("0500", "3100", "C000", "6500", None)
        for kv in (D("0.38"), D(1), D(10), None)
        for cap in (99, 100, 159, 160, 3199, 3200)
    ]
    kind, trade, kv, cap = (list(column) for column in zip(*rows, strict=True))
    table = columns(kind=kind, trade=trade, kv=kv, cap=cap)
    owed = standard_owed_expr(table.kind, table.trade, table.kv, table.cap, DAY)
    assert calculated(table, owed) == [standard_owed(*row, DAY) for row in rows]
    guessed = estimated_standard_expr(table.kind, (table.kv >= 1).fill_null(False), table.cap, DAY)
    assert calculated(table, guessed) == [
        estimated_standard(row[0], row[2] is not None and row[2] >= 1, row[3], DAY) for row in rows
    ]


def test_the_boundary_capacities_can_be_set() -> None:
    assert (
        standard_owed("100", None, D(10), D(160), DAY, high_standard_cap=HIGH_STANDARD_CAP_KVA.set_to(161))
        == "2"
    )
    assert standard_owed("405", None, D(10), D(100), DAY, min_cap=MIN_CAP_KVA.set_to(101)) == "0"


def test_unexamined_customers_are_estimated_by_their_class() -> None:
    assert estimated_standard("301", True, D(200), DAY) == D("0.80")
    assert estimated_standard("101", True, D(160), DAY) == D("0.90")
    assert estimated_standard("101", False, D(160), DAY) == D("0.85")
    assert estimated_standard("405", True, D(800), DAY) == D("0.85")


def test_industrial_trades() -> None:
    trades = [
        "0500",
        "05A0",
        "0600",
        "1300",
        "4600",
        "4700",
        "B000",
        "C000",
        "GG10",
        "G000",
        "A000",
        "",
        None,
    ]
    wanted = [False, False, True, True, True, False, True, True, True, False, False, False, False]
    table = columns(trade=trades)
    assert [is_industrial_trade(trade) for trade in trades] == wanted
    assert [bool(found) for found in calculated(table, is_industrial_trade_expr(table.trade))] == wanted
