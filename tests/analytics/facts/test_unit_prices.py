from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from analytics.facts.unit_prices import unit_prices, with_voltage
from data_loaders.catalog import tables
from tests.drawn import drawn

COLUMNS = ("cons_no", "volt_code", "bill_cap", "cap_amt")


def table(name: str, text: str, columns: tuple[str, ...]) -> Any:
    rows = drawn(f"{name}\n{text}")[name]
    schema = pa.schema([tables()[name].arrow_schema.field(column) for column in columns])
    full = [{column: row.get(column) for column in columns} for row in rows]
    return ibis.memtable(pa.Table.from_pylist(full, schema=schema))


def prices(text: str, **options: Any) -> dict[str, Decimal]:
    found = unit_prices(table("bills", text, COLUMNS), "cap_amt", "bill_cap", **options)
    return {row["volt_code"]: row["price"] for row in found.to_pyarrow().to_pylist()}


def test_the_price_of_a_voltage_is_what_most_customers_pay() -> None:
    assert prices("""cons_no | volt_code | bill_cap | cap_amt
        1 | AC00101 | 315 | 9450
        2 | AC00101 | 500 | 15000
        3 | AC00101 | 400 | 8000
        4 | AC00351 | 1000 | 28000.00""") == {"AC00101": Decimal("30.00"), "AC00351": Decimal("28.00")}


def test_customers_are_counted_and_not_their_rows() -> None:
    assert prices("""cons_no | volt_code | bill_cap | cap_amt
        1 | AC00101 | 315 | 6300
        1 | AC00101 | 315 | 6300
        1 | AC00101 | 315 | 6300
        2 | AC00101 | 500 | 15000
        3 | AC00101 | 500 | 15000""") == {"AC00101": Decimal("30.00")}


def test_of_two_equally_common_prices_it_is_the_higher() -> None:
    assert prices("""cons_no | volt_code | bill_cap | cap_amt
        1 | AC00101 | 100 | 3000
        2 | AC00101 | 100 | 2700""") == {"AC00101": Decimal("30.00")}


def test_reversed_rows_and_rows_without_a_voltage_have_no_price() -> None:
    assert (
        prices("""cons_no | volt_code | bill_cap | cap_amt
        1 | AC00101 | 100 | -3000
        2 | AC00101 | 0 | 3000
        3 | - | 100 | 3000
        4 | AC00101 | 100 | -""")
        == {}
    )


def test_a_price_that_too_few_pay_is_not_known() -> None:
    two = """cons_no | volt_code | bill_cap | cap_amt
        1 | AC00101 | 100 | 3000
        2 | AC00101 | 200 | 6000"""
    assert prices(two, at_least=3) == {}
    assert prices(two, at_least=2) == {"AC00101": Decimal("30.00")}


def test_the_voltage_of_the_bill_goes_before_that_of_the_file() -> None:
    bills = table("bills", "cons_no | volt_code\n1 | AC00101\n2 | -", ("cons_no", "volt_code"))
    files = table("customers", "cons_no | volt_code\n1 | AC00351\n2 | AC00351", ("cons_no", "volt_code"))
    rows = with_voltage(bills, files).to_pyarrow().to_pylist()
    assert {row["cons_no"]: row["volt_code"] for row in rows} == {"1": "AC00101", "2": "AC00351"}
