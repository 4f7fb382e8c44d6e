"""In which unit a column's figures stand: as its header says, a line of units, or what stands around the table.

A unit that is named and not understood never counts as 1, and where a title contradicts a header the figures must
speak clearly for the header: else the sheet waits for a person's word. What people say in brackets that is no unit
(含税, 新) is no question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

import pyarrow as pa

from data_loaders.recognition.average_price import (
    EXACT_DECIMALS,
    LARGE_AMOUNT,
    are_divided,
    doubtful_price,
)
from data_loaders.recognition.loss_rate import HUNDRED, are_fractions
from data_loaders.values.cell_numbers import ONE, read_number, unit_factor
from data_loaders.values.written_units import ANY, HARD, PERIODS, unit_of
from models.data.schema import Column, Kind
from models.errors import Place, SheetUnrecognised

GREAT_FACTOR = Decimal(1000)
MOST_HEADERS = 3  # named in a question
PREFIXES = ("", "百", "千", "万", "百万", "亿")


@dataclass(frozen=True)
class UnitQuestion:
    """A unit that a person must name: `key` is what the answer is remembered by, `options` what may be answered.

    `shown` are the headers in quotes, each with what its own figures say.
    """

    key: str
    headers: tuple[str, ...]
    shown: tuple[str, ...]
    what: str
    options: tuple[str, ...]


def unanswered(questions: Sequence[UnitQuestion], place: Place, remedy: str) -> SheetUnrecognised | None:
    """Return why a sheet cannot be loaded before a person has answered the first of some questions, or None."""
    return SheetUnrecognised(questions[0].what, where=place, remedy=remedy) if questions else None


@dataclass(frozen=True)
class ColumnUnits:
    """What is said of one column: the units of its own header or line of units, and those of the whole sheet.

    `power` is the power of ten by which its number format shows figures smaller than they are stored in the file.
    `texts` are some different ones of the column, `rows` those of the first rows, as they stand.
    """

    index: int
    header: str
    column: Column
    own: tuple[str, ...]
    around: tuple[str, ...]
    texts: pa.Array
    power: int = 0
    rows: pa.Array = field(default_factory=lambda: pa.array([], pa.string()))

    @property
    def stored(self) -> str:
        """Return the unit in which the column is stored."""
        return "kWh" if self.column.kind is Kind.SERIES else self.column.unit


@dataclass
class UnitChoice:
    """The scales of a sheet's columns, what to say of them, and what to ask; `keys` by which answers are known."""

    scales: dict[int, Decimal] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    questions: dict[str, UnitQuestion] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)

    def problem(self, place: Place) -> SheetUnrecognised | None:
        """Return why the sheet cannot be loaded before a person has answered, or None."""
        if not self.questions:
            return None
        what = ";".join(question.what for question in self.questions.values())
        return SheetUnrecognised(
            what,
            where=place,
            remedy="请在数据导入页面为这些列选择单位,或改正表头、标题中的单位后重新导出(单位如 元、万元、kWh、万kWh、kVA)",
        )


def choose_units(columns: Sequence[ColumnUnits], answers: Mapping[str, str]) -> UnitChoice:
    """Return in which unit each column stands; `answers` are {key of a question: unit}, given by a person."""
    choice = UnitChoice()
    for said in columns:
        _decide(said, answers, choice)
    _doubt(columns, answers, choice)
    _see_fractions(columns, choice)
    return choice


def _see_fractions(columns: Sequence[ColumnUnits], choice: UnitChoice) -> None:
    """Take rates of loss that were written as fractions for what energy supplied and sold show them to be."""
    by_name = {said.column.name: said for said in columns}
    rate, supplied, sold = (by_name.get(name) for name in ("loss_rate", "supply_pq", "sale_pq"))
    if rate is None or supplied is None or sold is None or any(rate.own):
        return
    scales = (choice.scales.get(supplied.index, ONE), choice.scales.get(sold.index, ONE))
    if are_fractions(rate.rows.to_pylist(), supplied.rows.to_pylist(), sold.rows.to_pylist(), scales):
        choice.scales[rate.index] = HUNDRED
        choice.notes.append(
            f"“{rate.header}”是小数(与“{supplied.header}”“{sold.header}”相比小 100 倍),已换算为百分数,乘以 100"
        )


def _doubt(columns: Sequence[ColumnUnits], answers: Mapping[str, str], choice: UnitChoice) -> None:
    """Ask for the units of amounts and energy that give a price which cannot be one, however they are named."""
    by_name = {said.column.name: said for said in columns}
    energy, amounts = by_name.get("total_pq"), by_name.get("total_amt")
    if (
        energy is None
        or amounts is None
        or {choice.keys[said.index] for said in (energy, amounts)} & set(answers)
    ):
        return
    scales = (choice.scales.get(said.index, ONE) for said in (energy, amounts))
    if choice.questions:
        return
    if price := doubtful_price(energy.rows, amounts.rows, *scales):
        why = f"单位存疑:按现在的单位,“{amounts.header}”除以“{energy.header}”约为 {price} 元/kWh"
    elif all(choice.keys[said.index] == f"{said.stored}|" for said in (energy, amounts)) and are_divided(
        energy.rows, amounts.rows
    ):
        why = "单位存疑:没有写单位,而大半数值小于 100 且多于两位小数,像是万元、万kWh"
    else:
        return
    for said in (amounts, energy):
        key = choice.keys[said.index]
        _ask(said, key, key.split("|")[1:2], why, choice)


def _decide(said: ColumnUnits, answers: Mapping[str, str], choice: UnitChoice) -> None:
    own = [unit for unit in said.own if unit and unit not in PERIODS]
    around = [unit for unit in said.around if _concerns(unit, said.stored)]
    units = list(dict.fromkeys([*own, *around]))
    factors = [_factor(unit, said.stored) for unit in units]
    is_unnamed = said.power > 0 and all(factor in (ONE, None) for factor in factors)
    shown = [f"显示缩小{10**said.power:,}倍"] if is_unnamed else []
    key = choice.keys[said.index] = f"{said.stored}|{'|'.join([*units, *shown])}"
    if (answer := unit_factor(answers.get(key, ""), said.stored)) is not None:
        _take(said, answers[key], answer, choice)
        choice.notes.append(f"“{said.header}”的单位由人指定为{answers[key]}")
    elif not units and not is_unnamed:
        return
    elif unclear := _unclear(units[:1] if own else units, said.stored, is_own=bool(own)):
        _ask(said, key, units, unclear, choice)
    elif is_unnamed:
        named = f"写{units[0]}" if units else "没有写单位"
        why = f"单元格格式把数值缩小 {10**said.power:,} 倍显示,列名却{named}"
        _ask(said, key, units, why, choice)
    elif len({factor for factor in factors if factor is not None}) == 1:
        _take(said, units[0], factors[0] or ONE, choice)
    else:
        _weigh(said, key, units, factors, choice)


def _unclear(units: Sequence[str], stored: str, *, is_own: bool) -> str:
    """Return what is not clear about the units that count for a column, or ""."""
    for unit in units:
        known = unit_of(unit)
        if known is None:
            return f"单位“{unit}”无法识别"
        if known[0] == ANY and not is_own:
            return f"单位“{unit}”没有说明是电量、金额还是容量"
        if _factor(unit, stored) is None:
            return f"单位“{unit}”与该列的量不符"
    return ""


def _factor(unit: str, stored: str) -> Decimal | None:
    """Return how many stored units a unit is; a reading, which has none, may be said to be in kWh but not in 万kWh."""
    factor, known = unit_factor(unit, stored), unit_of(unit)
    return ONE if factor is None and not stored and known and known[1] == ONE else factor


def _weigh(
    said: ColumnUnits, key: str, units: list[str], factors: list[Decimal | None], choice: UnitChoice
) -> None:
    """Take the header's unit against another one around it only where the figures speak for the header."""
    first, others = factors[0] or ONE, {factor for factor in factors[1:] if factor is not None}
    figures = [value for text in said.texts.to_pylist() if isinstance(value := read_number(text), Decimal)]
    decimals = max((-int(value.normalize().as_tuple().exponent) for value in figures), default=0)
    middle = median(map(abs, figures)) if figures else Decimal(0)
    is_plain = first == ONE and decimals <= EXACT_DECIMALS and middle >= LARGE_AMOUNT
    is_divided = first >= GREAT_FACTOR and decimals > EXACT_DECIMALS
    others_differ = all(other >= GREAT_FACTOR if first == ONE else other == ONE for other in others)
    if said.own and (not figures or (others_differ and (is_plain or is_divided))):
        _take(said, units[0], first, choice)
        if figures:
            rest = "、".join(units[1:])
            choice.notes.append(f"“{said.header}”按列名的单位{units[0]}计,表上另写有{rest}")
        return
    where = "列名写" if said.own else "表上写"
    speaks = (
        f"(数值最多 {decimals} 位小数,中位数 {middle.normalize():f})" if figures else "(没有数值可供判断)"
    )
    _ask(said, key, units, f"{where}{units[0]},表上又写{'、'.join(units[1:])},互相矛盾", choice, speaks)


def _concerns(unit: str, stored: str) -> bool:
    """Return whether a unit of the whole sheet may be that of a column: of its measure, or not understood."""
    if not stored:
        return False
    known = unit_of(unit)
    if known is None or known[0] == ANY:
        return (unit_of(stored) or ("",))[0] in HARD
    return unit_factor(unit, stored) is not None


def _take(said: ColumnUnits, written: str, factor: Decimal, choice: UnitChoice) -> None:
    if factor != ONE:
        choice.scales[said.index] = factor
        unit = said.stored or "小数"
        choice.notes.append(f"“{said.header}”按{written}换算为{unit},乘以 {factor.normalize():f}")


def _ask(
    said: ColumnUnits, key: str, units: list[str], why: str, choice: UnitChoice, speaks: str = ""
) -> None:
    """Put the column to the question; columns of which the same is said are asked about once.

    `speaks` is what the figures of this one column say.
    """
    before = choice.questions.get(key)
    headers = (*(before.headers if before else ()), said.header)
    shown = (*(before.shown if before else ()), f"“{said.header}”{speaks}")
    named = "、".join(shown[:MOST_HEADERS])
    more = f"等 {len(headers)} 列" if len(headers) > MOST_HEADERS else ""
    options = dict.fromkeys(
        [*(unit for unit in units if unit_factor(unit, said.stored)), *_options(said.stored)]
    )
    choice.questions[key] = UnitQuestion(key, headers, shown, f"{named}{more}的{why}", tuple(options))


def _options(stored: str) -> list[str]:
    known = unit_of(stored)
    is_scaled = not stored or (known is not None and known[0] in HARD)
    return [prefix + stored or "×1" for prefix in PREFIXES] if is_scaled else [stored]
