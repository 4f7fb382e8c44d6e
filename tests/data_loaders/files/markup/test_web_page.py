"""A web page under the name .xls gives its values, not what is rounded, said beside them, or asked for."""

from pathlib import Path

import pytest

from data_loaders.files.formats import Sheet, read_sheets
from data_loaders.files.markup.web_page import value_behind
from models.errors import FileDamaged, FileUnreadable


def page(folder: Path, cells: str, *, head: str = "") -> Sheet:
    path = folder / "a.xls"
    path.write_text(
        f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8">{head}</head>'
        f"<body><table><tr><td>户号</td></tr><tr>{cells}</tr></table></body></html>"
    )
    return next(iter(read_sheets(path)))


def row(sheet: Sheet) -> list[str | None]:
    return list(sheet.cells.to_pylist()[1].values())


@pytest.mark.parametrize(
    ("shown", "stored", "value"),
    [
        ("26345", "26344.86", "26344.86"),  # rounded
        ("¥26,345 元", "26344.86", "26344.86"),
        ("(5)", "-5.25", "-5.25"),
        ("12%", "0.1234", "12.34%"),
        ("1.13E+11", "113000123456", "113000123456"),
        ("#####", "26344.86", "26344.86"),  # a column too narrow
        ("-", "0", "0"),
        ("", "0", ""),
        ("0012", "12", "0012"),  # the format shows zeros of an id
        ("5.00", "5", "5.00"),
        ("2024-06-28", "45471", "2024-06-28"),  # a day, whose number is stored
        ("合计", "5", "合计"),
        ("26345", "x", "26345"),
        ("2.63", "26344.86", None),  # shown in another unit
        ("26346", "26344.86", None),
    ],
)
def test_value_behind_a_shown_number(shown: str, stored: str, value: str | None):
    assert value_behind(shown, stored) == value


def test_rounded_number_is_read_from_x_num(tmp_path: Path):
    assert row(page(tmp_path, '<td x:num="26344.86">26345</td><td x:num>7</td>')) == ["26344.86", "7"]


def test_number_shown_in_another_unit_stays_as_shown_and_is_said(tmp_path: Path):
    sheet = page(tmp_path, '<td x:num="26344.86">2.63</td>')
    assert row(sheet) == ["2.63"]
    assert any("x:num" in note and "1 个数" in note for note in sheet.notes)


def test_text_of_x_str_is_the_value(tmp_path: Path):
    assert row(page(tmp_path, '<td x:str="0012 ">0012</td><td x:str>0013</td>')) == ["0012 ", "0013"]


@pytest.mark.parametrize(
    ("cell", "head"),
    [
        ("<td style=\"mso-number-format:'0000000000'\">660000011</td>", ""),
        ("<td style='color:red;mso-number-format:\"0000000000\";'>660000011</td>", ""),
        ("<td class=id>660000011</td>", '<style>.id{color:red;mso-number-format:"0000000000";}</style>'),
    ],
)
def test_zeros_that_a_format_shows_are_read(tmp_path: Path, cell: str, head: str):
    assert row(page(tmp_path, cell, head=head)) == ["0660000011"]


def test_format_for_text_changes_nothing(tmp_path: Path):
    assert row(page(tmp_path, "<td style=\"mso-number-format:'\\@'\">660000011</td>")) == ["660000011"]


@pytest.mark.parametrize(
    ("style", "cell", "shown"),
    [
        (
            "0\\!\\.0000",
            "<td class=s x:num='26344.86'>2.6345</td>",
            "2.634486",
        ),  # stored beside what is shown
        ("0\\!\\.0000", "<td class=s>2.6345</td>", "2.6345"),  # shown: a stored amount has no four decimals
        ("0\\!\\.0000", "<td class=s>26344.86</td>", "2.634486"),  # stored
        ("0\\.0\\,\\,", "<td class=s>26344860</td>", "26.34486"),
    ],
)
def test_number_shown_in_another_scale_is_read_in_it_and_said(
    tmp_path: Path, style: str, cell: str, shown: str
):
    sheet = page(tmp_path, cell, head=f'<style>td.s {{mso-number-format:"{style}";}}</style>')
    assert row(sheet) == [shown]
    assert list(sheet.scaled) == [0]
    assert any("换算为显示的数值" in note for note in sheet.notes)


def test_scaled_number_that_may_be_shown_or_stored_is_refused_with_its_row(tmp_path: Path):
    with pytest.raises(FileUnreadable, match=r"第 2 行.*看不出网页中写的是原值还是显示值"):
        page(tmp_path, "<td style='mso-number-format:\"0.00,,\"'>26344860.25</td>")


def test_percent_and_units_of_a_format_stand_behind_the_number(tmp_path: Path):
    unit = "<td style=\"mso-number-format:'0\\.00\\0022万元\\0022'\">2.63</td>"
    assert row(page(tmp_path, f"<td style='mso-number-format:Percent'>0.125</td>{unit}")) == [
        "12.5%",
        "2.63万元",
    ]


@pytest.mark.parametrize("code", ["0\\.00", "#\\,##0\\.00", "General", "yyyy\\-mm\\-dd"])
def test_format_that_shows_the_number_itself_changes_nothing(tmp_path: Path, code: str):
    sheet = page(tmp_path, f"<td style='mso-number-format:\"{code}\"'>26344.86</td>")
    assert (row(sheet), dict(sheet.scaled)) == (["26344.86"], {})


@pytest.mark.parametrize(
    "cell",
    [
        "<td>400<!-- 原为 5 --></td>",
        '<td>400<![if !supportAnnotations]><span class="msocomanchor"><a href="#_msocom_1">[1]</a></span><![endif]></td>',
        "<td>400<div style='mso-element:comment'>稽查:5</div></td>",
        "<td>400<script>x=5</script></td>",
    ],
)
def test_comment_in_a_cell_is_no_value(tmp_path: Path, cell: str):
    assert row(page(tmp_path, cell)) == ["400"]


def refusal(folder: Path, html: str) -> str:
    path = folder / "a.xls"
    path.write_text(html)
    with pytest.raises(FileDamaged) as refused:
        list(read_sheets(path))
    return str(refused.value)


def test_login_page_is_named_even_where_a_table_lays_it_out(tmp_path: Path):
    form = "<table><tr><td>用户名</td><td><input></td></tr><tr><td>密码</td><td><input type='password'></td></tr></table>"
    said = refusal(tmp_path, f"<html><head><title>统一权限</title></head><body>{form}</body></html>")
    assert "登录网页“统一权限”" in said
    assert "请重新登录系统" in said


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            "<html><head><title>用户登录</title></head><body><div id=app></div></body></html>",
            "登录网页“用户登录”",
        ),
        ("<html><body><h1>HTTP Status 500</h1></body></html>", "这是网页“HTTP Status 500”,网页中没有表格"),
        ("<html><body></body></html>", "这是网页,网页中没有表格"),
    ],
)
def test_page_without_table_is_named_with_its_own_words(tmp_path: Path, html: str, said: str):
    assert said in refusal(tmp_path, html)


ROWS = "<html><body><table><tr><td>户号</td></tr><tr><td>0512345678</td></tr><tr><td>05123"


def test_page_that_breaks_off_within_a_row_is_refused(tmp_path: Path):
    (tmp_path / "a.xls").write_text(ROWS)
    with pytest.raises(FileDamaged, match="中间断了"):
        list(read_sheets(tmp_path / "a.xls"))


@pytest.mark.parametrize("text", [ROWS + "45679</td></tr>", ROWS.replace("</tr>", "") + "45679"])
def test_page_without_an_end_is_read_and_said(tmp_path: Path, text: str):
    (tmp_path / "a.xls").write_text(text)
    sheet = next(iter(read_sheets(tmp_path / "a.xls")))
    assert sheet.cells["c0"].to_pylist() == ["户号", "0512345678", "0512345679"]
    assert any("没有结束标记" in note for note in sheet.notes)
