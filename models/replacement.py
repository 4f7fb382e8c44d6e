"""Which stored rows a batch replaces, what remains of their files, and which of their values stay.

Files are never changed: what remains of one is written anew into the batch's folder, and an undo takes it back.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from models.engine import DuckDB
from models.orm import Segment
from models.schema import Table
from models.staged import StagedBatch, StagedFile
from models.stored_files import engine_of


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


def by_key(
    card: Table, stored: Iterable[tuple[Path, Mapping[str, int]]], delivered: Collection[str]
) -> dict[str, list[Path]]:
    """Return {SQL of the key by which stored and delivered rows are compared: the stored files it holds for}.

    `stored` are files with the columns that are filled in them.
    """
    found: dict[str, list[Path]] = {}
    for path, filled in stored:
        found.setdefault(key_sql(card, set(filled) & set(delivered)), []).append(path)
    return found


def quoted(paths: Iterable[Path]) -> str:
    """Return paths as SQL texts."""
    return ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)


def _agreed(column: str) -> str:
    """Return the SQL of a column's value where all rows of a key agree on it, else null."""
    return f'CASE WHEN count("{column}") = count(*) AND min("{column}") = max("{column}") THEN min("{column}") END'


def filled_counts(engine: DuckDB, path: Path, card: Table) -> tuple[int, dict[str, int]]:
    """Return how many rows a Parquet file has, and how many values each of its columns."""
    counts = ", ".join(f'count("{column.name}")' for column in card.columns)
    row = engine.execute(f"SELECT count(*), {counts} FROM read_parquet(?)", [str(path)])[0]  # noqa: S608 - our own cards
    return row[0], {column.name: n for column, n in zip(card.columns, row[1:], strict=True) if n}


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
    joins, values = [], {column: [f'new."{column}"'] for column in card.by_name}
    for number, (key, paths) in enumerate(groups.items()):
        kept = ", ".join(f'{_agreed(column)} AS "{column}"' for column in file.kept_columns)
        rows = f"SELECT {key} AS k, {kept} FROM read_parquet([{quoted(paths)}]) WHERE ({key}) IS NOT NULL GROUP BY 1"  # noqa: S608 - our own cards
        joins.append(f"LEFT JOIN ({rows}) AS old{number} ON new.k{number} = old{number}.k")
        for column in file.kept_columns:
            values[column].append(f'old{number}."{column}"')
    keys = ", ".join(f"{key} AS k{number}" for number, key in enumerate(groups))
    columns = ", ".join(f'coalesce({", ".join(options)}) AS "{name}"' for name, options in values.items())
    path = staged.path / f"{file.path.stem}-completed-{uuid.uuid4().hex[:8]}.parquet"
    engine.execute(
        f"COPY (SELECT {columns} FROM (SELECT *, {keys} FROM read_parquet([{quoted([file.path])}])) AS new "  # noqa: S608 - our own cards
        f"{' '.join(joins)}) TO {quoted([path])} (FORMAT parquet, COMPRESSION zstd)"
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
            old_path = staged.store.home / segment.path
            remainder = staged.path / f"kept-{segment.id}-{uuid.uuid4().hex[:8]}.parquet"
            [key] = by_key(card, [(old_path, segment.filled)], {c for file in new for c in file.filled})
            survivors = _write_survivors(engine, key, old_path, [f.path for f in new], remainder)
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


def _write_survivors(engine: DuckDB, key: str, old: Path, new: Sequence[Path], out: Path) -> int:
    """Write the old rows whose key no new row has, and return how many there are."""
    return engine.execute(
        f"COPY (SELECT * FROM read_parquet(?) AS old WHERE ({key}) IS NULL OR ({key}) NOT IN "  # noqa: S608 - our own cards
        f"(SELECT {key} FROM read_parquet([{quoted(new)}]) WHERE ({key}) IS NOT NULL)) "
        f"TO {quoted([out])} (FORMAT parquet, COMPRESSION zstd)",
        [str(old)],
    )[0][0]
