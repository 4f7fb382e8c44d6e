"""Where a column says that rows were cancelled, a person says whether they are loaded."""

import pytest

from data_loaders.catalog import tables
from data_loaders.recognition.cancelled import KEY, LEFT_OUT, LOADED
from data_loaders.recognition.recognise import Choice, Recognition, recognise
from data_loaders.rows.typed_sheet import typed
from tests.data_loaders.sheets import drawn_sheet

FIELDS = {"cons_no": "用户编号", "charge_id": "收费标识", "charge_time": "收费日期", "rcv_amt": "收款金额"}
PAYMENTS = """
    用户编号   | 收费标识 | 收费日期   | 收款金额 | {header}
    0301000001 | P1       | 2025-10-02 | 100.00   | 正常
    0301000001 | P2       | 2025-10-02 | 100.00   | {state}
    0301000002 | P3       | 2025-10-03 | 50.00    | 正常
"""


def payments(state: str, header: str = "状态", answer: str = "") -> tuple[Recognition, list[str]]:
    sheet = drawn_sheet(PAYMENTS.format(header=header, state=state))
    choice = Choice("payments", FIELDS, units={KEY: answer}) if answer else None
    found = recognise(sheet, tables(), choice=choice)
    assert found is not None
    read = typed(sheet, found)
    return found, read.values["charge_id"].to_pylist()


@pytest.mark.parametrize("header", ["状态", "票据状态"])
def test_a_cancelled_payment_is_asked_about_whether_its_column_is_known_or_not(header: str):
    found, _ = payments("作废", header)
    assert f"“{header}”列写有“作废”,看不出这些行的金额是否有效" in str(found.problem)
    assert found.questions[0].options == (LEFT_OUT, LOADED)


def test_the_answer_leaves_the_cancelled_rows_out_or_loads_them():
    found, numbers = payments("作废", answer=LEFT_OUT)
    assert (found.problem, numbers) == (None, ["P1", "P3"])
    assert "“状态”列写有“作废”的行不载入(由人指定)" in found.notes
    assert payments("作废", answer=LOADED)[1] == ["P1", "P2", "P3"]


def test_rows_cancelled_by_either_of_two_columns_are_asked_about_and_left_out():
    sheet = drawn_sheet(
        """
        用户编号   | 收费标识 | 收费日期   | 收款金额 | 票据状态 | 收费状态
        0301000001 | P1       | 2025-10-02 | 100.00   | 正常     | 正常
        0301000001 | P2       | 2025-10-02 | 100.00   | 已作废   | 正常
        0301000002 | P3       | 2025-10-03 | 50.00    | 正常     | 作废
        """
    )
    found = recognise(sheet, tables())
    assert found is not None
    assert "“票据状态”列写有“已作废”、“收费状态”列写有“作废”,看不出" in str(found.problem)
    found = recognise(sheet, tables(), choice=Choice("payments", FIELDS, units={KEY: LEFT_OUT}))
    assert found is not None
    assert typed(sheet, found).values["charge_id"].to_pylist() == ["P1"]


def test_a_cancelled_reading_is_asked_about_for_its_energy():
    found = recognise(
        drawn_sheet(
            """
            用户编号   | 电能表资产号 | 示数类型 | 电费年月 | 抄表日期   | 上次示数 | 本次示数 | 综合倍率 | 抄见电量 | 状态
            0512345678 | 3300000001   | 11       | 202404   | 2024-04-30 | 10       | 20       | 1        | 10       | 正常
            0512345678 | 3300000001   | 11       | 202404   | 2024-04-30 | 10       | 25       | 1        | 15       | 作废
            """
        ),
        tables(),
    )
    assert found is not None
    assert "看不出这些行的电量是否有效" in str(found.problem)


def test_a_cancelled_row_is_found_however_rare_it_is():
    rows = "".join(f"0301000001 | Q{n:05} | 2025-10-02 | 10.00 | 正常\n" for n in range(1_500))
    sheet = drawn_sheet(
        "用户编号 | 收费标识 | 收费日期 | 收款金额 | 状态\n"
        + rows.replace("Q01499 | 2025-10-02 | 10.00 | 正常", "Q01499 | 2025-10-02 | 10.00 | 已作废")
    )
    found = recognise(sheet, tables())
    assert found is not None
    assert found.questions[0].key == KEY


@pytest.mark.parametrize("state", ["正常", "已到账", "-"])
def test_other_states_are_no_question(state: str):
    assert payments(state)[0].problem is None


def test_states_that_a_list_of_codes_explains_and_rows_without_figures_are_no_question():
    contracts = "合同编号 | 用户编号 | 合同状态\nH1 | 0301000001 | 作废\nH2 | 0301000002 | 正常"
    found = recognise(drawn_sheet(contracts), tables())
    assert found is not None
    assert found.questions == ()
