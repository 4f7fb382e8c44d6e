from decimal import Decimal
from typing import Any

from analytics.checks.business.biz_16_reading_corrections import readings_corrected_oddly
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder

CHECK = readings_corrected_oddly
ORDERED = "9 | m9 | 11 | 5 | 5 | W9"  # a correction that changes nothing, with its order


def corrections(*rows: str, rest: str = " | 2025-10-12 08:30:00 | clerk") -> str:
    """Each row: customer | meter | register | before | after | order; `rest`: when | by whom."""
    header = "cons_no | asset_no | read_type | old_read | new_read | app_no | modify_time | operator"
    lines = [row + rest for row in rows]
    return "\n".join(["reading_corrections", header, *lines, ORDERED + " | 2025-10-12 08:30:00 | other"])


def readings(*rows: str, rest: str = " | 11 | 202510 | 1 | -") -> str:
    """Each row: meter | last reading | read on; `rest`: register | month | factor | this reading."""
    header = "\n\nreadings\nasset_no | last_read | mr_date | read_type | amt_ym | t_factor | this_read"
    return "\n".join([header, *[row + rest for row in rows]])


def meters(*rows: str) -> str:
    return "\n".join(["\n\nmeters\nasset_no | t_factor", *rows])


def freezes(*rows: str) -> str:
    """Each row: meter | day | frozen value."""
    return "\n".join(["\n\ndaily_usage\nasset_no | data_date | pap_r", *rows])


def bills(*rows: str, rest: str = " | P | - | - | 01") -> str:
    """Each row: customer | month | kWh | yuan; `rest`: price code | step | basic charge | kind."""
    header = (
        "\n\nbills\ncons_no | amt_ym | total_pq | total_amt | prc_code | ladder_level | basic_amt | amt_type"
    )
    return "\n".join([header, *[row + rest for row in rows]])


hits = finder(CHECK)


def problems(data: str, **parameters: Any) -> dict[str, str]:
    """Return {object: letters of its problems}."""
    return {
        hit["object_id"]: "".join(part[0] for part in hit["problems"].split("、"))
        for hit in hits(data, **parameters)
    }


TABLES = corrections("1 | m1 | 11 | 1420 | 1500 | -") + meters("m1 | 1") + bills("1 | 202510 | 300 | 100")


def frozen(value: str) -> str:
    data = corrections("1 | m1 | 11 | 150 | 100 | W") + meters("m1 | 10")
    return data + readings("m1 | 90.5 | 2025-10-10") + freezes(f"m1 | 2025-10-10 | {value}")


def corrected(times: int) -> str:
    rows = [f"{n} | m{n} | 11 | 2 | 1 | W | 2025-10-12 08:30:00 | busy" for n in range(times)]
    return corrections(*rows, rest="")


# the meter counts ten times: 0.1 of a reading is one kWh
BOUNDARIES = {
    "tol_kwh": Boundary(
        frozen,
        {"100.09": False, "100.1": False, "100.11": True},
        own=2.0,
        answers_to_own={"100.19": False, "100.2": False, "100.21": True},
    ),
    "n": Boundary(
        corrected,
        {4: False, 5: True, 6: True},
        own=3,
        answers_to_own={2: False, 3: True, 4: True},
        is_apart=True,  # they would all be the same person's
    ),
}


def test_a_correction_without_an_order_is_a_problem_priced_at_the_customers_mean() -> None:
    # (1500 − 1420) × 40 = 3200 kWh too few; (1000 − 100) ÷ 1800 = 0.5000 yuan without the basic charge
    data = corrections("1 | m1 | 11 | 1500 | 1420 | -") + meters("m1 | 40")
    [hit] = hits(data + bills("1 | 202510 | 1800 | 1000", rest=" | P | - | 100 | 01"))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("customer", "1", "1")
    assert hit["problems"] == "A 无工单改示数"
    assert (hit["changed_kwh"], hit["price_yuan"]) == (3200, Decimal("0.5000"))
    assert (hit["amount_yuan"], hit["period"]) == (Decimal("1600.00"), "202510")


def test_a_reading_corrected_upwards_is_negative() -> None:
    data = corrections("1 | m1 | 11 | 1420 | 1500 | -") + meters("m1 | 1")
    [hit] = hits(data + bills("1 | 202510 | 300 | 100"))
    assert hit["price_yuan"] == Decimal("0.3333")
    assert hit["amount_yuan"] == Decimal("-26.66")  # −80 × 0.3333 = −26.664


def test_a_customer_in_steps_pays_the_price_of_its_top_step() -> None:
    data = corrections("1 | m1 | 11 | 200 | 100 | -") + meters("m1 | 1")
    steps = ["1 | 202510 | 230 | 120 | A | 1 | - | 01", "1 | 202510 | 50 | 29.4 | A | 2 | - | 01",
             "2 | 202510 | 150 | 89 | A | 2 | - | 01", "3 | 202510 | 100 | 10 | B | 2 | - | 01",
             "1 | 202510 | 0 | 0 | A | 3 | - | 01", "2 | 202510 | 100 | 90 | A | 3 | - | 01"]  # fmt: skip
    [hit] = hits(data + bills(*steps, rest=""))
    assert hit["price_yuan"] == Decimal("0.5920")  # (29.4 + 89) ÷ (50 + 150); of step 3 it used nothing
    assert hit["amount_yuan"] == Decimal("59.20")


def test_only_normal_bills_of_the_month_make_the_price_and_without_them_there_is_no_amount() -> None:
    data = corrections("1 | m1 | 11 | 200 | 100 | -") + meters("m1 | 1")
    assert hits(data + bills("1 | 202509 | 100 | 50"))[0]["amount_yuan"] is None
    assert hits(data + bills("1 | 202510 | 100 | 50", rest=" | P | - | - | 02"))[0]["amount_yuan"] is None
    assert hits(data + bills("1 | 202510 | 0 | 50"))[0]["amount_yuan"] is None


def test_without_a_meter_on_file_the_readings_factor_counts() -> None:
    data = corrections("1 | m1 | 11 | 200 | 100 | -") + bills("1 | 202510 | 100 | 50")
    assert hits(data)[0]["amount_yuan"] is None
    [hit] = hits(data + readings("m1 | 50 | 2025-10-10", rest=" | 11 | 202510 | 20 | -"))
    assert hit["amount_yuan"] == Decimal("1000.00")  # 100 × 20 × 0.5


def test_a_reading_that_differs_from_the_frozen_value_by_more_than_a_kwh_is_a_problem() -> None:
    frozen = {"1": "100.1", "2": "100.11", "3": "99.89", "4": "-"}
    rows = [f"{n} | m{n} | 11 | 150 | 100 | W" for n in frozen]
    data = corrections(*rows) + meters(*[f"m{n} | 10" for n in frozen])
    data += readings(*[f"m{n} | 90.5 | 2025-10-10" for n in frozen])
    data += freezes(*[f"m{n} | 2025-10-10 | {value}" for n, value in frozen.items()], "m4 | 2025-10-11 | 500")
    assert problems(data) == {"2": "B", "3": "B"}


def test_only_the_active_total_is_compared_with_the_frozen_value() -> None:
    data = corrections("1 | m1 | 13 | 150 | 100 | W") + meters("m1 | 1")
    data += readings("m1 | 90.5 | 2025-10-10") + freezes("m1 | 2025-10-10 | 500")
    assert problems(data) == {}


def test_energy_below_zero_is_a_problem() -> None:
    data = corrections("1 | m1 | 11 | 150 | 99 | W", "2 | m2 | 11 | 150 | 101 | W")
    data += meters("m1 | 1", "m2 | 1") + readings("m1 | 100 | 2025-10-10", "m2 | 100 | 2025-10-10")
    [hit] = hits(data)
    assert (hit["object_id"], hit["problems"], hit["kwh_after"]) == ("1", "C 改后电量异常", "-1")


def test_energy_made_zero_is_a_problem_where_the_customer_used_some_before() -> None:
    rows = ["1 | m1 | 11 | 150 | 100 | W", "2 | m2 | 11 | 150 | 100 | W", "3 | m3 | 11 | 100 | 100 | W"]
    rows += ["4 | m4 | 11 | 150 | 100 | W", "5 | m5 | 11 | 150 | 100 | W"]
    data = corrections(*rows) + meters(*[f"m{n} | 1" for n in "12345"])
    data += readings(*[f"m{n} | 100 | 2025-10-10" for n in "12345"])
    used = ["1 | 202507 | 10 | 5", "2 | 202509 | 0 | 0", "3 | 202509 | 10 | 5", "4 | 202506 | 10 | 5"]
    assert problems(data + bills(*used), n=6) == {"1": "C"}  # the fifth has no bills at all


def test_energy_made_a_round_number_is_a_problem_where_it_was_none() -> None:
    pairs = {"1": ("150", "200"), "2": ("300", "200"), "3": ("150", "201"), "4": ("100", "200")}
    rows = [f"{n} | m{n} | 11 | {old} | {new} | W" for n, (old, new) in pairs.items()]
    data = corrections(*rows) + meters(*[f"m{n} | 1" for n in pairs])
    assert problems(data + readings(*[f"m{n} | 100 | 2025-10-10" for n in pairs])) == {"1": "C"}


def test_the_factor_decides_whether_energy_is_round() -> None:
    data = corrections("1 | m1 | 11 | 102.5 | 105 | W") + readings("m1 | 100 | 2025-10-10")
    assert problems(data + meters("m1 | 20")) == {"1": "C"}  # 50 kWh became 100 kWh
    assert problems(data + meters("m1 | 10")) == {}


def test_of_several_readings_the_last_before_the_correction_counts() -> None:
    data = corrections("1 | m1 | 11 | 150 | 120 | W") + meters("m1 | 1")
    several = ["m1 | 50 | 2025-10-05", "m1 | 130 | 2025-10-10", "m1 | 0 | 2025-10-20"]
    assert hits(data + readings(*several))[0]["kwh_after"] == "-10"
    other_month = readings("m1 | 130 | 2025-09-10", rest=" | 11 | 202509 | 1 | -")
    assert problems(data + other_month) == {}
    assert problems(data + readings("m1 | 130 | 2025-10-20")) == {"1": "C"}  # a single one always counts


def test_a_customers_corrections_are_one_hit_and_only_the_active_total_is_priced() -> None:
    rows = ["1 | m1 | 11 | 200 | 100 | -", "1 | m2 | 11 | 50 | 60 | -", "1 | m1 | 13 | 90 | 10 | -"]
    data = corrections(*rows, "1 | m3 | 11 | 900 | 800.5 | W") + meters("m1 | 1", "m2 | 1", "m3 | 1")
    [hit] = hits(data + bills("1 | 202510 | 100 | 50"))
    # both registers of m1 at once, and m2; the fourth has its order
    assert (hit["times"], hit["asset_no"]) == (2, "m1;m2")
    assert hit["amount_yuan"] == Decimal("45.00")  # (100 − 10) × 0.5
    assert "2025-10-12 08:30:00 表m1 有功（总） 200→100 ×1 " in hit["details"]


def test_only_another_register_without_an_order_has_no_amount() -> None:
    data = corrections("1 | m1 | 13 | 90 | 10 | -") + meters("m1 | 1") + bills("1 | 202510 | 100 | 50")
    assert [hit["amount_yuan"] for hit in hits(data)] == [None]


def test_the_window_is_the_month_up_to_the_day_of_the_run() -> None:
    times = [
        "2025-09-30 23:59:59",
        "2025-10-01 00:00:00",
        "2025-10-20 23:00:00",
        "2025-10-21 00:00:00",
        "2025-11-01 00:00:00",
    ]
    rows = [f"{n} | m{n} | 11 | 2 | 1 | - | {time} | clerk{n}" for n, time in enumerate(times)]
    assert set(problems(corrections(*rows, rest=""), as_of="2025-10-20")) == {"1", "2"}
    assert set(problems(corrections(*rows, rest=""), as_of="2025-11-01")) == {"1", "2", "3"}


def test_who_corrects_five_times_a_month_is_a_problem_without_amount() -> None:
    rows = [f"{n} | m{n} | 11 | 2 | 1 | W | 2025-10-12 08:30:00 | {who}"
            for who, times in (("busy", 5), ("calm", 4)) for n in range(times)]  # fmt: skip
    [hit] = hits(corrections(*rows, rest=""))
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("staff", "busy", None)
    assert (hit["problems"], hit["times"], hit["amount_yuan"]) == ("D 同一修改人当月修改 5 次", 5, None)


def test_all_registers_of_a_meter_at_once_are_one_correction() -> None:
    registers = ("11", "12", "13", "14", "15")
    rows = [f"1 | m1 | {kind} | 2 | 1 | W | 2025-10-12 08:30:00 | busy" for kind in registers]
    assert hits(corrections(*rows, rest="")) == []
    more = [f"1 | m1 | 11 | 2 | 1 | W | 2025-10-{day} 08:30:00 | busy" for day in range(13, 17)]
    [hit] = hits(corrections(*rows, *more, rest=""))
    assert (hit["object_id"], hit["times"]) == ("busy", 5)


def test_a_correction_with_its_order_is_no_problem_by_itself() -> None:
    assert problems(corrections("1 | m1 | 11 | 200 | 101 | W1")) == {}


def test_what_the_data_cannot_tell_is_off_and_the_run_says_so() -> None:
    data = corrections("1 | m1 | 11 | 200 | 100 | -").replace("| W9 |", "| - |")
    assert problems(data) == {}
    tables = delivered(CHECK, drawn(data))
    CHECK(tables)
    assert tables.notes == [
        "申请编号整列为空,停用 A 无工单改示数",
        "无采集冻结值,停用 B 与采集冻结值不符",
        "无抄表示数,停用 B 与采集冻结值不符、C 改后电量异常",
        "无本次示数,修改以前各月示数的也按当月抄表判",
        "电能表没有综合倍率,倍率取抄表示数的",
        "没有电费,不算金额",
        "没有账单电量,C 不判改后电量为 0 的",
    ]


def test_the_reading_that_was_corrected_may_be_one_of_an_earlier_month() -> None:
    corrected = corrections("1 | m1 | 11 | 1533 | 1500 | W") + meters("m1 | 1")
    corrected += bills("1 | 202510 | 300 | 100", "1 | 202509 | 90 | 50")
    october = readings("m1 | 1500 | 2025-10-10")
    september = "\nm1 | 1405 | 2025-09-10 | 11 | 202509 | 1 | 1500"
    assert problems(corrected + october) == {"1": "C"}  # October's reading would be emptied
    assert problems(corrected + october + september) == {}
    # and one that is emptied there is found there
    emptied = "\nm1 | 1500 | 2025-09-10 | 11 | 202509 | 1 | 1500"
    assert problems(corrected + october + emptied) == {"1": "C"}
    # nor is one of this month that the list shows as it was before
    uncorrected = readings("m1 | 1500 | 2025-10-10 | 11 | 202510 | 1 | 1533", rest="")
    assert problems(corrected + uncorrected + september) == {"1": "C"}
