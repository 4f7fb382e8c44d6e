"""A company screened by two checks of its archive."""

from datetime import date
from decimal import Decimal
from typing import Any

from analytics import screening
from models.lake import Lake
from models.people import LOCAL_USER
from tests.loaded import load

CITY, COUNTIES = "33401", ("3340101", "3340102", "3340103")


def customer(number: int, **told: Any) -> dict[str, Any]:
    """Return a home whose file lacks its address, but for what is said."""
    return {
        "cons_no": f"{number:010d}",
        "org_code": f"{COUNTIES[number % 3]}01",
        "cons_name": f"户{number}",
        "mobile": f"1390000{number:04}",
        "status_code": "0",
        "cons_sort_code": "03",
        "elec_addr": None,
        "contract_cap": Decimal(8),
    } | told


def company() -> dict[str, list[dict[str, Any]]]:
    """Six homes without an address in the first county, two in the second, none in the third; each with a feed."""
    lacking = [customer(3 * number) for number in range(1, 7)] + [customer(3 * n + 1) for n in (1, 2)]
    whole = [customer(3 * n + 2, elec_addr=f"{n}号") for n in (1, 2)]
    orgs = [
        {"org_code": code, "org_name": name, "short_name": name}
        for code, name in ((CITY, "临江市"), *zip(COUNTIES, ("东湖", "西岭", "南浦"), strict=True))
    ]
    feeds = [
        {
            "cons_no": own["cons_no"],
            "org_code": own["org_code"],
            "ps_no": "P1",
            "ps_attr": "10",
            "ps_type": "1",
        }
        for own in lacking
    ]
    return {"customers": lacking + whole, "orgs": orgs, "power_sources": feeds}


def screened_archive(lake: Lake) -> Lake:
    """Load the company and screen it by two checks of 客户档案."""
    load(lake, company(), "company")
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["PRO-01", "PRO-02"])
    return lake
