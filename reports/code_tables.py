"""Parameters and the tables of the company's own as Excel files that can be edited and handed back (analytics.code_tables)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.check import SHARE
from analytics.code_tables import edited_parameters as words
from analytics.code_tables.card import SINCE, CodeTable, Column, Usual, before
from analytics.parameters import BY_DEFAULT, BY_LAW, COMPANY_IN_WORDS, in_figures, unit_in_words
from analytics.rulebook import card_of, checks
from data_loaders.edited_tables import Fault
from data_loaders.recognition.own_files import FAULTY_ROWS, PARAMETERS
from models.company.code_tables import Content, Key, WrittenEntry, in_force
from models.company.parameters import Override
from reports.workbook import CoverSheet, ListSheet, SheetColumn, Style, write

SET = (
    SheetColumn("code", words.CODE, "id", 9),
    SheetColumn("name", words.NAME, "id", 16),
    SheetColumn("title", "检查", "text", 20),
    SheetColumn("label", "参数", "text", 20),
    SheetColumn("unit", words.UNIT, "id", 13),
    SheetColumn("unit_name", "供电单位", "text", 14),
    SheetColumn("value", words.VALUE, "number", 10),
    SheetColumn("measure", "计量单位", "text", 8),
    SheetColumn("since", words.SINCE, "date", 11),
    SheetColumn("reason", words.REASON, "text", 26),
    SheetColumn("set_by", "设定人", "text", 12, is_printed=False),
    SheetColumn("set_at", "设定时间", "time", 16, is_printed=False),
)
ALL = (
    SheetColumn("code", words.CODE, "id", 9),
    SheetColumn("name", words.NAME, "id", 16),
    SheetColumn("title", "检查", "text", 26),
    SheetColumn("label", "参数", "text", 24),
    SheetColumn("usual", "默认值", "text", 12),
    SheetColumn("origin", "来自", "text", 8),
    SheetColumn("bounds", "允许范围", "text", 18),
    SheetColumn("measure", "计量单位", "text", 10),
)
CHANGES = (
    SheetColumn("number", "序号", "integer", 7),
    SheetColumn("state", "状态", "text", 10),
    SheetColumn("check", "检查", "text", 26),
    SheetColumn("label", "参数", "text", 20),
    SheetColumn("unit_name", "适用单位", "text", 14),
    SheetColumn("change", "改动", "text", 18),
    SheetColumn("since", words.SINCE, "date", 11),
    SheetColumn("set_by", "设定人", "text", 12),
    SheetColumn("set_at", "设定时间", "time", 16),
    SheetColumn("reason", words.REASON, "text", 26),
)
STYLES: dict[str, Style] = {"number": "number", "day": "date"}
WRITTEN = (
    SheetColumn("set_by", "设定人", "text", 12, is_printed=False),
    SheetColumn("set_at", "设定时间", "time", 16, is_printed=False),
)
NUMBER_WIDTH = 9.0
LONGEST_CHOICES = 255  # of a cell's list in Excel
IN_FORCE, REPLACED, COMING = "生效中", "已被替代", "未到生效日"
STATES = (
    f"“{IN_FORCE}”:现在用的值;“{REPLACED}”:同一处后来又有改动,不再使用,需要时可以恢复;"
    f"“{COMING}”:从生效日起使用。"
)


def write_parameters(
    out: Path,
    overrides: Sequence[Override],
    changes: Sequence[Mapping[str, Any]],
    units: Mapping[str, str],
) -> int:
    """Write the values that units have set, every parameter there is, and every change; return how many are set.

    `changes` are in words, with the columns of CHANGES.
    """
    title = "参数(地区取值)"
    facts = (
        ("用法", "在“已设定”中改值、生效日和理由,或照“全部参数”添一行,存盘后在“参数与码表”载入。"),
        (words.VALUE, "留空为交还上级:从生效日起按上级单位的值,都没有时按默认值或法规。"),
        (SHARE, "单位为比例的数值,1 即 100%,0.98 即 98%;直接填 98% 也可以。"),
        (words.UNIT, f"留空为{COMPANY_IN_WORDS};编号越长越优先。"),
        ("历史", "每次改动都另记一条,不覆盖旧的。"),
        ("制表时间", datetime.now().strftime("%Y-%m-%d %H:%M")),
    )
    sheets = [
        CoverSheet("说明", title, facts),
        ListSheet("已设定", title, SET, _table([_set(one, units) for one in overrides], SET)),
        ListSheet("全部参数", "全部参数", ALL, _table(_every(), ALL)),
        ListSheet("修改记录", "修改记录", CHANGES, _table(changes, CHANGES)),
    ]
    write(out, PARAMETERS, sheets)
    return len(overrides)


def write_table(
    out: Path, card: CodeTable, written: Sequence[WrittenEntry], others: Sequence[Usual] = ()
) -> int:
    """Write the rows of a table that the company has, to be edited, the others that count, and every change.

    Returns how many rows the company has.
    """
    rows = latest(card, written)
    own = (*_columns(card), *_since(card), SheetColumn("reason", card.reason, "text", 26))
    usual = [cells(card, one.key, one.content) | {"since": one.since, "reason": one.basis} for one in others]
    is_since = any(one.since for one in others)
    columns = (
        *_columns(card),
        *(_since(card) if is_since else ()),
        SheetColumn("reason", "依据", "text", 40),
    )
    units = "、".join(f"{column.heading} {column.unit}" for column in card.columns if column.unit)
    facts = (
        (
            "用法",
            f"在“{card.title}”中改行、添行,存盘后在“管理 / 参数与码表”载入;逐行核对,有错的一行也不写入。",
        ),
        ("撤销一行", f"{'、'.join(column.heading for column in card.others)}都留空,填{card.reason}。"),
        *(((f"{others[0].origin}的行", "不必抄入;要改就照它添一行。"),) if others else ()),
        *((("计量单位", units),) if units else ()),
        ("历史", "每次改动都另记一条,不覆盖旧的。"),
        ("制表时间", datetime.now().strftime("%Y-%m-%d %H:%M")),
    )
    listed = _table([_row(card, one) for one in rows], own + WRITTEN)
    sheets: list[CoverSheet | ListSheet] = [
        ListSheet(card.title, card.title, own + WRITTEN, listed),
        CoverSheet("说明", card.title, facts),
    ]
    if others:
        origin = others[0].origin
        over = _over(others)
        for name, rows_of_sheet in (
            (origin, [row for row, is_over in zip(usual, over, strict=True) if not is_over]),
            (f"{origin}(以前的)", [row for row, is_over in zip(usual, over, strict=True) if is_over]),
        ):
            if rows_of_sheet or name == origin:
                table = _table(rows_of_sheet, columns)
                sheets.append(ListSheet(name, f"{card.title}({name})", columns, table))
    columns = _changes(card)
    changes = _table(described(card, written), columns)
    sheets.append(ListSheet("修改记录", f"{card.title}修改记录", columns, changes))
    write(out, card.own_file, sheets)
    return len(rows)


def _over(others: Sequence[Usual]) -> list[bool]:
    """Return which rows another of the same key has taken the place of: on paper they stand apart."""
    today = date.today()
    latest: dict[Key, date] = {}
    for one in others:
        if one.since and one.since <= today:
            latest[one.key] = max(latest.get(one.key, one.since), one.since)
    return [bool(one.since and one.since < latest.get(one.key, one.since)) for one in others]


def write_faults(out: Path, headings: Sequence[str], faults: Sequence[Fault]) -> int:
    """Write the rows of an edited table that are wrong, each with the reason, to be mended and handed back."""
    columns = (
        SheetColumn("why", "错在哪里", "text", 40),
        SheetColumn("row_no", "原来的行号", "integer", 9),
        *(SheetColumn(heading, heading, "text", 16) for heading in headings),
    )
    rows = [dict(fault.row.texts) | {"why": fault.why, "row_no": fault.row.row_no} for fault in faults]
    write(out, FAULTY_ROWS, [ListSheet("有错的行", "有错的行", columns, _table(rows, columns))])
    return len(rows)


def latest(card: CodeTable, written: Sequence[WrittenEntry]) -> list[WrittenEntry]:
    """Return the rows that count or will count: of each key and day the one written last, if it says anything.

    What a later day replaced is history.
    """
    today = date.today()
    rows = in_force(written, today if card.is_dated else date.max)
    if card.is_dated:
        last = {(one.key, one.since): one for one in reversed(written) if one.since > today}
        rows += [one for one in last.values() if one.content is not None]
    return sorted(rows, key=lambda one: (one.key, one.since))


def described(card: CodeTable, written: Sequence[WrittenEntry]) -> list[dict[str, Any]]:
    """Return every change of a table in words, the newest first.

    Shapes: number, state, key, change, since, set_by, set_at, reason.
    """
    today = date.today() if card.is_dated else date.max
    begun = sorted((one for one in written if one.since <= today), key=lambda one: (one.since, one.id))
    now = {one.key: one.id for one in begun}
    found = []
    for one in written:
        state = IN_FORCE if now.get(one.key) == one.id else COMING if one.since > today else REPLACED
        found.append(
            {
                "number": one.id,
                "state": state,
                "key": card.key_in_words(one.key),
                "change": card.change(before(one, written), one.content),
                "since": one.since,
                "set_by": one.set_by,
                "set_at": one.set_at,
                "reason": one.reason,
            }
        )
    return found


def cells(card: CodeTable, key: Key, content: Content | None) -> dict[str, Any]:
    """Return a row of a table by column, as lists and Excel files hold it."""
    found = {column.name: column.cell(part or None) for column, part in zip(card.keys, key, strict=True)}
    return found | {column.name: column.cell((content or {}).get(column.name)) for column in card.others}


def _row(card: CodeTable, one: WrittenEntry) -> dict[str, Any]:
    about = {"since": one.since, "reason": one.reason, "set_by": one.set_by, "set_at": one.set_at}
    return cells(card, one.key, one.content) | about


def _columns(card: CodeTable) -> tuple[SheetColumn, ...]:
    return tuple(
        SheetColumn(
            column.name,
            column.heading,
            STYLES.get(column.kind, "text"),
            NUMBER_WIDTH if column.kind == "number" else max(9, column.width / 8),
            choices=_choices(column),
        )
        for column in card.columns
    )


def _choices(column: Column) -> tuple[str, ...]:
    words = tuple(column.choices)
    return words if len(",".join(words)) <= LONGEST_CHOICES else ()


def _since(card: CodeTable) -> tuple[SheetColumn, ...]:
    return (SheetColumn("since", SINCE, "date", 11),) if card.is_dated else ()


def _changes(card: CodeTable) -> tuple[SheetColumn, ...]:
    return (
        SheetColumn("number", "序号", "integer", 7),
        SheetColumn("state", "状态", "text", 10),
        SheetColumn("key", "哪一行", "text", 18),
        SheetColumn("change", "改动", "text", 44),
        *_since(card),
        *WRITTEN,
        SheetColumn("reason", card.reason, "text", 26),
    )


def _set(one: Override, units: Mapping[str, str]) -> dict[str, Any]:
    card = card_of(one.check_code)
    parameter = next((p for p in card.parameters if p.name == one.name), None)
    return {
        "code": one.check_code,
        "name": one.name,
        "title": card.title,
        "label": parameter.label if parameter else one.name,
        "unit": one.org_prefix,
        "unit_name": unit_in_words(one.org_prefix, units),
        "value": one.value,
        "measure": parameter.unit if parameter else "",
        "since": one.since,
        "reason": one.reason,
        "set_by": one.set_by,
        "set_at": one.set_at,
    }


def _every() -> list[dict[str, Any]]:
    today = datetime.now().date()
    return [
        {
            "code": one.code,
            "name": p.name,
            "title": one.title,
            "label": p.label,
            "usual": in_figures(p.in_force(today)),
            "origin": BY_LAW if p.law else BY_DEFAULT,
            "bounds": f"{in_figures(p.low)} ~ {in_figures(p.high)}",
            "measure": p.unit,
        }
        for one in checks().values()
        for p in one.parameters
    ]


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[SheetColumn]) -> pa.Table:
    kinds = {
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "time": pa.timestamp("s"),
    }
    schema = pa.schema([(column.name, kinds.get(column.style, pa.string())) for column in columns])
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema)
