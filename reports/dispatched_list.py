"""The dispatched target list (稽查清单): one Excel file a unit, to take along without a network, fill in and hand back.

Beside what a target list shows it has the answer's columns, with drop-downs, and as the last one the token by which the
row is known when it comes back (`data_loaders.filled_lists`). What says how a case was picked is left out on purpose: the
random control is one only as long as who checks on site cannot tell it from the rest.

Source: CLI.md, The dispatched target list.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.loop.owed import reckoned_fen
from analytics.ranking.reasons import APART
from analytics.reasons import WITHOUT_HITS, looks, title_of
from analytics.units import unit_names
from analytics.weekly.masking import without_personal_data
from data_loaders import filled_lists as heading
from data_loaders.recognition.own_files import DISPATCHED
from models import log, register, runs
from models.errors import MingjiError
from models.lake import Door, Lake
from models.loop import plans
from models.loop.case import ProblemClass, Result, State
from models.loop.checkers import LEAST, inspectors
from models.loop.receipts import ASKED, Receipt, Receipts
from models.orm import CaseCheckRow, CaseRow, PlanRow
from models.people import Person, Role
from reports.file_names import safe
from reports.target_list import NARROWED, brief_on_paper, called, evidence_and_looks, in_words
from reports.workbook import CoverSheet, ListSheet, SheetColumn, write

SHEET, NO_UNIT = "稽查清单", "未归属单位"
BRIEF_WIDTH = 28.0
COLUMNS = (
    SheetColumn("number", "序号", "integer", 5),
    SheetColumn("case_no", heading.CASE_NO, "id", 14),
    SheetColumn("object_id", "对象编号", "id", 13),
    SheetColumn("cons_name", "户名", "text", 12),
    SheetColumn("elec_addr", "用电地址", "text", 18),
    SheetColumn("brief", "稽查原因", "text", BRIEF_WIDTH),
    SheetColumn("amount_yuan", "应收差额(元)", "money", 10),
    SheetColumn("checkers", heading.CHECKERS, "text", 12, is_input=True, is_printed=False),
    SheetColumn("found", heading.FOUND, "text", 18, is_input=True),
    SheetColumn("verdict", heading.VERDICT, "text", 8, tuple(one.value for one in Result), is_input=True),
    SheetColumn(
        "problem",
        heading.PROBLEM,
        "text",
        12,
        tuple(one.value for one in ProblemClass),
        is_input=True,
        is_printed=False,
    ),
    SheetColumn("measures", heading.MEASURES, "text", 16, is_input=True, is_printed=False),
    SheetColumn("done_on", heading.DONE_ON, "date", 11, is_input=True, is_printed=False),
    SheetColumn("recovered", heading.RECOVERED, "money", 12, is_input=True, is_printed=False),
    SheetColumn("refunded", heading.REFUNDED, "money", 12, is_input=True, is_printed=False),
    SheetColumn("remark", heading.REMARK, "text", 14, is_input=True, is_printed=False),
    SheetColumn("reasons", "全部原因", "text", 46, is_printed=False),
    SheetColumn("looks", "现场看什么", "text", 46, is_printed=False),
    SheetColumn("evidence", "证据", "text", 70, is_printed=False),
    SheetColumn("cons_no", "户号", "id", 12, is_printed=False),
    SheetColumn("due_date", "回单时限", "date", 11, is_printed=False),
    SheetColumn("org_name", "供电单位", "text", 12, is_printed=False),
    SheetColumn("object_label", "对象类型", "text", 9, is_printed=False),
    SheetColumn("elec_type", "用电类别", "text", 14, is_printed=False),
    SheetColumn("volt", "供电电压", "text", 10.5, is_printed=False),
    SheetColumn("contract_cap", "合同容量(kVA)", "number", 9, is_printed=False),
    SheetColumn("check_codes", "检查编号", "id", 14, is_printed=False),
    SheetColumn("token", heading.TOKEN, "id", 34, is_printed=False),
)
EMPTY = frozenset({"found", "verdict", "problem", "measures", "remark"})


def write_lists(lake: Lake, person: Person, plan_id: int, folder: Path) -> list[tuple[Path, int]]:
    """Write one list a unit of a plan's cases that wait for an answer, and return each file with its rows.

    Errors: NotFound; StoreUnusable where a file cannot be written. A list that is there already is written anew.
    """
    plan = plans.plan(lake.store, plan_id)
    folder.mkdir(parents=True, exist_ok=True)
    with lake.open(person) as door:
        rows = _rows(door, plan)
        units = unit_names(door)
        written = []
        for code in dict.fromkeys(rows["unit"].to_pylist()):
            own = rows.filter(pa.array([one == code for one in rows["unit"].to_pylist()]))
            own = own.set_column(
                own.column_names.index("number"), "number", pa.array(range(1, len(own) + 1), pa.int64())
            )
            name = units[code].short if code in units else code or NO_UNIT
            path = (
                folder
                / f"{SHEET}_计划{plan_id}_{'_'.join(dict.fromkeys((code, safe(name))))}.xlsx".replace(
                    "__", "_"
                )
            )
            count = log.exported(
                lake.store,
                person,
                "dispatched",
                path,
                lambda out, own=own, name=name: _write(out, plan, name, own),
                scope={"plan": plan_id, "unit": code},
                run_id=plan.run_id,
            )
            written.append((path, count))
    return written


def _rows(door: Door, plan: PlanRow) -> pa.Table:
    """Return the cases of a plan that wait for an answer, as their lists show them, and the unit (`unit`) of each."""
    store = door.lake.store
    wanted = (
        select(CaseRow)
        .where(CaseRow.plan_id == plan.id, CaseRow.state.in_([state.value for state in ASKED]))
        .order_by(CaseRow.handler_unit, CaseRow.id)
    )
    with store.read() as session:
        rows = [
            row for row in session.scalars(wanted) if door.person.covers(row.handler_unit or row.org_code)
        ]
        checks: dict[int, list[CaseCheckRow]] = {row.id: [] for row in rows}
        of_plan = select(CaseCheckRow).join(CaseRow, CaseRow.id == CaseCheckRow.case_id)
        for one in session.scalars(
            of_plan.where(CaseRow.plan_id == plan.id).order_by(CaseCheckRow.check_code)
        ):
            if one.case_id in checks:
                checks[one.case_id].append(one)
    if not rows:
        return pa.table({"unit": pa.array([], pa.string()), "number": pa.array([], pa.int64())})
    receipts = Receipts(store)
    if not door.person.sees_personal_data:
        checks = {number: [_without_people(one) for one in some] for number, some in checks.items()}
    with store.read() as session:
        sent = {row.id: _to_check(row, inspectors(session, row), session) for row in rows}
    cases = pa.Table.from_pylist(
        [_case(row, checks[row.id], receipts) | {"checkers": sent[row.id]} for row in rows], _CASES
    )
    told = in_words(door, ibis.memtable(cases)).order_by("place").to_pyarrow()
    own = {row.case_no: checks[row.id] for row in rows}
    evidence = _evidence(door, plan, told, own)
    seen = [
        "\n".join(looks(kind, (one.check_code for one in own[number])))
        for kind, number in zip(told["object_type"].to_pylist(), told["case_no"].to_pylist(), strict=True)
    ]
    units = {code: name.short for code, name in unit_names(door).items()}
    names = [units.get(code, code) for code in told["org_code"].to_pylist()]
    for name, values in (("evidence", evidence), ("looks", seen), ("org_name", names)):
        told = told.append_column(name, pa.array(values, pa.string()))
    told = told.append_column("brief", brief_on_paper(told["titles"].to_pylist(), NARROWED))
    told = told.append_column("number", pa.array(range(1, len(told) + 1), pa.int64()))
    for column in COLUMNS:
        if column.name not in told.column_names:
            kind = (
                pa.string()
                if column.style == "text"
                else pa.date32()
                if column.style == "date"
                else pa.float64()
            )
            told = told.append_column(column.name, pa.nulls(len(told), kind))
    return called(door, told)


_CASES = pa.schema(
    {
        "place": pa.int64(),
        "case_no": pa.string(),
        "object_type": pa.string(),
        "object_id": pa.string(),
        "cons_no": pa.string(),
        "org_code": pa.string(),
        "unit": pa.string(),
        "picked_by": pa.string(),
        "check_codes": pa.string(),
        "titles": pa.string(),
        "reasons": pa.string(),
        "amount_yuan": pa.float64(),
        "due_date": pa.date32(),
        "checkers": pa.string(),
        "token": pa.string(),
    }
)


def _case(row: CaseRow, checks: Sequence[CaseCheckRow], receipts: Receipts) -> dict[str, Any]:
    owed = reckoned_fen(row.object_type, checks)
    return {
        "place": row.id,
        "case_no": row.case_no,
        "object_type": row.object_type,
        "object_id": row.object_id,
        "cons_no": row.cons_no,
        "org_code": row.org_code,
        "unit": row.handler_unit or row.org_code or "",
        "picked_by": row.picked_by,
        "check_codes": ",".join(dict.fromkeys(one.check_code for one in checks)),
        "titles": APART.join(dict.fromkeys(title_of(one.check_code) for one in checks)) or WITHOUT_HITS,
        "reasons": ";".join(f"{title_of(one.check_code)}:{one.sentence}" for one in checks) or WITHOUT_HITS,
        "amount_yuan": None if owed is None else owed / 100,
        "due_date": row.due_date,
        "token": receipts.issue(Receipt(row.case_no, State(row.state), row.version)),
    }


def _to_check(row: CaseRow, known: Sequence[str], session: Session) -> str | None:
    """Return who is to check a case: its handler, and the unit's inspectors where they are just two.

    Of more nobody knows who goes along: one name alone, left as it is, would be refused when the list comes back.
    """
    handler = register.person_of(session, row.handler) if row.handler else None
    first = [handler.name] if handler and handler.role is Role.STAFF else []
    names = list(dict.fromkeys([*first, *(known if len(known) <= LEAST else ())]))
    is_enough = len(names) >= LEAST or len(known) < LEAST
    return "、".join(names) or None if is_enough else None


def _without_people(check: CaseCheckRow) -> CaseCheckRow:
    """Return a hit as a case keeps it, for who may not see whom it is about."""
    return CaseCheckRow(
        case_id=check.case_id,
        check_code=check.check_code,
        problem_id=check.problem_id,
        period=check.period,
        amount_fen=check.amount_fen,
        sentence=without_personal_data(check.sentence),
        parameters={},
        profile=check.profile,
    )


def _evidence(
    door: Door,
    plan: PlanRow,
    told: pa.Table,
    checks: Mapping[str, Sequence[CaseCheckRow]],
) -> list[str | None]:
    """Return the evidence of each case: of its run, or what the case itself keeps of it (`checks`, by case number)."""
    own = [checks[number] for number in told["case_no"].to_pylist()]
    codes = {one.check_code for some in own for one in some}
    evidence: list[str | None] = [None] * len(own)
    run = _run(door, plan.run_id) if plan.run_id is not None else None
    if run is not None:
        evidence, _ = evidence_and_looks(door, run, told, codes)
    kept = [
        "\n".join(f"【{title_of(one.check_code)}】{one.sentence}" for one in some) or None for some in own
    ]
    return [found or one for found, one in zip(evidence, kept, strict=True)]


def _run(door: Door, run_id: int) -> Any:
    """Return a plan's run; None where it is gone or damaged: a list without evidence is better than none."""
    try:
        return runs.get(door.lake.store, run_id)
    except MingjiError:
        return None


def _write(out: Path, plan: PlanRow, unit: str, rows: pa.Table) -> int:
    title = f"营销{SHEET}:{plan.name}"
    write(out, DISPATCHED, [_cover(plan, unit, len(rows), title), ListSheet(SHEET, title, COLUMNS, rows)])
    return len(rows)


def _cover(plan: PlanRow, unit: str, count: int, title: str) -> CoverSheet:
    facts = (
        ("供电单位", unit),
        ("计划", f"{plan.id} {plan.name}"),
        ("稽查任务类型", plan.kind),
        ("回单时限", f"{plan.due_date:%Y-%m-%d}"),
        ("条数", f"{count:,}"),
        ("派发人", plan.dispatched_by or ""),
        ("派发时间", f"{plan.dispatched_at:%Y-%m-%d %H:%M}" if plan.dispatched_at else ""),
        (
            "填写方法",
            f"请在浅黄色各列填写。“{heading.FOUND}”和“{heading.VERDICT}”必填,填了其中一列的行才会收回;没有填写的行保持原状,可以下次再交。",
        ),
        (heading.CHECKERS, "实际到现场的人,不少于两人,用顿号隔开;预填的与实际不符时请改正。"),
        (heading.VERDICT, "从下拉列表选择:" + "、".join(one.value for one in Result)),
        (heading.PROBLEM, "从下拉列表选择:" + "、".join(one.value for one in ProblemClass)),
        (heading.DONE_ON, "整改或核查完成的日期,例如 2026-11-29,不晚于交回的那一天。"),
        ("金额", "以元为单位填数,最多两位小数;应向客户补收的填追补金额,应退给客户的填退还金额,都不填负数。"),
        (
            "可以做的",
            "可以排序、筛选、删行,或把同一计划几份清单的行连同标题行复制到一起;可以用 WPS、LibreOffice 或 Excel 保存。排序时请选中全部列。",
        ),
        (
            "不要改动",
            f"“{heading.TOKEN}”是这一行的凭证,收回时只凭它认定案件,请勿改动;各列的标题也请保持原样。",
        ),
        (
            "金额含义",
            "应收差额为正表示少收(应追补),为负表示多收(应退还);空白表示没有应收差额或无法估算。",
        ),
        ("制表时间", f"{datetime.now():%Y-%m-%d %H:%M}"),
    )
    return CoverSheet("说明", title, facts)
