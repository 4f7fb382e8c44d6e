"""The weekly analysis without a browser: which period, which files, which figures."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from cli import app
from data_loaders.catalog import tables
from models.company.settings import WEEKLY, WeeklySettings
from models.lake import Lake
from models.orm import LogRow
from models.people import LOCAL_USER
from models.store import Store
from tests.loaded import loaded
from tests.weekly_home import WEEK, weekly_home

PROMISED = [
    "from",
    "to",
    "total",
    "previous_total",
    "by_type",
    "previous_by_type",
    "arrival",
    "contact",
    "repeat_callers",
    "by_org",
]


def run(home: Path, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["--home", str(home), "weekly", *words])
    assert result.exit_code == code, result.output
    return result.output


def figures(home: Path, out: Path, *words: str) -> dict[str, Any]:
    run(home, "--json", str(out / "w.json"), *words)
    return json.loads((out / "w.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home") / "home"
    weekly_home(home)
    return home


@pytest.fixture(scope="module")
def orders(home: Path) -> pd.DataFrame:
    with Lake(Store(home), tables()).open(LOCAL_USER) as door:
        table: Any = door.table("work_orders").to_pandas()
    return table.sort_values("accept_time").drop_duplicates("wo_no")


def test_without_a_period_it_is_the_last_complete_week_of_the_data(home: Path, tmp_path: Path):
    made = figures(home, tmp_path)
    assert (made["from"], made["to"]) == WEEK
    assert set(PROMISED) <= set(made)


def test_figures_of_any_days_are_those_counted_by_hand(home: Path, tmp_path: Path, orders: pd.DataFrame):
    made = figures(home, tmp_path, "--from", "2025-10-01", "--to", "2025-10-31")
    days = orders.accept_time.dt.strftime("%Y-%m-%d")
    now, before = (
        orders[days.between("2025-10-01", "2025-10-31")],
        orders[days.between("2025-08-31", "2025-09-30")],
    )
    assert (made["total"], made["previous_total"]) == (len(now), len(before))
    assert made["by_type"]["故障报修"] == (now.busi_type == "001").sum()
    assert made["by_org"]["334010101"] == (now.org_code == "334010101").sum()
    assert made["repeat_callers"] == (now.cust_no.value_counts() >= 2).sum()


def test_week_is_the_iso_week_from_monday_to_sunday(home: Path, tmp_path: Path):
    made = figures(home, tmp_path, "--week", "2025-W45")
    assert (made["from"], made["to"]) == ("2025-11-03", "2025-11-09")


def test_unit_narrows_everything(home: Path, tmp_path: Path, orders: pd.DataFrame):
    made = figures(home, tmp_path, "--from", "2025-10-01", "--to", "2025-10-31", "--org", "3340102")
    assert all(code.startswith("3340102") for code in made["by_org"])
    assert made["total"] == sum(made["by_org"].values()) > 0


def test_three_kinds_of_file_are_written_and_logged(home: Path, tmp_path: Path):
    for suffix in ("pdf", "docx", "xlsx"):
        assert "2025年第46期" in run(home, "--out", str(tmp_path / f"w.{suffix}"))
    assert (tmp_path / "w.pdf").read_bytes()[:5] == b"%PDF-"
    assert "主要指标" in openpyxl.load_workbook(tmp_path / "w.xlsx").sheetnames
    with Store(home).read() as session:
        lines = [row for row in session.scalars(select(LogRow)) if row.action == "export"]
    forms = {row.detail["scope"]["form"] for row in lines if row.subject == "weekly"}
    assert forms >= {".pdf", ".docx", ".xlsx"}


def test_week_begins_as_the_company_has_set_it(tmp_path: Path):
    home = tmp_path / "home"
    lake = weekly_home(home, 400)
    WEEKLY.save(lake.store, WeeklySettings(week_start=0), LOCAL_USER)
    made = figures(home, tmp_path)
    assert (made["from"], made["to"]) == ("2025-11-10", "2025-11-16")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "没有说写到哪里"),
        (("--out", "w.txt"), "不能写成"),
        (("--json", "w.json", "--week", "2025-W45", "--from", "2025-11-01"), "不能同用"),
        (("--json", "w.json", "--from", "2025-11-01"), "起日和止日缺了一个"),
        (("--json", "w.json", "--week", "2025-W54"), "不是一周"),
        (("--json", "w.json", "--from", "2025-11-02", "--to", "2025-11-01"), "早于起日"),
    ],
    ids=["no file", "other form", "two periods", "half a period", "no such week", "backwards"],
)
def test_wrong_usage_is_explained_and_writes_nothing(home: Path, words: tuple[str, ...], said: str):
    assert said in run(home, *words, code=2)
    assert not Path("w.json").exists()


def test_without_orders_nothing_is_written(tmp_path: Path):
    loaded(tmp_path / "home", "orgs\norg_code | org_name\n33401 | 临江供电公司")
    assert "没有 95598 工单" in run(tmp_path / "home", "--json", str(tmp_path / "w.json"), code=4)
    assert not (tmp_path / "w.json").exists()
