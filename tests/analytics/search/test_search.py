"""Whatever a person types of a number, a name or an address finds what it belongs to, and only what they may see."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.search import signatures
from analytics.search.index import FOLDER
from analytics.search.search import Answer, search
from analytics.story import object_row
from models.data import batches
from models.lake import Lake
from models.people import LOCAL_USER, Person, Role
from tests.drawn import drawn
from tests.loaded import load, loaded

COMPANY = """
    orgs
    org_code  | org_name             | short_name
    3340101   | 临江市供电公司       | 临江
    334010101 | 临江市供电公司城关所 | 城关所

    customers
    cons_no    | org_code  | cons_name        | elec_addr                | tg_no | tg_name
    0301001000 | 334010101 | 罗兰秀           | 城关镇江南水岸1期2幢501室 | T0020 | 东湖20号公变
    0301001001 | 334010201 | 罗兰             | 开发区永顺路8号          | T0077 | 永顺7号公变
    1000000301 | 334010101 | ＡＢＣ电子有限公司 | 城关镇人民路12号         | -     | -

    metering_points
    mp_no        | cons_no    | org_code
    030100100088 | 0301001000 | 334010101

    meters
    cons_no    | asset_no         | made_no
    0301001001 | 3340000000777    | T-99
    0909090909 | 3340000000888    | -

    applications
    app_no  | cons_no    | cons_name | org_code
    A777001 | 0301001000 | 罗兰秀    | 334010101

    work_orders
    wo_no   | cust_no    | org_code
    G555001 | 0301001001 | 334010201

    transformer_areas
    tg_no | tg_name     | org_code  | period
    T0020 | 东湖20号公变 | 334010101 | 202509
    T0020 | 东湖20号公变 | 334010101 | 202510

    staff
    emp_no | name | org_code
    P6001  | 苗青 | 334010101
"""
OF_THE_STATION = Person("所里人", Role.STAFF, ("334010101",))
SUPERVISOR = Person("主任", Role.SUPERVISOR, ("",))


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return loaded(tmp_path_factory.mktemp("search") / "home", COMPANY)


def answer(
    lake: Lake, asked: str, person: Person = LOCAL_USER, *, limit: int = 25, offset: int = 0
) -> Answer:
    with lake.open(person) as door:
        return search(door, asked, limit=limit, offset=offset)


def numbers(lake: Lake, asked: str, person: Person = LOCAL_USER) -> list[str]:
    return [one.object_id for one in answer(lake, asked, person).found]


@pytest.mark.parametrize(
    ("asked", "kind", "number"),
    [
        ("1000000301", "customer", "1000000301"),
        ("水岸1期", "customer", "0301001000"),
        ("100088", "customer", "0301001000"),  # a metering point
        ("000777", "customer", "0301001001"),  # a meter
        ("t-99", "customer", "0301001001"),
        ("77700", "application", "A777001"),
        ("g555", "work_order", "G555001"),
        ("20号公", "case", "T0020"),
        ("T0077", "case", "T0077"),  # which the list of areas does not have
        ("永顺7号", "case", "T0077"),
        ("苗青", "staff", "P6001"),
        ("城关所", "org", "334010101"),
    ],
)
def test_any_part_of_a_number_a_name_or_an_address_finds_its_object(
    lake: Lake, asked: str, kind: str, number: str
) -> None:
    first = answer(lake, asked).found[0]
    assert (first.object_type, first.object_id) == (kind, number)


def test_what_is_called_so_comes_before_what_begins_so_and_that_before_what_has_it_inside(lake: Lake) -> None:
    assert numbers(lake, "罗兰")[:2] == ["0301001001", "0301001000"]
    assert numbers(lake, "0301") == ["0301001000", "0301001001", "A777001", "G555001", "1000000301"]


def test_a_number_that_is_the_customers_own_comes_before_one_of_its_meters(tmp_path: Path) -> None:
    two = loaded(
        tmp_path,
        """
        customers
        cons_no | org_code
        11112   | 1
        22222   | 1

        meters
        cons_no | asset_no
        11112   | 22229
        """,
    )
    assert numbers(two, "2222") == ["22222", "11112"]


def test_every_word_must_occur_in_whichever_text(lake: Lake) -> None:
    assert numbers(lake, "罗 永顺") == ["0301001001"]
    assert numbers(lake, "罗 人民路") == []
    assert numbers(lake, "  ") == []


@pytest.mark.parametrize("asked", ["abc电子", "ＡＢＣ", "Abc 12号", "ａｂｃ　人民路"])
def test_width_and_case_do_not_matter_and_the_name_is_shown_as_it_was_delivered(
    lake: Lake, asked: str
) -> None:
    [found] = answer(lake, asked).found
    assert found.name == "ＡＢＣ电子有限公司"


def test_a_result_says_which_of_its_texts_has_the_words_beside_number_name_and_address(lake: Lake) -> None:
    [by_meter] = answer(lake, "0000000777").found
    assert by_meter.because == (("电能表资产号", "3340000000777"),)
    assert answer(lake, "罗兰秀").found[0].because == ()


def test_all_that_was_found_is_counted_by_kind_whatever_part_of_it_is_shown(lake: Lake) -> None:
    first, rest = answer(lake, "罗兰", limit=1), answer(lake, "罗兰", limit=9, offset=1)
    assert first.counts == rest.counts == {"customer": 2, "application": 1}
    assert (len(first.found), len(rest.found)) == (1, 2)


def test_objects_of_other_units_are_not_found_by_anything_of_theirs(lake: Lake) -> None:
    for asked in ("0301001001", "永顺", "000777", "G555001", "3340101"):
        assert set(numbers(lake, asked, OF_THE_STATION)) <= {"334010101"}
    assert numbers(lake, "罗兰秀", OF_THE_STATION) == ["0301001000", "A777001"]


@pytest.mark.parametrize("asked", ["罗兰秀", "罗兰", "兰", "501", "12号"])
def test_what_is_hidden_from_a_person_cannot_be_found_out_by_searching(lake: Lake, asked: str) -> None:
    assert answer(lake, asked, SUPERVISOR).found == ()


def test_a_person_from_whom_names_are_hidden_finds_by_what_is_shown(lake: Lake) -> None:
    assert [(one.name, one.address) for one in answer(lake, "0301001000", SUPERVISOR).found[:1]] == [
        ("罗**", "城关镇***")
    ]
    assert numbers(lake, "abc电子", SUPERVISOR) == ["1000000301"]


def test_a_meter_whose_customer_was_never_delivered_leads_to_the_customers_number(lake: Lake) -> None:
    [found] = answer(lake, "000888").found
    assert (found.object_id, found.name) == ("0909090909", "")


def test_what_is_withdrawn_is_not_found_any_more_and_what_comes_is(tmp_path: Path) -> None:
    lake = loaded(tmp_path, COMPANY)
    assert numbers(lake, "罗兰秀") != []
    new = drawn("""
        customers
        cons_no    | org_code  | cons_name
        0301001000 | 334010101 | 罗秋
    """)
    batch = load(lake, new, "later")
    assert (numbers(lake, "罗秋"), numbers(lake, "水岸")) == (["0301001000"], [])
    batches.undo(lake.store, batch, LOCAL_USER)
    assert (numbers(lake, "罗秋"), numbers(lake, "水岸")) == ([], ["0301001000"])


def test_an_index_that_was_damaged_is_made_anew(tmp_path: Path) -> None:
    lake = loaded(tmp_path, COMPANY)
    numbers(lake, "罗兰秀")
    [index] = (tmp_path / FOLDER).glob("*.arrow")
    index.write_bytes(index.read_bytes().replace("罗兰秀".encode(), "罗兰香".encode()))
    assert numbers(lake, "罗兰秀") == ["0301001000", "A777001"]
    [again] = (tmp_path / FOLDER).glob("*.arrow")
    assert "罗兰香".encode() not in again.read_bytes()


def test_nothing_is_found_where_nothing_was_delivered(tmp_path: Path) -> None:
    assert answer(loaded(tmp_path, "orgs\norg_code | org_name"), "罗") == Answer({}, ())


TEXTS = st.text(st.sampled_from("01罗兰a"), min_size=1, max_size=12)


@given(st.lists(TEXTS, min_size=1, max_size=8), TEXTS)
def test_signatures_pass_over_no_text_that_has_the_word(texts: list[str], word: str) -> None:
    said = pa.chunked_array([texts])
    rows = pa.table({"said": said, **signatures.of_texts(said)})
    left = signatures.with_all(rows, [word])["said"].to_pylist()
    assert [text for text in left if word in text] == [text for text in texts if word in text]


def test_a_transformer_area_is_found_once_whether_its_list_or_only_its_customers_name_it(lake: Lake) -> None:
    assert numbers(lake, "公变") == ["T0020", "T0077"]
    assert numbers(lake, "公变", OF_THE_STATION) == ["T0020"]
    with lake.open(LOCAL_USER) as door:
        found = object_row(door, "case", "T0077")
    assert found == (
        "transformer_areas",
        {"tg_no": "T0077", "tg_name": "永顺7号公变", "org_code": "334010201"},
    )
