"""The whole weekly report as a document; PDF, Word and Excel are rendered from it."""

from collections.abc import Mapping
from datetime import date

from analytics.weekly.sections import Weekly
from analytics.weekly.sentences import sentences
from models.editions import Edit, Edition
from reports.document import Document, with_edits
from reports.punctuation import typeset
from reports.weekly.deadlines import deadlines, repeats, revisits
from reports.weekly.parts import Issue
from reports.weekly.people import closing, people, topics
from reports.weekly.repairs_and_grievances import grievances, repairs
from reports.weekly.volume import composition, overall

TITLE = "95598客户诉求工单{}分析报告"
SECTIONS = (
    overall,
    composition,
    repairs,
    grievances,
    deadlines,
    revisits,
    repeats,
    people,
    topics,
    closing,
)


def document_of(
    weekly: Weekly,
    *,
    made_on: date,
    edits: Mapping[str, Edit] | None = None,
    targets: Mapping[str, float] | None = None,
) -> Document:
    """Return the report of a weekly analysis, with what people wrote in it.

    `targets` are a unit's own: shares of one by arrival, contact, kept, satisfied.
    """
    issue = Issue(weekly, dict(targets or {}), sentences(weekly))
    period = weekly.period
    numbered = f"{period.year}年第{period.issue_no}期" if period.issue_no is not None else ""
    flag = "" if weekly.coverage.is_complete else ",数据不完整"
    cutoff = weekly.coverage.cutoff
    document = Document(
        title=TITLE.format("周" if issue.this == "本周" else ""),
        subtitle=typeset(f"({f'{numbered},' if numbered else ''}{period.span}{flag})"),
        issue_no=f"95598周报〔{period.year}〕第{period.issue_no}期" if numbered else "",
        unit=weekly.scope.name,
        period=numbered or str(period.span),
        made_on=made_on,
        as_of=f"{cutoff:%Y-%m-%d %H:%M}" if cutoff else "(无数据)",
        sections=tuple(section(issue) for section in SECTIONS),
        notes=tuple(typeset(note) for note in _notes(weekly)),
        facts=(("统计起止", str(period.span)), ("数据版本", str(weekly.data_version))),
    )
    return with_edits(document, edits or {})


def edition_of(weekly: Weekly) -> Edition:
    """Return what the edits of this report are kept under."""
    span = weekly.period.span
    return Edition("weekly", weekly.scope.org_prefix, span.first, span.last)


def _notes(weekly: Weekly) -> list[str]:
    period = weekly.period
    notes = [
        f"统计期为{period.span},按受理时间计,首尾两日都计入;环比与{period.previous}比较,同比与{period.last_year}比较。",
        "数量比较用百分数,比率比较用个百分点;上期为0时以“—”表示。不足30件的比率不排名。",
    ]
    if weekly.scope.households:
        notes.append(f"万户指标按供电户数{weekly.scope.households:,}户计算。")
    own = weekly.topics.own_words
    said = "、".join(
        f"{done}{len(words)}个词" for done, words in (("增加", own.added), ("去掉", own.removed)) if words
    )
    if said:
        notes.append(f"诉求热点按本单位的词典分词({said})。")
    return notes
