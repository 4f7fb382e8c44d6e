"""What a cell means: every habit of writing reads back exactly, and what cannot be read says why."""

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.catalog import tables
from data_loaders.values.blanks import Unreadable
from data_loaders.values.cell_codes import FlagReader, code_reader
from data_loaders.values.cell_dates import habits_of, read_date, read_month, read_period, read_time
from data_loaders.values.cell_numbers import read_integer, read_number, signs_of, unit_factor
from data_loaders.values.cells import read_column, read_id
from models.data.schema import Column

BILLS, CUSTOMERS, APPLICATIONS = (tables()[name].by_name for name in ("bills", "customers", "applications"))


def column_of(texts: list[str | None], column: Column, scale: int = 1) -> list:
    return read_column(pa.array(texts, pa.string()), column, Decimal(scale)).values.to_pylist()


def reason(found: object) -> str:
    assert isinstance(found, Unreadable), found
    return found.reason


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.5"),
        ("￥12", "12"),
        ("-¥12.5", "-12.5"),
        ("12元", "12"),
        ("12 元", "12"),
        ("１２，３４５．６", "12345.6"),
        ("(5.0)", "-5"),
        ("（5）", "-5"),
        ("（1,234.50元）", "-1234.5"),
        ("(¥5万元)", "-50000"),
        ("5.0-", "-5"),
        ("+7", "7"),
        (".5", "0.5"),
        ("12.", "12"),
        ("1.5万", "15000"),
        ("1.23E+05", "123000"),
        ("2 345 678", "2345678"),
        ('="12"', "12"),
        ("'12", "12"),
        ("0.1234565", "0.123457"),
        ("-0.1234565", "-0.123457"),
        ("1'234.50", "1234.5"),
        ("1’234’567", "1234567"),
        ("负123.45", "-123.45"),
        ("负¥1,123.45元", "-1123.45"),
        ("△123.45", "-123.45"),
        ("¥▲ 123.45", "-123.45"),
    ],
)
def test_an_amount_reads_back_however_it_is_written(text: str, value: str) -> None:
    assert read_number(text, "元") == Decimal(value)


@pytest.mark.parametrize("text", ["", "-", "—", "--", "/", "无", "空", "NULL", "N/A", " ", "\\N", "暂无"])
def test_what_says_nothing_is_no_amount(text: str) -> None:
    assert read_number(text, "元") is None


@pytest.mark.parametrize(
    "text",
    [
        *("NaN", "inf", "1e400", "#DIV/0!", "#N/A", "12,34", "1.2.3", "12 34", "abc", "#公式无结果"),
        *("1'23", "1'234,567", "负-5", "▲(5)", "-负5", "负", "▼5", "负债"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_reason(text: str) -> None:
    assert reason(read_number(text, "元"))


def test_a_triangle_beside_another_minus_or_a_fall_is_no_sign_that_is_sure() -> None:
    amount = BILLS["total_amt"]
    assert column_of(["△5", "7"], amount) == [-5, 7]
    for other in ("-7", "(7)", "▼7"):
        assert column_of(["△5", other], amount)[0] is None
    assert "升降" in reason(read_number("▲5", "%", signs=signs_of(["▲5"], "%")))


def test_a_side_of_the_books_is_below_zero_only_beside_figures_that_have_none() -> None:
    amount = BILLS["total_amt"]
    assert column_of(["1,005.50CR", "7"], amount) == [Decimal("-1005.5"), 7]
    assert column_of(["5贷", "借 7"], amount) == [None, None]
    assert column_of(["5CR", "7CR"], amount) == [None, None]
    assert column_of(["5CR", "-7", "3"], amount) == [None, -7, 3]
    assert "借贷方向“DR”,正负无法判断" in reason(read_number("5 DR", "元"))


def test_figures_read_by_the_sign_of_their_column_are_said() -> None:
    read = read_column(pa.array(["△5", "7", "△6"]), BILLS["total_amt"])
    assert read.notes == ("有 2 个数以符号表示负数(如“△5”),已按负数读取",)
    assert not read_column(pa.array(["负5", "7"]), BILLS["total_amt"]).notes


@pytest.mark.parametrize("text", ["100①", "1,234.50²", "１００⑴", "1½", "㈠"])
def test_the_mark_of_a_note_is_no_digit(text: str) -> None:
    assert reason(read_number(text)) == "不是数值"
    read = read_column(pa.array([text, "１００"]), tables()["bills"].by_name["total_pq"])
    assert (read.bad["text"].to_pylist(), read.values.to_pylist()) == ([text], [None, 100])
    assert read_id(f"0512345678{text[-1]}") == f"0512345678{text[-1]}"


def test_a_factor_may_be_written_with_its_sign() -> None:
    assert (read_number("×40"), reason(read_number("×40", "kWh"))) == (40, "不是数值")


def test_a_formula_without_a_result_says_so() -> None:
    assert "公式" in reason(read_number("#公式无结果", "元"))


def test_the_fault_of_a_formula_is_no_name() -> None:
    read = read_column(pa.array(["甲厂", "#REF!", "#n/a", "#1主变"]), CUSTOMERS["cons_name"])
    assert read.values.to_pylist() == ["甲厂", None, None, "#1主变"]
    assert read.bad["reason"].to_pylist() == ["是公式出错的结果"] * 2


def test_an_amount_that_does_not_fit_the_column_is_out_of_range() -> None:
    assert read_number("999999999999.99", "元") == Decimal("999999999999.99")
    assert "范围" in reason(read_number("1000000000000", "元"))
    assert "范围" in reason(read_number("1.13E+21", "元"))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("12%", "%", "12"),
        ("95%", "", "0.95"),
        ("2.5万kWh", "kWh", "25000"),
        ("3MWh", "kWh", "3000"),
        ("315kVA", "kVA", "315"),
        ("100倍", "", "100"),
        ("2年", "月", "24"),
    ],
)
def test_a_unit_in_the_cell_decides_the_scale(text: str, unit: str, value: str) -> None:
    assert read_number(text, unit) == Decimal(value)


def test_a_unit_of_something_else_is_refused() -> None:
    assert "单位" in reason(read_number("5元", "kWh"))
    assert unit_factor("万元", "元") == 10_000
    assert unit_factor("万元", "kWh") is None


def test_the_scale_of_a_header_does_not_touch_a_cell_with_its_own_unit() -> None:
    assert column_of(["1.5", "20元"], BILLS["total_amt"], 10_000) == [Decimal(15_000), Decimal(20)]


def test_a_count_must_be_whole() -> None:
    assert read_integer("3.0") == 3
    assert "整数" in reason(read_integer("2.5"))


@given(
    st.decimals(-(10**11), 10**11, places=6), st.sampled_from(["{:f}", "{:,f}", " {:f} ", "{:f}元", "¥{:,f}"])
)
def test_every_amount_survives_every_way_of_writing_it(value: Decimal, form: str) -> None:
    assert read_number(form.format(value), "元") == value


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.decimals(-(10**11), 10**11, places=4).map("{:,f}".format),
            st.sampled_from(
                [
                    "-",
                    "1.23456789",
                    "12元",
                    "¥3.5",
                    "１２",
                    "(4)",
                    "bad",
                    "1e3",
                    "9999999999999",
                    "0.30000000000000004",
                ]
            ),
        ),
        max_size=30,
    )
)
def test_a_column_reads_like_its_cells_one_by_one(texts: list[str | None]) -> None:
    read = read_column(pa.array(texts, pa.string()), BILLS["total_amt"])
    single = [None if text is None else read_number(text, "元") for text in texts]
    assert read.values.to_pylist() == [None if isinstance(v, Unreadable) else v for v in single]
    assert read.bad["row"].to_pylist() == [n for n, v in enumerate(single) if isinstance(v, Unreadable)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0512345678", "0512345678"),
        ("0512345678\t", "0512345678"),
        ('="0512345678"', "0512345678"),
        ("'0512345678", "0512345678"),
        ("\u00a00512345678\u3000", "0512345678"),
        ("\u200b0512345678", "0512345678"),
        ("０５１２３４５６７８", "0512345678"),
        ("0512 345 678", "0512345678"),
        ("512345678.0", "512345678"),
        ("0113000123456789012345", "0113000123456789012345"),
        ("GD-2024 001", "GD-2024 001"),
        ("NA", "NA"),
        ("000", "000"),
    ],
)
def test_an_id_keeps_its_digits_and_loses_what_protected_them(text: str, value: str) -> None:
    assert read_id(text) == value


@pytest.mark.parametrize(
    "text", ["1.13E+21", "4.10E+12", "1.13000123456789E+21", "1e+21", "1234567890123456.0"]
)
def test_an_id_that_a_spreadsheet_rewrote_is_damaged(text: str) -> None:
    assert "失真" in reason(read_id(text))


@pytest.mark.parametrize(
    "text",
    [
        "05****5678",
        "138****1234",
        "3301**********0011",
        "33XXXXXX1234",
        "33401XXXX",
        "xxxx0001",
        "05?678",
        "05*678",
        "05####78",
        "33401…",
        "33401...",
    ],
)
def test_a_masked_id_is_nobodys(text: str) -> None:
    assert read_column(pa.array([text, "0512345678"]), BILLS["cons_no"]).bad["row"].to_pylist() == [0]
    assert "脱敏" in reason(read_id(text))


@pytest.mark.parametrize("text", ["0512345678 0512345679", "0512345678\n0512345679", "0512345678  05123456"])
def test_several_ids_in_one_cell_are_not_one(text: str) -> None:
    assert "几个编号" in reason(read_id(text))


@pytest.mark.parametrize("text", ["05 1234 5678", "0512345678.", "0512345678。"])
def test_spaces_within_and_a_full_stop_behind_a_number_are_no_part_of_it(text: str) -> None:
    assert read_id(text) == "0512345678"


@pytest.mark.parametrize("text", ["", "-", "NULL", "nan", "None", "无"])
def test_no_id_is_no_id(text: str) -> None:
    assert read_id(text) is None


def test_a_placeholder_that_checks_judge_stays_as_it_was_delivered():
    texts = ["待补", "不详", "未知"]  # PRO-01, PRO-06 and PRO-14 show what stands where an id is missing
    assert read_column(pa.array(texts), CUSTOMERS["line_no"]).values.to_pylist() == texts


@pytest.mark.parametrize("text", ["未填", "未录入", "undefined", "NaN", "&nbsp;", "(空白)", "【无】", "<空>"])
@pytest.mark.parametrize("name", ["org_code", "elec_type_code"])
def test_an_id_or_a_code_that_nobody_filled_in_is_blank_and_said(name: str, text: str) -> None:
    found = read_column(pa.array(["202", text]), CUSTOMERS[name])
    assert found.values.to_pylist()[1] is None
    assert found.notes == (f"有 1 处没有填写(如“{text}”),已按空白处理",)
    assert found.unknown == ()


def test_ids_that_were_tidied_are_counted() -> None:
    read = read_column(pa.array(["0512345678", "'0512345679", "０５１２"], pa.string()), CUSTOMERS["cons_no"])
    assert read.values.to_pylist() == ["0512345678", "0512345679", "0512"]
    assert read.tidied == 2


@pytest.mark.parametrize(
    "name", ["NA", "NULL", "None", "nan", "TRUE", "=1+1", "<b>x</b>", "a\nb", "'引号", "无"]
)
def test_a_name_may_look_like_nothing_or_like_code(name: str) -> None:
    assert column_of([name], CUSTOMERS["cons_name"]) == [name]


def test_a_name_is_freed_of_the_spaces_around_it_and_a_dash_is_none() -> None:
    assert column_of([" 张 三\u3000", "—", "-", ""], CUSTOMERS["cons_name"]) == ["张 三", None, None, None]


def test_names_are_unwrapped_only_where_the_whole_column_is_wrapped() -> None:
    assert column_of(['="张三"', '="李四"'], CUSTOMERS["cons_name"]) == ["张三", "李四"]
    assert column_of(['="张三"', "李四"], CUSTOMERS["cons_name"]) == ['="张三"', "李四"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-04-13 08:05:00", (2024, 4, 13, 8, 5)),
        ("2024/4/13 8:05", (2024, 4, 13, 8, 5)),
        ("2024.4.13", (2024, 4, 13)),
        ("2024年4月13日", (2024, 4, 13)),
        ("2024年4月13日 8时5分", (2024, 4, 13, 8, 5)),
        ("20240413", (2024, 4, 13)),
        ("20240413080500", (2024, 4, 13, 8, 5)),
        ("45395", (2024, 4, 13)),
        ("45395.5", (2024, 4, 13, 12)),
        ("2024-04-13T08:05:00.000", (2024, 4, 13, 8, 5)),
        ("2024-04-13 下午 1:05", (2024, 4, 13, 13, 5)),
        ("2024-04-13 24:00:00", (2024, 4, 14)),
        ("13-APR-24", (2024, 4, 13)),
        ("13-4月 -24 08.05.00.000000 上午", (2024, 4, 13, 8, 5)),
        ("4/13/2024", (2024, 4, 13)),
        ("４/４/２０２４", (2024, 4, 4)),
    ],
)
def test_a_moment_reads_back_however_it_is_written(text: str, moment: tuple[int, ...]) -> None:
    assert read_time(text) == datetime(*moment)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2023-02-29", "不是存在的日期"),
        ("9999-12-31", "超出"),
        ("1899-12-29", "超出"),
        ("1899", "只有年份"),
        ("1/5/24", "先后"),
        ("4/5/2024", "先后"),
        ("2024年1月", "只有年月"),
        ("202401", "只有年月"),
        ("明天", "不是日期"),
    ],
)
def test_a_day_that_cannot_be_told_is_refused(text: str, why: str) -> None:
    assert why in reason(read_date(text))


def test_the_other_dates_of_a_column_tell_the_order_of_day_and_month() -> None:
    assert column_of(["4/5/2024", "4/13/2024"], CUSTOMERS["build_date"]) == [
        date(2024, 4, 5),
        date(2024, 4, 13),
    ]
    assert column_of(["4/5/2024", "13/4/2024"], CUSTOMERS["build_date"]) == [
        date(2024, 5, 4),
        date(2024, 4, 13),
    ]


def test_october_that_lost_its_zero_is_told_by_the_other_months() -> None:
    assert column_of(["2024.1", "2024.09"], BILLS["amt_ym"]) == ["202410", "202409"]
    assert column_of(["2024.1", "2024.9"], BILLS["amt_ym"]) == ["202401", "202409"]
    assert "1 月还是 10 月" in reason(read_month("2024.1", habits_of(["2024.1"])))


def test_no_end_is_kept_where_a_contract_ends_and_means_not_yet_where_something_happened() -> None:
    contracts, customers = tables()["contracts"].by_name, CUSTOMERS
    assert column_of(["9999-12-31", "长期"], contracts["end_date"]) == [date(9999, 12, 31)] * 2
    assert column_of(["9999-12-31"], customers["cancel_date"]) == [None]
    assert column_of(["9999-12-31"], customers["build_date"]) == [None]  # refused: see the next assertion
    assert read_column(pa.array(["9999-12-31"]), customers["build_date"]).bad.num_rows == 1


@pytest.mark.parametrize(
    "text",
    [
        "202404",
        "2024-04",
        "2024年4月",
        "2024年04月",
        "2024/4",
        "2024-04-01",
        "20240401",
        "45383",
        "２０２４０４",
    ],
)
def test_a_month_reads_back_however_it_is_written(text: str) -> None:
    assert read_month(text) == "202404"


@pytest.mark.parametrize(
    "text", ["2024年第3期", "2024年03期", "2024.03期间", "003.2024", "2024003", "2024-03"]
)
def test_an_accounting_period_is_a_month_by_law(text: str) -> None:
    assert column_of([text], tables()["ledger_balances"].by_name["period"]) == ["202403"]


@pytest.mark.parametrize(
    ("table", "name", "text"), [("ledger_balances", "period", "013.2024"), ("bills", "amt_ym", "2024年第3期")]
)
def test_a_special_period_and_a_period_of_bills_are_no_month(table: str, name: str, text: str) -> None:
    assert read_column(pa.array([text]), tables()[table].by_name[name]).bad.num_rows == 1


def test_a_period_is_a_month_or_a_day() -> None:
    assert [read_period(text) for text in ("2024年4月", "2024/4/3", "-")] == ["202404", "2024-04-03", None]


@given(st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31)), st.integers(0, 5))
def test_every_moment_survives_every_way_of_writing_it(moment: datetime, form: int) -> None:
    whole = moment.replace(microsecond=0)
    texts = [
        f"{whole:%Y-%m-%d %H:%M:%S}",
        f"{whole:%Y%m%d%H%M%S}",
        f"{whole.year}/{whole.month}/{whole.day} {whole.hour}:{whole:%M:%S}",
        f"{whole.year}年{whole.month}月{whole.day}日 {whole:%H:%M:%S}",
        f"{whole:%Y-%m-%dT%H:%M:%S}",
        f"{whole:%Y.%m.%d %H:%M:%S}.0",
    ]
    assert column_of([texts[form], None, "-"], APPLICATIONS["accept_time"]) == [whole, None, None]


@pytest.mark.parametrize(
    ("codes", "text", "code"),
    [
        ("VOLT_CODE", "10kV", "AC00101"),
        ("VOLT_CODE", "交流10kV(AC00101)", "AC00101"),
        ("VOLT_CODE", "0.4千伏", "AC03802"),
        ("CONS_STATUS_CODE", "已销户", "9"),
        ("CONS_STATUS_CODE", "0.0", "0"),
        ("CUST_TYPE_CODE", "1", "01"),
        ("CUST_TYPE_CODE", "[01]高压", "01"),
        ("CUST_TYPE_CODE", "【01】高压", "01"),
        ("CUST_TYPE_CODE", "高压[01]", "01"),
        ("ELEC_TYPE_CODE", "405-商业用电", "405"),
        ("ELEC_TYPE_CODE", "大工业", "100"),
        ("ELEC_TYPE_CODE", "0", "000"),
        ("AMT_TYPE", "202", "0202"),
        ("RD_TYPE", "正向有功总", "11"),
        ("RD_TYPE", "反向有功（总）", "81"),
        ("AP_PRE_LEVEL_CODE", "0.5", "04"),
        ("AP_PRE_LEVEL_CODE", "0.5S级", "05"),
        ("PF_STD_CODE", "0.90", "3"),
        ("TRADE_TYPE_CODE", "农副食品加工业", "1300"),
        ("RETURNING_STATUS", "是", "04"),
        ("MR_SPECIAL_FLAG", "无", "01"),
    ],
)
def test_a_code_is_known_by_its_number_its_label_or_both(codes: str, text: str, code: str) -> None:
    assert code_reader(codes).read(text) == code


def test_every_label_means_its_own_code() -> None:
    from data_loaders.catalog import code_lists

    wrong = [
        (name, code, label)
        for name, labels in code_lists().items()
        for code, label in labels.items()
        if list(labels.values()).count(label) == 1
        for text in (code, label, f"{code}-{label}", f"{code} {label}", f"{label}({code})")
        if code_reader(name).read(text) != code
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("codes", "text", "is_read"),
    [
        ("CUST_TYPE_CODE", "01-农村", False),
        ("CUST_TYPE_CODE", "01-高压用户", True),
        ("ELEC_TYPE_CODE", "402 非居民照明用电", False),
        ("WIRING_MODE", "2 级", False),
    ],
)
def test_a_code_beside_words_of_another_list_is_kept_as_it_is_written(
    codes: str, text: str, is_read: bool
) -> None:
    assert (code_reader(codes).read(text) != text) == is_read


def test_a_code_of_no_list_that_became_a_number_is_the_code() -> None:
    assert column_of(["2.0", "3"], tables()["inspections"].by_name["rect_status"]) == ["2", "3"]


def test_numbers_that_are_labels_too_are_codes_where_the_column_holds_codes_without_zeros() -> None:
    accuracy = tables()["instrument_transformers"].by_name["accuracy"]
    assert column_of(["1", "2", "4"], accuracy) == ["01", "02", "04"]
    assert column_of(["1", "2", "0.5"], accuracy) == ["06", "07", "05"]


@pytest.mark.parametrize(
    ("texts", "ids"),
    [
        (
            ["334010101-城关所", "334010102-东湖所", "334010101-城关所"],
            ["334010101", "334010102", "334010101"],
        ),
        (["城关所(334010101)", None, "东湖所【334010102】"], ["334010101", None, "334010102"]),
        (["10kV-城关线", "35kV-东湖线"], ["10kV-城关线", "35kV-东湖线"]),
        (["合同-20240001", "合同-20240002"], ["合同-20240001", "合同-20240002"]),
        (["2024 城关线", "2024 东湖线"], ["2024 城关线", "2024 东湖线"]),
        (["2024-高压-0001"], ["2024-高压-0001"]),
        (["20240-高压-0001", "20231-低压-0002"], ["20240-高压-0001", "20231-低压-0002"]),
        (["高压-2024", "低压-2023"], ["高压-2024", "低压-2023"]),
        (["0012345-翠苑2号变", "0012346-东湖101线"], ["0012345", "0012346"]),
        (["334010101-城关所", "东湖所"], ["334010101-城关所", "东湖所"]),
    ],
)
def test_ids_with_a_name_beside_each_are_the_ids_alone(
    texts: list[str | None], ids: list[str | None]
) -> None:
    read = read_column(pa.array(texts), BILLS["org_code"])
    assert read.values.to_pylist() == ids
    assert (read.notes == ()) == (texts == ids)


def test_names_that_are_all_in_quotes_lose_them() -> None:
    assert column_of(['"甲厂"', '"乙厂"'], BILLS["cons_name"]) == ["甲厂", "乙厂"]
    assert column_of(['"甲"厂', '"乙厂"'], BILLS["cons_name"]) == ['"甲"厂', '"乙厂"']


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1-10千伏", "02"),
        ("1～10kV", "02"),
        ("1千伏至10千伏(02)", "02"),
        ("02 1千伏至10千伏", "02"),
        ("110kV", "04"),
        ("35-110千伏以下", "03"),
    ],
)
def test_a_range_of_voltages_is_neither_its_first_number_nor_both_written_together(
    text: str, code: str
) -> None:
    assert code_reader("PRC_VOLT_CODE").read(text) == code


def test_a_code_that_no_list_knows_is_kept_and_listed() -> None:
    read = read_column(pa.array(["100", "ZJ9", "ZJ9", "-"]), BILLS["elec_type_code"])
    assert read.values.to_pylist() == ["100", "ZJ9", "ZJ9", None]
    assert read.unknown == (("ZJ9", 2),)


@pytest.mark.parametrize(
    ("text", "value"), [("3", "0.90"), ("0.9", "0.90"), ("考核标准0.85", "0.85"), ("0", "0"), ("90%", "0.9")]
)
def test_a_power_factor_standard_is_a_number_whatever_stands_there(text: str, value: str) -> None:
    assert column_of([text], BILLS["pf_std"]) == [Decimal(value)]


@pytest.mark.parametrize(
    ("title", "text", "value"),
    [
        ("是否归档", "是", True),
        ("是否归档", "未归档", False),
        ("检验结论", "不合格", False),
        ("检验结论", "1", True),
        ("是否属实", "不属实", False),
        ("现场有无", "不在", False),
        ("是否退单", "N", False),
        ("是否退单", "1-是", True),
    ],
)
def test_yes_and_no_are_read_in_the_words_of_the_column(title: str, text: str, value: bool) -> None:
    assert FlagReader(title).read(text) is value


def test_one_and_two_mean_yes_and_no_unless_the_column_asks_whether_there_is_one() -> None:
    texts = frozenset({"01", "02"})
    assert FlagReader("是否退单", texts).read("02") is False
    assert FlagReader("有无保安电源", texts).read("02") is True
    assert reason(FlagReader("是否退单").read("02"))


def test_a_bare_one_under_called_back_is_an_answer_and_no_code() -> None:
    visited = tables()["work_orders"].by_name["visit_flag"]
    assert column_of(["1", "0"], visited) == ["04", "01"]
    assert column_of(["1", "4"], visited) == ["01", "04"]


@pytest.mark.parametrize(("text", "value"), [("–5.5", "-5.5"), ("‒1,234", "-1234"), ("1,234", "1234")])
def test_a_dash_before_a_number_is_a_minus(text: str, value: str) -> None:
    assert read_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["0,931", "012,345", "-0,125"])
def test_a_comma_behind_a_leading_zero_parts_no_thousands(text: str) -> None:
    assert isinstance(read_number(text), Unreadable)


def test_the_end_of_the_last_day_is_in_its_month() -> None:
    assert read_month("2024-06-30 24:00:00") == "202406"
    assert read_time("2024-06-30 24:00:00") == datetime(2024, 7, 1)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0.95", "0.95"),
        ("1", "1"),
        ("1.02", "1.02"),
        ("2", "2"),
        ("95", "0.95"),
        ("88.5%", "0.885"),
        ("100", "1"),
    ],
)
def test_power_factor_written_as_a_percentage_is_read_as_what_it_is(text: str, meant: str):
    read = read_column(pa.array(["0.9", text]), tables()["bills"].by_name["actual_pf"])
    assert read.values.to_pylist() == [Decimal("0.9"), Decimal(meant)]
    is_said = text in ("95", "100")
    assert read.notes == ((f"有 1 个数是百分数(如 {text}),已除以 100",) if is_said else ())


@pytest.mark.parametrize(
    ("texts", "meant", "said"),
    [
        (["-0.75", "0", "0.5", "5"], ["-0.0075", "0", "0.005", "0.05"], "各数是百分数(如 -0.75),已除以 100"),
        (["-0.0075", "0.15", "5"], ["-0.0075", "0.15", "5"], "有 1 个数不是功率因数调整的比例(如 5),请核对"),
        (["-0.75", "5", "1000"], ["-0.75", "5", "1000"], "有 3 个数不是功率因数调整的比例(如 -0.75),请核对"),
        (["-0.0075", "0.15", "1.45"], ["-0.0075", "0.15", "1.45"], ""),
    ],
    ids=["percent", "one of them", "no percentages", "shares"],
)
def test_adjustments_by_power_factor_written_in_percent_are_read_as_shares(
    texts: list[str], meant: list[str], said: str
):
    read = read_column(pa.array(texts), tables()["bills"].by_name["pf_adj_factor"])
    assert read.values.to_pylist() == [Decimal(one) for one in meant]
    assert read.notes == ((said,) if said else ())


def test_what_cannot_be_a_power_factor_is_said():
    read = read_column(pa.array(["0.9", "150"]), tables()["bills"].by_name["actual_pf"])
    assert read.notes == ("有 1 个数大于 100,不是功率因数,请核对",)


@pytest.mark.parametrize("text", ["0", "0.0", ""])
def test_a_ladder_level_of_zero_is_none(text: str):
    read = read_column(pa.array(["1", text]), tables()["bills"].by_name["ladder_level"])
    assert read.values.to_pylist() == [1, None]


@pytest.mark.parametrize("text", ["第二档", "二级", "第2阶梯", "阶梯二", "2档", "Ⅱ", "2.0"])
def test_a_ladder_level_in_words_is_its_number(text: str):
    read = read_column(pa.array(["第一档", text, "合表"]), tables()["bills"].by_name["ladder_level"])
    assert read.values.to_pylist() == [1, 2, None]


def test_a_ladder_level_that_does_not_exist_is_refused():
    read = read_column(pa.array(["第一档", "第四档"]), tables()["bills"].by_name["ladder_level"])
    assert read.bad["row"].to_pylist() == [1]


def test_a_ratio_that_a_spreadsheet_made_a_date_of_is_refused():
    ratio = tables()["instrument_transformers"].by_name["ratio"]
    read = read_column(pa.array(["150/5", "2024-10-05", "10月5日"]), ratio)
    assert read.values.to_pylist() == ["150/5", None, None]
    assert "不是变比" in read.bad["reason"][0].as_py()


def test_several_assets_in_one_cell_are_not_one():
    asset = tables()["instrument_transformers"].by_name["it_asset_no"]
    assert column_of(["CT1、CT2、CT3", "2024-高压-01", "CT4"], asset) == [None, "2024-高压-01", "CT4"]
    assert column_of(["0512000101,0512000102", "0512000103"], CUSTOMERS["cons_no"]) == [None, "0512000103"]


def test_places_and_days_of_the_month_are_whole_numbers_however_they_are_written():
    assert column_of(["6.2", "5"], tables()["meters"].by_name["digits"]) == [6, 5]
    assert column_of(["180天", "3"], tables()["violations"].by_name["days"]) == [180, 3]
    assert column_of(["28日", "每月5号", "1"], tables()["mr_sections"].by_name["mr_day"]) == [28, 5, 1]


def test_the_last_day_of_programs_is_no_end_of_what_goes_on():
    event = tables()["meter_events"].by_name["end_time"]
    assert column_of(["9999-12-31 23:59:59", "2024-04-02 08:00:00"], event) == [None, datetime(2024, 4, 2, 8)]
    assert read_column(pa.array(["9999-12-31"]), event).bad.num_rows == 0
