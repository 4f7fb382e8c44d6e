"""Finds the export tables and the code lists; whoever needs "all tables" asks here."""

import importlib
import json
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import data_loaders.tables
from models.data.schema import Column, Table

_LISTS = Path(__file__).with_name("code_lists.json")
_OWN_NAMES: dict[str, Mapping[str, str]] = {}


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
    lists = json.loads(_LISTS.read_text(encoding="utf-8"))
    return {name: entry["codes"] for name, entry in lists.items()}


@cache
def list_titles() -> dict[str, str]:
    """Return {list name: what its codes are} of every code list."""
    lists = json.loads(_LISTS.read_text(encoding="utf-8"))
    return {name: entry["label"] for name, entry in lists.items()}


def labels_of(column: Column) -> Mapping[str, str]:
    """Return {code: label} of a column, the company's own codes too; empty where it has no code list."""
    return labels_in(column.codes)


def labels_in(name: str) -> Mapping[str, str]:
    """Return {code: label} of a code list, the company's own codes too; empty where there is no such list."""
    own = _OWN_NAMES.get(name)
    return own if own else code_lists().get(name, {})


def name_own_codes(names: Mapping[str, Mapping[str, str]]) -> None:
    """Have the codes of the company whose home this process serves, {list: {code: name}}, named from now on.

    Who reads `code_lists` alone knows the national ones only.
    """
    known = code_lists()
    _OWN_NAMES.clear()
    _OWN_NAMES.update({name: {**known.get(name, {}), **own} for name, own in names.items()})


@cache
def titles() -> dict[str, str]:
    """Return {field name: standard header}; where tables differ, the first table's header."""
    found: dict[str, str] = {}
    for table in tables().values():
        for column in table.columns:
            found.setdefault(column.name, column.title)
    return found
