"""Finds the checks; whoever needs "all checks" asks here."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

import analytics.checks
import analytics.facts
from analytics.check import Check
from analytics.fact import Fact
from analytics.matters import MATTERS
from models.category import Category
from models.errors import NotFound

GIVEN_UP = "这项检查已不在现行检查目录中,它的说明和证据见当时导出的清单。"


@cache
def checks() -> dict[str, Check]:
    """Return every check under analytics/checks by code, in order of category and code."""
    found: list[Check] = []
    for module_info in pkgutil.walk_packages(analytics.checks.__path__, "analytics.checks."):
        if not module_info.ispkg:
            module = importlib.import_module(module_info.name)
            found += [value for value in vars(module).values() if isinstance(value, Check)]
    order = list(Category)
    return {check.code: check for check in sorted(found, key=lambda c: (order.index(c.category), c.code))}


def check_of(code: str) -> Check:
    """Return the check with this code.

    Errors: NotFound.
    """
    try:
        return checks()[code]
    except KeyError:
        raise NotFound(f"没有编号为“{code}”的检查", remedy="请在稽查规则页核对编号") from None


def card_of(code: str, outcome: Mapping[str, Any] | None = None) -> Check:
    """Return the check with this code; of one that was given up since, a card that says so: old runs stay readable.

    `outcome` is what a run kept of it.
    """
    if code in checks():
        return checks()[code]
    kept = outcome or {}
    akin = (one.category for one in checks().values() if one.code[:3] == code[:3])
    return Check(
        code=code,
        title=kept.get("title") or "已取消的检查",
        category=next(akin, next(iter(Category))),
        matter="",
        severity="中",
        subject="customer",
        window="期间",
        amount=kept.get("amounts") or None,
        own_reads={},
        facts=(),
        without={},
        without_rows={},
        evidence={},
        sentence=GIVEN_UP,
        arithmetic=(),
        laws=(),
        judge=lambda tables: tables,
        docstring="",
    )


def coverage() -> list[tuple[Category, str, list[Check]]]:
    """Return every audit matter with the checks that answer it, in the order of the charter."""
    return [
        (
            category,
            matter,
            [one for one in checks().values() if (one.category, one.matter) == (category, matter)],
        )
        for category, matters in MATTERS.items()
        for matter in matters
    ]


@cache
def facts() -> dict[str, Fact]:
    """Return every fact under analytics/facts by name."""
    found: list[Fact] = []
    for module_info in pkgutil.walk_packages(analytics.facts.__path__, "analytics.facts."):
        module = importlib.import_module(module_info.name)
        found += [value for value in vars(module).values() if isinstance(value, Fact)]
    return {one.name: one for one in sorted(found, key=lambda one: one.name)}
