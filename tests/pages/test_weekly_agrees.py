"""Screen, PDF, Word, Excel and JSON of one week say the same figures: they come from one computation."""

import json
import re
from io import BytesIO
from pathlib import Path
from subprocess import run

import docx
import openpyxl
import pytest
from typer.testing import CliRunner

from cli import app
from models.company.settings import WEEKLY, WeeklySettings
from models.people import LOCAL_USER
from reports.punctuation import typeset
from tests.opened import opened
from tests.weekly_home import weekly_home

CARDS = ("诉求工单总量", "故障报修", "投诉", "到达现场及时率", "投诉24小时联系率")


@pytest.fixture
def made(home: Path, tmp_path: Path) -> Path:
    """Give a folder with the week's four files."""
    WEEKLY.save(weekly_home(home, 3_000).store, WeeklySettings(targets={"arrival": 0.9}), LOCAL_USER)
    for name in ("w.pdf", "w.docx", "w.xlsx"):
        words = [
            "--home",
            str(home),
            "weekly",
            "--out",
            str(tmp_path / name),
            "--json",
            str(tmp_path / "w.json"),
        ]
        assert CliRunner().invoke(app, words).exit_code == 0
    return tmp_path


def pdf_text(path: Path) -> str:
    return run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout


def word_text(path: Path) -> str:
    document = docx.Document(BytesIO(path.read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def on_screen() -> dict[str, str]:
    """Return each card's value as the screen shows it, without its unit."""
    page = opened("60_weekly.py")
    assert not page.exception
    return {metric.label: metric.value.split(" ")[0] for metric in page.metric}


def test_main_figures_agree_everywhere(made: Path):
    figures = json.loads((made / "w.json").read_text("utf-8"))
    exact = {
        "诉求工单总量": f"{figures['total']:,}",
        "故障报修": f"{figures['by_type']['故障报修']:,}",
        "投诉": f"{figures['by_type']['投诉']:,}",
        "到达现场及时率": f"{figures['arrival']['rate'] * 100:.2f}%",
        "投诉24小时联系率": f"{figures['contact']['rate'] * 100:.2f}%",
    }
    sheet = openpyxl.load_workbook(made / "w.xlsx")["主要指标"]
    excel = {str(row[1]): str(row[2]) for row in sheet.iter_rows(values_only=True)}
    shown = on_screen()
    pdf, word = pdf_text(made / "w.pdf"), word_text(made / "w.docx")
    assert {name: shown[name] for name in CARDS} == exact
    assert {name: excel[name] for name in CARDS} == exact
    for value in exact.values():
        assert value.removesuffix("%") in pdf
        assert value.removesuffix("%") in word


def test_sentences_agree_everywhere(made: Path):
    figures = json.loads((made / "w.json").read_text("utf-8"))
    page = opened("60_weekly.py")
    screen = [text.value for text in page.text]
    pdf = re.sub(r"\s", "", pdf_text(made / "w.pdf"))
    word = re.sub(r"[\s\u200d]", "", word_text(made / "w.docx"))  # what holds a count and its unit together
    told = [typeset(one["text"]) for one in figures["sentences"] if one["section"] == "volume"]
    assert len(told) > 3
    for sentence in told:
        assert sentence in screen
        assert re.sub(r"\s", "", sentence) in word
    assert re.sub(r"\s", "", told[0]) in pdf
