"""A plan of three cases in two stations, and the people who work on it."""

from streamlit.testing.v1 import AppTest

from models.loop.cases import Hit, Target
from models.people import Person, Role
from tests.opened import opened

STATION, OTHER = "334010101", "334010202"
LEAD = Person("林专责", Role.LEAD, ("",), "lin")
BOSS = Person("王主任", Role.SUPERVISOR, ("",), "wang")
STAFF = Person("钱稽查", Role.STAFF, (STATION,), "qian")
PEOPLE = {
    LEAD: 'Person("林专责", Role.LEAD, ("",), "lin")',
    BOSS: 'Person("王主任", Role.SUPERVISOR, ("",), "wang")',
    STAFF: f'Person("钱稽查", Role.STAFF, ("{STATION}",), "qian")',
}


def target(number: int, org_code: str = STATION) -> Target:
    """A case about charges of 12.30 yuan that were never made."""
    cons_no = f"{number:010d}"
    hit = Hit(
        "TAR-11", f"TAR-11|customer|{cons_no}|202510", "202510", 1230, f"少收 12.30 元,户主罗兰秀,{number} 月"
    )
    return Target("customer", cons_no, cons_no, org_code, "random" if number == 2 else "ranking", (hit,))


def page_of(file: str, person: Person = LEAD, **query: str) -> AppTest:
    return opened(file, query, PEOPLE[person], seconds=60)


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.text, page.caption, page.info, page.warning, page.error, page.success)
    return "\n".join(one.value for elements in kinds for one in elements)
