"""A column that says row by row in which unit the figures beside it are: 12.5 | 万千瓦时.

Which figures it means, a person says; each is then read with the unit that stands in its row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.column_fit import Samples, are_units
from data_loaders.recognition.headers import Header
from data_loaders.recognition.unit_choice import UnitQuestion
from data_loaders.values.blanks import bare
from data_loaders.values.cell_numbers import unit_factor
from data_loaders.values.written_units import unit_of
from models.data.schema import Column
from models.errors import Place, SheetUnrecognised

KEY = "逐行的单位"
ALL, NONE = "换算能用这个单位的各列", "都不换算(数值已是千瓦时、元等标准单位)"


@dataclass(frozen=True)
class RowUnits:
    """`columns` are {column of figures: column with the unit of each row}; `questions` what to ask."""

    columns: Mapping[int, int]
    notes: tuple[str, ...] = ()
    questions: tuple[UnitQuestion, ...] = ()
    what: str = ""

    def problem(self, place: Place) -> SheetUnrecognised | None:
        """Return why the sheet cannot be loaded before a person has answered, or None."""
        if not self.questions:
            return None
        return SheetUnrecognised(
            self.what,
            where=place,
            remedy="请在数据导入页面选择换算哪一列,或统一换算后删去单位列,再重新导入",
        )


def row_units(
    headers: Mapping[int, Header],
    taken: frozenset[int],
    figures: Mapping[int, Column],
    data: pa.Table,
    samples: Samples,
    answers: Mapping[str, str],
    *,
    is_whole: bool,
) -> RowUnits:
    """Return which columns of `figures` are read with units that stand row by row in a column nobody takes.

    Where the sheet still lacks columns (`is_whole` is not true), the one that is meant may be among them.
    """
    for index, header in headers.items():
        if index in taken or not are_units(samples[index]):
            continue
        written = pc.unique(data.column(index).combine_chunks().drop_null()).to_pylist()
        others = [text for text in written if (known := unit_of(bare(text))) is None or known[1] != 1]
        if not others:
            continue
        fitting = [
            i for i, column in figures.items() if any(unit_factor(bare(t), column.unit) for t in others)
        ]
        if not (fitting or is_whole):
            return RowUnits({})
        options = {headers[i].text: (i,) for i in fitting} | ({ALL: tuple(fitting)} if fitting[1:] else {})
        options[NONE] = ()
        answer = options.get(answers.get(KEY, ""))
        if answer is not None:
            shown = "、".join(f"“{headers[i].text}”" for i in answer)
            said = (
                f"{shown}按“{header.text}”列逐行写明的单位换算" if answer else f"没有按“{header.text}”列换算"
            )
            return RowUnits(dict.fromkeys(answer, index), (f"{said}(由人指定)",))
        what = f"“{header.text}”列逐行写明单位(如“{others[0]}”),看不出换算哪一列"
        question = UnitQuestion(KEY, (header.text,), (header.text,), what, tuple(options))
        return RowUnits({}, (), (question,), what)
    return RowUnits({})


def with_units(texts: pa.Array, units: pa.Array) -> pa.Array:
    """Return each figure with the unit of its row behind it; a figure without one stays as it is."""
    return pc.if_else(pc.is_valid(units), pc.binary_join_element_wise(texts, units, ""), texts)
