from pathlib import Path
from subprocess import run

import pyarrow as pa

from analytics.pictures.album import pictures_of
from analytics.pictures.layout import Names
from models.category import Category
from reports.category_sheet import Sheet, Shown, write_sheet
from reports.document import Kpi


def test_the_sheet_is_one_page_and_says_how_many_pictures_found_no_room(tmp_path: Path):
    one = next(
        picture for picture in pictures_of(Category.SERVICE) if picture.key == "service-visits_by_place"
    )
    rows = [{"place": f"厅{place}", "finding_class": "05", "findings": place + 1} for place in range(12)]
    checks = [
        {"check": f"SVC-{n:02} 检查", "hits": n, "objects": n}
        | {"under_yuan": None, "over_yuan": None, "other_yuan": None}
        for n in range(1, 16)
    ]
    sheet = Sheet(
        "服务质量稽查情况",
        "临江供电公司",
        "2025年10月",
        "2025-11-01",
        "第 1 次筛查。",
        (Kpi("疑似问题", 120, "integer", "个"),),
        checks,
        [Shown(one, pa.Table.from_pylist(rows))] * 6,
        Names({}),
    )
    placed = write_sheet(sheet, tmp_path / "sheet.pdf")
    assert 1 <= placed < 6
    text = run(
        ["pdftotext", "-layout", tmp_path / "sheet.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    assert text.count("\f") == 1
    assert f"另有 {6 - placed} 张图" in text
    assert "另有 7 项检查有命中" in text
