"""The top of the overview: what was screened, how fresh it is, and the key figures against the run before."""

from datetime import date
from typing import Any

import streamlit as st

from analytics import screening
from analytics.results.run_checks import checks_in
from models import jobs, runs
from models.calendar import month_in_words
from models.data import batches
from models.errors import DataDamaged
from models.orm import Run
from models.people import Permission, Person, Role
from pages.parts.common.charts import wan_yuan
from pages.parts.common.data import door_of, figures, kept, lake, latest_run, run_of
from pages.parts.exemptions import note as exempted
from pages.parts.findings import drill, settings, which_run
from pages.parts.findings.drill import Place
from pages.parts.imports import first_files

SPARK_RUNS = 12
ASKED, BEGINNING = "screening_asked", "screening_begins"
UNCHANGED = "持平"
LINE = "折线依次为此前各月的筛查、对比的那次和本次。"
LEAST_CHANGE = 0.0005  # less is 0.0% when it is written
RISE_IS_BAD = ("hits", "over_yuan")
NOT_OWED = "在途资金、账面差额、经手资金、参考值不追不退,不计入。"


def shown_run(person: Person) -> Run:
    """Return the screening that a page shows; before the first one say what to do next, and end the page there."""
    run = which_run.shown_run()
    if run is None:
        first_steps(person)
        st.stop()
    return run


def first_steps(person: Person) -> None:
    """Say what to do next where nothing has been screened yet."""
    if _says_is_going_on(None):
        return
    if any(door_of(person).rows(name) for name in door_of(person).tables):
        _first_screening(person)
        return
    first_files.ask_for("还没有数据", "营销系统的导出文件", person)


def screen_next() -> None:
    """Ask for a screening that the overview starts by itself as soon as it is shown."""
    st.session_state[ASKED] = True


def screen_if_asked(person: Person) -> None:
    """Run the screening that was asked for on another page, as of the day of the imported data."""
    if ASKED not in st.session_state or not person.may(Permission.SELECT):
        return
    st.session_state.pop(ASKED)
    _screen(person, _day_of_data(person), None)


def _first_screening(person: Person) -> None:
    """Offer the first screening: one click runs it with the day and month shown beside the button."""
    if not person.may(Permission.SELECT):
        st.info(f"数据已经导入,还没有筛查过。请联系{Role.LEAD.value}运行筛查。")
        return
    st.info("数据已经导入,还没有筛查过。")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        clicked = st.button("运行筛查", type="primary", icon=":material/play_arrow:", key="screen")
        day, period = _day_and_period(person, _day_of_data(person))
    if clicked:
        _screen(person, day, period)


def about(run: Run, person: Person) -> None:
    """Show which screening this is and how fresh its data, and offer to screen again."""
    is_stale = door_of(person).data_version != run.data_version
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(
            f"稽查期间 **{month_in_words(run.period)}** · 数据截止 **{run.as_of:%Y-%m-%d}** · "
            f"第 {run.id} 次筛查({run.finished_at:%Y-%m-%d %H:%M},{run.run_by})"
        )
        with st.container(horizontal=True, width="content"):
            which_run.choice(run)
            _screen_button(person)
            settings.button(person)
    which_run.note(run)
    _says_is_going_on(latest_run())
    if is_stale:
        st.warning("这次筛查之后数据又有变化,请重新筛查以更新结果。")
    if unread := screening.unread_in_words(run):
        st.warning(unread)
    if run.summary["broken"]:
        codes = "、".join(o["code"] for o in run.checks if o["state"] == "broken")
        st.error(f"检查 {codes} 运行出错,没有结果;请把操作日志交给系统管理员。")


def key_figures(run: Run, person: Person, place: Place) -> None:
    """Show the run's totals at a place of the drill-down with their change against the run before."""
    earlier = runs.comparable(lake().store, run)
    now, before = totals(person, run.id, place), earlier and totals_if_whole(person, earlier.id, place)
    past = _past(person, run, earlier, place)
    cards = (
        (
            "疑似问题",
            "hits",
            lambda v: f"{v:,.0f} 个",
            "全部检查命中的条数;一个对象可能有多条。含模型提示的线索,月度通报不列入这些线索。",
        ),
        ("少收(应追补)", "under_yuan", wan_yuan, f"各命中应收差额中为正的合计。{NOT_OWED}"),
        ("多收(应退还)", "over_yuan", wan_yuan, f"各命中应收差额中为负的合计,不带负号。{NOT_OWED}"),
        ("目标对象", "targets", lambda v: f"{v:,.0f} 个", "有命中或用电显著异常的对象,按得分排序。"),
        ("已运行检查", "ran", lambda v: f"{v:,.0f} 项", "其余检查因缺少数据停用,见稽查规则页。"),
    )
    for column, (label, name, said, explained) in zip(st.columns(len(cards)), cards, strict=True):
        value = float(now[name] or 0)
        change = change_in_words(value, float(before[name] or 0)) if before else None
        column.metric(
            label,
            said(value),
            delta=change,
            delta_color="inverse" if name in RISE_IS_BAD and change != UNCHANGED else "off",
            delta_arrow="off" if change == UNCHANGED else "auto",
            delta_description=_compared_with(run, earlier) if earlier and before else None,
            help=f"{explained}{LINE}" if len(past) > 1 else explained,
            border=True,
            chart_data=_line([float(one[name] or 0) for one in past]),
        )
    exempted.beside(run, now["exempted"], now["hits"])
    if place == Place():
        exempted.returned(run, person)


def _line(values: list[float]) -> list[float] | None:
    """Return the values of a card's line; what stays the same is flat, for the line is drawn to its own scale."""
    line = values[:1]
    for value in values[1:]:
        line.append(line[-1] if change_in_words(value, line[-1]) == UNCHANGED else value)
    return line if len(line) > 1 else None


def _compared_with(run: Run, earlier: Run) -> str:
    which = "同月" if earlier.period == run.period else month_in_words(earlier.period)
    return f"较{which}第 {earlier.id} 次筛查"


def change_in_words(value: float, before: float) -> str:
    """Say how a value, never negative, changed."""
    if not before:
        return UNCHANGED if not value else "新增(原为 0)"
    share = value / before - 1
    return f"{share:+.1%}" if abs(share) >= LEAST_CHANGE else UNCHANGED


def totals(person: Person, run_id: int, place: Place) -> dict[str, Any]:
    """Return what a run found at a place: figures of its hits (Findings.figures), `targets`, and the checks that `ran`."""
    run = run_of(run_id)
    rows = figures(person, run_id, (), **place.fits)
    ran = sum(outcome["state"] == "ran" and place.holds(one) for one, outcome in checks_in(run))
    return rows[0] | {"targets": drill.target_count(person, run_id, place), "ran": ran}


def totals_if_whole(person: Person, run_id: int, place: Place) -> dict[str, Any] | None:
    """Return an earlier run's totals; None where its files are damaged, which must not hide the run that is shown."""
    try:
        return totals(person, run_id, place)
    except DataDamaged:
        return None


def figures_if_whole(
    person: Person, run_id: int, by: tuple[str, ...], **fits: Any
) -> list[dict[str, Any]] | None:
    """Return an earlier run's figures; None where its files are damaged."""
    try:
        return figures(person, run_id, by, **fits)
    except DataDamaged:
        return None


def runs_shown(run: Run, earlier: Run | None) -> list[Run]:
    """Return the runs of a line: those of the months before a run's, the one that it is compared with, and itself."""
    shown = runs.months_until(lake().store, run, SPARK_RUNS)
    if earlier and earlier.id not in [one.id for one in shown]:
        shown.insert(-1, earlier)
    return shown


def _past(person: Person, run: Run, earlier: Run | None, place: Place) -> list[dict[str, Any]]:
    """Return the totals of the runs of a line."""
    totals = [totals_if_whole(person, one.id, place) for one in runs_shown(run, earlier)]
    return [one for one in totals if one is not None]


def _screen_button(person: Person) -> None:
    if not person.may(Permission.SELECT):
        return
    with st.popover("运行筛查", key=BEGINNING, on_change="rerun"):
        day, period = _day_and_period(person, _day_of_data(person))
        if st.button("开始", type="primary", key="screen", on_click=_close):
            _screen(person, day, period)


def _close() -> None:
    st.session_state[BEGINNING] = False


def _day_and_period(person: Person, as_of: date) -> tuple[date, str | None]:
    """Let a person change the day and the month of a screening; they begin with what is usual."""
    day = st.date_input("数据截止日", value=as_of, format="YYYY-MM-DD", key="as_of", width=160)
    months = door_of(person).months("bills")[::-1]
    usual = screening.latest_period(door_of(person), day)
    period = st.selectbox(
        "稽查期间",
        months,
        index=months.index(usual) if usual in months else 0,
        format_func=month_in_words,
        key="period",
        placeholder="没有电费数据",
        width=160,
    )
    return day, period


def _day_of_data(person: Person) -> date:
    """Return the day that the data is of: what the files say, or the last day on which anything happened in it."""
    said = [batch.as_of for batch in batches.history(lake().store) if not batch.undone_at]
    days = [*said, _latest_day(person, door_of(person).data_version)]
    return max((day for day in days if day is not None), default=date.today())


@kept
def _latest_day(person: Person, data_version: int) -> date | None:
    return screening.latest_day(door_of(person))


def _screen(person: Person, as_of: date, period: str | None) -> None:
    """Ask for a screening; it runs beside the pages (models/jobs.py)."""
    month = period or screening.latest_period(door_of(person), as_of)
    arguments = {"as_of": as_of.isoformat(), "period": month}
    jobs.ask(lake().store, "screen", f"筛查 {month_in_words(month)}", arguments, person)
    st.rerun()


def _says_is_going_on(run: Run | None) -> bool:
    """Say what became of the last screening that was asked for after the one that is shown; return whether it goes on."""
    job = jobs.latest(lake().store, "screen")
    if job is None or (run is not None and job.asked_at < run.finished_at):
        return False
    if job.state in jobs.ACTIVE:
        st.info(
            f"{job.asked_by}于 {job.asked_at:%H:%M} 开始的“{job.title}”正在进行,完成后自动显示结果;可以离开本页。"
        )
    elif job.state != jobs.DONE:
        st.warning(f"{job.asked_by}于 {job.asked_at:%m-%d %H:%M} 开始的“{job.title}”没有完成:{job.said}")
    return job.state in jobs.ACTIVE
