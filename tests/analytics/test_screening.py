from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from analytics import screening
from analytics.code_version import code_version
from analytics.results.findings import findings_of
from analytics.results.hit_words import arithmetic_of, sentence_of
from analytics.rulebook import checks
from data_loaders.catalog import tables
from data_loaders.child.sheet_files import write_typed
from models import runs
from models.data.batches import undo
from models.errors import NotFound
from models.lake import Lake
from models.orm import Run
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from tests.base_cases.ledgers import LEDGERS
from tests.drawn import drawn
from tests.loaded import Writer, load, loaded


def screened(lake: Lake, **options: object) -> Run:
    run_id = screening.screen(
        lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["ACC-12", "INS-08"], **options
    )
    return runs.get(lake.store, run_id)


def test_the_data_is_of_its_last_day_and_never_of_the_future(tmp_path: Path) -> None:
    lake = loaded(
        tmp_path,
        """
        work_orders
        wo_no | busi_type | accept_time
        w1    | 001       | 2025-10-31 08:00
        w2    | 001       | 2099-01-01 08:00

        bills
        cons_no | amt_ym | release_date
        1       | 202510 | 2025-11-02
        """,
    )
    with lake.open(LOCAL_USER) as door:
        assert screening.latest_day(door) == date(2025, 11, 2)
    with loaded(tmp_path / "other", LEDGERS).open(LOCAL_USER) as door:
        assert screening.latest_day(door) is None


def test_bills_without_a_day_of_release_are_of_the_end_of_their_month(tmp_path: Path) -> None:
    lake = loaded(
        tmp_path,
        """
        bills
        cons_no | amt_ym
        1       | 202510
        """,
    )
    with lake.open(LOCAL_USER) as door:
        assert screening.latest_day(door) == date(2025, 10, 31)


def test_a_check_whose_data_is_absent_is_off_and_says_what_it_misses(tmp_path: Path) -> None:
    run = screened(loaded(tmp_path, LEDGERS))
    states = {outcome["code"]: (outcome["state"], outcome["missing"]) for outcome in run.checks}
    assert states["ACC-12"] == ("ran", [])
    assert states["INS-08"][0] == "off"
    assert "violations" in states["INS-08"][1]


def test_a_check_that_finds_nobody_for_want_of_times_says_so(tmp_path: Path) -> None:
    lake = loaded(
        tmp_path,
        """
        applications
        app_no | app_type | cons_no | accept_time
        A      | 102      | 1       | 2025-05-30 09:00:00

        application_steps
        app_no | step_no | end_time            | handler
        A      | A02     | 2025-06-02 00:00:00 | P1
        A      | A05     | 2025-06-02 00:00:00 | P1
        """,
    )
    run = runs.get(lake.store, screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), codes=["BIZ-09"]))
    [outcome] = run.checks
    assert (outcome["state"], outcome["hits"]) == ("ran", 0)
    assert outcome["notes"] == ["环节完成时间都没有时分,不判"]


def test_a_run_keeps_its_parameters_and_the_versions_of_code_and_data(tmp_path: Path) -> None:
    lake = loaded(tmp_path, LEDGERS)
    run = screened(lake, parameters={"ACC-12": {"tolerance_yuan": 150}})
    assert run.checks[0]["parameters"] == {"tolerance_yuan": 150}
    assert run.checks[0]["hits"] == 1
    assert (run.code_version, run.data_version) == (code_version(), lake.store.data_version())


def test_the_same_problem_in_two_runs_is_seen_again_not_anew(tmp_path: Path) -> None:
    lake = loaded(tmp_path, LEDGERS)
    screened(lake)
    with lake.open(LOCAL_USER) as door:
        hits = findings_of(lake.store, door, screened(lake)).hits().to_pyarrow().to_pylist()
    assert {hit["times_seen"] for hit in hits} == {2}


def test_figures_add_up_by_county(tmp_path: Path) -> None:
    lake = loaded(tmp_path, LEDGERS)
    run = screened(lake)
    with lake.open(LOCAL_USER) as door:
        figures = findings_of(lake.store, door, run).figures("unit", unit_digits=7)
    assert {row["unit"]: row["other_yuan"] for row in figures} == {
        "3340101": Decimal("100.00"),
        "3340102": Decimal("199.50"),
    }


def test_a_person_sees_the_hits_of_their_own_units_only(tmp_path: Path) -> None:
    lake = loaded(tmp_path, LEDGERS)
    run = screened(lake)
    with lake.open(Person("王", Role.STAFF, ("3340102",))) as door:
        hits = findings_of(lake.store, door, run).hits().to_pyarrow().to_pylist()
    assert [hit["org_code"] for hit in hits] == ["334010201"]


def test_a_hit_writes_its_arithmetic_out(tmp_path: Path) -> None:
    lake = loaded(tmp_path, LEDGERS)
    run = screened(lake)
    with lake.open(LOCAL_USER) as door:
        [first, _] = findings_of(lake.store, door, run).with_evidence("ACC-12")
    assert sentence_of(first).endswith("营销余额 500 元,财务余额 300.5 元,相差 199.5 元")
    assert arithmetic_of(first) == ["差额 = 营销余额 − 财务余额 = 500 − 300.5 = 199.5 元"]


def test_an_undone_import_is_not_screened(tmp_path: Path) -> None:
    lake = Lake(Store(tmp_path), tables())
    batch = load(lake, drawn(LEDGERS), "ledgers")
    undo(lake.store, batch, LOCAL_USER)
    with pytest.raises(NotFound, match="还没有导入任何数据"):
        screened(lake)


def test_an_unknown_check_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="XXX-99"):
        screening.screen(loaded(tmp_path, LEDGERS), LOCAL_USER, codes=["XXX-99"])


def test_the_rule_book_is_ordered_by_category() -> None:
    assert list(checks()) == sorted(
        checks(), key=lambda code: (["PRO", "BIZ", "MET", "TAR", "ACC", "INS", "SVC"].index(code[:3]), code)
    )


CUSTOMERS = drawn(
    """
    customers
    cons_no    | status_code | volt_code | contract_cap | org_code
    0000000001 | 0           | AC02202   | 100          | 334010101
    0000000002 | 0           | AC02202   | 100          | 334010101
    """
)
PAIRS = [(write_typed, write_typed), (pq.write_table, write_typed), (pq.write_table, pq.write_table)]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_hits_are_the_same_where_files_were_stored_before_customer_numbers_had_codes(
    tmp_path: Path, first: Writer, second: Writer
) -> None:
    lake = Lake(Store(tmp_path), tables())
    one, other = CUSTOMERS["customers"]
    load(lake, {"customers": [one]}, "first", write=first)
    load(lake, {"customers": [other]}, "second", write=second)
    run = runs.get(
        lake.store,
        screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["PRO-03"]),
    )
    with lake.open(LOCAL_USER) as door:
        assert door.has_codes(["customers"]) == (first is write_typed)
        hits = (
            findings_of(lake.store, door, run)
            .hits()
            .select("object_id", "cons_no", "org_code")
            .to_pyarrow()
            .to_pylist()
        )
    assert sorted(hits, key=str) == [
        {"object_id": number, "cons_no": number, "org_code": "334010101"}
        for number in ("0000000001", "0000000002")
    ]
