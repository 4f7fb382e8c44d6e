"""The tariff catalogue as an export (电价目录): the very prices that bills are worked out from, by day.

Market prices change every month; the others have been in force since they were fixed. The catalogue of the month
in which the data end is out already.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from data_loaders.codes.charges import PriceCategory, PricePeriod, PriceVoltage
from data_loaders.codes.customers import PriceType
from demo import tariffs
from demo.stage import Row
from demo.tariffs import BY_CODE, HAS_TIMES, PLACE, SHARP_MONTHS, Tariff
from models.calendar import add_months, first_day, last_day

FIXED_SINCE, PLAIN_MONTH = date(2021, 10, 15), 2
_PERIODS = (PricePeriod.CRITICAL_PEAK, PricePeriod.PEAK, PricePeriod.FLAT, PricePeriod.VALLEY)
_OF_HOME = (1, 3)
_HOME_TIMES = "0102"
_VOLTAGES = (
    ("不满1kV", PriceVoltage.BELOW_1KV),
    ("1-10kV", PriceVoltage.FROM_1_TO_10KV),
    ("20kV", PriceVoltage.AT_20KV),
    ("35kV", PriceVoltage.FROM_35KV),
    ("66kV", PriceVoltage.FROM_35KV),
    ("110kV", PriceVoltage.FROM_110KV),
    ("220kV", PriceVoltage.FROM_220KV),
)
_USES = {"01": "200", "02": "203", "03": "300", "05": "500"}


def price_rows(months: Sequence[str]) -> Iterator[Row]:
    """Yield the catalogue of all months of the data and of the one after them."""
    known = [*months, add_months(months[-1], 1)]
    for tariff in tariffs.CATALOGUE:
        if not tariff.is_market:
            yield from _lines(tariff, PLAIN_MONTH, FIXED_SINCE, None)
            continue
        for ym in known:
            end = None if ym == known[-1] else last_day(ym)
            yield from _lines(tariff, int(ym[4:]), first_day(ym), end)


def _lines(tariff: Tariff, month: int, start: date, end: date | None) -> Iterator[Row]:
    prices = tariffs.prices(month)[PLACE[tariff.code]]
    for place, period in _periods(tariff, month):
        for level, extra in enumerate(tariffs.LADDER_EXTRA if tariff.is_ladder else (0,), 1):
            price = int(prices[place]) + extra
            yield _head(tariff) | {
                "prc_ti": period,
                "ladder_level": level if tariff.is_ladder else None,
                "kwh_prc": _yuan(price),
                "levy_prc": _yuan(tariff.levy),
                "cat_kwh_prc": _yuan(price + tariff.levy),
                "start_date": start,
                "end_date": end,
            }


def _periods(tariff: Tariff, month: int) -> Iterator[tuple[int, PricePeriod | None]]:
    """Yield the place among the prices and the period of each line; one without a period is for the whole day."""
    if not HAS_TIMES[PLACE[tariff.code]]:
        yield 2, None
        return
    places = (
        _OF_HOME if tariff.code == _HOME_TIMES else range(0 if month in SHARP_MONTHS else 1, len(_PERIODS))
    )
    yield from ((place, _PERIODS[place]) for place in places)


def _head(tariff: Tariff) -> Row:
    is_two_part = bool(tariff.kva)
    return {
        "para_vn": "演示",
        "prc_code": tariff.code,
        "prc_name": tariff.title,
        "prc_category": _category(tariff),
        "elec_type_code": _use(tariff),
        "prc_volt": next((code for text, code in _VOLTAGES if text in tariff.title), PriceVoltage.BELOW_1KV),
        "pricing_policy": PriceType.TWO_PART if is_two_part else PriceType.SINGLE,
        "range_type": "00",
        "cap_prc": _yuan(tariff.kva) if is_two_part else None,
        "dmd_prc": _yuan(tariff.kw) if is_two_part else None,
    }


def _category(tariff: Tariff) -> PriceCategory:
    if tariff.code.startswith(("01", "02")):
        return PriceCategory.RESIDENTIAL  # schools pay the residential price
    return PriceCategory.FARMING if tariff.code.startswith("03") else PriceCategory.COMMERCE_AND_INDUSTRY


def _use(tariff: Tariff) -> str:
    if BY_CODE[tariff.code].is_market:
        return "100" if tariff.kva else "400"
    return "301" if tariff.code.startswith("031") else _USES[tariff.code[:2]]


def _yuan(ten_thousandths: int) -> Decimal:
    return Decimal(ten_thousandths) / 10_000
