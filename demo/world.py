"""Who exists: the customers of a station, or the cast, as arrays with one element a customer."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from demo import names, tariffs
from demo.arrays import NO_DAY, constant, day_number, picked, texts
from demo.offices import Station
from demo.power_factor import expected_code
from demo.profiles import KV10, KV35, KV110, LV1, LV_LARGE, PROFILES
from demo.stage import Role

CT_SIZES = np.array([50, 75, 100, 150, 200, 300, 400, 500, 600, 800, 1000, 1500, 2000, 3000])
DIRECT_UP_TO_KVA = 30
OLDEST_METER_DAYS = (1979, 2649)
"""At high and at low voltage: none is due for verification yet."""
PT_RATIO = {"AC00061": 60, KV10: 100, "AC00201": 200, KV35: 350, "AC00661": 660, KV110: 1100, "AC02201": 2200}
KV = {
    LV1: 0.22,
    "AC00061": 6,
    "AC03802": 0.38,
    KV10: 10,
    "AC00201": 20,
    KV35: 35,
    "AC00661": 66,
    KV110: 110,
    "AC02201": 220,
}


class Population:
    """Some customers, one array an attribute.

    Units: capacities in thousandths of a kVA, days as day numbers, readings in ten-thousandths.
    """

    def __init__(
        self,
        stations: Sequence[Station],
        station: np.ndarray,
        running: np.ndarray,
        profile: np.ndarray,
        *,
        rng: np.random.Generator,
        first_day: date,
        as_of: date,
        roles: Sequence[Role] = (),
    ) -> None:
        self.stations, self.rng, self.roles = stations, rng, roles
        self.size = len(running)
        self.start, self.as_of = day_number(first_day), day_number(as_of)
        self.columns: dict[str, np.ndarray] = {}
        self._texts: dict[str, pa.Array] = {}
        self._facts: dict[str, list[tuple[int, Any]]] = defaultdict(list)
        for place, role in enumerate(roles):
            for name, value in role.facts.items():
                self._facts[name].append((place, value))
        self.put("station", station)
        self.put("running", running)
        self.put("profile", profile)
        for part in (_identity, _kind, _dates, _capacity, _tariff, _metering, _habits):
            part(self)
        unused = set(self._facts) - set(self.columns)
        if unused:
            raise KeyError(f"nothing in the world is called {sorted(unused)}")

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]

    def put(self, name: str, values: np.ndarray) -> None:
        """Take in an attribute; what a role asked for goes before what was drawn."""
        wanted = self._facts.get(name, ())
        if wanted and values.dtype.kind == "U":
            width = max([values.dtype.itemsize // 4, *(len(value) for _, value in wanted)])
            values = values.astype(f"U{width}")
        for place, value in wanted:
            values[place] = _stored(name, value)
        self.columns[name] = values

    def text(self, name: str) -> pa.Array:
        """Return a text attribute as a column; the empty text is null."""
        if name not in self._texts:
            self._texts[name] = texts(self.columns[name])
        return self._texts[name]

    def texts_at(self, name: str, rows: np.ndarray) -> pa.Array:
        """Return a text attribute of some customers as a column."""
        return self.text(name).take(pa.array(rows))

    def by_profile(self, attribute: str) -> np.ndarray:
        """Return an attribute of each customer's profile."""
        return np.array([getattr(profile, attribute) for profile in PROFILES])[self["profile"]]

    def by_station(self, values: Sequence[Any]) -> np.ndarray:
        """Return the value of each customer's station."""
        return np.array(values)[self["station"]]

    def numbers(self, *parts: Any) -> np.ndarray:
        """Return the customer number with something before or after it; `None` stands for the number."""
        found: Any = ""
        for part in parts:
            found = np.char.add(found, self["cons_no"] if part is None else part)
        return found

    def area_texts(self, naming: str) -> pa.Array:
        """Return the number or the name of each customer's transformer area, null at high voltage."""
        choices: list[str | None] = [
            getattr(station, naming)(place)
            for station in self.stations
            for place in range(station.area_count)
        ]
        firsts = np.cumsum([0, *(station.area_count for station in self.stations)])
        place = np.where(self["area"] >= 0, firsts[self["station"]] + self["area"], len(choices))
        return picked([*choices, None], place)

    @property
    def is_on_books(self) -> np.ndarray:
        """Return who is supplied: 0 正常 or 2 当前变更."""
        return np.isin(self["status_code"], ("0", "2"))

    def same(self, value: str) -> pa.Array:
        """Return a column that says the same of every customer."""
        return constant(value, self.size)


def _stored(name: str, value: Any) -> Any:
    if isinstance(value, date):
        return day_number(value)
    if value is None:
        return NO_DAY if name.endswith("_date") else ""
    return int(value * 1000) if name.endswith("_cap") else value


def _identity(world: Population) -> None:
    station, running = world["station"], world["running"]
    station_text = np.array([f"{item.number:02d}" for item in world.stations])[station]
    running_text = np.char.zfill(running.astype(str), 6)
    world.put("cons_no", np.char.add(np.char.add("03", station_text), running_text))
    asset = np.char.add(np.char.add("33401", station_text), np.char.add("0009", running_text))
    world.put("asset_no", np.char.add(asset, "00001"))  # 22 digits
    world.put("mp_no", np.char.add(world["cons_no"], "01"))
    places = world.by_station([item.place for item in world.stations])
    world.put("is_urban", running % 5 < 2)
    world.put("elec_addr", names.addresses(places, running, world["is_urban"]))
    called = names.people(world.rng, world.size)
    naming = world.by_profile("naming")
    for kind in names.SUFFIXES:
        mask = naming == kind
        called = called.astype("U40") if called.dtype.itemsize < 160 else called
        called[mask] = names.companies(world.rng, kind, places[mask])
    world.put("cons_name", called)
    prefixes = np.array(["138", "139", "150", "158", "177", "186", "199"])[running % 7]
    mixed = np.char.zfill((running * 611_953 % 999_983).astype(str), 6)
    world.put("mobile", np.char.add(np.char.add(prefixes, station_text), mixed))


def _kind(world: Population) -> None:
    profile, rng = world["profile"], world.rng
    world.put("cons_sort_code", world.by_profile("cons_sort_code"))
    world.put("is_high", world["cons_sort_code"] == "01")
    world.put("volt_code", world.by_profile("volt_code"))
    elec_type, trade = np.full(world.size, "", "U3"), np.full(world.size, "", "U4")
    for place, kind in enumerate(PROFILES):
        mask = profile == place
        count = int(mask.sum())
        elec_type[mask] = np.array(kind.elec_types)[rng.integers(0, len(kind.elec_types), count)]
        trade[mask] = np.array(kind.trades or ("6520",))[rng.integers(0, len(kind.trades or "x"), count)]
    is_home = world.by_profile("is_home")
    elec_type[is_home] = np.where(world["is_urban"][is_home], "202", "201")
    world.put("elec_type_code", elec_type)
    trade[is_home] = np.where(elec_type[is_home] == "202", "9910", "9920")
    trade[(profile == PROFILES.index(LV_LARGE)) & (elec_type == "403")] = "3490"
    world.put("trade_code", trade)
    world.put("pricing_policy", world.by_profile("pricing_policy"))
    world.put("ba_calc_mode", world.by_profile("ba_calc_mode"))
    world.put("tou_flag", world.by_profile("is_tou"))
    is_high = world["cons_sort_code"] == "01"
    is_double = is_high & (rng.random(world.size) < 0.1) & (world.by_profile("season") != "pump")
    world.put("source_count", np.where(is_double, "2", "1"))
    is_line = np.char.startswith(world["volt_code"], "AC0") & ~np.isin(
        world["volt_code"], (KV10, LV1, "AC03802")
    )
    single = np.where(is_line, "12", "11")
    world.put("supply_mode", np.where(world["source_count"] == "2", "21", single))
    world.put("supply_source_type", np.where(is_line, "3", np.where(is_high, "2", "1")))
    world.put("spare_power_flag", np.where(is_high & (rng.random(world.size) < 0.12), "02", "01"))


def _dates(world: Population) -> None:
    rng, size = world.rng, world.size
    built = np.array([profile.built for profile in PROFILES])[world["profile"]]
    first = (built[:, 0] - 1970) * 365.25
    last = np.minimum((built[:, 1] - 1970 + 1) * 365.25, world.start - 40)
    build = (first + rng.random(size) * np.maximum(last - first, 1)).astype(np.int32)
    may_be_new = built[:, 1] >= 2025
    is_new = may_be_new & ((rng.random(size) < 0.04) | (built[:, 0] >= 2025))
    recent = world.start + 10 + (rng.random(size) * (world.as_of - world.start - 45)).astype(np.int32)
    world.put("build_date", np.where(is_new, recent, build))
    world.put("power_on_date", world["build_date"] + rng.integers(0, 3, size).astype(np.int32))
    is_small = np.isin(world.by_profile("name"), ("home", "home_tou", "shop"))
    draw = rng.random(size)
    is_old = world["power_on_date"] < world.start
    status = np.where(is_small & is_old & (draw < 0.015), "9", np.where(draw > 0.994, "2", "0"))
    world.put("status_code", status)
    left = world.start + (rng.random(size) * (world.as_of - world.start - 20)).astype(np.int32)
    world.put("cancel_date", np.where(world["status_code"] == "9", left, NO_DAY))
    is_store = world.by_profile("name") == "store"
    is_temporary = is_store & (world["build_date"] >= world.start) & (rng.random(size) < 0.3)
    world.put("tmp_flag", np.where(is_temporary, "01", "03"))
    due = world.as_of + rng.integers(40, 400, size).astype(np.int32)
    world.put("tmp_due_date", np.where(world["tmp_flag"] == "03", NO_DAY, due))
    world.put("poweroff_flag", np.full(size, "02"))


def _capacity(world: Population) -> None:
    caps = np.zeros(world.size, np.int64)
    for place, kind in enumerate(PROFILES):
        mask = world["profile"] == place
        choices = np.array(kind.caps)
        caps[mask] = choices[world.rng.integers(0, len(choices), int(mask.sum()))]
    world.put("contract_cap", caps * 1000)
    cap = world["contract_cap"]
    second = np.where((cap >= 800_000) & (cap % 2000 == 0), cap // 2, 0)
    world.put("second_cap", second)
    may_stop = (world.by_profile("name") == "plant") & (world["second_cap"] > 0)
    is_stopped = may_stop & (world.rng.random(world.size) < 0.08)
    world.put("stopped_cap", np.where(is_stopped, world["second_cap"], 0))
    world.put("run_cap", cap - world["stopped_cap"])


def _tariff(world: Population) -> None:
    is_shared = world.by_profile("naming") == "shared"
    world.put("is_shared", is_shared)
    facts = ("elec_type_code", "volt_code", "pricing_policy", "tou_flag", "is_shared")
    groups, place = np.unique(
        np.array([world[name].astype(str) for name in facts]), axis=1, return_inverse=True
    )
    codes = [
        tariffs.tariff_code(elec, volt, policy, is_tou == "True", shared == "True")
        for elec, volt, policy, is_tou, shared in groups.T
    ]
    world.put("prc_code", np.array(codes)[place.ravel()])
    world.put("tariff", np.array([tariffs.PLACE[code] for code in world["prc_code"]]))
    world.put("pf_std_code", _standards(world))
    world.put("pf_eval_mode", np.where(world["pf_std_code"] == "0", "0", "1"))


def _standards(world: Population) -> np.ndarray:
    is_high = np.char.endswith(world["volt_code"], "1")
    facts = [world[name].astype(str) for name in ("elec_type_code", "trade_code", "contract_cap")]
    groups, place = np.unique(np.array([*facts, is_high.astype(str)]), axis=1, return_inverse=True)
    codes = [
        expected_code(elec, trade, high == "True", Decimal(cap) / 1000) for elec, trade, cap, high in groups.T
    ]
    return np.array(codes)[place.ravel()]


def _metering(world: Population) -> None:
    rng, size, cap = world.rng, world.size, world["contract_cap"]
    is_high = world["cons_sort_code"] == "01"
    measured_high = is_high & (cap >= 315_000)
    world.put("meas_mode", np.where(measured_high, "1", np.where(is_high, "2", "3")))
    is_one_phase = world["volt_code"] == LV1
    is_giant = world["volt_code"] == KV110
    wiring = np.where(is_one_phase, "1", np.where((world["meas_mode"] == "1") & ~is_giant, "2", "3"))
    world.put("wiring_mode", wiring)
    is_direct = is_one_phase | (~is_high & (cap <= DIRECT_UP_TO_KVA * 1000))
    kv = np.vectorize(KV.get, otypes=[float])(world["volt_code"], 10.0)
    kv = np.where(world["meas_mode"] == "2", 0.4, kv)
    amperes = cap / 1000 / (np.sqrt(3) * kv)
    size_place = np.searchsorted(CT_SIZES, amperes * 1.05).clip(max=len(CT_SIZES) - 1)
    world.put("ct_primary", np.where(is_direct, 0, CT_SIZES[size_place]))
    pt = np.vectorize(PT_RATIO.get, otypes=[np.int64])(world["volt_code"], 1)
    world.put("pt_ratio", np.where(world["meas_mode"] == "1", pt, 1))
    factor = np.where(world["ct_primary"] > 0, world["ct_primary"] // 5, 1) * world["pt_ratio"]
    world.put("t_factor", factor)
    world.put("digits", np.full(size, 6))
    world.put("first_read", rng.integers(100, 200_000, size) * 10_000 + rng.integers(0, 100, size) * 100)
    oldest = world.as_of - np.where(is_high, *OLDEST_METER_DAYS)
    replaced = oldest + (rng.random(size) * (world.start - 30 - oldest)).astype(np.int64)
    inst = np.maximum(world["power_on_date"], replaced)
    world.put("meter_date", inst.astype(np.int32))
    check = world["meter_date"] - rng.integers(20, 180, size)
    world.put("meter_check_date", check.astype(np.int32))
    sections = np.array([len(station.sections) for station in world.stations])[world["station"]]
    world.put(
        "section", np.where(is_high, 0, 1 + rng.integers(0, 1 << 30, size) % np.maximum(sections - 1, 1))
    )
    areas = world.by_station([station.spare_area(0) for station in world.stations])
    world.put("area", np.where(is_high, -1, rng.integers(0, 1 << 30, size) % areas))
    first_rows = np.cumsum([0, *(len(station.sections) for station in world.stations)])
    days = np.array([section.mr_day for station in world.stations for section in station.sections])
    world.put("mr_day", days[first_rows[world["station"]] + world["section"]])


def _habits(world: Population) -> None:
    rng, size = world.rng, world.size
    hours = np.array([profile.hours for profile in PROFILES])[world["profile"]]
    base = world["contract_cap"] / 1000 * (hours[:, 0] + rng.random(size) * (hours[:, 1] - hours[:, 0]))
    is_shared = world["is_shared"]
    base = np.where(is_shared, np.minimum(base, 700), base)
    world.put("base_kwh", base)
    world.put("trend", 1 + (rng.random(size) - 0.5) * 0.06)
    world.put("tangent", rng.uniform(0.25, 0.75, size))
    world.put("valley_share", rng.uniform(0.2, 0.4, size))
    world.put("peak_share", rng.uniform(0.25, 0.4, size))
    world.put("peak_factor", rng.uniform(1.35, 1.7, size))
    is_vacant = world.by_profile("is_home") & (rng.random(size) < 0.03)
    last_empty = -rng.integers(4, 16, size)
    world.put("last_empty", np.where(is_vacant, last_empty, 99))
    world.put("first_empty", np.where(is_vacant, last_empty - rng.integers(0, 8, size), 99))
    is_prepay = world.by_profile("is_home") & (rng.random(size) < 0.25)
    world.put("is_prepay", is_prepay)
    is_watched = (world["cons_sort_code"] == "01") | (rng.random(size) < 0.04)
    world.put("is_watched", is_watched)
    world.put("ratio_line", np.isin(world.by_profile("name"), ("plant",)) & (rng.random(size) < 0.05))
