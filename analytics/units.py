"""Units by name: a short and a long form, the same on the screen, in Excel and on paper, whoever looks.

Every county has a 城关所 and every station its 高压班: where several units have the same name, those of the units
above stand in front of it until they differ, the nearest first.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from models.lake import Door

LEVELS = (5, 7, 9, 11)  # how many digits name a city, a county, a station, a team


class UnitName(NamedTuple):
    """How a unit is called in tables and charts, and in full, as in the title of a document."""

    short: str
    long: str


def unit_names(door: Door) -> dict[str, UnitName]:
    """Return {org_code: name} of the units that a person may see, told apart from all other units."""
    rows = {row["org_code"]: row for row in door.organisation() if row["org_code"]}
    full = {code: row["org_name"] or row["short_name"] or code for code, row in rows.items()}
    brief = {code: row["short_name"] or full[code] for code, row in rows.items()}
    short, long = told_apart(brief), told_apart(full)
    return {
        code: UnitName(short[code], long[code]) for code in rows if code.startswith(tuple(door.person.units))
    }


def digits_below(unit: str, codes: Collection[str]) -> int:
    """Return how many digits name the units below one: the first level that tells some apart, else the first with any."""
    under = [code for code in codes if code and code.startswith(unit)]
    deeper = [digits for digits in LEVELS if digits > len(unit)]
    for digits in deeper:
        if len({code[:digits] for code in under if len(code) >= digits}) > 1:
            return digits
    lengths = {len(code) for code in under}
    first = deeper[0] if deeper else max(len(unit), LEVELS[-1])
    return next((digits for digits in deeper if digits in lengths), first)


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return {org_code: name} with the names of the units above in front where several have the same name."""
    told = dict(names)
    above = {code: _above(code, names) for code in names}
    while again := _not_alone(told):
        longer = {code: name + told[code] for code in again if (name := next(above[code], None)) is not None}
        if not longer:
            return told | {code: f"{told[code]}({code})" for code in again}
        told |= longer
    return told


def _above(code: str, names: Mapping[str, str]) -> Iterator[str]:
    """Give the names of the units above one, the nearest first."""
    return (names[code[:digits]] for digits in range(len(code) - 1, 0, -1) if code[:digits] in names)


def _not_alone(names: Mapping[str, str]) -> list[str]:
    often = Counter(names.values())
    return [code for code, name in names.items() if often[name] > 1]
