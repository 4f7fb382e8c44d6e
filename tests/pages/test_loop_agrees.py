"""The loop's figures are the same on the overview, in lists and their file, the bulletin, the appraisal and its file, and JSON."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from typer.testing import CliRunner

from analytics.loop.appraisal import Kind, appraise
from analytics.loop.counting import Asked
from analytics.loop.month import loop_month
from analytics.loop.progress import progress
from cli import app
from models.lake import Lake
from models.loop import case_lists
from models.loop.case import State
from models.loop.case_lists import Due, Wanted
from models.people import LOCAL_USER
from pages.parts.loop import case_table, strip
from reports.appraisal_file import write_appraisal
from tests.drawn import drawn
from tests.loaded import load
from tests.looped import OTHER, STATION, add_case

CUSTOMERS = f"customers\ncons_no | org_code | cons_name\n0000000001 | {STATION} | 罗兰秀"
SENT: dict[str, Any] = {"dispatched_at": datetime(2026, 11, 3), "handler": "qian"}
REPLIED = SENT | {"replied_at": datetime(2026, 11, 5), "reply_due": date(2026, 11, 6)}
BORNE_OUT = REPLIED | {"result": "属实", "upheld_at": datetime(2026, 11, 6)}
CLOSED: dict[str, Any] = {"state": "已归档", "closed_at": datetime(2026, 11, 12)}
PARTLY: dict[str, Any] = BORNE_OUT | CLOSED | {"result": "部分属实"}


def add_cases(lake: Lake) -> None:
    """Recovered 20,000 and refunded 10,000 yuan, one being put right, two of nothing, one overdue, one void."""
    store = lake.store
    add_case(store, "TAR-22", **BORNE_OUT, **CLOSED, established_fen=20_000_00, recovered_fen=20_000_00)
    add_case(
        store,
        "TAR-22",
        **PARTLY,
        org_code=OTHER,
        established_fen=-10_000_00,
        refunded_fen=10_000_00,
        rework=1,
    )
    add_case(store, "TAR-11", state="整改中", **BORNE_OUT, established_fen=500_00, due_date=date(2099, 12, 1))
    add_case(store, "TAR-11", **REPLIED, **CLOSED, result="不属实")
    add_case(store, **REPLIED, **CLOSED, result="不属实", picked_by="random", inclusion_probability=0.5)
    add_case(store, "TAR-22", state="核查中", **SENT, due_date=date(2026, 11, 10))
    add_case(store, "TAR-22", state="已作废", **BORNE_OUT, established_fen=77_00)


def test_every_figure_is_the_same_wherever_it_stands(lake: Lake, tmp_path: Path) -> None:
    load(lake, drawn(CUSTOMERS), "customers")
    add_cases(lake)
    store, today = lake.store, date.today()
    asked = Asked(today, date(2026, 11, 1), date(2026, 11, 30))
    made = progress(store, LOCAL_USER, asked)
    counts = made.total.counts
    assert [counts[name] for name in ("opened", "archived", "confirmed", "judged", "overdue", "void")] == [
        *(7, 4, 3, 5, 1, 1)
    ]
    assert [counts[f"{name}_fen"] for name in ("established", "recovered", "refunded")] == [
        *(10_500_00, 20_000_00, 10_000_00)
    ]
    # JSON
    out = tmp_path / "progress.json"
    words = ["--home", str(store.home), "progress", "--from", "2026-11-01", "--to", "2026-11-30"]
    assert CliRunner().invoke(app, [*words, "--json", str(out)]).exit_code == 0
    told = json.loads(out.read_text("utf-8"))
    assert told["cases"]["archived"] == 4
    assert told["yuan"] == {"established": "10500.00", "recovered": "20000.00", "refunded": "10000.00"}
    assert told["confirmation"]["ranked"] | {"low": 0, "high": 0} == {
        **{"confirmed": 3, "judged": 4, "rate": 0.75},
        **{"low": 0, "high": 0},
    }
    # overview
    assert strip.rate_of_all(made) == "60.00%"
    assert strip.came_of_it(made)[0] == "已追补 **20,000 元**,已退还 **10,000 元**"
    assert sum(case_lists.work_of(store, LOCAL_USER, today=today).stages.values()) == counts["overdue"]
    # board and list, and the file that is the list
    by_state = case_lists.by_state(store, LOCAL_USER, Wanted())
    assert (by_state[State.ARCHIVED], by_state[State.VOID]) == (counts["archived"], counts["void"])
    assert case_lists.count(store, LOCAL_USER, Wanted(due=Due.OVERDUE), today=today) == counts["overdue"]
    rows = case_table.rows_of(case_lists.listed(store, LOCAL_USER, Wanted(), today=today), LOCAL_USER, today)
    assert (rows["recovered_yuan"].sum(), rows["refunded_yuan"].sum()) == (20_000, 10_000)
    # bulletin
    month = loop_month(store, LOCAL_USER, "202611", {}, today)
    assert month is not None
    assert (month.total.counts, month.overdue.num_rows) == (counts, counts["overdue"])
    # appraisal and its file
    appraised = appraise(store, LOCAL_USER, "202611")
    units = [card for card in appraised.cards if card.kind is Kind.UNIT]
    lines = [line for card in units for line in card.lines]
    assert len([one for one in lines if one.item == "按时回单"]) == counts["replied_on_time"]
    assert sum(one.points for one in lines if one.item == "追补退还金额") == 3  # for each full 10,000 yuan
    auditors = [line for card in appraised.cards if card.kind is Kind.AUDITOR for line in card.lines]
    void = [one for one in auditors if one.item == "目标不属实"]
    assert len(void) == counts["judged"] - counts["confirmed"]
    assert month.points.to_pydict()["points"] == [card.score for card in units]
    write_appraisal(appraised, tmp_path / "考核.xlsx", {})
    sheet = openpyxl.load_workbook(tmp_path / "考核.xlsx")["单位"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    written = {str(row[1]): row[3] for row in cells if str(row[1]) in {card.subject for card in units}}
    assert written == {card.subject: float(card.score) for card in units}
