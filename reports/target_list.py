"""The target list for the staff: an Excel file to take along, fill in, and hand back; or a bare CSV.

Source: workflow, section 7 (Excel 目标清单).
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from analytics.parameters import differences, measured
from analytics.ranking.listing import ordered, with_names
from analytics.ranking.reasons import briefly, without_amounts
from analytics.ranking.selection import PICKED_BY
from analytics.reasons import looks
from analytics.results.findings import findings_of
from analytics.results.hit_words import evidence_of, sentence_of
from analytics.results.run_checks import STATES, checks_in
from analytics.subjects import LABELS, kinds_of, number_in_words
from analytics.units import unit_names
from data_loaders import filled_lists as heading
from data_loaders.catalog import labels_of, tables
from data_loaders.recognition.own_files import TARGETS
from models import marks
from models.calendar import month_in_words
from models.errors import WrongUsage
from models.lake import Door
from models.loop.case import Result
from models.loop.receipts import Receipts
from models.orm import Run
from reports.findings_file import write_csv
from reports.workbook import CoverSheet, ListSheet, SheetColumn, lines_in, write

PLAIN = (
    "rank",
    "object_type",
    "object_id",
    "cons_no",
    "org_code",
    "score",
    "probability",
    "expected_yuan",
    "check_codes",
    "reasons",
    "picked_by",
)
RECTIFIED = ("已整改", "整改中", "未整改", "无需整改")
JUDGED_BY = "检查与阈值"
OF_CHECKS = (
    SheetColumn("code", "检查编号", "text", 9),
    SheetColumn("check", "检查", "text", 28),
    SheetColumn("category", "稽查类别", "text", 9),
    SheetColumn("state", "状态", "text", 9),
    SheetColumn("values", "阈值", "text", 50),
    SheetColumn("set", "其中人工设定", "text", 24),
)
BRIEF_LINES = 2  # on paper; all of the reasons stand to the right of it
BRIEF_WIDTH, NARROWED = 25.0, 20.0  # of its column, and where numbers are longer than usual
COLUMNS = (
    SheetColumn("number", "序号", "integer", 4.5),
    SheetColumn("object_id", "对象编号", "id", 14),
    SheetColumn("object_label", "对象类型", "text", 8),
    SheetColumn("org_name", "供电单位", "text", 10),
    SheetColumn("cons_no", "户号", "id", 11.5),
    SheetColumn("cons_name", "户名", "text", 12),
    SheetColumn("elec_addr", "用电地址", "text", 18),
    SheetColumn("brief", "稽查原因", "text", BRIEF_WIDTH),
    SheetColumn("amount_yuan", "应收差额(元)", "money", 10.5),
    SheetColumn(
        "verdict", heading.VERDICT, "text", 8, choices=tuple(one.value for one in Result), is_input=True
    ),
    SheetColumn("found", heading.FOUND, "text", 11, is_input=True),
    SheetColumn(
        "rectified", heading.RECTIFIED, "text", 9, choices=RECTIFIED, is_input=True, is_printed=False
    ),
    SheetColumn("checkers", heading.CHECKERS, "text", 12, is_input=True, is_printed=False),
    SheetColumn("done_on", heading.DONE_ON, "date", 11, is_input=True, is_printed=False),
    SheetColumn("recovered", heading.RECOVERED, "money", 12, is_input=True, is_printed=False),
    SheetColumn("refunded", heading.REFUNDED, "money", 12, is_input=True, is_printed=False),
    SheetColumn("remark", heading.REMARK, "text", 14, is_input=True, is_printed=False),
    SheetColumn("reasons", "全部原因", "text", 46, is_printed=False),
    SheetColumn("looks", "现场看什么", "text", 46, is_printed=False),
    SheetColumn("evidence", "证据", "text", 70, is_printed=False),
    SheetColumn("mark", "标记", "text", 16, is_printed=False),
    SheetColumn("elec_type", "用电类别", "text", 14, is_printed=False),
    SheetColumn("volt", "供电电压", "text", 10.5, is_printed=False),
    SheetColumn("contract_cap", "合同容量(kVA)", "number", 9, is_printed=False),
    SheetColumn("severity", "严重度", "text", 7, is_printed=False),
    SheetColumn("score", "得分", "decimal", 7, is_printed=False),
    SheetColumn("rank", "名次", "integer", 6, is_printed=False),
    SheetColumn("probability", "查实可能", "rate", 9, is_printed=False),
    SheetColumn("expected_yuan", "期望金额(元)", "money", 12, is_printed=False),
    SheetColumn("hours", "预计工时(小时)", "number", 9, is_printed=False),
    SheetColumn("picked_label", "选取方式", "text", 9, is_printed=False),
    SheetColumn("check_codes", "检查编号", "id", 20, is_printed=False),
    SheetColumn("org_code", "供电单位编号", "id", 14, is_printed=False),
    SheetColumn("object_type", "对象类型代码", "id", 13, is_printed=False),
    SheetColumn("token", heading.TOKEN, "id", 26, is_printed=False),
)
# columns that the screen calls otherwise
ON_SCREEN = {"name": "cons_name", "unit_name": "org_name", "reasons": "brief"}
ALWAYS_FIRST, ALWAYS_LAST = ("number", "object_id"), ("elec_addr", "verdict", "found")


def write_targets(
    door: Door,
    run: Run,
    chosen: Any,
    out: Path,
    *,
    facts: tuple[tuple[str, str], ...] = (),
    by: str = "rank",
    is_reversed: bool = False,
    shown: Sequence[str] | None = None,
) -> int:
    """Write chosen targets to `out` (.xlsx or .csv) and return how many there are; the Excel file in an order of ranking.listing.

    `chosen` is an expression as analytics.ranking.selection gives it. The CSV has the columns of the command
    line's contract, the Excel file what the staff need on site. `shown` are the columns that somebody chose for the
    screen: they are what is printed, in that order; what the staff cannot do without is printed all the same.

    Errors: WrongUsage for another kind of file.
    """
    match out.suffix.lower():
        case ".csv":
            table = chosen.select(*PLAIN).to_pyarrow()
            write_csv(table, out)
        case ".xlsx":
            table = _described(door, ordered(in_words(door, chosen), by, is_reversed=is_reversed))
            table = called(door, _with_evidence(door, run, table))
            columns = COLUMNS if shown is None else _columns(shown)
            units = {code: name.short for code, name in unit_names(door).items()}
            listed = ListSheet("目标清单", _title(run), columns, table)
            sheets = [_cover(run, len(table), facts), listed, _judged_by(run, units)]
            write(out, TARGETS, sheets)
        case suffix:
            raise WrongUsage(f"不支持写成“{suffix}”文件", remedy="请用 .xlsx 或 .csv")
    return len(table)


def _columns(shown: Sequence[str]) -> tuple[SheetColumn, ...]:
    """Return all columns, first those that are printed: the chosen ones between what must be there."""
    known = {column.name: column for column in COLUMNS}
    chosen = [ON_SCREEN.get(name, name) for name in shown]
    names = dict.fromkeys(name for name in (*ALWAYS_FIRST, *chosen, *ALWAYS_LAST) if name in known)
    printed = [replace(known[name], is_printed=True) for name in names]
    return (*printed, *(replace(known[name], is_printed=False) for name in known if name not in names))


def _with_evidence(door: Door, run: Run, table: pa.Table) -> pa.Table:
    """Add to targets the evidence of each of their hits, what to look at on site, what is noted on them, and their tokens."""
    evidence, seen = evidence_and_looks(door, run, table)
    noted = {(one.object_type, one.object_id): one for one in marks.marks(door.lake.store)}
    keys = list(zip(table["object_type"].to_pylist(), table["object_id"].to_pylist(), strict=True))
    said = [noted.get(key) for key in keys]
    receipts = Receipts(door.lake.store)
    texts = {
        "evidence": evidence,
        "looks": seen,
        "token": [receipts.issue_target(run.id, *key) for key in keys],
        "mark": [f"{one.word} {one.check_code}({one.marked_by})" if one else None for one in said],
    }
    for name, values in texts.items():
        table = table.set_column(table.column_names.index(name), name, pa.array(values, pa.string()))
    return table


def evidence_and_looks(
    door: Door, run: Run, objects: pa.Table, codes: Container[str] | None = None
) -> tuple[list[str | None], list[str]]:
    """Return for each object, in order, the evidence of its hits (of some checks) and what to look at on site."""
    found = findings_of(door.lake.store, door, run)
    keys = list(zip(objects["object_type"].to_pylist(), objects["object_id"].to_pylist(), strict=True))
    listed = ibis.memtable(
        pa.table([objects["object_type"], objects["object_id"]], ["object_type", "object_id"])
    )
    evidence: dict[tuple[str, str], list[str]] = {key: [] for key in keys}
    seen: dict[tuple[str, str], list[str]] = {key: [] for key in keys}
    for code in sorted(found.checks_on(number for _, number in keys)):  # each is a query of its own
        if codes is not None and code not in codes:
            continue
        one = found.card(code)
        hits = found.with_exemption(found.of_check(code)).semi_join(listed, ["object_type", "object_id"])
        for hit in hits.order_by("object_id", "period").to_pyarrow().to_pylist():
            key = hit["object_type"], hit["object_id"]
            said = ";".join(f"{label}:{value}" for label, value in evidence_of(hit).items())
            on_list = "(在白名单,不计入)" if hit["exemption"] is not None else ""
            evidence[key].append(f"【{code} {one.title}】{on_list}{sentence_of(hit)}。{said}")
            if not on_list:
                seen[key].append(code)
    return (
        ["\n".join(evidence[key]) or None for key in keys],
        ["\n".join(looks(key[0], seen[key])) for key in keys],
    )


def _title(run: Run) -> str:
    return f"营销稽查目标清单({month_in_words(run.period)})"


def in_words(door: Door, chosen: Any) -> Any:
    """Return the chosen targets in words, with their names and what a person on site needs to know of the customer.

    Shapes: `chosen` has object_type, object_id, cons_no, org_code, check_codes and picked_by.
    """
    people: Any = door.table("customers").distinct(on="cons_no", keep="first")
    people = people.select("cons_no", "elec_addr", "elec_type_code", "volt_code", "contract_cap")
    told = with_names(door, chosen).left_join(people, "cons_no").drop("cons_no_right")
    columns = tables()["customers"].by_name
    return told.mutate(
        cons_name=told["name"],
        object_label=kinds_of(told).substitute(LABELS),
        elec_type=told.elec_type_code.substitute(labels_of(columns["elec_type_code"])),
        volt=told.volt_code.substitute(labels_of(columns["volt_code"])),
        picked_label=told.picked_by.substitute(PICKED_BY),
    )


def called(door: Door, table: pa.Table) -> pa.Table:
    """Return targets with their numbers as a person reads them."""
    units = {code: name.short for code, name in unit_names(door).items()}
    objects = table.select(["object_type", "object_id"]).to_pylist()
    numbers = [number_in_words(one["object_type"], one["object_id"], units) for one in objects]
    place = table.column_names.index("object_id")
    return table.set_column(place, "object_id", pa.array(numbers, pa.string()))


def _described(door: Door, in_order: Any) -> pa.Table:
    """Return the rows of the staff's list, numbered in their order."""
    table = in_order.to_pyarrow()
    names = {code: name.short for code, name in unit_names(door).items()}
    units = [names.get(code, code) for code in table["org_code"].to_pylist()]
    table = table.append_column("org_name", pa.array(units, pa.string()))
    table = table.append_column("brief", brief_on_paper(table["reasons"].to_pylist(), NARROWED))
    table = table.append_column("number", pa.array(range(1, len(table) + 1), pa.int64()))
    for column in COLUMNS:
        if column.name not in table.column_names:
            table = table.append_column(column.name, pa.nulls(len(table), pa.string()))
    return table


def brief_on_paper(reasons: Sequence[str | None], width: float) -> pa.Array:
    """Return reasons in few lines of a column so wide: a list on paper is to be leafed through, the rest is in the file."""

    def fits(text: str) -> bool:
        return lines_in(text, width) <= BRIEF_LINES

    return pa.array([text and briefly(without_amounts(text), fits) for text in reasons], pa.string())


def _cover(run: Run, count: int, facts: tuple[tuple[str, str], ...]) -> CoverSheet:
    states = [outcome["state"] for _, outcome in checks_in(run)]
    lines = (
        ("筛查编号", str(run.id)),
        ("稽查期间", month_in_words(run.period)),
        ("数据截止", run.as_of.isoformat()),
        ("筛查时间", run.finished_at.strftime("%Y-%m-%d %H:%M")),
        ("数据版本 / 规则版本", f"{run.data_version} / {run.code_version}"),
        ("条数", f"{count:,}"),
        *facts,
        ("制表人", run.run_by),
        ("制表时间", datetime.now().strftime("%Y-%m-%d %H:%M")),
        (
            "填写方法",
            f"请在浅黄色各列填写,“{heading.FOUND}”和“{heading.VERDICT}”必填,“{heading.VERDICT}”“{heading.RECTIFIED}”从下拉列表选择。"
            f"目标列入稽查计划并派发后,本文件可在“稽查任务”的“收回填好的稽查清单”交回:逐行按“{heading.TOKEN}”认定案件,"
            "没有填写的行保持原状。请勿改动其他列和各列的标题;排序时请选中全部列。",
        ),
        (
            "金额含义",
            "应收差额为正表示少收(应追补),为负表示多收(应退还);空白表示该问题没有应收差额或无法估算。"
            "在途资金、账面差额、经手资金、参考值不追不退,写在稽查原因里,不计入。",
        ),
        (
            "检查",
            f"已运行 {states.count('ran')} 项,未运行 {len(states) - states.count('ran')} 项;名称和判定用的阈值见“{JUDGED_BY}”表。",
        ),
    )
    return CoverSheet("说明", _title(run), lines)


def _judged_by(run: Run, units: Mapping[str, str]) -> ListSheet:
    """Return the run's checks, a line each: whether it ran, and the values that it judged by."""
    rows = [
        {
            "code": one.code,
            "check": one.title,
            "category": one.category.value,
            "state": STATES[outcome["state"]],
            "values": ";".join(
                f"{p.label} {measured(p, outcome['parameters'][p.name])}"
                for p in one.parameters
                if p.name in outcome["parameters"]
            ),
            "set": ";".join(differences(one, outcome, units)),
        }
        for one, outcome in checks_in(run)
    ]
    columns = [(column.name, pa.string()) for column in OF_CHECKS]
    return ListSheet(
        JUDGED_BY,
        f"检查与阈值({month_in_words(run.period)})",
        OF_CHECKS,
        pa.Table.from_pylist(rows, pa.schema(columns)),
    )
