"""Rows of one file that repeat another: the same row twice is loaded once, of two with one key a master keeps the later.

An event table (bills, payments …) keeps rows that share a key and differ: reversals and split fees do.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data_loaders.child.sheet_files import write_typed
from models.data.replacement import key_sql
from models.data.schema import Table
from models.engine import DuckDB


@dataclass(frozen=True)
class SheetPart:
    """One Parquet file of a sheet, and the file that says where its rows stood."""

    sheet: int
    sheet_name: str
    path: Path

    @property
    def lines_path(self) -> Path:
        """Return where the row numbers lie."""
        return self.path.with_suffix(".lines")


@dataclass(frozen=True)
class Repeats:
    """What to refuse.

    Shapes: `rows` has part (its place in the list of parts), n (row of that file) and reason. `kept` counts rows
    that share their key with another, differ, and stay; `superseded` those that differ from a later one that counts.
    `across` are, by sheet, the rows that stay and share their key with one of an earlier sheet.
    """

    rows: pd.DataFrame
    kept: int
    superseded: int = 0
    across: Mapping[int, int] = field(default_factory=dict)


def find_repeats(engine: DuckDB, table: Table, parts: Sequence[SheetPart]) -> Repeats:
    """Return the rows of one file's sheets of a table that repeat others."""
    found = _sharing_a_key(engine, table, parts)
    if found.empty:
        return Repeats(pd.DataFrame(columns=["part", "n", "reason"]), 0)
    found = _with_lines(found, parts)
    same = found.groupby(["k", "content"], sort=False)
    repeated = same.cumcount() > 0
    reasons = pd.Series("", index=found.index, dtype="object")
    reasons[repeated] = "与" + same["place"].transform("first")[repeated] + "完全相同"
    superseded = pd.Series(data=False, index=found.index)
    if table.is_unique:
        by_key = found.groupby("k", sort=False)
        superseded = ~repeated & (found["content"] != by_key["content"].transform("last"))
        reasons[superseded] = (
            "与" + by_key["place"].transform("last")[superseded] + "主键相同而内容不同,以后面的一行为准"
        )
    refused = repeated | superseded
    left = found[~refused]
    kept = int(left.groupby("k").size().loc[lambda sizes: sizes > 1].sum())
    with_first = left.assign(first=left.groupby("k")["sheet"].transform("min"))
    across = Counter(with_first.loc[with_first["sheet"] > with_first["first"], "sheet"].tolist())
    return Repeats(
        found.loc[refused, ["part", "n"]].assign(reason=reasons[refused]), kept, int(superseded.sum()), across
    )


def _sharing_a_key(engine: DuckDB, table: Table, parts: Sequence[SheetPart]) -> pd.DataFrame:
    """Return part, n, key and content of the rows whose key occurs more than once."""
    content = "md5(CAST(ROW(" + ", ".join(f'"{column.name}"' for column in table.columns) + ") AS VARCHAR))"
    read = "SELECT {} AS part, * FROM read_parquet(?, file_row_number = true)"
    files = " UNION ALL ".join(read.format(number) for number in range(len(parts)))
    query = (
        f"WITH r AS (SELECT *, coalesce({key_sql(table)}, {content}) AS k FROM ({files})) "  # noqa: S608 - our own cards
        f"SELECT part, file_row_number AS n, k, {content} AS content FROM r "
        "WHERE k IN (SELECT k FROM r GROUP BY k HAVING count(*) > 1)"
    )
    paths = [str(part.path) for part in parts]
    return engine.backend.con.execute(query, paths).df()


def _with_lines(found: pd.DataFrame, parts: Sequence[SheetPart]) -> pd.DataFrame:
    """Return the rows in the order of the file, each with the words for where it stands."""
    lines = pd.concat(
        pd.DataFrame(
            {"part": number, "sheet": part.sheet, "line": pq.read_table(part.lines_path)["line"].to_numpy()}
        ).reset_index(names="n")
        for number, part in enumerate(parts)
    )
    found = found.merge(lines, on=["part", "n"]).sort_values(["sheet", "line", "n"], ignore_index=True)
    several = len({part.sheet for part in parts}) > 1
    names = [
        ("" if not several else f"工作表“{part.sheet_name}”" if part.sheet_name else "第一个表")
        for part in parts
    ]
    prefixes = found["part"].map(lambda part: names[part])
    found["place"] = prefixes + "第 " + found["line"].astype(str) + " 行"
    return found


def without_rows(part: SheetPart, rows: Sequence[int]) -> tuple[SheetPart, pa.Table]:
    """Write a part anew without some of its rows; return it, and where the rows stood (line, position).

    It gets a new name: the engine remembers what it read under the old one.
    """
    left = replace(part, path=part.path.with_name(f"{part.path.stem}-once.parquet"))
    lines = pq.read_table(part.lines_path)
    keep = np.ones(lines.num_rows, dtype=bool)
    keep[list(rows)] = False
    write_typed(pq.read_table(part.path).filter(pa.array(keep)), left.path)
    pq.write_table(lines.filter(pa.array(keep)), left.lines_path)
    stood = lines.take(pa.array(sorted(rows)))
    part.path.unlink()
    return left, stood
