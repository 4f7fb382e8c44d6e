"""Views: kept by name, seen by everybody where shared, changed by their owner alone."""

from pathlib import Path

import pytest
from sqlalchemy import select

from models import views
from models.errors import NotAllowed, NotFound, WrongUsage
from models.orm import LogRow
from models.people import LOCAL_USER, Person, Role
from models.store import Store

OTHER = Person("同事", Role.STAFF, ("334010101",))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def names(store: Store, person: Person, place: str = "targets") -> list[str]:
    return [view.name for view in views.views(store, person, place)]


def test_own_views_and_the_shared_ones_of_others_are_listed_for_their_page(store: Store):
    views.save(store, LOCAL_USER, "targets", "高压", {"kind": "customer"}, is_shared=True)
    views.save(store, LOCAL_USER, "targets", "我的", {}, is_shared=False)
    views.save(store, OTHER, "targets", "城关", {"unit": "334010101"}, is_shared=False)
    assert names(store, LOCAL_USER) == ["我的", "高压"]
    assert names(store, OTHER) == ["城关", "高压"]
    assert names(store, OTHER, "overview") == []


def test_saving_under_the_same_name_replaces_the_own_view_only(store: Store):
    views.save(store, LOCAL_USER, "targets", "高压", {"kind": "customer"}, is_shared=True)
    views.save(store, OTHER, "targets", "高压", {"kind": "asset"}, is_shared=False)
    views.save(store, LOCAL_USER, "targets", " 高压 ", {"kind": "staff"}, is_shared=True)
    assert [view.query for view in views.views(store, OTHER, "targets")] == [
        {"kind": "asset"},
        {"kind": "staff"},
    ]


def test_only_the_owner_renames_or_deletes_a_shared_view(store: Store):
    views.save(store, LOCAL_USER, "targets", "高压", {}, is_shared=True)
    [view] = views.views(store, OTHER, "targets")
    with pytest.raises(NotAllowed, match="本机用户"):
        views.rename(store, OTHER, view.id, "低压")
    with pytest.raises(NotAllowed):
        views.remove(store, OTHER, view.id)
    views.rename(store, LOCAL_USER, view.id, "低压")
    assert names(store, OTHER) == ["低压"]
    views.remove(store, LOCAL_USER, view.id)
    with pytest.raises(NotFound):
        views.remove(store, LOCAL_USER, view.id)


@pytest.mark.parametrize("name", ["", "  ", "长" * 31])
def test_a_view_needs_a_name_of_at_most_thirty_letters(store: Store, name: str):
    with pytest.raises(WrongUsage):
        views.save(store, LOCAL_USER, "targets", name, {}, is_shared=False)


def test_a_name_that_is_taken_is_refused_when_renaming(store: Store):
    views.save(store, LOCAL_USER, "targets", "甲", {}, is_shared=False)
    views.save(store, LOCAL_USER, "targets", "乙", {}, is_shared=False)
    with pytest.raises(WrongUsage, match="甲"):
        views.rename(store, LOCAL_USER, views.views(store, LOCAL_USER, "targets")[0].id, "甲")


def test_the_log_says_who_kept_a_view_and_not_what_was_typed(store: Store):
    views.save(store, LOCAL_USER, "targets", "罗兰秀", {"text": "罗兰秀"}, is_shared=True)
    with store.read() as session:
        [line] = session.scalars(select(LogRow).where(LogRow.action == "save_view"))
    assert (line.actor, line.detail) == ("本机用户", {"place": "targets", "is_shared": True})


def test_columns_of_a_list_are_kept_for_each_person_and_go_back_to_the_lists_own(store: Store):
    views.save_columns(store, LOCAL_USER, "targets", ["score", "name"])
    views.save_columns(store, LOCAL_USER, "targets", ["name", "score"])
    assert views.columns(store, LOCAL_USER, "targets") == ["name", "score"]
    assert views.columns(store, OTHER, "targets") is None
    views.save_columns(store, LOCAL_USER, "targets", None)
    assert views.columns(store, LOCAL_USER, "targets") is None
