import ibis
import pyarrow as pa
import pytest

from analytics.facts.trade_uses import goes_with
from analytics.facts.trades import class_of_trade

FITTING = {
    "100": ["0600", "4690", "3490", "1A00", "4A00", "C000", "GG10", "99B0"],
    "403": ["1310"],
    "200": ["9900", "9910", "9920", "8410", "8720", "9710", "9630", "7220", "4610", "92A0"],
    "203": ["8490", "8710", "9720", "92A0"],
    "300": ["0110", "05A0", "A000", "1310", "5810", "7920", "16A0", "8140", "99A0"],
    "302": ["0500"],
    "405": ["6520", "0500", "E000", "4700", "9700", "9630", "99B0"],
    "402": ["6520", "0500", "4410", "4620", "D000"],
    "400": ["6520", "3490", "05A0", "8410"],
    "401": ["1310"],
}
NOT_FITTING = {
    "102": ["6520", "0110", "9910", "4700", "05A0"],
    "404": ["8410"],
    "202": ["6520", "3490", "4620", "7210", "0110", "9999"],
    "203": ["9910", "8500", "6520"],
    "301": ["6520", "3490", "9920", "0600", "1410", "13AA", "8150"],
    "405": ["3490", "4610", "0110", "9910"],
    "402": ["4300", "0400", "9920"],
    "400": ["0110", "9910", "A000"],
    "401": ["0400"],
}


def answer(use: str, trade: str) -> bool | None:
    table = ibis.memtable(pa.table({"use": [use], "trade": [trade]}))
    found = ibis.duckdb.connect().to_pyarrow(table.select(fits=goes_with(table.use, table.trade)))
    value: bool | None = found["fits"].to_pylist()[0]
    return value


@pytest.mark.parametrize(("use", "trade"), [(use, one) for use, trades in FITTING.items() for one in trades])
def test_a_trade_goes_with_a_use(use: str, trade: str) -> None:
    assert answer(use, trade) is True


@pytest.mark.parametrize(
    ("use", "trade"), [(use, one) for use, trades in NOT_FITTING.items() for one in trades]
)
def test_a_trade_does_not_go_with_a_use(use: str, trade: str) -> None:
    assert answer(use, trade) is False


@pytest.mark.parametrize("use", ["000", "500", "504", "600", "701", "900"])
def test_other_uses_are_not_judged(use: str) -> None:
    assert answer(use, "3490") is None


def test_industry_and_services_pay_one_price() -> None:
    table = ibis.memtable(pa.table({"trade": ["3490", "6520", "0110", "05A0", "9910", "8410", "99A0"]}))
    found = ibis.duckdb.connect().to_pyarrow(table.select("trade", kind=class_of_trade(table.trade)))
    assert found["kind"].to_pylist() == ["03", "03", "02", "02", "01", "03", "02"]
