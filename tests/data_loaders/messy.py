"""Exports as other companies write them: rows of any table, written in the ways that real files are messy.

Nothing here knows how the loader reads; what must come back is what was written.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from data_loaders.catalog import labels_of
from models.data.schema import Column, Kind, Need, Table

Row = dict[str, Any]
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周𠮷㐂", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英"
NULLS = ("", "", "-", "—", "--", "/", "NULL", "N/A", "无")
SCALED = {"kWh": ("万kWh", 10_000), "元": ("万元", 10_000)}


@dataclass
class Written:
    """One sheet as texts, and what a loader must report of it."""

    table: Table
    headers: list[str]
    lines: list[list[str | None]]
    rows: int
    sums: dict[str, Decimal]
    filled: dict[str, int]
    above: list[list[str | None]] = field(default_factory=list)
    groups: list[str | None] = field(default_factory=list)


def rows_of(table: Table, rng: random.Random, count: int) -> list[Row]:
    """Return rows with every required and key column, some of the others, and different keys."""
    keys = {name for key in table.keys for name in key}
    chosen = [
        column
        for column in table.columns
        if column.kind is not Kind.SERIES
        and (
            column.need is Need.REQUIRED
            or column.name in keys
            or len(table.columns) < 5
            or rng.random() < 0.7
        )
    ]
    found: dict[tuple[Any, ...], Row] = {}
    for number in range(count):
        row = {c.name: _value(c, rng, number, c.name in keys or c.need is Need.REQUIRED) for c in chosen}
        found.setdefault(tuple(row[name] for name in table.keys[0]), row)
    return list(found.values())


def row_of(columns: Sequence[Column], rng: random.Random, number: int) -> Row:
    """Return one row with a value in every column."""
    return {column.name: _value(column, rng, number, needed=True) for column in columns}


def texts_of(row: Row, columns: Sequence[Column]) -> list[str]:
    """Return the values of a row in the plainest writing."""
    return [_text(column, row[column.name], 0, 1) for column in columns]


def _value(column: Column, rng: random.Random, number: int, needed: bool) -> Any:  # noqa: PLR0912
    if not needed and rng.random() < 0.15:
        return None
    match column.kind:
        case Kind.ID:
            if column.name == "org_code":
                return rng.choice(("33401", "3340101", "334010102", "33401010203"))
            if column.name in ("cons_no", "cust_no", "account_no"):
                return f"{rng.randrange(10**8, 10**9):010}"
            return rng.choice((f"{number:022}", f"GD{number:08}", f"{rng.randrange(10**14):015}"))
        case Kind.TEXT:
            if rng.random() < 0.02:
                return rng.choice(
                    ("NA", "NULL", "None", "nan", "TRUE", "=1+1", "<b>x</b>", "a,b;c|d", 'say "x"')
                )
            return (
                rng.choice(SURNAMES)
                + "".join(rng.choice(GIVEN) for _ in range(rng.randint(1, 8)))
                + str(number)
            )
        case Kind.CODE:
            labels = labels_of(column)
            return rng.choice(list(labels)) if labels else rng.choice(("A", "B", "1", "02"))
        case Kind.NUMBER if column.codes:
            return rng.choice((Decimal(0), Decimal("0.80"), Decimal("0.85"), Decimal("0.90")))
        case Kind.NUMBER:
            size = Decimal(rng.randrange(-(10**8), 10**10)) / 10 ** rng.choice((0, 2, 2, 4, 6))
            return Decimal(0) if rng.random() < 0.05 else size
        case Kind.INTEGER:
            return rng.randrange(1, 60)  # no ladder level is 0
        case Kind.MONTH:
            return f"{rng.randint(2023, 2025)}{rng.randint(1, 12):02}"
        case Kind.PERIOD:
            return f"{rng.randint(2023, 2025)}{rng.randint(1, 12):02}"
        case Kind.DATE:
            return date(2018, 1, 1) + timedelta(days=rng.randrange(2500))
        case Kind.TIME:
            return datetime(2020, 1, 1) + timedelta(seconds=rng.randrange(150_000_000))
        case Kind.FLAG:
            return rng.random() < 0.5
    raise AssertionError(column.kind)


def written(table: Table, rows: Sequence[Row], rng: random.Random) -> Written:
    """Return rows as a sheet of texts: any order, any of the headers, every habit of writing values."""
    names = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    rng.shuffle(names)
    style = rng.choice(("title", "alias", "english"))
    headers: list[str] = []
    columns: list[list[str | None]] = []
    for name in names:
        column = table.by_name[name]
        header, scale = _header(column, rng, style, headers)
        headers.append(header)
        columns.append(_texts(column, [row[name] for row in rows], rng, scale))
    for _ in range(rng.choice((0, 0, 1, 3))):
        at = rng.randrange(len(headers) + 1)
        headers.insert(at, f"扩展字段{rng.randrange(1000)}")
        columns.insert(at, [str(rng.randrange(100)) for _ in rows])
    lines = [list(line) for line in zip(*columns, strict=True)]
    return Written(
        table,
        headers,
        lines,
        len(rows),
        sums={
            c.name: sum((Decimal(row[c.name]) for row in rows if row[c.name] is not None), Decimal(0))
            for c in table.columns
            if c.name in names and c.kind in (Kind.NUMBER, Kind.INTEGER)
        },
        filled={name: sum(row[name] is not None for row in rows) for name in names},
    )


def _header(column: Column, rng: random.Random, style: str, taken: Sequence[str]) -> tuple[str, int]:
    ascii_names = [alias for alias in column.aliases if alias.isascii()] or [column.name]
    options = {"title": [column.title], "alias": [column.title, *column.aliases], "english": ascii_names}[
        style
    ]
    header = rng.choice(options)
    if header in taken:
        header = column.title
    scale = 1
    if column.unit in SCALED and "(" not in header and rng.random() < 0.2:
        written_unit, scale = SCALED[column.unit]
        header = rng.choice(
            (f"{header}({written_unit})", f"{header}({written_unit})", f"{header}/{written_unit}")
        )
    elif column.unit in ("kWh", "元", "kVA") and "(" not in header and rng.random() < 0.3:
        header = f"{header}({column.unit})"
    decorated = rng.choice((header, header, f" {header} ", f"{header}\n", f"*{header}"))
    if rng.random() < 0.1 and not header.isascii():
        decorated = header[0] + "\u3000" + header[1:]
    return decorated, scale


def _texts(column: Column, values: Sequence[Any], rng: random.Random, scale: int) -> list[str | None]:
    habit = rng.randrange(8)
    null = rng.choice(NULLS) if column.kind not in (Kind.TEXT, Kind.CODE, Kind.ID, Kind.FLAG) else ""
    return [(null or None) if value is None else _text(column, value, habit, scale) for value in values]


def _text(column: Column, value: Any, habit: int, scale: int) -> str:
    match column.kind:
        case Kind.ID:
            return (
                value,
                value,
                f"{value}\t",
                f'="{value}"',
                f"'{value}",
                f"\u00a0{value} ",
                _wide(value),
                value,
            )[habit]
        case Kind.TEXT:
            return (value, value, f" {value}", f"{value}\t", f"\u3000{value}", value, value, value)[habit]
        case Kind.CODE:
            return _code(column, value, habit)
        case Kind.NUMBER if column.codes:
            code = {"0": "0", "0.80": "1", "0.85": "2", "0.90": "3"}[str(value)]
            label = labels_of(column)[code]
            return (str(value), code, label, f"{code}-{label}", str(value), code, str(value), label)[habit]
        case Kind.NUMBER:
            return _number(value / scale, column.unit if scale == 1 else "", habit)
        case Kind.INTEGER:
            return (
                str(value),
                str(value),
                f"{value}.0",
                _wide(str(value)),
                str(value),
                f" {value}",
                str(value),
                str(value),
            )[habit]
        case Kind.MONTH | Kind.PERIOD:
            year, month = value[:4], int(value[4:])
            return (
                value,
                f"{year}-{month:02}",
                f"{year}年{month}月",
                f"{year}/{month}",
                f"{year}-{month:02}-01" if column.kind is Kind.MONTH else value,
                f"{year}年{month:02}月",
                _wide(value),
                value,
            )[habit]
        case Kind.DATE:
            return _day(value, habit)
        case Kind.TIME:
            return _moment(value, habit)
        case Kind.FLAG:
            yes = (
                ("是", "否"),
                ("1", "0"),
                ("Y", "N"),
                ("true", "false"),
                ("TRUE", "FALSE"),
                ("有", "无"),
                ("√", "×"),
                ("是", "否"),
            )
            return yes[habit][0 if value else 1]
    raise AssertionError(column.kind)


def _code(column: Column, code: str, habit: int) -> str:
    label = labels_of(column).get(code)
    if label is None or list(labels_of(column).values()).count(label) > 1:
        return code
    plain = (code, code, label, f"{code}-{label}", f"{code} {label}", f"{label}({code})", code, label)[habit]
    return plain


def _number(value: Decimal, unit: str, habit: int) -> str:
    text = f"{value:f}"
    negative = value < 0
    size = f"{abs(value):,f}"
    match habit:
        case 1:
            return f"-{size}" if negative else size
        case 2:
            return f"({size})" if negative else size
        case 3 if unit == "元":
            return f"¥{size}" if not negative else f"-¥{size}"
        case 4 if unit:
            return f"{text}{unit}"
        case 5:
            return _wide(text)
        case 6:
            return f"{abs(value):f}-" if negative else f" {text} "
    return text


def _day(value: date, habit: int) -> str:
    return (
        value.isoformat(),
        f"{value:%Y%m%d}",
        f"{value.year}/{value.month}/{value.day}",
        f"{value.year}年{value.month}月{value.day}日",
        f"{value.year}.{value.month}.{value.day}",
        str((value - date(1899, 12, 30)).days),
        f"{value:%Y-%m-%d} 00:00:00",
        f"{value:%Y/%m/%d}",
    )[habit]


def _moment(value: datetime, habit: int) -> str:
    return (
        f"{value:%Y-%m-%d %H:%M:%S}",
        f"{value:%Y%m%d%H%M%S}",
        f"{value.year}/{value.month}/{value.day} {value.hour}:{value:%M:%S}",
        f"{value.year}年{value.month}月{value.day}日 {value:%H:%M:%S}",
        f"{value:%Y-%m-%dT%H:%M:%S}",
        f"{value:%Y-%m-%d %H:%M:%S}.0",
        f"{value:%Y%m%d} {value:%H:%M:%S}",
        f"{value:%Y-%m-%d %H:%M:%S}",
    )[habit]


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def dressed(sheet: Written, rng: random.Random) -> list[list[str | None]]:
    """Return the sheet with titles above, blank lines within, totals and signatures below."""
    width = len(sheet.headers)
    blank: list[str | None] = [None] * width
    found: list[list[str | None]] = []
    for title in (f"某某供电公司{sheet.table.title}", "导出人:张三", "统计日期:2025-06-30")[
        : rng.randrange(4)
    ]:
        found.append([title, *blank[1:]])
    found.append(list(sheet.headers))
    for number, line in enumerate(sheet.lines):
        found.append(list(line))
        if rng.random() < 0.02:
            found.append(list(blank))
        if number and number % 40 == 0 and rng.random() < 0.3:
            found.append(list(sheet.headers))
    if rng.random() < 0.6:
        found.append(_total(sheet))
    if rng.random() < 0.5:
        found.append(["制表人:张三", *blank[1:-1], "审核:李四"] if width > 1 else ["制表人:张三"])
    return found


def _total(sheet: Written) -> list[str | None]:
    total: list[str | None] = [None] * len(sheet.headers)
    total[0] = "合 计"
    return total


def as_csv(path: Path, lines: Sequence[Sequence[str | None]], rng: random.Random) -> Path:
    """Write lines as delimited text in one of the usual encodings."""
    separator = rng.choice((",", ",", "\t"))
    encoding = rng.choice(("utf-8-sig", "utf-8", "gb18030", "utf-16"))

    def quoted(text: str | None) -> str:
        shown = text or ""
        needs = any(c in shown for c in (separator, '"', "\n", "\r"))
        return '"' + shown.replace('"', '""') + '"' if needs else shown

    content = rng.choice(("\n", "\r\n")).join(separator.join(map(quoted, line)) for line in lines)
    path.write_bytes(content.encode(encoding))
    return path


def as_xlsx(path: Path, sheets: dict[str, Sequence[Sequence[str | None]]]) -> Path:
    """Write sheets of text cells."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append([None if text is None else text for text in line])
        for row in page.iter_rows():
            for cell in row:
                cell.data_type = "s" if cell.value is not None else "n"
    book.save(path)
    return path


def as_typed_xlsx(path: Path, table: Table, rows: Sequence[Row], rng: random.Random) -> tuple[Path, Written]:
    """Write rows as a workbook of typed cells under a header of two merged rows, with a total that is right."""
    names = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    rng.shuffle(names)
    columns = [table.by_name[name] for name in names]
    truth = Written(
        table,
        [column.title for column in columns],
        [],
        len(rows),
        sums={
            c.name: sum((Decimal(row[c.name]) for row in rows if row[c.name] is not None), Decimal(0))
            for c in columns
            if c.kind in (Kind.NUMBER, Kind.INTEGER)
        },
        filled={name: sum(row[name] is not None for row in rows) for name in names},
    )
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = rng.choice(("Sheet1", "导出结果", table.title[:20].replace("/", "")))
    page.append([f"{table.title}清单"])
    page.append(["单位:元、kWh"])
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(columns))
    group_from = rng.randrange(len(columns))
    for index, column in enumerate(columns, 1):
        if index > group_from + 1 and group_from < len(columns) - 2:
            page.cell(4, index, column.title)
        else:
            page.cell(3, index, column.title)
            page.merge_cells(start_row=3, end_row=4, start_column=index, end_column=index)
    if group_from < len(columns) - 2:
        page.cell(3, group_from + 2, "详细信息")
        page.merge_cells(start_row=3, end_row=3, start_column=group_from + 2, end_column=len(columns))
    for row in rows:
        page.append([_cell(column, row[column.name]) for column in columns])
    page.append(["合计"])
    book.save(path)
    return path, truth


def _cell(column: Column, value: Any) -> Any:
    """Return what a spreadsheet holds: numbers and dates as such, ids as text."""
    if value is None:
        return None
    if column.kind is Kind.TEXT and value.startswith("="):
        return f"x{value}"  # the library would write a formula
    if column.kind is Kind.NUMBER:
        return float(value)
    if column.kind is Kind.DATE:
        return datetime(value.year, value.month, value.day)
    if column.kind is Kind.CODE and value.isdigit():
        return int(value) if list(labels_of(column)).count(str(int(value))) == 0 else value
    return value
