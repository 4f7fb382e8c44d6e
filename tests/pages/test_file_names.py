"""A file says what it is, whose, and of when."""

from datetime import date
from pathlib import Path

import pytest

from models.lake import Lake
from models.people import LOCAL_USER
from pages.parts.common import file_names
from tests.loaded import load

ORGS = [
    {"org_code": "33401", "org_name": "临江市供电公司", "short_name": "临江市"},
    {"org_code": "3340101", "org_name": "东湖县供电公司", "short_name": "东湖"},
]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(("unit", "whose"), [("", "临江市"), ("3340101", "临江市东湖"), ("33401", "临江市")])
def test_a_list_of_the_loop_names_company_unit_and_day(lake: Lake, unit: str, whose: str, home: Path):
    load(lake, {"orgs": ORGS}, "company")
    assert file_names.of_today("稽查任务", LOCAL_USER, unit) == f"稽查任务_{whose}_{date.today():%Y%m%d}"
    assert file_names.of_month("考核", LOCAL_USER, "202610") == "考核_临江市_202610"
