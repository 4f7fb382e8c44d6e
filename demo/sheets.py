"""One sheet of an export: what stands above, in and below the header, and what must come back from it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.catalog import tables as cards
from demo.mess import PLAIN, Dress, header_of, plain_number, shown
from models.data.schema import Kind, Need, Table

REGISTERS = {"11": "总", "12": "尖", "13": "峰", "14": "谷", "15": "平", "21": "无功总"}
REGISTER_FIELDS = {"last_read": "上次示数", "this_read": "本次示数", "mr_pq": "抄见电量"}
ADDED_UP = ("元", "kWh")
HOURS = 24


@dataclass(frozen=True)
class Layout:
    """What surrounds the rows of a sheet, and its shape.

    `titles` stand above the header ({month} is filled in); `groups` puts a merged row over the header;
    `merged` are columns in which equal neighbours become one cell; `shape` is long, registers or days.
    """

    dress: Dress = PLAIN
    titles: tuple[str, ...] = ()
    has_total: bool = False
    signature: str = ""
    blank_rows: int = 0
    repeated_rows: int = 0
    groups: bool = False
    merged: tuple[str, ...] = ()
    shape: str = "long"
    is_typed: bool = False


@dataclass
class Sheet:
    """A sheet ready to be written.

    Shapes: `body` has one text column a header, in order; `names` are the fields behind the headers, "" for
    columns that nobody asked for.
    """

    name: str
    titles: list[str]
    headers: list[str]
    names: list[str]
    body: pa.Table
    layout: Layout
    upper: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Promise:
    """What a loader must report of a sheet: rows, and exact sums and filled counts in stored units."""

    table: str
    rows: int
    sums: dict[str, str]
    filled: dict[str, int]


def promise_of(name: str, rows: pa.Table) -> Promise:
    """Return what must come back from typed rows."""
    card = cards()[name]
    sums, filled = {}, {}
    for column in card.columns:
        values = rows[column.name]
        count = len(values) - values.null_count
        if column.kind in (Kind.ID, Kind.TEXT, Kind.CODE):
            count = pc.sum(pc.not_equal(pc.utf8_trim_whitespace(values), "")).as_py() or 0
        if count:
            filled[column.name] = count
        if count and column.kind in (Kind.NUMBER, Kind.INTEGER):
            sums[column.name] = f"{Decimal(pc.sum(values).as_py()).normalize():f}"
    return Promise(name, len(rows), sums, filled)


def compose(
    name: str,
    rows: pa.Table,
    layout: Layout,
    rng: random.Random,
    *,
    title: str,
    month: str,
    columns: Sequence[str] = (),
) -> Sheet:
    """Return the sheet that says these typed rows; `columns` are written even where they are empty."""
    card = cards()[name]
    if layout.shape == "registers":
        return _wide(card, rows, layout, rng, title)
    if layout.shape == "days":
        return _days(card, rows, layout, rng, title)
    present = [c for c in card.columns if c.name in columns or _is_written(card, rows, c.name)]
    taken: set[str] = set()
    plain = [column for column in present if column.kind is not Kind.SERIES]
    headers = [header_of(column, layout.dress, rng, taken) for column in plain]
    texts = [shown(column, _flat(rows[column.name]), layout.dress, rng) for column in plain]
    names = [column.name for column in plain]
    hours = [f"{hour}点" for column in present if column.kind is Kind.SERIES for hour in range(HOURS)]
    texts += [plain_number(pc.list_element(_flat(rows["hours"]), hour)) for hour in range(len(hours))]
    body = pa.Table.from_arrays(texts, names=[*names, *hours])
    sheet = Sheet(
        title, _titles(layout, month), [*headers, *hours], [*names, *[""] * len(hours)], body, layout
    )
    _add_strangers(sheet, rng)
    _add_rows(sheet, card, rows, rng)
    if layout.groups:
        sheet.upper = [_group(card, column) for column in sheet.names]
    return sheet


def _is_written(card: Table, rows: pa.Table, column: str) -> bool:
    is_needed = card.by_name[column].need is Need.REQUIRED
    return is_needed or rows[column].null_count < len(rows)


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks()


def _titles(layout: Layout, month: str) -> list[str]:
    shown_month = f"{month[:4]}年{int(month[4:])}月" if month else ""
    return [title.format(month=shown_month) for title in layout.titles]


def _group(card: Table, column: str) -> str:
    unit = card.by_name[column].unit if column in card.by_name else ""
    return {"元": "电费(元)", "kWh": "电量", "kvarh": "电量"}.get(unit, "基本信息")


def _add_strangers(sheet: Sheet, rng: random.Random) -> None:
    """Put columns between the others that no table knows."""
    for header in sheet.layout.dress.extra:
        place = rng.randrange(1, len(sheet.headers))
        values = pa.array([str(rng.randrange(100)) for _ in range(len(sheet.body))], pa.string())
        sheet.body = sheet.body.add_column(place, header, values)
        sheet.headers.insert(place, header)
        sheet.names = [*sheet.names[:place], "", *sheet.names[place:]]


def _add_rows(sheet: Sheet, card: Table, rows: pa.Table, rng: random.Random) -> None:
    """Repeat some rows, put blank ones between, and a total and a signature below."""
    layout, size = sheet.layout, len(sheet.body)
    parts = [sheet.body]
    if layout.repeated_rows and size > 10:
        again = sorted(rng.sample(range(size), min(layout.repeated_rows, size // 5)))
        parts.append(sheet.body.take(pa.array(again)))
    whole = pa.concat_tables(parts)
    if layout.blank_rows and len(whole) > 4:
        cut = rng.randrange(1, len(whole) - 1)
        blank = _line(whole, {}, layout.blank_rows)
        whole = pa.concat_tables([whole.slice(0, cut), blank, whole.slice(cut)])
    if layout.has_total:
        whole = pa.concat_tables([whole, _total(sheet, card, rows)])
    if layout.signature:
        whole = pa.concat_tables([whole, _line(whole, {whole.column_names[0]: layout.signature})])
    sheet.body = whole


def _line(body: pa.Table, values: dict[str, str], count: int = 1) -> pa.Table:
    columns = [pa.array([values.get(name)] * count, pa.string()) for name in body.column_names]
    return pa.Table.from_arrays(columns, names=body.column_names)


def _total(sheet: Sheet, card: Table, rows: pa.Table) -> pa.Table:
    line = {sheet.body.column_names[0]: "合计"}
    for name in filter(None, sheet.names):
        unit = card.by_name[name].unit
        if unit not in ADDED_UP or rows[name].null_count == len(rows):
            continue
        total = Decimal(pc.sum(rows[name]).as_py())
        if unit in sheet.layout.dress.scaled:
            total /= 10_000
        line[name] = f"{total.normalize():f}"
    return _line(sheet.body, line)


def _wide(card: Table, rows: pa.Table, layout: Layout, rng: random.Random, title: str) -> Sheet:
    """Return readings with one row a meter and one column for each register, under two rows of headers."""
    common = [
        column.name
        for column in card.columns
        if column.name not in (*REGISTER_FIELDS, "read_type") and _is_written(card, rows, column.name)
    ]
    first = _keyed(rows, common)
    taken: set[str] = set()
    headers = [header_of(card.by_name[name], layout.dress, rng, taken) for name in common]
    texts = [shown(card.by_name[name], _flat(first[name]), layout.dress, rng) for name in common]
    names, upper = list(common), [""] * len(common)
    for register_field, group in REGISTER_FIELDS.items():
        for code, label in REGISTERS.items():
            values = _register(rows, first, code, register_field)
            if values.null_count == len(values):
                continue
            texts.append(plain_number(values))
            headers.append(label)
            names.append(f"{register_field}|{code}")
            upper.append(group)
    body = pa.Table.from_arrays(texts, names=names)
    sheet = Sheet(title, _titles(layout, ""), headers, names, body, layout, upper)
    return sheet


def _keyed(rows: pa.Table, common: list[str]) -> pa.Table:
    """Return the different rows of some columns."""
    return rows.select(common).group_by(common, use_threads=False).aggregate([])


def _register(rows: pa.Table, first: pa.Table, code: str, name: str) -> pa.Array:
    """Return one register's values beside the rows that they belong to."""
    own = rows.filter(pc.equal(rows["read_type"], code))
    places = pc.index_in(_row_keys(own, first.column_names), _row_keys(first, first.column_names))
    found = np.full(len(first), -1)
    found[places.to_numpy()] = np.arange(len(own))
    return own[name].combine_chunks().take(pa.array(found, mask=found < 0))


def _row_keys(table: pa.Table, columns: list[str]) -> pa.Array:
    """Return each row of some columns as one text."""
    texts = [pc.fill_null(table[column].combine_chunks().cast(pa.string()), "") for column in columns]
    return pc.binary_join_element_wise(*texts, "|")


def _days(card: Table, rows: pa.Table, layout: Layout, rng: random.Random, title: str) -> Sheet:
    """Return daily usage with one row a customer and one column for each day of a month."""
    common = ["org_code", "cons_no", "cons_name", "asset_no"]
    first = _keyed(rows, common)
    taken: set[str] = set()
    headers = [header_of(card.by_name[name], layout.dress, rng, taken) for name in common]
    texts = [shown(card.by_name[name], _flat(first[name]), layout.dress, rng) for name in common]
    places = {number: n for n, number in enumerate(first["asset_no"].to_pylist())}
    days = sorted(set(rows["data_date"].to_pylist()))
    found: dict = {day: [None] * len(first) for day in days}
    for number, day, energy in zip(
        *(rows[c].to_pylist() for c in ("asset_no", "data_date", "day_pq")), strict=True
    ):
        found[day][places[number]] = energy
    kind = rows.schema.field("day_pq").type
    texts += [plain_number(pa.array(found[day], kind)) for day in days]
    names = [*common, *(day.isoformat() for day in days)]
    headers += [
        f"{day.month}月{day.day}日" if layout.dress.headers == "alias" else day.isoformat() for day in days
    ]
    return Sheet(title, _titles(layout, ""), headers, names, pa.Table.from_arrays(texts, names=names), layout)
