"""The rules of law as data, each with its dates and source, and the arithmetic on them.

One family of rules a module, named by its `TITLE`. A value of law is a module constant: a `Rule`, or a
`Dated` where it changed. The arithmetic comes in two forms from the same data: a function over single
Decimals, and one ending in `_expr` over the engine's columns.
"""

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import Any

from analytics.regulation.source import Dated, Rule


@dataclass(frozen=True)
class Law:
    """One row of the rule book's appendix: a rule, its family, its place in the code."""

    family: str
    module: str
    name: str
    rule: Rule[Any]


@cache
def laws() -> tuple[Law, ...]:
    """Return every value of law of every module, oldest version first."""
    found = []
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for name, value in vars(module).items():
            versions = value.versions if isinstance(value, Dated) else (value,)
            found += [
                Law(module.TITLE, info.name, name, rule)
                for rule in versions
                if isinstance(rule, Rule) and hasattr(module, "TITLE")
            ]
    return tuple(found)
