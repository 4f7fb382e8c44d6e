"""The rules of law as data, each with its dates and source, and the arithmetic on them.

One family of rules a module, named by its `TITLE`. A value of law is a module constant, a `Rule` with its
versions; it can only be read for a day. The arithmetic comes in two forms from the same data: a function
over single Decimals, and one ending in `_expr` over the engine's columns; both take the day.
"""

import importlib
import pkgutil
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from analytics.regulation.source import Rule


@dataclass(frozen=True)
class Law:
    """One entry of the law book: a rule, its family, its place in the code."""

    family: str
    module: str
    name: str
    rule: Rule[Any]

    @property
    def place(self) -> str:
        """Return how explanations quote it: late_fee.OTHER_DAILY."""
        return f"{self.module}.{self.name}"


@cache
def laws() -> dict[str, Law]:
    """Return every rule of every module by its place."""
    found = []
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, "TITLE"):
            found += [
                Law(module.TITLE, info.name, name, rule)
                for name, rule in vars(module).items()
                if isinstance(rule, Rule)
            ]
    return {law.place: law for law in found}


_QUOTATION = re.compile(r"\{([a-z_]+\.[A-Z][A-Z0-9_]*)(?:\[([^\]]+)\])?\}")


def quotations(text: str) -> list[str]:
    """Return the places of the rules that a text quotes: {late_fee.OTHER_DAILY}, {violation.MULTIPLES[窃电]}."""
    return [place for place, _ in _QUOTATION.findall(text)]


def with_quotations(text: str) -> str:
    """Return a text with every rule, or part of one, that it quotes written out, as of all its days."""
    return _QUOTATION.sub(_quoted, text)


def _quoted(found: re.Match[str]) -> str:
    rule = laws()[found[1]].rule
    return rule.part_called(found[2]).quoted if found[2] else rule.quoted
