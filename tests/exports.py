"""Drawn or made rows written as an export: the standard headers, one csv a table, all in a zip."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from data_loaders.catalog import tables


def csv_of(table_name: str, rows: Sequence[Mapping[str, Any]], encoding: str = "gb18030") -> bytes:
    """Return rows as a csv under the standard headers of the columns that any row has."""
    card = tables()[table_name]
    columns = [column for column in card.columns if any(column.name in row for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.title for column in columns])
    writer.writerows([["" if (v := row.get(c.name)) is None else v for c in columns] for row in rows])
    return out.getvalue().encode(encoding)


def zip_of(path: Path, rows_by_table: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
    """Write every table as a csv into a zip and return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in rows_by_table.items():
            archive.writestr(f"{tables()[name].title}.csv", csv_of(name, rows))
    return path
