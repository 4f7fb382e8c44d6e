"""A picture's marks in the order in which they are drawn, and its values in words: the same on screen and on paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from analytics.pictures.picture import Dimension, Measure, Picture
from analytics.rulebook import card_of
from models.calendar import month_in_words
from models.rounding import share_in_words


@dataclass(frozen=True)
class Names:
    """What a reader calls units by org_code, and staff by number."""

    units: Mapping[str, str]
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """Marks in their places: `along` the axis of names, `across` it colours, lines or columns ('' alone without).

    `cells` are the marks by place; `left_out` counts the names that the axis has no room for.
    """

    along: tuple[str, ...]
    across: tuple[str, ...]
    cells: Mapping[tuple[str, str], Mapping[str, Any]]
    left_out: int

    def mark(self, key: Sequence[str]) -> Mapping[str, Any]:
        """Return the mark at a place: a name along, and one across where there are two."""
        return self.cells[key[0], key[1] if len(key) > 1 else ""]

    def values(self, measure: str) -> list[list[float | None]]:
        """Return a measure row by row: a row for each name along, a value for each across."""
        return [
            [number(self.cells.get((one, other), {}).get(measure)) for other in self.across]
            for one in self.along
        ]


def laid_out(picture: Picture, marks: pa.Table) -> Layout:
    """Return marks in their places."""
    first, *rest = picture.by
    second = rest[0] if rest else None
    measure = picture.measures[0].name
    cells = {
        (mark[first.name] or "", (mark[second.name] or "") if second else ""): mark
        for mark in marks.to_pylist()
    }
    along = _ordered(first, cells, 0, measure)
    across = _ordered(second, cells, 1, measure) if second else ("",)
    # where there is no room for all in their order, the first go: of months the latest must stay
    shown = along[-picture.most :] if first.is_sorted and not first.order else along[: picture.most]
    return Layout(shown, across, cells, len(along) - len(shown))


def _ordered(
    dimension: Dimension, cells: Mapping[tuple[str, str], Mapping[str, Any]], place: int, measure: str
) -> tuple[str, ...]:
    sizes: dict[str, float] = {}
    for key, mark in cells.items():
        sizes[key[place]] = sizes.get(key[place], 0.0) + abs(number(mark.get(measure)) or 0.0)
    if dimension.order:
        known = {value: number for number, value in enumerate(dimension.order)}
        return tuple(sorted(sizes, key=lambda value: (known.get(value, len(known)), value)))
    # beside each other units keep their order, so that each has the same colour on every picture
    if dimension.is_sorted or (place and dimension.said == "unit"):
        return tuple(sorted(sizes, key=_by_value))
    return tuple(sorted(sizes, key=lambda value: (-sizes[value], value)))


def _by_value(value: str) -> tuple[float, str]:
    return (float(value), "") if value.isdecimal() else (float("inf"), value)


def in_words(dimension: Dimension, value: str, names: Names) -> str:
    """Return what a reader calls a value of a dimension; of staff the name stands beside the number."""
    if not value:
        return dimension.empty
    match dimension.said:
        case "unit":
            return names.units.get(value, value)
        case "person":
            return person_in_words(value, names)
        case "check":
            return f"{value} {card_of(value).title}"
        case "month":
            return month_in_words(value)
    return dimension.meanings.get(value, value)


def person_in_words(value: str, names: Names) -> str:
    """Return a number of staff with the name, where it is known."""
    return f"{value} {names.people[value]}" if value in names.people else value


def number(value: Any) -> float | None:
    """Return a measure's value as a number; None where it is not known."""
    return None if value is None else float(value)


def filters_in_words(
    filters: Mapping[str, str], dimensions: Iterable[Dimension], names: Names
) -> list[tuple[str, str]]:
    """Return filters as (label, value) in words, those of unknown dimensions left out."""
    known = {one.name: one for one in dimensions}
    return [
        (known[name].label, in_words(known[name], value, names))
        for name, value in filters.items()
        if name in known
    ]


def said_value(measure: Measure, value: Any) -> str:
    """Return a measure's value with its unit, as it is read beside a mark."""
    if value is None:
        return "—"
    if measure.look == "percent":
        return share_in_words(value)
    decimals = 2 if measure.look == "money" else 0 if float(value) == int(value) else 1
    return f"{float(value):,.{decimals}f} {measure.unit}".rstrip()


def in_order(dimension: Dimension, values: Sequence[str]) -> list[str]:
    """Return values of a dimension in the order of its marks, for choosing among them."""
    known = {value: place for place, value in enumerate(dimension.order)}
    return sorted(values, key=lambda value: (known.get(value, len(known)), *_by_value(value)))
