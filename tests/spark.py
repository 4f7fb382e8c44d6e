"""One session with Spark for the whole run; without Java, or pyspark, a reason to skip (in CI to fail)."""

import os
from functools import cache
from pathlib import Path

import pytest

from models.engine import Spark
from models.engine import spark as on_spark
from models.errors import EngineMissing

# a test's rows are few and its plans many: code that Java compiles well is not run often enough to pay
os.environ["JDK_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

# nor are they worth being spread over several tasks, or planned anew after every step: a quarter of the time
os.environ["PYSPARK_SUBMIT_ARGS"] = (
    "--conf spark.default.parallelism=1 --conf spark.sql.adaptive.enabled=false pyspark-shell"
)
on_spark.TASKS_PER_CORE = 1

_SCRATCH = Path(os.environ.get("TMPDIR", "/tmp"), "mingji-spark")


@cache
def session() -> Spark:
    """Return the session, begun when the first test asks for it and ended with the process."""
    require()
    return Spark(_SCRATCH)


def require() -> None:
    """Skip the test that asks where Spark cannot run; fail it where nothing may be missing."""
    from models.engine.spark import require_spark

    try:
        require_spark()
    except EngineMissing as missing:
        if os.environ.get("MINGJI_REQUIRE_ALL"):
            raise
        pytest.skip(str(missing))
