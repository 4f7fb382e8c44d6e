from itertools import pairwise

from analytics.checks.business.biz_07_steps_out_of_order import ORDER, steps_inverted_or_skipped
from tests.boundaries import Boundary
from tests.drawn import finder

CHECK = steps_inverted_or_skipped
DAYS = {"A01": "01", "A02": "02", "A05": "03", "A10": "04", "A12": "05", "A15": "06", "A16": "06",
        "A18": "07", "A22": "08"}  # fmt: skip


def applications(*numbers: str, rest: str = " | 104 | 03 | 02 | 否 | 否") -> str:
    """`rest`: type | class | status | terminated | returned of all."""
    header = "app_no | app_type | cust_class | status | terminate_flag | return_flag | accept_time | cons_no"
    return "\n".join(["applications", header, *[f"{n}{rest} | 2025-09-01 08:00:00 | C" for n in numbers]])


def steps(**of_applications: dict[str, str]) -> str:
    """Return each application's steps with the day (and time) of September that they ended on."""
    rows = []
    for number, days in of_applications.items():
        for step, day in days.items():
            ended = "-" if day == "-" else f"2025-09-{day}" if ":" in day else f"2025-09-{day} 10:00:00"
            rows.append(f"{number} | {step} | 2025-09-01 09:00:00 | {ended}")
    return "\n".join(["\n\napplication_steps\napp_no | step_no | begin_time | end_time", *rows])


def without(*missing: str) -> dict[str, str]:
    return {step: day for step, day in DAYS.items() if step not in missing}


hits = finder(CHECK)


TABLES = applications("a") + steps(a={**DAYS, "A05": "01 12:00:00"})


BOUNDARIES = {
    "min_gap_min": Boundary(
        lambda time: applications("a") + steps(a={**DAYS, "A05": f"02 {time}"}),
        {"10:01:00": False, "10:00:00": False, "09:59:00": True},
        own=30,
        answers_to_own={"09:31:00": False, "09:30:00": False, "09:29:00": True},
    ),
}


def test_steps_in_order_are_clean() -> None:
    assert hits(applications("a") + steps(a=DAYS)) == []


def test_a_step_that_ended_before_the_one_before_it_is_a_problem() -> None:
    inverted = {
        step: {**without("A16"), "A16": "01", step: f"{DAYS[before]} 09:59:59"}
        for before, step in pairwise(ORDER)
    }
    found_hits = hits(applications(*inverted, rest=" | 104 | 03 | 01 | 否 | 否") + steps(**inverted))
    assert [hit["object_id"] for hit in found_hits] == sorted(ORDER[1:])
    assert {hit["inversions"].count("早于") for hit in found_hits} == {1}


def test_a_hit_names_the_application_and_both_steps() -> None:
    data = applications("a") + steps(a={**DAYS, "A05": "01 12:00:00"})
    [hit] = hits(data)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"], hit["period"]) == (
        "application",
        "a",
        "C",
        "202509",
    )
    assert hit["inversions"] == "答复供电方案 2025-09-01 12:00:00 早于现场勘查 2025-09-02 10:00:00"
    assert hit["amount_yuan"] is None


def test_equal_times_are_in_order() -> None:
    assert hits(applications("a") + steps(a=dict.fromkeys(DAYS, "01"))) == []


def test_steps_that_are_there_are_compared_with_the_nearest_before() -> None:
    data = applications("a", rest=" | 104 | 03 | 01 | 否 | 否")
    assert len(hits(data + steps(a={"A01": "05", "A15": "04"}))) == 1
    assert hits(data + steps(a={"A01": "03", "A15": "04"})) == []


def test_the_contract_is_compared_with_the_supply_only() -> None:
    data = applications("a", rest=" | 104 | 03 | 01 | 否 | 否")
    assert hits(data + steps(a={**DAYS, "A16": "01"})) == []
    [hit] = hits(data + steps(a={**DAYS, "A16": "08"}))
    assert hit["inversions"] == "送电 2025-09-07 10:00:00 早于签订合同 2025-09-08 10:00:00"


def test_the_last_time_of_a_step_counts() -> None:
    data = applications("a") + steps(a=DAYS)
    again = "\na | A02 | 2025-09-01 09:00:00 | 2025-09-04 10:00:00"
    assert hits(data + again)[0]["inversions"].startswith("答复供电方案")
    assert hits(data + "\na | A05 | 2025-09-01 09:00:00 | 2025-09-01 10:00:00") == []


def test_several_problems_of_an_application_are_one_hit() -> None:
    other = dict.fromkeys(("b", "c", "d"), DAYS)
    [hit] = hits(
        applications("a", "b", "c", "d") + steps(a={**without("A16"), "A05": "01", "A22": "01"}, **other)
    )
    assert hit["inversions"].count("早于") == 2
    assert hit["missing_steps"] == "签订合同"
    assert hit["problems"].endswith(";缺失签订合同")


def test_an_archived_application_without_a_necessary_step_is_a_problem() -> None:
    necessary = ["A01", "A02", "A05", "A15", "A16", "A18", "A22"]
    lacking = {f"x{step}": without(step) for step in necessary}
    whole = {f"w{n}": DAYS for n in range(3)}
    found_hits = hits(applications(*lacking, *whole) + steps(**lacking, **whole))
    assert [hit["object_id"] for hit in found_hits] == sorted(lacking)


def test_meter_and_power_stands_for_supply_and_optional_steps_may_be_missing() -> None:
    data = steps(a={**without("A18"), "A45": "07"}, b=without("A10", "A12"), c=DAYS, d=DAYS)
    assert hits(applications("a", "b", "c", "d") + data) == []


def test_a_step_on_record_without_an_end_is_neither_compared_nor_missing() -> None:
    assert hits(applications("a", "b") + steps(a={**DAYS, "A05": "-"}, b=DAYS)) == []


def test_open_applications_may_lack_steps_and_terminated_ones_anything() -> None:
    data = applications("open", rest=" | 104 | 03 | 01 | 否 | 否")
    for name, rest in (("dead", "03 | 否"), ("ended", "02 | 是"), ("w", "02 | 否"), ("v", "02 | 否")):
        data += f"\n{name} | 104 | 03 | {rest} | 否 | 2025-09-01 08:00:00 | C"
    bad = {**without("A16"), "A05": "01"}
    assert hits(data + steps(open=without("A16", "A22"), dead=bad, ended=bad, w=DAYS, v=DAYS)) == []


def test_a_step_that_more_than_half_of_the_class_lack_is_no_local_step() -> None:
    four = applications("a", "b", "c", "d")
    half = steps(a=without("A16"), b=without("A16"), c=DAYS, d=DAYS)
    assert [hit["object_id"] for hit in hits(four + half)] == ["a", "b"]
    most = steps(a=without("A16"), b=without("A16"), c=without("A16"), d=DAYS)
    assert hits(four + most) == []


def test_each_class_of_customer_has_its_own_local_steps() -> None:
    data = applications("a", "b") + "\nc | 101 | 01 | 02 | 否 | 否 | 2025-09-01 08:00:00 | C"
    assert hits(data + steps(a=without("A16"), b=DAYS, c=without("A02")))[0]["object_id"] == "a"


def test_an_archived_application_without_any_step_lacks_all_of_them() -> None:
    [hit] = hits(applications("a", "b") + steps(b=DAYS))
    assert hit["missing_steps"] == "业务受理、现场勘查、答复供电方案、竣工验收、签订合同、送电、归档"


def test_what_ends_after_the_day_of_the_run_is_neither_compared_nor_missing() -> None:
    data = applications("a", "b") + steps(a={**without("A16"), "A22": "20", "A02": "19"}, b=DAYS)
    assert hits(data, as_of="2025-09-18") == []
    assert len(hits(data, as_of="2025-09-20")) == 1


def test_a_return_is_marked_not_excused() -> None:
    data = applications("a", rest=" | 104 | 03 | 02 | 否 | 是") + steps(a={**DAYS, "A05": "01"})
    [hit] = hits(data)
    assert (hit["return_flag"], hit["note"]) == (True, "工单有回退,请核是否重办后补录")


def test_a_step_without_number_is_known_by_its_name() -> None:
    data = (
        applications("a", rest=" | 104 | 03 | 01 | 否 | 否")
        + """

        application_steps
        app_no | step_no | step_name | end_time
        a      | -       | 现场勘查  | 2025-09-03 10:00:00
        a      | -       | 竣工检验  | 2025-09-02 10:00:00
    """
    )
    assert len(hits(data)) == 1


def test_other_kinds_of_application_are_not_judged_and_without_steps_the_check_is_off() -> None:
    data = applications("a", rest=" | 203 | 03 | 02 | 否 | 否") + steps(a={**DAYS, "A05": "01"})
    assert hits(data) == []
    known = {"app_no": 1, "app_type": 1, "accept_time": 1}
    assert CHECK.missing({"applications": known}) == ["application_steps"]
