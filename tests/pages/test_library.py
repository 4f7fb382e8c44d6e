"""The library of cases on its pages, without a browser."""

from datetime import timedelta
from pathlib import Path

import openpyxl

from analytics.loop import library
from analytics.loop.library import Sought
from models.lake import Lake
from models.people import LOCAL_USER
from reports.case_library import write_library
from tests.looped import OPENED, STATION, add_case
from tests.opened import opened

CURED = {"cause": "工作差错", "problem_class": "电价错误", "measures": "改为两部制电价,致电 13812345678"}


def archived(lake: Lake) -> str:
    closed = OPENED + timedelta(days=12)
    about = {"state": "已归档", "result": "属实", "closed_at": closed, "recovered_fen": 123456}
    return add_case(lake.store, "TAR-14", facts=CURED, **about)


def test_an_empty_library_says_how_it_fills(lake: Lake) -> None:
    assert "案例库还是空的" in opened("80_library.py").info[0].value


def test_a_case_is_read_found_by_words_and_near_to_a_new_one(lake: Lake) -> None:
    former = archived(lake)
    page = opened("80_library.py")
    told = "\n".join(one.value for one in (*page.markdown, *page.caption, *page.text))
    assert former in told
    assert "追补 1,234.56 元 · 12 天办结 · 未复发" in told
    assert "改为两部制电价" in told
    assert "13812345678" not in told
    assert "没有符合条件的案例" in opened("80_library.py", {"text": "没有这个词"}).info[0].value
    new = add_case(lake.store, "TAR-14", state="核查中")
    case = opened("72_case.py", {"no": new})
    assert [one.label for one in case.expander if former in one.label]
    assert any("相近之处:同一检查 TAR-14、同为用户、同级单位" in one.value for one in case.caption)
    judged_first = opened("72_case.py", {"no": add_case(lake.store, "TAR-14", state="待分析")})
    assert not [one for one in judged_first.expander if former in one.label]


def test_the_file_holds_what_the_page_shows(lake: Lake, tmp_path: Path) -> None:
    former = archived(lake)
    library.enter(lake)
    found = library.lessons(lake.store, LOCAL_USER, Sought())
    out = tmp_path / "library.xlsx"
    assert write_library(found, {STATION: "梅岭所"}, {"TAR-14": "TAR-14 应执行两部制未执行"}, out) == 1
    sheet = openpyxl.load_workbook(out)["案例"]
    heading, row = ([cell.value for cell in sheet[number]] for number in (2, 3))
    told = dict(zip(heading, row, strict=True))
    assert (told["工单编号"], told["追补(元)"], told["供电单位"]) == (former, 1234.56, "梅岭所")
    assert "13812345678" not in str(told["整改办法"])
