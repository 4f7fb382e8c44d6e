"""Time limits of connecting a customer, and its fees."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from analytics.regulation import connection_limits as limits
from analytics.regulation.connection_fees import (
    CABLE_MULTIPLIER,
    RELIABILITY_RATES_20KV,
    TEMPORARY_FEE_ABOLISHED,
    Feed,
    reliability_fee,
)
from analytics.regulation.connection_limits import (
    Step,
    customer_class,
    customer_class_expr,
    limit,
    limit_expr,
)
from tests.analytics.regulation.in_engine import calculated, columns, vectors

D = Decimal
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
PROFILES = {
    "supervision_rule": limits.SUPERVISION,
    "sgcc_assess_rule": limits.SGCC_ASSESSMENT,
    "sgcc_promise_2011": limits.SGCC_PROMISE_2011,
    "csg_promise": limits.CSG_PROMISE,
}


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_has_the_published_days(name: str) -> None:
    for step, of_step in vectors("connection_limits")[name].items():
        for title, days in of_step.items():
            found = {limit(Step(step), code, PROFILES[name].value) for code in CLASSES[title]}
            assert found == {days}, (step, title)


def test_the_promise_of_2022_counts_the_steps_of_the_utility() -> None:
    published = vectors("connection_limits")["sgcc_promise_2022_total_utility_steps"]
    assert limit(Step.WHOLE, RESIDENT) == published["居民_全过程"]
    for title, code in (("低压非居民", LOW), ("高压单电源", SINGLE), ("高压双电源", DOUBLE)):
        assert limit(Step.UTILITY_TOTAL, code) == published[title]


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
    assert [limit(step, code) for code in classes] == wanted
    table = columns(code=classes)
    assert calculated(table, limit_expr(step, table.code)) == wanted


def test_a_step_without_limits_has_none_in_the_engine() -> None:
    table = columns(code=[LOW])
    assert calculated(table, limit_expr(Step.ACCEPTANCE, table.code)) == [None]


def test_other_profiles_and_the_validity_of_a_plan() -> None:
    published = vectors("connection_limits")
    assert (
        limit(Step.PLAN, DOUBLE, limits.RULES_1996.value)
        == published["rule_1996_calendar_days"]["供电方案"]["高压双电源"]
    )
    assert limit(Step.PLAN, SINGLE, limits.HEILONGJIANG_2023.value) == 6
    assert limits.LOW_VOLTAGE_2025.value == published["ndrc_nea_2025_low_voltage_total"]
    months = {kind.value: n for kind, n in limits.PLAN_VALIDITY_MONTHS.value.items()}
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


def test_fees_are_the_published_ones() -> None:
    published = vectors("connection_fees")
    assert date.fromisoformat(published["temporary_fee_abolished"]) == TEMPORARY_FEE_ABOLISHED.value
    assert published["cable_multiplier"] == CABLE_MULTIPLIER.value
    assert list(RELIABILITY_RATES_20KV.value.values()) == [
        published["rate_20kv"]["standard"],
        published["rate_20kv"]["self_built"],
    ]


def test_high_reliability_is_paid_for_all_feeds_but_the_largest() -> None:
    feeds = [Feed(D(2000), D(190)), Feed(D(1000), D(190)), Feed(D(500), D(128), is_cable=True)]
    assert reliability_fee(feeds) == D("286000.00")
    assert reliability_fee(feeds[:1]) == D("0.00")
