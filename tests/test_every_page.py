"""What is promised of every page."""

import ast

import pytest

from models.people import LOCAL_USER, Person, Role
from pages.parts.frame.page_cards import PageCard, page_cards

CARDS = page_cards()


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.path.stem)
def test_page_asks_for_permission_in_its_first_statement(card: PageCard):
    docstring, *rest = ast.parse(card.path.read_text("utf-8")).body
    assert isinstance(docstring, ast.Expr)
    first = next(node for node in rest if not isinstance(node, ast.Import | ast.ImportFrom))
    assert isinstance(first, ast.Assign | ast.Expr)
    assert isinstance(first.value, ast.Call)
    assert isinstance(first.value.func, ast.Name)
    assert first.value.func.id == "require"


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.path.stem)
def test_page_explains_itself(card: PageCard):
    assert len(card.help) > 10


def test_no_two_pages_share_an_address_or_a_number():
    numbers, addresses = zip(*(card.path.stem.split("_", 1) for card in CARDS), strict=True)
    assert len(set(numbers)) == len(set(addresses)) == len(CARDS)


def test_the_navigation_offers_a_page_to_those_only_who_may_open_it():
    staff = Person("稽查员", Role.STAFF, ("334010101",))
    closed = {card.title for card in CARDS if card.permission is None or not staff.may(card.permission)}
    assert closed == {"数据导入", "初判", "单位与人员", "参数与码表"}
    assert all(card.permission is not None and LOCAL_USER.may(card.permission) for card in CARDS)
