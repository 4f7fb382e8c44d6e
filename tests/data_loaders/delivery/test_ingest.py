"""From files to what is stored: whole files or nothing, nothing twice, everything accounted for."""

import json
import os
import random
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from data_loaders.catalog import tables
from data_loaders.delivery.ingest import Delivery, files_in, stage
from data_loaders.delivery.rejected_rows import rejected_rows
from data_loaders.recognition.recognise import Choice
from models.data import batches
from models.data.customer_codes import customer_number
from models.errors import Cancelled, NotAllowed, NotFound, WrongUsage
from models.lake import Lake
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from tests.data_loaders.messy import as_csv, as_typed_xlsx, as_xlsx, dressed, rows_of, written
from tests.forked import begun, command_line

BILLS = "用户编号,用户名称,年月,总电量,总电费\n"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(Store(tmp_path / "home"), tables())


def file(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def staged(lake: Lake, *paths: Path, source: str = "测试") -> Delivery:
    return stage(lake, list(paths), source, LOCAL_USER)


def stored(lake: Lake, name: str, *columns: str) -> list[tuple]:
    with lake.open(LOCAL_USER) as door:
        table = door.table(name).select(*columns).to_pyarrow()
    return sorted(zip(*(table[column].to_pylist() for column in columns), strict=True))


def folders(lake: Lake) -> list[str]:
    root = lake.store.home / batches.FOLDER
    return sorted(path.name for path in root.iterdir() if path.is_dir()) if root.exists() else []


def test_nothing_is_live_before_it_is_confirmed_and_a_cancelled_delivery_leaves_nothing(
    lake: Lake, tmp_path: Path
) -> None:
    path = file(tmp_path, "电费.csv", BILLS + "0512345678,甲,202404,10,5\n")
    delivery = staged(lake, path)
    assert stored(lake, "bills", "cons_no") == []
    delivery.cancel()
    assert folders(lake) == []
    assert staged(lake, path).confirm() == [1]
    assert stored(lake, "bills", "cons_no", "total_pq") == [("0512345678", Decimal(10))]


def test_sums_and_counts_are_those_of_what_was_stored(lake: Lake, tmp_path: Path) -> None:
    text = BILLS + "0512345678,甲,202404,10.5,5\n0512345679,,202405,-,6.25\n0512345680,丙,202404,x,1\n"
    delivery = staged(lake, file(tmp_path, "电费.csv", text))
    delivery.confirm()
    entry = delivery.entries()[0]
    assert (entry["rows_read"], entry["rows_accepted"], entry["rows_rejected"]) == (3, 2, 1)
    assert entry["sums"] == {"total_pq": "10.5", "total_amt": "11.25"}
    assert entry["filled"] == {"cons_no": 2, "cons_name": 1, "amt_ym": 2, "total_pq": 1, "total_amt": 2}
    assert entry["batch_id"] == 1
    assert set(entry) == {
        *("file", "sheet", "table", "rows_read", "rows_accepted", "rows_rejected", "mapping", "unmapped"),
        *("sums", "filled", "warnings", "error", "batch_id"),
    }
    assert json.loads(json.dumps(entry)) == entry


def test_a_batch_keeps_where_it_came_from(lake: Lake, tmp_path: Path) -> None:
    text = "统计日期:2024-04-30,,,,\n" + BILLS + "0512345678,甲,202404,10,5\n"
    staged(lake, file(tmp_path, "电费.csv", text), source="营销系统").confirm()
    batch = batches.get(lake.store, 1)
    assert (batch.file_name, batch.source, batch.imported_by, str(batch.as_of)) == (
        "电费.csv",
        "营销系统",
        LOCAL_USER.name,
        "2024-04-30",
    )
    assert batch.report[0]["sums"] == {"total_pq": "10", "total_amt": "5"}
    assert len(batch.file_sha256) == 64


def test_the_same_file_is_not_loaded_twice_whatever_its_name(lake: Lake, tmp_path: Path) -> None:
    text = BILLS + "0512345678,甲,202404,10,5\n"
    staged(lake, file(tmp_path, "a.csv", text)).confirm()
    again = staged(lake, file(tmp_path, "b.csv", text))
    assert again.confirm() == []
    assert "导入(批次 1)" in again.entries()[0]["warnings"][0]
    assert again.entries()[0]["error"] is None
    assert len(stored(lake, "bills", "cons_no")) == 1


def test_two_copies_in_one_delivery_are_loaded_once(lake: Lake, tmp_path: Path) -> None:
    text = BILLS + "0512345678,甲,202404,10,5\n"
    delivery = staged(lake, file(tmp_path, "a.csv", text), file(tmp_path, "b.csv", text))
    assert delivery.confirm() == [1]
    assert "a.csv" in delivery.entries()[1]["warnings"][0]


def test_an_undone_file_may_be_loaded_again(lake: Lake, tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", BILLS + "0512345678,甲,202404,10,5\n")
    staged(lake, path).confirm()
    batches.undo(lake.store, 1, LOCAL_USER)
    assert staged(lake, path).confirm() == [2]


def test_a_month_delivered_again_replaces_the_rows_with_the_same_keys(lake: Lake, tmp_path: Path) -> None:
    staged(
        lake, file(tmp_path, "a.csv", BILLS + "0512345678,甲,202404,10,5\n0512345679,乙,202404,1,1\n")
    ).confirm()
    staged(lake, file(tmp_path, "b.csv", BILLS + "0512345678,甲,202404,12,6\n")).confirm()
    assert stored(lake, "bills", "cons_no", "total_pq") == [("0512345678", 12), ("0512345679", 1)]
    batches.undo(lake.store, 2, LOCAL_USER)
    assert stored(lake, "bills", "cons_no", "total_pq") == [("0512345678", 10), ("0512345679", 1)]


def test_the_same_row_twice_is_loaded_once_and_says_where_the_first_stands(
    lake: Lake, tmp_path: Path
) -> None:
    line = "0512345678,甲,202404,10,5\n"
    staged(lake, file(tmp_path, "a.csv", BILLS + line + line)).confirm()
    (sheet,) = rejected_rows(lake, 1, LOCAL_USER)
    assert sheet.rows["reason"].to_pylist() == ["与第 2 行完全相同"]
    assert sheet.rows["cells"].to_pylist() == [["0512345678", "甲", "202404", "10", "5"]]
    assert sheet.headers == ("用户编号", "用户名称", "年月", "总电量", "总电费")


def test_of_two_rows_of_one_customer_the_later_counts(lake: Lake, tmp_path: Path) -> None:
    text = "用户编号,用户名称,合同容量\n0512345678,旧名,100\n0512345678,新名,200\n"
    delivery = staged(lake, file(tmp_path, "客户档案.csv", text))
    delivery.confirm()
    assert stored(lake, "customers", "cons_name", "contract_cap") == [("新名", 200)]
    assert rejected_rows(lake, 1, LOCAL_USER)[0].rows["reason"].to_pylist() == [
        "与第 3 行主键相同而内容不同,以后面的一行为准"
    ]


@pytest.mark.parametrize(("later", "is_asked"), [("0512345678", True), ("0512345679", False)])
def test_two_sheets_of_one_file_with_other_bills_of_the_same_customers_are_asked_about(
    lake: Lake, tmp_path: Path, later: str, is_asked: bool
) -> None:
    book = openpyxl.Workbook()
    for title, number, amount in (("调整前", "0512345678", 5), ("调整后", later, 6)):
        sheet = book.create_sheet(title)
        sheet.append(BILLS.strip().split(","))
        sheet.append([number, "甲", "202404", 10, amount])
    book.remove(book.worksheets[0])
    book.save(tmp_path / "电费.xlsx")
    last = staged(lake, tmp_path / "电费.xlsx").files[0].sheets[1]
    assert ("与同一文件前面的工作表主键相同而内容不同,都载入会重复计算" in last.question) is is_asked


def test_a_sheet_without_header_has_the_month_of_its_own_name(lake: Lake, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, above in (
        ("1月", ["户号", "户名", "电量", "电费"]),
        ("2月", None),
        ("附表", ["2026年1-2月累计"]),
    ):
        sheet = book.create_sheet(title)
        if above:
            sheet.append(above)
        sheet.append(["0512345678", "甲", 10, 5])
        sheet.append(["0512345679", "乙", 10, 5])
    book.save(tmp_path / "2026年电费.xlsx")
    staged(lake, tmp_path / "2026年电费.xlsx").confirm()
    # sums of both months are of none
    assert stored(lake, "bills", "amt_ym") == [("202601",), ("202601",), ("202602",), ("202602",)]


def test_parts_of_an_export_go_on_where_the_first_one_has_the_header(lake: Lake, tmp_path: Path) -> None:
    first = file(tmp_path, "电费_1.csv", BILLS + "0512345678,甲,202404,10,5\n")
    second = file(tmp_path, "电费_2.csv", "0512345679,乙,202404,20,9\n0512345670,丙,202404,30,15\n")
    last = file(tmp_path, "电费_3.csv", "0512345673,己,202404,20,9\n")
    other = file(tmp_path, "别的_2.csv", "0512345671,丁,202404,20,9\n0512345672,戊,202404,30,15\n")
    delivery = staged(lake, first, second, last, other)
    assert [entry["rows_accepted"] for entry in delivery.entries()] == [1, 2, 1, 0]
    assert any("按“电费_1.csv”的列接续读取" in said for said in delivery.entries()[1]["warnings"])
    assert "未找到表头" in delivery.entries()[3]["error"]


def test_a_part_without_header_takes_no_month_from_the_name_of_another_file(
    lake: Lake, tmp_path: Path
) -> None:
    header = "用户编号,用户名称,电价码,总电量,总电费\n"
    first = file(tmp_path, "电费202403.csv", header + "0512345678,甲,P01,10,5\n")
    second = file(tmp_path, "电费202404.csv", "0512345679,乙,P01,20,9\n0512345670,丙,P01,30,15\n")
    delivery = staged(lake, first, second)
    assert [entry["rows_accepted"] for entry in delivery.entries()] == [1, 0]


def test_months_of_energy_alone_are_refused_for_what_they_lack(lake: Lake, tmp_path: Path) -> None:
    text = "2024年逐月用电量,,,\n户号,1月,2月,3月\n0512345678,10,20,30\n"
    (entry,) = staged(lake, file(tmp_path, "电量.csv", text)).entries()
    assert "各列只写了月份" in entry["error"]


LISTS_OF_DATABASES = {
    "SAP": """\
2024.04.05            动态列表显示            1
----------------------------------------------
| 用户编号 |用户名称|电费年月|总电量 |总电费 |
----------------------------------------------
|0512345678|甲      |202404  |  1,000|  550.00|
\f2024.04.05            动态列表显示            2
----------------------------------------------
| 用户编号 |用户名称|电费年月|总电量 |总电费 |
----------------------------------------------
|0512345679|乙      |202404  |    12-|    6.60-|
----------------------------------------------
|合计      |        |        |    988|  543.40|
----------------------------------------------
""",
    "SQL*Plus": """\
SQL> select * from v_bill;

CONS_NO   |CONS_NAME|AMT_YM|      T_PQ|     T_AMT
----------|---------|------|----------|----------
0512345678|甲       |202404|      1000|       550

CONS_NO   |CONS_NAME|AMT_YM|      T_PQ|     T_AMT
----------|---------|------|----------|----------
0512345679|乙       |202404|       -12|      -6.6

已选择2行。

SQL> spool off
""",
    "mysql": """\
+------------+-----------+--------+------+-------+
| cons_no    | cons_name | amt_ym | t_pq | t_amt |
+------------+-----------+--------+------+-------+
| 0512345678 | 甲        | 202404 | 1000 |   550 |
| 0512345679 | 乙        | 202404 |  -12 |  -6.6 |
+------------+-----------+--------+------+-------+
2 rows in set (0.02 sec)
""",
    "psql": """\
  cons_no   | cons_name | amt_ym | t_pq | t_amt
------------+-----------+--------+------+-------
 0512345678 | 甲        | 202404 | 1000 |   550
 0512345679 | 乙        | 202404 |  -12 |  -6.6
(2 行记录)
""",
}


@pytest.mark.parametrize("program", LISTS_OF_DATABASES)
def test_lists_as_databases_print_them_are_read_without_their_rules(
    lake: Lake, tmp_path: Path, program: str
) -> None:
    (entry,) = staged(lake, file(tmp_path, "list.txt", LISTS_OF_DATABASES[program])).entries()
    assert (entry["error"], entry["rows_accepted"], entry["rows_rejected"]) == (None, 2, 0)
    assert (entry["sums"]["total_pq"], entry["sums"]["total_amt"]) == ("988", "543.4")


def test_bills_that_share_a_key_and_differ_are_all_kept(lake: Lake, tmp_path: Path) -> None:
    text = BILLS + "0512345678,甲,202404,10,5\n0512345678,甲,202404,-10,-5\n"
    delivery = staged(lake, file(tmp_path, "a.csv", text))
    delivery.confirm()
    assert len(stored(lake, "bills", "total_pq")) == 2
    assert "有 2 行与别的行主键相同而内容不同,全部保留" in delivery.entries()[0]["warnings"]


def test_repeats_are_found_across_the_sheets_of_a_file(lake: Lake, tmp_path: Path) -> None:
    head = ["用户编号", "用户名称", "合同容量"]
    path = as_xlsx(
        tmp_path / "客户档案.xlsx",
        {
            "一": [head, ["0512345678", "甲", "100"]],
            "二": [head, ["0512345678", "甲", "100"], ["0512345679", "乙", "1"]],
        },
    )
    delivery = staged(lake, path)
    delivery.confirm()
    assert [(e["sheet"], e["rows_accepted"], e["rows_rejected"]) for e in delivery.entries()] == [
        ("一", 1, 0),
        ("二", 1, 1),
    ]
    assert "工作表“一”第 2 行" in rejected_rows(lake, 1, LOCAL_USER)[0].rows["reason"][0].as_py()


def test_short_customer_numbers_are_padded_to_the_length_that_customers_have(
    lake: Lake, tmp_path: Path
) -> None:
    customers = "用户编号,用户名称,合同容量\n0512345678,甲,1\n1512345678,乙,1\n"
    bills = BILLS + "512345678,甲,202404,10,5\n1512345678,乙,202404,10,5\n"
    delivery = staged(lake, file(tmp_path, "b.csv", bills), file(tmp_path, "客户档案.csv", customers))
    delivery.confirm()
    assert stored(lake, "bills", "cons_no") == [("0512345678",), ("1512345678",)]
    assert any("用户编号补零 1 个" in warning for warning in delivery.entries()[0]["warnings"])


def test_padded_numbers_and_rows_that_stay_have_the_codes_of_what_is_stored(
    lake: Lake, tmp_path: Path
) -> None:
    customers = "用户编号,用户名称,合同容量\n0512345678,甲,1\n1512345678,乙,1\n"
    first = BILLS + "512345678,甲,202404,10,5\n1512345678,乙,202404,10,5\n"
    again = BILLS + "0512345678,甲,202404,20,9\n"  # the other row is written anew
    staged(lake, file(tmp_path, "b.csv", first), file(tmp_path, "客户档案.csv", customers)).confirm()
    staged(lake, file(tmp_path, "again.csv", again)).confirm()
    with lake.open(LOCAL_USER) as door:
        assert door.has_codes(["bills", "customers"])
        bills = door.table_on(door.engine, "bills", is_coded=True)
        numbers = bills.select(number=customer_number(bills.cons_no)).to_pyarrow()["number"].to_pylist()
    assert sorted(numbers) == ["0512345678", "1512345678"]


def test_padded_numbers_are_counted_once_for_a_sheet_of_several_months(lake: Lake, tmp_path: Path) -> None:
    customers = "用户编号,用户名称,合同容量\n0512345678,甲,1\n1512345678,乙,1\n"
    bills = BILLS + "".join(f"512345678,甲,2024{month:02},10,5\n" for month in (3, 4, 5))
    delivery = staged(lake, file(tmp_path, "b.csv", bills), file(tmp_path, "客户档案.csv", customers))
    delivery.confirm()
    told = [warning for warning in delivery.entries()[0]["warnings"] if "补零" in warning]
    assert told == ["用户编号补零 3 个,补足客户档案的 10 位"]


def test_states_of_an_order_in_words_are_the_codes_they_mean(lake: Lake, tmp_path: Path) -> None:
    states = ("待处理", "处理中", "待归档", "已归档")
    rows = "".join(
        f"202500000000000{n},故障报修,2025-05-0{n} 08:00:00,{s}\n" for n, s in enumerate(states, 1)
    )
    delivery = staged(lake, file(tmp_path, "w.csv", "工单编号,业务类型,受理时间,处理状态\n" + rows))
    delivery.confirm()
    assert [code for _, code in stored(lake, "work_orders", "wo_no", "status")] == ["01", "01", "01", "02"]
    assert not any("不在代码表中" in warning for warning in delivery.entries()[0]["warnings"])


def test_customers_that_lost_their_zeros_are_padded_to_what_refers_to_them(
    lake: Lake, tmp_path: Path
) -> None:
    customers = "用户编号,用户名称,合同容量\n512345678,甲,1\n512345679,乙,1\n"
    bills = BILLS + "0512345678,甲,202404,10,5\n0512345679,乙,202404,10,5\n"
    staged(lake, file(tmp_path, "b.csv", bills), file(tmp_path, "客户档案.csv", customers)).confirm()
    assert stored(lake, "customers", "cons_no") == [("0512345678",), ("0512345679",)]


def test_a_number_that_is_known_as_it_stands_is_not_padded(lake: Lake, tmp_path: Path) -> None:
    numbers = ["1512345678901", "2512345678901", "3512345678901", "1512345678"]
    customers = "用户编号,用户名称,合同容量\n" + "".join(f"{n},甲,1\n" for n in numbers)
    bills = BILLS + "".join(f"{n},甲,202404,10,5\n" for n in numbers)
    staged(lake, file(tmp_path, "b.csv", bills), file(tmp_path, "客户档案.csv", customers)).confirm()
    assert [n for (n,) in stored(lake, "customers", "cons_no")] == sorted(numbers)
    assert [n for (n,) in stored(lake, "bills", "cons_no")] == sorted(numbers)


def test_rows_that_become_equal_by_padding_are_loaded_once(lake: Lake, tmp_path: Path) -> None:
    customers = "用户编号,用户名称,合同容量\n0512345678,甲,1\n1512345678,乙,1\n"
    bills = BILLS + "512345678,甲,202404,10,5\n0512345678,甲,202404,10,5\n"
    staged(lake, file(tmp_path, "b.csv", bills), file(tmp_path, "客户档案.csv", customers)).confirm()
    assert stored(lake, "bills", "cons_no") == [("0512345678",)]
    reasons = [
        row
        for batch in (1, 2)
        for sheet in rejected_rows(lake, batch, LOCAL_USER)
        for row in sheet.rows["cells"].to_pylist()
    ]
    assert reasons == [["0512345678", "甲", "202404", "10", "5"]]


def test_units_delivered_by_name_get_their_code(lake: Lake, tmp_path: Path) -> None:
    orgs = "营销单位代码,营销单位名称,用户数\n334010101,城关供电所,1\n"
    bills = "供电单位,用户编号,年月,总电量,总电费\n城关供电所,0512345678,202404,10,5\n别处,0512345679,202404,1,1\n"
    delivery = staged(lake, file(tmp_path, "b.csv", bills), file(tmp_path, "orgs.csv", orgs))
    delivery.confirm()
    assert stored(lake, "bills", "cons_no", "org_code")[0] == ("0512345678", "334010101")
    assert any("别处" in warning for warning in delivery.entries()[0]["warnings"])


def test_a_sheet_called_by_a_known_unit_holds_the_rows_of_that_unit(lake: Lake, tmp_path: Path) -> None:
    orgs = file(tmp_path, "orgs.csv", "营销单位代码,营销单位名称,用户数\n334010101,城关供电所,1\n")
    lines = [["户号", "户名", "年月", "总电量", "总电费"], ["0512345678", "甲", "202404", "10", "5"]]
    other = [lines[0], ["0512345679", "乙", "202404", "20", "9"]]
    book = as_xlsx(tmp_path / "电费.xlsx", {"城关供电所": lines, "Sheet2": other})
    delivery = staged(lake, orgs, book)
    delivery.confirm()
    assert stored(lake, "bills", "cons_no", "org_code") == [("0512345678", "334010101"), ("0512345679", None)]
    assert delivery.entries()[1]["mapping"]["org_code"] == "(工作表名)"


def test_rows_that_a_column_left_out_tells_apart_are_refused_and_not_replaced_by_one_another(
    lake: Lake, tmp_path: Path
) -> None:
    header = "户号,户名,数据日期,数据类型,日电量\n"
    rows = [
        f"05123456{n},甲,2024-03-01,{kind},{energy}\n"
        for n in range(10, 22)
        for kind, energy in (("正向有功", 10), ("反向有功", 3))
    ]
    (entry,) = staged(lake, file(tmp_path, "日电量.csv", header + "".join(rows))).entries()
    assert entry["rows_accepted"] == 0
    assert "“数据类型”" in entry["error"]


def test_masters_become_live_before_what_refers_to_them(lake: Lake, tmp_path: Path) -> None:
    bills = file(tmp_path, "a.csv", BILLS + "0512345678,甲,202404,10,5\n")
    customers = file(tmp_path, "客户档案.csv", "用户编号,用户名称,合同容量\n0512345678,甲,1\n")
    delivery = staged(lake, bills, customers)
    assert delivery.confirm() == [2, 1]


def test_a_zip_is_as_many_batches_as_it_has_files(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "交付.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("电费/2024年4月.csv", BILLS + "0512345678,甲,202404,10,5\n")
        archive.writestr("电费/2024年5月.csv", BILLS + "0512345678,甲,202405,10,5\n")
        archive.writestr("说明.txt", "请查收")
    delivery = staged(lake, path)
    assert len(delivery.confirm()) == 2
    refused = [f for f in delivery.files if f.state == "refused"]
    assert [f.name for f in refused] == ["交付.zip/说明.txt"]


def test_a_hostile_file_is_refused_and_the_others_are_loaded(lake: Lake, tmp_path: Path) -> None:
    empty = tmp_path / "空.xlsx"
    empty.write_bytes(b"")
    good = file(tmp_path, "电费.csv", BILLS + "0512345678,甲,202404,10,5\n")
    delivery = staged(lake, empty, good)
    assert delivery.confirm() == [1]
    assert "文件为空" in delivery.entries()[0]["error"]


def test_a_sheet_that_is_not_recognised_is_loaded_once_a_person_says_what_it_is(
    lake: Lake, tmp_path: Path
) -> None:
    text = "编号甲,月份乙,数量丙,金额丁\n0512345678,202404,10,5\n"
    fields = {"cons_no": "编号甲", "amt_ym": "月份乙", "total_pq": "数量丙", "total_amt": "金额丁"}
    delivery = staged(lake, file(tmp_path, "a.csv", text))
    assert not delivery.files[0].can_be_loaded
    assert delivery.files[0].sheets[0].facts["first_rows"][0] == ["编号甲", "月份乙", "数量丙", "金额丁"]
    delivery.choose("a.csv", "", Choice("bills", fields, header_row=0))
    assert delivery.confirm() == [1]
    assert stored(lake, "bills", "cons_no", "total_pq") == [("0512345678", 10)]
    again = staged(lake, file(tmp_path, "b.csv", text.replace("202404", "202405")))
    assert again.files[0].sheets[0].table == "bills"
    assert again.confirm() == [2]
    elsewhere = staged(lake, file(tmp_path, "c.csv", text.replace("202404", "202406")), source="别处")
    assert not elsewhere.files[0].can_be_loaded


def test_a_sheet_whose_units_contradict_each_other_waits_for_a_person_and_the_answer_is_remembered(
    lake: Lake, tmp_path: Path
) -> None:
    head = "单位:万元,,,,\n用户编号,用户名称,年月,总电量(kWh),总电费(元)\n"
    delivery = staged(lake, file(tmp_path, "a.csv", head + "0512345678,甲,202404,300,2.634486\n"))
    (sheet,) = delivery.files[0].sheets
    assert (sheet.state, delivery.confirm()) == ("unsure", [])
    (key, what, options), fields = *sheet.facts["unit_questions"], sheet.facts["fields"]
    assert "互相矛盾" in what
    assert "万元" in options
    delivery.choose("a.csv", "", Choice("bills", fields, units={key: "万元"}))
    delivery.confirm()
    later = staged(lake, file(tmp_path, "b.csv", head + "0512345678,甲,202405,300,1.5\n"))
    later.confirm()
    assert stored(lake, "bills", "total_amt") == [(Decimal("15000"),), (Decimal("26344.86"),)]


def test_a_stopped_import_leaves_nothing_behind(lake: Lake, tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", BILLS + "0512345678,甲,202404,10,5\n")
    with pytest.raises(Cancelled):
        stage(lake, [path], "测试", LOCAL_USER, cancelled=lambda: True)
    assert folders(lake) == []


def test_progress_is_told_up_to_the_end(lake: Lake, tmp_path: Path) -> None:
    told: list[float] = []
    path = file(tmp_path, "a.csv", BILLS + "0512345678,甲,202404,10,5\n")
    stage(lake, [path], "测试", LOCAL_USER, on_progress=lambda share, _: told.append(share)).cancel()
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_who_may_not_import_is_told_so(lake: Lake, tmp_path: Path) -> None:
    reader = Person("某人", Role.STAFF, ("",))
    with pytest.raises(NotAllowed):
        stage(lake, [file(tmp_path, "a.csv", BILLS)], "测试", reader)


def test_a_folder_is_all_its_files_and_a_path_that_is_not_there_is_said(tmp_path: Path) -> None:
    file(tmp_path, "夹/b.csv", "")
    file(tmp_path, "夹/里/a.csv", "")
    file(tmp_path, "夹/.hidden", "")
    file(tmp_path, "夹/~$打开着.xlsx", "")
    assert [name for _, name in files_in([tmp_path / "夹"])] == ["b.csv", "里/a.csv"]
    with pytest.raises(WrongUsage):
        files_in([tmp_path / "没有"])


def test_rejected_rows_of_no_batch_are_not_found(lake: Lake) -> None:
    with pytest.raises(NotFound):
        rejected_rows(lake, 1, LOCAL_USER)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_messy_exports_of_every_table_come_back_as_they_were_written(
    lake: Lake, tmp_path: Path, seed: int
) -> None:
    truth, paths = {}, []
    for number, table in enumerate(tables().values()):
        rng = random.Random(f"{seed}-{table.name}")
        name = f"{number} {table.title.replace('/', '')}"  # a sheet of two columns is known by it
        rows, path, kind = rows_of(table, rng, 40), tmp_path / name, rng.randrange(3)
        if kind == 0:
            path, sheet = as_typed_xlsx(path, table, rows, rng)
        else:
            sheet = written(table, rows, rng)
            lines = dressed(sheet, rng)
            path = as_csv(path, lines, rng) if kind == 1 else as_xlsx(path, {"Sheet1": lines})
        truth[path.name] = sheet
        paths.append(path)
    delivery = staged(lake, *paths)
    wrong = {}
    for entry in delivery.entries():
        sheet = truth[entry["file"]]
        got = (
            entry["table"],
            entry["rows_accepted"],
            entry["rows_rejected"],
            {name: Decimal(text) for name, text in entry["sums"].items()},
            entry["filled"],
        )
        expected = (sheet.table.name, sheet.rows, 0, sheet.sums, sheet.filled)
        if got != expected:
            wrong[entry["file"]] = (got, expected, entry["error"])
    assert wrong == {}
    delivery.cancel()


@pytest.mark.slow
def test_the_command_line_killed_at_any_moment_leaves_whole_files_only(lake: Lake, tmp_path: Path) -> None:
    rng = random.Random(9)
    for number in range(3):
        lines = "".join(f"{number}{row:09},甲,20240{number + 1},1,1\n" for row in range(2_000))
        file(tmp_path, f"交付/{number}.csv", BILLS + lines)
    words = ("--home", str(lake.store.home), "import", str(tmp_path / "交付"))
    for _ in range(5):
        process = begun(tmp_path / "said", os.environ, command_line, *words)
        process.join(rng.uniform(0.1, 4))
        process.kill()
        process.join()
        batches.sweep(lake.store)
        assert len(stored(lake, "bills", "cons_no")) % 2_000 == 0
        assert set(folders(lake)) == {batch.folder for batch in batches.history(lake.store)}
    staged(lake, *sorted((tmp_path / "交付").iterdir())).confirm()
    assert len(stored(lake, "bills", "cons_no")) == 6_000


def test_a_file_that_somebody_else_imported_meanwhile_is_refused_at_the_end(
    lake: Lake, tmp_path: Path
) -> None:
    path = file(tmp_path, "a.csv", BILLS + "0512345678,甲,202404,10,5\n")
    first, second = staged(lake, path), staged(lake, path)
    assert first.confirm() == [1]
    assert second.confirm() == []
    assert "批次 1" in second.entries()[0]["error"]
    assert len(folders(lake)) == 1
