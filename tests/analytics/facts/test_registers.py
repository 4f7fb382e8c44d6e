from datetime import date
from decimal import Decimal

from analytics.facts.registers import is_changed, is_read_off, rollover
from tests.analytics.regulation.in_engine import calculated, columns

D = Decimal


def test_a_register_passed_its_last_digit_from_the_last_tenth_to_the_first() -> None:
    last = [D(9000), D("8999.99"), D(9500), D(9500)]
    this = [D(1000), D(900), D("1000.01"), D(10)]
    table = columns(last_read=last, this_read=this, digits=[4, 4, 4, None])
    assert calculated(table, rollover(table)) == [10000, 0, 0, 10000]


def test_a_meter_was_exchanged_after_the_last_reading_and_by_this_one() -> None:
    days = [date(2025, 9, 30), date(2025, 10, 1), date(2025, 10, 31), date(2025, 11, 1), None, None]
    table = columns(
        inst_date=days,
        last_date=[date(2025, 9, 30)] * 6,
        mr_date=[date(2025, 10, 31)] * 6,
        data_src=["01"] * 4 + ["02", None],
        mr_type=["01"] * 5 + ["05"],
    )
    assert calculated(table, is_changed(table)) == [False, True, True, False, True, True]


def test_what_was_read_off_is_neither_estimated_nor_simulated_nor_revoked() -> None:
    status, source = ["02", None, "03", "01", "02", "02"], ["01", None, "01", "01", "03", "04"]
    table = columns(mr_status=status, data_src=source)
    assert calculated(table, is_read_off(table)) == [True, True, False, False, False, False]
