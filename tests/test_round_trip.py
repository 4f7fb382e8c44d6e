"""A plan goes out as lists, people fill them in as people do, LibreOffice saves them, and the command line takes them back."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import event
from typer.testing import CliRunner

from analytics.ranking.selection import Capacity, select
from cli import app
from data_loaders.filled_lists import read_filled
from models.loop import case_steps, cases, plans, replies
from models.loop.case import Action, Result, State, TaskKind
from models.loop.cases import Said, Target
from models.orm import CaseMoveRow, CaseRow
from models.people import LOCAL_USER
from models.store import Store
from reports.target_list import write_targets
from tests.base_cases.filled_lists import CITY, GOOD, HIT, VILLAGE, Answers, company, fill, places
from tests.company import screened_company

TODAY = date.today()
KILLED = 137


def saved_by_office(path: Path) -> Path:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("没有 LibreOffice")
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    words = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", path.parent / "saved", path]
    subprocess.run(words, check=True, capture_output=True)
    return path.parent / "saved" / path.name


TAKEN: list[Answers] = [
    GOOD | {"完成日期": "2026-11-05"},
    GOOD | {"完成日期": "2026/11/5", "是否属实": "是"},
    GOOD | {"完成日期": "2026年11月5日", "是否属实": "否"},
    GOOD | {"完成日期": "20261105", "追补金额(元)": "1,234.50"},
    GOOD | {"完成日期": date(2026, 11, 5), "追补金额(元)": 1234.5},
    GOOD | {"完成日期": 46331, "退还金额(元)": "0.5万元"},
    GOOD | {"是否属实": " 部分属实 ", "问题分类": "电价错误", "备注": "已拍照"},
]
REFUSED: list[tuple[Answers, str]] = [
    (GOOD | {"是否属实": "大概"}, "只能填属实、不属实、部分属实"),
    (GOOD | {"是否属实": None}, "没有填写“是否属实”"),
    ({"是否属实": "属实"}, "没有填写“核查情况”"),
    ({"备注": "明天再去"}, "没有填写“是否属实”"),
    (GOOD | {"是否属实": "档案错误"}, "像是填错了列"),
    (GOOD | {"问题分类": "属实"}, "像是填错了列"),
    (GOOD | {"问题分类": "抄错"}, "只能填示数错误"),
    (GOOD | {"完成日期": "2026-02-30"}, "不是存在的日期"),
    (GOOD | {"完成日期": "昨天"}, "不是日期"),
    (GOOD | {"完成日期": "2026年11月"}, "只有年月,没有日"),
    (GOOD | {"完成日期": "3/6/2026"}, "无法判断"),
    (GOOD | {"完成日期": TODAY + timedelta(days=1)}, "晚于今天"),
    (GOOD | {"追补金额(元)": "约三百"}, "不是数值"),
    (GOOD | {"追补金额(元)": -5}, "不能为负"),
    (GOOD | {"追补金额(元)": "12.345"}, "不足一分"),
    (GOOD | {"追补金额(元)": "12,34.5"}, "不是数值"),
    (GOOD | {"追补金额(元)": "300 kWh"}, "单位"),
    (GOOD | {"是否属实": "不属实", "追补金额(元)": 10}, "却填写了追补或退还金额"),
    (GOOD | {"核查情况": "#REF!"}, "公式出错"),
    (GOOD | {"回执码": "稽查20261100001"}, "不完整或被改动"),
    (GOOD | {"回执码": "稽查20261199999-A2-QX7K-K7Q2M5XR4TNW"}, "另一套明稽系统"),
    (GOOD | {"回执码": None}, "没有回执码"),
]  # fmt: skip


def forge(sheet: Worksheet, row: int) -> None:
    fill(sheet, row, GOOD)
    cell = sheet.cell(row, places(sheet)["回执码"])
    cell.value = str(cell.value).replace("-A2-", "-A4-")


def shift(sheet: Worksheet, row: int) -> None:
    fill(sheet, row, GOOD)
    last = places(sheet)["回执码"]
    sheet.cell(row, last - 1).value, sheet.cell(row, last).value = sheet.cell(row, last).value, None


SPOILED: list[tuple[Callable[[Worksheet, int], None], str]] = [(forge, "不是本系统签发的"), (shift, "错位")]


def test_lists_filled_in_merged_spoiled_and_saved_by_another_program_come_back_row_by_row(
    tmp_path: Path,
) -> None:
    stale, twice, doubled, blank = 4, 1, 2, 3
    each = len(TAKEN) + len(REFUSED) + len(SPOILED) + stale + twice + doubled + blank
    home = tmp_path / "home"
    store, lists = company(home, each)
    book = openpyxl.load_workbook(lists[CITY])
    sheet = book["稽查清单"]
    row = 3
    for answers in TAKEN:
        fill(sheet, row, answers)
        row += 1
    reasons: dict[int, str] = {}
    for answers, reason in REFUSED:
        fill(sheet, row, answers)
        reasons[row] = reason
        row += 1
    for spoil, reason in SPOILED:
        spoil(sheet, row)
        reasons[row] = reason
        row += 1
    token = places(sheet)["回执码"]
    for action in (Action.VOID, Action.RETURN, Action.SUBMIT, Action.ACCEPT):  # the last leaves the list good
        number = str(sheet.cell(row, token).value).split("-")[0]
        if action is Action.SUBMIT:
            cases.move(store, LOCAL_USER, number, Action.ACCEPT)
        cases.move(
            store,
            LOCAL_USER,
            number,
            action,
            Said("别处已办理", result=Result.TRUE if action is Action.SUBMIT else None),
        )
        fill(sheet, row, GOOD)
        if action is not Action.ACCEPT:
            reasons[row] = "已被本机用户"
        row += 1
    first = row
    fill(sheet, row, GOOD)  # copied to the end: the same twice
    copied = [sheet.cell(row, column).value for column in range(1, token + 1)]
    row += 1
    for answers in (GOOD, GOOD | {"是否属实": "不属实"}):  # two answers for one case
        fill(sheet, row, answers)
        sheet.cell(row, token).value = sheet.cell(first + 1, token).value
        reasons[row] = "填写了 2 次,内容不同"
        row += 1
    row += blank
    assert row == sheet.max_row + 1
    sheet.append(copied)
    other = openpyxl.load_workbook(lists[VILLAGE])["稽查清单"]
    fill(other, 3, GOOD)
    for line in (2, 3, 4):  # another list's rows under their own heading row
        sheet.append([cell.value for cell in other[line]])
    book.save(tmp_path / "合并.xlsx")
    file = saved_by_office(tmp_path / "合并.xlsx")

    report, rest = tmp_path / "结果.json", tmp_path / "没有收回.xlsx"
    words = ["--home", str(home), "reply", str(file), "--report", str(report), "--rejects", str(rest)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 3, result.output
    told = json.loads(report.read_text("utf-8"))
    found = {one["row"]: one["reason"] for one in told["refused"]}
    assert set(found) == set(reasons)
    assert [(line, found[line]) for line, reason in reasons.items() if reason not in found[line]] == []
    assert told["taken"] == len(TAKEN) + 1 + twice + 1
    assert told["unchanged"] == blank + 1 + 1
    with store.read() as session:
        assert case_steps.first_broken_step(session) is None
        submitted = session.query(CaseMoveRow).filter(CaseMoveRow.action == Action.SUBMIT.value).count()
        amounts = [row.recovered_fen for row in session.query(CaseRow).order_by(CaseRow.id).limit(6)]
    assert submitted == told["taken"] + 1
    assert amounts == [0, 0, 0, 123_450, 123_450, 0]

    assert CliRunner().invoke(app, words).exit_code == 3
    assert json.loads(report.read_text("utf-8"))["taken"] == 0

    mended = openpyxl.load_workbook(rest)  # a refused row, put right in the file of the refused, is taken
    refused = mended["稽查清单"]
    line = next(row for row in range(3, refused.max_row + 1) if "不足一分" in str(refused.cell(row, 1).value))
    fill(refused, line, {"追补金额(元)": "12.34"})
    mended.save(rest)
    CliRunner().invoke(app, ["--home", str(home), "reply", str(rest), "--report", str(report)])
    assert json.loads(report.read_text("utf-8"))["taken"] == 1


def test_a_file_that_is_no_list_is_named_and_nothing_changes(tmp_path: Path) -> None:
    Store(tmp_path / "home")
    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    result = CliRunner().invoke(app, ["--home", str(tmp_path / "home"), "reply", str(tmp_path / "空.xlsx")])
    assert (result.exit_code, "空.xlsx" in result.output) == (4, True)
    result = CliRunner().invoke(app, ["--home", str(tmp_path / "home"), "reply", str(tmp_path / "没有.xlsx")])
    assert (result.exit_code, "没有文件" in result.output) == (4, True)


def test_a_target_list_filled_in_and_saved_by_another_program_comes_back_once_its_targets_are_sent_out(
    tmp_path: Path,
) -> None:
    lake, screening = screened_company(tmp_path / "home")
    store, due = lake.store, TODAY + timedelta(days=30)
    with lake.open(LOCAL_USER) as door:
        chosen = select(store, door, screening, Capacity(5))
        write_targets(door, screening, chosen, tmp_path / "目标.xlsx")
        first, _ = chosen.to_pyarrow().to_pylist()  # accounts, whose numbers the list tells in words
    book = openpyxl.load_workbook(tmp_path / "目标.xlsx")
    for row in (3, 4):
        answers = {"整改情况": "已整改", "备注": "已拍照", "追补金额(元)": 12.5}
        fill(book["目标清单"], row, GOOD | answers)
    book.save(tmp_path / "目标.xlsx")
    words = ["reply", str(saved_by_office(tmp_path / "目标.xlsx"))]
    assert "该目标尚未立案" in run(tmp_path / "home", *words, code=3)

    target = Target(first["object_type"], first["object_id"], first["cons_no"], CITY, "ranking", (HIT,))
    made = {"name": "试", "kind": TaskKind.ROUTINE, "run_id": screening.id, "due": due, "scope": {}}
    plan = plans.create(store, LOCAL_USER, targets=[target], **made)
    plans.approve(store, LOCAL_USER, plan)
    [case] = plans.dispatch(store, LOCAL_USER, plan)
    assert "收回 1 行,没有变化 0 行,没有收回 1 行" in run(tmp_path / "home", *words, code=3)
    assert "收回 0 行,没有变化 1 行,没有收回 1 行" in run(tmp_path / "home", *words, code=3)
    row = cases.case(store, case.case_no)
    assert (row.state, row.result, row.recovered_fen) == ("待审核", "属实", 1_250)
    [said] = [step.said for step in case_steps.history(store, row) if step.action == Action.SUBMIT.value]
    assert "整改情况:已整改;已拍照" in str(said)


@pytest.mark.parametrize("statement", [2, 6, 9, 11, 1_000])
def test_a_reply_killed_at_any_statement_is_whole_or_not_there_and_can_be_handed_in_again(
    tmp_path: Path, statement: int
) -> None:
    store, lists = company(tmp_path / "home", 3)
    book = openpyxl.load_workbook(lists[CITY])
    for row in (3, 4, 5):
        fill(book["稽查清单"], row, GOOD)
    book.save(tmp_path / "f.xlsx")
    rows = read_filled(store, tmp_path / "f.xlsx").replies
    store.close()
    child = os.fork()
    if not child:
        own, done = Store(tmp_path / "home"), 0

        def die(*_: object) -> None:
            nonlocal done
            done += 1
            if done == statement:
                os._exit(KILLED)

        event.listen(own.engine, "after_cursor_execute", die)
        event.listen(own.engine, "commit", die)
        replies.take(own, LOCAL_USER, rows)
        os._exit(0)
    os.waitpid(child, 0)
    store = Store(tmp_path / "home")
    with store.read() as session:
        assert case_steps.first_broken_step(session) is None
        steps = {row.case_no: row.version for row in session.query(CaseRow).order_by(CaseRow.id).limit(3)}
        states = {State(row.state) for row in session.query(CaseRow).order_by(CaseRow.id).limit(3)}
    assert set(steps.values()) in ({2}, {4})  # sent out; accepted and submitted
    assert len(states) == 1
    outcome = replies.take(store, LOCAL_USER, rows)
    assert len(outcome.taken) + len(outcome.unchanged) == 3
    assert outcome.refused == []


def run(home: Path, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["--home", str(home), *words])
    assert result.exit_code == code, result.output
    return result.output


def test_sending_out_again_writes_the_lists_that_still_wait_for_an_answer(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "again"
    store, lists = company(home, 2)
    book = openpyxl.load_workbook(lists[CITY])
    fill(book["稽查清单"], 3, GOOD)
    book.save(tmp_path / "f.xlsx")
    assert "收回 1 行,没有变化 1 行,没有收回 0 行" in run(home, "reply", str(tmp_path / "f.xlsx"))
    assert "已派发案件 0 件" in run(home, "plan", "dispatch", "1", "--out", str(out))
    assert sorted(path.name for path in out.iterdir()) == sorted(path.name for path in lists.values())
    sheet = openpyxl.load_workbook(out / lists[CITY].name)["稽查清单"]
    assert sheet.max_row == 3
    assert [cell.value for cell in sheet[2]][-1] == "回执码"
    assert (
        sheet.cell(3, places(sheet)["回执码"]).value
        == book["稽查清单"].cell(4, places(sheet)["回执码"]).value
    )
    store.close()


def test_a_step_takes_files_along_and_a_step_that_is_not_allowed_keeps_none(tmp_path: Path) -> None:
    home, paper = tmp_path / "home", tmp_path / "合同.pdf"
    company(home, 1)
    paper.write_bytes(b"%PDF-1.7\nendobj\n%%EOF\n")
    number = f"稽查{TODAY:%Y%m}00001"
    run(home, "tasks", "move", number, "完成整改", "--comment", "x", "--file", str(paper), code=4)
    assert not (home / "evidence").exists()
    run(home, "tasks", "move", number, "补充说明", "--comment", "合同", "--file", str(paper))
    run(home, "tasks", "history", number, "--json", str(tmp_path / "h.json"))
    [digest] = json.loads((tmp_path / "h.json").read_text("utf-8"))[-1]["files"]
    assert (home / "evidence" / digest[:2] / f"{digest}.pdf").is_file()


def test_notices_are_written_one_a_unit(tmp_path: Path) -> None:
    company(tmp_path / "home", 1)
    run(tmp_path / "home", "notices", "1", "--out", str(tmp_path / "n"), "--format", "docx")
    assert len(list((tmp_path / "n").glob("稽查通知单_*.docx"))) == 2
    said = run(
        tmp_path / "home", "notices", "1", "--out", str(tmp_path / "n"), "--kind", "整改通知单", code=2
    )
    assert "没有需要发整改通知单的案件" in said
