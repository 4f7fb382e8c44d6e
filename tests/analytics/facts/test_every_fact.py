"""What every fact promises, tried on the tables in which the checks that build on it find something."""

import random

import pytest

from analytics.check import Check
from analytics.fact import Fact
from analytics.rulebook import checks, facts
from data_loaders.catalog import tables
from tests.base_cases.of_checks import day_of, own_tables, usual_hits
from tests.base_cases.of_facts import cases, users
from tests.drawn import delivered, hits_in, rows_of, tables_of, with_kept_facts

every_fact = pytest.mark.parametrize("one", facts().values(), ids=facts(), scope="module")


@every_fact
def test_it_reads_tables_and_columns_that_exist(one: Fact) -> None:
    assert all(
        column.rstrip("?") in tables()[name.rstrip("?")].by_name
        for name, columns in one.reads.items()
        for column in columns
    )


@every_fact
def test_it_has_a_card_in_words_and_a_check_that_builds_on_it(one: Fact) -> None:
    assert one.title
    assert one.grain.endswith("一行")
    assert one.source
    assert "Shapes:" in one.docstring
    assert all(label for label, _ in one.columns.values())
    assert users(one)


@every_fact
def test_it_gives_the_columns_of_its_card(one: Fact) -> None:
    given = tables_of(one, next(cases(one)))
    own = getattr(given, one.extends).columns if one.extends else ()
    assert one(given).columns == (*own, *(name for name in one.columns if name not in own))


@every_fact
def test_no_two_rows_share_its_key(one: Fact) -> None:
    for rows in cases(one):
        keys = [tuple(row[name] for name in one.key) for row in rows_of(one, rows)]
        assert not one.key or len(set(keys)) == len(keys)


@every_fact
def test_empty_tables_give_no_rows_but_the_one_of_the_whole_company(one: Fact) -> None:
    assert len(rows_of(one, {})) == (one.grain == "全公司一行")


@every_fact
def test_the_order_of_rows_does_not_matter(one: Fact) -> None:
    draw = random.Random(7)
    for rows in cases(one):
        shuffled = {name: draw.sample(lines, len(lines)) for name, lines in rows.items()}
        assert rows_of(one, shuffled) == rows_of(one, rows)


@pytest.mark.parametrize("check", [c for c in checks().values() if c.facts], ids=lambda check: check.code)
def test_a_check_finds_the_same_whether_its_facts_are_kept_or_worked_out_on_the_spot(check: Check) -> None:
    rows = own_tables(check)
    seen = delivered(check, rows, as_of=day_of(check))
    assert hits_in(check, with_kept_facts(check, seen, rows)) == usual_hits(check.code)
