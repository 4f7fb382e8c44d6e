from datetime import date
from pathlib import Path

from analytics import screening
from analytics.rulebook import check_of
from analytics.shared_facts import worth_keeping
from models import runs
from models.people import LOCAL_USER
from tests.analytics.checks.tariff.test_tar_07 import TABLES
from tests.loaded import loaded


def test_what_is_worth_keeping_is_kept_once_for_the_checks_that_build_on_it() -> None:
    assert worth_keeping([check_of("PRO-03")]) == []
    kept = worth_keeping([check_of("TAR-07"), check_of("TAR-08"), check_of("PRO-07")])
    assert [fact.name for fact in kept] == ["bills_levies_inside"]
    pairs = worth_keeping([check_of("ACC-05")])  # in the order in which one needs the other
    assert [fact.name for fact in pairs] == ["payments_reversals", "payments_reversal_pairs"]


def test_a_check_finds_the_same_in_a_run_that_keeps_facts_as_alone(tmp_path: Path) -> None:
    lake = loaded(tmp_path, TABLES)

    def of_tar_07(*others: str) -> tuple[str, int, str | None]:
        when = {"as_of": date(2025, 11, 1), "period": "202510"}
        run = runs.get(lake.store, screening.screen(lake, LOCAL_USER, codes=["TAR-07", *others], **when))
        [one] = [outcome for outcome in run.checks if outcome["code"] == "TAR-07"]
        return one["state"], one["hits"], one["amount_yuan"]

    alone = of_tar_07()
    assert alone[0] == "ran"
    assert alone[1] > 0
    assert of_tar_07("TAR-08", "TAR-14") == alone
