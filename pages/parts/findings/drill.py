"""The drill-down: category → check → unit → object, with its place in the address."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import streamlit as st

from analytics.check import Check
from analytics.ranking.listing import Narrowing, narrowed, page_of
from analytics.ranking.selection import RANKING
from analytics.rulebook import checks
from analytics.units import digits_below
from models.calendar import month_in_words
from models.category import Category
from models.orm import Run
from models.people import Permission, Person
from pages.parts.common import address, charts, columns, download, file_names, long_exports, tables
from pages.parts.common.data import door_of, figures, findings, kept, lake, run_of
from pages.parts.common.units import unit_names
from pages.parts.findings import filters, marking, target_rows, which_run
from pages.parts.frame.page_cards import page_file
from reports.target_list import write_targets

MEASURES = {
    "hits": "问题数(个)",
    "owed_yuan": "应收差额(元)",
    "other_yuan": "其他金额(元)",
    "objects": "对象数(个)",
}
CATEGORIES = {category.value: category for category in Category}
WIDTHS = {
    **{"object_label": 84, "object_id": 130, "cons_no": 92, "name": 128, "unit_name": 108, "reasons": 250},
    **{"amount_yuan": 110, "score": 100},
}
PLACE = "objects"  # whose columns are kept
PICK_CHECK = "pick_check"  # of categories, and one step down of checks
COLUMNS = (*target_rows.columns(WIDTHS), marking.COLUMN, target_rows.score(WIDTHS))


@dataclass(frozen=True)
class Place:
    """Where in the drill-down one is; an empty part is not chosen yet."""

    category: str = ""
    check: str = ""
    unit: str = ""

    @property
    def fits(self) -> dict[str, Any]:
        """Return the place as what findings are filtered by."""
        chosen: dict[str, Any] = {"org_prefix": self.unit}
        if self.category:
            chosen["category"] = self.category
        if self.check:
            chosen["codes"] = (self.check,)
        return chosen

    def holds(self, one: Check) -> bool:
        """Return whether a check belongs to the place."""
        return self.category in ("", one.category.value) and self.check in ("", one.code)


def path(person: Person) -> Place:
    """Show the way back up and return where one is."""
    query = st.query_params
    place = Place(query.get("category", ""), query.get("check", ""), query.get("unit", ""))
    names = unit_names(person)
    steps = [("全部类别", Place(unit=place.unit))]
    if place.category:
        steps.append((place.category, Place(place.category, unit=place.unit)))
    if place.check:
        title = checks()[place.check].title if place.check in checks() else place.check
        steps.append((f"{place.check} {title}", place))
    if place.unit:
        steps.append((names.get(place.unit, place.unit), place))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for number, (label, target) in enumerate(steps):
            is_here = number == len(steps) - 1
            st.button(
                label, key=f"step{number}", type="tertiary", disabled=is_here, on_click=_go, args=(target,)
            )
            if not is_here:
                st.markdown("›")
        if place.unit:
            st.button(
                "全部单位",
                key="all_units",
                type="tertiary",
                on_click=_go,
                args=(Place(place.category, place.check),),
            )
        if place.category in CATEGORIES:
            st.page_link(
                page_file(CATEGORIES[place.category].folder),
                label=f"打开“{place.category}”专页",
                icon=":material/open_in_new:",
                query_params={
                    name: value for name, value in (("unit", place.unit), ("check", place.check)) if value
                },
            )
    return place


def measure() -> str:
    """Show the choice of what the bars measure and return it."""
    chosen = st.segmented_control(
        "条形长度",
        list(MEASURES),
        format_func=lambda name: MEASURES[name],
        default="hits",
        key="measure",
        label_visibility="collapsed",
        bind="query-params",
    )
    return chosen or "hits"


def by_category_or_check(run: Run, person: Person, place: Place, measured: str) -> None:
    """Show the categories, or the checks of the chosen category; a click goes one step down."""
    period = month_in_words(run.period)
    with st.container(border=True, height="stretch"):
        if not place.category:
            rows = figures(person, run.id, ("category",), org_prefix=place.unit)
            clicked = charts.bars(
                rows,
                "category",
                measured,
                pick=PICK_CHECK,
                key=f"categories-{place.unit}-{measured}",
                title=f"**按稽查类别** · {MEASURES[measured]} · {period}",
                help_text="点击条形查看该类别的各项检查;不用鼠标时在右侧选择。",
                choose="类别",
            )
            if clicked:
                _step(Place(clicked, "", place.unit))
            return
        rows = figures(person, run.id, ("check_code",), org_prefix=place.unit, category=place.category)
        names = {code: f"{code} {one.title}" for code, one in checks().items()}
        key = f"checks-{place.category}-{place.check}-{place.unit}-{measured}"
        clicked = charts.bars(
            rows,
            "check_code",
            measured,
            key=key,
            pick=PICK_CHECK,
            title=f"**{place.category}:按检查** · {MEASURES[measured]} · {period}",
            help_text="点击条形只看这一项检查;不用鼠标时在右侧选择。",
            choose="检查",
            chosen=place.check or None,
            names=names,
        )
        if clicked and clicked != place.check:
            _step(Place(place.category, clicked, place.unit))


def by_unit(run: Run, person: Person, place: Place, measured: str) -> None:
    """Show the units below the chosen one; a click goes one step down."""
    names = unit_names(person)
    digits = digits_below(place.unit, names)
    period = month_in_words(run.period)
    with st.container(border=True, height="stretch"):
        rows = figures(person, run.id, ("unit",), unit_digits=digits, **place.fits)
        rows = [row | {"unit": row["unit"] or ""} for row in rows]
        key = f"units-{place.category}-{place.check}-{place.unit}-{measured}"
        clicked = charts.bars(
            rows,
            "unit",
            measured,
            key=key,
            pick="pick_unit",
            title=f"**按供电单位** · {MEASURES[measured]} · {period}",
            help_text="点击条形查看下一级单位,不用鼠标时在右侧选择;没有供电单位的问题归入“未归属”。",
            choose="单位",
            names=names | {"": "未归属"},
        )
        if clicked and clicked != place.unit:
            _step(Place(place.category, place.check, clicked))


def objects(run: Run, person: Person, place: Place) -> None:
    """Show the objects at this place page by page, the most worth looking at first; a click opens one."""
    st.markdown(
        f"**对象清单** · {_counted(person, run.id, place)}",
        help="点“查看”打开对象详情;查找和排序都针对整个清单。更多筛选和导出见稽查目标页。",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = filters.words(st, "text", 300)
        by, is_reversed = filters.SORTING.choose()
        wanted_columns = columns.chosen(COLUMNS, person, place=PLACE)
    list_place = st.container()
    version = door_of(person).data_version  # names are of today
    total = _fitting(person, version, run.id, place, text)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        offset = tables.paged(total, key="list_page", of=f"{place}-{text}-{by}-{is_reversed}")
        if total and person.may(Permission.EXPORT):
            long_exports.offer_of(total, person)(
                f"导出 Excel({total:,} 条)",
                lambda: _export(person, run, place, text, by, wanted_columns, is_reversed=is_reversed),
                f"{file_names.of_results('对象清单', run, person, place.unit)}.xlsx",
                key="export",
            )
    table = _objects_at(person, version, run.id, place, text, by, offset, is_reversed=is_reversed)
    with list_place:
        key = f"objects-{place}-{text}-{by}-{is_reversed}-{offset}"
        empty = "没有符合条件的对象。" if text else "这里没有发现问题。"
        table = marking.with_marks(table, place.check, person)
        row = target_rows.listing(
            table,
            target_rows.scaled(wanted_columns, table, target_rows.highest_score(person, run.id)),
            key=key,
            empty=empty,
            is_part=total > len(table),
            sort=filters.SORTING.by_heading,
        )
    if row is not None:
        chosen = table.iloc[row]
        st.switch_page(
            page_file("object"),
            query_params=which_run.object_address(run, chosen.object_type, chosen.object_id),
        )


@kept
def target_count(person: Person, run_id: int, place: Place) -> int:
    """Return how many targets there are at a place."""
    return findings(person, run_of(run_id)).target_count(**place.fits)


@kept
def _counted(person: Person, run_id: int, place: Place) -> str:
    """Say how many objects there are here, and how many of them no check but only their use of power brought in."""
    ranked = _ranked(person, run_id, place)
    counts = ranked.agg(all=ranked.count(), unhit=(ranked.hits == 0).sum())
    everything, unhit = (int(value or 0) for value in counts.to_pandas().iloc[0])
    said = f"共 {everything:,} 个"
    if unhit:
        said += f"({everything - unhit:,} 个有检查命中,{unhit:,} 个仅因用电显著异常)"
    return said


@kept
def _fitting(person: Person, data_version: int, run_id: int, place: Place, text: str) -> int:
    return int(_with_text(person, run_id, place, text).count().execute())


@kept
def _objects_at(
    person: Person,
    data_version: int,
    run_id: int,
    place: Place,
    text: str,
    by: str,
    offset: int,
    *,
    is_reversed: bool,
) -> pd.DataFrame:
    found = _with_text(person, run_id, place, text)
    some = page_of(door_of(person), found, by, is_reversed=is_reversed, limit=tables.PAGE_ROWS, offset=offset)
    return target_rows.described(some.to_pandas(), unit_names(person), WIDTHS["reasons"])


def _export(
    person: Person,
    run: Run,
    place: Place,
    text: str,
    by: str,
    shown: Sequence[tables.Shown],
    *,
    is_reversed: bool,
) -> Path:
    """Write the list as it is shown to a file."""
    found = _with_text(person, run.id, place, text).mutate(picked_by=ibis.literal(RANKING))
    where = [place.category, place.check, unit_names(person).get(place.unit, place.unit)]
    facts = (
        ("范围", " › ".join(part for part in where if part) or "全部类别、全部单位"),
        *filters.in_words(Narrowing(text=text)),
        ("排序", filters.SORTING.in_words(by, is_reversed=is_reversed)),
    )
    names = None if tuple(shown) == COLUMNS else [column.name for column in shown]
    return download.exported(
        lake().store,
        person,
        "targets",
        ".xlsx",
        lambda out: write_targets(
            door_of(person), run, found, out, facts=facts, by=by, is_reversed=is_reversed, shown=names
        ),
        scope=asdict(place) | {"is_searched": bool(text)},
        run_id=run.id,
    )


def _with_text(person: Person, run_id: int, place: Place, text: str) -> Any:
    found = findings(person, run_of(run_id))
    return narrowed(door_of(person), found, _ranked(person, run_id, place), Narrowing(text=text))


def _ranked(person: Person, run_id: int, place: Place) -> Any:
    return findings(person, run_of(run_id)).targets_hit(**place.fits)


def _step(place: Place) -> None:
    _go(place)
    st.rerun()


def _go(place: Place) -> None:
    address.say({"category": place.category, "check": place.check, "unit": place.unit})
