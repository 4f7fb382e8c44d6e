"""Rows of a file as it was delivered, shown to a person: only those of the own units, personal cells masked.

A row that was never typed has no columns of the card yet, so what a cell holds is told by the column it stands in,
and where nothing tells it, by the header and by what the cell looks like: a row that was refused may be one whose
cells have slipped.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from models.data.masking import HAN, SURNAMES, mask
from models.data.schema import Column, Kind, Personal, Table
from models.lake import Door, Lake, within_units
from models.people import Person

WORDLESS = (Kind.ID, Kind.NUMBER, Kind.INTEGER, Kind.MONTH, Kind.PERIOD, Kind.DATE, Kind.TIME, Kind.SERIES)
HIDDEN = "***"
_BY_HEADER = (  # the first that fits: 联系人电话 is a phone
    (re.compile(r"电话|手机|固话|座机|联系方式|传真|tel|phone|mobile", re.IGNORECASE), Personal.PHONE),
    (re.compile(r"地址|住址|位置|addr", re.IGNORECASE), Personal.ADDRESS),
    (
        re.compile(r"身份证|证件|证照|信用代码|id_?card|cert|credit_?code", re.IGNORECASE),
        Personal.CERTIFICATE,
    ),
    (re.compile(r"账号|帐号|账户|卡号|acct", re.IGNORECASE), Personal.ACCOUNT),
    (
        re.compile(
            r"户名|姓名|户主|联系人|法人|代表人|申请人|报修人|投诉人|来电人|经办人|客户名|用户名|名称$"
            r"|(cust|cons|user|contact|link)_?(name|man)",
            re.IGNORECASE,
        ),
        Personal.NAME,
    ),
)
_WORDS = rf"^[^0-9]*[{HAN}·]{{2}}"  # 约12度 is a number that went wrong, 张三 and 人民路12号 are not
_SHORT_NAME = rf"^\s*[{SURNAMES}][{HAN}]{{1,2}}\s*$"
_LIKE_A_PERSONS_NUMBER = r"^\s*(1[3-9][0-9]{9}|[1-9][0-9]{5}(18|19|20)[0-9]{9}[0-9Xx]|[1-9][0-9]{14})\s*$"
_FIELD_WITH_WORDS = rf"[{HAN}][^,;|\t，]*"
_QUOTED = "列“[^”]*”"
_CITED = re.compile(r"(?<=按原样保留:)[^;]*|(?<=[如行含]“)[^”]*(?=”)")  # by a warning, from the cells


@dataclass(frozen=True)
class Columns:
    """The columns of a sheet: the header of each, and the field of the card that it was taken for."""

    card: Table
    headers: tuple[str, ...]
    fields: tuple[str, ...]

    def of(self, index: int) -> tuple[Column | None, str]:
        """Return the field's column, if it has any, and the header at a place; there may be more cells."""
        if index >= len(self.headers):
            return None, ""
        return self.card.by_name.get(self.fields[index]), self.headers[index]


def columns_of(card: Table, facts: Mapping[str, Any]) -> Columns:
    """Return the columns of a sheet from what its report says."""
    headers = tuple(facts.get("headers", ()))
    by_header: dict[str, str] = {}
    for name, text in facts.get("mapping", {}).items():
        parts = [text] if text in headers else text.split("、")  # a field of a wide form has several headers
        by_header |= dict.fromkeys(parts, name)
    return Columns(card, headers, tuple(by_header.get(header, "") for header in headers))


def as_seen(lake: Lake, person: Person, columns: Columns, rows: pa.Table) -> pa.Table:
    """Return the rows that a person may see, as this person may see them.

    Shapes: `rows` has at least cells (lists of text, in the order of the columns); columns, texts and reason
    are masked with them. A row that cannot be placed is only for those who see every unit.
    """
    if not rows.num_rows or (person.sees_everything and person.sees_personal_data):
        return rows
    with lake.open(person) as door:
        table: Any = ibis.memtable(rows)
        if not person.sees_everything:
            table = table.filter(_is_own(door, table, columns))
        if not person.sees_personal_data:
            width = pc.max(pc.list_value_length(rows["cells"])).as_py() or 0
            table = table.mutate(**_masked(table, columns, width))
        return door.engine.found(door.engine.stated(table)).cast(rows.schema)


def said_as_seen(person: Person, sentence: str) -> str:
    """Return a warning about a file without the cells it cites, for those who may not see personal data."""
    return sentence if person.sees_personal_data else _CITED.sub(HIDDEN, sentence)


def _is_own(door: Door, table: Any, columns: Columns) -> Any:
    """Return whether a row belongs to the person's units: by its unit, else through what it refers to."""
    is_own: Any = ibis.literal(False)
    references = {"cons_no": "customers"} | dict([columns.card.belongs_to] if columns.card.belongs_to else [])
    for name, parent in references.items():
        if name in columns.fields:
            visible = door.table(parent)
            key = visible[door.tables[parent].keys[0][0]]
            is_own = is_own | _cell(table, columns.fields.index(name)).isin(key)
    if "org_code" in columns.fields:
        unit = _cell(table, columns.fields.index("org_code"))
        named = unit.isin(door.table("orgs").org_name)  # exports often carry the name in place of the number
        is_own = ibis.ifelse(unit == "", is_own, within_units(unit, door.person) | named)
    return is_own & ~_is_broken(table, columns)


def _masked(table: Any, columns: Columns, width: int) -> dict[str, ir.Value]:
    cells = ibis.array([_shown(table.cells[index], *columns.of(index)) for index in range(width)])
    line = mask(table.cells[0].re_replace(_FIELD_WITH_WORDS, HIDDEN), Personal.FREE_TEXT)
    cells = ibis.ifelse(_is_broken(table, columns), ibis.array([line]), cells)
    replaced: dict[str, ir.Value] = {"cells": cells}
    if "reason" in table.columns:
        quoted = table.reason.re_replace(_QUOTED, f"列“{HIDDEN}”")
        replaced["reason"] = mask(quoted, Personal.FREE_TEXT)
    if "texts" in table.columns:
        replaced["texts"] = ibis.ifelse(table.texts == "", "", HIDDEN)
    return replaced


def _shown(cell: Any, column: Column | None, header: str) -> ir.Value:
    """Return one cell of each row as it may be shown."""
    if column is not None and column.personal is not None:
        return mask(cell, column.personal)
    name = mask(cell, Personal.NAME)
    if column is not None and column.kind in WORDLESS:
        number = ibis.ifelse(cell.re_search(_LIKE_A_PERSONS_NUMBER), HIDDEN, cell)
        return ibis.ifelse(cell.re_search(_WORDS), name, number)
    if column is None:
        personal = next((kind for pattern, kind in _BY_HEADER if pattern.search(header)), None)
        if personal is not None:
            return mask(cell, personal)
        if not header:  # nothing tells what stands here
            return mask(cell.re_replace(_FIELD_WITH_WORDS, HIDDEN), Personal.FREE_TEXT)
    return ibis.ifelse(cell.re_search(_SHORT_NAME), name, mask(cell, Personal.FREE_TEXT))


def _cell(table: Any, index: int) -> Any:
    """Return a cell of each row without what programs put around a number, "" where there is none."""
    return table.cells[index].re_replace(r"^[\s'`=\"]+|[\s'`\"]+$", "").fill_null("")


def _is_broken(table: Any, columns: Columns) -> Any:
    """Return whether a row is a record whose fields could not be told apart: one cell for the whole line."""
    return (table.cells.length() == 1) & (len(columns.headers) > 1)


def lists_as_rows(rows: Sequence[Sequence[str | None]]) -> pa.Table:
    """Return lists of cells as rows."""
    return pa.table({"cells": pa.array([list(row) for row in rows], pa.list_(pa.string()))})
