"""What is stored now, table by table."""

from typing import Any

import pandas as pd

from analytics.holdings import Holding, holdings
from models.calendar import month_in_words
from models.data import batches
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import door_of, lake


def show(person: Person) -> None:
    """Show of every table how much is stored, how fresh it is and what is empty."""
    rows = [_holding(one) for one in holdings(door_of(person), batches.history(lake().store))]
    rows.sort(key=lambda row: not row["rows"])
    columns = (
        tables.Shown("title", "数据表", width=150),
        tables.Shown("rows", "行数", "number", width=90),
        tables.Shown("first", "首月", "month", width=84),
        tables.Shown("last", "末月", "month", width=84),
        tables.Shown("months", "月数", "number", width=56),
        tables.Shown("gaps", "缺少的月份", width=160),
        tables.Shown("as_of", "数据截止日", "date", width=96),
        tables.Shown("imported_on", "最近导入", "date", width=96),
        tables.Shown(
            "empty",
            "全空的必备或建议字段",
            width="large",
            help="这些字段没有任何值,用到它们的检查会停用或降级。",
        ),
    )
    tables.listing(pd.DataFrame(rows), columns, key="holdings", most_rows=24)


def _holding(one: Holding) -> dict[str, Any]:
    return {
        "title": one.table.title,
        "rows": one.rows,
        "first": one.months[0] if one.months else None,
        "last": one.months[-1] if one.months else None,
        "months": len(one.months) or None,
        "gaps": "、".join(map(month_in_words, one.gaps)),
        "as_of": one.as_of,
        "imported_on": one.imported_on,
        "empty": "、".join(one.empty_columns),
    }
