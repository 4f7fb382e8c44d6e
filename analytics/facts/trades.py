"""Which trade (行业分类, GB/T 4754) goes with which use (用电类别).

A trade is told by its division, the first two signs; totals of statistics (B000, GG00) count as what they sum up.
"""

from typing import Any

import ibis

from data_loaders.codes.charges import PriceCategory
from data_loaders.codes.customers import BIG_INDUSTRY_USES, FARMING_USES, RESIDENTIAL_USES, ElecType

FARMING, FARM_SERVICES = "^(0[1-5]|A000|99A0)", "^05"
ANIMALS = "^0[34]"  # livestock and fishery
INDUSTRY = "^(0[6-9]|[1-3][0-9]|4[0-6]|[1-4]A|[BCD]0|GG|99B0)"
UTILITIES = "^(4[4-6]|D0)"
HOME = "^99[012]0$"
TEACHING = "^(84|87|97|92A0)"
# schools, welfare, neighbourhoods, temples, common parts and water of housing estates pay as residents do
RESIDENTIAL_TOO = "^(84|87|97|92A0|9630|7220|4610)"
# first processing, storing and watering of what farms grow
FARMING_TOO = "^(13[0-9]|16A0|58|79|8140)"
# industry and building together
SECOND_SECTOR = "^99B0"
# telecommunication and public lighting use the same every month (TAR-04)
STEADY = "^(60[1-4]0|8150|8160)$"

_INDUSTRIAL_USES = (*BIG_INDUSTRY_USES, ElecType.ORDINARY_INDUSTRY, ElecType.ORDINARY_FERTILISER)


def goes_with(use: Any, trade: Any) -> Any:
    """Return whether a trade may have a use; null of a use that is not judged.

    Source: PRO-04, precise reading.
    """
    is_farming, is_home, is_industry = (trade.re_search(one) for one in (FARMING, HOME, INDUSTRY))
    is_service = ~(is_farming | is_home | is_industry) | trade.re_search(SECOND_SECTOR)
    serves_farms = trade.re_search(FARM_SERVICES)
    return ibis.cases(
        (use.isin(_INDUSTRIAL_USES), is_industry),
        (use.isin(RESIDENTIAL_USES), is_home | trade.re_search(RESIDENTIAL_TOO)),
        (use == ElecType.SCHOOL, trade.re_search(TEACHING)),
        (use.isin(FARMING_USES), is_farming | trade.re_search(FARMING_TOO)),
        (use == ElecType.SHOPS, is_service | serves_farms),
        (use == ElecType.NON_INDUSTRIAL, is_service | serves_farms | trade.re_search(UTILITIES)),
        (use.isin([ElecType.COMMERCE, ElecType.LIGHTING]), ~is_home & (~is_farming | serves_farms)),
        else_=ibis.null("boolean"),
    )


def class_of_trade(trade: Any) -> Any:
    """Return the class of price that a trade pays; industry and services are one class."""
    return ibis.cases(
        (trade.re_search(FARMING), PriceCategory.FARMING.value),
        (trade.re_search(HOME), PriceCategory.RESIDENTIAL.value),
        else_=PriceCategory.COMMERCE_AND_INDUSTRY.value,
    )
