"""What came of the cases, from the command line."""

import json
from datetime import date, datetime
from pathlib import Path

import openpyxl

from models.orm import LogRow
from models.store import Store
from tests.base_cases.neighbours import HOME, LEDGERS, upheld
from tests.commanded import run
from tests.loaded import loaded
from tests.looped import add_case


def test_a_case_is_spread_and_its_hits_are_told_unit_by_unit(tmp_path: Path) -> None:
    case = upheld(loaded(tmp_path, LEDGERS))
    said = run(tmp_path, "spread", case, "--due", "2099-01-31")
    assert said.splitlines()[0].startswith("计划 2:3 件")
    assert "  334010102 命中 2 条,其他金额 12.00 元" in said
    assert "  334020101 命中 1 条,其他金额 200.00 元" in said


def test_what_cannot_be_spread_is_said_and_changes_nothing(tmp_path: Path) -> None:
    lake = loaded(tmp_path, LEDGERS)
    open_case = add_case(lake.store, "ACC-12", state="核查中")
    assert "还没有认定属实" in run(tmp_path, "spread", open_case, "--due", "2099-01-31", code=4)
    run(tmp_path, "spread", open_case, "--due", "31.1.2099", code=2)


def test_the_figures_are_told_and_written_as_json(tmp_path: Path) -> None:
    customers = "\n\ncustomers\ncons_no | org_code\n1 | 334010101\n2 | 334010101\n3 | 33402"
    lake = loaded(tmp_path, LEDGERS + customers)
    upheld(lake, recovered_fen=12_345)
    out = tmp_path / "progress.json"
    said = run(tmp_path, "progress", "--org", "33401", "--json", str(out))
    assert "  查实率 100.00%(1/1)" in said
    told = json.loads(out.read_text("utf-8"))
    assert told["rates"]["confirmed"] == {"label": "查实率", "numerator": 1, "denominator": 1, "rate": 1.0}
    assert told["yuan"]["recovered"] == "123.45"
    assert told["confirmed_per_10000_customers"] == {
        "label": "万户问题数", "numerator": 1, "denominator": 2, "rate": 5000.0,
    }  # fmt: skip
    assert [one["code"] for one in told["closing_checks"]] == ["CLS-01", "CLS-02", "CLS-03", "CLS-06"]
    assert {"ranked", "random", "lift"} <= set(told["confirmation"])
    run(tmp_path, "progress", "--from", "2026-12-01", "--to", "2026-11-01", code=2)
    with Store(tmp_path).read() as session:
        assert session.query(LogRow).where(LogRow.subject == "progress").count() == 1


def test_a_month_is_appraised_and_closed_as_excel_and_json(tmp_path: Path) -> None:
    lake = loaded(tmp_path, LEDGERS)
    replied = {"replied_at": datetime(2026, 10, 7), "reply_due": date(2026, 10, 6), "handler": "qian"}
    number = upheld(lake, upheld_at=datetime(2026, 10, 9), **replied)
    out, told = tmp_path / "appraisal.xlsx", tmp_path / "appraisal.json"
    run(tmp_path, "appraise", "--month", "202610", "--out", str(out), "--json", str(told), "--freeze")
    before = json.loads(told.read_text("utf-8"))
    assert (before["month"], before["frozen"], [unit["org_code"] for unit in before["units"]]) == (
        "202610",
        True,
        [HOME],
    )
    cells = [
        cell for row in openpyxl.load_workbook(out)["得分明细"].iter_rows(values_only=True) for cell in row
    ]
    assert {number, "超期回单", "查实问题"} <= set(cells)
    upheld(lake, upheld_at=datetime(2026, 10, 9), **replied)
    run(tmp_path, "appraise", "--month", "202610", "--out", str(out), "--json", str(told))
    assert json.loads(told.read_text("utf-8")) == before
    run(tmp_path, "appraise", "--month", "2026-10", "--out", str(out), code=2)
    run(tmp_path, "appraise", "--month", "202610", "--out", str(tmp_path / "a.pdf"), code=2)


def test_the_library_is_searched_and_written_as_its_page_shows_it(tmp_path: Path) -> None:
    lake = loaded(tmp_path, LEDGERS)
    about = {
        "state": "已归档",
        "result": "属实",
        "recovered_fen": 123_456,
        "facts": {"measures": "改为两部制"},
    }
    former = add_case(lake.store, "TAR-14", closed_at=datetime(2026, 11, 9), **about)
    add_case(lake.store, "ACC-12", closed_at=datetime(2026, 11, 9), **about)
    out, told = tmp_path / "library.xlsx", tmp_path / "library.json"
    said = run(tmp_path, "library", "--check", "TAR-14", "--out", str(out), "--json", str(told))
    assert said.startswith(f"{former} TAR-14 属实")
    [one] = json.loads(told.read_text("utf-8"))
    assert (one["case_no"], one["remedy"], one["recovered_yuan"]) == (former, "改为两部制", "1234.56")
    assert former in [cell.value for row in openpyxl.load_workbook(out)["案例"].iter_rows() for cell in row]
    assert "没有符合条件的案例" in run(tmp_path, "library", "--text", "没有这个词")
