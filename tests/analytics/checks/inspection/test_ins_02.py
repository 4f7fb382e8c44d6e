import pytest

from analytics.checks.inspection.ins_02_contract_vs_system import contract_differs_from_system
from tests.boundaries import Boundary, varied
from tests.drawn import Drawn, changed, delivered, drawn, finder

CHECK = contract_differs_from_system
TABLES = """
    customers
    cons_no | status_code | cons_sort_code | contract_cap | tmp_flag
    1       | 0           | 02             | 100          | 03
    9       | 9           | 02             | 100          | 03

    contracts
    cons_no | contract_no | contract_type | status | oper_type | sign_date  | start_date | cap
    1       | H1          | 02            | 2      | 01        | 2020-01-01 | 2020-01-01 | 80
    9       | H9          | 02            | 2      | 01        | 2020-01-01 | 2020-01-01 | 80
"""
hits = finder(CHECK)
RIGHT = changed(TABLES, {"contracts.cap": "100"})


def reasons_of(**values: str) -> list[str]:
    """Return what is wrong where the right contract or its customer has other values."""
    places = {"cons_sort_code": "customers", "tmp_flag": "customers", "status_code": "customers"}
    rows = changed(
        RIGHT, {f"{places.get(name, 'contracts')}.{name}": value for name, value in values.items()}
    )
    return [hit["reason"] for hit in hits(rows)]


def with_contract(**values: str) -> Drawn:
    """Return the wrong contract and another one, signed a year later, that says the right capacity."""
    rows = drawn(TABLES)
    later = drawn(TABLES)["contracts"][0] | {
        "contract_no": "H2",
        "cap": drawn(TABLES)["customers"][0]["contract_cap"],
    }
    later |= {"sign_date": later["sign_date"].replace(year=2021)}
    both = rows | {"contracts": [later, *rows["contracts"]]}
    return changed(both, {f"contracts.{name}": value for name, value in values.items()})


BOUNDARIES = {
    "tol_kva": Boundary(
        varied(TABLES, "contracts.cap"),
        {"99.989": True, "99.99": False, "100": False},
        own=1,
        answers_to_own={"98.99": True, "99": False, "99.5": False},
    ),
}


def test_a_contract_for_another_capacity_is_named() -> None:
    [hit] = hits(TABLES)
    assert (hit["object_id"], hit["object_type"], hit["cons_no"], hit["amount_yuan"]) == (
        "H1",
        "contract",
        "1",
        None,
    )
    assert (hit["reason"], hit["cap"], hit["contract_cap"], hit["gap_kva"]) == ("容量不一致", 80, 100, -20)


@pytest.mark.parametrize(
    ("kind", "customer", "is_hit"),
    [
        ("01", "02", True), ("02", "02", False), ("03", "02", True), ("02", "03", True), ("03", "03", False),
        ("05", "02", False), ("06", "01", False), ("-", "02", False), ("02", "-", False),
    ],
)  # fmt: skip
def test_the_kind_of_contract_is_that_of_the_customer(kind: str, customer: str, is_hit: bool) -> None:
    assert reasons_of(contract_type=kind, cons_sort_code=customer) == ["合同类型与用户分类不一致"] * is_hit


@pytest.mark.parametrize(
    ("kind", "flag", "is_hit"),
    [
        ("04", "01", False), ("04", "02", False), ("04", "03", True), ("02", "01", True), ("02", "03", False),
        ("05", "01", False), ("04", "-", False), ("02", "-", False),
    ],
)  # fmt: skip
def test_a_temporary_contract_is_for_a_temporary_supply(kind: str, flag: str, is_hit: bool) -> None:
    assert reasons_of(contract_type=kind, tmp_flag=flag) == ["临时合同与临时用电标志不一致"] * is_hit


@pytest.mark.parametrize(
    ("values", "is_hit"),
    [
        ({"status_code": "2"}, True), ({"status_code": "-"}, True), ({"status_code": "1"}, False),
        ({"status_code": "9"}, False), ({"status": "3"}, True), ({"status": "-"}, True), ({"status": "1"}, False),
        ({"status": "4"}, False), ({"oper_type": "05"}, False), ({"start_date": "2025-11-01"}, True),
        ({"start_date": "2025-11-02"}, False), ({"start_date": "-"}, True), ({"contract_no": "-"}, False),
        ({"cons_sort_code": "00"}, False),
    ],
)  # fmt: skip
def test_which_contracts_are_compared(values: dict[str, str], is_hit: bool) -> None:
    assert bool(reasons_of(cap="80", **values)) == is_hit


def test_of_several_contracts_in_force_the_last_signed_counts() -> None:
    assert hits(with_contract()) == []
    assert [hit["object_id"] for hit in hits(with_contract(status="4"))] == ["H1"]
    assert [hit["object_id"] for hit in hits(with_contract(start_date="2026-01-01"))] == ["H1"]
    assert [hit["object_id"] for hit in hits(with_contract(cap="70"))] == ["H2"]


@pytest.mark.parametrize(
    ("kind", "status", "is_hit"),
    [("110", "01", False), ("104", "01", False), ("201", "01", False), ("214", "01", False), ("211", "01", False),
     ("110", "02", True), ("203", "01", True), ("210", "01", True)],
)  # fmt: skip
def test_while_the_capacity_is_being_changed_it_is_not_compared(kind: str, status: str, is_hit: bool) -> None:
    rows = drawn(TABLES) | drawn(f"applications\ncons_no | app_type | status\n1 | {kind} | {status}")
    assert bool(hits(rows)) == is_hit
    assert bool(hits(changed(rows, {"contracts.contract_type": "01"})))


def test_columns_that_nobody_has_are_not_compared_and_said() -> None:
    rows = drawn(TABLES)
    rows["contracts"] = [row | {"cap": None, "contract_type": None} for row in rows["contracts"]]
    rows["customers"] = [row | {"tmp_flag": None} for row in rows["customers"]]
    assert hits(rows) == []
    assert len(delivered(CHECK, rows).notes) == 4
