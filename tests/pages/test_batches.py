"""What the import records do, without a browser."""

from datetime import date
from pathlib import Path

import openpyxl

from data_loaders.delivery.ingest import stage
from models.data import batches
from models.lake import Lake
from models.people import LOCAL_USER, Person, Role
from pages.parts.imports import batch_list
from tests.drawn import drawn
from tests.loaded import load
from tests.opened import opened

FIRST = """
    bills
    cons_no | amt_ym | total_pq | total_amt
    1       | 202610 | 10       | 5
    2       | 202610 | 10       | 5
"""
SECOND = """
    bills
    cons_no | amt_ym | total_pq | total_amt
    2       | 202610 | 11       | 6
"""
SUPERVISOR = 'Person("主任", Role.SUPERVISOR, ("",))'


def test_batches_are_listed_latest_first(lake: Lake):
    load(lake, drawn(FIRST), "first.csv")
    load(lake, drawn(SECOND), "second.csv")
    page = opened("83_batches.py")
    assert page.dataframe[0].value.file.tolist() == ["second.csv", "first.csv"]


def test_batches_can_be_narrowed_to_a_file_and_a_state(lake: Lake):
    load(lake, drawn(FIRST), "first.csv")
    load(lake, drawn(SECOND), "second.csv")
    batches.undo(lake.store, 2, LOCAL_USER)
    page = opened("83_batches.py")
    page.text_input(key="batch_text").set_value("first").run()
    assert page.dataframe[0].value.file.tolist() == ["first.csv"]
    page.text_input(key="batch_text").set_value("").run()
    page.selectbox(key="batch_state").set_value("已撤销").run()
    assert page.dataframe[0].value.file.tolist() == ["second.csv"]


def test_batch_in_the_address_shows_what_it_replaced(lake: Lake):
    load(lake, drawn(FIRST), "first.csv")
    load(lake, drawn(SECOND), "second.csv")
    page = opened("83_batches.py", {"batch": "2"})
    [effect] = page.dataframe[1].value.to_dict("records")
    assert (effect["rows"], effect["new"], effect["replaced"]) == (1, 0, 1)


def test_undone_batch_gives_back_the_rows_that_it_replaced(lake: Lake):
    load(lake, drawn(FIRST), "first.csv")
    load(lake, drawn(SECOND), "second.csv")
    page = opened("83_batches.py", {"batch": "2"})
    page.button(key="undo-2").click().run()
    assert "批次 2 已撤销" in page.success[0].value
    with lake.open(LOCAL_USER) as door:
        usage = door.table("bills").order_by("cons_no").total_pq.to_pyarrow().to_pylist()
    assert usage == [10, 10]


def test_batch_that_a_later_one_replaced_cannot_be_undone_first(lake: Lake):
    load(lake, drawn(FIRST), "first.csv")
    load(lake, drawn(SECOND), "second.csv")
    page = opened("83_batches.py", {"batch": "1"})
    page.button(key="undo-1").click().run()
    assert "请先撤销批次 2" in page.error[0].value
    assert batches.get(lake.store, 1).undone_at is None


def test_what_came_in_together_is_taken_back_together(lake: Lake):
    load(lake, drawn(FIRST), "first.csv", "together")
    load(lake, drawn(SECOND), "second.csv", "together")
    page = opened("83_batches.py", {"batch": "1"})
    assert page.dataframe[0].value.together.tolist() == ["1~2", "1~2"]
    page.button(key="undo-together-1").click().run()
    assert "整次导入的 2 个批次已撤销" in page.success[0].value
    with lake.open(LOCAL_USER) as door:
        assert door.rows("bills") == 0


def test_supervisor_sees_batches_but_cannot_undo_them(lake: Lake):
    load(lake, drawn(FIRST), "first.csv")
    page = opened("83_batches.py", {"batch": "1"}, person=SUPERVISOR)
    assert len(page.dataframe) > 1
    assert not any(button.key == "undo-1" for button in page.button)


def test_stored_months_and_rows_are_shown_by_table(lake: Lake):
    load(lake, drawn(FIRST), "first.csv")
    page = opened("83_batches.py")
    table = page.dataframe[-1].value.set_index("title")
    assert table.loc["电费发行", ["rows", "first"]].tolist() == [2, date(2026, 10, 1)]


def test_a_supervisors_page_and_file_of_rejected_rows_name_nobody(lake: Lake, tmp_path: Path):
    path = tmp_path / "客户档案.csv"
    path.write_text(
        "用户编号,用户名称,用电地址,联系电话,合同容量\n0000000001,甲,乙路,13900000000,1\n"
        "0000000002,李秀英,人民路12号501室,13812345678,x\n0000000003,王思远,13812345678\n",
        encoding="utf-8",
    )
    stage(lake, [path], "测试", LOCAL_USER).confirm()
    page = opened("83_batches.py", {"batch": "1"}, SUPERVISOR)
    supervisor = Person("主任", Role.SUPERVISOR, ("",))
    found = openpyxl.load_workbook(batch_list._rejects_file(1, supervisor))
    said = [str([one.value for one in kind]) for kind in (page.dataframe, page.text, page.caption)]
    said += [str(list(sheet.values)) for sheet in found]
    assert "0000000002" in "".join(said)
    assert not any(
        word in text for text in said for word in ("秀英", "思远", "5678123", "13812345678", "501室")
    )


def test_what_the_database_does_not_know_is_named_on_the_page(lake: Lake):
    load(lake, drawn(FIRST), "first.csv")
    (lake.store.home / "batches" / "strange").mkdir()
    (lake.store.home / "batches" / "strange" / "x.parquet").write_bytes(b"whose?")
    page = opened("83_batches.py")
    assert "有 1 份数据是数据库不认识的" in page.warning[0].value
    assert any("strange(没有卡片)" in one.value for one in page.text)
