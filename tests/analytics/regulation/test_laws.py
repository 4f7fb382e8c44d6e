"""The appendix of the rule book: every value of law with its source."""

import re
from datetime import date
from itertools import pairwise

import pytest

from analytics.regulation import Law, laws
from analytics.regulation.source import Dated, Rule, Source
from tests.analytics.regulation.in_engine import calculated, columns

LAWS = laws()


def test_every_family_is_listed() -> None:
    families = {law.module for law in LAWS}
    assert {"power_factor", "basic_charge", "late_fee", "violation", "service_limits", "metering"} <= families
    assert len({(law.module, law.name, law.rule.from_date) for law in LAWS}) == len(LAWS)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.module}.{law.name}-{law.rule.from_date}")
def test_a_rule_can_be_shown_with_its_source(law: Law) -> None:
    assert law.rule.title
    assert law.rule.source.basis
    assert law.rule.text
    assert not re.search(r"[A-Za-z]+\(|[{}<>]", law.rule.text), "a reader sees words, not Python"


def test_a_rule_known_from_memory_says_so() -> None:
    verified = {law.name: law.rule.source.verified for law in LAWS}
    assert verified["HIGH_VOLTAGE_MAX_KVA"] == "凭记忆"
    assert verified["HIGH_STANDARD_CAP_KVA"] == "部分核实"
    assert verified["REWARD_BANDS"] == "已核实"


def test_versions_of_a_rule_follow_each_other_without_gap() -> None:
    by_name: dict[tuple[str, str], list[Rule]] = {}
    for law in LAWS:
        by_name.setdefault((law.module, law.name), []).append(law.rule)
    for versions in by_name.values():
        for older, newer in pairwise(versions):
            if newer.from_date:
                assert older.to_date is not None
                assert (newer.from_date - older.to_date).days == 1


def test_the_version_in_force_on_a_day_counts() -> None:
    source = Source("甲", "已核实")
    dated = Dated(
        (
            Rule("期限", 6, source, to_date=date(2024, 5, 31)),
            Rule("期限", 36, source, from_date=date(2024, 6, 1)),
        )
    )
    days = [date(2024, 5, 31), date(2024, 6, 1), None]
    table = columns(day=days)
    assert [dated.on(day) for day in days] == [6, 36, 36]
    assert calculated(table, dated.on_column(table.day)) == [6, 36, 36]
