"""The weekly report in words: each sentence follows from its figures, and says so when there are none."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from analytics.weekly.measures import Count, Density, Rate, Share
from analytics.weekly.period import between
from analytics.weekly.sections import Signal, TypeRow, Weekly
from models.editions import Edit
from reports.document import Document, EditableText, KpiRow, Paragraph, Table, printed_rows
from reports.weekly.report import document_of, edition_of
from tests.reports.made_weekly import made

MADE_ON = date(2025, 11, 21)


def written(weekly: Weekly, **options: Any) -> Document:
    """Return the report of an analysis."""
    return document_of(weekly, made_on=MADE_ON, **options)


def said(weekly: Weekly, key: str, **options: Any) -> str:
    """Return one sentence of the report of an analysis."""
    texts = {one.key: one.text for one in written(weekly, **options).blocks() if isinstance(one, Paragraph)}
    return texts[key]


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
    keys = [getattr(block, "key", "") for block in written(made()).blocks()]
    named = [key for key in keys if key]
    assert len(named) == len(set(named))


def test_the_same_figures_give_the_same_report() -> None:
    assert written(made()).captions() == written(made()).captions()
    assert said(made(), "volume.total") == said(made(), "volume.total")


def test_the_first_sentence_tells_the_volume_and_how_it_moved() -> None:
    kinds = (TypeRow("001", "故障报修", Count(416, 400), 0.416), TypeRow("005", "投诉", Count(24, 24), 0.024))
    weekly = with_part(made(), "volume", total=Count(1000, 800, 1250), per_10k=Density(24.27), by_type=kinds)
    assert said(weekly, "volume.total") == (
        "本周共受理95598工单1,000件，环比上升25.0%，同比下降20.0%，每万户24.3件。"
        "其中故障报修416件（占41.60%）、投诉24件（占2.40%）。"
    )


def test_a_previous_week_without_orders_is_said_and_not_divided_by() -> None:
    weekly = with_part(made(), "volume", total=Count(1000, 0, None), per_10k=Density(None), by_type=())
    assert said(weekly, "volume.total").startswith("本周共受理95598工单1,000件，环比—（上期为0）。")


def test_types_that_moved_much_are_named_but_not_those_of_a_few_orders() -> None:
    kinds = (
        TypeRow("001", "故障报修", Count(600, 400), 0.6),
        TypeRow("005", "投诉", Count(3, 1), 0.1),
        TypeRow("009", "意见", Count(60, 100), 0.3),
    )
    text = said(with_part(made(), "volume", by_type=kinds), "volume.total")
    assert text.endswith("上升较多的有故障报修（环比+50.0%）；下降较多的有意见（环比-40.0%）。")


def test_a_week_without_orders_is_a_report_too() -> None:
    document = written(made(1, 0))
    assert said(made(1, 0), "volume.total") == "本周未受理95598工单。"
    assert "nan" not in "".join(block.text for block in document.blocks() if isinstance(block, Paragraph))


def test_an_incomplete_week_is_flagged_in_the_title_and_in_words() -> None:
    weekly = with_part(made(), "coverage", now="partial", cutoff=datetime(2025, 11, 18, 12, 0))
    assert "数据不完整" in written(weekly).subtitle
    assert "数据只到2025-11-18 12:00" in said(weekly, "volume.incomplete")


@pytest.mark.parametrize(
    ("signals", "words"),
    [
        ((), "属正常波动"),
        ((Signal("limits", "above"),), "越过上控制限。工单量升高超出正常波动范围"),
        ((Signal("run", "below"),), "持续降低的迹象"),
        ((Signal("poisson", "above"),), "意义有限"),
    ],
)
def test_a_signal_of_the_trend_is_explained(signals: tuple[Signal, ...], words: str) -> None:
    trend = replace(made().volume.trend, signals=signals)
    assert words in said(with_part(made(), "volume", trend=trend), "volume.trend")


def test_a_rate_comes_with_its_numbers_and_moves_in_points() -> None:
    weekly = with_part(made(), "repairs", arrival=Rate(Share(94, 100), Share(95, 100)))
    text = said(weekly, "repairs.arrival")
    assert "到达现场及时率94.00%（94/100），环比下降1.00个百分点。" in text


def test_units_below_the_target_are_named_the_worst_first_and_marked() -> None:
    document = written(made(), targets={"arrival": 0.97})
    rows = table(document, "repairs.by_unit").rows
    low = [row for row in rows.to_pylist() if row["is_below"]]
    worst = min(low, key=lambda row: row["rate"])
    assert f"低于目标的单位有{worst['unit_name']}" in said(
        made(), "repairs.arrival", targets={"arrival": 0.97}
    )


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


@pytest.mark.parametrize(
    ("not_handled", "words"), [(0, "均已再次处理"), (3, "其中3件没有再次处理"), (None, "无从判断")]
)
def test_dissatisfied_customers_are_followed_up_in_words(not_handled: int | None, words: str) -> None:
    assert words in said(with_part(made(), "revisits", not_handled=not_handled), "revisits.again")


def test_a_chain_of_many_orders_is_shortened_on_paper_and_whole_in_excel() -> None:
    rows = table(written(made()), "repeats.chains").rows.to_pylist()
    long = next(row for row in rows if row["orders"].count(";") > 4)
    assert long["chain"].split("\n")[1] == "…(中间4件)"
    assert long["orders"].count(";") == 5


def test_other_periods_are_called_so() -> None:
    weekly = replace(made(), period=between(date(2025, 10, 1), date(2025, 10, 31)))
    document = written(weekly)
    assert document.title == "95598客户诉求工单分析报告"
    assert said(weekly, "volume.total").startswith("本期共受理")
    assert document.sections[-1].heading == "上期问题闭环情况与下期措施"


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


def test_what_was_set_aside_is_in_the_notes() -> None:
    notes = "".join(written(made()).notes)
    assert "3条重复的工单编号只计一次" in notes
    assert "12件退单" in notes


def test_what_data_did_not_allow_is_said_in_its_section() -> None:
    weekly = with_part(made(), "repairs", missing=("没有“故障原因”,不作原因分析。",))
    section = written(weekly).sections[2]
    assert section.blocks[-1].text == "没有“故障原因”，不作原因分析。"  # type: ignore[union-attr]  # a Remark


def test_of_very_many_overdue_orders_paper_shows_the_longest_of_every_stage() -> None:
    overdue = table(written(made(40, 20000)), "deadlines.overdue")
    shown, note = printed_rows(overdue)
    assert set(shown.column("stage").to_pylist()) == {"arrival", "reply"}
    assert 390 <= len(shown) <= 400 < len(overdue.rows)
    assert "全部见同期 Excel 附件" in note
