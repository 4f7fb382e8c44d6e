import shutil
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from models.engine import DuckDB, KeptStatements, Statement

ANSWERS = {"bills.amt_ym": True, "as_of?": "2025-11-01"}


@pytest.fixture
def engine(tmp_path: Path):
    engine = DuckDB(tmp_path / "scratch")
    yield engine
    engine.close()


def stated_over(engine: DuckDB) -> Statement:
    rows = engine.arrow_table(pa.table({"cons_no": ["1", "2"]}), "customers")
    known = ibis.memtable({"cons_no": ["2"], "title": ["乙"]})
    return engine.stated(rows.join(known, "cons_no"))


def kept(folder: Path, key: str = "TAR-01", version: str = "v1") -> list[tuple[dict, Statement]]:
    return [(dict(answers), one) for answers, one in KeptStatements(version, folder).further(key)]


def the_file(folder: Path) -> Path:
    [file] = folder.rglob("*.jsonl")
    return file


def test_a_statement_read_back_finds_what_it_found(tmp_path: Path, engine: DuckDB) -> None:
    statement = stated_over(engine)
    KeptStatements("v1", tmp_path).keep("TAR-01", ANSWERS, statement)
    [(answers, read_back)] = kept(tmp_path)
    assert answers == ANSWERS
    assert engine.found(read_back) == engine.found(statement)
    assert engine.found(read_back).to_pylist() == [{"cons_no": "2", "title": "乙"}]


def test_what_another_process_adds_is_seen_once(tmp_path: Path, engine: DuckDB) -> None:
    ours, theirs = KeptStatements("v1", tmp_path), KeptStatements("v1", tmp_path)
    ours.keep("TAR-01", ANSWERS, stated_over(engine))
    assert len(list(theirs.further("TAR-01"))) == 1
    ours.keep("TAR-01", {}, stated_over(engine))
    assert [answers for answers, _ in theirs.further("TAR-01")] == [{}]
    assert list(theirs.further("TAR-01")) == []


def test_another_version_of_the_code_has_stated_nothing(tmp_path: Path, engine: DuckDB) -> None:
    KeptStatements("v1", tmp_path).keep("TAR-01", ANSWERS, stated_over(engine))
    assert kept(tmp_path, version="v2") == []


def test_a_line_that_was_changed_does_not_count_and_those_around_it_do(
    tmp_path: Path, engine: DuckDB
) -> None:
    for day in ("2025-11-01", "2025-11-02", "2025-11-03"):
        KeptStatements("v1", tmp_path).keep("TAR-01", {"as_of?": day}, stated_over(engine))
    lines = the_file(tmp_path).read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b"SELECT", b"select", 1)
    the_file(tmp_path).write_bytes(b"".join(lines))
    assert [answers["as_of?"] for answers, _ in kept(tmp_path)] == ["2025-11-01", "2025-11-03"]


@pytest.mark.parametrize("rest", [b"", b"\n", b"\x00\xff no statement\n"])
def test_a_file_that_was_cut_does_not_count_and_takes_what_is_stated_next(
    tmp_path: Path, engine: DuckDB, rest: bytes
) -> None:
    KeptStatements("v1", tmp_path).keep("TAR-01", ANSWERS, stated_over(engine))
    file = the_file(tmp_path)
    file.write_bytes(file.read_bytes()[:100] + rest)
    assert kept(tmp_path) == []
    for _ in range(2):  # the first goes into the line that was cut
        KeptStatements("v1", tmp_path).keep("TAR-01", ANSWERS, stated_over(engine))
    assert kept(tmp_path)[-1][0] == ANSWERS


def test_a_file_put_in_another_ones_place_does_not_count(tmp_path: Path, engine: DuckDB) -> None:
    KeptStatements("v1", tmp_path).keep("TAR-01", {}, stated_over(engine))
    first = the_file(tmp_path)
    KeptStatements("v1", tmp_path).keep("TAR-02", {}, stated_over(engine))
    [second] = set(tmp_path.rglob("*.jsonl")) - {first}
    shutil.copy(first, second)
    assert kept(tmp_path, "TAR-02") == []
    assert len(kept(tmp_path, "TAR-01")) == 1


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_fails(
    tmp_path: Path, engine: DuckDB
) -> None:
    (tmp_path / "file").write_text("no folder")
    statements = KeptStatements("v1", tmp_path / "file")
    statements.keep("TAR-01", ANSWERS, stated_over(engine))
    assert list(statements.further("TAR-01")) == []
