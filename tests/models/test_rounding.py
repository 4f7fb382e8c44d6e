import re
from pathlib import Path

import pytest

from models.rounding import share_as_set, share_in_words

PROJECT = Path(__file__).parents[2]
PRODUCT = ("analytics", "commands", "data_loaders", "models", "pages", "reports")
WRITTEN_ELSEWHERE = {  # how far work is, and by how much an amount moved: no shares
    "commands/home.py",
    "pages/parts/frame/running.py",
    "pages/parts/imports/steps.py",
    "pages/parts/loop/proofs_of_many.py",
    "pages/parts/findings/overview.py",
    "pages/parts/rules/long_trials.py",
}


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.89, "89.00%"),
        (0.832, "83.20%"),
        (0.97625, "97.63%"),
        (0.0, "0.00%"),
        (23.0, "2,300.00%"),
        (None, "—"),
    ],
)
def test_what_was_counted_has_two_decimals_rounded_half_up(share: float | None, words: str):
    assert share_in_words(share) == words


@pytest.mark.parametrize(("share", "words"), [(0.1, "10%"), (0.125, "12.5%"), (1.0, "100%")])
def test_what_somebody_chose_is_said_as_it_was_chosen(share: float, words: str):
    assert share_as_set(share) == words


def test_no_share_is_written_another_way():
    files = [path for room in PRODUCT for path in (PROJECT / room).rglob("*.py")]
    found = {
        path.relative_to(PROJECT).as_posix()
        for path in files
        if re.search(
            r":[+,\d]*\.\d%\}|\* 100\)\}%", path.read_text("utf-8").replace("%{y:", "").replace("%{x:", "")
        )
    }
    assert found == WRITTEN_ELSEWHERE
