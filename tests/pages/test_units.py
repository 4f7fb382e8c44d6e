"""Names of units as a reader sees them."""

from pages.parts.common.units import told_apart


def test_station_that_two_counties_have_is_named_with_its_county():
    names = {"3340101": "东县", "334010101": "城关所", "3340102": "西县", "334010201": "城关所"}
    assert told_apart(names)["334010101"] == "东县城关所"
    assert told_apart(names)["334010201"] == "西县城关所"


def test_station_of_its_own_name_keeps_it():
    assert told_apart({"3340101": "东县", "334010101": "河口所"})["334010101"] == "河口所"
