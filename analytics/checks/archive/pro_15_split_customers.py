"""PRO-15 一址多户(疑似拆户规避两部制/阶梯)"""

from decimal import Decimal
from typing import Annotated, Any

import ibis

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.bills import bills_of, with_capacity_charge
from analytics.facts.columns import is_blank, is_ordinary, listed, narrow
from analytics.facts.customers import on_the_books
from analytics.facts.price_classes import price_class
from analytics.facts.unit_prices import unit_prices, with_voltage
from analytics.regulation.basic_charge import TWO_PART_FROM_KVA
from analytics.regulation.money import exact, number, to_fen
from analytics.regulation.residential_ladder import ONE_METER_A_HOUSEHOLD
from analytics.regulation.source import Rule
from data_loaders.codes.charges import PriceCategory
from data_loaders.codes.customers import PriceType
from models.category import Category
from models.data.customer_codes import customer_number

MONTHS = 12
STEPS = 3  # how many neighbours a group may be long: who is beside whom is known by pairs only
DEGREE_M, RADIANS = 111_195, 0.017453292519943295
WIDER = 2  # a square of the map is as many times wider in degrees than high: enough up to 60 degrees north
PAIRED = [
    *("cons_no", "addr", "lon", "lat"),
    *("cons_no_right", "addr_right", "lon_right", "lat_right", "whose", "is_one_door"),
]
SIGNS = r"[\p{P}\p{S}\p{Z}\s]+"
NOT_OF_A_DOOR = "[^0-9A-Z一二三四五六七八九十]+"
PRICED_WITHOUT_STEPS = "充电|合表"


@check(
    code="PRO-15",
    title="一址多户(疑似拆户规避两部制/阶梯)",
    category=Category.ARCHIVE,
    matter="主题库",
    severity="高",
    subject="customer",
    window="快照",
    amount="参考值",
    reads={
        "customers": [
            *("cons_no", "status_code?", "cancel_date?", "cons_name", "elec_addr", "elec_type_code"),
            *("contract_cap?", "pricing_policy?", "volt_code?", "cert_no?", "credit_code?", "prc_code?"),
        ],
        "tariff_prices?": ["prc_code?", "prc_name?"],
        "gis?": ["cons_no?", "lon?", "lat?"],
        "bills?": [
            *("cons_no?", "amt_ym?", "amt_type?", "volt_code?", "bill_cap?", "cap_amt?", "ladder_level?"),
            *("basic_amt?", "bill_dmd?"),
        ],
    },
    facts=(on_the_books,),
    without={
        "customers.cert_no|credit_code": "缺证件号,只比户名",
        "customers.contract_cap": "合同容量整列为空,不查工商业",
        "tariff_prices.prc_name": "缺电价目录,执行合表价的只按账单级数与电价码的字样剔除",
        "gis.lon": "缺坐标,只比地址",
        "gis.lat": "缺坐标,只比地址",
        "bills.cap_amt|basic_amt": "账单没有容量电费与基本电费,不计金额",
        "bills.bill_cap": "账单没有计费容量,不计金额",
    },
    evidence={
        "purpose": "疑似规避",
        "group_no": "组号(组内最小户号)",
        "members": "组内户号",
        "households": "组内户数",
        "group_kva": "组内合同容量合计(kVA)",
        "contract_cap": "本户合同容量(kVA)",
        "cons_name": "户名",
        "elec_addr": "用电地址",
        "same": "与同组户相同之处",
        "kva_yuan": "容量单价(元/kVA·月)",
    },
    sentence="{elec_addr} 疑似拆为 {households} 户规避{purpose},组内户号 {members},{same}",
    arithmetic=(
        "组内合同容量合计 {group_kva} kVA,各户均小于两部制起点",
        "本户参考金额 = 合同容量 {contract_cap} × 容量单价 {kva_yuan} × 12 个月 = {amount_yuan} 元",
    ),
    laws=(TWO_PART_FROM_KVA, ONE_METER_A_HOUSEHOLD),
)
def split_customers(
    t: Tables,
    *,
    r_m: Annotated[float, Param("视为同址的坐标距离", "米", low=1, high=500)] = 50.0,
    s: Annotated[float, Param("地址相似度下限", SHARE, low=0.5, high=1)] = 0.9,
    sum_cap: Annotated[
        Rule[Decimal], Param("组内合同容量合计起点(含)", "kVA", low=0, high=100000)
    ] = TWO_PART_FROM_KVA,
) -> Any:
    """同一用电人在同一地址应当立一户,不应拆成几户。

    为什么: 几户合起来够两部制的容量,拆开后户户单一制,基本电费就不用交;居民拆户则各用各的第一档。
    判定: 在册户(状态正常、当前变更),户名相同(全半角、标点、空格不计),或证照号相同(统一社会信用代码,空则证件号),用电类别同属居民或同属工商业,且地址同一,两户及以上成组:地址相同(全半角、标点、空格不计,号码须相同),或号码(数字、字母、中文数字)依次全同且相似度大于 0.9,或坐标相距小于 50 米。工商业:组内合同容量合计达到 {basic_charge.TWO_PART_FROM_KVA},而各户都小于它且都不是两部制;居民:地址须相同,不看坐标与相似。组内每户一条,组号相同。相似度 = 1 − 对方没有的字数(两边取较多) ÷ 较长地址的字数。
    金额: 工商业为本户合同容量 × 容量单价 × 12,正数,参考;单价取核查期同电压账单容量电费 ÷ 计费容量的众数,没有的取全体众数,再没有不计。居民不计。
    例外: 户名与证照号都不同的同址户(园区租户)、同名不同址的不判;农业不查;居民当期账单没有级数的(充电桩等执行合表价,没有阶梯可规避;账单都没有级数的除外),或电价码的名称含“充电”“合表”的不判;合计恰为起点算,单户恰为起点不算;组内有合同容量不明的不判;户名、地址、证照号为空或占位的不比。
    核实: 查产权证与租赁合同,现场看进线、计量是否分开;产权各异的、学校与居民充电桩单独立户的排除。
    """
    people = _people(t)
    links = (
        _homes(people.anti_join(_without_steps(t), "cons_no"))
        .union(_firms(t, people, r_m, s))
        .alias("pro_15_links")
    )
    groups = _groups(links)
    how = links.group_by("cons_no").agg(same=listed(links.same, distinct=True))
    known = people.inner_join(groups, "cons_no").inner_join(how, "cons_no")
    return _with_amount(t, _judged(known, sum_cap.on_column(t.as_of)))


def _people(t: Tables) -> Any:
    """Return the customers on the books that pay as residents or as industry and commerce, with what is compared.

    Shapes: the columns of `customers`; name, papers, addr (without signs, null where blank), kind (class of price), lon,
    lat.
    """
    rows = t.fact(on_the_books)
    papers = ibis.ifelse(is_blank(rows.credit_code), rows.cert_no, rows.credit_code)
    rows = rows.mutate(
        name=_compact(rows.cons_name),
        papers=_compact(papers),
        addr=_compact(rows.elec_addr),
        kind=price_class(rows.elec_type_code),
    )
    rows = rows.filter(rows.kind.isin([PriceCategory.RESIDENTIAL, PriceCategory.COMMERCE_AND_INDUSTRY]))
    places = t.gis.filter(t.gis.lon != 0, t.gis.lat != 0)
    places = places.group_by("cons_no").agg(lon=places.lon.max(), lat=places.lat.max())
    return rows.left_join(places, "cons_no").drop("cons_no_right")


def _narrow(text: Any) -> Any:
    return narrow(text).upper()


def _door(address: Any) -> Any:
    """Return the numbers of an address in their order."""
    return _narrow(address).re_replace(NOT_OF_A_DOOR, " ").strip()


def _compact(text: Any) -> Any:
    without = ibis.ifelse(is_ordinary(text), text, _narrow(text).re_replace(SIGNS, ""))
    return ibis.ifelse(is_blank(text), ibis.null("string"), without)


def _shared(rows: Any, column: str) -> Any:
    """Return the rows whose value in a column another has, too: few of a million, which a join with itself finds dearly."""
    counted = rows.group_by(column).agg(times=rows.count())
    return rows.semi_join(counted.filter(counted.times > 1), column)


def _pairs(rows: Any, by: tuple[str, ...], others: Any = None) -> list[Any]:
    """Return who has the same name as another, or the same papers, of those that agree in `by`, too.

    Shapes: the columns of `rows`, those of the other ending in _right, whose (户名 or 证照号).
    """
    found = []
    for key, whose in (("name", "户名"), ("papers", "证照号")):
        own = rows.filter(rows[key].notnull())
        pairs = own.inner_join(own.view() if others is None else others, [key, *by])
        pairs = pairs.mutate(whose=ibis.literal(whose))
        found.append(pairs.filter(pairs.cons_no != pairs.cons_no_right))
    return found


def _homes(people: Any) -> Any:
    """Return the residents beside others of their name or papers at the very same address."""
    homes = people.filter(people.kind == PriceCategory.RESIDENTIAL, people.addr.notnull())
    homes = _shared(homes.select("cons_no", "name", "papers", "addr", "elec_addr"), "addr")
    links = []
    for pairs in _pairs(homes, ("addr",)):
        # 1-12 and 11-2 are one address without signs
        beside = pairs.filter(_door(pairs.elec_addr) == _door(pairs.elec_addr_right))
        links.append(beside.select("cons_no", other="cons_no_right", same=beside.whose.concat("、地址相同")))
    return links[0].union(links[1])


def _without_steps(t: Tables) -> Any:
    """Return who is billed in the period, at no step, where others are: a pile at home pays as shared meters do.

    So says the name of a price, too, where no bill has steps to tell it by.
    """
    bills = bills_of(t, [t.period])
    each = bills.group_by("cons_no").agg(steps=bills.ladder_level.count())
    known = each.filter(ibis.literal(t.has("bills.ladder_level")))
    named = t.tariff_prices.filter(t.tariff_prices.prc_name.re_search(PRICED_WITHOUT_STEPS))
    codes = named.select("prc_code").distinct()
    at_a_code = t.customers.semi_join(codes, "prc_code").select("cons_no")
    by_words = t.customers.filter(t.customers.prc_code.re_search(PRICED_WITHOUT_STEPS)).select("cons_no")
    return known.filter(known.steps == 0).select("cons_no").union(at_a_code, by_words)


def _firms(t: Tables, people: Any, r_m: float, s: float) -> Any:
    """Return industry and commerce beside others of their name or papers at the same address or nearby."""
    firms = people.filter(people.kind == PriceCategory.COMMERCE_AND_INDUSTRY)
    alike = [_shared(firms, key).select("cons_no") for key in ("name", "papers")]
    firms = firms.semi_join(alike[0].union(alike[1]), "cons_no")
    firms = firms.mutate(door=_door(firms.elec_addr))
    firms = firms.select("cons_no", "name", "papers", "addr", "door", "lon", "lat")
    links = []
    for at_door, nearby in zip(_pairs(firms, ("door",)), _neighbours(firms, r_m), strict=True):
        is_one_door = (nearby.door == nearby.door_right).fill_null(False)
        pairs = at_door.mutate(is_one_door=True).select(PAIRED)
        pairs = pairs.union(nearby.mutate(is_one_door=is_one_door).select(PAIRED), distinct=True)
        is_equal = pairs.is_one_door & (pairs.addr == pairs.addr_right)
        lacking = ibis.greatest(
            pairs.addr.translate(pairs.addr_right, "").length(),
            pairs.addr_right.translate(pairs.addr, "").length(),
        )
        longest = ibis.greatest(pairs.addr.length(), pairs.addr_right.length())
        is_alike = pairs.is_one_door & (lacking < longest * number(Decimal(1) - Decimal(str(s))))
        how = ibis.cases(
            (is_equal.fill_null(False), "、地址相同"),
            (is_alike.fill_null(False), "、地址相似"),
            ((_metres(pairs) < r_m).fill_null(False), "、坐标相近"),
        )
        near = pairs.mutate(how=how)
        near = near.filter(near.how.notnull())
        links.append(near.select("cons_no", other="cons_no_right", same=near.whose.concat(near.how)))
    return links[0].union(links[1])


def _neighbours(firms: Any, r_m: float) -> list[Any]:
    """Return who else has the same name, or the same papers, within or hardly beyond so many metres.

    A firm is compared with those in its square of the map and the eight around it, else thousands of stations of one
    owner would be compared with each other.
    Shapes: as of `_pairs`.
    """
    side = r_m / DEGREE_M
    placed = firms.filter(firms.lon.notnull(), firms.lat.notnull())
    placed = placed.mutate(
        row=(placed.lat.cast("float64") / side).floor().cast("int64"),
        column=(placed.lon.cast("float64") / (side * WIDER)).floor().cast("int64"),
    )
    around = placed.mutate(up=ibis.array([-1, 0, 1]).unnest())
    around = around.mutate(right=ibis.array([-1, 0, 1]).unnest())
    around = around.mutate(row=around.row + around.up, column=around.column + around.right)
    around = around.drop("up", "right")
    return [pairs.drop("row", "column") for pairs in _pairs(around, ("row", "column"), placed)]


def _metres(pairs: Any) -> Any:
    """Return how far apart two places are; of the few metres in question the earth is flat."""
    lat, lat_right = (pairs[name].cast("float64") for name in ("lat", "lat_right"))
    lon, lon_right = (pairs[name].cast("float64") for name in ("lon", "lon_right"))
    east = (lon - lon_right) * (lat * RADIANS).cos()
    return ((east * east + (lat - lat_right) * (lat - lat_right)).sqrt()) * DEGREE_M


def _groups(links: Any) -> Any:
    """Return who belongs together: everybody who can be reached over `STEPS` neighbours from the group's first.

    Shapes: cons_no, head.
    """
    nearest: Any = ibis.least(links.cons_no, links.other)
    heads = links.group_by("cons_no").agg(head=nearest.min())
    for _ in range(STEPS - 1):
        beside = links.inner_join(heads.select(other="cons_no", of_other="head"), "other")
        reached = beside.group_by("cons_no").agg(of_others=beside.of_other.min())
        heads = heads.inner_join(reached, "cons_no")
        heads = heads.select("cons_no", head=ibis.least(heads["head"], heads.of_others))
    return heads


def _judged(known: Any, limit_kva: Any) -> Any:
    """Return the customers of groups that evade something, with their group."""
    is_below = (known.contract_cap < limit_kva).fill_null(False)
    is_single = (known.pricing_policy != PriceType.TWO_PART).fill_null(True)
    cons_no = customer_number(known.cons_no)
    groups = known.group_by("head").agg(
        group_no=cons_no.min(),
        members=listed(cons_no),
        households=known.count(),
        sum_kva=exact(known.contract_cap).sum(),
        is_split=(is_below & is_single).all(),
    )
    rows = known.inner_join(groups, "head")
    is_home = rows.kind == PriceCategory.RESIDENTIAL
    evades = is_home | (rows.is_split & (rows.sum_kva >= limit_kva)).fill_null(False)
    rows = rows.filter(evades)
    is_home = rows.kind == PriceCategory.RESIDENTIAL
    return rows.mutate(
        object_id=rows.cons_no,
        purpose=ibis.ifelse(is_home, "阶梯电价", "两部制电价"),
        group_kva=ibis.ifelse(is_home, ibis.null("decimal(38, 6)"), rows.sum_kva),
    )


def _with_amount(t: Tables, rows: Any) -> Any:
    """Add the price of a kVA at the customer's voltage, else anywhere, and what a year of it comes to."""
    bills = with_capacity_charge(t, with_voltage(bills_of(t, [t.period]), t.customers))
    at_voltage = unit_prices(bills, "cap_amt", "bill_cap").select("volt_code", volt_yuan="price")
    anywhere = unit_prices(bills.mutate(every=1), "cap_amt", "bill_cap", by=("every",))
    rows = rows.left_join(at_voltage, "volt_code").drop("volt_code_right").mutate(every=1)
    rows = rows.left_join(anywhere.select("every", any_yuan="price"), "every").drop("every_right")
    is_home = rows.kind == PriceCategory.RESIDENTIAL
    price = ibis.ifelse(is_home, ibis.null("decimal(18, 2)"), rows.volt_yuan.coalesce(rows.any_yuan))
    rows = rows.mutate(kva_yuan=price)
    return rows.mutate(amount_yuan=to_fen(exact(rows.contract_cap) * rows.kva_yuan * MONTHS))
