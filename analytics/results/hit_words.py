"""What a hit says in words: its sentence, the arithmetic behind it, its evidence; a code is said by what it means."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from analytics.check import Check, placeholders
from analytics.regulation.residential_ladder import OWN_PROFILES, PROFILES, profiles_on
from analytics.regulation.source import cited
from analytics.results.evidence_columns import read_as_evidence
from analytics.rulebook import card_of
from analytics.values_in_words import grouped, shown
from data_loaders.catalog import labels_of
from models.calendar import months_in_words
from models.company.code_tables import CodeTables

PROFILE = "province"
"""The column that names the residential prices by which a hit was judged."""
OF_MONTHS = ("period", "_ym", "months", "details", "counted_from", "factors")
"""How the names of columns end that hold months, or lists that begin with them."""
OF_NUMBERS = ("terms", "candidates")
"""How the names of columns end that hold a sum in words, or several numbers."""


_PART = re.compile(r"\[([^|\]]*)\|?([^\]]*)\]")
_NAMED = re.compile(r"(?:([−+×÷]) )?\{(\w+)\}")
"""A column that a template names, with the sign of arithmetic before it, if one is."""
_LEFT_OVER = re.compile(r"(?<=[:(]),|\(\)|[:,]$")
"""The signs that parted from what is left out: a comma that nothing stands before, brackets around nothing."""


def sentence_of(hit: Mapping[str, Any]) -> str:
    """Return what a hit says in one line; a code is said by what it means.

    A part in brackets is said only where its values are there, else what stands behind its '|', if anything does.
    """
    whole = _PART.sub(
        lambda part: part[1] if _knows(part[1], hit) else part[2], card_of(hit["check_code"]).sentence
    )
    return _filled_in(_LEFT_OVER.sub("", whole), hit)


def arithmetic_of(hit: Mapping[str, Any]) -> list[str]:
    """Return the recomputation behind a hit, line by line; a line whose values are absent is left out."""
    templates = card_of(hit["check_code"]).arithmetic
    return [_filled_in(line, hit) for line in templates if _knows(line, hit)]


def evidence_of(hit: Mapping[str, Any]) -> dict[str, str]:
    """Return a hit's evidence as {Chinese label: value as shown}; a code stands behind what it means."""
    one = card_of(hit["check_code"])
    meanings = _meanings(one.code)
    return {
        label: _with_meaning(name, hit[name], meanings.get(name, {}))
        for name, label in one.evidence.items()
        if hit.get(name) is not None
    }


def profile_of(hit: Mapping[str, Any]) -> str | None:
    """Return the residential prices by which a hit was judged; None where it was by none."""
    return hit.get(PROFILE) if PROFILE in card_of(hit["check_code"]).evidence else None


def basis_of(hit: Mapping[str, Any]) -> str:
    """Return the regulations behind a hit; a profile that the company chose stands in place of those built in."""
    one, profile = card_of(hit["check_code"]), hit.get(PROFILE)
    if profile is None or profile in PROFILES:
        return one.basis
    others = cited(source for law in one.laws if law not in PROFILES.values() for source in law.sources)
    return f"本公司采用的省电价方案 {profile};{others}"


def basis_on(one: Check, tables: CodeTables, day: date) -> str:
    """Return the regulations by which a check judges a day, by the profile of prices that the company chose for it."""
    if not set(one.laws) & set(PROFILES.values()):
        return one.basis
    chosen = "、".join(profiles_on(tables.get(OWN_PROFILES, ()), day))
    return basis_of({"check_code": one.code, PROFILE: chosen})


def value_in_words(code: str, name: str, value: Any) -> str:
    """Return a value of a check's evidence as a reader sees it; a code stands behind what it means."""
    return _with_meaning(name, value, _meanings(code).get(name, {}))


def _knows(template: str, hit: Mapping[str, Any]) -> bool:
    return all(hit.get(name) is not None for name in placeholders(template))


def _filled_in(template: str, hit: Mapping[str, Any]) -> str:
    meanings = _meanings(hit["check_code"])
    said = {
        name: _meaning(hit.get(name), meanings.get(name, {})) or _said(name, hit.get(name))
        for name in placeholders(template)
    }
    return _NAMED.sub(lambda name: _after_sign(name[1], said[name[2]]), template)


def _after_sign(sign: str | None, text: str) -> str:
    """Return a text behind a sign of arithmetic, in brackets where it is below zero: 689.4 −(-689.4)."""
    if sign is None:
        return text
    return f"{sign}({text})" if text.startswith("-") else f"{sign} {text}"


def _meanings(code: str) -> dict[str, Mapping[str, str]]:
    """Return {evidence: {code: label}} of a check's evidence that is a coded column of a table it reads, the first if two."""
    return {column.name: labels_of(column) for column in reversed(read_as_evidence(code))}


def _with_meaning(name: str, value: Any, labels: Mapping[str, str]) -> str:
    label = _meaning(value, labels)
    return f"{label}({value})" if label else _said(name, value)


def _said(name: str, value: Any) -> str:
    """Return a column's value as a reader sees it; of a month, or of several, year and number."""
    if isinstance(value, str) and name.endswith(OF_MONTHS):
        return months_in_words(value)
    if isinstance(value, str) and name.endswith(OF_NUMBERS):
        return grouped(value)
    return shown(value)


def _meaning(value: Any, labels: Mapping[str, str]) -> str | None:
    return labels.get(value) if isinstance(value, str) else None
