"""Spark: the engine of a cluster, or of all cores of this machine; the master is MINGJI_SPARK_MASTER.

The files of the home must lie where every worker sees them under the same path.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, cast

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot.expressions as sge

from models.engine.interface import NOTHING_RENAMED, Engine, Statement, held_in
from models.engine.spark_rules import SETTINGS, SparkCompiler
from models.errors import EngineMissing
from models.home.faults import Explained, told_by_spark
from models.home.scratch import own_name

MASTER = "MINGJI_SPARK_MASTER"
OLDEST_JAVA = 17
DEFAULT_MEMORY_GB = 6
WAIT_FOR_WORKERS_SECONDS = 120
TASKS_PER_CORE = 3  # Spark's own advice: two to three
QUIET = Path(__file__).with_name("spark_log4j2.properties")
INSTEAD = ",或改用 --engine duckdb"

_COMPILER = SparkCompiler()
_DEAR = (sge.Join, sge.Group, sge.Window, sge.Distinct, sge.SetOperation)
_GLOB = re.compile(r"([\\*?\[\]{},])")


class Spark(Engine):
    """A session of its own on the one connection that this process has with a cluster."""

    kind = "spark"
    _open = 0
    _lock = Lock()

    def __init__(self, scratch: Path, explained: Explained = lambda path: None) -> None:
        super().__init__()
        require_spark()
        self._explained = explained
        self._kept: dict[str, Any] = {}  # frames, by name
        ibis.pyspark  # noqa: B018 - its options are known from here on, and the compiler asks for them
        with Spark._lock:
            self._session = _connected(scratch).newSession()
            Spark._open += 1
        cores = self._session.sparkContext.defaultParallelism
        self._session.conf.set("spark.sql.shuffle.partitions", TASKS_PER_CORE * cores)
        for name, value in SETTINGS.items():
            self._session.conf.set(name, value)

    def parquet(
        self,
        paths: Sequence[Path],
        schema: pa.Schema,
        name: str,
        stored_as: Mapping[str, str] = NOTHING_RENAMED,
    ) -> ir.Table:
        """Return what the files hold as one table, with the schema's columns; empty without files."""
        from pyspark.sql.pandas.types import from_arrow_schema

        if not paths:
            return self.arrow_table(schema.empty_table(), name)
        # a path is a pattern to Spark
        places = [_GLOB.sub(r"\\\1", str(path.resolve())) for path in paths]
        in_files = pa.schema([field.with_name(stored_as.get(field.name, field.name)) for field in schema])
        columns = from_arrow_schema(in_files, prefer_timestamp_ntz=True)
        rows = self._session.read.schema(columns).parquet(*places)
        rows.toDF(*schema.names).createOrReplaceTempView(name)
        return _table(name, schema)

    def arrow_table(self, rows: pa.Table, name: str) -> ir.Table:
        """Return rows in memory as a table; another of the same name takes its place."""
        self._session.createDataFrame(rows).createOrReplaceTempView(name)
        return _table(name, rows.schema)

    def stated(self, table: ir.Table) -> Statement:
        """Return an expression compiled, in steps: what is dear and used more than once is one of its own.

        Spark writes such a part out wherever it is used, plans it and works it out each time.
        """
        steps, last = in_steps(_COMPILER.to_sqlglot(table))
        return Statement(last, table.schema().to_pyarrow(), held_in(table), steps)

    def kept(self, wanted: ir.Table | Statement, name: str) -> ir.Table:
        """Return what an expression finds, worked out when first used and kept until the name is used again."""
        return self._named(wanted, name, is_kept=True)

    def view(self, wanted: ir.Table | Statement, name: str) -> ir.Table:
        """Return an expression under a name of its own: what builds on it need not compile it again."""
        return self._named(wanted, name, is_kept=False)

    def _named(self, wanted: ir.Table | Statement, name: str, *, is_kept: bool) -> ir.Table:
        statement = wanted if isinstance(wanted, Statement) else self.stated(wanted)
        if name in self.named:
            self.forget(name)
        with told_by_spark(self._explained):  # what stages it has, Spark may run at once
            frame = self._frame(statement, [])
            if is_kept:
                self._kept[name] = frame
                frame = self._worked_out_once(frame)
        frame.createOrReplaceTempView(name)
        self.named[name] = _table(name, statement.schema)
        return self.named[name]

    def forget(self, name: str) -> None:
        """Let go of a table that was kept."""
        del self.named[name]
        self._session.catalog.dropTempView(name)
        if name in self._kept:
            self._kept.pop(name).unpersist()

    def found(self, statement: Statement) -> pa.Table:
        """Return what a statement finds, in the types of its schema."""
        steps: list[Any] = []
        with told_by_spark(self._explained):
            try:
                return self._frame(statement, steps).toArrow().cast(statement.schema)
            finally:
                for step in steps:
                    step.unpersist()

    def _frame(self, statement: Statement, steps: list[Any]) -> Any:
        for name, rows in statement.held:
            self.arrow_table(self.own_rows.get(name, rows), name)
        for name, sql in statement.steps:
            steps.append(self._session.sql(sql))
            self._worked_out_once(steps[-1]).createOrReplaceTempView(name)
        return self._session.sql(statement.sql)

    def _worked_out_once(self, frame: Any) -> Any:
        """Return what a frame finds, worked out when first used, as a leaf of whatever is built on it.

        A frame that is merely persisted is planned wherever it is used with all that it is made of, and so are the
        parts that it uses in their turn: plans double with every step. Spark has no public word for the leaf but a
        checkpoint, and a lost worker takes a local one along.
        """
        from pyspark.sql.classic.dataframe import DataFrame

        stored = frame.persist()._jdf.queryExecution().withCachedData()
        of_rows = self._session._jvm.org.apache.spark.sql.classic.Dataset.ofRows
        return DataFrame(of_rows(self._session._jsparkSession, stored), self._session)

    def close(self) -> None:
        """Let go of the session; with the last one the cluster gets its memory back."""
        for name in list(self.named):
            self.forget(name)
        with Spark._lock:
            Spark._open -= 1
            if not Spark._open:
                self._session.sparkContext.stop()


def in_steps(query: Any) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return a query as (name, SQL) of the parts to be worked out once, in order, and the SQL of the rest."""
    cheap: dict[str, sge.CTE] = {}
    steps: list[tuple[str, str]] = []
    for part in query.ctes:
        if part.this.find(*_DEAR):
            steps.append((part.alias, _with_what_it_uses(part.this, cheap)))
        else:
            cheap[part.alias] = part
    query.set("with_", None)
    return tuple(steps), _with_what_it_uses(query, cheap)


def _with_what_it_uses(query: Any, parts: dict[str, sge.CTE]) -> str:
    used: dict[str, sge.CTE] = {}

    def look_into(one: Any) -> None:
        for table in one.find_all(sge.Table):
            if table.name in parts and table.name not in used:
                look_into(parts[table.name].this)
                used[table.name] = parts[table.name]  # after what it uses itself

    look_into(query)
    if used:
        query = query.copy()
        query.set("with_", sge.With(expressions=[part.copy() for part in used.values()]))
    return query.sql(_COMPILER.dialect)


def require_spark() -> None:
    """Refuse where Spark cannot run on this machine.

    Errors: EngineMissing.
    """
    if find_spec("pyspark") is None:
        raise EngineMissing(
            "没有安装 Spark 引擎的软件包 pyspark",
            remedy=f"请运行 pip install -r requirements-spark.txt{INSTEAD}",
        )
    version = _java_version()
    if version is None or version < OLDEST_JAVA:
        found = "没有找到 Java" if version is None else f"找到的 Java {version} 太旧"
        raise EngineMissing(
            f"{found},Spark 引擎需要 Java {OLDEST_JAVA} 或更新的版本",
            remedy=f"请安装(Debian/Ubuntu:apt-get install default-jre-headless)或用 JAVA_HOME 指明位置{INSTEAD}",
        )


@cache
def _java_version_of(java: str) -> int | None:
    try:
        said = subprocess.run([java, "-version"], check=False, capture_output=True, text=True).stderr
    except OSError:
        return None
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(version[1]) if version else None


def _java_version() -> int | None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    return _java_version_of(java) if java else None


def _connected(scratch: Path) -> Any:
    """Return the session of this process, made where there is none."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    master = os.environ.get(MASTER) or "local[*]"
    memory_gb = os.environ.get("MINGJI_MEMORY_GB") or DEFAULT_MEMORY_GB
    folder = scratch / own_name()
    settings = {
        "spark.driver.memory": f"{memory_gb}g",
        "spark.driver.maxResultSize": "0",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={QUIET.as_uri()}",
        # the files of a table are listed here, not by a job of their own
        "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
    }
    if master.startswith("local"):  # nobody else need reach us
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    builder = cast("Any", SparkSession.builder).master(master).appName("Mingji")
    for name, value in settings.items():
        builder = builder.config(name, value)
    check = f"请检查 {MASTER} 和 Spark 的服务{INSTEAD}"
    try:
        session = builder.getOrCreate()
    except (Py4JError, PySparkException) as error:
        lines = str(error).strip().splitlines()
        why = next((line[2:] for line in lines if line.startswith(": ")), lines[0])
        raise EngineMissing(f"Spark({master})不能使用:{why.rstrip('.')}", remedy=check) from error
    if not master.startswith("local") and not _has_workers(session):
        session.stop()
        raise EngineMissing(f"Spark({master})没有空闲的工作节点", remedy=check)
    return session


def _has_workers(session: Any) -> bool:
    """Return whether any worker came; without one Spark itself would wait for ever, and say nothing."""
    if session.conf.get("spark.dynamicAllocation.enabled", "false") == "true":
        return True  # they come when there is work
    deadline = time.monotonic() + WAIT_FOR_WORKERS_SECONDS
    status = session.sparkContext._jsc.sc().getExecutorMemoryStatus
    while status().size() < 2:  # this process is one of them
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def _table(name: str, schema: pa.Schema) -> ir.Table:
    return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)
