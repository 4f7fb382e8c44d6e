"""Companies that no check was tuned on: what was delivered comes back, what was planted is found, and nothing else."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from analytics import screening
from analytics.findings import findings_of
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

Key = tuple[str, str, str]  # check, object type, object
Amounts = dict[Key, Decimal | None]


@dataclass(frozen=True)
class Audited:
    """What was delivered and came back, sheet by sheet; what was planted, what only looks like it, what was found."""

    promised: dict[tuple[str, str], dict[str, Any]]
    loaded: dict[tuple[str, str], dict[str, Any]]
    planted: Amounts
    lookalikes: set[Key]
    found: Amounts


def audited(folder: Path, seed: int) -> Audited:
    """Return a company's messy exports after the whole way: import, screening, findings file."""
    exports = folder / "exports"
    period = LAST_MONTHS.get(seed, PERIOD)
    company = make_company(CUSTOMERS, seed, MONTHS_BY_SEED[seed], last_month=period)
    as_of = company.as_of
    write_exports(company, exports)
    lake = Lake(Store(folder / "home"), tables())
    delivery = ingest.stage(lake, ingest.files_in(export_files(exports)), "营销系统", LOCAL_USER, as_of=as_of)
    delivery.confirm()
    screening.screen(lake, LOCAL_USER, as_of=as_of, period=period)
    with lake.open(LOCAL_USER) as door:
        write_findings(findings_of(lake.store, door, runs.get(lake.store)), folder / "found.parquet")
    truth = truth_in(exports / "truth.csv")
    return Audited(
        {
            sheet_of(one): comparable(one, one["rows"])
            for one in json.loads((exports / ".manifest.json").read_text("utf-8"))
        },
        {sheet_of(one): comparable(one, one["rows_accepted"]) for one in delivery.entries() if one["table"]},
        {key: amount for key, kind, amount in truth if kind == "planted"},
        {key for key, kind, _ in truth if kind == "lookalike"},
        {key_of(row): row["amount_yuan"] for row in pq.read_table(folder / "found.parquet").to_pylist()},
    )


def sheet_of(entry: dict[str, Any]) -> tuple[str, str]:
    """Return the file within its archive, and the sheet."""
    return entry["file"].rpartition("/")[2], entry["sheet"]


def comparable(entry: dict[str, Any], rows: int) -> dict[str, Any]:
    filled = {name: count for name, count in entry["filled"].items() if count}
    sums = {name: Decimal(total) for name, total in entry["sums"].items() if name in filled}
    return {"table": entry["table"], "rows": rows, "filled": filled, "sums": sums}


def truth_in(path: Path) -> list[tuple[Key, str, Decimal | None]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["check_code"] in checks()]
    return [
        (key_of(line), line["kind"], Decimal(line["amount_yuan"]) if line["amount_yuan"] else None)
        for line in lines
    ]


def key_of(row: dict[str, Any]) -> Key:
    return row["check_code"], row["object_type"], row["object_id"]


def score_card(seed: int, company: Audited) -> str:
    """Return recall and precision of every check as lines to print."""
    right = Counter(code for code, *_ in company.planted.keys() & company.found.keys())
    planted, found = (
        Counter(code for code, *_ in company.planted),
        Counter(code for code, *_ in company.found),
    )
    spared = Counter(code for code, *_ in company.lookalikes - company.found.keys())
    lines = [f"company {seed}: check, planted, found, recall, precision, look-alikes left alone"]
    for code in sorted(planted | found):
        recall = right[code] / planted[code] if planted[code] else 1
        precision = right[code] / found[code] if found[code] else 1
        lines.append(
            f"  {code} {planted[code]:4} {found[code]:4} {recall:7.2f} {precision:7.2f} {spared[code]:4}"
        )
    total = sum(right.values())
    lines.append(f"  all    {total / sum(planted.values()):.2f} {total / sum(found.values()):.2f}")
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MONTHS_BY_SEED)
def test_from_messy_exports_every_planted_problem_is_found_and_nothing_else(
    tmp_path: Path, seed: int, record_property: Callable[[str, object], None]
):
    company = audited(tmp_path, seed)
    record_property("printed", score_card(seed, company))
    assert company.loaded == company.promised
    assert {code for code, *_ in company.planted} == set(checks())
    assert company.found == company.planted  # the amounts too, to the fen
    assert not company.lookalikes & company.found.keys()
