"""TAR-22 发行电费与复核重算不一致/负电费"""

from typing import Annotated, Any

import ibis

from analytics.check import Param, Tables, check
from analytics.facts.bills import CHARGE_COLUMNS, is_normal, levies_inside, normal_bills, with_charges
from analytics.facts.columns import as_text, joined, listed, reasons
from analytics.facts.reading_cycles import read_seldom
from analytics.regulation.money import exact, number, ratio, to_fen, to_places
from analytics.regulation.practice import BILL_REVIEW
from analytics.regulation.residential_ladder import FREE_KWH_MONTH
from data_loaders.codes.applications import SOLAR
from data_loaders.codes.charges import AdjustRs
from data_loaders.codes.customers import RESIDENTIAL_USES
from data_loaders.codes.metering import ReadType
from models.calendar import first_day, last_day
from models.category import Category

ROUNDING_YUAN, LEVY_TOLERANCE_YUAN = number("0.01"), number("1.00")
LEAST_ROWS = 5
DECIMALS = (4, 5, 6)  # of a levy in yuan/kWh
FOLLOWS_YUAN = number("0.006")
LAST_DECIMAL = number("0.000001")


@check(
    code="TAR-22",
    title="发行电费与复核重算不一致/负电费",
    category=Category.TARIFF,
    matter="主题库",
    severity="中",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "bills": [
            *("cons_no", "org_code?", "amt_ym", "amt_type?", "prc_code?", "total_pq", "total_amt"),
            *(name for name in CHARGE_COLUMNS if name != "total_amt?"),
        ],
        "customers?": ["cons_no?", "elec_type_code?", "mr_sect_no?"],
        "mr_sections?": ["mr_sect_no?", "mr_cycle?"],
        "readings?": ["cons_no?", "amt_ym?", "read_type?", "this_read?", "mr_cycle?"],
        "applications?": ["cons_no?", "app_type?"],
        "adjustments?": ["cons_no?", "rs_flag?", "rs_date?"],
        "tariff_prices?": ["prc_code?", "kwh_prc?", "levy_prc?", "start_date?", "end_date?"],
    },
    facts=(levies_inside,),
    without={
        "bills.kwh_amt|mkt_upstream_amt|mkt_lineloss_amt|mkt_td_amt|mkt_sysop_amt": "缺电度电费,不判①分项",
        "bills.levy_amt": "缺代征电费,不判③",
        "bills.prc_code": "缺电价码,不判③",
        "applications.app_type": "缺业扩申请,②不能剔除分布式光伏",
        "customers.elec_type_code": "客户档案没有用电类别,④不能扣除居民的免费电量",
        "mr_sections.mr_cycle|readings.mr_cycle": "缺抄表周期,④的免费电量按每月抄表",
        "readings.this_read": "缺抄表示数,②不能剔除反向送电的",
        "adjustments.rs_flag": "缺退补记录,②不能剔除当期有退补的",
        "tariff_prices.kwh_prc": "缺电价目录,目录单价本身在范围以外的(如高扬程提灌)④不能放宽",
    },
    evidence={
        "reason": "不一致之处",
        "kwh": "当月电量(kWh)",
        "parts_terms": "分项(电度+基本+力调+代征)",
        "parts_yuan": "不平各行分项之和(元)",
        "stated_yuan": "不平各行总电费(元)",
        "parts_gap": "分项之和减总电费(元)",
        "levy_terms": "电量×代征标准",
        "levy_due": "应计代征(元)",
        "levy_paid": "账单代征(元)",
        "levy_gap": "应计代征减账单代征(元)",
        "total_yuan": "当月总电费(元)",
        "price_yuan": "扣除基本、力调后电费(元)",
        "average_price": "平均单价(元/kWh)",
    },
    sentence="{reason}:当月电量 {kwh} kWh,总电费 {total_yuan} 元",
    arithmetic=(
        "分项之和 = {parts_terms} = {parts_yuan} 元,总电费 {stated_yuan} 元,差额 = {parts_yuan} − {stated_yuan} = {parts_gap} 元",
        "应计代征 = {levy_terms} = {levy_due} 元,账单 {levy_paid} 元,差额 = {levy_due} − {levy_paid} = {levy_gap} 元",
        "平均单价 = (总电费 − 基本电费 − 力调电费) ÷ 电量 = {price_yuan} ÷ {kwh} = {average_price} 元/kWh",
    ),
    laws=(BILL_REVIEW, FREE_KWH_MONTH),
)
def bill_does_not_add_up(
    t: Tables,
    *,
    lo: Annotated[float, Param("平均单价下限", "元/kWh", low=0, high=10)] = 0.3,
    hi: Annotated[float, Param("平均单价上限", "元/kWh", low=0, high=10)] = 1.6,
) -> Any:
    """发行的电费应当等于各分项之和,代征按标准计,没有负电费,平均单价在合理范围内。

    为什么: 分项加不拢、代征算错、负电费没有来由,都说明发行前没有复核。
    判定: 当期,任一即中:①任一行总电费与电度电费(空则上网、线损、输配、系统运行四项之和)、基本电费、力调电费、代征电费之和(多数行不加代征才平的不加)相差大于 0.01 元;②01 类按户汇总的电量或电费为负;③01 类任一行代征电费与电量 × 标准(到分)相差大于 1.00 元,标准由同电价码当月账单代征 ÷ 电量的中位数得出,须使过半的行分毫不差;④01 类按户(总电费 − 基本电费 − 力调电费)÷ 电量不在 0.3 至 1.6 元之间(电量大于 0)。
    金额: ①分项之和减总电费,③应计代征减账单代征,两者相加,带符号,到分;仅②④的不算。
    例外: 差额恰 0.01 元视为尾差;同户同电价码各行的差额相抵为 0 的(错账已冲红)不判①③;退补等非 01 类行不判②③④;有分布式光伏申请(901、902)、当期反向示数(81)大于 0、当期有参与本期(1)或全减另发(4)退补的不判②;某电价码(5 行及以上)过半的行①不平,视为分项列未提供,该码不判①;分项全空的行不判①;居民户扣除低保、五保每月 {residential_ladder.FREE_KWH_MONTH}(双月、按季抄表按两月、三月)的免费电量后不低于下限的不判④;电价目录当期在效的单价本身低于下限、高于上限的(如高扬程提灌),以目录单价为限,目录单价为 0 的视为没有。
    核实: 调出电费核算明细逐项复核,负电费查退补工单。
    """
    bills = t.bills.filter(t.bills.amt_ym == t.period)
    tariffs = _tariffs(t, bills)
    suspects = _suspects(_rows(t, bills, tariffs), lo, hi)
    rows = _without_what_was_taken_back(_rows(t, bills.semi_join(suspects, "cons_no"), tariffs))
    found = _by_customer(t, _with_bounds(t, rows, lo, hi))
    found = found.left_join(_free_kwh(t), "cons_no").drop("cons_no_right")
    negative = (found.kwh < 0) | (found.total_yuan < 0)
    is_dear = exact(found.price_yuan) > found.most_yuan
    free_yuan = exact(found.free_kwh).fill_null(0) * number(lo)
    is_cheap = exact(found.price_yuan) < found.least_yuan - free_yuan
    causes = {
        "总电费不等于分项之和": found.parts_off > 0,
        "负电量或负电费": negative & found.excused.isnull(),
        "代征与标准不符": found.levy_off > 0,
        "平均单价超出范围": (found.kwh > 0) & (is_dear | is_cheap),
    }
    found = found.mutate(reason=reasons(causes), is_off_price=is_dear | is_cheap)
    wrong = found.filter(found.reason != "").left_join(_in_words(rows), "cons_no").drop("cons_no_right")
    gap = wrong.parts_gap.fill_null(0) + wrong.levy_gap.fill_null(0)
    return wrong.mutate(
        object_id=wrong.cons_no,
        average_price=ibis.ifelse(wrong.is_off_price, ratio(wrong.price_yuan, wrong.kwh, 4), None),
        amount_yuan=ibis.ifelse((wrong.parts_off > 0) | (wrong.levy_off > 0), to_fen(gap), None),
    )


def _with_parts(t: Tables, bills: Any) -> Any:
    """Return bills with the sum of their parts, and whether it is off.

    Shapes: the columns of `bills`, tariff, energy_yuan, basic_yuan, levy_yuan, parts_yuan, is_off.
    """
    bills = with_charges(t, bills)
    bills = bills.mutate(tariff=bills.prc_code.fill_null(""), levy_yuan=exact(bills.levy_amt).fill_null(0))
    has_parts = ibis.coalesce(bills.energy_yuan, bills.basic_yuan, bills.pf_amt, bills.levy_amt).notnull()
    parts = (
        bills.energy_yuan.fill_null(0)
        + bills.basic_yuan.fill_null(0)
        + exact(bills.pf_amt).fill_null(0)
        + bills.levy_yuan
    )
    tells: Any = ibis.literal(
        not t.lacks("bills.kwh_amt|mkt_upstream_amt|mkt_lineloss_amt|mkt_td_amt|mkt_sysop_amt")
    )
    is_off = tells & has_parts & ((parts - bills.total_amt).abs() > ROUNDING_YUAN)
    return bills.mutate(parts_yuan=parts, is_off=is_off.fill_null(False))


def _tariffs(t: Tables, bills: Any) -> Any:
    """Return what the bills of the period tell of each price code, '' of bills without one.

    Shapes: tariff, is_untold (its parts are not told), levy_rate and levy_doubt (null where most bills follow none).
    """
    # of columns of its own: what is calculated once for two looks at all bills is kept for all of them
    each = _with_parts(t, bills.drop("cons_no"))
    told = each.group_by("tariff").agg(
        is_untold=(each.count() >= LEAST_ROWS) & (each.is_off.sum() * 2 > each.count())
    )
    return told.left_join(_levies(bills), "tariff").drop("tariff_right").alias("tariffs")


def _levies(bills: Any) -> Any:
    """Return the levy that most bills of each price code follow to the fen.

    Shapes: tariff, levy_rate, levy_doubt.
    """
    normal = normal_bills(bills)
    rows = normal.filter(normal.total_pq > 0, normal.levy_amt.notnull(), normal.prc_code != "")
    share = rows.levy_amt.cast("float64") / rows.total_pq.cast("float64")
    usual = rows.group_by("prc_code").agg(usual=share.quantile(0.5))
    usual = usual.mutate(**{f"rate_{n}": to_places(usual.usual, n).cast("decimal(18, 6)") for n in DECIMALS})
    judged = rows.inner_join(usual, "prc_code")
    follows = {
        n: (exact(judged.total_pq) * judged[f"rate_{n}"] - judged.levy_amt).abs() <= FOLLOWS_YUAN
        for n in DECIMALS
    }
    counted = judged.group_by("prc_code").agg(
        rows=judged.count(),
        **{f"rate_{n}": judged[f"rate_{n}"].max() for n in DECIMALS},
        **{f"follow_{n}": follows[n].sum() for n in DECIMALS},
    )
    rates = ibis.cases(*((counted[f"follow_{n}"] * 2 > counted.rows, counted[f"rate_{n}"]) for n in DECIMALS))
    doubts = ibis.cases(
        *((counted[f"follow_{n}"] * 2 > counted.rows, number(0)) for n in DECIMALS[:-1]), else_=LAST_DECIMAL
    )
    return counted.select(tariff="prc_code", levy_rate=rates, levy_doubt=doubts)


def _rows(t: Tables, bills: Any, tariffs: Any) -> Any:
    """Return bills with the sum of their parts, and the levy that their energy asks for.

    Shapes: the columns of `bills`, is_normal, parts_yuan and is_parts_off, levy_due and is_levy_off.
    """
    rows = _with_parts(t, bills).inner_join(tariffs, "tariff")
    rows = rows.mutate(
        is_normal=is_normal(rows),
        is_parts_off=rows.is_off & ~rows.is_untold,
        levy_due=to_fen(exact(rows.total_pq) * rows.levy_rate),
    )
    slack = LEVY_TOLERANCE_YUAN + exact(rows.total_pq).abs() * rows.levy_doubt
    is_off = rows.is_normal & ((rows.levy_due - rows.levy_yuan).abs() > slack)
    return rows.mutate(is_levy_off=(ibis.literal(not t.lacks("bills.levy_amt")) & is_off).fill_null(False))


def _suspects(rows: Any, lo: float, hi: float) -> Any:
    """Return the customers of whom anything may be wrong, by each bill alone: only theirs are then added up.

    What holds of each bill holds of their sum: it is not negative, and its price not out of range, where none is.
    """
    price, kwh = _price_yuan(rows), exact(rows.total_pq)
    is_sound = (
        (kwh >= 0)
        & (rows.total_amt >= 0)
        & (price + ROUNDING_YUAN <= kwh * number(hi))
        & (price - ROUNDING_YUAN >= kwh * number(lo))
    )
    wrong = rows.filter(rows.is_parts_off | rows.is_levy_off | (rows.is_normal & ~is_sound.fill_null(False)))
    return wrong.select("cons_no").distinct()


def _without_what_was_taken_back(rows: Any) -> Any:
    """Return the bills with no fault in those that a red bill of the tariff took back, fault and all."""
    by = ["cons_no", "tariff"]
    parts_gap = (rows.parts_yuan - rows.total_amt).sum(where=rows.is_parts_off)
    levy_gap = (rows.levy_due - rows.levy_yuan).sum(where=rows.is_levy_off)
    gaps = rows.group_by(*by).agg(parts_left=parts_gap, levy_left=levy_gap)
    rows = rows.inner_join(gaps, by)
    is_parts_left = (rows.parts_left != 0).fill_null(False)
    is_levy_left = (rows.levy_left != 0).fill_null(False)
    return rows.mutate(
        is_parts_off=rows.is_parts_off & is_parts_left, is_levy_off=rows.is_levy_off & is_levy_left
    )


def _with_bounds(t: Tables, rows: Any, lo: float, hi: float) -> Any:
    """Add the least and the most that each bill's energy may cost: by the bounds, or by a price of the catalogue beyond them.

    What lifts water high costs a fifth of a yuan in some provinces. A price of the catalogue is rounded on the bill; one
    within the bounds moves neither, on a red bill either, and a 0 is none (`printed_energy_yuan`).
    """
    begin, end = first_day(t.period), last_day(t.period)
    prices = t.tariff_prices
    prices = prices.filter(
        prices.kwh_prc > 0,
        (prices.start_date <= end).fill_null(True),
        (prices.end_date >= begin).fill_null(True),
    )
    levied = exact(prices.kwh_prc) + exact(prices.levy_prc).fill_null(0)
    known = prices.group_by("prc_code").agg(least=exact(prices.kwh_prc).min(), most=levied.max())
    rows = rows.left_join(known, "prc_code").drop("prc_code_right")
    kwh = exact(rows.total_pq)
    is_low, is_high = rows.least < number(lo), rows.most > number(hi)
    return rows.mutate(
        least_yuan=ibis.ifelse(is_low, kwh * rows.least - ROUNDING_YUAN, kwh * number(lo)),
        most_yuan=ibis.ifelse(is_high, kwh * rows.most + ROUNDING_YUAN, kwh * number(hi)),
    )


def _price_yuan(rows: Any) -> Any:
    """Return what each bill charges for energy: the total less basic and power factor charge."""
    return rows.total_amt - rows.basic_yuan.fill_null(0) - rows.pf_amt.fill_null(0)


def _by_customer(t: Tables, rows: Any) -> Any:
    """Return the customers of these bills with the sums of what does not add up."""
    found = rows.group_by("cons_no").agg(
        org_code=rows.org_code.max(),
        kwh=rows.total_pq.sum(where=rows.is_normal),
        total_yuan=to_fen(rows.total_amt.sum(where=rows.is_normal)),
        price_yuan=to_fen(_price_yuan(rows).sum(where=rows.is_normal)),
        least_yuan=rows.least_yuan.sum(where=rows.is_normal),
        most_yuan=rows.most_yuan.sum(where=rows.is_normal),
        parts_off=rows.is_parts_off.sum(),
        parts_yuan=to_fen(rows.parts_yuan.sum(where=rows.is_parts_off)),
        stated_yuan=to_fen(rows.total_amt.sum(where=rows.is_parts_off)),
        levy_off=rows.is_levy_off.sum(),
        levy_due=to_fen(rows.levy_due.sum(where=rows.is_levy_off)),
        levy_paid=to_fen(rows.levy_yuan.sum(where=rows.is_levy_off)),
    )
    found = found.mutate(
        parts_gap=found.parts_yuan - found.stated_yuan, levy_gap=found.levy_due - found.levy_paid
    )
    return found.left_join(_excused(t), [("cons_no", "excused")])


def _free_kwh(t: Tables) -> Any:
    """Return what residents may have used without paying for it: 低保户 and 五保户 some kWh of every month.

    Shapes: cons_no, free_kwh.
    """
    month = max(FREE_KWH_MONTH.on(last_day(t.period)) or (0,))
    homes = t.customers.filter(t.customers.elec_type_code.isin(RESIDENTIAL_USES)).select("cons_no").distinct()
    homes = homes.left_join(read_seldom(t), "cons_no").drop("cons_no_right")
    return homes.select("cons_no", free_kwh=homes.months.fill_null(1) * number(month))


def _in_words(rows: Any) -> Any:
    """Return the sums in words of the customers some of whose bills do not add up."""
    wrong = rows.filter(rows.is_parts_off | rows.is_levy_off)
    parts = [wrong.energy_yuan, wrong.basic_yuan, wrong.pf_amt, wrong.levy_yuan]
    wrong = wrong.mutate(
        parts_terms=joined([_addend(part.fill_null(0)) for part in parts], " + "),
        levy_terms=as_text(wrong.total_pq).concat(" × ", as_text(wrong.levy_rate)),
    )
    return wrong.group_by("cons_no").agg(
        parts_terms=listed(wrong.parts_terms, wrong.is_parts_off, by=" + "),
        levy_terms=listed(wrong.levy_terms, wrong.is_levy_off, by=" + "),
    )


def _addend(value: Any) -> Any:
    """Return a number in words, in brackets where it is negative."""
    bracket: Any = ibis.literal("(")
    text = as_text(value)
    return ibis.ifelse(value < 0, bracket.concat(text, ")"), text)


def _excused(t: Tables) -> Any:
    """Return who may have a negative bill: with solar panels, energy given back, or an adjustment in it."""
    solar = t.applications.filter(t.applications.app_type.isin(SOLAR))
    reverse = t.readings.filter(
        t.readings.amt_ym == t.period,
        t.readings.read_type == ReadType.REVERSE_TOTAL,
        t.readings.this_read > 0,
    )
    adjusted = t.adjustments.filter(
        t.adjustments.rs_flag.isin([AdjustRs.WITH_THIS_BILL, AdjustRs.REBILLED]),
        t.adjustments.rs_date.between(first_day(t.period), last_day(t.period)),
    )
    parts = [one.select(excused="cons_no") for one in (solar, reverse, adjusted)]
    return parts[0].union(parts[1], parts[2], distinct=True)
