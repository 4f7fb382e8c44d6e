from datetime import date

import pytest

from analytics.checks.inspection.ins_13_filed_as_applied_for import filed_otherwise_than_applied_for
from tests.drawn import finder

CHECK = filed_otherwise_than_applied_for


def customer(
    cap: str = "400", volt: str = "AC00101", use: str = "403", about: str = "0 | 01", tmp: str = "03 | - | -"
) -> str:
    """`about`: state | class; `tmp`: flag | until | supplied on."""
    header = "cons_no | org_code | contract_cap | volt_code | elec_type_code | status_code | cons_sort_code"
    header += " | tmp_flag | tmp_due_date | power_on_date"
    return f"customers\n{header}\nC | 3340101 | {cap} | {volt} | {use} | {about} | {tmp}"


def applications(*rows: str) -> str:
    """Each row: number | type | kVA | voltage | use | archived on | state | given up."""
    header = "app_no | app_type | total_cap | volt_code | elec_type_code | archive_date | status"
    lines = [f"{row} | C | 2025-01-02 09:00:00" for row in rows]
    return "\n".join(["\n\napplications", f"{header} | terminate_flag | cons_no | accept_time", *lines])


def metering(t_factor: str, *kinds: str, status: str = "012") -> str:
    """The factor of the customer's meter; the kinds of its transformers, and their state."""
    meter = f"\n\nmeters\ncons_no | asset_no | status | t_factor\nC | M | {status} | {t_factor}"
    lines = [f"{whose} | {kind}" for whose, kind in (row.split(" ", 1) for row in ("Z 01 | 011", *kinds))]
    return "\n".join([meter, "\ninstrument_transformers\ncons_no | it_sort | status", *lines])


hits = finder(CHECK)
TABLES = customer() + applications("A | 111 | 500 | AC00101 | 403 | 2025-06-10 | 02 | 否")
SIZE, VOLTAGE, USE = "①容量与申请不一致", "②电压与申请不一致", "③用电类别与申请不一致"
TEMPORARY, BARE = "④临时用电到期未办", "⑤增容后未装互感器"


def problems(data: str) -> list[str]:
    return [hit["problems"] for hit in hits(data)]


def test_a_customer_whose_file_says_otherwise_than_the_application_is_found() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_type"], hit["object_id"], hit["cons_no"]) == ("customer", "C", "C")
    assert (hit["org_code"], hit["amount_yuan"], hit["problems"]) == ("3340101", None, SIZE)
    assert (hit["capacity_app"], hit["total_cap"], hit["contract_cap"]) == ("A 高压增容", 500, 400)


def test_each_part_names_the_application_that_it_comes_from_and_says_codes_in_words() -> None:
    enlarged = "A | 111 | 400 | AC00351 | 403 | 2025-06-10 | 02 | 否"
    passed_on = "B | 211 | - | - | 100 | 2025-08-10 | 02 | 否"
    [hit] = hits(customer() + applications(enlarged, passed_on))
    assert hit["problems"] == "、".join([VOLTAGE, USE])
    assert (hit["capacity_app"], hit["voltage_app"], hit["use_app"]) == (None, "A 高压增容", "B 过户")
    assert (hit["total_cap"], hit["applied_volt_code"], hit["applied_use"]) == (
        None,
        "交流35kV",
        "大工业用电",
    )


def test_a_presumed_end_shows_what_it_was_counted_from() -> None:
    [hit] = hits(customer(tmp="01 | - | 2024-05-31"))
    assert (hit["due_source"], hit["power_on_date"], hit["most_months"]) == ("推定", date(2024, 5, 31), 6)
    [hit] = hits(customer(tmp="01 | 2025-10-31 | 2024-05-31"))
    assert (hit["power_on_date"], hit["most_months"]) == (None, None)


@pytest.mark.parametrize(
    ("cap", "is_hit"), [("400.01", False), ("400.011", True), ("399.98", True), ("-", False)]
)
def test_a_hundredth_of_a_kva_does_not_matter(cap: str, is_hit: bool) -> None:
    row = f"A | 111 | {cap} | AC00101 | 403 | 2025-06-10 | 02 | 否"
    assert problems(customer() + applications(row)) == [SIZE] * is_hit


@pytest.mark.parametrize(
    ("app_type", "found"),
    [
        ("102", "、".join([SIZE, VOLTAGE, USE])),
        ("214", "、".join([SIZE, VOLTAGE, USE])),
        ("201", "、".join([SIZE, USE])),
        ("215", "、".join([SIZE, USE])),
        ("211", USE),
        ("203", None),
        ("210", None),
    ],
)
def test_each_kind_of_application_tells_its_own_part(app_type: str, found: str | None) -> None:
    row = f"A | {app_type} | 500 | AC00351 | 100 | 2025-06-10 | 02 | 否"
    assert problems(customer() + applications(row)) == ([found] if found else [])


def test_the_application_that_was_archived_last_counts() -> None:
    old = "A | 111 | 500 | AC00101 | 403 | 2025-06-10 | 02 | 否"
    for row, is_hit in {
        "B | 201 | 400 | AC00101 | 403 | 2025-08-10 | 02 | 否": False,
        "B | 203 | 400 | AC00101 | 403 | 2025-08-10 | 02 | 否": True,
        "B | 201 | 400 | AC00101 | 403 | 2025-08-10 | 01 | 否": True,
        "B | 201 | 400 | AC00101 | 403 | 2025-08-10 | 02 | 是": True,
        "B | 201 | 400 | AC00101 | 403 | 2025-12-10 | 02 | 否": True,
        "B | 201 | 400 | AC00101 | 403 | 2025-05-10 | 02 | 否": True,
    }.items():
        assert problems(customer() + applications(old, row)) == [SIZE] * is_hit, row


@pytest.mark.parametrize("about", ["9 | 01", "1 | 01", "0 | 00"])
def test_who_is_no_customer_is_not_judged(about: str) -> None:
    row = "A | 111 | 500 | AC00101 | 403 | 2025-06-10 | 02 | 否"
    assert hits(customer(about=about) + applications(row)) == []


@pytest.mark.parametrize(
    ("tmp", "due"),
    [
        ("01 | 2025-10-31 | -", date(2025, 10, 31)),
        ("01 | 2025-11-01 | -", None),
        ("02 | 2025-10-31 | -", date(2025, 10, 31)),
        ("03 | 2025-10-31 | -", None),
        ("01 | - | 2024-05-31", date(2024, 11, 30)),
        ("01 | - | 2024-06-01", None),
        ("01 | - | -", None),
    ],
)
def test_a_temporary_supply_ends_as_agreed_or_by_the_rules_of_its_day(tmp: str, due: date | None) -> None:
    found = hits(customer(tmp=tmp))
    assert [(hit["problems"], hit["due_date"]) for hit in found] == ([(TEMPORARY, due)] if due else [])


@pytest.mark.parametrize(
    ("row", "is_hit"), [("107 | 01", False), ("216 | 01", False), ("216 | 02", True), ("110 | 01", True)]
)
def test_while_its_end_is_under_way_a_temporary_supply_is_left_alone(row: str, is_hit: bool) -> None:
    app_type, status = row.split(" | ")
    asked = applications(f"A | {app_type} | - | - | - | - | {status} | 否")
    assert problems(customer(tmp="01 | 2025-10-31 | -") + asked) == [TEMPORARY] * is_hit


@pytest.mark.parametrize(
    ("file", "measured", "is_hit"),
    [
        (customer(), metering("1"), True),
        (customer(), metering("2"), False),
        (customer(), metering("-"), False),
        (customer(), metering("1", status="006"), False),
        (customer(), metering("1", "C 01 | 011"), False),
        (customer(), metering("1", "C 01 | 014"), True),
        (customer(), metering("1", "C 02 | 011"), True),
        (customer("39.49", "AC03802", about="0 | 02"), metering("1"), False),
        (customer("39.51", "AC03802", about="0 | 02"), metering("1"), True),
        (customer("13.2", "AC02202", about="0 | 03"), metering("1"), False),
        (customer("13.21", "AC02202", about="0 | 03"), metering("1"), True),
    ],
)
def test_who_was_enlarged_beyond_a_direct_meter_needs_current_transformers(
    file: str, measured: str, is_hit: bool
) -> None:
    cap, volt = file.splitlines()[2].split(" | ")[2:4]
    rest = f"{cap} | {volt} | 403 | 2025-06-10 | 02 | 否"
    assert problems(file + applications(f"A | 110 | {rest}") + measured) == [BARE] * is_hit
    assert problems(file + applications(f"A | 102 | {rest}") + measured) == []


def test_where_no_transformer_is_on_file_at_all_nobody_lacks_one() -> None:
    enlarged = customer() + applications("A | 111 | 400 | AC00101 | 403 | 2025-06-10 | 02 | 否")
    assert hits(enlarged + "\n\nmeters\ncons_no | asset_no | status | t_factor\nC | M | 012 | 1") == []
