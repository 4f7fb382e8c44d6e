"""The ranked list: filters, capacity and random share, rows, and the Excel file to take along."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import streamlit as st

from analytics.loop.planning import Proposal, Wanted, propose, propose_rows
from analytics.ranking.listing import Narrowing, narrowed, page_of
from analytics.ranking.selection import PICKED_BY, RANKING, Capacity, save, select
from analytics.ranking.targets import ANOMALY
from models import marks, runs
from models.orm import Run
from models.people import Permission, Person
from models.rounding import share_as_set
from pages.parts.common import columns, download, file_names, long_exports, tables
from pages.parts.common.data import door_of, figures, findings, kept, lake
from pages.parts.common.units import unit_names
from pages.parts.exemptions import asking, note
from pages.parts.findings import filters, marking, target_rows, which_run
from pages.parts.frame.page_cards import page_file
from pages.parts.loop import plan_making
from reports.target_list import write_targets

WIDTHS = {
    **{"object_label": 66, "object_id": 128, "cons_no": 84, "name": 92, "unit_name": 100, "reasons": 184},
    **{"amount_yuan": 100, "score": 70},
}
LISTED = "listed_targets"
PLACE = "targets"  # whose columns are kept
COLUMNS = (
    tables.Shown("rank", "名次", "number", width=38),
    *target_rows.columns(WIDTHS),
    marking.COLUMN,
    tables.Shown(
        "probability", "查实可能", "percent", width=62, help="由各检查的查实率推出;积累核查结果后会更准。"
    ),
    target_rows.score(WIDTHS),
    tables.Shown("picked_label", "选取方式", width=66),
)


def capacity() -> Capacity | None:
    """Show how much can be inspected and return it, or None for the whole list."""
    jobs, share, seed, about = st.columns([2, 2, 2, 3], vertical_alignment="bottom")
    number = jobs.number_input(
        "每个供电所任务数",
        min_value=0,
        max_value=1000,
        value=20,
        step=5,
        key="jobs",
        bind="query-params",
        help="0 表示不限,列出全部目标。没有供电单位的对象合为一组,同样取这么多。",
    )
    percent = share.number_input(
        "其中随机抽取(%)",
        min_value=0,
        max_value=100,
        value=10,
        step=5,
        key="share",
        bind="query-params",
        help="先从该所全部在用客户中随机抽取,作为对照;其余按得分选取。",
    )
    chosen_seed = seed.number_input(
        "随机种子",
        min_value=1,
        max_value=999_999,
        value=1,
        key="seed",
        bind="query-params",
        help="同一种子抽出同样的客户,抽取结果可复核。",
    )
    if not number:
        about.caption("列出全部目标,不抽取随机对照。")
        return None
    chosen = Capacity(int(number), percent / 100, int(chosen_seed))
    about.caption(f"每所 {number} 个:随机 {chosen.random_jobs} 个,按得分 {number - chosen.random_jobs} 个。")
    return chosen


def show(run: Run, person: Person, wanted: Narrowing, limit: Capacity | None) -> None:
    """Show the list page by page, and offer it as an Excel file."""
    place = st.container()
    foot = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
    bar = place.container(horizontal=True, vertical_alignment="center")
    with bar:
        by, is_reversed = filters.SORTING.choose()
        wanted_columns = columns.chosen(COLUMNS, person, place=PLACE)
    door_version = door_of(person).data_version
    marked = marks.latest(lake().store) if wanted.mark else 0
    about = (person, door_version, marked, run.id, wanted, limit)
    total = _count(*about)
    with foot:
        offset = tables.paged(total, of=f"{wanted}-{limit}-{by}-{is_reversed}")
        if total and person.may(Permission.EXPORT):
            long_exports.offer_of(total, person)(
                f"导出 Excel 清单({total:,} 条)",
                lambda: _export(run, person, wanted, limit, by, wanted_columns, is_reversed=is_reversed),
                f"{file_names.of_results('稽查目标清单', run, person, wanted.unit)}.xlsx",
                key="export",
                primary=True,
            )
        if total:
            _offer_plan(run, person, wanted, limit, total)
    _note_exempted(run, person, wanted)
    table = marking.with_marks(_rows(*about, by, offset, is_reversed=is_reversed), wanted.check, person)
    with place:
        key = f"targets-{wanted}-{limit}-{by}-{is_reversed}-{offset}"
        row = target_rows.listing(
            table,
            target_rows.scaled(wanted_columns, table, target_rows.highest_score(person, run.id)),
            key=key,
            most_rows=20,
            is_part=total > len(table),
            sort=filters.SORTING.by_heading,
            selects=True,
        )
    picked = table.iloc[[one for one in tables.selected(key) if one < len(table)]]
    with bar:
        if len(picked):
            _act(run, person, wanted, picked, wanted_columns)
    if row is not None:
        picked = table.iloc[row]
        st.switch_page(
            page_file("object"),
            query_params=which_run.object_address(run, picked.object_type, picked.object_id),
        )


def _offer_plan(run: Run, person: Person, wanted: Narrowing, limit: Capacity | None, total: int) -> None:
    """Offer to make a plan of the list as it is narrowed.

    Where only category, check and unit narrow it, the plan's capacity is not spent on what has an open case, and the random
    control is drawn from all customers, whatever was found on them.
    """
    plain = Narrowing(category=wanted.category, check=wanted.check, unit=wanted.unit)
    if limit is None or wanted != plain or wanted.check == ANOMALY:
        about = f"列入这份清单的 {total:,} 个目标。"

        def as_listed() -> Proposal:
            return propose_rows(lake().store, door_of(person), run, _chosen(run, person, wanted, limit))

        plan_making.offer("制定稽查计划", about, as_listed, run, person, key="make_plan")
        return
    asked = Wanted(
        checks=(wanted.check,) if wanted.check else (),
        categories=(wanted.category,) if wanted.category else (),
        org_prefix=wanted.unit,
        jobs_per_unit=limit.jobs_per_unit,
        random_share=limit.random_share,
        seed=limit.seed,
    )
    share = f"其中随机抽取 {share_as_set(limit.random_share)}" if limit.random_share else "不抽随机对照"
    about = f"每所 {limit.jobs_per_unit} 个,{share}。"
    plan_making.offer(
        "制定稽查计划",
        about,
        lambda: propose(lake().store, door_of(person), run, asked),
        run,
        person,
        key="make_plan",
        wanted=asked,
    )


def _note_exempted(run: Run, person: Person, wanted: Narrowing) -> None:
    """Say how many hits of the category, check and unit are no targets because they are on the white list."""
    fits: dict[str, Any] = {"org_prefix": wanted.unit}
    if wanted.category:
        fits["category"] = wanted.category
    if wanted.check:
        fits["codes"] = (wanted.check,)
    [total] = figures(person, run.id, (), **fits)
    note.beside(run, total["exempted"], total["hits"])


def _chosen(run: Run, person: Person, wanted: Narrowing, limit: Capacity | None) -> Any:
    """Return the targets within the capacity, of them those that fit."""
    store, door, found = lake().store, door_of(person), findings(person, run)
    if limit is not None:
        targets = select(store, door, run, limit, org_prefix=wanted.unit)
    else:
        chance = ibis.null("float64")
        targets = found.targets().mutate(picked_by=ibis.literal(RANKING), inclusion_probability=chance)
    return narrowed(door, found, targets, wanted)


@kept
def _count(
    person: Person, data_version: int, marked: int, run_id: int, wanted: Narrowing, limit: Capacity | None
) -> int:
    """Return how many targets there are; beside what it is of, it holds for a state of the data and of the marks."""
    run = runs.get(lake().store, run_id)
    return int(_chosen(run, person, wanted, limit).count().execute())


@kept
def _rows(
    person: Person,
    data_version: int,
    marked: int,
    run_id: int,
    wanted: Narrowing,
    limit: Capacity | None,
    by: str,
    offset: int,
    *,
    is_reversed: bool,
) -> pd.DataFrame:
    """Return a page of the targets; it holds for a state of the data and of the marks."""
    door = door_of(person)
    targets = _chosen(runs.get(lake().store, run_id), person, wanted, limit)
    chosen = door.engine.kept(targets, LISTED)  # the names are looked up for one page, not for all
    some = page_of(door, chosen, by, is_reversed=is_reversed, limit=tables.PAGE_ROWS, offset=offset)
    found = some.to_pandas()
    door.engine.forget(LISTED)
    return _described(found, unit_names(person))


def _described(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    table = target_rows.described(table, names, WIDTHS["reasons"])
    return table.assign(
        expected_yuan=table.expected_yuan.astype("float64"),
        picked_label=table.picked_by.map(PICKED_BY),
        reasons=table.reasons.fillna("随机对照:没有发现问题"),
    )


def _act(
    run: Run, person: Person, wanted: Narrowing, picked: pd.DataFrame, shown: Sequence[tables.Shown]
) -> None:
    """Offer what can be done with the ticked targets."""
    st.caption(f"已勾选 {len(picked)} 个", width="content")
    marking.mark_selected(picked, wanted.check, person)
    asking.on_selected(picked, wanted.check, run, person)
    objects = list(zip(picked.object_type, picked.object_id, strict=True))
    plan_making.offer(
        "列入新计划",
        f"列入勾选的 {len(objects)} 个目标。",
        lambda: propose_rows(lake().store, door_of(person), run, _ticked(run, person, objects)),
        run,
        person,
        key="plan_picked",
    )
    if person.may(Permission.EXPORT):
        download.offer(
            "导出勾选的",
            lambda: _export_picked(run, person, objects, shown),
            f"{file_names.of_results('稽查目标(勾选)', run, person, wanted.unit)}.xlsx",
            key="export_picked",
        )


def _ticked(run: Run, person: Person, objects: Sequence[tuple[str, str]]) -> Any:
    """Return the ticked targets as an expression."""
    targets = findings(person, run).targets()
    keys = [f"{kind}:{number}" for kind, number in objects]
    chosen = targets.filter(targets.object_type.concat(":", targets.object_id).isin(keys))
    return chosen.mutate(picked_by=ibis.literal(RANKING), inclusion_probability=ibis.null("float64"))


def _export_picked(
    run: Run, person: Person, objects: Sequence[tuple[str, str]], shown: Sequence[tables.Shown]
) -> Path:
    """Write the ticked targets to a file."""
    door = door_of(person)
    chosen = _ticked(run, person, objects)
    facts = (("范围", f"勾选的 {len(objects)} 个目标"),)
    names = None if tuple(shown) == COLUMNS else [column.name for column in shown]
    return download.exported(
        lake().store,
        person,
        "targets",
        ".xlsx",
        lambda out: write_targets(door, run, chosen, out, facts=facts, shown=names),
        scope={"picked": len(objects)},
        run_id=run.id,
    )


def _export(
    run: Run,
    person: Person,
    wanted: Narrowing,
    limit: Capacity | None,
    by: str,
    shown: Sequence[tables.Shown],
    *,
    is_reversed: bool,
) -> Path:
    """Write the list as it is shown to a file, and keep the selection so that it can be repeated."""
    store, door = lake().store, door_of(person)
    facts = [
        ("供电单位", unit_names(person).get(wanted.unit, wanted.unit) or "全部单位"),
        ("稽查类别", wanted.category or "全部类别"),
        *filters.in_words(wanted),
        ("排序", filters.SORTING.in_words(by, is_reversed=is_reversed)),
    ]
    if limit is not None:
        number = save(store, door, run, limit, org_prefix=wanted.unit)
        facts.append(
            (
                "选取",
                f"第 {number} 次选取:每所 {limit.jobs_per_unit} 个,随机比例 {share_as_set(limit.random_share)},种子 {limit.seed}",
            )
        )
    chosen = _chosen(run, person, wanted, limit)
    names = None if tuple(shown) == COLUMNS else [column.name for column in shown]
    return download.exported(
        store,
        person,
        "targets",
        ".xlsx",
        lambda out: write_targets(
            door, run, chosen, out, facts=tuple(facts), by=by, is_reversed=is_reversed, shown=names
        ),
        scope=asdict(wanted)
        | {"text": None, "is_searched": bool(wanted.text)}
        | {"capacity": limit.jobs_per_unit if limit else None},
        run_id=run.id,
    )
