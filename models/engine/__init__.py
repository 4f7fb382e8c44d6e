"""Engines: what works out expressions over the tables of a home, on one machine or on a cluster.

`Engine` is what a check's expression needs; `DuckDB`, embedded in this process, is the one that everything else
runs on too.
"""

from models.engine.duckdb import DuckDB
from models.engine.interface import Engine, Statement
from models.engine.kept_statements import KeptStatements
from models.engine.sought import sought
from models.engine.spark import Spark

KINDS = (DuckDB.kind, Spark.kind)

__all__ = ["KINDS", "DuckDB", "Engine", "KeptStatements", "Spark", "Statement", "sought"]
