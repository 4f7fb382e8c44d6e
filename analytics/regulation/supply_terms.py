"""How long things may last: temporary supply, an account that uses nothing; and the duty to have a contract."""

from analytics.regulation.source import LAST_DAY_OF_RULES_1996, RULES_2024_DATE, Rule, Source, Version

TITLE = "用电期限与合同"

TEMPORARY_SUPPLY_MONTHS = Rule(
    "临时用电最长期限",
    (
        Version(
            6,
            Source(
                "《供电营业规则》(1996)",
                "已核实",
                "https://mit.51dongshi.com/dadadrhh/drhgrgses",
                article="第十二条",
            ),
            until=LAST_DAY_OF_RULES_1996,
        ),
        Version(
            36,
            Source("《供电营业规则》(2024)", "待核对原文", settles="对照 2024 版临时用电一条的原文"),
            since=RULES_2024_DATE,
        ),
    ),
    "个月",
)
_REPLACEMENT = Source(
    "《供电营业规则》(1996)",
    "已核实",
    "http://m.jianshe99.com/jianzao/ziliao/li1611083436.shtml",
    "2024 版条号未核",
    article="第二十五条",
)
REPLACEMENT_MONTHS = Rule.of("暂换变压器最长使用时间(35 千伏以下)", 2, _REPLACEMENT, "个月")
REPLACEMENT_MONTHS_FROM_35_KV = Rule.of("暂换变压器最长使用时间(35 千伏及以上)", 3, _REPLACEMENT, "个月")
ZERO_USE_CLOSURE_MONTHS = Rule.of(
    "连续不用电又未办暂停,可予销户",
    6,
    Source(
        "《供电营业规则》(1996)",
        "已核实",
        "https://www.jilinnxwh.com/www/qzgs/html/2016-05/201605210813587377.html",
        "2024 版未核",
        article="第三十三条",
    ),
    "个月",
)
CHANGES_OF_SUPPLY = Rule.of(
    "变更用电",
    "先申请后变更;过户前结清债务;分户前后总容量不变;并户后容量不超过各户之和",
    Source(
        "《供电营业规则》(1996)",
        "已核实",
        "https://www.jilinnxwh.com/www/qzgs/html/2016-05/201605210813587377.html",
        "2024 版条号未核",
        article="第二十二条至第三十三条",
    ),
)
SUPPLY_CONTRACT = Rule.of(
    "供用电合同",
    "供电前应当签订有效的供用电合同,到期应当续签",
    Source(
        "《民法典》第三编第十章、《供电营业规则》供用电合同章",
        "部分核实",
        note="民法典有此合同,营业规则的条号未核",
        settles="对照《供电营业规则》(2024)供用电合同章的条号",
    ),
)

FIXED_SHARE_REVIEW_MONTHS = Rule.of(
    "定比定量核定周期",
    12,
    Source(
        "《供电营业规则》(1996)",
        "已核实",
        "https://m.51tk.com/ask/yZHmPr.html",
        "每年至少核定一次;大户一年、小户两年的口径各省不一,2024 版未核",
        article="第七十一条",
    ),
    "个月",
)
FIXED_SHARES = Rule.of(
    "定比定量的核定",
    "一个受电点内电价不同而不能分别装表的,按用电设备容量的比例或实际可能的用电量确定比例或定量,每年至少核定一次",
    Source(
        "《供电营业规则》(1996)",
        "部分核实",
        "https://m.51tk.com/ask/yZHmPr.html",
        "核定周期已见,条文全文与 2024 版条号未核",
        article="第七十一条",
        settles="对照《供电营业规则》(2024)定比定量一条的原文",
    ),
)
LOSSES_OF_THE_OWNER = Rule.of(
    "变压器与线路损耗的负担",
    "计量装置不在产权分界处的,线路与变压器的有功与无功损耗由产权所有者负担",
    Source(
        "《供电营业规则》(1996)",
        "部分核实",
        "http://m.fantaoluo.cn/DetailJs.php?tid=267",
        "高供低计加收变损已见,条文与 2024 版条号未核",
        article="第七十四条",
        settles="对照《供电营业规则》(2024)损耗负担一条的条号",
    ),
)
