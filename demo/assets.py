"""The archives of a population: customers, points, meters, transformers, contracts, inspections."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from demo.alarms import meter_events
from demo.arrays import (
    NO_DAY,
    constant,
    dates,
    decimals,
    filled_in,
    joined,
    months,
    picked,
    texts,
)
from demo.certificates import certificates
from demo.feeds import power_sources
from demo.usage import Consumption
from demo.world import KV, Population

_MAKERS = ("威胜集团有限公司", "宁波三星医疗电气", "杭州炬华科技", "华立科技股份")
_IT_MAKERS = ("大连第二互感器集团", "江苏靖江互感器", "浙江天际互感器")
RATIO_PERCENT = 5
"""The share of a 定比 line in a customer's energy."""
CLASS_1_KV, CLASS_2_KV = 220, 66
"""From which voltage on an installation is of the first and of the second class."""
DROP_FROM_KV = 35
RENEWED_BY_DAYS = 1765
"""How long before the data end all contracts were renewed."""


def archives(world: Population) -> Iterator[tuple[str, pa.Table]]:
    """Yield the tables that have no month, each complete for this population; meters show what they were read at."""
    yield "customers", customers(world)
    yield "power_sources", power_sources(world)
    yield "metering_points", metering_points(world)
    yield "meter_events", meter_events(world)
    yield "instrument_transformers", instrument_transformers(world)
    yield "equipment", equipment(world)
    yield "contracts", contracts(world)
    yield "self_generation", self_generation(world)
    yield "inspections", inspections(world)
    yield "meter_tests", meter_tests(world)
    yield "gis", gis(world)


def customers(world: Population) -> pa.Table:
    """Return the customer archive."""
    is_high, size = world["cons_sort_code"] == "01", world.size
    straight = [
        "cons_no",
        "cons_name",
        "elec_addr",
        "cons_sort_code",
        "elec_type_code",
        "trade_code",
        "volt_code",
        "status_code",
        "tmp_flag",
        "poweroff_flag",
        "prc_code",
        "pricing_policy",
        "ba_calc_mode",
        "pf_std_code",
        "pf_eval_mode",
        "source_count",
        "supply_source_type",
        "supply_mode",
        "spare_power_flag",
        "mobile",
    ]
    columns = {name: world.text(name) for name in straight}
    for name in ("contract_cap", "run_cap"):
        columns[name] = decimals(world[name], 3)
    for name in ("build_date", "power_on_date", "cancel_date", "tmp_due_date"):
        columns[name] = dates(world[name])
    stations = world.stations
    sections = [section.mr_sect_no for station in stations for section in station.sections]
    firsts = np.cumsum([0, *(len(station.sections) for station in stations)])
    columns |= {
        "org_code": picked([station.org_code for station in stations], world["station"]),
        "org_name": picked([f"{s.county_name}{s.name}供电所" for s in stations], world["station"]),
        "cons_id": texts(world.numbers("88", None)),
        "mr_sect_no": picked(sections, firsts[world["station"]] + world["section"]),
        "urban_rural_flag": picked(["02", "01"], world["is_urban"].astype(int)),
        "transfer_code": world.same("0"),
        "settle_mode": world.same("02"),
        "load_attr_code": picked([None, "3"], is_high.astype(int)),
        "shift_no": picked([None, "2"], (is_high & world["tou_flag"]).astype(int)),
        "tou_flag": pa.array(world["tou_flag"]),
        "contact_name": pa.array(
            np.where(np.isin(world.by_profile("naming"), ("person",)), world["cons_name"], "办公室")
        ),
        "last_check_date": dates(last_check(world)),
        **certificates(world),
        "tg_no": world.area_texts("area_no"),
        "tg_name": world.area_texts("area_name"),
        "line_no": picked([f"33{station.number:02d}00" for station in stations], world["station"]),
        "substation": picked([f"{station.county_name}变" for station in stations], world["station"]),
        "manager": picked([station.of("客户服务班")[0].name for station in stations], world["station"]),
    }
    return filled_in("customers", size, columns)


def last_check(world: Population) -> np.ndarray:
    """Return when each customer was last inspected: within its cycle, never before it was supplied."""
    spread = np.random.default_rng(world.size).permutation(world.size)
    is_high = world["cons_sort_code"] == "01"
    checked = world.as_of - 12 - spread % np.where(is_high, 320, 690)
    is_due = (world["cons_sort_code"] != "03") & (checked > world["power_on_date"]) & world.is_on_books
    return np.where(is_due, checked, NO_DAY)


def _org(world: Population) -> pa.Array:
    return picked([station.org_code for station in world.stations], world["station"])


def _kilovolts(volt_code: np.ndarray) -> np.ndarray:
    return np.vectorize(KV.get, otypes=[float])(volt_code, 10.0)


def _measured(world: Population) -> np.ndarray:
    """Return the places of customers that have a metering point."""
    return np.flatnonzero(world["status_code"] != "1")


def metering_points(world: Population) -> pa.Table:
    """Return the metering points: one a customer, and a 定比 point beneath it where the tariff is split."""
    main = _measured(world)
    split = main[world["ratio_line"][main]]
    every = np.concatenate([main, split])
    is_second = np.repeat([False, True], [len(main), len(split)])
    is_open = world.is_on_books[every]
    meas, volt = world["meas_mode"][every], world["volt_code"][every]
    kv = _kilovolts(volt)
    of_high = np.where(kv >= CLASS_1_KV, "1", np.where(kv >= CLASS_2_KV, "2", "3"))
    md_class = np.where(meas == "1", of_high, np.where(volt == "AC02202", "5", "4"))
    number = world["cons_no"][every]
    area = world.area_texts("area_no").take(pa.array(every))
    columns = {
        "org_code": _org(world).take(pa.array(every)),
        "cons_no": texts(number),
        "mp_no": texts(np.char.add(number, np.where(is_second, "02", "01"))),
        "mp_name": texts(np.where(is_second, "定比计量点", "主计量点")),
        "mp_class": constant("01", len(every)),
        "mp_attr": constant("01", len(every)),
        "mp_usage": constant("01", len(every)),
        "mp_status": texts(np.where(is_open, "02", "04")),
        "mp_cap": decimals(world["contract_cap"][every], 3),
        "volt_code": texts(volt),
        "meas_mode": texts(meas),
        "wiring_mode": texts(world["wiring_mode"][every]),
        "md_class": texts(md_class),
        "calc_mode": texts(np.where(is_second, "2", "1")),
        "fr_value": decimals(np.full(len(every), RATIO_PERCENT), 2, is_second),
        "prc_code": texts(np.where(is_second, "0103", world["prc_code"][every])),
        "tg_no": area,
        "tg_name": world.area_texts("area_name").take(pa.array(every)),
        "line_loss_mode": constant("0", len(every)),
        "parent_mp_no": texts(np.where(is_second, np.char.add(number, "01"), "")),
        "last_review": dates(np.where(is_second, world.as_of - 30 - world["running"][every] % 300, NO_DAY)),
        "topo_tg_no": area,
        "topo_since": dates(np.where(world["area"][every] >= 0, _topology_since(world)[every], NO_DAY)),
    }
    return filled_in("metering_points", len(every), columns)


def _topology_since(world: Population) -> np.ndarray:
    """Return since when the acquisition system has found each customer's area: the archive's, all along."""
    return np.maximum(world["power_on_date"] + 1, world.as_of - 400 - world["running"] % 300)


def meters(world: Population, used: Consumption) -> pa.Table:
    """Return the meters: one a customer; of who left, taken down as last read, stored as it was, and sorted."""
    rows = _measured(world)
    gone = world["cancel_date"][rows]
    is_gone = (gone != NO_DAY) & ~world.is_on_books[rows]
    stored = gone + 2 + world["running"][rows] % 8
    is_stored, is_sorted = is_gone & (stored <= world.as_of), is_gone & (stored + 3 <= world.as_of)
    shown = used.shown[rows]
    is_smart = world["cons_sort_code"][rows] != "01"
    is_one_phase = world["wiring_mode"][rows] == "1"
    has_ct = world["ct_primary"][rows] > 0
    is_fine = world["meas_mode"][rows] == "1"
    is_finest = is_fine & (_kilovolts(world["volt_code"][rows]) >= CLASS_1_KV)
    number, assets = world["cons_no"][rows], world["asset_no"][rows]
    columns = {
        "cons_no": texts(number),
        "mp_no": texts(np.char.add(number, "01")),
        "asset_no": texts(assets),
        "bar_code": texts(assets),
        "made_no": texts(np.char.add(number, "77")),
        "meter_sort": texts(np.where(is_smart, "10", "03")),
        "meter_type": texts(np.where(is_smart, "28", "24")),
        "status": texts(np.where(world.is_on_books[rows], "012", "006")),
        "accuracy": texts(
            np.where(is_finest, "07", np.where(is_fine, "05", np.where(is_one_phase, "02", "01")))
        ),
        "t_factor": decimals(world["t_factor"][rows], 0),
        "digits": pa.array(world["digits"][rows].astype(np.int64)),
        "rated_i": texts(np.where(has_ct, "1.5(6)A", np.where(is_one_phase, "5(60)A", "10(100)A"))),
        "manufacturer": picked(_MAKERS, world["running"][rows] % len(_MAKERS)),
        "inst_date": dates(world["meter_date"][rows]),
        "last_check_date": dates(world["meter_check_date"][rows]),
        "owner": constant("1", len(rows)),
        "coll_flag": pa.array(np.full(len(rows), True)),
        "remove_date": dates(np.where(is_gone, gone, NO_DAY)),
        "remove_read": decimals(shown, 4, is_gone),
        "store_date": dates(np.where(is_stored, stored, NO_DAY)),
        "store_read": decimals(shown, 4, is_stored),
        "sort_date": dates(np.where(is_sorted, stored + 3, NO_DAY)),
    }
    return filled_in("meters", len(rows), columns)


def instrument_transformers(world: Population) -> pa.Table:
    """Return the current and voltage transformers of the points that have them."""
    rows = np.flatnonzero((world["ct_primary"] > 0) & world.is_on_books)
    ct_count = world["wiring_mode"][rows].astype(int)
    pt_count = np.where(world["pt_ratio"][rows] > 1, ct_count, 0)
    owner = np.repeat(rows, ct_count + pt_count)
    place = np.arange(len(owner)) - np.repeat(
        np.cumsum(ct_count + pt_count) - ct_count - pt_count, ct_count + pt_count
    )
    is_ct = place < np.repeat(ct_count, ct_count + pt_count)
    wiring = world["wiring_mode"][owner]
    order = np.where(is_ct, place, place - wiring.astype(int))
    phase = np.where(wiring == "2", np.array(["A", "C", ""])[order], np.array(["A", "B", "C"])[order])
    ct = np.char.add(world["ct_primary"][owner].astype(str), "/5")
    pt = np.char.add((world["pt_ratio"][owner] * 100).astype(str), "/100")
    is_giant = _kilovolts(world["volt_code"][owner]) >= CLASS_2_KV
    number = world["cons_no"][owner]
    columns = {
        "cons_no": texts(number),
        "mp_no": texts(np.char.add(number, "01")),
        "it_asset_no": texts(
            np.char.add(np.char.add("334050009", number), np.char.add("00", (place + 1).astype(str)))
        ),
        "it_sort": texts(np.where(is_ct, "01", "02")),
        "ratio": texts(np.where(is_ct, ct, pt)),
        "phase": texts(phase),
        "accuracy": texts(np.where(is_ct, np.where(is_giant, "02", "04"), np.where(is_giant, "03", "05"))),
        "status": constant("011", len(owner)),
        "inst_date": dates(world["meter_date"][owner]),
        "last_check_date": dates(world["meter_check_date"][owner]),
        "manufacturer": picked(_IT_MAKERS, world["running"][owner] % len(_IT_MAKERS)),
        "batch_no": joined("HG", months(world["meter_date"][owner].astype(np.int64))),
    }
    return filled_in("instrument_transformers", len(owner), columns)


def equipment(world: Population) -> pa.Table:
    """Return the transformers of high-voltage customers: one, or two where the capacity is split."""
    rows = np.flatnonzero((world["cons_sort_code"] == "01") & (world["status_code"] != "1"))
    second = rows[world["second_cap"][rows] > 0]
    owner = np.concatenate([rows, second])
    is_second = np.repeat([False, True], [len(rows), len(second)])
    first_cap = world["contract_cap"][owner] - world["second_cap"][owner]
    is_stopped = is_second & (world["stopped_cap"][owner] > 0)
    number = world["cons_no"][owner]
    tail = np.where(is_second, "2", "1")
    stopped_on = np.where(is_stopped, world.start - 90 - world["running"][owner] % 90, NO_DAY)
    is_low_measured = world["meas_mode"][owner] == "2"
    columns = {
        "org_code": _org(world).take(pa.array(owner)),
        "cons_no": texts(number),
        "equip_id": texts(np.char.add(np.char.add("5", number), tail)),
        "equip_name": texts(np.char.add(tail, "号主变")),
        "equip_type": constant("01", len(owner)),
        "plate_cap": decimals(np.where(is_second, world["second_cap"][owner], first_cap), 3),
        "run_status": texts(np.where(is_stopped, "02", "01")),
        "ms_flag": constant("01", len(owner)),
        "pub_priv_flag": constant("02", len(owner)),
        "change_note": texts(np.where(is_stopped, "02", "01")),
        "inst_date": dates(world["power_on_date"][owner]),
        "actual_start_date": dates(world["power_on_date"][owner]),
        "actual_stop_date": dates(stopped_on),
        "prim_volt": texts(world["volt_code"][owner]),
        "model_no": texts(np.where(is_low_measured, "S13-M", "S11-M")),
        "made_no": texts(np.char.add(np.char.add("T", number), tail)),
        "owner": constant("2", len(owner)),
        "loss_alg": texts(np.where(is_low_measured, "4", "0")),
    }
    return filled_in("equipment", len(owner), columns)


def contracts(world: Population) -> pa.Table:
    """Return one valid contract for every customer on the books; the old ones have been renewed."""
    rows = np.flatnonzero(world.is_on_books)
    on = world["power_on_date"][rows].astype(np.int64)
    is_old = on < world.as_of - RENEWED_BY_DAYS
    spread = world["running"][rows] % 1400
    sign = np.where(is_old, world.as_of - RENEWED_BY_DAYS + 4 + spread, on - 3)
    is_high = world["cons_sort_code"][rows] == "01"
    end = sign + np.where(is_high, 365 * 5 + 60, 365 * 10)
    is_temporary = world["tmp_flag"][rows] != "03"
    end = np.where(is_temporary, np.maximum(world["tmp_due_date"][rows], world.as_of + 31), end)
    sort = world["cons_sort_code"][rows]
    columns = {
        "org_code": _org(world).take(pa.array(rows)),
        "cons_no": texts(world["cons_no"][rows]),
        "contract_no": texts(np.char.add("HT", world["cons_no"][rows])),
        "contract_type": texts(np.where(is_temporary, "04", sort)),
        "oper_type": texts(np.where(is_old, "03", "01")),
        "status": constant("2", len(rows)),
        "sign_date": dates(sign),
        "start_date": dates(sign),
        "end_date": dates(end),
        "cap": decimals(world["contract_cap"][rows], 3),
        "archived": pa.array(np.full(len(rows), True)),
    }
    return filled_in("contracts", len(rows), columns)


def self_generation(world: Population) -> pa.Table:
    """Return the customers with a generator or a second source, all of them locked and agreed."""
    has_own = world["spare_power_flag"] == "02"
    rows = np.flatnonzero((has_own | np.isin(world["source_count"], ("2", "3"))) & world.is_on_books)
    own = has_own[rows]
    columns = {
        "org_code": _org(world).take(pa.array(rows)),
        "cons_no": texts(world["cons_no"][rows]),
        "cons_name": texts(world["cons_name"][rows]),
        "spare_power_flag": texts(np.where(own, "02", "01")),
        "lock_mode": picked(["1", "2", "4"], world["running"][rows] % 3),
        "switch_flag": pa.array(np.full(len(rows), True), mask=~own),
        "gen_cap": decimals(world["contract_cap"][rows] // 5, 3, own),
        "agreement": pa.array(np.full(len(rows), True), mask=~own),
        "chk_cycle": pa.array(np.full(len(rows), 12)),
        "chk_date": dates(world.as_of - 15 - world["running"][rows] % 300),
    }
    return filled_in("self_generation", len(rows), columns)


def inspections(world: Population) -> pa.Table:
    """Return the latest inspection of every customer that has one: periodic at high voltage, else of the census."""
    checked = last_check(world)
    rows = np.flatnonzero(checked != NO_DAY)
    is_high = world["cons_sort_code"][rows] == "01"
    month = months(checked[rows].astype(np.int64))
    checker = [station.of("客户服务班")[-1].name for station in world.stations]
    columns = {
        "org_code": _org(world).take(pa.array(rows)),
        "cons_no": texts(world["cons_no"][rows]),
        "plan_no": joined(picked(["PC", "JC"], is_high.astype(int)), month, world.texts_at("cons_no", rows)),
        "check_type": texts(np.where(is_high, "100", "300")),
        "plan_month": month,
        "plan_date": dates(checked[rows]),
        "actual_date": dates(checked[rows]),
        "plan_status": constant("10", len(rows)),
        "checker": picked(checker, world["station"][rows]),
        "result": constant("未发现异常", len(rows)),
    }
    return filled_in("inspections", len(rows), columns)


def meter_tests(world: Population) -> pa.Table:
    """Return the latest tests on site: of every point measured at high voltage, and of voltage drops from 35 kV on."""
    rows = np.flatnonzero((world["meas_mode"] == "1") & world.is_on_books)
    since = world["meter_date"][rows].astype(np.int64)
    kv = _kilovolts(world["volt_code"][rows])
    within = np.where(kv >= CLASS_1_KV, 150, 320)
    recent = world.as_of - 20 - world["running"][rows] % within
    tested = np.where(since > recent - 30, np.minimum(since + 12, world.as_of - 1), recent)
    attribute = np.where(since > recent - 30, "01", "03")
    has_drop = kv >= DROP_FROM_KV
    of_drop = rows[has_drop]
    transformer = (world["wiring_mode"][of_drop].astype(int) + 1).astype(str)
    drop_assets = np.char.add(
        np.char.add("334050009", world["cons_no"][of_drop]), np.char.add("00", transformer)
    )
    whose = np.concatenate([rows, of_drop])
    is_drop = np.repeat([False, True], [len(rows), len(of_drop)])
    day = np.concatenate([tested, tested[has_drop]])
    number = world["cons_no"][whose]
    columns = {
        "org_code": _org(world).take(pa.array(whose)),
        "app_no": texts(np.char.add(np.where(is_drop, "75", "77"), number)),
        "mp_no": texts(np.char.add(number, "01")),
        "asset_no": texts(np.concatenate([world["asset_no"][rows], drop_assets])),
        "equip_sort": texts(np.where(is_drop, "02", "01")),
        "plan_type": texts(np.where(is_drop, "03", "01")),
        "test_attr": texts(np.concatenate([attribute, attribute[has_drop]])),
        "plan_date": dates(day),
        "actual_date": dates(day),
        "result": pa.array(np.full(len(whose), True)),
    }
    return filled_in("meter_tests", len(whose), columns)


def gis(world: Population) -> pa.Table:
    """Return the co-ordinates of the customers that are watched remotely."""
    rows = np.flatnonzero(world["is_watched"] & world.is_on_books)
    number = world["running"][rows].astype(np.int64)
    station = world.by_station([item.number for item in world.stations])[rows]
    columns = {
        "cons_no": texts(world["cons_no"][rows]),
        "lon": decimals(118_500_000 + station * 90_000 + number % 300 * 250, 6),
        "lat": decimals(30_100_000 + station * 40_000 + number // 300 * 900, 6),
    }
    return filled_in("gis", len(rows), columns)
