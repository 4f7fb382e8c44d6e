"""The checks of a run: each one's card and outcome, and why one did not run."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from analytics.check import Check
from analytics.rulebook import card_of
from data_loaders.catalog import tables, titles
from models.orm import Run

STATES = {"ran": "已运行", "off": "未运行(缺数据)", "broken": "出错"}


def checks_in(run: Run) -> list[tuple[Check, dict[str, Any]]]:
    """Return each check of a run with its outcome."""
    return [(card_of(outcome["code"], outcome), outcome) for outcome in run.checks]


def off_because(missing: Iterable[str]) -> str:
    """Return in Chinese which tables and columns a switched-off check misses: `table` or `table.column`."""
    called = _called()
    return "缺少" + "、".join(
        "的".join(called.get(part, part) for part in place.split(".")) for place in missing
    )


@cache
def _called() -> dict[str, str]:
    """Return what tables and columns are called."""
    return titles() | {name: card.title for name, card in tables().items()}
