"""A report's cards rise and fall as their words say, in the colour of what that means."""

import pytest
from streamlit.proto.Metric_pb2 import Metric as MetricProto
from streamlit.testing.v1 import AppTest

CARD = """
from pages.parts.report.view import Clicks, _card
from reports.document import Comparison, Kpi

no = lambda *told: False
clicks = Clicks(no, no, no, no, no, no, no, lambda card: "")
_card(Kpi("工单", 8, "integer", "件", (Comparison("环比", {change}, is_worse={is_worse}),)), "card", clicks)
"""


@pytest.mark.parametrize(
    ("change", "is_worse", "said", "arrow", "colour"),
    [
        (0.109, True, "环比 10.9%", "UP", "RED"),
        (0.109, False, "环比 10.9%", "UP", "GREEN"),
        (-0.109, True, "环比 10.9%", "DOWN", "RED"),
        (-0.109, False, "环比 10.9%", "DOWN", "GREEN"),
        (0.109, None, "环比 10.9%", "UP", "GRAY"),
        (0.0, False, "环比 持平", "NONE", "GRAY"),
        (0.0004, True, "环比 持平", "NONE", "GRAY"),
        (None, None, "环比 —", "NONE", "GRAY"),
    ],
)
def test_a_card_points_and_is_coloured_as_its_words_say(
    change: float | None, is_worse: bool | None, said: str, arrow: str, colour: str
):
    page = AppTest.from_string(CARD.format(change=change, is_worse=is_worse)).run()
    assert not page.exception
    [card] = page.metric
    pointed = MetricProto.MetricDirection.Name(card.proto.direction)
    assert (card.delta, pointed, MetricProto.MetricColor.Name(card.proto.color)) == (said, arrow, colour)
