"""The orders behind a figure, in a window over the report, page by page; the address names them."""

import json
from collections.abc import Mapping
from typing import Any

import ibis
import pandas as pd
import streamlit as st

from analytics.customer_names import named
from analytics.weekly.drill import orders_behind
from analytics.weekly.labels import sub_type_label, type_label
from analytics.weekly.sections import Weekly
from data_loaders.catalog import code_lists
from models.people import Person
from pages.parts.common import tables
from pages.parts.common.data import door_of, latest_run
from pages.parts.common.units import unit_names
from pages.parts.findings import which_run
from pages.parts.frame.page_cards import page_file
from pages.parts.weekly.said import said

DRILL = "drill"
BEHIND_PAGE = "behind_page"
ROWS = 12
COLUMNS = (
    tables.Shown("wo_no", "工单编号", "id", width=150),
    tables.Shown("type_label", "业务类型", width=84),
    tables.Shown("sub_label", "业务子类", width=120),
    tables.Shown("unit_name", "供电单位", width=110),
    tables.Shown("accept_time", "受理时间", "time", width=122),
    tables.Shown("send_time", "派单时间", "time", width=122),
    tables.Shown("arrive_time", "到达现场", "time", width=122),
    tables.Shown("repair_time", "修复时间", "time", width=122),
    tables.Shown("contact_time", "联系客户", "time", width=122),
    tables.Shown("reply_time", "答复时间", "time", width=122),
    tables.Shown("archive_time", "归档时间", "time", width=122),
    tables.Shown("status_label", "状态", width=70),
    tables.Shown("level_label", "回访评价", width=76),
    tables.Shown("handler", "责任人", "id", width=90),
    tables.Shown("cust_no", "户号", "id", width=104),
    tables.Shown("cons_name", "户名", width=100),
)


def ask(which: Mapping[str, str]) -> None:
    """Put the orders behind a figure into the address; the window opens on them."""
    st.query_params[DRILL] = json.dumps(which, ensure_ascii=False, separators=(",", ":"))


def asks_for_topic() -> bool:
    """Return whether the address names the orders behind a topic."""
    return "topic" in (_read(st.query_params.get(DRILL, "")) or {})


def show(weekly: Weekly, person: Person) -> None:
    """Open the window where the address names orders behind a figure."""
    asked = st.query_params.get(DRILL)
    which = _read(asked) if asked else None
    if which is None:
        return

    @st.dialog(f"工单:{said(weekly, which)}", width="large", on_dismiss=_leave)
    def window() -> None:
        found = orders_behind(door_of(person), weekly, which)
        place = st.container()
        total = int(found.count().execute())
        offset = tables.paged(total, key=BEHIND_PAGE, of=asked or "")
        table = _page(person, found, offset)
        with place:
            st.caption(f"{weekly.scope.name} · {weekly.period.title}")
            row = tables.listing(
                table,
                _filled(table),
                key=f"behind-{asked}-{offset}",
                action="查看" if latest_run() else None,
                empty="没有符合条件的工单。",
                most_rows=ROWS,
                is_part=total > len(table),
            )
        if row is not None:
            open_object("work_order", str(table.iloc[row].wo_no))

    window()


def open_object(kind: str, number: str) -> None:
    """Go to the page of one order or customer."""
    st.switch_page(
        page_file("object"), query_params=which_run.object_address(which_run.followed(), kind, number)
    )


def _read(asked: str) -> dict[str, str] | None:
    """Return the conditions that an address names; None where somebody changed it into none."""
    try:
        which = json.loads(asked)
    except ValueError:
        return None
    is_known = isinstance(which, dict) and all(isinstance(value, str) for value in which.values())
    return which if is_known else None


def _leave() -> None:
    st.query_params.pop(DRILL, None)


def _page(person: Person, found: Any, offset: int) -> pd.DataFrame:
    """Return the orders of one page, with codes as labels."""
    some = found.limit(tables.PAGE_ROWS, offset=offset)
    with_names = named(door_of(person), some, "cust_no")
    table = with_names.order_by(ibis.desc("accept_time"), "wo_no").to_pandas()
    names, lists = unit_names(person), code_lists()
    return table.assign(
        type_label=[type_label(code) for code in table.busi_type],
        sub_label=[
            sub_type_label(kind, sub) for kind, sub in zip(table.busi_type, table.busi_sub_type, strict=True)
        ],
        unit_name=table.org_code.map(lambda code: names.get(code, code)),
        status_label=table.status.map(lists["WKST_STATUS_CODE"]),
        level_label=table.satisfaction.map(lists["VISITS_SATISFACTION_LEVEL"]),
    )


def _filled(table: pd.DataFrame) -> tuple[tables.Shown, ...]:
    """Return the columns that have a value on this page."""
    return tuple(column for column in COLUMNS if not table[column.name].isna().to_numpy().all())
