"""Digests that chain rows which are only ever added: who changes or removes one in the middle breaks all after it."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

GENESIS = "0" * 64


def link(previous: str, content: Sequence[Any]) -> str:
    """Return the digest of a row's content after the row before; dates within are text already."""
    line = json.dumps(list(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((previous + line).encode()).hexdigest()
