"""What the headers would mean in a table that a person picked."""

from data_loaders.recognition.suggestion import suggested_fields


def test_headers_are_read_as_the_picked_table_names_them():
    found = suggested_fields("bills", ["户号", "电费年月", "", "结算电量", "说明文字"])
    assert found == {"cons_no": "户号", "amt_ym": "电费年月", "total_pq": "结算电量"}


def test_field_is_suggested_once():
    found = suggested_fields("bills", ["户号", "用户编号"])
    assert found == {"cons_no": "用户编号"}
