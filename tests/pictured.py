"""What a picture shows of tables drawn as text and of hits: its rows, and its marks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from analytics.fact import bare_reads
from analytics.parameters import Levels
from analytics.pictures.picture import Picture, Sight
from analytics.results.findings import STANDARD
from tests.drawn import _ENGINE, Drawn, drawn, filled, given_to

Hits = Mapping[str, Sequence[Mapping[str, Any]]]
USUAL = {"object_type": "customer", "org_code": "334010101", "period": "202510", "amount_kind": ""}


def sight_of(
    picture: Picture,
    data: Drawn | str = "",
    *,
    hits: Hits | None = None,
    unit: str = "",
    unit_digits: int = 9,
    as_of: str = "2025-11-01",
    period: str = "202510",
    levels: Mapping[str, Levels] | None = None,
) -> Sight:
    """Return what a picture sees: drawn tables, and the hits of each of its checks as rows with their evidence.

    A hit's object_id stands for its customer where nothing else is said.
    """
    rows = drawn(data) if isinstance(data, str) and data.strip() else data or {}
    assert not isinstance(rows, str)
    given = given_to(picture.key, bare_reads(picture.reads), rows)
    found = {
        code.rstrip("?"): _hits(picture, code, (hits or {}).get(code.rstrip("?"), ()))
        for code in picture.hits
        if not code.endswith("?") or code.rstrip("?") in (hits or {})
    }
    return Sight(
        given,
        filled(rows),
        date.fromisoformat(as_of),
        period,
        found=found,
        unit=unit or None,
        unit_digits=unit_digits,
        levels=levels,
    )


def rows_behind(picture: Picture, *about: Any, **how: Any) -> list[dict[str, Any]]:
    """Return the rows of a picture, ordered by all they say."""
    rows = picture.stated(sight_of(picture, *about, **how))
    return sorted(rows.to_pyarrow().to_pylist(), key=str)


def marks_of(picture: Picture, *about: Any, **how: Any) -> dict[Any, dict[str, Any]]:
    """Return the measures of a picture's marks by its dimensions: a text, or two of them."""
    sight = sight_of(picture, *about, **how)
    marks = picture.marks(sight, picture.stated(sight)).to_pyarrow().to_pylist()
    names = [one.name for one in picture.by]
    return {
        tuple(mark[name] for name in names) if len(names) > 1 else mark[names[0]]: {
            one.name: mark[one.name] for one in picture.measures
        }
        for mark in marks
    }


def _hits(picture: Picture, code: str, rows: Sequence[Mapping[str, Any]]) -> Any:
    kinds = {
        **dict.fromkeys((*STANDARD, "amount_kind"), pa.string()),
        **dict.fromkeys(picture.hits[code], None),
        "amount_yuan": pa.decimal128(18, 2),
    }
    columns = {}
    for name, kind in kinds.items():
        values = [
            {**USUAL, "check_code": code, "cons_no": row.get("object_id"), **row}.get(name) for row in rows
        ]
        array = pa.array(values, kind) if kind else pa.array(values)
        columns[name] = array.cast(pa.string()) if pa.types.is_null(array.type) else array
    name = f"{picture.key}_{code}".replace("-", "_").replace("*", "all")
    return _ENGINE.arrow_table(pa.table(columns), name)
