"""Import a table of bills from xlsx and csv: the product, whole way into a fresh home, against bare readers.

python -m benchmarks.imports [rows] [xlsx|csv] [rounds]

Ours: the confined child, recognition, types, rejected rows, sums, Parquet, and the committed batch. The peers only
read the same file into a table of text or of Python values in memory, and check nothing; the build before (its
commit is BEFORE) does what ours does. Rounds are run in turn, and of each the least is shown: what a machine that
others use adds is not ours.
"""

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from benchmarks.before import BEFORE, build_before
from benchmarks.measuring import ROOT, Measured, least, measure, ratio, table, timing

ROWS = 1_000_000
MONTHS = 12
SEED = 20_251_125
PEERS = {
    "xlsx": ("calamine rows", "pandas+calamine"),
    "csv": ("pandas.read_csv str", "pyarrow.csv str", "duckdb.read_csv str"),
}
AIMS = {
    "xlsx": {"calamine rows": 1.2},
    "csv": {"duckdb.read_csv str": 3.0},
}  # our time, as a multiple of theirs


def main(rows: int, kinds: tuple[str, ...], rounds: int) -> None:
    """Print the figures side by side, and ours as multiples of those that we aim at."""
    with tempfile.TemporaryDirectory() as folder, build_before() as before:
        for kind in kinds:
            path = Path(folder, f"电费发行.{kind}")
            write_file(path, bills(rows))
            aims = AIMS[kind] | ({BEFORE: 1.0} if before else {})
            roots = {
                "mingji": ROOT,
                **({BEFORE: before} if before else {}),
                **dict.fromkeys(PEERS[kind], ROOT),
            }
            measured = _in_turn(rows, path, roots, rounds)
            size_mb = path.stat().st_size / 1e6
            print(f"\nimport of {kind}, {rows:,} rows, {size_mb:.0f} MB\n{table(*measured.values())}")
            for name, aim in aims.items():
                print(ratio(measured["mingji"], measured[name], aim), flush=True)
            path.unlink()


def _in_turn(rows: int, path: Path, roots: Mapping[str, Path], rounds: int) -> dict[str, Measured]:
    """Measure every way of reading a file, each in its own checkout, and return the least of all rounds."""
    found: dict[str, list[Measured]] = {name: [] for name in roots}
    for _ in range(rounds):
        for name, root in roots.items():
            how = "mingji" if name == BEFORE else name
            words = (str(rows), path.suffix[1:], how, str(path))
            found[name].append(measure(name, "benchmarks.imports", *words, root=root))
    return {name: least(measured) for name, measured in found.items()}


def work(rows: int, kind: str, how: str, path: Path) -> None:
    """Read the file one way and print how long it took; a small file before it loads the libraries."""
    read = READERS[how]
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, f"电费发行.{kind}")
        write_file(small, bills(MONTHS))
        read(small)
    with timing():
        found = read(path)
    if found < rows:
        raise ValueError(f"{how} read {found} of {rows} rows of the {kind}")


def bills(rows: int) -> pa.Table:
    """Return bills of a year under the Chinese headers of an export, text as text and amounts as numbers."""
    draw = np.random.default_rng(SEED)
    month, customer = np.arange(rows) % MONTHS + 1, np.arange(rows) // MONTHS
    peak, flat, valley = (draw.integers(0, 60_000, rows) for _ in range(3))
    fen = np.round(peak * 98.31 + flat * 61.07 + valley * 28.9).astype(np.int64)
    levy, power_factor = np.round(fen * 0.041), np.round(fen * draw.uniform(-0.0075, 0.05, rows))
    numbers = {
        "总电量": peak + flat + valley,
        "峰电量": peak,
        "平电量": flat,
        "谷电量": valley,
        "无功电量": draw.integers(0, 30_000, rows),
        "电度电费": fen / 100,
        "基本电费": draw.integers(0, 2_000, rows) * 384 / 10,
        "实际功率因数": draw.integers(80, 100, rows) / 100,
        "功率因数调整电费": power_factor / 100,
        "代征电费": levy / 100,
        "总电费": (fen + levy + power_factor) / 100,
    }
    texts = {
        "供电单位编号": pc.binary_join_element_wise("3340101", _padded(customer % 90 + 1, 2), ""),
        "用户编号": pc.binary_join_element_wise("03", _padded(customer, 8), ""),
        "用户名称": pc.binary_join_element_wise("宏远机械制造有限公司", _padded(customer, 1), ""),
        "电费年月": pc.binary_join_element_wise("2025", _padded(month, 2), ""),
        "发行日期": pc.binary_join_element_wise(
            "2025", _padded(month, 2), _padded(customer % 28 + 1, 2), "-"
        ),
        "电价码": _one_of(draw, rows, ["00010203", "00010211", "00020107", "00030104"]),
        "供电电压": _one_of(draw, rows, ["交流10kV", "交流380V", "交流220V"]),
        "用电类别": _one_of(draw, rows, ["大工业用电", "非居民照明", "普通工业"]),
        "抄表段编号": pc.binary_join_element_wise("0340", _padded(customer // 200, 6), ""),
    }
    return pa.table(texts | {name: pa.array(values) for name, values in numbers.items()})


def write_file(path: Path, rows: pa.Table) -> None:
    """Write the rows as the file that is to be imported."""
    if path.suffix == ".csv":
        pa_csv.write_csv(rows, path, pa_csv.WriteOptions(quoting_style="none"))  # nothing here needs quotes
        return
    from rustpy_xlsxwriter import write_worksheets

    write_worksheets([("电费发行", rows)], str(path))


def _padded(numbers: np.ndarray, width: int) -> pa.Array:
    return pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, "0")


def _one_of(draw: np.random.Generator, rows: int, values: list[str]) -> pa.Array:
    return pa.array(values).take(pa.array(draw.integers(0, len(values), rows)))


def _ours(path: Path) -> int:
    from data_loaders.catalog import tables
    from data_loaders.delivery.ingest import stage
    from models.lake import Lake
    from models.people import LOCAL_USER
    from models.store import Store

    with tempfile.TemporaryDirectory() as home:
        delivery = stage(Lake(Store(Path(home)), tables()), [path], "测速", LOCAL_USER)
        accepted = sum(sheet.rows_accepted for file in delivery.files for sheet in file.sheets)
        return accepted if delivery.confirm() else 0


def _calamine_rows(path: Path) -> int:
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()) - 1


def _pandas_calamine(path: Path) -> int:
    import pandas as pd

    return len(pd.read_excel(path, engine="calamine", dtype=str))


def _pandas_csv(path: Path) -> int:
    import pandas as pd

    return len(pd.read_csv(path, dtype=str))


def _arrow_csv(path: Path) -> int:
    texts = dict.fromkeys(bills(1).column_names, pa.string())
    return pa_csv.read_csv(path, convert_options=pa_csv.ConvertOptions(column_types=texts)).num_rows


def _duckdb_csv(path: Path) -> int:
    import duckdb

    return duckdb.connect().read_csv(str(path), all_varchar=True).to_arrow_table().num_rows


READERS: dict[str, Callable[[Path], int]] = {
    "mingji": _ours,
    "calamine rows": _calamine_rows,
    "pandas+calamine": _pandas_calamine,
    "pandas.read_csv str": _pandas_csv,
    "pyarrow.csv str": _arrow_csv,
    "duckdb.read_csv str": _duckdb_csv,
}


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    if len(sys.argv) > 4:
        work(size, sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        main(size, tuple(sys.argv[2:3]) or tuple(PEERS), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
