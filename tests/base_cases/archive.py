"""A company screened by two checks of its archive."""

from datetime import date

from analytics import screening
from models.lake import Lake
from models.people import LOCAL_USER
from tests.company import company
from tests.loaded import load


def screened_archive(lake: Lake) -> Lake:
    """Load the company and screen it by two checks of 客户档案."""
    load(lake, company(), "company")
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["PRO-01", "PRO-02"])
    return lake
