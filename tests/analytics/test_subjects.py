from typing import get_args

import ibis
import pytest

from analytics.subjects import LABELS, SUBJECTS, ObjectType, kind_of, kinds_of
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
        ("customer", "SVC-05", "用户"),
    ],
)
def test_a_case_that_is_a_transformer_area_is_called_one_in_each_row_and_each_list(
    kind: str, codes: str, label: str
) -> None:
    assert LABELS[kind_of(kind, codes)] == label
    listed = ibis.memtable({"object_type": [kind], "check_codes": [codes]})
    assert LABELS[kinds_of(listed).name("kind").execute().iloc[0]] == label
