"""The demo company's tariff catalogue: what a kWh, a kVA and a kW cost in a month.

The residential prices are the Zhejiang profile; the industrial and commercial ones are made up in the shape
of bills since 2021: purchase + line loss + transmission + system operation, and the levy apart.

Units: prices in ten-thousandths of a yuan (integers); `_MONTHLY` shifts the purchase price of each month.
"""

from dataclasses import dataclass

import numpy as np

PERIODS = ("sharp", "peak", "flat", "valley")
SHARP_MONTHS = (1, 7, 8, 12)
LADDER_TO_KWH = (2760, 4800)  # a year
LADDER_EXTRA = (0, 500, 3000)
LINE_LOSS, SYSTEM = 180, 300
_MONTHLY = (120, 90, 10, -40, -60, 20, 140, 150, 60, -30, -10, 80)


@dataclass(frozen=True)
class Tariff:
    """One line of the catalogue; `flat` is its price without the monthly shift."""

    code: str
    title: str
    flat: int
    times: tuple[int, int, int, int] = (100, 100, 100, 100)
    levy: int = 0
    kva: int = 0
    kw: int = 0
    is_market: bool = False
    is_ladder: bool = False


_TOU = (190, 160, 100, 45)
_LOCAL = [
    Tariff("0101", "居民一户一表", 5380, is_ladder=True),
    Tariff("0102", "居民一户一表峰谷", 5380, is_ladder=True),
    Tariff("0103", "居民合表", 5580),
    Tariff("0201", "中小学教学 不满1kV", 5580),
    Tariff("0202", "中小学教学 1-10kV", 5380),
    Tariff("0301", "农业生产 不满1kV", 6430, levy=90),
    Tariff("0302", "农业生产 1-10kV", 6230, levy=90),
    Tariff("0311", "农业排灌 不满1kV", 4430, levy=90),
    Tariff("0312", "农业排灌 1-10kV", 4230, levy=90),
    Tariff("0501", "趸售 1-10kV", 4010, levy=90),
]
_MARKET = [
    Tariff("0401", "工商业单一制 不满1kV", 7350, levy=290, is_market=True),
    Tariff("0402", "工商业单一制分时 不满1kV", 7350, _TOU, 290, is_market=True),
    Tariff("0403", "工商业单一制分时 1-10kV", 7120, _TOU, 290, is_market=True),
    Tariff("0404", "工商业单一制分时 20kV及以上", 7050, _TOU, 290, is_market=True),
    Tariff("0411", "工商业两部制 1-10kV", 6480, _TOU, 290, 300_000, 480_000, is_market=True),
    Tariff("0412", "工商业两部制 20kV", 6430, _TOU, 290, 290_000, 464_000, is_market=True),
    Tariff("0413", "工商业两部制 35kV", 6260, _TOU, 290, 280_000, 448_000, is_market=True),
    Tariff("0414", "工商业两部制 66kV", 6200, _TOU, 290, 270_000, 432_000, is_market=True),
    Tariff("0415", "工商业两部制 110kV", 6050, _TOU, 290, 260_000, 416_000, is_market=True),
    Tariff("0416", "工商业两部制 220kV及以上", 5900, _TOU, 290, 240_000, 384_000, is_market=True),
]
CATALOGUE = tuple(_LOCAL + _MARKET)
BY_CODE = {tariff.code: tariff for tariff in CATALOGUE}
PLACE = {tariff.code: place for place, tariff in enumerate(CATALOGUE)}
_TWO_PART = {
    "AC00101": "0411",
    "AC00201": "0412",
    "AC00351": "0413",
    "AC00661": "0414",
    "AC01101": "0415",
}
_OTHER_USES = (
    # uses, tariff at low and at high voltage
    (("203",), ("0201", "0202")),
    (("301", "302"), ("0311", "0312")),
    (("3",), ("0301", "0302")),
    (("5", "6", "7"), ("0501", "0501")),
)
LEVY = np.array([tariff.levy for tariff in CATALOGUE])
PER_KVA = np.array([tariff.kva for tariff in CATALOGUE])
PER_KW = np.array([tariff.kw for tariff in CATALOGUE])
IS_MARKET = np.array([tariff.is_market for tariff in CATALOGUE])
IS_LADDER = np.array([tariff.is_ladder for tariff in CATALOGUE])
HAS_TIMES = np.array([len(set(tariff.times)) > 1 or tariff.code == "0102" for tariff in CATALOGUE])


def prices(month: int) -> np.ndarray:
    """Return the price of a kWh by tariff and period in a month of the year (1 to 12).

    Shapes: [tariff, sharp/peak/flat/valley].
    """
    found = np.zeros((len(CATALOGUE), len(PERIODS)), np.int64)
    for place, tariff in enumerate(CATALOGUE):
        flat = tariff.flat + (_MONTHLY[month - 1] if tariff.is_market else 0)
        found[place] = [flat * share // 100 for share in tariff.times]
    found[PLACE["0102"]] = (5680, 5680, 5380, 2880)
    return found


def purchase_price(month: int) -> int:
    """Return what the company pays for a kWh in a month of the year."""
    return 4200 + _MONTHLY[month - 1]


def tariff_code(elec_type: str, volt_code: str, pricing_policy: str, is_tou: bool, is_shared: bool) -> str:
    """Return the tariff that a customer's use, voltage and pricing policy ask for."""
    is_low = volt_code[-1] == "2"
    if elec_type in ("200", "201", "202"):
        return "0103" if is_shared else ("0102" if is_tou else "0101")
    for uses, codes in _OTHER_USES:
        if elec_type.startswith(uses):
            return codes[not is_low]
    if pricing_policy == "01":
        return _TWO_PART.get(volt_code, "0411" if is_low else "0416")
    if is_low:
        return "0402" if is_tou else "0401"
    return "0403" if volt_code == "AC00101" else "0404"
