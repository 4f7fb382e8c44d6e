"""Everything that can go wrong in a way a user must be told about.

    MingjiError
    ├── FileRefused              a file cannot be taken in at all
    │   ├── FileDamaged          empty, cut off, not what it claims to be
    │   ├── FileHostile          larger than any export, a DTD, a macro, a password, a path that climbs out
    │   ├── FileOurs             Mingji wrote it itself: a list or a report, no export
    │   └── FileUnreadable       encoding, delimiter or quoting cannot be decided
    ├── SheetUnrecognised        no table of the dictionary fits well enough
    ├── ColumnMissing            the table fits but a required column is absent
    ├── NothingAccepted          every row of a sheet was rejected
    ├── ImportConflict           somebody else changed the same data, or a later batch is in the way
    ├── EditConflict             somebody else changed the same sentence of a report
    ├── MoveRefused              a step of a case that its state, a role or what is missing does not allow
    │   ├── MoveIncomplete       what has to be said with the step was not
    │   └── CaseConflict         somebody else has moved the case since it was opened
    ├── NotFound                 a batch, a run, an object that is not there
    ├── NotAllowed               the role or the units do not cover it
    ├── WrongUsage               a parameter outside its bounds, a date that is none
    ├── EngineMissing            the engine that was asked for, or what it needs, is not on this machine
    ├── Cancelled                a person stopped it; nothing was changed
    └── StoreUnusable            the home directory or the database cannot be used
        ├── WrongDatabase        the database knows nothing of what lies in the home
        ├── NewerData            written by a newer program
        └── DataDamaged          a stored file is missing or cut

A constructor takes the facts and writes one Chinese sentence: what, where, what to do.
Bad cells are rows of the import report, never exceptions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Place:
    """Where in a delivery something stands; empty parts are left out when it is shown."""

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        parts = [
            f"文件“{self.file}”" if self.file else "",
            f"工作表“{self.sheet}”" if self.sheet else "",
            f"第 {self.row} 行" if self.row is not None else "",
            f"“{self.column}”列" if self.column else "",
        ]
        return " ".join(part for part in parts if part)


class MingjiError(Exception):
    """Anything that a user is told; `str()` is the Chinese sentence."""

    def __init__(self, what: str, *, where: Place | None = None, remedy: str = "") -> None:
        self.what = what
        self.where = where or Place()
        self.remedy = remedy
        place = str(self.where)
        sentence = f"{place}:{what}" if place else what
        super().__init__(f"{sentence}。{remedy}" if remedy else f"{sentence}。")


class FileRefused(MingjiError):
    """A file cannot be taken in at all."""


class FileDamaged(FileRefused):
    """The file is empty, cut off, or not what it claims to be."""


class FileHostile(FileRefused):
    """The file is built, or could be used, to harm: beyond the limits, DTDs, macros, passwords, climbing paths."""


class FileOurs(FileRefused):
    """The file was written by Mingji itself and is no export of another system."""


class FileUnreadable(FileRefused):
    """Encoding, delimiter or quoting of a text file cannot be decided."""


class SheetUnrecognised(MingjiError):
    """No table of the dictionary fits a sheet well enough to load it without asking."""


class ColumnMissing(MingjiError):
    """The table is recognised, but a column it cannot do without is absent."""


class NothingAccepted(MingjiError):
    """Every row of a sheet was rejected, so there is nothing to load."""


class ImportConflict(MingjiError):
    """Somebody else changed the same data meanwhile, or a later batch is in the way of an undo."""


class EditConflict(MingjiError):
    """Somebody else changed the sentence since it was opened; `text` is None where they took a change back."""

    def __init__(self, text: str | None, by: str, at: datetime) -> None:
        self.text, self.by, self.at = text, by, at
        done = "恢复了自动生成的文字" if text is None else "修订了这段文字"
        super().__init__(
            f"{by}已于 {at:%m-%d %H:%M} {done},您的文字还没有保存", remedy="请对照两份文字,选择保存哪一份"
        )


class MoveRefused(MingjiError):
    """A step of a case is not possible from its state, by this person, or without what it must say."""


class MoveIncomplete(MoveRefused):
    """A step does not say what it must; `lacking` are the names of what it leaves out, as `Said` has them."""

    def __init__(self, what: str, lacking: Sequence[str]) -> None:
        self.lacking = tuple(lacking)
        super().__init__(what, remedy="请补充后再办理")


class CaseConflict(MoveRefused):
    """Somebody else has moved the case since it was opened or sent out."""

    def __init__(self, case_no: str, by: str, at: datetime, state: str) -> None:
        self.by, self.at = by, at
        super().__init__(
            f"案件 {case_no} 已被{by}于 {at:%Y-%m-%d %H:%M} 处理,现为“{state}”",
            remedy="请按现在的状态重新办理",
        )


class NotFound(MingjiError):
    """A batch, run or object that was asked for does not exist."""


class NotAllowed(MingjiError):
    """The role or the units of the person do not cover what was asked for."""


class WrongUsage(MingjiError):
    """A value given by the caller is outside what is allowed."""


class EngineMissing(MingjiError):
    """The engine that was asked for, or what it needs, is not on this machine or cannot be reached."""


class Cancelled(MingjiError):
    """A person stopped what was going on; nothing was changed."""


class StoreUnusable(MingjiError):
    """The home directory or the database cannot be used as it is."""


class WrongDatabase(StoreUnusable):
    """The database is empty, or another home's; nothing was touched."""


class NewerData(StoreUnusable):
    """The data was written by a newer program than this one."""


class DataDamaged(StoreUnusable):
    """A stored file is missing, cut off or damaged."""
