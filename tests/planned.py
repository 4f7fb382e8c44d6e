"""The embedded engine for what is asked again and again over a few other rows: planned once, not each time.

Planning a check's statement (40 to 80 KB) costs a hundred times what working it out over ten rows does. And what a
test asked in one part of a run (tests/answers.py) need not be worked out for another part that wants its tables alone.
"""

from decimal import Decimal
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa

from models.engine import DuckDB, Statement
from tests.answers import Answers

MOST_PLANS = 40  # a few megabytes each: those of the check that is tried, and of the one before


class Planned(DuckDB):
    """DuckDB whose tables in memory are tables, so that their rows can be exchanged under a plan.

    What a plan was made over says nothing of what it will be run over: values are not looked at while planning
    (DuckDB 1.5.5 would keep that a column was never above 100, and find none of the rows that come later: duckdb#23704).
    """

    def __init__(self, scratch: Path, answers: Answers | None = None) -> None:
        super().__init__(scratch)
        self._answers = answers
        self.backend.raw_sql("SET threads = 1")  # a few rows are worked out sooner than shared
        self.backend.raw_sql("SET disabled_optimizers = 'statistics_propagation'")
        self._rows: dict[str, pa.Table] = {}
        self._plans: dict[str, str] = {}  # names by SQL, the one used last at the end
        self._made = 0

    def found(self, statement: Statement, **values: str | Decimal) -> pa.Table:
        """Return what a statement finds; from the second time on by the plan of the first."""
        if values:
            return super().found(statement, **values)
        self._take_in(statement)
        plan = self._plans.pop(statement.sql, None) or self._plan(statement.sql)
        self._plans[statement.sql] = plan
        found = self.arrow(f"EXECUTE {plan}").cast(statement.schema)
        if self._answers and self._tells_all(statement):
            self._answers.keep(statement, self._rows, found)
        return found

    def told(self, statement: Statement) -> pa.Table:
        """Return what a statement found in these rows before; what nobody asked yet is worked out."""
        if self._answers and self._tells_all(statement):
            known = self._answers.known(statement, self._rows)
            if known is not None:
                return known
        return self.found(statement)

    def _tells_all(self, statement: Statement) -> bool:
        """Return whether a statement and the rows of its tables say all: nothing that was named, no rows of a home's own."""
        return not self.own_rows and not any(f'"{name}"' in statement.sql for name in self.named)

    def _plan(self, sql: str) -> str:
        while len(self._plans) >= MOST_PLANS:
            self._let_go(next(iter(self._plans)))
        self._made += 1
        self.backend.raw_sql(f"PREPARE plan_{self._made} AS {sql}")
        return f"plan_{self._made}"

    def _let_go(self, sql: str) -> None:
        self.backend.raw_sql(f"DEALLOCATE {self._plans.pop(sql)}")

    def _named(self, kind: str, wanted: ir.Table | Statement, name: str) -> ir.Table:
        for sql in [*self._plans]:  # a plan may build on what had this name
            self._let_go(sql)
        return super()._named(kind, wanted, name)

    def _hold(self, name: str, rows: pa.Table) -> None:
        former = self._rows.get(name)
        if former is not None and former.equals(rows):
            return
        self.backend.con.register("exchanged", rows)
        if former is not None and former.schema == rows.schema:
            self.execute(f'DELETE FROM "{name}"')
            self.execute(f'INSERT INTO "{name}" SELECT * FROM exchanged')
        else:
            self.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM exchanged')
        self._rows[name] = rows
