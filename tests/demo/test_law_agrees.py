"""The made-up company reckons with a reading of the law of its own; where the product's says otherwise, one of them is wrong."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from analytics.regulation import account_rules, connection_limits, practice, service_limits, violation
from analytics.regulation.connection_limits import Step
from analytics.regulation.violation import Kind
from demo import law, money, paying, power_factor
from demo.arrays import day_number
from tests.analytics.regulation import by_hand

DAY = date(2025, 11, 1)
CLASSES = ("01", "02", "03", "04")
D = Decimal


@pytest.mark.parametrize(
    ("own", "step"),
    [
        (law.REPLY_DAYS, Step.PLAN),
        (law.REVIEW_DAYS, Step.DESIGN),
        (law.MIDWAY_DAYS, Step.INSPECTION),
        (law.COMPLETION_DAYS, Step.COMPLETION),
        (law.POWER_DAYS, Step.ENERGISING),
    ],
    ids=lambda value: value.value if isinstance(value, Step) else "",
)
def test_limits_of_connecting_a_customer(own: dict[str, int], step: Step) -> None:
    assert own == {kind: by_hand.limit(step, kind, DAY) for kind in CLASSES}


def test_what_is_promised_of_the_whole_connection() -> None:
    whole = by_hand.limit(Step.WHOLE, "01", DAY)
    assert {
        "01": whole,
        **{kind: by_hand.limit(Step.UTILITY_TOTAL, kind, DAY) for kind in CLASSES[1:]},
    } == law.PROMISED_DAYS


@pytest.mark.parametrize(
    ("own", "rule"),
    [
        (law.ARRIVAL_MINUTES, service_limits.ARRIVAL_MINUTES),
        (law.RESTORE_HOURS, service_limits.RESTORE_HOURS),
        (law.METER_TEST_DAYS, service_limits.METER_TEST_WORKING_DAYS),
        (law.PLANNED_OUTAGE_DAYS, service_limits.PLANNED_OUTAGE_DAYS),
        (law.TEMPORARY_OUTAGE_HOURS, service_limits.TEMPORARY_OUTAGE_HOURS),
        (law.QUEUE_MINUTES, service_limits.QUEUE_MINUTES),
        (law.RECONNECT_HOURS, service_limits.RECONNECT_HOURS),
        (law.CUT_OFF_AFTER_DAYS, account_rules.DISCONNECT_AFTER_DAYS),
        (law.NOTE_MONTHS, account_rules.NOTE_LONGEST_MONTHS),
        (law.NOTE_PRESENTED_DAYS, account_rules.NOTE_PRESENTATION_DAYS),
        (law.ARCHIVING_DAYS, practice.CONTRACT_ARCHIVING_DAYS),
        (law.CASE_DAYS, practice.CASE_CLOSING_DAYS),
        (law.FINDING_DAYS, practice.VISIT_FINDING_DAYS),
        (law.SINGLE_RATE_KVA_YUAN, violation.OVER_CAPACITY_YUAN_PER_KW),
        (law.PASSED_ON_YUAN_PER_KW, violation.FOREIGN_SUPPLY_YUAN_PER_KW),
    ],
)
def test_limits_and_rates_of_today(own: Any, rule: Any) -> None:
    assert rule.on(DAY) == own


def test_notices_before_a_disconnection_and_the_months_of_a_supply_plan() -> None:
    notices = account_rules.DISCONNECT_NOTICE_DAYS.on(DAY) or {}
    assert (notices["居民"], notices["非居民"]) == (law.NOTICE_DAYS_HOME, law.NOTICE_DAYS)
    months = connection_limits.PLAN_VALIDITY_MONTHS.on(DAY) or {}
    assert law.PLAN_MONTHS.items() <= months.items()


def test_what_capacity_added_without_leave_costs_in_two_parts() -> None:
    assert 1 + (by_hand.multiple(Kind.OVER_CAPACITY, DAY) or 0) == law.PENALTY_TIMES


def test_the_capacity_of_every_high_voltage() -> None:
    limits = {code: by_hand.capacity_limit(code, DAY, DAY) for code in law.HIGH_VOLTAGE_KVA}
    assert limits == law.HIGH_VOLTAGE_KVA


@pytest.mark.parametrize("is_home", [True, False])
@pytest.mark.parametrize("days", [1, 40, 400])
def test_the_late_fee_of_the_crowd_and_of_a_planted_case(days: int, is_home: bool) -> None:
    first = date(2025, 11, 26)
    paid = first + timedelta(days=days - 1)
    wanted = by_hand.late_fee(D("812.37"), first, paid, is_resident=is_home)
    day, until = (np.array([day_number(one)]) for one in (first, paid))
    assert money.late_fee(np.array([81_237]), day, until, np.array([is_home])) == [(wanted or 0) * 100]
    role: Any = SimpleNamespace(archive={"elec_type_code": "202" if is_home else "405"})
    assert paying.fee(role, {"penalty_start": first, "rcvbl_amt": D("812.37")}, paid) == wanted


def test_the_adjustment_by_power_factor_of_every_standard() -> None:
    for code, hundredths in power_factor.STANDARDS.items():
        for factor in range(101):
            wanted = by_hand.adjustment_pct(D(hundredths) / 100, D(factor) / 100, DAY)
            assert D(int(power_factor.ADJUSTMENTS[int(code), factor])) / 100 == wanted


@pytest.mark.parametrize("elec_type", ["100", "202", "301", "400", "403", "405", "501", "504"])
def test_the_standard_that_a_customer_owes(elec_type: str) -> None:
    for kv, kva, trade in [
        (k, c, t) for k in ("0.38", "10") for c in (99, 100, 160, 3200) for t in ("3100", "6500")
    ]:
        wanted = by_hand.standard_owed(elec_type, trade, D(kv), D(kva), DAY)
        assert power_factor.expected_code(elec_type, trade, kv == "10", D(kva)) == wanted
