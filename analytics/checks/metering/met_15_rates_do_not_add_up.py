"""MET-15 电能表时钟偏差/四费率不平衡/费率设置异常"""

from decimal import Decimal
from typing import Annotated, Any

from analytics.check import SHARE, Param, Tables, check
from analytics.facts.registers import is_changed, is_read_off, rollover
from analytics.regulation.metering import TOU_SUM_TOLERANCE
from analytics.regulation.money import exact, number, ratio, to_places
from analytics.regulation.source import Rule
from data_loaders.codes.metering import ReadType
from models.category import Category

NEEDED = (ReadType.ACTIVE_PEAK, ReadType.ACTIVE_VALLEY, ReadType.ACTIVE_FLAT)
RATES = (ReadType.ACTIVE_SHARP, *NEEDED)
LEAST_KWH = 100
RESOLUTION = "0.05"  # of registers, which are read apart


@check(
    code="MET-15",
    title="电能表时钟偏差/四费率不平衡/费率设置异常",
    category=Category.METERING,
    matter="主题库",
    severity="中",
    subject="asset",
    window="期间",
    amount=None,
    reads={
        "readings": [
            *(
                "asset_no",
                "cons_no",
                "org_code?",
                "amt_ym",
                "read_type",
                "last_read",
                "this_read",
                "t_factor",
            ),
            *("last_date?", "mr_date?", "data_src?", "mr_type?", "mr_status?"),
        ],
        "meters?": ["asset_no", "digits?", "inst_date?"],
    },
    without={
        "meters.digits": "电能表没有示数位数,归零(翻表)按上次示数的位数判",
        "readings.last_date|mr_date": "抄表没有日期,冻结不同步的不能剔除",
    },
    evidence={
        "last_date": "上次抄表日期",
        "mr_date": "本次抄表日期",
        "total": "总增量",
        "sharp": "尖增量",
        "peak": "峰增量",
        "flat": "平增量",
        "valley": "谷增量",
        "parts": "分费率增量之和",
        "gap": "差",
        "gap_percent": "差占总增量(%)",
        "t_factor": "综合倍率",
        "kwh": "总电量(kWh)",
    },
    sentence="电能表 {object_id} 总增量 {total},分费率之和 {parts},相差 {gap_percent}%",
    arithmetic=(
        "分费率之和 = 尖 {sharp} + 峰 {peak} + 平 {flat} + 谷 {valley} = {parts}",
        "差 = {parts} − {total} = {gap},占总增量 {gap_percent}%",
    ),
    laws=(TOU_SUM_TOLERANCE,),
)
def rates_do_not_add_up(
    t: Tables,
    *,
    tol: Annotated[Rule[Decimal], Param("容差(差÷总增量)", SHARE, low=0, high=0.1)] = TOU_SUM_TOLERANCE,
) -> Any:
    """分费率示数的增量之和应当等于总示数的增量。

    为什么: 不相等说明时段程序、时钟或计度器有故障,峰谷电费按错的电量计算。
    判定: 核查期同一只表有功总(11)与峰、谷、平(13、14、15)示数俱全(尖 12 可缺),归零还原后,分费率增量之和与总增量之差的绝对值大于总增量的 {metering.TOU_SUM_TOLERANCE}。增量为示数差,未乘倍率。每表一条。
    金额: 不计(差在哪个时段无从得知)。
    例外: 总电量(乘倍率)小于 100 kWh、差的绝对值不大于 0.05(示数分辨率)、任一增量为负的不判;各示数的上次或本次抄表日期不同(冻结不同步)、换表、未抄、退补模拟、示数撤回的不判。恰为容差不算。时钟偏差、时段编码没有字段,不查;有第五费率的省须先对应代码。
    核实: 召测实时示数与时钟,核对时段方案,现场校验。
    """
    readings = t.readings.filter(
        t.readings.amt_ym == t.period,
        t.readings.read_type.isin((ReadType.ACTIVE_TOTAL, *RATES)),
        is_read_off(t.readings),
    )
    timed = readings.filter(readings.read_type == ReadType.ACTIVE_PEAK).select("asset_no").distinct()
    readings = readings.semi_join(timed, "asset_no")
    meters = t.meters.group_by("asset_no").agg(
        digits=t.meters.digits.max(), inst_date=t.meters.inst_date.max()
    )
    readings = readings.left_join(meters, "asset_no").drop("asset_no_right")
    moved = readings.this_read - readings.last_read + rollover(readings)
    readings = readings.mutate(moved=moved, is_changed=is_changed(readings))
    found = _by_meter(readings)
    total, gap = exact(found.total), (exact(found.parts) - exact(found.total)).abs()
    wrong = found.filter(
        total * found.t_factor >= LEAST_KWH,
        gap > number(RESOLUTION),
        gap > total * tol.on_column(t.as_of),
    )
    return wrong.mutate(
        object_id=wrong.asset_no,
        gap=wrong.parts - wrong.total,
        gap_percent=ratio((exact(wrong.parts) - wrong.total) * 100, exact(wrong.total), 3),
        kwh=to_places(exact(wrong.total) * wrong.t_factor, 2),
    )


def _by_meter(readings: Any) -> Any:
    """Return the meters whose registers were all read between the same days and ran forward.

    Shapes: asset_no, cons_no, org_code, last_date, mr_date, t_factor, total, sharp, peak, flat, valley, parts.
    """

    def moved(read_type: ReadType) -> Any:
        return readings.moved.sum(where=readings.read_type == read_type)

    found = readings.group_by("asset_no").agg(
        cons_no=readings.cons_no.max(),
        org_code=readings.org_code.max(),
        last_date=readings.last_date.max(),
        mr_date=readings.mr_date.max(),
        is_uneven=(readings.last_date.nunique() > 1) | (readings.mr_date.nunique() > 1),
        t_factor=readings.t_factor.max(),
        is_doubtful=readings.is_changed.any() | (readings.moved < 0).any(),
        has_unread=readings.moved.isnull().any(),
        total=moved(ReadType.ACTIVE_TOTAL),
        sharp=moved(ReadType.ACTIVE_SHARP),
        peak=moved(ReadType.ACTIVE_PEAK),
        flat=moved(ReadType.ACTIVE_FLAT),
        valley=moved(ReadType.ACTIVE_VALLEY),
    )
    found = found.filter(
        ~found.is_uneven, ~found.is_doubtful.fill_null(False), ~found.has_unread, found.total > 0
    )
    found = found.mutate(sharp=found.sharp.fill_null(0))
    return found.mutate(parts=found.sharp + found.peak + found.flat + found.valley)
