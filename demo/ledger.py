"""The books of every station: accounts that follow from receivables, payments and balances, and balance."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from demo.figures import is_collected
from demo.money import DEPOSIT

RECEIVABLE, SUNDRY, BANK, PREPAID, LEVY, INCOME, FINES = (
    "1122",
    "112299",
    "1002",
    "2203",
    "2241",
    "6001",
    "6301",
)
_ACCOUNTS = (
    # code, name, class, side
    (BANK, "银行存款", "1", "借"),
    (RECEIVABLE, "应收账款-电费", "1", "借"),
    (SUNDRY, "应收账款-其他", "1", "借"),
    (PREPAID, "预收账款-电费", "2", "贷"),
    (LEVY, "其他应付款-代征基金", "2", "贷"),
    (INCOME, "主营业务收入-电费", "3", "贷"),
    (FINES, "营业外收入-违约金", "3", "贷"),
)
_BOTH_SYSTEMS = ("营销", "财务")
NOTHING = Decimal(0)


@dataclass
class Flows:
    """What happened in one station in one month, in yuan."""

    issued: Decimal = NOTHING
    levy: Decimal = NOTHING
    settled: Decimal = NOTHING
    fines: Decimal = NOTHING
    deposited: Decimal = NOTHING
    transferred: Decimal = NOTHING


@dataclass
class Books:
    """The flows of all stations by month, and what the prepaid balances were at the start."""

    flows: dict[tuple[str, str], Flows] = field(default_factory=lambda: defaultdict(Flows))
    prepaid: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def take_in(self, name: str, table: pa.Table) -> None:
        """Note the rows of a money table; all of them belong to stations, and count by their own dates."""
        if name == "receivables":
            table = table.filter(is_collected(table))
            self._add(table, _month_of(table["release_date"]), "rcvbl_amt", "issued")
        elif name == "bills":
            self._add(table, table["amt_ym"], "levy_amt", "levy")
        elif name == "payments":
            self._take_in_payments(table)
        elif name == "prepay_balances":
            for org, ym, total in _sums(table, table["stat_ym"], "balance"):
                self.prepaid[org, ym] += total

    def _take_in_payments(self, table: pa.Table) -> None:
        # what moves from one prepayment to another moves nothing in the books of their station
        is_prepayment = pc.starts_with(table["charge_id"], DEPOSIT)
        is_moved = pc.equal(table["charge_type"], "30")
        is_transfer = pc.and_not(is_moved, is_prepayment)
        is_deposit = pc.and_not(is_prepayment, is_moved)
        for mask, flow in ((is_transfer, "transferred"), (is_deposit, "deposited")):
            part = table.filter(mask)
            self._add(part, _month_of(part["charge_time"]), "rcv_amt", flow)
        rest = table.filter(pc.invert(pc.or_(is_moved, is_prepayment)))
        month = _month_of(rest["charge_time"])
        self._add(rest, month, "rcv_amt", "settled")
        self._add(rest, month, "penalty", "fines")

    def _add(self, table: pa.Table, month: Any, column: str, flow: str) -> None:
        for org, ym, total in _sums(table, month, column):
            entry = self.flows[org, ym]
            setattr(entry, flow, getattr(entry, flow) + total)

    def rows(self, org_codes: list[str], months: list[str]) -> Iterator[dict[str, Any]]:
        """Yield the rows of the table `ledger_balances`."""
        for org in org_codes:
            first = self.flows[org, months[0]]
            open_prepaid = self.prepaid[org, months[0]] - first.deposited + first.transferred
            balance = {BANK: Decimal(100_000), SUNDRY: Decimal(12_000), PREPAID: open_prepaid}
            for ym in months:
                movements = _movements(self.flows[org, ym])
                for code, name, acct_class, side in _ACCOUNTS:
                    debit, credit = movements.get(code, (NOTHING, NOTHING))
                    before = balance.get(code, NOTHING)
                    after = before + (debit - credit if side == "借" else credit - debit)
                    balance[code] = after
                    row = {
                        "org_code": org,
                        "period": ym,
                        "acct_code": code,
                        "acct_name": name,
                        "acct_class": acct_class,
                        "open_bal": before,
                        "debit": debit,
                        "credit": credit,
                        "close_bal": after,
                        "dbcr": side,
                    }
                    levels = ("总账", "明细账", *(_BOTH_SYSTEMS if code == RECEIVABLE else ()))
                    for level in levels:
                        yield row | {"ledger_level": level}


def _movements(flow: Flows) -> dict[str, tuple[Decimal, Decimal]]:
    """Return debit and credit of each account; over all accounts they are equal."""
    principal = flow.settled - flow.fines
    return {
        BANK: (flow.settled + flow.deposited, NOTHING),
        RECEIVABLE: (flow.issued, principal + flow.transferred),
        PREPAID: (flow.transferred, flow.deposited),
        LEVY: (NOTHING, flow.levy),
        INCOME: (NOTHING, flow.issued - flow.levy),
        FINES: (NOTHING, flow.fines),
    }


def _month_of(days: Any) -> Any:
    return pc.add(pc.multiply(pc.year(days), 100), pc.month(days)).cast(pa.string())


def _sums(table: pa.Table, month: Any, column: str) -> Iterator[tuple[str, str, Decimal]]:
    grouped = pa.table({"org": table["org_code"], "ym": month, "value": table[column]})
    for row in grouped.group_by(["org", "ym"], use_threads=False).aggregate([("value", "sum")]).to_pylist():
        if row["value_sum"] is not None:
            yield row["org"], row["ym"], row["value_sum"]
