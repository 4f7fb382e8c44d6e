import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from sqlalchemy import select
from typer.core import TyperGroup
from typer.testing import CliRunner

from analytics.rulebook import checks
from cli import app
from models.orm import LogRow
from models.store import Store
from tests.commanded import run
from tests.company import company
from tests.loaded import load, loaded
from tests.serving import PROJECT

FINDINGS = (
    "check_code category severity object_type object_id cons_no org_code period amount_yuan evidence basis"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    load(loaded(home, "orgs\norg_code | org_name\n33401 | 临江供电公司"), company(), "company")
    report = home / "report.json"
    said = run(home, "screen", "--as-of", "2025-11-01", "--period", "202510", "--report", str(report))
    (home / "said.txt").write_text(said, "utf-8")
    return home


def test_the_screening_report_names_every_check_and_its_state(home: Path) -> None:
    report = json.loads((home / "report.json").read_text("utf-8"))
    states = {one["code"]: one["state"] for one in report["checks"]}
    assert (report["as_of"], report["period"], states["ACC-12"]) == ("2025-11-01", "202510", "ran")
    assert all(one["missing"] for one in report["checks"] if one["state"] == "off")
    assert "broken" not in states.values()


def test_a_screening_says_in_chinese_what_a_check_that_is_off_misses(home: Path) -> None:
    said = (home / "said.txt").read_text("utf-8")
    assert "SVC-11 未运行:缺少停电信息" in said


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_findings_come_in_three_kinds_of_file(home: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"findings.{suffix}"
    assert "条命中" in run(home, "findings", "--out", str(out))
    assert out.stat().st_size > 100


def test_a_finding_carries_its_evidence_as_json(home: Path, tmp_path: Path) -> None:
    run(home, "findings", "--out", str(tmp_path / "f.csv"), "--check", "ACC-12")
    with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = list(csv.DictReader(file))
    assert list(row) == FINDINGS.split()
    assert json.loads(row["evidence"])["gap"] == 400
    assert row["amount_yuan"] == "400.00"


def test_targets_under_capacity_name_how_each_was_picked(home: Path, tmp_path: Path) -> None:
    run(home, "targets", "--out", str(tmp_path / "t.csv"), "--capacity", "5", "--random-share", "0.2")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        picked = [row["picked_by"] for row in csv.DictReader(file)]
    assert picked.count("random") == 2


def test_a_wrong_date_is_wrong_usage(home: Path) -> None:
    assert "请写成 YYYY-MM-DD" in run(home, "screen", "--as-of", "2025-13-01", code=2)


def test_a_home_without_data_is_not_screened(tmp_path: Path) -> None:
    assert "请先在数据导入页导入" in run(tmp_path, "screen", code=4)


@pytest.mark.parametrize(
    "words", [("findings", "--check", "ACC-12"), ("targets",)], ids=lambda words: words[0]
)
def test_who_exports_a_list_is_in_the_audit_log_with_its_rows(
    home: Path, tmp_path: Path, words: tuple[str]
) -> None:
    said = run(home, *words, "--out", str(tmp_path / "list.csv"))
    with Store(home).read() as session:
        line = session.scalars(select(LogRow).order_by(LogRow.seq.desc())).first()
    assert line
    assert (line.action, line.subject, line.detail["run"]) == ("export", words[0], 1)
    assert f"已写出 {line.detail['rows']:,} " in said


def test_a_python_without_the_packages_is_told_which_one_has_them() -> None:
    told = subprocess.run(
        [sys.executable, "-S", "cli.py", "findings"],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert told.returncode == 4
    assert "请先运行 python3 run.py" in told.stderr
    assert "Traceback" not in told.stderr


def _every_command(group: TyperGroup, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    for name, command in group.commands.items():
        inner = (*words, name)
        yield from _every_command(command, inner) if isinstance(command, TyperGroup) else [inner]


COMMANDS = list(_every_command(typer.main.get_command(app)))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_help_of_every_command_is_chinese_and_read_whole(words: tuple[str, ...]) -> None:
    said = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "60"}).output.lower()
    assert "用法: " in said
    assert not re.findall(
        r"usage|options|arguments|default:|required|<|\b(?:str|int|float|bool|path)\b", said
    )
    assert not re.search(r"[^件 ]…", said), "a sentence is cut off"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("tasks move", "缺少参数“工单编号”。用法见"),
        ("tasks draw-further x", "参数“编号”(抽样复查的编号)的值不对,应为整数"),
        ("screen --engine duck", "的值不对,应为 duckdb、spark 之一"),
        ("screen --as-of", "选项“--as-of”后面缺少值"),
        ("tasks list --overdue=1", "选项“--overdue”后面不能写值"),
        ("screen --engin duckdb", "没有选项“--engin”,相近的有 --engine"),
    ],
)
def test_a_wrong_call_is_told_in_chinese_what_is_wrong_and_where_its_help_is(words: str, said: str) -> None:
    answer = CliRunner().invoke(app, words.split())
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert re.search(r"用法见:.*(move|further|screen|list) --help", answer.stderr)


def test_a_list_of_which_only_the_first_lines_are_read_ends_without_a_word(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    told = subprocess.run(
        [sys.executable, "cli.py", "--home", str(home), "coverage"],
        cwd=PROJECT,
        stdout=writer,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    os.close(writer)
    assert told.stderr == ""


def test_the_coverage_names_each_matter_with_the_checks_that_answer_it_and_what_they_read(home: Path) -> None:
    said = run(home, "coverage")
    assert "电费电价 · 零电量用户\n  TAR-01 零电量用户(连续多期):" in said
    assert all(one.code in said for one in checks().values())
