"""The library of archived cases: what it shows to everybody, how it is searched, and what is near to a new case."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.loop import library
from analytics.loop.library import Sought
from data_loaders.catalog import tables
from models.lake import Lake
from models.loop import cases
from models.loop.case import Action
from models.orm import CaseMoveRow
from models.people import LOCAL_USER, Person, Role
from models.store import Store
from tests.loaded import loaded
from tests.looped import OPENED, OTHER, STATION, add_case

STAFF = Person("钱稽查", Role.STAFF, (STATION,))


@pytest.fixture
def lake(either_store: Store) -> Lake:
    return Lake(either_store, tables())


def archived(lake: Lake, *codes: str, found: str = "", cured: str = "", **fields: Any) -> str:
    """A case that was archived twelve days after it was opened, with what was said of it."""
    given = {"state": "已归档", "result": "属实", "closed_at": OPENED + timedelta(days=12), **fields}
    number = add_case(lake.store, *(codes or ("TAR-02",)), **given)
    row = cases.case(lake.store, number)
    with lake.store.write() as session:
        for place, (action, comment) in enumerate((("提交核查", found), ("完成整改", cured))):
            step: dict[str, Any] = {
                "at": "2026-11-02T09:00:00+08:00",
                "by": "钱稽查",
                "source": "",
                "target": "",
            }
            nothing: dict[str, Any] = {"said": {}, "files": [], "days_left": None, "digest": ""}
            seq = 10 * row.id + place
            session.add(
                CaseMoveRow(seq=seq, case_id=row.id, action=action, comment=comment, **step, **nothing)
            )
    return number


def found(lake: Lake, person: Person = LOCAL_USER, **sought: str) -> list[str]:
    library.enter(lake)
    lessons = library.lessons(lake.store, person, Sought(**sought))
    assert library.count(lake.store, person, Sought(**sought)) == len(lessons)
    return [one.case_no for one in lessons]


def test_a_case_tells_what_was_found_and_what_came_of_it(lake: Lake) -> None:
    number = archived(
        lake,
        found="倍率录错",
        cured="已退补",
        recovered_fen=1230,
        facts={"cause": "工作差错", "measures": "改倍率"},
    )
    add_case(lake.store, "TAR-02", recurrence_of=number)
    library.enter(lake)
    [one] = library.lessons(lake.store, LOCAL_USER, Sought())
    assert (one.evidence, one.found, one.remedy) == ("多收 1.00 元", "倍率录错", "改倍率;已退补")
    assert (one.cause, one.recovered_fen, one.days) == ("工作差错", 1230, 12)
    assert one.came_back is not None


def test_what_is_archived_after_somebody_looked_is_entered_as_well(lake: Lake) -> None:
    waiting = add_case(lake.store, "TAR-02", state="待复查", result="属实")
    assert found(lake) == []
    cases.move(lake.store, LOCAL_USER, waiting, Action.PASS)
    assert found(lake) == [waiting]


def test_only_what_was_borne_out_and_is_archived_is_a_case_of_the_library(lake: Lake) -> None:
    partly = archived(lake, result="部分属实")
    archived(lake, result="不属实")
    archived(lake, state="整改中", closed_at=None)
    assert found(lake) == [partly]


def test_who_a_case_is_about_is_neither_shown_to_anybody_nor_found(lake: Lake) -> None:
    about = "联系人:苗青 13812345678,住人民路12号楼,吴小明称户号 0000000077 倍率录错"
    number = archived(
        lake, found=about, object_id="0000000077", cons_no="0000000077", facts={"responsible": "吴小明"}
    )
    library.enter(lake)
    [one] = library.lessons(lake.store, LOCAL_USER, Sought())
    for hidden in ("苗青", "13812345678", "12号楼", "吴小明", "0000000077"):
        assert hidden not in one.found
        assert found(lake, text=hidden) == []
    assert found(lake, text="倍率录错") == [number]


def test_all_words_must_occur_in_any_order_wherever(lake: Lake) -> None:
    both = archived(lake, found="表计停走", cured="更换电能表")
    archived(lake, found="表计停走", cured="改电价")
    assert found(lake, text="更换 停走") == [both]
    assert found(lake, text="tar-02 更换") == [both]
    assert found(lake, text="100%") == []


def test_every_filter_narrows(lake: Lake) -> None:
    facts = {"cause": "工作差错", "problem_class": "电价错误"}
    first = archived(lake, facts=facts)
    second = archived(lake, "MET-01", org_code=OTHER)
    assert found(lake, check="MET-01") == found(lake, unit=OTHER[:5] + OTHER[5:]) == [second]
    assert found(lake, cause="工作差错") == found(lake, problem_class="电价错误") == [first]
    assert found(lake, STAFF) == [first]


def test_a_case_archived_later_is_found_without_entering_the_others_again(lake: Lake) -> None:
    archived(lake)
    assert library.enter(lake) == 1
    archived(lake)
    assert (library.enter(lake), library.enter(lake)) == (1, 0)


def test_the_same_check_is_nearer_than_the_same_class_and_each_says_why(lake: Lake) -> None:
    wrong_price = {"problem_class": "电价错误"}
    same_class = archived(lake, "TAR-03", facts=wrong_price, org_code="33402")
    same_check = archived(lake, "TAR-02", object_type="metering_point", org_code="33402")
    archived(lake, "MET-01")  # a customer in a station, as most are
    library.enter(lake)
    row = cases.case(lake.store, add_case(lake.store, "TAR-02", facts=wrong_price))
    assert [(one.case_no, one.why) for one in library.nearest(lake.store, LOCAL_USER, row)] == [
        (same_check, ("同一检查 TAR-02",)),
        (same_class, ("同一问题分类 电价错误", "同为用户")),
    ]
    assert library.nearest(lake.store, STAFF, row) == []  # those of other units


def test_an_object_s_earlier_cases_are_also_those_of_its_customer(lake: Lake) -> None:
    own = add_case(lake.store, "TAR-02", object_id="77", cons_no="77")
    meter = add_case(lake.store, "MET-01", object_type="asset", cons_no="77")
    add_case(lake.store, "TAR-02", object_id="78", cons_no="78")
    listed = library.earlier(lake.store, LOCAL_USER, "customer", "77", "77")
    assert [(one.row.case_no, one.check_codes) for one in listed] == [
        (meter, ("MET-01",)),
        (own, ("TAR-02",)),
    ]


def test_the_customers_own_address_is_hidden_where_it_looks_like_none(tmp_path: Path) -> None:
    lake = loaded(
        tmp_path, "customers\ncons_no | cons_name | elec_addr\n0000000077 | 苗青 | 桃源小区拆表乙号"
    )
    archived(lake, found="桃源小区拆表乙号另有一表", cons_no="0000000077")
    library.enter(lake)
    [one] = library.lessons(lake.store, LOCAL_USER, Sought())
    assert one.found == "***另有一表"
    lake.store.close()
