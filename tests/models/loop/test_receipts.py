"""The token of a row: what it stands for comes back, and nobody makes one without the home's key."""

from pathlib import Path

import pytest

from models.errors import MoveRefused
from models.loop.case import State
from models.loop.receipts import Receipt, Receipts, TargetReceipt, looks_like_one
from models.store import Store

RECEIPT = Receipt("稽查20261100001", State.TO_ACCEPT, 2)


@pytest.fixture
def receipts(tmp_path: Path) -> Receipts:
    return Receipts(Store(tmp_path / "home"))


def test_a_token_says_its_case_state_and_version_whatever_a_program_made_of_its_letters(
    receipts: Receipts,
) -> None:
    token = receipts.issue(RECEIPT)
    assert receipts.read(token) == RECEIPT
    assert receipts.read(f" {token.lower().replace('-', '－')}\n") == RECEIPT
    assert looks_like_one(token)
    assert not looks_like_one("稽查20261100001")


@pytest.mark.parametrize(
    "forged",
    [
        lambda token: token.replace("00001", "00002"),
        lambda token: token.replace("-A2-", "-A3-"),
        lambda token: token.replace("-A2-", "-C2-"),
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
    ],
    ids=["another case", "another version", "another state", "another digest"],
)
def test_a_token_that_somebody_changed_is_none_of_ours(receipts: Receipts, forged: object) -> None:
    with pytest.raises(MoveRefused, match="不是本系统签发的"):
        receipts.read(forged(receipts.issue(RECEIPT)))  # type: ignore[operator]


def test_a_token_of_another_home_is_named_as_such(receipts: Receipts, tmp_path: Path) -> None:
    foreign = Receipts(Store(tmp_path / "other")).issue(RECEIPT)
    with pytest.raises(MoveRefused, match="出自另一套明稽系统"):
        receipts.read(foreign)


def test_a_token_of_a_target_tells_its_run_and_is_another_for_each_run_and_object(receipts: Receipts) -> None:
    token = receipts.issue_target(1, "customer", "0512345678")
    assert receipts.read(token.lower()) == TargetReceipt(1, token)
    assert looks_like_one(token)
    assert token != receipts.issue_target(1, "metering_point", "0512345678")
    assert token.split("-")[2] != receipts.issue_target(2, "customer", "0512345678").split("-")[2]


def test_a_token_cut_off_is_not_guessed(receipts: Receipts) -> None:
    with pytest.raises(MoveRefused, match="不完整或被改动"):
        receipts.read(receipts.issue(RECEIPT)[:-3])


def test_the_key_is_the_owner_s_alone_and_in_no_database(tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    Receipts(store)
    key = store.home / "receipts.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_bytes() not in (store.home / "mingji.db").read_bytes()
