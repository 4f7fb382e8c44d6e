"""A unit that is not understood never counts as 1: it is read, or asked about; a remark is no unit."""

from decimal import Decimal

import pytest

from data_loaders.catalog import tables
from data_loaders.recognition.header_rows import find_header, top_rows
from data_loaders.recognition.recognise import Choice, Recognition, choice_remembered, recognise
from data_loaders.values.cell_numbers import read_number
from data_loaders.values.written_units import is_unit, unit_of, written_unit
from models.errors import SheetUnrecognised
from tests.data_loaders.sheets import drawn_sheet

TABLES = tables()


def bills(
    header: str = "总电费", above: str = "", figures: tuple[str, ...] = ("1.5", "2.5"), **kinds
) -> Recognition:
    rows = "\n".join(f"05123456{n} | 202404 | 120 | {figure}" for n, figure in enumerate(figures, 10))
    sheet = drawn_sheet(
        f"{above}\n用户编号 | 电费年月 | 总电量 | {header}\n{rows}", name=kinds.pop("name", "Sheet1")
    )
    found = recognise(sheet, TABLES, **kinds)
    assert found is not None
    return found


def scale_of(found: Recognition, field: str = "total_amt") -> Decimal:
    assert found.problem is None, str(found.problem)
    return found.scales.get(found.assignment.fields[field], Decimal(1))


@pytest.mark.parametrize(
    ("text", "measure", "factor"),
    [
        ("kW·h", "energy", "1"),
        ("KWH", "energy", "1"),
        ("kW/h", "energy", "1"),
        ("千瓦小时", "energy", "1"),
        ("万kW·h", "energy", "10000"),
        ("万 kWh", "energy", "10000"),
        ("MW·h", "energy", "1000"),
        ("兆瓦·时", "energy", "1000"),
        ("元/千瓦·时", "price", "1"),
        ("分/kW·h", "price", "0.01"),
        ("元/kVA·月", "demand price", "1"),
        ("元/千瓦/月", "demand price", "1"),
        ("万千瓦·时", "energy", "10000"),
        ("百万千瓦时", "energy", "1000000"),
        ("亿千瓦时", "energy", "100000000"),
        ("GWh", "energy", "1000000"),
        ("万度", "energy", "10000"),
        ("万kvar·h", "energy", "10000"),
        ("10^4kWh", "energy", "10000"),
        ("人民币元", "money", "1"),
        ("元至角分", "money", "1"),
        ("万 元", "money", "10000"),
        ("人民币万元", "money", "10000"),
        ("人民币(万元)", "money", "10000"),
        ("百元", "money", "100"),
        ("千元", "money", "1000"),
        ("百万元", "money", "1000000"),
        ("亿元", "money", "100000000"),
        ("×10000元", "money", "10000"),
        ("万元/月", "money", "10000"),
        ("kV·A", "power", "1"),
        ("MVA", "power", "1000"),
        ("万千瓦", "power", "10000"),
        ("万", "any", "10000"),
        ("%", "share", "1"),
    ],
)
def test_a_unit_is_understood_however_it_is_written(text: str, measure: str, factor: str) -> None:
    assert unit_of(text) == (measure, Decimal(factor))
    assert written_unit(f"单位:{text}") == text


@pytest.mark.parametrize(
    "text", ["元/吨", "美元", "万美元", "万吨", "kVAh", "含税万元", "折合万千瓦时", "万元/户", "度/户"]
)
def test_a_unit_that_is_not_understood_is_a_unit_all_the_same(text: str) -> None:
    assert unit_of(text) is None
    assert written_unit(text) == text
    found = bills(f"总电费({text})")
    assert isinstance(found.problem, SheetUnrecognised)
    assert all(part in str(found.problem) for part in (f"总电费({text})", f"“{text}”无法识别", "万元"))


@pytest.mark.parametrize(
    "remark",
    [
        "含税",
        "新",
        "不含线损",
        "分时",
        "大写",
        "实收",
        "月",
        "日",
        "1-6月",
        "2024年",
        "100kVA及以上",
        "10kV",
        "元月",
        "含基金",
    ],
)
def test_a_remark_is_no_unit_and_no_question(remark: str) -> None:
    assert scale_of(bills(f"总电费({remark})")) == 1


@pytest.mark.parametrize(
    "text", ["单位名称", "户号", "旧", "A", "1", "2024", "202406", "单元", "元旦", "度假村", "万达", "年度"]
)
def test_words_that_look_like_units_are_none(text: str) -> None:
    assert not is_unit(text)
    assert written_unit(text) == ""


@pytest.mark.parametrize(
    "header",
    [
        "总电费(万元)",
        "总电费(万元,含税)",
        "总电费(含税、万元)",
        "总电费(单位:万元)",
        "总电费/万元",
        "总电费 万元",
        "总电费-万元",
    ],
)
def test_the_unit_of_a_header_counts_wherever_it_stands_in_it(header: str) -> None:
    assert scale_of(bills(header)) == 10_000


@pytest.mark.parametrize(
    "above",
    [
        "单位:万元",
        "单位:万 元",
        "单位:人民币万元",
        "金额单位:万元",
        "(单位:万元)",
        "单位(万元)",
        "2024年4月电费明细(万元)",
        "2024年4月电费明细 单位:kWh、万元",
        "计量单位:kWh 万元",
        "单位:千瓦时/万元",
        "编报单位:城关供电所 金额单位:万元 日期:2024-04-30",
        "万元",
    ],
)
def test_a_unit_above_the_table_counts_for_its_amounts_and_nothing_else(above: str) -> None:
    found = bills(above=above)
    assert scale_of(found) == 10_000
    assert scale_of(found, "total_pq") == 1


def test_the_unit_in_the_name_of_the_sheet_counts() -> None:
    assert scale_of(bills(name="电费(万元)")) == 10_000
    assert scale_of(bills(name="电费_万元")) == 10_000


@pytest.mark.parametrize(
    "above", ["单位:城关供电所", "填报单位:元氏县供电公司", "单位:万达集团", "2024年4月电费(月)", "共 2 户"]
)
def test_an_office_or_a_remark_above_the_table_is_no_unit(above: str) -> None:
    assert scale_of(bills(above=above)) == 1


@pytest.mark.parametrize("above", ["单位:万美元", "单位:万", "单位:万元整数", "电费明细(千)"])
def test_a_unit_above_the_table_that_is_not_clear_is_asked_about(above: str) -> None:
    assert isinstance(bills(above=above).problem, SheetUnrecognised)


def test_a_line_of_units_may_leave_columns_out_by_dashes() -> None:
    sheet = drawn_sheet("""
        用户编号 | 电费年月 | 总电量 | 总电费
        — | — | 万kW·h | 元
        0512345678 | 202404 | 1.5 | 10
    """)
    found = recognise(sheet, TABLES)
    assert found is not None
    assert found.block.data_row == 2
    assert scale_of(found, "total_pq") == 10_000


def test_values_with_units_are_no_line_of_units() -> None:
    sheet = drawn_sheet("用户编号 | 电费年月 | 总电量 | 总电费\n · | · | 100kWh | 100元")
    block = find_header(sheet, top_rows(sheet), TABLES)
    assert block is not None
    assert block.data_row == 1


def test_a_title_against_a_header_is_asked_about_with_what_speaks_for_each() -> None:
    found = bills("总电费(元)", "单位:万元", ("2.634486", "3.185439"))
    said = str(found.problem)
    assert isinstance(found.problem, SheetUnrecognised)
    assert all(part in said for part in ("列名写元", "万元", "6 位小数", "中位数 2.9"))


def test_each_column_of_a_question_stands_beside_what_its_own_figures_say() -> None:
    rows = "\n".join(f"05123456{n} | 202404 | 120 | 2.634486 | 0" for n in range(10, 12))
    header = "用户编号 | 电费年月 | 总电量 | 总电费(元) | 基本电费(元)"
    found = recognise(drawn_sheet(f"单位:万元\n{header}\n{rows}"), TABLES)
    assert found is not None
    said = str(found.problem)
    assert "“总电费(元)”(数值最多 6 位小数,中位数 2.634486)" in said
    assert "“基本电费(元)”(数值最多 0 位小数,中位数 0)" in said


def test_figures_that_can_only_be_yuan_speak_for_the_header() -> None:
    found = bills("总电费(元)", "单位:万元", ("26344.86", "31854.39"))
    assert scale_of(found) == 1
    assert any("万元" in note for note in found.notes)


def test_figures_with_many_decimals_speak_for_a_header_in_ten_thousands() -> None:
    assert scale_of(bills("总电费(万元)", "单位:元", ("2.634486", "3.185439"))) == 10_000
    assert bills("总电费(万元)", "单位:元", ("2.63", "3.19")).problem is not None


def test_two_units_above_the_table_are_asked_about_unless_the_header_has_its_own() -> None:
    assert bills(above="电费(万元) | 单位:元").problem is not None
    assert bills("总电费(元)", "电费(万元) | 单位:元", ("26344.86", "31854.39")).problem is None


def test_a_person_answers_once_and_the_answer_is_remembered_with_the_mapping() -> None:
    asked = bills("总电费(元)", "单位:万元", ("2.634486", "3.185439"))
    (question,) = asked.questions
    assert {"元", "万元"} <= set(question.options)
    fields = {"cons_no": "用户编号", "amt_ym": "电费年月", "total_pq": "总电量", "total_amt": "总电费(元)"}
    choice = Choice("bills", fields, units={question.key: "万元"})
    answered = bills("总电费(元)", "单位:万元", ("2.634486", "3.185439"), choice=choice)
    assert scale_of(answered) == 10_000
    again = choice_remembered("bills", choice.remembered())
    assert scale_of(bills("总电费(元)", "单位:万元", ("2.634486", "3.185439"), choice=again)) == 10_000


def test_an_answer_holds_only_for_the_units_it_was_given_for() -> None:
    fields = {"cons_no": "用户编号", "amt_ym": "电费年月", "total_pq": "总电量", "total_amt": "总电费(元)"}
    choice = Choice("bills", fields, units={"元|元|万元": "万元"})
    assert scale_of(bills("总电费(元)", "单位:元", ("2.63", "3.18"), choice=choice)) == 1
    assert bills("总电费(元)", "单位:千元", ("2.634486", "3.185439"), choice=choice).problem is not None


def test_columns_of_which_the_same_is_said_are_one_question() -> None:
    sheet = drawn_sheet("""
        用户编号 | 电费年月 | 总电量 | 总电费(万美元) | 基本电费(万美元)
        0512345678 | 202404 | 15 | 10 | 2
    """)
    found = recognise(sheet, TABLES)
    assert found is not None
    assert [question.headers for question in found.questions] == [("总电费(万美元)", "基本电费(万美元)")]


def test_the_hours_of_a_day_are_scaled_like_the_day() -> None:
    hours = " | ".join(f"{hour}点" for hour in range(24))
    sheet = drawn_sheet(
        f"单位:万kWh\n用户编号 | 数据日期 | {hours}\n0512345678 | 2024-06-03 | " + " | ".join(["0.5"] * 24)
    )
    found = recognise(sheet, TABLES)
    assert found is not None
    assert set(found.scales.values()) == {Decimal(10_000)}
    assert len(found.scales) == 24


@pytest.mark.parametrize(
    ("text", "value"), [("1.2万kW·h", "12000"), ("3MW·h", "3000"), ("2百万千瓦时", "2000000")]
)
def test_a_cell_may_carry_its_unit_in_any_spelling(text: str, value: str) -> None:
    assert read_number(text, "kWh") == Decimal(value)


@pytest.mark.parametrize("header", ["总电费(10⁴元)", "总电费(×10⁴元)", "总电费(×10^4元)"])
def test_a_raised_power_is_a_power(header: str) -> None:
    assert scale_of(bills(header)) == 10_000


@pytest.mark.parametrize("header", ["总电费(104元)", "总电费(×104元)"])
def test_a_power_that_is_no_longer_raised_is_asked_about(header: str) -> None:
    assert bills(header).problem is not None


@pytest.mark.parametrize("above", ["金额以万元计", "金额均为万元", "以万元为单位", "电费按 万元 列示"])
def test_a_sentence_above_the_table_may_name_the_unit(above: str) -> None:
    assert scale_of(bills(above=above)) == 10_000


def test_a_remark_below_the_table_may_name_the_unit() -> None:
    rows = "0512345678 | 202404 | 120 | 0.5\n注:以上金额单位均为万元 | · | · | ·"
    found = recognise(drawn_sheet(f"用户编号 | 电费年月 | 总电量 | 总电费\n{rows}"), TABLES)
    assert found is not None
    assert scale_of(found) == 10_000


@pytest.mark.parametrize(
    ("header", "figures"), [("总电费", "0.0073"), ("总电费(万元)", "73.55"), ("总电费(元)", "0.0073")]
)
def test_bills_at_a_price_that_cannot_be_are_asked_about(header: str, figures: str) -> None:
    asked = bills(header, figures=(figures,) * 5)
    assert "元/kWh" in str(asked.problem)
    money, _ = asked.questions
    fields = {"cons_no": "用户编号", "amt_ym": "电费年月", "total_pq": "总电量", "total_amt": header}
    unit = "元" if header == "总电费(万元)" else "万元"
    answered = bills(header, figures=(figures,) * 5, choice=Choice("bills", fields, units={money.key: unit}))
    assert scale_of(answered) == (1 if unit == "元" else 10_000)


def test_a_dear_bill_and_few_bills_are_no_question() -> None:
    assert bills(figures=("9000", "80", "75", "70", "65")).problem is None
    assert bills(figures=("90000",)).problem is None


def test_a_unit_that_begins_among_the_rows_is_asked_about() -> None:
    head, row = "用户编号 | 电费年月 | 总电量 | 总电费", "051234567{} | 202404 | 120 | {}"
    first, second = row.format(1, "73.5"), row.format(2, "0.0073")
    text = f"单位:元\n{head}\n{first}\n单位:{{}} | · | · | ·\n{head}\n{second}"
    asked, clear = (
        recognise(drawn_sheet(text.format("万元")), TABLES),
        recognise(drawn_sheet(text.format("元")), TABLES),
    )
    assert asked is not None
    assert "万元" in str(asked.problem)
    assert clear is not None
    assert clear.problem is None


def prices(header: str, above: str = "") -> Recognition:
    sheet = drawn_sheet(f"{above}\n电价码 | 电价时段 | {header} | 生效日期\n D1 | 02 | 0.61 | 2024-01-01")
    found = recognise(sheet, TABLES)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("header", "above", "scale"),
    [
        ("电度电价(元/kWh)", "", "1"),
        ("电度电价(元/千瓦时)", "", "1"),
        ("电度电价(元)", "", "1"),
        ("电度电价(分/kWh)", "", "0.01"),
        ("电度电价", "单位:分/千瓦时", "0.01"),
        ("电度电价", "单位:元/kWh", "1"),
        ("电度电价", "单位:万元", "1"),
    ],
)
def test_a_price_is_in_yuan_or_fen_for_a_unit_of_energy_and_never_in_ten_thousands(
    header: str, above: str, scale: str
) -> None:
    assert scale_of(prices(header, above), "kwh_prc") == Decimal(scale)


def test_a_title_that_names_money_and_energy_around_a_stroke_counts_for_both() -> None:
    assert scale_of(bills(above="单位:分/kWh")) == Decimal("0.01")


def test_a_price_in_a_unit_that_nobody_knows_is_asked_about() -> None:
    assert "无法识别" in str(prices("电度电价(美元/kWh)").problem)


def test_minutes_are_not_read_as_hours() -> None:
    def waits(unit: str) -> Recognition | None:
        header = f"记录编号 | 供电单位编号 | 访查日期 | 存在问题 | 平均等候时间({unit})"
        return recognise(drawn_sheet(f"{header}\n 1 | 33401 | 2024-01-02 | 无 | 30"), TABLES)

    minutes, hours = waits("分钟"), waits("小时")
    assert minutes is not None
    assert hours is not None
    assert "wait_min" in minutes.assignment.fields
    assert hours.unmapped == ["平均等候时间(小时)"]


@pytest.mark.parametrize(("rates", "scale"), [(("0.05", "0.1", "0.02"), "100"), (("5", "10", "2"), "1")])
def test_rates_of_loss_written_as_fractions_are_told_by_the_energy_beside_them(
    rates: tuple[str, ...], scale: str
) -> None:
    lines = [
        f"T{n} | 台区 | 202404 | 100 | {sold} | {rate}"
        for n, sold, rate in zip("123", ("95", "90", "98"), rates, strict=True)
    ]
    sheet = drawn_sheet("台区编号 | 台区名称 | 统计日期 | 供电量 | 售电量 | 线损率\n" + "\n".join(lines))
    found = recognise(sheet, TABLES)
    assert found is not None
    assert scale_of(found, "loss_rate") == Decimal(scale)


def small_bills(energy: str, amount: str) -> str:
    rows = "\n".join(f"05123456{n} | 202404 | {n}{energy} | {n}{amount}" for n in range(10, 15))
    return f"用户编号 | 电费年月 | 总电量 | 总电费\n{rows}"


@pytest.mark.parametrize(
    ("energy", "amount", "is_asked"), [(".1234", ".5678", True), ("", ".5678", False), (".12", ".56", False)]
)
def test_figures_that_look_divided_without_any_unit_are_asked_about(
    energy: str, amount: str, is_asked: bool
) -> None:
    found = recognise(drawn_sheet(small_bills(energy, amount)), TABLES)
    assert found is not None
    assert ("像是万元、万kWh" in str(found.problem)) is is_asked
