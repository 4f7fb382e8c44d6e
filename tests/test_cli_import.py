"""Import, rejected rows and undo without a browser: words, files and exit codes that scheduled jobs rely on."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from cli import app

BILLS = "用户编号,用户名称,年月,总电量,总电费\n"
GOOD = BILLS + "0512345678,甲,202404,10,5\n0512345679,=1+1,202404,x,5\n"


def run(home: Path, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["--home", str(home), *words])
    assert result.exit_code == code, result.output
    return result.output


def file(tmp_path: Path, name: str, text: str) -> str:
    path = tmp_path / "交付" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_folder_is_imported_and_the_report_has_an_entry_for_each_sheet(tmp_path: Path) -> None:
    file(tmp_path, "电费.csv", GOOD)
    report = tmp_path / "报告" / "r.json"
    said = run(
        tmp_path / "home", "import", str(tmp_path / "交付"), "--source", "营销", "--report", str(report)
    )
    assert "电费.csv:电费发行,读入 2 行,接受 1 行,拒绝 1 行,批次 1" in said
    (entry,) = json.loads(report.read_text("utf-8"))
    assert list(entry) == [
        *("file", "sheet", "table", "rows_read", "rows_accepted", "rows_rejected", "mapping", "unmapped"),
        *("sums", "filled", "warnings", "error", "batch_id"),
    ]
    assert entry["mapping"]["cons_no"] == "用户编号"
    assert (entry["sums"]["total_pq"], entry["filled"]["total_pq"], entry["batch_id"]) == ("10", 1, 1)


def test_what_was_refused_beside_what_was_loaded_is_a_job_done_in_part(tmp_path: Path) -> None:
    file(tmp_path, "电费.csv", GOOD)
    file(tmp_path, "别的.csv", "甲,乙\n1,2\n")
    said = run(tmp_path / "home", "import", str(tmp_path / "交付"), code=3)
    assert "别的.csv" in said
    assert "未找到表头" in said


def test_a_delivery_of_which_nothing_can_be_loaded_is_not_done(tmp_path: Path) -> None:
    run(tmp_path / "home", "import", file(tmp_path, "别的.csv", "甲,乙\n1,2\n"), code=4)


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert "找不到" in run(tmp_path / "home", "import", str(tmp_path / "没有"), code=2)


def test_the_same_file_again_is_no_error(tmp_path: Path) -> None:
    path = file(tmp_path, "电费.csv", GOOD)
    run(tmp_path / "home", "import", path)
    assert "导入(批次 1)" in run(tmp_path / "home", "import", path)


def test_the_rejected_rows_are_written_with_their_cells_and_nothing_in_them_runs(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "拒绝.xlsx"
    run(home, "import", file(tmp_path, "电费.csv", GOOD))
    assert "已写出 1 行" in run(home, "rejects", "1", "--out", str(out))
    page = openpyxl.load_workbook(out).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[-2][2:] == ["用户编号", "用户名称", "年月", "总电量", "总电费"]
    assert rows[-1] == [3, "“总电量”列“x”不是数值", "0512345679", "=1+1", "202404", "x", "5"]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_a_batch_without_rejected_rows_says_so(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "拒绝.xlsx"
    run(home, "import", file(tmp_path, "电费.csv", BILLS + "0512345678,甲,202404,10,5\n"))
    assert "已写出 0 行" in run(home, "rejects", "1", "--out", str(out))
    assert out.exists()


@pytest.mark.parametrize("command", [["undo", "7"], ["rejects", "7", "--out", "x.xlsx"]], ids=lambda c: c[0])
def test_a_batch_that_is_not_there_changes_nothing(tmp_path: Path, command: list[str]) -> None:
    assert "批次" in run(tmp_path / "home", *command, code=4)


def test_an_import_is_taken_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    path = file(tmp_path, "电费.csv", GOOD)
    run(home, "import", path)
    assert "批次 1 已撤销" in run(home, "undo", "1")
    assert "批次 2" in run(home, "import", path)
