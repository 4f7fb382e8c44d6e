from datetime import date
from typing import Any

import ibis
import pytest

from analytics.fact import Tables, fact, is_filled, joined_reads, stays_off


def test_a_place_of_several_columns_is_filled_if_one_of_them_is() -> None:
    filled = {"bills": {"basic_amt": 0, "cap_amt": 2}, "readings": {"mr_date": 1}}
    assert is_filled(filled, "bills")
    assert is_filled(filled, "bills.basic_amt|cap_amt")
    assert is_filled(filled, "bills.basic_amt|readings.mr_date")
    assert not is_filled(filled, "bills.basic_amt")
    assert not is_filled(filled, "bills.basic_amt|dmd_amt")
    assert not is_filled(filled, "payments")


def test_what_stays_off_is_said_once_though_it_lacks_two_columns() -> None:
    without = {"meters.made_no": "不查编号", "meters.maker": "不查编号", "meters.status": "不查状态"}
    assert stays_off(without, {"meters": {"status": 3}}) == ["不查编号"]


def test_what_one_declaration_needs_is_needed_unless_the_check_spares_the_table() -> None:
    check = {"bills?": ("cons_no",), "customers": ("cons_no", "volt_code?")}
    definition = {"bills": ("cons_no", "amt_ym"), "customers": ("volt_code", "status_code?")}
    assert joined_reads(check, definition) == {
        "bills?": ("cons_no", "amt_ym"),
        "customers": ("cons_no", "volt_code", "status_code?"),
    }


@fact(
    title="大户",
    grain="一户一行",
    key=("cons_no",),
    reads={"customers": ("cons_no", "contract_cap")},
    columns={"cons_no": ("户号", ""), "cap_kva": ("容量", "kVA")},
    source="示例",
)
def large_customers(t: Tables) -> Any:
    """Return the customers of 315 kVA and more."""
    large = t.customers.filter(t.customers.contract_cap >= 315)
    return large.mutate(cap_kva=large.contract_cap)


def tables(**more: Any) -> Tables:
    customers = ibis.memtable({"cons_no": ["1", "2"], "contract_cap": [100, 315]})
    return Tables({"customers": customers}, {}, date(2025, 11, 1), "202510", **more)


def test_a_fact_gives_the_columns_of_its_card() -> None:
    found = tables().fact(large_customers)
    assert found.columns == ("cons_no", "cap_kva")
    assert found.to_pyarrow().to_pylist() == [{"cons_no": "2", "cap_kva": 315}]


def test_a_fact_that_was_kept_is_not_worked_out_again() -> None:
    kept = ibis.memtable({"cons_no": ["9"], "cap_kva": [1]})
    rows = tables(kept={large_customers.name: kept}).fact(large_customers)
    assert rows.to_pyarrow().to_pylist() == [{"cons_no": "9", "cap_kva": 1}]


def test_a_part_that_stays_off_is_said_on_the_card() -> None:
    said = tables(without={"customers.run_cap": "只判合同容量"})
    assert said.lacks("customers.run_cap")
    with pytest.raises(KeyError):
        said.lacks("customers.contract_cap")
