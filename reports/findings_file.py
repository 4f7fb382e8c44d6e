"""Every hit of a run as a file: CSV and Parquet for other systems, Excel for people."""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from analytics.check import Check
from analytics.parameters import judged_by
from analytics.results.exempted import in_words
from analytics.results.findings import STANDARD, Findings
from analytics.results.hit_words import PROFILE, basis_of, evidence_of, sentence_of
from analytics.subjects import LABELS, kind_of, number_in_words
from data_loaders.recognition.own_files import FINDINGS
from models.errors import WrongUsage
from reports.punctuation import typeset
from reports.workbook import ListSheet, SheetColumn, write

PLAIN = (*STANDARD[1:], "evidence", "basis")  # as the command line promises; the id of a problem is our own
AT_A_TIME = 5_000
ORDER = ("object_type", "object_id", "period")
TITLE = "稽查命中清单（应收差额为正是少收，为负是多收；其他金额不追不退）"
COLUMNS = (
    SheetColumn("check_code", "检查编号", "id", 9),
    SheetColumn("check_title", "检查", "text", 18),
    SheetColumn("severity", "严重度", "text", 7),
    SheetColumn("object_label", "对象类型", "text", 11),
    SheetColumn("object_id", "对象编号", "id", 16),
    SheetColumn("cons_no", "户号", "id", 13),
    SheetColumn("cons_name", "户名", "text", 16),
    SheetColumn("org_name", "供电单位", "text", 16),
    SheetColumn("period", "期间", "month", 11),
    SheetColumn("amount_yuan", "涉及金额(元)", "money", 13),
    SheetColumn("amount_kind", "金额类别", "text", 9),
    SheetColumn("sentence", "说明", "text", 42),
    SheetColumn("evidence", "证据", "text", 54),
    SheetColumn("judged_by", "判定阈值", "text", 30),
    SheetColumn("basis", "依据", "text", 30),
    SheetColumn("category", "稽查类别", "text", 10, is_printed=False),
    SheetColumn("org_code", "供电单位编号", "id", 14, is_printed=False),
    SheetColumn("exempted", "白名单", "text", 30, is_printed=False),
)
UTF8_BOM = b"\xef\xbb\xbf"
FORMULA_START = r"^\s*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}\t\r\n\x00]"


def write_findings(findings: Findings, out: Path, *, codes: Sequence[str] = (), org_prefix: str = "") -> int:
    """Write the hits that fit to `out` (.csv, .parquet or .xlsx) and return how many there are.

    Shapes: as CSV and Parquet the columns of the command line's contract, `evidence` a JSON object of the values
    that a person needs to verify the hit by hand; as Excel the same in words.

    Errors: WrongUsage for another kind of file.
    """
    wanted = [code for code in codes or findings.codes if findings.has(code)]
    match out.suffix.lower():
        case ".parquet":
            table = _rows(findings, wanted, org_prefix)
            pq.write_table(table, out)
        case ".csv":
            table = _rows(findings, wanted, org_prefix)
            write_csv(table, out)
        case ".xlsx":
            table = _readable(findings, wanted, org_prefix)
            write(out, FINDINGS, [ListSheet("命中清单", TITLE, COLUMNS, table)])
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
    parts = [_rows_of(findings, code, org_prefix) for code in codes]
    if not parts:
        return pa.schema([(name, _kind(name)) for name in PLAIN]).empty_table()
    together = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return together.order_by("check_code", *ORDER).to_pyarrow()


def _rows_of(findings: Findings, code: str, org_prefix: str) -> Any:
    one = findings.card(code)
    hits = findings.of_check(code, org_prefix=org_prefix)
    shown = {name: hits[name] for name in one.evidence if name in hits.columns}
    evidence: Any = ibis.struct(shown) if shown else ibis.literal("{}")
    columns = [name for name in PLAIN if name in hits.columns]
    return hits.select(*columns, evidence=evidence.cast("json").cast("string"), basis=_basis(code, one, hits))


def _basis(code: str, one: Check, hits: Any) -> Any:
    """Return the regulations of each hit, by the profile of prices by which it was judged where it names one."""
    if PROFILE not in one.evidence or PROFILE not in hits.columns:
        return ibis.literal(one.basis)
    profiles = hits.select(PROFILE).distinct().to_pyarrow().column(PROFILE).to_pylist()
    said = [
        (hits[PROFILE] == name, basis_of({"check_code": code, PROFILE: name})) for name in profiles if name
    ]
    return ibis.cases(*said, else_=one.basis) if said else ibis.literal(one.basis)


def _readable(findings: Findings, codes: Sequence[str], org_prefix: str) -> pa.Table:
    """Return the hits as a person reads them, with the labels of the check's card and the words of the codes.

    They are put into words some at a time: all at once, as Python's values, they would take several times the memory.
    """
    units = findings.unit_names()
    known = {one.number: in_words(one) for one in findings.exempted.holding}
    schema = pa.schema([(column.name, _kind(column.name)) for column in COLUMNS])
    parts = [schema.empty_table()]
    for code in sorted(codes):
        one, hits = findings.card(code), findings.with_names(findings.of_check(code, org_prefix=org_prefix))
        hits = findings.with_exemption(hits)
        judged = cache(partial(_judged_by, one, findings.outcome(code), units))
        for some in hits.order_by(*ORDER).to_pyarrow().to_batches(AT_A_TIME):
            rows = [
                _in_words(hit, one, units)
                | {"exempted": known.get(hit["exemption"]), "judged_by": judged(hit["org_code"])}
                for hit in some.to_pylist()
            ]
            parts.append(pa.Table.from_pylist(rows, schema))
    return pa.concat_tables(parts)


def _in_words(hit: dict[str, Any], one: Check, units: Mapping[str, str]) -> dict[str, Any]:
    has_amount = hit["amount_yuan"] is not None
    return hit | {
        "check_title": one.title,
        "object_label": LABELS[kind_of(hit["object_type"], one.code)],
        "object_id": number_in_words(hit["object_type"], hit["object_id"], units),
        "org_name": units.get(hit["org_code"]) or hit["org_code"],
        "amount_kind": one.amount_kind(hit["object_type"]) if has_amount else None,
        "sentence": typeset(sentence_of(hit)),
        "evidence": "；".join(f"{label}：{value}" for label, value in evidence_of(hit).items()),
        "basis": typeset(basis_of(hit)),
    }


def _judged_by(
    one: Check, outcome: Mapping[str, Any] | None, units: Mapping[str, str], org_code: str | None
) -> str | None:
    return typeset("；".join(judged_by(one, outcome, org_code, units))) if outcome else None


def _kind(name: str) -> pa.DataType:
    return pa.decimal128(18, 2) if name == "amount_yuan" else pa.string()
