"""One picture of each category in straightforward pandas and plotly-express, from the same Parquet files: the peer of `pages.py`.

pandas is helped where it can be, as in `pandas_checks`: only the columns and months that a picture needs, amounts as
floats. It knows no units of persons, no filters, no list behind a mark. Each function returns the marks: the dimensions
of the picture as texts ('' where there is none) and its first measure.

python -m benchmarks.pandas_pictures HOME OUT KEY AS_OF PERIOD
"""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.express as px

from analytics.pictures.album import pictures
from benchmarks.measuring import timing
from benchmarks.pandas_checks import Exports, meters_with_due
from models.calendar import add_months, month_range

# Frames are Any below, because pandas does not declare what indexing returns.


def feeds(e: Exports) -> Any:
    """Return the feeds that are not dismantled by their role and type."""
    rows = e.read("power_sources", ["ps_attr", "ps_type", "line_status"])
    rows = rows[rows.line_status != "03"]
    return _counted(rows, {"source_role": rows.ps_attr, "source_type": rows.ps_type}, "objects")


def corrections(e: Exports) -> Any:
    """Return the corrections of readings of twelve months by who made them and at which hour."""
    rows = e.read("reading_corrections", ["modify_time", "operator"])
    day = rows.modify_time.dt.normalize()
    rows = rows[(day >= e.as_of - pd.DateOffset(months=12)) & (day <= e.as_of)]
    by = {"operator": rows.operator, "modified_hour": rows.modify_time.dt.strftime("%H")}
    return _counted(rows, by, "corrections")


def meters_due(e: Exports) -> Any:
    """Return the meters in use by when their verification was or will be due, within a year."""
    meters = meters_with_due(e)
    meters = meters.sort_values(["due", "cons_no", "mp_no", "cycle"]).drop_duplicates("asset_no")
    due = meters.due
    ahead = (due.dt.year - e.as_of.year) * 12 + due.dt.month - e.as_of.month
    meters, due, ahead = (one[~(ahead >= 12)] for one in (meters, due, ahead))
    after = {months: due.dropna() + pd.DateOffset(months=months) for months in (6, 12)}
    words = np.select(
        [
            (after[12].reindex(due.index) < e.as_of),
            (after[6].reindex(due.index) < e.as_of),
            due < e.as_of,
            ahead == 0,
            due.notna(),
        ],
        ["超期 1 年以上", "超期半年至 1 年", "超期不满半年", "本月", ahead.map("{:.0f} 个月后".format)],
        "",
    )
    return _counted(meters, {"due": pd.Series(words, meters.index)}, "objects")


def changed_uses(e: Exports) -> Any:
    """Return the customers whose bills changed their kind of use in twelve months, by what it was and is."""
    bills = e.bills(["elec_type_code"], month_range(add_months(e.period, -12), e.period))
    kinds = bills.groupby("cons_no").elec_type_code.agg(["min", "max"])
    bills = bills[bills.cons_no.isin(kinds.index[kinds["min"] != kinds["max"]])]
    monthly = bills.groupby(["cons_no", "amt_ym"]).elec_type_code.agg(["min", "max"])
    monthly = monthly[monthly["min"] == monthly["max"]]["max"].sort_index()
    former = monthly.groupby("cons_no").shift()
    is_changed = former.notna() & (former != monthly)
    changed = pd.DataFrame({"former_type": former[is_changed], "present_type": monthly[is_changed]})
    return _counted(changed, {name: changed[name] for name in changed.columns}, "objects")


def arrears(e: Exports) -> Any:
    """Return the yuan that are owed by their age and the customer's class."""
    names = ["cons_no", "rcvbl_ym", "amt_type", "rcvbl_amt", "rcved_amt", "owe_amt", "settle_flag"]
    rows = e.read("receivables", names)
    is_kind = ~rows.amt_type.isin(["04", "05", "11", "12"]) & (rows.settle_flag != "04")
    rows = rows[(rows.rcvbl_ym <= e.period) & is_kind]
    rows = rows.assign(owed=rows.owe_amt.fillna(rows.rcvbl_amt - rows.rcved_amt))
    rows = rows[rows.owed > 0]
    classes = e.read("customers", ["cons_no", "cons_sort_code"]).set_index("cons_no").cons_sort_code
    month = rows.rcvbl_ym.astype(int)
    age = (int(e.period[:4]) - month // 100) * 12 + int(e.period[4:]) - month % 100
    names = ["不满 1 个月", "1个月", "半年", "1年", "2年", "3年", "4年", "5年及以上"]
    rows["aging"] = np.array(names)[np.searchsorted([1, 6, 12, 24, 36, 48, 60], age, side="right")]
    rows["customer_class"] = rows.cons_no.map(classes).fillna("")
    found = rows.groupby(["aging", "customer_class"], as_index=False).owed.sum()
    return found.rename(columns={"owed": "owed_sum"})


def contract_ends(e: Exports) -> Any:
    """Return the customers without a contract, or whose last one ends within three years, by when and its state."""
    names = ["cons_no", "status_code", "cancel_date", "cons_sort_code", "power_on_date"]
    customers = e.read("customers", names)
    no_status = customers.status_code.isna()
    is_there = no_status & (customers.cancel_date.isna() | (customers.cancel_date > e.as_of))
    is_supplied = (customers.power_on_date <= e.as_of) | (customers.power_on_date.isna() & ~no_status)
    is_current = customers.status_code.isin(["0", "2"]) | is_there
    customers = customers[is_current & (customers.cons_sort_code != "00") & is_supplied]
    names = ["cons_no", "oper_type", "status", "sign_date", "end_date"]
    valid = e.read("contracts", names)
    valid = valid[valid.sign_date.isna() | (valid.sign_date <= e.as_of)]
    valid = valid[(valid.status.isna() | valid.status.isin(["2", "3"])) & (valid.oper_type != "05")]
    by_customer = valid.groupby("cons_no").end_date
    ends = pd.DataFrame({"end": by_customer.max(), "is_open": by_customer.count() < by_customer.size()})
    valid = valid.join(ends.end, on="cons_no")
    ends["status"] = valid[valid.end_date == valid.end].groupby("cons_no").status.max()
    found = customers.set_index("cons_no").join(ends)
    days = (found.end - e.as_of).dt.days
    branches = [
        (found.is_open.isna(), "没有有效合同"),
        (found.is_open.eq(True), "没有终止日期"),
        (found.end < e.as_of - pd.DateOffset(months=12), "已到期 1 年以上"),
        (days < 0, "已到期不满 1 年"),
        (days < 30, "30 天内到期"),
        (days < 91, "31–90 天到期"),
        (days < 366, "91–365 天到期"),
        (days < 1096, "1–3 年到期"),
    ]
    found["by"] = np.select([is_so for is_so, _ in branches], [words for _, words in branches], "")
    found = found[found.by != ""]
    return _counted(found, {"contract_end": found.by, "contract_status": found.status}, "objects")


def complaints(e: Exports) -> Any:
    """Return the complaints of the month for each ten thousand households of a unit."""
    orders = e.read("work_orders", ["wo_no", "busi_type", "org_code", "accept_time"])
    orders = orders[orders.accept_time < e.as_of + pd.Timedelta(days=1)]
    orders = orders.sort_values("accept_time").drop_duplicates("wo_no")
    is_own = (orders.busi_type == "005") & (orders.accept_time.dt.strftime("%Y%m") == e.period)
    counts = orders[is_own].org_code.fillna("").str[:9].value_counts()
    units = e.read("orgs", ["org_code", "cons_count"]).set_index("org_code").cons_count
    density = counts * 10_000 / units.where(units > 0).reindex(counts.index)
    return pd.DataFrame({"unit": counts.index, "density": density.to_numpy()})


def _counted(rows: Any, by: dict[str, Any], measure: str) -> Any:
    told: Any = pd.DataFrame({name: values.fillna("") for name, values in by.items()}, index=rows.index)
    return told.groupby(list(by), as_index=False).size().rename(columns={"size": measure})


PICTURES: dict[str, Callable[[Exports], Any]] = {
    "archive-feeds_by_kind": feeds,
    "business-corrections_by_hour": corrections,
    "metering-meters_due": meters_due,
    "tariff-changed_uses": changed_uses,
    "account-aged_arrears": arrears,
    "inspection-contract_ends": contract_ends,
    "service-complaints_per_ten_thousand": complaints,
}


def drawn(key: str, marks: Any) -> str:
    """Return the figure of marks as plotly-express draws it, as a page sends it."""
    one = pictures()[key]
    first, *rest = [dimension.name for dimension in one.by]
    measure, colour = one.measures[0].name, rest[0] if rest else None
    if one.kind == "heat":
        figure = px.density_heatmap(marks, x=colour, y=first, z=measure, title=one.title)
    elif one.kind == "bars":
        figure = px.bar(marks, x=measure, y=first, color=colour, orientation="h", title=one.title)
    else:
        figure = px.bar(marks, x=first, y=measure, color=colour, title=one.title)
    return str(figure.to_json())


def main(home: Path, out: Path, key: str, as_of: date, period: str) -> None:
    """Draw one picture, keep its marks in `out`, and print how long it took."""
    with timing():
        marks = PICTURES[key](Exports(sorted(home.glob("batches/*/*.parquet")), as_of, period))
        drawn(key, marks)
    marks.to_parquet(out / f"{key}-pandas.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], date.fromisoformat(sys.argv[4]), sys.argv[5])
