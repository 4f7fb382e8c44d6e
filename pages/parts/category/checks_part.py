"""A category's checks side by side: hits, yuan, how they changed; and what is off and why."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from analytics.pictures.album import pictures_of
from analytics.pictures.picture import CHECK
from analytics.results.run_checks import checks_in, off_because
from models import runs
from models.category import Category
from models.orm import Run
from models.people import Person
from pages.parts.category import choice as choosing
from pages.parts.category.choice import Choice
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.findings import overview

COLUMNS = (
    tables.Shown("check", "检查", width=tables.CHECK_PIXELS),
    tables.Shown("hits", "问题数(个)", "bar", width=80),
    tables.Shown("past", "历次", "line", width=72, help="此前各月的筛查、对比的那次和本次的问题数。"),
    tables.Shown("change", "较对比的筛查", width=86, help="问题数的变化。"),
    tables.Shown("yuan_change", "金额变化", width=80, help="少收、多收、其他金额合计,较对比的筛查。"),
    tables.Shown("objects", "对象(个)", "number", width=58),
    tables.Shown("under_yuan", "少收(元)", "money", width=100),
    tables.Shown("over_yuan", "多收(元)", "money", width=100),
    tables.Shown("other_yuan", "其他金额(元)", "money", width=100, help=overview.NOT_OWED),
)
PAST = ("past", "change", "yuan_change")
YUAN = ("under_yuan", "over_yuan", "other_yuan")


def show(run: Run, person: Person, choice: Choice) -> None:
    """Show the checks that ran as a table, a row each; a click narrows the page to one and lists its hits."""
    found = rows(run, person, choice)
    st.markdown(
        f"**各项检查** · {len(found)} 项已运行",
        help="点“看清单”只看这一项检查:下方清单列出它的命中,有“检查”的图一起变化。",
    )
    table = pd.DataFrame(found, columns=["code", *(column.name for column in COLUMNS)])
    has_past = bool(table.change.notna().any() or table.past.map(len).gt(1).any())
    most = max((row["hits"] for row in found), default=0) or 1
    idle = {name for name in YUAN if not any(row[name] for row in found)}
    idle |= set(PAST if not has_past else ("yuan_change",) if idle == set(YUAN) else ())
    clicked = tables.listing(
        table,
        [
            replace(column, most=most) if column.name == "hits" else column
            for column in COLUMNS
            if column.name not in idle
        ],
        key=f"checks-{choice.unit}-{choice.filters.get(CHECK.name, '')}",
        action="看清单",
        empty="这一类检查都没有运行,原因见下。",
        most_rows=9,
    )
    _off(run, choice.category)
    if clicked is not None:
        first = pictures_of(choice.category)[0]
        choosing.go(choice.narrowed({CHECK.name: table.iloc[clicked].code}, first.key))
        st.rerun()


def rows(run: Run, person: Person, choice: Choice) -> list[dict[str, Any]]:
    """Return the checks that ran, with the figures that the overview has, those with most hits first."""
    earlier = runs.comparable(lake().store, run)
    past = overview.runs_shown(run, earlier)
    by_run = {one.id: _by_check(person, one.id, choice) for one in [*past, *([earlier] if earlier else [])]}
    now = by_run.get(run.id) or _by_check(person, run.id, choice) or {}
    listed = []
    for one, outcome in checks_in(run):
        if one.category is not choice.category or outcome["state"] != "ran":
            continue
        own = now.get(one.code, {})
        hits = int(own.get("hits", 0))
        before = by_run.get(earlier.id) if earlier else None
        listed.append(
            {
                "code": one.code,
                "check": f"{one.code} {one.title}",
                "hits": hits,
                "past": [
                    int((known or {}).get(one.code, {}).get("hits", 0))
                    for known in (by_run[p.id] for p in past)
                ],
                "change": None
                if before is None
                else overview.change_in_words(hits, before.get(one.code, {}).get("hits", 0)),
                "yuan_change": None if before is None else _yuan_change(own, before.get(one.code, {})),
                "objects": int(own.get("objects", 0)),
                **{name: None if own.get(name) is None else float(own[name]) for name in YUAN},
            }
        )
    return sorted(listed, key=lambda row: (-row["hits"], row["code"]))


def _yuan_change(now: Mapping[str, Any], before: Mapping[str, Any]) -> str | None:
    """Say how the yuan of a check changed, whichever side they are on; nothing where it has none."""
    value, past = (sum(float(side.get(name) or 0) for name in YUAN) for side in (now, before))
    return overview.change_in_words(value, past) if value or past else None


def _by_check(person: Person, run_id: int, choice: Choice) -> dict[str, dict[str, Any]] | None:
    """Return a run's figures by check; None where its files are damaged."""
    found = overview.figures_if_whole(
        person, run_id, ("check_code",), org_prefix=choice.unit, category=choice.category.value
    )
    return None if found is None else {row["check_code"]: row for row in found}


def _off(run: Run, category: Category) -> None:
    """Say which checks did not run, which only in part, and why."""
    own = [(one, outcome) for one, outcome in checks_in(run) if one.category is category]
    off = [
        (
            f"{one.code} {one.title}",
            "出错" if outcome["state"] == "broken" else "停用",
            off_because(outcome["missing"]) if outcome["missing"] else "",
        )
        for one, outcome in own
        if outcome["state"] != "ran"
    ]
    partly = [
        (one, outcome["notes"]) for one, outcome in own if outcome["state"] == "ran" and outcome["notes"]
    ]
    if not off and not partly:
        st.caption("这一类的检查全部运行,没有因缺少数据而受影响的。")
        return
    lacking = [(f"{one.code} {one.title}", "数据不全", note) for one, notes in partly for note in notes]
    with st.expander(f"{len(off)} 项没有运行,{len(partly)} 项数据不全:查看原因"):
        why = pd.DataFrame(off + lacking, columns=["check", "state", "why"])
        shown = (
            tables.Shown("check", "检查", width=tables.CHECK_PIXELS),
            tables.Shown("state", "状态", width=80),
            tables.Shown("why", "原因"),
        )
        tables.listing(why, shown, key="checks-off")
