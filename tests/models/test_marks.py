"""Marks: the latest of an object and check counts, all of them are kept."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from models import marks
from models.errors import WrongUsage
from models.orm import LogRow
from models.people import LOCAL_USER, Person, Role
from models.store import Store

OTHER = Person("同事", Role.STAFF, ("",))
FIRST, SECOND = ("customer", "1"), ("case", "1")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def words(store: Store, check: str | None = None) -> dict[tuple[str, str], str]:
    return {(one.object_type, one.object_id): one.word for one in marks.marks(store, check)}


def test_the_latest_mark_of_an_object_counts_and_one_without_a_word_takes_it_away(store: Store):
    marks.mark(store, LOCAL_USER, [FIRST, SECOND], "待查")
    marks.mark(store, OTHER, [FIRST], "已看", note=" 现场已核 ")
    assert words(store) == {FIRST: "已看", SECOND: "待查"}
    marks.mark(store, OTHER, [FIRST], "")
    assert words(store) == {SECOND: "待查"}


def test_the_history_says_who_set_which_mark(store: Store):
    marks.mark(store, LOCAL_USER, [FIRST, SECOND], "待查")
    marks.mark(store, OTHER, [FIRST], "已看", note="现场已核")
    said = [(one.word, one.note, one.marked_by) for one in marks.history(store, [FIRST])]
    assert said == [("已看", "现场已核", "同事"), ("待查", "", "本机用户")]
    with store.read() as session:
        assert session.scalar(select(func.count()).where(LogRow.action == "mark")) == 3


def test_a_mark_for_one_check_is_not_one_for_another(store: Store):
    marks.mark(store, LOCAL_USER, [FIRST], "排除", check_code="TAR-01")
    marks.mark(store, LOCAL_USER, [SECOND], "待查")
    assert words(store, "TAR-01") == {FIRST: "排除", SECOND: "待查"}
    assert words(store, "TAR-02") == {SECOND: "待查"}


@pytest.mark.parametrize(("word", "note"), [("也许", ""), ("待查", "长" * 201)])
def test_unknown_words_and_endless_notes_are_refused(store: Store, word: str, note: str):
    with pytest.raises(WrongUsage):
        marks.mark(store, LOCAL_USER, [FIRST], word, note=note)
    assert words(store) == {}
