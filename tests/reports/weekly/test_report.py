"""The weekly report as a document: its sections, who is listed and marked, and what people changed in it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from analytics.weekly.period import between
from analytics.weekly.sections import Weekly
from analytics.weekly.sentences import sentences
from models.company.settings import OwnWords
from models.editions import Edit
from reports.document import (
    Document,
    EditableText,
    KpiRow,
    Paragraph,
    SignatureBlock,
    Subheading,
    Table,
    printed_rows,
)
from reports.weekly.report import document_of, edition_of
from tests.reports.made_weekly import made

NAMELESS = (Paragraph, Subheading, SignatureBlock)
MADE_ON = date(2025, 11, 21)


def written(weekly: Weekly, **options: Any) -> Document:
    """Return the report of an analysis."""
    return document_of(weekly, made_on=MADE_ON, **options)


def said(weekly: Weekly, key: str, **options: Any) -> str:
    """Return one sentence of the report of an analysis."""
    return {one.key: one.text for one in written(weekly, **options).sentences()}[key]


def with_part(weekly: Weekly, part: str, **changes: Any) -> Weekly:
    """Return an analysis with one section's figures changed."""
    return replace(weekly, **{part: replace(getattr(weekly, part), **changes)})


def table(document: Document, key: str) -> Table:
    """Return one table of a report."""
    return next(one for one in document.blocks() if isinstance(one, Table) and one.key == key)


def test_the_report_has_its_ten_sections_in_order() -> None:
    document = written(made())
    assert [section.number for section in document.sections] == list(range(1, 11))
    assert document.sections[0].heading == "总体情况"
    assert document.issue_no == "95598周报〔2025〕第46期"


def test_every_sentence_table_and_chart_has_a_key_of_its_own() -> None:
    document = written(made())
    named = [block.key for block in document.blocks() if not isinstance(block, NAMELESS)]
    written_down = [one.key for one in document.sentences()]
    written_down += [one.key for one in document.blocks() if isinstance(one, EditableText)]
    assert len(named) == len(set(named))
    assert len(written_down) == len(set(written_down))


def test_the_same_figures_give_the_same_report() -> None:
    assert written(made()).captions() == written(made()).captions()
    assert said(made(), "volume.total") == said(made(), "volume.total")


def test_every_sentence_that_figures_give_rise_to_is_printed_once() -> None:
    printed = [one.key for one in written(made()).sentences()]
    wanted = [one.key for one in sentences(made())]
    assert sorted(printed) == sorted([*wanted, "closing.attention"])


def test_the_sentences_have_the_punctuation_of_print() -> None:
    text = said(made(), "volume.total")
    assert text.startswith("本周共受理95598工单1,500件，环比")
    assert "," not in text.replace("1,500", "")


def test_a_week_without_orders_is_a_report_too() -> None:
    document = written(made(1, 0))
    assert "没有受理" in said(made(1, 0), "volume.total")
    assert "nan" not in "".join(one.text for one in document.sentences())


def test_an_incomplete_week_is_flagged_in_the_title_and_in_words() -> None:
    weekly = with_part(made(), "coverage", now="partial", last_day=date(2025, 11, 18))
    assert "数据不完整" in written(weekly).subtitle
    assert "2025-11-18" in said(weekly, "volume.incomplete")


def test_units_below_the_target_are_marked() -> None:
    rows = table(written(made(), targets={"arrival": 0.97}), "repairs.by_unit").rows.to_pylist()
    assert any(row["is_below"] for row in rows)
    assert all(row["is_below"] == (row["rate"] < 0.97) for row in rows)


def test_a_card_shows_its_target_only_where_the_unit_has_set_one() -> None:
    def targets(document: Document) -> list[str]:
        return [
            card.target
            for one in document.blocks()
            if isinstance(one, KpiRow)
            for card in one.cards
            if card.target
        ]

    assert targets(written(made())) == []
    assert targets(written(made(), targets={"arrival": 0.97})) == ["≥97.00%"]


def test_units_are_ranked_and_those_on_few_cases_come_last_without_a_rank() -> None:
    ranks = table(written(made(12, 1500)), "repairs.by_unit").rows.column("rank").to_pylist()
    known = [rank for rank in ranks if rank is not None]
    assert known == sorted(known)
    assert ranks == known + [None] * (len(ranks) - len(known))
    assert None in ranks


def test_a_chain_of_many_orders_is_shortened_on_paper_and_whole_in_excel() -> None:
    chains = table(written(made()), "repeats.chains")
    shown, _ = printed_rows(chains)
    long = next(row for row in shown.to_pylist() if row["orders"].count(";") > 4)
    assert long["chain"].split("\n")[1] == "…(中间4件)"
    assert "chain" not in {column.name for column in chains.on_sheet}


def test_whose_order_it_is_stands_in_excel_and_not_on_paper() -> None:
    document = written(made())
    for key in ("deadlines.overdue", "revisits.dissatisfied", "repeats.chains"):
        columns = table(document, key)
        assert "户名" in {column.heading for column in columns.on_sheet}
        assert "户名" not in {column.heading for column in columns.on_paper}


def test_other_periods_are_called_so() -> None:
    weekly = replace(made(), period=between(date(2025, 10, 1), date(2025, 10, 31)))
    document = written(weekly)
    assert document.title == "95598客户诉求工单分析报告"
    assert said(weekly, "volume.total").startswith("本期共受理95598工单")
    assert document.sections[-1].heading == "上期问题闭环情况与下期措施"


def test_own_words_by_which_topics_were_found_are_named_in_the_notes() -> None:
    weekly = made()
    own = replace(weekly, topics=replace(weekly.topics, own_words=OwnWords(("光储充", "清溪湾"), ("三相",))))
    assert "诉求热点按本单位的词典分词（增加2个词、去掉1个词）。" in document_of(own, made_on=MADE_ON).notes
    assert "词典" not in "".join(document_of(weekly, made_on=MADE_ON).notes)


def test_what_people_wrote_takes_the_place_of_what_rules_made() -> None:
    edits = {
        "volume.total": Edit("改过的话", "张三", datetime(2025, 11, 21), base="旧的话"),
        "closing.next": Edit("措施", "李四", datetime(2025, 11, 21)),
        "no.such.key": Edit("没有地方", "李四", datetime(2025, 11, 21)),
    }
    document = written(made(), edits=edits)
    assert [(one.key, one.text, one.is_stale) for one in document.edited()] == [
        ("volume.total", "改过的话", True)
    ]
    written_by_hand = [one.text for one in document.blocks() if isinstance(one, EditableText)]
    assert written_by_hand == ["", "措施"]


def test_edits_are_kept_under_the_unit_and_the_days() -> None:
    assert str(edition_of(made())) == "weekly:34101:2025-11-14:2025-11-20"


def test_what_data_did_not_allow_is_said_in_its_section() -> None:
    weekly = with_part(made(), "repairs", missing=("没有“故障原因”,不作原因分析",))
    assert "没有“故障原因”，不作原因分析" in said(weekly, "repairs.missing")


def test_of_very_many_overdue_orders_paper_shows_the_longest_of_every_stage() -> None:
    overdue = table(written(made(40, 20000)), "deadlines.overdue")
    shown, note = printed_rows(overdue)
    assert set(shown.column("stage").to_pylist()) == {"arrival", "reply"}
    assert 390 <= len(shown) <= 400 < len(overdue.rows)
    assert "全部见同期 Excel 附件" in note


def test_of_very_many_chains_paper_shows_the_longest_of_every_kind() -> None:
    chains = table(written(made(40, 20000)), "repeats.chains")
    shown, _ = printed_rows(chains)
    kinds = [set(rows.column("kind").to_pylist()) for rows in (shown, chains.rows)]
    assert kinds[0] == kinds[1]
    assert len(kinds[0]) > 1
    assert len(shown) <= 30 < len(chains.rows)
