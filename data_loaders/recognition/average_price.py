"""Whether the amounts of a sheet fit its energy: a unit that nobody names shows in the price.

Units: 元/kWh. A bill's price, fixed charges included, is some tenths of a yuan to some yuan; a unit left out or
named wrongly moves it by a thousand and more.
"""

from decimal import Decimal
from statistics import median

import pyarrow as pa

from data_loaders.values.cell_numbers import read_number

LOWEST, HIGHEST = Decimal("0.002"), Decimal(100)
LEAST_BILLS = 5  # fewer may all be special cases
SAMPLED = 200


def doubtful_price(energy: pa.Array, amounts: pa.Array, of_energy: Decimal, of_amounts: Decimal) -> str:
    """Return the usual price of some bills as text where it cannot be one, else "".

    Shapes: `energy` and `amounts` run parallel; `of_energy` and `of_amounts` are their scales.
    """
    prices = []
    for kwh, yuan in zip(energy.to_pylist(), amounts.to_pylist(), strict=True):
        used = read_number(kwh or "", "kWh", of_energy)
        paid = read_number(yuan or "", "元", of_amounts)
        if isinstance(used, Decimal) and isinstance(paid, Decimal) and used and paid:
            prices.append(abs(paid / used))
    if len(prices) < LEAST_BILLS or LOWEST <= (usual := median(prices)) <= HIGHEST:
        return ""
    return f"{usual:.2g}" if usual < 1 else f"{usual:,.0f}"
