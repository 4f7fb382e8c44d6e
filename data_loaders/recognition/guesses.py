"""What a header that no card lists may stand for: a guess that a person confirms, never one that is loaded.

The words of a header are compared with the names of the columns that the sheet has not given yet, words that
power companies use for one another taken as the same (表底 and 示数, 计费 and 结算). What sets quantities apart
(峰, 上次) must be the same on both sides, and the values must fit.
"""

from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache

from data_loaders.recognition.column_fit import Assignment, Samples, fit
from data_loaders.recognition.headers import Header, meanings, names_in, plain
from data_loaders.values.cell_numbers import measures_another
from data_loaders.values.vocabulary import groups, words
from models.data.schema import Column, Kind, Table

ALIKE = 0.66  # share of characters in common, from which two names are alike
ALIKE_TEXT = 0.8  # where the values cannot tell: names, remarks, numbers of things
FITS = 0.9  # share of the values
TELLING = (Kind.NUMBER, Kind.INTEGER, Kind.DATE, Kind.TIME, Kind.MONTH, Kind.PERIOD, Kind.CODE)


def guesses(
    table: Table, headers: Mapping[int, Header], assignment: Assignment, samples: Samples
) -> dict[int, str]:
    """Return {column of the sheet: field} for headers that nothing took, each field once, the most alike first."""
    given = set(assignment.fields) | assignment.derived
    free = [column for column in table.columns if column.name not in given and column.kind is not Kind.SERIES]
    alike = sorted(
        (
            (-_likeness(header, column), index, column.name)
            for index, header in headers.items()
            if index not in assignment.taken and len(samples[index]) and not _is_listed(table, header)
            for column in free
            if _likeness(header, column) >= (ALIKE if column.kind in TELLING else ALIKE_TEXT)
            and not measures_another(header.unit, column.unit)
            and fit(column, samples[index]) >= FITS
        ),
    )
    found: dict[int, str] = {}
    for _, index, name in alike:
        if index not in found and name not in found.values():
            found[index] = name
    return found


def _is_listed(table: Table, header: Header) -> bool:
    """Return whether a table has the header: if it was not taken, there is a reason, which is said."""
    return any(meaning.table is table for name, _ in header.names for meaning in meanings().get(name, ()))


def _likeness(header: Header, column: Column) -> float:
    """Return the greatest share of characters that a header has in common with a Chinese name of a column."""
    own = _in_usual_words(next(iter(header.names), ("", 0.0))[0])
    return max((_alike(own, _in_usual_words(plain(name))) for name in names_in(column)), default=0.0)


@lru_cache(maxsize=8192)
def _alike(own: str, name: str) -> float:
    if own.isascii() or name.isascii() or _qualities(own) != _qualities(name):
        return 0.0
    return SequenceMatcher(None, own, name, autojunk=False).ratio()


def _qualities(name: str) -> frozenset[str]:
    """Return the words in a name that make it another quantity."""
    return frozenset(word for word in (*words("other_meaning"), "上次") if word in name)


@lru_cache(maxsize=8192)
def _in_usual_words(name: str) -> str:
    """Return a name with the first of each group of words that mean the same."""
    for usual, *others in groups("interchangeable"):
        for other in others:
            name = name.replace(other, usual)
    return name
