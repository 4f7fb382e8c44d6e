"""What those see who may not see personal data: enough to work with, never who it is."""

import re

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.data.masking import mask
from models.data.schema import Personal

ENGINE = ibis.duckdb.connect()
PLACES = [
    "省",
    "市",
    "区",
    "县",
    "镇",
    "乡",
    "路",
    "街",
    "村",
    "小区",
    "花园",
    "号",
    "幢",
    "单元",
    "室",
    "组",
    "里",
]
PIECES = [*PLACES, *"临江东湖人民杨家王建国十二三五〇䶮", *"0129０５Aa#-(（ \n,", "江南水岸", "世纪城"]
ADDRESS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)


def shown(kind: Personal, *texts: str | None) -> list[str | None]:
    table = ibis.memtable({"text": texts}, schema={"text": "string"})
    return ENGINE.to_pyarrow(table.select(shown=mask(table.text, kind)))["shown"].to_pylist()


@settings(max_examples=60, deadline=None)
@given(st.lists(ADDRESS | st.text(min_size=1, max_size=12), min_size=1, max_size=60))
def test_an_address_shows_a_part_of_itself_and_no_number(texts: list[str]) -> None:
    for text, seen in zip(texts, shown(Personal.ADDRESS, *texts), strict=True):
        assert seen is not None
        assert seen.endswith("***")
        part = seen.removesuffix("***")
        assert text.startswith(part)
        assert len(part) < len(text)
        assert not re.search(r"[0-9０-９A-Za-z]|[一二三四五六七八九十百零〇]+(号|幢|单元|室|组)", part)


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("临江市人民路12号3单元501室", "临江市人民路***"),
        ("城关镇人民路12号", "城关镇***"),
        ("城关阳光花园1期1幢101室", "城关阳光花园***"),
        ("临江市青溪区锦江天成1幢", "临江市青溪区***"),
        ("城关世纪城1期1区", "城关***"),
        ("12号楼501室人民路", "***"),
        ("二十三号楼五层人民路", "***"),
        ("人民路12号\n3单元501室", "人民路***"),
        ("人民路", "人民***"),
        ("开发区", "开发***"),
        ("江", "***"),
        ("王建国(人民路12号)", "王建***"),
    ],
)
def test_an_address_shows_the_road_estate_or_village_else_the_district_else_its_beginning(
    address: str, seen: str
) -> None:
    assert shown(Personal.ADDRESS, address) == [seen]


@pytest.mark.parametrize(
    ("phone", "seen"),
    [
        ("13812345678", "138****5678"),
        ("138-1234 5678", "138****5678"),
        ("张三 13812345678", "138****5678"),
        ("0571-88881234", "057****1234"),
        ("021-6543210", "****3210"),
        ("88881234", "****1234"),
        ("6543210", "****"),
        ("110", "****"),
    ],
)
def test_of_a_phone_four_digits_or_more_stay_hidden(phone: str, seen: str) -> None:
    assert shown(Personal.PHONE, phone) == [seen]


@pytest.mark.parametrize(
    "name",
    [
        "张三",
        "李园",
        "王梓园",
        "欧阳锋",
        "欧阳思园",
        "阿卜杜拉·买买提",
        "𠮷田",
        "张三(五金店)",
        "王社",
        "李行",
    ],
)
def test_of_a_person_the_first_character_is_shown(name: str) -> None:
    assert shown(Personal.NAME, name) == [f"{name[0]}**"]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("临江水泥有限公司", "临江水泥有限公司"),
        ("临江(集团)有限公司", "临江(集团)有限公司"),
        ("水泥厂", "水泥厂"),
        ("城关派出所", "城关派出所"),
        ("城关恒兴中心小学", "城关恒兴中心小学"),
        ("临江水泥有限公司(张三 13812345678)", "临江水泥有限公司(***)"),
        ("临江水泥有限公司（张三）", "临江水泥有限公司(***)"),
    ],
)
def test_an_organisation_is_shown_without_the_person_behind_it(name: str, seen: str) -> None:
    assert shown(Personal.NAME, name) == [seen]


@pytest.mark.parametrize(
    ("account", "seen"),
    [("6222020012345678", "****5678"), ("6222 0200 1234 5678 张三", "****5678"), ("1234", "****")],
)
def test_of_an_account_the_last_four_digits_are_shown_where_the_rest_is_long(account: str, seen: str) -> None:
    assert shown(Personal.ACCOUNT, account) == [seen]


@pytest.mark.parametrize(
    ("certificate", "seen"),
    [
        ("33010619800101123X", "3301**********123X"),
        ("3301 0619 8001 0112 3X", "3301**********123X"),
        ("91330100MA27XYZ12K", "9133**********Z12K"),
        ("330106800101123", "****1123"),
        ("E12345678", "****"),
        ("军字第1234567号", "****"),
    ],
)
def test_of_a_certificate_less_than_half_is_shown(certificate: str, seen: str) -> None:
    assert shown(Personal.CERTIFICATE, certificate) == [seen]


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("请打138 1234 5678", "5678"),
        ("请打138-1234-5678。", "5678"),
        ("请打１３８１２３４５６７８", "５６７８"),
        ("(0571)88881234", "8888"),
        ("座机8888-1234", "8888"),
        ("座机6543210", "654"),
        ("身份证330102800101123", "3301"),
        ("身份证330102 19900101 123X", "1990"),
        ("卡号6222 0200 1234 5678", "1234"),
        ("车牌苏A12345", "A12345"),
        ("车牌浙A·D12345", "D12345"),
        ("邮箱zhang@a.com", "zhang"),
        ("李女士来电", "李"),
        ("联系人:王小明,要求回复", "小明"),
        ("在人民路12号3单元501室", "501"),
    ],
)
def test_in_a_text_what_tells_who_it_is_about_is_hidden(text: str, private: str) -> None:
    (seen,) = shown(Personal.FREE_TEXT, text)
    assert seen is not None
    assert private not in seen


@pytest.mark.parametrize(
    "text",
    [
        "客户反映频繁停电,本月已停三次。",
        "10kV线路跳闸,2024-01-15 08:00恢复",
        "电量1234.56度,电费800元",
        "已退费",
    ],
)
def test_in_a_text_the_rest_stays_as_it_is(text: str) -> None:
    assert shown(Personal.FREE_TEXT, text) == [text]


@pytest.mark.parametrize("kind", Personal)
def test_what_is_missing_stays_missing(kind: Personal) -> None:
    assert shown(kind, None) == [None]
