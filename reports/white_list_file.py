"""The white list as an Excel file: every entry, its share by check and by approver, and what may hide something."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from analytics.results.white_list import HOLDS, WhiteList
from data_loaders.recognition.own_files import WHITE_LIST
from models.calendar import month_in_words
from models.orm import Run
from reports.workbook import CoverSheet, ListSheet, SheetColumn, write

ENTRIES = (
    SheetColumn("number", "白名单编号", "integer", 8),
    SheetColumn("state", "状态", "text", 8),
    SheetColumn("code", "检查编号", "id", 9),
    SheetColumn("title", "检查", "text", 18),
    SheetColumn("scope", "范围", "text", 22),
    SheetColumn("kind", "白名单类型", "text", 10),
    SheetColumn("reason", "理由", "text", 22),
    SheetColumn("since", "起始日", "date", 10.5),
    SheetColumn("until", "到期日", "date", 10.5),
    SheetColumn("asked_by", "申请人", "text", 10),
    SheetColumn("decided_by", "批准人", "text", 10),
    SheetColumn("hits", "命中(条)", "integer", 7),
    SheetColumn("owed_yuan", "应收差额(元)", "money", 12),
    SheetColumn("other_yuan", "其他金额(元)", "money", 12, is_printed=False),
    SheetColumn("evidence", "佐证", "text", 30, is_printed=False),
    SheetColumn("asked_at", "申请时间", "time", 16, is_printed=False),
    SheetColumn("decided_at", "批准或驳回时间", "time", 16, is_printed=False),
    SheetColumn("comment", "最近一步的说明", "text", 24, is_printed=False),
    SheetColumn("case_no", "工单编号", "id", 16, is_printed=False),
)
BY_CHECK = (
    SheetColumn("code", "检查编号", "id", 9),
    SheetColumn("title", "检查", "text", 26),
    SheetColumn("category", "稽查类别", "text", 11),
    SheetColumn("exempted", "在白名单(条)", "integer", 11),
    SheetColumn("all", "全部命中(条)", "integer", 11),
    SheetColumn("share", "白名单占比", "rate", 10),
    SheetColumn("owed_yuan", "白名单应收差额(元)", "money", 16),
    SheetColumn("other_yuan", "白名单其他金额(元)", "money", 16),
)
BY_APPROVER = (
    SheetColumn("approver", "批准人", "text", 16),
    SheetColumn("entries", "生效的白名单(条)", "integer", 12),
    SheetColumn("own", "其中本人申请(条)", "integer", 12),
    SheetColumn("exempted", "在白名单的命中(条)", "integer", 13),
    SheetColumn("all", "全部命中(条)", "integer", 11),
    SheetColumn("share", "白名单占比", "rate", 10),
    SheetColumn("share_of_list", "占全部白名单", "rate", 10),
    SheetColumn("yuan", "金额(元)", "money", 15),
    SheetColumn("longest_days", "最长期限(天)", "integer", 10),
)
WATCHED = (
    SheetColumn("number", "白名单编号", "integer", 8),
    SheetColumn("code", "检查编号", "id", 9),
    SheetColumn("title", "检查", "text", 18),
    SheetColumn("scope", "范围", "text", 22),
    SheetColumn("hints", "值得看的事实", "text", 26),
    SheetColumn("hits", "命中(条)", "integer", 7),
    SheetColumn("yuan", "金额(元)", "money", 13),
    SheetColumn("share_of_yuan", "占白名单金额", "rate", 9),
    SheetColumn("days", "期限(天)", "integer", 7),
    SheetColumn("share_of_longest", "占最长期限", "rate", 9),
    SheetColumn("renewals", "已续期(次)", "integer", 7),
    SheetColumn("asked_by", "申请人", "text", 10),
    SheetColumn("approver", "批准人", "text", 10),
    SheetColumn("yuan_days", "金额×期限(元·天)", "money", 15),
)
_KINDS = {
    "integer": pa.int64(),
    "money": pa.decimal128(38, 2),
    "rate": pa.float64(),
    "date": pa.date32(),
    "time": pa.timestamp("us"),
}


def write_white_list(found: WhiteList, run: Run, out: Path) -> int:
    """Write the white list to an Excel file and return how many entries it has."""
    title = f"白名单(第 {run.id} 次筛查,截止 {run.as_of:%Y-%m-%d})"
    holding = [entry for entry in found.entries if entry["state"] == HOLDS]
    cover = CoverSheet(
        "说明",
        title,
        (
            ("稽查期间", month_in_words(run.period)),
            ("数据截止", run.as_of.isoformat()),
            ("白名单", f"共 {len(found.entries):,} 条,按数据截止日生效 {len(holding):,} 条"),
            (
                "在白名单的命中",
                f"{sum(entry['hits'] for entry in holding):,} 条,不计入问题数、金额和稽查目标",
            ),
            (
                "命中",
                "生效的为现在不计入的命中,已到期的为重新计入的命中,待批准的为批准后将不计入的命中;"
                "多条白名单覆盖同一命中的,只计在最早的一条。金额不分少收多收,合计为绝对值。",
            ),
            ("疑似掩盖", "按“金额×期限”从大到小列出全部生效的白名单和值得看的事实,由人判断;不设界限。"),
            ("制表时间", datetime.now().strftime("%Y-%m-%d %H:%M")),
        ),
    )
    sheets = [
        cover,
        ListSheet("白名单", title, ENTRIES, _table(found.entries, ENTRIES)),
        ListSheet("按检查", "白名单占比(按检查)", BY_CHECK, _table(found.by_check, BY_CHECK)),
        ListSheet("按批准人", "白名单占比(按批准人)", BY_APPROVER, _table(found.by_approver, BY_APPROVER)),
        ListSheet("疑似掩盖", "可能掩盖问题的白名单", WATCHED, _table(found.watched, WATCHED)),
    ]
    write(out, WHITE_LIST, sheets)
    return len(found.entries)


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[SheetColumn]) -> pa.Table:
    schema = pa.schema([(column.name, _KINDS.get(column.style, pa.string())) for column in columns])
    return pa.Table.from_pylist([dict(row) for row in rows], schema)
