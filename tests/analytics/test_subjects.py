from typing import get_args

import ibis
import pytest

from analytics.subjects import LABELS, SUBJECTS, ObjectType, kind_of, kinds_of, number_in_words
from data_loaders.catalog import tables


def test_every_object_type_has_a_subject_whose_number_is_a_column_of_its_tables() -> None:
    assert list(SUBJECTS) == list(get_args(ObjectType))
    places = [place for subject in SUBJECTS.values() for place in subject.places]
    assert [name for name, column in places if column not in tables()[name].by_name] == []


@pytest.mark.parametrize(
    ("kind", "codes", "label"),
    [
        ("case", "INS-08", "案件"),
        ("case", "SVC-05", "台区"),
        ("case", "SVC-07,SVC-05", "台区"),
        ("case", "SVC-11", "停电"),
        ("customer", "SVC-05", "用户"),
    ],
)
def test_a_case_that_is_a_transformer_area_or_an_outage_is_called_one_in_each_row_and_each_list(
    kind: str, codes: str, label: str
) -> None:
    assert LABELS[kind_of(kind, codes)] == label
    listed = ibis.memtable({"object_type": [kind], "check_codes": [codes]})
    assert LABELS[kinds_of(listed).name("kind").execute().iloc[0]] == label


def test_an_account_is_called_by_unit_subject_and_month_and_others_by_their_number() -> None:
    units = {"334010102": "城关所"}
    assert number_in_words("account", "334010102|1122|202609", units) == "城关所 1122 科目 2026年9月"
    assert number_in_words("account", "334010199|1122|", units) == "334010199 1122 科目"
    assert number_in_words("account", "334010102|202609", units) == "城关所 全部科目 2026年9月"
    assert number_in_words("account", "|1122|202613", units) == "未归属 1122 科目 202613"
    assert number_in_words("org", "334010102", units) == "城关所 334010102"
    assert number_in_words("org", "334010199", units) == "334010199"
    assert number_in_words("customer", "0000000001", units) == "0000000001"
    assert number_in_words("case", "A|B|202609", units) == "A|B|202609"
