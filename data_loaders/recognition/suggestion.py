"""What the headers of a sheet would mean if it held a given table: a start for a person who says what it is."""

from collections.abc import Sequence

from data_loaders.recognition.header_rows import matches_in
from data_loaders.recognition.headers import header_of


def suggested_fields(table_name: str, headers: Sequence[str]) -> dict[str, str]:
    """Return {field: header} for a table, by the headers alone; each header and each field once."""
    found = matches_in({index: header_of(text) for index, text in enumerate(headers) if text})
    fields: dict[str, str] = {}
    taken: set[int] = set()
    for match in sorted(found.get(table_name, []), key=lambda match: -match.strength):
        if match.column not in fields and match.index not in taken:
            fields[match.column] = headers[match.index]
            taken.add(match.index)
    return fields
