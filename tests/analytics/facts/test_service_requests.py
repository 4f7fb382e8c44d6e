import ibis

from analytics.facts.service_requests import asks_for_a_meter_test, is_about_a_meter

ORDERS = ibis.memtable(
    {
        "busi_type": ["服务申请", "服务申请", "008", "009", None],
        "busi_sub_type": ["校表", "抄表数据异常", "020905", "验表", "校表"],
    }
)


def told(which: object) -> list[bool]:
    return ibis.duckdb.connect().to_pyarrow(ORDERS.select(holds=which))["holds"].to_pylist()


def test_a_test_of_a_meter_is_asked_for_as_a_request_or_as_an_advice() -> None:
    assert told(asks_for_a_meter_test(ORDERS)) == [True, False, True, False, False]


def test_what_is_odd_about_readings_is_about_a_meter_too() -> None:
    assert told(is_about_a_meter(ORDERS)) == [True, True, True, False, False]
