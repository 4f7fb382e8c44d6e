"""A bill recalculated line by line, on a month that a reader works out by hand.

The factory: 1,000 kWh at the peak and 2,000 in the flat hours, 0.9 and 0.6 yuan, levies of 0.03, 315 kVA at 30 yuan,
power factor 0.90 against 0.90.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.recalculation.bill import Recalculation, billed_months, followed_profiles, recalculated
from analytics.recalculation.line import Line, Part, Verdict
from analytics.recalculation.prices import prices
from data_loaders.catalog import tables
from models.lake import Door, Lake
from models.people import SYSTEM, Person, Role
from models.store import Store
from reports.recalculation import told
from tests.foreign_steps import of_another_province
from tests.loaded import load, loaded

PERIOD, AS_OF = "202510", date(2025, 11, 1)
FACTORY = "0000000001"
HEADS = {
    "customers": "cons_no | org_code | volt_code | elec_type_code | contract_cap | run_cap | ba_calc_mode | pricing_policy | status_code",
    "bills": "cons_no | org_code | amt_ym | amt_type | prc_code | volt_code | total_pq | peak_pq | flat_pq | kwh_amt | bill_cap | cap_amt | basic_amt"
    " | rp_pq | actual_pf | pf_std | pf_adj_factor | pf_amt | levy_amt | total_amt | loss_ap | ladder_level | elec_type_code",
    "tariff_prices": "prc_code | prc_ti | kwh_prc | levy_prc | start_date | end_date",
    "readings": "cons_no | org_code | mp_no | asset_no | read_type | amt_ym | mr_date | last_read | this_read | t_factor | mr_pq",
    "metering_points": "cons_no | org_code | mp_no | mp_attr | parent_mp_no | meas_mode",
}
# 1000×0.9 + 2000×0.6 = 2100; 3000×0.03 = 90; 315×30 = 9450; cos φ = 3000÷√(3000²+1453²) = 0.90: nothing
BILL = {
    "amt_type": "01",
    "prc_code": "0411",
    "volt_code": "AC00101",
    "total_pq": "3000",
    "peak_pq": "1000",
    "flat_pq": "2000",
    "kwh_amt": "2100.00",
    "bill_cap": "315",
    "cap_amt": "9450.00",
    "basic_amt": "9450.00",
    "rp_pq": "1453",
    "actual_pf": "0.90",
    "pf_std": "0.90",
    "pf_adj_factor": "0",
    "pf_amt": "0.00",
    "levy_amt": "90.00",
    "total_amt": "11640.00",
    "loss_ap": "-",
    "ladder_level": "-",
    "elec_type_code": "-",
}
CATALOGUE = ("0411 | 02 | 0.9 | 0.03 | 2025-01-01 | -", "0411 | 03 | 0.6 | 0.03 | 2025-01-01 | -")
READINGS = ("11 | 100 | 400", "13 | 30 | 130", "15 | 70 | 270", "21 | 50 | 195.3")


def month(
    *others: dict[str, str],
    catalogue: tuple[str, ...] = CATALOGUE,
    readings: tuple[str, ...] = READINGS,
    points: tuple[str, ...] = ("1 | 01 | - | 1",),
    **changed: str,
) -> str:
    """Return the factory's month as issued, with what a test changes, beside three factories without a fault."""
    bills = [(FACTORY, BILL | changed), *((FACTORY, BILL | other) for other in others)]
    bills += [(f"000000000{n}", BILL) for n in (2, 3, 4)]
    columns = [name.strip() for name in HEADS["bills"].split("|")]
    rows = {
        "customers": [f"000000000{n} | 33401 | AC00101 | 100 | 315 | 315 | 1 | 01 | 0" for n in (1, 2, 3, 4)],
        "bills": [
            " | ".join(
                {"cons_no": cons_no, "org_code": "33401", "amt_ym": PERIOD, **bill}[name] for name in columns
            )
            for cons_no, bill in bills
        ],
        "tariff_prices": list(catalogue),
        "readings": [
            f"{FACTORY} | 33401 | 1 | A1 | {kind.strip()} | {PERIOD} | 2025-10-31 | {last} | {this} | 10 | -"
            for kind, last, this in (line.split("|") for line in readings)
        ],
        "metering_points": [f"{FACTORY} | 33401 | {point}" for point in points],
    }
    return "\n\n".join("\n".join([name, HEADS[name], *lines]) for name, lines in rows.items() if lines)


@contextmanager
def opened(folder: Path, drawn: str) -> Iterator[Door]:
    with loaded(folder, drawn).open(SYSTEM) as door:
        yield door


def worked_out(
    door: Door, whole: Door, cons_no: str, period: str = PERIOD, as_of: date = AS_OF
) -> Recalculation | None:
    """Recalculate a month as a page does: prices and profiles are everybody's."""
    everybodys = prices(whole, period, as_of)
    return recalculated(
        door, whole, cons_no, period, as_of, everybodys, lambda: followed_profiles(whole, period, as_of)
    )


def recalculation(folder: Path, drawn: str) -> Recalculation:
    with opened(folder, drawn) as door:
        one = worked_out(door, door, FACTORY)
    assert one is not None
    return one


def lines(one: Recalculation, part: Part) -> list[Line]:
    return [line for line in one.lines if line.part is part]


def differing(one: Recalculation) -> list[tuple[str, Decimal | None]]:
    return [(line.name, line.difference) for line in one.lines if line.verdict is Verdict.DIFFERENT]


def test_a_bill_without_a_fault_is_the_same_in_every_line(tmp_path: Path) -> None:
    one = recalculation(tmp_path, month())
    assert differing(one) == []
    assert (one.whole.expected, one.whole.billed) == (Decimal("11640.00"), Decimal("11640.00"))
    [energy] = lines(one, Part.ENERGY)
    assert energy.terms == "峰 1,000 × 0.9 + 平 2,000 × 0.6"


def test_energy_charged_too_low_is_marked_and_the_power_factor_follows_the_right_charge(
    tmp_path: Path,
) -> None:
    # cos φ = 3000 ÷ √(3000² + 1859²) = 0.85: 2.5 % more, of 2100 + 9450 and not of the 2000 charged
    faulty = month(
        kwh_amt="2000.00",
        rp_pq="1859",
        actual_pf="0.85",
        pf_adj_factor="0.025",
        pf_amt="286.25",
        total_amt="11826.25",
    )
    one = recalculation(tmp_path, faulty)
    assert differing(one) == [
        ("结算无功电量", Decimal(-406)),
        ("电度电费 电价码 0411", Decimal("100.00")),
        ("力调电费", Decimal("2.50")),
        ("总电费", Decimal("102.50")),
    ]


def test_basic_charge_of_another_capacity_is_marked(tmp_path: Path) -> None:
    one = recalculation(
        tmp_path, month(bill_cap="300", cap_amt="9000.00", basic_amt="9000.00", total_amt="11190.00")
    )
    assert ("基本电费", Decimal("450.00")) in differing(one)
    assert one.whole.difference == Decimal("450.00")


def test_levies_are_the_kwh_at_the_rate_of_the_catalogue(tmp_path: Path) -> None:
    one = recalculation(tmp_path, month(levy_amt="60.00", total_amt="11610.00"))
    assert differing(one) == [("代征电费 电价码 0411", Decimal("30.00")), ("总电费", Decimal("30.00"))]


def test_without_a_catalogue_the_price_is_what_most_bills_follow(tmp_path: Path) -> None:
    one = recalculation(tmp_path, month(catalogue=()))
    [energy] = lines(one, Part.ENERGY)
    assert energy.verdict is Verdict.NOT_POSSIBLE  # four bills alike tell no price of two times of day
    assert one.whole.source == "电度电费不能复算,按账单计"
    assert lines(one, Part.LEVY)[0].source == "本月 4 张同电价码账单反推"


@pytest.mark.parametrize(
    ("readings", "expected", "verdict"),
    [
        (("11 | 100 | 400",), Decimal(3000), Verdict.SAME),
        (("11 | 100 | 400.1",), Decimal(3001), Verdict.TAIL),
        (("11 | 100 | 400.2",), Decimal(3002), Verdict.DIFFERENT),
        (("11 | 99900 | 200",), Decimal(3000), Verdict.SAME),  # five digits: it began again
        (("11 | 89999 | 200",), Decimal(-897990), Verdict.DIFFERENT),  # not nearly full: it ran backwards
        (("11 | 100 | -",), None, Verdict.NOT_POSSIBLE),
        ((), None, Verdict.NOT_POSSIBLE),
    ],
)
def test_the_energy_billed_is_what_the_registers_moved(
    tmp_path: Path, readings: tuple[str, ...], expected: Decimal | None, verdict: Verdict
) -> None:
    active = lines(recalculation(tmp_path, month(readings=readings)), Part.SETTLED)[0]
    assert (active.expected, active.verdict) == (expected, verdict)


def test_losses_of_the_bill_belong_to_the_energy_and_check_meters_do_not(tmp_path: Path) -> None:
    with_losses = recalculation(tmp_path / "1", month(readings=("11 | 100 | 398",), loss_ap="20"))
    assert lines(with_losses, Part.SETTLED)[0].expected == Decimal(3000)
    checked = recalculation(tmp_path / "2", month(points=("1 | 02 | - | 1",)))
    assert lines(checked, Part.SETTLED)[0].expected is None


def test_rows_that_are_no_normal_bill_are_listed_and_not_recalculated(tmp_path: Path) -> None:
    one = recalculation(tmp_path, month({"amt_type": "0202", "total_pq": "-100", "total_amt": "-60.00"}))
    assert [row["amt_type"] for row in one.others] == ["0202"]
    assert differing(one) == []


def test_a_customer_of_another_unit_is_not_recalculated(tmp_path: Path) -> None:
    with loaded(tmp_path, month()).open(SYSTEM) as whole:
        stranger = Person("班长", Role.TEAM_LEADER, ("33402",))
        with whole.lake.open(stranger) as door:
            assert worked_out(door, whole, FACTORY) is None
            assert billed_months(door, FACTORY) == []
        assert billed_months(whole, FACTORY) == [PERIOD]


STOPPED = (
    "\n\nequipment\ncons_no | org_code | equip_id | plate_cap | run_status | actual_start_date | actual_stop_date\n"
    f"{FACTORY} | 33401 | 1 | 315 | 02 | 2015-01-01 | 2025-10-16"
)


def test_a_charge_by_another_accepted_count_of_days_goes_into_the_total_as_billed(tmp_path: Path) -> None:
    # 315 × 16 × 30 ÷ 31 = 4,877.42 with the day of the stop and 4,572.58 without: both are accepted
    fewer = month(bill_cap="315", cap_amt="4572.58", basic_amt="4572.58", total_amt="6762.58")
    one = recalculation(tmp_path, fewer + STOPPED)
    [basic] = lines(one, Part.BASIC)
    assert (basic.expected, basic.billed, basic.verdict) == (
        Decimal("4877.42"),
        Decimal("4572.58"),
        Verdict.SAME,
    )
    assert (one.whole.terms, one.whole.expected) == ("2,100 + 90 + 4,572.58 + 0", Decimal("6762.58"))


@pytest.mark.parametrize(
    ("more", "moved"),
    [("02 | 01", 1), ("- | -", 1), ("02 | 04", 0), ("02 | 03", 0), ("01 | 01", 0)],
)
def test_readings_that_were_not_read_off_are_no_energy(tmp_path: Path, more: str, moved: int) -> None:
    head = "readings\n" + HEADS["readings"]
    text = month(readings=())
    row = f"{FACTORY} | 33401 | 1 | A1 | 11 | {PERIOD} | 2025-10-31 | 100 | 400 | 10 | - | {more}"
    one = recalculation(tmp_path, f"{text}\n\n{head} | mr_status | data_src\n{row}")
    assert len(lines(one, Part.READINGS)) == moved


@pytest.mark.parametrize("period", ["-", "03"])
def test_a_code_with_one_price_all_day_prices_every_time_of_day(tmp_path: Path, period: str) -> None:
    catalogue = (f"0411 | {period} | 0.7 | 0.03 | 2025-01-01 | -",)
    [energy] = lines(recalculation(tmp_path, month(catalogue=catalogue)), Part.ENERGY)
    assert (energy.expected, energy.source) == (Decimal("2100.00"), "电价目录")  # (1000 + 2000) × 0.7


@pytest.mark.parametrize(
    "catalogue",
    [
        CATALOGUE[:1],
        ("0411 | 04 | 0.3 | 0.03 | 2025-01-01 | -",),
        (
            *CATALOGUE[1:],
            *CATALOGUE[1:],
            *("0411 | 02 | 0.9 | 0.03 | 2025-01-01 | -", "0411 | 02 | 0.8 | 0.03 | 2025-01-01 | -"),
        ),
    ],
)
def test_a_price_that_the_catalogue_lacks_for_a_time_of_day_is_named(
    tmp_path: Path, catalogue: tuple[str, ...]
) -> None:
    [energy] = lines(recalculation(tmp_path, month(catalogue=catalogue)), Part.ENERGY)
    assert energy.expected is None
    assert energy.source.startswith("电价目录没有这个电价码")
    assert "时段的电价" in energy.source


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (("1 | 01 | 9 | 1",), Decimal(3000)),  # beneath the meter of another customer
        (("1 | 01 | 2 | 1", "2 | 01 | - | 1"), None),  # beneath the customer's own
        (("1 | 01 | - | 1",), Decimal(3000)),
    ],
)
def test_only_a_point_beneath_the_customers_own_is_settled_by_the_other(
    tmp_path: Path, points: tuple[str, ...], expected: Decimal | None
) -> None:
    assert lines(recalculation(tmp_path, month(points=points)), Part.SETTLED)[0].expected == expected


def rewarded_only() -> str:
    """Return a month at a power factor of 0.85, for which a customer that is only rewarded pays nothing."""
    text = month(rp_pq="1859", actual_pf="0.85")
    head, rest = text.split("\n\n", 1)
    lines_of = [f"{line} | 2" for line in head.splitlines()[2:]]
    return "\n".join(["customers", HEADS["customers"] + " | pf_eval_mode", *lines_of]) + "\n\n" + rest


def test_a_rate_that_is_waived_may_be_printed_as_none(tmp_path: Path) -> None:
    one = recalculation(tmp_path, rewarded_only())
    rate, adjustment = lines(one, Part.POWER_FACTOR)[1:]
    assert (rate.name, rate.expected, rate.verdict) == ("增减率(+ 增收,− 减收)", Decimal("2.5"), Verdict.SAME)
    assert (adjustment.terms, adjustment.expected, adjustment.verdict) == ("", Decimal(0), Verdict.SAME)


def test_the_tails_of_the_lines_add_up_in_the_total(tmp_path: Path) -> None:
    # each of four charges may miss by 0.05
    tails = month(kwh_amt="2099.95", levy_amt="89.95", total_amt="11639.90")
    one = recalculation(tmp_path / "1", tails)
    assert (one.whole.difference, one.whole.verdict) == (Decimal("0.10"), Verdict.TAIL)
    assert told(one).endswith(";各项均一致。")
    other = recalculation(tmp_path / "2", month(total_amt="11639.79"))
    assert other.whole.verdict is Verdict.DIFFERENT
    assert "各项均一致" not in told(other)


# 200 kWh in the first step, 0.538 with the levy of 0.03 inside
HOME = {
    "prc_code": "0101", "volt_code": "AC00021", "total_pq": "200", "peak_pq": "-", "flat_pq": "-",
    "kwh_amt": "107.60", "bill_cap": "-", "cap_amt": "-", "basic_amt": "-", "rp_pq": "-", "actual_pf": "-",
    "pf_std": "-", "pf_adj_factor": "-", "pf_amt": "-", "levy_amt": "6.00", "total_amt": "107.60",
    "ladder_level": "1", "elec_type_code": "202",
}  # fmt: skip


def homes(first_prc_code: str = "0101") -> str:
    """Return three homes of such bills, the first of which has this price on file."""
    prices_on_file = {1: first_prc_code, 2: "0101", 3: "0101"}
    return "\n\n".join(
        [
            "customers\ncons_no | org_code | volt_code | elec_type_code | status_code | build_date | prc_code\n"
            + "\n".join(
                f"000000000{n} | 33401 | AC00021 | 202 | 0 | 2025-10-01 | {code}"
                for n, code in prices_on_file.items()
            ),
            "bills\n"
            + HEADS["bills"]
            + "\n"
            + "\n".join(
                " | ".join(
                    {"cons_no": f"000000000{n}", "org_code": "33401", "amt_ym": PERIOD, **BILL, **HOME}[
                        name.strip()
                    ]
                    for name in HEADS["bills"].split("|")
                )
                for n in (1, 2, 3)
            ),
            "tariff_prices\n" + HEADS["tariff_prices"] + "\n0101 | - | 0.508 | 0.03 | 2025-01-01 | -",
        ]
    )


def test_levies_printed_inside_the_steps_are_not_added_twice(tmp_path: Path) -> None:
    one = recalculation(tmp_path, homes())
    [energy] = lines(one, Part.ENERGY)
    assert (energy.expected, energy.billed) == (Decimal("101.60"), Decimal("101.60"))
    assert energy.terms.endswith(" − 6")
    assert (one.whole.expected, one.whole.verdict) == (Decimal("107.60"), Verdict.SAME)


def test_steps_of_another_province_are_taken_as_billed_and_the_line_says_so(tmp_path: Path) -> None:
    load(lake := Lake(Store(tmp_path), tables()), of_another_province(20, right=0), "drawn")
    with lake.open(SYSTEM) as door:
        one = worked_out(door, door, "h0", "202410", date(2024, 11, 1))
    assert one is not None
    second = lines(one, Part.ENERGY)[-1]
    assert (second.billed, second.name) == (Decimal("117.60"), "电度电费 电价码 0101 第2档")
    assert second.source.endswith("档位按账单,没有复核:居民电价方案与本公司账单不符")


def test_steps_of_who_pays_a_price_made_for_heating_are_not_recalculated_and_the_line_says_so(
    tmp_path: Path,
) -> None:
    [energy] = lines(recalculation(tmp_path, homes("电采暖")), Part.ENERGY)
    assert "没有复核:执行电采暖电价、年内缺账单" in energy.source
