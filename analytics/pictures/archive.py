"""客户档案: what is on file of customers, and whether it fits together."""

from typing import Any

import ibis
import ibis.selectors as s

from analytics.facts import archive_items
from analytics.facts.archive_items import customers_with_files, items_due
from analytics.facts.capacity import installed, with_gap
from analytics.facts.customers import is_high_voltage, on_the_books
from analytics.facts.feeds import feeds_in_force
from analytics.pictures.picture import (
    ALL_HITS,
    OBJECT,
    UNIT,
    Column,
    Dimension,
    Line,
    Measure,
    Sight,
    band_words,
    banded,
    counted,
    picture,
)
from models.category import Category

MISSING, ODD = "未填", "存疑"
DUE, LACKS = "due ", "missing "  # before an item's name
# which check asks whether what is filled in is plausible
PLAUSIBLE_BY = {
    "联系电话": "PRO-02",
    "行业分类": "PRO-04",
    "用电类别": "PRO-05",
    "合同容量": "PRO-07",
    "受电设备": "PRO-06",
    "台区": "PRO-14",
    "线路": "PRO-14",
}
KVA = (
    *(30, 50, 80, 100, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 3150, 5000),
    *(10_000, 20_000, 50_000, 100_000),
)
BANDS = band_words(KVA, " kVA")

FIELD = Dimension("field", "档案项目", order=archive_items.ITEMS)
FIELD_STATE = Dimension("field_state", "问题", order=(MISSING, ODD))


def _files(t: Sight) -> Any:
    """Return the customers with what is asked of their file and what of it is missing.

    Shapes: the object's columns, is_lacking (anything), and of each item 'due …' and 'missing …'.
    """
    known = customers_with_files(t)
    states = {
        name: flag
        for item, (due, is_missing) in items_due(t, known).items()
        for name, flag in ((f"{DUE}{item}", due), (f"{LACKS}{item}", due & is_missing))
    }
    lacks = ibis.or_(*(flag for name, flag in states.items() if name.startswith(LACKS)))
    files = known.select(
        object_type=ibis.literal("customer"),
        object_id=known.cons_no,
        cons_no=known.cons_no,
        org_code=known.org_code,
        is_lacking=ibis.ifelse(lacks, True, False),
        **{name: flag.fill_null(False) for name, flag in states.items()},
    )
    # the few who lack anything lie together, so that whoever looks for them passes over all other parts of the file
    return files.order_by(ibis.desc("is_lacking"))


def _doubted(t: Sight, known: Any) -> Any | None:
    """Return the customers whose item is filled in and hit by the check that asks for it; None where no item is asked of anybody."""
    items = {item: code for item, code in PLAUSIBLE_BY.items() if item in _items(known)}
    if not items:
        return None
    hits = t.hits()
    of_check = {code: [item for item, other in items.items() if other == code] for code in items.values()}
    hits = hits.filter(hits.object_type == "customer", hits.check_code.isin(list(of_check)))
    asked: Any = ibis.cases(*((hits.check_code == code, ibis.array(some)) for code, some in of_check.items()))
    hits = hits.select(hit_no="cons_no", field=asked.unnest()).distinct()
    both = known.inner_join(hits, [("cons_no", "hit_no")])
    is_odd = ((both.field == item, both[f"{DUE}{item}"] & ~both[f"{LACKS}{item}"]) for item in items)
    odd = both.filter(ibis.cases(*is_odd, else_=False))
    return odd.select(*OBJECT, "field", field_state=ibis.literal(ODD))


def _items(known: Any) -> list[str]:
    """Return the items that are asked of somebody in this delivery."""
    return [name for name in archive_items.ITEMS if f"{DUE}{name}" in known.columns]


def _shares(t: Sight, rows: Any) -> Any:
    """Return how much of each item is filled, and filled plausibly, by unit."""
    known = t.within(t.worked_out(_files))
    known = known.mutate(unit=t.unit_of(known))
    sums = {f"{DUE}{name}": known[f"{DUE}{name}"].cast("int64").sum() for name in _items(known)}
    wide = known.group_by("unit").agg(**sums or {DUE: known.count()})
    due = wide.pivot_longer(s.startswith(DUE), names_to="field", values_to="due", names_transform=_after_due)
    found = rows.group_by("field", "unit").agg(
        missing=(rows.field_state == MISSING).sum(), doubted=(rows.field_state == ODD).sum()
    )
    both = due.filter(due.due > 0).left_join(found, ["field", "unit"])
    both = both.mutate(missing=both.missing.fill_null(0), doubted=both.doubted.fill_null(0))
    whole = both.due.cast("float64")
    return both.select(
        "field",
        "unit",
        "due",
        "missing",
        "doubted",
        plausible=(both.due - both.missing - both.doubted) / whole,
        filled=(both.due - both.missing) / whole,
    )


def _after_due(name: str) -> str:
    return name.removeprefix(DUE)


def _of_marks(rows: Any) -> Any:
    return rows.count()


@picture(
    title="档案完整且合理的比例(%)",
    category=Category.ARCHIVE,
    kind="heat",
    reads={
        "customers": ["org_code?", *archive_items.COLUMNS],
        "equipment?": ["cons_no?"],
        "contracts?": ["cons_no?", "contract_no?", "status?"],
    },
    facts=[on_the_books],
    hits={ALL_HITS: ()},
    by=[FIELD, UNIT],
    also=[FIELD_STATE],
    measures=[
        Measure("plausible", "已填且合理", "%", _of_marks, "percent", is_best_high=True),
        Measure("filled", "已填", "%", _of_marks, "percent", is_best_high=True),
        Measure("due", "应填", "户", _of_marks),
        Measure("missing", "未填", "户", _of_marks),
        Measure("doubted", "存疑", "户", _of_marks),
    ],
    drawn=_shares,
    base=_files,
)
def completeness(t: Sight) -> Any:
    """在册户(非考核户)应填的档案项目,按单位看已填且合理的比例;颜色越深越差。清单是未填或存疑的用户。

    应填哪些项目、怎样算未填与检查 PRO-01 一致;存疑是已填而被相应检查命中的:联系电话 PRO-02,行业分类 PRO-04,用电类别 PRO-05,受电设备 PRO-06,合同容量 PRO-07,台区和线路 PRO-14。没有数据的项目不列。
    """
    known = t.worked_out(_files)
    known = known.mutate(object_id=known.cons_no)  # a column of a million texts less to read
    lacking, nothing = known.filter("is_lacking"), ibis.null("string")
    names = [ibis.ifelse(lacking[f"{LACKS}{item}"], item, nothing) for item in _items(known)]
    lacking = lacking.select(*OBJECT, field=ibis.array(names or [nothing])).unnest("field")
    lacking = lacking.filter(lacking.field.notnull()).mutate(field_state=ibis.literal(MISSING))
    odd = _doubted(t, known)
    return lacking if odd is None else lacking.union(odd)


def _capacities(t: Sight) -> Any:
    customers = t.fact(on_the_books)
    customers = customers.filter(is_high_voltage(customers), customers.contract_cap.notnull())
    known = customers.inner_join(t.fact(installed), "cons_no")
    known = with_gap(known.filter(known.is_known))
    installed_kva = known.contract_cap + known.gap_kva
    return known.select(
        "cons_no",
        "org_code",
        "contract_cap",
        "gap_kva",
        object_type=ibis.literal("customer"),
        object_id=known.cons_no,
        installed_kva=installed_kva,
        contract_band=banded(known.contract_cap, KVA, " kVA"),
        installed_band=banded(installed_kva, KVA, " kVA"),
    )


@picture(
    title="合同容量与安装容量(kVA)",
    category=Category.ARCHIVE,
    kind="cloud",
    reads={
        "customers": ["cons_no", "org_code?", "cons_sort_code?", "volt_code?", "contract_cap"],
        "equipment": ["cons_no"],
    },
    facts=[on_the_books, installed],
    hits={"PRO-07": ()},
    by=[
        Dimension("contract_band", "合同容量(kVA)", order=BANDS),
        Dimension("installed_band", "安装容量(kVA)", order=BANDS),
    ],
    also=[Dimension("capacity_state", "判断", order=("PRO-07 命中", "相符"))],
    measures=[counted("户数", "户")],
    columns={
        "contract_cap": Column("合同容量(kVA)", "number"),
        "installed_kva": Column("安装容量(kVA)", "number"),
        "gap_kva": Column("安装−合同(kVA)", "number"),
        "amount_yuan": Column("应收差额(元)", "money"),
    },
    line=Line("两者相等"),
    axes=("contract_cap", "installed_kva"),
    order="gap_kva",
    most=400,
    base=_capacities,
)
def contract_against_installed(t: Sight) -> Any:
    """在册高压户的合同容量与在册受电设备的安装容量;圆点越大户数越多,菱形是检查 PRO-07 命中的用户,虚线上两者相等。

    安装容量的口径与 PRO-07 一致(运行加停用而非冷备);没有在册设备或设备缺铭牌容量的不画。
    """
    known = t.worked_out(_capacities)
    hits = t.hits("PRO-07").select(hit_no="cons_no", amount_yuan="amount_yuan")
    both = known.left_join(hits, known.cons_no == hits.hit_no)
    is_hit = both.hit_no.notnull()
    return both.mutate(capacity_state=ibis.ifelse(is_hit, "PRO-07 命中", "相符"), is_point=is_hit)


@picture(
    title="用电类别与行业不匹配的户数(户)",
    category=Category.ARCHIVE,
    kind="heat",
    hits={"PRO-04": ("elec_type_code", "trade_code", "filed_class", "verdict")},
    by=[
        Dimension("trade", "行业分类", codes="customers.trade_code"),
        Dimension("elec_type", "用电类别", codes="customers.elec_type_code"),
    ],
    measures=[counted("不匹配户数", "户")],
    columns={
        "filed_class": Column("用电类别的价类"),
        "verdict": Column("判断"),
        "amount_yuan": Column("应收差额(元)", "money"),
    },
    order="amount_yuan",
)
def use_against_trade(t: Sight) -> Any:
    """检查 PRO-04 命中的用户,按用电类别和行业分列;颜色越深户数越多。

    判断与 PRO-04 完全一致:行业(大类取前两位)不在该用电类别的允许之列。
    """
    hits = t.hits("PRO-04")
    return hits.mutate(elec_type=hits.elec_type_code, trade=hits.trade_code)


def _feeds(t: Sight) -> Any:
    feeds = t.fact(feeds_in_force)
    return feeds.mutate(
        object_type=ibis.literal("customer"),
        object_id=feeds.cons_no,
        source_role=feeds.ps_attr,
        source_type=feeds.ps_type,
    )


@picture(
    title="在效供电电源(路)",
    category=Category.ARCHIVE,
    kind="bars",
    reads={
        "power_sources": [
            *(
                "org_code?",
                "cons_no",
                "ps_no?",
                "ps_attr?",
                "ps_type?",
                "line_no?",
                "line_status?",
                "ps_cap?",
            ),
            "substation?",
        ]
    },
    facts=[feeds_in_force],
    hits={"PRO-13?": ()},
    by=[
        Dimension("source_role", "电源性质", codes="power_sources.ps_attr"),
        Dimension("source_type", "电源类型", codes="power_sources.ps_type"),
    ],
    also=[
        Dimension("source_state", "电源信息", order=("PRO-13 命中", "明确")),
        Dimension("line_status", "线路状态", codes="power_sources.line_status"),
    ],
    measures=[counted("电源", "路")],
    columns={
        "ps_no": Column("电源编号", "id"),
        "substation": Column("变电站"),
        "line_no": Column("线路", "id"),
        "ps_cap": Column("供电容量(kVA)", "number"),
    },
    order="ps_cap",
    base=_feeds,
)
def feeds_by_kind(t: Sight) -> Any:
    """没有拆除的供电电源,按电源性质和类型;没有填的单列为“未填”。

    电源信息是否明确按用户看检查 PRO-13 是否命中。
    """
    feeds = t.worked_out(_feeds)
    if not t.has_run("PRO-13"):
        return feeds.mutate(source_state=ibis.literal("明确"))
    hits = t.hits("PRO-13").select(hit_no="cons_no").distinct()
    feeds = feeds.left_join(hits, feeds.cons_no == hits.hit_no)
    return feeds.mutate(source_state=ibis.ifelse(feeds.hit_no.notnull(), "PRO-13 命中", "明确"))
