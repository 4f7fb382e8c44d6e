"""Two screenings side by side on the screen; which two, and what of them, stands in the address."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pandas as pd
import streamlit as st

from analytics.results.differences import STATES, State
from analytics.results.two_runs import TwoRuns
from analytics.rulebook import card_of
from analytics.units import digits_below
from models import runs
from models.calendar import month_in_words
from models.orm import Run
from models.people import Permission, Person
from pages.parts.common import download, file_names, long_exports, tables
from pages.parts.common.charts import wan_yuan
from pages.parts.common.data import door_of, figures, lake
from pages.parts.common.units import unit_names
from pages.parts.findings.which_run import RUN, choice, described_run
from pages.parts.frame.page_cards import page_file
from reports.two_runs_file import WORDS, described, how_compared, write_two_runs

WITH = "with"
FIGURES = (
    tables.Shown("hits_before", "较早问题数", "number", width=80),
    tables.Shown("new", "新增", "number", width=54),
    tables.Shown("gone", "消失", "number", width=54),
    tables.Shown("changed", "金额变化", "number", width=70, help="仍在,而金额不同。"),
    tables.Shown("hits", "较晚问题数", "number", width=80),
    tables.Shown("under_yuan_before", "较早少收(元)", "money", width=104),
    tables.Shown("under_yuan", "较晚少收(元)", "money", width=104),
    tables.Shown("over_yuan_before", "较早多收(元)", "money", width=104),
    tables.Shown("over_yuan", "较晚多收(元)", "money", width=104),
)
WHY_WIDTH = 192
HITS = (
    tables.Shown("word", "变化", width=66),
    tables.Shown("check", "检查", width=150),
    tables.Shown("object_label", "对象类型", width=70),
    tables.Shown("number", "对象编号", "id", width=168),
    tables.Shown("cons_no", "户号", "id", width=88),
    tables.Shown("org_name", "供电单位", width=100),
    tables.Shown("amount_yuan_before", "较早金额(元)", "money", width=94),
    tables.Shown("amount_yuan", "较晚金额(元)", "money", width=94),
    tables.Shown("why", "原因", width=WHY_WIDTH, help="两次之间与这个对象有关的差别,可能不止一个。"),
)


@dataclass(frozen=True)
class Place:
    """What of two runs is listed."""

    state: State | None
    code: str
    unit: str

    @property
    def fits(self) -> dict[str, Any]:
        """Return the place as what hits are filtered by."""
        return {"state": self.state, "code": self.code, "org_prefix": self.unit}


def choose(later: Run, person: Person) -> TwoRuns | None:
    """Let a person choose the two runs; the address names both. None where there is only one."""
    known = {one.id: one for one in runs.history(lake().store)}
    others = [number for number in known if number != later.id]
    if not others:
        st.info("只有一次筛查,还没有可以对比的。再筛查一次后,可在这里并排查看。")
        return None
    asked = st.query_params.get(WITH, "")
    usual = runs.comparable(lake().store, later)
    chosen = int(asked) if asked.isdecimal() and int(asked) in others else usual.id if usual else others[0]
    st.session_state[WITH] = chosen
    with st.container(horizontal=True, vertical_alignment="center"):
        st.selectbox(
            "另一次",
            others,
            format_func=lambda number: described_run(known[number]),
            key=WITH,
            on_change=lambda: st.query_params.update({WITH: str(st.session_state[WITH])}),
            label_visibility="collapsed",
            width=350,
        )
        st.markdown("与")
        choice(later)
    st.query_params[WITH] = str(chosen)
    earlier, later = sorted((known[chosen], later), key=lambda run: (run.period, run.id))
    st.caption(
        f"较早:第 {earlier.id} 次({month_in_words(earlier.period)}) · 较晚:第 {later.id} 次({month_in_words(later.period)}) · "
        f"{how_compared(TwoRuns(lake().store, door_of(person), earlier, later))}"
    )
    return TwoRuns(lake().store, door_of(person), earlier, later)


def key_figures(both: TwoRuns, place: Place) -> None:
    """Show how many hits are new, gone, still there and changed, and the yuan before and now, of check and unit."""
    [found] = both.figures(code=place.code, org_prefix=place.unit)
    staying = found["changed"] + found["same"]
    cards = (
        ("新增", f"{found['new']:,} 个", f"应收差额 {wan_yuan(float(found['new_yuan']))}"),
        ("消失", f"{found['gone']:,} 个", f"应收差额 {wan_yuan(float(found['gone_yuan']))}"),
        ("仍在", f"{staying:,} 个", f"其中金额变化 {found['changed']:,} 个"),
        ("少收(应追补)", wan_yuan(float(found["under_yuan"])), _before(found["under_yuan_before"])),
        ("多收(应退还)", wan_yuan(float(found["over_yuan"])), _before(found["over_yuan_before"])),
    )
    for column, (label, value, said) in zip(st.columns(len(cards)), cards, strict=True):
        with column.container(border=True, gap=None):
            st.metric(label, value)
            st.caption(said)


def note_exempted(both: TwoRuns, person: Person, place: Place) -> None:
    """Say how many of the hits are on the white list: what two runs found is compared as it was stored."""
    fits: dict[str, Any] = {"org_prefix": place.unit} | ({"codes": (place.code,)} if place.code else {})
    earlier, later = (
        figures(person, run.id, (), **fits)[0]["exempted"] for run in (both.earlier, both.later)
    )
    if earlier or later:
        st.caption(f"对比的是所存的全部命中,含在白名单的:较早 {earlier:,} 条,较晚 {later:,} 条。")


def place() -> Place:
    """Show what is listed and the way back to all, and return it."""
    query = st.query_params
    state = st.segmented_control(
        "变化",
        list(STATES),
        format_func=lambda name: WORDS[name],
        key="state",
        label_visibility="collapsed",
        bind="query-params",
    )
    chosen = Place(cast("State | None", state), query.get("check", ""), query.get("unit", ""))
    if chosen.code or chosen.unit:
        names = [name for name in (chosen.code, chosen.unit) if name]
        st.button(
            f"只看 {'、'.join(names)};改看全部", key="everything", type="tertiary", on_click=_everything
        )
    return chosen


def by_check(both: TwoRuns, place: Place) -> None:
    """List how the checks differ; a click lists only the hits of one."""
    rows = both.figures("check_code", org_prefix=place.unit)
    table = pd.DataFrame(rows)
    if len(table):
        table["name"] = [f"{code} {card_of(code).title}" for code in table.check_code]
    columns = (tables.Shown("name", "检查", width=230), *FIGURES)
    clicked = tables.listing(
        _as_shown(table), columns, key=f"by-check-{place.unit}", action="只看", most_rows=6
    )
    _go("check", clicked, lambda row: table.iloc[row].check_code)


def by_unit(both: TwoRuns, place: Place, person: Person) -> None:
    """List how the units below differ; a click lists only the hits of one."""
    names = unit_names(person)
    digits = digits_below(place.unit, names)
    table = pd.DataFrame(both.figures("unit", unit_digits=digits, code=place.code, org_prefix=place.unit))
    if len(table):
        table["name"] = [names.get(code, code) or "未归属" for code in table.unit]
    columns = (tables.Shown("name", "供电单位", width=230), *FIGURES)
    key = f"by-unit-{place.code}-{place.unit}"
    clicked = tables.listing(_as_shown(table), columns, key=key, action="只看", most_rows=6)
    _go("unit", clicked, lambda row: table.iloc[row].unit)


def objects(both: TwoRuns, place: Place, person: Person) -> None:
    """List the hits page by page, each with why; a click opens the object in the run that has it."""
    wanted = both.that_fit(**place.fits)
    total = int(wanted.count().execute())
    st.markdown("**明细** · 有变化的在前,金额大的在前")
    listed = st.container()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        offset = tables.paged(total, of=f"{both.earlier.id}-{both.later.id}-{place}")
        if total and person.may(Permission.EXPORT):
            long_exports.offer_of(total, person)(
                f"导出 Excel({total:,} 条)",
                lambda: _export(both, place, person),
                _file_name(both, place, person),
                key="export",
                primary=True,
            )
    rows = wanted.limit(tables.PAGE_ROWS, offset=offset).to_pyarrow().to_pylist()
    found = described(both, rows, unit_names(person))
    table = pd.DataFrame(found)
    if len(table):
        table["check"] = table.code + " " + table.title
    with listed:
        key = f"two-runs-{both.earlier.id}-{both.later.id}-{place}-{offset}"
        wraps = not all(tables.fits(row["why"] or "", WHY_WIDTH) for row in found)
        clicked = tables.listing(
            _as_shown(table),
            HITS,
            key=key,
            action="查看",
            most_rows=16,
            wraps=wraps,
            is_part=total > len(found),
        )
    if clicked is not None:
        row = found[clicked]
        run = both.earlier if row["state"] == "gone" else both.later
        query = {"type": row["object_type"], "id": row["object_id"], RUN: str(run.id)}
        st.switch_page(page_file("object"), query_params=query)


def _export(both: TwoRuns, place: Place, person: Person) -> Path:
    both = replace(both, door=door_of(person))
    return download.exported(
        lake().store,
        person,
        "two_runs",
        ".xlsx",
        lambda out: write_two_runs(both, out, unit_names(person), **place.fits),
        scope={"earlier": both.earlier.id, **place.fits},
        run_id=both.later.id,
    )


def _file_name(both: TwoRuns, place: Place, person: Person) -> str:
    name = file_names.of_results("筛查对比", both.later, person, place.unit)
    return f"{name}与第{both.earlier.id}次.xlsx"


def _before(yuan: Any) -> str:
    return f"较早一次 {wan_yuan(float(yuan))}"


def _as_shown(table: pd.DataFrame) -> pd.DataFrame:
    money = [name for name in table.columns if "yuan" in name]
    return table.astype(dict.fromkeys(money, "float64"))


def _go(name: str, clicked: int | None, of_row: Callable[[int], str]) -> None:
    if clicked is not None and (value := of_row(clicked)):
        st.query_params[name] = value
        st.rerun()


def _everything() -> None:
    for name in ("check", "unit"):
        st.query_params.pop(name, None)
