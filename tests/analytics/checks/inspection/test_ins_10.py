from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.inspection.ins_10_suspected_theft import suspected_theft
from analytics.results.hit_words import arithmetic_of
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder, found

LAST = date(2025, 10, 31)
DAILY = "daily_usage\ncons_no | asset_no | data_date | day_pq | succ_flag"
AREA = "transformer_areas\ntg_no | period | loss_rate | supply_pq | sale_pq"
MONTHS = ("202508", "202509", "202510")


def day(age: int, kwh: str, cons_no: str = "1", asset_no: str = "m1", read: str = "1") -> str:
    return f"{cons_no} | {asset_no} | {LAST - timedelta(days=age)} | {kwh} | {read}"


def use(
    base: str = "35", near: str = "3", *, cons_no: str = "1", near_days: int = 15, base_days: int = 30
) -> list[str]:
    """Draw so many days of each time, the last ones."""
    return [day(age, near, cons_no) for age in range(near_days)] + [
        day(30 + n, base, cons_no) for n in range(base_days)
    ]


def tables(
    *days: str,
    customer: str = "g1 | - | 0 | 02",
    area: tuple[str, ...] = (),
    more: str = "",
    others: tuple[str, ...] = (),
) -> str:
    customers = "\n".join(
        ["customers\ncons_no | tg_no | run_cap | status_code | poweroff_flag", f"1 | {customer}"]
        + [f"{other} | {customer}" for other in others]
    )
    bills = "bills\ncons_no | amt_ym | amt_type | total_pq | total_amt\n1 | 202509 | 01 | 1000 | 600\n1 | 202510 | 01 | 200 | 120\n1 | 202510 | 0202 | 9 | 999"
    rows = days or tuple(use())
    blocks = [customers, "\n".join([DAILY, *rows]), bills]
    if area:
        blocks.append("\n".join([AREA, *area]))
    return "\n\n".join([*blocks, more] if more else blocks)


def losses(near: str, base: str = "3", near_kwh: str = "2000", base_kwh: str = "400") -> tuple[str, ...]:
    """Draw an area whose loss rates and lost kWh were so in the two months before and in the last one."""
    supplied = 10_000
    return tuple(
        f"g1 | {month} | {rate} | {supplied} | {supplied - int(lost)}"
        for month, rate, lost in zip(MONTHS, (base, base, near), (base_kwh, base_kwh, near_kwh), strict=True)
    )


LEAKING = losses("8")
TABLES = tables(
    *use(),
    area=LEAKING,
    more="meter_events\ncons_no | asset_no | event_type | start_time | handle_status\n1 | m1 | 08 | 2025-10-20 09:00:00 | 03",
)
hits = finder(suspected_theft, tables)


def of_several(how_many: int) -> str:
    numbers = [str(number + 1) for number in range(how_many)]
    rows = [row for number in numbers for row in use(cons_no=number)]
    return tables(*rows, others=tuple(numbers[1:]))


# alone the fall is .35 of .50 in weight, so .6 needs d = 6/7: a fall to 12/35
BOUNDARIES = {
    "k": Boundary(
        of_several,
        {49: 49, 50: 50, 51: 50},
        own=2,
        answers_to_own={1: 1, 2: 2, 3: 2},
        read=len,
        is_apart=True,
    ),
    "least_score": Boundary(
        lambda near: tables(*use("35", near)),
        {"12.01": False, "12": True, "11.99": True},
        own=0.7,
        answers_to_own={"10.51": False, "10.5": True, "10.49": True},
    ),
    # (.35 d + .35) of .85 in weight needs d = .457 where the area leaks, with 14/35 d is 2/3
    "loss_percent": Boundary(
        lambda near: tables(*use("35", "14"), area=losses(near, "1")),
        {"5.99": False, "6": True, "6.01": True},
        own=7,
        answers_to_own={"6.99": False, "7": True, "7.01": True},
        is_apart=True,
    ),
    "loss_rise": Boundary(
        lambda base: tables(*use("35", "14"), area=losses("8", base)),
        {"6.01": False, "6": True, "5.99": True},
        own=3,
        answers_to_own={"5.01": False, "5": True, "4.99": True},
        is_apart=True,
    ),
}


def test_a_fall_below_a_third_is_suspected_and_what_is_missing_is_estimated() -> None:
    [hit] = hits()
    assert (hit["object_id"], hit["base_mean"], hit["near_mean"]) == ("1", Decimal(35), Decimal(3))
    assert (hit["fall"], hit["zero_part"], hit["area_part"], hit["capacity_part"]) == (1, 0, None, None)
    assert hit["score"] == Decimal("0.7")  # .35 ÷ (.35 + .15)
    assert hit["lost_kwh"] == 480  # (35 − 3) × 15 days
    assert hit["amount_yuan"] == Decimal("288.00")  # × (600 + 120) ÷ (1,000 + 200)


def test_each_step_can_be_followed() -> None:
    seen = delivered(suspected_theft, drawn(TABLES))
    [hit] = suspected_theft(seen).to_pyarrow().to_pylist()
    steps = arithmetic_of(hit | {"check_code": "INS-10"})
    assert "台区分量(权 0.35):线损率 3% → 8%" in steps[2]
    assert steps[4] == "事件分量(权 0.30):开表盖,得 1"
    assert steps[5] == "评分 = 加权合计 ÷ 可得权重合计 = 1 ÷ 1.15 = 0.869565"
    assert hit["reason"] == "负荷断崖、台区线损同步上升、计量异常事件"


def test_a_fall_to_six_tenths_is_none() -> None:
    event = "meter_events\ncons_no | asset_no | event_type | start_time\n1 | m1 | 01 | 2025-10-20 09:00:00"
    assert hits(*use("10", "6"), area=LEAKING, more=event) == []
    assert len(hits(*use("10", "4"), area=LEAKING, more=event)) == 1


@pytest.mark.parametrize(
    ("near_days", "base_days", "is_hit"), [(15, 30, True), (14, 30, False), (15, 29, False)]
)
def test_too_few_days_are_not_judged(near_days: int, base_days: int, is_hit: bool) -> None:
    rows = use(near_days=near_days, base_days=base_days)
    assert bool(hits(*rows)) == is_hit


def test_days_that_failed_do_not_count_and_one_meter_that_failed_spoils_the_day() -> None:
    failed = [day(age, "0", read="2") for age in range(15, 30)]
    assert hits(*use("35", "34"), *failed) == []
    second = [day(age, "30", asset_no="m2", read="2" if age == 3 else "1") for age in range(15)]
    assert hits(*use("35", "1"), *second) == []
    [hit] = hits(
        *use("35", "1", near_days=16),
        *(day(age, "1", asset_no="m2", read="2" if age == 3 else "1") for age in range(16)),
    )
    assert (hit["near_days"], hit["near_mean"]) == (15, Decimal(2))


def test_the_days_before_the_last_three_months_do_not_count() -> None:
    old = [day(90 + n, "1000") for n in range(40)]
    assert hits(*use("35", "35"), *old) == []
    assert hits(*use(base_days=29), day(90, "35")) == []
    assert len(hits(*use(base_days=29), day(89, "35"))) == 1


def test_what_lies_after_the_day_has_not_happened() -> None:
    text = tables(*use(), "1 | m1 | 2025-11-30 | 1 | 1")
    assert len(found(suspected_theft, text)) == 1


@pytest.mark.parametrize(("zeros", "is_hit"), [(7, False), (8, True)])
def test_half_the_days_without_use_where_hardly_any_was_before_count(zeros: int, is_hit: bool) -> None:
    # 15 days of which 7 or 8 have nothing, and 20 kWh on the others: d is .76 or .89
    rows = [day(age, "0" if age < zeros else "20") for age in range(15)]
    [hit] = hits(*rows, *use("35", near_days=0), more="", area=LEAKING)
    assert hit["zero_part"] == int(is_hit)
    before = [day(30 + n, "0" if n < 3 else "35") for n in range(30)]
    [hit] = hits(*rows, *before, area=LEAKING)
    assert hit["zero_part"] == 0  # a tenth of the days were without use before


@pytest.mark.parametrize(
    ("run_cap", "part"), [("6.25", 0), ("6.26", 1), ("24.30", 1), ("24.31", 0), ("0", None), ("-", None)]
)
def test_energy_that_does_not_fit_the_capacity_any_more_counts(run_cap: str, part: int | None) -> None:
    # 3 kWh a day are 2 % of 6.25 kVA all day long, 35 kWh 6 % of 24.305
    [hit] = hits(customer=f"g1 | {run_cap} | 0 | 02", area=LEAKING)
    assert hit["capacity_part"] == part


def test_the_area_counts_only_where_it_loses_half_of_what_is_missing() -> None:
    # 32 kWh a day are missing; October has 31 days, the months before 61
    [hit] = hits(area=losses("8", base_kwh="61", near_kwh="560"))  # 560 ÷ 31 − 122 ÷ 61 = 16.06
    assert (hit["area_part"], hit["loss_rise_kwh"]) == (1, Decimal("16.064516"))
    assert hits(area=losses("8", base_kwh="61", near_kwh="557")) == []  # 15.97, so d alone: .35 ÷ .85
    [hit] = hits(area=losses("8")[1:])
    assert hit["area_part"] == 1  # one month before is enough
    [hit] = hits(area=losses("8")[:2])
    assert hit["area_part"] is None


def test_an_area_by_the_day_is_compared_over_the_same_days() -> None:
    def row(age: int, rate: str, lost: int) -> str:
        return f"g1 | {LAST - timedelta(days=age)} | {rate} | 500 | {500 - lost}"

    days = (*(row(age, "7", 35) for age in range(30)), *(row(30 + n, "3", 15) for n in range(60)))
    [hit] = hits(area=(*days, row(90, "50", 250), "g1 | 202509 | 90 | 100 | 10"))
    assert (hit["base_loss"], hit["near_loss"], hit["loss_rise_kwh"], hit["area_part"]) == (3, 7, 20, 1)


@pytest.mark.parametrize(
    ("event", "has"),
    [
        ("1 | m1 | 01 | 2025-10-02 00:10:00 | 01", True),
        ("1 | m1 | 10 | 2025-10-31 23:00:00 | -", True),
        ("- | m1 | 02 | 2025-10-20 09:00:00 | 03", True),
        ("1 | m1 | 01 | 2025-10-01 23:50:00 | 01", False),
        ("1 | m1 | 01 | 2025-10-20 09:00:00 | 04", False),
        ("1 | m1 | 09 | 2025-10-20 09:00:00 | 01", False),
        ("- | m9 | 01 | 2025-10-20 09:00:00 | 01", False),
    ],
)
def test_an_event_of_the_last_thirty_days_adds_to_the_score(event: str, has: bool) -> None:
    more = f"meter_events\ncons_no | asset_no | event_type | start_time | handle_status\n{event}\n\nmeters\nasset_no | cons_no\nm1 | 1"
    [hit] = hits(more=more)
    assert hit["score"] == Decimal("0.8125" if has else "0.7")  # (.35 + .30) ÷ (.50 + .30)
    assert (hit["events"] is not None) == has


def applied(row: str) -> dict[str, Any]:
    return {"more": f"applications\ncons_no | app_type | status | accept_time | archive_date\n{row}"}


@pytest.mark.parametrize(
    ("options", "is_hit"),
    [
        ({"customer": "g1 | - | 9 | 02"}, False),
        ({"customer": "g1 | - | 0 | 01"}, False),
        ({"more": "equipment\ncons_no | run_status\n1 | 02"}, False),
        ({"more": "equipment\ncons_no | run_status\n1 | 01"}, True),
        (applied("1 | 203 | 02 | 2025-05-05 09:00:00 | -"), False),
        (applied("1 | 203 | 02 | 2025-05-04 09:00:00 | -"), True),
        (applied("1 | 201 | 02 | 2025-03-04 09:00:00 | 2025-09-01"), False),
        (applied("1 | 208 | 02 | - | -"), False),
        (applied("1 | 901 | 02 | 2025-09-05 09:00:00 | 2025-10-05"), False),
        (applied("1 | 902 | 02 | 2025-04-05 09:00:00 | 2025-05-04"), True),
        (applied("1 | 216 | 03 | 2025-10-05 09:00:00 | -"), True),
        (applied("1 | 211 | 02 | 2025-10-05 09:00:00 | -"), True),
    ],
)
def test_who_has_stopped_in_earnest_is_not_suspected(options: dict[str, Any], is_hit: bool) -> None:
    assert bool(hits(**options)) == is_hit


@pytest.mark.parametrize(
    ("use_code", "is_hit"), [("301", False), ("302", False), ("300", True), ("402", True), ("-", True)]
)
def test_pumps_that_rest_after_the_season_are_not_suspected(use_code: str, is_hit: bool) -> None:
    text = tables().replace(
        "poweroff_flag\n1 | g1 | - | 0 | 02",
        f"poweroff_flag | elec_type_code\n1 | g1 | - | 0 | 02 | {use_code}",
    )
    assert bool(found(suspected_theft, text)) == is_hit


def test_without_bills_there_is_no_amount() -> None:
    rows = drawn(tables())
    rows["bills"] = []
    [hit] = found(suspected_theft, rows)
    assert hit["amount_yuan"] is None


def test_what_was_not_delivered_is_said() -> None:
    rows = drawn(tables())
    seen = delivered(suspected_theft, {name: rows[name] for name in ("daily_usage", "customers")})
    assert "缺计量异常事件,评分不含事件分量" in seen.notes
    assert "缺台区线损,评分不含台区分量" in seen.notes
