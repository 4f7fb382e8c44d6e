import re
from pathlib import Path
from subprocess import run

import pyarrow as pa

from analytics.pictures.album import pictures_of
from analytics.pictures.layout import Names
from models.category import Category
from reports.category_sheet import Sheet, Shown, write_sheet
from reports.document import Kpi


def sheet_of(pictures: int) -> Sheet:
    one = next(
        picture for picture in pictures_of(Category.SERVICE) if picture.key == "service-visits_by_place"
    )
    rows = [{"place": f"厅{place}", "finding_class": "05", "findings": place + 1} for place in range(18)]
    checks = [
        {"check": f"SVC-{n:02} 检查", "hits": n, "objects": n}
        | {"under_yuan": None, "over_yuan": None, "other_yuan": None}
        for n in range(1, 16)
    ]
    return Sheet(
        "服务质量稽查情况",
        "临江供电公司",
        "2025年10月",
        "2025-11-01",
        "第 1 次筛查。",
        (Kpi("疑似问题", 120, "integer", "个"),),
        checks,
        [Shown(one, pa.Table.from_pylist(rows))] * pictures,
        Names({}),
    )


def printed(sheet: Sheet, out: Path) -> tuple[int, str]:
    """Return how many pictures are on the sheet, and its words."""
    placed = write_sheet(sheet, out)
    text = run(["pdftotext", "-layout", out, "-"], check=True, capture_output=True, text=True).stdout
    assert text.count("\f") == 1
    return placed, text


def test_all_pictures_stand_on_one_page_with_as_many_names_as_there_is_room_for(tmp_path: Path):
    placed, text = printed(sheet_of(8), tmp_path / "sheet.pdf")
    assert placed == 8
    assert "一页放不下" not in text
    [(every, shown)] = set(re.findall(r"共 (\d+) 项，列前 (\d+) 项", text))
    assert every == "18"
    assert len(re.findall(r"厅 ?\d+", text)) == 8 * int(shown)
    assert f"另有 {15 - int(shown)} 项检查有命中" in text


def test_no_letter_of_a_full_sheet_is_smaller_than_seven_points(tmp_path: Path):
    printed(sheet_of(8), tmp_path / "sheet.pdf")
    told = run(
        ["pdftohtml", "-xml", "-i", "-zoom", "3", "-stdout", tmp_path / "sheet.pdf"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert min(map(int, re.findall(r'fontspec id="\d+" size="(\d+)"', told))) >= 3 * 7


def test_of_more_pictures_than_a_page_has_it_says_how_many_found_no_room(tmp_path: Path):
    placed, text = printed(sheet_of(40), tmp_path / "sheet.pdf")
    assert 8 <= placed < 40
    assert f"另有 {40 - placed} 张图" in text
