from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.metering.met_02_transformers_differ import transformers_of_a_point_differ
from tests.drawn import Drawn, delivered, drawn, filled, finder

# a store behind three current transformers 150/5, billed by 30; 8000 yuan for energy a month since July
BASE = """
    customers
    cons_no    | status_code
    0000000001 | 0

    metering_points
    mp_no | cons_no    | mp_status | wiring_mode | meas_mode | volt_code
    P1    | 0000000001 | 02        | 3           | 3         | AC03802

    meters
    asset_no | mp_no | t_factor | status | inst_date
    M1       | P1    | 30       | 012    | 2025-05-20

    instrument_transformers
    mp_no | it_sort | ratio | phase | accuracy | status | inst_date  | manufacturer | batch_no
    P1    | 01      | 150/5 | A     | 04       | 011    | 2025-06-30 | 甲厂         | H1
    P1    | 01      | 150/5 | B     | 04       | 011    | 2025-06-30 | 甲厂         | H1
    P1    | 01      | 150/5 | C     | 04       | 011    | 2025-06-30 | 甲厂         | H1

    bills
    cons_no    | amt_ym | amt_type | total_pq | total_amt | basic_amt | pf_amt
    0000000001 | 202510 | 01       | 10000    | 9000      | 600       | 400
    0000000001 | 202509 | 01       | 10000    | 9000      | 600       | 400
    0000000001 | 202508 | 01       | 10000    | 9000      | 600       | 400
    0000000001 | 202507 | 01       | 10000    | 9000      | 600       | 400
    0000000001 | 202506 | 01       | 10000    | 9000      | 600       | 400
"""
PT = {"mp_no": "P1", "it_sort": "02", "status": "011", "accuracy": "05", "manufacturer": "甲厂"}


def with_transformers(*changes: dict[str, Any], **tables: dict[str, Any]) -> Drawn:
    """Draw the base with the first current transformers changed, one after the other, and first rows of tables."""
    rows = drawn(BASE)
    for row, values in zip(rows["instrument_transformers"], changes, strict=False):
        row.update(values)
    for table, values in tables.items():
        rows[table][0].update(values)
    return rows


def at_high_side(*ratios: str, **point: Any) -> Drawn:
    """Draw a point of two current transformers 75/5 and 100/5 at 10 kV, billed by 1500, with voltage transformers."""
    rows = with_transformers(
        {"ratio": "75/5"}, {"ratio": "100/5"}, meters={"t_factor": Decimal(1500)},
        metering_points={"wiring_mode": "2", "meas_mode": "1", "volt_code": "AC00101"} | point,
    )  # fmt: skip
    rows["instrument_transformers"] = rows["instrument_transformers"][:2] + [
        PT | {"ratio": r} for r in ratios
    ]
    return rows


TABLES = with_transformers({}, {"ratio": "200/5"})

hits = finder(transformers_of_a_point_differ)


def reason(rows: Drawn) -> list[str]:
    return [hit["reason"] for hit in hits(rows)]


def test_three_transformers_alike_are_clean() -> None:
    assert hits(BASE) == []


def test_a_phase_of_another_ratio_is_found_with_what_it_left_uncounted() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("metering_point", "P1", "0000000001")
    assert hit["reason"] == "电流互感器变比不同"
    assert hit["devices"] == (
        "A相 电流互感器 150/5 0.5S级 甲厂 H1;B相 电流互感器 200/5 0.5S级 甲厂 H1;C相 电流互感器 150/5 0.5S级 甲厂 H1"
    )
    # four months from July at 8000 yuan; 3 ÷ (30/30 + 30/40 + 30/30) − 1 = 3 ÷ 2.75 − 1
    assert (hit["first_ym"], hit["months"], hit["energy_yuan"], hit["kc"]) == ("202507", 4, 32000, 30)
    assert (hit["ct_terms"], hit["amount_yuan"]) == ("1 ÷ 30 + 1 ÷ 30 + 1 ÷ 40", Decimal("2909.09"))


def test_a_phase_of_a_smaller_ratio_was_billed_too_much() -> None:
    [hit] = hits(with_transformers({"ratio": "100/5"}))
    assert hit["amount_yuan"] == Decimal("-4571.43")  # 32000 × (3 ÷ (30/20 + 1 + 1) − 1)


def test_ratios_written_differently_are_the_same() -> None:
    assert hits(with_transformers({"ratio": "150A/5A"}, {"ratio": "30/1"})) == []


def test_a_transformer_with_taps_is_content_with_the_common_one() -> None:
    assert hits(with_transformers({"ratio": "150-300/5"})) == []
    [hit] = hits(with_transformers({"ratio": "200-300/5"}))
    assert (hit["reason"], hit["amount_yuan"]) == ("电流互感器变比不同", None)


def test_a_ratio_that_cannot_be_read_is_not_compared_and_leaves_no_amount() -> None:
    assert hits(with_transformers({"ratio": "见铭牌"})) == []
    assert hits(with_transformers({"ratio": None})) == []
    [hit] = hits(with_transformers({"ratio": "见铭牌"}, {"ratio": "200/5"}))
    assert (hit["reason"], hit["amount_yuan"]) == ("电流互感器变比不同", None)


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [("accuracy", "05", "电流互感器准确度不同"), ("manufacturer", "乙厂", "电流互感器厂家不同")],
)
def test_a_phase_of_another_class_or_maker_is_found_without_amount(
    column: str, value: str, found: str
) -> None:
    [hit] = hits(with_transformers({column: value}))
    assert (hit["reason"], hit["amount_yuan"], hit["energy_yuan"]) == (found, None, None)
    assert hits(with_transformers({column: None})) == []


def test_a_placeholder_is_no_maker_and_another_batch_no_trouble() -> None:
    assert hits(with_transformers({"manufacturer": "未知", "batch_no": "H2"})) == []


def test_transformers_that_do_not_go_with_the_wiring_are_found() -> None:
    rows = with_transformers()
    del rows["instrument_transformers"][2]
    [hit] = hits(rows)
    assert (hit["reason"], hit["ct_count"], hit["due_count"]) == ("电流互感器只数与接线方式不符", 2, 3)
    for wiring, count in (("2", []), ("1", ["电流互感器只数与接线方式不符"]), (None, [])):
        rows["metering_points"][0]["wiring_mode"] = wiring
        assert reason(rows) == count


def test_a_phase_named_twice_is_found_where_all_are_named() -> None:
    assert reason(with_transformers({"phase": "B"})) == ["电流互感器相别重复"]
    assert reason(with_transformers({"phase": "B相"})) == ["电流互感器相别重复"]
    assert hits(with_transformers({"phase": "B"}, {}, {"phase": None})) == []
    assert hits(with_transformers(*[{"phase": "ABC"}] * 3)) == []


@pytest.mark.parametrize("phase", ["三相", "A、B、C", "01"])
def test_a_phase_that_stands_for_all_or_for_nothing_known_is_not_repeated(phase: str) -> None:
    assert hits(with_transformers(*[{"phase": phase}] * 3)) == []


def test_makers_do_not_differ_by_a_blank() -> None:
    assert hits(with_transformers({"manufacturer": "甲 厂"})) == []


@pytest.mark.parametrize("point", [{"mp_attr": "02"}, {"calc_mode": "3"}, {"wiring_mode": None}])
def test_no_amount_where_nobody_is_billed_by_the_point_or_one_transformer_may_not_be_on_file(
    point: dict[str, Any],
) -> None:
    [hit] = hits(with_transformers({}, {"ratio": "200/5"}, metering_points=point))
    assert (hit["reason"], hit["amount_yuan"]) == ("电流互感器变比不同", None)


def test_a_transformer_is_named_by_its_asset_number() -> None:
    [hit] = hits(with_transformers({"it_asset_no": "CT07"}, {"ratio": "200/5"}))
    assert hit["devices"].startswith("A相 电流互感器 CT07 150/5")


def test_a_missing_transformer_leaves_no_amount() -> None:
    rows = with_transformers({"ratio": "200/5"})
    del rows["instrument_transformers"][2]
    [hit] = hits(rows)
    assert (hit["reason"], hit["amount_yuan"]) == ("电流互感器变比不同、电流互感器只数与接线方式不符", None)


def test_combined_transformers_are_not_counted() -> None:
    for sort in ("03", "04"):
        assert hits(with_transformers({"it_sort": sort})) == []
    [hit] = hits(with_transformers({"it_sort": "04"}, {"ratio": "200/5"}))
    assert (hit["reason"], hit["amount_yuan"]) == ("电流互感器变比不同", None)


def test_voltage_transformers_are_compared_and_not_counted() -> None:
    assert "电压互感器" not in str(reason(at_high_side("10000/100")))
    assert reason(at_high_side("10000/100", "6000/100")) == ["电流互感器变比不同、电压互感器变比不同"]
    rows = at_high_side("10000/100", "10000/100")
    rows["instrument_transformers"][2] |= {"accuracy": "03", "manufacturer": "乙厂"}
    assert reason(rows) == ["电流互感器变比不同、电压互感器准确度不同、电压互感器厂家不同"]


def test_the_voltage_ratio_is_taken_out_of_the_factor() -> None:
    # 1500 ÷ 100 = 15; 32000 × (2 ÷ (15/15 + 15/20) − 1)
    [hit] = hits(at_high_side("10000/100", "10000/100"))
    assert (hit["pt_ratio"], hit["kc"], hit["amount_yuan"]) == (100, 15, Decimal("4571.43"))
    [hit] = hits(at_high_side())
    assert (hit["amount_yuan"], hit["note"]) == (Decimal("4571.43"), "没有PT档案,按额定PT")
    [hit] = hits(at_high_side(volt_code=None))
    assert hit["amount_yuan"] is None
    [hit] = hits(at_high_side("10000/100", "6000/100"))
    assert hit["amount_yuan"] is None


def test_a_point_without_current_transformers_is_not_judged() -> None:
    rows = at_high_side("10000/100", "6000/100")
    rows["instrument_transformers"] = rows["instrument_transformers"][2:]
    assert hits(rows) == []


def test_removed_transformers_points_out_of_use_and_cancelled_customers_are_not_judged() -> None:
    assert reason(with_transformers({"ratio": "200/5", "status": "014"})) == ["电流互感器只数与接线方式不符"]
    wrong = {"ratio": "200/5", "status": None}
    for status, count in (("01", 0), ("03", 0), ("04", 0), (None, 1)):
        assert len(hits(with_transformers(wrong, metering_points={"mp_status": status}))) == count
    assert hits(with_transformers(wrong, customers={"status_code": "9"})) == []


def test_two_meters_of_different_factors_leave_no_amount() -> None:
    rows = with_transformers({"ratio": "200/5"})
    rows["meters"].append({**rows["meters"][0], "asset_no": "M2"})
    assert hits(rows)[0]["amount_yuan"] == Decimal("2909.09")
    rows["meters"][1]["t_factor"] = Decimal(40)
    assert hits(rows)[0]["amount_yuan"] is None


def test_without_dates_of_installation_the_last_twelve_months_count() -> None:
    rows = with_transformers({"ratio": "200/5"}, meters={"inst_date": None})
    for row in rows["instrument_transformers"]:
        row["inst_date"] = None
    rows["bills"][0]["amt_ym"], rows["bills"][1]["amt_ym"] = "202411", "202410"
    [hit] = hits(rows)
    assert (hit["first_ym"], hit["months"]) == ("202411", 4)


def test_of_two_points_of_unknown_energy_none_has_an_amount() -> None:
    rows = with_transformers({"ratio": "200/5"})
    rows["metering_points"].append({**rows["metering_points"][0], "mp_no": "P2"})
    [hit] = hits(rows)
    assert (hit["amount_yuan"], hit["note"]) == (
        None,
        "该户有多个计量点而抄见电量不全,分不出本点的E,不估金额",
    )


def test_what_stays_off_is_said() -> None:
    rows = with_transformers()
    for row in rows["instrument_transformers"]:
        row |= {"accuracy": None, "manufacturer": None, "ratio": None}
    rows["metering_points"][0]["wiring_mode"] = None
    del rows["bills"], rows["meters"]
    tables = delivered(transformers_of_a_point_differ, rows)
    assert len(tables.notes) == 7
    del rows["instrument_transformers"]
    assert transformers_of_a_point_differ.missing(filled(rows)) == ["instrument_transformers"]
