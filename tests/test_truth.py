"""Companies that no check was tuned on: what was delivered comes back, what was planted is found, and nothing else."""

from collections import Counter
from collections.abc import Callable

import pytest

from analytics.rulebook import checks
from tests.audited import MONTHS_BY_SEED, Amounts, Key, audited


def score_card(seed: int, planted: Amounts, found: Amounts, lookalikes: set[Key]) -> str:
    """Return recall and precision of every check as lines to print."""
    right = Counter(code for code, *_ in planted.keys() & found.keys())
    wanted, accused = Counter(code for code, *_ in planted), Counter(code for code, *_ in found)
    spared = Counter(code for code, *_ in lookalikes - found.keys())
    lines = [f"company {seed}: check, planted, found, recall, precision, look-alikes left alone"]
    for code in sorted(wanted | accused):
        recall = right[code] / wanted[code] if wanted[code] else 1
        precision = right[code] / accused[code] if accused[code] else 1
        lines.append(
            f"  {code} {wanted[code]:4} {accused[code]:4} {recall:7.2f} {precision:7.2f} {spared[code]:4}"
        )
    rules = [code for code, one in checks().items() if one.kind == "规则"]  # a model accuses nobody
    total, due, found_in_all = (sum(count[code] for code in rules) for count in (right, wanted, accused))
    lines.append(f"  rules  {total / due:.2f} {total / found_in_all:.2f}")
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MONTHS_BY_SEED)
def test_from_messy_exports_every_planted_problem_is_found_and_nothing_else(
    seed: int, record_property: Callable[[str, object], None]
):
    company = audited(seed)
    planted, found, lookalikes = company.planted(), company.found(), company.lookalikes()
    record_property("printed", score_card(seed, planted, found, lookalikes))
    assert company.loaded() == company.promised()
    assert {code for code, *_ in planted} == set(checks())
    assert found == planted  # the amounts too, to the fen
    assert not lookalikes & found.keys()
