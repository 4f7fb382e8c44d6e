"""A made-up company in a home of its own, stored as an import stores it.

The demo casts its planted problems one by one, a dozen a check. Here the cast of a small company is multiplied
column by column, each copy under numbers of its own, until about so many are wrong as in a real company.
"""

import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.before import BEFORE
from data_loaders.catalog import tables
from data_loaders.child.sheet_files import write_typed
from demo import make_company, write_parquet
from demo.arrays import from_rows
from demo.bank import bank_credits
from demo.company import LEAST_CUSTOMERS, Company, stream
from demo.crowd import MONTH_COLUMNS
from demo.money import remittance_rows
from demo.stage import Row
from models.data.batches import Provenance, commit
from models.data.staged import StagedBatch, StagedFile
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store

SEED = 1
FILL = """
import sys
from pathlib import Path
from benchmarks.company import Lake, Store, fill, tables
fill(Lake(Store(Path(sys.argv[1])), tables()), Path(sys.argv[2]))
"""
MONTHS = 13  # the period, and twelve months to compare it with
PLANTED = (
    0.03  # of the customers; about half of them are wrong, the others only look so and cost as much to judge
)
NUMBERS = frozenset(
    [
        "app_no",
        "acct_no",
        "asset_no",
        "bank_note_no",
        "bank_ref",
        "bar_code",
        "calc_id",
        "cashchk_id",
        "charge_id",
        "cons_id",
        "cons_name",
        "cons_no",
        "contract_no",
        "cust_name",
        "cust_no",
        "elec_addr",
        "equip_id",
        "event_id",
        "it_asset_no",
        "made_no",
        "mp_no",
        "mr_sect_no",
        "orig_cons_no",
        "outage_id",
        "parent_mp_no",
        "plan_no",
        "ps_no",
        "rcvbl_id",
        "relate_id",
        "rs_id",
        "tg_no",
        "tg_name",
        "ticket_no",
        "topo_tg_no",
        "ts_no",
        "visit_no",
        "wo_no",
    ]
)
"""The columns that tell one copy of the cast from another; what is left is said of all: units, staff, prices."""

TELEPHONES = frozenset(["mobile", "tel"])
MARKS = tuple(f"{number:03}" for number in range(1_000))
"""Three digits: customer numbers have ten in most provinces, and thirteen in newer ones."""


def home_of(home: Path, customers: int) -> Lake:
    """Return the lake of a home, in which the company is made unless it is there already."""
    is_new = not home.exists()
    lake = Lake(Store(home), tables())
    if is_new:
        fill(lake, written(home.parent, customers))
    return lake


def home_before(root: Path, folder: Path, customers: int) -> Path:
    """Return the home in which the build before keeps the company; it is filled from the same tables, by itself."""
    home = folder / f"before-{BEFORE}" / f"home-{customers}"
    if not home.exists():
        home.parent.mkdir(exist_ok=True)
        command = [sys.executable, "-c", FILL, str(home), str(written(folder, customers))]
        subprocess.run(command, cwd=root, check=True)
    return home


def written(folder: Path, customers: int) -> Path:
    """Return where in a folder the company's tables lie, a file for each table and month; they are made once."""
    found = folder / f"company-{customers}"
    if not found.exists():
        with tempfile.TemporaryDirectory(dir=folder) as unfinished:
            write_parquet(make_company(customers, seed=SEED, months=MONTHS), Path(unfinished, "company"))
            multiply(Path(unfinished, "company"), int(customers * PLANTED))
            Path(unfinished, "company").rename(found)
    return found


def fill(lake: Lake, folder: Path) -> None:
    """Commit the tables of a folder as one batch."""
    staged = StagedBatch(lake.store)
    for source in sorted(folder.glob("*.parquet")):
        name, _, month = source.stem.partition("-")
        path = staged.path / source.name
        write_typed(pq.read_table(source), path)
        rows = pq.read_table(path)
        filled = {c: len(rows) - rows[c].null_count for c in rows.column_names}
        staged.files.append(
            StagedFile(name, month, path, len(rows), {c: count for c, count in filled.items() if count})
        )
    origin = Provenance(folder.name, folder.name, "测速", LOCAL_USER, None, [])
    commit(staged, origin, lake.tables)


def multiply(folder: Path, customers: int) -> None:
    """Add copies of the cast to the tables of a folder, as many as go into this number of customers."""
    actors = cast()
    marks = MARKS[: customers // len(actors["customers", ""])]
    for path in sorted(folder.glob("*.parquet")):
        name, _, month = path.stem.partition("-")
        if marks and (name, month) in actors:
            copies = [copied(actors[name, month], mark) for mark in marks]
            pq.write_table(pa.concat_tables([pq.read_table(path), *copies]), path, compression="lz4")


def cast() -> dict[tuple[str, str], pa.Table]:
    """Return the rows of everybody in whom a problem was planted, by table and month; the books are left out.

    What the cast paid goes into remittances of its own, which the bank has credited, and its reading sections are
    its own: a copy of a payment without its remittance would be a problem that nobody planted.
    """
    company = make_company(LEAST_CUSTOMERS, seed=SEED, months=MONTHS)
    for _ in stream(company):
        pass  # the last cases happen when everything else is written
    first, last, found = company.months[0], company.months[-1], {}
    shared = {"mr_sections": _sections(company), **_remitted(company)}
    for name in tables().keys() - {"ledger_balances"}:
        rows = company.loose(name) + [row for role in company.roles for row in role.rows[name]]
        rows += shared.get(name, [])
        column = MONTH_COLUMNS.get(name)
        months = [row[column] if column else last if name == "daily_usage" else "" for row in rows]
        months = [min(max(month, first), last) if month else "" for month in months]
        for month in sorted(set(months)):
            own = [row for row, at in zip(rows, months, strict=True) if at == month]
            found[name, month] = from_rows(name, own)
    return found


def _sections(company: Company) -> list[Row]:
    """Return the reading sections of the cast."""
    numbers = {row["mr_sect_no"] for role in company.roles for row in role.rows["customers"]}
    return [row for row in company.offices.section_rows() if row["mr_sect_no"] in numbers]


def _remitted(company: Company) -> dict[str, list[Row]]:
    """Return the remittances that only the cast's payments went into, and what the bank credited for them."""
    by_code = {station.org_code: station for station in company.offices.stations}
    planted = {row["cashchk_id"] for row in company.loose("remittances")}
    taken: dict[str, Decimal] = {}
    for payment in (row for role in company.roles for row in role.rows["payments"]):
        number = payment["cashchk_id"]
        if number and number not in planted and number[:9] in by_code:
            taken[number] = taken.get(number, Decimal(0)) + payment["rcv_amt"]
    rows = list(remittance_rows(taken, by_code, company.as_of))
    told = company.loose("bank_credits")
    return {
        "remittances": rows,
        "bank_credits": list(bank_credits([*rows, *company.loose("remittances")], told)),
    }


def copied(rows: pa.Table, mark: str) -> pa.Table:
    """Return rows of the cast under numbers that end in a mark; what has no number stays without."""
    for place, name in enumerate(rows.column_names):
        if name in NUMBERS:
            rows = rows.set_column(place, name, pc.binary_join_element_wise(rows[name], mark, ""))
        elif name in TELEPHONES:  # as long as before
            rows = rows.set_column(place, name, pc.binary_replace_slice(rows[name], 3, 6, mark))
    return rows
