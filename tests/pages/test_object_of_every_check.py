"""Every check's objects have a page that opens: one object of each kind that a check found in the demo company."""

import pytest

from analytics.rulebook import checks
from tests.audited import audited
from tests.opened import opened

SEED = 2
LONG = 40  # letters: lists of months
Objects = dict[str, list[tuple[str, str]]]


@pytest.fixture(scope="module")
def objects_found() -> Objects:
    """Return the first object of each kind that each check found in the made-up company."""
    found: Objects = {code: [] for code in checks()}
    seen = set()
    for code, kind, number in sorted(audited(SEED).found()):
        if (code, kind) not in seen:
            seen.add((code, kind))
            found[code].append((kind, number))
    return found


@pytest.fixture
def objects(objects_found: Objects, monkeypatch: pytest.MonkeyPatch) -> Objects:
    monkeypatch.setenv("MINGJI_HOME", str(audited(SEED).home))
    return objects_found


@pytest.mark.parametrize("code", checks())
def test_the_page_of_an_object_that_a_check_found_opens_with_the_hit_on_it(objects: Objects, code: str):
    assert objects[code], "nothing found in the demo company"
    for kind, number in objects[code]:
        page = opened("30_object.py", {"type": kind, "id": number}, seconds=120)
        assert [one.value for one in (*page.exception, *page.error, *page.warning)] == []
        assert any(f"**{code} " in one.value for one in page.markdown)
        calculated = "\n".join(one.value for one in page.code)
        twice = [one.value for one in page.text if len(one.value) > LONG and one.value in calculated]
        assert twice == [], "what the calculation writes out is said once"
