"""Import, rejected rows and undo without a browser: words, files and exit codes that scheduled jobs rely on."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from cli import app
from data_loaders.catalog import tables
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.commanded import run

BILLS = "用户编号,用户名称,年月,总电量,总电费\n"
GOOD = BILLS + "0512345678,甲,202404,10,5\n0512345679,=1+1,202404,x,5\n"


def file(tmp_path: Path, name: str, text: str) -> str:
    path = tmp_path / "交付" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_folder_is_imported_and_the_report_has_an_entry_for_each_sheet(tmp_path: Path) -> None:
    file(tmp_path, "电费.csv", GOOD)
    report = tmp_path / "报告" / "r.json"
    words = ("--source", "营销", "--report", str(report))
    said = run(tmp_path / "home", "import", str(tmp_path / "交付"), *words, code=3)
    assert "电费.csv:电费发行,读入 2 行,接受 1 行,拒绝 1 行,批次 1" in said
    (entry,) = json.loads(report.read_text("utf-8"))
    assert list(entry) == [
        *("file", "sheet", "table", "rows_read", "rows_accepted", "rows_rejected", "mapping", "unmapped"),
        *("sums", "filled", "warnings", "error", "batch_id"),
    ]
    assert entry["mapping"]["cons_no"] == "用户编号"
    assert (entry["sums"]["total_pq"], entry["filled"]["total_pq"], entry["batch_id"]) == ("10", 1, 1)


def test_columns_that_no_field_takes_are_named(tmp_path: Path) -> None:
    text = BILLS.replace("总电费", "总电费,谷段电量,心情指数") + "0512345678,甲,202404,10,5,3,好\n"
    said = run(tmp_path / "home", "import", file(tmp_path, "电费.csv", text))
    assert "电费.csv:没有对应字段、没有导入的列:心情指数\n" in said


def test_what_was_refused_beside_what_was_loaded_is_a_job_done_in_part(tmp_path: Path) -> None:
    file(tmp_path, "电费.csv", GOOD)
    file(tmp_path, "别的.csv", "甲,乙\n1,2\n")
    said = run(tmp_path / "home", "import", str(tmp_path / "交付"), code=3)
    assert "别的.csv" in said
    assert "未找到表头" in said


def test_a_delivery_of_which_nothing_can_be_loaded_is_not_done(tmp_path: Path) -> None:
    said = run(tmp_path / "home", "import", file(tmp_path, "别的.csv", "甲,乙\n1,2\n"), code=4)
    assert "未找到表头" in said


def stderr(home: Path, *words: str, code: int) -> str:
    result = CliRunner().invoke(app, ["--home", str(home), *words])
    assert result.exit_code == code, result.output
    return result.stderr


def test_rejected_rows_are_said_with_their_reasons_and_where_they_can_be_had(tmp_path: Path) -> None:
    wrong = GOOD + "0512345680,丙,202404,y,5\n0512345681,丁,2024年13月,1,5\n"
    said = stderr(tmp_path / "home", "import", file(tmp_path, "电费.csv", wrong), code=3)
    assert "电费.csv:拒绝 3 行" in said
    assert "“总电量”列不是数值 2 行(第 3、4 行)" in said
    assert "“年月”列不是年月 1 行(第 5 行)" in said
    assert "rejects 1 --out" in said


def test_a_file_of_which_every_row_is_rejected_is_no_success(tmp_path: Path) -> None:
    home, path = tmp_path / "home", file(tmp_path, "电费.csv", BILLS + "0512345678,甲,202404,x,5\n")
    said = stderr(home, "import", path, code=4)
    assert "1 行全部被拒绝" in said
    assert "“总电量”列不是数值 1 行(第 2 行)" in said
    assert "1 行全部被拒绝" in stderr(home, "import", path, code=4)  # it does not pass for imported


def test_a_file_without_a_row_left_beside_a_good_one_is_a_job_done_in_part(tmp_path: Path) -> None:
    file(tmp_path, "甲.csv", BILLS + "0512345678,甲,202404,10,5\n")
    file(tmp_path, "乙.csv", BILLS + "0512345678,甲,202404,x,5\n")
    assert "乙.csv" in stderr(tmp_path / "home", "import", str(tmp_path / "交付"), code=3)


def test_a_clean_delivery_is_done(tmp_path: Path) -> None:
    clean = file(tmp_path, "电费.csv", BILLS + "0512345678,甲,202404,10,5\n合计,,,10,5\n")
    assert "拒绝" not in stderr(tmp_path / "home", "import", clean, code=0)


def test_what_was_left_out_is_written_beside_the_rejected_rows(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "拒绝.xlsx"
    run(home, "import", file(tmp_path, "电费.csv", GOOD + "Page 1 of 1,,,,\n"), code=3)
    assert "已写出 1 行" in run(home, "rejects", "1", "--out", str(out))
    rejected, left_out, _mark = openpyxl.load_workbook(out).worksheets
    assert rejected.cell(rejected.max_row, 1).value == 3
    assert [cell.value for cell in left_out[left_out.max_row]][:3] == [4, "页码行", "Page 1 of 1"]


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert "找不到" in run(tmp_path / "home", "import", str(tmp_path / "没有"), code=2)


def test_the_same_file_again_is_no_error(tmp_path: Path) -> None:
    path = file(tmp_path, "电费.csv", BILLS + "0512345678,甲,202404,10,5\n")
    run(tmp_path / "home", "import", path)
    assert "导入(批次 1)" in run(tmp_path / "home", "import", path)


def test_the_rejected_rows_are_written_with_their_cells_and_nothing_in_them_runs(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "拒绝.xlsx"
    run(home, "import", file(tmp_path, "电费.csv", GOOD), code=3)
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
    path = file(tmp_path, "电费.csv", BILLS + "0512345678,甲,202404,10,5\n")
    run(home, "import", path)
    assert "批次 1 已撤销" in run(home, "undo", "1")
    assert "批次 2" in run(home, "import", path)


CUSTOMERS = "用户编号,用户名称,合同容量,供电单位编号,用电类别\n0512345678,甲,100,334010101,202\n"
FEWER = "用户编号,用户名称,供电单位编号,用电类别\n0512345678,乙,334010101,202\n"


def test_file_that_would_empty_stored_values_is_refused_until_the_command_says_what_to_do(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    run(home, "import", file(tmp_path, "客户档案.csv", CUSTOMERS))
    said = run(home, "import", file(tmp_path, "名单.csv", FEWER), code=4)
    assert "没有“合同容量”的值,照文件替换会清空现有的 1 个值" in said
    assert "--existing" in said
    run(home, "import", file(tmp_path, "名单.csv", FEWER), "--existing", "add")
    with Lake(Store(home), tables()).open(LOCAL_USER) as door:
        [row] = door.table("customers").to_pyarrow().to_pylist()
    assert (row["cons_name"], row["contract_cap"]) == ("乙", 100)


def test_stored_values_that_blank_cells_replace_are_said_with_the_way_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    bills = "用户编号,年月,总电量,总电费,抄表段编号\n"
    run(
        home,
        "import",
        file(tmp_path, "一.csv", f"{bills}0512345678,202404,10,5,甲1\n0512345679,202404,9,4,甲1\n"),
    )
    part = f"{bills}0512345678,202404,10,5,\n0512345679,202404,9,4,甲1\n"
    said = run(home, "import", file(tmp_path, "二.csv", part))
    assert "现有的 1 个值变为空白:“抄表段编号”1 个" in said
    assert "undo 2" in said


def test_values_that_completing_cannot_keep_are_said_with_the_way_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    two = "用户编号,年月,总电量,总电费,抄表段编号\n0512345678,202404,10,5,甲1\n0512345678,202404,9,4,甲2\n"
    run(home, "import", file(tmp_path, "一.csv", two))
    fewer = "用户编号,年月,总电量,总电费\n0512345678,202404,11,6\n"
    said = run(home, "import", file(tmp_path, "二.csv", fewer), code=4)
    assert "按列补充也会清空其中 2 个值" in said
    said = run(home, "import", file(tmp_path, "二.csv", fewer), "--existing", "add")
    assert "0512345678 2024年4月 的“抄表段编号”甲1 / 甲2" in said
    assert "undo 2" in said


def test_stored_rows_that_a_file_changes_are_counted_with_the_way_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = "0512345678,甲,202404,10,{}\n0512345679,乙,202404,9,4\n"
    run(home, "import", file(tmp_path, "一.csv", BILLS + rows.format(5)))
    said = run(home, "import", file(tmp_path, "二.csv", BILLS + rows.format(6)))
    assert "二.csv:1 行与已载入的内容不同,现以文件为准" in said
    assert "undo 2" in said
    assert "内容不同" not in run(
        home, "import", file(tmp_path, "三.csv", BILLS + "0512345680,丙,202404,9,4\n")
    )


def test_what_an_import_leaves_open_is_answered_on_the_command_line_and_known_next_month(
    tmp_path: Path,
) -> None:
    text = "用户编号,计费电量,总电费\n0512345678,10,5\n"
    path, home = file(tmp_path, "电费.csv", text), tmp_path / "home"
    said = run(home, "import", path, code=4)
    assert "“计费电量”可能是“总电量”,确是的加 --answer '计费电量=总电量'" in said
    assert "加 --answer '年月=2024年4月'" in said
    said = run(
        home, "import", path, "--answer", "计费电量=总电量", "--answer", "年月=202404", "--answer", "甲=乙"
    )
    assert "接受 1 行" in said
    assert "没有表需要答复“甲=乙”" in said
    later = file(tmp_path, "电费2.csv", text.replace("10,5", "11,6"))
    assert "计费电量" not in run(
        home, "import", later, code=4
    )  # of which month it is, is asked for each file
    assert "接受 1 行" in run(home, "import", later, "--answer", "年月=202405")


def test_an_answer_without_its_name_is_wrong_usage(tmp_path: Path) -> None:
    path = file(tmp_path, "电费.csv", GOOD)
    assert "不是“名称=答复”" in run(tmp_path / "home", "import", path, "--answer", "202404", code=2)
