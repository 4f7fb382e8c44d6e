"""Nothing is replaced unseen: what a delivery would do to stored rows is said before, asked where it is much."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_loaders.catalog import tables
from data_loaders.delivery.import_report import Answer, SheetReport
from data_loaders.delivery.ingest import Delivery, stage
from models.data import batches
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.exports import csv_of
from tests.loaded import load

CUSTOMERS = [
    {"cons_no": f"{n:010}", "cons_name": f"户{n}", "org_code": "334010101", "elec_type_code": "202", "contract_cap": n}
    for n in range(1, 11)
]  # fmt: skip


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(Store(tmp_path / "home"), tables())


def delivered(lake: Lake, *files: tuple[str, str, list[dict]]) -> Delivery:
    """Return the delivery of csv files, each given as (name, table, rows)."""
    folder = lake.store.home.parent
    for name, table, rows in files:
        (folder / name).write_bytes(csv_of(table, rows))
    return stage(lake, [folder / name for name, _, _ in files], "测试", LOCAL_USER)


def loaded(lake: Lake, name: str, rows: list[dict], table: str = "customers") -> None:
    """Store rows as one batch, as an import of a file would."""
    schema = tables()[table].arrow_schema
    typed = [
        {
            key: value and pa.scalar(str(value)).cast(schema.field(key).type).as_py()
            for key, value in row.items()
        }
        for row in rows
    ]
    load(lake, {table: typed}, name)


def sheet(delivery: Delivery, file: int = 0) -> SheetReport:
    return delivery.files[file].sheets[0]


def customers(lake: Lake, *columns: str) -> list[tuple]:
    with lake.open(LOCAL_USER) as door:
        table = door.table("customers").order_by("cons_no").to_pyarrow()
    return list(zip(*(table[column].to_pylist() for column in columns), strict=True))


def with_changes(rows: list[dict], **by_row: dict) -> list[dict]:
    """Return the rows, some of them changed: `row3={"cons_name": "新名"}`."""
    return [row | by_row.get(f"row{n}", {}) for n, row in enumerate(rows, 1)]


def test_first_rows_of_a_table_are_all_new(lake: Lake):
    found = sheet(delivered(lake, ("档案.csv", "customers", CUSTOMERS))).comparison
    assert (found.new, found.same, found.changed, found.emptied, found.dropped) == (10, 0, 0, {}, {})


def test_new_same_and_changed_rows_are_counted_and_the_changed_ones_shown_old_and_new(lake: Lake):
    loaded(lake, "一.csv", CUSTOMERS)
    again = with_changes(CUSTOMERS, row3={"cons_name": "新名", "contract_cap": 315})
    again.append(CUSTOMERS[0] | {"cons_no": "0000000099"})
    found = sheet(delivered(lake, ("二.csv", "customers", again))).comparison
    assert (found.new, found.same, found.changed) == (1, 9, 1)
    assert found.first == [["0000000003", [["cons_name", "户3", "新名"], ["contract_cap", "3", "315"]]]]


def test_values_that_would_become_empty_are_counted_by_column(lake: Lake):
    loaded(lake, "一.csv", CUSTOMERS)
    again = with_changes(
        CUSTOMERS, row1={"contract_cap": None}, row2={"contract_cap": None, "cons_name": None}
    )
    found = sheet(delivered(lake, ("二.csv", "customers", again))).comparison
    assert found.changed == 2
    assert found.emptied == {"contract_cap": 2, "cons_name": 1}


def test_sheet_without_columns_that_are_filled_is_asked_about_and_not_loaded_without_an_answer(lake: Lake):
    loaded(lake, "一.csv", CUSTOMERS)
    fewer = [{k: v for k, v in row.items() if k != "contract_cap"} for row in CUSTOMERS]
    delivery = delivered(lake, ("二.csv", "customers", fewer))
    found = sheet(delivery)
    assert (found.comparison.same, found.comparison.thinned, found.comparison.dropped) == (
        10,
        10,
        {"contract_cap": 10},
    )
    assert "没有“合同容量”的值,照文件替换会清空现有的 10 个值" in found.question
    assert delivery.confirm() == []
    assert "清空" in str(delivery.entries()[0]["error"])
    assert customers(lake, "contract_cap")[0] == (Decimal(1),)


def test_a_heading_over_blank_cells_is_asked_about_like_a_missing_column_and_adding_keeps_the_values(
    lake: Lake,
):
    loaded(lake, "一.csv", CUSTOMERS)
    blank = [row | {"contract_cap": None} for row in CUSTOMERS]
    delivery = delivered(lake, ("二.csv", "customers", blank))
    assert "没有“合同容量”的值,照文件替换会清空现有的 10 个值" in sheet(delivery).question
    delivery.answer(sheet(delivery), Answer.ADD)
    assert len(delivery.confirm()) == 1
    assert customers(lake, "contract_cap")[9] == (Decimal(10),)


def test_a_few_blank_cells_replace_what_is_stored_and_are_said(lake: Lake):
    loaded(lake, "一.csv", CUSTOMERS)
    delivery = delivered(lake, ("二.csv", "customers", with_changes(CUSTOMERS, row1={"contract_cap": None})))
    assert sheet(delivery).question == ""
    assert len(delivery.confirm()) == 1
    assert "现有的 1 个值变为空白:“合同容量”1 个" in delivery.entries()[0]["warnings"]


def test_partial_export_adds_to_what_is_there_where_a_person_says_so_and_is_undone_exactly(lake: Lake):
    loaded(lake, "一.csv", CUSTOMERS)
    before = customers(lake, *tables()["customers"].by_name)
    fewer = [{"cons_no": "0000000003", "org_code": "334010102", "elec_type_code": "403"}]
    delivery = delivered(lake, ("二.csv", "customers", fewer))
    delivery.answer(sheet(delivery), Answer.ADD)
    [number] = delivery.confirm()
    found = customers(lake, "cons_no", "cons_name", "org_code", "elec_type_code", "contract_cap")
    assert found[2] == ("0000000003", "户3", "334010102", "403", Decimal(3))
    assert len(found) == 10
    batches.undo(lake.store, number, LOCAL_USER)
    assert customers(lake, *tables()["customers"].by_name) == before


def test_partial_export_replaces_where_a_person_says_so(lake: Lake):
    loaded(lake, "一.csv", CUSTOMERS)
    fewer = [{"cons_no": "0000000003", "org_code": "334010102", "elec_type_code": "403"}]
    delivery = delivered(lake, ("二.csv", "customers", fewer))
    delivery.answer(sheet(delivery), Answer.REPLACE)
    delivery.confirm()
    assert customers(lake, "cons_name", "contract_cap")[2] == (None, None)


def test_sheet_that_a_person_leaves_out_changes_nothing(lake: Lake):
    loaded(lake, "一.csv", CUSTOMERS)
    delivery = delivered(
        lake, ("二.csv", "customers", [{"cons_no": "0000000003", "org_code": "1", "elec_type_code": "403"}])
    )
    delivery.answer(sheet(delivery), Answer.LEAVE)
    assert delivery.confirm() == []
    assert customers(lake, "cons_name")[2] == ("户3",)


@pytest.mark.parametrize(("changed", "is_asked"), [(2, False), (3, True)])
def test_more_than_a_fifth_of_a_master_changes_only_after_a_question(
    lake: Lake, changed: int, is_asked: bool
):
    loaded(lake, "一.csv", CUSTOMERS)
    again = [row | ({"cons_name": "新名"} if n < changed else {}) for n, row in enumerate(CUSTOMERS)]
    found = sheet(delivered(lake, ("二.csv", "customers", again)))
    assert bool(found.question) is is_asked
    assert "(30.00%),超过 20%" in found.question or not is_asked


def test_later_file_of_a_delivery_is_compared_with_what_the_earlier_one_brings(lake: Lake):
    fewer = [{"cons_no": "0000000003", "org_code": "334010102", "elec_type_code": "403"}]
    delivery = delivered(lake, ("一.csv", "customers", CUSTOMERS), ("二.csv", "customers", fewer))
    assert sheet(delivery, 0).comparison.new == 10
    assert sheet(delivery, 1).comparison.dropped == {"cons_name": 1, "contract_cap": 1}
    assert delivery.confirm() == [1]
    assert customers(lake, "cons_name")[2] == ("户3",)


def test_each_file_of_a_delivery_replaces_by_its_own_key_and_the_next_one_is_compared_with_what_is_left(
    lake: Lake,
):
    bill = {
        "cons_no": "0000000001",
        "amt_ym": "202404",
        "total_pq": 10,
        "total_amt": "5.00",
        "amt_type": "01",
    }
    loaded(lake, "一.csv", [bill | {"prc_code": "A"}, bill], "bills")
    by_price = [bill | {"prc_code": "B"}, bill | {"total_pq": 11}]  # replaces the row without a price only
    delivery = delivered(lake, ("二.csv", "bills", by_price), ("三.csv", "bills", [bill | {"total_pq": 12}]))
    assert sheet(delivery, 1).comparison.dropped == {"prc_code": 2}


def test_reversals_that_share_a_key_are_the_same_in_whatever_order_they_stand(lake: Lake):
    bill = {
        "cons_no": "0000000001",
        "amt_ym": "202404",
        "total_pq": 10,
        "total_amt": "5.00",
        "amt_type": "01",
    }
    both = [bill, bill | {"total_pq": -10, "total_amt": "-5.00"}]
    loaded(lake, "一.csv", both, "bills")
    found = sheet(
        delivered(lake, ("二.csv", "bills", [both[1], both[0], bill | {"amt_ym": "202405"}]))
    ).comparison
    assert (found.new, found.same, found.changed) == (1, 2, 0)


def test_data_that_changed_since_the_review_is_noticed(lake: Lake):
    delivery = delivered(lake, ("一.csv", "customers", CUSTOMERS))
    assert not delivery.is_outdated()
    loaded(lake, "别人.csv", CUSTOMERS[:1])
    assert delivery.is_outdated()
    assert sheet(delivery).comparison.same == 1


BILL = {"cons_no": "0000000001", "amt_ym": "202404", "total_pq": 10, "total_amt": "5.00", "amt_type": "01"}


def rows(lake: Lake, table: str, *columns: str) -> list[tuple]:
    with lake.open(LOCAL_USER) as door:
        found = door.table(table).to_pyarrow()
    return sorted(zip(*(found[column].to_pylist() for column in columns), strict=True), key=str)


def test_values_that_completing_cannot_keep_are_counted_and_shown_before_anything_is_stored(lake: Lake):
    two = [BILL | {"mr_sect_no": "A", "org_code": "1"}, BILL | {"mr_sect_no": "B", "org_code": "1"}]
    loaded(lake, "一.csv", two, "bills")
    delivery = delivered(lake, ("二.csv", "bills", [BILL, BILL | {"total_pq": 11}]))
    its = sheet(delivery)
    assert (its.comparison.dropped, its.comparison.unkept) == (
        {"org_code": 2, "mr_sect_no": 2},
        {"mr_sect_no": 2},
    )
    assert its.comparison.first_torn == [["0000000001 2024年4月 01", [["mr_sect_no", "A / B"]]]]
    assert "按列补充也会清空其中 2 个值" in its.question
    assert "0000000001 2024年4月 01 的“抄表段编号”A / B" in its.question
    delivery.answer(its, Answer.ADD)
    delivery.confirm()
    assert "按列补充:文件没有的列保留现有的 2 个值" in its.warnings
    assert rows(lake, "bills", "mr_sect_no", "org_code") == [(None, "1"), (None, "1")]


@pytest.mark.parametrize(
    ("stored", "unkept"),
    [(["A", "A"], {}), (["A", "B"], {"mr_sect_no": 2}), (["A", None], {"mr_sect_no": 1}), (["A"], {})],
)
def test_value_stays_where_all_rows_of_a_key_agree_on_it_and_blanks_count(
    lake: Lake, stored: list, unkept: dict
):
    loaded(lake, "一.csv", [BILL | {"mr_sect_no": one, "org_code": "1"} for one in stored], "bills")
    delivery = delivered(lake, ("二.csv", "bills", [BILL | {"total_pq": n} for n in range(len(stored))]))
    assert sheet(delivery).comparison.unkept == unkept
    delivery.answer_all(Answer.ADD)
    delivery.confirm()
    kept = None if unkept else "A"
    assert rows(lake, "bills", "mr_sect_no") == [(kept,)] * len(stored)


MONTHS = ("202404", "202405")


@pytest.mark.parametrize(("answer", "kept"), [(Answer.ADD, "A"), (Answer.REPLACE, None)])
def test_a_column_that_is_blank_in_one_of_several_months_is_asked_about_like_a_missing_one(
    lake: Lake, answer: Answer, kept: str | None
):
    loaded(lake, "一.csv", [BILL | {"amt_ym": month, "mr_sect_no": "A"} for month in MONTHS], "bills")
    again = [BILL | {"amt_ym": "202404", "mr_sect_no": "B"}, BILL | {"amt_ym": "202405"}]
    delivery = delivered(lake, ("二.csv", "bills", again))
    its = sheet(delivery)
    assert (its.comparison.changed, its.comparison.dropped) == (1, {"mr_sect_no": 1})
    assert "没有“抄表段编号”的值,照文件替换会清空现有的 1 个值" in its.question
    delivery.answer_all(answer)
    assert len(delivery.confirm()) == 1
    assert rows(lake, "bills", "amt_ym", "mr_sect_no") == [("202404", "B"), ("202405", kept)]


def test_a_column_that_was_blank_in_that_month_before_is_no_question(lake: Lake):
    loaded(lake, "一.csv", [BILL | {"mr_sect_no": "A"}, BILL | {"amt_ym": "202405"}], "bills")
    again = [BILL | {"mr_sect_no": "B"}, BILL | {"amt_ym": "202405"}]
    assert sheet(delivered(lake, ("二.csv", "bills", again))).question == ""


def without_column(path: Path, column: str) -> None:
    """Make a file as it was written before the table had the column."""
    pq.write_table(pq.read_table(path).drop_columns([column]), path)


@pytest.mark.parametrize("answer", [Answer.ADD, Answer.REPLACE])
def test_files_older_than_a_column_of_their_table_are_compared_completed_and_replaced(
    lake: Lake, answer: Answer
):
    loaded(
        lake, "一.csv", [BILL | {"org_code": "1"}, BILL | {"cons_no": "0000000002", "org_code": "1"}], "bills"
    )
    delivery = delivered(lake, ("二.csv", "bills", [BILL | {"total_pq": 11}]))
    for path in lake.store.home.glob("batches/*/*-202404.parquet"):
        without_column(path, "t_factor")
    for card in lake.store.home.glob("batches/*/card.json"):
        card.unlink()  # a batch that is older than the column is older than cards
    assert delivery.weigh() is False
    assert sheet(delivery).comparison.dropped == {"org_code": 1}
    delivery.answer_all(answer)
    delivery.confirm()
    found = rows(lake, "bills", "cons_no", "total_pq", "org_code", "t_factor")
    kept = "1" if answer is Answer.ADD else None
    assert found == [("0000000001", 11, kept, None), ("0000000002", 10, "1", None)]


@pytest.mark.parametrize(("second", "kept"), [("A", "A"), ("B", None)])
def test_rows_that_are_found_by_different_keys_must_agree_as_well(lake: Lake, second: str, kept: str | None):
    """Of two receivables with numbers of their own one has its 电费类别; one without a number replaces both."""
    one = {"cons_no": "0000000001", "rcvbl_ym": "202404", "rcvbl_amt": 5, "rcved_amt": 5}
    loaded(
        lake,
        "一.csv",
        [one | {"rcvbl_id": "001", "amt_type": "01", "release_date": "2024-05-01", "acct_no": "A"}],
        "receivables",
    )
    loaded(lake, "二.csv", [one | {"rcvbl_id": "002", "acct_no": second}], "receivables")
    delivery = delivered(lake, ("三.csv", "receivables", [one | {"amt_type": "01", "rcved_amt": 4}]))
    assert sheet(delivery).comparison.unkept.get("acct_no") == (None if kept else 2)
    delivery.answer_all(Answer.ADD)
    delivery.confirm()
    assert rows(lake, "receivables", "acct_no", "rcved_amt") == [(kept, Decimal(4))]


row = st.fixed_dictionaries({"cons_no": st.sampled_from(["0000000001", "0000000002", "0000000003"])}, optional={
    "org_code": st.sampled_from(["334010101", None]), "elec_type_code": st.sampled_from(["202", None]),
    "cons_name": st.sampled_from(["甲", "乙"]), "contract_cap": st.integers(1, 3)})  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(old=st.lists(row, min_size=1, max_size=4), new=st.lists(row, min_size=1, max_size=4))
def test_added_columns_are_the_new_value_where_delivered_and_the_old_one_elsewhere(
    old: list[dict], new: list[dict], tmp_path_factory: pytest.TempPathFactory
):
    lake = Lake(Store(tmp_path_factory.mktemp("added") / "home"), tables())
    needed = {"org_code": "334010101", "elec_type_code": "202"}
    old, new = [needed | one for one in old], [needed | one for one in new]
    loaded(lake, "一.csv", list({one["cons_no"]: one for one in old}.values()))  # the later one counts
    delivery = delivered(lake, ("二.csv", "customers", new))
    for one in delivery.files:
        for its in one.sheets:
            if its.question:
                delivery.answer(its, Answer.ADD)
    asked = any(its.question for one in delivery.files for its in one.sheets)
    last_old, last_new = ({one["cons_no"]: one for one in rows} for rows in (old, new))
    delivered_columns = {name for one in last_new.values() for name in one}  # headings over blanks are none
    numbers = delivery.confirm()
    if not numbers:  # the same file again
        return
    for cons_no, name in customers(lake, "cons_no", "cons_name"):
        fresh, stored = last_new.get(cons_no), last_old.get(cons_no, {})
        keeps = fresh is None or ("cons_name" not in delivered_columns and asked)
        assert name == (stored if keeps else fresh or {}).get("cons_name")


def test_bills_that_stay_beside_others_of_their_customer_and_month_are_said(lake: Lake):
    bill = {"cons_no": "0000000001", "amt_ym": "202406", "total_pq": 10, "total_amt": 5}
    again = [bill | {"prc_code": "0201"}]
    loaded(lake, "一.csv", [bill | {"prc_code": "0101"}, again[0] | {"amt_ym": "202405"}], "bills")
    found = sheet(delivered(lake, ("二.csv", "bills", again)))
    assert found.comparison.beside == 1
    assert any("另有 1 行的用户编号、电费年月" in said and "仍保留" in said for said in found.warnings)
    assert sheet(delivered(lake, ("三.csv", "bills", [bill | {"prc_code": "0101"}]))).comparison.beside == 0


def test_readings_that_stay_beside_others_of_their_meter_and_month_are_said(lake: Lake):
    reading = {
        "cons_no": "0000000001", "asset_no": "7", "read_type": "11", "amt_ym": "202406", "mr_date": "2024-06-01",
        "last_read": 1, "t_factor": 1,
    }  # fmt: skip
    loaded(lake, "一.csv", [reading | {"this_read": 5}], "readings")
    again = [reading | {"mr_date": "2024-06-02", "this_read": 6}]
    assert sheet(delivered(lake, ("二.csv", "readings", again))).comparison.beside == 1


def test_a_bill_of_another_kind_stays_beside_in_silence(lake: Lake):
    bill = {"cons_no": "0000000001", "amt_ym": "202406", "amt_type": "01", "total_pq": 10, "total_amt": 5}
    loaded(lake, "一.csv", [bill | {"prc_code": "0101"}], "bills")
    anew = bill | {"prc_code": "0201"}
    refund = anew | {"amt_type": "13"}
    assert sheet(delivered(lake, ("二.csv", "bills", [refund]))).comparison.beside == 0
    assert sheet(delivered(lake, ("三.csv", "bills", [anew]))).comparison.beside == 1


CORRECTED = with_changes(CUSTOMERS, row3={"cons_name": "更正后"})


@pytest.mark.parametrize(
    ("newer", "older", "shown"),
    [("20240701", "20240630", "2024-07-01"), ("20240701153000", "20240701102233", "2024-07-01 15:30:00")],
)
def test_of_two_files_with_one_customer_the_one_with_the_newer_data_counts_whatever_their_names(
    lake: Lake, newer: str, older: str, shown: str
):
    delivery = delivered(
        lake,
        (f"更正_客户档案_{newer}.csv", "customers", CORRECTED),
        (f"客户档案_{older}.csv", "customers", CUSTOMERS),
    )
    assert delivery.files[0].sheets[0].question == ""
    said = f"与本次的文件“客户档案_{older}.csv”的 1 行主键相同而内容不同,以数据较新的本文件({shown})为准"
    assert said in delivery.files[0].sheets[0].warnings
    delivery.confirm()
    assert customers(lake, "cons_name")[2] == ("更正后",)


@pytest.mark.parametrize(
    "names",
    [
        ("a.csv", "b.csv"),
        ("a_20240630.csv", "b_20240630.csv"),
        ("a.csv", "b_20240630.csv"),
        ("a_20240630.csv", "b_20240630120000.csv"),
    ],
)
def test_of_two_files_with_one_customer_a_person_is_asked_where_nothing_says_which_is_newer(
    lake: Lake, names: tuple[str, str]
):
    delivery = delivered(lake, (names[0], "customers", CORRECTED), (names[1], "customers", CUSTOMERS))
    assert (
        f"与本次的文件“{names[0]}”的 1 行主键相同而内容不同,看不出哪个文件的数据较新"
        in sheet(delivery, 1).question
    )
    delivery.answer(sheet(delivery, 1), Answer.LEAVE)
    delivery.confirm()
    assert customers(lake, "cons_name")[2] == ("更正后",)


def test_files_of_one_delivery_with_the_same_rows_are_no_question(lake: Lake):
    more = [*CUSTOMERS, CUSTOMERS[0] | {"cons_no": "0000000099"}]
    delivery = delivered(lake, ("a.csv", "customers", CUSTOMERS), ("b.csv", "customers", more))
    assert sheet(delivery, 1).question == ""


def test_files_of_several_folders_with_one_name_are_told_apart_by_the_days_of_their_data(lake: Lake):
    """One that says no day, one of June, one of July: against the first alone nobody knows which is newer."""
    folder = lake.store.home.parent
    changes = [
        {"row3": {"cons_name": "不知何日"}},
        {"row4": {"cons_name": "六月"}},
        {"row3": {"cons_name": "七月"}, "row4": {"cons_name": "七月"}},
    ]
    paths = []
    for number, (said, change) in enumerate(
        zip(("", "数据截止日期:2024-06-30\n", "数据截止日期:2024-07-31\n"), changes, strict=True)
    ):
        path = folder / str(number) / "客户档案.csv"
        path.parent.mkdir()
        path.write_bytes(said.encode("gb18030") + csv_of("customers", with_changes(CUSTOMERS, **change)))
        paths.append(path)
    delivery = stage(lake, paths, "测试", LOCAL_USER)
    assert [file.as_of for file in delivery.files] == ["", "2024-06-30", "2024-07-31"]
    last = delivery.files[2].sheets[0]
    assert "看不出哪个文件的数据较新" in last.question
    assert any("以数据较新的本文件(2024-07-31)为准" in said for said in last.warnings)
