"""Cases as an Excel file: what a list on screen shows, whole, with a cover that says how it was narrowed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from data_loaders.recognition.own_files import CASES
from reports.workbook import CoverSheet, ListSheet, SheetColumn, Style, write

STYLES: dict[str, Style] = {"id": "id", "money": "money", "number": "number", "date": "date", "time": "time"}
WIDTHS = {
    "case_no": 18, "deadline": 20, "name": 16, "unit_name": 14, "checks": 16, "flags": 14, "number": 16,
    "penalty_recovered_yuan": 14,
}  # fmt: skip
NOT_PRINTED = frozenset(
    {
        *("problem_class", "mistake", "cause", "degree", "supervision", "source"),
        *("recovered_yuan", "refunded_yuan", "energy_kwh", "penalty_yuan", "penalty_recovered_yuan"),
    }
)
KINDS = {"money": pa.float64(), "number": pa.float64(), "date": pa.date32(), "time": pa.timestamp("us")}


def write_cases(
    rows: pd.DataFrame,
    headings: Mapping[str, tuple[str, str]],
    out: Path,
    *,
    title: str,
    facts: Sequence[tuple[str, str]] = (),
) -> int:
    """Write rows as they are shown to an Excel file with a title, and return how many there are.

    `headings` are {column: (heading, look)} of the columns that are shown, in their order.
    """
    columns = tuple(
        SheetColumn(
            name, heading, STYLES.get(look, "text"), WIDTHS.get(name, 11), is_printed=name not in NOT_PRINTED
        )
        for name, (heading, look) in headings.items()
    )
    arrays = [
        pa.array(
            [None if pd.isna(value) else value for value in rows[name]],
            KINDS.get(look, pa.string()),
        )
        for name, (_, look) in headings.items()
    ]
    table = pa.Table.from_arrays(arrays, names=list(headings))
    lines = (
        ("件数", f"{len(rows):,}"),
        *facts,
        ("制表时间", datetime.now().strftime("%Y-%m-%d %H:%M")),
        ("金额", "核实金额;没有核实的为期望金额。正为少收(应追补),负为多收(应退还)。"),
        ("追补电量", "正为追补,负为退还。违约使用电费另列,不含在金额和已追补中。"),
    )
    write(out, CASES, [CoverSheet("说明", title, lines), ListSheet("案件", title, columns, table)])
    return len(rows)
