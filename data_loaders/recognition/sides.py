"""A column that says row by row on which side amounts stand: 100.00 | 贷, 50.00 | 借, or that a row takes another back.

Where no amount is below zero, the sign is in that column alone, and a person says which rows are below zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.column_fit import Samples
from data_loaders.recognition.headers import Header, plain
from data_loaders.recognition.unit_choice import UnitQuestion, unanswered
from data_loaders.values.blanks import bare
from data_loaders.values.clean_groups import matches
from data_loaders.values.vocabulary import words
from models.data.schema import Column
from models.errors import Place, SheetUnrecognised

KEY, AS_THEY_ARE = "正负", "都照原数"
MONEY = "元"
_BELOW_ZERO = r"^\s*[¥¥]?\s*[-−(（]\s*[¥¥]?\s*[\d.]|\d\s*-\s*$|负|红"  # not the dash of who has no amount


@dataclass(frozen=True)
class Sides:
    """`below` are the texts of `column` whose rows have their amounts, `amounts`, below zero."""

    amounts: tuple[int, ...] = ()
    column: int = -1
    below: str = ""
    notes: tuple[str, ...] = ()
    questions: tuple[UnitQuestion, ...] = ()

    def problem(self, place: Place) -> SheetUnrecognised | None:
        """Return why the sheet cannot be loaded before a person has answered, or None."""
        return unanswered(self.questions, place, "请在数据导入页面选择哪些行记为负数,或导出带正负号的金额")

    def signed(self, index: int, values: pa.Array, cells: pa.Table) -> pa.Array:
        """Return the values of a column of figures, those below zero with their sign."""
        if index not in self.amounts or not self.below:
            return values
        is_below = pc.fill_null(
            pc.equal(pc.utf8_trim_whitespace(cells.column(self.column)), self.below), False
        )
        return pc.if_else(is_below.combine_chunks(), pc.negate(values), values)


def sides(
    headers: Mapping[int, Header],
    taken: frozenset[int],
    figures: Mapping[int, Column],
    data: pa.Table,
    samples: Samples,
    answers: Mapping[str, str],
) -> Sides:
    """Return which amounts are below zero by what a column says that nobody takes, or what to ask."""
    amounts = tuple(index for index, column in figures.items() if column.unit == MONEY)
    if not amounts or any(_are_signed(data.column(index).combine_chunks()) for index in amounts):
        return Sides()
    for index, header in headers.items():
        said = () if index in taken else _said(header, samples[index], data.column(index))
        if not said:
            continue
        options = {f"“{text}”的行记为负数": text for text in said} | {AS_THEY_ARE: ""}
        answer = answers.get(KEY, "")
        if answer in options:
            notes = (f"按“{header.text}”列,{answer}(由人指定)",)
            return Sides(amounts, index, options[answer], notes)
        shown = "".join(f"“{text}”" for text in said)
        what = f"“{header.text}”列写有{shown},而金额都没有正负号,看不出哪些行是负数"
        return Sides(questions=(UnitQuestion(KEY, (header.text,), (header.text,), what, tuple(options)),))
    return Sides()


def _are_signed(texts: pa.Array) -> bool:
    return bool(pc.any(matches(texts.drop_null(), _BELOW_ZERO)).as_py())


def _said(header: Header, some: pa.Array, column: pa.ChunkedArray) -> tuple[str, ...]:
    """Return the texts of a column that tell two sides apart, or rows that take others back; () for any other column.

    What column it is, `some` of its texts say; which texts there are, all do: what takes another row back is rare.
    """
    is_reversal = plain(header.text) in words("reversal_headers")
    telling, silent = map(words, ("yes", "no") if is_reversal else ("sides", "no_side"))
    if not all(bare(text).casefold() in (*telling, *silent) for text in some.to_pylist()):
        return ()
    if not (len(some) or is_reversal):
        return ()
    different = dict.fromkeys(text.strip() for text in pc.unique(column).drop_null().to_pylist())
    named = tuple(text for text in different if bare(text).casefold() in telling)
    return named if is_reversal or len(named) > 1 else ()
