from decimal import Decimal

from analytics.facts.capacity import installed, machines
from analytics.facts.capacity_days import capacity_days
from tests.drawn import rows_of

HEAD = "equipment\ncons_no | equip_id | plate_cap | run_status | ms_flag | actual_start_date | actual_stop_date\n"


def test_a_machine_listed_twice_counts_once_in_its_latest_state() -> None:
    found = rows_of(
        machines, HEAD + "1 | a | 100 | 01 | - | 2024-01-01 | -\n1 | a | 100 | 02 | - | - | 2025-01-01"
    )
    assert [(row["machine"], row["run_status"]) for row in found] == [("a", "02")]


def test_stopped_machines_count_unless_they_are_sealed_standbys_and_removed_ones_never() -> None:
    [one] = rows_of(
        installed,
        HEAD
        + """1 | a | 100 | 01 | - | - | -
        1 | b | 200 | 02 | 01 | - | -
        1 | c | 400 | 02 | 02 | - | -
        1 | d | 800 | 02 | - | - | -
        1 | e | 1600 | 03 | - | - | -""",
    )
    assert (one["running_kva"], one["stopped_kva"], one["unflagged_kva"]) == (100, 200, 800)


def test_the_days_of_start_and_stop_count_as_the_rule_says() -> None:
    [one] = rows_of(capacity_days, HEAD + "1 | a | 100 | 01 | - | 2025-10-11 | 2025-10-20")
    assert one == {
        "cons_no": "1",
        "both_days": Decimal(1000),
        "start_only": Decimal(900),
        "stop_only": Decimal(900),
    }
