"""The appraisal of a month (考核表) as an Excel file: units, people, and every point down to its case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.loop.appraisal import Appraisal, Card, Kind
from data_loaders.recognition.own_files import APPRAISAL
from models.calendar import month_in_words
from models.loop.appraisal import LABELS
from reports.workbook import CoverSheet, ListSheet, SheetColumn, write

TIMELY, RECHECKS = ("按时回单", "超期回单", "按时整改", "超期整改"), ("一次通过复查", "复查不合格")
QUALITY = ("退回重查", "派错单位", "目标不属实", "认定被推翻", "抽检不通过")
GROUPS = {
    "timely": ("及时性", TIMELY),
    "found": ("查实", ("查实",)),
    "money": ("追补退还", ("追补退还金额",)),
    "rechecks": ("复查", RECHECKS),
    "problems": ("查实问题", ("查实问题",)),
    "recurred": ("重复发生", ("重复发生",)),
    "quality": ("稽查质量", QUALITY),
}
POINTS = tuple(SheetColumn(name, label, "money", 8) for name, (label, _) in GROUPS.items())
SCORE = SheetColumn("score", "得分", "money", 9)
ENDS = (SheetColumn("cases", "涉及案件", "integer", 8), SheetColumn("proposal", "建议", "text", 9))
UNITS = (
    SheetColumn("place", "名次", "integer", 6),
    SheetColumn("subject", "供电单位编号", "id", 12),
    SheetColumn("name", "供电单位", "text", 16),
    SCORE,
    *POINTS,
    *ENDS,
)
PEOPLE = (
    SheetColumn("kind", "身份", "text", 9),
    SheetColumn("subject", "人员", "id", 13),
    SheetColumn("name", "姓名", "text", 10),
    SCORE,
    *POINTS,
    *ENDS,
)
LINES = (
    SheetColumn("kind", "身份", "text", 10),
    SheetColumn("name", "单位或人员", "text", 20),
    SheetColumn("case_no", "工单编号", "id", 17),
    SheetColumn("item", "考核项", "text", 14),
    SheetColumn("points", "得分", "money", 9),
    SheetColumn("note", "说明", "text", 40),
)
NOT_YET = "尚未封存,随案件办理变动"


def write_appraisal(made: Appraisal, out: Path, names: Mapping[str, str]) -> int:
    """Write a month's appraisal to an Excel file and return how many lines it lists.

    `names` are units by number and people by login.
    """
    title = f"{month_in_words(made.month)}稽查考核表"
    units = [card for card in made.cards if card.kind is Kind.UNIT]
    people = [card for card in made.cards if card.kind is not Kind.UNIT]
    lines = [
        {**asdict(line), "kind": card.kind.value, "name": names.get(card.subject, card.subject)}
        for card in made.cards
        for line in card.lines
    ]
    sheets = [
        _cover(made, title, len(lines)),
        ListSheet("单位", title, UNITS, _table(_rows(units, names), UNITS)),
        ListSheet("人员", title, PEOPLE, _table(_rows(people, names), PEOPLE)),
        ListSheet("得分明细", title, LINES, _table(lines, LINES)),
    ]
    write(out, APPRAISAL, sheets)
    return len(lines)


def points_of(card: Card) -> dict[str, Decimal | None]:
    """Return the points of a card by `GROUPS`; None where it has none."""
    return {
        name: sum((card.by_item.get(item, Decimal(0)) for item in items), Decimal(0)) or None
        for name, (_, items) in GROUPS.items()
    }


def _rows(cards: Iterable[Card], names: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = []
    for place, card in enumerate(cards, 1):
        own = {"place": place, "kind": card.kind.value, "subject": card.subject, "score": card.score}
        own |= {"name": names.get(card.subject, card.subject), "proposal": card.proposal or None}
        rows.append(own | points_of(card) | {"cases": len({line.case_no for line in card.lines})})
    return rows


def _cover(made: Appraisal, title: str, lines: int) -> CoverSheet:
    closed = f"{made.frozen_at:%Y-%m-%d %H:%M} 由 {made.frozen_by} 封存" if made.frozen_at else NOT_YET
    usual = asdict(made.rules)
    facts = (
        ("月份", month_in_words(made.month)),
        ("状态", closed),
        ("明细条数", f"{lines:,}"),
        ("计分", "按当月发生的回单、整改、复查、认定和重复发生计分,每一分都列到案件。"),
        (
            "查实问题",
            "−(严重度权重 × 金额分档) ÷ 工作量;工作量为该单位或责任人当月已认定的案件数。",
        ),
        ("奖惩", "只是建议,由营销主任审定。分值为默认值的,请按本单位考核办法修改。"),
        *((LABELS[name], f"{value:,g}") for name, value in usual.items()),
    )
    return CoverSheet("说明", title, facts)


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[SheetColumn]) -> pa.Table:
    kinds = {"integer": pa.int64(), "money": pa.decimal128(18, 2)}
    schema = pa.schema([(column.name, kinds.get(column.style, pa.string())) for column in columns])
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema)
