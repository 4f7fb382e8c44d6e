"""What a month's kWh cost: the energy charge by time of day and ladder step, and the levies."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analytics.facts.bills import MARKET_PARTS
from analytics.facts.time_prices import SLOT_LABELS, SLOTS
from analytics.recalculation.energy import total
from analytics.recalculation.line import TAIL_YUAN, Line, Part
from analytics.recalculation.prices import CATALOGUE, NO_LADDER, Price, Prices
from analytics.regulation.money import fen
from analytics.values_in_words import grouped, shown
from models.calendar import month_in_words

Row = Mapping[str, Any]
NO_PRICE = "电价目录没有这个电价码,本月同电价码的账单也推不出单价"
NO_CODE = "账单没有电价码"


def energy_lines(bills: Sequence[Row], prices: Prices, why_as_billed: str = "") -> list[Line]:
    """Return the energy charge of each price code and ladder step, without levies.

    `why_as_billed` says why the steps themselves could not be judged, so that the bill's are taken.
    """
    grouped: dict[tuple[str, int], list[Row]] = {}
    for row in bills:
        grouped.setdefault((row["prc_code"] or "", row["ladder_level"] or NO_LADDER), []).append(row)
    lines = {key: _energy_line(*key, rows, prices) for key, rows in sorted(grouped.items())}
    why = f"档位按账单,没有复核:{why_as_billed}"
    return [
        replace(line, source=f"{line.source};{why}") if level != NO_LADDER and why_as_billed else line
        for (_, level), line in lines.items()
    ]


def steps_line(owed: Row, levy: Decimal) -> Line:
    """Return the energy charge of a household by the steps of the year (`owed_by_steps`), less the levies inside."""
    is_many = abs(owed["many_yuan"] - owed["charged_yuan"]) <= TAIL_YUAN
    is_of_many = is_many and abs(owed["expected_yuan"] - owed["charged_yuan"]) > TAIL_YUAN
    of = "many_" if is_of_many else ""
    source = (
        f"{owed['province']}阶梯电价,自{month_in_words(owed['counted_from'])}累计至上月 {shown(owed['before_kwh'])} kWh,"
        f"本月一档 {shown(owed[f'{of}first_kwh'])}、二档 {shown(owed[f'{of}second_kwh'])}、"
        f"三档 {shown(owed[f'{of}third_kwh'])} kWh"
    )
    gross = owed["many_yuan"] if is_of_many else owed["expected_yuan"]
    return Line(
        Part.ENERGY,
        "电度电费 居民阶梯",
        grouped(f"{owed['base_terms']} + {owed[f'{of}step_terms']}") + (f" − {shown(levy)}" if levy else ""),
        gross - levy,
        owed["charged_yuan"] - levy,
        "元",
        source + (",档位按人口多的家庭放宽" if is_of_many else "") + (",减去含在内的代征" if levy else ""),
    )


def _energy_line(code: str, level: int, rows: Sequence[Row], prices: Prices) -> Line:
    name = f"电度电费 电价码 {code or '空'}" + (f" 第{level}档" if level else "")
    billed = _billed_energy(rows, is_levy_inside=prices.is_levy_inside)
    price = prices.energy.get((code, level))
    used = _by_slot(rows)
    if price is None:
        return Line(Part.ENERGY, name, "", None, billed, "元", NO_PRICE if code else NO_CODE)
    if lacking := [SLOT_LABELS[slot] for slot in used if slot not in price.by_slot]:
        return Line(Part.ENERGY, name, "", None, billed, "元", _lacks("、".join(lacking), price))
    if len(used) > 1:
        parts = [
            f"{SLOT_LABELS[slot]} {shown(kwh)} × {shown(price.by_slot[slot])}" for slot, kwh in used.items()
        ]
    else:
        parts = [f"{shown(kwh)} × {shown(price.by_slot[slot])}" for slot, kwh in used.items()]
    expected = fen(sum((kwh * price.by_slot[slot] for slot, kwh in used.items()), Decimal(0)))
    return Line(
        Part.ENERGY, name, " + ".join(parts) or shown(Decimal(0)), expected, billed, "元", price.source
    )


def _lacks(slots: str, price: Price) -> str:
    if price.source == CATALOGUE:
        return f"电价目录没有这个电价码{slots}时段的电价,或同一时段有几个不同的"
    return f"电价目录没有这个电价码,本月同电价码的账单推不出{slots}时段的单价"


def _by_slot(rows: Sequence[Row]) -> dict[str, Decimal]:
    """Return the kWh of each time of day; a bill without any has all in the flat one."""
    kwh = dict.fromkeys(SLOTS, Decimal(0))
    for row in rows:
        if all(row[slot] is None for slot in SLOTS):
            kwh["flat_pq"] += row["total_pq"] or 0
        else:
            for slot in SLOTS:
                kwh[slot] += row[slot] or 0
    return {slot: value for slot, value in kwh.items() if value}


def _billed_energy(rows: Sequence[Row], *, is_levy_inside: bool) -> Decimal | None:
    said = []
    for row in rows:
        parts = [row[name] for name in MARKET_PARTS if row[name] is not None]
        energy = row["kwh_amt"] or (sum(parts, Decimal(0)) if parts else row["kwh_amt"])
        if energy is not None:
            is_inside = is_levy_inside and row["kwh_amt"]
            said.append(energy - (row["levy_amt"] or 0) if is_inside else energy)
    return sum(said, Decimal(0)) if said else None


def levy_lines(bills: Sequence[Row], prices: Prices) -> list[Line]:
    """Return the levies of each price code that has any."""
    grouped: dict[str, list[Row]] = {}
    for row in bills:
        grouped.setdefault(row["prc_code"] or "", []).append(row)
    lines = [_levy_line(code, rows, prices.levies.get(code)) for code, rows in sorted(grouped.items())]
    return [line for line in lines if line.expected or line.billed]


def _levy_line(code: str, rows: Sequence[Row], price: Price | None) -> Line:
    name, billed = f"代征电费 电价码 {code or '空'}", total(rows, "levy_amt")
    if price is None:
        return Line(Part.LEVY, name, "", None, billed, "元", NO_PRICE if code else NO_CODE)
    kwh = total(rows, "total_pq") or Decimal(0)
    per_kwh = price.by_slot.get("flat_pq", Decimal(0))
    return Line(
        Part.LEVY, name, f"{shown(kwh)} × {shown(per_kwh)}", fen(kwh * per_kwh), billed, "元", price.source
    )
