"""Parameters and holidays as Excel files that can be edited and handed back (analytics.code_tables)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics import code_tables as words
from analytics.parameters import BY_DEFAULT, BY_LAW, COMPANY_IN_WORDS, in_figures, unit_in_words
from analytics.rulebook import card_of, checks
from data_loaders.recognition.own_files import HOLIDAYS, PARAMETERS
from models.holidays import WrittenDay
from models.parameters import Override
from reports.workbook import CoverSheet, ListSheet, SheetColumn, write

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
DAYS = (
    SheetColumn("day", words.DAY, "date", 12),
    SheetColumn("weekday", "星期", "text", 8),
    SheetColumn("word", words.IS_WORKED, "text", 14, choices=tuple(words.WORDS)),
    SheetColumn("note", words.NOTE, "text", 40),
    SheetColumn("set_by", "设定人", "text", 12),
    SheetColumn("set_at", "设定时间", "time", 16),
)
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


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


def write_holidays(out: Path, days: Sequence[WrittenDay]) -> int:
    """Write the days that lie over the calendar, and return how many there are."""
    said = {is_worked: word for word, is_worked in words.WORDS.items()}
    rows = [
        {
            "day": one.day,
            "weekday": WEEKDAYS[one.day.weekday()],
            "word": said[one.is_worked],
            "note": one.note,
            "set_by": one.set_by,
            "set_at": one.set_at,
        }
        for one in days
    ]
    title = "节假日(另行设定的日子)"
    write(out, HOLIDAYS, [ListSheet("节假日", title, DAYS, _table(rows, DAYS))])
    return len(days)


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
