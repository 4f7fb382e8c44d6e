"""What a sheet would do to the stored rows, and a person's word on it where it is much."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data_loaders.catalog import labels_of
from data_loaders.catalog import tables as cards
from data_loaders.delivery.comparison import BLANK
from data_loaders.delivery.import_report import Answer, SheetReport
from models.data.schema import Column
from pages.parts.common import tables
from pages.parts.common.plain import plain
from pages.parts.imports.intake import Intake

FIGURES = ("new", "same", "changed", "emptied")


def said(sheets: Sequence[SheetReport]) -> str:
    """Return in one sentence what the sheets would do to the stored rows; "" where nothing is stored yet."""
    sheets = [sheet for sheet in sheets if sheet.answer is not Answer.LEAVE]
    found = [sheet.comparison for sheet in sheets]
    if not any(one.stored or one.same or one.changed for one in found):
        return ""
    rows = [row(sheet) for sheet in sheets]
    new, same, changed, emptied = (sum(one[name] for one in rows) for name in FIGURES)
    words = f"与现有数据比较:新增 {new:,} 行,相同 {same:,} 行,变更 {changed:,} 行"
    return words + (f",其中 {emptied:,} 个现有值将被清空。" if emptied else ",没有现有值被清空。")


def row(sheet: SheetReport) -> dict[str, int]:
    """Return the figures of a sheet as a person answered, by FIGURES; rows that only lose columns change."""
    found = sheet.comparison
    thinned = found.torn if sheet.answer is Answer.ADD else found.thinned
    emptied = sum(found.emptied.values()) + sum(_dropped(sheet).values())
    figures = (found.new, found.same - thinned, found.changed + thinned, emptied)
    return dict(zip(FIGURES, figures, strict=True))


COLUMNS = (
    tables.Shown("new", "新增", "number", width=54, help="主键在现有数据中没有的行"),
    tables.Shown("same", "相同", "number", width=54, help="与现有行完全相同"),
    tables.Shown("changed", "变更", "number", width=54, help="主键相同而内容不同的行,确认后由文件中的行替换"),
    tables.Shown("emptied", "清空值", "number", width=60, help="现在有值、确认后变为空的单元格个数"),
)


CHANGES = (
    tables.Shown("key", "行", "id", width=220),
    tables.Shown("column", "字段", width=160),
    tables.Shown("old", "现有值", "id", width=260),
    tables.Shown("new", "确认后的值", "id", width=260),
)


def show(intake: Intake, sheet: SheetReport) -> None:
    """Show the comparison of one sheet and let a person answer what is asked."""
    found = sheet.comparison
    if sheet.state != "ready" or not (found.changed or found.thinned or sheet.question):
        return
    with st.container(border=True):
        st.markdown("**与现有数据比较**")
        if sheet.question:
            st.warning(plain(sheet.question))
            _ask(intake, sheet)
        if sheet.answer is Answer.LEAVE:
            st.caption("这个表不载入,现有数据不变。")
            return
        st.caption(said([sheet]))
        _emptied(sheet)
        _first_changes(sheet)


def _ask(intake: Intake, sheet: SheetReport) -> None:
    options = [one for one in Answer if one is not Answer.ADD or sheet.comparison.dropped]
    answer = st.radio(
        "怎样处理",
        options,
        index=options.index(sheet.answer) if sheet.answer in options else None,
        format_func=lambda one: one.value,
        key=f"answer-{sheet.file}-{sheet.sheet}",
        horizontal=True,
    )
    if answer is not None and answer is not sheet.answer:
        intake.answer(sheet, answer)
        st.rerun()


def _emptied(sheet: SheetReport) -> None:
    card, found = cards()[sheet.table or ""], sheet.comparison
    lost = {**found.emptied, **_dropped(sheet)}
    if lost:
        named = "、".join(f"{card.by_name[name].title} {count:,}" for name, count in lost.items())
        st.text(f"将被清空的值:{named}")


def _first_changes(sheet: SheetReport) -> None:
    card, found = cards()[sheet.table or ""], sheet.comparison
    is_added = sheet.answer is Answer.ADD
    kept = found.dropped if is_added else ()
    rows = [
        {
            "key": key,
            "column": card.by_name[name].title,
            "old": _worded(card.by_name[name], old),
            "new": _worded(card.by_name[name], new),
        }
        for key, differing in found.first
        for name, old, new in differing
        if name not in kept
    ]
    torn = [
        {
            "key": key,
            "column": card.by_name[name].title,
            "old": _worded(card.by_name[name], old),
            "new": BLANK,
        }
        for key, differing in (found.first_torn if is_added else ())
        for name, old in differing
    ]
    if torn:
        st.caption(f"前 {len(found.first_torn)} 处按列补充也会清空的值(现有几行主键相同而值不同):")
        tables.listing(pd.DataFrame(torn), CHANGES, key=f"torn-{sheet.file}-{sheet.sheet}", most_rows=12)
    if rows:
        st.caption(f"前 {len(found.first)} 个有变更的行:")
        tables.listing(pd.DataFrame(rows), CHANGES, key=f"changes-{sheet.file}-{sheet.sheet}", most_rows=12)


def _worded(column: Column, value: str | None) -> str:
    """Return a value as it is shown: a code with its words behind it."""
    words = labels_of(column).get(value or "") if column.codes else None
    return f"{value} {words}" if words else value or BLANK


def _dropped(sheet: SheetReport) -> dict[str, int]:
    """Return how many values go in the columns that the sheet does not have, as a person answered."""
    return sheet.comparison.unkept if sheet.answer is Answer.ADD else sheet.comparison.dropped
