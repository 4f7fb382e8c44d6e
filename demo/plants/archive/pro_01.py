"""PRO-01 客户档案关键字段缺失

Files with gaps and placeholders, of each class; what a class need not have is no gap.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from demo.cases import Case, Side, fine, wrong
from demo.changes import archived, changed, cleared
from demo.profiles import HOME, SHOP, SMALL_PLANT, STORE, Profile
from demo.stage import Play

AT_HOME, LOW, HIGH = "居民缺项", "低压缺项", "高压缺项"
HOME_GAPS = {"cons_name": None, "elec_addr": "不详", "mobile": "0", "tg_no": None, "cert_no": "待补"}
LOW_GAPS = {
    "cons_name": "测试",
    "elec_addr": "待补",
    "mobile": None,
    "tg_no": None,
    "trade_code": None,
    "contract_cap": None,
}
HIGH_GAPS = {"cons_name": "测试", "elec_addr": None, "mobile": "不详", "trade_code": None, "line_no": "未知"}


def cases(play: Play) -> Sequence[Case]:
    """Return archive files; there is no amount."""
    del play
    home, low, high = (partial(wrong, branch=branch) for branch in (AT_HOME, LOW, HIGH))
    return [
        *gaps(home, "居民", HOME, HOME_GAPS),
        *gaps(low, "低压", SHOP, LOW_GAPS),
        *gaps(high, "高压", SMALL_PLANT, HIGH_GAPS),
        home("居民缺三项", HOME, {}, archived(mobile=None, cert_no=None, elec_addr=None)),
        low("低压非居民两种证照都空", STORE, {}, archived(credit_code=None, cert_no=None)),
        fine("低压非居民只有经营者身份证", STORE, {}, archived(credit_code=None, cert_no="330401198001010011")),
        low("变更中用户缺电话", SHOP, {"status_code": "2"}, archived(mobile=None)),
        high("高压没有受电设备", SMALL_PLANT, {}, cleared("equipment"), also=[Side("PRO-06", note="没有受电设备档案")]),
        high("高压没有合同", SMALL_PLANT, {}, cleared("contracts"), also=[Side("INS-01", note="没有合同")]),
        high("高压只有作废合同", SMALL_PLANT, {}, changed("contracts", status="4"), also=[Side("INS-01", note="合同已作废")]),
        fine("高压不要求台区", SMALL_PLANT, {}, archived(tg_no=None)),
        fine("低压不要求线路", SHOP, {}, archived(line_no=None)),
        fine("居民不要求行业与容量", HOME, {}, archived(trade_code=None, contract_cap=None)),
        fine("地址含“无”字不是占位", HOME, {}, archived(elec_addr="无名巷0号")),
        fine("已销户不查", HOME, {"status_code": "9"}, archived(mobile=None)),
        fine("考核户不查", SHOP, {"cons_sort_code": "00", "elec_type_code": "000"}, archived(mobile=None, cons_name=None)),
    ]  # fmt: skip


def gaps(
    make: Callable[..., Case], who: str, profile: Profile, values: Mapping[str, str | None]
) -> Iterator[Case]:
    """Yield a file for each column that has a gap; without line or area its supply is unclear, too."""
    for name, text in values.items():
        also = [Side("PRO-13", note="没有线路或台区")] if name in ("line_no", "tg_no") else []
        yield make(f"{who}{name}为“{text or '空'}”", profile, {}, archived(**{name: text}), also=also)
