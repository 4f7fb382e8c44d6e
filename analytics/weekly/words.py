"""Chinese texts as words: jieba with a dictionary of its own in memory, and the words of this trade.

Those are a few written here, the terms of the code lists and of the tables' headings, and what a company adds.

jieba's default tokenizer writes a cache into the shared temporary directory and logs to stderr; a tokenizer
whose dictionary is read here does neither. Its modules have escapes that newer Pythons warn of.
"""

import re
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

from data_loaders.catalog import code_lists, tables
from models.company.settings import NO_OWN_WORDS, OwnWords

TRADE_WORDS = [
    "分时电价",
    "峰谷电价",
    "峰谷分时",
    "尖峰电价",
    "失压",
    "失流",
    "断相",
    "断流",
    "逆相序",
    "三相不平衡",
    "过负荷",
    "台区线损",
    "线损",
    "线损率",
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
# Endings of headings that name how something is recorded, not what it is.
RECORDED = re.compile(
    "(编号|编码|代码|标识|标志|名称|日期|时间|类型|类别|分类|方式|状态|序号|备注|年月|单位|部门|人|人员|号|原因|情况)$"
)
_WORD = re.compile(r"[一-龥]{2,8}")
_TERM = re.compile(r"[一-龥]{2,6}")
WEIGHT = 20_000  # as frequent as the commonest: a term is not cut


def words_of(text: str, own: OwnWords = NO_OWN_WORDS) -> list[str]:
    """Return the words of a text that say something: two or more Chinese characters, no stop words."""
    found = _tokenizer(own).lcut(text, HMM=False)
    silent = STOP_WORDS.union(own.removed)
    return [word for word in found if word not in silent and _WORD.fullmatch(word)]


@lru_cache(maxsize=4)
def _tokenizer(own: OwnWords) -> Any:
    tokenizer = _plain()
    for word in (*TRADE_WORDS, *_terms(tokenizer), *own.added):
        tokenizer.add_word(word, WEIGHT)
    for word in own.removed:
        tokenizer.del_word(word)
    return tokenizer


def _plain() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    dictionary = (Path(jieba.__file__).parent / "dict.txt").open("rb")
    with dictionary:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(dictionary)
    tokenizer.initialized = True
    return tokenizer


def _terms(plain: Any) -> list[str]:
    """Return the terms of the code lists and of the tables' headings that a general dictionary would cut."""
    labels = {label for codes in code_lists().values() for label in codes.values()}
    headings = {
        title
        for table in tables().values()
        for column in table.columns
        for title in (column.title, *column.aliases)
    }
    terms = sorted(labels | {one for one in headings if not RECORDED.search(one)})
    return [
        term
        for term in terms
        if _TERM.fullmatch(term)
        and not plain.FREQ.get(term)
        and not STOP_WORDS & set(plain.lcut(term, HMM=False))
    ]
