"""Fees of connection: which may still be charged, and when the fee for high reliability is owed."""

from datetime import date

from analytics.regulation.source import Rule, Source, Version

TITLE = "业务费用"

_NOTICE_1895 = Source(
    "发改办价格〔2017〕1895 号《关于取消临时接电费和明确自备电厂有关收费政策的通知》",
    "部分核实",
    "https://wwwv3.qz123.com/news_show/fe8dc7f6-5906-4e0d-b16b-c609c313cffd.html",
    "内容已见,文号待核对原文",
    settles="在国家发展改革委网站核对文号",
)
_NOTICE_129 = Source("国办函〔2020〕129 号", "待核对原文", settles="在中国政府网核对取消的收费项目与施行日")
_NOTICE_2346 = Source(
    "计价格〔2003〕2346 号《关于停止收取供配电贴费有关问题的补充通知》",
    "待核对原文",
    settles="取得通知原文,核对施行日",
)
_RELIABILITY = Source(
    "各省高可靠性供电收费文件(冀价工字〔2005〕25 号、津发改价管〔2011〕1274 号等)",
    "已核实",
    "https://edu-gov.com/universalservo/1698.html",
)
TEMPORARY_FEE_ALLOWED = Rule(
    "临时接电费可否收取",
    (
        Version(True, _NOTICE_1895, until=date(2017, 11, 30), shown="可收,到期、转正、销户应退"),
        Version(False, _NOTICE_1895, since=date(2017, 12, 1), shown="不得收取,存量按合同清退"),
    ),
)
METER_COMPENSATION_ALLOWED = Rule(
    "报装环节赔表费可否收取",
    (
        Version(True, _NOTICE_129, until=date(2021, 2, 28), shown="可收"),
        Version(False, _NOTICE_129, since=date(2021, 3, 1), shown="不得收取"),
    ),
)
FEES_AS_PUBLISHED = Rule.of(
    "业务费的项目与标准",
    "只收价格主管部门公布的项目,按公布的标准收取",
    _NOTICE_129,
)
RELIABILITY_OWED = Rule(
    "高可靠性供电费可否计收",
    (
        Version(False, _NOTICE_2346, until=date(2003, 12, 31), shown="无此项费用"),
        Version(True, _NOTICE_2346, since=date(2004, 1, 1), shown="按省定标准计收"),
    ),
)
RELIABILITY_BASIS = Rule.of(
    "高可靠性供电费的计收范围",
    "新装、增容的两路及以上多回路用户,除供电容量最大的一路外,其余各路按容量计收",
    _RELIABILITY,
)
RELIABILITY_EXEMPTIONS = Rule.of(
    "高可靠性供电费的免收",
    (
        "各回路相互独立无电气联络",
        "居民住宅与农业生产(天津)",
        "220 千伏用户、发电企业启动用电(河北)",
        "环网公用且操作权属供电企业",
    ),
    _RELIABILITY,
)
RELIABILITY_EXEMPT_FROM_KV = 220
# the rates in yuan a kVA differ by province and were not verified: there is no default for them
