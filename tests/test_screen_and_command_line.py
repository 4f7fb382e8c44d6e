"""A plan and what comes of it, by the command line in one home and by the pages in its twin: both tell the same."""

import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from models import register
from models.people import LOCAL_USER, Role
from models.register import Registered
from tests.base_cases.staff import PEOPLE, person_of
from tests.commanded import run
from tests.company import UNITS, screened_company
from tests.loaded import load
from tests.opened import opened

DUE = date.today() + timedelta(days=30)
CASE = f"稽查{date.today():%Y%m}00001"


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """Two homes with the same people, the same screening and ledgers that differ in two units; pages see the second."""
    lake, _ = screened_company(tmp_path / "first")
    people = [Registered(login, name, Role(role), ("",), True) for login, (name, role) in PEOPLE.items()]
    register.add(lake.store, LOCAL_USER, people)
    ledgers = [
        {
            "org_code": UNITS[1], "period": "202510", "acct_code": "112201", "acct_name": "应收账款",
            "ledger_level": level, "close_bal": Decimal(balance),
        }
        for level, balance in (("营销", 300), ("财务", 60))
    ]  # fmt: skip
    load(lake, {"ledger_balances": ledgers}, "ledgers")
    lake.store.close()
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    monkeypatch.setenv("MINGJI_HOME", str(tmp_path / "second"))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield tmp_path / "first", tmp_path / "second"
    st.cache_resource.clear()
    st.cache_data.clear()


def told(home: Path) -> dict[str, Any]:
    """Return what a home says of its plans, its cases and the history of each, without the times."""
    found = {name: in_json(home, name, "list") for name in ("plan", "tasks")}
    steps = {one["case_no"]: in_json(home, "tasks", "history", one["case_no"]) for one in found["tasks"]}
    return found | {number: [step | {"at": ""} for step in some] for number, some in steps.items()}


def in_json(home: Path, *words: str) -> Any:
    run(home, *words, "--json", str(home / "told.json"))
    return json.loads((home / "told.json").read_text("utf-8"))


def page_of(file: str, login: str, **query: str) -> AppTest:
    return opened(file, query, person_of(login), seconds=60)


def test_plans_and_their_spreading_come_to_the_same_on_pages_and_on_the_command_line(
    homes: tuple[Path, Path],
) -> None:
    by_command, by_page = homes

    due, as_page_has_it = ("--due", f"{DUE}"), ("--capacity", "20", "--random-share", "0.1", "--seed", "1")
    run(by_command, "plan", "create", "--name", "十月稽查", *due, *as_page_has_it, "--as", "lin")
    page = page_of("20_targets.py", "lin")
    page.text_input(key="make_plan-name").set_value("十月稽查")
    page.date_input(key="make_plan-due").set_value(DUE)
    page.button(key="make_plan-make").click().run()
    assert told(by_command) == told(by_page)
    assert {one["picked_by"] for one in told(by_page)["tasks"]} == {"ranking", "random"}

    run(by_command, "plan", "approve", "1", "--as", "wang")
    page_of("70_plans.py", "wang").button(key="plan-批准").click().run()
    run(by_command, "plan", "dispatch", "1", "--as", "lin")
    page_of("70_plans.py", "lin").button(key="plan-派发").click().run()
    assert told(by_command) == told(by_page)

    for home in homes:  # step by step: tests/test_cli_loop.py
        run(home, "tasks", "move", CASE, "接收", "--as", "qian")
        run(home, "tasks", "move", CASE, "提交核查", "--comment", "属实", "--result", "属实", "--as", "qian")
        run(home, "tasks", "move", CASE, "认定属实", *due, "--as", "lin")
    assert f"{UNITS[1]} 命中 1 条" in run(by_command, "spread", CASE, *due, "--as", "lin")
    page = page_of("76_spread.py", "lin", no=CASE)
    page.date_input(key="spread-due").set_value(DUE)
    page.button(key="spread-make").click().run()
    assert told(by_command) == told(by_page)
    [*_, child] = told(by_page)["tasks"]
    assert (child["parent"], child["org_code"]) == (CASE, UNITS[1])
