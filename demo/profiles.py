"""The kinds of customers that the demo company has, and how each uses electricity."""

from dataclasses import dataclass

SEASONS = {
    "home": (1.15, 1.05, 0.85, 0.75, 0.75, 0.95, 1.45, 1.55, 1.2, 0.8, 0.8, 1.0),
    "shop": (1.05, 0.9, 0.9, 0.9, 0.95, 1.1, 1.3, 1.3, 1.1, 0.95, 0.9, 1.0),
    "industry": (0.95, 0.7, 1.0, 1.0, 1.0, 1.02, 1.08, 1.08, 1.03, 1.0, 1.02, 1.03),
    "farm": (0.2, 0.2, 0.35, 1.4, 1.8, 1.9, 2.0, 1.8, 1.3, 0.4, 0.2, 0.2),
    "pump": (0.03, 0.03, 0.1, 1.2, 2.0, 2.4, 2.6, 2.2, 1.2, 0.3, 0.05, 0.03),
    "school": (1.1, 0.4, 1.2, 1.2, 1.2, 1.1, 0.4, 0.3, 1.2, 1.2, 1.2, 1.1),
}


@dataclass(frozen=True)
class Profile:
    """One kind of customer.

    `hours` is the range of a month's full-load hours: what a kVA of contract capacity uses. `built` is the
    range of years in which such customers were set up; the late ones appear in the data as new customers.
    """

    name: str
    share: float
    cons_sort_code: str
    elec_types: tuple[str, ...]
    trades: tuple[str, ...]
    volt_code: str
    caps: tuple[int, ...]
    naming: str
    season: str
    hours: tuple[float, float]
    noise: float = 0.05
    pricing_policy: str = "02"
    ba_calc_mode: str = "0"
    is_tou: bool = False
    built: tuple[int, int] = (2003, 2026)

    @property
    def is_home(self) -> bool:
        """Return whether these are households with a meter of their own."""
        return self.cons_sort_code == "03"

    @property
    def is_high(self) -> bool:
        """Return whether these are supplied at high voltage."""
        return self.cons_sort_code == "01"


LV1, LV3, KV10, KV35, KV110 = "AC02202", "AC03802", "AC00101", "AC00351", "AC01101"
_RETAIL = ("6520", "6510", "6710", "6610")
_WORKS = ("3030", "1750", "3490", "2230")
_HOME_TRADES = ("9910", "9920")

HOME = Profile(
    "home", 0.62, "03", ("202", "201"), _HOME_TRADES, LV1, (4, 6, 8, 10), "person", "home", (14, 40), 0.12
)
HOME_TOU = Profile(
    "home_tou", 0.2, "03", ("202", "201"), _HOME_TRADES, LV1, (6, 8, 10), "person", "home", (14, 40), 0.12,
    is_tou=True,
)  # fmt: skip
SHARED_HOME = Profile(
    "shared_home", 0.004, "02", ("200",), ("9920",), LV3, (30, 50, 80), "shared", "home", (10, 14), 0.1
)
SHOP = Profile("shop", 0.075, "02", ("405",), _RETAIL, LV1, (5, 8, 10, 12), "shop", "shop", (40, 90), 0.06)
STORE = Profile(
    "store", 0.035, "02", ("405", "402"), _RETAIL, LV3, (20, 30, 50, 80), "mall", "shop", (60, 110)
)
WORKSHOP = Profile(
    "workshop", 0.015, "02", ("403",), _WORKS, LV3, (30, 50, 80), "factory", "industry", (60, 140)
)
LV_LARGE = Profile(
    "lv_large", 0.002, "02", ("405", "403"), (), LV3, (100, 125, 160), "mall", "shop", (70, 130),
    is_tou=True, built=(2025, 2025),
)  # fmt: skip
FARM = Profile(
    "farm", 0.015, "02", ("300",), ("0100",), LV3, (10, 20, 30), "farm", "farm", (20, 60), built=(2004, 2021)
)
PUMP = Profile(
    "pump",
    0.01,
    "02",
    ("301",),
    ("05A0",),
    LV3,
    (20, 30, 50, 80),
    "pump",
    "pump",
    (30, 60),
    built=(2004, 2021),
)
SCHOOL = Profile(
    "school", 0.002, "02", ("203",), ("8400",), LV3, (50, 80), "school", "school", (30, 60), built=(2004, 2021)
)  # fmt: skip
SMALL_PLANT = Profile(
    "small_plant", 0.006, "01", ("403",), _WORKS, KV10, (100, 125, 160, 200, 250), "factory", "industry",
    (90, 200), is_tou=True,
)  # fmt: skip
MALL = Profile(
    "mall", 0.003, "01", ("405",), ("6510",), KV10, (315, 400, 500, 630, 800, 1000), "mall", "shop",
    (80, 180), is_tou=True, built=(2005, 2022),
)  # fmt: skip
PLANT = Profile(
    "plant", 0.004, "01", ("100",), _WORKS, KV10, (315, 400, 500, 630, 800, 1000, 1250, 1600, 2000), "factory",
    "industry", (120, 280), pricing_policy="01", ba_calc_mode="1", is_tou=True,
)  # fmt: skip
DEMAND_PLANT = Profile(
    "demand_plant", 0.003, "01", ("100",), _WORKS, KV10, (800, 1000, 1250, 2000, 3150, 4000), "factory",
    "industry", (170, 360), pricing_policy="01", ba_calc_mode="2", is_tou=True,
)  # fmt: skip
BIG_PLANT = Profile(
    "big_plant", 0.0004, "01", ("100",), ("3110", "3210"), KV35, (8000, 10000, 12500, 16000, 20000), "factory",
    "industry", (200, 400), pricing_policy="01", ba_calc_mode="1", is_tou=True, built=(2005, 2020),
)  # fmt: skip
GIANT_PLANT = Profile(
    "giant_plant", 0.0002, "01", ("100",), ("3210",), KV110, (31500, 40000, 63000), "factory", "industry",
    (250, 420), pricing_policy="01", ba_calc_mode="1", is_tou=True, built=(2005, 2020),
)  # fmt: skip
HV_PUMP = Profile(
    "hv_pump", 0.0008, "01", ("301",), ("05A0",), KV10, (160, 200, 250), "pump", "pump", (30, 60),
    built=(2004, 2021),
)  # fmt: skip

PROFILES = (
    HOME, HOME_TOU, SHARED_HOME, SHOP, STORE, WORKSHOP, LV_LARGE, FARM, PUMP, SCHOOL, SMALL_PLANT, MALL, PLANT,
    DEMAND_PLANT, BIG_PLANT, GIANT_PLANT, HV_PUMP,
)  # fmt: skip
