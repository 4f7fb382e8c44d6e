"""What is promised of every page."""

import ast

import pytest

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


def test_no_two_pages_share_an_address():
    addresses = [card.url_path for card in CARDS]
    assert len(addresses) == len(set(addresses))
