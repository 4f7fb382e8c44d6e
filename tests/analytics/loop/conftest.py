"""A home's records for the loop's figures: on both databases where the statement is ours, else on SQLite."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.store import Store
from tests.models.conftest import postgres_server, url  # noqa: F401


@pytest.fixture
def either_store(url: str, tmp_path: Path) -> Iterator[Store]:  # noqa: F811
    """Give a store on either database."""
    opened = Store(tmp_path / "home", url)
    yield opened
    opened.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a store on SQLite."""
    opened = Store(tmp_path / "home")
    yield opened
    opened.close()
