"""How sure it is that a sheet is the table it was taken for: what its columns say for that against what they say else.

    certainty = for / (for + against), below 1; at one half as much speaks against the table as for it

**For** is what the columns say that tell this table from the others: each as much as its header is rare among the
tables. Who or where a row is about (names, telephones, addresses, units) stands in every list of a power company
and says nothing; words of any office (工号, 部门) say little.
**Against** is the greater of two: what the next best table says, and what speaks for a list that is no export at
all: something to begin with, and more for each column with values that the table does not know, most where other
tables know it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from data_loaders.recognition.column_fit import Assignment, Samples
from data_loaders.recognition.headers import Header, is_another, plain, weight
from data_loaders.values.vocabulary import words
from models.data.schema import Table

ANY_LIST = 2.0  # what speaks for a list of something else before its columns are looked at
STRANGER = 2.0  # what one more column that no table knows says for that
COUNTED = 20  # values by which a column of running numbers is known
MOST_SHOWN = 3
EVERYDAY = 0.7  # what a word of any office says at most


@dataclass(frozen=True)
class Certainty:
    """What speaks for a table and against it; `rival` is what else it may be, `strangers` the headers it does not know."""

    said: float
    rival: str
    rival_said: float
    strangers: tuple[Header, ...]

    @property
    def share(self) -> float:
        """Return the share of what the columns say that speaks for the table."""
        said = max(0.0, self.said)
        return said / (said + max(self.rival_said, self._list_said))

    @property
    def leads(self) -> bool:
        """Return whether more speaks for the table than for any other."""
        return self.said > self.rival_said

    @property
    def against(self) -> str:
        """Return in Chinese what speaks against the table most."""
        if self.rival and self.rival_said >= self._list_said:
            return f"也像{self.rival}"
        if not self.strangers:
            return "能说明是它的列太少"
        shown = "".join(f"“{header.text}”" for header in self.strangers[:MOST_SHOWN])
        return f"{shown}{'等' if len(self.strangers) > MOST_SHOWN else ''} {len(self.strangers)} 列不是它的列"

    @property
    def _list_said(self) -> float:
        return ANY_LIST + sum(map(_says_against, self.strangers))


def says_for(table: Table, headers: Mapping[int, Header], assignment: Assignment) -> float:
    """Return what the columns of a sheet say that tell a table from others."""
    said = assignment.wide_worth
    for name, index in assignment.fields.items():
        header, worth = headers[index], assignment.worths.get(name, 0.0)
        if table.by_name[name].personal is None and (table.name == "orgs" or not _names_a_unit(header)):
            said += min(worth, EVERYDAY) if _is_everyday(header) else worth
    return said


def strangers(headers: Mapping[int, Header], assignment: Assignment, samples: Samples) -> tuple[Header, ...]:
    """Return the headers of the columns with values that a table does not know; running numbers are none."""
    known = assignment.known | assignment.taken
    groups = {
        headers[index].path[0] for index in assignment.taken if index in headers and headers[index].path
    }
    unknown = [
        index
        for index, header in sorted(headers.items())
        if index not in known and len(samples[index]) and not _is_variant(header, groups)
    ]
    return tuple(headers[index] for index in unknown if not _is_numbering(samples[index]))


def _is_variant(header: Header, groups: set[str]) -> bool:
    """Return whether a header is last year's, the change or the like of a quantity that the table knows."""
    return bool(header.path) and header.path[0] in groups and any(map(is_another, header.path[1:]))


def _says_against(header: Header) -> float:
    """Return what a column that a table does not know says against it: more where other tables know it."""
    if _is_everyday(header) or _names_a_unit(header):
        return STRANGER
    return max([STRANGER, *(weight(name) for name, worth in header.names if worth == 1.0)])


def _is_everyday(header: Header) -> bool:
    return plain(header.text) in words("everyday_headers")


def _names_a_unit(header: Header) -> bool:
    return plain(header.text) in words("org_headers")


def _is_numbering(texts: pa.Array) -> bool:
    first = texts.slice(0, COUNTED).to_pylist()
    return first == [str(number) for number in range(1, len(first) + 1)]
