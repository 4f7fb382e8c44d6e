"""A category's page on one A4 sheet for the meeting: its figures, its checks and all of its pictures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.pictures.layout import Layout, Names, in_words, laid_out
from analytics.pictures.picture import Dimension, Line, Measure, Picture
from models.calendar import month_in_words
from reports.document import (
    Bars,
    Block,
    Cloud,
    Column,
    Document,
    Kind,
    Kpi,
    KpiRow,
    Matrix,
    Paragraph,
    Plot,
    Section,
    Sentence,
    Stacked,
    Table,
)
from reports.paper import pdf

MOST_LINES = 8
MOST_PARTS = 7  # of a bar: as many as there are patterns
ROWS = (20, 16, 12, 10, 8, 6, 5, 4)  # of the checks and of a picture: as many as leave room for all pictures
CHECKS = (
    Column("check", "检查"),
    Column("hits", "问题数(个)", "integer"),
    Column("objects", "对象(个)", "integer"),
    Column("under_yuan", "少收(元)", "money"),
    Column("over_yuan", "多收(元)", "money"),
    Column("other_yuan", "其他金额(元)", "money"),
)
OTHERS = "其余"
LOOKS: dict[str, Kind] = {"percent": "rate", "money": "money"}


@dataclass(frozen=True)
class Shown:
    """A picture with the marks that the page shows of it, and the line that they are held against."""

    picture: Picture
    marks: pa.Table
    line: Line | None = None
    points: pa.Table | None = None


@dataclass(frozen=True)
class Sheet:
    """What the sheet says: of whom, by which run, narrowed to what, and the figures of the page.

    `said` are facts of the heading in words, `cards` the page's own; `checks` are rows as its table has them, those
    with most hits first, `pictures` in the order in which they are wanted.
    """

    title: str
    unit: str
    period: str
    as_of: str
    said: str
    cards: tuple[Kpi, ...]
    checks: Sequence[Mapping[str, Any]]
    pictures: Sequence[Shown]
    names: Names


def write_sheet(sheet: Sheet, out: Path) -> int:
    """Write the sheet as a PDF of one page and return how many pictures it has.

    They are all, with as many names each as there is room for; only of more pictures than a page has it says how many it
    leaves out.
    """
    few = ROWS[-1]
    fitting = [(len(sheet.pictures), most) for most in ROWS]
    fitting += [(count, few) for count in range(len(sheet.pictures) - 1, -1, -1)]
    for count, most in fitting:
        left = len(sheet.pictures) - count
        document = document_of(replace(sheet, pictures=sheet.pictures[:count]), most, left_out=left)
        if pdf.pages(document) == 1 or not count:
            out.write_bytes(pdf.render(document).content)
            return count
    return 0


def document_of(sheet: Sheet, most: int, *, left_out: int = 0) -> Document:
    """Return the sheet as a document with at most so many names a picture; `left_out` pictures found no room here."""
    some = [{**row} for row in sheet.checks if row["hits"]][:most]
    names = [column.name for column in CHECKS]
    rows = pa.table(
        {
            name: pa.array(
                [row[name] for row in some],
                pa.string() if name == "check" else pa.float64(),
                from_pandas=True,
            )
            for name in names
        }
    )
    left = sum(bool(row["hits"]) for row in sheet.checks) - len(some)
    table = Table(
        "checks", "各项检查", CHECKS, rows, note=f"另有 {left} 项检查有命中,未列。" if left > 0 else ""
    )
    told = Paragraph((Sentence("said", sheet.said),))
    drawn = [block for one in sheet.pictures if (block := _block(one, sheet.names, most)) is not None]
    sections = [Section(1, "总体与各项检查", (KpiRow("cards", sheet.cards), told, table))]
    if drawn:
        sections.append(Section(2, "本类工作", tuple(drawn)))
    return Document(
        title=sheet.title,
        subtitle=f"({sheet.period})",
        issue_no="",
        unit=sheet.unit,
        period=sheet.period,
        made_on=date.today(),
        as_of=sheet.as_of,
        sections=tuple(sections),
        layout="sheet",
        notes=(
            "所列均为系统筛查出的疑似问题,核实之前不作为差错认定和考核的依据。",
            *((f"页面上另有 {left_out} 张图,一页放不下,未列。",) if left_out else ()),
        ),
    )


def _block(shown: Shown, names: Names, most: int) -> Block | None:
    """Return a picture as the sheet has it, with at most so many names where each takes a line."""
    picture, layout = shown.picture, laid_out(shown.picture, shown.marks)
    if not layout.along:
        return None
    measure, target = picture.measures[0], shown.line.at if shown.line else None
    first, second = (_names(one, names) for one in (picture.by[0], picture.by[-1]))
    several = len(picture.by) > 1
    match picture.kind:
        case "lines" | "columns":
            is_line = picture.kind == "lines"
            rows = layout.values(measure.name)
            across, parts = (layout.across[:MOST_LINES], rows) if is_line else _parts(layout, rows)
            return Plot(
                picture.key,
                _cut(picture.title, len(across), len(layout.across)) if is_line else picture.title,
                tuple(_short_month(picture.by[0], one, first) for one in layout.along),
                tuple(second(one) if several and one != OTHERS else one for one in across),
                tuple(tuple(row[: len(across)]) for row in parts),
                measure.unit,
                _kind(measure),
                is_line,
                target,
            )
        case "cloud":
            return _cloud(shown, layout)
        case "table":
            return _table_of(picture, layout, names, keys_in_order(picture, layout)[:most])
    along = layout.along[:most]
    labels, values = tuple(map(first, along)), layout.values(measure.name)[:most]
    title = _cut(picture.title, len(along), len(layout.along) + layout.left_out)
    if picture.kind == "heat":
        if measure.look != "number" or not several:
            return _crossed(picture, title, layout, along, names)
        across, cells = tuple(map(second, layout.across)), tuple(map(tuple, values))
        return Matrix(picture.key, title, labels, across, cells, measure.unit, corner=picture.by[0].label)
    if not several:
        return Bars(
            picture.key, title, labels, tuple(row[0] for row in values), _kind(measure), measure.unit, target
        )
    across, parts = _parts(layout, values)
    series = tuple(one if one == OTHERS else second(one) for one in across)
    filled = tuple(tuple(value or 0.0 for value in row) for row in parts)
    return Stacked(picture.key, title, labels, series, filled, measure.unit, as_share=False)


def _parts(
    layout: Layout, rows: Sequence[Sequence[float | None]]
) -> tuple[tuple[str, ...], Sequence[Sequence[float | None]]]:
    """Return the parts of bars with their values, the last of them all that have no pattern of their own."""
    if len(layout.across) <= MOST_PARTS:
        return layout.across, rows
    own = MOST_PARTS - 1
    return (*layout.across[:own], OTHERS), [
        [*row[:own], sum(value or 0.0 for value in row[own:])] for row in rows
    ]


def _cut(title: str, shown: int, every: int) -> str:
    """Return a title that says how many names there are where not all are shown."""
    return f"{title},共 {every} 项,列前 {shown} 项" if shown < every else title


def _short_month(dimension: Dimension, value: str, said: Callable[[str], str]) -> str:
    return month_in_words(value, is_short=True) if value and dimension.said == "month" else said(value)


def _cloud(shown: Shown, layout: Layout) -> Cloud:
    picture = shown.picture
    x, y = picture.axes
    first = picture.measures[0].name
    bins = [tuple(_plain(mark[name]) or 0.0 for name in (x, y, first)) for mark in layout.cells.values()]
    points = shown.points.to_pylist() if shown.points is not None else []
    return Cloud(
        picture.key,
        f"{picture.title}(圆:{picture.measures[0].label};菱形:不符)" if points else picture.title,
        picture.columns[x].label,
        picture.columns[y].label,
        tuple((one[0], one[1], one[2]) for one in bins),
        tuple((_plain(one[x]) or 0.0, _plain(one[y]) or 0.0) for one in points),
        shown.line.label if shown.line else "",
    )


def _crossed(picture: Picture, title: str, layout: Layout, along: Sequence[str], names: Names) -> Table:
    """Return one measure with a row for each name along and a column for each across."""
    measure, second = picture.measures[0], picture.by[-1]
    columns = {
        f"c{place}": [_plain(layout.cells.get((one, name), {}).get(measure.name)) for one in along]
        for place, name in enumerate(layout.across)
    }
    rows = pa.table(
        {"name": pa.array([in_words(picture.by[0], one, names) for one in along], pa.string())}
        | {name: pa.array(values, pa.float64()) for name, values in columns.items()}
    )
    headings = [
        Column(f"c{place}", in_words(second, name, names) if name else measure.label, _kind(measure))
        for place, name in enumerate(layout.across)
    ]
    return Table(picture.key, title, (Column("name", picture.by[0].label), *headings), rows)


def keys_in_order(picture: Picture, layout: Layout) -> list[tuple[str, ...]]:
    """Return the places of marks as a table has them, a row each."""
    return [
        (along, across)[: len(picture.by)]
        for along in layout.along
        for across in layout.across
        if (along, across) in layout.cells
    ]


def listed(picture: Picture, layout: Layout, names: Names) -> Table:
    """Return marks with all their measures, a row each in the order of `keys_in_order`."""
    return _table_of(picture, layout, names, keys_in_order(picture, layout))


def _table_of(picture: Picture, layout: Layout, names: Names, keys: Sequence[tuple[str, ...]]) -> Table:
    columns = [Column(one.name, one.label) for one in picture.by]
    columns += [
        Column(one.name, one.label if one.look == "percent" else f"{one.label}({one.unit})", _kind(one))
        for one in picture.measures
    ]
    rows = {
        one.name: pa.array([in_words(one, key[place], names) for key in keys], pa.string())
        for place, one in enumerate(picture.by)
    }
    rows |= {
        one.name: pa.array([_plain(layout.mark(key)[one.name]) for key in keys], pa.float64())
        for one in picture.measures
    }
    return Table(picture.key, picture.title, tuple(columns), pa.table(rows))


def _names(dimension: Dimension, names: Names) -> Callable[[str], str]:
    return lambda value: in_words(dimension, value, names)


def _kind(measure: Measure) -> Kind:
    return LOOKS.get(measure.look, "number" if "/" in measure.unit else "integer")


def _plain(value: Any) -> float | None:
    return None if value is None or isinstance(value, str) else float(value)
