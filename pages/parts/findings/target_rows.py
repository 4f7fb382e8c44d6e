"""The ranked targets as lists show them: codes by name, and the columns that every list of targets has."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from analytics.ranking.reasons import briefly, without_amounts
from analytics.subjects import LABELS, kind_of, number_in_words
from models import runs
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import findings, kept, lake
from pages.parts.findings import marking

LONG_TEXTS = ("reasons", "name")  # where one does not fit, rows are higher
MOST_LINES = 2.0  # of the row's three; breaking before Chinese words takes up to one more


def described(table: pd.DataFrame, units: Mapping[str, str], reasons_width: int) -> pd.DataFrame:
    """Return targets with what they are and their unit by name; amounts stand in a column of their own.

    Of more reasons than a row holds in a column so many pixels wide the first stand there, and how many there are.
    """
    numbers = zip(table.object_type, table.object_id, strict=True)
    return table.assign(
        number=[number_in_words(kind, number, units) for kind, number in numbers],
        object_label=[
            LABELS[kind_of(kind, codes or "")]
            for kind, codes in zip(table.object_type, table.check_codes, strict=True)
        ],
        unit_name=table.org_code.map(lambda code: units.get(code, code)),
        amount_yuan=table.amount_yuan.astype("float64"),
        reasons=table.reasons.map(partial(_brief, width=reasons_width)),
    )


def _brief(reasons: Any, width: int) -> Any:
    """Return reasons in a row's lines; a random control has none."""
    if not isinstance(reasons, str):
        return reasons
    return briefly(without_amounts(reasons), lambda text: tables.lines_of(text, width) <= MOST_LINES)


def listing(
    table: pd.DataFrame,
    shown: Sequence[tables.Shown],
    *,
    key: str,
    empty: str = "没有符合条件的记录。",
    most_rows: int = 16,
    **options: Any,
) -> int | None:
    """Show targets with their reasons and return the position of the row that was clicked, if any.

    `options` are those of pages.parts.common.tables.listing.
    """
    widths = {one.name: one.width for one in shown if one.name in LONG_TEXTS and isinstance(one.width, int)}
    wraps = any(
        isinstance(text, str) and not tables.fits(text, width)
        for name, width in widths.items()
        for text in table[name]
    )
    in_words = table.assign(object_id=table.number) if len(table) else table
    return tables.listing(
        in_words, shown, key=key, action="查看", empty=empty, most_rows=most_rows, wraps=wraps, **options
    )


@kept
def highest_score(person: Person, run_id: int) -> float:
    """Return the highest score of a run, against which all its lists draw theirs."""
    ranked = findings(person, runs.get(lake().store, run_id)).targets()
    return float(ranked.score.max().execute() or 1.0)


def columns(widths: Mapping[str, int]) -> tuple[tables.Shown, ...]:
    """Return the columns of a list of targets but its score."""
    return (
        tables.Shown("object_label", "对象类型", width=widths["object_label"]),
        tables.Shown("object_id", "对象编号", "id", width=widths["object_id"]),
        tables.Shown("cons_no", "户号", "id", width=widths["cons_no"]),
        tables.Shown("name", "户名或名称", width=widths["name"]),
        tables.Shown("unit_name", "供电单位", width=widths["unit_name"]),
        tables.Shown("reasons", "稽查原因", width=widths["reasons"]),
        tables.Shown(
            "amount_yuan",
            "应收差额(元)",
            "money",
            width=widths["amount_yuan"],
            help="正为少收(应追补);括号为负,即多收(应退还)。在途资金、参考值等其他金额不在此列,写在稽查原因里。",
        ),
    )


def score(widths: Mapping[str, int]) -> tables.Shown:
    """Return the column of the score."""
    said = "Σ 查实率 × √金额 ÷ 预计工时,各部分见对象详情。"
    return tables.Shown("score", "得分", "score", width=widths["score"], help=said)


def scaled(shown: Sequence[tables.Shown], table: pd.DataFrame, most: float) -> tuple[tables.Shown, ...]:
    """Return columns with the bar of the score against the highest of the run, and without marks where there are none."""
    return tuple(
        replace(column, most=most) if column.look == "score" else column
        for column in marking.without_idle(shown, table)
    )
