from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.archive.pro_16_empty_shell import empty_shell
from models.calendar import add_months
from tests.boundaries import Boundary
from tests.drawn import Drawn, delivered, drawn, finder

CHECK = empty_shell
MONTHS = [add_months("202510", -n) for n in range(8)]


def bill(ym: str, kwh: str | None, amt_type: str | None = "01") -> dict[str, Any]:
    energy = None if kwh is None else Decimal(kwh)
    return {"cons_no": "1", "amt_ym": ym, "amt_type": amt_type, "total_pq": energy}


def empty(count: int, *others: dict[str, Any], **values: Any) -> Drawn:
    """Return a customer that has used nothing for so many months, 88 kWh before, and what else was billed."""
    customer = {
        "cons_no": "1",
        "status_code": "0",
        "contract_cap": Decimal(100),
        "run_cap": Decimal(100),
    } | values
    bills = [bill(ym, "0" if n < count else "88") for n, ym in enumerate(MONTHS)]
    return {"customers": [customer], "bills": [*bills, *others]}


def with_rows(table: str, text: str) -> Drawn:
    return empty(6) | drawn(f"{table}\n{text}")


TABLES = empty(6)
hits = finder(CHECK)
BOUNDARIES = {
    "months": Boundary(
        empty, {5: False, 6: True, 7: True}, own=3, answers_to_own={2: False, 3: True, 4: True}
    ),
}


def test_six_months_without_energy_are_a_problem() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["zero_months"], hit["first_ym"], hit["last_used_ym"]) == (
        "1",
        6,
        "202505",
        "202504",
    )
    assert (hit["period"], hit["amount_yuan"], hit["note"]) == ("202510", None, None)


@pytest.mark.parametrize(
    ("others", "is_hit"),
    [
        ([bill("202510", "5"), bill("202510", "-5")], False),
        ([bill("202508", "1", "03")], False),
        ([bill("202508", "1", None)], False),
        ([bill("202508", None)], False),
        ([bill("202508", "100", "0202")], True),
        ([bill("202511", "100")], True),
        ([bill("202508", "0")], True),
    ],
)
def test_every_row_of_every_month_must_be_without_energy(others: list[dict[str, Any]], is_hit: bool) -> None:
    assert bool(hits(empty(6, *others))) == is_hit


def test_a_month_without_a_bill_is_unknown() -> None:
    rows = empty(8)
    rows["bills"] = [row for row in rows["bills"] if row["amt_ym"] != "202507"]
    assert hits(rows) == []


@pytest.mark.parametrize(
    ("cycle", "months", "is_hit"),
    [
        ("每季", ("202507", "202510"), True),
        ("每季", ("202506", "202510"), False),
        ("每季", ("202510",), False),
        ("2", ("202507", "202510"), False),
        ("2", ("202506", "202508", "202510"), True),
        ("1", ("202506", "202508", "202510"), False),
        ("2", ("202508", "202510"), False),
        ("2", ("202505", "202507", "202509"), False),
    ],
)
def test_who_is_read_less_often_needs_a_bill_as_often_as_that(
    cycle: str, months: tuple[str, ...], is_hit: bool
) -> None:
    rows = empty(8, mr_sect_no="S1")
    rows["bills"] = [row for row in rows["bills"] if row["amt_ym"] in months]
    rows["mr_sections"] = [{"mr_sect_no": "S1", "mr_cycle": cycle}]
    found_of = hits(rows)
    assert [(hit["zero_months"], hit["first_ym"], hit["note"]) for hit in found_of] == [
        (6, "202505", "双月抄表" if cycle == "2" else "按季抄表")
    ] * is_hit


@pytest.mark.parametrize(
    ("values", "is_hit"),
    [({"status_code": "2"}, True), ({"status_code": "9"}, False), ({"run_cap": Decimal(0)}, False), ({"run_cap": None}, True)],
)  # fmt: skip
def test_who_is_judged(values: dict[str, Any], is_hit: bool) -> None:
    assert bool(hits(empty(6, **values))) == is_hit


@pytest.mark.parametrize(
    ("states", "is_hit"),
    [
        (["02", "02"], False),
        (["02", "03"], False),
        (["02", "01"], True),
        (["03"], True),
        ([], True),
        (["-"], True),
    ],
)
def test_who_has_stopped_all_machines_is_left_alone(states: list[str], is_hit: bool) -> None:
    machines = "\n".join(f"1 | {n} | {state}" for n, state in enumerate(states))
    assert bool(hits(with_rows("equipment", f"cons_no | equip_id | run_status\n{machines}"))) == is_hit


@pytest.mark.parametrize(
    ("applications", "is_hit"),
    [
        (["203 | 02 | - | 2025-03-01 09:00:00"], False),
        (["208 | 01 | 否 | 2025-03-01 09:00:00"], False),
        (["203 | 03 | - | 2025-03-01 09:00:00"], True),
        (["203 | 02 | 是 | 2025-03-01 09:00:00"], True),
        (["203 | 02 | - | 2025-11-02 09:00:00"], True),
        (["203 | 02 | - | -"], False),
        (["203 | 02 | - | 2025-03-01 09:00:00", "204 | 02 | - | 2025-04-01 09:00:00"], True),
        (["203 | 02 | - | 2025-03-01 09:00:00", "204 | 01 | - | 2025-04-01 09:00:00"], False),
        (["203 | 02 | - | 2025-05-01 09:00:00", "209 | 02 | - | 2025-04-01 09:00:00"], False),
        (["216 | 01 | - | 2025-10-01 09:00:00"], False),
        (["217 | 02 | - | 2025-10-01 09:00:00"], False),
        (["216 | 03 | - | 2025-10-01 09:00:00"], True),
        (["210 | 02 | - | 2025-10-01 09:00:00"], True),
    ],
)
def test_who_asked_for_rest_or_to_leave_is_left_alone(applications: list[str], is_hit: bool) -> None:
    rows = "\n".join(f"1 | {line}" for line in applications)
    text = f"cons_no | app_type | status | terminate_flag | accept_time\n{rows}"
    assert bool(hits(with_rows("applications", text))) == is_hit


@pytest.mark.parametrize(
    ("applications", "is_hit"),
    [
        (["203 | - | 2025-03-01 09:00:00"], False),
        (["217 | - | 2025-10-01 09:00:00"], False),
        (["203 | - | 2025-03-01 09:00:00", "204 | 2025-04-05 | 2025-04-01 09:00:00"], True),
        (["203 | - | 2025-03-01 09:00:00", "204 | - | 2025-04-01 09:00:00"], False),
    ],
)
def test_applications_without_a_state_count_until_they_are_given_up(
    applications: list[str], is_hit: bool
) -> None:
    rows = "\n".join(f"1 | {line}" for line in applications)
    text = f"cons_no | app_type | archive_date | accept_time\n{rows}"
    assert bool(hits(with_rows("applications", text))) == is_hit


def test_a_dwelling_may_be_vacant_and_never_used_has_no_last_month() -> None:
    [hit] = hits(empty(8, cons_sort_code="03"))
    assert (hit["note"], hit["last_used_ym"]) == (
        "居民户,请核是否空置住宅",
        "更早账单未见有电量",
    )


def test_without_running_capacity_and_equipment_the_run_says_so() -> None:
    assert delivered(CHECK, empty(6, run_cap=None)).notes == [
        "运行容量整列为空,只按受电设备与申请排除暂停",
        "未提供受电设备,只按运行容量与申请排除暂停",
        "没有申请,不能排除已办暂停、暂拆、销户的",
        "缺抄表段的抄表周期,按抄表记录的周期;也没有的,双月、按季抄表的户视为缺账单,不判",
        "缺抄表示数,光伏全额上网的不能剔除",
    ]


@pytest.mark.parametrize(
    ("reading", "is_hit"),
    [
        ("202510 | 81 | 900 | 1400", False),
        ("202510 | 81 | 900 | 900", True),
        ("202509 | 81 | 900 | 1400", True),
        ("202510 | 11 | 900 | 1400", True),
    ],
)
def test_whose_meter_ran_backwards_sells_what_it_generates(reading: str, is_hit: bool) -> None:
    rows = "cons_no | amt_ym | read_type | last_read | this_read\n1 | " + reading
    assert bool(hits(with_rows("readings", rows))) == is_hit
