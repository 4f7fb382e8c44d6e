"""The monthly bulletin (稽查通报) as a document: what screening found, and what only people can add.

What is listed is suspected until it has been verified; what the closed loop has verified stands beside it, and the
sections on overdue tasks and appraisal are written by hand where it has no cases.

Source: workflow, section 7 (稽查通报).
"""

from collections.abc import Iterator, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from analytics.bulletin import UNIT_DIGITS, Bulletin
from analytics.loop import charged
from analytics.loop.month import LoopMonth
from analytics.subjects import number_in_words
from models.calendar import day_in_words, first_day, last_day, month_in_words
from models.editions import Edit, Edition
from reports.document import (
    Bars,
    Block,
    Column,
    Comparison,
    Document,
    EditableText,
    Kpi,
    KpiRow,
    Paragraph,
    Section,
    Sentence,
    SignatureBlock,
    Table,
    Value,
    with_edits,
)
from reports.punctuation import typeset
from reports.wording import printed

OF_THE_LOOP = (
    "查实率为属实的占已核查的，按本月立案的案件，不分怎样选取；总览和成效按近 12 个月立案的案件，"
    "并分排序选中和随机抽中；追补、退还是这些案件至今的合计。"
)
MOST_BARS = 15
MOST_REPEATS = 30
MOST_OVERDUE = 60
NAMED = 3
FIGURES = (
    Column("problems", "疑似问题(件)", "integer"),
    Column("previous", "上月(件)", "integer"),
    Column("change", "环比", "change"),
    Column("objects", "涉及对象(个)", "integer"),
    Column("under_yuan", "疑似少收(元)", "money"),
    Column("over_yuan", "疑似多收(元)", "money"),
)
RANKED = (
    Column("place", "名次", "integer"),
    Column("unit_name", "单位"),
    Column("dispatched", "派发(件)", "integer"),
    Column("archived", "完成(件)", "integer"),
    Column("completed", "完成率", "rate"),
    Column("confirmed", "属实(件)", "integer"),
    Column("confirmed_rate", "查实率", "rate"),
    Column("recovered_yuan", "追补(元)", "money"),
    Column("refunded_yuan", "退还(元)", "money"),
)


def document_of(
    bulletin: Bulletin,
    *,
    unit_name: str,
    made_on: date,
    as_of: date,
    edits: Mapping[str, Edit] | None = None,
) -> Document:
    """Return the bulletin of a month, with what people wrote in it."""
    month = month_in_words(bulletin.period)
    sections = (
        _overall(bulletin),
        _by_category(bulletin),
        _by_unit(bulletin),
        _cases(bulletin),
        _repeats(bulletin),
        _overdue(bulletin),
        _appraisal(bulletin),
        _next_steps(bulletin),
    )
    document = Document(
        title="营销稽查工作通报",
        subtitle=f"（{month}）",
        issue_no=f"稽查通报〔{bulletin.period[:4]}〕{int(bulletin.period[4:])}号",
        unit=unit_name,
        period=month,
        made_on=made_on,
        as_of=as_of.isoformat(),
        sections=sections,
        letterhead=unit_name,
        notes=(
            "所列均为系统筛查出的疑似问题，核实之前不作为差错认定和考核的依据。",
            "一个对象被多条规则查出的，各计一件；少收为应追补，多收为应退还，均为估算，无法估算的不计入；在途资金、账面差额、经手资金和参考值不追不退，不计入。",
            *(f"{note}。" for note in bulletin.notes),
            *((OF_THE_LOOP,) if bulletin.loop is not None else ()),
        ),
        facts=(("筛查编号", str(bulletin.run_id)), ("上月筛查编号", str(bulletin.previous_run_id or "无"))),
    )
    return with_edits(document, edits or {})


def edition_of(bulletin: Bulletin, org_prefix: str) -> Edition:
    """Return what the edits of a month's bulletin are kept under."""
    return Edition("bulletin", org_prefix, first_day(bulletin.period), last_day(bulletin.period))


def _overall(bulletin: Bulletin) -> Section:
    whole = _total(bulletin.categories, "category")
    change = whole["change"]
    compared = Comparison(
        "环比", change if isinstance(change, float) else None, is_worse=None, base_note="无可比数据"
    )
    cards = (
        Kpi("疑似问题", whole["problems"], "integer", "件", (compared,)),
        Kpi("疑似少收", whole["under_yuan"], "money", "元"),
        Kpi("疑似多收", whole["over_yuan"], "money", "元"),
        Kpi("涉及单位", len(bulletin.units), "integer", "个"),
    )
    told = [_said("overall.total", _overall_told(whole, bulletin))]
    if bulletin.loop is not None:
        told.append(_said("overall.loop", _loop_told(bulletin.loop)))
    return Section(1, "总体情况", (KpiRow("overall.cards", cards), *told))


def _loop_told(loop: LoopMonth) -> str:
    """Return what became of the cases that were opened in the month."""
    counts = loop.total.counts
    confirmed = loop.total.measured("confirmed")
    rate = f",查实率{printed(confirmed.rate, 'rate')}" if confirmed.rate is not None else ""
    recovered, refunded = (counts[name] / 100 for name in ("recovered_fen", "refunded_fen"))
    return (
        f"本月立案{counts['opened']:,}件,派发{counts['dispatched']:,}件,归档{counts['archived']:,}件;"
        f"已核查{confirmed.denominator:,}件,属实{confirmed.numerator:,}件{rate};"
        f"追补{printed(recovered, 'money')}元,退还{printed(refunded, 'money')}元。"
        + (f"{besides}。" if (besides := typeset(charged.in_words(loop.charged))) else "")
    )


def _overall_told(whole: Mapping[str, Value], bulletin: Bulletin) -> str:
    text = f"本月筛查出疑似问题{printed(whole['problems'], 'integer')}件"
    if whole["change"] is not None:
        moved = printed(whole["change"], "change")
        text += {"+": f",环比上升{moved[1:]}", "-": f",环比下降{moved[1:]}"}.get(moved[0], ",环比持平")
    if whole["under_yuan"] is not None:
        text += f",疑似少收{printed(whole['under_yuan'], 'money')}元"
    if whole["over_yuan"] is not None:
        text += f",疑似多收{printed(whole['over_yuan'], 'money')}元"
    top = _most(bulletin.categories, "category")
    return f"{text}。" + (f"问题较多的类别是{'、'.join(top)}。" if top else "")


def _by_category(bulletin: Bulletin) -> Section:
    rows = bulletin.categories
    table = Table(
        "categories.table",
        "各类别疑似问题",
        (Column("category", "类别"), *FIGURES),
        rows,
        _total(rows, "category"),
    )
    return Section(2, "分类情况", (table,))


def _by_unit(bulletin: Bulletin) -> Section:
    blocks: list[Block] = [] if bulletin.loop is None else list(_completed(bulletin.loop))
    rows = bulletin.units
    top = _most(rows, "unit_name")
    told = f"疑似问题较多的单位是{'、'.join(top)}。" if top else "各单位均未筛查出疑似问题。"
    blocks.append(_said("units.most", told))
    head = rows.slice(0, MOST_BARS)
    if len(head):
        title = f"各单位疑似问题(件){f',前{MOST_BARS}位' if len(rows) > MOST_BARS else ''}"
        names = tuple(str(name) for name in head.column("unit_name").to_pylist())
        counts = tuple(float(count) for count in head.column("problems").to_pylist())
        blocks.append(Bars("units.bars", title, names, counts, unit="件"))
    columns = (Column("unit_name", "单位"), *FIGURES)
    note = "按疑似问题件数由多到少。"
    blocks.append(Table("units.table", "各单位疑似问题", columns, rows, _total(rows, "unit_name"), note))
    return Section(3, "各单位完成情况", tuple(blocks))


def _completed(loop: LoopMonth) -> Iterator[Block]:
    """Rank the units by the share of their cases of the month that is archived."""
    rows = loop.ranking
    if not len(rows):
        return
    counts = loop.total.counts
    total: dict[str, Value] = {
        "unit_name": "合计",
        **{name: counts[name] for name in ("dispatched", "archived", "confirmed")},
        "completed": loop.total.measured("completed").rate,
        "confirmed_rate": loop.total.measured("confirmed").rate,
        **{f"{side}_yuan": pc.sum(rows.column(f"{side}_yuan")).as_py() for side in ("recovered", "refunded")},
    }
    note = "按本月立案的案件,稽查完成率(已归档的占已派发的)由高到低;尚无派发的不排名。"
    yield Table("units.completed", "各单位完成情况排名", RANKED, rows, total, note)


def _cases(bulletin: Bulletin) -> Section:
    names = dict(
        zip(
            bulletin.units.column("unit_code").to_pylist(),
            bulletin.units.column("unit_name").to_pylist(),
            strict=True,
        )
    )
    codes = bulletin.cases.column("org_code").to_pylist()
    units = [names.get((code or "")[:UNIT_DIGITS], code) for code in codes]
    sentences = [typeset(sentence) for sentence in bulletin.cases.column("sentence").to_pylist()]
    objects = bulletin.cases.select(["object_type", "object_id"]).to_pylist()
    named = dict(zip(codes, units, strict=True))
    numbers = [number_in_words(one["object_type"], one["object_id"], named) for one in objects]
    rows = bulletin.cases.drop_columns(["sentence", "object_id", "object_type"])
    rows = rows.append_column("object_id", pa.array(numbers, pa.string()))
    rows = rows.append_column("sentence", pa.array(sentences, pa.string()))
    rows = rows.append_column("unit_name", pa.array(units, pa.string()))
    columns = (
        Column("category", "类别"),
        Column("title", "问题"),
        Column("object_id", "对象编号", "id"),
        Column("unit_name", "单位"),
        Column("amount_yuan", "涉及金额(元)", "money"),
        Column("amount_kind", "金额类别"),
        Column("sentence", "筛查依据"),
        Column("check_code", "规则编号", "id", on="sheet"),
    )
    table = Table("cases.table", "典型问题(每类金额最大的一件)", columns, rows)
    return Section(4, "典型问题", (table,))


def _repeats(bulletin: Bulletin) -> Section:
    rows = bulletin.repeats
    again = pc.sum(rows.column("repeated")).as_py() or 0
    if bulletin.previous_run_id is None:
        told = "没有上月的筛查,不作重复发生统计。"
    elif not again:
        told = "没有上月已查出、本月再次查出的问题。"
    else:
        names = [f"{row['title']}({row['repeated']:,}件)" for row in rows.slice(0, NAMED).to_pylist()]
        told = f"上月已查出、本月再次查出的问题{again:,}件,以{'、'.join(names)}为多,应举一反三,组织同类问题自查。"
    columns = (
        Column("title", "问题"),
        Column("problems", "本月(件)", "integer"),
        Column("repeated", "其中重复发生(件)", "integer"),
        Column("check_code", "规则编号", "id"),
    )
    table = Table("repeats.table", "重复发生的问题", columns, rows, most_printed=MOST_REPEATS)
    shown = (table,) if len(rows) else ()
    return Section(
        5,
        "重复发生与普遍性问题(举一反三要求)",
        (_said("repeats.most", told), *shown, *_widespread(bulletin.loop)),
    )


def _widespread(loop: LoopMonth | None) -> Iterator[Block]:
    """Yield what has come back after it was put right, and what other units should look at."""
    if loop is None:
        return
    if loop.come_back:
        yield _said("repeats.cases", f"本月立案中,已归档的问题再次发生{loop.come_back:,}件。")
    if loop.to_spread:
        count = len(loop.to_spread)
        yield _said(
            "repeats.spread", f"下列{count:,}项问题带有普遍性,应举一反三,在其他单位组织同类问题自查。"
        )
        columns = (Column("number", "序号", "integer"), Column("told", "情况和建议"))
        rows = pa.table({"number": [*range(1, count + 1)], "told": list(loop.to_spread)})
        yield Table("repeats.widespread", "普遍性问题", columns, rows, most_printed=MOST_REPEATS)


def _overdue(bulletin: Bulletin) -> Section:
    written = EditableText("overdue.written", "(由编制人填写:超期任务、责任单位、督办要求)", lines=3)
    if bulletin.loop is None:
        return Section(6, "超期督办清单", (written,))
    rows = bulletin.loop.overdue
    columns = (
        Column("case_no", "工单编号", "id"),
        Column("unit_name", "责任单位"),
        Column("title", "问题"),
        Column("state", "状态"),
        Column("due_date", "时限", "date"),
        Column("days_over", "超期(工作日)", "integer"),
        Column("told", "已提醒"),
    )
    told = f"截至{day_in_words(bulletin.loop.today)},超期{len(rows):,}件。"
    table = Table("overdue.table", "超期任务", columns, rows, most_printed=MOST_OVERDUE)
    return Section(
        6, "超期督办清单", (_said("overdue.count", told), *((table,) if len(rows) else ()), written)
    )


def _appraisal(bulletin: Bulletin) -> Section:
    written = EditableText("appraisal.written", "(由编制人填写:核实后的差错、责任、考核意见)", lines=3)
    if bulletin.loop is None or not len(bulletin.loop.points):
        return Section(7, "考核情况", (written,))
    columns = (Column("unit_name", "单位"), Column("points", "得分", "density"), Column("proposal", "建议"))
    state = "已封存" if bulletin.loop.is_frozen else "尚未封存,随办理变动"
    note = f"按考核规则由案件计分({state});建议由营销主任审定,明细见考核表。"
    table = Table("appraisal.table", "各单位考核得分", columns, bulletin.loop.points, note=note)
    return Section(7, "考核情况", (table, written))


def _next_steps(bulletin: Bulletin) -> Section:
    units, kinds = _most(bulletin.units, "unit_name")[:1], _most(bulletin.categories, "category")[:1]
    matters = [f"{unit}逐件核查并按期反馈" for unit in units] + [
        f"以{kind}为重点组织专项核查" for kind in kinds
    ]
    if len(bulletin.repeats):
        matters.append("对重复发生的问题查明整改不到位的原因")
    told = ";".join(f"{n}.{matter}" for n, matter in enumerate(matters, 1))
    blocks: tuple[Block, ...] = (
        _said("next.suggested", f"从筛查结果看,建议:{told}。" if told else "本月没有需要特别布置的事项。"),
        EditableText("next.written", "(由编制人填写:工作要求、责任单位、完成时限)"),
        SignatureBlock(("编制", "审核", "签发")),
    )
    return Section(8, "下一步工作要求", blocks)


def _said(key: str, text: str) -> Paragraph:
    return Paragraph((Sentence(key, text),))


def _most(rows: pa.Table, name: str) -> list[str]:
    """Return the rows with most problems as prose names them."""
    most = sorted(rows.to_pylist(), key=lambda row: -row["problems"])[:NAMED]
    return [f"{row[name]}({row['problems']:,}件)" for row in most if row["problems"]]


def _total(rows: pa.Table, label: str) -> dict[str, Value]:
    """Return the 合计 row; objects are not added up, since one may be in several rows."""
    sums: dict[str, Value] = {
        name: pc.sum(rows.column(name)).as_py()
        for name in ("problems", "previous", "under_yuan", "over_yuan")
    }
    now, before = sums["problems"], sums["previous"]
    change = now / before - 1 if isinstance(now, int) and isinstance(before, int) and before else None
    return {label: "合计", **sums, "problems": now or 0, "change": change}
