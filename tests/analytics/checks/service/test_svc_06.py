from typing import Any

import pytest

from analytics.checks.service.svc_06_frequent_outages import frequent_outages
from tests.boundaries import Boundary
from tests.drawn import delivered, drawn, finder

HEADER = "outages\noutage_id|type|start_time|end_time|issue_time|scope"
AREAS = """

transformer_areas
tg_no|tg_name|org_code
033001|东门1号公变|334010101
033002|西门公变|334010101
033003|西门公变|334010102
033004|北变|334010102"""
HERE = "东门1号公变(033001)"


def outage(
    day: str, kind: str = "02", *, scope: str = HERE, end: str = "-", issue: str = "2025-10-31 09:00"
) -> str:
    return f"P{day}{kind}{scope}|{kind}|2025-{day}|{end}|{issue}|{scope}"


THREE = (outage("10-03 08:00"), outage("10-13 08:00"), outage("10-23 08:00"))


def outages(*rows: str) -> str:
    return "\n".join((HEADER, outage("01-01 08:00", scope="别处"), *rows)) + AREAS


def several(many: int) -> str:
    return outages(*(outage(f"10-{10 + n} 08:00") for n in range(many)))


TABLES = outages(*THREE)
hits, hits_of = finder(frequent_outages, outages), finder(frequent_outages)
BOUNDARIES = {
    "times": Boundary(several, {2: False, 3: True, 4: True}, own=4, answers_to_own={3: False, 4: True, 5: True},
                      is_apart=True),
    # sixty days before the first of November begin with the second of September
    "days": Boundary(lambda first: outages(outage(first), *THREE[1:]),
                     {"09-01 23:59": False, "09-02 00:00": True, "09-02 00:01": True}, own=30,
                     answers_to_own={"10-01 23:59": False, "10-02 00:00": True, "10-02 00:01": True},
                     is_apart=True),
}  # fmt: skip


def found(*rows: str, **options: Any) -> list[str]:
    return [hit["object_id"] for hit in hits(*rows, **options)]


def test_an_area_cut_off_three_times_in_sixty_days_is_hit() -> None:
    [hit] = hits(*THREE)
    assert (hit["object_type"], hit["object_id"], hit["org_code"]) == ("case", "033001", "334010101")
    assert (hit["cons_no"], hit["times"], hit["days"], hit["tg_name"]) == (None, 3, 60, "东门1号公变")
    assert hit["outages"] == "2025-10-03 08:00 故障;2025-10-13 08:00 故障;2025-10-23 08:00 故障"


@pytest.mark.parametrize(("kind", "is_hit"), [("07", True), ("03", False), ("05", False), ("06", False)])
def test_outages_of_another_procedure_do_not_count(kind: str, is_hit: bool) -> None:
    assert bool(found(*THREE[:2], outage("10-23 08:00", kind))) == is_hit


def test_a_planned_outage_counts_unless_it_was_announced_a_week_before() -> None:
    assert found(*THREE[:2], outage("10-23 08:00", "01", issue="2025-10-16 23:00")) == []
    assert found(*THREE[:2], outage("10-23 08:00", "01", issue="2025-10-17 00:00")) == ["033001"]
    assert found(*THREE[:2], outage("10-23 08:00", "01", issue="-")) == ["033001"]


def test_an_outage_within_ten_minutes_of_the_one_before_is_the_same() -> None:
    before = outage("10-13 08:00", end="2025-10-13 09:00")
    assert found(THREE[0], before, outage("10-13 09:10")) == []
    assert found(THREE[0], before, outage("10-13 09:11")) == ["033001"]


def test_an_area_is_named_by_its_number_or_by_a_name_of_its_own() -> None:
    assert found(*(row.replace(HERE, "033001") for row in THREE)) == ["033001"]
    assert found(*(row.replace(HERE, "东门1号公变停电") for row in THREE)) == ["033001"]
    for other in ("0330012", "西门公变", "北变"):
        assert found(*(row.replace(HERE, other) for row in THREE)) == []


def test_an_outage_of_several_areas_counts_for_each() -> None:
    assert found(*(row.replace(HERE, "033001、033004") for row in THREE)) == ["033001", "033004"]


def test_outages_after_the_day_do_not_count_and_doubles_once() -> None:
    assert found(*THREE[:2], outage("11-02 08:00")) == []
    assert found(*THREE[:2], THREE[0]) == []


def test_areas_that_only_customers_name_are_known_too() -> None:
    rows = drawn(outages(*THREE).replace("transformer_areas", "customers"))
    tables = delivered(frequent_outages, rows)
    assert [hit["object_id"] for hit in frequent_outages(tables).to_pyarrow().to_pylist()] == ["033001"]


def test_names_of_areas_within_a_sentence_are_found() -> None:
    areas = (
        "\n\ntransformer_areas\ntg_no|tg_name|org_code\n1|南湖新村公变|334010101\n2|北湖新村公变|334010102"
    )
    cuts = [row.replace(HERE, "因故障,南湖新村公变和北湖新村公变停电") for row in THREE]
    found = hits_of("\n".join((HEADER, *cuts)) + areas)
    assert [(hit["object_id"], hit["times"]) for hit in found] == [("1", 3), ("2", 3)]


def test_the_name_of_an_area_within_that_of_another_does_not_name_it() -> None:
    areas = "\n\ntransformer_areas\ntg_no|tg_name|org_code\n1|{}|334010101\n2|{}|334010102"
    for short, long in (("公变1", "公变10"), ("王庄台区", "北王庄台区")):
        both = areas.format(short, long)
        for said, number in ((f"城东线{long}停电", "2"), (f"城东线{short}停电", "1")):
            cuts = [row.replace(HERE, said) for row in THREE]
            assert [hit["object_id"] for hit in hits_of("\n".join((HEADER, *cuts)) + both)] == [number]
    unknown = [row.replace(HERE, "城东线公变12停电") for row in THREE]
    assert hits_of("\n".join((HEADER, *unknown)) + areas.format("公变1", "公变10")) == []


def test_what_begins_within_an_outage_or_at_the_same_time_is_the_same_outage() -> None:
    same = [f"P{n}{row[row.index('|') :]}" for n, row in enumerate([THREE[0]] * 3)]
    assert found(*same) == []
    long = outage("10-13 08:00", end="2025-10-13 18:00")
    short = outage("10-13 09:00", end="2025-10-13 09:30")
    assert found(THREE[0], long, short, outage("10-13 18:10")) == []
    assert found(THREE[0], long, short, outage("10-13 18:11")) == ["033001"]
