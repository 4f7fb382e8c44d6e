"""What a person says about the columns of a sheet."""

from data_loaders.catalog import tables
from pages.parts.imports.sheet_review import UNUSED, choice_of, entered_twice

BILLS = tables()["bills"]


def test_entered_titles_become_fields():
    choice = choice_of(BILLS, ["编号", "电量", "备注"], ["用户编号", "总电量(kWh)", UNUSED])
    assert choice.table == "bills"
    assert choice.fields == {"cons_no": "编号", "total_pq": "电量"}


def test_units_that_a_person_named_go_with_the_mapping():
    choice = choice_of(BILLS, ["编号"], ["用户编号"], None, {"元|元|万元": "万元"})
    assert choice.units == {"元|元|万元": "万元"}


def test_field_given_to_two_headers_is_noticed():
    assert entered_twice(["用户编号", UNUSED, "用户编号", UNUSED]) == ["用户编号"]
