"""Finds the export tables and the code lists; whoever needs "all tables" asks here."""

import importlib
import json
import pkgutil
from functools import cache
from pathlib import Path

import data_loaders.tables
from models.schema import Column, Table


@cache
def tables() -> dict[str, Table]:
    """Return every table card of data_loaders/tables by name."""
    found: dict[str, Table] = {}
    for module_info in pkgutil.iter_modules(data_loaders.tables.__path__):
        module = importlib.import_module(f"data_loaders.tables.{module_info.name}")
        card = getattr(module, module_info.name.upper())
        found[card.name] = card
    return found


@cache
def code_lists() -> dict[str, dict[str, str]]:
    """Return every code list as {list name: {code: label}}."""
    path = Path(__file__).with_name("code_lists.json")
    lists = json.loads(path.read_text(encoding="utf-8"))
    return {name: entry["codes"] for name, entry in lists.items()}


def labels_of(column: Column) -> dict[str, str]:
    """Return {code: label} of a column, empty where it has no code list."""
    return code_lists().get(column.codes, {})


@cache
def titles() -> dict[str, str]:
    """Return {field name: standard header}; where tables differ, the first table's header."""
    found: dict[str, str] = {}
    for table in tables().values():
        for column in table.columns:
            found.setdefault(column.name, column.title)
    return found
