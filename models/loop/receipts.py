"""The token of a row of a list to fill in (回执码): by it alone a row is known when the list comes back.

    稽查20261100001-A2-QX7K-K7Q2M9XR4TNW
    case number, state and version when the list was written, the home, a keyed digest over all of them

    目标12-QX7K-K7Q2M9XR4TNW
    of a row of a target list, written before there is a case: the run, the home, a keyed digest over both and the object

It is text in every program, never a number, date or formula, and sorts by the case. The key lies in the home and in no
database, so that nobody makes tokens from a dump of the records.
"""

import base64
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass

from models.errors import MoveRefused
from models.home import homes
from models.home.home_keys import key_of
from models.loop.case import State
from models.store import Store

HOME_LETTERS, DIGEST_LETTERS = 4, 12  # of five bits each
SHORTEST, LONGEST = 20, 80  # of a token, with the spaces that a program may have put in
ASKED = {State.TO_ACCEPT: "A", State.CHECKING: "C"}
"""The states in which a list asks for an answer, by the letter that stands for them."""
_STATES = {letter: state for state, letter in ASKED.items()}
_TOKEN = re.compile(
    rf"(?:目标(?P<run>[0-9]{{1,9}})|(?P<case>\w{{5,20}})-(?P<state>[{''.join(_STATES)}])(?P<version>[0-9]{{1,6}}))"
    rf"-(?P<home>[A-Z2-7]{{{HOME_LETTERS}}})-(?P<digest>[A-Z2-7]{{{DIGEST_LETTERS}}})"
)
REMEDY = "请从原来的清单中复制这一行的回执码,不要改动"


@dataclass(frozen=True)
class Receipt:
    """What a token stands for."""

    case_no: str
    state: State
    version: int


@dataclass(frozen=True)
class TargetReceipt:
    """What a token of a target list tells: its run; which object it is of is known by comparing the tokens."""

    run_id: int
    token: str


class Receipts:
    """Issues a home's tokens and reads them back.

    Errors: OSError where the home's key can be neither read nor made.
    """

    def __init__(self, store: Store) -> None:
        identity = homes.identity_of(store.home) or ""
        self._key = key_of(store.home, "receipts").encode()
        self._home = _letters(hashlib.sha256(identity.encode()).digest(), HOME_LETTERS)

    def issue(self, receipt: Receipt) -> str:
        """Return the token of a case as it is now."""
        content = f"{receipt.case_no}-{ASKED[receipt.state]}{receipt.version}-{self._home}"
        return f"{content}-{self._digest(content)}"

    def issue_target(self, run_id: int, object_type: str, object_id: str) -> str:
        """Return the token of a target of a run."""
        content = f"目标{run_id}-{self._home}"
        return f"{content}-{self._digest(f'{content}|{object_type}|{object_id}')}"

    def _digest(self, content: str) -> str:
        return _letters(hmac.new(self._key, content.encode(), hashlib.sha256).digest(), DIGEST_LETTERS)

    def read(self, text: str) -> Receipt | TargetReceipt:
        """Return what a token stands for.

        Errors: MoveRefused where it is none, another home's, or was not issued here.
        """
        token = plain(text)
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise MoveRefused(f"回执码“{text.strip()[:40]}”不完整或被改动", remedy=REMEDY)
        if match["home"] != self._home:
            raise MoveRefused(
                f"回执码“{token}”出自另一套明稽系统", remedy="请把清单交回派发它的单位,由那里收回"
            )
        if match["run"]:
            return TargetReceipt(int(match["run"]), token)
        found = Receipt(match["case"], _STATES[match["state"]], int(match["version"]))
        if not hmac.compare_digest(self.issue(found).encode(), token.encode()):
            raise MoveRefused(f"回执码“{token}”不是本系统签发的", remedy=REMEDY)
        return found


def plain(text: str) -> str:
    """Return a token as it was issued, whatever width and case an input method made of it."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def looks_like_one(text: str) -> bool:
    """Return whether a cell's text has the form of a token."""
    return SHORTEST <= len(text) <= LONGEST and _TOKEN.fullmatch(plain(text)) is not None


def _letters(digest: bytes, count: int) -> str:
    return base64.b32encode(digest).decode()[:count]
