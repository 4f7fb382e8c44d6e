"""What a filled row says, in the ways people fill in lists; drawn as the cells of a sheet."""

from datetime import date
from typing import Any

import pytest

from data_loaders.filled_lists import FilledSheet, replies_in
from models.loop.case import Result
from models.loop.replies import Reply

TODAY = date(2026, 11, 29)
HEADINGS = "工单编号|核查情况|是否属实|问题分类|整改措施|完成日期|追补金额(元)|退还金额(元)|备注|回执码"
FIRST, SECOND = "稽查20261100001-A2-QX7K-K7Q2M5XR4TNW", "稽查20261100002-A2-QX7K-K7Q2M5XR4TNW"


def sheet(*lines: str, **known: Any) -> FilledSheet:
    rows = [[text.strip() or None for text in line.split("|")] for line in lines]
    width = max(map(len, rows))
    cells = tuple(tuple(row + [None] * (width - len(row))) for row in rows)
    return FilledSheet("清单.xlsx", "稽查清单", cells, tuple(range(1, len(cells) + 1)), **known)


def read(*lines: str, **known: Any) -> list[Reply]:
    return list(replies_in(sheet(*lines, **known), today=TODAY))


def filled(**answers: str) -> Reply:
    """Return a row filled in well but for what is given."""
    texts = {"found": "容量不符", "verdict": "属实"} | answers
    names = ("found", "verdict", "problem", "measures", "done", "recovered", "refunded", "remark")
    [reply] = read(HEADINGS, "|".join(["", *(texts.get(name, "") for name in names), FIRST]))
    return reply


def test_a_row_is_read_as_it_was_filled_in() -> None:
    reply = filled(
        problem="档案错误", measures="改档案", done="2026-11-20", recovered="1234.5", remark="已拍照"
    )
    assert reply.said is not None
    assert (reply.token, reply.row, reply.faults) == (FIRST, 2, ())
    assert (reply.said.comment, reply.said.result, reply.said.recovered_fen) == (
        "容量不符",
        Result.TRUE,
        123_450,
    )
    assert reply.said.facts == {
        "problem_class": "档案错误",
        "measures": "改档案",
        "done_on": "2026-11-20",
        "remark": "已拍照",
    }


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-05",
        "2026/11/5",
        "2026.11.05",
        "2026年11月5日",
        "20261105",
        "46331",
        "5-NOV-26",
        "2026-11-05 14:30:00",
    ],
)
def test_a_day_is_read_in_the_notations_that_people_and_programs_use(text: str) -> None:
    said = filled(done=text).said
    assert said is not None
    assert said.facts["done_on"] == "2026-11-05"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("11月", "不是日期"),
        ("2026-13-01", "不是存在的日期"),
        ("2026-11-30", "晚于今天"),
        ("5/6/2026", "月、日先后无法判断"),
    ],
)
def test_a_day_that_is_none_not_yet_or_of_two_readings_is_refused(text: str, said: str) -> None:
    assert any(said in fault for fault in filled(done=text).faults)


@pytest.mark.parametrize(
    ("text", "result"),
    [("是", Result.TRUE), ("否", Result.FALSE), (" 部分属实", Result.PARTLY), ("属 实", Result.TRUE)],
)
def test_yes_and_no_answer_the_question_whether_it_is_true(text: str, result: Result) -> None:
    said = filled(verdict=text).said
    assert said is not None
    assert said.result is result


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.50", 123_450),
        ("¥1234.5元", 123_450),
        ("1.2万元", 1_200_000),
        ("0", 0),
        ("1234.4999999", 123_450),
        ("12.345", None),
        ("-3", None),
        ("约300", None),
        ("9" * 14, None),
    ],
)
def test_amounts_are_read_to_the_fen_or_refused(text: str, fen: int | None) -> None:
    reply = filled(recovered=text)
    assert (reply.said.recovered_fen if reply.said else None) == fen
    assert bool(reply.faults) == (fen is None)


def test_a_column_whose_heading_says_wan_yuan_is_read_in_it_and_one_shown_smaller_is_refused() -> None:
    row = f"|有|是||||1.5|||{FIRST}"
    [reply] = read(HEADINGS.replace("追补金额(元)", "追补金额(万元)"), row)
    assert reply.said is not None
    assert reply.said.recovered_fen == 1_500_000
    [refused] = read(HEADINGS, row, scaled={6: 4})
    assert "数字格式不是元" in refused.faults[0]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"verdict": ""}, "没有填写“是否属实”"),
        ({"found": ""}, "没有填写“核查情况”"),
        ({"verdict": "档案错误"}, "像是填错了列"),
        ({"problem": "属实"}, "像是填错了列"),
        ({"problem": "别的错误"}, "只能填示数错误"),
        ({"verdict": "不属实", "recovered": "5"}, "却填写了追补或退还金额"),
        ({"found": "#REF!"}, "公式出错"),
    ],
)
def test_what_is_lacking_wrong_or_in_the_wrong_column_is_said(answers: dict[str, str], said: str) -> None:
    assert any(said in fault for fault in filled(**answers).faults)


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    assert len(filled(verdict="大概", found="", done="昨天", recovered="少许").faults) == 4


def test_a_row_in_which_nothing_was_filled_in_says_nothing() -> None:
    [reply] = read(HEADINGS, f"稽查20261100001|/|||||—|||{FIRST}")
    assert (reply.said, reply.faults) == (None, ())


def test_columns_are_known_by_their_headings_wherever_they_were_moved_and_the_heading_row_wherever_sorting_put_it() -> (
    None
):
    first, second = read("营销稽查清单", f"{SECOND}|否|没有", "回执码*|是否属实|核查 情况", f"{FIRST}|是|有")
    assert [(one.row, one.token, one.said and one.said.result) for one in (first, second)] == [
        (2, SECOND, Result.FALSE),
        (4, FIRST, Result.TRUE),
    ]


def test_rows_copied_in_under_their_own_heading_row_are_read_by_it() -> None:
    replies = read(
        "回执码|是否属实|核查情况", f"{FIRST}|是|有", "核查情况|回执码|是否属实", f"没有|{SECOND}|否"
    )
    assert [one.said and (one.said.comment, one.said.result) for one in replies] == [
        ("有", Result.TRUE),
        ("没有", Result.FALSE),
    ]


def test_two_columns_of_one_heading_may_not_contradict_each_other() -> None:
    head = "核查情况|核查情况|是否属实|回执码"
    same, other = read(head, f"有||是|{FIRST}", f"有|没有|是|{SECOND}")
    assert same.said is not None
    assert other.faults == ("“核查情况”有 2 列,内容不同",)


def test_a_row_shifted_by_a_deleted_cell_is_named() -> None:
    [reply] = read(HEADINGS, f"|有|是||||||{FIRST}|")
    assert (reply.token, "错位" in reply.faults[0]) == (FIRST, True)


def test_an_answer_without_a_token_is_named_and_titles_notes_and_sums_are_passed_over() -> None:
    replies = read(
        "营销稽查清单:十一月",
        HEADINGS,
        "|有|是|||||||",
        "合计||||||500|||",
        f"||||||||||{FIRST}"[1:],
        "填表人:张三",
    )
    assert [(one.row, one.faults[:1]) for one in replies] == [
        (3, ("没有回执码,不知道是哪个案件。请从原来的清单复制这一行的回执码",)),
        (5, ()),
    ]


def test_a_sheet_that_lost_its_heading_row_is_refused_row_by_row() -> None:
    [reply] = read(f"|有|是|||||||{FIRST}")
    assert "没有带“回执码”的标题行" in reply.faults[0]


def test_a_list_without_the_column_of_verdicts_says_so() -> None:
    [reply] = read("核查情况|回执码", f"有|{FIRST}")
    assert any("清单里没有“是否属实”列" in fault for fault in reply.faults)
