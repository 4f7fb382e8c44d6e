"""The weekly report over half a million orders: its figures against pandas, its PDF against LibreOffice.

python -m benchmarks.weekly [orders] [folder]

Ours is the whole analysis (every section, the texts read), pandas only the nine main figures of CLI.md from the
columns that they need; both must agree on them, else the run fails. What follows a first week is what a user at
the screen waits for: another week (its texts are read where a section needs them), and the orders behind a figure.
`folder` keeps the home for the next time.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from analytics.weekly.analysis import weekly
from analytics.weekly.drill import orders_behind
from analytics.weekly.figures import figures
from analytics.weekly.labels import type_label
from analytics.weekly.period import Period, week_of
from benchmarks.measuring import Measured, measure, table, timing
from data_loaders.catalog import tables
from models.lake import Door, Lake
from models.people import LOCAL_USER
from models.store import Store
from reports.paper.files import write as write_report
from reports.weekly.report import document_of
from tests.analytics.weekly import by_hand, made

ORDERS, CUSTOMERS_EACH = 500_000, 0.4
FIRST, LAST = date(2024, 1, 5), date(2025, 11, 27)
WEEK = date(2025, 11, 20)  # the last day of the last whole week
READ = (
    "wo_no",
    "busi_type",
    "org_code",
    "urban_rural_flag",
    "accept_time",
    "arrive_time",
    "contact_time",
    "reply_time",
    "cust_no",
)
SCREEN = {
    "first": "mingji, first week",
    "further": "mingji, another week",
    "shown": "mingji, texts unread",
    "drill": "mingji, drill-down",
}
PEERS = {"pandas": "pandas, a first week", "pandas_again": "pandas, another week"}
PAPER = {"pdf": "mingji, PDF", "docx": "mingji, Word", "xlsx": "mingji, Excel"}
OFFICE = "LibreOffice, to PDF"


def main(orders: int, folder: Path) -> None:
    """Print the figures side by side, and fail where ours and theirs differ."""
    home = folder / f"weekly-{orders}"
    home_of(home, orders)
    measured = {how: _measured(name, home, how) for how, name in (SCREEN | PEERS | PAPER).items()}
    assert json.loads((home / "first.json").read_text("utf-8")) == json.loads(
        (home / "pandas.json").read_text("utf-8")
    ), "the main figures differ"
    first, further = measured["first"], measured["further"]
    print(f"{orders:,} orders, the same main figures\n{table(first, measured['pandas'])}\n")
    print(f"{table(further, measured['pandas_again'], measured['shown'], measured['drill'])}\n")
    office = _measured(OFFICE, home, "office")
    print(table(*(measured[how] for how in PAPER), office))


def _measured(name: str, home: Path, how: str) -> Measured:
    return measure(name, "benchmarks.weekly", str(home), how)


def home_of(home: Path, orders: int) -> Lake:
    """Return the lake of a home, in which the orders are made unless it is there already."""
    if not home.exists():
        customers = max(100, int(orders * CUSTOMERS_EACH))
        frames = {
            "work_orders": made.with_mess(made.made_orders(orders, FIRST, LAST, customers=customers)),
            "orgs": made.made_orgs(),
            "customers": made.made_customers(customers),
            "staff": made.made_staff(),
        }
        made.held(home, frames)
    return Lake(Store(home), tables())


def work(home: Path, how: str) -> None:
    """Do one thing and print how long it took."""
    period = week_of(WEEK)
    if how in PEERS:
        _with_pandas(home, period, again=how == "pandas_again")
    elif how == "office":
        _with_office(home)
    elif how in PAPER:
        _paper(home, period, how)
    else:
        with home_of(home, 0).open(LOCAL_USER) as door:
            _screen(door, home, period, how)


def _screen(door: Door, home: Path, period: Period, how: str) -> None:
    if how == "first":
        with timing():
            found = weekly(door, period)
        _keep(home / "first.json", _main_figures(figures(found)))
        return
    shown = weekly(door, week_of(WEEK - timedelta(days=7)))
    with timing():
        if how != "drill":
            weekly(door, period, with_topics=how == "further")
        else:
            orders_behind(door, shown, {"stage": "arrival", "outcome": "overdue"}).limit(200).to_pyarrow()


def _paper(home: Path, period: Period, form: str) -> None:
    with home_of(home, 0).open(LOCAL_USER) as door:
        document = document_of(weekly(door, period), made_on=LAST, edits={}, targets={})
    path = home / f"weekly.{form}"
    path.unlink(missing_ok=True)
    with timing():
        write_report(document, path)


def _with_office(home: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, timing():
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder]
        subprocess.run([*command, str(home / "weekly.docx")], check=True, capture_output=True)


def _with_pandas(home: Path, period: Period, *, again: bool) -> None:
    with _timing_if(not again):
        orders, customers = _frames(home)
        found = _by_hand(orders, customers, period)
    if again:
        with timing():
            found = _by_hand(orders, customers, period)
    _keep(home / "pandas.json", found)


@contextmanager
def _timing_if(wanted: bool) -> Iterator[None]:
    if wanted:
        with timing():
            yield
    else:
        yield


def _frames(home: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    [orders] = home.glob("batches/*/work_orders-*.parquet")
    [customers] = home.glob("batches/*/customers-*.parquet")
    of_customers = ["cons_no", "urban_rural_flag", "tg_no"]
    return (
        pq.read_table(orders, columns=list(READ)).to_pandas(),
        pq.read_table(customers, columns=of_customers).to_pandas(),
    )


def _by_hand(orders: pd.DataFrame, customers: pd.DataFrame, period: Period) -> dict[str, Any]:
    """Return the main figures as plain pandas makes them."""
    known = by_hand.once(orders)
    spans = [by_hand.accepted(known, span.first, span.last) for span in (period.span, period.previous)]
    now, before = (by_hand.with_area(found, customers) for found in spans)
    return {
        "total": len(now),
        "previous_total": len(before),
        "by_type": _counts(now.busi_type.map(type_label)),
        "previous_by_type": _counts(before.busi_type.map(type_label)),
        "arrival": list(by_hand.arrival(now)),
        "contact": list(by_hand.contact(now)),
        "repeat_callers": int((now.cust_no.value_counts() >= 2).sum()),
        "by_org": _counts(now.org_code.dropna()),
    }


def _counts(values: pd.Series) -> dict[str, int]:
    return {str(name): int(count) for name, count in values.value_counts().items()}


def _main_figures(found: dict[str, Any]) -> dict[str, Any]:
    rates = {name: [found[name]["due"], found[name]["on_time"]] for name in ("arrival", "contact")}
    names = ("total", "previous_total", "by_type", "previous_by_type", "repeat_callers")
    by_org = {code: count for code, count in found["by_org"].items() if code}
    return {name: found[name] for name in names} | rates | {"by_org": by_org}


def _keep(path: Path, found: dict[str, Any]) -> None:
    path.write_text(json.dumps(found, ensure_ascii=False, sort_keys=True), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[2] in {*SCREEN, *PEERS, *PAPER, "office"}:
        work(Path(sys.argv[1]), sys.argv[2])
    else:
        size = int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS
        with tempfile.TemporaryDirectory() as scratch:
            main(size, Path(sys.argv[2]) if len(sys.argv) > 2 else Path(scratch))
