"""Chinese texts as words: jieba with a dictionary of its own in memory, and the words of this trade.

jieba's default tokenizer writes a cache into the shared temporary directory and logs to stderr; a tokenizer
whose dictionary is read here does neither. Its modules have escapes that newer Pythons warn of.
"""

import re
import warnings
from functools import cache
from pathlib import Path
from typing import Any

TRADE_WORDS = [
    "频繁停电",
    "电压低",
    "低电压",
    "电能表",
    "智能电表",
    "电表箱",
    "表箱",
    "台区",
    "变压器",
    "抄表",
    "抄表员",
    "电费",
    "电费突增",
    "阶梯电价",
    "分时电价",
    "复电",
    "欠费停电",
    "缺相",
    "三相四线",
    "充电桩",
    "充电站",
    "光伏",
    "分布式光伏",
    "并网",
    "增容",
    "新装",
    "过户",
    "更名",
    "销户",
    "校验",
    "校表",
    "退补",
    "发票",
    "计量不准",
    "计费",
    "窃电",
    "违约用电",
    "线路老化",
    "断线",
    "树障",
    "电杆",
    "跳闸",
    "空开",
    "漏电",
    "停电公告",
    "计划停电",
    "抢修",
    "到场",
    "服务态度",
    "勘查",
    "勘察",
    "报装",
    "催办",
    "赔偿",
    "家电损坏",
    "噪音",
    "网上国网",
    "短信",
    "预付费",
    "余额",
    "误停",
    "误报",
]
STOP_WORDS = frozenset(
    [
        "客户",
        "用户",
        "来电",
        "反映",
        "要求",
        "请",
        "尽快",
        "处理",
        "核实",
        "回复",
        "电话",
        "联系",
        "表示",
        "我们",
        "他们",
        "进行",
        "需要",
        "希望",
        "相关",
        "工作",
        "人员",
        "工作人员",
        "已经",
        "目前",
        "现在",
        "至今",
        "情况",
        "问题",
        "因为",
        "由于",
        "所以",
        "但是",
        "如果",
        "没有",
        "无法",
        "可以",
        "不能",
        "一个",
        "这个",
        "那个",
        "左右",
        "时间",
        "今天",
        "昨天",
        "先生",
        "女士",
        "户号",
        "编号",
        "地址",
        "证件号",
        "致电",
        "告知",
        "了解",
        "提供",
        "安排",
        "尽早",
        "及时",
        "认为",
        "称",
        "并",
        "且",
        "等",
        "的",
        "了",
        "是",
        "在",
        "将",
        "已",
        "为",
        "与",
        "和",
        "及",
        "对",
        "本月",
        "上月",
        "附近",
        "家中",
        "此前",
        "多次",
        "再次",
        "当场",
        "答复",
        "供电",
        "供电公司",
        "国家电网",
        "公司",
        "95598",
        "故障",
        "用电",
        "影响",
        "有误",
        "咨询",
        "哪些",
        "为何",
        "为什么",
        "何时",
        "多少",
        "多久",
        "如何",
        "怎么",
        "怎样",
        "什么",
        "是否",
    ]
)
_WORD = re.compile(r"[一-龥]{2,8}")


def words_of(text: str) -> list[str]:
    """Return the words of a text that say something: two or more Chinese characters, no stop words."""
    found = _tokenizer().lcut(text, HMM=False)
    return [word for word in found if word not in STOP_WORDS and _WORD.fullmatch(word)]


@cache
def _tokenizer() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    dictionary = (Path(jieba.__file__).parent / "dict.txt").open("rb")
    with dictionary:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(dictionary)
    tokenizer.initialized = True
    for word in TRADE_WORDS:
        tokenizer.add_word(word, 20_000)
    return tokenizer
