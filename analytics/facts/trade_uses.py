"""Which trade (行业分类, GB/T 4754) goes with which use (用电类别): the built-in map, and where a company says otherwise."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis

from analytics.facts.trades import (
    FARM_SERVICES,
    FARMING,
    FARMING_TOO,
    HOME,
    INDUSTRY,
    KNOWN,
    RESIDENTIAL_TOO,
    SECOND_SECTOR,
    TEACHING,
    UTILITIES,
)
from data_loaders.codes.customers import BIG_INDUSTRY_USES, FARMING_USES, RESIDENTIAL_USES, ElecType
from models.company.code_tables import WrittenEntry, in_force

OWN_USES = "uses_of_trades"  # the table in which a company says otherwise
_INDUSTRIAL_USES = (*BIG_INDUSTRY_USES, ElecType.ORDINARY_INDUSTRY, ElecType.ORDINARY_FERTILISER)


def own_words(written: Sequence[WrittenEntry], day: date) -> list[tuple[str, str, bool]]:
    """Return what the company itself says on a day: use, the first signs of a trade, whether they go together.

    The longest beginning comes first: it has the word. `written` is all that the company wrote into its table.
    """
    own = [
        (one.key[0], one.key[1], bool(one.content["fits"])) for one in in_force(written, day) if one.content
    ]
    return sorted(own, key=lambda one: (-len(one[1]), one))


def goes_with(use: Any, trade: Any, own: Sequence[tuple[str, str, bool]] = ()) -> Any:
    """Return whether a trade may have a use; null of a use or words that are not judged. `own` are the company's own words.

    Source: PRO-04, precise reading.
    """
    built_in = _goes_with(use, trade)
    if not own:
        return built_in
    return ibis.cases(
        *(((use == kind) & trade.startswith(begin), fits) for kind, begin, fits in own), else_=built_in
    )


def _goes_with(use: Any, trade: Any) -> Any:
    is_farming, is_home, is_industry = (trade.re_search(one) for one in (FARMING, HOME, INDUSTRY))
    is_service = ~(is_farming | is_home | is_industry) | trade.re_search(SECOND_SECTOR)
    serves_farms = trade.re_search(FARM_SERVICES)
    return ibis.cases(
        (~trade.re_search(KNOWN), ibis.null("boolean")),
        (use.isin(_INDUSTRIAL_USES), is_industry),
        (use.isin(RESIDENTIAL_USES), is_home | trade.re_search(RESIDENTIAL_TOO)),
        (use == ElecType.SCHOOL, trade.re_search(TEACHING)),
        (use.isin(FARMING_USES), is_farming | trade.re_search(FARMING_TOO)),
        (use == ElecType.SHOPS, is_service | serves_farms),
        (use == ElecType.NON_INDUSTRIAL, is_service | serves_farms | trade.re_search(UTILITIES)),
        (use.isin([ElecType.COMMERCE, ElecType.LIGHTING]), ~is_home & (~is_farming | serves_farms)),
        else_=ibis.null("boolean"),
    )
