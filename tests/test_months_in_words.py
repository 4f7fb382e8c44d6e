"""No list, evidence or paper shows a month as six digits or a day as eight: all of the made-up company is walked."""

import re
import shutil
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from subprocess import run

import openpyxl
import pytest
import streamlit as st
from typer.testing import CliRunner

from analytics.results.findings import Findings, findings_of
from analytics.results.hit_words import arithmetic_of, evidence_of, sentence_of
from analytics.story import RECORDS
from cli import app
from data_loaders.catalog import tables
from models import runs
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.audited import audited
from tests.opened import opened

SEED = 2
DIGITS = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])"
RAW = re.compile(
    rf"(?<![\d.,A-Za-z|]){DIGITS}(?:0[1-9]|[12]\d|3[01])?(?![\d.,A-Za-z])|\d-\d\dT\d\d|(?<![\d-])20\d\d-\d\d(?![-\d])"
)
LISTS = ("10_overview", "20_targets", "35_runs", "83_batches", "60_weekly", "65_bulletin")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a copy of a company's home, for what is exported is written to its log."""
    shutil.copytree(audited(SEED).home, tmp_path / "home")
    monkeypatch.setenv("MINGJI_HOME", str(tmp_path / "home"))
    for cache in (st.cache_resource, st.cache_data):
        cache.clear()
    yield tmp_path / "home"
    for cache in (st.cache_resource, st.cache_data):
        cache.clear()


@pytest.fixture
def findings(home: Path) -> Iterator[Findings]:
    lake = Lake(Store(home), tables())
    with lake.open(LOCAL_USER) as door:
        yield findings_of(lake.store, door, runs.get(lake.store))


def raw(texts: Iterable[object]) -> set[str]:
    return {text for text in texts if isinstance(text, str) and RAW.search(text)}


def test_what_the_walk_looks_for_is_a_raw_month_and_no_number_of_an_object():
    assert raw(["202411", "202411 力调", "20241103", "至 202411;", "2024-11", "2024-11-03T10:00"])
    assert not raw(
        ["2024年11月", "2024-11-03", "2024-11-03 10:00", "2024110397930003", "202,411", "HT202411"]
    )


def test_evidence_sentences_and_arithmetic_of_every_hit(findings: Findings):
    hits = [hit for code in findings.codes for hit in findings.with_evidence(code)]
    said = [
        text for hit in hits for text in (*evidence_of(hit).values(), sentence_of(hit), *arithmetic_of(hit))
    ]
    assert raw(said) == set()
    assert any("2026年10月 力调电费" in text for text in said), "lists of months are among it"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("page", LISTS)
def test_the_lists_of_every_page(page: str):
    shown = opened(f"{page}.py", seconds=120)
    cells = [cell for table in shown.dataframe for cell in table.value.to_numpy().ravel()]
    assert not shown.exception
    assert cells
    assert raw(cells) == set()


def test_records_of_a_customer_are_sorted_by_their_months(findings: Findings):
    [hit, *_] = findings.with_evidence("PRO-12")
    page = opened("30_object.py", {"type": "customer", "id": hit["object_id"]}, seconds=120)
    seen = set()
    for name, _, _ in RECORDS:
        page.button_group(key="records").set_value(name).run()
        for table in page.dataframe:
            assert raw(table.value.to_numpy().ravel()) == set()
            if "amt_ym" in table.value:
                seen.add(name)
                assert all(isinstance(month, date) for month in table.value.amt_ym)
    assert seen == {"readings", "bills"}


def exported(home: Path, out: Path, *words: str) -> Path:
    result = CliRunner().invoke(app, ["--home", str(home), *words, "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out


@pytest.mark.parametrize("what", ["findings", "targets", "weekly"])
def test_every_sheet_of_every_workbook(what: str, home: Path, tmp_path: Path):
    book = openpyxl.load_workbook(exported(home, tmp_path / "out.xlsx", what))
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert raw(cells) == set()


def test_months_of_a_workbook_sort_as_months(home: Path, tmp_path: Path):
    sheet = openpyxl.load_workbook(exported(home, tmp_path / "out.xlsx", "findings"))["命中清单"]
    place = [cell.value for cell in sheet[2]].index("期间")
    months = [row[place] for row in sheet.iter_rows(min_row=3) if row[place].value is not None]
    assert {type(cell.value) for cell in months} == {datetime}
    assert {cell.number_format for cell in months} == {'yyyy"年"m"月"'}


def test_the_weekly_on_paper_names_its_weeks_by_their_first_day(home: Path, tmp_path: Path):
    paper = exported(home, tmp_path / "out.pdf", "weekly")
    text = run(["pdftotext", "-layout", paper, "-"], check=True, capture_output=True, text=True).stdout
    assert raw(text.split()) == set()
    assert re.search(r"\d月\d+日", text)
