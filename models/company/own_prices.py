"""Published prices that a company corrects by hand, laid over those that an import brought (电价目录).

One of the tables that a company keeps itself; a row's key is the price code, voltage, period of the day and step, each
blank where the catalogue does not tell them apart. By hand a price holds from its day until the next one of the key
begins, written or imported; an imported one ends the day before, and goes on where the row is given back.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from models.company.code_tables import CodeTables, Key, WrittenEntry

TABLE, OF = "published_prices", "tariff_prices"
KEYS = ("prc_code", "prc_volt", "prc_ti", "ladder_level")
NUMBERS = ("kwh_prc", "levy_prc", "cap_prc", "dmd_prc")
UNTIL = "end_date"
_DAY = timedelta(days=1)
Row = Mapping[str, Any]


def filled(tables: CodeTables) -> dict[str, int]:
    """Return how many rows that somebody wrote have a value, by column of the catalogue."""
    counts: dict[str, int] = {}
    for one in tables.get(TABLE, ()):
        if one.content:
            parts = dict(zip(KEYS, one.key, strict=True)) | dict(one.content) | {"start_date": one.since}
            for name, value in parts.items():
                if value:
                    counts[name] = counts.get(name, 0) + 1
    return counts


def key_of(row: Row) -> Key:
    """Return the key of a row of the catalogue."""
    return tuple("" if row[name] is None else str(row[name]) for name in KEYS)


def merged(imported: Sequence[Row], written: Iterable[WrittenEntry]) -> list[dict[str, Any]]:
    """Return the catalogue's rows with those that were corrected by hand in their places."""
    timelines: dict[Key, dict[date, WrittenEntry]] = {}
    for one in sorted(written, key=lambda one: (one.since, one.id)):
        timelines.setdefault(one.key, {})[one.since] = one
    found = [piece for row in imported for piece in _left(row, _own(timelines, row))]
    for key, timeline in timelines.items():
        alike = [row for row in imported if _is_meant(key, row)]
        found += _by_hand(timeline, alike)
    return found


def _is_meant(key: Key, row: Row) -> bool:
    """Return whether a key means a row: a voltage that either does not tell is any."""
    code, volt, *rest = key
    its_code, its_volt, *its_rest = key_of(row)
    return code == its_code and rest == its_rest and (not volt or not its_volt or volt == its_volt)


def _own(timelines: Mapping[Key, Mapping[date, WrittenEntry]], row: Row) -> list[WrittenEntry]:
    return [one for key, timeline in timelines.items() if _is_meant(key, row) for one in timeline.values()]


def _left(row: Row, own: Sequence[WrittenEntry]) -> list[dict[str, Any]]:
    """Return what is left of an imported row where what was written from its day on has the word."""
    begin = row["start_date"] or date.min
    pieces, open_since = [], begin
    is_open = True
    for one in sorted(own, key=lambda one: one.since):
        if one.since < begin:
            continue
        if one.content is not None and is_open:
            if one.since > open_since:
                pieces.append((open_since, one.since - _DAY))
            is_open = False
        elif one.content is None and not is_open:
            open_since, is_open = one.since, True
    if is_open:
        pieces.append((open_since, None))
    ended = row[UNTIL] or date.max
    return [
        dict(row)
        | {
            "start_date": row["start_date"] if first == begin else first,
            UNTIL: row[UNTIL] if last is None else min(last, ended),
        }
        for first, last in pieces
        if first <= ended
    ]


def _by_hand(timeline: Mapping[date, WrittenEntry], alike: Sequence[Row]) -> list[dict[str, Any]]:
    found = []
    starts = [row["start_date"] for row in alike if row["start_date"]]
    for since, one in timeline.items():
        if one.content is None:
            continue
        following = [day for day in (*timeline, *starts) if day > since]
        ends = [day - _DAY for day in following]
        if UNTIL in one.content:
            ends.append(date.fromisoformat(one.content[UNTIL]))
        earlier = [row for row in alike if (row["start_date"] or date.min) <= since] or alike
        base: Row = max(earlier, key=lambda row: row["start_date"] or date.min, default={})
        said = {name: Decimal(v) if name in NUMBERS else v for name, v in one.content.items()}
        place: dict[str, Any] = {name: part for name, part in zip(KEYS, one.key, strict=True) if part}
        if "ladder_level" in place:
            place["ladder_level"] = int(place["ladder_level"])
        days = {"start_date": since, UNTIL: min(ends, default=None)}
        found.append(dict(base) | place | said | days)
    return found
