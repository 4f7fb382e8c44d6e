"""Headers of no list that a person gave a field before: they hold for the next file of the source, whatever stands beside."""

from collections.abc import Iterable, Mapping

from data_loaders.recognition.header_rows import Match
from data_loaders.recognition.headers import ALIAS, Header, meanings, plain

Learned = Mapping[tuple[str, str], str]  # {(table, bare header): field}


def learned_names(confirmed: Iterable[tuple[str, Mapping[str, str]]]) -> Learned:
    """Return what people said of headers that no card lists; one that was given two fields is nobody's.

    `confirmed` are (table, {field: header}), one for each set of headers that was confirmed.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for table, fields in confirmed:
        for field, header in fields.items():
            name = plain(header)
            if name and not any(meaning.table.name == table for meaning in meanings().get(name, ())):
                found.setdefault((table, name), set()).add(field)
    return {key: next(iter(fields)) for key, fields in found.items() if len(fields) == 1}


def with_learned(
    found: Mapping[str, list[Match]], headers: Mapping[int, Header], learned: Learned
) -> dict[str, list[Match]]:
    """Return, for every table, the headers that may stand for its columns, those that people explained included."""
    grown = {table: list(matches) for table, matches in found.items()}
    names = {plain(header.text): index for index, header in headers.items()}
    for (table, name), field in learned.items():
        if name in names:
            grown.setdefault(table, []).append(Match(names[name], field, ALIAS, ALIAS))
    return grown


def said_of(
    table: str, headers: Mapping[int, Header], fields: Mapping[str, int], learned: Learned
) -> list[str]:
    """Return the headers that were taken because a person explained them before, in quotes."""
    return [
        f"“{headers[index].text}”"
        for name, index in fields.items()
        if learned.get((table, plain(headers[index].text))) == name
    ]
