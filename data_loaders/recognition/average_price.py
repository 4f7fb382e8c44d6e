"""Whether the amounts of a sheet fit its energy: a unit that nobody names shows in the price.

Units: 元/kWh. A bill's price, fixed charges included, is some tenths of a yuan to some yuan; a unit left out or
named wrongly moves it by a thousand and more.
"""

from decimal import Decimal
from statistics import median

import pyarrow as pa

from data_loaders.values.cell_numbers import read_number

LOWEST, HIGHEST = Decimal("0.002"), Decimal(100)
EXACT_DECIMALS = 2  # of an amount in 元 or kWh; more are left when it was divided
LARGE_AMOUNT = Decimal(100)  # from which half of a sheet's figures are no 万元 of single customers
LEAST_BILLS = 5  # fewer may all be special cases
SAMPLED = 200


def are_divided(energy: pa.Array, amounts: pa.Array) -> bool:
    """Return whether most figures of some bills have more decimals than 元 and kWh have: divided, both of them."""
    figures = [
        [value for text in texts.to_pylist() if isinstance(value := read_number(text or ""), Decimal)]
        for texts in (energy, amounts)
    ]
    return all(len(own) >= LEAST_BILLS and 2 * sum(map(_is_divided, own)) > len(own) for own in figures)


def _is_divided(figure: Decimal) -> bool:
    exponent = figure.normalize().as_tuple().exponent
    return isinstance(exponent, int) and -exponent > EXACT_DECIMALS and abs(figure) < LARGE_AMOUNT


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
