"""The checks of a run: each one's card and outcome, and why one did not run."""

from collections.abc import Mapping
from typing import Any

from analytics.check import Check
from analytics.rulebook import card_of
from models.orm import Run

STATES = {"ran": "已运行", "off": "未运行(缺数据)", "broken": "出错"}


def checks_in(run: Run) -> list[tuple[Check, dict[str, Any]]]:
    """Return each check of a run with its outcome."""
    return [(card_of(outcome["code"], outcome), outcome) for outcome in run.checks]


def off_because(outcome: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Return in Chinese which tables and columns a switched-off check misses."""
    places = [place.split(".") for place in outcome["missing"]]
    return "缺少" + "、".join("的".join(titles.get(part, part) for part in place) for place in places)
