"""One sheet of a delivery: which column is what (to be corrected), first rows, rejected rows, totals, notes."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from data_loaders.catalog import tables as cards
from data_loaders.delivery.import_report import FileReport, SheetReport
from data_loaders.delivery.rejected_rows import (
    first_left_out_rows,
    first_rejected_rows,
    first_rows,
    staged_rejected_rows,
)
from data_loaders.recognition import date_orders, decimal_marks, month_choice, row_units, sides
from data_loaders.recognition.recognise import Choice
from data_loaders.recognition.suggestion import suggested_fields
from data_loaders.rows.row_kinds import KINDS
from models.data.schema import Kind, Table
from models.people import Permission, Person
from pages.parts.common import download, tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from reports.rejects_file import write_rejects

CHANGED = "import_changes"
UNUSED = "(不导入)"
ADOPTED = "修改已采用,点页面上方的“按修改重新读取”生效。"
FULLY_SHOWN_ROWS = 12
LONGEST_ROW_TEXT = 60
NO_UNITS = (decimal_marks.KEY, date_orders.KEY, row_units.KEY, sides.KEY, *month_choice.OF_THIS_FILE)
REMEMBERED = "文件中的数值是这样写的;导入时换算为标准写法和单位。确认导入后,同样的列名会按来源记住。"
THIS_FILE = "只用于这个文件,下次导入另行询问。"

_REASON_WIDTH = {"拒绝原因": 420, "种类": 90}
HERE = ("在数据导入页面", "在下面")  # how a reason names this page, and how it is said on it

Rows = Sequence[Sequence[str | None]]


def show(file: FileReport, sheet: SheetReport | None, person: Person) -> None:
    """Show everything about one sheet."""
    name = f"{file.name} · {sheet.sheet}" if sheet and sheet.sheet else file.name
    with st.container(border=True):
        st.markdown(f"**{plain(name)}**")
        if sheet is None:
            st.text(file.note)
            return
        if sheet.error:
            st.error(plain(sheet.error.replace(*HERE)))
        if sheet.table is None:
            if not sheet.error:
                st.text(";".join(sheet.warnings) or "没有可导入的数据")
            if sheet.facts.get("top"):
                _columns_of_unknown(sheet)
            return
        columns, first, rejected, totals, notes = st.tabs(
            [
                "列的对应",
                "前几行",
                f"拒绝的行({sheet.rows_rejected:,})",
                "合计核对",
                f"提示({len(notes_of(sheet)):,})",
            ]
        )
        seen = first_rows(lake(), sheet, person)
        with columns:
            _columns(sheet, seen)
        with first:
            _first_rows(sheet, seen)
        with rejected:
            _rejected(file, sheet, person)
        with totals:
            _totals(sheet)
        with notes:
            _notes(sheet)


def choice_of(
    table: Table,
    headers: Sequence[str],
    meanings: Sequence[str],
    header_row: int | None = None,
    units: Mapping[str, str] | None = None,
) -> Choice:
    """Return what a person entered: beside each header the title of a field, or UNUSED; units by question."""
    names = {_label(table, name): name for name in table.by_name}
    pairs = zip(headers, meanings, strict=True)
    fields = {names[meaning]: header for header, meaning in pairs if meaning in names}
    return Choice(table.name, fields, header_row, units or {})


def choice_at(table: Table, row: int, texts: Sequence[str | None]) -> Choice:
    """Return what follows from a person's word that a sheet's header is a given row of its first rows."""
    return Choice(table.name, suggested_fields(table.name, [text or "" for text in texts]), row)


def entered_twice(meanings: Sequence[str]) -> list[str]:
    """Return the fields that more than one header was given."""
    used = [meaning for meaning in meanings if meaning != UNUSED]
    return sorted({meaning for meaning in used if used.count(meaning) > 1})


def _columns(sheet: SheetReport, seen: Rows) -> None:
    """Let a person correct what the sheet is and what its columns are."""
    place = f"{sheet.file}\x1f{sheet.sheet}"
    options = _tables_in_question(sheet)
    left, right = st.columns([2, 5], vertical_alignment="bottom")
    name = left.selectbox(
        "数据表",
        options,
        index=0,
        key=f"table-{place}",
        format_func=lambda option: cards()[option].title,
        help="最接近的排在前面。改选后下面的对应会按表头重新推定。",
    )
    table = cards()[name or options[0]]
    _header_row(sheet, table, place)
    recognised = sheet.facts["fields"] if table.name == sheet.table else None
    fields = recognised or suggested_fields(table.name, sheet.facts["headers"])
    if recognised is not None and sheet.state == "unsure":
        fields = _with_guesses(sheet, fields)
    rows = _mapping_rows(sheet, table, fields, seen)
    known = "列的对应由人指定或确认过。" if sheet.facts.get("is_confirmed") else ""
    right.caption(
        f"表头在第 {sheet.facts.get('header_line') or '—'} 行。{known}"
        "需要改正时,在“对应字段”一栏点选;改好后点“采用修改”。确认导入后,这个对应会按来源记住。"
    )
    edited = st.data_editor(
        rows,
        column_config=_mapping_config(table),
        disabled=["header", "example", "filled", "sum"],
        hide_index=True,
        key=f"mapping-{place}-{table.name}",
        row_height=tables.ROW_PIXELS,
        height=tables.ROW_PIXELS * (min(len(rows), FULLY_SHOWN_ROWS) + 1) + 6,
        placeholder=tables.NOTHING,
        width="stretch",
    )
    _wide_note(sheet)
    units = _answered_units(sheet, place) if table.name == sheet.table else {}
    _offer_change(sheet, table, rows, edited, units)


def _with_guesses(sheet: SheetReport, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields with what headers of no list may stand for: a person sees them and says yes."""
    guessed = {name: header for header, name in sheet.facts.get("guesses", {}).items()}
    if guessed:
        shown = "、".join(f"“{header}”" for header in guessed.values())
        st.info(f"{plain(shown)}的对应字段是推测的,请核对后确认。")
    return guessed | dict(fields)


def _answered_units(sheet: SheetReport, place: str) -> dict[str, str]:
    """Let a person say in which unit or form columns stand where it is unclear; return all answers so far."""
    answers = dict(sheet.facts.get("units", {}))
    for key, what, options in sheet.facts.get("unit_questions", []):
        if not options:
            _answer_of_this_file(key, what, place, answers)
            continue
        answer = st.selectbox(
            plain(what if key in NO_UNITS else f"单位:{what}"),
            options,
            index=None,
            key=f"unit-{place}-{key}",
            placeholder="请选择",
            help=THIS_FILE if key in month_choice.OF_THIS_FILE else REMEMBERED,
        )
        if answer is not None:
            answers[key] = answer
    return answers


def _answer_of_this_file(key: str, what: str, place: str, answers: dict[str, str]) -> None:
    """Let a person write the month or the year of the whole sheet."""
    written = st.text_input(plain(what), key=f"unit-{place}-{key}", help=THIS_FILE).strip()
    if written and not month_choice.is_said(key, written):
        st.error(f"“{plain(written)}”不是{key},请照提示的写法填写。")
    elif written:
        answers[key] = written


def _columns_of_unknown(sheet: SheetReport) -> None:
    """Let a person say what a sheet is in which no header was found."""
    place = f"{sheet.file}\x1f{sheet.sheet}"
    name = st.selectbox(
        "数据表",
        list(cards()),
        index=None,
        key=f"table-{place}",
        placeholder="请选择数据表",
        format_func=lambda option: cards()[option].title,
    )
    if name is not None:
        _header_row(sheet, cards()[name], place)


def _header_row(sheet: SheetReport, table: Table, place: str) -> None:
    """Let a person name the row in which the header stands, where another one was taken for it."""
    top = sheet.facts.get("top", [])
    line = sheet.facts.get("header_line")
    found = next((index for index, (number, _) in enumerate(top) if number == line), None)
    row = st.selectbox(
        "表头所在行",
        range(len(top)),
        index=found,
        key=f"header-{place}",
        placeholder="请选择",
        format_func=lambda index: _row_text(*top[index]),
        help="认错了表头时在这里改。表头占两行的,选上面一行。",
    )
    if row is None or row == found:
        return
    if place in st.session_state.get(CHANGED, {}):
        st.caption(ADOPTED)
    if st.button("采用这一行作表头", key=f"adopt-header-{place}"):
        st.session_state.setdefault(CHANGED, {})[place] = (sheet, choice_at(table, row, top[row][1]))
        st.rerun()


def _row_text(number: int, cells: Sequence[str | None]) -> str:
    said = "、".join(text for text in cells if text)
    return f"第 {number} 行:{said if len(said) <= LONGEST_ROW_TEXT else said[:LONGEST_ROW_TEXT] + '…'}"


def _offer_change(
    sheet: SheetReport,
    table: Table,
    before: pd.DataFrame,
    edited: pd.DataFrame,
    units: Mapping[str, str],
) -> None:
    place = f"{sheet.file}\x1f{sheet.sheet}"
    meanings = edited["field"].fillna(UNUSED).tolist()
    choice = choice_of(table, edited["header"].tolist(), meanings, sheet.facts.get("header_row"), units)
    given = set(choice.fields) | _given_otherwise(sheet, table)
    if month_choice.MONTH in units:
        given |= {column.name for column in table.required if column.kind in (Kind.MONTH, Kind.PERIOD)}
    missing = [column.title for column in table.required if column.name not in given]
    if twice := entered_twice(meanings):
        st.error(f"{'、'.join(twice)} 被指定给了多列,请只保留一列。")
        return
    if missing:
        st.warning(f"“{table.title}”的必备列还没有指定:{'、'.join(missing)}")
    is_changed = table.name != sheet.table or meanings != before["field"].fillna(UNUSED).tolist()
    changes = st.session_state.setdefault(CHANGED, {})
    if place in changes:
        st.caption(ADOPTED)
    is_asked = sheet.state == "unsure" and not is_changed
    said = f"确认是“{table.title}”" if is_asked else "采用修改"
    if st.button(said, key=f"adopt-{place}", disabled=not (is_changed or (is_asked and not missing))):
        changes[place] = (sheet, choice)
        st.rerun()


def _given_otherwise(sheet: SheetReport, table: Table) -> set[str]:
    """Return the fields that a wide form or a title gives, while the table is the one that was recognised."""
    return (
        set(sheet.facts.get("mapping", {})) - set(sheet.facts["fields"])
        if table.name == sheet.table
        else set()
    )


def _tables_in_question(sheet: SheetReport) -> list[str]:
    near = [rival[0] for rival in sheet.facts.get("rivals", [])]
    return list(dict.fromkeys([sheet.table or "", *near, *cards()]))


def _mapping_rows(sheet: SheetReport, table: Table, fields: Mapping[str, str], seen: Rows) -> pd.DataFrame:
    headers = sheet.facts["headers"]
    by_header = {header: name for name, header in reversed(list(fields.items()))}
    rows = []
    for index, header in enumerate(headers):
        if not header:
            continue
        name = by_header.pop(header, None)
        own = name is not None and table.name == sheet.table
        rows.append(
            {
                "header": header,
                "field": _label(table, name) if name in table.by_name else UNUSED,
                "example": next((row[index] for row in seen if row[index]), None),
                "filled": sheet.filled.get(name or "") if own else None,
                "sum": sheet.sums.get(name or "") if own else None,
            }
        )
    columns = ["header", "field", "example", "filled", "sum"]
    return pd.DataFrame(rows, columns=columns).astype({"filled": "Int64"})


def _mapping_config(table: Table) -> dict[str, Any]:
    titles = [_label(table, name) for name in table.by_name]
    return {
        "header": st.column_config.TextColumn("文件中的列名", width=200),
        "field": st.column_config.SelectboxColumn(
            "对应字段", options=[UNUSED, *titles], required=True, width=200
        ),
        "example": st.column_config.TextColumn("示例", width=180),
        "filled": st.column_config.NumberColumn("有值行数", format="localized", width=90),
        "sum": st.column_config.TextColumn(
            "入库合计", width=140, help="按接受的行计算,单位为字段的标准单位。"
        ),
    }


def _label(table: Table, name: str) -> str:
    column = table.by_name[name]
    same = [other for other in table.columns if other.title == column.title]
    title = column.title if len(same) == 1 else f"{column.title}({name})"
    return f"{title}({column.unit})" if column.unit else title


def _wide_note(sheet: SheetReport) -> None:
    """Say which fields come from several columns, from a title or from the name of a column."""
    table = cards()[sheet.table or ""]
    others = {n: text for n, text in sheet.facts.get("mapping", {}).items() if n not in sheet.facts["fields"]}
    for name, text in others.items():
        st.caption(f"{table.by_name[name].title} ← {plain(text)}")


def _first_rows(sheet: SheetReport, seen: Rows) -> None:
    headers = sheet.facts["headers"]
    rows = pd.DataFrame(seen, columns=[f"c{n}" for n in range(len(headers))])
    columns = [tables.Shown(f"c{n}", header or f"第 {n + 1} 列", "id") for n, header in enumerate(headers)]
    tables.listing(rows, columns, key=f"first-{sheet.file}-{sheet.sheet}", empty="表头下面没有数据。")


def _rejected(file: FileReport, sheet: SheetReport, person: Person) -> None:
    """Show the rejected rows, and those that are no data: both are offered as one file."""
    shown = first_rejected_rows(lake(), sheet, person)
    if shown:
        _refused_rows(sheet, shown, "拒绝原因", "rejected")
        _only_first(len(shown), sheet.rows_rejected)
    else:
        st.success("没有被拒绝的行。")
    counts = {kind: count for kind, count in sheet.facts.get("excluded", {}).items() if kind in KINDS}
    left_out = first_left_out_rows(lake(), sheet, person)
    if left_out:
        listed = "、".join(f"{kind} {count:,}" for kind, count in counts.items())
        with st.expander(f"未作为数据载入的行:{listed}"):
            _refused_rows(sheet, left_out, "种类", "left-out")
            _only_first(len(left_out), sum(counts.values()))
    if (shown or left_out) and person.may(Permission.EXPORT) and file.staged is not None:
        what = "拒绝的行" if shown else "未载入的行"
        download.offer(
            f"下载{what}(Excel)",
            lambda: _rejects_file(file, person),
            f"{what}_{Path(file.name).stem}.xlsx",
            key=f"rejects-{sheet.file}-{sheet.sheet}",
        )


def _only_first(shown: int, count: int) -> None:
    if count > shown:
        st.caption(f"只显示前 {shown} 行,全部 {count:,} 行请下载。")


def _refused_rows(sheet: SheetReport, shown: Sequence[Mapping[str, Any]], why: str, key: str) -> None:
    """List rows of the file with their original cells."""
    headers = sheet.facts["headers"]
    width = max([len(headers), *(len(row["cells"]) for row in shown)])
    rows = pd.DataFrame(
        [
            {"line": row["line"], "reason": row["reason"]}
            | {f"c{n}": cell for n, cell in enumerate(row["cells"])}
            for row in shown
        ],
        columns=["line", "reason", *(f"c{n}" for n in range(width))],
    )
    columns = [tables.Shown("line", "行号", width=60), tables.Shown("reason", why, width=_REASON_WIDTH[why])]
    columns += [
        tables.Shown(f"c{n}", (headers[n] if n < len(headers) else "") or f"第 {n + 1} 列", "id")
        for n in range(width)
    ]
    tables.listing(rows, columns, key=f"{key}-{sheet.file}-{sheet.sheet}", most_rows=12)


def _rejects_file(file: FileReport, person: Person) -> Path:
    sheets = staged_rejected_rows(lake(), file, person)
    write = partial(write_rejects, sheets=sheets)
    return download.exported(lake().store, person, "rejects", ".xlsx", write, scope={"file": file.name})


def _totals(sheet: SheetReport) -> None:
    rows = [
        {**total, "said": "相符" if total["agrees"] else "不符"} for total in sheet.facts.get("totals", [])
    ]
    columns = (
        tables.Shown("row", "行号", width=70),
        tables.Shown("label", "合计行", width=120),
        tables.Shown("header", "列", width=180),
        tables.Shown("stated", "文件中的合计", width=150),
        tables.Shown("computed", "明细之和", width=150),
        tables.Shown("said", "核对", width=70),
    )
    tables.listing(
        pd.DataFrame(rows),
        columns,
        key=f"totals-{sheet.file}-{sheet.sheet}",
        empty="文件中没有合计行,无从核对;各列的入库合计见“列的对应”。",
    )


def notes_of(sheet: SheetReport) -> list[str]:
    """Return what a person should know of a sheet, as its tab lists and counts it."""
    unmapped = sheet.facts.get("unmapped")
    return [*sheet.warnings, *([f"没有对应字段、不导入的列:{'、'.join(unmapped)}"] if unmapped else [])]


def _notes(sheet: SheetReport) -> None:
    """Show warnings, headers that nothing took, what was left out and codes that no list knows."""
    table = cards()[sheet.table or ""]
    said = notes_of(sheet)
    for one in said:
        st.text(f"· {one}")
    unknown = [
        {"field": table.by_name[name].title, "text": text, "count": count}
        for name, entries in sheet.facts.get("unknown", {}).items()
        for text, count in entries
    ]
    if unknown:
        st.markdown("**代码表中没有的取值**(按原样保留)")
        columns = (
            tables.Shown("field", "字段", width=160),
            tables.Shown("text", "取值", "id", width=240),
            tables.Shown("count", "行数", "number", width=80),
        )
        tables.listing(pd.DataFrame(unknown), columns, key=f"unknown-{sheet.file}-{sheet.sheet}", most_rows=8)
    if not (said or unknown):
        st.success("没有需要留意的地方。")
