"""Made-up companies that went the whole way, each once in a run of tests: messy exports, import, screening, findings.

The processes of a run share them: whoever needs a company first makes it, the others wait. They are looked at, and
never screened or changed.
"""

import csv
import json
import os
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from filelock import FileLock

from analytics import screening
from analytics.results.findings import findings_of
from analytics.rulebook import checks
from data_loaders.catalog import tables
from data_loaders.delivery import ingest
from demo import PERIOD, export_files, make_company, write_exports
from models import runs
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from reports.findings_file import write_findings

CUSTOMERS = 2_000
MONTHS_BY_SEED = {1: 24} | dict.fromkeys(range(2, 7), 13)
LAST_MONTHS = {6: "202606"}  # what is planted counts its days from the last month, whichever that is
KEPT = ("file", "sheet", "table", "rows_accepted", "filled", "sums")

Key = tuple[str, str, str]  # check, object type, object
Amounts = dict[Key, Decimal | None]


@dataclass(frozen=True)
class Audited:
    """A company in its folder: what was delivered and what came back, what was planted and what was found."""

    folder: Path

    @property
    def home(self) -> Path:
        """Return the home with what was loaded and one screening."""
        return self.folder / "home"

    def promised(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what was delivered, sheet by sheet."""
        manifest = json.loads((self.folder / "exports" / ".manifest.json").read_text("utf-8"))
        return {_sheet_of(one): _comparable(one, one["rows"]) for one in manifest}

    def loaded(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what came back, sheet by sheet."""
        entries = json.loads((self.folder / "loaded.json").read_text("utf-8"))
        return {_sheet_of(one): _comparable(one, one["rows_accepted"]) for one in entries}

    def planted(self) -> Amounts:
        """Return what must be found."""
        return {key: amount for key, kind, amount in self._truth() if kind == "planted"}

    def lookalikes(self) -> set[Key]:
        """Return what must not be found."""
        return {key for key, kind, _ in self._truth() if kind == "lookalike"}

    def found(self) -> Amounts:
        """Return what the screening found."""
        rows = pq.read_table(self.folder / "found.parquet").to_pylist()
        return {_key_of(row): row["amount_yuan"] for row in rows}

    def _truth(self) -> list[tuple[Key, str, Decimal | None]]:
        with (self.folder / "exports" / "truth.csv").open(encoding="utf-8-sig", newline="") as file:
            lines = [line for line in csv.DictReader(file) if line["check_code"] in checks()]
        return [
            (_key_of(line), line["kind"], Decimal(line["amount_yuan"]) if line["amount_yuan"] else None)
            for line in lines
        ]


def audited(seed: int) -> Audited:
    """Return the company of a seed, made by whoever asks first."""
    folder = Path(os.environ["MINGJI_AUDITED_COMPANIES"], str(seed))
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            making = folder.with_suffix(".making")
            making.mkdir()  # a second time after a failure it fails at once
            _go_the_whole_way(making, seed)
            making.rename(folder)
    return Audited(folder)


def _go_the_whole_way(folder: Path, seed: int) -> None:
    period = LAST_MONTHS.get(seed, PERIOD)
    company = make_company(CUSTOMERS, seed, MONTHS_BY_SEED[seed], last_month=period)
    as_of = company.as_of
    write_exports(company, folder / "exports")
    lake = Lake(Store(folder / "home"), tables())
    files = ingest.files_in(export_files(folder / "exports"))
    delivery = ingest.stage(lake, files, "营销系统", LOCAL_USER, as_of=as_of)
    delivery.confirm()
    entries = [{name: entry[name] for name in KEPT} for entry in delivery.entries() if entry["table"]]
    (folder / "loaded.json").write_text(json.dumps(entries, default=str), "utf-8")
    screening.screen(lake, LOCAL_USER, as_of=as_of, period=period)
    with lake.open(LOCAL_USER) as door:
        write_findings(findings_of(lake.store, door, runs.get(lake.store)), folder / "found.parquet")


def _sheet_of(entry: dict[str, Any]) -> tuple[str, str]:
    """Return the file within its archive, and the sheet."""
    return entry["file"].rpartition("/")[2], entry["sheet"]


def _comparable(entry: dict[str, Any], rows: int) -> dict[str, Any]:
    filled = {name: count for name, count in entry["filled"].items() if count}
    sums = {name: Decimal(total) for name, total in entry["sums"].items() if name in filled}
    return {"table": entry["table"], "rows": rows, "filled": filled, "sums": sums}


def _key_of(row: dict[str, Any]) -> Key:
    return row["check_code"], row["object_type"], row["object_id"]
