"""Two screenings side by side as an Excel file: how they differ by check, by unit and by object, and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.results.differences import STATES, State
from analytics.results.two_runs import TwoRuns
from analytics.results.why_it_changed import Reasons
from analytics.rulebook import card_of
from analytics.subjects import LABELS, kind_of, number_in_words
from data_loaders.recognition.own_files import TWO_RUNS
from models.calendar import month_in_words
from models.orm import Run
from reports.workbook import CoverSheet, ListSheet, SheetColumn, write

WORDS: dict[State, str] = {"new": "新增", "gone": "消失", "changed": "金额变化", "same": "不变"}
SAME_MONTH = "按检查、对象和期间对应"
OTHER_MONTH = "两次的月份不同,按检查和对象对应,不比期间"
FIGURES = (
    SheetColumn("hits_before", "较早问题数", "integer", 10),
    SheetColumn("new", "新增", "integer", 8),
    SheetColumn("gone", "消失", "integer", 8),
    SheetColumn("changed", "金额变化", "integer", 9),
    SheetColumn("same", "不变", "integer", 8),
    SheetColumn("hits", "较晚问题数", "integer", 10),
    SheetColumn("under_yuan_before", "较早少收(元)", "money", 14),
    SheetColumn("under_yuan", "较晚少收(元)", "money", 14),
    SheetColumn("over_yuan_before", "较早多收(元)", "money", 14),
    SheetColumn("over_yuan", "较晚多收(元)", "money", 14),
)
BY_CHECK = (SheetColumn("code", "检查编号", "id", 10), SheetColumn("title", "检查", "text", 24), *FIGURES)
BY_UNIT = (
    SheetColumn("unit", "供电单位编号", "id", 14),
    SheetColumn("name", "供电单位", "text", 22),
    *FIGURES,
)
HITS = (
    SheetColumn("code", "检查编号", "id", 10),
    SheetColumn("title", "检查", "text", 18),
    SheetColumn("word", "变化", "text", 9),
    SheetColumn("object_label", "对象类型", "text", 10),
    SheetColumn("number", "对象编号", "id", 16),
    SheetColumn("cons_no", "户号", "id", 13),
    SheetColumn("org_name", "供电单位", "text", 16),
    SheetColumn("period_before", "较早期间", "month", 11),
    SheetColumn("period", "较晚期间", "month", 11),
    SheetColumn("amount_yuan_before", "较早金额(元)", "money", 13),
    SheetColumn("amount_yuan", "较晚金额(元)", "money", 13),
    SheetColumn("amount_kind", "金额类别", "text", 9),
    SheetColumn("why", "原因", "text", 44),
    SheetColumn("org_code", "供电单位编号", "id", 14, is_printed=False),
)


def write_two_runs(
    both: TwoRuns, out: Path, units: Mapping[str, str], *, unit_digits: int = 9, **fits: Any
) -> int:
    """Write what two runs found to an Excel file and return how many hits it lists.

    `units` are units by name, `fits` what the list of hits is narrowed to (`TwoRuns.that_fit`).
    """
    rows = both.that_fit(**fits).to_pyarrow().to_pylist()
    narrowed = {name: value for name, value in fits.items() if name != "state"}
    checks = [
        row | {"code": row["check_code"], "title": card_of(row["check_code"]).title}
        for row in both.figures("check_code", **narrowed)
    ]
    by_unit = [
        row | {"name": units.get(row["unit"], row["unit"]) or "未归属"}
        for row in both.figures("unit", unit_digits=unit_digits, **narrowed)
    ]
    title = f"筛查对比（第 {both.earlier.id} 次与第 {both.later.id} 次）"
    sheets = [
        _cover(both, title, len(rows)),
        ListSheet("按检查", title, BY_CHECK, _table(checks, BY_CHECK)),
        ListSheet("按单位", title, BY_UNIT, _table(by_unit, BY_UNIT)),
        ListSheet("明细", title, HITS, _table(described(both, rows, units), HITS)),
    ]
    write(out, TWO_RUNS, sheets)
    return len(rows)


def described(
    both: TwoRuns, rows: Sequence[Mapping[str, Any]], units: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return hits of two runs in words: check, object type, unit, what became of them and why."""
    return [
        {
            **row,
            "code": row["check_code"],
            "title": card_of(row["check_code"]).title,
            "word": WORDS[row["state"]],
            "number": number_in_words(row["object_type"], row["object_id"], units),
            "object_label": LABELS.get(kind_of(row["object_type"], row["check_code"]), row["object_type"]),
            "org_name": units.get(row["org_code"] or "", row["org_code"]),
            "amount_kind": row["amount_kind"] or row["amount_kind_before"] or None,
            "why": why or None,
        }
        for row, why in zip(rows, Reasons(both).of(rows), strict=True)
    ]


def how_compared(both: TwoRuns) -> str:
    """Say by what the hits of two runs are held to be the same."""
    return SAME_MONTH if both.is_same_month else OTHER_MONTH


def _cover(both: TwoRuns, title: str, count: int) -> CoverSheet:
    [found] = both.figures()
    facts = (
        ("较早一次", _about(both.earlier)),
        ("较晚一次", _about(both.later)),
        ("对应方法", how_compared(both)),
        ("全部变化", "、".join(f"{WORDS[state]} {found[state]:,} 个" for state in STATES)),
        ("明细条数", f"{count:,}"),
        ("原因", "列出两次之间与这个对象有关的差别,可能不止一个;哪一个起作用须人工判断。"),
        ("制表时间", datetime.now().strftime("%Y-%m-%d %H:%M")),
    )
    return CoverSheet("说明", title, facts)


def _about(run: Run) -> str:
    return (
        f"第 {run.id} 次:期间 {month_in_words(run.period)},数据截止 {run.as_of},{run.finished_at:%Y-%m-%d %H:%M} 由 {run.run_by} 筛查,"
        f"数据版本 {run.data_version},程序版本 {run.code_version}"
    )


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[SheetColumn]) -> pa.Table:
    kinds = {"integer": pa.int64(), "money": pa.decimal128(38, 2)}
    schema = pa.schema([(column.name, kinds.get(column.style, pa.string())) for column in columns])
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema)
