"""Breach of contract and theft: what is recovered, and what comes on top."""

from datetime import date, datetime
from decimal import Decimal
from itertools import product

import pytest

from analytics.regulation.money import fen
from analytics.regulation.violation import (
    MULTIPLES,
    OVER_CAPACITY_YUAN_PER_KW,
    SUSPENDED_YUAN_PER_KW,
    TAMPERING_YUAN,
    THEFT_HOURS,
    UNKNOWN_THEFT_DAYS,
    Kind,
    is_under_2024_rules_expr,
    multiple_expr,
    tampering_due_expr,
    tampering_unit_yuan_expr,
)
from tests.analytics.regulation.by_hand import kind_of, multiple, tampering_due, tampering_unit_yuan
from tests.analytics.regulation.in_engine import calculated, columns, vectors

D = Decimal
VECTORS = vectors("violation")
OVER_CAPACITY, WRONG_PRICE, THEFT, SINGLE_TARIFF = VECTORS["cases"]
OLD, NEW = date(2024, 5, 31), date(2024, 6, 1)


def test_published_case_of_capacity_added_without_leave() -> None:
    days = (date(2008, 9, 30) - date(2008, 8, 25)).days + 1
    retro = 315 * D(20) * days / 30
    assert [retro, retro * (multiple(Kind.OVER_CAPACITY, OLD) or 0)] == OVER_CAPACITY["expect_page"]


def test_published_case_of_the_wrong_price_multiplies_before_it_rounds() -> None:
    retro = D("1590.084")
    assert [fen(retro), fen(retro * (multiple(Kind.WRONG_PRICE, OLD) or 0))] == WRONG_PRICE["expect_page"]


def test_published_case_of_theft() -> None:
    hours, days = THEFT_HOURS.part("动力").on(OLD) or 0, UNKNOWN_THEFT_DAYS.on(OLD) or 0
    retro = 5 * hours * days * D("0.75")
    assert 5 * hours * days == THEFT["kwh"]
    assert (retro, retro * (multiple(Kind.THEFT, OLD) or 0)) == (THEFT["retro_at_0.75"], THEFT["penalty"])


def test_published_case_of_the_single_tariff() -> None:
    assert 80 * (OVER_CAPACITY_YUAN_PER_KW.on(OLD) or 0) == SINGLE_TARIFF["penalty"]


def test_published_multiples_and_amounts() -> None:
    by_type = {row["type"]: row for row in VECTORS["violations"]}
    multiples = MULTIPLES.on(OLD) or {}
    assert multiples[Kind.WRONG_PRICE] == by_type["高价低接/擅改类别"]["penalty_multiple"]
    assert multiples[Kind.OVER_CAPACITY] == by_type["私增容-两部制"]["penalty_multiple"]
    assert multiples[Kind.SUSPENDED_EQUIPMENT] == by_type["擅用暂停/启封-两部制"]["penalty_multiple"]
    assert multiples[Kind.THEFT] == VECTORS["theft"]["penalty_multiple"]
    assert TAMPERING_YUAN.on(OLD) == by_type["私迁/更动/擅操作计量等"]["penalty_yuan_each"]
    assert SUSPENDED_YUAN_PER_KW.on(OLD) == by_type["擅用暂停/启封-其他"]["penalty_yuan_per_kw_each"]
    assert UNKNOWN_THEFT_DAYS.on(OLD) == VECTORS["theft"]["unknown_days"]


@pytest.mark.parametrize(
    ("attr", "vtype", "is_two_part", "before", "since"),
    [
        ("02", "01", None, 3, 3),
        ("01", "01", None, 2, 2),
        ("01", "02", True, 3, 3),
        ("01", "02", False, None, None),
        ("01", "02", None, None, None),
        ("01", "04", True, 2, 2),
        ("01", "05", True, 2, 2),
        ("01", "05", False, None, None),
        ("01", "03", True, None, None),
        ("01", "06", True, None, None),
        ("01", "99", None, None, 3),
        ("01", None, None, None, 3),
        (None, "01", True, None, None),
    ],
)
def test_multiple_of_a_case(
    attr: str | None, vtype: str | None, is_two_part: bool | None, before: int | None, since: int | None
) -> None:
    kind = kind_of(attr, vtype, is_two_part=is_two_part)
    assert (multiple(kind, OLD), multiple(kind, NEW)) == (before, since)


def test_multiples_are_the_same_in_the_engine() -> None:
    rows = list(
        product(
            ("01", "02", None),
            ("01", "02", "03", "04", "05", "06", "99", None),
            (True, False, None),
            (datetime(2024, 5, 31, 23, 59), datetime(2024, 6, 1, 0, 0)),
        )
    )
    attr, vtype, two_part, occurred = (list(column) for column in zip(*rows, strict=True))
    table = columns(attr=attr, vtype=vtype, two_part=two_part, occurred=occurred)
    found = multiple_expr(table.attr, table.vtype, table.two_part, table.occurred)
    wanted = [multiple(kind_of(a, v, is_two_part=p), when) for a, v, p, when in rows]
    assert calculated(table, found) == wanted
    is_new = calculated(table, is_under_2024_rules_expr(table.occurred))
    assert is_new == [when.date() >= NEW for when in occurred]


def test_tampering_costs_whole_multiples_of_its_unit() -> None:
    sorts = ["03", "02", "01", "00", None]
    table = columns(sort=sorts, penalty=[D(400), D(5000), D(12000), D(1), D(1)])
    units = [D(500), D(5000), D(5000), None, None]
    assert [tampering_unit_yuan(sort, NEW) for sort in sorts] == units
    unit = tampering_unit_yuan_expr(table.sort, NEW)
    assert calculated(table, unit) == units
    assert calculated(table, tampering_due_expr(table.penalty, unit)) == [
        D(500),
        D(5000),
        D(10000),
        None,
        None,
    ]
    assert [tampering_due(D(400), D(500)), tampering_due(D(12000), D(5000))] == [500, 10000]
