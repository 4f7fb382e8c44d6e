"""The company's own tables are kept whole: who, from when, why, and what counted on a day."""

from datetime import date

import pytest
from sqlalchemy import select

from models.company import code_tables
from models.company.code_tables import Entry
from models.errors import NotAllowed, WrongUsage
from models.orm import LogRow
from models.people import LOCAL_USER, Person, Role
from models.store import Store

JULY, OCTOBER = date(2025, 7, 1), date(2025, 10, 1)


def entry(price: str | None, since: date = JULY, key: str = "江苏") -> Entry:
    return Entry("profiles", (key,), since, None if price is None else {"flat": price}, "省公司通知")


def counting(store: Store, day: date) -> dict[str, str]:
    rows = code_tables.in_force(code_tables.history(store, "profiles"), day)
    return {one.key[0]: (one.content or {})["flat"] for one in rows}


def test_a_row_counts_from_its_day_until_the_next_of_its_key_begins(store: Store) -> None:
    code_tables.save(store, LOCAL_USER, [entry("0.53", OCTOBER), entry("0.52"), entry("0.6", key="浙江")])
    assert counting(store, date(2025, 6, 30)) == {}
    assert counting(store, date(2025, 9, 30)) == {"江苏": "0.52", "浙江": "0.6"}
    assert counting(store, OCTOBER) == {"江苏": "0.53", "浙江": "0.6"}


def test_what_is_given_back_counts_no_more_and_stays_in_the_history(store: Store) -> None:
    code_tables.save(store, LOCAL_USER, [entry("0.52")])
    code_tables.save(store, LOCAL_USER, [entry(None)])
    assert counting(store, OCTOBER) == {}
    known = code_tables.history(store, "profiles")
    assert [(one.content, one.set_by) for one in known] == [
        (None, "本机用户"),
        ({"flat": "0.52"}, "本机用户"),
    ]


def test_each_change_is_in_the_log_and_makes_earlier_screenings_old(store: Store) -> None:
    before = store.data_version()
    code_tables.save(store, LOCAL_USER, [entry("0.52")])
    with store.read() as session:
        [line] = session.scalars(select(LogRow).where(LogRow.action == "code_table")).all()
    assert (line.actor, line.subject) == ("本机用户", "profiles")
    assert line.detail["rows"][0]["content"] == {"flat": "0.52"}
    assert store.data_version() > before
    with store.read() as session:
        assert code_tables.all_written_in(session, before) == {}
        assert list(code_tables.all_written_in(session, store.data_version())) == ["profiles"]


@pytest.mark.parametrize(
    "person",
    [Person("某主任", Role.SUPERVISOR, ("",)), Person("某县专责", Role.LEAD, ("3340101",))],
    ids=["role", "units"],
)
def test_only_who_answers_for_the_whole_company_writes(store: Store, person: Person) -> None:
    with pytest.raises(NotAllowed):
        code_tables.save(store, person, [entry("0.52")])
    assert code_tables.history(store, "profiles") == []


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten_unseen(store: Store) -> None:
    [first] = code_tables.save(store, LOCAL_USER, [entry("0.52")])
    code_tables.save(store, LOCAL_USER, [entry("0.53")], seen=first)
    with pytest.raises(WrongUsage, match="别人刚刚修改过"):
        code_tables.save(store, LOCAL_USER, [entry("0.54")], seen=first)
    assert counting(store, JULY) == {"江苏": "0.53"}
