"""A file that kills the child costs an error message; everything else of the delivery is read."""

import json
import zipfile
from pathlib import Path

import pytest

from data_loaders.child.staging import REPORT
from data_loaders.delivery.child_runs import run_child
from models.errors import Cancelled

BILLS = "用户编号,年月,总电量,总电费\n0512345678,202404,10,5\n"
NOTHING_KNOWN = {"confirmed": {}, "choices": {}, "known": {}}


def states(folders: list[Path]) -> dict[str, str]:
    reports = [
        json.loads(path.read_text("utf-8")) for folder in folders for path in folder.glob(f"*/{REPORT}")
    ]
    return {report["file"]: report["state"] for report in reports}


def run(tmp_path: Path, *paths: Path) -> list[Path]:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    named = [(path, path.name) for path in paths]
    return run_child(
        named, scratch, NOTHING_KNOWN, lambda *_: None, None, work="tests.data_loaders.delivery.dying:stage"
    )


def test_files_around_a_deadly_one_are_read(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("一.csv", "致命.csv", "三.csv")]
    for path in paths:
        path.write_text(BILLS, "utf-8")
    found = run(tmp_path, *paths)
    assert states(found) == {"一.csv": "ready", "致命.csv": "refused", "三.csv": "ready"}


def test_members_around_a_deadly_one_are_read(tmp_path: Path) -> None:
    path = tmp_path / "交付.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a.csv", "致命.csv", "z.csv"):
            archive.writestr(name, BILLS)
    assert states(run(tmp_path, path)) == {
        "交付.zip/a.csv": "ready",
        "交付.zip/致命.csv": "refused",
        "交付.zip/z.csv": "ready",
    }


def test_the_refusal_names_the_file_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "致命.csv"
    path.write_text(BILLS, "utf-8")
    (folder,) = run(tmp_path, path)
    note = json.loads((folder / "0" / REPORT).read_text("utf-8"))["note"]
    assert "致命.csv" in note
    assert "请" in note


def test_a_stopped_run_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(BILLS, "utf-8")
    (tmp_path / "scratch").mkdir()
    with pytest.raises(Cancelled):
        run_child([(path, "a.csv")], tmp_path / "scratch", NOTHING_KNOWN, lambda *_: None, lambda: True)
