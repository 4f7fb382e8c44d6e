"""Every check's objects have a page that opens: one object of each kind that a check found in the demo company."""

from pathlib import Path

import pytest

from analytics import screening
from analytics.findings import findings_of
from analytics.rulebook import checks
from benchmarks.company import fill
from data_loaders.catalog import tables
from demo import make_company, write_parquet
from demo.stage import PERIOD
from models import runs
from models.lake import Lake
from models.people import LOCAL_USER
from models.store import Store
from tests.opened import opened

Objects = dict[str, list[tuple[str, str]]]


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Objects]:
    """Return a screened demo company, and the first object of each kind that each check found."""
    folder = tmp_path_factory.mktemp("demo")
    company = make_company(2000, months=13)
    write_parquet(company, folder / "tables")
    lake = Lake(Store(folder / "home"), tables())
    fill(lake, folder / "tables")
    screening.screen(lake, LOCAL_USER, as_of=company.as_of, period=PERIOD)
    with lake.open(LOCAL_USER) as door:
        hits = findings_of(lake.store, door, runs.get(lake.store)).hits()
        kinds = hits.group_by("check_code", "object_type").agg(object_id=hits.object_id.min())
        rows = kinds.order_by("check_code", "object_type").to_pyarrow().to_pylist()
    found: Objects = {code: [] for code in checks()}
    for row in rows:
        found[row["check_code"]].append((row["object_type"], row["object_id"]))
    return folder / "home", found


@pytest.fixture
def objects(demo_home: tuple[Path, Objects], monkeypatch: pytest.MonkeyPatch) -> Objects:
    home, found = demo_home
    monkeypatch.setenv("MINGJI_HOME", str(home))
    return found


@pytest.mark.parametrize("code", checks())
def test_the_page_of_an_object_that_a_check_found_opens_with_the_hit_on_it(objects: Objects, code: str):
    assert objects[code], "nothing found in the demo company"
    for kind, number in objects[code]:
        page = opened("30_object.py", {"type": kind, "id": number}, seconds=120)
        assert [one.value for one in (*page.exception, *page.error, *page.warning)] == []
        assert any(f"**{code} " in one.value for one in page.markdown)
