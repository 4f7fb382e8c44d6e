from typing import Any

from analytics.checks.metering.met_09_asset_vs_archive import asset_differs_from_archive
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, filled, found

METERS = """
    meters
    asset_no | cons_no    | mp_no | status | manufacturer | made_no | inst_date
    good     | 0000000001 | P1    | 012    | 华立         | 1001    | 2020-01-01
"""
ARCHIVE = """
    metering_points
    mp_no | cons_no    | mp_status
    P1    | 0000000001 | 02
    P2    | 0000000002 | 02
    P3    | 0000000003 | 04
    P4    | 0000000004 | 03
    P9    | 0000000009 | 02

    customers
    cons_no    | status_code | cancel_date
    0000000001 | 0           |
    0000000002 | 0           |
    0000000003 | 0           |
    0000000004 | 2           |
    0000000009 | 9           | 2025-10-28
"""
TABLES = METERS + "bad | 0000000002 | P2 | 009 | 华立 | 1002 | 2020-01-01\n" + ARCHIVE
WITHOUT_POINT = "运行表无计量点"
DEAD = "运行表的计量点已撤销或用户已销户"
IDLE = "在用点上没有运行表"


def reasons(*meters: str, archive: str = ARCHIVE, **options: Any) -> dict[str, str]:
    text = METERS + "\n".join(meters) + "\n" + archive
    return {hit["object_id"]: hit["reason"] for hit in found(asset_differs_from_archive, text, **options)}


BOUNDARIES = {
    "transit_days": Boundary(
        lambda day: f"{METERS}bad | 0000000002 | - | 012 | 华立 | 1002 | {day}\n{ARCHIVE}",
        {"2025-10-30": False, "2025-10-29": False, "2025-10-28": True},
        own=5,
        answers_to_own={"2025-10-28": False, "2025-10-27": False, "2025-10-26": True},
    ),
}


def test_a_running_meter_without_point_number_is_hit() -> None:
    assert reasons("bad | 0000000002 | - | 012 | 华立 | 1002 | 2020-01-01") == {"bad": WITHOUT_POINT}


def test_a_running_meter_at_a_point_that_no_archive_knows_is_hit() -> None:
    assert reasons("bad | 0000000002 | P7 | 012 | 华立 | 1002 | 2020-01-01") == {"bad": WITHOUT_POINT}


def test_a_running_meter_without_installation_date_is_not_in_transit() -> None:
    assert reasons("bad | 0000000002 | - | 012 | 华立 | 1002 | -") == {"bad": WITHOUT_POINT}


def test_three_days_after_installation_is_transit_and_the_fourth_is_not() -> None:
    third, fourth = (f"bad | 0000000002 | - | 012 | 华立 | 1002 | 2025-10-{day}" for day in (29, 28))
    assert reasons(third, as_of="2025-11-01") == {}
    assert reasons(fourth, as_of="2025-11-01") == {"bad": WITHOUT_POINT}


def test_a_running_meter_at_a_removed_point_is_hit() -> None:
    text = METERS + "bad | 0000000003 | P3 | 012 | 华立 | 1002 | 2020-01-01\n" + ARCHIVE
    [hit] = found(asset_differs_from_archive, text)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("asset", "bad", "0000000003")
    assert (hit["reason"], hit["mp_status"], hit["amount_yuan"]) == (DEAD, "04", None)


def test_a_running_meter_of_a_cancelled_customer_is_hit_from_the_fourth_day() -> None:
    meter = "bad | 0000000009 | P9 | 012 | 华立 | 1002 | 2020-01-01"
    assert reasons(meter, as_of="2025-10-31") == {}
    assert reasons(meter, as_of="2025-11-01") == {"bad": DEAD}


def test_a_running_meter_at_a_suspended_point_is_clean() -> None:
    assert reasons("fine | 0000000004 | P4 | 012 | 华立 | 1002 | 2020-01-01") == {}


def test_a_removed_meter_alone_at_a_point_in_use_is_hit_whatever_its_other_status() -> None:
    for status in ("005", "010", "013", "015", "018", "019"):
        assert reasons(f"bad | 0000000002 | P2 | {status} | 华立 | 1002 | 2025-11-01") == {"bad": IDLE}


def test_a_removed_meter_beside_a_running_one_is_clean() -> None:
    assert reasons("old | 0000000001 | P1 | 015 | 华立 | 1002 | 2015-01-01") == {}


def test_a_removed_meter_at_a_point_that_is_not_in_use_is_clean() -> None:
    removed = [f"m{p} | 000000000{p} | P{p} | 014 | 华立 | 100{p} | 2015-01-01" for p in (3, 4, 9)]
    assert reasons(*removed) == {}


def test_a_meter_awaiting_installation_is_hit_from_the_fourth_day() -> None:
    for status in ("011", "016", "017", "020"):
        assert reasons(f"bad | 0000000002 | P2 | {status} | 华立 | 1002 | 2025-10-29") == {}
        assert reasons(f"bad | 0000000002 | P2 | {status} | 华立 | 1002 | 2025-10-28") == {"bad": IDLE}


def test_a_meter_of_unknown_status_is_not_judged_by_it() -> None:
    assert reasons("unknown | 0000000002 | P2 | - | 华立 | 1002 | 2020-01-01") == {}


def test_one_asset_running_at_two_customers_is_one_hit_with_both() -> None:
    text = METERS + "good | 0000000002 | P2 | 012 | 华立 | 1001 | 2020-01-01\n" + ARCHIVE
    [hit] = found(asset_differs_from_archive, text)
    assert (hit["object_id"], hit["cons_no"], hit["reason"]) == ("good", "0000000001", "一只表运行于多户")
    assert hit["same_asset_customers"] == "0000000001、0000000002"


def test_an_asset_that_no_longer_runs_at_its_former_customer_is_clean() -> None:
    moved = "moved | 0000000002 | P2 | 012 | 华立 | 1003 | 2020-01-01"
    assert reasons(moved, "moved | 0000000001 | P1 | 015 | 华立 | 1003 | 2015-01-01") == {}


def test_two_running_assets_with_one_made_number_of_one_maker_are_both_hit() -> None:
    twin = "twin | 0000000002 | P2 | 012 | 华立 | 1001 | 2020-01-01"
    assert reasons(twin) == {"good": "出厂编号重复", "twin": "出厂编号重复"}


def test_the_same_made_number_of_another_or_unknown_maker_or_no_number_is_clean() -> None:
    assert reasons("m | 0000000002 | P2 | 012 | 威胜 | 1001 | -") == {}
    assert reasons("m | 0000000002 | P2 | 012 | - | 1001 | -") == {}
    assert (
        reasons("m | 0000000002 | P2 | 012 | 华立 | - | -", "n | 0000000002 | P2 | 012 | 华立 | - | -") == {}
    )


def test_one_meter_with_two_faults_is_one_hit_with_both_reasons() -> None:
    both = reasons("bad | 0000000002 | P7 | 012 | 华立 | 1001 | 2020-01-01")
    assert both == {"good": "出厂编号重复", "bad": "运行表无计量点、出厂编号重复"}


def test_without_metering_points_only_doubles_are_looked_for() -> None:
    meters = ("bad | 0000000002 | P7 | 012 | 华立 | 1001 | -", "old | 0000000003 | P9 | 009 | - | - | -")
    assert reasons(*meters, archive="") == {"good": "出厂编号重复", "bad": "出厂编号重复"}


def test_without_point_numbers_on_the_meters_only_doubles_are_looked_for() -> None:
    rows = drawn(METERS.replace("P1 ", "-  ") + "bad | 0000000002 | - | 012 | 威胜 | 9 | -\n" + ARCHIVE)
    tables = delivered(asset_differs_from_archive, rows)
    assert asset_differs_from_archive(tables).to_pyarrow().num_rows == 0
    assert any("电能表没有计量点编号" in note for note in tables.notes)


def test_without_any_status_the_check_is_off() -> None:
    rows = drawn(METERS.replace("012", "-  ") + ARCHIVE)
    assert asset_differs_from_archive.missing(filled(rows)) == ["meters.status"]
