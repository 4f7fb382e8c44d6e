"""Notices to the audited units as paper: 稽查通知单 before the check on site, 整改通知单 after it, one a unit, as PDF or Word.

What a notice says was kept when it was issued (`models.loop.notices`); only names of people are looked up when it is printed,
masked for who may not see them.

Source: workflow.md, section 5 (整改通知单) and section 2 (《营销稽查通知单》).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from analytics.loop.judged import Outcomes, basis_of_case, outcomes_of, values_of_case
from analytics.loop.owed import reckoned_fen
from analytics.reasons import WITHOUT_HITS, title_of
from analytics.subjects import number_in_words
from analytics.units import UnitName, unit_names
from analytics.weekly.masking import without_personal_data
from models import log, register
from models.calendar import month_in_words
from models.errors import WrongUsage
from models.lake import Door, Lake
from models.loop.notices import NoticeKind, issue, notices
from models.orm import CaseCheckRow, CaseRow, NoticeRow
from models.people import Person
from reports.document import (
    Column,
    Document,
    EditableText,
    Paragraph,
    Section,
    Sentence,
    SignatureBlock,
    Table,
)
from reports.file_names import safe
from reports.paper.files import write

TITLES = {NoticeKind.INSPECTION: "营销稽查通知单", NoticeKind.RECTIFICATION: "整改通知单"}
FORMATS = ("pdf", "docx")
NO_UNIT = "未归属单位"
SIGNED_BY = ("签发人", "签收人(盖章)")
SPARE_ROWS = 3
ROOM = "\u3000" * 8 + "\n\u3000"  # to write in by hand, two lines high


def write_notices(
    lake: Lake, person: Person, plan_id: int, kind: NoticeKind, folder: Path, suffix: str = "pdf"
) -> list[tuple[str, Path]]:
    """Issue what notices of a plan are due, write all of them that the person may see, and return (number, file).

    Errors: as `models.loop.notices.issue`; WrongUsage for another format; StoreUnusable where a file cannot be written.
    """
    if suffix not in FORMATS:
        raise WrongUsage(f"不能写成“{suffix}”", remedy=f"请用 {'、'.join(FORMATS)}")
    people = {one.login: one.name for one in register.people(lake.store)}
    outcomes = outcomes_of(lake.store, plan_id)
    with lake.open(person) as door:
        units = unit_names(door)
        short = {code: name.short for code, name in units.items()}
        issue(lake.store, person, plan_id, kind, partial(told, outcomes=outcomes, units=short))
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for notice in notices(lake.store, person, plan_id, kind):
            names = _names(door, notice)
            document = document_of(notice, units, names, people, is_masked=not person.sees_personal_data)
            unit = units[notice.org_code].short if notice.org_code in units else notice.org_code or NO_UNIT
            path = folder / f"{safe(f'{kind.value}_{notice.number}_{unit}')}.{suffix}"
            log.exported(
                lake.store,
                person,
                "notice",
                path,
                lambda out, document=document: write(document, out),
                scope={"plan": plan_id, "number": notice.number},
            )
            written.append((notice.number, path))
    return written


def told(
    row: CaseRow,
    checks: Sequence[CaseCheckRow],
    found: str,
    *,
    outcomes: Outcomes,
    units: Mapping[str, str],
) -> dict[str, Any]:
    """Return what a notice says of a case: words and whole fen, no names of people.

    `outcomes` say by what the checks judged, `units` are names by code.
    """
    bases = dict.fromkeys(basis_of_case(one) for one in checks)
    own = (
        f"“{title_of(one.check_code)}”{said}"
        for one in checks
        for said in values_of_case(one, row.org_code, outcomes, units, only_own=True)
    )
    return {
        "case_no": row.case_no,
        "object_type": row.object_type,
        "object_id": row.object_id,
        "cons_no": row.cons_no,
        "topics": [title_of(one.check_code) for one in checks],
        "problems": [one.sentence for one in checks],
        "basis": [basis for basis in bases if basis],
        "judged_by": list(dict.fromkeys(own)),
        "owed_fen": reckoned_fen(row.object_type, checks),
        "established_fen": row.established_fen,
        "found": found,
        "problem_class": row.facts.get("problem_class", ""),
        "measures": row.facts.get("measures", ""),
        "handler": row.handler or "",
        "due": row.due_date.isoformat() if row.due_date else "",
    }


def document_of(
    notice: NoticeRow,
    units: Mapping[str, UnitName],
    names: Mapping[str, str] | None = None,
    people: Mapping[str, str] | None = None,
    *,
    is_masked: bool = False,
) -> Document:
    """Return a notice as a document.

    `names` are those of its customers, by number, as the door shows them; `people` those of the register, by login.
    """
    kind = NoticeKind(notice.kind)
    content: dict[str, Any] = notice.content
    if is_masked:
        content = content | {"cases": [_without_people(line) for line in content["cases"]]}
    unit = units[notice.org_code].long if notice.org_code in units else notice.org_code or NO_UNIT
    due = date.fromisoformat(content["due"])
    short = {code: name.short for code, name in units.items()}
    if kind is NoticeKind.RECTIFICATION:
        sections = _rectification(content, due, short, names or {}, people or {})
    else:
        sections = _inspection(content, due, short, names or {})
    made_on = notice.issued_at.date()
    return Document(
        title=TITLES[kind],
        subtitle=f"（{content['plan']}）",
        issue_no=notice.number,
        unit=f"被稽查单位：{unit}",
        period=content["task"],
        made_on=made_on,
        as_of=content["as_of"],
        sections=tuple(Section(n, heading, blocks) for n, (heading, blocks) in enumerate(sections, 1)),
        notes=("所列问题按签发当日的情况，案件以后的变化见系统。",),
    )


Parts = list[tuple[str, tuple[Any, ...]]]


def _inspection(
    content: Mapping[str, Any], due: date, units: Mapping[str, str], names: Mapping[str, str]
) -> Parts:
    lines = content["cases"]
    topics = dict.fromkeys(topic for line in lines for topic in line["topics"])
    what = (
        f"根据稽查计划“{content['plan']}”({content['task']}),现对你单位下列 {len(lines)} 件事项开展营销稽查"
        + (f",涉及{_listed(list(topics))}。" if topics else "。")
    )
    asked = (
        f"请于{_in_words(due)}前完成核查并在系统中回复,或交回填好的稽查清单;每件由两人以上核查。",
        "核查情况应如实填写,属实的写明问题分类和整改措施;不属于你单位的,注明理由退回。",
        "请提供所需的档案、台账、工单和现场条件,并派人到场配合。",
    )
    return [
        ("稽查事项", (_said("what", what),)),
        ("稽查对象", (_cases("cases", lines, units, names, _PROBLEMS_TO_CHECK),)),
        ("依据条款", (_said("basis", _basis(lines)),)),
        ("配合要求", (_said("asked", "".join(asked)),)),
        ("配合人员(由被稽查单位填写)", (_blank("people", ("姓名", "岗位", "联系电话", "备注"), SPARE_ROWS),)),
        ("签发与签收", (SignatureBlock(SIGNED_BY),)),
    ]


def _rectification(
    content: Mapping[str, Any],
    due: date,
    units: Mapping[str, str],
    names: Mapping[str, str],
    people: Mapping[str, str],
) -> Parts:
    lines = content["cases"]
    logins = [line["handler"] for line in lines if line["handler"]]
    handlers = dict.fromkeys(people.get(login, login) for login in logins)
    measures = dict.fromkeys(line["measures"] for line in lines if line["measures"])
    asked = (
        f"上述 {len(lines)} 件问题已经核查属实,请逐件查明原因、落实责任,按规定更正档案、退补电费或办理相应业务流程,写明流程编号。",
        f"核查时提出的措施:{';'.join(measures)}。" if measures else "",
        "同类问题请在本单位范围内自查,一并整改。",
    )
    limit = f"请于{_in_words(due)}前完成整改并在系统中回复。"
    who = f"整改责任人:{'、'.join(handlers) or '(由被稽查单位填写)'}"
    feedback = [{"case_no": line["case_no"]} for line in lines]
    return [
        ("存在问题", (_cases("cases", lines, units, names, _PROBLEMS_FOUND),)),
        ("依据条款", (_said("basis", _basis(lines)),)),
        ("整改要求", (_said("asked", "".join(asked)),)),
        ("整改期限与责任人", (_said("limit", limit), _said("who", who))),
        (
            "反馈(由被稽查单位填写)",
            (_blank("feedback", ("工单编号", "原因", "措施", "完成情况", "佐证"), 0, feedback),),
        ),
        (
            "复查意见",
            (EditableText("recheck", "(由复查人填写:是否合格,不合格的原因和再次整改的期限)", lines=3),),
        ),
        ("签发与签收", (SignatureBlock(SIGNED_BY),)),
    ]


_PROBLEMS_TO_CHECK = (
    Column("number", "序号", "integer"),
    Column("case_no", "工单编号", "id"),
    Column("object", "对象"),
    Column("problem", "异常描述"),
    Column("amount_yuan", "应收差额(元)", "money"),
)
_PROBLEMS_FOUND = (
    Column("number", "序号", "integer"),
    Column("case_no", "工单编号", "id"),
    Column("object", "对象"),
    Column("problem_class", "问题分类"),
    Column("problem", "存在问题"),
    Column("amount_yuan", "涉及金额(元)", "money"),
)


def _cases(
    key: str,
    lines: Sequence[Mapping[str, Any]],
    units: Mapping[str, str],
    names: Mapping[str, str],
    columns: tuple[Column, ...],
) -> Table:
    rows = [
        {
            "number": number,
            "case_no": line["case_no"],
            "object": " ".join(
                filter(
                    None,
                    (
                        number_in_words(line["object_type"], line["object_id"], units),
                        names.get(line["cons_no"] or ""),
                    ),
                )
            ),
            "problem_class": line["problem_class"] or "—",
            "problem": _problem(line, columns),
            "amount_yuan": _yuan(line, columns),
        }
        for number, line in enumerate(lines, 1)
    ]
    schema = pa.schema(
        [
            (
                column.name,
                pa.int64()
                if column.kind == "integer"
                else pa.float64()
                if column.kind == "money"
                else pa.string(),
            )
            for column in columns
        ]
    )
    return Table(
        key,
        "稽查对象" if columns is _PROBLEMS_TO_CHECK else "存在问题",
        columns,
        pa.Table.from_pylist(rows, schema),
    )


def _problem(line: Mapping[str, Any], columns: tuple[Column, ...]) -> str:
    """Return what is suspected of a case and, after the check on site, what was found."""
    suspected = "。".join(
        dict.fromkeys(f"{topic}:{text}" for topic, text in zip(line["topics"], line["problems"], strict=True))
    )
    suspected = suspected or (WITHOUT_HITS if columns is _PROBLEMS_TO_CHECK else "")
    found = f"核查情况:{line['found']}" if columns is _PROBLEMS_FOUND and line["found"] else ""
    return "。".join(filter(None, (suspected, found)))


def _yuan(line: Mapping[str, Any], columns: tuple[Column, ...]) -> float | None:
    """Return what is suspected to be owed, or, once it was found, what was established."""
    is_found = columns is _PROBLEMS_FOUND and line["established_fen"] is not None
    fen = line["established_fen"] if is_found else line["owed_fen"]
    return None if fen is None else float(Decimal(fen) / 100)


def _blank(key: str, headings: Sequence[str], spare: int, known: Sequence[Mapping[str, str]] = ()) -> Table:
    """Return a table to be filled in by hand, the first column of known rows given."""
    columns = tuple(
        Column(
            "case_no" if heading == "工单编号" else f"c{place}",
            heading,
            "id" if heading == "工单编号" else "text",
        )
        for place, heading in enumerate(headings)
    )
    rows = [*known, *({} for _ in range(spare))]
    data = {column.name: [row.get(column.name, ROOM) for row in rows] for column in columns}
    title = "反馈" if known else "配合人员"
    return Table(
        key, title, columns, pa.table({name: pa.array(values, pa.string()) for name, values in data.items()})
    )


def _basis(lines: Sequence[Mapping[str, Any]]) -> str:
    found = dict.fromkeys(
        part.strip() for line in lines for text in line["basis"] for part in re.split("[;；]", text)
    )
    own = dict.fromkeys(said for line in lines for said in line.get("judged_by", ()))
    said = f"{';'.join(found)}。" if found else "各主题的判定依据见系统中的稽查规则。"
    return f"{said}本公司另行设定的:{';'.join(own)}。" if own else said


def _listed(topics: Sequence[str], most: int = 6) -> str:
    shown = "、".join(f"“{one}”" for one in topics[:most])
    return shown if len(topics) <= most else f"{shown}等 {len(topics)} 个主题"


def _said(key: str, text: str) -> Paragraph:
    return Paragraph((Sentence(key, text),))


def _in_words(day: date) -> str:
    return f"{month_in_words(f'{day:%Y%m}')}{day.day}日"


def _without_people(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a notice says of a case, for who may not see whom it is about."""
    return {
        **line,
        "problems": [without_personal_data(text) for text in line["problems"]],
        "found": without_personal_data(line["found"]),
        "measures": without_personal_data(line["measures"]),
    }


def _names(door: Door, notice: NoticeRow) -> dict[str, str]:
    """Return the names of a notice's customers by number, masked as the door masks them."""
    numbers = [line["cons_no"] for line in notice.content["cases"] if line["cons_no"]]
    people: Any = door.table("customers")
    wanted = ibis.memtable({"sought": sorted(set(numbers)) or [""]})
    found = people.semi_join(wanted, people.cons_no == wanted.sought).select("cons_no", "cons_name")
    return {one["cons_no"]: one["cons_name"] or "" for one in found.to_pyarrow().to_pylist()}
