"""The batches: what came in with each, its rejected rows, and the way to take it back."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from data_loaders.catalog import tables as cards
from data_loaders.delivery.original_rows import said_as_seen
from data_loaders.delivery.rejected_rows import rejected_rows
from data_loaders.rows.row_kinds import KINDS
from models.data import batches
from models.data.batch_figures import effects
from models.errors import MingjiError
from models.home.homes import REBUILD
from models.home.leftovers import set_aside
from models.orm import Batch
from models.people import Permission, Person
from pages.parts.common import download, tables
from pages.parts.common.data import lake
from pages.parts.common.details import ROWS_BESIDE, details
from pages.parts.common.plain import plain
from pages.parts.imports import file_labels, first_files
from reports.rejects_file import write_rejects

UNDONE, SHOWN = "batch_undone", "batch"
MOST_ROWS = 12
FILTERS = (3, 2, 3, 1)  # at the right the table's tools float
FILE_WIDTH = 306  # at 1366 pixels nothing is pushed off that belongs to a batch's identity
SAID_WIDTH = 400  # what is left for notes at 1366 pixels
STATES: dict[str, Callable[[Batch], bool]] = {
    "有效": lambda batch: batch.undone_at is None,
    "已撤销": lambda batch: batch.undone_at is not None,
    "有拒绝行": lambda batch: any(sheet["rows_rejected"] for sheet in batch.report),
}


def choose(person: Person) -> Batch | None:
    """List the batches, the latest first, and return the one whose number stands in the address."""
    if said := st.session_state.pop(UNDONE, None):
        st.success(f"{said}已撤销,数据已恢复到导入之前。请重新运行筛查以更新结果。")
    history = batches.history(lake().store)
    _set_aside()
    if not history:
        first_files.ask_for("还没有导入过数据", "营销系统的导出文件", person)
        return None
    found = _narrowed(history)
    place = st.container()
    offset = tables.paged(len(found))
    shown = found[offset : offset + tables.PAGE_ROWS]
    wanted = st.query_params.get(SHOWN, "")
    chosen = next((batch for batch in history if str(batch.id) == wanted), None)
    with place:
        columns = (
            tables.Shown("id", "批次", "number", width=56),
            tables.Shown("together", "同次导入", width=72, help="一起拖入、一起确认的文件;可以一起撤销。"),
            tables.Shown("at", "导入时间", "time", width=124),
            tables.Shown("file", "文件", width=FILE_WIDTH, help=file_labels.HELP),
            tables.Shown("tables", "数据表", width=134),
            tables.Shown("rows", "载入行数", "number", width=76),
            tables.Shown("rejected", "拒绝行", "number", width=60),
            tables.Shown("state", "状态", width=60),
            tables.Shown("by", "导入人", width=72),
            tables.Shown("source", "来源", width=84),
            tables.Shown("as_of", "数据截止日", "date", width=90),
        )
        together = _numbers_together(history)
        table = pd.DataFrame([_row(batch) | {"together": together[batch.id]} for batch in shown])
        clicked = tables.listing(
            table,
            columns,
            key=f"batches-{offset}-{len(found)}",
            action="查看",
            most_rows=ROWS_BESIDE if chosen else MOST_ROWS,
            empty="没有符合条件的批次。",
            wraps=file_labels.are_long((batch.file_name for batch in shown), FILE_WIDTH),
            is_part=len(found) > len(shown),
        )
    if clicked is not None:
        st.query_params[SHOWN] = str(shown[clicked].id)
        st.rerun()
    return chosen


def show(batch: Batch, person: Person) -> None:
    """Show one batch in full."""
    with details(f"批次 {batch.id}", lambda: st.query_params.pop(SHOWN, None), key="batch"):
        st.text(batch.file_name)
        facts = [f"来源 {batch.source}", f"{batch.imported_at:%Y-%m-%d %H:%M} 由 {batch.imported_by} 导入"]
        if batch.as_of:
            facts.append(f"数据截止 {batch.as_of:%Y-%m-%d}")
        if batch.undone_at:
            facts.append(f"{batch.undone_at:%Y-%m-%d %H:%M} 由 {batch.undone_by} 撤销")
        st.caption(plain(" · ".join(facts)))
        st.caption(f"文件指纹(SHA-256):{batch.file_sha256}")
        _effects(batch)
        _sheets(batch, person)
        with st.container(horizontal=True, vertical_alignment="center"):
            if person.may(Permission.EXPORT) and (what := _not_loaded(batch)):
                download.offer(
                    f"下载{what}(Excel)",
                    lambda: _rejects_file(batch.id, person),
                    f"{what}_批次{batch.id}.xlsx",
                    key=f"rejects-{batch.id}",
                )
            if batch.undone_at is None and person.may(Permission.IMPORT):
                _undo(batch, person)
                _undo_together(batch, person)


def _not_loaded(batch: Batch) -> str:
    """Return what of a batch's file can be looked at that was not loaded."""
    if any(sheet["rows_rejected"] for sheet in batch.report):
        return "拒绝的行"
    kinds = {kind for sheet in batch.report for kind, count in sheet.get("excluded", {}).items() if count}
    return "未载入的行" if kinds & set(KINDS) else ""


def _set_aside() -> None:
    """Name what the database does not know: data that lie aside, undoing; both can be brought back."""
    found = set_aside(lake().store.home)
    if found:
        st.warning(
            f"有 {len(found):,} 份数据是数据库不认识的(例如恢复了较早的备份),已移到一旁,没有删除,也没有载入。"
            f"可由系统管理员运行 {REBUILD} 带回,或重新导入当时的文件。"
        )
        with st.expander("查看移到一旁的数据"):
            for one in found:
                st.text(str(one))
    for said in batches.forgotten_undos(lake().store):
        st.warning(
            f"数据库不知道这次撤销(例如恢复了较早的备份),数据又在使用:{said}。可再次撤销,或由系统管理员运行 {REBUILD} 带回。"
        )


def _narrowed(history: Sequence[Batch]) -> list[Batch]:
    """Show the filters and return the batches that fit them."""
    table_box, state_box, text_box, _ = st.columns(FILTERS)
    known = dict.fromkeys(name for batch in history for name in _tables_of(batch))
    table = table_box.selectbox(
        "数据表",
        sorted(known),
        index=None,
        placeholder="全部数据表",
        key="batch_table",
        bind="query-params",
        format_func=lambda name: cards()[name].title,
    )
    state = state_box.selectbox(
        "状态", list(STATES), index=None, placeholder="全部状态", key="batch_state", bind="query-params"
    )
    text = text_box.text_input(
        "文件 / 来源 / 导入人", placeholder="输入其中一部分", key="batch_text", bind="query-params"
    ).strip()
    return [
        batch
        for batch in history
        if (table is None or table in _tables_of(batch))
        and (state is None or STATES[state](batch))
        and any(text in said for said in (batch.file_name, batch.source, batch.imported_by))
    ]


def _tables_of(batch: Batch) -> list[str]:
    return list(dict.fromkeys(sheet["table"] for sheet in batch.report if sheet["table"]))


def _row(batch: Batch) -> dict[str, Any]:
    names = _tables_of(batch)
    return {
        "id": batch.id,
        "at": batch.imported_at,
        "file": file_labels.inner_first(batch.file_name),
        "source": batch.source,
        "tables": "、".join(cards()[name].title for name in names),
        "rows": sum(sheet["rows_accepted"] for sheet in batch.report),
        "rejected": sum(sheet["rows_rejected"] for sheet in batch.report),
        "as_of": batch.as_of,
        "by": batch.imported_by,
        "state": "已撤销" if batch.undone_at else "有效",
    }


def _effects(batch: Batch) -> None:
    found = effects(lake().store, batch.id, is_undone=batch.undone_at is not None)
    rows = [
        {
            "table": cards()[one.table_name].title,
            "rows": one.rows,
            "new": one.new,
            "replaced": one.replaced,
            "in_force": one.in_force,
        }
        for one in found
    ]
    columns = (
        tables.Shown("table", "数据表", width=150),
        tables.Shown("rows", "载入行数", "number", width=96),
        tables.Shown("new", "新增", "number", width=96),
        tables.Shown("replaced", "替换原有行", "number", width=96, help="主键相同的旧行;撤销后恢复。"),
        tables.Shown("in_force", "现仍有效", "number", width=96, help="没有被以后的批次替换的行。"),
    )
    tables.listing(pd.DataFrame(rows), columns, key=f"effects-{batch.id}", empty="这个批次没有载入任何行。")


def _sheets(batch: Batch, person: Person) -> None:
    rows = [
        {
            "sheet": sheet["sheet"] or None,
            "table": cards()[sheet["table"]].title if sheet["table"] else None,
            "read": sheet["rows_read"],
            "accepted": sheet["rows_accepted"],
            "rejected": sheet["rows_rejected"],
            "totals": _totals(sheet),
            "said": said_as_seen(person, ";".join([sheet["error"]] if sheet["error"] else sheet["warnings"])),
        }
        for sheet in batch.report
    ]
    columns = (
        tables.Shown("sheet", "工作表", width=150),
        tables.Shown("table", "识别为", width=130),
        tables.Shown("read", "读入", "number", width=80),
        tables.Shown("accepted", "接受", "number", width=80),
        tables.Shown("rejected", "拒绝", "number", width=70),
        tables.Shown("totals", "合计核对", width=90),
        tables.Shown("said", "提示", width="large"),
    )
    wraps = not all(tables.fits(row["said"], SAID_WIDTH) for row in rows)
    tables.listing(pd.DataFrame(rows), columns, key=f"sheets-{batch.id}", empty="没有导入报告。", wraps=wraps)
    _mapping(batch)


def _mapping(batch: Batch) -> None:
    rows = [
        {
            "sheet": sheet["sheet"] or None,
            "header": header,
            "field": cards()[sheet["table"]].by_name[name].title,
            "filled": sheet["filled"].get(name),
            "sum": sheet["sums"].get(name),
        }
        for sheet in batch.report
        if sheet["table"]
        for name, header in sheet["mapping"].items()
    ]
    columns = (
        tables.Shown("sheet", "工作表", width=150),
        tables.Shown("header", "文件中的列名", width=220),
        tables.Shown("field", "字段", width=180),
        tables.Shown("filled", "有值行数", "number", width=90),
        tables.Shown("sum", "入库合计", "id", width=150),
    )
    with st.expander("列的对应与入库合计"):
        tables.listing(pd.DataFrame(rows), columns, key=f"mapping-{batch.id}", empty="没有对应关系。")


def _totals(sheet: dict[str, Any]) -> str | None:
    totals = sheet.get("totals", [])
    differing = sum(not total["agrees"] for total in totals)
    return f"{differing} 处不符" if differing else "相符" if totals else None


def _rejects_file(batch_id: int, person: Person) -> Path:
    sheets = rejected_rows(lake(), batch_id, person)
    write = partial(write_rejects, sheets=sheets)
    return download.exported(lake().store, person, "rejects", ".xlsx", write, scope={"batch": batch_id})


def _undo(batch: Batch, person: Person) -> None:
    rows = sum(sheet["rows_accepted"] for sheet in batch.report)
    with st.popover("撤销这个批次"):
        st.text(f"撤销后,批次 {batch.id} 载入的 {rows:,} 行不再有效,它替换掉的行恢复原样。")
        if st.button("确认撤销", key=f"undo-{batch.id}", type="primary"):
            try:
                batches.undo(lake().store, batch.id, person)
            except MingjiError as error:
                st.error(str(error))
                return
            st.session_state[UNDONE] = f"批次 {batch.id} "
            st.rerun()


def _undo_together(batch: Batch, person: Person) -> None:
    """Let a person take back everything that came with this batch."""
    with_it = [
        one for one in batches.history(lake().store) if one.delivery and one.delivery == batch.delivery
    ]
    in_force = [one for one in with_it if one.undone_at is None]
    if batch.delivery is None or len(in_force) < 2:
        return
    rows = sum(sheet["rows_accepted"] for one in in_force for sheet in one.report)
    with st.popover(f"撤销整次导入({len(in_force)} 个批次)"):
        st.text(
            f"与批次 {batch.id} 一起导入、现在有效的 {len(in_force)} 个批次全部撤销,共 {rows:,} 行;"
            "它们替换掉的行恢复原样。有一个不能撤销时,全部不撤销。"
        )
        if st.button("确认全部撤销", key=f"undo-together-{batch.id}", type="primary"):
            try:
                numbers = batches.undo_delivery(lake().store, batch.delivery, person)
            except MingjiError as error:
                st.error(f"{error}没有撤销任何批次。")
                return
            st.session_state[UNDONE] = f"整次导入的 {len(numbers)} 个批次"
            st.rerun()


def _numbers_together(history: list[Batch]) -> dict[int, str]:
    """Return {batch: the span of batches that came together with it}."""
    spans: dict[str, list[int]] = {}
    for batch in history:
        if batch.delivery:
            spans.setdefault(batch.delivery, []).append(batch.id)
    said = {name: f"{min(ids)}~{max(ids)}" if len(ids) > 1 else str(ids[0]) for name, ids in spans.items()}
    return {batch.id: said.get(batch.delivery or "", str(batch.id)) for batch in history}
