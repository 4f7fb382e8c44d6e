"""Units are called the same everywhere, and no two are called alike."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ranking.selection import Capacity, select
from analytics.results.findings import findings_of
from analytics.units import digits_below, told_apart, unit_names
from analytics.weekly.units import organisation_of
from models.lake import Lake
from models.people import LOCAL_USER, Person, Role
from reports.target_list import write_targets
from tests.company import UNITS, screened_company
from tests.drawn import drawn
from tests.loaded import load, loaded

ORGS = """
    orgs
    org_code    | org_name           | short_name
    3340101     | 国网东湖县供电公司 | 东县
    334010101   | 东湖城关供电所     | 城关所
    33401010101 | 城关高压班         | 高压班
    3340102     | 国网西岭县供电公司 | 西县
    334010201   | 西岭城关供电所     | 城关所
    33401020101 | 城关高压班         | 高压班
    334010202   | 西岭河口供电所     | 河口所
"""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return loaded(tmp_path, ORGS)


def test_units_of_the_same_name_are_called_with_those_above_until_they_differ(lake: Lake):
    with lake.open(LOCAL_USER) as door:
        short = {code: name.short for code, name in unit_names(door).items()}
    assert (short["33401010101"], short["33401020101"]) == ("东县城关所高压班", "西县城关所高压班")
    assert (short["334010101"], short["334010202"]) == ("东县城关所", "河口所")


def test_the_long_form_is_the_full_name_and_also_told_apart(lake: Lake):
    with lake.open(LOCAL_USER) as door:
        long = {code: name.long for code, name in unit_names(door).items()}
    assert (long["334010202"], long["33401020101"]) == ("西岭河口供电所", "西岭城关供电所城关高压班")


def test_a_unit_is_called_the_same_by_whoever_sees_only_that_unit(lake: Lake):
    with lake.open(Person("所里人", Role.STAFF, ("334010101",))) as door:
        assert {code: name.short for code, name in unit_names(door).items()} == {
            "334010101": "东县城关所",
            "33401010101": "东县城关所高压班",
        }
        assert organisation_of(door)["334010101"]["short"] == "东县城关所"


def test_units_without_any_above_are_told_apart_by_their_codes():
    assert told_apart({"1": "城关所", "2": "城关所"}) == {"1": "城关所(1)", "2": "城关所(2)"}


def test_the_excel_list_calls_a_unit_as_the_screen_does(tmp_path: Path):
    lake, run = screened_company(tmp_path / "home")
    load(lake, drawn(f"orgs\norg_code | org_name | short_name\n{UNITS[1]} | 全称供电所 | 简称所"), "orgs")
    with lake.open(LOCAL_USER) as door:
        assert findings_of(lake.store, door, run).unit_names() == {UNITS[1]: "简称所"}
        write_targets(door, run, select(lake.store, door, run, Capacity(2)), tmp_path / "list.xlsx")
    cells = {
        str(cell.value) for row in openpyxl.load_workbook(tmp_path / "list.xlsx")["目标清单"] for cell in row
    }
    assert "简称所" in cells
    assert "全称供电所" not in cells


CODES = st.text("123", min_size=1, max_size=5)


@given(st.dictionaries(CODES, st.sampled_from(["城关所", "高压班", "东县"]), max_size=12))
def test_no_two_units_are_ever_called_alike(names: dict[str, str]):
    told = told_apart(names)
    assert len(set(told.values())) == len(names)
    assert all(name.endswith(names[code]) or name.endswith(f"({code})") for code, name in told.items())


@pytest.mark.parametrize(
    ("unit", "codes", "digits"),
    [
        ("", ["33401", "3340101", "3340102"], 7),  # a city of two counties
        ("", ["33401", "33402"], 5),
        (
            "3340101",
            ["3340101", "334010101", "334010102", "3340102"],
            9,
        ),  # its stations; another county is none
        ("3340101", ["3340101", "334010101"], 9),  # a county with one station only
        ("", ["334010101"], 9),  # a station and nothing else
        ("334010101", ["334010101"], 11),
    ],
)
def test_the_units_below_one_are_the_first_level_that_tells_some_apart_or_has_any(
    unit: str, codes: list[str], digits: int
) -> None:
    assert digits_below(unit, codes) == digits
