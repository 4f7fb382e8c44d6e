from typing import get_args

from analytics.subjects import SUBJECTS, ObjectType
from data_loaders.catalog import tables


def test_every_object_type_has_a_subject_whose_number_is_a_column_of_its_tables() -> None:
    assert list(SUBJECTS) == list(get_args(ObjectType))
    places = [place for subject in SUBJECTS.values() for place in subject.places]
    assert [name for name, column in places if column not in tables()[name].by_name] == []
