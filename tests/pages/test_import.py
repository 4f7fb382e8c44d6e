"""What the import screen does, without a browser."""

import time
from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from data_loaders.delivery.import_report import Answer
from models.company.settings import IMPORT
from models.data import batches
from models.lake import Lake
from models.people import LOCAL_USER, Person, Role
from tests.data_loaders import hostile
from tests.exports import csv_of, zip_of
from tests.loaded import load
from tests.opened import opened

ROWS = [
    {"cons_no": f"{n:010d}", "org_code": "334010101", "elec_type_code": "202", "volt_code": "AC02202"}
    for n in range(1, 31)
]
BILLS = [
    {"cons_no": f"{n:010d}", "amt_ym": "202610", "total_pq": n, "total_amt": f"{n}.50", "amt_type": "01"}
    for n in range(1, 31)
]
WITHOUT_NUMBER = csv_of("bills", [{k: v for k, v in row.items() if k != "cons_no"} for row in BILLS])
SUPERVISOR = 'Person("主任", Role.SUPERVISOR, ("",))'
READ_SECONDS = 60


def dropped(*files: tuple[str, bytes]) -> AppTest:
    """Return the page after the files were dropped and read."""
    page = opened("82_import.py", seconds=READ_SECONDS)
    page.file_uploader[0].set_value([(name, content, "") for name, content in files]).run()
    page.button(key="read").click().run()
    return when_read(page)


def when_read(page: AppTest) -> AppTest:
    """Return the page once the files are read."""
    return when_shown(page, "confirm")


def confirmed(page: AppTest) -> AppTest:
    """Return the page once what was confirmed is written."""
    page.button(key="confirm").click().run()
    return when_shown(page, "start_over")


def when_shown(page: AppTest, key: str) -> AppTest:
    """Return the page once it has a button; it is drawn anew only when the work behind it has got further."""
    deadline = time.monotonic() + READ_SECONDS
    while not any(button.key == key for button in page.button) and time.monotonic() < deadline:
        work = page.session_state["import_intake"].work
        while work.phase in ("reading", "writing") and time.monotonic() < deadline:
            time.sleep(0.02)
        page.run()
    assert not page.exception
    return page


def metrics(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def test_how_many_files_are_chosen_is_said_before_they_are_read(home: Path):
    page = opened("82_import.py", seconds=READ_SECONDS)
    assert not any("已选" in one.value for one in page.caption)
    page.file_uploader[0].set_value([(f"{n}.csv", b"", "") for n in range(12)]).run()
    assert any("已选 12 个文件。" in one.value for one in page.caption)


def test_nothing_is_loaded_before_it_is_confirmed(lake: Lake):
    page = dropped(("客户档案.csv", csv_of("customers", ROWS)))
    assert metrics(page)["可导入行"] == "30"
    assert batches.history(lake.store) == []


def test_confirmed_delivery_becomes_a_batch_of_its_source(lake: Lake):
    page = dropped(("客户档案.csv", csv_of("customers", ROWS)))
    confirmed(page)
    [batch] = batches.history(lake.store)
    assert (batch.source, batch.file_name) == ("营销系统", "客户档案.csv")
    with lake.open(LOCAL_USER) as door:
        assert door.rows("customers") == 30


def test_files_confirmed_together_are_one_delivery(lake: Lake):
    page = dropped(("客户档案.csv", csv_of("customers", ROWS)), ("电费.csv", csv_of("bills", BILLS)))
    confirmed(page)
    first, second = batches.history(lake.store)
    assert first.delivery == second.delivery
    assert len(batches.undo_delivery(lake.store, first.delivery or "", LOCAL_USER)) == 2


def test_day_that_a_person_enters_is_kept_with_the_batch(lake: Lake):
    page = opened("82_import.py", seconds=READ_SECONDS)
    page.date_input(key="as_of-0").set_value(date(2026, 10, 31)).run()
    page.file_uploader[0].set_value([("客户档案.csv", csv_of("customers", ROWS), "")]).run()
    page.button(key="read").click().run()
    confirmed(when_read(page))
    [batch] = batches.history(lake.store)
    assert batch.as_of == date(2026, 10, 31)


def test_cancelled_delivery_leaves_no_file_and_no_batch(home: Path, lake: Lake):
    page = dropped(("客户档案.csv", csv_of("customers", ROWS)))
    page.button(key="cancel").click().run()
    assert "已取消" in page.info[0].value
    assert list((home / "deliveries").iterdir()) == []
    assert [path for path in (home / "batches").iterdir() if path.is_dir()] == []
    assert batches.history(lake.store) == []


def test_cancel_that_comes_too_late_is_told_who_confirmed_and_when(lake: Lake):
    page = dropped(("客户档案.csv", csv_of("customers", ROWS)))
    intake = page.session_state["import_intake"]
    writing = intake.confirm(Person("王五", Role.LEAD, ("",)))  # in another window
    assert writing is not None
    writing.join()
    page.button(key="cancel").click().run()
    assert "取消没有生效:这次导入已由 王五 于 20" in page.warning[0].value
    assert len(batches.history(lake.store)) == 1


def test_reason_that_names_this_page_says_where_on_it(home: Path):
    figures = "\n".join(f"{n:010};202406;1,{n};5" for n in range(101, 131))
    page = dropped(("电费.csv", f"用户编号;电费年月;总电量;总电费\n{figures}\n".encode()))
    assert "请在下面选择小数点" in page.error[0].value
    assert not any("数据导入页面" in said for said in page.dataframe[0].value.said)


def test_dates_whose_day_and_month_cannot_be_told_apart_are_read_as_a_person_chooses(lake: Lake):
    head = "用户编号;电费年月;总电量;总电费;发行日期"
    page = dropped(("电费.csv", f"{head}\n0123456789;202406;10;5.00;03/06/2024\n".encode()))
    assert "看不出月、日哪个在前。请在下面选择日期的写法" in page.error[0].value
    next(box for box in page.selectbox if "看不出月、日哪个在前" in box.label).select_index(0).run()
    next(button for button in page.button if button.label == "确认是“电费发行”").click().run()
    page.button(key="read_again").click().run()
    confirmed(when_read(page))
    with lake.open(LOCAL_USER) as door:
        assert door.table("bills").to_pyarrow()["release_date"].to_pylist() == [date(2024, 6, 3)]


def test_code_that_changes_is_shown_with_its_words(lake: Lake):
    load(lake, {"customers": ROWS}, "客户档案.csv")
    page = dropped(("新.csv", csv_of("customers", [ROWS[0] | {"elec_type_code": "403"}])))
    shown = next(table.value for table in page.dataframe if "old" in table.value)
    assert shown[["old", "new"]].to_numpy().tolist() == [["202 城镇居民生活用电", "403 普通工业"]]


def test_rows_that_are_no_data_can_be_looked_at(home: Path):
    head, *rows = csv_of("customers", ROWS).decode("gb18030").splitlines()
    foot = "第 1 页 共 1 页" + "," * head.count(",")
    page = dropped(("客户档案.csv", "\n".join([head, *rows, foot]).encode()))
    assert any("未作为数据载入的行:页码行 1" in one.label for one in page.expander)
    shown = next(table.value for table in page.dataframe if "c0" in table.value and "reason" in table.value)
    assert shown[["line", "c0"]].to_numpy().tolist() == [[32, "第 1 页 共 1 页"]]
    assert any("下载未载入的行" in button.label for button in page.button)


def test_sheets_that_a_person_should_look_at_come_first(home: Path):
    faulty = [row | {"total_amt": "多少"} if row["total_pq"] < 3 else row for row in BILLS]
    page = dropped(("a.csv", csv_of("customers", ROWS)), ("b.csv", csv_of("bills", faulty)))
    listed = page.dataframe[0].value
    assert listed[["file", "rejected"]].to_numpy().tolist() == [["b.csv", 2], ["a.csv", 0]]


def test_hostile_file_costs_a_message_and_the_others_go_on(home: Path):
    page = dropped(("坏.xlsx", b"PK\x03\x04nothing"), ("客户档案.csv", csv_of("customers", ROWS)))
    assert metrics(page)["不能导入"] == "1"
    assert metrics(page)["可导入行"] == "30"
    listed = page.dataframe[0].value
    assert listed[listed.state == "不能导入"].file.iloc[0] == "坏.xlsx"
    assert "有 1 个文件或工作表不能导入" in page.warning[0].value
    assert any("坏.xlsx" in text.value for text in page.text)
    assert "1 个文件不能导入" in confirmed(page).warning[0].value


def test_name_of_an_uploaded_file_is_shown_without_folders_and_controls(home: Path):
    page = dropped(("../../\u202e客户\x00档案.csv", csv_of("customers", ROWS)))
    assert page.dataframe[0].value.file.tolist() == ["客户档案.csv"]


def test_sheet_without_a_required_column_waits_for_a_person(home: Path):
    page = dropped(("电费.csv", WITHOUT_NUMBER))
    assert metrics(page)["待确认"] == "1"
    assert page.button(key="confirm").disabled
    assert "用户编号" in page.error[0].value


def test_checks_that_become_possible_are_counted(home: Path):
    page = dropped(("客户档案.csv", csv_of("customers", ROWS)), ("电费.csv", csv_of("bills", BILLS)))
    table = next(frame.value for frame in page.dataframe if "missing" in frame.value)
    off = table[table.state == "仍停用"].set_index("code").missing
    assert "TAR-02" in table[table.state == "新增可用"].code.tolist()
    assert "计量点" in off["MET-01"]


def test_same_zip_again_says_what_is_there_by_whom_and_goes_on_with_what_is_new(lake: Lake, tmp_path: Path):
    once = zip_of(tmp_path / "十月.zip", {"customers": ROWS}).read_bytes()
    confirmed(dropped(("十月.zip", once)))
    page = dropped(("十月.zip", once))
    assert "都已导入过" in page.info[0].value
    assert page.button(key="confirm").disabled
    [said] = page.dataframe[0].value.said
    assert "由本机用户导入(批次 1)" in said
    page.button(key="cancel").click().run()
    page = dropped(
        ("十月补.zip", zip_of(tmp_path / "补.zip", {"customers": ROWS, "bills": BILLS}).read_bytes())
    )
    assert "有 1 个文件已导入过" in page.info[0].value
    confirmed(page)
    assert next(batch.file_name for batch in batches.history(lake.store)).endswith("电费发行.csv")


def test_changed_rows_are_shown_old_and_new_before_anything_is_stored(lake: Lake):
    load(lake, {"customers": [row | {"cons_name": "旧名"} for row in ROWS]}, "客户档案.csv")
    page = dropped(
        (
            "再次.csv",
            csv_of("customers", [row | {"cons_name": "旧名" if n else "新名"} for n, row in enumerate(ROWS)]),
        )
    )
    assert any("新增 0 行,相同 29 行,变更 1 行,没有现有值被清空" in text.value for text in page.text)
    changes = next(frame.value for frame in page.dataframe if "old" in frame.value)
    assert changes[["key", "column", "old", "new"]].values.tolist() == [
        ["0000000001", "用户名称", "旧名", "新名"]
    ]


def test_sheet_that_would_empty_values_waits_until_a_person_says_what_to_do(lake: Lake):
    load(lake, {"customers": [row | {"cons_name": "旧名"} for row in ROWS]}, "客户档案.csv")
    page = dropped(("再次.csv", csv_of("customers", ROWS)))
    assert page.dataframe[0].value.state.tolist() == ["待确认"]
    assert page.button(key="confirm").disabled
    page.radio[0].set_value(Answer.ADD).run()
    assert not page.button(key="confirm").disabled
    confirmed(page)
    with lake.open(LOCAL_USER) as door:
        assert set(door.table("customers").to_pandas().cons_name) == {"旧名"}


def test_delivery_that_is_put_off_is_listed_with_its_owner_and_taken_up_again(home: Path):
    page = dropped(("客户档案.csv", csv_of("customers", ROWS)))
    page.button(key="later").click().run()
    assert any("待处理的导入(1)" in text.value for text in page.markdown)
    assert any("本机用户" in text.value and "已读完,待确认" in text.value for text in page.caption)
    next(button for button in page.button if (button.key or "").startswith("go_on-")).click().run()
    assert metrics(page)["可导入行"] == "30"
    page.button(key="cancel").click().run()


def read_again(page: AppTest) -> AppTest:
    page.button(key="read_again").click().run()
    return when_read(page)


def rows_of(lake: Lake, page: AppTest, table: str) -> list[dict]:
    confirmed(page)
    with lake.open(LOCAL_USER) as door:
        return door.table(table).order_by("cons_no").to_pyarrow().to_pylist()


def test_person_names_the_row_in_which_the_header_stands(lake: Lake):
    named = "甲,乙,丙,丁\n" + "\n".join(f"{n:010d},334010101,202,AC02202" for n in range(1, 31))
    page = dropped(("无名.csv", named.encode()))
    assert metrics(page)["不能导入"] == "1"
    place = "无名.csv\x1f"
    page.selectbox(key=f"table-{place}").set_value("customers").run()
    page.selectbox(key=f"header-{place}").set_value(0).run()
    page.button(key=f"adopt-header-{place}").click().run()
    page = read_again(page)
    assert metrics(page)["待确认"] == "1"  # the header is known now; its columns are still to be named
    assert "甲" in page.dataframe[1].value.header.tolist()


def test_another_header_row_than_the_recognised_one_is_read(lake: Lake):
    rows = "\n".join(f"{n:010d},334010101,202" for n in range(1, 31))
    head = "用户编号,供电单位编号,用电类别"
    page = dropped(("客户档案.csv", f"{head}\n{head}\n{rows}".encode()))
    place = "客户档案.csv\x1f"
    page.selectbox(key=f"header-{place}").set_value(1).run()
    page.button(key=f"adopt-header-{place}").click().run()
    page = read_again(page)
    assert (metrics(page)["可导入行"], metrics(page)["拒绝行"]) == ("30", "0")


def reminders() -> bytes:
    """Return a list of customers to be reminded, which is no customer file."""
    lines = [f"{n},{n:010d},甲,13900000000,2,已发短信" for n in range(1, 31)]
    return "\n".join(["序号,户号,户名,联系电话,催费次数,备注", *lines]).encode()


def test_list_that_is_no_master_waits_and_is_not_counted_as_importable(home: Path):
    page = dropped(("催费清单.csv", reminders()), ("客户档案.csv", csv_of("customers", ROWS)))
    assert (metrics(page)["待确认"], metrics(page)["可导入的表"], metrics(page)["可导入行"]) == (
        "1",
        "1",
        "30",
    )
    listed = page.dataframe[0].value.set_index("file")
    assert listed.state["催费清单.csv"] == "待确认"
    assert "“催费次数”“备注” 2 列不是它的列" in listed.said["催费清单.csv"]


def test_person_says_that_an_unsure_sheet_is_what_it_looks_like(lake: Lake):
    page = dropped(("催费清单.csv", reminders()))
    assert page.button(key="confirm").disabled
    assert page.button(key="adopt-催费清单.csv\x1f").label == "确认是“客户档案”"
    page.button(key="adopt-催费清单.csv\x1f").click().run()
    assert len(rows_of(lake, read_again(page), "customers")) == 30


def test_least_certainty_is_set_where_files_are_dropped(lake: Lake):
    page = opened("82_import.py", seconds=READ_SECONDS)
    page.number_input(key="least_certainty").set_value(95)
    next(button for button in page.button if button.label == "保存").click().run()
    assert IMPORT.of(lake.store).least_certainty == 0.95


def test_supervisor_may_not_import(home: Path):
    page = opened("82_import.py", person=SUPERVISOR)
    assert "没有“导入数据”的权限" in page.error[0].value
    assert len(page.get("file_uploader")) == 0


def test_what_is_said_of_a_sheet_in_the_list_does_not_repeat_its_file(home: Path):
    page = dropped(("坏.xlsx", b"PK\x03\x04nothing"), ("客户档案.csv", csv_of("customers", ROWS)))
    listed = page.dataframe[0].value
    assert not any(name in said for name, said in zip(listed.file, listed.said, strict=True))


def test_columns_of_the_comparison_are_shown_only_where_something_is_stored(lake: Lake):
    page = dropped(("客户档案.csv", csv_of("customers", ROWS)))
    assert "changed" not in page.dataframe[0].value
    confirmed(page)
    again = dropped(("客户档案2.csv", csv_of("customers", ROWS[:3])))
    assert again.dataframe[0].value.same.tolist() == [3]


def test_sheet_in_doubt_whose_file_is_not_touched_may_come_again(home: Path):
    title = "单位:万元\n用户编号,电费年月,总电量,总电费(元)\n"
    unclear = title + "".join(f"{n:010d},202610,120,{n}.634486\n" for n in range(1, 5))
    page = dropped(("电费.csv", unclear.encode()), ("客户档案.csv", csv_of("customers", ROWS)))
    said = [warning.value for warning in page.warning]
    assert any("待确认" in text and "以后可再次导入" in text for text in said), said
    assert not any("撤销" in text for text in said)


def test_sheet_that_a_person_leaves_out_is_not_counted_as_one_that_comes_in(lake: Lake):
    load(lake, {"customers": ROWS}, "客户档案.csv")
    fewer = [{k: v for k, v in row.items() if k != "volt_code"} for row in ROWS]
    page = dropped(("名单.csv", csv_of("customers", fewer)))
    page.radio[0].set_value(Answer.LEAVE).run()
    assert page.dataframe[0].value.state.tolist() == ["不载入"]
    assert metrics(page)["可导入行"] == "0"
    assert page.button(key="confirm").disabled


def test_rows_that_keep_their_other_columns_are_the_same_and_not_changed(lake: Lake):
    load(lake, {"customers": ROWS}, "客户档案.csv")
    fewer = [{k: v for k, v in row.items() if k != "volt_code"} for row in ROWS]
    page = dropped(("名单.csv", csv_of("customers", fewer)))
    assert page.dataframe[0].value.changed.tolist() == [30]
    page.radio[0].set_value(Answer.ADD).run()
    assert (page.dataframe[0].value.same.tolist(), page.dataframe[0].value.changed.tolist()) == ([30], [0])


def test_what_came_in_is_listed_before_what_was_there_already(lake: Lake):
    known = ("客户档案.csv", csv_of("customers", ROWS))
    confirmed(dropped(known))
    page = confirmed(dropped(known, ("电费.csv", csv_of("bills", BILLS))))
    assert page.dataframe[0].value.file.tolist() == ["电费.csv", "客户档案.csv"]


def test_files_of_a_zip_are_listed_by_their_own_names_first_and_named_whole_when_looked_at(
    home: Path, tmp_path: Path
):
    packed = {"城关所/客户档案.csv": csv_of("customers", ROWS), "城关所/说明_[1].pdf": b"%PDF-1.7\n"}
    page = dropped(("十月.zip", hostile.zipped(tmp_path / "a.zip", packed).read_bytes()))
    assert page.dataframe[0].value.file.tolist() == [
        "说明_[1].pdf ‹ 城关所 ‹ 十月.zip",
        "客户档案.csv ‹ 城关所 ‹ 十月.zip",
    ]
    assert "**十月.zip/城关所/客户档案.csv**" in [one.value for one in page.markdown]
    assert any("“十月.zip/城关所/说明_[1].pdf”" in one.value for one in page.text)
    said = confirmed(page).dataframe[0].value.said.tolist()
    assert said[1].startswith("类型不符")
