"""What the evidence of a check is among the columns that it reads: which are coded, and which are personal."""

from functools import cache

from analytics.rulebook import card_of
from data_loaders.catalog import tables
from models.data.schema import Column, Personal


@cache
def read_as_evidence(code: str) -> list[Column]:
    """Return the columns of a check's tables that are its evidence as they are."""
    one = card_of(code)
    read = [tables()[name].by_name[column] for name, columns in one.columns.items() for column in columns]
    return [column for column in read if column.name in one.evidence]


@cache
def personal_evidence(code: str) -> dict[str, Personal]:
    """Return {evidence: kind} of a check's evidence that is masked for those who may not see names."""
    return {column.name: column.personal for column in read_as_evidence(code) if column.personal}
