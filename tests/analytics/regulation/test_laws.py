"""The law book: every rule with its versions and sources, and the only two ways to its values."""

import ast
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.facts.outcomes import LAWS as WEEKLY_LAWS
from analytics.regulation import Law, laws, with_quotations
from analytics.regulation.source import Rule, Source, Version, weakest
from analytics.rulebook import checks
from tests.analytics.regulation.in_engine import calculated, columns, fixed

ROOT = Path(__file__).parents[3]
LAWS = tuple(laws().values())
SOURCE = Source("甲", "已核实")
SAID_TOO_LITTLE_OF = ("connection_limits.LOW_VOLTAGE_2025", "violation.SUSPENDED_YUAN_PER_KW")
every_law = pytest.mark.parametrize("law", LAWS, ids=lambda law: law.place)


def boundaries(rule: Rule) -> list[date]:
    """Return the day on which each version begins, and the day after one that ends."""
    begins = [version.since for version in rule.versions if version.since]
    ends = [version.until + timedelta(days=1) for version in rule.versions if version.until]
    return sorted({*begins, *ends})


def test_every_family_is_listed() -> None:
    families = {law.module for law in LAWS}
    assert {"power_factor", "basic_charge", "late_fee", "violation", "service_limits", "metering"} <= families


@every_law
def test_a_rule_can_be_shown_with_its_sources(law: Law) -> None:
    for version in law.rule.versions:
        assert version.source.edition
        assert law.rule.text(version)
        assert not re.search(r"[A-Za-z]+\(|[{}<>]", law.rule.text(version)), "a reader sees words, not Python"
    assert law.rule.title
    assert law.rule.quoted


@every_law
def test_what_is_not_verified_says_what_would_settle_it(law: Law) -> None:
    for version in law.rule.versions:
        assert version.source.verified == "已核实" or version.source.settles, law.place
        assert version.source.verified != "已核实" or version.source.seen_at, law.place


def test_a_rule_known_from_memory_says_so() -> None:
    verified = {place: law.rule.verified for place, law in laws().items()}
    assert verified["voltage_capacity.HIGH_VOLTAGE_MAX_KVA"] == "待核对原文"
    assert verified["power_factor.HIGH_STANDARD_CAP_KVA"] == "部分核实"
    assert verified["power_factor.ADJUSTMENT"] == "已核实"


def test_a_rule_is_as_sure_as_its_least_sure_version() -> None:
    unsure = Source("乙", "部分核实")
    old = Version(6, SOURCE, until=date(2024, 5, 31))
    assert Rule("期限", (old, Version(36, unsure, since=date(2024, 6, 1)))).verified == "部分核实"
    assert weakest(["已核实", "待核对原文", "源文"]) == "待核对原文"


@every_law
def test_the_version_in_force_changes_on_its_day_and_not_on_the_day_before(law: Law) -> None:
    rule = law.rule
    for day in boundaries(rule):
        before, since = rule.on(day - timedelta(days=1)), rule.on(day)
        begun = [version for version in rule.versions if version.since == day]
        ended = [version for version in rule.versions if version.until == day - timedelta(days=1)]
        assert since is (begun[0].value if begun else None)
        assert before is (ended[0].value if ended else None)


def test_a_day_before_the_first_version_known_is_not_judged() -> None:
    rule = Rule.of("折扣", Decimal("0.9"), SOURCE, since=date(2023, 6, 1))
    assert [rule.on(date(2023, 5, 31)), rule.on(date(2023, 6, 1)), rule.on(None)] == [
        None,
        Decimal("0.9"),
        None,
    ]


def test_where_the_source_gives_no_beginning_the_first_version_always_held() -> None:
    assert Rule.of("期限", 6, SOURCE).on(date(1990, 1, 1)) == 6


def test_versions_with_a_gap_or_an_overlap_are_refused() -> None:
    old = Version(6, SOURCE, until=date(2024, 5, 31))
    for since in (date(2024, 6, 2), date(2024, 5, 31), None):
        with pytest.raises(ValueError, match="do not follow"):
            Rule("期限", (old, Version(36, SOURCE, since=since)))


def test_a_time_counts_by_its_day() -> None:
    rule = Rule(
        "倍", (Version(2, SOURCE, until=date(2024, 5, 31)), Version(3, SOURCE, since=date(2024, 6, 1)))
    )
    times = [datetime(2024, 5, 31, 23, 59), datetime(2024, 6, 1, 0, 0)]
    table = columns(time=times)
    assert [rule.on(time) for time in times] == [2, 3]
    assert calculated(table, rule.on_column(table.time)) == [2, 3]


near = st.dates(date(2023, 12, 1), date(2024, 3, 1))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Draw a rule of one to four versions, with or without a known beginning or end."""
    days = sorted(draw(st.sets(near, min_size=2, max_size=5)))
    begins = [None if draw(st.booleans()) else days[0], *days[1:-1]]
    ends = [day - timedelta(days=1) for day in begins[1:] if day]
    last = None if draw(st.booleans()) else days[-1]
    values = draw(st.lists(st.integers(0, 9), min_size=len(begins), max_size=len(begins)))
    return Rule(
        "期限",
        tuple(
            Version(value, SOURCE, since, until)
            for value, since, until in zip(values, begins, [*ends, last], strict=True)
        ),
    )


@fixed
@given(rules(), st.lists(st.none() | near, min_size=2, max_size=40))
def test_a_column_of_days_and_single_days_agree(rule: Rule, days: list[date | None]) -> None:
    days = [*days, date(2024, 1, 1)]
    table = columns(day=days)
    assert calculated(table, rule.on_column(table.day)) == [rule.on(day) for day in days]
    assert calculated(table, rule.on_column(date(2024, 1, 1))) == [rule.on(date(2024, 1, 1))] * len(days)


def test_a_person_s_value_stands_in_place_of_the_law_s_on_every_day() -> None:
    rule = Rule.of("折扣", Decimal("0.9"), SOURCE, since=date(2023, 6, 1)).set_to(0.85)
    assert rule.on(date(2000, 1, 1)) == Decimal("0.85")


def test_a_part_of_a_rule_keeps_its_days() -> None:
    old, new = {"居民": 5}, {"居民": 6, "其他": 7}
    rule = Rule(
        "限", (Version(old, SOURCE, until=date(2024, 5, 31)), Version(new, SOURCE, since=date(2024, 6, 1)))
    )
    days = [date(2024, 5, 31), date(2024, 6, 1)]
    assert [rule.part("居民").on(day) for day in days] == [5, 6]
    assert [rule.part("其他").on(day) for day in days] == [None, 7]


def test_prose_quotes_a_rule_with_all_its_days() -> None:
    assert with_quotations("其他 {late_fee.OTHER_DAILY}。") == "其他 2‰。"
    quoted = with_quotations("{voltage_capacity.LOW_VOLTAGE_MAX_KW}")
    assert quoted == "2024-05-31 及以前 100 kW;2024-06-01 起 160 kW"


@every_law
def test_every_rule_serves_a_check_or_a_report_but_those_for_which_exports_say_too_little(law: Law) -> None:
    used = any(law.rule in check.laws for check in checks().values()) or law.rule in WEEKLY_LAWS
    assert used != (law.place in SAID_TOO_LITTLE_OF)


def readers_without_a_day(path: Path) -> list[str]:
    """Return where a file takes a rule's versions, or the value of one, past `on` and `on_column`."""
    names = {law.name for law in LAWS}
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Attribute):
            continue
        of_a_rule = isinstance(node.value, ast.Name) and node.value.id in names
        if node.attr == "versions" or (node.attr == "value" and of_a_rule):
            found.append(f"{path.name}:{node.lineno}")
    return found


def test_no_value_of_law_can_be_read_without_a_day() -> None:
    assert not hasattr(Rule.of("期限", 6, SOURCE), "value")
    shown_by = {"analytics/regulation/source.py", "analytics/handbook.py", "pages/parts/rules/law_book.py"}
    files = [path for room in ("analytics", "pages", "reports") for path in (ROOT / room).rglob("*.py")]
    found = [
        place
        for path in files
        if path.relative_to(ROOT).as_posix() not in shown_by
        for place in readers_without_a_day(path)
    ]
    assert found == []
