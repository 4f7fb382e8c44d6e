"""What a kWh costs who is billed for another class of price: by month, class, side of 1 kV and size, from all bills.

Sums are kept, no bills: a station's customers are looked up while its bills are written.
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

Row = dict[str, Any]
HOME, FARM, TRADE = "居民", "农业", "工商业"
SIX = Decimal("0.000001")
_SUMS = ("total_pq", "kwh_amt", "levy_amt")


def class_of(elec_type: str) -> str:
    """Return the class of price that a use asks for; the empty text where it is of none."""
    if elec_type == "504" or elec_type.startswith("2"):
        return HOME
    if elec_type == "505" or elec_type.startswith("3"):
        return FARM
    return TRADE if elec_type[:1] in ("1", "4") or elec_type in ("501", "502", "503", "506") else ""


def group_of(archive: Row, price_class: str = "") -> str:
    """Return in which group of like customers somebody is, or would be if the class were another one."""
    volt, cap = archive["volt_code"], archive["contract_cap"]
    chosen = price_class or class_of(archive["elec_type_code"] or "")
    if not chosen or not volt or cap is None:
        return ""
    return f"{chosen}|{volt[-1] == '2'}|{(cap >= 100) + (cap >= 315)}"


class ClassPrices:
    """Sums of all normal bills by month, group and tariff."""

    def __init__(self) -> None:
        self._groups: pa.Table | None = None
        self._sums: dict[tuple[str, str], dict[str, list]] = defaultdict(dict)

    def take_in(self, name: str, ym: str, table: pa.Table) -> None:
        """Note who a station's customers are, then add up their bills."""
        if name == "customers":
            known = table.select(["cons_no", "elec_type_code", "volt_code", "contract_cap"])
            groups = pa.array([group_of(row) for row in known.to_pylist()])
            self._groups = pa.table({"cons_no": known["cons_no"], "group": groups})
        elif name == "bills" and self._groups is not None:
            bills = table.filter(pc.equal(table["amt_type"], "01"))
            bills = bills.select(["cons_no", "prc_code", *_SUMS]).join(
                self._groups, "cons_no", join_type="inner"
            )
            found = bills.group_by(["group", "prc_code"]).aggregate(
                [("cons_no", "count_distinct"), *((column, "sum") for column in _SUMS)]
            )
            for row in found.to_pylist():
                payers, kwh, *money = (row["cons_no_count_distinct"], *(row[f"{c}_sum"] or 0 for c in _SUMS))
                known_sums = self._sums[ym, row["group"]].setdefault(row["prc_code"], [0, 0, 0])
                for place, more in enumerate((payers, kwh, sum(money))):
                    known_sums[place] += more

    def price(self, ym: str, group: str) -> Decimal:
        """Return what a kWh costs at the tariff that most of a group are billed at."""
        _, kwh, money = max(sorted(self._sums[ym, group].items()), key=lambda item: item[1][0])[1]
        return Decimal(money / kwh).quantize(SIX, ROUND_HALF_UP)
