"""Whether rates of loss were written as fractions: energy supplied and sold on the same rows tell it.

Units: kWh; a rate is stored in percent. 0.05 is a twentieth of a percent, or 5 % that lost its sign on the way.
"""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from data_loaders.values.cell_numbers import read_number

HUNDRED = Decimal(100)
NEARLY = (Decimal(80), Decimal(120))  # rates are rounded, and areas of small loss much
LEAST_ROWS = 3


def are_fractions(
    rates: Sequence[str | None],
    supplied: Sequence[str | None],
    sold: Sequence[str | None],
    scales: tuple[Decimal, Decimal],
) -> bool:
    """Return whether what was supplied and sold gives a hundred times the rates as they stand.

    Shapes: the three run parallel; `scales` are those of energy supplied and sold.
    """
    ratios = []
    for rate_text, supplied_text, sold_text in zip(rates, supplied, sold, strict=True):
        rate = read_number(rate_text or "", "%")
        came = read_number(supplied_text or "", "kWh", scales[0])
        went = read_number(sold_text or "", "kWh", scales[1])
        if (
            isinstance(rate, Decimal)
            and isinstance(came, Decimal)
            and isinstance(went, Decimal)
            and rate
            and came
        ):
            ratios.append((came - went) / came * HUNDRED / rate)
    return len(ratios) >= LEAST_ROWS and NEARLY[0] <= median(ratios) <= NEARLY[1]
