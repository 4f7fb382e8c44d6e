"""Ten checks in straightforward vectorised pandas, reading the same Parquet files: the peer of `checks.py`.

Every category and every kind of arithmetic is there: thresholds (PRO-03), intervals in working days and months
(BIZ-01, MET-06), joins (INS-01, ACC-05), windows over months and days (TAR-01, TAR-02, SVC-05), statistics of
groups (TAR-01), money computed anew (TAR-07). pandas is helped where it can be: it reads only the columns and months
that a check needs, amounts become floats in Arrow, and it need not say why it found something (no evidence).

Each function returns the hits: object_id, amount_yuan.

python -m benchmarks.pandas_checks HOME OUT CODE AS_OF PERIOD
"""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.special import pdtrc

from benchmarks.measuring import timing
from models.calendar import add_months, month_range, working_day_table

# Frames are Any below, because pandas does not declare what indexing returns.
MARKET = ["mkt_upstream_amt", "mkt_lineloss_amt", "mkt_td_amt", "mkt_sysop_amt"]


class Exports:
    """The Parquet files of a company, the day of the audit and its month."""

    def __init__(self, paths: Sequence[Path], as_of: date, period: str) -> None:
        self.paths = paths
        self.as_of: Any = pd.Timestamp(as_of)
        self.period = period

    def read(self, table: str, columns: Sequence[str], months: Sequence[str] = ()) -> Any:
        """Return some columns of a table, of all months or of some."""
        parts = []
        for path in self.paths:
            name, _, month = path.stem.partition("-")
            if name == table and (not months or month in months):
                part = pq.read_table(path, columns=list(columns))
                fields = [
                    pa.field(f.name, pa.float64()) if pa.types.is_decimal(f.type) else f for f in part.schema
                ]
                parts.append(part.cast(pa.schema(fields)))
        return pa.concat_tables(parts).to_pandas(date_as_object=False)

    def bills(self, columns: Sequence[str], months: Sequence[str]) -> Any:
        """Return the normal bills of some months."""
        bills = self.read("bills", ["cons_no", "amt_ym", "amt_type", *columns], months)
        return bills[bills.amt_type.isna() | (bills.amt_type == "01")]

    def finished(self, types: Sequence[str]) -> Any:
        """Return the applications of these types that took effect by the day of the audit."""
        found = self.read("applications", ["cons_no", "app_type", "status", "power_date", "archive_date"])
        is_done = (found.status == "02") | (found.status.isna() & found.archive_date.notna())
        found = found[found.app_type.isin(types) & is_done].copy()
        found["done_date"] = found.power_date.fillna(found.archive_date)
        return found[found.done_date <= self.as_of]


def pro_03(e: Exports) -> pd.DataFrame:
    """Return the customers whose capacity exceeds the limit of their voltage."""
    customers = e.read(
        "customers",
        [
            *("cons_no", "status_code", "cons_sort_code", "elec_type_code"),
            *("volt_code", "contract_cap", "build_date", "power_on_date"),
        ],
    )
    kind = customers.elec_type_code.fillna("")
    is_excluded = (customers.cons_sort_code == "00") | (kind == "000") | kind.str.startswith("5")
    customers = customers[customers.status_code.isin(["0", "2"]) & ~is_excluded]
    done = e.read("applications", ["cons_no", "app_type", "accept_time", "status"])
    done["enlarged"] = done.accept_time.dt.normalize().astype("datetime64[ms]")
    done = done[done.app_type.isin(["109", "110", "111", "214"]) & (done.enlarged <= e.as_of)]
    enlarged = done[done.status == "02"].groupby("cons_no").enlarged.max()
    points = e.read("metering_points", ["cons_no", "wiring_mode", "mp_status", "mp_attr"])
    is_used = points.mp_status.isna() | (points.mp_status == "02")
    points = points[is_used & (points.mp_attr.isna() | (points.mp_attr == "01"))]
    single = (points.wiring_mode == "1").groupby(points.cons_no).all()
    since = customers.build_date.fillna(customers.power_on_date)
    effective = pd.concat([since, customers.cons_no.map(enlarged)], axis=1).max(axis=1)
    high = {"AC00101": 12_000, "AC00201": 24_000, "AC00351": 48_000, "AC00661": 48_000, "AC01101": 120_000}
    limit = customers.volt_code.map(high)
    is_new = effective.isna() | (effective >= pd.Timestamp(2024, 6, 1))
    limit = limit.mask(customers.volt_code == "AC03802", np.where(is_new, 160, 100))
    is_single = (customers.volt_code == "AC02202") | customers.cons_no.map(single).eq(True)
    limit = limit.mask(is_single, 12)
    return _hits(customers[customers.contract_cap > limit].cons_no)


def biz_01(e: Exports) -> pd.DataFrame:
    """Return the applications whose supply plan was answered late."""
    names = ["app_no", "app_type", "cust_class", "volt_code", "elec_type_code", "source_count"]
    found = e.read("applications", [*names, "accept_time", "terminate_flag", "status"])
    found["accepted"] = found.accept_time.dt.normalize()
    is_ended = (found.status == "03") | found.terminate_flag.eq(True)
    is_kind = found.app_type.isin(["101", "102", "104", "105", "109", "110", "111"])
    found = found[is_kind & (found.accepted <= e.as_of) & ~is_ended].copy()
    kv = found.volt_code.str.extract(r"^[AD]C(\d{4})([12])$")
    is_low, is_high = kv[1] == "2", kv[1] == "1"
    found = found[~(is_high & (kv[0].astype(float) >= 110))]
    is_low, is_high = is_low.loc[found.index], is_high.loc[found.index]
    inferred = np.select(
        [
            is_low & found.elec_type_code.isin(["200", "201", "202"]),
            is_low & found.elec_type_code.notna(),
            is_high & found.source_count.isin(["2", "3"]),
            is_high & (found.source_count == "1"),
        ],
        ["01", "02", "04", "03"],
        "",
    )
    kinds = found.cust_class.where(
        found.cust_class.isin(["01", "02", "03", "04"]), pd.Series(inferred, found.index)
    )
    steps = e.read("application_steps", ["app_no", "step_no", "end_time"])
    done = steps[steps.end_time.dt.normalize() <= e.as_of]
    replied = done[done.step_no == "A05"].groupby("app_no").end_time.min().dt.normalize()
    place = done.step_no.replace("A45", "A18").str[1:].astype(int)
    furthest = place[place <= 22].groupby(done.app_no).max()
    until = found.app_no.map(replied)
    is_waiting = until.isna() & (found.status != "02") & ~(found.app_no.map(furthest) > 5)
    until = until.mask(is_waiting, e.as_of)
    days = working_day_table().to_pandas(date_as_object=False).set_index("date").workday_index
    used = until.map(days) - found.accepted.map(days)
    late = used > kinds.map({"01": 3, "02": 8, "03": 15, "04": 30})
    has_steps = found.app_no.map(steps.groupby("app_no").size()).notna()  # isin takes five seconds for it
    return _hits(found[late & has_steps].app_no)


def met_06(e: Exports) -> pd.DataFrame:
    """Return the meters in use whose verification is overdue."""
    meters = meters_with_due(e)
    return _hits(meters.asset_no[meters.due < e.as_of].drop_duplicates())


def meters_with_due(e: Exports) -> pd.DataFrame:
    """Return the meters in use at points in use, with the day on which their verification is `due` where it is known."""
    points = e.read("metering_points", ["mp_no", "cons_no", "mp_status", "wiring_mode"])
    customers = e.read("customers", ["cons_no", "status_code"])
    gone = customers[customers.status_code == "9"].cons_no
    points = points[(points.mp_status.isna() | (points.mp_status == "02")) & ~points.cons_no.isin(gone)]
    names = ["asset_no", "mp_no", "status", "meter_type", "accuracy", "inst_date", "last_check_date"]
    meters = e.read("meters", [*names, "rotate_cycle"])
    meters = meters[meters.status == "012"].merge(points, on="mp_no")
    tests = e.read("meter_tests", ["asset_no", "equip_sort", "plan_type", "actual_date", "result"])
    passed = (tests.equip_sort == "01") & tests.plan_type.isna() & tests.result.eq(True)
    last = tests[passed & (tests.actual_date <= e.as_of)].groupby("asset_no").actual_date.max()
    on_file = meters.last_check_date.fillna(meters.inst_date)
    base = pd.concat([on_file, meters.asset_no.map(last)], axis=1).max(axis=1)
    kind = meters.meter_type.str[:1]
    is_old, is_electronic = kind.isin(["1", "3"]), kind == "2"
    by_rule = np.select(
        [
            is_old & (meters.wiring_mode == "1"),
            is_old & meters.wiring_mode.isin(["2", "3"]),
            is_electronic & meters.accuracy.isin(["04", "05", "06", "07", "08"]),
            is_electronic & meters.accuracy.isin(["01", "02", "03", "09"]),
        ],
        [120.0, 72.0, 72.0, 96.0],
        np.nan,
    )
    meters["cycle"] = meters.rotate_cycle.astype(float).fillna(pd.Series(by_rule, meters.index))
    is_known = base.notna() & meters.cycle.notna()
    due = _months_later(base[is_known], meters.cycle[is_known].astype(int))
    meters["due"] = due.reindex(meters.index)
    return meters


def tar_01(e: Exports) -> pd.DataFrame:
    """Return the customers without use in three months, with what their like would have paid."""
    bills = e.bills(["total_pq"], month_range(add_months(e.period, -2), e.period))
    monthly = bills.groupby(["cons_no", "amt_ym"]).total_pq.sum(min_count=1)
    zero = (monthly == 0).groupby("cons_no").sum()
    names = ["cons_no", "status_code", "elec_type_code", "prc_code", "run_cap", "poweroff_flag"]
    customers = e.read("customers", names)
    customers["kind"] = customers.elec_type_code.fillna("") + "|" + customers.prc_code.fillna("")
    found = customers[(customers.status_code == "0") & customers.cons_no.map(zero).eq(3)]
    machines = e.read("equipment", ["cons_no", "run_status"]).dropna(subset=["run_status"])
    running = found.cons_no.map((machines.run_status == "01").groupby(machines.cons_no).sum())
    changes = e.finished(["203", "204", "208", "209"])
    last = {
        kind: found.cons_no.map(group.groupby("cons_no").done_date.max())
        for kind, group in changes.groupby("app_type")
    }
    never = pd.Series(pd.NaT, found.index)

    def in_force(began: str, ended: str) -> Any:
        first, then = last.get(began, never), last.get(ended, never)
        return first.notna() & (then.isna() | (then < first))

    is_unknown = found.run_cap.isna() & running.isna()
    is_resting = (
        (found.run_cap == 0) | (running == 0) | (found.poweroff_flag == "01") | in_force("208", "209")
    )
    found = found[~(is_resting | (is_unknown & in_force("203", "204")))]
    now = e.bills(["total_pq", "kwh_amt", *MARKET, "levy_amt"], [e.period])
    now["yuan"] = _energy(now) + now.levy_amt.fillna(0)
    each = now.groupby("cons_no").agg(kwh=("total_pq", "sum"), yuan=("yuan", "sum"))
    each = each[each.kwh > 0].join(customers.set_index("cons_no").kind, how="inner").groupby("kind")
    like = each.agg(size=("kwh", "size"), median=("kwh", "median"), kwh=("kwh", "sum"), yuan=("yuan", "sum"))
    like = like[like["size"] >= 3]
    return _hits(found.cons_no, found.kind.map(like["median"] * 3 * like.yuan / like.kwh))


def tar_02(e: Exports) -> pd.DataFrame:
    """Return the customers whose use left that of their former months, with the yuan of the change."""
    months = {n: add_months(e.period, -n) for n in (0, 1, 2, 3, 12)}
    bills = e.bills(["total_pq", "elec_type_code", "kwh_amt", *MARKET], list(months.values()))
    bills["yuan"] = _energy(bills)
    kwh = (
        bills.groupby(["cons_no", "amt_ym"])
        .total_pq.sum(min_count=1)
        .unstack()
        .reindex(columns=list(months.values()))
    )
    kwh.columns = pd.Index(list(months))
    kwh = kwh[(kwh[0] >= 0) & kwh[[1, 2, 3]].notna().all(axis=1)]
    kwh["reference"] = kwh[[1, 2, 3, 12]].median(axis=1)
    kwh = kwh[kwh.reference > 0]
    names = ["cons_no", "elec_type_code", "run_cap"]
    kwh = kwh.join(e.read("customers", names).set_index("cons_no"))
    is_now = bills.amt_ym == e.period
    kind = kwh.elec_type_code.fillna(bills[is_now].groupby("cons_no").elec_type_code.max())
    is_resident = kind.isin(["200", "201", "202"])
    share, least = np.where(is_resident, 2.0, 0.5), np.where(is_resident, 300, 3000)
    change = (kwh[0] - kwh.reference).abs()
    is_seasonal = (kwh[0] - kwh[12]).abs() <= kwh[12] * share
    is_idle = (kwh[0] == 0) & (kwh[1] == 0)
    sudden = (change > kwh.reference * share) & (change > least)
    changed = e.finished(
        [
            *("102", "104", "105", "109", "110", "111", "201", "202", "203", "204", "205", "206"),
            *("208", "209", "214", "216"),
        ]
    )
    done = changed.done_date.dt.strftime("%Y%m")
    changed = changed[done.between(months[3], e.period) | (done == months[12])].cons_no
    sudden &= ~(is_seasonal | is_idle | (kwh.run_cap == 0) | kwh.index.isin(changed))
    kwh, change = kwh[sudden], change[sudden]
    yuan = {
        n: bills[bills.amt_ym == months[n]].groupby("cons_no").yuan.sum(min_count=1).reindex(kwh.index)
        for n in (0, 1)
    }
    price = (yuan[0] / kwh[0]).where(kwh[0] != 0, yuan[1] / kwh[1])
    return _hits(kwh.index.to_series(), change * price)


def tar_07(e: Exports) -> pd.DataFrame:
    """Return the customers whose power factor charge is not what their bills' energy gives."""
    charges = ["kwh_amt", *MARKET, "basic_amt", "pf_amt", "levy_amt", "total_amt"]
    rows = e.bills(["total_pq", "rp_pq", "actual_pf", "pf_std", "pf_adj_factor", *charges], [e.period])
    rows["energy"] = _energy(rows)
    levied = rows[(rows.levy_amt != 0) & rows.levy_amt.notna() & rows.total_amt.notna() & rows.energy.notna()]
    without = levied.energy + levied.basic_amt.fillna(0) + levied.pf_amt.fillna(0)
    if ((levied.total_amt - without).abs().round(6) <= 0.01).sum() * 2 > len(levied):
        rows["energy"] -= rows.levy_amt.fillna(0)
    rows["pf_yuan"] = rows.pf_amt.fillna(0)
    by_customer = rows.groupby("cons_no")
    house = by_customer.agg(p=("total_pq", "sum"), pf_yuan=("pf_yuan", "sum"))
    house["q"], house["stated"] = (
        by_customer.rp_pq.sum(min_count=1),
        _in_force(rows, ["cons_no"], "actual_pf"),
    )
    house = house[(house.p > 0) & house.q.notna()]
    house["pf"] = np.floor(house.p / np.hypot(house.p, house.q) * 100 + 0.5)
    modes = e.read("customers", ["cons_no", "pf_eval_mode"]).set_index("cons_no").pf_eval_mode
    house["mode"] = modes.reindex(house.index)
    rows = rows[rows.pf_std.round(2).isin([0.8, 0.85, 0.9])].copy()
    rows["base"] = rows.energy.fillna(0) + rows.basic_amt.fillna(0)
    lines = rows.groupby(["cons_no", "pf_std"]).agg(base=("base", "sum"))
    lines["factor"] = _in_force(rows, ["cons_no", "pf_std"], "pf_adj_factor")
    lines = lines.reset_index("pf_std").join(house, how="inner")
    table = np.array([_adjustments(standard) for standard in (80, 85, 90)]) / 10_000
    standard = np.searchsorted([80, 85, 90], (lines.pf_std * 100).round())
    lines["rate"] = table[standard, lines.pf.astype(int)]
    lines["owed"] = _fen(_fen(lines.base) * lines.rate)
    is_waived = ((lines["mode"] == "2") & (lines.rate > 0)) | ((lines["mode"] == "3") & (lines.rate < 0))
    lines["gap"] = (lines.factor - lines.rate).abs().mask(is_waived & (lines.factor == 0), 0).round(8)
    summed = lines.groupby("cons_no").agg(owed=("owed", "sum"), gap=("gap", "max")).join(house)
    is_waived = ((summed["mode"] == "2") & (summed.owed > 0)) | ((summed["mode"] == "3") & (summed.owed < 0))
    miss = _fen(summed.owed.mask(is_waived, 0)) - _fen(summed.pf_yuan)
    is_wrong_factor = (summed.stated - summed.pf / 100).abs().round(8) >= 0.01
    wrong = is_wrong_factor | (summed.gap > 0.00005) | (miss.abs().round(6) > 1)
    return _hits(summed.index.to_series()[wrong], miss[wrong])


def acc_05(e: Exports) -> pd.DataFrame:
    """Return the payments taken back after the day of reckoning, or one of several taken back."""
    names = [
        "cons_no",
        "charge_id",
        "relate_id",
        "charge_time",
        "rcv_amt",
        "charge_type",
        "charge_emp",
        "remark",
    ]
    payments = e.read("payments", names)
    payments["day"] = payments.charge_time.dt.normalize()
    payments = payments[payments.day <= e.as_of]
    back = payments[(payments.charge_type == "20") & (payments.rcv_amt < 0)]
    received = payments[(payments.charge_type == "10") & (payments.rcv_amt > 0)]
    originals = received[received.cons_no.isin(back.cons_no)].drop(columns="relate_id")
    back = back.assign(rcv_amt=-back.rcv_amt)
    named = originals.merge(
        back,
        left_on=["charge_id", "cons_no", "rcv_amt"],
        right_on=["relate_id", "cons_no", "rcv_amt"],
        suffixes=("", "_back"),
    )
    free = originals[~originals.charge_id.isin(back.relate_id.dropna())]
    alike = free.merge(back[back.relate_id.isna()], on=["cons_no", "rcv_amt"], suffixes=("", "_back"))
    alike = alike[alike.charge_time <= alike.charge_time_back].sort_values(["charge_time", "charge_id"])
    pairs: Any = pd.concat(
        [named[named.charge_time <= named.charge_time_back], alike.groupby("charge_id_back").tail(1)]
    )
    pairs = pairs.sort_values(["charge_time_back", "charge_id_back"]).drop_duplicates("charge_id")
    for remark in ("remark", "remark_back"):
        pairs = pairs[~pairs[remark].str.contains("误收|错户|更正").eq(True)]
    again = received.rename(columns={"charge_emp": "charge_emp_back", "day": "day_back"})
    moved = pairs.merge(again, on=["charge_emp_back", "rcv_amt", "day_back"], suffixes=("", "_new"))
    moved = moved[(moved.charge_time_back <= moved.charge_time_new) & (moved.cons_no != moved.cons_no_new)]
    pairs = pairs[~pairs.charge_id.isin(moved.charge_id)].sort_values(
        ["cons_no", "charge_time_back", "charge_id"]
    )
    since = pairs.groupby("cons_no").day_back.diff().dt.days
    is_many = (since <= 30) | (since.groupby(pairs.cons_no).shift(-1) <= 30)
    months = (pairs.day_back.dt.year - pairs.day.dt.year) * 12 + pairs.day_back.dt.month - pairs.day.dt.month
    is_across = (pairs.day.dt.day >= 25) & (months == 1) & (pairs.day_back.dt.day <= 5)
    false = pairs[(is_across & ((pairs.day_back - pairs.day).dt.days <= 10)) | is_many]
    return _hits(false.charge_id, false.rcv_amt)


def ins_01(e: Exports) -> pd.DataFrame:
    """Return the customers without a contract in force, or with one that was signed too late."""
    names = ["cons_no", "status_code", "cancel_date", "cons_sort_code", "power_on_date"]
    customers = e.read("customers", names)
    no_status = customers.status_code.isna()
    is_current = customers.status_code.isin(["0", "2"]) | (
        no_status & (customers.cancel_date.isna() | (customers.cancel_date > e.as_of))
    )
    is_supplied = (customers.power_on_date <= e.as_of) | (customers.power_on_date.isna() & ~no_status)
    customers = customers[is_current & (customers.cons_sort_code != "00") & is_supplied]
    contracts = e.read(
        "contracts", ["cons_no", "contract_no", "oper_type", "status", "sign_date", "end_date"]
    )
    contracts = contracts[contracts.sign_date.isna() | (contracts.sign_date <= e.as_of)]
    valid = contracts[
        (contracts.status.isna() | contracts.status.isin(["2", "3"])) & (contracts.oper_type != "05")
    ]
    by_customer = valid.groupby("cons_no").end_date
    ends = pd.DataFrame({"last": by_customer.max(), "is_open": by_customer.count() < by_customer.size()})
    first = contracts[contracts.sign_date.notna() & (contracts.status != "1")]
    first = first.sort_values(["sign_date", "contract_no"]).drop_duplicates("cons_no").set_index("cons_no")
    found = customers.set_index("cons_no").join(ends).join(first[["sign_date", "oper_type"]])
    is_ended = found.is_open.eq(False) & (found["last"] < e.as_of + pd.Timedelta(days=30))
    is_late = (found.sign_date > found.power_on_date) & (
        found.power_on_date >= e.as_of - pd.DateOffset(months=24)
    )
    wrong = found.is_open.isna() | is_ended | (is_late & ~found.oper_type.isin(["02", "03"]))
    return _hits(found.index.to_series()[wrong])


def svc_05(e: Exports) -> pd.DataFrame:
    """Return the customers, and the transformer areas, that ask for the same again and again."""
    names = ["wo_no", "busi_type", "busi_sub_type", "accept_time", "cust_no", "status", "reject_flag"]
    orders = e.read("work_orders", names)
    is_judged = (orders.accept_time < e.as_of + pd.Timedelta(days=1)) & (orders.status != "03")
    orders = (
        orders[is_judged & ~orders.reject_flag.eq(True)].sort_values("accept_time").drop_duplicates("wo_no")
    )
    requests = orders.busi_type.isin(["001", "003", "005", "006", "008", "009"])
    orders = orders[requests | orders.busi_type.str.contains("服务申请").eq(True)].copy()
    orders["kind"] = orders.busi_sub_type.fillna("")
    own = orders[orders.cust_no.notna()].assign(kind=lambda o: o.kind.where(o.busi_type != "001", ""))
    own["times"] = _within(own, ["cust_no", "busi_type", "kind"])
    areas = e.read("customers", ["cons_no", "tg_no"])
    company_size, area_count = len(areas), areas.tg_no.nunique()
    areas = areas[areas.tg_no.notna()]
    pair = orders[orders.busi_type.isin(["001", "005"])].copy()
    pair["company_times"] = _within(pair, ["busi_type", "kind"])
    located = pair.merge(areas, left_on="cust_no", right_on="cons_no")
    located["number"] = pd.factorize(located.cust_no)[0]
    by = ["tg_no", "busi_type", "kind"]
    located["times"] = _within(located, by)
    is_several = _within(located, by, "min") < _within(located, by, "max")
    several = located[(located.times >= 3) & is_several]
    expected = several.company_times * several.tg_no.map(areas.groupby("tg_no").size()) / company_size
    is_rare = pdtrc(several.times - 1, expected) < 0.01 / area_count
    hit_areas = several[(several.busi_type == "005") | is_rare].tg_no
    return _hits(pd.concat([own[own.times >= 2].cust_no, hit_areas]).drop_duplicates())


def _within(orders: Any, by: Sequence[str], how: str = "count") -> Any:
    """Return how many orders of the same group fell into the 30 days up to each (or the lowest, highest customer)."""
    ordered = orders.sort_values([*by, "accept_time"])
    ordered = ordered.assign(
        number=ordered.get("number", 0), group=ordered.groupby(list(by), sort=False).ngroup()
    )
    rolling = (
        ordered.set_index("accept_time").groupby("group", sort=False).number.rolling("30D", closed="both")
    )
    found = pd.Series(getattr(rolling, how)().to_numpy(), ordered.index)
    # of orders at the same second each counts the others
    return found.groupby([ordered.group, ordered.accept_time]).transform("min" if how == "min" else "max")


def _adjustments(standard: int) -> list[int]:
    """Return the hundredths of a percent of every power factor from 0.00 to 1.00 (水电财字第215号)."""
    gains = {90: [15] * 5, 85: [10] * 5 + [15] * 4, 80: [10] * 10 + [15] * 2}[standard]
    losses = [50] * 20 + [100] * 5 + [200] * 75
    return [
        -sum(gains[: pf - standard]) if pf >= standard else sum(losses[: standard - pf]) for pf in range(101)
    ]


def _energy(bills: Any) -> Any:
    return bills.kwh_amt.fillna(bills[MARKET].sum(axis=1, min_count=1))


def _in_force(rows: Any, by: Sequence[str], name: str) -> Any:
    sign = np.where(rows.total_pq < 0, -1, 1)
    parts: Any = pd.DataFrame({"value": rows[name] * sign, "sign": np.where(rows[name].notna(), sign, 0)})
    summed = parts.groupby([rows[column] for column in by]).sum()
    return (summed.value / summed.sign.where(summed.sign != 0)).round(6)


def _months_later(days: Any, months: Any) -> Any:
    month = days.to_numpy().astype("datetime64[M]") + months.to_numpy().astype("timedelta64[M]")
    last = ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(int) - 1
    later = month.astype("datetime64[D]") + np.minimum(days.dt.day.to_numpy() - 1, last).astype(
        "timedelta64[D]"
    )
    return pd.Series(later, days.index)


def _fen(yuan: Any) -> Any:
    """Return yuan to the fen, half up, freed of binary noise first."""
    return np.sign(yuan) * np.floor((yuan.abs() * 100).round(6) + 0.5) / 100


def _hits(objects: Any, amounts: Any = np.nan) -> pd.DataFrame:
    yuan = pd.Series(amounts, objects.index) if np.isscalar(amounts) else amounts
    return pd.DataFrame({"object_id": objects.to_numpy(), "amount_yuan": _fen(yuan).to_numpy()})


CHECKS: dict[str, Callable[[Exports], pd.DataFrame]] = {
    "PRO-03": pro_03,
    "BIZ-01": biz_01,
    "MET-06": met_06,
    "TAR-01": tar_01,
    "TAR-02": tar_02,
    "TAR-07": tar_07,
    "ACC-05": acc_05,
    "INS-01": ins_01,
    "SVC-05": svc_05,
}


def main(home: Path, out: Path, code: str, as_of: date, period: str) -> None:
    """Run one check, keep its hits in `out`, and print how long it took."""
    with timing():
        exports = Exports(sorted(home.glob("batches/*/*.parquet")), as_of, period)
        CHECKS[code](exports).to_parquet(out / f"{code}-pandas.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], date.fromisoformat(sys.argv[4]), sys.argv[5])
