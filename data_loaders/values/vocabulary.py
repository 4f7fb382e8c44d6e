"""The words that exports use for nothing, yes, no and units; data that a province may extend."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _all() -> dict[str, Any]:
    return json.loads(Path(__file__).with_name("vocabulary.json").read_text(encoding="utf-8"))


@cache
def words(name: str) -> tuple[str, ...]:
    """Return the words of one list of vocabulary.json, in order."""
    return tuple(_all()[name])


@cache
def groups(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of words of one list of vocabulary.json, in order."""
    return tuple(map(tuple, _all()[name]))


@cache
def units() -> dict[str, tuple[str, Decimal]]:
    """Return {unit as written, in lower case: (what it measures, how many of the stored unit it is)}."""
    return {
        written: (measure, Decimal(factor))
        for measure, factors in _all()["units"].items()
        for written, factor in factors.items()
    }


@cache
def multipliers() -> dict[str, Decimal]:
    """Return {word before a unit: how many it stands for}, the longest first."""
    return {word: Decimal(factor) for word, factor in _all()["multipliers"].items()}


@cache
def synonyms() -> dict[str, dict[str, str]]:
    """Return {code list: {text: code}} for what people write instead of a label."""
    return json.loads(Path(__file__).with_name("code_synonyms.json").read_text(encoding="utf-8"))
