"""Trying other values of a check's parameters before saving them: what appears, what disappears, in figures and lists."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

import pandas as pd
import streamlit as st

from analytics import parameters
from analytics.amounts import OWED
from analytics.check import Check, Parameter
from analytics.parameters import Levels, in_percent, measured, of_percent, tried, unit_in_words
from analytics.results.differences import BEFORE, State
from analytics.subjects import LABELS, SUBJECTS, kind_of, number_in_words
from analytics.tuning import Bench, Trial, between, range_of
from analytics.units import digits_below
from models.calendar import month_in_words
from models.company.parameters import WHOLE_COMPANY
from models.errors import MingjiError
from models.orm import Run
from models.people import Permission, Person
from pages.parts.common import address, charts, tables
from pages.parts.common.charts import wan_yuan
from pages.parts.common.data import lake
from pages.parts.common.units import unit_names
from pages.parts.findings.which_run import RUN, object_address
from pages.parts.frame.abandoned import watch
from pages.parts.frame.page_cards import page_file
from pages.parts.rules import curve, long_trials, thresholds, tried_cases
from pages.parts.rules.long_trials import Asked
from reports.two_runs_file import WORDS

UNIT, TRIED = "try_unit", "try"  # in the address
SHARE_STEP = 0.1  # of per cent
BENCH, SAVED = "mingji_bench", "mingji_parameter_saved"
LISTED: tuple[State, ...] = ("new", "gone", "changed")
FIGURES = (
    tables.Shown("hits_before", "现行命中", "number", width=80),
    tables.Shown("new", "出现", "number", width=60),
    tables.Shown("gone", "消失", "number", width=60),
    tables.Shown("changed", "金额变化", "number", width=76),
    tables.Shown("hits", "试算命中", "number", width=80),
    tables.Shown("new_yuan", "出现的金额(元)", "money", width=120),
    tables.Shown("gone_yuan", "消失的金额(元)", "money", width=120),
)
HITS = (
    tables.Shown("object_label", "对象类型", width=80),
    tables.Shown("number", "对象编号", "id", width=150),
    tables.Shown("cons_no", "户号", "id", width=96),
    tables.Shown("org_name", "供电单位", width=110),
    tables.Shown("before", "现行金额(元)", "money", width=104),
    tables.Shown("now", "试算金额(元)", "money", width=104),
    tables.Shown("said", "说明", width=430),
)


def section(one: Check, run: Run | None, person: Person) -> None:
    """Show a check's parameters, and let those who may change them try other values and save them."""
    st.markdown("**参数**")
    if not one.parameters:
        st.caption("这项检查没有可调的参数。")
        return
    if said := st.session_state.pop(SAVED, None):
        st.success(said)
    may = person.may(Permission.CONFIGURE)
    unit = _unit(person) if may else next(iter(person.units), WHOLE_COMPANY)
    thresholds.counting(one, run, person, unit)
    if may and run is not None:
        levels = thresholds.levels(one, run, person)
        values = _values(one, levels, unit)
        if values:
            _trial(Asked(one, run, unit, values), person, levels)
        if asked := long_trials.listed(one, person):
            _open(asked)
    elif may:
        st.info("先运行一次筛查,就可以在这里试算别的值。")
    thresholds.memory(one, run, person)


def _unit(person: Person) -> str:
    """Let a person choose whose parameters are shown and tried."""
    names = unit_names(person)
    whole = [WHOLE_COMPANY] if person.sees_everything else []
    options = [*whole, *sorted(names, key=lambda code: (len(code), code))] or list(person.units)
    asked = st.query_params.get(UNIT, WHOLE_COMPANY)
    chosen = asked if asked in options else options[0]
    st.session_state[UNIT] = chosen
    unit = st.selectbox(
        "适用单位",
        options,
        format_func=lambda code: unit_in_words(code, names),
        key=UNIT,
        width=280,
        help="这里选的单位及其下级都用这里的值,除非下级另有设定。",
        on_change=_other_unit,
    )
    return str(unit)


def _other_unit() -> None:
    st.query_params.pop(TRIED, None)
    st.query_params[UNIT] = st.session_state[UNIT]


def _open(asked: Mapping[str, Any]) -> None:
    """Show what a trial found that was put in line."""
    address.say({UNIT: asked["unit"], TRIED: _written_out(asked["values"]), RUN: str(asked["run"])})
    st.rerun()


def _written_out(values: Mapping[str, float]) -> str:
    """Return values as the address has them."""
    return ";".join(f"{name}:{value!r}" for name, value in values.items())


def _values(one: Check, levels: Levels, unit: str) -> dict[str, float]:
    """Let a person write other values and return those that the address names and that differ from what counts."""
    asked, counting = _asked(one), levels.values_for(unit)
    with st.form(f"try-{one.code}-{unit}", border=False):
        columns = st.columns(min(3, len(one.parameters)))
        written = {
            p.name: _input(
                columns[place % len(columns)],
                p,
                asked.get(p.name, counting[p.name]),
                # with what counts in the key: a field written in before shows the new value once that changes
                f"{one.code}-{unit}-{counting[p.name]}",
            )
            for place, p in enumerate(one.parameters)
        }
        if st.form_submit_button("试算", type="primary", key="try-it"):
            differing = {
                name: value
                for name, value in written.items()
                if value is not None and value != counting[name]
            }
            if differing:
                st.query_params[TRIED] = _written_out(differing)
            else:
                st.query_params.pop(TRIED, None)
                st.session_state[SAVED] = "与现行值相同,没有可以试算的改动。"
            st.rerun()
    return {name: value for name, value in asked.items() if value != counting[name]}


def _input(place: Any, p: Parameter, value: float | None, key: str) -> float | None:
    kind = int if p.is_whole else in_percent if p.is_share else float
    low, high, value = (None if one is None else kind(one) for one in (p.low, p.high, value))
    digits = 0 if p.is_whole else 4 if high is not None and high <= 10 else 2
    written = place.number_input(
        f"{p.label}({'%' if p.is_share else p.unit})" if p.unit else p.label,
        low,
        high,
        value,
        step=1 if p.is_whole else SHARE_STEP if p.is_share else 10.0**-digits,
        format="%d" if p.is_whole else f"%.{digits}f",
        placeholder="没有规定值",
        key=f"{key}-{p.name}",
    )
    return of_percent(written) if p.is_share and written is not None else written


def _asked(one: Check) -> dict[str, float]:
    """Return the values that the address names, of those that the check takes."""
    found = {}
    known = {p.name: p for p in one.parameters}
    for part in st.query_params.get(TRIED, "").split(";"):
        name, _, text = part.partition(":")
        try:
            value = float(text)
        except ValueError:
            continue
        if name in known and known[name].takes(value):
            found[name] = known[name].number(value)
    return found


def _trial(about: Asked, person: Person, levels: Levels) -> None:
    one, run, unit, values = about.one, about.run, about.unit, about.values
    bench = _bench(one, run)
    now = tried(one, levels, unit, values, run.as_of)
    with st.container(border=True, key="trial"):
        _head(one, run, unit, values, levels, person, bench)
        if bench.missing:
            st.info("这项检查按现有数据停用,试算没有结果。")
        elif long_trials.is_known(about, [(bench.moment, levels), (bench.moment, now)], bench, person):
            trial = bench.trial(levels, now, person)
            _figures(trial, one, unit)
            _by_unit(trial, person, unit)
            _lists(trial, one, run, person, unit)
            _curve(bench, about, person, levels)
        tried_cases.show(about, bench, person)
        _save(one, person, run, unit, values)


def _head(
    one: Check,
    run: Run,
    unit: str,
    values: Mapping[str, float],
    levels: Levels,
    person: Person,
    bench: Bench,
) -> None:
    known, counting = {p.name: p for p in one.parameters}, levels.values_for(unit)
    said = "、".join(
        f"{known[name].label} {measured(known[name], counting[name])} → {measured(known[name], value)}"
        for name, value in values.items()
    )
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**试算** · {unit_in_words(unit, unit_names(person))} · {said}")
        st.button("放弃试算", key="drop-trial", icon=":material/close:", on_click=_drop)
    changed = (
        " · 数据在那次筛查后有变化,两边都按现在的数据算"
        if bench.door.data_version != run.data_version
        else ""
    )
    st.caption(f"截止日 {run.as_of},期间 {month_in_words(run.period)},与现行值对比;命中含白名单{changed}")


def _drop() -> None:
    st.query_params.pop(TRIED, None)


def _bench(one: Check, run: Run) -> Bench:
    """Return this session's bench, made anew for another check, day or state of the data."""
    wanted = (one.code, run.as_of, run.period, lake().store.data_version())
    known: tuple[Any, Bench] | None = st.session_state.get(BENCH)
    if known is None or known[0] != wanted:
        known = st.session_state[BENCH] = (wanted, Bench(lake(), one, run.as_of, run.period))
    watch(known[1].door.engine)
    return known[1]


def _figures(trial: Trial, one: Check, unit: str) -> None:
    [found] = trial.figures(org_prefix=unit)
    kinds = {kind for kind in map(one.amount_kind, SUBJECTS) if kind}
    is_owed = kinds == {OWED}
    name = "、".join(sorted(kinds))
    cards = [
        ("命中", f"{found['hits_before']:,} → {found['hits']:,} 条", f"不变 {found['same']:,} 条"),
        ("出现", f"{found['new']:,} 条", _kind(name, found["new_yuan"])),
        ("消失", f"{found['gone']:,} 条", _kind(name, found["gone_yuan"])),
    ]
    if is_owed:
        cards += [
            (label, wan_yuan(float(found[side])), f"现行 {wan_yuan(float(found[f'{side}_before']))}")
            for label, side in (("少收(应追补)", "under_yuan"), ("多收(应退还)", "over_yuan"))
        ]
    elif kinds:
        now, before = (
            wan_yuan(float(found[f"under_yuan{suffix}"] + found[f"over_yuan{suffix}"]))
            for suffix in ("", BEFORE)
        )
        cards.append((f"{name}合计", now, f"现行 {before}"))
    for column, (label, value, said) in zip(st.columns(len(cards)), cards, strict=True):
        with column.container(border=True, gap=None):
            st.metric(label, value)
            st.caption(said)


def _kind(name: str, yuan: Any) -> str:
    return f"{name} {wan_yuan(float(yuan))}" if name else "不涉及金额"


def _by_unit(trial: Trial, person: Person, unit: str) -> None:
    names = unit_names(person)
    digits = digits_below(unit, names)
    rows = pd.DataFrame(trial.figures("unit", unit_digits=digits, org_prefix=unit))
    if rows.empty:
        return
    rows["name"] = [names.get(code, code) or "未归属" for code in rows.unit]
    money = [name for name in rows.columns if "yuan" in name]
    columns = (tables.Shown("name", "供电单位", width=200), *FIGURES)
    tables.listing(rows.astype(dict.fromkeys(money, "float64")), columns, key="trial-units", most_rows=5)


def _lists(trial: Trial, one: Check, run: Run, person: Person, unit: str) -> None:
    """List what appears, what disappears, or what has another amount, page by page; a click opens the object."""
    [counts] = trial.figures(org_prefix=unit)
    options = [state for state in LISTED if counts[state]]
    if not options:
        st.info("命中没有变化。")
        return
    state = st.segmented_control(
        "变化",
        options,
        default=options[0],
        format_func=lambda name: f"{'出现' if name == 'new' else WORDS[name]} {counts[name]:,} 条",
        key="trial-state",
        label_visibility="collapsed",
        required=True,
    )
    state = cast("State", state)
    place = st.container()
    offset = tables.paged(counts[state], key="trial_page", rows_per_page=20, of=state)
    wanted = trial.that_fit(state=state, org_prefix=unit).limit(20, offset=offset)
    rows = wanted.to_pyarrow().to_pylist()
    table = _table(trial, rows, one, person)
    with place:
        clicked = tables.listing(
            table,
            HITS,
            key=f"trial-list-{state}-{offset}",
            action="查看",
            most_rows=8,
            is_part=counts[state] > len(rows),
        )
    if clicked is not None:
        row = rows[clicked]
        query = object_address(run, row["object_type"], row["object_id"])
        st.switch_page(page_file("object"), query_params=query)


def _table(trial: Trial, rows: Sequence[dict[str, Any]], one: Check, person: Person) -> pd.DataFrame:
    """Return hits of a trial as its list shows them."""
    names = unit_names(person)
    return pd.DataFrame(
        [
            row
            | {
                "object_label": LABELS.get(kind_of(row["object_type"], one.code), row["object_type"]),
                "number": number_in_words(row["object_type"], row["object_id"], names),
                "org_name": names.get(row["org_code"] or "", row["org_code"]),
                "before": _yuan(row["amount_yuan_before"]),
                "now": _yuan(row["amount_yuan"]),
                "said": said,
            }
            for row, said in zip(rows, trial.sentences(rows), strict=True)
        ]
    )


def _yuan(value: Any) -> float | None:
    return None if value is None else float(value)


def _curve(bench: Bench, about: Asked, person: Person, levels: Levels) -> None:
    """Draw hits and yuan over the range of one parameter, the others as they are tried."""
    one, unit, values = about.one, about.unit, about.values
    known = {p.name: p for p in one.parameters}
    with st.expander("一个参数取不同值时的命中和金额"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.selectbox(
                "参数", list(known), format_func=lambda n: known[n].label, key=f"curve-{one.code}", width=260
            )
            p, counting = known[str(name)], levels.values_for(unit)[str(name)]
            usual = range_of(p, counting)
            low = _end("从", p, usual[0], f"curve-low-{one.code}-{name}")
            high = _end("到", p, usual[-1], f"curve-high-{one.code}-{name}")
            drawn = (one.code, unit, name, low, high, tuple(values.items()))
            if st.button("画曲线", key="draw-curve"):
                st.session_state["mingji_curve"] = drawn
        if st.session_state.get("mingji_curve") != drawn:
            st.caption("逐个取值重新计算,大公司要等一会儿。")
            return
        inner = between(p, min(low, high), max(low, high))
        points: list[float] = sorted(
            {*inner, *(each for each in (counting, values.get(str(name))) if each is not None)}
        )

        def at(value: float) -> Levels:
            return tried(one, levels, unit, {**values, str(name): value}, about.run.as_of)

        if long_trials.is_known(about, [(bench.moment, at(value)) for value in points], bench, person):
            units = [unit] if unit else list(person.units)
            found = bench.curve(at, points, units)
            curve.show(found, p, counting, values.get(str(name)), charts.wan)


def _end(label: str, p: Parameter, value: float, key: str) -> float:
    return (
        _input(
            st.container(width=140),
            Parameter(p.name, label, p.unit, p.low, p.high, None, is_whole=p.is_whole),
            value,
            key,
        )
        or 0
    )


def _save(one: Check, person: Person, run: Run, unit: str, values: Mapping[str, float]) -> None:
    with st.form("save-parameters", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        since = st.date_input(
            "生效日",
            run.as_of,
            format="YYYY-MM-DD",
            key="since",
            width=150,
            help="截止日在这一天或以后的筛查按新值判定,更早的仍按原值。",
        )
        reason = st.text_input("理由", key="reason", placeholder="为什么改,依据哪份通知或会议", width=420)
        if st.form_submit_button("保存这些值", key="save-them"):
            _written(one, person, unit, values, cast("date", since), reason)


def _written(
    one: Check, person: Person, unit: str, values: Mapping[str, float], since: date, reason: str
) -> None:
    try:
        numbers = parameters.save(lake().store, person, one, unit, values, since=since, reason=reason)
    except MingjiError as error:
        st.error(str(error))
        return
    st.query_params.pop(TRIED, None)
    said = "、".join(str(number) for number in numbers)
    st.session_state[SAVED] = f"已保存(第 {said} 条),下次筛查按新值判定;已有的筛查不变。"
    st.rerun()
