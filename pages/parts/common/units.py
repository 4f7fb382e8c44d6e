"""Units by name, and the step from a unit to those below it."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import streamlit as st

from models.people import Person
from pages.parts.common.data import door_of

LEVELS = (5, 7, 9, 11)


def unit_names(person: Person) -> dict[str, str]:
    """Return {org_code: name} of the units the person may see."""
    return _names(person, door_of(person).data_version)


@st.cache_data(show_spinner=False, max_entries=20)
def _names(person: Person, data_version: int) -> dict[str, str]:
    orgs: Any = door_of(person).table("orgs").select("org_code", "short_name", "org_name")
    names = {
        row["org_code"]: row["short_name"] or row["org_name"] or row["org_code"]
        for row in orgs.to_pyarrow().to_pylist()
    }
    return told_apart(names)


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return the names with that of the unit above in front where several units have the same name.

    Every county has a 城关所; alone the name says nothing, and bars of the same name would lie on one another.
    """
    often = Counter(names.values())
    return {code: f"{_above(code, names)}{name}" if often[name] > 1 else name for code, name in names.items()}


def _above(code: str, names: Mapping[str, str]) -> str:
    levels = (code[:digits] for digits in reversed(LEVELS) if digits < len(code))
    return next((names[one] for one in levels if one in names), "")


def digits_below(unit: str, codes: list[str]) -> int:
    """Return how many digits name the units one level below `unit`: the first level that tells some apart."""
    deeper = [digits for digits in LEVELS if digits > len(unit)]
    for digits in deeper:
        if len({code[:digits] for code in codes if code}) > 1:
            return digits
    return deeper[-1] if deeper else LEVELS[-1]
