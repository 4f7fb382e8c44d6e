import math
from decimal import Decimal
from typing import Any

import pytest

from analytics.checks.archive.pro_15_split_customers import split_customers
from tests.boundaries import Boundary
from tests.drawn import Drawn, finder

CHECK = split_customers
ADDRESS = "临江市东湖区科技大道百花工业园三号路12号"  # 21 characters
AT_10_KV, AT_110_KV, AT_380_V = "AC00101", "AC01101", "AC03802"


def firm(number: str, cap: str = "200", **other: Any) -> dict[str, Any]:
    """Return a company on the books that pays in one part."""
    usual = {
        **{"cons_no": number, "cons_name": "宏达机械有限公司", "elec_addr": ADDRESS, "status_code": "0"},
        **{"elec_type_code": "403", "pricing_policy": "02", "volt_code": AT_10_KV},
        **{"contract_cap": Decimal(cap), "credit_code": f"9133{number}"},
    }
    return usual | other


def home(number: str, **other: Any) -> dict[str, Any]:
    usual = {"elec_type_code": "202", "cons_name": "王伟", "cert_no": f"3304{number}", "credit_code": None}
    return firm(number, "8", **(usual | other))


def bill(number: str, kva: str, yuan: str, volt: str = AT_10_KV, amt_ym: str = "202510") -> dict[str, Any]:
    return {
        **{"cons_no": number, "amt_ym": amt_ym, "amt_type": "01", "volt_code": volt},
        **{"bill_cap": Decimal(kva), "cap_amt": Decimal(yuan)},
    }


def company(*customers: dict[str, Any], bills: Any = (), places: Any = ()) -> Drawn:
    gis = [{"cons_no": n, "lon": Decimal(lon), "lat": Decimal(lat)} for n, lon, lat in places]
    return {"customers": list(customers), "bills": list(bills), "gis": gis}


TABLES = company(firm("1"), firm("2", "115"), bills=[bill("9", "1000", "30000")])
hits = finder(CHECK)


def numbers(found: list[dict[str, Any]]) -> list[str]:
    return [hit["object_id"] for hit in found]


def nearby(degrees: str) -> Drawn:
    """Return two halves of a company at other addresses, one so many degrees north of the other."""
    places = [("1", "120.1", "30"), ("2", "120.1", str(Decimal(30) + Decimal(degrees)))]
    return company(firm("1"), firm("2", elec_addr="别处5号"), places=places)


BOUNDARIES = {
    "r_m": Boundary(
        nearby,
        {"0.000449": True, "0.00045": False, "0.000451": False},
        own=100,
        answers_to_own={"0.00089": True, "0.0009": False, "0.001": False},
        is_apart=True,
    ),
    "s": Boundary(
        lambda address: company(firm("1", elec_addr="东湖科技大道百花工业园区南12号甲乙丙丁"),
                                firm("2", elec_addr=address)),
        {"东湖科技大道百花工业园区南12号甲乙丙某": True, "东湖科技大道百花工业园区南12号甲乙某某": False,
         "东湖科技大道百花工业园区南12号甲某某某": False},
        own=0.8,
        answers_to_own={"东湖科技大道百花工业园区南12号甲某某某": True, "东湖科技大道百花工业园区南12号某某某某": False,
                        "东湖科技大道百花工业园区某12号某某某某": False},
        is_apart=True,
    ),
    "sum_cap": Boundary(
        lambda cap: company(firm("1"), firm("2", cap)),
        {"114.9": False, "115": True, "115.1": True},
        own=400,
        answers_to_own={"199.9": False, "200": True, "200.1": True},
        is_apart=True,
    ),
}  # fmt: skip


def test_each_part_of_a_company_that_was_split_below_two_parts_is_found_with_its_share() -> None:
    first, second = hits(TABLES)
    assert (first["object_type"], first["object_id"], first["cons_no"]) == ("customer", "1", "1")
    assert {(hit["group_no"], hit["members"], hit["households"]) for hit in (first, second)} == {
        ("1", "1;2", 2)
    }
    assert (first["group_kva"], first["kva_yuan"]) == (Decimal(315), Decimal(30))
    assert (first["amount_yuan"], second["amount_yuan"]) == (Decimal("72000.00"), Decimal("41400.00"))
    assert (first["purpose"], first["same"]) == ("两部制电价", "户名、地址相同")


@pytest.mark.parametrize(
    ("other", "is_hit"),
    [
        ({"contract_cap": Decimal(315)}, False),
        ({"contract_cap": Decimal("314.9")}, True),
        ({"contract_cap": None}, False),
        ({"pricing_policy": "01"}, False),
        ({"pricing_policy": None}, True),
        ({"status_code": "9"}, False),
        ({"status_code": "2"}, True),
        ({"elec_type_code": "300"}, False),
        ({"elec_type_code": "202"}, False),
        ({"elec_type_code": "100"}, True),
    ],
)
def test_all_are_small_pay_in_one_part_and_are_of_industry_and_commerce(
    other: dict[str, Any], is_hit: bool
) -> None:
    assert numbers(hits(company(firm("1"), firm("2", **other)))) == ["1", "2"] * is_hit


def test_one_large_member_clears_the_whole_group() -> None:
    assert hits(company(firm("1"), firm("2"), firm("3", "400"))) == []


@pytest.mark.parametrize(
    ("other", "is_hit"),
    [
        ({"cons_name": " 宏达(机械)有限公司"}, True),
        ({"cons_name": "宏达机械厂"}, False),
        ({"cons_name": "宏达机械厂", "credit_code": " 9133 1"}, True),
        ({"cons_name": "宏达机械厂", "credit_code": "-", "cert_no": "91331"}, True),
        ({"cons_name": "无"}, False),
    ],
)
def test_who_has_neither_the_name_nor_the_papers_is_another_one(other: dict[str, Any], is_hit: bool) -> None:
    rows = company(firm("1"), firm("2", **other))
    assert bool(hits(rows)) == is_hit


def test_two_nameless_customers_and_two_without_papers_have_nothing_in_common() -> None:
    rows = [
        firm("1", cons_name="无", credit_code="0", cert_no="-"),
        firm("2", cons_name="无", credit_code="0", cert_no="-"),
    ]
    assert hits(company(*rows)) == []


@pytest.mark.parametrize(
    ("address", "is_hit"),
    [
        (ADDRESS.replace("12", " 12 "), True),
        (ADDRESS.replace("东湖区", "东湖区."), True),
        (ADDRESS.replace("大道", "大路"), True),
        (ADDRESS.replace("12", "13"), False),
        (ADDRESS.replace("三", "四"), False),
        (ADDRESS.replace("12", "1-2"), False),
        ("别处12号", False),
        ("无", False),
    ],
)
def test_an_address_is_the_same_but_for_signs_and_a_letter_never_with_other_numbers(
    address: str, is_hit: bool
) -> None:
    assert bool(hits(company(firm("1"), firm("2", elec_addr=address)))) == is_hit


def test_places_without_coordinates_are_not_near_each_other() -> None:
    rows = firm("1"), firm("2", elec_addr="别处5号")
    assert hits(company(*rows, places=[("1", "0", "0"), ("2", "0", "0")])) == []
    [hit, _] = hits(company(*rows, places=[("1", "120.1", "30"), ("2", "120.1", "30")]))
    assert hit["same"] == "户名、坐标相近"


def test_two_dwellings_of_one_name_at_one_address_are_found_without_an_amount() -> None:
    first, second = hits(company(home("1"), home("2"), bills=[bill("9", "1000", "30000")]))
    assert (first["purpose"], first["group_no"], second["group_no"]) == ("阶梯电价", "1", "1")
    assert (first["amount_yuan"], first["kva_yuan"], first["group_kva"]) == (None, None, None)
    assert hits(company(home("1"), home("2", elec_addr=ADDRESS.replace("大道", "大路")))) == []
    assert hits(company(home("1"), home("2", cons_name="李强"))) == []


def test_a_group_is_whole_where_its_ends_share_nothing() -> None:
    rows = [
        firm("1", "100", cons_name="甲厂", credit_code="X1"),
        firm("2", "100", cons_name="甲厂", credit_code="X2"),
        firm("3", "100", cons_name="乙厂", credit_code="X2"),
        firm("4", "100", cons_name="乙厂", credit_code="X4"),
    ]
    found = hits(company(*rows))
    assert [(hit["object_id"], hit["group_no"], hit["group_kva"]) for hit in found] == [
        (n, "1", Decimal(400)) for n in "1234"
    ]
    assert found[1]["same"] == "户名、地址相同;证照号、地址相同"


def test_a_kva_costs_what_most_pay_at_the_voltage_else_anywhere_else_nobody_knows() -> None:
    bills = [bill("7", "100", "2600", AT_110_KV), bill("8", "100", "3000"), bill("9", "50", "1500")]
    rows = company(firm("1", volt_code=AT_380_V), firm("2", volt_code=AT_110_KV), bills=bills)
    assert [hit["kva_yuan"] for hit in hits(rows)] == [Decimal(30), Decimal(26)]
    earlier = [bill("9", "50", "1500", amt_ym="202509")]
    assert [hit["amount_yuan"] for hit in hits(company(firm("1"), firm("2"), bills=earlier))] == [None, None]


@pytest.mark.parametrize("bearing", range(0, 360, 45))
@pytest.mark.parametrize(("metres", "is_found"), [(49, True), (51, False)])
def test_metres_count_in_every_direction_wherever_in_the_country(bearing: int, metres: int, is_found: bool):
    customers, places = [], []
    for number, (lon, lat) in enumerate([(79.5, 37.1), (116.4, 39.9), (124.7, 53.4), (112.3, 3.9)]):
        north, east = metres * math.cos(math.radians(bearing)), metres * math.sin(math.radians(bearing))
        there = (lon + east / (111_195 * math.cos(math.radians(lat))), lat + north / 111_195)
        for half, (x, y) in enumerate([(lon, lat), there]):
            customers.append(firm(f"{number}{half}", elec_addr=f"{half}号", cons_name=f"公司{number}"))
            customers[-1]["credit_code"] = f"同一证照{number}"
            places.append((f"{number}{half}", f"{x:.6f}", f"{y:.6f}"))
    assert len(hits(company(*customers, places=places))) == (8 if is_found else 0)


def test_a_pile_at_home_that_is_billed_without_steps_evades_none() -> None:
    def step(number: str, level: int | None) -> dict[str, Any]:
        return {"cons_no": number, "amt_ym": "202510", "amt_type": "01", "ladder_level": level}

    homes = [home("1"), home("2")]
    assert numbers(hits(company(*homes, bills=[step("1", 1), step("2", 1)]))) == ["1", "2"]
    assert hits(company(*homes, bills=[step("1", 1), step("2", None)])) == []
    # where no bill tells steps, and of one not yet billed, nothing is known
    assert numbers(hits(company(*homes, bills=[step("1", None), step("2", None)]))) == ["1", "2"]
    assert numbers(hits(company(*homes, bills=[step("1", 1)]))) == ["1", "2"]


def test_where_no_bill_tells_steps_the_name_of_the_price_tells_a_pile() -> None:
    homes = [home("1") | {"prc_code": "1101"}, home("2") | {"prc_code": "1107"}]
    names = [{"prc_code": "1101", "prc_name": "居民一户一表"}, {"prc_code": "1107", "prc_name": "居民充电桩"}]
    rows = company(*homes)
    assert numbers(hits(rows)) == ["1", "2"]
    assert hits(rows | {"tariff_prices": names}) == []
    in_words = [home("1") | {"prc_code": "居民一户一表"}, home("2") | {"prc_code": "居民合表"}]
    assert hits(company(*in_words)) == []
