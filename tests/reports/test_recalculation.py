"""What the sheet of a recalculated bill says beside its figures."""

from datetime import date
from decimal import Decimal

from analytics.recalculation.bill import Recalculation
from analytics.recalculation.line import Line, Part
from reports.document import Document, Paragraph
from reports.recalculation import document_of

RIGHT = Line(Part.TOTAL, "总电费", "60 + 40", Decimal(100), Decimal(100), "元")


def said(document: Document) -> str:
    blocks = (block for section in document.sections for block in section.blocks)
    return "".join(one.text for block in blocks if isinstance(block, Paragraph) for one in block.sentences)


def sheet(*hits: str) -> str:
    one = Recalculation("1", "202510", (RIGHT,), ())
    made = document_of(
        one,
        customer=[("户号", "1")],
        unit_name="甲所",
        made_on=date(2025, 11, 1),
        as_of=date(2025, 11, 1),
        hits=hits,
    )
    return said(made)


def test_a_bill_that_agrees_with_its_own_readings_names_what_the_screening_found_of_that_month():
    told = sheet("MET-01 计费倍率与互感器变比不符(按倍率 1,000 计费)")
    assert "各项均一致" in told
    assert "另有1个疑似问题" in told
    assert "MET-01 计费倍率" in told


def test_without_a_hit_nothing_is_added():
    assert "疑似问题" not in sheet()
