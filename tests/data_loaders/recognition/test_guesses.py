"""A header that no list has is a question with a likely answer, which holds for the next file of the same source."""

from data_loaders.catalog import tables
from data_loaders.recognition.recognise import Choice, Recognition, recognise, signature
from tests.data_loaders.sheets import drawn_sheet

TABLES = tables()
READ = {"cons_no": "用户编号", "charge_id": "缴费流水号", "charge_time": "收费日期", "rcv_amt": "收费金额"}


def payments(header: str = "收费金额", more: str = "", **kinds) -> Recognition:
    sheet = drawn_sheet(
        f"""
        用户编号   | 缴费流水号 | 收费日期   | {header} {more and f"| {more}"}
        0512345678 | L1         | 2024-04-01 | 10.5 {more and "| x"}
        0512345679 | L2         | 2024-04-02 | 20 {more and "| y"}
        """
    )
    found = recognise(sheet, TABLES, **kinds)
    assert found is not None
    return found


def guessed(found: Recognition) -> dict[str, str]:
    return {found.block.headers[index].text: name for index, name in found.guesses.items()}


def test_a_header_in_words_like_those_of_a_missing_column_is_a_question_with_that_answer():
    found = payments()
    assert "缺少必备列“收款金额”" in str(found.problem)
    assert guessed(found) == {"收费金额": "rcv_amt"}


def test_what_the_header_says_apart_from_the_column_or_its_values_do_is_no_guess():
    assert guessed(payments("上月收费金额")) == {}
    assert guessed(payments("收费金额(kWh)")) == {}
    assert guessed(payments("心情指数")) == {}


def test_readings_called_by_other_words_are_guessed_each_for_its_own_time():
    found = recognise(
        drawn_sheet(
            """
            用户编号   | 电能表资产号 | 示数类型 | 抄表日期   | 电费年月 | 上期表底 | 表底 | 倍率
            0512345678 | A1           | 有功(总) | 2024-04-01 | 202404   | 10       | 50   | 1
            """
        ),
        TABLES,
    )
    assert found is not None
    assert guessed(found) == {"上期表底": "last_read", "表底": "this_read"}


def test_what_a_person_said_of_a_header_holds_beside_other_columns_of_the_same_source():
    said = {signature(list(READ.values())): Choice("payments", READ)}
    found = payments(more="心情指数", confirmed=said)
    assert found.problem is None
    assert found.block.headers[found.assignment.fields["rcv_amt"]].text == "收费金额"
    assert "“收费金额”按本来源以前确认的对应读取" in found.notes


def test_a_header_that_people_gave_two_meanings_is_asked_about_again():
    other = {**READ, "this_chg": "收费金额", "rcv_amt": "甲"}
    said = {"one": Choice("payments", READ), "two": Choice("payments", other)}
    assert "缺少必备列" in str(payments(confirmed=said).problem)
