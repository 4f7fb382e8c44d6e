"""A small company in which one customer's use collapses, another's is suspended, and two ledgers differ."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics import screening
from models import runs
from models.calendar import month_range
from models.lake import Lake
from models.orm import Run
from models.people import LOCAL_USER
from tests.loaded import load
from tests.made_once import copied, made_once

MONTHS = month_range("202311", "202510")
THIEF, SUSPENDED = "0000000001", "0000000002"
UNITS = ("334010101", "334010201")


def usage(number: int, month: str) -> int:
    """Ordinary customers use a little more or less; customers 1 and 2 fall to a tenth from July 2025."""
    ordinary = 200 + (number * 37) % 60 + (int(month) * 7 + number * 13) % 25
    return ordinary // 10 if number in (1, 2) and month >= "202503" else ordinary


def company(customers: int = 160) -> dict[str, list[dict[str, Any]]]:
    people, bills = [], []
    for number in range(1, customers + 1):
        own = {"cons_no": f"{number:010d}", "org_code": UNITS[number % 2]}
        people.append(
            own
            | {
                "elec_type_code": "202",
                "volt_code": "AC02202",
                "contract_cap": Decimal(8),
                "status_code": "0",
            }
        )
        bills += [
            own
            | {
                "amt_ym": month,
                "total_pq": Decimal(usage(number, month)),
                "total_amt": Decimal(1),
                "amt_type": "01",
            }
            for month in MONTHS
        ]
    ledgers = [
        {
            "org_code": UNITS[0],
            "period": "202510",
            "acct_code": "112201",
            "acct_name": "应收账款",
            "ledger_level": level,
            "close_bal": Decimal(balance),
        }
        for level, balance in (("营销", 500), ("财务", 100))
    ]
    suspension = [
        {
            "app_no": "A1",
            "cons_no": SUSPENDED,
            "app_type": "203",
            "accept_time": datetime(2025, 2, 20),
            "status": "02",
        }
    ]
    return {"customers": people, "bills": bills, "ledger_balances": ledgers, "applications": suspension}


def few_tables() -> dict[str, list[dict[str, Any]]]:
    """Return what a screening has to look at that a test only waits for: with more, most checks have to be stated."""
    tables = company(customers=1)
    return {name: tables[name] for name in ("bills", "ledger_balances")}


def screened_company(home: Path) -> tuple[Lake, Run]:
    """Return the company's lake in a home that is not there yet, and its screening for October 2025."""
    lake = made_once(_screened, home)
    return lake, runs.get(lake.store)


def screened_home(home: Path) -> Path:
    """Return the same home with nothing open, to be broken."""
    return copied(_screened, home)


def _screened(lake: Lake) -> None:
    load(lake, company(), "company")
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["ACC-12"])
