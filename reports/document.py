"""What a printed report says, before anybody decides how it looks.

A Document is sections of blocks: sentences, figures, tables and charts. Screen, PDF, Word and Excel are four
views of the same one. Values are kept as numbers; how a number reads is decided in one place, `reports.wording`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import pyarrow as pa

from models.editions import Edit
from reports.punctuation import typeset

Kind = Literal[
    "text",
    "id",
    "integer",
    "number",  # one decimal
    "density",  # per ten thousand households, or points: two decimals
    "rate",  # a share of one, read as per cent
    "change",  # a relative change, read as a signed per cent
    "points",  # a difference of two rates, read in 个百分点
    "difference",  # a difference of two counts, read with its sign
    "money",
    "date",
    "time",
]
Value = str | int | float | Decimal | date | datetime | None
NUMERALS = "〇一二三四五六七八九十"


@dataclass(frozen=True)
class Sentence:
    """What rules made of figures; `key` is the same in every issue, so that an edit is kept to it."""

    key: str
    generated: str
    edit: Edit | None = None

    @property
    def text(self) -> str:
        """Return what is printed."""
        return typeset(self.edit.text if self.edit else self.generated)

    @property
    def is_stale(self) -> bool:
        """Return whether the figures say something else now than when a person changed the sentence."""
        return self.edit is not None and self.edit.base != self.generated


@dataclass(frozen=True)
class Paragraph:
    """Sentences that are read together."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class EditableText:
    """A text that only a person can write; until then its prompt and lines to write on are printed."""

    key: str
    prompt: str
    edit: Edit | None = None
    lines: int = 4

    @property
    def text(self) -> str:
        """Return what was written, or nothing."""
        return typeset(self.edit.text) if self.edit else ""


@dataclass(frozen=True)
class Subheading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Comparison:
    """How far a figure is from an earlier one; `base_note` says why there is no comparison."""

    label: str
    value: float | None
    kind: Kind = "change"
    is_worse: bool | None = None
    base_note: str = ""


@dataclass(frozen=True)
class Kpi:
    """One figure on a card, with what it is measured against, and how it went up to now, oldest first."""

    label: str
    value: Value
    kind: Kind
    unit: str = ""
    comparisons: tuple[Comparison, ...] = ()
    target: str = ""
    is_met: bool | None = None
    history: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class KpiRow:
    """Cards side by side, four to a line."""

    key: str
    cards: tuple[Kpi, ...]


@dataclass(frozen=True)
class Column:
    """One column of a table: its name in the data, its heading with the unit, how its values read.

    Values are printed as wanting where the boolean column `flagged_by` is true. Widths follow from the values.
    `on` says which files have the column: paper is narrow, a sheet is not.
    """

    name: str
    heading: str
    kind: Kind = "text"
    flagged_by: str = ""
    align: Literal["", "left", "center", "right"] = ""
    on: Literal["both", "paper", "sheet"] = "both"


@dataclass(frozen=True)
class Table:
    """Rows under headings. Excel shows all of them, paper the first `most_printed`, or `paper_rows` if given."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: pa.Table
    total: Mapping[str, Value] | None = None
    note: str = ""
    most_printed: int | None = None
    paper_rows: pa.Table | None = None
    when_empty: str = "本期没有符合条件的记录。"

    @property
    def on_paper(self) -> tuple[Column, ...]:
        """Return the columns that are printed."""
        return tuple(column for column in self.columns if column.on != "sheet")

    @property
    def on_sheet(self) -> tuple[Column, ...]:
        """Return the columns of the Excel sheet."""
        return tuple(column for column in self.columns if column.on != "paper")


@dataclass(frozen=True)
class ControlChart:
    """A series over time between control limits; points that signal and periods cut short are marked."""

    key: str
    title: str
    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    centre: float | None
    lower: float | None
    upper: float | None
    unit: str
    signals: tuple[int, ...] = ()
    incomplete: tuple[int, ...] = ()
    axis: str = ""
    kind: Kind = "integer"


@dataclass(frozen=True)
class Pareto:
    """Counts from the most frequent on with their cumulative share; the rest is the last bar if `has_rest`."""

    key: str
    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    unit: str
    has_rest: bool = False
    vital_share: float = 0.8


@dataclass(frozen=True)
class Bars:
    """One horizontal bar for each label, against a target if there is one."""

    key: str
    title: str
    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    kind: Kind = "integer"
    unit: str = ""
    target: float | None = None
    flagged: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    starts_at: float = 0.0


@dataclass(frozen=True)
class Stacked:
    """One horizontal bar for each label, made of the parts of `series`; `values` has a row for each label."""

    key: str
    title: str
    labels: tuple[str, ...]
    series: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    unit: str
    as_share: bool = True


@dataclass(frozen=True)
class Plot:
    """Standing bars, those of the `series` upon each other, or a line for each; `values` has a row for each label."""

    key: str
    title: str
    labels: tuple[str, ...]
    series: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    unit: str
    kind: Kind = "integer"
    is_line: bool = False
    target: float | None = None


@dataclass(frozen=True)
class Cloud:
    """Bins of things by two sizes, both drawn to powers of ten: (x, y, how many), and single ones apart from them."""

    key: str
    title: str
    x: str
    y: str
    bins: tuple[tuple[float, float, float], ...]
    apart: tuple[tuple[float, float], ...] = ()
    diagonal: str = ""


@dataclass(frozen=True)
class Matrix:
    """Counts by two properties, shaded; `scale` says among which cells the shade compares."""

    key: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    unit: str
    scale: Literal["all", "column"] = "all"
    corner: str = ""


@dataclass(frozen=True)
class SignatureBlock:
    """Lines to sign on."""

    roles: tuple[str, ...]


Chart = ControlChart | Pareto | Bars | Stacked | Matrix
SheetChart = Plot | Cloud  # drawn on the one sheet of a meeting alone
Block = Paragraph | EditableText | Subheading | KpiRow | Table | Chart | SheetChart | SignatureBlock


@dataclass(frozen=True)
class Section:
    """A numbered part of a report."""

    number: int
    heading: str
    blocks: tuple[Block, ...]

    @property
    def numeral(self) -> str:
        """Return the number as such reports write it: 一, 十, 十一."""
        tens, ones = divmod(self.number, 10)
        if not tens:
            return NUMERALS[ones]
        return (NUMERALS[tens] if tens > 1 else "") + "十" + (NUMERALS[ones] if ones else "")


@dataclass(frozen=True)
class Document:
    """A report of one unit over one period. `lists` are tables that only the Excel file carries.

    `has_contents`: it is a book, whose headings are listed with their pages after the title. The `layout` of a sheet is one
    page, lying, with all blocks side by side.
    """

    title: str
    subtitle: str
    issue_no: str
    unit: str
    period: str
    made_on: date
    as_of: str
    sections: tuple[Section, ...]
    footer: str = "内部资料 注意保管"
    letterhead: str = ""
    notes: tuple[str, ...] = ()
    lists: tuple[Table, ...] = ()
    facts: tuple[tuple[str, str], ...] = field(default=())
    has_contents: bool = False
    layout: Literal["report", "sheet"] = "report"

    def blocks(self) -> Iterator[Block]:
        """Yield every block in the order of printing."""
        for section in self.sections:
            yield from section.blocks

    def captions(self) -> dict[str, str]:
        """Return the caption of each table and chart by its key, numbered in a report.

        A table that is what its section is called is not named again.
        """
        captions: dict[str, str] = {}
        if self.layout == "sheet":  # nothing refers to what stands on one page
            drawn = (block for block in self.blocks() if isinstance(block, Table | Chart | SheetChart))
            return {block.key: typeset(block.title) for block in drawn}
        tables = charts = 0
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    tables += 1
                    title = "" if section.heading.startswith(block.title) else f"　{block.title}"
                    captions[block.key] = typeset(f"表{tables}{title}")
                elif isinstance(block, Chart):
                    charts += 1
                    captions[block.key] = typeset(f"图{charts}　{block.title}")
        return captions

    def sentences(self) -> Iterator[Sentence]:
        """Yield every generated sentence in the order of printing."""
        for block in self.blocks():
            if isinstance(block, Paragraph):
                yield from block.sentences

    def edited(self) -> list[Sentence]:
        """Return the generated sentences that a person changed."""
        return [sentence for sentence in self.sentences() if sentence.edit]


def with_edits(document: Document, edits: Mapping[str, Edit]) -> Document:
    """Return the document with what people wrote in it."""
    sections = tuple(
        replace(section, blocks=tuple(_edited(block, edits) for block in section.blocks))
        for section in document.sections
    )
    return replace(document, sections=sections)


def _edited(block: Block, edits: Mapping[str, Edit]) -> Block:
    match block:
        case Paragraph(sentences):
            return Paragraph(tuple(replace(one, edit=edits.get(one.key)) for one in sentences))
        case EditableText():
            return replace(block, edit=edits.get(block.key))
    return block


def printed_rows(table: Table) -> tuple[pa.Table, str]:
    """Return the rows that paper shows, and the line that says so where there are more."""
    shown = table.rows if table.paper_rows is None else table.paper_rows
    if table.most_printed is not None:
        shown = shown.slice(0, table.most_printed)
    if len(shown) == len(table.rows):
        return shown, typeset(table.note)
    more = f"共 {len(table.rows):,} 条,此处列 {len(shown):,} 条,全部见同期 Excel 附件。"
    return shown, typeset(more + table.note)


def flags(rows: pa.Table, columns: Sequence[Column]) -> list[list[bool]]:
    """Return for each column, row by row, whether the value is to be marked."""
    return [
        [bool(flag) for flag in rows.column(column.flagged_by).to_pylist()]
        if column.flagged_by
        else [False] * len(rows)
        for column in columns
    ]
