"""What a delivery holds before anybody says yes: figures, sheet by sheet, and what the checks can do with it."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics.readiness import Readiness, readiness, stored_values, values_of
from analytics.results.run_checks import off_because
from data_loaders.catalog import tables as cards
from data_loaders.delivery.import_report import Answer, FileReport, SheetReport
from models.errors import Place
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import door_of
from pages.parts.imports import changes as import_changes
from pages.parts.imports import file_labels, sheet_review
from pages.parts.imports.intake import Intake

CHOSEN, CHANGED, LATER = "import_sheet", sheet_review.CHANGED, "import_later"
TOO_LATE = "import_cancelled_too_late"
FILE_STATES = {"refused": "不能导入", "known": "已导入过"}
MOST_REFUSED = 20
READ_AS = "编码 "  # how a text was read is said last: it seldom matters
SHEET_STATES = {"ready": "可导入", "unsure": "待确认", "refused": "不能导入", "skipped": "跳过"}
LISTED = [
    *("state", "file", "sheet", "table", "certainty", "accepted", "rejected", "new", "same", "changed"),
    *("emptied", "totals", "said"),
]
LEFT = "不载入"
ORDER = ("待确认", "不能导入", "可导入", LEFT, "已导入过", "跳过")

Line = tuple[FileReport, SheetReport | None]


def show(intake: Intake, person: Person) -> None:
    """Show the whole delivery; a person corrects, confirms or cancels."""
    delivery = intake.work.delivery
    assert delivery is not None
    lines = sorted(_lines(delivery.files), key=_urgency)
    _decide(intake, lines, person)
    sheets, ability = st.tabs(["逐表核对", "检查可用情况"])
    with sheets:
        chosen = _choose(lines)
        if chosen is not None:
            if chosen[1] is not None:
                import_changes.show(intake, chosen[1])
            sheet_review.show(*chosen, person)
    with ability:
        _abilities(person, delivery.files)


def _lines(files: Sequence[FileReport]) -> list[Line]:
    """Return one line for each sheet, and one for each file of which no sheet was read."""
    lines: list[Line] = []
    for file in files:
        lines += [(file, sheet) for sheet in file.sheets] or [(file, None)]
    return lines


def _state(line: Line) -> str:
    file, sheet = line
    if sheet is None:
        return FILE_STATES.get(file.state, "跳过")
    if sheet.answer is Answer.LEAVE:
        return LEFT
    return "待确认" if sheet.waits else SHEET_STATES[sheet.state]


def _urgency(line: Line) -> tuple[int, int, int]:
    """Return by what lines are sorted: what waits for a person's word first, then what a person should look at."""
    _, sheet = line
    place = ORDER.index(_state(line))
    return (place, 0, 0) if sheet is None else (place, -_differing(sheet), -sheet.rows_rejected)


def _differing(sheet: SheetReport) -> int:
    """Return how many of a sheet's totals are not the sums of its rows."""
    return sum(not total["agrees"] for total in sheet.facts.get("totals", []))


def _decide(intake: Intake, lines: Sequence[Line], person: Person) -> None:
    """Show the totals, what must be decided, and the ways on."""
    sheets = [sheet for _, sheet in lines if sheet is not None]
    ready = [sheet for sheet in sheets if sheet.state == "ready" and sheet.answer is not Answer.LEAVE]
    accepted = sum(sheet.rows_accepted for sheet in ready)
    unsure = sum(sheet.state == "unsure" for sheet in sheets)
    asked = sum(sheet.waits for sheet in sheets)
    figures = (
        ("可导入的表", f"{len(ready):,}", "识别出的工作表或文本文件;一个文件可以有几张表"),
        ("可导入行", f"{accepted:,}", "确认后写入的行数"),
        (
            "拒绝行",
            f"{sum(s.rows_rejected for s in ready):,}",
            "有无法读取的内容,不会写入;可下载原始单元格和原因",
        ),
        ("合计不符", f"{sum(map(_differing, ready)):,}", "文件中的合计行与明细之和不一致的个数"),
        ("待确认", f"{unsure + asked:,}", "把握不足,需要指定数据表或列;或会清空、大量改变现有数据"),
        (
            "不能导入",
            f"{sum(_state(line) == '不能导入' for line in lines):,}",
            "文件损坏、加密、缺少必备列等,原因见下表",
        ),
    )
    for column, (label, value, explained) in zip(st.columns(len(figures)), figures, strict=True):
        column.metric(label, value, help=explained, border=True)
    if intake.work.notice:
        st.info(intake.work.notice)
    if known := sum(_state(line) == "已导入过" for line in lines):
        _say_what_is_there(known, len(lines))
    if compared := import_changes.said(ready):
        st.text(compared)
    if not (ready or unsure) and any(_state(line) == LEFT for line in lines):
        st.info("选择了不载入,没有要导入的数据。可点“取消”结束。")
    _warn_of_refused(lines, is_confirmable=bool(ready))
    if asked:
        st.warning(
            f"有 {asked} 个工作表要先确认(清空或大量改变现有数据,或与本次另一文件不一致):请在下面逐个查看,选择替换、按列补充或不载入,然后才能确认导入。"
        )
    if unsure:
        said = f"有 {unsure} 个工作表待确认:请在下面指定数据表和列后重新读取。"
        st.warning(said + _if_left_waiting(lines) if ready else said)
    files = len({id(file) for file, _ in lines})
    counted = f"共 {files:,} 个文件、{len(sheets):,} 张表"
    _ways_on(intake, person, accepted, counted, is_asked=bool(asked))


def _ways_on(intake: Intake, person: Person, accepted: int, counted: str, *, is_asked: bool) -> None:
    """Show the buttons below the totals, and where the files are from."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            f"确认导入({accepted:,} 行)",
            type="primary",
            key="confirm",
            disabled=not accepted or is_asked,
        ):
            intake.confirm(person)
            st.rerun()
        st.button(
            "取消",
            key="cancel",
            help="放弃这次导入,上传的文件随之删除。",
            on_click=_cancel,
            args=(intake, person),
        )
        if st.button("稍后处理", key="later", help="留在待处理的导入中,随时可以继续;关闭浏览器也不会丢失。"):
            st.session_state[LATER] = True
            st.rerun()
        _read_again(intake)
        as_of = intake.work.as_of
        said = f" · 数据截止日:{as_of:%Y-%m-%d}" if as_of else ""
        st.caption(f"来源:{intake.work.source}{said} · {counted}")


def _cancel(intake: Intake, person: Person) -> None:
    """Cancel before the page is drawn: when another window has confirmed, it draws no button any more."""
    st.session_state[TOO_LATE] = not intake.cancel(person)


def _if_left_waiting(lines: Sequence[Line]) -> str:
    """Return what becomes of the sheets in doubt if the others are confirmed now."""
    states: dict[str, set[str]] = {}
    for file, sheet in lines:
        states.setdefault(file.name, set()).add(sheet.state if sheet else file.state)
    goes_in_half = any({"ready", "unsure"} <= found for found in states.values())
    again = "同一文件以后再导入需先撤销这次的批次。" if goes_in_half else "以后可再次导入。"
    return "现在确认导入,这些工作表不会载入," + again


def _say_what_is_there(known: int, lines: int) -> None:
    if known == lines:
        st.info("这些文件都已导入过,内容没有变化,不需要再次导入;何时由谁导入见下表。可点“取消”结束。")
    else:
        st.info(f"有 {known:,} 个文件已导入过(何时由谁导入见下表),确认时略过,只载入其余的。")


def _warn_of_refused(lines: Sequence[Line], *, is_confirmable: bool) -> None:
    """Name every file or sheet that cannot be imported, with its whole reason."""
    refused = [line for line in lines if _state(line) == "不能导入"]
    if not refused:
        return
    with st.container(border=True, gap="xxsmall"):
        after = ",确认导入时会略过它们:" if is_confirmable else ":"
        st.warning(f"有 {len(refused):,} 个文件或工作表不能导入{after}")
        for line in refused[:MOST_REFUSED]:
            file, said = line[0].name, _row(line)["said"]
            name = " · ".join(part for part in (file, line[1] and line[1].sheet) if part)
            # most reasons name the file; plain text, because the words of a file are never markup
            st.text(said if file in said else f"{name}:{said}")
        if len(refused) > MOST_REFUSED:
            st.caption(f"另有 {len(refused) - MOST_REFUSED:,} 个,见下表。")


def _read_again(intake: Intake) -> None:
    changes: dict[str, Any] = st.session_state.get(CHANGED, {})
    if changes and st.button(f"按修改重新读取({len(changes)} 个工作表)", key="read_again", type="primary"):
        intake.choose(list(changes.values()))
        st.session_state.pop(CHANGED)
        st.rerun()


def _choose(lines: Sequence[Line]) -> Line | None:
    """List the sheets and return the one that is looked at: the one clicked last, else the first of interest."""
    table = pd.DataFrame([_row(line) for line in lines], columns=LISTED)
    table["said"] = [_without_place(line, said) for line, said in zip(lines, table.said, strict=True)]
    is_compared = any(
        sheet.comparison.stored or sheet.comparison.same or sheet.comparison.changed
        for _, sheet in lines
        if sheet is not None
    )
    width = 200 if is_compared else 250
    columns = (
        tables.Shown("state", "状态", width=76),
        tables.Shown("file", "文件", width=width, help=file_labels.HELP),
        *([tables.Shown("sheet", "工作表", width=84)] if table.sheet.notna().any() else ()),
        tables.Shown("table", "识别为", width=100),
        tables.Shown(
            "certainty",
            "把握",
            "percent",
            width=60,
            help="各列所说明的内容中支持这种数据表的比例;其他数据表也像、或它没有的列越多,比例越低。"
            "低于“设置”中的最低把握时需要您确认。",
        ),
        tables.Shown("accepted", "可导入行", "number", width=84),
        tables.Shown("rejected", "拒绝行", "number", width=70),
        *(import_changes.COLUMNS if is_compared else ()),
        *([tables.Shown("totals", "合计核对", width=84)] if table.totals.notna().any() else ()),
        tables.Shown("said", "提示", width="large"),
    )
    wraps = file_labels.are_long((file.name for file, _ in lines), width)
    clicked = tables.listing(table, columns, key="import_sheets", action="查看", most_rows=9, wraps=wraps)
    if clicked is not None:
        st.session_state[CHOSEN] = _name(lines[clicked])
    chosen = st.session_state.get(CHOSEN)
    first = next(
        (line for line in lines if _state(line) in ("待确认", "可导入")), lines[0] if lines else None
    )
    return next((line for line in lines if _name(line) == chosen), first)


def _name(line: Line) -> str:
    return f"{line[0].name}\x1f{line[1].sheet if line[1] else ''}"


def _without_place(line: Line, said: str) -> str:
    """Return what is said of a sheet without the file and the sheet, which stand beside it."""
    file, sheet = line
    places = (Place(file.name, sheet.sheet if sheet else ""), Place(file.name))
    for place in places:
        said = said.removeprefix(f"{place}:")
    return said


def _row(line: Line) -> dict[str, Any]:
    file, sheet = line
    row = {"state": _state(line), "file": file_labels.inner_first(file.name), "said": file.note}
    if sheet is None:
        return row
    totals = sheet.facts.get("totals", [])
    differing = sum(not total["agrees"] for total in totals)
    problem = sheet.error or (sheet.question if sheet.waits else None)
    warnings = sorted(sheet.warnings, key=lambda said: said.startswith(READ_AS))
    said = ";".join([problem.replace(*sheet_review.HERE)] if problem else warnings)
    is_ready = sheet.state == "ready" and sheet.answer is not Answer.LEAVE
    return row | {
        "sheet": sheet.sheet or None,
        "table": cards()[sheet.table].title if sheet.table else None,
        "certainty": sheet.facts.get("certainty"),
        "accepted": sheet.rows_accepted if is_ready else None,
        "rejected": sheet.rows_rejected if is_ready else None,
        "totals": f"{differing} 处不符" if differing else "相符" if totals else None,
        "said": said or file.note,
        **(import_changes.row(sheet) if is_ready else {}),
    }


def _abilities(person: Person, files: Sequence[FileReport]) -> None:
    """Show which checks the delivery makes possible, and which stay off for lack of which data."""
    taken = [sheet for file in files for sheet in file.sheets if sheet.answer is not Answer.LEAVE]
    staged = [(one.table_name, one.filled) for sheet in taken for one in sheet.files]
    found = readiness(stored_values(door_of(person)), values_of(staged))
    newly, off, already = (
        [one for one in found if one.state == state] for state in ("newly", "off", "already")
    )
    st.markdown(f"**确认导入后:新增可用 {len(newly)} 项,原已可用 {len(already)} 项,仍停用 {len(off)} 项**")
    rows = [_ability(one) for one in (*newly, *off, *already)]
    columns = (
        tables.Shown("state", "情况", width=84),
        tables.Shown("code", "编号", "id", width=76),
        tables.Shown("title", "检查", width=250),
        tables.Shown("category", "类别", width=84),
        tables.Shown("missing", "还缺的数据", width="large"),
    )
    tables.listing(pd.DataFrame(rows), columns, key="abilities", most_rows=18)


def _ability(one: Readiness) -> dict[str, Any]:
    return {
        "state": {"newly": "新增可用", "off": "仍停用", "already": "原已可用"}[one.state],
        "code": one.check.code,
        "title": one.check.title,
        "category": one.check.category.value,
        "missing": off_because(one.missing) if one.missing else "",
    }
