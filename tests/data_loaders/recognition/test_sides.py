"""Where a column of its own says on which side amounts stand, a person says which rows are below zero."""

from data_loaders.catalog import tables
from data_loaders.recognition.recognise import Choice, Recognition, recognise
from data_loaders.recognition.sides import AS_THEY_ARE, KEY
from data_loaders.rows.typed_sheet import typed
from tests.data_loaders.sheets import drawn_sheet

FIELDS = {"bank_ref": "交易流水号", "credit_date": "交易日期", "amount": "入账金额"}
BANK = """
    交易流水号 | 交易日期   | {header} | 入账金额
    B000001    | 2024-04-01 | {first}  | 100.00
    B000002    | 2024-04-02 | {second} | {amount}
"""


def bank(
    first: str, second: str, header: str = "借贷标志", amount: str = "50.00", answer: str = ""
) -> tuple[Recognition, list]:
    sheet = drawn_sheet(BANK.format(header=header, first=first, second=second, amount=amount))
    choice = Choice("bank_credits", FIELDS, units={KEY: answer}) if answer else None
    found = recognise(sheet, tables(), choice=choice)
    assert found is not None
    return found, typed(sheet, found).values["amount"].to_pylist()


def test_rows_of_two_sides_without_a_sign_are_asked_about():
    found, _ = bank("贷", "借")
    assert "“借贷标志”列写有“贷”“借”,而金额都没有正负号" in str(found.problem)
    assert found.questions[0].options == ("“贷”的行记为负数", "“借”的行记为负数", AS_THEY_ARE)


def test_the_answer_puts_one_side_below_zero_or_leaves_the_amounts():
    found, amounts = bank("贷", "借", answer="“借”的行记为负数")
    assert (found.problem, amounts) == (None, [100, -50])
    assert bank("贷", "借", answer=AS_THEY_ARE)[1] == [100, 50]


def test_rows_that_take_others_back_are_asked_about():
    found, _ = bank("否", "是", header="冲正标志")
    assert found.questions[0].options == ("“是”的行记为负数", AS_THEY_ARE)


def test_a_row_that_takes_another_back_is_found_however_rare_it_is():
    usual = "".join(f"B1{n:05} | 2024-04-03 | 否 | 10.00\n" for n in range(1_500))
    sheet = drawn_sheet(
        "交易流水号 | 交易日期 | 冲正标志 | 入账金额\n"
        + usual.replace("500 | 2024-04-03 | 否", "500 | 2024-04-03 | 是", 1)
    )
    found = recognise(sheet, tables())
    assert found is not None
    assert found.questions[0].options == ("“是”的行记为负数", AS_THEY_ARE)


def test_the_dash_of_a_row_without_an_amount_is_no_sign():
    assert "金额都没有正负号" in str(bank("贷", "借", amount="-")[0].problem)


def test_amounts_that_have_their_sign_one_side_alone_and_other_words_are_no_question():
    assert bank("贷", "借", amount="-50.00")[0].problem is None
    assert bank("贷", "贷")[0].problem is None
    assert bank("否", "否", header="冲正标志")[0].problem is None
    assert bank("甲", "乙")[0].problem is None
