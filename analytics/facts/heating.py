"""Who pays a price made for heating by electricity (电采暖、煤改电): the company granted it, and knows of their winters."""

from typing import Any

from analytics.fact import Tables

HEATING = "采暖|供暖|取暖|煤改电"
HEATED_MONTHS = (11, 12, 1, 2, 3)  # by which the reading of TAR-12 knows who heats by electricity


def heated_by_electricity(t: Tables) -> Any:
    """Return the customers whose price says so, by its name in the catalogue or by its code.

    Reads `customers` (cons_no, prc_code), `tariff_prices` (prc_code, prc_name).

    Shapes: cons_no.
    """
    named = t.tariff_prices.filter(t.tariff_prices.prc_name.re_search(HEATING))
    by_name = t.customers.semi_join(named, "prc_code")
    by_code = t.customers.filter(t.customers.prc_code.re_search(HEATING))
    return by_name.select("cons_no").union(by_code.select("cons_no"), distinct=True)
