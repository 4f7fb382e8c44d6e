"""What a picture is: rows of objects with what they can be told apart by, and the marks that are drawn of them.

A picture states its rows once. What is drawn is their aggregate, worked out by the engine; what a click leads to is
the same rows, filtered. Neither is ever run here (analytics/pictures/shown.py).
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from analytics.check import Check
from analytics.fact import Fact, Filled, Reads, Tables, bare_reads, joined_reads, lacking
from analytics.parameters import Levels, levels_of
from analytics.rulebook import check_of
from data_loaders.catalog import labels_of, tables
from models.category import Category
from models.company.code_tables import CodeTables
from models.company.parameters import WHOLE_COMPANY
from models.data.customer_codes import customer_number

Kind = Literal["bars", "columns", "heat", "lines", "cloud", "table"]
Look = Literal["text", "id", "number", "money", "percent", "date", "time", "month"]
Said = Literal["text", "unit", "check", "month", "person"]
OBJECT = ("object_type", "object_id", "cons_no", "org_code")
VALUES = " values?"  # behind a check and a parameter whose values were asked for
ALL_HITS = "*"  # in place of a check's code: the hits of every check of the category


@dataclass(frozen=True)
class Dimension:
    """What rows can be told apart by, and so what a click on a mark filters by; its values are texts.

    The same name means the same on every picture, so that one picture's click can filter the others. `codes` names a
    column ('customers.elec_type_code') whose code list says what the values mean, else `labels` do; `said` is how
    values are said that no list holds. `order` are values in the order in which they are drawn; without it those of
    the largest marks come first, or with `is_sorted` in the order of the values. `empty` is what no value is called.
    """

    name: str
    label: str
    codes: str = ""
    labels: Mapping[str, str] | None = None
    said: Said = "text"
    order: tuple[str, ...] = ()
    is_sorted: bool = False
    empty: str = "未填"

    @property
    def meanings(self) -> Mapping[str, str]:
        """Return {value: words} of the values that a list knows, the company's own codes as they are named now."""
        if self.codes:
            table, _, column = self.codes.partition(".")
            return labels_of(tables()[table].by_name[column])
        return self.labels or {}


@dataclass(frozen=True)
class Measure:
    """What is worked out of the rows of a mark: `of` takes rows and gives one value of them.

    A `percent` is a share of one, as Streamlit and Excel take it. A heat table is darkest where the value is worst:
    the largest, or of one that `is_best_high` the smallest. `narrows` are dimensions with the values of the rows that
    alone make it: in a table a click on its cell filters by them, too.
    """

    name: str
    label: str
    unit: str
    of: Callable[[Any], Any]
    look: Look = "number"
    is_best_high: bool = False
    narrows: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """A column of the rows that the list below the pictures shows beside the object; `said` as of a dimension.

    `is_summed`: the list says what all its rows come to; where `sums_within` names a dimension, only of rows that are
    narrowed to one value of it: what stands on both sides of an equation makes no sum.
    """

    label: str
    look: Look = "text"
    said: Said = "text"
    is_summed: bool = False
    sums_within: str = ""


@dataclass(frozen=True)
class Line:
    """A value that marks are held against, such as a promise of 100 %; of a cloud the diagonal.

    `of` is the check and its parameter whose value it is, as the shown run used it for the shown unit.
    """

    label: str
    at: float | None = None
    of: tuple[Check, str] | None = None


class Sight(Tables):
    """The tables that a picture declared, as one person may see them, and what the shown run found in them.

    `hits` gives the findings of a declared check with its evidence; a picture that shows what checks judge reads
    these, and never judges by itself. `levels` are the values that the run used for checks, by code.
    """

    def __init__(
        self,
        tables: Mapping[str, ir.Table],
        filled: Filled,
        as_of: date,
        period: str,
        *,
        found: Mapping[str, Any],
        unit: Any = None,
        unit_digits: Any = 9,
        base: Any = None,
        levels: Mapping[str, Levels] | None = None,
        kept: Mapping[str, ir.Table] | None = None,
        code_tables: CodeTables | None = None,
    ) -> None:
        super().__init__(tables, filled, as_of, period, kept=kept, code_tables=code_tables)
        self._base = base
        self._levels = dict(levels or {})
        self._found = dict(found)
        self._unit = unit
        self.unit_digits = unit_digits

    def worked_out(self, base: "Rows") -> Any:
        """Return the rows of the picture's `base`: as they were worked out once a run, else stated now."""
        return base(self) if self._base is None else self._base

    def hits(self, code: str = ALL_HITS) -> Any:
        """Return what the run found of a declared check, or of all of the category, with `amount_kind`; the white list left out."""
        return self._found[code]

    def by_value(self, one: Check, parameter: str, state: Callable[[Any], Any]) -> Any:
        """Return rows as they are stated by a value of a check's parameter, each by that of its unit (org_code)."""
        usual, values = known = self._values(one, parameter)
        self.asked[f"{one.code} {parameter}{VALUES}"] = repr(known)
        if set(values.values()) <= {usual}:
            return state(usual)
        parts = []
        for value in dict.fromkeys([usual, *values.values()]):
            rows = state(value)
            nearest = sorted(values.items(), key=lambda each: -len(each[0]))
            own = ibis.cases(
                *((rows.org_code.startswith(prefix), theirs == value) for prefix, theirs in nearest),
                else_=usual == value,
            )
            parts.append(rows.filter(own.fill_null(usual == value)))
        return ibis.union(*parts)

    def answer(self, question: str) -> bool | str:
        """Return the answer to what was `asked`: a check's values, too."""
        if not question.endswith(VALUES):
            return super().answer(question)
        code, parameter = question.removesuffix(VALUES).split(" ")
        return repr(self._values(check_of(code), parameter))

    def _values(self, one: Check, parameter: str) -> tuple[Any, dict[str, Any]]:
        """Return a parameter's value for the whole company, and those of units that have a value of their own."""
        levels = self._levels.get(one.code) or levels_of(one, [], self._as_of)
        values = {each.org_prefix: levels.values_for(each.org_prefix)[parameter] for each in levels.overrides}
        return levels.values_for(WHOLE_COMPANY)[parameter], values

    def has_run(self, code: str) -> bool:
        """Return whether the run kept hits (perhaps none) of a declared check that the picture can do without."""
        return code in self._found

    def lacks(self, place: str) -> bool:
        """Return whether a place has no value at all; a picture's card need not say what then stays off."""
        return not self.has(place)

    def within(self, rows: Any) -> Any:
        """Return the rows of the unit that the page shows, and of all below it."""
        # of every unit the beginning is '', so that one statement serves whatever unit is shown
        code = rows.org_code.cast("string").fill_null("")
        return rows if self._unit is None else rows.filter(code.startswith(self._unit))

    def unit_of(self, rows: Any) -> Any:
        """Return the units of rows as the page tells them apart: one level below the shown one."""
        return rows.org_code.cast("string").left(self.unit_digits).fill_null("")


Rows = Callable[[Sight], Any]
Drawn = Callable[[Sight, Any], Any]


@dataclass(frozen=True, eq=False)
class Base:
    """Rows that are worked out once a run and over the whole company, as a check's hits are (analytics/pictures/kept.py).

    `rows` reads tables and facts alone; what checks found comes to it when a picture is looked at.
    """

    name: str
    reads: Reads
    facts: tuple[Fact, ...]
    rows: Rows
    without: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """Return every table that it reads with its columns, needed or not."""
        return bare_reads(self.reads)

    def missing(self, filled: Filled) -> list[str]:
        """Return the needed tables and columns that have no value at all."""
        return lacking(self.reads, filled)


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture's card; `rows` states the rows behind it.

    Rows have object_type, object_id, cons_no, org_code, a column for each dimension and each of `columns`; `unit` is
    made of org_code. `by` are the one or two dimensions of a mark: the first lies along the axis of names (the rows of
    a heat table), the second is its colours, lines or columns. Rows carry the `also` dimensions, too: a
    filter by any of them is followed. The first of `measures` is drawn, the others are said beside it. `hits` are the
    checks whose findings it shows, with the evidence that it reads; one marked '?' it can do without. `drawn` takes
    the place of grouping rows by `by` where a share needs more than the rows: it gets the sight and the rows that fit,
    and gives the dimensions and measures. `most` is how many names the axis holds. `order` is the column that
    the list begins with, the largest first. Of a cloud `axes` are the columns of its two axes, `by` their bands; rows
    whose `is_point` holds are drawn as points of their own. `base` are the rows that are worked out once a run: all of
    a picture that shows no hits, else what it names and joins hits to (`Sight.worked_out`); several pictures may name the same.
    `beside` is what `drawn` reads beside the rows.
    """

    key: str
    category: Category
    title: str
    kind: Kind
    own_reads: Reads
    facts: tuple[Fact, ...]
    hits: Mapping[str, tuple[str, ...]]
    by: tuple[Dimension, ...]
    also: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    columns: Mapping[str, Column]
    line: Line | None
    most: int
    order: str
    axes: tuple[str, ...]
    drawn: Drawn | None
    base: Base | None
    beside: Reads
    rows: Rows
    explained: str

    @cached_property
    def reads(self) -> Reads:
        """Return the tables and columns that the picture and its facts read."""
        return joined_reads(self.own_reads, *(one.reads for one in self.facts))

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        """Return every dimension of its rows by name."""
        return {one.name: one for one in (*self.by, *self.also, UNIT)}

    @cached_property
    def of_marks(self) -> set[str]:
        """Return the dimensions that a click on a mark filters by, but for the unit, into which one steps."""
        cells = {name for one in self.measures for name in one.narrows}
        return ({one.name for one in self.by} | cells) - {UNIT.name}

    def missing(self, filled: Filled) -> list[str]:
        """Return the needed tables and columns that have no value at all."""
        return lacking(self.reads, filled)

    def stated(self, t: Sight) -> Any:
        """Return the rows of the shown unit: the standard columns, dimensions as texts ('' where there is none), the rest."""
        is_whole = self.base is not None and self.base.rows is self.rows
        found = t.worked_out(self.rows) if is_whole else self.rows(t)
        if absent := {*OBJECT, *self.columns, *(name for name in self.dimensions if name != UNIT.name)} - set(
            found.columns
        ):
            raise TypeError(f"{self.key} does not give the columns {sorted(absent)}")
        found = t.within(found)
        own = {name: found[name] for name in found.columns if name not in (*OBJECT, *self.dimensions)}
        return found.select(
            object_type=found.object_type.cast("string"),
            object_id=customer_number(found.object_id),
            cons_no=customer_number(found.cons_no),
            org_code=found.org_code.cast("string"),
            **{
                name: t.unit_of(found) if name == UNIT.name else found[name].cast("string").fill_null("")
                for name in self.dimensions
            },
            **own,
        )

    def marks(self, t: Sight, rows: Any) -> Any:
        """Return the marks of rows: a row each, with the dimensions of `by` and the measures."""
        if self.drawn is not None:
            return self.drawn(t, rows)
        names = [one.name for one in self.by]
        places = {axis: rows[axis].cast("float64").mean() for axis in self.axes}
        return rows.group_by(names).agg(**{one.name: one.of(rows) for one in self.measures}, **places)


UNIT = Dimension("unit", "供电单位", said="unit", empty="未归属")
CHECK = Dimension("check", "检查", said="check")
MONTH = Dimension("month", "月份", said="month", is_sorted=True, empty="不分月")


def picture(
    *,
    title: str,
    category: Category,
    kind: Kind,
    by: Sequence[Dimension],
    measures: Sequence[Measure],
    columns: Mapping[str, Column] | None = None,
    also: Sequence[Dimension] = (),
    reads: Mapping[str, Sequence[str]] | None = None,
    facts: Sequence[Fact] = (),
    hits: Mapping[str, Sequence[str]] | None = None,
    line: Line | None = None,
    most: int = 20,
    order: str = "",
    axes: Sequence[str] = (),
    drawn: Drawn | None = None,
    base: Rows | None = None,
    beside: Mapping[str, Sequence[str]] | None = None,
) -> Callable[[Rows], Picture]:
    """Return the decorator that makes a function from a sight to rows a `Picture`; its docstring explains it, in Chinese."""

    own_reads = {table: tuple(names) for table, names in (reads or {}).items()}

    def decorate(rows: Rows) -> Picture:
        based = base or (None if hits else rows)
        read = joined_reads(own_reads, *(one.reads for one in facts))
        return Picture(
            key=f"{category.folder}-{rows.__name__}",
            category=category,
            title=title,
            kind=kind,
            own_reads=own_reads,
            facts=tuple(facts),
            hits={code: tuple(names) for code, names in (hits or {}).items()},
            by=tuple(by),
            also=tuple(also),
            measures=tuple(measures),
            columns=dict(columns or {}),
            line=line,
            most=most,
            order=order,
            axes=tuple(axes),
            drawn=drawn,
            base=based and Base(f"{category.folder}-{based.__name__}", read, tuple(facts), based),
            beside={table: tuple(names) for table, names in (beside or {}).items()},
            rows=rows,
            explained=inspect.getdoc(rows) or "",
        )

    return decorate


def counted(label: str, unit: str, name: str = "objects") -> Measure:
    """Return the measure that counts rows."""
    return Measure(name, label, unit, lambda rows: rows.count())


def objects_counted(label: str, unit: str) -> Measure:
    """Return the measure that counts objects, each once."""
    return Measure(
        "objects", label, unit, lambda rows: rows.object_type.concat("|", rows.object_id).nunique()
    )


def yuan_summed(label: str, column: str = "amount_yuan") -> Measure:
    """Return the measure that adds up a column of yuan, whichever side owes it."""
    return Measure(
        f"{column}_sum", label, "元", lambda rows: rows[column].abs().sum().fill_null(0), look="money"
    )


def shared(label: str, column: str, unit: str = "%") -> Measure:
    """Return the measure that says of how many rows a flag holds, of those where it is known."""
    return Measure(
        f"{column}_share", label, unit, lambda rows: rows[column].cast("float64").mean(), look="percent"
    )


def banded(value: Any, edges: Sequence[float], unit: str, *, is_whole: bool = False) -> Any:
    """Return which band a number lies in, in words: below the first edge, from one edge to before the next, or above.

    The words are those of `band_words`, in the order of the values.
    """
    words = band_words(edges, unit, is_whole=is_whole)
    branches = [(value < edge, word) for edge, word in zip(edges, words, strict=False)]
    return ibis.cases(*branches, (value.notnull(), words[-1]), else_=ibis.null("string"))


def band_words(edges: Sequence[float], unit: str, *, is_whole: bool = False) -> tuple[str, ...]:
    """Return the names of the bands between edges, in order, with their unit as it stands behind a number (' kVA').

    Of numbers that are `is_whole` '3–5', not '3–6'.
    """
    aside = " " if unit[-1].isascii() else ""
    below = f"{edges[0] - 1:,}{unit}{aside}及以下" if is_whole else f"{edges[0]:,}{unit}{aside}以下"
    between = [
        f"{low:,}{unit}"
        if is_whole and high == low + 1
        else f"{low:,}–{high - 1 if is_whole else high:,}{unit}"
        for low, high in pairwise(edges)
    ]
    return (below, *between, f"{edges[-1]:,}{unit}{aside}及以上")


def findings_picture(category: Category) -> Picture:
    """Return the picture of what all checks of a category found: a hit a row."""

    @picture(
        title=f"{category.value}各项检查的问题数(个)",
        category=category,
        kind="bars",
        hits={ALL_HITS: ()},
        by=[CHECK],
        also=[MONTH, Dimension("severity", "严重度", order=("高", "中", "低"))],
        measures=[counted("问题数", "个", "hits")],
        columns={
            "amount_yuan": Column("金额(元)", "money"),
            "amount_kind": Column("金额类别"),
        },
        order="amount_yuan",
    )
    def findings(t: Sight) -> Any:
        """各项检查命中的问题,一条命中一行;一个对象可能有多条。"""
        hits = t.hits()
        return hits.mutate(check=hits.check_code, month=hits.period)

    return findings
