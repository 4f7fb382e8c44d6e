"""Filled lists as they come back, dispatched ones and target lists: sheets of rows, each known by its token, each with its answer or what is wrong with it.

A list may have been sorted (its heading row too), filtered, merged from several, its columns moved, its rows copied in
under a heading row of their own: columns are known by the nearest heading row above, rows by their token.
Files are opened as every file is, in the confined child; what stands in the cells is judged here.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa

from data_loaders.child.plain_sheets import leave_sheets
from data_loaders.child.sandbox import run_confined
from data_loaders.values.blanks import Unreadable, bare, formula_fault, says_nothing
from data_loaders.values.cell_dates import DAY_ZERO, DAY_ZERO_1904, DateHabits, habits_of, read_date
from data_loaders.values.cell_numbers import read_number, unit_factor
from models.errors import FileUnreadable, NotFound, Place
from models.home import digests, scratch
from models.loop.case import ProblemClass, Result
from models.loop.cases import MOST_FEN, Said
from models.loop.receipts import looks_like_one
from models.loop.replies import Reply
from models.store import Store

CASE_NO, TOKEN = "工单编号", "回执码"
CONS_NO = "户号"
CHECKERS = "核查人"  # filled in beforehand: by itself no answer
FOUND, VERDICT, PROBLEM, MEASURES, DONE_ON, RECOVERED, REFUNDED, REMARK = (
    "核查情况",
    "是否属实",
    "问题分类",
    "整改措施",
    "完成日期",
    "追补金额(元)",
    "退还金额(元)",
    "备注",
)
RECTIFIED = (
    "整改情况"  # of target lists; a case keeps it in the remark: its rectification is a step of its own
)
ANSWERS = (FOUND, VERDICT, PROBLEM, MEASURES, RECTIFIED, DONE_ON, RECOVERED, REFUNDED, REMARK)
VERDICTS = {one.value: one for one in Result} | {"是": Result.TRUE, "否": Result.FALSE}
PROBLEMS = tuple(one.value for one in ProblemClass)
FEN = Decimal(100)
LONGEST_QUOTED, LONGEST_HEADING, LONGEST_NAMES = 30, 12, 200
TOTALS = ("合计", "小计", "总计")
_UNIT = re.compile(r"[(（]([^()（）]*)[)）]$")


@dataclass(frozen=True)
class FilledSheet:
    """One sheet with rows of a list, as it was delivered: every row's cells, where they stand and their headings."""

    file: str
    name: str
    cells: tuple[tuple[str | None, ...], ...]
    row_no: tuple[int, ...]
    is_1904: bool = False
    scaled: Mapping[int, int] | None = None

    def by_heading(self, numbers: Container[int]) -> Iterator[tuple[int, dict[str, str | None]]]:
        """Yield the cells of some rows by their headings, with the number of the row."""
        unknown = [f"第 {place} 列" for place in range(1, len(self.cells[0]) + 1)]
        for headings, rows in list(_blocks(self)) or [(unknown, range(len(self.cells)))]:
            for at in rows:
                if self.row_no[at] in numbers:
                    yield self.row_no[at], dict(zip(headings, self.cells[at], strict=False))


@dataclass(frozen=True)
class FilledFile:
    """A file that came back: its digest, its sheets and the rows on them."""

    digest: str
    sheets: tuple[FilledSheet, ...]
    replies: tuple[Reply, ...]


def read_filled(
    store: Store,
    path: Path,
    *,
    name: str | None = None,
    today: date | None = None,
    on_progress: Callable[[float, str], None] | None = None,
) -> FilledFile:
    """Return a filled list's rows; `name` is what a person knows the file by.

    Errors: NotFound; FileRefused, as of any file; FileUnreadable where no sheet has a column of tokens.
    """
    if not path.is_file():
        raise NotFound(f"没有文件 {path}", remedy="请核对路径和文件名")
    shown, folder = name or path.name, scratch.place(store.home, "replies")
    folder.mkdir(mode=0o700)
    try:
        found = run_confined(
            leave_sheets, [str(path), shown, str(folder)], on_progress=on_progress, shown_name=shown
        )
        sheets = tuple(_sheet(folder, number, one) for number, one in enumerate(found))
    finally:
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()
    lists = tuple(sheet for sheet in sheets if _has_tokens(sheet))
    if not lists:
        raise FileUnreadable(
            f"没有找到“{TOKEN}”列,不是稽查清单或稽查目标清单",
            where=Place(shown),
            remedy="请交回派发的清单或导出的稽查目标清单,不要删除标题行",
        )
    replies = tuple(reply for sheet in lists for reply in replies_in(sheet, today=today))
    return FilledFile(digests.digest_of(path), lists, replies)


def _sheet(folder: Path, number: int, told: Mapping[str, Any]) -> FilledSheet:
    with pa.OSFile(str(folder / f"{number}.arrow"), "rb") as source:
        table = pa.ipc.open_file(source).read_all()
    columns = [column.to_pylist() for column in table.columns]
    return FilledSheet(
        told["file"],
        told["name"],
        tuple(zip(*columns[:-1], strict=True)),
        tuple(columns[-1]),
        told["is_1904"],
        {int(column): power for column, power in told["scaled"].items()},
    )


def _has_tokens(sheet: FilledSheet) -> bool:
    return any(text and (_is_heading(text) or looks_like_one(text)) for row in sheet.cells for text in row)


# ---- which column is which -------------------------------------------------------------------------------------------


def _base(text: str) -> str:
    """Return a heading without its unit, its spaces and its marks."""
    plain = re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", text))
    return _UNIT.sub("", plain)


def _is_heading(text: str) -> bool:
    """Return whether a cell heads the column of tokens."""
    return len(text) <= LONGEST_HEADING and _base(text) == TOKEN


_ANSWERS_BY_BASE = {_base(heading): heading for heading in ANSWERS}


def _blocks(sheet: FilledSheet) -> Iterator[tuple[Sequence[str], range]]:
    """Yield each heading row's texts with the rows under it; rows above the first one are its own as well.

    Sorting may have carried the heading row among the others, and rows copied in may have brought their own.
    """
    heads = [at for at, row in enumerate(sheet.cells) if any(text and _is_heading(text) for text in row)]
    for number, (head, end) in enumerate(pairwise([*heads, len(sheet.cells)])):
        texts = [text or "" for text in sheet.cells[head]]
        if number == 0 and head:
            yield texts, range(head)
        yield texts, range(head + 1, end)


@dataclass(frozen=True)
class _Columns:
    """Where what stands under one heading row; `units`: how many yuan an amount's unit is, None where it is none."""

    token: int
    case_no: int | None
    cons_no: int | None
    checkers: int | None
    answers: Mapping[str, tuple[int, ...]]
    units: Mapping[str, Decimal | None]


def _columns(headings: Sequence[str]) -> _Columns:
    bases = [_base(text) for text in headings]
    places = {
        heading: tuple(at for at, base in enumerate(bases) if base == own)
        for own, heading in _ANSWERS_BY_BASE.items()
    }
    units: dict[str, Decimal | None] = {}
    for heading in (RECOVERED, REFUNDED):
        written = [_UNIT.search(re.sub(r"\s", "", headings[at])) for at in places[heading]]
        units[heading] = unit_factor(written[0][1], "元") if written and written[0] else Decimal(1)
    case_no, cons_no, checkers = (
        bases.index(heading) if heading in bases else None for heading in (CASE_NO, CONS_NO, CHECKERS)
    )
    return _Columns(bases.index(TOKEN), case_no, cons_no, checkers, places, units)


# ---- what a row says -------------------------------------------------------------------------------------------------


def replies_in(sheet: FilledSheet, *, today: date | None = None) -> Iterator[Reply]:
    """Yield the rows of a sheet that carry a token, or an answer that lacks one."""
    today = today or date.today()
    blocks = list(_blocks(sheet))
    if not blocks:
        for at, row in enumerate(sheet.cells):
            if token := next((text for text in row if text and looks_like_one(text)), ""):
                fault = f"工作表没有带“{TOKEN}”的标题行,不知道各列是什么。请从原来的清单复制标题行"
                yield Reply(sheet.file, sheet.row_no[at], token, None, (fault,), sheet=sheet.name)
        return
    day_zero = DAY_ZERO_1904 if sheet.is_1904 else DAY_ZERO
    for headings, rows in blocks:
        columns = _columns(headings)
        days = [text for at in rows for place in columns.answers[DONE_ON] if (text := sheet.cells[at][place])]
        habits = habits_of(days, day_zero)
        for at in rows:
            reply = _reply(sheet, at, columns, habits, today)
            if reply is not None:
                yield reply


def _reply(sheet: FilledSheet, at: int, columns: _Columns, habits: DateHabits, today: date) -> Reply | None:
    row = sheet.cells[at]
    token = row[columns.token] or ""
    elsewhere = [
        place for place, text in enumerate(row) if text and place != columns.token and looks_like_one(text)
    ]
    faults: list[str] = []
    texts = {heading: _one(row, heading, places, faults) for heading, places in columns.answers.items()}
    is_filled = any(texts.values()) or bool(faults)
    if not is_filled and not looks_like_one(token) and not elsewhere:
        return None  # a title, a note
    if not token.strip() and not elsewhere:
        written = [bare(text) for text in row if text]
        if len(written) < 2 or any(text.startswith(TOTALS) for text in written):
            return None  # a title, a note, a sum, a row of nobody
        faults = [f"没有{TOKEN},不知道是哪个案件。请从原来的清单复制这一行的{TOKEN}"]
        return Reply(sheet.file, sheet.row_no[at], "", None, tuple(faults), sheet=sheet.name)
    if elsewhere and not looks_like_one(token):
        faults = [f"{TOKEN}不在“{TOKEN}”列,本行的单元格错位。请恢复原来的列"]
        token = row[elsewhere[0]] or ""
        return Reply(sheet.file, sheet.row_no[at], token, None, tuple(faults), sheet=sheet.name)
    said = None
    if is_filled:
        if not columns.answers[VERDICT]:
            faults.append(f"清单里没有“{VERDICT}”列。请恢复原来的列名")
        said = _said(texts, columns, sheet.scaled or {}, habits, today, faults)
        if columns.checkers is not None and (names := bare(row[columns.checkers] or "")):
            said = replace(said, facts={**said.facts, "checkers": names[:LONGEST_NAMES]})
    named = row[columns.case_no] if columns.case_no is not None else None
    numbers = (bare(named),) if named and re.fullmatch(r"\D{1,8}\d{8,14}", bare(named)) else ()
    cons_no = bare(row[columns.cons_no] or "") if columns.cons_no is not None else ""
    return Reply(
        sheet.file,
        sheet.row_no[at],
        token,
        None if faults else said,
        tuple(faults),
        numbers,
        sheet.name,
        cons_no,
    )


def _one(row: Sequence[str | None], heading: str, places: Sequence[int], faults: list[str]) -> str:
    """Return the text of an answer, "" for none; two columns of one heading may not contradict each other."""
    texts = list(
        dict.fromkeys(
            text.strip() for place in places if (text := row[place]) and not says_nothing(bare(text))
        )
    )
    if len(texts) > 1:
        faults.append(f"“{heading}”有 {len(places)} 列,内容不同")
    if texts and (broken := formula_fault(bare(texts[0]))):
        faults.append(f"“{heading}”{broken.reason}")
    return texts[0] if texts else ""


def _said(
    texts: Mapping[str, str],
    columns: _Columns,
    scaled: Mapping[int, int],
    habits: DateHabits,
    today: date,
    faults: list[str],
) -> Said:
    """Return what the answers of a row say; what is wrong with them is added to `faults`."""
    result = _verdict(texts[VERDICT], faults)
    if not texts[FOUND]:
        faults.append(f"没有填写“{FOUND}”")
    problem = re.sub(r"\s", "", bare(texts[PROBLEM]))
    if problem and problem not in PROBLEMS:
        faults.append(f"“{PROBLEM}”为“{_quoted(problem)}”,只能填{'、'.join(PROBLEMS)}{_misplaced(problem)}")
    amounts = {
        heading: _fen(texts[heading], heading, columns, scaled, faults) for heading in (RECOVERED, REFUNDED)
    }
    if result is Result.FALSE and any(amounts.values()):
        faults.append(f"“{VERDICT}”为“不属实”,却填写了追补或退还金额")
    done_on = _day(texts[DONE_ON], habits, today, faults)
    rectified = f"{RECTIFIED}:{texts[RECTIFIED]}" if texts[RECTIFIED] else ""
    facts = {
        "problem_class": problem,
        "measures": texts[MEASURES],
        "done_on": done_on.isoformat() if done_on else "",
        "remark": ";".join(filter(None, (rectified, texts[REMARK]))),
    }
    return Said(
        comment=texts[FOUND],
        result=result,
        recovered_fen=amounts[RECOVERED],
        refunded_fen=amounts[REFUNDED],
        facts={name: word for name, word in facts.items() if word},
    )


def _verdict(text: str, faults: list[str]) -> Result | None:
    word = re.sub(r"\s", "", bare(text))
    if not word:
        faults.append(f"没有填写“{VERDICT}”")
    elif word not in VERDICTS:
        faults.append(
            f"“{VERDICT}”为“{_quoted(word)}”,只能填{'、'.join(one.value for one in Result)}{_misplaced(word)}"
        )
    return VERDICTS.get(word)


def _misplaced(word: str) -> str:
    is_other = word in VERDICTS or word in PROBLEMS
    return "(像是填错了列)" if is_other else ""


def _day(text: str, habits: DateHabits, today: date, faults: list[str]) -> date | None:
    if not text:
        return None
    day = read_date(text, habits)
    if isinstance(day, Unreadable):
        faults.append(f"“{DONE_ON}”为“{_quoted(text)}”,{day.reason}。请写成 {today.isoformat()} 这样")
        return None
    if day is not None and day > today:
        faults.append(f"“{DONE_ON}”{day.isoformat()} 晚于今天")
    return day


def _fen(
    text: str, heading: str, columns: _Columns, scaled: Mapping[int, int], faults: list[str]
) -> int | None:
    """Return an amount in whole fen."""
    if not text:
        return None
    said = f"“{heading}”为“{_quoted(text)}”,"
    unit = columns.units[heading]
    if unit is None or any(place in scaled for place in columns.answers[heading]):
        faults.append(f"{said}该列的单位或数字格式不是元。请改为元,用常规格式填写")
        return None
    yuan = read_number(text, "元", unit)
    if isinstance(yuan, Unreadable):
        faults.append(said + yuan.reason.removeprefix("的"))
        return None
    if yuan is None:
        return None
    fen = yuan * FEN
    if fen < 0:
        faults.append(f"{said}不能为负;应退的金额请填在“{REFUNDED}”列")
    elif fen != fen.to_integral_value():
        faults.append(f"{said}不足一分的部分无法入账")
    elif fen >= MOST_FEN:
        faults.append(f"{said}超出金额范围")
    else:
        return int(fen)
    return None


def _quoted(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}…"
