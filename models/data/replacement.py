"""Which stored rows a batch replaces, what remains of their files, and which of their values stay.

Files are never changed: what remains of one is written anew into the batch's folder, and an undo takes it back.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from models.data.customer_codes import codes_sql
from models.data.schema import Kind, Table
from models.data.staged import StagedBatch, StagedFile
from models.data.stored_files import engine_of
from models.engine import DuckDB
from models.orm import Segment

Stored = tuple[Path, Mapping[str, int]]  # a file, and how many values each of its columns has
_TYPES = {
    Kind.NUMBER: "DECIMAL(18, 6)",
    Kind.INTEGER: "BIGINT",
    Kind.DATE: "DATE",
    Kind.TIME: "TIMESTAMP",
    Kind.FLAG: "BOOLEAN",
    Kind.SERIES: "DECIMAL(18, 6)[]",
}


def key_sql(card: Table, delivered: Collection[str] | None = None) -> str:
    """Return the SQL expression of a row's key: the first alternative that is filled completely.

    `delivered` are the columns that can be compared: an export without 阶梯档 replaces one that had it.
    """
    cases = []
    keys = [columns for columns in card.keys if delivered is None or set(columns) <= set(delivered)]
    for number, columns in enumerate(keys or card.keys):
        filled = " AND ".join(f'"{column}" IS NOT NULL' for column in columns)
        parts = ", ".join(f'CAST("{column}" AS VARCHAR)' for column in columns)
        cases.append(f"WHEN {filled} THEN concat_ws(chr(31), '{number}', {parts})")
    return f"CASE {' '.join(cases)} END"


def by_key(card: Table, stored: Iterable[Stored], delivered: Collection[str]) -> dict[str, list[Stored]]:
    """Return {SQL of the key by which stored and delivered rows are compared: the stored files it holds for}."""
    found: dict[str, list[Stored]] = {}
    for path, filled in stored:
        found.setdefault(key_sql(card, set(filled) & set(delivered)), []).append((path, filled))
    return found


def rows_of(card: Table, stored: Iterable[Stored]) -> str:
    """Return the SQL of files' rows with every column of the card.

    What a file has no values of is not read: one older than a column of the card does not even have it.
    """
    files = list(stored)
    filled = {column for _, counts in files for column in counts}
    columns = ", ".join(
        f'"{one.name}"'
        if one.name in filled
        else f'CAST(NULL AS {_TYPES.get(one.kind, "VARCHAR")}) AS "{one.name}"'
        for one in card.columns
    )
    return f"SELECT {columns} FROM read_parquet([{quoted(path for path, _ in files)}], union_by_name = true)"  # noqa: S608 - our own cards


def quoted(paths: Iterable[Path]) -> str:
    """Return paths as SQL texts."""
    return ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)


def completion(card: Table, new: str, groups: Mapping[str, str], kept_columns: Collection[str]) -> str:
    """Return the SQL of new rows that keep the stored values of some columns, beside their keys k0, k1 ….

    `new` is the SQL of the new rows, `groups` are {SQL of the key: SQL of the stored rows that it holds for}. A value stays where all stored rows that
    a new row replaces agree on it, blanks counting as a value; else nobody can say which goes with which new row.
    """
    joins, olds = [], []
    for number, (key, stored) in enumerate(groups.items()):
        kept = "".join(f', {_agreed(column)} AS "{column}"' for column in kept_columns)
        rows = f"SELECT {key} AS k{kept} FROM ({stored}) WHERE ({key}) IS NOT NULL GROUP BY 1"  # noqa: S608 - our own cards
        joins.append(f"LEFT JOIN ({rows}) AS old{number} ON new.k{number} = old{number}.k")
        olds.append(f"old{number}")
    keys = "".join(f", {key} AS k{number}" for number, key in enumerate(groups))
    columns = [f"new.k{number}" for number in range(len(groups))]
    for name in card.by_name:
        stays = f", {_agreed_by_all(olds, name)}" if name in kept_columns else ""
        columns.append(f'coalesce(new."{name}"{stays}) AS "{name}"')
    source = f"(SELECT *{keys} FROM ({new})) AS new {' '.join(joins)}"  # noqa: S608 - our own cards
    return f"SELECT {', '.join(columns)} FROM {source}"  # noqa: S608 - our own cards


def _agreed(column: str) -> str:
    """Return the SQL of a column's value where all rows of a key agree on it, else null."""
    return f'CASE WHEN count("{column}") = count(*) AND min("{column}") = max("{column}") THEN min("{column}") END'


def _agreed_by_all(olds: Sequence[str], column: str) -> str:
    """Return the SQL of a column's value where the stored rows that are found by either key agree on it."""
    values = ", ".join(f'{old}."{column}"' for old in olds)
    known = " AND ".join(f'({old}.k IS NULL OR {old}."{column}" IS NOT NULL)' for old in olds)
    return f"CASE WHEN {known} AND least({values}) = greatest({values}) THEN least({values}) END"


def filled_counts(engine: DuckDB, path: Path, card: Table) -> tuple[int, dict[str, int]]:
    """Return how many rows a Parquet file has, and how many values each of its columns."""
    counts = ", ".join(f'count("{name}")' for name in card.stored_names)
    row = engine.execute(f"SELECT count(*), {counts} FROM read_parquet(?)", [str(path)])[0]  # noqa: S608 - our own cards
    return row[0], {name: n for name, n in zip(card.stored_names, row[1:], strict=True) if n}


def completed(staged: StagedBatch, live: Sequence[Segment], tables: Mapping[str, Table]) -> list[StagedFile]:
    """Return the staged files; those that keep columns are written anew with the values that are stored."""
    if not any(file.kept_columns for file in staged.files):
        return staged.files
    with closing(engine_of(staged.store, tables)) as engine:
        return [_with_kept(engine, staged, file, live, tables[file.table_name]) for file in staged.files]


def _with_kept(
    engine: DuckDB, staged: StagedBatch, file: StagedFile, live: Sequence[Segment], card: Table
) -> StagedFile:
    old = [s for s in live if (s.table_name, s.month) == (file.table_name, file.month)]
    if not (file.kept_columns and old):
        return file
    stored = [(staged.store.home / segment.path, segment.filled) for segment in old]
    together = [f for f in staged.files if (f.table_name, f.month) == (file.table_name, file.month)]
    groups = by_key(card, stored, {column for one in together for column in one.filled})
    sources = {key: rows_of(card, files) for key, files in groups.items()}
    rows = completion(card, rows_of(card, [(file.path, file.filled)]), sources, file.kept_columns)
    path = staged.path / f"{file.path.stem}-completed-{uuid.uuid4().hex[:8]}.parquet"
    engine.execute(
        f"COPY (SELECT {_as_stored(card)} FROM ({rows})) TO {quoted([path])} (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608 - our own cards
    )
    rows, filled = filled_counts(engine, path, card)
    return replace(file, path=path, rows=rows, filled=filled, kept_columns=())


def replaced(
    staged: StagedBatch, live: Sequence[Segment], tables: Mapping[str, Table]
) -> tuple[list[Segment], list[tuple[Segment, StagedFile]]]:
    """Return the live segments that the new rows touch, and what remains of each."""
    retired, kept = [], []
    if not live:
        return retired, kept
    with closing(engine_of(staged.store, tables)) as engine:
        for segment in live:
            card = tables[segment.table_name]
            new = [f for f in staged.files if (f.table_name, f.month) == (segment.table_name, segment.month)]
            old = (staged.store.home / segment.path, segment.filled)
            remainder = staged.path / f"kept-{segment.id}-{uuid.uuid4().hex[:8]}.parquet"
            [key] = by_key(card, [old], {column for file in new for column in file.filled})
            brought = rows_of(card, [(file.path, file.filled) for file in new])
            survivors = _write_survivors(engine, card, key, rows_of(card, [old]), brought, remainder)
            if survivors == segment.rows:
                remainder.unlink()
                continue
            retired.append(segment)
            if survivors:
                rows, filled = filled_counts(engine, remainder, card)
                kept.append((segment, StagedFile(card.name, segment.month, remainder, rows, filled)))
            else:
                remainder.unlink()
    return retired, kept


def _as_stored(card: Table) -> str:
    """Return the SQL of all columns of a stored file, of rows with those of the card."""
    codes = [f'{codes_sql(name)} AS "{place}"' for name, place in card.codes.items()]
    return ", ".join([*(f'"{name}"' for name in card.by_name), *codes])


def _write_survivors(engine: DuckDB, card: Table, key: str, old: str, new: str, out: Path) -> int:
    """Write the old rows whose key no new row has, and return how many there are."""
    return engine.execute(
        f"COPY (SELECT {_as_stored(card)} FROM ({old}) AS old WHERE ({key}) IS NULL OR ({key}) NOT IN "  # noqa: S608 - our own cards
        f"(SELECT {key} FROM ({new}) WHERE ({key}) IS NOT NULL)) "
        f"TO {quoted([out])} (FORMAT parquet, COMPRESSION zstd)"
    )[0][0]
