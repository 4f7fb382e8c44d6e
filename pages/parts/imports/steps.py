"""The steps of an import before and after the review: drop files, watch them being read, see what came in."""

from typing import Any

import pandas as pd
import streamlit as st

from data_loaders.catalog import tables as cards
from models import jobs
from models.data import batches, deliveries
from models.data.batch_figures import effects
from models.errors import MingjiError
from models.orm import WaitingDelivery
from models.people import Permission, Person
from pages.parts.common import tables
from pages.parts.common.data import lake
from pages.parts.common.plain import plain
from pages.parts.findings import overview
from pages.parts.frame.page_cards import page_file
from pages.parts.imports import file_labels
from pages.parts.imports import settings as import_settings
from pages.parts.imports.intake import Intake, throw_away, under_way
from pages.parts.imports.review import CHANGED, CHOSEN, LATER, TOO_LATE

INTAKE, ROUND = "import_intake", "import_round"
USUAL_SOURCES = ("营销系统", "用电信息采集系统", "95598 系统", "财务系统")
UNDER_WAY = {"reading": "正在读取", "waiting": "已读完,待确认", "writing": "正在写入"}
POLL_SECONDS = 0.5
WATCH_SECONDS = 2
MOST_NAMES = 3
FILE_WIDTH = 300
COMMAND = "python cli.py import 文件或文件夹 --source 来源名称"


def current() -> Intake | None:
    """Return the delivery that this browser session works on."""
    if st.session_state.pop(LATER, False):
        start_over()
    return st.session_state.get(INTAKE)


def start_over() -> None:
    """Forget the delivery; the file box is empty again."""
    for name in (INTAKE, CHOSEN, CHANGED, TOO_LATE):
        st.session_state.pop(name, None)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def drop(person: Person) -> None:
    """Let a person drop files and say where they come from."""
    _waiting(person)
    number = st.session_state.get(ROUND, 0)
    with st.container(border=True):
        files: Any = st.file_uploader(
            "导出文件",
            accept_multiple_files=True,
            key=f"files-{number}",
            help="可一次拖入多个文件,或一个 zip。按内容识别格式和数据表,与文件名、扩展名无关。",
        )
        st.caption(
            "可用格式:xlsx、xls(含网页式 xls)、xlsb、ods、dbf、csv、txt、tsv,以及这些文件的 zip 压缩包。"
            + (f"已选 {len(files)} 个文件。" if files else "")
        )
        source_box, day_box, button_box = st.columns([4, 3, 2], vertical_alignment="bottom")
        known = _sources()
        source = source_box.selectbox(
            "来源",
            known,
            key=f"source-{number}",
            accept_new_options=True,
            help="导出文件的系统或单位。表头对照按来源记住,下次自动套用;可输入新的来源。",
        )
        as_of = day_box.date_input(
            "数据截止日(可不填)",
            value=None,
            format="YYYY-MM-DD",
            key=f"as_of-{number}",
            help="不填时取自文件标题中的日期。",
        )
        clicked = button_box.button(
            "读取文件", type="primary", key="read", disabled=not files, width="stretch"
        )
    if clicked and files:
        with st.spinner("正在保存上传的文件…"):
            uploads = [(file.name, file) for file in files]
            st.session_state[INTAKE] = Intake.of_uploads(
                lake(), person, uploads, (source or USUAL_SOURCES[0]).strip(), as_of
            )
        st.session_state[ROUND] = number + 1  # the uploaded bytes need not stay in memory
        st.rerun()
    _what_can_be_loaded()
    _too_large_for_here()
    import_settings.button(person)


def _waiting(person: Person) -> None:
    """List the deliveries that wait for somebody's word, whoever dropped them; what is being read is watched."""
    is_watched = _is_moving(_listed())
    st.fragment(_list_waiting, run_every=WATCH_SECONDS if is_watched else None)(person, is_watched)


def _listed() -> list[WaitingDelivery]:
    return [row for row in deliveries.waiting(lake().store) if row.uploads]


def _is_moving(rows: list[WaitingDelivery]) -> bool:
    return any(_state_of(row) in (UNDER_WAY["reading"], UNDER_WAY["writing"]) for row in rows)


def _list_waiting(person: Person, is_watched: bool) -> None:
    rows = _listed()
    if is_watched and not _is_moving(rows):
        st.rerun()  # nothing is left to watch
    if not rows:
        return
    st.markdown(f"**待处理的导入({len(rows)})**")
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                names = "、".join(upload["name"] for upload in row.uploads[:MOST_NAMES])
                st.text(names + (f" 等 {len(row.uploads):,} 个文件" if len(row.uploads) > MOST_NAMES else ""))
                facts = (
                    f"{row.owner} {row.began_at:%Y-%m-%d %H:%M} 放入 · 来源 {row.source} · {_state_of(row)}"
                )
                st.caption(plain(facts))
            if st.button("继续处理", type="primary", key=f"go_on-{row.id}", width="content"):
                _go_on(row, person)
            with st.popover("放弃", width="content"):
                st.text("放弃后,上传的文件和读取结果都会删除;已载入的数据不受影响。")
                if st.button("确认放弃", key=f"give_up-{row.id}"):
                    throw_away(lake(), row, person)
                    st.rerun()


def _state_of(row: WaitingDelivery) -> str:
    intake = under_way(row.id)
    if intake is not None:
        return UNDER_WAY.get(intake.work.phase, "")
    return UNDER_WAY["waiting"] if row.content is not None else "读取时被中断,继续时重新读取"


def _go_on(row: WaitingDelivery, person: Person) -> None:
    try:
        st.session_state[INTAKE] = Intake.resumed(lake(), row, person)
    except MingjiError as fault:
        st.error(plain(str(fault)))
        return
    st.rerun()


@st.fragment(run_every=POLL_SECONDS)
def reading(intake: Intake, person: Person) -> None:
    """Show that the reading waits in line or how far it is, file by file, until it ends."""
    work = intake.work
    if work.phase != "reading":
        st.rerun()
    is_stopping = work.stop.is_set()
    ahead = jobs.ahead_of(lake().store, work.job) if work.job is not None else 0
    said = f"排队等候,前面还有 {ahead} 项" if ahead else f"{work.share:.0%} {work.doing or '准备中…'}"
    st.progress(
        min(1.0, work.share),
        "正在取消…" if is_stopping else f"{said}。可以离开或关闭本页,读取会继续。",
    )
    if st.button("取消", key="cancel_reading", disabled=is_stopping, help="上传的文件随之删除。"):
        intake.cancel(person)
    rows = [
        {"name": f.name, "size": f.size / 1_000_000, "share": f.share * 100, "state": _reading_state(f.share)}
        for f in work.files
    ]
    columns = (
        tables.Shown("name", "文件", width=420),
        tables.Shown("size", "大小(MB)", "money", width=90),
        tables.Shown("share", "读取进度(%)", "score", width=260),
        tables.Shown("state", "状态", width=90),
    )
    tables.listing(pd.DataFrame(rows), columns, key="reading_files")


@st.fragment(run_every=POLL_SECONDS)
def writing(intake: Intake, person: Person) -> None:
    """Show that what was confirmed waits in line or is being written, until it is."""
    job = intake.work.job
    if intake.work.phase != "writing" or job is None:
        st.rerun()
    ahead = jobs.ahead_of(lake().store, job)
    share = intake.written_share()
    said = f"排队等候,前面还有 {ahead} 项" if ahead else f"正在写入… {share:.0%}"
    st.progress(share, f"{said}。可以离开或关闭本页,导入会继续。")
    if st.button("取消", key="cancel_writing", help="已写入的一并撤销,上传的文件随之删除。"):
        jobs.cancel(lake().store, job, person)


def ended(intake: Intake, person: Person) -> None:
    """Say how the delivery ended, and what to do next."""
    work = intake.work
    if work.phase == "cancelled":
        live = "、".join(map(str, work.live))
        kept = f"此前已写入的批次 {live} 不受影响,需要时可在“导入记录”中撤销" if live else "没有载入任何数据"
        st.info(f"{work.decided}已取消,{kept},上传的文件已删除。")
    elif work.phase == "failed":
        _failed(intake)
    else:
        if st.session_state.get(TOO_LATE):
            st.warning(f"取消没有生效:这次导入已{work.decided}确认。需要时可在“导入记录”中撤销。")
        _confirmed(intake, person)
    st.button("继续导入其他文件", key="start_over", on_click=start_over)


def _failed(intake: Intake) -> None:
    fault = intake.work.fault
    if fault is not None and not isinstance(fault, MingjiError):
        start_over()
        raise fault  # a bug: shown with a number, and written to the log
    st.error(plain(str(fault)))
    st.caption("上传的文件没有删除:这次导入留在待处理的导入中,排除原因后可以继续处理,也可以放弃。")


def _confirmed(intake: Intake, person: Person) -> None:
    delivery = intake.work.delivery
    files = delivery.files if delivery is not None else []
    rows = sorted((row for file in files for row in _came_in(file)), key=lambda row: "batch" not in row)
    batches_made = sum(file.batch_id is not None for file in files)
    table = pd.DataFrame(
        rows, columns=["file", "table", "batch", "rows", "new", "replaced", "rejected", "said"]
    )
    refused = sum(file.batch_id is None and file.state == "refused" for file in files)
    if batches_made:
        st.success(
            f"导入完成:{batches_made:,} 个文件(各为一个批次),新增 {int(table.new.sum()):,} 行,替换 {int(table.replaced.sum()):,} 行。"
        )
        _left_out(refused, table)
        with st.container(horizontal=True, vertical_alignment="center"):
            if person.may(Permission.SELECT) and st.button(
                "运行筛查", type="primary", icon=":material/play_arrow:", key="screen_now"
            ):
                overview.screen_next()
                st.switch_page(page_file("overview"))
            st.page_link(page_file("batches"), label="查看导入记录", icon=":material/history:")
    else:
        st.warning("没有载入任何数据,原因见下表。")
    columns = (
        tables.Shown("file", "文件", width=FILE_WIDTH, help=file_labels.HELP),
        tables.Shown("table", "数据表", width=120),
        tables.Shown("batch", "批次", "number", width=60),
        tables.Shown("rows", "载入行数", "number", width=84),
        tables.Shown("new", "新增", "number", width=84),
        tables.Shown(
            "replaced", "替换原有行", "number", width=90, help="主键相同的旧行由新行替换;撤销批次后恢复。"
        ),
        tables.Shown("rejected", "拒绝", "number", width=70),
        tables.Shown("said", "说明", width="large"),
    )
    wraps = file_labels.are_long((file.name for file in files), FILE_WIDTH)
    tables.listing(table, columns, key="came_in", most_rows=20, wraps=wraps)


def _left_out(refused: int, came_in: pd.DataFrame) -> None:
    """Say what of the delivery did not come in, and where it can be seen."""
    rejected = int(came_in.rejected.sum())
    said = [
        f"{refused:,} 个文件不能导入(原因见下表“说明”)" if refused else "",
        f"{rejected:,} 行被拒绝(原始单元格和原因见导入记录)" if rejected else "",
    ]
    if any(said):
        st.warning(",".join(part for part in said if part) + "。")
    if rejected:
        first = int(came_in.batch[came_in.rejected > 0].iloc[0])
        page, batch = page_file("batches"), {"batch": str(first)}
        st.page_link(page, label="查看被拒绝的行", icon=":material/rule:", query_params=batch)


def _came_in(file: Any) -> list[dict[str, Any]]:
    name = file_labels.inner_first(file.name)
    if file.batch_id is None:
        said = [
            file_labels.without_file(one, file.name)
            for one in ([file.note] if file.note else file.problems())
        ]
        return [{"file": name, "said": ";".join(said) or "没有可载入的数据"}]
    found = effects(lake().store, file.batch_id)
    rejected = {sheet.table: 0 for sheet in file.sheets}
    for sheet in file.sheets:
        rejected[sheet.table] += sheet.rows_rejected
    left = [file_labels.without_file(sheet.error, file.name) for sheet in file.sheets if sheet.error]
    return [
        {
            "file": name,
            "table": cards()[one.table_name].title,
            "batch": file.batch_id,
            "rows": one.rows,
            "new": one.new,
            "replaced": one.replaced,
            "rejected": rejected.get(one.table_name, 0),
            "said": ";".join(left) or None,
        }
        for one in found
    ] or [{"file": name, "batch": file.batch_id, "said": "全部行都被拒绝,见导入记录"}]


def _reading_state(share: float) -> str:
    return "已读完" if share >= 1 else "读取中" if share > 0 else "等待"


def _sources() -> list[str]:
    """Return the sources that were used before, the latest first, and then the usual ones."""
    used = [batch.source for batch in batches.history(lake().store)]
    return list(dict.fromkeys([*used, *USUAL_SOURCES]))


def _too_large_for_here() -> None:
    with st.expander(f"文件超过 {st.get_option('server.maxUploadSize')} MB 怎么办"):
        st.text(
            "可以按月份或单位分成几个文件导出,在本页导入;也可以请系统管理员把文件放到服务器上,用下面的命令导入:"
            "识别、核对和记录与本页相同,不能识别的文件会列出原因。"
        )
        st.code(COMMAND, language=None)


def _what_can_be_loaded() -> None:
    """List the tables of the dictionary: what each is, and which columns it cannot do without."""
    rows = [
        {
            "title": card.title,
            "grain": card.grain,
            "required": "、".join(column.title for column in card.required),
        }
        for card in cards().values()
    ]
    columns = (
        tables.Shown("title", "数据表", width=150),
        tables.Shown("grain", "一行是什么", width=430),
        tables.Shown("required", "必备列", width="large"),
    )
    with st.expander(f"可以导入哪些数据({len(rows)} 种数据表)"):
        tables.listing(pd.DataFrame(rows), columns, key="dictionary", most_rows=18)
