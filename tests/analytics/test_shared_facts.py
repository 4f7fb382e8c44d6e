from collections.abc import Mapping
from datetime import date
from pathlib import Path

import ibis.expr.types as ir

from analytics import screening
from analytics.fact import Fact, Tables, bare_reads
from analytics.rulebook import check_of
from analytics.shared_facts import facts_of, stated_once, with_what_they_use
from models import runs
from models.engine import DuckDB
from models.people import LOCAL_USER
from tests.base_cases.of_checks import own_tables
from tests.drawn import filled, given_to
from tests.loaded import loaded


def test_facts_of_several_checks_are_had_once_each_after_what_it_builds_on() -> None:
    of_two = [fact.name for fact in facts_of([check_of("TAR-07"), check_of("TAR-08")])]
    assert of_two.count("bills_levies_inside") == 1
    pairs = [fact.name for fact in facts_of([check_of("ACC-05")])]
    assert pairs.index("payments_reversals") < pairs.index("payments_reversal_pairs")


def test_a_fact_is_stated_knowing_what_it_builds_on_and_no_other_fact_of_the_run(tmp_path: Path) -> None:
    wanted = facts_of([check_of("TAR-07"), check_of("ACC-05")])
    rows = own_tables(check_of("ACC-05"))
    engine = DuckDB(tmp_path)
    known: dict[str, set[str]] = {}

    def seen(one: Fact, below: Mapping[str, ir.Table]) -> Tables:
        known[one.name] = set(below)
        given = given_to(one.name, bare_reads(one.reads), rows, engine)
        return Tables(given, filled(rows), date(2025, 11, 1), "202510", kept=below)

    stated_once(wanted, engine, seen)
    engine.close()
    assert known == {one.name: {fact.name for fact in with_what_they_use(one.uses)} for one in wanted}
    assert known["payments_reversal_pairs"] >= {"payments_reversals"}


def test_a_check_finds_the_same_in_a_run_that_keeps_facts_as_alone(tmp_path: Path) -> None:
    lake = loaded(tmp_path, own_tables(check_of("TAR-07")))

    def of_tar_07(*others: str) -> tuple[str, int, str | None]:
        when = {"as_of": date(2025, 11, 1), "period": "202510"}
        run = runs.get(lake.store, screening.screen(lake, LOCAL_USER, codes=["TAR-07", *others], **when))
        [one] = [outcome for outcome in run.checks if outcome["code"] == "TAR-07"]
        return one["state"], one["hits"], one["amount_yuan"]

    alone = of_tar_07()
    assert alone[0] == "ran"
    assert alone[1] > 0
    assert of_tar_07("TAR-08", "TAR-14") == alone
