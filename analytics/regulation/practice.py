"""What an audit rests on where no article sets a number: topic libraries, examination questions, inner control."""

from decimal import Decimal

from analytics.regulation.source import Rule, Source

TITLE = "稽查主题与内控口径"

_SETTLE = "取得本省营销稽查主题库现行版"

ARCHIVE_ITEMS = Rule.of(
    "客户档案必填项",
    {
        "居民": "户名、用电地址、电话、台区、证件号",
        "低压非居民": "户名、用电地址、电话、台区、行业、用电类别、合同容量、证照",
        "高压": "户名、用电地址、电话、行业、用电类别、合同容量、线路、证照、受电设备、合同",
    },
    Source(
        "《国家电网公司营销客户档案管理规范》(国家电网办〔2013〕71号)",
        "部分核实",
        note="名称见于公开清单,条文未核",
        settles="取得国家电网办〔2013〕71号正文",
    ),
)
SUDDEN_CHANGE = Rule.of(
    "电量突增突减",
    "与前期、同期相差过大的电量应当复核",
    Source("营销稽查主题库", "待核对原文", settles=_SETTLE),
)
ADJUSTMENT_APPROVAL = Rule.of(
    "退补电量电费的审批",
    "退补须分级审批,申请与审批不得为同一人,原因应当写明",
    Source(
        "营销稽查主题库、电费稽查试题",
        "部分核实",
        "https://m.zhaokaoti.com/shiti/3fc7af6ce7734996a3f3dd3b7b346e51.html",
        "试题“退补审批”已见,分级额度待核对原文",
        settles="取得本省退补电量电费审批权限文件",
    ),
)
CONTRACT_ARCHIVING_DAYS = Rule.of(
    "供用电合同归档时限",
    5,
    Source("国网供用电合同管理制度(内部时限)", "待核对原文", settles="取得国网供用电合同管理办法现行版"),
    "个工作日",
)
TRANSFORMER_LOSS_SHARE = Rule.of(
    "漏计变损的估算,占电度电费",
    Decimal("0.03"),
    Source("营销稽查主题库", "待核对原文", note="无铜铁损参数时的估算比例", settles=_SETTLE),
    "%",
)
LIGHT_LOAD_ERROR = Rule.of(
    "电流互感器轻载误差的估算",
    Decimal("0.005"),
    Source("营销稽查主题库", "待核对原文", settles=_SETTLE),
    "%",
)
_METER_EVENTS = Source(
    "国网《营销业务风险数字化内控体系建设指引》(国网〔2021〕587 号)、营销稽查主题库",
    "部分核实",
    "https://www.shititong.cn/cha-kan/shiti/0002cc4d-233d-fc19-c009-f6fc5e884b00.html",
    "指引的反窃电稽查已见,时长、电流与时限为主题库口径,待核对原文",
    settles=_SETTLE,
)
METER_EVENT_MINUTES = Rule.of("有效计量异常事件的最短时长(含)", 60, _METER_EVENTS, "分钟")
METER_EVENT_AMPERES = Rule.of("有效计量异常事件的最小电流(二次侧,含)", Decimal("0.1"), _METER_EVENTS, "A")
METER_EVENT_DAYS = Rule.of("计量异常事件的处理时限", 3, _METER_EVENTS, "天")
VISIT_FINDING_DAYS = Rule.of(
    "明察暗访问题整改期限(记录未写期限时)",
    30,
    Source("营销稽查主题库", "待核对原文", settles=_SETTLE),
    "天",
)
_CASH_CONTROL = Source(
    "电费资金内控(现金日清月结)", "待核对原文", settles="取得本省电费现金管理办法中的解款期限与库存限额"
)
CASH_REMITTANCE_DAYS = Rule.of("现金解款期限", 1, _CASH_CONTROL, "个工作日")
CASH_ON_HAND_YUAN = Rule.of("收费员日未解款限额", Decimal(5000), _CASH_CONTROL, "元")
PREPAYMENT_MOVED_YUAN = Rule.of(
    "单笔预收费冲抵限额",
    Decimal(10000),
    Source("电费资金内控(预收费冲抵)", "待核对原文", settles="取得本省预收电费转帐审批权限文件"),
    "元",
)
