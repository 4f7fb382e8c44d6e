"""Whether the day or the month stands first in dates like 3/6/2024; 24/6/3 leaves the year open, too.

A column of which one date tells it (13/6/2024) is read by itself; where none does, a person is asked, and the
answer holds for all columns of the sheet that leave it open.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from data_loaders.recognition.unit_choice import MOST_HEADERS, UnitQuestion, unanswered
from data_loaders.values.cell_dates import DateOrder, habits_of, is_open
from data_loaders.values.clean_groups import distinct_texts, matches
from models.data.schema import Kind
from models.errors import Place, SheetUnrecognised

KEY = "日期写法"
DATES = (Kind.DATE, Kind.TIME, Kind.MONTH, Kind.PERIOD)
_OPEN_FORM = r"^\s*\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{1,2})(?:\s|$)"
_SHORT_FORM = r"^\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s|$)"

Columns = Mapping[str, tuple[pa.Array, pa.ChunkedArray]]


@dataclass(frozen=True)
class DateOrders:
    """How dates are written that leave it open, what to say of them, and what to ask."""

    order: DateOrder | None = None
    notes: tuple[str, ...] = ()
    questions: tuple[UnitQuestion, ...] = ()

    def problem(self, place: Place) -> SheetUnrecognised | None:
        """Return why the sheet cannot be loaded before a person has answered, or None."""
        return unanswered(
            self.questions, place, "请在数据导入页面选择日期的写法,或把日期写成 2024-06-03 后重新导出"
        )


def date_orders(columns: Columns, answers: Mapping[str, str]) -> DateOrders:
    """Return in which order the dates of a sheet are written.

    `columns` are {header: (some different texts, all texts)} of the columns of dates; `answers` are a person's.
    """
    open_texts = {
        header: found for header, (some, texts) in columns.items() if (found := _open_texts(some, texts))
    }
    if not open_texts:
        return DateOrders()
    named = "、".join(f"“{header}”" for header in list(open_texts)[:MOST_HEADERS])
    more = f"等 {len(open_texts)} 列" if len(open_texts) > MOST_HEADERS else ""
    known = {order.value: order for order in DateOrder}
    if order := known.get(answers.get(KEY, "")):
        return DateOrders(order, (f"{named}{more}的日期按人指定的写法读取:{order.value}",))
    texts = [text for found in open_texts.values() for text in found]
    has_short_years = any(matches(pa.array(texts), _SHORT_FORM).to_pylist())
    options = [order.value for order in DateOrder if has_short_years or order is not DateOrder.YEAR_FIRST]
    parts = "年、月、日的先后" if has_short_years else "月、日哪个在前"
    what = f"{named}{more}的日期(如“{texts[0]}”)看不出{parts}"
    return DateOrders(
        questions=(UnitQuestion(KEY, tuple(open_texts), tuple(open_texts), what, tuple(options)),)
    )


def _open_texts(some: pa.Array, texts: pa.ChunkedArray) -> list[str]:
    """Return the dates of a column whose order nothing tells; the whole column is read only if some texts need it."""
    if not any(is_open(text) for text in some.filter(matches(some, _OPEN_FORM)).to_pylist()):
        return []
    different = distinct_texts(texts.combine_chunks())
    habits = habits_of(different)
    return [text for text in different if is_open(text, habits)]
