"""A sheet as it is seen, and a table that it may hold."""

from dataclasses import dataclass

import pyarrow as pa

from data_loaders.recognition.column_fit import Assignment, Samples
from data_loaders.recognition.header_rows import HeaderBlock
from data_loaders.recognition.sheet_titles import Titles
from data_loaders.sheet import Sheet
from models.data.schema import Column, Table
from models.errors import Place

MISSING_COSTS = 2.5  # what a missing required column takes from a table's evidence


@dataclass(frozen=True)
class Seen:
    """A sheet, its header, what stands around the table and some texts of each column."""

    sheet: Sheet
    block: HeaderBlock
    titles: Titles
    samples: Samples

    @property
    def place(self) -> Place:
        """Return file and sheet."""
        return Place(self.sheet.file, self.sheet.name)

    @property
    def data(self) -> pa.Table:
        """Return the rows below the header."""
        return self.sheet.cells.slice(self.block.data_row)


@dataclass(frozen=True)
class Candidate:
    """A table in question: how its columns are assigned, what it lacks, what speaks for it in the end."""

    table: Table
    assignment: Assignment
    missing: list[Column]
    score: float

    @property
    def net(self) -> float:
        """Return what speaks for it, less what it cannot do without."""
        return self.score - MISSING_COSTS * len(self.missing)
