"""What an import says about itself: one entry for each sheet, its sums and counts taken from what was stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from data_loaders.child.staging import READY, REFUSED, SKIPPED, UNSURE
from data_loaders.delivery.comparison import Comparison
from data_loaders.delivery.repeats import SheetPart
from models.data.schema import Kind, Table
from models.data.staged import StagedBatch, StagedFile, by_month
from models.engine import DuckDB
from models.errors import FileRefused, Place

MOST_SHOWN, MOST_REASONS = 3, 5
BESIDE = "现有数据中另有"
SUMMED = (Kind.NUMBER, Kind.INTEGER)
STORED = (
    "file",
    "sheet",
    "table",
    "mapping",
    "unmapped",
    "warnings",
    "error",
    "excluded",
    "totals",
    "unknown",
    "reasons",
)


class Answer(Enum):
    """What a person says of a sheet that would change or empty much; `value` is what the screen offers."""

    REPLACE = "照文件替换"
    ADD = "按列补充:文件没有的列保留原值"
    LEAVE = "不载入这个表"


HOW_TO_ANSWER = "请在数据导入页面核对后选择替换、按列补充或不载入(命令行可用 --existing add 或 replace)。"


@dataclass
class SheetReport:
    """One sheet of a delivery.

    `facts` is what the child found out (staging.py); `state` is ready, unsure (a person must say what it is),
    refused or skipped. `sums` are exact decimals as text and `filled` counts of values, of the accepted rows.
    `files` are what a batch lists of it; `comparison` is what they would do to the stored rows, `question` why a
    person must allow that, and `answer` what the person said.
    """

    facts: dict[str, Any]
    parts: list[SheetPart] = field(default_factory=list)
    files: list[StagedFile] = field(default_factory=list)
    comparison: Comparison = field(default_factory=Comparison)
    question: str = ""
    answer: Answer | None = None
    rows_accepted: int = 0
    sums: dict[str, str] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Return the file's name as shown."""
        return self.facts["file"]

    @property
    def sheet(self) -> str:
        """Return the sheet's name, "" for a text file."""
        return self.facts["sheet"]

    @property
    def state(self) -> str:
        """Return ready, unsure, refused or skipped."""
        return self.facts["state"]

    @property
    def table(self) -> str | None:
        """Return the name of the table that was recognised."""
        return self.facts.get("table")

    @property
    def error(self) -> str | None:
        """Return why the sheet cannot be loaded as it is."""
        return self.facts.get("error")

    @property
    def warnings(self) -> list[str]:
        """Return what a person should know about the sheet."""
        return self.facts["warnings"]

    def delivered_in(self, files: Sequence[StagedFile]) -> list[str]:
        """Return the columns that a month of the sheet has values for: a heading over blank cells delivers nothing."""
        return [name for name in self.facts["mapping"] if any(one.filled.get(name) for one in files)]

    @property
    def waits(self) -> bool:
        """Return whether a person has to allow what the sheet would do to the stored rows."""
        return bool(self.question) and self.answer is None

    @property
    def rows_rejected(self) -> int:
        """Return how many data rows were refused."""
        return self.facts["rows_rejected"]

    @property
    def rows_read(self) -> int:
        """Return how many data rows there were."""
        return self.rows_accepted + self.rows_rejected

    def said_reasons(self) -> list[str]:
        """Return why rows were rejected, with how many and the first of them, the most frequent first."""
        reasons = self.facts.get("reasons", [])
        said = [
            f"{kind} {count:,} 行(第 {'、'.join(map(str, lines))}{' …' if count > len(lines) else ''} 行)"
            for kind, count, lines in reasons[:MOST_REASONS]
        ]
        more = len(reasons) - MOST_REASONS
        return [*said, f"另有 {more} 种原因"] if more > 0 else said

    def emptied_in_words(self, tables: Mapping[str, Table]) -> str:
        """Return which stored values are blank once the sheet is loaded as a person answered, "" where none is."""
        found = self.comparison
        lost = found.emptied if self.answer is Answer.ADD else {**found.dropped, **found.emptied}
        if not lost:
            return ""
        card = tables[self.table or ""]
        named = "、".join(f"“{card.by_name[name].title}”{count:,} 个" for name, count in lost.items())
        return f"现有的 {sum(lost.values()):,} 个值变为空白:{named}"

    def settle(self, tables: Mapping[str, Table]) -> None:
        """Do as a person answered: keep the stored values of columns that were not delivered, or load nothing."""
        if self.answer is not Answer.LEAVE and (lost := self.emptied_in_words(tables)):
            self.warnings.extend(one for one in [lost] if one not in self.warnings)
        if self.answer is Answer.ADD:
            card = tables[self.table or ""]
            months = by_month(self.files).values()
            self.files = [self._with_kept(one, month, card) for month in months for one in month]
            dropped, unkept = (sum(of.values()) for of in (self.comparison.dropped, self.comparison.unkept))
            said = [f"按列补充:文件没有的列保留现有的 {dropped - unkept:,} 个值"]
            said += [unkept_in_words(card, self.comparison)] if unkept else []
            self.warnings.extend(one for one in said if one not in self.warnings)  # it may be confirmed again
        elif self.answer is Answer.LEAVE:
            self.files, self.rows_accepted = [], 0
            self.facts |= {"state": SKIPPED, "warnings": ["按选择没有载入这个表"]}

    def _with_kept(self, one: StagedFile, month: Sequence[StagedFile], card: Table) -> StagedFile:
        delivered = self.delivered_in(month)
        return replace(one, kept_columns=tuple(name for name in card.by_name if name not in delivered))

    def entry(self, batch_id: int | None, why_not: str | None = None) -> dict[str, Any]:
        """Return the entry of `--report` (the command line's contract); `why_not`: the whole file is not loaded."""
        error = self.error or (self.question + HOW_TO_ANSWER if self.waits else why_not)
        return {
            "file": self.file,
            "sheet": self.sheet,
            "table": self.table,
            "rows_read": self.rows_read,
            "rows_accepted": 0 if error else self.rows_accepted,
            "rows_rejected": self.rows_rejected,
            "mapping": self.facts.get("mapping", {}),
            "unmapped": self.facts.get("unmapped", []),
            "sums": self.sums,
            "filled": self.filled,
            "warnings": self.warnings,
            "error": error,
            "batch_id": batch_id,
        }

    def stored(self) -> dict[str, Any]:
        """Return what is kept with the batch: the entry, and what the import record shows besides."""
        kept = {name: self.facts[name] for name in (*STORED, "number", "headers") if name in self.facts}
        return self.entry(None) | kept | {"state": self.state}


@dataclass
class FileReport:
    """One single file of a delivery.

    `state` is ready (at least one sheet), unsure, refused or known (imported before); `note` says why where no
    sheet does. `batch_id` is set once it is live.
    """

    name: str
    sha256: str
    state: str
    note: str
    sheets: list[SheetReport]
    staged: StagedBatch | None = None
    batch_id: int | None = None

    @property
    def as_of(self) -> str:
        """Return the day, maybe with the time, of which the file itself says its data are, "" where it says none."""
        return next((sheet.facts["as_of"] for sheet in self.sheets if sheet.facts.get("as_of")), "")

    @property
    def can_be_loaded(self) -> bool:
        """Return whether any sheet of the file is ready."""
        return self.staged is not None

    @property
    def waits(self) -> bool:
        """Return whether a person has to allow what a sheet would do to the stored rows."""
        return any(sheet.waits for sheet in self.sheets)

    def settle(self, tables: Mapping[str, Table]) -> None:
        """List for the batch what a person's answers leave of the file.

        Errors: FileRefused where an answer is missing, or nothing is left.
        """
        assert self.staged is not None
        if self.waits:
            raise FileRefused(
                "会清空或大量改变现有数据,或与本次另一文件不一致,等待确认,没有载入",
                where=Place(self.name),
                remedy="请在数据导入页面核对后选择替换、按列补充或不载入",
            )
        for sheet in self.sheets:
            sheet.settle(tables)
        self.staged.files = [one for sheet in self.sheets for one in sheet.files]
        if not self.staged.files and any(sheet.answer is Answer.LEAVE for sheet in self.sheets):
            raise FileRefused("各表都选择了不载入", where=Place(self.name), remedy="需要时可重新导入")

    @property
    def is_unsure(self) -> bool:
        """Return whether a person has to say what a sheet is."""
        return any(sheet.state == UNSURE for sheet in self.sheets)

    def entries(self) -> list[dict[str, Any]]:
        """Return the entries of `--report`, one a sheet."""
        if not self.sheets:
            error = self.note if self.state == REFUSED else None
            warnings = [self.note] if self.note and self.state != REFUSED else []
            return [file_entry(self.name, error, warnings, self.batch_id)]
        why_not = self.note if self.state == REFUSED else None
        return [
            sheet.entry(self.batch_id if sheet.state == READY else None, why_not) for sheet in self.sheets
        ]

    def problems(self) -> list[str]:
        """Return what was refused in this file."""
        if not self.sheets:
            return [self.note] if self.state == REFUSED else []
        return [said for sheet in self.sheets if (said := sheet.entry(None)["error"])]


def unkept_in_words(card: Table, found: Comparison) -> str:
    """Return which values would be blank even if those of missing columns were kept; found.unkept is not empty."""
    said = (
        f"按列补充也会清空其中 {sum(found.unkept.values()):,} 个值:现有几行主键相同而值不同,或文件中的行更少"
    )
    shown = [
        f"{key} 的“{card.by_name[name].title}”{values}"
        for key, torn in found.first_torn
        for name, values in torn
    ]
    return said + (f"(如 {'、'.join(shown[:MOST_SHOWN])})" if shown else "")


def beside_in_words(card: Table, found: Comparison) -> str:
    """Return which stored rows stay beside others of the same customer and month, "" where none does."""
    if not found.beside:
        return ""
    alike = "、".join(card.by_name[name].title for name in card.whole)
    return (
        f"{BESIDE} {found.beside:,} 行的{alike}与本文件的行相同而主键不同,仍保留;"
        "是同月的另一部分(如另一电价、另一块表)的无妨,是更正的请先撤销原来的批次再导入"
    )


def take_stock(report: SheetReport, table: Table, engine: DuckDB) -> None:
    """Fill in sums, counts and files of a sheet from what will be stored; each file is read once.

    A file without rows is not listed.
    """
    delivered = list(report.facts.get("mapping", {}))
    summed = [name for name in delivered if table.by_name[name].kind in SUMMED]
    counts = [f'count("{name}")' for name in table.stored_names] + [f'sum("{name}")' for name in summed]
    reads = (
        f"SELECT {number}, count(*), {', '.join(counts)} FROM read_parquet(?)"  # noqa: S608 - our own cards
        for number in range(len(report.parts))
    )
    query = " UNION ALL ".join(reads)
    found = sorted(engine.execute(query, [str(part.path) for part in report.parts]) if query else [])
    report.files = [
        StagedFile(table.name, facts["month"], part.path, row[1], _filled(table, row[2:]))
        for facts, part, row in zip(report.facts["parts"], report.parts, found, strict=True)
        if row[1]
    ]
    report.rows_accepted = sum(file.rows for file in report.files)
    report.filled = {name: sum(file.filled.get(name, 0) for file in report.files) for name in delivered}
    sums = [row[2 + len(table.stored_names) :] for row in found]
    report.sums = {
        name: decimal_text(sum(own[place] or 0 for own in sums)) for place, name in enumerate(summed)
    }


def _filled(table: Table, counts: Sequence[int]) -> dict[str, int]:
    return {name: count for name, count in zip(table.stored_names, counts, strict=False) if count}


def decimal_text(value: Decimal | int | None) -> str:
    """Return an exact decimal as text, without trailing zeros; nothing summed is 0."""
    if not value:
        return "0"
    return f"{Decimal(value).normalize():f}"


def file_entry(file: str, error: str | None, warnings: list[str], batch_id: int | None) -> dict[str, Any]:
    """Return the entry of a file of which no sheet was read: refused as a whole, or imported before."""
    facts = {"file": file, "sheet": "", "state": "", "warnings": warnings, "error": error, "rows_rejected": 0}
    return SheetReport(facts).entry(batch_id)
