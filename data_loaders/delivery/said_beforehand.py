"""What a person says on the command line of what the sheets of a delivery leave open: `--answer NAME=VALUE`.

    数据表=电费发行         which table a sheet is that was not certain
    计费电量=总电量         which field a header stands for (不导入: none)
    总电费=万元            in which unit a column stands, or another question about it
    年月=2024年4月         of which month all rows of a sheet are

An answer counts for every sheet that leaves it open, and is remembered as one given on the page is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data_loaders.catalog import tables
from data_loaders.child.staging import READY, UNSURE
from data_loaders.delivery.import_report import FileReport, SheetReport
from data_loaders.recognition.month_choice import MONTH, YEAR, is_said
from data_loaders.recognition.recognise import Choice
from data_loaders.recognition.suggestion import suggested_fields
from models.data.schema import Table
from models.errors import WrongUsage

TABLE, LEFT_OUT = "数据表", "不导入"
_QUOTED = re.compile("“([^”]+)”")


@dataclass
class Said:
    """Answers by name; `used` are those that a sheet asked for."""

    answers: Mapping[str, str]
    used: set[str] = field(default_factory=set)

    @property
    def unused(self) -> list[str]:
        """Return the answers that no sheet asked for."""
        return [f"{name}={value}" for name, value in self.answers.items() if name not in self.used]


def said_in(texts: Sequence[str]) -> Said:
    """Return the answers written as NAME=VALUE. Errors: WrongUsage."""
    pairs = [text.rpartition("=") for text in texts]
    for text, (name, _, value) in zip(texts, pairs, strict=True):
        if not name.strip() or not value.strip():
            raise WrongUsage(f"--answer “{text}”不是“名称=答复”", remedy="写成如 --answer 年月=2024年4月")
    return Said({name.strip(): value.strip() for name, _, value in pairs})


def choices_by(said: Said, files: Sequence[FileReport]) -> dict[tuple[str, str], Choice]:
    """Return what the answers make of the sheets, {(file, sheet): choice}; sheets that none concerns are left out."""
    sheets = [sheet for file in files for sheet in file.sheets if sheet.state in (READY, UNSURE)]
    found = ((sheet, _choice(said, sheet)) for sheet in sheets)
    return {(sheet.file, sheet.sheet): choice for sheet, choice in found if choice is not None}


def name_of(key: str, what: str) -> str:
    """Return the name by which a question is answered: that of its column, or its own."""
    headers = _QUOTED.findall(what)
    return headers[0] if "|" in key and headers else key


def _choice(said: Said, sheet: SheetReport) -> Choice | None:
    table = _table(said, sheet)
    if table is None:
        return None
    own = sheet.facts.get("fields", {}) if table.name == sheet.table else None
    fields = dict(suggested_fields(table.name, sheet.facts.get("headers", [])) if own is None else own)
    before = dict(fields)
    for header, title in _of_headers(said, sheet, table):
        fields = {name: one for name, one in fields.items() if one != header}
        if title != LEFT_OUT:
            fields[_field(table, title)] = header
    units = dict(sheet.facts.get("units", {}))
    for key, value in _of_questions(said, sheet):
        units[key] = value
    is_said = fields != before or units != sheet.facts.get("units", {}) or table.name != sheet.table
    is_doubted = sheet.facts.get("is_in_doubt", False)
    if is_doubted and TABLE not in said.used:
        return None  # what it is comes before what its columns are
    return Choice(table.name, fields, None, units) if is_said or is_doubted else None


def _table(said: Said, sheet: SheetReport) -> Table | None:
    wanted = said.answers.get(TABLE) if sheet.facts.get("is_in_doubt") else None
    if wanted is None:
        return tables().get(sheet.table or "")
    found = next((card for card in tables().values() if wanted in (card.title, card.name)), None)
    if found is None:
        raise WrongUsage(
            f"没有名为“{wanted}”的数据表", remedy=f"可以是 {'、'.join(c.title for c in tables().values())}"
        )
    said.used.add(TABLE)
    return found


def _of_headers(said: Said, sheet: SheetReport, table: Table) -> Iterator[tuple[str, str]]:
    titles = {LEFT_OUT, *table.by_name, *(column.title for column in table.columns)}
    for header in sheet.facts.get("headers", []):
        if header in said.answers and (title := said.answers[header]) in titles:
            said.used.add(header)
            yield header, title


def _of_questions(said: Said, sheet: SheetReport) -> Iterator[tuple[str, str]]:
    questions: list[tuple[str, str, list[Any]]] = sheet.facts.get("unit_questions", [])
    for key, what, options in questions:
        for name in (key, *_QUOTED.findall(what)):
            value = said.answers.get(name, "")
            if value in options or (key in (MONTH, YEAR) and is_said(key, value)):
                said.used.add(name)
                yield key, value
                break


def _field(table: Table, title: str) -> str:
    return title if title in table.by_name else next(c.name for c in table.columns if c.title == title)
