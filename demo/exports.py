"""The company's export files, clean or as messy as real ones, with the truth beside them.

    write_exports    files a person would be handed, truth.csv, and .manifest.json: what must come back from each
    write_parquet    the typed tables, for measuring

Pieces are spooled to disk first, so that memory is bounded by one month of one table; a month that is too large
for a spreadsheet is written as text, batch by batch.
"""

import csv
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_loaders.catalog import tables as cards
from demo import containers
from demo.arrays import filled_in
from demo.company import Company, stream, truth
from demo.dressing import Style, style_of
from demo.sheets import Layout, Promise, Sheet, compose, promise_of
from models.calendar import add_months, first_day

TRUTH, MANIFEST = "truth.csv", ".manifest.json"
TRUTH_COLUMNS = (
    "check_code",
    "object_type",
    "object_id",
    "cons_no",
    "org_code",
    "period",
    "amount_yuan",
    "kind",
    "note",
)
LARGEST_SPREADSHEET = 60_000
DAY_COLUMNS = ("org_code", "cons_no", "cons_name", "asset_no", "data_date", "day_pq")


def write_exports(company: Company, folder: Path, messy: bool = True) -> None:
    """Write the company's export files, truth.csv and .manifest.json into a folder.

    The manifest begins with a dot, so that a folder that is imported whole leaves it out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".spool-") as spool:
        spooled = _spool(company, Path(spool))
        writer = _Writer(company, folder)
        for place, (name, month) in enumerate(spooled):
            company.tell(f"写出 {cards()[name].title}{month}", place / len(spooled))
            style = style_of(name, month, company.months[-1]) if messy else Style()
            writer.write(name, month, pq.ParquetFile(spooled[name, month]), style)
        writer.pack()
    _write_truth(company, folder / TRUTH)
    (folder / MANIFEST).write_text(
        json.dumps(writer.promises, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    company.tell("完成", 1.0)


def export_files(folder: Path) -> list[Path]:
    """Return the export files of a folder that was written here: all of it but the truth and the manifest."""
    return sorted(path for path in folder.iterdir() if path.name not in (TRUTH, MANIFEST))


def write_parquet(company: Company, folder: Path) -> None:
    """Write the typed tables, a Parquet file for each table and month, and truth.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    _spool(company, folder)
    _write_truth(company, folder / TRUTH)


def _spool(company: Company, folder: Path) -> dict[tuple[str, str], Path]:
    """Write every piece into one Parquet file for each table and month."""
    writers: dict[tuple[str, str], pq.ParquetWriter] = {}
    paths: dict[tuple[str, str], Path] = {}
    for name, month, table in stream(company):
        key = (name, month)
        if key not in writers:
            paths[key] = folder / (f"{name}-{month}.parquet" if month else f"{name}.parquet")
            writers[key] = pq.ParquetWriter(
                paths[key], cards()[name].arrow_schema, compression="lz4", use_dictionary=False
            )
        writers[key].write_table(table)
    for writer in writers.values():
        writer.close()
    return dict(sorted(paths.items()))


def _write_truth(company: Company, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(TRUTH_COLUMNS)
        for line in truth(company):
            values = asdict(line)
            lines.writerow(["" if values[name] is None else values[name] for name in TRUTH_COLUMNS])


@dataclass
class _Writer:
    """Writes files and keeps what each promises."""

    company: Company
    folder: Path
    promises: list[dict] = field(default_factory=list)
    packed: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)

    def write(self, name: str, month: str, spooled: pq.ParquetFile, style: Style) -> None:
        """Write a month of a table in a style."""
        rng = random.Random(f"{self.company.seed}|{name}|{month}")
        if spooled.metadata.num_rows > LARGEST_SPREADSHEET:
            self._write_large(name, month, spooled, rng)
            return
        rows = spooled.read()
        if style.layout.shape == "days":
            before = add_months(month, -1)
            is_wide = pc.and_(
                pc.and_(
                    pc.greater_equal(rows["data_date"], pa.scalar(first_day(before))),
                    pc.less(rows["data_date"], pa.scalar(first_day(month))),
                ),
                pc.is_valid(rows["day_pq"]),
            )
            days = filled_in(name, pc.sum(is_wide).as_py(), _only(rows.filter(is_wide), DAY_COLUMNS))
            self._write_part(name, before, days, style, "", rng)
            rows, style = rows.filter(pc.invert(is_wide)), Style(layout=replace(style.layout, shape="long"))
        for label, part in _split(rows, style, self.company):
            self._write_part(name, month, part, style, label, rng)

    def _write_part(
        self, name: str, month: str, rows: pa.Table, style: Style, label: str, rng: random.Random
    ) -> None:
        title = cards()[name].title.replace("/", "")
        file_name = "_".join(filter(None, (title, label, month))) + style.suffix
        sheets, promised = [], []
        for sheet_name, layout, part in _sheets(rows, style):
            sheets.append(compose(name, part, layout, rng, title=sheet_name or title, month=month))
            promised.append((sheets[-1].name[:31] if style.has_sheets else "", promise_of(name, part)))
        content = _encoded(style, sheets, name)
        if style.archive:
            self.packed.setdefault(f"{style.archive}.zip", []).append((file_name, content))
        else:
            (self.folder / file_name).write_bytes(content)
        for sheet_name, promise in promised:
            self._promise(file_name, sheet_name, promise)

    def _promise(self, file_name: str, sheet: str, promise: Promise) -> None:
        self.promises.append({"file": file_name, "sheet": sheet, **asdict(promise)})

    def _write_large(self, name: str, month: str, spooled: pq.ParquetFile, rng: random.Random) -> None:
        """Write a month as one text file, a batch at a time."""
        title = cards()[name].title.replace("/", "")
        file_name = "_".join(filter(None, (title, month))) + ".csv"
        promises = []
        columns = _filled_columns(name, spooled)
        with (self.folder / file_name).open("wb") as file:
            for number in range(spooled.metadata.num_row_groups):
                part = spooled.read_row_group(number)
                sheet = compose(name, part, Layout(), rng, title=title, month=month, columns=columns)
                file.write(containers.delimited(sheet, with_header=number == 0))
                promises.append(promise_of(name, part))
        self._promise(file_name, "", _added(promises))

    def pack(self) -> None:
        """Write the archives."""
        for name, files in self.packed.items():
            containers.archive(self.folder / name, files)


def _only(rows: pa.Table, columns: Sequence[str]) -> dict[str, pa.Array]:
    return {name: rows[name].combine_chunks() for name in columns}


def _filled_columns(name: str, spooled: pq.ParquetFile) -> list[str]:
    """Return the columns that have a value anywhere in a file."""
    filled = []
    for place, column in enumerate(cards()[name].columns):
        groups = range(spooled.metadata.num_row_groups)
        counts = [spooled.metadata.row_group(g).column(place) for g in groups]
        if any(c.statistics is None or c.statistics.null_count < c.num_values for c in counts):
            filled.append(column.name)
    return filled


def _added(promises: list[Promise]) -> Promise:
    sums: dict[str, Decimal] = {}
    filled: dict[str, int] = {}
    for promise in promises:
        for name, text in promise.sums.items():
            sums[name] = sums.get(name, Decimal(0)) + Decimal(text)
        for name, count in promise.filled.items():
            filled[name] = filled.get(name, 0) + count
    texts = {name: f"{total.normalize():f}" for name, total in sums.items()}
    return Promise(promises[0].table, sum(promise.rows for promise in promises), texts, filled)


def _encoded(style: Style, sheets: list[Sheet], table: str) -> bytes:
    encoders: dict[str, Callable[[], bytes]] = {
        "text": lambda: containers.delimited(sheets[0], style.separator, style.encoding),
        "html": lambda: containers.html_table(sheets[0]),
        "xml": lambda: containers.spreadsheet_xml(sheets),
        "xlsx": lambda: containers.workbook(sheets, table),
    }
    return encoders[style.container]()


def _split(rows: pa.Table, style: Style, company: Company) -> Iterator[tuple[str, pa.Table]]:
    """Yield the parts of a table that become files of their own: all of it, or one for each county."""
    if not style.by_county or "org_code" not in rows.column_names:
        yield "", rows
        return
    for code, county in company.offices.counties:
        part = rows.filter(pc.fill_null(pc.starts_with(rows["org_code"], code), False))
        if len(part):
            yield county, part


def _sheets(rows: pa.Table, style: Style) -> Iterator[tuple[str, Layout, pa.Table]]:
    """Yield name, layout and rows of every sheet of a file."""
    if style.layout.shape == "registers":
        is_wide = pc.is_in(rows["read_type"], pa.array(["11", "12", "13", "14", "15", "21"]))
        yield "电量示数", style.layout, rows.filter(is_wide)
        rest = rows.filter(pc.invert(is_wide))
        if len(rest):
            yield "需量示数", Layout(dress=style.layout.dress), rest
    elif style.sheets_of:
        for number, begin in enumerate(range(0, len(rows), style.sheets_of)):
            yield f"Sheet{number + 1}", style.layout, rows.slice(begin, style.sheets_of)
    else:
        yield "", style.layout, rows
