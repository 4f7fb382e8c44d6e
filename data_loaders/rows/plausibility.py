"""What is possible in an export and strange: nobody's rows, months to come, months left out, meters that run backwards."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from models.data.schema import Kind, Table

MOST_NAMED = 5


def oddities(table: Table, values: pa.Table) -> list[str]:
    """Return a sentence for each thing that a person should look at."""
    return [*_of_ids(table, values), *_of_months(table, values), *_of_readings(values)]


def missing_months(months: Sequence[str]) -> list[str]:
    """Return the months that are left out between the first and the last, given in order."""
    if not months:
        return []
    numbers = [int(month[:4]) * 12 + int(month[4:]) - 1 for month in months]
    left_out = sorted(set(range(numbers[0], numbers[-1])) - set(numbers))
    return [f"{number // 12}{number % 12 + 1:02}" for number in left_out]


def _of_ids(table: Table, values: pa.Table) -> list[str]:
    blanks = {c.title: values[c.name].null_count for c in table.required if c.kind is Kind.ID}
    return [f"有 {count:,} 行没有{title},已按空白载入" for title, count in blanks.items() if count]


def _of_months(table: Table, values: pa.Table) -> list[str]:
    month = table.by_name.get(table.month_column)
    if month is None or month.kind is not Kind.MONTH:
        return []
    late = pc.sum(pc.greater(values[month.name], f"{date.today():%Y%m}")).as_py() or 0
    gaps = missing_months(sorted(pc.unique(values[month.name].drop_null()).to_pylist()))
    said = [f"有 {late} 行的{month.title}在本月之后"] if late else []
    return said + ([f"{month.title}不连续,缺少 {'、'.join(gaps[:MOST_NAMED])}"] if gaps else [])


def _of_readings(values: pa.Table) -> list[str]:
    if not {"last_read", "this_read"} <= set(values.column_names):
        return []
    back = pc.sum(pc.less(values["this_read"], values["last_read"])).as_py() or 0
    return [f"有 {back} 行的本次示数小于上次示数"] if back else []
