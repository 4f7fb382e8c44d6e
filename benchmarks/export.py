"""Write 100,000 targets to xlsx: the product's writer against openpyxl and openpyxl write-only.

python -m benchmarks.export [rows]
"""

import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from benchmarks.measuring import measure, table, timing
from data_loaders.recognition.own_files import TARGETS
from reports.target_list import COLUMNS
from reports.workbook import ListSheet, write

ROWS = 100_000


def main(rows: int) -> None:
    """Print the figures side by side."""
    measured = [
        measure(name, "benchmarks.export", str(rows), how)
        for name, how in (("mingji", "ours"), ("openpyxl", "openpyxl"), ("openpyxl write_only", "write_only"))
    ]
    print(f"export of {rows:,} × {len(COLUMNS)}\n{table(*measured)}")


def work(rows: int, how: str) -> None:
    """Write the list one way and print how long it took."""
    data = made_up(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "targets.xlsx")
        with timing():
            if how == "ours":
                write(path, TARGETS, [ListSheet("目标清单", "稽查目标清单", COLUMNS, data)])
            else:
                _with_openpyxl(path, data, is_write_only=how == "write_only")


def made_up(rows: int) -> pa.Table:
    """Return a list of as many columns and kinds as the staff's list has."""
    texts = {"text": "功率因数调整电费计算错误(少收 1,234.56 元)", "id": "0123456789"}
    columns = {}
    for column in COLUMNS:
        if column.style in texts:
            columns[column.name] = pa.array([f"{texts[column.style]}{n % 997}" for n in range(rows)])
        elif column.style == "date":
            columns[column.name] = pa.nulls(rows, pa.date32())
        else:
            columns[column.name] = pa.array(
                [Decimal(n % 99_991) / 100 for n in range(rows)], pa.decimal128(18, 2)
            )
    return pa.table(columns)


def _with_openpyxl(path: Path, data: pa.Table, *, is_write_only: bool) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=is_write_only)
    sheet = book.create_sheet("目标清单") if is_write_only else book.active
    assert sheet is not None
    sheet.append([column.heading for column in COLUMNS])
    for batch in data.to_batches(10_000):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            sheet.append(row)
    book.save(path)


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    work(size, sys.argv[2]) if len(sys.argv) > 2 else main(size)
