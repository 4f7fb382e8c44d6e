"""Columns that say of some rows that they were cancelled (作废): whether their figures count, a person says.

One system takes a cancelled payment back by a row below zero, another only marks it; and where the receipt is void the
payment may stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.column_fit import Samples
from data_loaders.recognition.headers import Header
from data_loaders.recognition.unit_choice import UnitQuestion, unanswered
from data_loaders.values.blanks import bare
from data_loaders.values.vocabulary import words
from models.data.schema import Column, Kind
from models.errors import Place, SheetUnrecognised

KEY, LEFT_OUT, LOADED = "作废的行", "不载入", "照常载入"
COUNTED = {"元": "金额", "kWh": "电量", "kvarh": "电量"}
MOST_STATES, LONGEST_STATE = 12, 8


@dataclass(frozen=True)
class Cancelled:
    """`texts` are what each column says of the rows that are left out."""

    texts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    questions: tuple[UnitQuestion, ...] = ()

    def problem(self, place: Place) -> SheetUnrecognised | None:
        """Return why the sheet cannot be loaded before a person has answered, or None."""
        return unanswered(self.questions, place, "请在数据导入页面选择这些行是否载入,或导出时不选它们")

    def rows(self, cells: pa.Table) -> np.ndarray:
        """Return the places of the rows that are left out."""
        is_out = np.zeros(cells.num_rows, dtype=bool)
        for index, texts in self.texts.items():
            said = pc.utf8_trim_whitespace(cells.column(index))
            is_out |= pc.is_in(said, value_set=pa.array(texts)).to_numpy()
        return np.flatnonzero(is_out)


def cancelled(
    headers: Mapping[int, Header],
    columns: Mapping[int, Column],
    data: pa.Table,
    samples: Samples,
    answers: Mapping[str, str],
) -> Cancelled:
    """Return which rows are left out by the columns of states that no list of codes explains, or what to ask.

    `columns` are what the columns of the sheet were taken for. Only of rows with money or energy it is asked.
    """
    units = {column.unit for column in columns.values()}
    figures = dict.fromkeys(word for unit, word in COUNTED.items() if unit in units)
    if not figures:
        return Cancelled()
    texts = {}
    for index in headers:
        taken = columns.get(index)
        is_open = taken is None or (taken.kind == Kind.CODE and not taken.codes)
        if is_open and (said := _said(samples[index], data.column(index))):
            texts[index] = said
    if not texts:
        return Cancelled()
    shown = "、".join(
        f"“{headers[index].text}”列写有{''.join(f'“{text}”' for text in said)}"
        for index, said in texts.items()
    )
    answer = answers.get(KEY)
    if answer in (LEFT_OUT, LOADED):
        return Cancelled(texts if answer == LEFT_OUT else {}, (f"{shown}的行{answer}(由人指定)",))
    names = tuple(headers[index].text for index in texts)
    what = f"{shown},看不出这些行的{'、'.join(figures)}是否有效"
    return Cancelled(questions=(UnitQuestion(KEY, names, names, what, (LEFT_OUT, LOADED)),))


def _said(some: pa.Array, column: pa.ChunkedArray) -> tuple[str, ...]:
    """Return the texts of a column of states that say a row was cancelled, however rare; () for any other column."""
    states = pc.unique(some.drop_null())
    if len(states) > MOST_STATES or any(len(text.strip()) > LONGEST_STATE for text in states.to_pylist()):
        return ()
    different = dict.fromkeys(text.strip() for text in pc.unique(column).drop_null().to_pylist())
    return tuple(text for text in different if bare(text) in words("cancelled"))
