"""What a sheet would do to the rows that are stored: how many are new, the same, changed, and what would be emptied.

Rows are matched by the key by which a commit replaces them (`models.data.replacement.by_key`). What an earlier file of the
same delivery brings counts as stored, for it will be when this one is committed.
"""

# ruff: noqa: S608 - statements are made of our own cards' columns and of paths that are quoted

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.calendar import month_in_words
from models.data.replacement import Stored, by_key, completion, rows_of
from models.data.schema import Column, Kind, Table
from models.data.staged import StagedFile
from models.engine import DuckDB

SHOWN_CHANGES = 10
LONGEST_SERIES_SHOWN = 4
MOST_VALUES_SHOWN = 4
BLANK = "(空)"


@dataclass(frozen=True)
class Comparison:
    """One sheet beside what is stored.

    Units: rows, but `emptied` and `dropped`, which count values that are filled now and would be blank, by column:
    blank in the sheet, and in columns that the sheet does not have. `same` and `changed` look at the delivered
    columns only; `thinned` of the same rows would lose values of other columns. `stored` is how many rows the table
    holds. `first` are some of the changed and thinned rows: [key, [[column, old, new] …]].

    `unkept` are the values of `dropped` that would be blank even if the stored values of those columns were kept: the
    rows of a key differ. `beside` counts the stored rows that stay although the sheet has others of the same whole
    (`Table.whole`): a bill that was made anew under another price. `torn` counts the rows of `same` that would lose them, `first_torn` are some: [key, [[column,
    stored values] …]].
    """

    new: int = 0
    same: int = 0
    changed: int = 0
    thinned: int = 0
    stored: int = 0
    emptied: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    first: list[Any] = field(default_factory=list)
    unkept: dict[str, int] = field(default_factory=dict)
    torn: int = 0
    first_torn: list[Any] = field(default_factory=list)
    beside: int = 0

    def facts(self) -> dict[str, Any]:
        """Return the comparison as JSON can hold it."""
        return asdict(self)

    def plus(self, other: "Comparison") -> "Comparison":
        """Return both together: the months of one sheet are compared one by one."""
        return Comparison(
            new=self.new + other.new,
            same=self.same + other.same,
            changed=self.changed + other.changed,
            thinned=self.thinned + other.thinned,
            stored=max(self.stored, other.stored),
            emptied=_summed(self.emptied, other.emptied),
            dropped=_summed(self.dropped, other.dropped),
            first=[*self.first, *other.first][:SHOWN_CHANGES],
            unkept=_summed(self.unkept, other.unkept),
            torn=self.torn + other.torn,
            first_torn=[*self.first_torn, *other.first_torn][:SHOWN_CHANGES],
            beside=self.beside + other.beside,
        )


class EarlierKeys:
    """The keys that the files of a delivery bring, kept so that each file is read once.

    A month that comes in thirty files, one a county, would else be read again for each of them.
    """

    def __init__(self, engine: DuckDB) -> None:
        self.engine = engine
        self._kept: dict[str, tuple[str, set[Path]]] = {}

    def meet(self, card: Table, files: Sequence[StagedFile], earlier: Sequence[Stored]) -> bool:
        """Return whether earlier files of the same table and month bring a key that these files bring, too."""
        filled = {column for file in files for column in file.filled}
        new = rows_of(card, [(file.path, file.filled) for file in files])
        for key, stored in by_key(card, earlier, filled).items():
            name, known = self._kept.setdefault(f"{stored[0][0]} {key}", (f"keys_{len(self._kept)}", set()))
            if not known:
                self.engine.execute(f"CREATE TEMP TABLE {name} (k VARCHAR)")
            if unknown := [one for one in stored if one[0] not in known]:
                self.engine.execute(f"INSERT INTO {name} SELECT {key} FROM ({rows_of(card, unknown)})")
                known.update(path for path, _ in unknown)
            found = f"SELECT 1 FROM {name} WHERE k IN (SELECT {key} FROM ({new})) LIMIT 1"
            if self.engine.execute(found):
                return True
        return False


def compare(
    engine: DuckDB,
    card: Table,
    files: Sequence[StagedFile],
    stored: Sequence[Stored],
    earlier: Sequence[Stored],
    delivered: Sequence[str],
) -> Comparison:
    """Return what new rows of one table and month would do to the stored ones.

    `stored` are the files that hold the month now, `earlier` those that the same delivery brings before, in order;
    `delivered` are the sheet's columns.
    """
    rows = sum(file.rows for file in files)
    new = rows_of(card, [(file.path, file.filled) for file in files])
    sources = _surviving(card, stored, earlier)
    groups = {
        key: " UNION ALL ".join(sources[path] for path, _ in held) if earlier else rows_of(card, held)
        for key, held in by_key(card, [*stored, *earlier], {c for file in files for c in file.filled}).items()
    }
    others = [name for name in card.by_name if name not in delivered]
    completed = completion(card, new, groups, others)
    found = Comparison()
    for number, (key, old) in enumerate(groups.items()):
        _make_groups(engine, card, key, new, old, delivered)
        engine.execute(
            f"CREATE OR REPLACE TEMP VIEW completed AS SELECT *, k{number} AS k FROM ({completed})"
        )
        found = found.plus(_of_groups(engine, card, delivered, others))
    beside = _beside(engine, card, new, stored, {c for file in files for c in file.filled})
    return found.plus(Comparison(new=max(0, rows - found.same - found.changed), beside=beside))


def _beside(engine: DuckDB, card: Table, new: str, stored: Sequence[Stored], filled: set[str]) -> int:
    """Return how many stored rows are of a whole that the new rows have (`Table.whole`), and are not replaced by them.

    A bill of another kind (退补 beside the month's own) is none that was made anew.
    """
    if not (stored and card.whole and filled.issuperset(card.whole)):
        return 0
    in_keys = dict.fromkeys(name for key in card.keys for name in key)
    kinds = [name for name in in_keys if card.by_name[name].kind is Kind.CODE and name in filled]
    count = 0
    for key, held in by_key(card, stored, filled).items():
        both = [name for name in kinds if all(name in counts for _, counts in held)]
        alike = f"concat_ws(chr(31), {_listed(dict.fromkeys((*card.whole, *both)))})"
        count += engine.execute(
            f"SELECT count(*) FROM ({rows_of(card, held)}) WHERE {alike} IN (SELECT {alike} FROM ({new})) "
            f"AND ({key}) NOT IN (SELECT {key} FROM ({new}) WHERE ({key}) IS NOT NULL)"
        )[0][0]
    return count


def _surviving(card: Table, stored: Sequence[Stored], earlier: Sequence[Stored]) -> dict[Path, str]:
    """Return the SQL of what is left of each file once the later files of the delivery have replaced its rows.

    Each later file replaces by the key that both have, as a commit does (`models.data.replacement.replaced`).
    """
    sources = [*stored, *earlier]
    found = {}
    for number, source in enumerate(sources):
        later = earlier[max(0, number - len(stored) + 1) :]
        left = [rows_of(card, [source])]
        for one in later:
            [key] = by_key(card, [source], one[1])
            brought = f"SELECT {key} FROM ({rows_of(card, [one])}) WHERE ({key}) IS NOT NULL"
            left.append(f"(({key}) IS NULL OR ({key}) NOT IN ({brought}))")
        found[source[0]] = f"SELECT * FROM ({left[0]})" + (
            f" WHERE {' AND '.join(left[1:])}" if later else ""
        )
    return found


def _make_groups(engine: DuckDB, card: Table, key: str, new: str, old: str, delivered: Sequence[str]) -> None:
    """Keep the rows of both sides (`fresh`, `held`) and a line for each key that both have (`compared`).

    The rows of a key are compared as a bag: by the sum of their hashes, whatever their order.
    """
    content = f"sum(hash({_listed(delivered)})::HUGEINT)"
    loses = " OR ".join(f'count("{name}") > 0' for name in card.by_name if name not in delivered) or "false"
    side = f"SELECT k, count(*) AS rows, {content} AS content"
    for name, kind, query in (
        ("fresh", "VIEW", f"SELECT * FROM (SELECT *, ({key}) AS k FROM ({new})) WHERE k IS NOT NULL"),
        (
            "held",
            "TABLE",
            f"SELECT * FROM (SELECT *, ({key}) AS k FROM ({old})) WHERE k IN (SELECT k FROM fresh)",
        ),
        (
            "compared",
            "TABLE",
            "SELECT k, n.rows, n.content = o.content AND n.rows = o.rows AS is_same, o.loses FROM "
            f"({side} FROM fresh GROUP BY k) AS n JOIN ({side}, {loses} AS loses FROM held GROUP BY k) AS o USING (k)",
        ),
    ):
        engine.execute(f"CREATE OR REPLACE TEMP {kind} {name} AS {query}")


def _of_groups(engine: DuckDB, card: Table, delivered: Sequence[str], others: Sequence[str]) -> Comparison:
    same, changed, thinned = engine.execute(
        "SELECT coalesce(sum(rows) FILTER (is_same), 0), coalesce(sum(rows) FILTER (NOT is_same), 0), "
        "coalesce(sum(rows) FILTER (is_same AND loses), 0) FROM compared"
    )[0]
    dropped = _lost(engine, others, "fresh", "loses") if changed or thinned else {}
    unkept = _lost(engine, list(dropped), "completed", "loses") if dropped else {}
    return Comparison(
        same=int(same),
        changed=int(changed),
        thinned=int(thinned),
        emptied=_lost(engine, delivered, "fresh", "NOT is_same") if changed else {},
        dropped=dropped,
        first=_first(engine, card) if changed or thinned else [],
        unkept=unkept,
        **(_torn(engine, card, list(unkept)) if unkept else {}),
    )


def _lost(engine: DuckDB, columns: Sequence[str], new: str, where: str) -> dict[str, int]:
    """Return how many values of each column are filled in the stored rows and not in the new ones, key by key."""
    if not columns:
        return {}
    counts = ", ".join(f'count("{column}") AS "{column}"' for column in columns)
    lost = ", ".join(f'sum(greatest(o."{column}" - n."{column}", 0))' for column in columns)
    old, new = (
        f"SELECT k, {counts} FROM {side} WHERE k IN (SELECT k FROM compared WHERE {where}) GROUP BY k"
        for side in ("held", new)
    )
    row = engine.execute(f"SELECT {lost} FROM ({old}) AS o JOIN ({new}) AS n USING (k)")[0]
    return {column: int(count) for column, count in zip(columns, row, strict=True) if count}


def _torn(engine: DuckDB, card: Table, columns: Sequence[str]) -> dict[str, Any]:
    """Return how many of the same rows lose values even where those are kept, and the first keys with what they have."""
    counts = ", ".join(f'count("{column}") AS "{column}"' for column in columns)
    loses = " OR ".join(f'o."{column}" > n."{column}"' for column in columns)
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE torn AS SELECT k, compared.rows, is_same FROM compared JOIN "
        f"(SELECT k, {counts} FROM held GROUP BY k) AS o USING (k) JOIN "
        f"(SELECT k, {counts} FROM completed GROUP BY k) AS n USING (k) WHERE {loses}"
    )
    [(rows,)] = engine.execute("SELECT coalesce(sum(rows) FILTER (is_same), 0) FROM torn")
    of_key = [column.name for column in card.columns if column.name in _key_columns(card)]
    shown: dict[str, tuple[str, dict[str, dict[str, None]]]] = {}
    for k, *values in engine.execute(
        f"SELECT k, {_listed([*of_key, *columns])} FROM held WHERE k IN (SELECT k FROM torn ORDER BY k LIMIT ?) "
        "ORDER BY ALL",
        [SHOWN_CHANGES],
    ):
        key = zip(of_key, values, strict=False)
        named = " ".join(text for c, value in key if (text := _shown(card.by_name[c], value)))
        _, found = shown.setdefault(k, (named, {column: {} for column in columns}))
        for column, value in zip(columns, values[len(of_key) :], strict=True):
            found[column][_shown(card.by_name[column], value) or BLANK] = None
    first = [
        [named, [[c, _several(texts)] for c, texts in found.items() if len(texts) > 1]]
        for named, found in shown.values()
    ]
    return {"torn": int(rows), "first_torn": [one for one in first if one[1]]}


def _several(texts: Iterable[str]) -> str:
    found = list(texts)
    return " / ".join(found[:MOST_VALUES_SHOWN]) + (" …" if len(found) > MOST_VALUES_SHOWN else "")


def _key_columns(card: Table) -> set[str]:
    return {name for columns in card.keys for name in columns}


def _first(engine: DuckDB, card: Table) -> list[Any]:
    """Return the first changed rows, and behind them the first that lose values, old and new side by side."""
    wanted = "(SELECT k FROM compared WHERE NOT is_same OR loses ORDER BY is_same, k LIMIT ?)"
    columns = _listed(card.by_name)
    sides = []
    for side in ("held", "fresh"):
        rows = engine.execute(
            f"SELECT k, {columns} FROM {side} WHERE k IN {wanted} ORDER BY ALL",
            [SHOWN_CHANGES],
        )
        sides.append(rows)
    order = [k for (k,) in engine.execute(f"{wanted[1:-1]}", [SHOWN_CHANGES])]
    old = {row[0]: row[1:] for row in reversed(sides[0])}
    new = {row[0]: row[1:] for row in reversed(sides[1])}
    keys = _key_columns(card)
    found = []
    for k in order:
        pairs = list(zip(card.columns, old[k], new[k], strict=True))
        named = [
            _shown(column, value) for column, _, value in pairs if column.name in keys and value is not None
        ]
        differing = [[c.name, _shown(c, was), _shown(c, now)] for c, was, now in pairs if was != now]
        if differing:
            found.append([" ".join(text for text in named if text), differing])
    return found


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _summed(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}


def _shown(column: Column, value: Any) -> str | None:
    """Return a stored value as a person reads it."""
    match value:
        case None:
            return None
        case bool():
            return "是" if value else "否"
        case Decimal():
            return f"{value.normalize():f}" if value else "0"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case date():
            return f"{value:%Y-%m-%d}"
        case str() if column.kind in (Kind.MONTH, Kind.PERIOD):
            return month_in_words(value)
        case list():
            more = "…" if len(value) > LONGEST_SERIES_SHOWN else ""
            return "、".join(_shown(column, one) or "—" for one in value[:LONGEST_SERIES_SHOWN]) + more
    return str(value)
