"""A home of its own for every test that opens a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from data_loaders.catalog import tables
from models.lake import Lake
from models.store import Store


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the home directory that pages use, with nothing cached from another one."""
    monkeypatch.setenv("MINGJI_HOME", str(tmp_path / "home"))
    st.cache_resource.clear()
    st.cache_data.clear()
    yield tmp_path / "home"
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def lake(home: Path) -> Lake:
    """Give the lake that the pages read."""
    return Lake(Store(home), tables())
