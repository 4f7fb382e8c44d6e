"""What the test of each check draws, and what the check finds in it."""

import importlib
from functools import cache
from types import ModuleType
from typing import Any

import tests.analytics.checks
from analytics.check import Check
from analytics.rulebook import checks
from tests.drawn import Counts, Drawn, drawn, found


def stem(check: Check) -> str:
    """Return how a check's files begin: met_01."""
    return check.code.lower().replace("-", "_")


def own_tests(check: Check) -> ModuleType:
    folder = f"{tests.analytics.checks.__name__}.{check.category.folder}"
    return importlib.import_module(f"{folder}.test_{stem(check)}")


def own_tables(check: Check) -> Drawn:
    module = own_tests(check)
    assert hasattr(module, "TABLES"), (
        f"{module.__name__} draws no TABLES in which {check.code} finds something"
    )
    return drawn(module.TABLES) if isinstance(module.TABLES, str) else module.TABLES


def day_of(check: Check) -> str:
    return getattr(own_tests(check), "AS_OF", "2025-11-01")


def hits(check: Check, rows: Drawn, known: Counts | None = None) -> list[dict[str, Any]]:
    return found(check, rows, as_of=day_of(check), known=known)


@cache
def usual_hits(code: str) -> list[dict[str, Any]]:
    return hits(checks()[code], own_tables(checks()[code]))
