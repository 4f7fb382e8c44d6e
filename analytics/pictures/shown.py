"""A picture as one person sees it: its marks, and the rows behind them, for a run, a unit and filters.

Both are stated once for all who see the same and kept compiled (analytics/statements); only the values of the unit
and the filters differ.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from analytics.answers import answered
from analytics.fact import Reads, bare_reads
from analytics.parameters import levels_of, levels_of_run
from analytics.pictures import kept
from analytics.pictures.picture import ALL_HITS, OBJECT, Base, Line, Picture, Sight
from analytics.ranking.listing import saying
from analytics.results.evidence_columns import personal_evidence
from analytics.results.findings import Findings
from analytics.results.run_checks import off_because
from analytics.search.search import words_of
from analytics.statements import looked_up_often
from data_loaders.catalog import tables as cards
from models.engine import sought
from models.lake import Door
from models.orm import Run

MOST_MARKS = 400  # that a picture is drawn of
MOST_POINTS = 200  # of a cloud, beside its bins
UNIT_VALUE, DIGITS_VALUE, WORD = "picture_unit", "picture_digits", "picture_word"
SEARCHED = ("cons_no", "object_id", "cons_name")


@dataclass(frozen=True)
class Behind:
    """How many rows stand behind filters, how many objects they are about, and what their summed columns come to."""

    rows: int
    objects: int
    sums: Mapping[str, Decimal] = field(default_factory=dict)


def line_of(one: Picture, run: Run, unit: str) -> Line | None:
    """Return the line of a picture for a unit, where the run's parameters say."""
    line = one.line
    if line is None or line.of is None:
        return line
    check, name = line.of
    levels = levels_of_run(run).get(check.code) or levels_of(check, [], run.as_of)
    return replace(line, at=levels.values_for(unit)[name])


def lines_below(one: Picture, run: Run, unit: str) -> dict[str, float]:
    """Return {org_prefix: value} of the line for units below a unit that have a value of their own."""
    line = one.line
    levels = levels_of_run(run).get(line.of[0].code) if line and line.of else None
    if line is None or line.of is None or levels is None:
        return {}
    name, whole = line.of[1], levels.values_for(unit)[line.of[1]]
    below = {each.org_prefix for each in levels.overrides if each.org_prefix.startswith(unit)}
    own = {prefix: levels.values_for(prefix)[name] for prefix in sorted(below)}
    return {prefix: value for prefix, value in own.items() if value != whole}


class Viewed:
    """A picture through a door: what a run found and what is stored, of a unit, narrowed by filters.

    `unit` is what org_code begins with, '' for every unit of the person; `unit_digits` tells the units below it apart.
    `filters` are values by dimension; those of dimensions that the picture's rows do not have are left out.
    """

    def __init__(
        self,
        one: Picture,
        door: Door,
        found: Findings,
        run: Run,
        *,
        unit: str = "",
        unit_digits: int = 9,
        filters: Mapping[str, str] | None = None,
    ) -> None:
        self.picture = one
        self._door = door
        self._found = found
        self._run = run
        self._unit = unit
        self._digits = unit_digits
        self._filters = {name: value for name, value in (filters or {}).items() if name in one.dimensions}

    def missing(self) -> str:
        """Say in Chinese why the picture cannot be drawn; '' where it can."""
        one = self.picture
        lacks = one.missing({name: self._door.filled(name) for name in bare_reads(one.reads)})
        if lacks:
            return off_because(lacks)
        outcomes = {outcome["code"]: outcome for outcome in self._run.checks}
        for code in one.hits:
            if code == ALL_HITS or code.endswith("?") or self._found.has(code):
                continue
            outcome = outcomes.get(code)
            if outcome is None or outcome["state"] == "broken":
                return f"这次筛查没有检查 {code} 的结果"
            return f"检查 {code} 没有运行:{off_because(outcome['missing'])}"
        return ""

    @property
    def is_of_now(self) -> bool:
        """Return whether the rows are of the data of now, since nobody has those any more that the run saw."""
        base = self.picture.base
        return base is not None and not kept.is_of_the_run(self._door, self._run, base)

    def marks(self) -> pa.Table:
        """Return what is drawn: the dimensions of a mark as texts and its measures, the largest `MOST_MARKS` in order.

        A filter by a dimension of the picture's own marks leaves its other marks standing, so that one can go on to
        another of them.
        """
        own = self.picture.of_marks
        first = self.picture.measures[0].name

        def drawn(t: Sight, rows: Any) -> Any:
            marks = self.picture.marks(t, rows)
            # ties by name: which marks are drawn, and in which order, is the same at every look
            return marks.order_by(ibis.desc(first), *(one.name for one in self.picture.by)).limit(MOST_MARKS)

        return self._asked("marks", drawn, {k: v for k, v in self._filters.items() if k not in own})

    def drawn(self) -> tuple[pa.Table, pa.Table | None]:
        """Return the marks, and of a cloud its points."""
        return self.marks(), self.points() if self.picture.kind == "cloud" else None

    def points(self) -> pa.Table:
        """Return the rows of a cloud that are points of their own (`is_point`), the largest by `order` first.

        Shapes: object_type, object_id, the dimensions of `by`, the columns of `axes`.
        """
        one = self.picture

        def apart(_: Sight, rows: Any) -> Any:
            names = [dimension.name for dimension in one.by]
            some = rows.filter(rows.is_point.fill_null(False))
            some = some.order_by(ibis.desc(some[one.order].abs()), some.object_type, some.object_id)
            return some.limit(MOST_POINTS).select("object_type", "object_id", *names, *one.axes)

        return self._asked("points", apart, {k: v for k, v in self._filters.items() if k not in one.of_marks})

    def behind(self, text: str = "") -> Behind:
        """Return how many rows fit all filters and have every word of `text`, of how many objects, and their sums."""
        summed = [name for name, column in self.picture.columns.items() if column.is_summed]

        def count(_: Sight, rows: Any) -> Any:
            objects = rows.object_type.concat("|", rows.object_id).nunique()
            return rows.agg(
                rows=rows.count(), objects=objects, **{name: rows[name].sum().fill_null(0) for name in summed}
            )

        [row] = self._asked("behind", count, self._filters, words=words_of(text)).to_pylist()
        return Behind(row["rows"], row["objects"], {name: row[name] for name in summed})

    def listed(
        self,
        *,
        text: str = "",
        by: str = "",
        is_reversed: bool = False,
        limit: int | None = None,
        offset: int = 0,
    ) -> pa.Table:
        """Return the rows that fit all filters and have every word of `text`, in an order, with their customers' names.

        `by` names a column of the rows ('' is the picture's own order): numbers and days begin with the largest (money
        whichever its sign), the rest with the first; `is_reversed` turns that round.

        Shapes: object_type, object_id, cons_no, org_code, cons_name, the dimensions, the columns.
        """

        order = by or self.picture.order
        money = {name for name, column in self.picture.columns.items() if column.look == "money"}

        names = (*OBJECT, *self.picture.dimensions, *self.picture.columns)

        def some(_: Sight, every: Any, people: Any) -> Any:
            rows = every.select(*dict.fromkeys(names))
            first = _ordered(rows, order, money, is_reversed=is_reversed)
            first = first if limit is None else first.limit(limit, offset=offset)
            return _ordered(_named(first, people), order, money, is_reversed=is_reversed)

        key = f"list {by} {is_reversed} {limit} {offset}"
        return self._asked(key, some, self._filters, self._door.table("customers"), words=words_of(text))

    def _asked(
        self, what: str, state: Any, filters: Mapping[str, str], *further: Any, words: Sequence[str] = ()
    ) -> pa.Table:
        """Return what `state` makes of the rows that fit and whose numbers or name have each of the words."""
        sight = self._door.person.sees_personal_data if further or words or self._is_masked else None
        about = (self._door.data_version, self._found.exempted.holding_key, self._unit, self._digits, sight)
        question = f"{self.picture.key} {what} {sorted(filters.items())} {words} {about}"

        def work() -> pa.Table:
            return self._worked_out(what, state, filters, further, words)

        return answered(self._door, self._run.folder, question, work)

    @property
    def _is_masked(self) -> bool:
        """Return whether anything that the picture may show is masked for those who may not see names."""
        read = bare_reads(self.picture.reads).items()
        return any(cards()[table].by_name[name].personal for table, names in read for name in names) or any(
            personal_evidence(code.rstrip("?")) for code in self.picture.hits if code != ALL_HITS
        )

    def _worked_out(
        self, what: str, state: Any, filters: Mapping[str, str], further: Sequence[Any], words: Sequence[str]
    ) -> pa.Table:
        one = self.picture
        people = (self._door.table("customers"),) if words else ()
        sayings = {f"{WORD}_{place}": word for place, word in enumerate(words)}
        based = [] if one.base is None else [self._rows_of(one.base)]
        names, read, codes, hits = self._read(one.reads if one.base is None else one.beside)

        t = self._sight(
            dict(zip(names, read, strict=True)),
            dict(zip(codes, hits, strict=True)),
            unit=sought(UNIT_VALUE, self._unit),
            unit_digits=sought(DIGITS_VALUE, str(self._digits)).cast("int64"),
            base=based[0] if based else None,
        )

        def stated(*_: Any, **wanted: Any) -> Any:
            asked = [wanted.pop(name) for name in sayings]
            rows = one.stated(t)
            for name in filters:
                rows = rows.filter(rows[name] == wanted[name])
            if asked:
                rows = saying(_named(rows, *people), SEARCHED, asked).select(*rows.columns)
            return state(t, rows, *further)

        return looked_up_often(
            self._door,
            f"picture {one.key} {what} {self._found.statements_differ_by}",
            stated,
            [*read, *hits, *further, *people, *based],
            {**filters, UNIT_VALUE: self._unit, DIGITS_VALUE: str(self._digits), **sayings},
            asking=t,
            is_kept_on_disk=one.rows.__module__.startswith("analytics."),
        )

    def _read(self, reads: Reads) -> tuple[list[str], list[Any], list[str], list[Any]]:
        """Return what a picture reads: tables by name with their columns, checks and their hits."""
        columns = bare_reads(reads)
        read = [self._door.table(name).select(*names) for name, names in columns.items()]
        codes = [code.rstrip("?") for code in self.picture.hits]
        codes = [code for code in codes if code == ALL_HITS or self._found.has(code)]
        return list(columns), read, codes, [self._hits_of(code) for code in codes]

    def _sight(self, tables: Mapping[str, Any], found: Mapping[str, Any], **how: Any) -> Sight:
        return Sight(
            tables,
            {name: self._door.filled(name) for name in bare_reads(self.picture.reads)},
            self._run.as_of,
            self._run.period,
            found=found,
            levels=levels_of_run(self._run),
            code_tables=self._door.code_tables,
            **how,
        )

    def _rows_of(self, base: Base) -> Any:
        """Return the rows of a base: those kept with the run, else worked out once in this session's engine."""
        rows = kept.rows_of(self._door, self._run, self.picture)
        if rows is not None:
            return rows
        engine = self._door.engine
        ours = f"picture_{base.name}_"
        about = (self._run.id, self._door.data_version)
        name = ours + hashlib.sha256(repr(about).encode()).hexdigest()[:12]
        if name not in engine.named:
            for former in [known for known in engine.named if known.startswith(ours)]:
                engine.forget(former)
            names, read, _, _ = self._read(base.reads)
            engine.kept(base.rows(self._sight(dict(zip(names, read, strict=True)), {})), name)
        return engine.named[name]

    def _hits_of(self, code: str) -> Any:
        found = self._found
        rows = found.hits(category=self.picture.category.value) if code == ALL_HITS else found.of_check(code)
        return found.with_amount_kind(found.counted(rows))


def _named(rows: Any, people: Any) -> Any:
    """Add the name of each row's customer."""
    people = people.select(owner="cons_no", cons_name="cons_name")
    return rows.left_join(people, rows.cons_no == people.owner).drop("owner")


def _ordered(rows: Any, by: str, money: Collection[str], *, is_reversed: bool) -> Any:
    """Return rows in the order of a column, nothing last, ties by object; of `money` the sign does not matter."""
    ties = [rows.object_type, rows.object_id]
    if not by:
        return rows.order_by(*ties)
    column = rows[by]
    is_number = column.type().is_numeric()
    descends = (is_number or column.type().is_temporal()) != is_reversed
    value = column.abs() if by in money else column
    return rows.order_by((ibis.desc if descends else ibis.asc)(value, nulls_first=False), *ties)
