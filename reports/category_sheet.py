"""A category's page on one A4 sheet for the meeting: its figures, its checks, and as many of its pictures as fit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.pictures.layout import Layout, Names, in_words, laid_out
from analytics.pictures.picture import Dimension, Line, Measure, Picture
from reports.document import (
    Bars,
    Block,
    Column,
    Document,
    Kind,
    Kpi,
    KpiRow,
    Matrix,
    Paragraph,
    Section,
    Sentence,
    Stacked,
    Table,
)
from reports.paper import pdf

MOST_CHECKS, MOST_BARS, MOST_ROWS, MOST_COLUMNS, MOST_PARTS = 8, 10, 8, 8, 6
CHECKS = (
    Column("check", "检查"),
    Column("hits", "问题数(个)", "integer"),
    Column("objects", "对象(个)", "integer"),
    Column("under_yuan", "少收(元)", "money"),
    Column("over_yuan", "多收(元)", "money"),
    Column("other_yuan", "其他金额(元)", "money"),
)
LOOKS: dict[str, Kind] = {"percent": "rate", "money": "money"}


@dataclass(frozen=True)
class Shown:
    """A picture with the marks that the page shows of it, and the line that they are held against."""

    picture: Picture
    marks: pa.Table
    line: Line | None = None


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
    """Write the sheet as a PDF of one page and return how many pictures it has: as many as there is room for."""
    for count in range(len(sheet.pictures), -1, -1):
        left = len(sheet.pictures) - count
        document = document_of(replace(sheet, pictures=sheet.pictures[:count]), left_out=left)
        if pdf.pages(document) == 1 or not count:
            out.write_bytes(pdf.render(document).content)
            return count
    return 0


def document_of(sheet: Sheet, *, left_out: int = 0) -> Document:
    """Return the sheet as a document; `left_out` pictures stand on the page and found no room here."""
    some = [{**row} for row in sheet.checks if row["hits"]][:MOST_CHECKS]
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
    drawn = [block for one in sheet.pictures if (block := _block(one, sheet.names)) is not None]
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
        notes=(
            "所列均为系统筛查出的疑似问题,核实之前不作为差错认定和考核的依据。",
            *((f"页面上另有 {left_out} 张图,一页放不下,未列。",) if left_out else ()),
        ),
    )


def _block(shown: Shown, names: Names) -> Block | None:
    """Return a picture as paper has it; what no chart of paper can show stands as a table."""
    picture, layout = shown.picture, laid_out(shown.picture, shown.marks)
    if not layout.along:
        return None
    measure = picture.measures[0]
    first = _names(picture.by[0], names)
    match picture.kind:
        case "bars" | "columns" if len(picture.by) == 1:
            along = layout.along[:MOST_BARS]
            values = tuple(row[0] for row in layout.values(measure.name)[:MOST_BARS])
            target = shown.line.at if shown.line else None
            return Bars(
                picture.key,
                picture.title,
                tuple(map(first, along)),
                values,
                _kind(measure),
                measure.unit,
                target,
            )
        case "bars" | "columns":
            second = _names(picture.by[1], names)
            along, across = layout.along[:MOST_BARS], layout.across[:MOST_PARTS]
            parts = tuple(
                tuple(value or 0.0 for value in row[:MOST_PARTS])
                for row in layout.values(measure.name)[:MOST_BARS]
            )
            labels, series = tuple(map(first, along)), tuple(map(second, across))
            return Stacked(picture.key, picture.title, labels, series, parts, measure.unit, as_share=False)
        case "heat" if measure.look == "number" and len(picture.by) > 1:
            second = _names(picture.by[1], names)
            return Matrix(
                picture.key,
                picture.title,
                tuple(map(first, layout.along[:MOST_BARS])),
                tuple(map(second, layout.across)),
                tuple(tuple(row) for row in layout.values(measure.name)[:MOST_BARS]),
                measure.unit,
                corner=picture.by[0].label,
            )
        case "heat" | "lines" if len(picture.by) > 1:
            return _crossed(picture, layout, measure, first, _names(picture.by[1], names))
    return _listed(picture, layout, names)


def _crossed(
    picture: Picture,
    layout: Layout,
    measure: Measure,
    first: Callable[[str], str],
    second: Callable[[str], str],
) -> Table:
    """Return one measure with a row for each name along and a column for each across."""
    along, across = layout.along[-MOST_BARS:], layout.across[:MOST_COLUMNS]
    cells = dict.fromkeys(across, layout.cells)
    columns = {
        f"c{place}": [_plain(cells[name].get((one, name), {}).get(measure.name)) for one in along]
        for place, name in enumerate(across)
    }
    rows = pa.table(
        {"name": pa.array(list(map(first, along)), pa.string())}
        | {name: pa.array(values, pa.float64()) for name, values in columns.items()}
    )
    headings = [Column(f"c{place}", second(name), _kind(measure)) for place, name in enumerate(across)]
    return Table(picture.key, picture.title, (Column("name", picture.by[0].label), *headings), rows)


def _listed(picture: Picture, layout: Layout, names: Names) -> Table:
    """Return marks with all their measures, a row each."""
    marks = [
        ((along, across)[: len(picture.by)], layout.cells[along, across])
        for along in layout.along
        for across in layout.across
        if (along, across) in layout.cells
    ]
    if picture.kind == "cloud":  # its bins are many, and the largest say most
        marks.sort(key=lambda one: -(_plain(one[1][picture.measures[0].name]) or 0.0))
    marks = marks[:MOST_ROWS]
    columns = [Column(one.name, one.label) for one in picture.by]
    columns += [
        Column(one.name, one.label if one.look == "percent" else f"{one.label}({one.unit})", _kind(one))
        for one in picture.measures
    ]
    rows = {
        one.name: pa.array([in_words(one, key[place], names) for key, _ in marks], pa.string())
        for place, one in enumerate(picture.by)
    }
    rows |= {
        one.name: pa.array([_plain(mark[one.name]) for _, mark in marks], pa.float64())
        for one in picture.measures
    }
    return Table(picture.key, picture.title, tuple(columns), pa.table(rows))


def _names(dimension: Dimension, names: Names) -> Callable[[str], str]:
    return lambda value: in_words(dimension, value, names)


def _kind(measure: Measure) -> Kind:
    return LOOKS.get(measure.look, "number" if "/" in measure.unit else "integer")


def _plain(value: Any) -> float | None:
    return None if value is None or isinstance(value, str) else float(value)
