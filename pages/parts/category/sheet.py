"""The page on one sheet of paper for the meeting: a PDF of what the page shows just now."""

from pathlib import Path

from analytics.pictures.album import pictures_of
from analytics.pictures.layout import filters_in_words
from analytics.pictures.shown import line_of
from models import runs
from models.calendar import month_in_words
from models.orm import Run
from models.people import Permission, Person
from pages.parts.category import checks_part, data
from pages.parts.category import choice as choosing
from pages.parts.category.choice import Choice
from pages.parts.category.pictures_part import digits, said_of_now
from pages.parts.common import download, file_names
from pages.parts.common.data import door_of, lake
from pages.parts.common.units import full_unit_name
from pages.parts.findings import overview
from reports.category_sheet import Sheet, Shown, write_sheet
from reports.document import Comparison, Kpi


def offer(run: Run, person: Person, choice: Choice) -> None:
    """Show the button that makes the sheet, to those who may export."""
    if not person.may(Permission.EXPORT):
        return
    name = file_names.of_results(f"{choice.category.value}一页", run, person, choice.unit)
    download.offer("导出 PDF(一页)", lambda: _file(run, person, choice), f"{name}.pdf", key="export_sheet")


def _file(run: Run, person: Person, choice: Choice) -> Path:
    sheet = sheet_of(run, person, choice)
    return download.exported(
        lake().store,
        person,
        "category_sheet",
        ".pdf",
        lambda out: write_sheet(sheet, out),
        scope={"category": choice.category.value, "unit": choice.unit, **choice.filters},
        run_id=run.id,
    )


def sheet_of(run: Run, person: Person, choice: Choice) -> Sheet:
    """Return what the page shows, the picture whose rows are listed first."""
    names = data.names(person)
    known = choosing.dimensions(choice.category)
    narrowed = [
        f"{label}“{value}”" for label, value in filters_in_words(choice.filters, known.values(), names)
    ]
    filters = f"图按{'、'.join(narrowed)}筛选(没有这一项的图除外)。" if narrowed else ""
    ran = f"第 {run.id} 次筛查,数据截止 {run.as_of:%Y-%m-%d},{run.finished_at:%Y-%m-%d %H:%M} 运行。"
    return Sheet(
        title=f"{choice.category.value}稽查情况",
        unit=full_unit_name(person, choice.unit) if choice.unit else "全部单位",
        period=month_in_words(run.period),
        as_of=run.as_of.isoformat(),
        said=f"{ran}{filters}{said_of_now(run, person, choice)}",
        cards=_cards(run, person, choice),
        checks=checks_part.rows(run, person, choice),
        pictures=_drawn(run, person, choice),
        names=names,
    )


def _cards(run: Run, person: Person, choice: Choice) -> tuple[Kpi, ...]:
    earlier = runs.comparable(lake().store, run)
    now = overview.totals(person, run.id, choice.place)
    before = overview.totals_if_whole(person, earlier.id, choice.place) if earlier else None

    def card(label: str, name: str, unit: str, *, is_money: bool = False) -> Kpi:
        value, past = float(now[name] or 0), float(before[name] or 0) if before else 0.0
        changes = (Comparison("较上次", value / past - 1),) if past else ()
        return Kpi(label, value, "money" if is_money else "integer", unit, changes)

    return (
        card("疑似问题", "hits", "个"),
        card("少收(应追补)", "under_yuan", "元", is_money=True),
        card("多收(应退还)", "over_yuan", "元", is_money=True),
        card("目标对象", "targets", "个"),
    )


def _drawn(run: Run, person: Person, choice: Choice) -> list[Shown]:
    version, own_digits = door_of(person).data_version, digits(person, choice.unit)
    ordered = sorted(pictures_of(choice.category)[1:], key=lambda one: one.key != choice.of)
    shown = []
    for one in ordered:
        if data.missing(person, version, run.id, one.key):
            continue
        filters = {name: value for name, value in choice.filters.items() if name in one.dimensions}
        about = (person, version, run.id, one.key, choice.unit, own_digits, data.asked(filters))
        marks, points = data.marks(*about)
        if len(marks):
            shown.append(Shown(one, marks, line_of(one, run, choice.unit), points))
    return shown
