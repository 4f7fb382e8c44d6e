"""Units by name, and the step from a unit to those below it."""

from typing import Any

import streamlit as st

from models.people import Person
from pages.parts.data import door_of

LEVELS = (5, 7, 9, 11)


def unit_names(person: Person) -> dict[str, str]:
    """Return {org_code: name} of the units the person may see."""
    return _names(person, door_of(person).data_version)


@st.cache_data(show_spinner=False, max_entries=20)
def _names(person: Person, data_version: int) -> dict[str, str]:
    orgs: Any = door_of(person).table("orgs").select("org_code", "short_name", "org_name")
    return {
        row["org_code"]: row["short_name"] or row["org_name"] or row["org_code"]
        for row in orgs.to_pyarrow().to_pylist()
    }


def digits_below(unit: str, codes: list[str]) -> int:
    """Return how many digits name the units one level below `unit`: the first level that tells some apart."""
    deeper = [digits for digits in LEVELS if digits > len(unit)]
    for digits in deeper:
        if len({code[:digits] for code in codes if code}) > 1:
            return digits
    return deeper[-1] if deeper else LEVELS[-1]
