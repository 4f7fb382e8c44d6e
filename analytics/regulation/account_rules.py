"""Accounts of electricity charges: the equations that must hold, and the limits of cash and disconnection."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analytics.regulation.source import Rule, Source
from data_loaders.codes.customers import CustType

TITLE = "电费帐务口径"

_BALANCE_TOLERANCE = Decimal("0.01")


@dataclass(frozen=True)
class Equation:
    """An equation between books; a difference up to the tolerance (included) is none."""

    text: str
    tolerance_yuan: Decimal

    def holds(self, left_yuan: Decimal, right_yuan: Decimal) -> bool:
        """Return whether both sides agree."""
        return abs(left_yuan - right_yuan) <= self.tolerance_yuan

    def __str__(self) -> str:
        return f"{self.text}(容差 {self.tolerance_yuan} 元)"


def _equation(
    title: str,
    text: str,
    tolerance_yuan: Decimal = _BALANCE_TOLERANCE,
    note: str = "",
) -> Rule[Equation]:
    source = Source("会计平衡", "源文", note=note, settles="与财务核对本公司的科目设置与容差")
    return Rule.of(title, Equation(text, tolerance_yuan), source)


EQ1 = _equation("应收平衡(EQ1)", "Σ用户应收余额 = 明细账应收余额 = 总账应收电费余额")
EQ3 = _equation("预收平衡(EQ3)", "Σ用户预收余额 = 明细账预收 = 总账预收(合同负债)")
EQ5 = _equation("借贷平衡(EQ5)", "同一单位同一期间,全部科目借方发生合计 = 贷方发生合计")
EQ6 = _equation(
    "营销与财务应收(EQ6)",
    "营销应收 = 财务应收账款-电费 + 未记账发行 − 已记账未发行",
    Decimal(1),
    "未记账发行、已记账未发行在导出中无列,按 0 计;原文“营销应付账款”应理解为营销应收",
)
_INSPECTION = Source(
    "电费稽查试题", "已核实", "https://m.zhaokaoti.com/shiti/3fc7af6ce7734996a3f3dd3b7b346e51.html"
)
CASH_IN_TRANSIT_YUAN = Rule.of(
    "在途资金限额",
    Decimal(50000),
    Source(_INSPECTION.edition, "已核实", _INSPECTION.seen_at, article="“实收在途超5万”"),
    "元",
)
CASH_IN_TRANSIT_DAYS = Rule.of(
    "在途资金天数",
    3,
    Source("电费稽查要点", "待核对原文", settles="取得本省电费资金管理办法中的到账期限"),
    "天",
)
FALSE_COLLECTION = Rule.of(
    "虚假实收",
    "不得为完成回收率在考核日前收费、考核日后冲正",
    Source(_INSPECTION.edition, "已核实", _INSPECTION.seen_at, article="“电费虚假实收”"),
)
PREPAYMENT_MOVED = Rule.of(
    "预收费冲抵",
    "预收电费冲抵他户电费须经审批",
    Source(_INSPECTION.edition, "已核实", _INSPECTION.seen_at, article="“预收费冲抵”"),
)
BANK_RECONCILIATION = Rule.of(
    "银行代收对账",
    "T+1",
    Source("南网营销对账作业指导书(试题)", "已核实", _INSPECTION.seen_at, article="对账不平与单边账"),
    "个工作日",
)
NOTE_PRESENTATION_DAYS = Rule.of(
    "汇票提示付款期",
    10,
    Source(
        "《中华人民共和国票据法》",
        "已核实",
        "http://www.jianbiaoku.com/webarbs/book/164697/4716032.shtml",
        "自到期日起十日内向承兑人提示付款",
        article="第五十三条",
    ),
    "天",
)
NOTE_LONGEST_MONTHS = Rule.of(
    "商业汇票最长付款期限",
    6,
    Source(
        "《商业汇票承兑、贴现与再贴现管理办法》(人民银行、银保监会令〔2022〕第4号)",
        "已核实",
        "http://www.kanfory.com/jrgy/xwgg/zygg/fwgg/202211/t20221129_62557.html",
        "自出票日起至到期日止",
        article="第二十五条",
    ),
    "个月",
    since=date(2023, 1, 1),
)
ZERO_USE_PERIODS = Rule.of(
    "连续零电量的核查起点",
    3,
    Source("国网《电费抄核收管理规则》", "已核实", "https://wentiku.cn/a/Q9D729.html"),
    "个周期",
)
ZERO_USE_VISIT_SHARE = Rule.of(
    "零度户现场核实比例",
    {
        CustType.HIGH_VOLTAGE: Decimal(1),
        CustType.LOW_VOLTAGE: Decimal("0.8"),
        CustType.RESIDENT: Decimal("0.2"),
    },
    Source("国网《电费抄核收管理规则》", "已核实", "https://wentiku.cn/a/Q9D729.html"),
    shown="10 千伏及以上 100%、0.4 千伏非居民 80%、居民 20%",
)
_DISCONNECTION = Source(
    "《电力供应与使用条例》",
    "已核实",
    "http://ccschy.com/techan/87622.html",
    article="第三十九条、供电营业规则",
)
DISCONNECT_AFTER_DAYS = Rule.of("欠费停电须逾期超过", 30, _DISCONNECTION, "天")
DISCONNECT_NOTICE_DAYS = Rule.of("停电通知提前", {"居民": 7, "非居民": 3}, _DISCONNECTION, "天")
COLLECTION_RATES = Rule.of(
    "回收率口径",
    {
        "当月电费回收率": "当月实收当月电费 ÷ 当月应收电费",
        "年累计回收率": "年累计实收当年电费 ÷ 年累计应收",
        "陈欠回收率": "收回往年欠费 ÷ 年初往年欠费",
        "电费上缴率": "已上缴(归集)电费资金 ÷ 实收电费资金",
        "预收比例": "预收余额 ÷ 月均应收",
    },
    Source("电费管理指标口径", "待核对原文", settles="取得本公司电费指标考核口径文件"),
)
