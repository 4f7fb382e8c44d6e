"""What people write in a report stays with its issue, can be taken back, and is in the log."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from models import editions
from models.editions import Edition
from models.errors import EditConflict, NotAllowed, WrongUsage
from models.orm import LogRow
from models.people import LOCAL_USER, Person, Role
from models.store import Store

ISSUE = Edition("weekly", "34101", date(2025, 11, 14), date(2025, 11, 20))


def test_the_latest_change_of_a_sentence_counts(store: Store) -> None:
    editions.save(store, ISSUE, "volume.total", "第一次", LOCAL_USER, base="原文")
    editions.save(store, ISSUE, "volume.total", " 第二次 ", LOCAL_USER, base="原文")
    edit = editions.edits(store, ISSUE)["volume.total"]
    assert (edit.text, edit.edited_by, edit.base) == ("第二次", "本机用户", "原文")


def test_a_change_taken_back_leaves_the_generated_sentence_but_stays_in_the_history(store: Store) -> None:
    editions.save(store, ISSUE, "volume.total", "改过", LOCAL_USER)
    editions.take_back(store, ISSUE, "volume.total", LOCAL_USER)
    assert editions.edits(store, ISSUE) == {}
    assert [row.text for row in editions.history(store, ISSUE)] == ["改过", None]


def test_a_change_of_what_somebody_else_changed_since_it_was_seen_is_refused_with_their_text(
    store: Store,
) -> None:
    editions.save(store, ISSUE, "volume.total", "甲的", LOCAL_USER, seen=None)
    with pytest.raises(EditConflict, match="本机用户已于") as refused:
        editions.save(store, ISSUE, "volume.total", "乙的", LOCAL_USER, seen=None)
    assert refused.value.text == "甲的"
    editions.save(store, ISSUE, "volume.total", "甲的", LOCAL_USER, seen=None)  # both wrote the same
    editions.save(
        store, ISSUE, "volume.total", "乙的", LOCAL_USER, seen=editions.edits(store, ISSUE)["volume.total"]
    )
    editions.save(store, ISSUE, "volume.other", "另一句", LOCAL_USER, seen=None)
    assert editions.edits(store, ISSUE)["volume.total"].text == "乙的"


@pytest.mark.parametrize(
    "other", [{"org_prefix": "34102"}, {"first": date(2025, 11, 13)}, {"report": "bulletin"}], ids=str
)
def test_another_issue_does_not_have_the_changes(store: Store, other: dict) -> None:
    editions.save(store, ISSUE, "volume.total", "改过", LOCAL_USER)
    assert editions.edits(store, replace(ISSUE, **other)) == {}


def test_a_report_of_another_unit_is_not_changed(store: Store) -> None:
    county = Person("某人", Role.TEAM_LEADER, ("34102",))
    with pytest.raises(NotAllowed, match="其他单位"):
        editions.save(store, ISSUE, "volume.total", "改过", county)
    assert editions.edits(store, ISSUE) == {}


@pytest.mark.parametrize("text", [" \n ", "字" * 5001], ids=["nothing", "too long"])
def test_an_empty_or_endless_text_is_refused(store: Store, text: str) -> None:
    with pytest.raises(WrongUsage):
        editions.save(store, ISSUE, "volume.total", text, LOCAL_USER)


def test_every_change_is_a_line_of_the_log(store: Store) -> None:
    editions.save(store, ISSUE, "volume.total", "改过", LOCAL_USER)
    with store.read() as session:
        line = session.scalars(select(LogRow)).one()
    assert (line.action, line.subject) == ("edit", "weekly:34101:2025-11-14:2025-11-20")
