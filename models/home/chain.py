"""Digests that chain rows which are only ever added: who changes or removes one in the middle breaks all after it."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

GENESIS = "0" * 64


def link(previous: str, content: Sequence[Any]) -> str:
    """Return the digest of a row's content after the row before; dates within are text already."""
    line = json.dumps(list(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((previous + line).encode()).hexdigest()


def first_broken(rows: Iterable[Any], digest: Callable[[str, Any], str]) -> int | None:
    """Return the number of the first of some rows, in order, that does not follow from the one before, or None.

    A row has `seq`, counted from 1, and `digest`, which is that of its content after the digest of the row before.
    """
    previous, expected = GENESIS, 1
    for row in rows:
        if row.seq != expected or row.digest != digest(previous, row):
            return expected
        previous, expected = row.digest, expected + 1
    return None
