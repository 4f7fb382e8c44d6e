"""Whether a comma or a point stands before the decimals, in texts whose fields a semicolon divides.

Programs that write decimals behind a comma divide fields by semicolons; other texts have a point. A column's own
figures tell which it is, or a person:

    12,5  1234,567  1.234,56               a comma
    12.5  1234.567  1,234.56  1,234,567    a point
    1,234  1.234                           either
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.unit_choice import MOST_HEADERS, UnitQuestion, unanswered
from data_loaders.values.clean_groups import matches
from models.errors import Place, SheetUnrecognised

SEPARATOR = ";"
KEY, COMMA, POINT = "小数点", "小数点是逗号(如 1.234,5)", "小数点是点(如 1,234.5)"
NEARLY_ALL = 0.9  # of the figures that tell, from which the others are slips of the pen
_DRESS = r"^\s*[¥￥$]?\s*|\s*[^\d.,]*$"
_TELLING = r"^[+-]?(?:\d+{m}(?:\d{1,2}|\d{4,})|(?:\d{4,}|0){m}\d+|\d{1,3}(?:{g}\d{3})+{m}\d+|\d{1,3}(?:{g}\d{3}){2,})$"
_BOTH_MARKS = r"\.\d{3},\d"
_OPEN = r"^[+-]?[1-9]\d{0,2}{m}\d{3}$"


@dataclass
class DecimalMarks:
    """The columns whose decimals stand behind a comma, what to say of them, and what to ask."""

    commas: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    questions: tuple[UnitQuestion, ...] = ()

    def problem(self, place: Place) -> SheetUnrecognised | None:
        """Return why the sheet cannot be loaded before a person has answered, or None."""
        return unanswered(
            self.questions, place, "请在数据导入页面选择小数点,或把系统的小数点改为点后重新导出"
        )


@dataclass
class _Told:
    """What the figures of the columns tell."""

    commas: list[int] = field(default_factory=list)
    points: list[int] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    open_points: list[int] = field(default_factory=list)  # 1.234, which is open only beside decimal commas


def decimal_marks(columns: Mapping[int, tuple[str, pa.Array]], answers: Mapping[str, str]) -> DecimalMarks:
    """Return which mark stands before the decimals of each column, given as its header and all its texts."""
    told = _Told()
    for index, (_, texts) in columns.items():
        _judge(index, pc.replace_substring_regex(texts, _DRESS, ""), told)
    if told.commas or not told.points:
        told.open += told.open_points if told.commas or told.open else []
    else:
        told.open = []  # a text has one mark, and the others of this one tell
    answer = answers.get(KEY)
    commas = frozenset(told.commas) | frozenset(told.open if answer == COMMA else ())
    headers = [columns[index][0] for index in sorted(told.open)]
    notes = (
        [f"{_named([columns[index][0] for index in sorted(commas)])}以逗号作小数点,已按此读取"]
        if commas
        else []
    )
    if not headers or answer in (COMMA, POINT):
        return DecimalMarks(commas, tuple(notes))
    example = next(text for index in sorted(told.open) if (text := _example(columns[index][1])))
    what = f"{_named(headers)}的数值(如“{example}”)看不出逗号、点哪个是小数点,哪个是千分位"
    question = UnitQuestion(KEY, tuple(headers), tuple(headers), what, (COMMA, POINT))
    return DecimalMarks(commas, tuple(notes), (question,))


def _judge(index: int, texts: pa.Array, told: _Told) -> None:
    commas, points = (_count(texts, _TELLING, mark) for mark in ",.")
    open_commas, open_points = (_count(texts, _OPEN, mark) for mark in ",.")
    is_grouped = not open_points or pc.any(matches(texts, _BOTH_MARKS)).as_py()
    if commas and commas >= max(NEARLY_ALL * (commas + points), open_commas) and is_grouped:
        told.commas.append(index)
    elif points and points >= NEARLY_ALL * (commas + points):
        told.points.append(index)
    elif commas or open_commas:
        told.open.append(index)
    elif open_points:
        told.open_points.append(index)


def _count(texts: pa.Array, form: str, mark: str) -> int:
    group = "." if mark == "," else ","
    return pc.sum(matches(texts, form.replace("{m}", f"[{mark}]").replace("{g}", f"[{group}]"))).as_py() or 0


def _example(texts: pa.Array) -> str:
    found = texts.filter(matches(texts, r"\d[.,]\d"))
    return found[0].as_py() if len(found) else ""


def _named(headers: list[str]) -> str:
    more = f"等 {len(headers)} 列" if len(headers) > MOST_HEADERS else ""
    return "、".join(f"“{header}”" for header in headers[:MOST_HEADERS]) + more
