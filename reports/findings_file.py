"""Every hit of a run as a file that other systems read: CSV, Parquet or Excel."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from analytics.findings import Findings
from analytics.rulebook import check_of
from data_loaders.recognition.own_files import FINDINGS
from models.errors import WrongUsage
from reports.workbook import ListSheet, SheetColumn, write

COLUMNS = (
    SheetColumn("check_code", "检查编号", "id", 10),
    SheetColumn("category", "稽查类别", "text", 10),
    SheetColumn("severity", "严重度", "text", 8),
    SheetColumn("object_type", "对象类型", "text", 14),
    SheetColumn("object_id", "对象编号", "id", 24),
    SheetColumn("cons_no", "户号", "id", 14),
    SheetColumn("org_code", "供电单位编号", "id", 14),
    SheetColumn("period", "期间", "id", 9),
    SheetColumn("amount_yuan", "涉及金额(元)", "money", 14),
    SheetColumn("evidence", "证据", "text", 60),
    SheetColumn("basis", "依据", "text", 40),
)
UTF8_BOM = b"\xef\xbb\xbf"
FORMULA_START = r"^\s*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}\t\r\n\x00]"


def write_findings(findings: Findings, out: Path, *, codes: Sequence[str] = (), org_prefix: str = "") -> int:
    """Write the hits that fit to `out` (.csv, .parquet or .xlsx) and return how many there are.

    Shapes: the columns of the command line's contract; `evidence` is a JSON object of the values that a
    person needs to verify the hit by hand.

    Errors: WrongUsage for another kind of file.
    """
    table = _rows(findings, codes, org_prefix)
    match out.suffix.lower():
        case ".parquet":
            pq.write_table(table, out)
        case ".csv":
            write_csv(table, out)
        case ".xlsx":
            write(out, FINDINGS, [ListSheet("命中清单", "稽查命中清单", COLUMNS, table)])
        case suffix:
            raise WrongUsage(f"不支持写成“{suffix}”文件", remedy="请用 .csv、.parquet 或 .xlsx")
    return len(table)


def write_csv(table: pa.Table, out: Path) -> None:
    """Write a table as CSV for Excel: UTF-8 with BOM, and text that would run as a formula made inert.

    Source: SECURITY, section 5, rule 2: a leading ' in text columns only.
    """
    for index, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            texts = pc.replace_substring_regex(table.column(index), f"({FORMULA_START})", r"'\1")
            table = table.set_column(index, field.name, texts)
    with out.open("wb") as file:
        file.write(UTF8_BOM)
        pa_csv.write_csv(table, file)


def _rows(findings: Findings, codes: Sequence[str], org_prefix: str) -> pa.Table:
    wanted = codes or findings.codes
    parts = [_rows_of(findings, code, org_prefix) for code in wanted if findings.has(code)]
    if not parts:
        money = pa.decimal128(18, 2)
        types = [(c.name, money if c.style == "money" else pa.string()) for c in COLUMNS]
        return pa.schema(types).empty_table()
    together = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return together.order_by("check_code", "object_type", "object_id", "period").to_pyarrow()


def _rows_of(findings: Findings, code: str, org_prefix: str) -> Any:
    one = check_of(code)
    hits = findings.of_check(code, org_prefix=org_prefix)
    evidence: Any = ibis.struct({name: hits[name] for name in one.evidence if name in hits.columns})
    columns = [column.name for column in COLUMNS if column.name in hits.columns]
    return hits.select(*columns, evidence=evidence.cast("json").cast("string"), basis=ibis.literal(one.basis))
