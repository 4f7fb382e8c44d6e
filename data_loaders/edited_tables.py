"""Tables of ours that somebody edited in Excel and hands back: the rows under known headings, each cell read with care.

Files are opened as every file is, in the confined child.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from data_loaders.child.plain_sheets import leave_sheets
from data_loaders.child.sandbox import run_confined
from data_loaders.values.blanks import Unreadable
from data_loaders.values.cell_dates import DAY_ZERO, DAY_ZERO_1904, DateHabits, habits_of, read_date
from data_loaders.values.cell_numbers import read_number
from models.errors import FileUnreadable, MingjiError, Place, WrongUsage
from models.home import scratch
from models.store import Store

Made = TypeVar("Made")
MOST_FAULTS = 20  # that are told at once


@dataclass(frozen=True)
class EditedRow:
    """One row: its number in the file and its texts by heading, '' where a cell is blank."""

    row_no: int
    texts: Mapping[str, str]
    habits: DateHabits

    def day(self, heading: str) -> date:
        """Return the day in a column.

        Errors: WrongUsage where there is none.
        """
        found = read_date(self.texts[heading], self.habits)
        if isinstance(found, Unreadable) or found is None:
            said = f"“{self.texts[heading][:20]}”不是日期" if self.texts[heading] else "没有填"
            raise WrongUsage(f"“{heading}”{said}", remedy="请写成 2026-11-01 这样")
        return found

    def number(self, heading: str) -> float | None:
        """Return the number in a column, None where it is blank.

        Errors: WrongUsage for what is no number.
        """
        found = read_number(self.texts[heading])
        if isinstance(found, Unreadable):
            raise WrongUsage(f"“{heading}”为“{self.texts[heading][:20]}”,{found.reason}", remedy="请填写数值")
        return None if found is None else float(found)


def edited_rows(store: Store, path: Path, headings: Sequence[str], what: str) -> list[EditedRow]:
    """Return the rows under the given headings, of the first sheet that has them all in one row.

    Errors: FileRefused, as of any file; FileUnreadable where no sheet has them.
    """
    folder = scratch.place(store.home, "replies")
    folder.mkdir(mode=0o700)
    try:
        told = run_confined(leave_sheets, [str(path), path.name, str(folder)], shown_name=path.name)
        for number, one in enumerate(told):
            found = _rows(folder / f"{number}.arrow", headings, is_1904=one["is_1904"])
            if found is not None:
                return found
    finally:
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()
    raise FileUnreadable(
        f"没有找到有“{'、'.join(headings)}”这些列的表,不是{what}",
        where=Place(path.name),
        remedy=f"请先导出{what},在导出的文件中修改后再载入",
    )


@dataclass(frozen=True)
class Fault:
    """A row that means nothing, and why."""

    row: EditedRow
    why: str

    @property
    def said(self) -> str:
        """Return which row it is and what is wrong with it."""
        return f"第 {self.row.row_no} 行:{self.why}"


def made_of(rows: Iterable[EditedRow], make: Callable[[EditedRow], Made]) -> tuple[list[Made], list[Fault]]:
    """Return what each row means, and what is wrong with the rows that mean nothing."""
    made: list[Made] = []
    faults: list[Fault] = []
    for row in rows:
        try:
            made.append(make(row))
        except MingjiError as error:
            faults.append(Fault(row, str(error)))
    return made, faults


def _rows(path: Path, headings: Sequence[str], *, is_1904: bool) -> list[EditedRow] | None:
    with pa.OSFile(str(path), "rb") as source:
        table: Any = pa.ipc.open_file(source).read_all()
    *columns, numbers = (column.to_pylist() for column in table.columns)
    lines = [[(text or "").strip() for text in line] for line in zip(*columns, strict=True)]
    head = next((place for place, line in enumerate(lines) if set(headings) <= set(line)), None)
    if head is None:
        return None
    places = {heading: lines[head].index(heading) for heading in headings}
    day_zero = DAY_ZERO_1904 if is_1904 else DAY_ZERO
    habits = habits_of({text for line in lines[head + 1 :] for text in line if text}, day_zero)
    found = []
    for number, line in zip(numbers[head + 1 :], lines[head + 1 :], strict=True):
        texts = {heading: line[place] for heading, place in places.items()}
        if any(texts.values()):
            found.append(EditedRow(number, texts, habits))
    return found
