"""The rows behind a picture as an Excel file: exactly what the list on the screen shows, whole."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from analytics.pictures.picture import Picture
from data_loaders.recognition.own_files import PICTURE_ROWS
from models.calendar import month_in_words
from models.orm import Run
from reports.workbook import CoverSheet, ListSheet, SheetColumn, Style, write

STYLES: dict[str, Style] = {
    "text": "text",
    "id": "id",
    "number": "number",
    "money": "money",
    "percent": "rate",
    "date": "date",
    "time": "time",
    "month": "month",
}
WIDTHS = {"text": 16.0, "id": 15.0, "money": 14.0, "time": 16.0}


def write_rows(
    out: Path,
    picture: Picture,
    run: Run,
    rows: pd.DataFrame,
    columns: Sequence[tuple[str, str, str]],
    facts: Sequence[tuple[str, str]],
) -> int:
    """Write rows in words to an Excel file and return how many there are.

    `columns` are (name in the rows, heading, look) as the list has them, `facts` what it was narrowed to.
    """
    sheet = [
        SheetColumn(name, heading, STYLES[look], WIDTHS.get(look, 11.0)) for name, heading, look in columns
    ]
    table = pa.table({name: _array(rows[name], look) for name, _, look in columns})
    title = f"{picture.category.value}:{picture.title}"
    cover = CoverSheet(
        "说明",
        title,
        (
            ("筛查", f"第 {run.id} 次:期间 {month_in_words(run.period)},数据截止 {run.as_of}"),
            *facts,
            ("条数", f"{len(rows):,}"),
            ("口径", picture.explained.replace("\n", " ")),
            ("制表时间", datetime.now().strftime("%Y-%m-%d %H:%M")),
        ),
    )
    write(out, PICTURE_ROWS, [cover, ListSheet("清单", title, tuple(sheet), table)])
    return len(rows)


def _array(values: Any, look: str) -> pa.Array:
    if look in ("number", "money", "percent"):
        return pa.array(values.astype("float64"), pa.float64(), from_pandas=True)
    if look == "date":
        return pa.array(values, pa.date32(), from_pandas=True)
    if look == "time":
        return pa.array(values, pa.timestamp("us"), from_pandas=True)
    return pa.array([None if pd.isna(value) else str(value) for value in values], pa.string())
