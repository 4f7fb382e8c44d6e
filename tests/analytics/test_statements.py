from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics import statements
from analytics.fact import Fact, Tables, fact
from analytics.statements import looked_up, looked_up_often, stated, statement_of
from models.engine import DuckDB, Statement
from models.lake import Lake
from models.people import Person, Role
from tests.loaded import loaded


@fact(
    title="到期户",
    grain="一户一行",
    key=["cons_no"],
    reads={"customers": ["cons_no", "cancel_date?"]},
    columns={"cons_no": ("户号", "")},
    source="测试",
)
def due(t: Tables) -> Any:
    """Return the customers that are cancelled, all of them where no day is known."""
    if not t.has("customers.cancel_date"):
        return t.customers
    return t.customers.filter(t.customers.cancel_date <= t.as_of)


@pytest.fixture
def engine(tmp_path: Path):
    engine = DuckDB(tmp_path / "scratch")
    yield engine
    engine.close()


ROWS = pa.table(
    {"cons_no": ["1", "2"], "cancel_date": [date(2025, 1, 1), date(2025, 6, 1)]},
)


def tables(engine: DuckDB, *, days: int = 2, as_of: str = "2025-03-01", period: str = "202503") -> Tables:
    customers = engine.arrow_table(ROWS, "customers")
    counts = {"customers": {"cons_no": 2, "cancel_date": days}}
    return Tables({"customers": customers}, counts, date.fromisoformat(as_of), period)


def of(engine: DuckDB, seen: Tables, one: Fact = due) -> Statement:
    return statement_of(one, seen, engine, {})


def found(engine: DuckDB, statement: Statement) -> list[str]:
    return sorted(row["cons_no"] for row in engine.found(statement).to_pylist())


def test_what_was_stated_serves_as_long_as_its_questions_have_the_same_answers(engine: DuckDB) -> None:
    first = of(engine, tables(engine))
    assert found(engine, first) == ["1"]
    assert (
        of(engine, tables(engine, days=1, period="202412")) is first
    )  # it did not ask how many, nor the period


def test_another_day_is_another_statement_where_it_was_asked_for(engine: DuckDB) -> None:
    assert found(engine, of(engine, tables(engine))) == ["1"]
    assert found(engine, of(engine, tables(engine, as_of="2025-07-01"))) == ["1", "2"]
    assert found(engine, of(engine, tables(engine))) == ["1"]


def test_where_the_day_was_not_asked_for_it_does_not_matter(engine: DuckDB) -> None:
    first = of(engine, tables(engine, days=0))
    assert of(engine, tables(engine, days=0, as_of="2025-07-01")) is first


def test_what_is_seen_only_in_part_is_stated_for_that_part(engine: DuckDB) -> None:
    whole = tables(engine)
    part = Tables(
        {"customers": whole.customers.filter(whole.customers.cons_no == "2")},
        {"customers": {"cons_no": 2, "cancel_date": 2}},
        date(2025, 7, 1),
        "202507",
    )
    assert found(engine, of(engine, tables(engine, as_of="2025-07-01"))) == ["1", "2"]
    assert found(engine, of(engine, part)) == ["2"]


def test_what_an_analysis_says_of_a_table_is_not_said_of_one_with_other_columns(engine: DuckDB) -> None:
    def columns(table: Any) -> Any:
        return table.select(table.columns[-1])

    both = engine.arrow_table(ROWS, "rows")
    assert stated(engine, "last column", columns, both) is stated(engine, "last column", columns, both)
    one = engine.arrow_table(ROWS.select(["cons_no"]), "rows")
    assert stated(engine, "last column", columns, one).schema.names == ["cons_no"]


@pytest.fixture
def new_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Forget what this process knows, and keep statements in a folder of the test."""
    monkeypatch.setenv("MINGJI_STATEMENTS", str(tmp_path / "kept"))

    def forget() -> None:
        monkeypatch.setattr(statements, "_KNOWN", {})
        statements._on_disk.cache_clear()

    forget()
    yield forget
    statements._on_disk.cache_clear()


def test_another_process_need_not_state_what_the_product_says_again(
    engine: DuckDB, new_process: Callable[[], None]
) -> None:
    def once(table: Any) -> Any:
        return table.filter(table.cons_no == "1")

    def never(table: Any) -> Any:
        raise AssertionError(f"{table} is stated again")

    rows = engine.arrow_table(ROWS, "rows")
    stated(engine, "the first", once, rows)
    new_process()
    assert found(engine, stated(engine, "the first", never, rows)) == ["1"]


@pytest.mark.usefixtures("new_process")
def test_what_is_no_part_of_the_product_is_not_kept_on_disk(engine: DuckDB, tmp_path: Path) -> None:
    of(engine, tables(engine))
    assert not (tmp_path / "kept").exists()


PEOPLE = """
    customers
    cons_no | org_code  | cons_name
    1       | 334010101 | 罗兰秀
    2       | 334010201 | 苗青
"""
EVERYBODY = Person("本机用户", Role.LEAD, ("",))
SUPERVISOR = Person("主任", Role.SUPERVISOR, ("",))
OF_ONE_UNIT = Person("班长", Role.LEAD, ("334010101",))


def name_of(lake: Lake, person: Person, number: str, stated_for: list[Any]) -> list[str]:
    def of_number(customers: Any, number: Any) -> Any:
        stated_for.append(person)
        return customers.filter(customers.cons_no == number).select("cons_name")

    with lake.open(person) as door:
        return looked_up(door, "name", of_number, door.table("customers"), number=number)[0].to_pylist()


def test_a_look_up_is_stated_once_for_every_number_and_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "_KNOWN", {})
    lake, stated_for = loaded(tmp_path / "home", PEOPLE), []
    found = [name_of(lake, EVERYBODY, number, stated_for) for number in ("1", "2", "3", "' OR '' = '")]
    assert found == [["罗兰秀"], ["苗青"], [], []]
    assert len(stated_for) == 1


def test_a_look_up_gives_each_what_is_theirs_in_whatever_order_they_ask(tmp_path: Path) -> None:
    lake = loaded(tmp_path / "home", PEOPLE)
    for person, found in (
        (EVERYBODY, [["罗兰秀"], ["苗青"]]),
        (SUPERVISOR, [["罗**"], ["苗**"]]),
        (OF_ONE_UNIT, [["罗兰秀"], []]),
        (EVERYBODY, [["罗兰秀"], ["苗青"]]),
    ):
        assert [name_of(lake, person, number, []) for number in ("1", "2")] == found


@pytest.fixture
def of_two_runs(tmp_path: Path) -> list[Path]:
    """Give the same part of two runs: number 1 in the first, 2 in the second."""
    paths = [tmp_path / f"{number}.parquet" for number in (1, 2)]
    for number, path in enumerate(paths, start=1):
        pq.write_table(pa.table({"cons_no": [str(number)]}), path)
    return paths


def test_what_is_stated_of_one_run_serves_the_same_part_of_another(
    tmp_path: Path, of_two_runs: list[Path], new_process: Callable[[], None]
) -> None:
    lake, stated_for = loaded(tmp_path / "home", PEOPLE), []

    def all_of(rows: Any) -> Any:
        stated_for.append(rows)
        return rows

    found = []
    for path in of_two_runs:
        with lake.open(EVERYBODY) as door:
            rows = door.engine.files(path, part="numbers")
            found += looked_up_often(door, "all numbers", all_of, [rows], {})["cons_no"].to_pylist()
        new_process()
    assert found == ["1", "2"]
    assert len(stated_for) == 1


@pytest.mark.usefixtures("new_process")
def test_the_same_part_of_two_runs_beside_each_other_is_told_apart(
    tmp_path: Path, of_two_runs: list[Path]
) -> None:
    def in_order(*both: Any) -> Any:
        return both[0].mutate(place=1).union(both[1].mutate(place=2)).order_by("place")

    with loaded(tmp_path / "home", PEOPLE).open(EVERYBODY) as door:
        first, second = (door.engine.files(path, part="numbers") for path in of_two_runs)
        for given, numbers in (((first, second), ["1", "2"]), ((second, first), ["2", "1"])):
            found = looked_up_often(door, "both", in_order, given, {})
            assert found["cons_no"].to_pylist() == numbers
