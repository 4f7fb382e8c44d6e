"""What the documents for developers say of the code is so."""

import re
from pathlib import Path

import pytest

from tests.planted import differences
from tests.quoted import DOCUMENTS, QUOTE, ROOT, quoting

README, DECISIONS = ROOT / "README.md", ROOT / "docs" / "decisions.md"
NAMED = re.compile(
    r"`((?:analytics|benchmarks|commands|data_loaders|demo|docs|findings|models|pages|reports|tests)/[\w/.]*)`"
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_quotes_files_as_they_are(document: Path) -> None:
    text = document.read_text("utf-8")
    assert text == quoting(text), "run: python -m tests.quoted"
    assert QUOTE.search(text)


@pytest.mark.parametrize("document", [README, DECISIONS, *DOCUMENTS], ids=lambda path: path.name)
def test_every_file_and_folder_that_a_document_names_exists(document: Path) -> None:
    named = NAMED.findall(document.read_text("utf-8"))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_contents_of_the_decisions_are_its_parts() -> None:
    text = DECISIONS.read_text("utf-8")
    assert re.findall(r"^\| \[(.+?)\]", text, re.MULTILINE) == re.findall(r"^## (.+)$", text, re.MULTILINE)


@pytest.mark.slow
def test_the_plants_of_the_check_that_is_shown_are_found_alone() -> None:
    assert differences("ACC-12") == []
