"""The ranked list: filters, capacity and random share, rows, and the Excel file to take along."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import streamlit as st

from analytics.ranking.selection import Capacity, save, select
from analytics.subjects import LABELS
from models.orm import Run
from models.people import Permission, Person
from pages.parts.common import download, file_names, tables
from pages.parts.common.categories import category_filter
from pages.parts.common.data import door_of, findings, lake
from pages.parts.common.units import unit_names
from pages.parts.common.words import PICKED_BY
from pages.parts.findings import target_rows, which_run
from pages.parts.frame.page_cards import page_file
from reports.target_list import write_targets

WIDTHS = {
    **{"object_label": 74, "object_id": 163, "cons_no": 84, "unit_name": 110, "reasons": 222},
    **{"amount_yuan": 104, "score": 84},
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    category: str | None = None
    unit: str = ""
    object_type: str | None = None
    text: str = ""


def filters(person: Person) -> Wanted:
    """Show the filters and return what was chosen; they are kept in the address."""
    names = unit_names(person)
    category, unit, kind, text = st.columns([2, 2, 2, 3])
    chosen_category = category_filter(category)
    chosen_unit = unit.selectbox(
        "供电单位",
        sorted(names),
        index=None,
        placeholder="全部单位",
        key="unit",
        bind="query-params",
        format_func=lambda code: str(names.get(code, code)),
    )
    chosen_kind = kind.selectbox(
        "对象类型",
        list(LABELS),
        index=None,
        placeholder="全部类型",
        key="kind",
        bind="query-params",
        format_func=lambda name: LABELS[name],
    )
    said = text.text_input(
        "户号 / 对象编号 / 检查编号", placeholder="输入其中一部分", key="text", bind="query-params"
    )
    return Wanted(chosen_category, chosen_unit or "", chosen_kind, (said or "").strip())


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


def show(run: Run, person: Person, wanted: Wanted, limit: Capacity | None) -> None:
    """Show the list page by page, and offer it as an Excel file."""
    chosen = _narrowed(_chosen(run, person, wanted, limit), wanted)
    total = int(chosen.count().execute())
    place = st.container()
    foot = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
    with foot:
        offset = tables.paged(total, key=f"page-{wanted}-{limit}")
        if total and person.may(Permission.EXPORT):
            download.offer(
                f"导出 Excel 清单({total:,} 条)",
                lambda: _export(run, person, wanted, limit),
                f"{file_names.of_results('稽查目标清单', run, person, wanted.unit)}.xlsx",
                key="export",
                primary=True,
            )
    table = _described(chosen.limit(tables.PAGE_ROWS, offset=offset).to_pandas(), unit_names(person))
    with place:
        key = f"targets-{wanted}-{limit}-{offset}"
        row = target_rows.listing(table, _columns(table), WIDTHS["reasons"], key=key, most_rows=20)
    if row is not None:
        picked = table.iloc[row]
        st.switch_page(
            page_file("object"),
            query_params=which_run.object_address(run, picked.object_type, picked.object_id),
        )


def _chosen(run: Run, person: Person, wanted: Wanted, limit: Capacity | None) -> Any:
    store, door = lake().store, door_of(person)
    if limit is not None:
        return select(store, door, run, limit, org_prefix=wanted.unit)
    ranked = findings(person, run).targets(org_prefix=wanted.unit)
    chance = ibis.null("float64")
    everything = ranked.mutate(picked_by=ibis.literal("ranking"), inclusion_probability=chance)
    return everything.order_by("rank")


def _narrowed(chosen: Any, wanted: Wanted) -> Any:
    if wanted.category:
        chosen = chosen.filter(chosen.categories.contains(wanted.category))
    if wanted.object_type:
        chosen = chosen.filter(chosen.object_type == wanted.object_type)
    if wanted.text:
        found = [chosen[name].contains(wanted.text) for name in ("cons_no", "object_id", "check_codes")]
        chosen = chosen.filter(found[0] | found[1] | found[2])
    return chosen


def _described(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    table = target_rows.described(table, names, WIDTHS["reasons"])
    return table.assign(
        expected_yuan=table.expected_yuan.astype("float64"),
        picked_label=table.picked_by.map(PICKED_BY),
        reasons=table.reasons.fillna("随机对照:没有发现问题"),
    )


def _columns(table: pd.DataFrame) -> tuple[tables.Shown, ...]:
    *known, score = target_rows.columns(table, WIDTHS)
    return (
        tables.Shown("rank", "名次", "number", width=42),
        *known,
        tables.Shown(
            "probability", "查实可能", "percent", width=70, help="由各检查的查实率推出;积累核查结果后会更准。"
        ),
        score,
        tables.Shown("picked_label", "选取方式", width=70),
    )


def _export(run: Run, person: Person, wanted: Wanted, limit: Capacity | None) -> Path:
    """Write the list to a file of its own, and keep the selection so that it can be repeated."""
    store, door = lake().store, door_of(person)
    facts = [
        ("供电单位", unit_names(person).get(wanted.unit, wanted.unit) or "全部单位"),
        ("稽查类别", wanted.category or "全部类别"),
    ]
    if limit is not None:
        number = save(store, door, run, limit, org_prefix=wanted.unit)
        facts.append(
            (
                "选取",
                f"第 {number} 次选取:每所 {limit.jobs_per_unit} 个,随机比例 {limit.random_share:.0%},种子 {limit.seed}",
            )
        )
    chosen = _narrowed(_chosen(run, person, wanted, limit), wanted)
    return download.exported(
        store,
        person,
        "targets",
        ".xlsx",
        lambda out: write_targets(door, run, chosen, out, facts=tuple(facts)),
        scope=asdict(wanted) | {"capacity": limit.jobs_per_unit if limit else None},
        run_id=run.id,
    )
