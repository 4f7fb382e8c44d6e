from analytics.facts.outages import outages_of_areas
from tests.drawn import rows_of


def test_an_outage_is_one_of_each_number_that_its_scope_names() -> None:
    found = rows_of(
        outages_of_areas,
        """outages
        outage_id | scope | start_time
        1 | 东门台区(033001)、西门台区(033002),033001 | 2025-10-01 08:00
        2 | 单户 | 2025-10-02 08:00
        3 | - | 2025-10-03 08:00""",
    )
    assert [row["tg_no"] for row in found] == ["033001", "033002"]
