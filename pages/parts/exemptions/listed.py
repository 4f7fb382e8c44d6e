"""The page of the white list: its entries with what they cover, deciding on them, shares, and what may hide something."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from analytics.reasons import label_of
from analytics.results.white_list import HOLDS, OVER, STATES, WhiteList
from models.company.settings import (
    EXEMPTIONS,
    LONGEST_EXEMPTION_MONTHS,
    ExemptionSettings,
)
from models.loop import evidence, exemptions
from models.loop.exemptions import APPROVERS, LONGEST_TEXT, Exemption, Standing
from models.orm import Run
from models.people import Permission, Person
from pages.parts.common import download, file_names, forms, tables
from pages.parts.common.data import lake
from pages.parts.common.details import ROWS_BESIDE, details
from pages.parts.exemptions import known
from pages.parts.findings import which_run
from pages.parts.frame.page_cards import page_file
from reports.white_list_file import write_white_list

SHOWN = "number"  # in the address
MOST_ROWS = 16
ENTRIES = (
    tables.Shown("number", "编号", "number", width=40),
    tables.Shown("state", "状态", width=54),
    tables.Shown("check", "检查", width=150),
    tables.Shown("scope", "范围", width=112),
    tables.Shown(
        "hits",
        "命中",
        "number",
        width=52,
        help="生效的为现在不计入的,已到期的为重新计入的,待批准的为批准后将不计入的。",
    ),
    tables.Shown("owed_yuan", "应收差额(元)", "money", width=92, help="少收与多收绝对值之和。"),
    tables.Shown("until", "到期日", "date", width=82),
    tables.Shown("kind", "类型", width=66),
    tables.Shown("decided_by", "批准人", width=58),
    tables.Shown("asked_by", "申请人", width=58),
    tables.Shown("reason", "理由", width=160),
    tables.Shown("other_yuan", "其他金额(元)", "money", width=92),
)
BY_CHECK = (
    tables.Shown("code", "编号", "id", width=76),
    tables.Shown("title", "检查", width=240),
    tables.Shown("category", "类别", width=90),
    tables.Shown("exempted", "在白名单(条)", "number", width=96),
    tables.Shown("all", "全部命中(条)", "number", width=96),
    tables.Shown("share", "白名单占比", "percent", width=88),
    tables.Shown("owed_yuan", "应收差额(元)", "money", width=116),
    tables.Shown("other_yuan", "其他金额(元)", "money", width=116),
)
BY_APPROVER = (
    tables.Shown("approver", "批准人", width=150),
    tables.Shown("entries", "名单(条)", "number", width=76),
    tables.Shown("own", "本人申请(条)", "number", width=92),
    tables.Shown("exempted", "在白名单(条)", "number", width=92),
    tables.Shown("all", "全部命中(条)", "number", width=92),
    tables.Shown("share", "白名单占比", "percent", width=84),
    tables.Shown("share_of_list", "占全部白名单", "percent", width=96),
    tables.Shown("yuan", "金额(元)", "money", width=112),
    tables.Shown("longest_days", "最长期限(天)", "number", width=92),
)
WATCHED = (
    tables.Shown("number", "编号", "number", width=44),
    tables.Shown("check", "检查", width=150),
    tables.Shown("scope", "范围", width=120),
    tables.Shown("hints", "值得看的事实", width=170),
    tables.Shown("hits", "命中", "number", width=46),
    tables.Shown("yuan", "金额(元)", "money", width=92),
    tables.Shown("days", "期限(天)", "number", width=60),
    tables.Shown("yuan_days", "金额×期限(元·天)", "money", width=112),
    tables.Shown("share_of_yuan", "占白名单金额", "percent", width=88),
    tables.Shown("approver", "批准人", width=64),
    tables.Shown("asked_by", "申请人", width=64),
    tables.Shown("renewals", "续期(次)", "number", width=62),
    tables.Shown("share_of_longest", "占最长期限", "percent", width=78),
)


def head(run: Run, person: Person) -> None:
    """Show which screening the figures are of, the figures themselves, and the file to take along."""
    found = known.seen(person, run)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(f"是否生效按数据截止日 **{run.as_of:%Y-%m-%d}** 判断,不改动已存的筛查结果。")
        with st.container(horizontal=True, width="content"):
            which_run.choice(run)
            _settings(person)
    which_run.note(run)
    on_list = sum(row["hits"] for row in found.entries if row["state"] == HOLDS)
    again = sum(row["hits"] for row in found.entries if row["state"] == OVER)
    waiting = [row for row in found.entries if row["state"] == Standing.ASKED.value]
    cards = (
        (
            "生效中",
            f"{sum(row['state'] == HOLDS for row in found.entries):,} 条",
            "按数据截止日在期限内、已批准的白名单。",
        ),
        ("在白名单的命中", f"{on_list:,} 条", "不计入问题数、金额和稽查目标,另行计数。"),
        (
            "待批准",
            f"{len(waiting):,} 条",
            f"批准后将有 {sum(row['hits'] for row in waiting):,} 条命中不再计入。",
        ),
        ("到期后重新计入", f"{again:,} 条", "白名单已到期、这次筛查又计入的命中。"),
    )
    for column, (label, value, explained) in zip(st.columns(len(cards)), cards, strict=True):
        column.metric(label, value, help=explained, border=True)


def entries(run: Run, person: Person) -> None:
    """List the entries; one opens below with what may be done with it."""
    found = known.seen(person, run)
    if not found.entries:
        st.info("白名单里还没有内容。在对象详情的命中卡片或稽查目标清单中点“这不是问题”提出申请。")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state = st.segmented_control(
            "状态", STATES, key="state", bind="query-params", label_visibility="collapsed"
        )
        text = st.text_input(
            "搜索",
            placeholder="检查、范围、理由、人员中的字词",
            key="text",
            bind="query-params",
            label_visibility="collapsed",
            width=280,
        ).strip()
        _export(found, run, person)
    rows = [
        row | {"check": label_of(row["code"])}
        for row in found.entries
        if state in (None, row["state"]) and text in " ".join(str(value) for value in row.values())
    ]
    chosen = known.exempted_by(person).get(_number())
    table = _table(rows, ENTRIES)
    row = tables.listing(
        table,
        ENTRIES,
        key=f"exemptions-{state}-{text}",
        action="查看",
        empty="没有符合条件的白名单。",
        most_rows=ROWS_BESIDE if chosen else MOST_ROWS,
        wraps=tables.any_is_long(ENTRIES, table),
    )
    if row is not None:
        st.query_params[SHOWN] = str(rows[row]["number"])
        st.rerun()
    if chosen is not None:
        entry = next(one for one in found.entries if one["number"] == chosen.number)
        _card(chosen, entry, run, person)


def shares(run: Run, person: Person) -> None:
    """Show the share of the white list by check and by approver, each with what it is a share of."""
    found = known.seen(person, run)
    st.markdown("**按检查**", help="白名单占比 = 在白名单的命中 ÷ 全部命中(计入的与在白名单的之和)。")
    nothing = "这次筛查没有命中在白名单。"
    tables.listing(_table(found.by_check, BY_CHECK), BY_CHECK, key="shares-check", empty=nothing)
    st.markdown("**按批准人**", help="占比的分母是全部命中;“占全部白名单”的分母是在白名单的命中。")
    tables.listing(_table(found.by_approver, BY_APPROVER), BY_APPROVER, key="shares-approver", empty=nothing)


def watched(run: Run, person: Person) -> None:
    """Show what may hide something, money times days first, with the numbers that say so."""
    st.caption(
        "生效的白名单按“金额×期限”从大到小;金额大、期限长、反复续期、由一人批准的值得复核。这里只列事实,不设界限。"
    )
    rows = [row | {"check": label_of(row["code"])} for row in known.seen(person, run).watched]
    table = _table(rows, WATCHED)
    row = tables.listing(
        table,
        WATCHED,
        key="watched",
        action="查看",
        empty="没有生效的白名单。",
        wraps=tables.any_is_long(WATCHED, table),
    )
    if row is not None:
        st.query_params[SHOWN] = str(rows[row]["number"])
        st.rerun()


def _number() -> int:
    asked = st.query_params.get(SHOWN, "")
    return int(asked) if asked.isdecimal() else 0


def _card(one: Exemption, entry: dict[str, Any], run: Run, person: Person) -> None:
    with details(
        f"白名单 {one.number} · {entry['state']}", lambda: st.query_params.pop(SHOWN, None), key="exemption"
    ):
        tables.facts(
            [
                ("检查", label_of(entry["code"])),
                ("范围", entry["scope"]),
                ("类型 / 天数", f"{entry['kind']} / {one.days:,} 天"),
                ("期限", f"{one.since} 至 {one.until}"),
                ("命中 / 对象", f"{entry['hits']:,} 条 / {entry['objects']:,} 个"),
            ]
        )
        about, steps = st.columns([3, 2], gap="large")
        with about:
            for label, text in (("理由", one.reason), ("佐证", one.evidence), ("工单", one.case_no or "")):
                if text:
                    with st.container(gap=None):
                        st.caption(label)
                        st.text(text)
            _files(one, person)
            if one.scope.object_id is not None and one.scope.object_type is not None:
                st.page_link(
                    page_file("object"),
                    label="对象详情",
                    icon=":material/arrow_forward:",
                    query_params=which_run.object_address(run, one.scope.object_type, one.scope.object_id),
                )
        with steps:
            st.caption("经过")
            for step in exemptions.history(lake().store, one.number):
                said = f":{step.comment}" if step.comment else ""
                word = "申请" if step.standing == Standing.ASKED.value else step.standing.removeprefix("已")
                st.text(f"{step.at:%Y-%m-%d %H:%M} {step.by} {word}{said}")
        _decide(one, person)


def _files(one: Exemption, person: Person) -> None:
    """Offer the files that prove it; each opening is in the log."""
    if not one.files:
        return
    store = lake().store
    st.caption("佐证文件")
    for file in evidence.of_exemption(store, one.number, person):
        download.offer(
            f"{file.name}({download.size_text(file.size_bytes)})",
            lambda digest=file.digest: evidence.opened_of_exemption(
                store, person, one.number, digest
            ).read_bytes(),
            file.name,
            key=f"evidence-{one.number}-{file.digest[:12]}",
        )


def _decide(one: Exemption, person: Person) -> None:
    """Offer the steps that are possible to those who approve."""
    open_steps: dict[Standing, Sequence[tuple[str, Standing]]] = {
        Standing.ASKED: (("批准", Standing.APPROVED), ("驳回", Standing.REFUSED)),
        Standing.APPROVED: (("撤销", Standing.ENDED),),
    }
    possible = open_steps.get(one.standing, ())
    if not possible or person.role not in APPROVERS:
        return
    with (
        st.form(f"decide-{one.number}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        comment = st.text_input("说明(驳回和撤销必填)", max_chars=LONGEST_TEXT, width=420)
        clicked = [
            standing
            for label, standing in possible
            if st.form_submit_button(label, type="primary" if standing is Standing.APPROVED else "secondary")
        ]
    if clicked:
        forms.save(lambda: exemptions.decide(lake().store, person, [one.number], clicked[0], comment))


def _export(found: WhiteList, run: Run, person: Person) -> None:
    if not found.entries or not person.may(Permission.EXPORT):
        return

    def file() -> Path:
        return download.exported(
            lake().store,
            person,
            "exemptions",
            ".xlsx",
            lambda out: write_white_list(found, run, out),
            scope={},
            run_id=run.id,
        )

    download.offer("导出 Excel", file, f"{file_names.of_results('白名单', run, person)}.xlsx", key="export")


def _settings(person: Person) -> None:
    if not person.configures_everything:
        return
    now = EXEMPTIONS.of(lake().store).longest_months
    with st.popover("白名单设置", icon=":material/tune:"), forms.settings(EXEMPTIONS):
        months = st.number_input(
            "最长期限(月)",
            1,
            LONGEST_EXEMPTION_MONTHS,
            now,
            help="默认 12 个月:每条白名单至少每年复核一次。只约束以后的申请。",
        )
        if st.form_submit_button("保存", type="primary"):
            wanted = ExemptionSettings(int(months))
            forms.save(lambda: EXEMPTIONS.save(lake().store, wanted, person))


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[tables.Shown]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=[column.name for column in columns])
    money = {column.name: "float64" for column in columns if column.look == "money"}
    return table.astype(money)
