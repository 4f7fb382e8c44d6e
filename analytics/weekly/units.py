"""The chosen unit, the units one level below it, their names and their households."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analytics.units import unit_names
from analytics.weekly.measures import Share, ranks
from analytics.weekly.sections import Scope
from models.lake import Door

WITHOUT_UNIT = "(未填单位)"
EVERYTHING = "全部单位"


Organisation = Mapping[str, Mapping[str, Any]]


def organisation_of(door: Door) -> Organisation:
    """Return {org_code: its short name, long name and households} of the units the person may see."""
    orgs = door.table("orgs").select("org_code", "cons_count").to_pyarrow().to_pylist()
    names = unit_names(door)
    return {row["org_code"]: names[row["org_code"]]._asdict() | row for row in orgs if row["org_code"]}


def scope_of(rows: Organisation, org_prefix: str, digits: int, codes: Iterable[str]) -> Scope:
    """Return the chosen unit; `codes` are the units of its orders, `digits` how far units are told apart."""
    ordered = set(codes)
    under = [code for code in {*ordered, *rows} if code and code.startswith(org_prefix)]
    # a higher unit is shown only where it has orders of its own
    shown = {code[:digits] for code in under if len(code) >= digits or code in ordered}
    names = {code: rows[code]["short"] if code in rows else code for code in sorted(shown)}
    for code in names:
        if len(code) < digits:
            names[code] += "(本级)"
    tops = [code for code in rows if code.startswith(org_prefix)]
    whole = households_of(org_prefix, households_by_unit(rows))
    return Scope(org_prefix, _title(rows, org_prefix, tops), whole, digits, names)


def households_by_unit(rows: Organisation) -> dict[str, int | None]:
    """Return {org_code: its own number of households}."""
    return {code: row["cons_count"] for code, row in rows.items()}


def households_of(code: str, counts: dict[str, int | None]) -> int | None:
    """Return a unit's own number of households, else the sum of its parts if all of them are known."""
    own = counts.get(code)
    if own is not None:
        return own
    below = [other for other in counts if other.startswith(code) and other != code]
    return _sum_of_tops(below, counts)


def _sum_of_tops(codes: list[str], counts: dict[str, int | None]) -> int | None:
    """Return the sum over the units that have no other above them; None if one of them is not known."""
    among = set(codes)
    tops = [code for code in codes if not any(code[:length] in among for length in range(1, len(code)))]
    parts = [households_of(code, counts) for code in tops]
    known = [part for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) else None


def _title(rows: Organisation, org_prefix: str, tops: list[str]) -> str:
    """Return how a report names the unit; of everything, the only unit at the top."""
    if org_prefix:
        return rows[org_prefix]["long"] if org_prefix in rows else org_prefix
    highest = [code for code in tops if not any(other != code and code.startswith(other) for other in tops)]
    return rows[highest[0]]["long"] if len(highest) == 1 else EVERYTHING


def rank_units(rows: Sequence[dict[str, Any]], shares: Sequence[Share | None], name: str = "rank") -> None:
    """Put each unit's place by its share into its row; orders that name no unit have none."""
    placed = [share if row["unit_code"] else None for row, share in zip(rows, shares, strict=True)]
    for row, rank in zip(rows, ranks(placed), strict=True):
        row[name] = rank
