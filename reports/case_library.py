"""The library of archived cases as an Excel file: one case a row, personal data masked as on screen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from analytics.loop.library import Lesson
from analytics.subjects import LABELS, kind_of
from data_loaders.recognition.own_files import CASE_LIBRARY
from reports.workbook import CoverSheet, ListSheet, SheetColumn, write

TITLE = "案例库"
COLUMNS = (
    SheetColumn("case_no", "工单编号", "id", 16),
    SheetColumn("checks", "检查", "text", 18),
    SheetColumn("problem_class", "问题分类", "text", 10),
    SheetColumn("cause", "问题原因", "text", 10),
    SheetColumn("evidence", "证据", "text", 30),
    SheetColumn("found", "查实情况", "text", 22),
    SheetColumn("remedy", "整改办法", "text", 22),
    SheetColumn("recovered_yuan", "追补(元)", "money", 11),
    SheetColumn("refunded_yuan", "退还(元)", "money", 11),
    SheetColumn("days", "办结天数", "integer", 7),
    SheetColumn("came_back", "复发于", "id", 10),
    SheetColumn("unit", "供电单位", "text", 14, is_printed=False),
    SheetColumn("object_label", "对象类型", "text", 10, is_printed=False),
    SheetColumn("result", "是否属实", "text", 9, is_printed=False),
    SheetColumn("established_yuan", "核实金额(元)", "money", 13, is_printed=False),
    SheetColumn("closed_at", "归档时间", "time", 16, is_printed=False),
)
KINDS = {"money": pa.float64(), "integer": pa.int64(), "time": pa.timestamp("us")}


def write_library(
    lessons: Sequence[Lesson],
    units: Mapping[str, str],
    titles: Mapping[str, str],
    out: Path,
    *,
    facts: Sequence[tuple[str, str]] = (),
) -> int:
    """Write cases to an Excel file and return how many there are.

    `units` are names by org_code, `titles` checks in words by code.
    """
    rows = [_row(one, units, titles) for one in lessons]
    arrays = [
        pa.array([row[column.name] for row in rows], KINDS.get(column.style, pa.string()))
        for column in COLUMNS
    ]
    table = pa.Table.from_arrays(arrays, names=[column.name for column in COLUMNS])
    lines = (
        ("件数", f"{len(rows):,}"),
        *facts,
        ("制表时间", datetime.now().strftime("%Y-%m-%d %H:%M")),
        ("内容", "已归档的属实和部分属实案件;人名、地址、电话和户号已隐去。"),
        ("复发", "归档后 180 天内,同一检查在同一对象或同一用户再次立案的工单编号;空为没有复发。"),
    )
    write(out, CASE_LIBRARY, [CoverSheet("说明", TITLE, lines), ListSheet("案例", TITLE, COLUMNS, table)])
    return len(rows)


def _row(one: Lesson, units: Mapping[str, str], titles: Mapping[str, str]) -> dict[str, object]:
    return {
        "case_no": one.case_no,
        "checks": "、".join(titles.get(code, code) for code in one.check_codes) or None,
        "problem_class": one.problem_class,
        "cause": one.cause,
        "evidence": one.evidence or None,
        "found": one.found or None,
        "remedy": one.remedy or None,
        "recovered_yuan": one.recovered_fen / 100,
        "refunded_yuan": one.refunded_fen / 100,
        "days": one.days,
        "came_back": one.came_back,
        "unit": units.get(one.unit, one.unit) or None,
        "object_label": LABELS.get(kind_of(one.object_type, ",".join(one.check_codes)), one.object_type),
        "result": one.result,
        "established_yuan": None if one.established_fen is None else one.established_fen / 100,
        "closed_at": one.closed_at,
    }
