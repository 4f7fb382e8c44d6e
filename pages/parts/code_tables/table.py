"""One table of the company's own: its rows beside what is built in, edited here or in Excel, tried, and its history."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pandas as pd
import streamlit as st

from analytics.code_tables.card import GIVEN_BACK, SINCE, CodeTable, Column, Usual, before, restored, save
from analytics.code_tables.trial import MOST_LISTED, concerned, estimated_seconds, tried
from analytics.subjects import LABELS, kind_of, number_in_words
from models.calendar import first_day, month_in_words
from models.company import code_tables
from models.company.code_tables import Entry, WrittenEntry
from models.errors import MingjiError
from models.people import Person
from pages.parts.code_tables.edited_file import take_back
from pages.parts.common import download, file_names, tables
from pages.parts.common.data import lake, latest_run
from pages.parts.common.units import unit_names
from pages.parts.frame.abandoned import watch
from reports.code_tables import STATES, cells, described, latest, write_table
from reports.two_runs_file import WORDS

OWN = "本公司"
TO_BEGIN = "可以在下面添一行,或导出 Excel 填好后载入。"
MOST_DAYS = 366
ROWS, CHANGES = 12, 10
LONG_SECONDS = 5.0  # beyond that it is said how long a trial may take
WHO = (
    tables.Shown("set_by", "设定人", width=70),
    tables.Shown("set_at", "设定时间", "time", width=120),
)
FIGURES = (
    tables.Shown("check", "检查", width=tables.CHECK_PIXELS),
    tables.Shown("hits_before", "现行命中", "number", width=80),
    tables.Shown("hits", "改后命中", "number", width=80),
    tables.Shown("new", "出现", "number", width=70),
    tables.Shown("gone", "消失", "number", width=70),
    tables.Shown("changed", "金额变化", "number", width=80),
    tables.Shown("new_yuan", "出现的金额(元)", "money", width=130),
    tables.Shown("gone_yuan", "消失的金额(元)", "money", width=130),
)
DIFFERING = (
    tables.Shown("code", "检查", "id", width=76),
    tables.Shown("state_label", "变化", width=70),
    tables.Shown("object_label", "对象类型", width=80),
    tables.Shown("number", "对象编号", "id", width=130),
    tables.Shown("cons_no", "户号", "id", width=96),
    tables.Shown("org_name", "供电单位", width=110),
    tables.Shown("before", "现行金额(元)", "money", width=104),
    tables.Shown("now", "改后金额(元)", "money", width=104),
    tables.Shown("said", "说明", width="large"),
)


def show(
    card: CodeTable,
    person: Person,
    others: Sequence[Usual],
    offered: Callable[[], Mapping[str, Any] | None] = lambda: None,
) -> None:
    """Show a table's rows and history, and let who answers for the whole company write others.

    `others` are rows that count and nobody wrote; `offered` shows what the table could have a row of, and returns what of
    it was chosen: {column: words}.
    """
    written = code_tables.history(lake().store, card.name)
    st.caption(card.about)
    if said := st.session_state.pop(_key(card, "done"), None):
        st.success(said)
    may = person.sees_everything
    chosen = _rows(card, written, others, may=may)
    if may and (asked := offered()):
        _choose(card, asked)
        chosen = asked
    if may:
        _form(card, chosen)
        _pending(card, written, person)
        _files(card, written, others, person)
    _history(card, written, may=may)


def _key(card: CodeTable, part: str) -> str:
    return f"{card.name}-{part}"


def _rows(
    card: CodeTable, written: Sequence[WrittenEntry], others: Sequence[Usual], *, may: bool
) -> Mapping[str, Any] | None:
    """List the rows that count or will, and return what the row that was chosen to be edited says."""
    own = latest(card, written)
    rows = [
        {"from": OWN, **_texts(card, one.key, one.content), "since": one.since, "reason": one.reason}
        | {"set_by": one.set_by}
        for one in own
    ]
    known = {(one.key, one.since if any(each.since for each in others) else None) for one in own}
    usual = [one for one in others if (one.key, one.since) not in known]
    rows += [
        {"from": one.origin, **_texts(card, one.key, one.content), "since": one.since, "reason": one.basis}
        for one in usual
    ]
    table = pd.DataFrame(rows, columns=["from", *(c.name for c in card.columns), "since", "reason", "set_by"])
    columns = (
        *((tables.Shown("from", "来自", width=60),) if usual else ()),
        *(
            tables.Shown(c.name, _heading(c), "date" if c.kind == "day" else "text", width=_width(c))
            for c in card.columns
        ),
        *((tables.Shown("since", SINCE, "date", width=92),) if card.is_dated else ()),
        tables.Shown("reason", card.reason if not usual else f"{card.reason}或依据", width="large"),
        tables.Shown("set_by", "设定人", width=100),
    )
    place = _key(card, "rows")
    clicked = tables.listing(
        table,
        columns,
        key=place,
        action="修改" if may else None,
        empty=card.empty + (TO_BEGIN if may else ""),
        most_rows=ROWS,
    )
    if clicked is not None:
        key, content = [*((one.key, one.content) for one in own), *((one.key, one.content) for one in usual)][
            clicked
        ]
        said = {column.name: column.said(part) for column, part in zip(card.keys, key, strict=True)}
        said |= {
            column.name: column.said((content or {})[column.name])
            for column in card.others
            if (content or {}).get(column.name) is not None
        }
        _choose(card, said)
    return st.session_state.get(_key(card, "chosen"))


def _choose(card: CodeTable, said: Mapping[str, Any]) -> None:
    """Have the form begin with what a row says, in words."""
    st.session_state[_key(card, "turn")] = st.session_state.get(_key(card, "turn"), 0) + 1
    st.session_state[_key(card, "chosen")] = said


def _texts(card: CodeTable, key: code_tables.Key, content: code_tables.Content | None) -> dict[str, Any]:
    """Return a row as a list shows it: figures as they are written, a dash where nothing is said."""
    shown = cells(card, key, content)
    for column in card.others:
        stored = (content or {}).get(column.name)
        if column.kind == "number" and stored is not None:
            shown[column.name] = column.said(stored)
    return shown


def _heading(column: Column) -> str:
    return f"{column.heading}({column.unit})" if column.unit else column.heading


def _width(column: Column) -> int:
    """Return how wide a column is, its heading on one line."""
    heading = _heading(column)
    letters = len(heading) + sum(ord(letter) > 0x2E7F for letter in heading)
    return max(column.width, round(letters * tables.LETTER_PIXELS) + tables.PADDING_PIXELS)


def _form(card: CodeTable, chosen: Mapping[str, Any] | None) -> None:
    """Let a person write one row; what it changes is shown before it is written."""
    turn = st.session_state.get(_key(card, "turn"), 0)
    with (
        st.expander("改一行" if chosen else "添一行", expanded=chosen is not None),
        st.form(_key(card, f"form-{turn}"), border=False),
    ):
        values: dict[str, Any] = {}
        width = 4
        for start in range(0, len(card.columns), width):
            row = card.columns[start : start + width]
            for place, column in zip(st.columns(width), row, strict=False):
                with place:
                    values[column.name] = _input(card, column, (chosen or {}).get(column.name), turn)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            since = None
            if card.is_dated:
                since = st.date_input(
                    SINCE,
                    _first_day(card),
                    format="YYYY-MM-DD",
                    key=_key(card, f"since-{turn}"),
                    width=150,
                )
            reason = st.text_input(
                card.reason,
                key=_key(card, f"reason-{turn}"),
                placeholder="为什么改,依据哪份文件",
                width=360,
            )
            asked = st.form_submit_button("核对改动", key=_key(card, "check"), type="primary")
            given_back = st.form_submit_button(f"{GIVEN_BACK}这一行", key=_key(card, "give-back"))
    if asked or given_back:
        if given_back:
            values = {name: value for name, value in values.items() if name in {c.name for c in card.keys}}
        try:
            entries = [card.entry(one, cast("date | None", since), reason) for one in _each_day(card, values)]
        except MingjiError as error:
            st.error(str(error))
            return
        st.session_state[_key(card, "pending")] = entries


def _first_day(card: CodeTable) -> date:
    """Return the first day from which a row would count for the last screening; today before any."""
    run = latest_run()
    if run is None:
        return date.today()
    return run.as_of if card.judged_on == "as_of" else first_day(run.period)


def _input(card: CodeTable, column: Column, value: Any, turn: int) -> Any:
    key, label = _key(card, f"{column.name}-{turn}"), _heading(column)
    if column.kind == "choice":
        words = [word for word, stored in column.choices.items() if stored is not None]
        return st.selectbox(
            label, words, index=words.index(value) if value in words else None, key=key, placeholder="请选择"
        )
    if column.kind == "code":
        codes = list(column.labels)
        code = column.taken(value)
        place = codes.index(code) if code in codes else None
        return st.selectbox(
            label, codes, index=place, format_func=column.said, key=key, placeholder="请选择或键入"
        )
    if column.kind == "day":
        if not column.is_key:
            return st.date_input(
                label, date.fromisoformat(value) if value else None, format="YYYY-MM-DD", key=key
            )
        days: Any = [date.fromisoformat(value)] * 2 if value else []
        return st.date_input(f"{label}(可选起止)", days, format="YYYY-MM-DD", key=key)
    if column.kind == "number":
        text = None if value is None else str(value).replace(",", "")
        return st.text_input(label, text, key=key)
    return st.text_input(
        label, value, key=key, placeholder="7、8 或 12-2" if column.kind == "months" else None
    )


def _each_day(card: CodeTable, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a person wrote, once for each day where days were chosen from the first to the last."""
    found = [dict(values)]
    for column in card.columns:
        if column.kind == "day" and column.is_key:
            days = [cast("date", day) for day in values.get(column.name) or ()]
            count = min((days[-1] - days[0]).days + 1, MOST_DAYS) if days else 0
            found = [dict(values) | {column.name: days[0] + timedelta(days=n)} for n in range(count)] or [
                dict(values) | {column.name: None}
            ]
    return found


def _pending(card: CodeTable, written: Sequence[WrittenEntry], person: Person) -> None:
    """Show what a row that was written in the form, or an old one, would change, and let it be written."""
    place = _key(card, "pending")
    entries: list[Entry] = st.session_state.get(place, [])
    if not entries:
        return
    with st.container(border=True, key=_key(card, "pending-box")):
        st.markdown("**将写入**")
        listed = pd.DataFrame([_change(card, one, written) for one in entries])
        tables.listing(listed, _new(card), key=_key(card, "pending-rows"), most_rows=8)
        _preview(card, entries, written, person, "row")
        with st.container(horizontal=True):
            if st.button("写入", type="primary", key=_key(card, "write")) and _written(
                card, entries, written, person
            ):
                st.rerun()
            if st.button("放弃", key=_key(card, "drop"), type="tertiary"):
                st.session_state.pop(place)
                st.rerun()


def _written(card: CodeTable, entries: list[Entry], seen: Sequence[WrittenEntry], person: Person) -> bool:
    try:
        save(lake().store, person, card, entries, seen=seen[0].id if seen else 0)
    except MingjiError as error:
        st.error(str(error))
        return False
    for part in ("pending", "chosen"):
        st.session_state.pop(_key(card, part), None)
    st.session_state[_key(card, "turn")] = st.session_state.get(_key(card, "turn"), 0) + 1
    st.session_state[_key(card, "done")] = f"已写入 {len(entries):,} 条,下次筛查起按它判定;已有的筛查不变。"
    return True


def _preview(
    card: CodeTable, entries: list[Entry], written: Sequence[WrittenEntry], person: Person, of: str
) -> None:
    """Let a person see, before anything is written, what the checks that read the table would find."""
    run, judging = latest_run(), concerned(card, entries, written)
    if run is None or not judging:
        return
    asked = st.button(f"试算对 {len(judging)} 项检查的影响", key=_key(card, f"try-{of}-{len(entries)}"))
    if (seconds := estimated_seconds(run, judging)) > LONG_SECONDS:
        st.caption(f"估计要 {seconds:,.0f} 秒(按上次筛查的用时);离开本页就停止试算。")
    if not asked:
        return
    rows, differing, names = [], [], unit_names(person)
    with st.spinner("正在试算…", show_time=True):
        for one in judging:
            found = tried(lake(), run, one, card, entries, person, watch)
            name = {"check": f"{one.code} {one.title}"}
            rows.append(name | (dict(found.figures) if found else dict.fromkeys(c.name for c in FIGURES[1:])))
            differing += [_differing(row, names) for row in (found.rows if found else ())]
    table = pd.DataFrame(rows).astype({"new_yuan": "float", "gone_yuan": "float"})
    tables.listing(table, FIGURES, key=_key(card, f"trial-{of}"), most_rows=8)
    st.caption(
        f"按截止日 {run.as_of}、期间 {month_in_words(run.period)} 和现在的数据,与现行内容对比;"
        "生效日在这之后的改动看不出影响,按现有数据停用的检查为空。"
    )
    if differing:
        st.markdown("**出现、消失和金额有变的命中**", help=f"每项检查至多列 {MOST_LISTED} 条,金额大的在前。")
        tables.listing(pd.DataFrame(differing), DIFFERING, key=_key(card, f"differing-{of}"), most_rows=10)


def _differing(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return a hit that differs as the list shows it."""
    kind, unit = row["object_type"], row["org_code"] or ""
    before, now = (
        None if row[name] is None else float(row[name]) for name in ("amount_yuan_before", "amount_yuan")
    )
    return {
        "code": row["check_code"],
        "state_label": "出现" if row["state"] == "new" else WORDS[row["state"]],
        "object_label": LABELS.get(kind_of(kind, row["check_code"]), kind),
        "number": number_in_words(kind, row["object_id"], names),
        "cons_no": row["cons_no"],
        "org_name": names.get(unit, unit),
        "before": before,
        "now": now,
        "said": row["said"],
    }


def _files(card: CodeTable, written: Sequence[WrittenEntry], others: Sequence[Usual], person: Person) -> None:
    store = lake().store

    def file() -> Path:
        def write(out: Path) -> int:
            return write_table(out, card, written, others)

        return download.exported(store, person, card.name, ".xlsx", write, scope={})

    download.offer(
        f"导出{card.title}(Excel)",
        file,
        f"{file_names.of_today(card.title, person)}.xlsx",
        key=_key(card, "export"),
    )
    take_back(
        card.title,
        card.headings,
        person,
        key=_key(card, "file"),
        read=lambda rows: card.edited(rows, written),
        shown=lambda one: _change(card, one, written),
        columns=_new(card),
        save=lambda new: save(store, person, card, new, seen=written[0].id if written else 0),
        preview=lambda new: _preview(card, new, written, person, "file"),
    )


def _change(card: CodeTable, one: Entry, written: Sequence[WrittenEntry]) -> dict[str, Any]:
    return {
        "key": card.key_in_words(one.key),
        "change": card.change(before(one, written), one.content),
        "since": one.since,
        "reason": one.reason,
    }


def _new(card: CodeTable) -> tuple[tables.Shown, ...]:
    return (
        tables.Shown("key", "哪一行", width=140),
        tables.Shown("change", "改动", width=280),
        *((tables.Shown("since", SINCE, "date", width=92),) if card.is_dated else ()),
        tables.Shown("reason", card.reason, width=190),
    )


def _history(card: CodeTable, written: Sequence[WrittenEntry], *, may: bool) -> None:
    """List every change, each with the way to make it count again."""
    if not written:
        return
    st.markdown(f"**修改记录** · {len(written):,} 条")
    key, change, *rest = _new(card)
    columns = (
        tables.Shown("number", "序号", "number", width=50),
        tables.Shown("state", "状态", width=84, help=STATES),
        key,
        change,
        *(column for column in rest if column.name == "since"),
        *WHO,
        rest[-1],
    )
    clicked = tables.listing(
        pd.DataFrame(described(card, written)),
        columns,
        key=_key(card, f"changes-{len(written)}"),
        action="恢复" if may else None,
        most_rows=CHANGES,
        wraps=True,  # a reason is read whole
    )
    if clicked is not None:
        old = written[clicked]
        day = max(_first_day(card), old.since) if card.is_dated else old.since
        st.session_state[_key(card, "pending")] = [restored(old, day)]
        st.rerun()
