"""Trades (行业分类, GB/T 4754): what they are, and which class of price they pay.

A trade is told by its division, the first two signs; totals of statistics (B000, GG00) count as what they sum up.
"""

from typing import Any

import ibis

from data_loaders.codes.charges import PriceCategory

KNOWN = "^[0-9A-Z]{4}$"  # as all codes of the list are; what the importer knew no code for stays in words, and says nothing of a trade
FARMING, FARM_SERVICES = "^(0[1-5]|A000|99A0)", "^05"
ANIMALS = "^0[34]"  # livestock and fishery
INDUSTRY = "^(0[6-9]|[1-3][0-9]|4[0-6]|[1-4]A|[BCD]0|GG|99B0)"
UTILITIES = "^(4[4-6]|D0)"
HOME = "^99[012]0$"
# GB/T 4754-2017 has education as 83, in classes that the list of 2002 does not have: its 8320 is cleaning
SCHOOLS_OF_2017 = "83[2-4][1-9]|839[1-9]"
TEACHING = f"^(84|87|97|92A0|{SCHOOLS_OF_2017})"
# schools, welfare, neighbourhoods, temples, common parts and water of housing estates pay as residents do
RESIDENTIAL_TOO = f"^(84|87|97|92A0|9630|7220|4610|{SCHOOLS_OF_2017})"
# first processing, storing and watering of what farms grow
FARMING_TOO = "^(13[0-9]|16A0|58|79|8140)"
# industry and building together
SECOND_SECTOR = "^99B0"
# telecommunication and public lighting use the same every month (TAR-04)
STEADY = "^(60[1-4]0|8150|8160)$"


def class_of_trade(trade: Any) -> Any:
    """Return the class of price that a trade pays; industry and services are one class."""
    return ibis.cases(
        (trade.re_search(FARMING), PriceCategory.FARMING.value),
        (trade.re_search(HOME), PriceCategory.RESIDENTIAL.value),
        else_=PriceCategory.COMMERCE_AND_INDUSTRY.value,
    )
