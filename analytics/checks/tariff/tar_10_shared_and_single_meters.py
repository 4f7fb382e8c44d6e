"""TAR-10 居民一户一表/合表价执行错误"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.applications import finished
from analytics.facts.bills import ENERGY_COLUMNS, bills_of, printed_energy_yuan
from analytics.facts.columns import as_text, is_blank, listed, plain, reasons
from analytics.facts.customers import in_service
from analytics.facts.residential_steps import (
    followed,
    is_charged_at,
    owed_by_steps,
    profiles,
    with_shared_price,
    with_year_surcharge,
)
from analytics.regulation.money import exact, to_fen, to_places
from analytics.regulation.residential_ladder import (
    MANY_PERSONS_KWH_MONTH,
    ONE_METER_A_HOUSEHOLD,
    SHARED_METER,
    ZHEJIANG,
)
from data_loaders.codes.customers import RESIDENTIAL_USES, CustType, ElecType
from models.category import Category
from models.data.customer_codes import customer_number

SHARED_NAMES = "合表|集体宿舍|单位宿舍|总表"
DORMITORY = "宿舍|生活区|家属|公寓"  # whatever its owner calls it: several homes behind one meter
CHARGING = "充电"  # the charging pile of a household pays the price of shared meters


@check(
    code="TAR-10",
    title="居民一户一表/合表价执行错误",
    category=Category.TARIFF,
    matter="居民一表一户是否按照文件执行",
    severity="高",
    subject="customer",
    window="期间",
    amount="应收差额",
    reads={
        "bills": [
            *("cons_no", "amt_ym", "amt_type?", "elec_type_code?", "prc_code?", "ladder_level"),
            *("total_pq", "peak_pq?", "valley_pq?", *ENERGY_COLUMNS),
        ],
        "customers": [
            *("cons_no", "org_code?", "cons_name?", "elec_addr?", "cons_sort_code?", "elec_type_code"),
            *("volt_code?", "build_date?", "cert_no?", "mr_sect_no?", "prc_code?"),
        ],
        "tariff_prices?": ["prc_code?", "prc_name?"],
        "mr_sections?": ["mr_sect_no?", "mr_cycle?"],
        "readings?": ["cons_no?", "amt_ym?", "mr_cycle?"],
        "applications?": ["cons_no?", "app_type?"],
    },
    facts=(in_service, finished, followed),
    without={
        "customers.cons_name": "缺户名,只判①",
        "customers.elec_addr": "缺用电地址,不判④",
        "customers.volt_code": "缺电压等级,①②不算金额",
        "customers.cert_no": "缺证件号,④同址同户名的须核是否同一人",
        "customers.build_date": "缺立户日期,③④年内缺账单的不算金额",
        "bills.prc_code": "缺电价码,不判③",
        "bills.elec_type_code": "电费发行缺用电类别,按客户档案",
        "applications.app_type": "缺业扩申请,不知过户,③④一律自年初累计",
        "customers.prc_code": "客户档案没有电价码,执行电采暖电价的户③④也算金额",
        "tariff_prices.prc_name": "缺电价目录,充电设施只按户名、地址与电价码的字样剔除,电采暖只按电价码的字样",
        "mr_sections.mr_cycle|readings.mr_cycle": "缺抄表周期,双月抄表的户视为年内缺账单,③④不算金额",
    },
    evidence={
        "province": "电价标准",
        "reason": "错误之处",
        "cons_name": "户名",
        "elec_addr": "用电地址",
        "elec_type_code": "用电类别",
        "levels": "账单级数",
        "prc_codes": "账单电价码",
        "shared_kwh": "应执行合表价的电量(kWh)",
        "shared_price": "合表价(元/kWh)",
        "shared_charged_yuan": "该电量账单电度电费(元)",
        "before_kwh": "年初至上月电量(kWh)",
        "kwh": "当月电量(kWh)",
        "base_terms": "基价算式",
        "step_terms": "加价算式",
        "expected_yuan": "按阶梯应收电度电费(元)",
        "charged_yuan": "账单电度电费(元)",
        "household": "同址同户名各户",
        "members": "各户年累计电量与加价",
        "joint_kwh": "合并年累计电量(kWh)",
        "joint_terms": "合并加价算式",
        "joint_yuan": "合并加价(元)",
        "apart_yuan": "各户加价之和(元)",
        "note": "提示",
    },
    sentence="{reason}:[级数 {levels}|账单没有级数],电价码 {prc_codes}",
    arithmetic=(
        "差额 = 电量 × 合表价 − 账单 = {shared_kwh} × {shared_price} − {shared_charged_yuan} = {amount_yuan} 元",
        "年初至上月 {before_kwh} kWh、当月 {kwh} kWh,按阶梯应收 = {base_terms} + {step_terms} = {expected_yuan} 元",
        "差额 = 应收 − 账单 = {expected_yuan} − {charged_yuan} = {amount_yuan} 元",
        "各户年累计与加价:{members},合计 {apart_yuan} 元",
        "合并 {joint_kwh} kWh,加价 = {joint_terms} = {joint_yuan} 元",
        "差额 = 合并加价 − 各户加价之和 = {joint_yuan} − {apart_yuan} = {amount_yuan} 元",
    ),
    laws=(SHARED_METER, ONE_METER_A_HOUSEHOLD, ZHEJIANG),
)
def wrong_kind_of_residential_price(t: Tables) -> Any:
    """阶梯电价只用于一户一表的居民,合表户和执行居民价的非居民执行合表价,一户不得拆成几表。

    为什么: 合表执行阶梯,多户共担高档价;一户一表执行合表价或拆成几表,避开了高档加价。
    判定: 状态正常(0)的户,当期 01 类账单:①用电类别不属 200、201、202(含执行居民价的学校 203)而有级数;②居民户名含“合表”“集体宿舍”“单位宿舍”“总表”而有级数;③居民一户一表没有级数,电价码属合表价码;④去空白、全半角一致后用电地址与户名都相同的居民阶梯户有 2 户及以上,每户一条。同户、同电价码、同级数的账单先合计,冲红抵平的不看。合表价码:当期全公司账单都没有级数、多数账单为居民,并且有户名属合表的户执行,或多数账单按合表价标准计费的电价码;{residential_ladder.SHARED_METER};{residential_ladder.ONE_METER_A_HOUSEHOLD}。
    金额: ①学校与②为电量 × 合表价 − 账单电度电费,①其他用电类别不算;③为按阶梯重算的当月电度电费 − 账单;④为合并年累计电量(年初至当期)重算的加价 − 各户分别重算的加价之和(基价相同,两边相抵),记在年累计电量最大的一户,其余不算。正数少收,负数多收,到分。标准:{residential_ladder.ZHEJIANG},本公司在“参数与码表”采用别的省电价方案的按所采用的;本公司账单与标准不符(一档的价不符,或档位是别省的,同 TAR-11)的不算,另作提示。
    例外: 用户分类为高压、低压非居民的,户名空的,户名含“宿舍”“生活区”“家属”“公寓”的(几家合用一表)、户名、地址或电价码名称含“充电”的(居民充电设施执行合表价)不判③;户名或地址空、户名属合表、用户分类不是居民、证件号不同的不判④;当期谁都没有级数的合表价码无从识别,不判③。③④年内缺账单、当期过户的,和执行电采暖电价(同 TAR-11)的不算金额。
    核实: 查房屋产证、户口与分户情况,分割产证、一址多户的属实分表;政策性居民价与充电桩查报装资料。
    """
    billed = _billed(t)
    wrong = _wrongly_billed(t, billed)
    split = _split(t, billed)
    whose = wrong.select("cons_no").union(split.select("cons_no")).distinct()
    owed = owed_by_steps(t, MANY_PERSONS_KWH_MONTH, whose)
    owed = owed.filter(owed.is_priced)
    found = whose.inner_join(t.fact(in_service), "cons_no")
    for more in (wrong, _joint(t, split, owed), _printed(billed, whose)):
        found = found.left_join(more, "cons_no").drop("cons_no_right")
    found = with_shared_price(t, found)
    steps = owed.select(
        *("cons_no", "before_kwh", "kwh", "base_terms", "step_terms", "expected_yuan", "charged_yuan")
    )
    single = steps.semi_join(wrong.filter(wrong.is_single), "cons_no")
    found = found.left_join(single, "cons_no").drop("cons_no_right")
    is_followed: Any = t.fact(followed).is_followed.any().fill_null(False).as_scalar()
    return found.mutate(
        object_id=found.cons_no,
        province=ibis.literal("、".join(profiles(t))),
        reason=reasons(
            {
                "非居民执行阶梯": found.is_other.fill_null(False),
                "合表执行阶梯": found.is_shared.fill_null(False),
                "一户一表执行合表价": found.is_single.fill_null(False),
                "同址同户名拆为多表": found.meters.notnull(),
            }
        ),
        amount_yuan=ibis.coalesce(
            to_fen(exact(found.shared_kwh) * found.shared_price - found.shared_charged_yuan),
            found.expected_yuan - found.charged_yuan,
            found.joint_amount,
        ),
        note=reasons({"本公司账单与所用的居民电价方案不符,不算金额": ~is_followed}).nullif(""),
    )


def _billed(t: Tables) -> Any:
    """Return the bills of the period, with what is on file of who they are of."""
    bills = bills_of(t, [t.period])
    bills = bills.mutate(energy_yuan=printed_energy_yuan(bills))
    bills = bills.group_by("cons_no", "prc_code", "elec_type_code", "ladder_level").agg(
        rows=bills.count(), total_pq=bills.total_pq.sum(), energy_yuan=bills.energy_yuan.sum()
    )
    # what a red bill took back is billed no more
    is_taken_back = (bills.rows > 1) & (bills.total_pq == 0) & (bills.energy_yuan == 0)
    bills = bills.filter(~is_taken_back.fill_null(False)).drop("rows")
    name = t.customers.cons_name
    files = t.customers.select(
        "cons_no",
        "volt_code",
        filed_use=t.customers.elec_type_code,
        is_named_shared=name.re_search(SHARED_NAMES),
        is_household=~name.contains(CHARGING)
        & ~name.re_search(DORMITORY)
        & ~t.customers.elec_addr.contains(CHARGING).fill_null(False)
        & (t.customers.cons_sort_code.fill_null(CustType.RESIDENT) == CustType.RESIDENT),
    )
    rows = bills.left_join(files, "cons_no").drop("cons_no_right")
    use = rows.elec_type_code.coalesce(rows.filed_use)
    return rows.mutate(
        use=use,
        is_home=use.isin(RESIDENTIAL_USES) & rows.filed_use.isin(RESIDENTIAL_USES),
        has_steps=rows.ladder_level.notnull(),
    )


def _wrongly_billed(t: Tables, billed: Any) -> Any:
    """Return who is billed by steps against the rules, or as a shared meter.

    Shapes: cons_no, is_other, is_shared, is_single, shared_kwh and shared_charged_yuan of what is due at the price
    of shared meters.
    """
    rows = billed.semi_join(t.fact(in_service), "cons_no")
    rows = rows.left_join(_shared_codes(t, billed), "prc_code")
    rows = rows.mutate(
        is_other=(rows.has_steps & ~rows.use.isin(RESIDENTIAL_USES)).fill_null(False),
        is_shared=(rows.has_steps & rows.is_home & rows.is_named_shared).fill_null(False),
        is_single=(
            ~rows.has_steps
            & rows.is_home
            & ~rows.is_named_shared
            & rows.is_household
            & rows.prc_code_right.notnull()
        ).fill_null(False),
    )
    rows = rows.filter(rows.is_other | rows.is_shared | rows.is_single)
    is_due = rows.is_shared | (rows.is_other & (rows.use == ElecType.SCHOOL))
    return rows.group_by("cons_no").agg(
        is_other=rows.is_other.any(),
        is_shared=rows.is_shared.any(),
        is_single=rows.is_single.any(),
        shared_kwh=rows.total_pq.sum(where=is_due),
        shared_charged_yuan=to_fen(rows.energy_yuan.sum(where=is_due)),
    )


def _shared_codes(t: Tables, billed: Any) -> Any:
    """Return the price codes of shared meters: mostly of residents, never billed by steps where others are.

    Somebody named as a shared meter pays it, or most of its bills follow the price of the profile: else it is the
    price of something else that has no steps. A price that is named after charging is that of piles.
    """
    of_piles = t.tariff_prices.filter(t.tariff_prices.prc_name.contains(CHARGING))
    rows = billed.filter(billed.prc_code.notnull(), ~billed.prc_code.contains(CHARGING))
    rows = rows.anti_join(of_piles.select("prc_code").distinct(), "prc_code")
    codes = rows.group_by("prc_code").agg(
        stepped=rows.has_steps.sum(),
        homes=rows.use.isin(RESIDENTIAL_USES).sum().fill_null(0),
        rows=rows.count(),
        is_named=rows.is_named_shared.any().fill_null(False),
    )
    codes = codes.mutate(all_stepped=codes.stepped.sum().over(ibis.window()))
    codes = codes.filter(codes.all_stepped > 0, codes.stepped == 0, codes.homes * 2 > codes.rows)
    priced = with_shared_price(t, rows.filter(rows.total_pq > 0).semi_join(codes, "prc_code"))
    is_at_price = is_charged_at(
        priced.total_pq, priced.energy_yuan, exact(priced.total_pq) * priced.shared_price
    )
    known = priced.group_by("prc_code").agg(priced=priced.count(), at_price=is_at_price.sum())
    codes = codes.left_join(known, "prc_code").drop("prc_code_right")
    shared = codes.filter(codes.is_named | (codes.at_price * 2 > codes.priced).fill_null(False))
    return shared.select("prc_code")


def _split(t: Tables, billed: Any) -> Any:
    """Return the households billed by steps that share address and name with another: cons_no, address, name."""
    homes = billed.filter(billed.is_home)
    homes = homes.group_by("cons_no").agg(has_steps=homes.has_steps.all())
    files = t.fact(in_service).semi_join(homes.filter(homes.has_steps), "cons_no")
    files = files.filter(
        files.elec_type_code.isin(RESIDENTIAL_USES),
        ~is_blank(files.cons_name),
        ~is_blank(files.elec_addr),
        ~files.cons_name.re_search(SHARED_NAMES),
        files.cons_sort_code.fill_null(CustType.RESIDENT) == CustType.RESIDENT,
    )
    files = files.select(
        "cons_no",
        address=plain(files.elec_addr),
        name=plain(files.cons_name),
        paper=files.cert_no,
    )
    several = files.group_by("address", "name").agg(meters=files.count())
    files = files.inner_join(several.filter(several.meters > 1), ["address", "name"])
    # whose papers they are is asked of those few alone
    paper: Any = ibis.ifelse(is_blank(files.paper), ibis.null("string"), plain(files.paper))
    people = files.group_by("address", "name").agg(people=paper.nunique())
    files = files.semi_join(people.filter(people.people <= 1), ["address", "name"])
    return files.drop("paper").alias("tar_10_split")  # worked out once


def _joint(t: Tables, split: Any, owed: Any) -> Any:
    """Return what the meters of each household would owe as one, at the one that used most.

    Shapes: cons_no, meters, household, members, joint_kwh, joint_terms, joint_yuan, apart_yuan, joint_amount; sums and amount are
    null but at the meter that used most, and where the use of one is not known.
    """
    known = owed.select("cons_no", "province", year_kwh=to_places(exact(owed.before_kwh) + owed.kwh, 6))
    rows = split.left_join(known, "cons_no").drop("cons_no_right")
    rows = with_year_surcharge(t, rows)
    said = customer_number(rows.cons_no).concat(" ", as_text(rows.year_kwh), " kWh 加价 ", rows.year_terms)
    rows = rows.mutate(said=said)
    sums = rows.group_by("address", "name").agg(
        province=rows.province.max(),
        known=rows.year_kwh.count(),
        year_kwh=to_places(rows.year_kwh.sum(), 6),
        apart_yuan=to_places(rows.year_surcharge.sum(), 6),
        household=listed(customer_number(rows.cons_no)),
        members=listed(rows.said),
    )
    sums = with_year_surcharge(t, sums)
    sums = sums.mutate(joint_yuan=to_places(sums.year_surcharge, 6))
    sums = sums.select(
        *("address", "name", "known", "apart_yuan", "household", "members", "joint_yuan"),
        joint_kwh="year_kwh",
        joint_terms="year_terms",
        joint_amount=to_fen(sums.joint_yuan - sums.apart_yuan),
    )
    place = ibis.row_number().over(
        ibis.window(group_by=["address", "name"], order_by=[ibis.desc("year_kwh"), "cons_no"])
    )
    rows = rows.select("cons_no", "address", "name", "meters", place=place)
    rows = rows.left_join(sums, ["address", "name"])
    is_told = (rows.place == 0) & (rows.known == rows.meters)
    told = ("members", "joint_kwh", "joint_terms", "joint_yuan", "apart_yuan", "joint_amount")
    return rows.select(
        "cons_no", "meters", "household", **{name: is_told.ifelse(rows[name], None) for name in told}
    )


def _printed(billed: Any, whose: Any) -> Any:
    """Return what steps and price codes are on the bills of some."""
    rows = billed.semi_join(whose, "cons_no")
    return rows.group_by("cons_no").agg(
        levels=listed(rows.ladder_level.cast("string"), distinct=True),
        prc_codes=listed(rows.prc_code, distinct=True),
    )
