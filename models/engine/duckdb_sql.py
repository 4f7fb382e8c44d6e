"""How an expression becomes DuckDB's SQL: Ibis' rules, what ours say otherwise, and each step written as it is.

Ibis first makes selects of its own of an expression, then marks those that are used twice, and only then writes them:
twice everything above is made anew, which is half of compiling. Here every projection, filter and order is written
where it stands (`Compiler.translate`), and none is fused with the next: the engine does that by itself. The SQL is
the same but for the numbers of its parts.
"""

import itertools
import operator
from functools import cache, reduce
from typing import Any, ClassVar

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import sqlglot as sg
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.base import STAR
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
from ibis.backends.sql.datatypes import DuckDBType
from ibis.backends.sql.rewrites import Select, drop_null_to_select, fill_null_to_select, first_to_firstvalue
from ibis.common.graph import Graph
from ibis.common.patterns import InstanceOf, NoMatch
from sqlglot.dialects.duckdb import DuckDB

_TYPES_SAID_OTHERWISE = (
    *(sge.DataType.Type.ARRAY, sge.DataType.Type.USERDEFINED),
    *(sge.DataType.Type.TIME, sge.DataType.Type.TIMETZ, sge.DataType.Type.TIMESTAMPTZ),
)
_CLAUSES = ("with_", "joins", "group", "having", "qualify", "distinct", "order", "limit")

# what is another operation to an engine than to Ibis, which therefore rewrites it; all else is left as it is
_RULE: Any = reduce(
    operator.or_,
    (*DuckDBCompiler.rewrites, fill_null_to_select, drop_null_to_select, first_to_firstvalue),
)
# used more than once, these are a part of their own; what only names a row of them is no use
_QUERIES = (
    *(ops.Project, ops.Filter, ops.Sort, ops.Distinct, ops.Limit, Select),
    *(ops.Aggregate, ops.JoinChain, ops.Set, ops.Sample),
)
_NO_USES = (ops.Field, ops.CountStar, ops.CountDistinctStar)


@cache
def called(text: str, nullable: bool | None) -> dt.DataType:
    """Return the type that the engine calls so."""
    return DuckDBType.from_string(text, nullable=nullable)


class Types(DuckDBType):
    """Reads the name of a type once: taking it apart is most of what asking for a table's columns costs."""

    @classmethod
    def from_string(cls, text: str, nullable: bool | None = None) -> dt.DataType:
        """Return the type that the engine calls so."""
        return called(text, nullable)


def _type_written(generator: Any, one: sge.DataType) -> str:
    if one.this in _TYPES_SAID_OTHERWISE:
        return DuckDB.Generator.TRANSFORMS[sge.DataType](generator, one)
    return generator.datatype_sql(one)


class Dialect(DuckDB):
    """Writes names of types as they are: sqlglot reads the word "array" as SQL each time, to see whether it is one."""

    class Generator(DuckDB.Generator):
        """Writes expressions."""

        TRANSFORMS: ClassVar = {**DuckDB.Generator.TRANSFORMS, sge.DataType: _type_written}


class Compiler(DuckDBCompiler):
    """Says what an expression's type says, as every engine can, and has picks of a table read anew for each use.

    What an expression uses several times the engine works out once and keeps. Of whole exports that is
    gigabytes, and each use would look through all of them; read anew, only the columns, months and rows come
    that the use is about.
    """

    __slots__ = ()
    type_mapper = Types

    def visit_Divide(self, op: Any, *, left: Any, right: Any) -> Any:
        """Divide: the engine's own answer, infinity, is greater than every limit and cannot be cast."""
        never_zero = isinstance(op.right, ops.Literal) and op.right.value
        return self.binop(sge.Div, left, right if never_zero else self.f.nullif(right, 0))

    def visit_ExtractEpochSeconds(self, op: Any, *, arg: Any) -> Any:
        """Count seconds: the engine's own answer has fractions, and a cast would round up into the next day."""
        return self.cast(self.f.floor(super().visit_ExtractEpochSeconds(op, arg=arg)), dt.int64)

    def visit_JoinLink(self, op: Any, *, how: str, table: Any, predicates: Any) -> Any:
        """Join; of a semi join it is said that null is none of the values that are looked for.

        It never is. But only where that side of a join by one column is filtered does the engine look for its values
        while it reads the other (a Bloom filter), and leaves out the rest of those rows.
        """
        sought = _without_null(table, predicates[0]) if how == "semi" and len(predicates) == 1 else table
        return super().visit_JoinLink(op, how=how, table=sought, predicates=predicates)

    def visit_SelfReference(self, op: Any, *, parent: Any, identifier: Any) -> Any:
        """Name a side of a join anew: what it is made of is taken as it is, where Ibis copies all of it.

        It stands nowhere else: what is used twice is a part of its own, and here only its name.
        """
        return parent.this if isinstance(parent, sge.Subquery) else parent

    visit_JoinReference = visit_SelfReference

    def visit_Project(self, op: Any, *, parent: Any, values: Any) -> Any:
        """Pick columns, or work them out."""
        is_all = tuple(op.values.items()) == tuple(op.parent.fields.items())
        return sg.select(*([STAR] if is_all else self._cleanup_names(values)), copy=False).from_(
            parent, copy=False
        )

    def visit_Filter(self, op: Any, *, parent: Any, predicates: Any) -> Any:
        """Pick rows; by what their windows say, after the others."""
        is_of_window = [bool(one.find(ops.WindowFunction, filter=ops.Value)) for one in op.predicates]
        plain = [said for said, late in zip(predicates, is_of_window, strict=True) if not late]
        late = [said for said, late in zip(predicates, is_of_window, strict=True) if late]
        query = _all_of(parent).where(*plain, copy=False) if plain else _all_of(parent)
        return query.qualify(*late, copy=False) if late else query

    def visit_Sort(self, op: Any, *, parent: Any, keys: Any) -> Any:
        """Put rows in order."""
        return _all_of(parent).order_by(*keys, copy=False)

    def visit_Distinct(self, op: Any, *, parent: Any) -> Any:
        """Take each row once."""
        return _all_of(parent).distinct(copy=False)

    def visit_DropColumns(self, op: Any, *, parent: Any, columns_to_drop: Any) -> Any:
        """Leave columns out: whichever are fewer are named, always in the same order (Ibis has them in a set's)."""
        if _names_what_goes(op):
            return super().visit_DropColumns(op, parent=parent, columns_to_drop=sorted(columns_to_drop))
        left = (sg.column(name, table=parent.alias_or_name, quoted=True) for name in op.schema.names)
        return sg.select(*left, copy=False).from_(parent, copy=False)

    def visit_Alias(self, op: Any, *, arg: Any, name: str) -> Any:
        """Leave a name out: whoever picks the value says it."""
        return arg

    def visit_WindowFunction(self, op: Any, **parts: Any) -> Any:
        """Look at other rows; a place among them is counted from zero."""
        window = super().visit_WindowFunction(op, **parts)
        return self.binop(sge.Sub, window, sge.convert(1)) if isinstance(op.func, ops.RankBase) else window

    def translate(self, op: Any, *, params: Any) -> Any:
        """Return the query of an operation; what is used twice is a part of its own (WITH), in an order in which each is known."""
        assert not params, "values are sought as the engine's own variables (models.engine.sought)"
        lowered = op.replace(_rewritten) if op.find(_is_rewritten) else op
        used_twice, numbers, parts = _used_twice(lowered), itertools.count(), []

        def written(node: Any, _: Any, **children: Any) -> Any:
            query = self.visit_node(node, **children)
            if node is lowered or not isinstance(node, ops.Relation):
                return query
            own = node.name if isinstance(node, ops.AliasedRelation) else f"t{next(numbers)}"
            named = _named(query, own)
            if node not in used_twice:
                return named
            parts.append(sge.CTE(this=named.this if "alias" in named.args else named, alias=_quoted(own)))
            return _named(sge.Table(this=_quoted(own)), f"t{next(numbers)}")

        query = lowered.map(written)[lowered]
        if isinstance(query, sge.Table):
            query = _all_of(query)
        elif isinstance(query, sge.Subquery):
            query = query.this
        for part in parts:
            query = query.with_(part.args["alias"], as_=part.this, dialect=self.dialect, copy=False)
        return query

    def to_sqlglot(self, expr: Any, *, limit: Any = None, params: Any = None) -> Any:
        """Return the query of an expression."""
        query: Any = super().to_sqlglot(expr, limit=limit, params=params)
        for part in query.ctes:
            if _only_picks(part.this):
                part.set("materialized", False)
        return query


def written(expression: Any) -> str:
    """Return the SQL of an expression."""
    return Compiler().to_sqlglot(expression).sql(Dialect, copy=False)


# three operations that nothing here uses, sought through every statement: with the copies, a quarter of compiling
Compiler.lowered_ops = {}


def _is_rewritten(node: Any) -> bool:
    """Return whether an operation is another one to the engine; of places among rows see `visit_WindowFunction`."""
    is_place = isinstance(node, ops.WindowFunction) and isinstance(node.func, ops.RankBase)
    return not is_place and _RULE.match(node, {}) is not NoMatch


def _rewritten(node: Any, changed: Any) -> Any:
    node = node.__recreate__(changed) if changed else node
    return _RULE.match(node, {}) if _is_rewritten(node) else node


def _used_twice(op: Any) -> set[Any]:
    uses: Any = Graph.from_bfs(op, filter=~InstanceOf(_NO_USES)).invert()
    return {node for node, users in uses.items() if _is_part(node, len(users))}


def _is_part(node: Any, uses: int) -> bool:
    return isinstance(node, ops.AliasedRelation) or (uses > 1 and _is_query(node))


def _is_query(node: Any) -> bool:
    return isinstance(node, _QUERIES) or (isinstance(node, ops.DropColumns) and not _names_what_goes(node))


def _names_what_goes(op: Any) -> bool:
    return len(op.columns_to_drop) < len(op.schema) // 2


def _quoted(name: str) -> sge.Identifier:
    return sg.to_identifier(name, quoted=True)


def _named(query: Any, name: str) -> Any:
    """Return a table or a query under a name."""
    if isinstance(query, sge.Query) and not isinstance(query, sge.Subquery):
        return query.subquery(_quoted(name), copy=False)
    is_table = isinstance(query, sge.Table)  # one that stands elsewhere, too, under another name
    return query.as_(_quoted(name), quoted=True, table=is_table, copy=is_table)


def _all_of(parent: Any) -> Any:
    return sg.select(STAR, copy=False).from_(parent, copy=False)


def _without_null(table: Any, predicate: Any) -> Any:
    """Return one side of a join without the rows that have no value where the other has to have the same."""
    name = table.alias_or_name
    sides = (predicate.left, predicate.right) if isinstance(predicate, sge.EQ) else ()
    keys = [side for side in sides if isinstance(side, sge.Column) and side.table == name]
    if not keys:
        return table
    known = _all_of(table).where(*(_is_told(key) for key in keys), copy=False)
    return known.subquery(_quoted(name), copy=False)


def _is_told(key: sge.Column) -> sge.Expression:
    """Return that a key is not null, of a table in memory as well: of one without null the engine drops the bare question."""
    return sge.and_(key.is_(sge.null()).not_(), sge.func("HASH", key.copy()).is_(sge.null()).not_())


def _only_picks(query: sge.Expression | None) -> bool:
    """Return whether a query does nothing but pick columns and rows of one table."""
    if isinstance(query, sge.Table):
        return True
    if isinstance(query, sge.Subquery):
        return _only_picks(query.this)
    if not isinstance(query, sge.Select) or any(query.args.get(clause) for clause in _CLAUSES):
        return False
    values = [column.this if isinstance(column, sge.Alias) else column for column in query.expressions]
    condition = query.args.get("where")
    return (
        all(isinstance(value, sge.Column | sge.Star) for value in values)
        and (condition is None or condition.find(sge.Query) is None)
        and _only_picks(query.args["from_"].this)
    )
