from analytics.facts.points import (
    low_side_points,
    metering_kilovolts,
    points_in_use,
    running_meters,
    settled_point_counts,
    without_a_meter,
)
from tests.analytics.regulation.in_engine import calculated, columns
from tests.drawn import drawn, rows_of, tables_of


def test_points_in_use_are_those_not_revoked_of_customers_not_cancelled() -> None:
    found = rows_of(
        points_in_use,
        """metering_points
        mp_no | cons_no | mp_status
        a | 1 | 02
        b | 1 | -
        c | 1 | 03
        d | 1 | 04
        e | 2 | 02
        f | 3 | 02
        g | 4 | 02

        customers
        cons_no | status_code | cancel_date
        1 | 0 | -
        2 | 9 | -
        3 | - | 2025-11-01
        4 | - | 2025-11-02""",
    )
    assert [row["mp_no"] for row in found] == ["a", "b", "g"]


def test_running_meters_are_those_of_status_012() -> None:
    found = rows_of(running_meters, "meters\nasset_no | status\n1 | 012\n2 | 011\n3 | -")
    assert [row["asset_no"] for row in found] == ["1"]


def test_low_side_points_are_read_behind_the_transformer_of_who_is_supplied_at_ten_kilovolts() -> None:
    found = rows_of(
        low_side_points,
        """metering_points
        mp_no | cons_no | mp_attr | calc_mode | meas_mode
        good | 1 | 01 | 1 | 2
        empty | 1 | - | - | 2
        checks | 1 | 02 | 1 | 2
        share | 1 | 01 | 2 | 2
        high | 1 | 01 | 1 | 1
        low | 2 | 01 | 1 | 2
        public | 3 | 01 | 1 | 2

        customers
        cons_no | volt_code | contract_cap | supply_source_type
        1 | AC00101 | 250 | -
        2 | AC00061 | 250 | 2
        3 | AC00101 | 250 | 1""",
    )
    assert [(row["mp_no"], row["supply_volt_code"], row["contract_cap"]) for row in found] == [
        ("empty", "AC00101", 250),
        ("good", "AC00101", 250),
    ]


def test_points_are_counted_where_customers_are_settled_by_them() -> None:
    points = drawn(
        """metering_points
        mp_no | cons_no | mp_attr | mp_status
        a | 1 | 01 | 02
        b | 1 | - | 02
        c | 1 | 02 | 02
        d | 1 | 01 | 03
        e | 2 | 02 | 02"""
    )
    counted = settled_point_counts(tables_of(low_side_points, points)).to_pyarrow().to_pylist()
    assert counted == [{"cons_no": "1", "points": 2}]


def test_a_point_behind_the_transformer_is_metered_at_low_voltage() -> None:
    rows = columns(meas_mode=["1", "2", "3", None], volt_code=["AC00101", "AC00101", "AC03802", "?"])
    assert calculated(rows, metering_kilovolts(rows, behind=0.4).cast("float64")) == [10, 0.4, 0.38, None]


def test_who_is_settled_by_shares_and_amounts_alone_has_no_meter() -> None:
    rows = drawn(
        """metering_points
        mp_no | cons_no | calc_mode
        a | 1 | 2
        b | 1 | 1
        c | 2 | 3
        d | 2 | 4
        e | 3 | -"""
    )
    found = without_a_meter(tables_of(low_side_points, rows)).to_pyarrow().to_pylist()
    assert [row["cons_no"] for row in found] == ["2"]
