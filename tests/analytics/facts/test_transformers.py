from analytics.facts.transformers import running_transformers
from tests.drawn import rows_of


def test_transformers_that_run_are_told_apart_with_their_candidate_ratios() -> None:
    found = rows_of(
        running_transformers,
        """instrument_transformers
        it_asset_no | mp_no | it_sort | ratio | status
        1 | P1 | 01 | 300/5 | 011
        2 | P1 | 02 | 10000/100 | -
        3 | P1 | 03 | 300-600/5 | 011
        4 | P1 | 03 | 10000/100 | 011
        5 | P1 | 04 | 见铭牌 | 011
        6 | P1 | 01 | 300/5 | 014
        7 | P1 | 99 | 300/5 | 011""",
    )
    told = [(row["is_ct"], row["secondary_value"]) for row in found]
    assert sorted(told, key=str) == [(False, 100), (False, 100), (True, 5), (True, 5), (True, None)]
    assert sorted(len(row["turns_ratios"] or ()) for row in found) == [0, 1, 1, 1, 2]
