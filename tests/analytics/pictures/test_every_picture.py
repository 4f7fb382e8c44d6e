"""What is promised of every picture."""

import re

import pytest

from analytics.fact import bare_reads
from analytics.pictures.album import pictures
from analytics.pictures.picture import ALL_HITS, Picture
from analytics.rulebook import checks
from data_loaders.catalog import tables
from tests.pictured import sight_of

ADDRESS = {"run", "of", "text", "sort", "sort_reversed", "list_page", "columns", "jobs", "with", "page"}
ALL = list(pictures().values())


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.key)
def test_a_picture_of_nothing_has_no_marks_and_no_rows(one: Picture) -> None:
    sight = sight_of(one)
    rows = one.stated(sight)
    assert rows.count().execute() == 0
    marks = one.marks(sight, rows).to_pyarrow()
    assert len(marks) == 0
    assert {*(d.name for d in one.by), *(m.name for m in one.measures)} <= set(marks.column_names)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.key)
def test_a_picture_says_what_it_shows_and_reads_what_there_is(one: Picture) -> None:
    assert re.search("[\u4e00-\u9fff]", one.explained)
    assert re.search(r"[((].+[))]$", one.title), "the title ends with the unit"
    assert 1 <= len(one.by) <= 2
    for table, columns in bare_reads(one.reads).items():
        assert set(columns) <= set(tables()[table].by_name)
    for code, evidence in one.hits.items():
        if code != ALL_HITS:
            check = checks()[code.rstrip("?")]
            assert check.category is one.category
            assert set(evidence) <= set(check.evidence)
    assert one.order in ("", *one.columns)
    assert set(one.axes) <= set(one.columns)


def test_a_name_means_the_same_on_every_picture_and_nothing_else_in_the_address() -> None:
    labels: dict[str, set[str]] = {}
    for one in ALL:
        for name, dimension in one.dimensions.items():
            labels.setdefault(name, set()).add(dimension.label)
    assert {name: found for name, found in labels.items() if len(found) > 1} == {}
    assert not ADDRESS & set(labels)
