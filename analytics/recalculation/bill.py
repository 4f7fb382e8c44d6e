"""A customer's whole bill of a month, recalculated from readings, files and prices.

Each part builds on the one before: what the energy should have cost is what the power factor adjusts. Where a part
cannot be worked out, the bill's own figure is taken further, and its line says why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis

from analytics.fact import Tables, seen_through
from analytics.facts.basic_charges import owed_basic_charges
from analytics.facts.bills import BASIC_PARTS
from analytics.facts.power_factor_charges import owed_adjustments
from analytics.facts.residential_steps import followed, owed_by_steps
from analytics.recalculation.charges import energy_lines, levy_lines, steps_line
from analytics.recalculation.energy import reading_lines, registers, settled_lines, total
from analytics.recalculation.line import TAIL_RATIO, TAIL_YUAN, Line, Part, Verdict
from analytics.recalculation.prices import Prices
from analytics.regulation.money import fen
from analytics.regulation.power_factor import adjustment_yuan
from analytics.regulation.residential_ladder import MANY_PERSONS_KWH_MONTH
from analytics.statements import looked_up, stated
from analytics.story import of_customer
from analytics.values_in_words import grouped, shown
from data_loaders.codes.charges import AmtType
from data_loaders.codes.customers import PriceType
from models.lake import Door

Row = Mapping[str, Any]
BASIC_READS = ("bills", "customers", "equipment", "applications", "meters", "readings")
ADJUSTMENT_READS = ("bills", "customers", "metering_points")
STEPS_READS = ("bills", "customers", "applications", "mr_sections", "readings", "tariff_prices")
NOT_THEIRS = "居民电价方案与本公司账单不符"
NOT_COUNTED = "执行电采暖电价、年内缺账单、当月过户、只有部分账单有级数或峰谷电量之和不等于总电量,累计不明"
ACCEPTED_YUAN = 1.0  # how far a demand charge may miss a price and still seem to follow it (TAR-16)


@dataclass(frozen=True)
class Recalculation:
    """A bill of a month beside what it should be; `others` are its rows that are no normal bill (退补 …)."""

    cons_no: str
    period: str
    lines: tuple[Line, ...]
    others: tuple[Row, ...]

    @property
    def whole(self) -> Line:
        """Return the line of the total."""
        return self.lines[-1]

    def counted(self, verdict: Verdict) -> int:
        """Return how many lines came out so, the total left out."""
        return sum(line.verdict is verdict for line in self.lines[:-1])


@dataclass(frozen=True)
class Stored:
    """What is loaded of a customer's month."""

    bills: Sequence[Row]
    readings: Sequence[Row]
    points: Sequence[Row]
    digits: Mapping[str, int]
    file: Row | None


def billed_months(door: Door, cons_no: str) -> list[str]:
    """Return the months that a customer has a bill of, newest first."""

    def months(own: Any) -> Any:
        return own.select("amt_ym").distinct()

    found = of_customer(door, "billed months", ("bills",), cons_no, months).to_pylist()
    return sorted((row["amt_ym"] for row in found), reverse=True)


def followed_profiles(whole: Door, period: str, as_of: date) -> dict[str, bool]:
    """Return whether the bills of a month follow each province's profile (`followed`); everybody's bills are read for it."""
    t = seen_through(whole, *followed.reads, as_of=as_of, period=period)
    key = f"followed {period} {as_of} {whole.data_version}"
    rows = whole.engine.found(stated(whole.engine, key, lambda *_: t.fact(followed), *t.given.values()))
    return {row["province"]: row["is_followed"] for row in rows.to_pylist()}


def recalculated(
    door: Door,
    whole: Door,
    cons_no: str,
    period: str,
    as_of: date,
    prices: Prices,
    profiles: Callable[[], Mapping[str, bool]],
) -> Recalculation | None:
    """Return a customer's month, or None without a bill that the person may see.

    `whole` is the door to everybody's bills: what a price is does not depend on who looks. `profiles` gives
    `followed_profiles`, and is asked of homes alone.
    """
    stored = _stored(door, cons_no, period)
    if not stored.bills:
        return None
    normal = [row for row in stored.bills if row["amt_type"] in (None, AmtType.NORMAL)]
    others = [row for row in stored.bills if row not in normal]
    found = registers(stored.readings, stored.digits)
    owed = _Owed(whole, cons_no, period, as_of, profiles)
    energy, levies = _energy(normal, prices, owed), levy_lines(normal, prices)
    basic = _basic_lines(normal, owed.basic() if _may_have_two_parts(normal, stored.file) else None)
    assessed = energy_lines([row for row in normal if row["pf_std"]], prices)
    adjustment = owed.adjustment() if assessed else None
    adjusted = _adjustment_lines(normal, adjustment, assessed, basic)
    charged = [*energy, *levies, *basic, *adjusted[-1:]]
    lines = [
        *reading_lines(found),
        *settled_lines(found, stored.points, normal),
        *energy,
        *levies,
        *basic,
        *adjusted,
        _total_line(normal, charged),
    ]
    return Recalculation(cons_no, period, tuple(lines), tuple(others))


def _stored(door: Door, cons_no: str, period: str) -> Stored:
    def rows(name: str, *, is_of_month: bool) -> list[dict[str, Any]]:
        def own(table: Any) -> Any:
            return table.filter(table.amt_ym == period) if is_of_month else table

        key = f"recalculated {period}" if is_of_month else "recalculated"
        return of_customer(door, key, (name,), cons_no, own, [period] if is_of_month else None).to_pylist()

    digits = {row["asset_no"]: row["digits"] for row in rows("meters", is_of_month=False) if row["digits"]}
    return Stored(
        rows("bills", is_of_month=True),
        rows("readings", is_of_month=True),
        rows("metering_points", is_of_month=False),
        digits,
        next(iter(rows("customers", is_of_month=False)), None),
    )


@dataclass(frozen=True)
class _Owed:
    """What facts make of everybody's bills of a month, a customer's row of it."""

    door: Door
    cons_no: str
    period: str
    as_of: date
    profiles: Callable[[], Mapping[str, bool]]

    def basic(self) -> Row | None:
        return self._row(BASIC_READS, lambda t: owed_basic_charges(t, ACCEPTED_YUAN))

    def adjustment(self) -> Row | None:
        return self._row(ADJUSTMENT_READS, lambda t: owed_adjustments(t, includes_funds=False))

    def steps(self) -> Row | None:
        known = self.profiles()

        def owed(t: Tables) -> Any:
            return owed_by_steps(t.with_kept({followed.name: _table_of(known)}), MANY_PERSONS_KWH_MONTH)

        return self._row(STEPS_READS, owed, f"{known}")

    def _row(self, names: Sequence[str], owed: Callable[[Tables], Any], known: str = "") -> Row | None:
        t = seen_through(self.door, *names, as_of=self.as_of, period=self.period)

        def of_one(*_: Any, number: Any) -> Any:
            rows = owed(t)
            return rows.filter(rows.cons_no == number)

        key = f"owed {names} {self.period} {self.as_of} {self.door.data_version} {known}"
        found = looked_up(self.door, key, of_one, *t.given.values(), number=self.cons_no).to_pylist()
        return found[0] if found else None


def _table_of(known: Mapping[str, bool]) -> Any:
    """Return what is known of the profiles as the fact's rows, of literals: a statement over them serves every session."""
    rows = [ibis.literal(province).name("province").as_table() for province in known]
    return ibis.union(
        *(
            row.mutate(is_followed=ibis.literal(is_so))
            for row, is_so in zip(rows, known.values(), strict=True)
        )
    )


def _energy(bills: Sequence[Row], prices: Prices, owed: _Owed) -> list[Line]:
    """Return the energy charge: a household's by the steps of the year, everything else by price code."""
    by_steps = [row for row in bills if row["ladder_level"] is not None]
    household = owed.steps() if by_steps else None
    if household is None or not household["is_priced"]:
        return energy_lines(bills, prices, NOT_THEIRS if household else NOT_COUNTED)
    levy = total(by_steps, "levy_amt") if prices.is_levy_inside else None
    return [
        steps_line(household, levy or Decimal(0)),
        *energy_lines([row for row in bills if row not in by_steps], prices),
    ]


def _may_have_two_parts(bills: Sequence[Row], file: Row | None) -> bool:
    charged = any(row[name] for row in bills for name in ("basic_amt", *BASIC_PARTS))
    return charged or (file is not None and file["pricing_policy"] == PriceType.TWO_PART)


def _basic_lines(bills: Sequence[Row], owed: Row | None) -> list[Line]:
    parts = [row[name] for row in bills for name in BASIC_PARTS if row[name] is not None]
    billed = total(bills, "basic_amt")
    billed = billed if billed is not None else sum(parts, Decimal(0)) if parts else None
    if owed is None:
        if not billed:
            return []
        why = "容需对比、容需并存或特殊计收,或容量有变更而设备没有启停日期"
        return [Line(Part.BASIC, "基本电费", "", None, billed, "元", why)]
    if owed["expected_yuan"] is None:
        if not billed and owed["mode"] is None:
            return []
        why = "同电压同计收方式的用户不足 3 户,推不出单价"
        return [Line(Part.BASIC, "基本电费", "", None, billed, "元", why)]
    is_accepted = owed["miss_yuan"] is not None and owed["miss_yuan"] == 0
    source = f"同电压 {owed['payers']:,} 户执行的单价"
    return [
        Line(
            Part.BASIC,
            "基本电费",
            grouped(owed["terms"] or ""),
            owed["expected_yuan"],
            owed["charged_yuan"],
            "元",
            source + (",账单按另一种计日口径" if is_accepted and billed != owed["expected_yuan"] else ""),
            is_accepted=is_accepted,
        )
    ]


def _adjustment_lines(
    bills: Sequence[Row], owed: Row | None, energy: Sequence[Line], basic: Sequence[Line]
) -> list[Line]:
    billed = total(bills, "pf_amt")
    if owed is None:
        if not billed:
            return []
        why = "账单没有考核标准、有功电量或无功电量"
        return [Line(Part.POWER_FACTOR, "力调电费", "", None, billed, "元", why)]
    p, q = shown(owed["active_kwh"]), shown(owed["reactive_kvarh"])
    root = f"{p} ÷ √({p}² + {q}²)"
    factor = Line(
        Part.POWER_FACTOR,
        "功率因数",
        root,
        owed["pf"],
        owed["actual_pf"],
        "",
        "账单的有功、无功电量",
        TAIL_RATIO,
    )
    if owed["standards"] != 1:
        why = "一户多个考核标准,为各标准之和"
        return [
            factor,
            Line(Part.POWER_FACTOR, "力调电费", "", owed["expected_yuan"], owed["pf_yuan"], "元", why),
        ]
    standard = f"标准 {shown(owed['pf_std'])},查(83)水电财字第215号文附表"
    base = _base(owed, energy, basic)
    expected = adjustment_yuan(base, owed["rate_pct"]) if owed["rate_pct"] is not None else None
    is_waived = bool(
        expected is not None and owed["expected_yuan"] == 0 and owed["base_yuan"] and owed["rate_pct"]
    )
    rate = Line(
        Part.POWER_FACTOR,
        "增减率(+ 增收,− 减收)",
        f"功率因数 {owed['pf']}",
        owed["rate_pct"],
        owed["factor_pct"],
        "%",
        standard,
        TAIL_RATIO,
        is_accepted=is_waived and owed["factor_pct"] == 0,
    )
    terms = "" if is_waived else f"{shown(base)} × {shown(owed['rate_pct'])}%"
    return [
        factor,
        rate,
        Line(
            Part.POWER_FACTOR,
            "力调电费",
            terms,
            fen(Decimal(0)) if is_waived else expected,
            owed["pf_yuan"],
            "元",
            "只奖不罚或只罚不奖,不计" if is_waived else "电度电费与基本电费之和 × 增减率",
        ),
    ]


def _base(owed: Row, energy: Sequence[Line], basic: Sequence[Line]) -> Decimal:
    """Return the charges that the power factor adjusts: the billed ones, with what the lines before made of them."""
    corrections = [line.difference for line in (*energy, *basic) if line.verdict is Verdict.DIFFERENT]
    return owed["base_yuan"] + sum((one for one in corrections if one is not None), Decimal(0))


def _total_line(bills: Sequence[Row], charged: Sequence[Line]) -> Line:
    billed = total(bills, "total_amt")
    unknown = [line for line in charged if line.expected is None]
    amounts = [
        line.billed if line.is_accepted or line.expected is None else line.expected for line in charged
    ]
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return Line(Part.TOTAL, "总电费", "", None, billed, "元", "没有一项能够复算")
    terms = " + ".join(shown(amount) if amount >= 0 else f"({shown(amount)})" for amount in known)
    source = f"{'、'.join(dict.fromkeys(line.part for line in unknown))}不能复算,按账单计" if unknown else ""
    tail = TAIL_YUAN * len(charged)  # each line is rounded by itself
    return Line(Part.TOTAL, "总电费", terms, sum(known, Decimal(0)), billed, "元", source, tail)
