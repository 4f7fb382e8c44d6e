"""Engines: what works out expressions over the tables of a home, on one machine or on a cluster.

`Engine` is what a check's expression needs; `DuckDB`, embedded in this process, is the one that everything else
runs on too.
"""

from models.engine.duckdb import DuckDB
from models.engine.interface import Engine, Statement

__all__ = ["DuckDB", "Engine", "Statement"]
