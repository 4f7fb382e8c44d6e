"""The page of the targets, and what its list shows."""

from streamlit.testing.v1 import AppTest

from tests.opened import LEAD, opened

SUPERVISOR = 'Person("主任", Role.SUPERVISOR, ("",))'


def targets(person: str = LEAD, **asked: str) -> AppTest:
    return opened("20_targets.py", {"jobs": "0"} | asked, person, seconds=60)


def listed(page: AppTest) -> list[tuple[str, str]]:
    [table] = [one.value for one in page.dataframe if "reasons" in one.value]
    return list(zip(table["object_id"], table["name"], strict=True))
