import pytest

from analytics.checks.inspection.ins_11_supply_and_metering_mode import supply_or_metering_unreasonable
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, delivered, drawn, finder

CHECK = supply_or_metering_unreasonable
TABLES = """
    customers
    cons_no | status_code | cons_sort_code | volt_code | contract_cap | elec_type_code | source_count | supply_source_type | importance_level
    1       | 0           | 01             | AC00101   | 12000.01     | 100            | 1            | 2                  | -
"""
ROWS = drawn(TABLES)
POINT = """metering_points
    cons_no | mp_no | meas_mode | mp_attr | mp_status | calc_mode
    1       | p     | 2         | 01      | 02        | 1"""
FEEDS = """power_sources
    cons_no | ps_no | substation | bus_name | line_status
    1       | a     | s          | I        | 01
    1       | b     | s          | I        | 02"""
hits = finder(CHECK)


def of_customer(*others: str, **values: str) -> Drawn:
    """Return the customer with other values, and further tables."""
    rows = changed(
        TABLES, {f"customers.{name}": value for name, value in ({"contract_cap": "100"} | values).items()}
    )
    for text in others:
        rows |= drawn(text)
    return rows


def reasons_in(rows: Drawn) -> list[str]:
    return [hit["reason"] for hit in hits(rows)]


BOUNDARIES = {
    "tol_hv": Boundary(
        varied(TABLES, "customers.contract_cap"),
        {"11999.99": False, "12000": False, "12000.01": True},
        own=1,
        answers_to_own={"9999.99": False, "10000": False, "10000.01": True},
    ),
    "cap_hv_side": Boundary(
        lambda kva: of_customer(POINT, contract_cap=kva),
        {"314.99": False, "315": True, "315.01": True},
        own=500,
        answers_to_own={"499.99": False, "500": True, "500.01": True},
    ),
}


def test_more_capacity_than_the_voltage_carries_is_named() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["object_type"], hit["amount_yuan"]) == ("1", "customer", None)
    assert (hit["reason"], hit["limit_kva"]) == ("高压容量过大", 12000)


@pytest.mark.parametrize(
    ("volt", "most", "above", "reason"),
    [
        ("AC00201", "24000", "24001", "高压容量过大"),
        ("AC00351", "48000", "48001", "高压容量过大"),
        ("AC00661", "48000", "48001", "高压容量过大"),
        ("AC01101", "120000", "120001", "高压容量过大"),
        ("AC03802", "160", "160.01", "380伏容量过大"),
        ("AC02202", "12", "12.01", "220伏容量过大"),
    ],
)
def test_each_voltage_has_its_limit(volt: str, most: str, above: str, reason: str) -> None:
    assert reasons_in(of_customer(volt_code=volt, contract_cap=most)) == []
    assert reasons_in(of_customer(volt_code=volt, contract_cap=above)) == [reason]


def test_the_highest_voltage_has_no_limit_and_shared_dwellings_none_at_380() -> None:
    assert reasons_in(of_customer(volt_code="AC02201", contract_cap="300000")) == []
    assert reasons_in(of_customer(volt_code="AC03802", contract_cap="200", elec_type_code="200")) == []
    assert reasons_in(of_customer(volt_code="AC02202", contract_cap="20", elec_type_code="202")) == [
        "220伏容量过大"
    ]


@pytest.mark.parametrize(
    ("kind", "status", "is_hit"),
    [
        ("109", "01", False),
        ("111", "01", False),
        ("214", "01", False),
        ("111", "02", True),
        ("201", "01", True),
    ],
)
def test_who_is_being_enlarged_is_not_judged_by_capacity(kind: str, status: str, is_hit: bool) -> None:
    rows = ROWS | drawn(f"applications\ncons_no | app_type | status\n1 | {kind} | {status}")
    assert bool(hits(rows)) == is_hit


@pytest.mark.parametrize(
    ("values", "archive", "is_hit"),
    [
        ({}, {}, True), ({"meas_mode": "1"}, {}, False), ({"mp_attr": "02"}, {}, False), ({"mp_status": "03"}, {}, False),
        ({"mp_status": "04"}, {}, False), ({"calc_mode": "2"}, {}, False), ({}, {"supply_source_type": "1"}, False),
        ({}, {"volt_code": "AC00061"}, False),
    ],
)  # fmt: skip
def test_who_is_metered_behind_the_transformer(
    values: dict[str, str], archive: dict[str, str], is_hit: bool
) -> None:
    rows = of_customer(POINT, contract_cap="400", **archive)
    rows = changed(rows, {f"metering_points.{name}": value for name, value in values.items()})
    assert reasons_in(rows) == ["容量应在高压侧计量"] * is_hit


@pytest.mark.parametrize(
    ("level", "noted", "sources", "is_hit"),
    [
        ("01", "-", "1", True), ("03", "-", "1", True), ("04", "-", "1", False), ("-", "02", "1", True),
        ("04", "01", "1", True), ("01", "04", "1", True), ("01", "-", "2", False), ("01", "-", "-", False), ("-", "-", "1", False),
    ],
)  # fmt: skip
def test_an_important_customer_has_two_sources(level: str, noted: str, sources: str, is_hit: bool) -> None:
    generation = f"self_generation\ncons_no | importance_level\n1 | {noted}"
    rows = of_customer(generation, importance_level=level, source_count=sources)
    assert reasons_in(rows) == ["重要用户单电源"] * is_hit


@pytest.mark.parametrize(
    ("values", "archive", "is_hit"),
    [
        ({}, {"source_count": "2"}, True), ({}, {"source_count": "3"}, True), ({}, {"source_count": "1"}, False),
        ({"bus_name": "II"}, {"source_count": "2"}, False), ({"substation": "t"}, {"source_count": "2"}, False),
        ({"bus_name": "-"}, {"source_count": "2"}, False), ({"substation": "无"}, {"source_count": "2"}, False),
        ({"line_status": "03"}, {"source_count": "2"}, False),
    ],
)  # fmt: skip
def test_two_sources_come_from_two_busbars(
    values: dict[str, str], archive: dict[str, str], is_hit: bool
) -> None:
    rows = changed(
        of_customer(FEEDS, **archive), {f"power_sources.{name}": value for name, value in values.items()}
    )
    assert reasons_in(rows) == ["双电源同一母线"] * is_hit


@pytest.mark.parametrize(
    ("status", "is_hit"), [("0", True), ("2", True), ("-", True), ("1", False), ("9", False)]
)
def test_only_customers_on_the_books_are_judged(status: str, is_hit: bool) -> None:
    assert bool(hits(changed(TABLES, {"customers.status_code": status}))) == is_hit
    assert hits(changed(TABLES, {"customers.status_code": status, "customers.cons_sort_code": "00"})) == []


def test_what_stays_off_is_said() -> None:
    rows = {"customers": [{"cons_no": "1", "status_code": "0"}]}
    assert hits(rows) == []
    assert len(delivered(CHECK, rows).notes) == 6
