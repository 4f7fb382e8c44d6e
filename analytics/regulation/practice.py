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
USES_OF_TRADES = Rule.of(
    "用电类别允许的行业",
    {
        "大工业、普通工业(100 至 102、403、404)": "采矿、制造、电热燃水(06 至 46)",
        "居民(200 至 202)": "城乡居民,学校、福利、社区、宗教、物业、自来水",
        "教学(203)": "教育、社会福利、基层自治组织(84、87、97)",
        "农业(300 至 302)": "农林牧渔(01 至 05),农副食品加工、仓储、水利(13、58、79)",
        "商业(405)": "服务业、农林牧渔服务(05)",
        "非工业(402)": "服务业、农林牧渔服务(05)、电热燃水(44 至 46)",
        "一般工商业(400、401)": "居民、农业以外(05 可)",
    },
    Source(
        "GB/T 4754 与各省电价目录",
        "部分核实",
        note="行业代码按 GB/T 4754,允许表按稽查惯例,各省电价目录未逐一核对",
        settles="取得本省销售电价适用范围文件",
    ),
)
POWER_SOURCES = Rule.of(
    "供电电源的记载",
    "供电方案应写明供电电源、回路数、主供与备用及各路容量",
    Source("《业扩供电方案编制导则》(2010,Q/GDW 12259)", "待核对原文", settles="取得 Q/GDW 12259 正文"),
)
CONNECTION_DOCUMENTS = Rule.of(
    "业扩工程资料",
    "竣工报告、试验报告、竣工检验单、合同应齐全,对普通客户不再要求设计审核意见与中间检查记录",
    Source(
        "《供电监管办法》业扩环节、国网业扩报装管理规则",
        "部分核实",
        note="必备清单按稽查惯例,条文未核",
        settles="取得国网业扩报装管理规则现行版的资料清单",
    ),
)
IMPORTANT_CUSTOMERS = Rule.of(
    "重要电力用户的供电电源",
    "特级、一级、二级重要用户应由两路及以上电源供电,双电源不取自同一变电站的同一母线",
    Source(
        "GB/Z 29328《重要电力用户供电电源及自备应急电源配置技术规范》",
        "待核对原文",
        settles="对照 GB/Z 29328 现行版",
    ),
)
PHONE_NUMBERS = Rule.of(
    "客户联系电话",
    "应为客户本人有效的手机、座机或 400 号码,不得以员工、代办人号码充数",
    Source("营销稽查主题库", "待核对原文", settles=_SETTLE),
)
AREA_AND_LINE = Rule.of(
    "户变、线变关系",
    "档案、计量点、采集识别与供电电源的台区和线路应一致",
    Source("营销稽查主题库", "待核对原文", settles=_SETTLE),
)
READING_PLAN = Rule.of(
    "抄表计划与抄表例日",
    "正常用电的户编入抄表段,按例日抄表,不得漏抄,不得随意变更抄表日程",
    Source(
        "国网抄核收管理规则、谷城2007年随意变更抄表日程案例",
        "部分核实",
        note="案例已见,规则条文未核,天数为主题库口径",
        settles="取得国家电网公司电费抄核收管理规则现行版",
    ),
)
TRUE_READINGS = Rule.of(
    "抄见示数的真实",
    "按表抄录,不得估抄、漏抄、错抄",
    Source("营销稽查题库“估抄漏抄错抄”", "部分核实", note="试题已见,界限为主题库口径", settles=_SETTLE),
)
SUDDEN_CHANGE = Rule.of(
    "电量突增突减",
    "与前期、同期相差过大的电量应当复核",
    Source("营销稽查主题库", "待核对原文", settles=_SETTLE),
)
TRUE_COMPLAINTS = Rule.of(
    "属实投诉的责任与画像",
    "按单位、责任人比较属实投诉,小样本收缩,结论只作线索",
    Source("营销稽查工作要求", "源文", note="统计界限为实务口径", article="2.2.7", settles=_SETTLE),
)
REPAIR_STRUCTURE = Rule.of(
    "报修结构的每周分析",
    "每周梳理报修的类型与原因,超出控制限且占比变化的应当分析",
    Source("营销稽查工作要求", "源文", note="统计界限为实务口径", article="2.2.7", settles=_SETTLE),
)
ORDER_FLOW = Rule.of(
    "95598 工单流转",
    "工单不应反复退单、改派、滞留,归档后不应再激活",
    Source("营销稽查主题库", "待核对原文", settles=_SETTLE),
)
ORDER_TIMES = Rule.of(
    "95598 工单时间的先后",
    "受理、到场、修复、回复、归档依次发生,时间当场记录,不得补填",
    Source("营销稽查主题库", "待核对原文", note="整点占比与显著水平为统计口径", settles=_SETTLE),
)
FREQUENT_OUTAGES = Rule.of(
    "频繁停电",
    "60 天内同一台区停电 3 次及以上",
    Source("国网频繁停电口径", "待核对原文", settles="取得国网频繁停电投诉治理的现行文件"),
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
FILED_AS_APPLIED_FOR = Rule.of(
    "归档申请与系统档案",
    "归档后系统容量、电压、用电类别与申请一致,增容配足互感器",
    Source("营销稽查主题库", "待核对原文", settles=_SETTLE),
)
_FIRST_READING = Source(
    "《供电监管办法》、国网《电费抄核收管理规则》",
    "待核对原文",
    settles="取得本公司新装户首次抄表与首次发行的考核口径",
)
FIRST_READ_DAYS = Rule.of("新装户首次抄表期限", 35, _FIRST_READING, "天")
FIRST_BILL_MONTHS = Rule.of("新装户首次发行期限", 2, _FIRST_READING, "期")
DIRECT_METER_AMPERES = Rule.of(
    "电能表宜直接接入的最大负荷电流",
    60,
    Source("DL/T 448 电能计量装置技术管理规程(直接接入)", "待核对原文", settles="对照 DL/T 448—2016 原文"),
    "A",
)
CENSUS_FIX_DAYS = Rule.of(
    "营业普查问题整改期限(未约定消缺日期时)",
    30,
    Source("营业普查工作闭环要求、营销稽查主题库", "部分核实", settles=_SETTLE),
    "天",
)
PASSING_ON = Rule.of(
    "转供电",
    "用户不得自行转供电,确需转供的由供电企业委托并签订委托转供电合同",
    Source(
        "转供电环节清理规定、营销稽查主题库(谷城案例)",
        "部分核实",
        note="清理规定与案例已见,委托条款的条号未核",
        settles="对照《供电营业规则》(2024)委托转供电条款",
    ),
)
OWN_GENERATION = Rule.of(
    "分布式电源的计量与结算",
    "发电与上网分别计量,发电量应与装机相称,上网不大于发电",
    Source(
        "分布式发电管理办法",
        "待核对原文",
        note="发电上限为装机满发的小时数,系数为稽查口径",
        settles="对照分布式光伏发电开发建设管理办法现行版",
    ),
)
_INSPECTION_CYCLE = Source(
    "《用电检查管理办法》(已废止)、营销稽查主题库",
    "待核对原文",
    note="办法已废止,周期为可配口径",
    settles="取得本单位现行用电检查(安全服务)周期文件",
)
IMPORTANT_INSPECTION_MONTHS = Rule.of("重要户用电检查周期", 6, _INSPECTION_CYCLE, "个月")
HIGH_VOLTAGE_INSPECTION_MONTHS = Rule.of("高压户用电检查周期", 12, _INSPECTION_CYCLE, "个月")
LOW_VOLTAGE_INSPECTION_MONTHS = Rule.of("低压非居民户用电检查周期", 24, _INSPECTION_CYCLE, "个月")
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
_COLLECTION = Source("国网抄核收管理规则", "待核对原文", settles="取得国家电网公司电费抄核收管理规则现行版")
COLLECTION_FAILED_DAYS = Rule.of("连续采集失败应当处理的天数(含)", 7, _COLLECTION, "天")
READ_BY_HAND_MONTHS = Rule.of("已采集而连续手工抄表的期数(含)", 2, _COLLECTION, "期")
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
COUNTED_BALANCES = Rule.of(
    "现场核对余额",
    "收费用户余额应与现场实际相符",
    Source("营销稽查主题库", "待核对原文", settles=_SETTLE),
)
NOTE_ENDORSEMENTS = Rule.of(
    "承兑汇票背书次数",
    3,
    Source("票据类事后稽查(内控口径)", "待核对原文", settles="取得本公司票据管理办法中的背书次数限制"),
    "次",
)
_CASE_CONTROL = Source(
    "国网《营销业务风险数字化内控体系建设指引》(国网〔2021〕587 号)、营销稽查主题库",
    "部分核实",
    note="指引的反窃查违类稽查已见,天数为主题库口径",
    settles=_SETTLE,
)
CASE_CLOSING_DAYS = Rule.of("违约用电、窃电案件结案期限", 30, _CASE_CONTROL, "天")
CASE_PAYMENT_DAYS = Rule.of("窃电追补电费没有违约金起算日期时的缴费期限", 30, _CASE_CONTROL, "天")
REMITTANCE_DAYS = Rule.of(
    "电费上缴(解款)期限",
    1,
    Source("集团电费资金管理(归集)", "待核对原文", settles="取得本省电费资金归集管理办法"),
    "个工作日",
)
BILL_REVIEW = Rule.of(
    "电费发行前的复核",
    "电费发行前逐户复核,分项与总额相符,代征按标准,负电量、负电费和单价异常应当查明",
    Source("国网抄核收管理规则", "待核对原文", settles="取得国家电网公司电费抄核收管理规则现行版"),
)
RESTART_DAYS = Rule.of(
    "终止后重新受理视为重启的期限",
    30,
    Source("国网营销稽查主题库(587 号,终止流程)", "部分核实", settles=_SETTLE),
    "天",
)
STEPS_AS_THEY_HAPPEN = Rule.of(
    "业扩环节的录入",
    "随办随录,不得事后集中补录",
    Source("国网业扩报装管理规则、营销稽查主题库", "待核对原文", settles=_SETTLE),
)
_ARREARS = Source("电费管理指标口径", "待核对原文", settles="取得本公司应收电费余额与账龄的考核口径文件")
ARREARS_MONTHS = Rule.of("长账龄欠费", 3, _ARREARS, "个月")
ARREARS_GROWTH = Rule.of("应收余额突增", Decimal("0.5"), _ARREARS, "%")
OLD_ARREARS = Rule.of("往年欠费占当月应收", Decimal("0.02"), _ARREARS, "%")
ARREARS_LEAST = Rule.of("应收余额的核查门槛,占当月应收", Decimal("0.01"), _ARREARS, "%")
PEER_DISTANCE = Rule.of(
    "模型:与同类中位数的偏离界限(修正 z 分数)",
    Decimal("3.5"),
    Source(
        "离群值检出的通行口径(Iglewicz、Hoaglin,1993)",
        "部分核实",
        "https://www.itl.nist.gov/div898/handbook/eda/section3/eda35h.htm",
        "统计口径,不是法规;同类按用电类别、电压、容量档",
        settles="以本公司现场核查结果校准界限",
    ),
    "倍离差",
)
