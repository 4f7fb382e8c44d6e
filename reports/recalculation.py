"""电费复算单: a customer's bill of a month recalculated line by line beside the bill as issued, for the customer's file."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from analytics.recalculation.bill import Recalculation
from analytics.recalculation.line import TAIL_ENERGY, TAIL_YUAN, Line, Part, Verdict
from analytics.values_in_words import shown
from data_loaders.catalog import labels_of, tables
from models.calendar import month_in_words
from reports.document import (
    Block,
    Column,
    Document,
    Kpi,
    KpiRow,
    Paragraph,
    Section,
    Sentence,
    SignatureBlock,
    Table,
)
from reports.wording import printed, rounded

HEAD = (Column("name", "项目"), Column("terms", "计算式"))
TAIL = (
    Column("verdict", "结果", flagged_by="is_different", align="center"),
    Column("source", "说明"),
)
FIGURES = ("expected", "billed", "difference")
TEXTS = ("name", "terms", "unit", "verdict", "source")


def document_of(
    one: Recalculation,
    *,
    customer: Sequence[tuple[str, str]],
    unit_name: str,
    made_on: date,
    as_of: date,
    hits: Sequence[str] = (),
) -> Document:
    """Return the recalculation of a month; `customer` are the facts of who it is, in words.

    `hits` say what checks found of the customer in that month: what the readings and files may have wrong.
    """
    energy = [line for line in one.lines if line.part in (Part.READINGS, Part.SETTLED)]
    ratios = [line for line in one.lines if line.part is Part.POWER_FACTOR and line.unit != "元"]
    charges = [line for line in one.lines if line.unit == "元"]
    month = month_in_words(one.period)
    blocks: list[tuple[str, tuple[Block, ...]]] = [
        (
            "结论",
            (
                _cards(one),
                Paragraph((Sentence("recalculation.said", told(one)),)),
                *((Paragraph((Sentence("recalculation.hits", _hits_in_words(hits)),)),) if hits else ()),
                Paragraph((Sentence("recalculation.whose", _whose(customer)),)),
            ),
        ),
        ("电量", (_table("energy", "抄见与结算电量", energy, "number", has_unit=True),)),
    ]
    if ratios:
        blocks.append(("功率因数", (_table("ratios", "功率因数与增减率", ratios, "text", has_unit=False),)))
    blocks.append(("电费", (_table("charges", "各项电费(元)", charges, "money", has_unit=False),)))
    if one.others:
        blocks.append(("其他账单行", (_others(one.others),)))
    heading, last = blocks[-1]
    blocks[-1] = (heading, (*last, SignatureBlock(("复算", "审核"))))
    return Document(
        title="电费复算单",
        subtitle=f"（{month}）",
        issue_no=one.cons_no,
        unit=unit_name,
        period=month,
        made_on=made_on,
        as_of=as_of.isoformat(),
        sections=tuple(Section(number, title, parts) for number, (title, parts) in enumerate(blocks, 1)),
        letterhead=unit_name,
        notes=(
            "复算只用已导入的示数、档案、电价和账单;差额为复算减账单,正数为少收,负数为多收。",
            f"相差不超过{TAIL_YUAN}元、{TAIL_ENERGY}千瓦时的为逐项取整的尾差;总电费的尾差按项数累加。",
        ),
        facts=tuple(customer),
    )


def told(one: Recalculation) -> str:
    """Return the outcome in a sentence."""
    whole, different = one.whole, one.counted(Verdict.DIFFERENT)
    open_lines = one.counted(Verdict.NOT_POSSIBLE)
    if whole.difference is None:
        said = f"账单{printed(whole.billed, 'money')}元,没有可以复算的电费"
    elif whole.verdict is Verdict.DIFFERENT:
        kind = "少收" if whole.difference > 0 else "多收"
        said = (
            f"复算{printed(whole.expected, 'money')}元,账单{printed(whole.billed, 'money')}元,"
            f"{kind}{printed(abs(whole.difference), 'money')}元"
        )
    else:
        said = f"复算{printed(whole.expected, 'money')}元,与账单一致"
    said += (
        f";{different}项不一致"
        if different
        else ";各项均一致"
        if not open_lines and whole.verdict is not Verdict.DIFFERENT
        else ""
    )
    return said + (f";{open_lines}项不能复算,按账单计" if open_lines else "") + "。"


def _hits_in_words(hits: Sequence[str]) -> str:
    return (
        f"但筛查在该户本月另有{len(hits)}个疑似问题:{';'.join(hits)}。"
        "复算用的是同样的示数和档案,看不出这些差错,请一并核查。"
    )


def _whose(customer: Sequence[tuple[str, str]]) -> str:
    return "用户:" + ",".join(f"{label} {value}" for label, value in customer) + "。"


def _cards(one: Recalculation) -> KpiRow:
    whole = one.whole
    cards = (
        Kpi("账单电费", whole.billed, "money", "元"),
        Kpi("复算电费", whole.expected, "money", "元"),
        Kpi("差额", whole.difference, "money", "元"),
        Kpi("不一致", one.counted(Verdict.DIFFERENT), "integer", "项"),
    )
    return KpiRow("recalculation.cards", cards)


def _table(key: str, title: str, lines: Sequence[Line], kind: Any, *, has_unit: bool) -> Table:
    values = (
        Column("expected", "复算", kind, align="right"),
        Column("billed", "账单", kind, align="right"),
        Column("difference", "差额", kind, flagged_by="is_different", align="right"),
        *((Column("unit", "单位", align="center"),) if has_unit else ()),
    )
    figure = _ratio if kind == "text" else _float
    texts = {name: [str(getattr(line, name)) or None for line in lines] for name in TEXTS}
    figures = {name: [figure(getattr(line, name), line) for line in lines] for name in FIGURES}
    rows = pa.table(
        {
            **{name: pa.array(values, pa.string()) for name, values in texts.items()},
            **{
                name: pa.array(values, pa.string() if kind == "text" else pa.float64())
                for name, values in figures.items()
            },
            "is_different": pa.array([line.verdict is Verdict.DIFFERENT for line in lines], pa.bool_()),
        }
    )
    return Table(f"recalculation.{key}", title, (*HEAD, *values, *TAIL), rows, when_empty="没有可列的电量。")


def _float(value: Decimal | None, _: Line) -> float | None:
    return None if value is None else float(value)


def _ratio(value: Decimal | None, line: Line) -> str | None:
    """Return a power factor or a rate as it is written: 0.92, -0.30%."""
    return None if value is None else f"{rounded(value, 2)}{line.unit}"


def _others(rows: Sequence[Mapping[str, Any]]) -> Table:
    labels = labels_of(tables()["bills"].by_name["amt_type"])
    listed = pa.table(
        {
            "kind": [labels.get(row["amt_type"], row["amt_type"]) for row in rows],
            "prc_code": pa.array([row["prc_code"] for row in rows], pa.string()),
            "kwh": [None if row["total_pq"] is None else float(row["total_pq"]) for row in rows],
            "yuan": [None if row["total_amt"] is None else float(row["total_amt"]) for row in rows],
        }
    )
    columns = (
        Column("kind", "电费类别"),
        Column("prc_code", "电价码", "id"),
        Column("kwh", "电量(kWh)", "number"),
        Column("yuan", "电费(元)", "money"),
    )
    return Table("recalculation.others", "退补等其他账单行(不复算)", columns, listed)


def facts_of(record: Mapping[str, Any], profile: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what stands at the head of the paper: who the customer is."""
    return [(label, shown(record[name])) for label, name in profile if record.get(name) is not None]
