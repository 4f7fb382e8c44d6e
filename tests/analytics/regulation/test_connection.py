"""Time limits of connecting a customer, and its fees."""

from datetime import date, timedelta
from itertools import product

import pytest

from analytics.regulation import connection_limits as limits
from analytics.regulation.connection_fees import TEMPORARY_FEE_ALLOWED
from analytics.regulation.connection_limits import (
    Step,
    customer_class_expr,
    limit_expr,
)
from data_loaders.codes.applications import AcceptCons
from tests.analytics.regulation.by_hand import customer_class, limit
from tests.analytics.regulation.in_engine import calculated, columns, vectors

RESIDENT, LOW, SINGLE, DOUBLE = "01", "02", "03", "04"
CLASSES = {
    "居民": [RESIDENT],
    "低压": [LOW],
    "低压非居民": [LOW],
    "非居民": [LOW, SINGLE, DOUBLE],
    "高压": [SINGLE, DOUBLE],
    "高压单电源": [SINGLE],
    "高压双电源": [DOUBLE],
}
PROFILES = {"supervision_rule": limits.SUPERVISION, "sgcc_assess_rule": limits.SGCC_ASSESSMENT}
DAY = date(2025, 11, 1)


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_has_the_published_days(name: str) -> None:
    kinds = {kind.value: kind for kind in AcceptCons}
    for step, of_step in vectors("connection_limits")[name].items():
        for title, days in of_step.items():
            rule = PROFILES[name].part(Step(step))
            found = {rule.part(kinds[code]).on(DAY) for code in CLASSES[title]}
            assert found == {days}, (step, title)


def test_the_promise_of_2022_counts_the_steps_of_the_utility() -> None:
    published = vectors("connection_limits")["sgcc_promise_2022_total_utility_steps"]
    assert limit(Step.WHOLE, RESIDENT, DAY) == published["居民_全过程"]
    for title, code in (("低压非居民", LOW), ("高压单电源", SINGLE), ("高压双电源", DOUBLE)):
        assert limit(Step.UTILITY_TOTAL, code, DAY) == published[title]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step.PLAN, (3, 8, 15, 30)),
        (Step.DESIGN, (8, 8, 10, 10)),
        (Step.INSPECTION, (3, 3, 5, 5)),
        (Step.COMPLETION, (5, 5, 5, 5)),
        (Step.ENERGISING, (3, 5, 5, 5)),
        (Step.UTILITY_TOTAL, (None, 6, 22, 32)),
        (Step.WHOLE, (5, None, None, None)),
    ],
)
def test_the_default_is_state_grid_and_the_supervision_rule_where_it_is_silent(
    step: Step, expected: tuple[int | None, ...]
) -> None:
    classes = [RESIDENT, LOW, SINGLE, DOUBLE, "99", None]
    wanted = [*expected, None, None]
    assert [limit(step, code, DAY) for code in classes] == wanted
    table = columns(code=classes, day=[DAY] * len(classes))
    assert calculated(table, limit_expr(step, table.code, table.day)) == wanted


def test_the_validity_of_a_plan_and_the_promise_to_low_voltage_are_the_published_ones() -> None:
    published = vectors("connection_limits")
    assert limits.LOW_VOLTAGE_2025.on(DAY) == published["ndrc_nea_2025_low_voltage_total"]
    months = {kind.value: n for kind, n in (limits.PLAN_VALIDITY_MONTHS.on(DAY) or {}).items()}
    assert months == {RESIDENT: 3, LOW: 3, SINGLE: 12, DOUBLE: 12}


@pytest.mark.parametrize(
    ("on_record", "volt", "elec_type", "sources", "expected"),
    [
        ("03", "AC03802", "200", "1", SINGLE),
        (None, "AC02202", "202", None, RESIDENT),
        (None, "AC03802", "405", "2", LOW),
        (None, "AC03802", None, "1", None),
        (None, "AC00101", "100", "1", SINGLE),
        (None, "AC00101", "100", "3", DOUBLE),
        (None, "AC00101", "200", "2", DOUBLE),
        (None, "AC00101", "100", None, None),
        (None, None, "200", "1", None),
        ("9", "AC03802", "405", "1", LOW),
    ],
)
def test_the_class_of_an_application(
    on_record: str | None, volt: str | None, elec_type: str | None, sources: str | None, expected: str | None
) -> None:
    assert customer_class(on_record, volt, elec_type, sources) == expected


def test_the_class_is_the_same_in_the_engine() -> None:
    rows = list(
        product(
            ("01", "04", "9", None),
            ("AC02202", "AC00101", "x", None),
            ("200", "203", None),
            ("1", "3", "9", None),
        )
    )
    a, b, c, d = (list(column) for column in zip(*rows, strict=True))
    table = columns(a=a, b=b, c=c, d=d)
    found = customer_class_expr(table.a, table.b, table.c, table.d)
    assert calculated(table, found) == [customer_class(*row) for row in rows]


def test_fees_are_charged_until_the_day_before_they_were_abolished() -> None:
    abolished = date.fromisoformat(vectors("connection_fees")["temporary_fee_abolished"])
    days = [abolished - timedelta(days=1), abolished]
    assert [TEMPORARY_FEE_ALLOWED.on(day) for day in days] == [True, False]
    table = columns(day=days)
    assert calculated(table, TEMPORARY_FEE_ALLOWED.on_column(table.day)) == [True, False]
