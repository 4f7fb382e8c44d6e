"""What is worked out for the first look at a run: it is what would be worked out then, for those whom it is for."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from analytics import answers, kept_files, screening
from analytics.pictures import first_look, shown
from analytics.pictures.album import pictures
from analytics.pictures.shown import Viewed
from analytics.results import findings
from analytics.results.findings import Findings, findings_of
from cli import app
from data_loaders.catalog import tables
from models import runs
from models.lake import Lake
from models.loop import exemptions
from models.loop.exemptions import Kind, Request, Scope, Standing
from models.orm import Run
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from tests.drawn import drawn
from tests.loaded import load, loaded

SUPERVISOR = Person("主任", Role.SUPERVISOR, ("",))
OF_THE_SECOND = Person("专责", Role.LEAD, ("3340102",))
DIGITS = 5  # no unit is known by name
LIST, PICTURE = "business-findings", "business-adjustments_by_approver"
CATEGORY: dict[str, Any] = {"category": "营业"}
COMPANY = """
    customers
    cons_no | org_code  | cons_name
    c1      | 334010101 | 罗兰秀
    c3      | 334010201 | 苗青

    adjustments
    app_no | cons_no | org_code  | rs_amt | rs_date    | person_resp | approver | rs_reason
    1      | c1      | 334010101 | 16     | 2025-10-15 | a           | a        | 抄错
    2      | c1      | 334010101 | 100    | 2025-10-16 | a           | a        | 政策
    3      | c3      | 334010201 | 400    | 2025-10-17 | b           | b        | 政策
"""
RENAMED = """
    customers
    cons_no | org_code  | cons_name
    c1      | 334010101 | 罗兰
    c3      | 334010201 | 苗青
"""


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the home of a company that was screened, with what the first look asks for kept."""
    home = tmp_path_factory.mktemp("first") / "home"
    lake = loaded(home, COMPANY)
    screening.screen(lake, LOCAL_USER, as_of=date(2025, 11, 1), period="202510", codes=["BIZ-14"])
    first_look.keep(lake, run_of(lake))
    lake.store.close()
    return home


@pytest.fixture
def lake(looked_at: Path, tmp_path: Path) -> Lake:
    shutil.copytree(looked_at, tmp_path / "home")
    return Lake(Store(tmp_path / "home"), tables())


@pytest.fixture
def nothing_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("worked out again")

    for module in (findings, shown):
        monkeypatch.setattr(module, "looked_up_often", never)


def run_of(lake: Lake) -> Run:
    return runs.get(lake.store)


def seen(lake: Lake, person: Person = LOCAL_USER) -> dict[str, Any]:
    """Return what a person sees of 营业 first: figures, targets, marks by approver, names on the list."""
    with lake.open(person) as door:
        run = run_of(lake)
        found = findings_of(lake.store, door, run)
        of_list, picture = (
            Viewed(pictures()[key], door, found, run, unit_digits=DIGITS) for key in (LIST, PICTURE)
        )
        [total] = found.figures(**CATEGORY)
        return {
            "hits": total["hits"],
            "exempted": total["exempted"],
            "by_check": {row["check_code"]: row["hits"] for row in found.figures("check_code", **CATEGORY)},
            "targets": found.target_count(**CATEGORY),
            "marks": {mark["approver"]: mark["adjustments"] for mark in picture.marks().to_pylist()},
            "rows": of_list.behind().rows,
            "names": [row["cons_name"] for row in of_list.listed(limit=answers.FIRST_ROWS).to_pylist()],
        }


EVERYTHING = {
    "hits": 3,
    "exempted": 0,
    "by_check": {"BIZ-14": 3},
    "targets": 3,
    "marks": {"a": 2, "b": 1},
    "rows": 3,
    "names": ["苗青", "罗兰秀", "罗兰秀"],
}


@pytest.mark.usefixtures("nothing_is_worked_out")
def test_the_first_look_at_a_run_works_nothing_out(lake: Lake) -> None:
    assert seen(lake) == EVERYTHING
    assert seen(lake, SUPERVISOR) == EVERYTHING | {"names": ["苗**", "罗**", "罗**"]}


def test_a_person_of_one_unit_sees_that_unit_alone(lake: Lake) -> None:
    assert seen(lake, OF_THE_SECOND) == {
        "hits": 1,
        "exempted": 0,
        "by_check": {"BIZ-14": 1},
        "targets": 1,
        "marks": {"b": 1},
        "rows": 1,
        "names": ["苗青"],
    }


def ask(lake: Lake, application: str, unit: str) -> list[int]:
    scope = Scope("BIZ-14", "application", application, unit)
    wanted = Request(scope, Kind.NORMAL, "政策性退补", "批文", date(2025, 11, 1), date(2025, 12, 31))
    return exemptions.ask(lake.store, LOCAL_USER, [wanted])


def exempt(lake: Lake, application: str, unit: str) -> None:
    exemptions.decide(lake.store, LOCAL_USER, ask(lake, application, unit), Standing.APPROVED)


@pytest.mark.usefixtures("nothing_is_worked_out")
def test_an_exemption_that_is_only_asked_for_changes_nothing(lake: Lake) -> None:
    ask(lake, "3", "334010201")
    assert seen(lake) == EVERYTHING


def test_what_came_to_be_exempted_since_does_not_count(lake: Lake) -> None:
    exempt(lake, "3", "334010201")
    now = seen(lake)
    assert (now["hits"], now["exempted"], now["targets"], now["rows"]) == (2, 1, 2, 2)


def test_where_the_database_is_lost_an_exemption_of_the_same_number_is_another_one_and_so_is_the_data(
    lake: Lake,
) -> None:
    exempt(lake, "3", "334010201")
    shutil.rmtree(kept_files.folder_of(lake.store.home, run_of(lake).folder))
    first_look.keep(lake, run_of(lake))
    lake.store.close()
    for path in lake.store.home.glob("mingji.db*"):
        path.unlink()
    assert CliRunner().invoke(app, ["--home", str(lake.store.home), "rebuild"]).exit_code == 0
    assert not list((lake.store.home / kept_files.FOLDER).glob(f"*/{answers.NAME}-*"))
    again = Lake(Store(lake.store.home), tables())
    exempt(again, "2", "334010101")
    assert seen(again, OF_THE_SECOND)["hits"] == 1
    assert seen(again)["names"] == ["苗青", "罗兰秀"]


def test_after_an_import_names_are_those_of_now(lake: Lake) -> None:
    load(lake, drawn(RENAMED), "later")
    assert seen(lake) == EVERYTHING | {"names": ["苗青", "罗兰", "罗兰"]}


@pytest.mark.parametrize("is_damaged", [False, True])
def test_without_what_was_kept_all_is_worked_out(lake: Lake, is_damaged: bool) -> None:
    [path] = kept_files.folder_of(lake.store.home, run_of(lake).folder).glob(f"{answers.NAME}-*")
    if is_damaged:
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    else:
        path.unlink()
    assert seen(lake) == EVERYTHING


def test_a_run_that_has_a_file_for_each_check_alone_is_read_as_before(lake: Lake, tmp_path: Path) -> None:
    folder = runs.folder(lake.store, run_of(lake))
    shutil.copytree(folder, tmp_path / "older")
    (tmp_path / "older" / findings.EVERY_HIT).unlink()
    with lake.open(LOCAL_USER) as door:
        now, older = (Findings(door, one) for one in (folder, tmp_path / "older"))
        assert older.figures("unit") == now.figures("unit")
        rows = [one.hits().order_by("problem_id").to_pyarrow() for one in (now, older)]
        assert rows[0].equals(rows[1].cast(rows[0].schema))
        assert rows[0].num_rows == 3
